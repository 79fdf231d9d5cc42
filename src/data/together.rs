//! What several keys make together: a text for each row, `Austria 2020`, and that no two rows have the same.

use std::sync::Arc;

use super::keys;
use super::problems::{Problem, RowList};
use super::raw::{Raw, RawColumn};
use crate::diagnostic::Code;
use crate::eval::{Column, TextColumn, TextPool};
use crate::program::{Program, Quantity, Table, Type};

/// Parts keys where nobody sees it, so that no two pairs of texts look the same.
const APART: &str = "\u{1f}";

/// Adds the column to a table, and notes rows that have the same keys.
pub(super) fn put(program: &Program, table: &Table, raw: &mut Raw<'_>) {
    let parts = table.keys.iter().filter_map(|id| Some((program.quantity(*id), raw.columns.get(id)?)));
    let parts: Vec<(&Quantity, &RawColumn)> = parts.collect();
    if parts.len() < table.keys.len() {
        return;
    }
    let words: Vec<Words<'_>> = parts.iter().map(|(q, column)| Words::of(program, q, &column.values)).collect();
    let between = if parts.last().is_some_and(|(q, _)| matches!(q.ty, Type::Number(_))) { " " } else { ", " };
    let header = parts.first().map(|(_, column)| column.header.clone()).unwrap_or_default();
    let pool = |between: &str| {
        let mut texts = TextPool::with_room(raw.rows);
        let mut text = String::new();
        for row in 0..raw.rows {
            text.clear();
            let known = words.iter().all(|w| !w.get(row).is_empty());
            for (at, word) in words.iter().enumerate().filter(|_| known) {
                text.push_str(if at > 0 { between } else { "" });
                text.push_str(word.get(row));
            }
            texts.push(&text);
        }
        texts
    };
    let texts = Arc::new(pool(between));
    let found = if between == " " { keys::duplicates(&texts) } else { keys::duplicates(&pool(APART)) };
    for rows in found {
        let problem = duplicate(&texts, &parts, header.clone(), rows);
        raw.problems.push(problem);
    }
    let values = Column::Text(TextColumn { codes: None, texts });
    raw.columns.insert(table.key, RawColumn { header, values });
}

fn duplicate(texts: &TextPool, parts: &[(&Quantity, &RawColumn)], header: (String, usize), rows: RowList) -> Problem {
    let text = texts.get(rows.first()).to_owned();
    let names: Vec<String> = parts.iter().map(|(q, _)| format!("`{}`", q.name)).collect();
    let names = match names.split_last() {
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    };
    Problem {
        code: Code::DataDuplicateKey,
        message: format!("the keys {names} are `{text}` in {} rows", rows.count()),
        rows,
        column: Some(header),
        text: Some(text),
        hint: Some(format!("only one row may have the same {names}")),
    }
}

/// The words of a key, row by row.
enum Words<'a> {
    /// As they were read.
    Read(&'a TextColumn),
    /// As they are written.
    Written(Arc<TextPool>),
}

impl<'a> Words<'a> {
    fn of(program: &Program, quantity: &Quantity, column: &'a Column) -> Self {
        match column {
            Column::Text(text) => Words::Read(text),
            Column::Number(_) | Column::YesNo(_) | Column::Member(_) | Column::Link(_) => {
                Words::Written(keys::texts(program, quantity, column))
            }
        }
    }

    fn get(&self, row: usize) -> &str {
        match self {
            Words::Read(text) => text.get(row).unwrap_or_default(),
            Words::Written(texts) => texts.get(row),
        }
    }
}
