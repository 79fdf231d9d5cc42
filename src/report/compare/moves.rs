//! Which change brings whom to which outcome, in words.

use super::attribution::{number, signed};
use crate::compare::attribution::{Count, Move, Moved, Moves};
use crate::report::document::{Block, Document, Table, TableColumn, counted};
use crate::report::results::MISSING;

/// As many rows as are told of each scenario.
const MOST_ROWS: usize = 10;

/// The moves of one scenario: between which outcomes, by which step, and of whom.
pub(super) fn section(moves: &Moves, steps: usize, document: &mut Document) {
    document.heading(format!("Moves of {}", moves.name));
    let all: usize = moves.counts.iter().map(|count| count.a).sum();
    let of = format!("{} of {} of `{}` move", moves.rows.len(), counted(all, "row"), moves.table);
    if moves.rows.is_empty() {
        document.paragraph(format!("{of}."));
        return;
    }
    document.paragraph(format!(
        "{of}. The part of a step in a move is how much it adds to that the row has the outcome of B; the parts of a row \
         add up to 1."
    ));
    if let Some(margin) = moves.margin {
        let margin = crate::report::numbers::plain(margin);
        document.paragraph(format!("Each part is within {margin} of what all orders give, with 95% confidence."));
    }
    let with_steps = |mut columns: Vec<TableColumn>| {
        columns.extend((0..steps).map(|at| TableColumn::right(number(at))));
        columns
    };
    let columns = with_steps(vec![TableColumn::left("From"), TableColumn::left("To"), TableColumn::right("Rows")]);
    document.push(Block::Table(Table::plain(columns, moves.moves.iter().map(|of| between(of, steps)).collect())));
    let columns = with_steps(vec![TableColumn::left("Outcome"), TableColumn::right("A"), TableColumn::right("B")]);
    document.push(Block::Table(Table::plain(columns, moves.counts.iter().map(|of| count(of, steps)).collect())));
    if moves.rows.len() > MOST_ROWS {
        document.paragraph(format!("The first {MOST_ROWS} of the rows that move:"));
    }
    let columns = with_steps(["Row", "A", "B"].map(TableColumn::left).to_vec());
    let rows = moves.rows.iter().take(MOST_ROWS).map(|of| row(of, steps));
    document.push(Block::Table(Table::plain(columns, rows.collect())));
}

fn between(of: &Move, steps: usize) -> Vec<String> {
    let mut cells = vec![of.from.clone(), of.to.clone(), of.rows.to_string()];
    cells.extend(parts(of.parts.as_deref(), steps));
    cells
}

fn count(of: &Count, steps: usize) -> Vec<String> {
    let mut cells = vec![of.outcome.clone(), of.a.to_string(), of.b.to_string()];
    cells.extend(parts(of.parts.as_deref(), steps));
    cells
}

fn row(of: &Moved, steps: usize) -> Vec<String> {
    let mut cells = vec![of.key.clone(), of.a.clone(), of.b.clone()];
    cells.extend(parts(of.parts.as_deref(), steps));
    cells
}

fn parts(parts: Option<&[f64]>, steps: usize) -> Vec<String> {
    match parts {
        Some(parts) => parts.iter().map(|part| signed(*part)).collect(),
        None => (0..steps).map(|_| MISSING.to_owned()).collect(),
    }
}
