//! Texts: each distinct text is looked at once where that is possible.

use std::collections::HashMap;
use std::sync::Arc;

use super::column::{link, number, yes_no};
use super::store::Stored;
use super::{Column, TextColumn, TextPool};
use crate::plan::TextOp;
use crate::program::Missing;

/// An operand of a text operation.
#[derive(Clone, Debug)]
pub(super) enum TextOperand {
    /// The same text in all rows.
    Same(Arc<str>),
    /// A constant of another kind, or missing.
    Code(u64),
    /// A column.
    Stored(Stored),
}

impl TextOperand {
    /// A row's text.
    fn text(&self, row: usize) -> Result<&str, Missing> {
        match self {
            TextOperand::Same(text) => Ok(text),
            TextOperand::Code(code) => Err(link::kind(*code as u32).unwrap_or(Missing::Unavailable)),
            TextOperand::Stored(stored) => match stored.texts() {
                Some(column) => column.code(row).map(|c| column.texts.get(c as usize)),
                None => Err(Missing::Unavailable),
            },
        }
    }

    fn yes_no(&self, row: usize) -> u8 {
        match self {
            TextOperand::Code(code) => *code as u8,
            TextOperand::Stored(stored) => {
                stored.bytes().get(row).copied().unwrap_or(yes_no::missing(Missing::Unavailable))
            }
            TextOperand::Same(_) => yes_no::missing(Missing::Unavailable),
        }
    }
}

/// Runs an operation over all rows of a table.
pub(super) fn run(op: TextOp, args: &[TextOperand], rows: usize) -> Column {
    let constant = args.get(1).and_then(|a| match a {
        TextOperand::Same(text) => Some(text.as_ref()),
        TextOperand::Code(_) | TextOperand::Stored(_) => None,
    });
    match (op, args) {
        (TextOp::Lower, [x]) => each(x, rows, str::to_lowercase),
        (TextOp::Upper, [x]) => each(x, rows, str::to_uppercase),
        (TextOp::Trim, [x]) => each(x, rows, |t| t.trim().to_owned()),
        (TextOp::Length, [x]) => {
            let length = |t: &str| t.chars().count() as f64;
            Column::Number(Arc::new(table(x, rows, length, number::missing)))
        }
        (TextOp::IsMissing, [x]) => {
            let missing = |_| yes_no::YES;
            Column::YesNo(Arc::new(table(x, rows, |_| yes_no::NO, missing)))
        }
        (TextOp::IsMissingAs(how), [x]) => {
            let missing = |kind| yes_no::from(kind == how);
            Column::YesNo(Arc::new(table(x, rows, |_| yes_no::NO, missing)))
        }
        (TextOp::Same, [a, b]) => test(a, b, constant, rows, |a, b| a == b),
        (TextOp::Contains, [a, b]) => test(a, b, constant, rows, |a, b| a.contains(b)),
        (TextOp::StartsWith, [a, b]) => test(a, b, constant, rows, |a, b| a.starts_with(b)),
        (TextOp::EndsWith, [a, b]) => test(a, b, constant, rows, |a, b| a.ends_with(b)),
        (TextOp::IfMissing, [a, b]) => by_row(rows, |row, text| push(text, a.text(row).or_else(|_| b.text(row)))),
        (TextOp::If, [condition, a, b]) => by_row(rows, |row, text| match yes_no::value(condition.yes_no(row)) {
            Ok(true) => push(text, a.text(row)),
            Ok(false) => push(text, b.text(row)),
            Err(how) => Err(how),
        }),
        (TextOp::Gather, [TextOperand::Stored(links), there]) => gather(links.codes(), there),
        (TextOp::Join, args) => by_row(rows, |row, text| args.iter().try_for_each(|a| push(text, a.text(row)))),
        (TextOp::Fill, [x]) => each(x, rows, str::to_owned),
        _ => by_row(rows, |_, _| Err(Missing::Unavailable)),
    }
}

fn push(text: &mut String, more: Result<&str, Missing>) -> Result<(), Missing> {
    more.map(|more| text.push_str(more))
}

/// A text for each row, written into a buffer; equal texts are kept once.
fn by_row(rows: usize, mut write: impl FnMut(usize, &mut String) -> Result<(), Missing>) -> Column {
    let mut texts = TextPool::default();
    let mut known: HashMap<String, u32> = HashMap::new();
    let mut buffer = String::new();
    let codes = (0..rows).map(|row| {
        buffer.clear();
        match write(row, &mut buffer) {
            Ok(()) => match known.get(&buffer) {
                Some(code) => *code,
                None => {
                    let code = texts.push(&buffer);
                    known.insert(buffer.clone(), code);
                    code
                }
            },
            Err(how) => link::missing(how),
        }
    });
    let codes: Vec<u32> = codes.collect();
    Column::Text(TextColumn { codes: Some(Arc::new(codes)), texts: Arc::new(texts) })
}

/// A function of each distinct text.
fn each(x: &TextOperand, rows: usize, f: impl Fn(&str) -> String) -> Column {
    match x {
        TextOperand::Stored(stored) => match stored.texts() {
            Some(column) => {
                let mut texts = TextPool::default();
                for at in 0..column.texts.len() {
                    texts.push(&f(column.texts.get(at)));
                }
                Column::Text(TextColumn { codes: column.codes.clone(), texts: Arc::new(texts) })
            }
            None => by_row(rows, |_, _| Err(Missing::Unavailable)),
        },
        TextOperand::Same(text) => by_row(rows, |_, out| push(out, Ok(&f(text)))),
        TextOperand::Code(_) => by_row(rows, |row, _| x.text(row).map(|_| ())),
    }
}

/// A value for each distinct text, looked up for each row.
fn table<T: Copy>(x: &TextOperand, rows: usize, f: impl Fn(&str) -> T, missing: impl Fn(Missing) -> T) -> Vec<T> {
    let column = match x {
        TextOperand::Stored(stored) => stored.texts(),
        TextOperand::Same(_) | TextOperand::Code(_) => None,
    };
    let Some(column) = column else {
        return (0..rows).map(|row| x.text(row).map_or_else(&missing, &f)).collect();
    };
    let values: Vec<T> = (0..column.texts.len()).map(|at| f(column.texts.get(at))).collect();
    let value = |row: usize| match column.code(row) {
        Ok(code) => values.get(code as usize).copied().unwrap_or_else(|| missing(Missing::Unavailable)),
        Err(how) => missing(how),
    };
    (0..rows).map(value).collect()
}

/// A test of two texts; against a constant each distinct text is tested once.
fn test(
    a: &TextOperand,
    b: &TextOperand,
    constant: Option<&str>,
    rows: usize,
    holds: impl Fn(&str, &str) -> bool,
) -> Column {
    let codes = match constant {
        Some(constant) => table(a, rows, |a| yes_no::from(holds(a, constant)), yes_no::missing),
        None => {
            let row = |row: usize| match (a.text(row), b.text(row)) {
                (Ok(a), Ok(b)) => yes_no::from(holds(a, b)),
                (Err(how), _) | (_, Err(how)) => yes_no::missing(how),
            };
            (0..rows).map(row).collect()
        }
    };
    Column::YesNo(Arc::new(codes))
}

fn gather(links: &[u32], there: &TextOperand) -> Column {
    let TextOperand::Stored(stored) = there else {
        return by_row(links.len(), |row, text| match links.get(row).copied().and_then(link::kind) {
            Some(how) => Err(how),
            None => push(text, there.text(0)),
        });
    };
    let Some(column) = stored.texts() else { return by_row(links.len(), |_, _| Err(Missing::Unavailable)) };
    let code = |link: &u32| match link::kind(*link) {
        Some(how) => link::missing(how),
        None => column.code(*link as usize).unwrap_or_else(link::missing),
    };
    let codes = links.iter().map(code).collect();
    Column::Text(TextColumn { codes: Some(Arc::new(codes)), texts: Arc::clone(&column.texts) })
}
