//! Who moves from which outcome to which, for a person.

use super::label;
use super::sections::{Sides, group_name, named};
use crate::compare::results::{Migration, State, TableCompared};
use crate::report::document::{Block, Document, Table, TableColumn, counted, grouped};
use crate::report::results;

pub(super) fn section(sides: Sides<'_>, table: &TableCompared, migration: &Migration, document: &mut Document) {
    let title = results::clean(label(migration.label.as_ref(), &migration.name));
    document.heading(format!("{title}: who comes out otherwise"));
    let moving = migration.moves.len();
    let all = counted(migration.entities(), "row");
    document.paragraph(format!(
        "{} of {all} come out otherwise; by row {}, by column {}.",
        grouped(moving),
        sides.a,
        sides.b
    ));
    document.push(Block::Table(matrix(migration)));
    document.push(Block::List(moves(table, migration)));
    groups(migration, document);
}

/// The states that come up, by their places.
fn seen(states: &[State], comes_up: impl Fn(usize) -> bool) -> Vec<(usize, &State)> {
    let is_outcome = |state: &State| matches!(state, State::Outcome(..));
    states.iter().enumerate().filter(|(at, state)| is_outcome(state) || comes_up(*at)).collect()
}

fn matrix(migration: &Migration) -> Table {
    let count = |i: usize, j: usize| migration.counts.get(i).and_then(|row| row.get(j)).copied().unwrap_or(0);
    let from = seen(&migration.from, |i| (0..migration.to.len()).any(|j| count(i, j) > 0));
    let to = seen(&migration.to, |j| (0..migration.from.len()).any(|i| count(i, j) > 0));
    let mut columns = vec![TableColumn::left("from")];
    columns.extend(to.iter().map(|(_, state)| TableColumn::right(results::clean(state.label()))));
    let stays = |i: usize, j: usize| migration.stays.get(i).and_then(|row| row.get(j)) == Some(&true);
    let cell = |i: usize, j: usize| match count(i, j) {
        // Who stays is told from a move that nobody makes.
        0 if !stays(i, j) => "·".to_owned(),
        count => grouped(count),
    };
    let row = |(i, state): &(usize, &State)| {
        let cells = to.iter().map(|(j, _)| cell(*i, *j));
        std::iter::once(results::clean(state.label())).chain(cells).collect()
    };
    Table::plain(columns, from.iter().map(row).collect())
}

/// `lonely → supported: 3, 7, 12`
fn moves(table: &TableCompared, migration: &Migration) -> Vec<String> {
    let mut lines = Vec::new();
    for (i, from) in (0_u8..).zip(&migration.from) {
        for (j, to) in (0_u8..).zip(&migration.to) {
            let who = || migration.moves.iter().filter(move |(_, a, b)| (*a, *b) == (i, j));
            let count = who().count();
            if count > 0 {
                let keys = who().filter_map(|(at, ..)| table.entities.get(*at as usize)).map(String::as_str);
                let (from, to) = (results::clean(from.label()), results::clean(to.label()));
                lines.push(format!("{from} → {to}: {}", named(keys, count)));
            }
        }
    }
    lines
}

fn groups(migration: &Migration, document: &mut Document) {
    if migration.groups.is_empty() {
        return;
    }
    let columns = vec![TableColumn::left("group"), TableColumn::right("move"), TableColumn::right("of")];
    let rows = migration.groups.iter().map(|(name, moves, of)| vec![group_name(name), grouped(*moves), grouped(*of)]);
    document.push(Block::Table(Table::plain(columns, rows.collect())));
}
