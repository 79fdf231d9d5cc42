//! The smallest changes that bring a row to an outcome, in words.

use super::document::{Block, Document, Table, TableColumn};
use super::results;
use super::why_words::{Words, percent, row_words};
use crate::eval::Assessment;
use crate::program::Type;
use crate::why::reach::{CellMove, Reach, Searched};
use crate::why::{Plain, RowRef};

/// The document.
pub(super) fn document(assessment: &Assessment, row: &RowRef, reach: &Reach) -> Document {
    let mut document = Document::default();
    let words = Words(assessment);
    let now = match &reach.now {
        Plain::Missing(_) => results::UNDECIDED.to_owned(),
        value => words.number(value),
    };
    document.push(Block::Title(format!("{}: {} is {now}", row_words(row), reach.scenario)));
    if reach.there {
        document.paragraph(format!("It is `{}` already.", reach.outcome));
        return document;
    }
    match reach.one.first() {
        Some(best) => {
            let cells: Vec<String> = best.cells.iter().map(|cell| moved(&words, cell)).collect();
            document.push(Block::Strong(format!("To be `{}`: {}", reach.outcome, cells.join(", "))));
            let columns = ["Change of one", "From", "To"].map(TableColumn::left).into_iter();
            let columns = columns.chain([TableColumn::right("Share of its range")]).collect();
            let cells = reach.one.iter().flat_map(|way| &way.cells);
            let rows = cells.map(|cell| {
                let at = |value: &Plain| words.of_quantity(cell.id, value);
                vec![cell.name.clone(), at(&cell.from), at(&cell.to), share(assessment, cell)]
            });
            document.push(Block::Table(Table::plain(columns, rows.collect())));
        }
        None => {
            let within = if reach.searched.is_empty() { "" } else { " within the ranges below" };
            let makes = if reach.unfinished { "was found that makes" } else { "makes" };
            document.push(Block::Strong(format!("No change of one cell{within} {makes} it `{}`.", reach.outcome)));
        }
    }
    match &reach.two {
        Some(pair) => {
            let cells: Vec<String> = pair.cells.iter().map(|cell| moved(&words, cell)).collect();
            let measured = pair.cells.iter().filter(|cell| !is_switch(assessment, cell));
            let most = measured.map(|cell| cell.share).reduce(f64::max);
            let by = if pair.cells.iter().any(|cell| is_switch(assessment, cell)) { "" } else { "each " };
            let most = most.map(|share| format!(", {by}by at most {} of its range", percent(share)));
            let most = most.unwrap_or_default();
            document.paragraph(format!("The best two together{most}: {}", cells.join(" and ")));
        }
        None if reach.unfinished => {}
        None if reach.one.is_empty() => document.paragraph("No two together do either."),
        None => document.paragraph("No two together need less."),
    }
    searched(&words, reach, &mut document);
    document
}

/// Whether a cell has no range over which it could move.
fn is_switch(assessment: &Assessment, cell: &CellMove) -> bool {
    match &assessment.program.quantity(cell.id).ty {
        Type::YesNo => true,
        Type::Member(scale) => !assessment.program.scale(*scale).ordered,
        Type::Number(_) | Type::Date | Type::Text | Type::Link(_) => false,
    }
}

fn share(assessment: &Assessment, cell: &CellMove) -> String {
    if is_switch(assessment, cell) { "another value".to_owned() } else { percent(cell.share) }
}

fn moved(words: &Words<'_>, cell: &CellMove) -> String {
    let at = |value: &Plain| words.of_quantity(cell.id, value);
    format!("{} from {} to {}", cell.name, at(&cell.from), at(&cell.to))
}

fn searched(words: &Words<'_>, reach: &Reach, document: &mut Document) {
    if reach.searched.is_empty() {
        document.paragraph("The outcome depends on no cell of the row that could change.");
    } else {
        document.heading("Looked through");
        let range = |s: &Searched| {
            let at = |x: &Plain| words.of_quantity(s.id, x);
            let by = if s.declared { "declared" } else { "as far as the data go" };
            match (&s.low, &s.high) {
                (Some(Plain::YesNo(_)), Some(_)) => format!("{}: yes or no", s.name),
                (Some(low), Some(high)) => format!("{}: {} to {}, {by}", s.name, at(low), at(high)),
                (_, _) => {
                    let all: Vec<String> = s.choices.iter().map(|name| at(&Plain::Text(name.clone()))).collect();
                    format!("{}: {}", s.name, all.join(", "))
                }
            }
        };
        document.push(Block::List(reach.searched.iter().map(range).collect()));
    }
    if !reach.missing.is_empty() {
        let cells = reach.missing.iter().map(|cell| match &cell.with {
            Some(with) => format!("{} (with {} it would be)", cell.name, words.of_quantity(cell.id, with)),
            None => cell.name.clone(),
        });
        document
            .paragraph(format!("Missing, so that no change can be measured: {}", cells.collect::<Vec<_>>().join(", ")));
    }
    if !reach.not_searched.is_empty() {
        let cells = reach.not_searched.join(", ");
        document.paragraph(format!("Not looked through, because they are texts or links: {cells}"));
    }
    if reach.unfinished {
        document.paragraph(format!("The search was given up after {} runs: there may be smaller changes.", reach.runs));
    }
}
