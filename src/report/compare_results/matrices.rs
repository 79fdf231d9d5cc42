//! Several results side by side, for a person: matrices over each two.

use super::coefficient;
use crate::compare::results::Several;
use crate::report::document::{Block, Document, Table, TableColumn, grouped};
use crate::report::results;

/// How well each two results agree, and how many entities move between them. Indices within others are left to JSON.
pub fn several_sections(several: &Several, document: &mut Document) {
    for score in several.scores.iter().filter(|score| !score.name.contains('.')) {
        document.heading(format!("{} of {}: rank correlation (Kendall's tau)", score.name, score.table));
        let cell = |i: usize, j: usize| match i == j {
            true => "1".to_owned(),
            false => coefficient(at(&score.correlations, i, j).and_then(|c| c.kendall)),
        };
        document.push(Block::Table(matrix(&several.names, cell)));
    }
    for scenario in &several.scenarios {
        document.heading(format!("{} of {}: how many come out otherwise", scenario.name, scenario.table));
        let cell = |i: usize, j: usize| match at(&scenario.moves, i, j) {
            _ if i == j => "0".to_owned(),
            Some((_, 0)) | None => results::MISSING.to_owned(),
            Some((moves, of)) => format!("{} of {}", grouped(moves), grouped(of)),
        };
        document.push(Block::Table(matrix(&several.names, cell)));
    }
}

fn at<T: Copy>(matrix: &[Vec<Option<T>>], i: usize, j: usize) -> Option<T> {
    matrix.get(i).and_then(|row| row.get(j)).copied().flatten()
}

fn matrix(names: &[String], cell: impl Fn(usize, usize) -> String) -> Table {
    let mut columns = vec![TableColumn::left("")];
    columns.extend(names.iter().map(|name| TableColumn::right(results::clean(name))));
    let row = |(i, name): (usize, &String)| {
        let cells = (0..names.len()).map(|j| cell(i, j));
        std::iter::once(results::clean(name)).chain(cells).collect()
    };
    Table::plain(columns, names.iter().enumerate().map(row).collect())
}
