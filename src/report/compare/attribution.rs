//! Which change moved whom by how much, in words.

use serde::Serialize;

use crate::compare::attribution::{Attribution, MOST_EXACT, Shift, Shifts};
use crate::compare::results::Rounding;
use crate::report::document::{Block, Document, Table, TableColumn, counted};
use crate::report::numbers::{PLAIN, plain, plain_to};
use crate::report::results::MISSING;

/// What came of dividing the shifts between two policies among the changes.
#[derive(Clone, Debug, Serialize)]
pub struct Attributed {
    /// The name of the first policy.
    pub a: String,
    /// The name of the second policy.
    pub b: String,
    /// The parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribution: Option<Attribution>,
    /// Why there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_divided: Option<String>,
}

/// As many rows as are told of each result.
const MOST_ROWS: usize = 10;

/// The steps, and the rows that move most with the part of each step.
pub fn sections(attributed: &Attributed, document: &mut Document) {
    document.heading("Which change moved whom");
    if let Some(why) = &attributed.not_divided {
        document.paragraph(format!("The shifts are not divided among the changes: {why}."));
    }
    let Some(attribution) = &attributed.attribution else { return };
    if attribution.steps.is_empty() {
        document.paragraph("No change has to do with results.");
        return;
    }
    document.paragraph(method(attribution));
    let steps = attribution.steps.iter().enumerate().map(|(at, step)| format!("{}: {step}", number(at)));
    document.push(Block::List(steps.collect()));
    for shifts in &attribution.results {
        movers(shifts, attribution.steps.len(), document);
    }
    for moves in &attribution.outcomes {
        super::moves::section(moves, attribution.steps.len(), document);
    }
}

pub(super) fn number(at: usize) -> String {
    format!("step {}", at + 1)
}

fn method(attribution: &Attribution) -> String {
    let steps = counted(attribution.steps.len(), "step");
    let how = "The part of a step is what it adds to the steps made before it, on average over";
    match &attribution.sampled {
        None => format!("{steps} from A to B. {how} all orders; the parts of a row add up to its shift."),
        Some(sampled) => format!(
            "{steps} from A to B, more than the {MOST_EXACT} of which all orders are tried. {how} {} sampled orders (seed \
             {}); the parts of a row add up to its shift.",
            sampled.orders, sampled.seed
        ),
    }
}

/// The rows that move most.
fn movers(shifts: &Shifts, steps: usize, document: &mut Document) {
    let rounding = Rounding::among(shifts.rows.iter().flat_map(|shift| [shift.a, shift.b]).flatten());
    let size = |shift: &Shift| shift.a.zip(shift.b).map_or(0.0, |(a, b)| rounding.difference(a, b).abs());
    let mut moved: Vec<&Shift> = shifts.rows.iter().filter(|shift| size(shift) > 0.0).collect();
    let undivided = moved.iter().filter(|shift| shift.parts.is_none()).count();
    moved.sort_by(|x, y| size(y).total_cmp(&size(x)));
    let all = counted(shifts.rows.len(), "row");
    document.heading(format!("Shifts of {}", shifts.name));
    let shown = if moved.len() > MOST_ROWS { format!("; the {MOST_ROWS} that move most") } else { String::new() };
    document.paragraph(format!("{} of {all} of `{}` move{shown}.", moved.len(), shifts.table));
    if undivided > 0 {
        document.paragraph(format!(
            "{} cannot be divided: a policy between the two gives no value there.",
            counted(undivided, "shift")
        ));
    }
    if let Some(margin) = shifts.margin {
        document
            .paragraph(format!("Each part is within {} of what all orders give, with 95% confidence.", plain(margin)));
    }
    if moved.is_empty() {
        return;
    }
    let mut columns = vec![TableColumn::left("Row")];
    columns.extend(["A", "B", "Shift"].map(TableColumn::right));
    columns.extend((0..steps).map(|at| TableColumn::right(number(at))));
    moved.truncate(MOST_ROWS);
    let alike = |decimals: u8| {
        moved.iter().any(|shift| shift.a.map(|a| plain_to(a, decimals)) == shift.b.map(|b| plain_to(b, decimals)))
    };
    let decimals = (PLAIN..=2 * PLAIN).find(|decimals| !alike(*decimals)).unwrap_or(PLAIN);
    let rows = moved.into_iter().map(|shift| row(shift, steps, decimals)).collect();
    document.push(Block::Table(Table::plain(columns, rows)));
}

fn row(shift: &Shift, steps: usize, decimals: u8) -> Vec<String> {
    let value = |value: Option<f64>| value.map_or_else(|| MISSING.to_owned(), |value| plain_to(value, decimals));
    let signed = |value| signed_to(value, decimals);
    let difference = shift.a.zip(shift.b).map(|(a, b)| b - a);
    let mut cells =
        vec![shift.key.clone(), value(shift.a), value(shift.b), difference.map_or_else(String::new, signed)];
    match &shift.parts {
        Some(parts) => cells.extend(parts.iter().map(|part| signed(*part))),
        None => cells.extend((0..steps).map(|_| MISSING.to_owned())),
    }
    cells
}

/// With its sign, also where it is positive; what is nothing but rounding is zero.
pub(super) fn signed(value: f64) -> String {
    signed_to(value, PLAIN)
}

fn signed_to(value: f64, decimals: u8) -> String {
    if value.abs() < 5e-13 {
        return "0".to_owned();
    }
    let told = plain_to(value, decimals);
    if value > 0.0 { format!("+{told}") } else { told }
}
