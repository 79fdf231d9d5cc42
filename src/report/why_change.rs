//! What follows from other cells: before and after, and who else is moved.

use super::document::{Block, Document, Group, Table, TableColumn, counted};
use super::results;
use super::why::Sections;
use super::why_words::{Words, cell_words, percent, row_words};
use crate::eval::Assessment;
use crate::why::change::{Change, ConditionMoved, Moved, OthersMoved};
use crate::why::{Explained, Plain};

/// The document.
pub(super) fn document((before, after): (&Assessment, &Assessment), change: &Change) -> Document {
    let mut document = Document::default();
    let words = Words(after);
    let sections = Sections::new(after, &change.after);
    sections.title(&mut document);
    let cells = change.what_if.iter().map(|m| {
        let at = |value: &Plain| match value {
            Plain::Missing(how) => format!("missing ({})", how.name()),
            value => words.of_quantity(m.id, value),
        };
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
    if change.values.is_empty() && change.parts.is_empty() && change.conditions.is_empty() {
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
    let group = |heading: &str, rows: Vec<Vec<String>>| Group { heading: Some(heading.to_owned()), rows };
    let all = [
        group("Parts after all steps", rows),
        group("Results", values.collect()),
        group("Conditions", conditions(&words, &change.conditions)),
    ];
    let mut groups: Vec<Group> = all.into_iter().filter(|group| !group.rows.is_empty()).collect();
    if let [only] = groups.as_mut_slice()
        && !change.values.is_empty()
    {
        only.heading = None;
    }
    document.push(Block::Table(Table { columns, groups }));
}

/// Conditions, each once, with their margins; those that an outcome before has said are left out.
fn conditions(words: &Words<'_>, moved: &[ConditionMoved]) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for condition in moved {
        let at = |value: &Plain, margin: Option<f64>| {
            let margin = margin.map(|m| format!(" (margin {})", words.number(&Plain::Number(m))));
            let holds = match value {
                Plain::Missing(_) => "cannot be decided".to_owned(),
                value => words.number(value),
            };
            format!("{holds}{}", margin.unwrap_or_default())
        };
        let row = vec![
            results::clean(&condition.condition),
            at(&condition.before, condition.margin_before),
            at(&condition.after, condition.margin_after),
        ];
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    rows
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
