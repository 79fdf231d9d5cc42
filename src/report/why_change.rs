//! What follows from other cells: before and after, and who else is moved.

use super::document::{Block, Document, Group, Table, TableColumn, counted};
use super::results;
use super::why::Sections;
use super::why_words::{Words, cell_words, percent, row_words};
use crate::eval::Assessment;
use crate::why::change::{Change, Moved, OthersMoved};
use crate::why::{Explained, Plain};

/// The document.
pub(super) fn document((before, after): (&Assessment, &Assessment), change: &Change) -> Document {
    let mut document = Document::default();
    let words = Words(after);
    let sections = Sections::new(after, &change.after);
    sections.title(&mut document);
    let cells = change.what_if.iter().map(|m| {
        let at = |value: &Plain| words.of_quantity(m.id, value);
        format!("{} = {} instead of {}", m.name, at(&m.after), at(&m.before))
    });
    document.push(Block::Strong(format!("What if: {}", cells.collect::<Vec<_>>().join(", "))));
    sections.gates(&mut document);
    path(before, after, change, &mut document);
    others(after, &change.others, &mut document);
    document
}

/// The same path before and after.
fn path(before: &Assessment, after: &Assessment, change: &Change, document: &mut Document) {
    if change.values.is_empty() && change.parts.is_empty() {
        document.paragraph("Nothing else in this row changes.");
        return;
    }
    let words = Words(after);
    let mut rows: Vec<Vec<String>> = Vec::new();
    for moved in &change.parts {
        let share = |share: Option<f64>| share.map(|s| format!(" ({} of it)", percent(s))).unwrap_or_default();
        rows.push(vec![
            format!("{} in {}", moved.part, moved.index),
            format!("{}{}", words.number(&moved.before), share(moved.share_before)),
            format!("{}{}", words.number(&moved.after), share(moved.share_after)),
        ]);
    }
    let at = |explained: &[Explained], moved: &Moved| {
        explained.iter().find(|v| v.name == moved.name && v.id == moved.id).map_or(0, |v| v.row)
    };
    let values = change.values.iter().map(|moved| {
        let shown = |assessment: &Assessment, row: usize, value: &Plain| {
            let precise = words.of_quantity(moved.id, value);
            let printed = cell_words(assessment, moved.id, row);
            if value.as_number().is_none() || printed == precise { printed } else { format!("{printed} ({precise})") }
        };
        vec![
            moved.name.clone(),
            shown(before, at(&change.before.values, moved), &moved.before),
            shown(after, at(&change.after.values, moved), &moved.after),
        ]
    });
    let columns = ["Value", "Before", "After"].map(TableColumn::left).to_vec();
    let groups = vec![Group { heading: None, rows: values.collect() }];
    let parts = Group { heading: Some("Parts after all steps".to_owned()), rows };
    let groups = if parts.rows.is_empty() {
        groups
    } else {
        vec![parts, Group { heading: Some("Results".to_owned()), ..groups.into_iter().next().unwrap_or_default() }]
    };
    document.push(Block::Table(Table { columns, groups }));
}

/// Who else is moved.
fn others(after: &Assessment, others: &[OthersMoved], document: &mut Document) {
    document.heading("Other rows");
    let words = Words(after);
    let items = others.iter().map(|other| {
        let name = match &other.table {
            Some(table) => format!("{} of {table}", other.name),
            None => other.name.clone(),
        };
        let mut text = match other.rows {
            0 => format!("{name}: no other row changes"),
            rows => format!("{name}: {} changed", counted(rows, "other row")),
        };
        let first = other.first.iter().map(|o| {
            let at = |value: &Plain| words.of_quantity(other.id, value);
            format!("{} ({} before, {} now)", row_words(&o.row), at(&o.before), at(&o.after))
        });
        let first: Vec<String> = first.collect();
        if !first.is_empty() {
            let more = if other.rows > first.len() { " …" } else { "" };
            text.push_str(&format!(": {}{more}", results::clean(&first.join("; "))));
        }
        text
    });
    document.push(Block::List(items.collect()));
}
