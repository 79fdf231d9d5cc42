//! `--what-if exports=3.2`: another value in one cell.

use std::sync::Arc;

use super::ask;
use crate::calendar;
use crate::diagnostic::{Code, Diagnostic, did_you_mean, list};
use crate::eval::column::{link, member, number, yes_no};
use crate::eval::{Assessment, Column, Data, TextColumn};
use crate::program::{ColumnSource, Missing, Origin, Program, Quantity, QuantityId, TableId, Type, Value};

/// A value that is put into a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// Its name as it was given: `exports`, `region.fdi`.
    pub name: String,
    /// The column.
    pub quantity: QuantityId,
    /// The row of the column's table.
    pub row: usize,
    /// The value, in internal units; of a link the number of the row.
    pub value: Value,
}

/// What `NAME=VALUE` means for a row: a column of its own, or one of a linked row (`region.fdi`).
///
/// # Errors
/// There is no such column, the value does not fit it or is outside its declared range.
pub fn given(assessment: &Assessment, table: TableId, row: usize, name: &str, text: &str) -> Result<Given, Diagnostic> {
    let program = &assessment.program;
    let (quantity, row) = match program.find_quantity(table, name) {
        Some(id) => (id, row),
        None => linked(assessment, table, row, name)?,
    };
    let declared = program.quantity(quantity);
    let Origin::Column(source) = &declared.origin else {
        let message = format!("`{name}` is computed, and cannot be put in place of a cell");
        let hint = format!("change what it is made of: `bareme why … {name}` shows it");
        return Err(Diagnostic::nowhere(Code::Usage, message).hint(hint));
    };
    if program.table(declared.table).is_key(quantity) {
        let message = format!("`{name}` is the key of `{}`, and names the row", program.table(declared.table).name);
        return Err(Diagnostic::nowhere(Code::Usage, message).hint("change another column"));
    }
    let value = value(assessment, quantity, source, text.trim())?;
    Ok(Given { name: name.to_owned(), quantity, row, value })
}

/// The column of a linked row.
fn linked(assessment: &Assessment, table: TableId, row: usize, name: &str) -> Result<(QuantityId, usize), Diagnostic> {
    let program = &assessment.program;
    let unknown = || {
        let columns = program.columns(table).filter(|(_, _, source)| !source.published_only);
        let names: Vec<&str> = columns.map(|(_, quantity, _)| quantity.name.as_str()).collect();
        let message = format!("table `{}` reads no column `{name}`", program.table(table).name);
        Diagnostic::nowhere(Code::UnknownName, message).maybe_hint(did_you_mean(name, names))
    };
    let (first, rest) = name.split_once('.').ok_or_else(unknown)?;
    let link = program.find_quantity(table, first).ok_or_else(unknown)?;
    let Type::Link(to) = program.quantity(link).ty else { return Err(unknown()) };
    let Some(Column::Link(rows)) = assessment.column(link) else { return Err(unknown()) };
    let there = rows.get(row).copied().filter(|to| link::kind(*to).is_none());
    let Some(there) = there else {
        let message = format!("the row has no `{first}`, so that there is no `{name}`");
        return Err(Diagnostic::nowhere(Code::Usage, message));
    };
    match program.find_quantity(to, rest) {
        Some(id) => Ok((id, there as usize)),
        None => {
            let names: Vec<&str> = program.columns(to).map(|(_, q, _)| q.name.as_str()).collect();
            let message = format!("table `{}` reads no column `{rest}`", program.table(to).name);
            Err(Diagnostic::nowhere(Code::UnknownName, message).maybe_hint(did_you_mean(rest, names)))
        }
    }
}

/// The value that a text means.
fn value(assessment: &Assessment, id: QuantityId, source: &ColumnSource, text: &str) -> Result<Value, Diagnostic> {
    let program = &assessment.program;
    let quantity = program.quantity(id);
    let invalid = |wanted: &str, hint: Option<String>| {
        let message = format!("`{text}` is not {wanted}, as `{}` needs", quantity.name);
        Diagnostic::nowhere(Code::DataBadCell, message).maybe_hint(hint).related(quantity.span, "declared here")
    };
    if let Some(how) = missing(source, text) {
        return if source.optional {
            Ok(Value::Missing(how))
        } else {
            let message = format!("`{}` must have a value", quantity.name);
            Err(Diagnostic::nowhere(Code::DataRequired, message).related(quantity.span, "declared here"))
        };
    }
    match &quantity.ty {
        Type::Number(unit) => {
            let percent = unit.as_ref().is_some_and(|u| u.percent);
            let pointed = text.replacen(',', ".", 1);
            let comma = text.contains(',') && parsed(&pointed, percent).is_some();
            let hint = comma.then(|| format!("write `{pointed}`"));
            in_range(quantity, parsed(text, percent).ok_or_else(|| invalid("a number", hint))?, text)
        }
        Type::Date => {
            let hint = Some("write a day as `2015-06-30`".to_owned());
            in_range(quantity, day(text).ok_or_else(|| invalid("a day", hint))?, text)
        }
        Type::YesNo => match text {
            "yes" => Ok(Value::YesNo(true)),
            "no" => Ok(Value::YesNo(false)),
            _ => Err(invalid("yes or no", None)),
        },
        Type::Member(scale) => {
            let members = &program.scale(*scale).members;
            let named = |m: &crate::program::Member| m.name == text || m.about.label.as_deref() == Some(text);
            match members.iter().position(named).and_then(|at| u8::try_from(at).ok()) {
                Some(at) => Ok(Value::Member(at)),
                None => {
                    let names = || members.iter().map(|m| m.name.as_str());
                    let hint = did_you_mean(text, names()).unwrap_or_else(|| format!("known here: {}", list(names())));
                    let scale = &program.scale(*scale).name;
                    if *scale == quantity.name {
                        let message = format!("`{text}` is not a value of `{scale}`");
                        let error = Diagnostic::nowhere(Code::DataBadCell, message).hint(hint);
                        return Err(error.related(quantity.span, "declared here"));
                    }
                    Err(invalid(&format!("one of `{scale}`"), Some(hint)))
                }
            }
        }
        Type::Text => Ok(Value::Text(text.to_owned())),
        Type::Link(table) => ask::row(assessment, *table, text).map(|row| Value::Number(row as f64)),
    }
}

/// The kind of missing that a text means: `missing`, `missing as unknown`, or a cell that means it in the data.
fn missing(source: &ColumnSource, text: &str) -> Option<Missing> {
    if text == "missing" || text.is_empty() || text == "n/a" {
        return Some(Missing::Unavailable);
    }
    let token = source.tokens.iter().find(|(token, _)| token == text).map(|(_, how)| how.kind());
    token.or_else(|| text.strip_prefix("missing as ").and_then(|kind| Missing::find(kind.trim())))
}

/// A number as policies write them, `%` allowed; internal units.
fn parsed(text: &str, percent: bool) -> Option<f64> {
    let (digits, sign) = match text.strip_suffix('%') {
        Some(digits) => (digits.trim_end(), true),
        None => (text, false),
    };
    let plain = digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
    let value: f64 = digits.parse().ok().filter(|v: &f64| plain && v.is_finite())?;
    Some(if sign || percent { value / 100.0 } else { value })
}

fn in_range(quantity: &Quantity, value: f64, text: &str) -> Result<Value, Diagnostic> {
    let (low, high) = quantity.range;
    if low.is_none_or(|low| value >= low) && high.is_none_or(|high| value <= high) {
        return Ok(Value::Number(value));
    }
    let message = format!("{text} is outside the declared range of `{}`", quantity.name);
    Err(Diagnostic::nowhere(Code::DataOutOfRange, message).related(quantity.span, "declared here"))
}

/// Days since 1970-01-01 of a day written as `2015-06-30`.
fn day(text: &str) -> Option<f64> {
    let mut parts = text.splitn(3, '-').map(|part| part.parse::<f64>().ok().filter(|x| x.is_finite()));
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    calendar::days(year, month, day)
}

/// The data with other values in some cells.
#[must_use]
pub fn apply(program: &Program, data: &Data, given: &[Given]) -> Data {
    let mut changed = data.clone();
    for Given { quantity, row, value, .. } in given {
        let table = program.quantity(*quantity).table;
        let column = changed.tables.get_mut(table.at()).and_then(|t| t.columns.get_mut(quantity));
        if let Some(column) = column {
            put(column, *row, value);
        }
    }
    changed
}

fn put(column: &mut Column, row: usize, value: &Value) {
    match (column, value) {
        (Column::Number(all), Value::Number(x)) => set(all, row, *x),
        (Column::Number(all), Value::Missing(how)) => set(all, row, number::missing(*how)),
        (Column::YesNo(all), Value::YesNo(b)) => set(all, row, yes_no::from(*b)),
        (Column::YesNo(all), Value::Missing(how)) => set(all, row, yes_no::missing(*how)),
        (Column::Member(all), Value::Member(m)) => set(all, row, *m),
        (Column::Member(all), Value::Missing(how)) => set(all, row, member::missing(*how)),
        (Column::Link(all), Value::Number(to)) => set(all, row, *to as u32),
        (Column::Link(all), Value::Missing(how)) => set(all, row, link::missing(*how)),
        (Column::Text(texts), Value::Text(text)) => text_at(texts, row, Ok(text)),
        (Column::Text(texts), Value::Missing(how)) => text_at(texts, row, Err(*how)),
        (Column::Number(_) | Column::YesNo(_) | Column::Member(_) | Column::Link(_) | Column::Text(_), _) => {}
    }
}

fn set<T: Clone>(all: &mut Arc<Vec<T>>, row: usize, value: T) {
    Arc::make_mut(all).get_mut(row).into_iter().for_each(|slot| *slot = value.clone());
}

fn text_at(texts: &mut TextColumn, row: usize, text: Result<&String, Missing>) {
    let code = match text {
        Ok(text) => Arc::make_mut(&mut texts.texts).push(text),
        Err(how) => link::missing(how),
    };
    let rows = texts.texts.len();
    let codes = texts.codes.get_or_insert_with(|| Arc::new((0..u32::try_from(rows).unwrap_or(u32::MAX)).collect()));
    set(codes, row, code);
}
