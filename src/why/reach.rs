//! The smallest change that brings a row to an outcome.
//!
//! How much a cell has to change is measured as a share of its range: of the declared one, and where an end is open, up
//! to the smallest or largest value in the data. Of two cells that change together both move by the same share, so that
//! the larger of the two moves is as small as it can be. Categories have no order: another one is a move over all of the
//! range. Every answer has been run: what is looked for is not a formula
//! but the outcome of the policy, in steps of a sixteenth of the room there is, and then halving what is left.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;

use super::needs::{needs, pruned};
use super::rows::plain;
use super::search::{Axis, AxisKind, Search};
use super::tree::Plain;
use crate::diagnostic::{Code, Diagnostic, did_you_mean, list};
use crate::eval::{self, Assessment, Column, Data, RunOptions};
use crate::program::{Origin, Program, Quantity, QuantityId, TableId, Type, Value};

/// What was asked, and the smallest changes that were found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reach {
    /// The scenario.
    pub scenario: String,
    /// The outcome that is wanted.
    pub outcome: String,
    /// The outcome as it is.
    pub now: Plain,
    /// Whether the row has it already.
    pub there: bool,
    /// The smallest change of one cell, for each cell that leads there by itself: the smallest first.
    pub one: Vec<Way>,
    /// The best two cells that change together, where both move less than the best one by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two: Option<Way>,
    /// What was looked through.
    pub searched: Vec<Searched>,
    /// Cells that are missing: no change of theirs can be measured, but some value may do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<MissingCell>,
    /// Cells on which the outcome depends, and which were not looked through: texts and links.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_searched: Vec<String>,
    /// How often the policy was run.
    pub runs: usize,
    /// Whether the search was given up before all was looked through.
    pub unfinished: bool,
}

/// Changes that lead to the outcome.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Way {
    /// The cells.
    pub cells: Vec<CellMove>,
    /// The largest move, as a share of the range.
    pub share: f64,
}

/// A change of one cell.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CellMove {
    /// Its column.
    pub name: String,
    /// As it is.
    pub from: Plain,
    /// As it would have to be.
    pub to: Plain,
    /// How far that is, as a share of the range; another category is all of it.
    pub share: f64,
    /// What it is.
    #[serde(skip)]
    pub id: QuantityId,
}

/// A cell that is missing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MissingCell {
    /// Its column.
    pub name: String,
    /// The lowest value found with which the row would have the outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with: Option<Plain>,
    /// What it is.
    #[serde(skip)]
    pub id: QuantityId,
}

/// A column that was looked through.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Searched {
    /// Its name.
    pub name: String,
    /// From here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<Plain>,
    /// To here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<Plain>,
    /// Of categories without order: all of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Whether both ends are declared; otherwise an end is that of the data.
    pub declared: bool,
    /// What it is.
    #[serde(skip)]
    pub id: QuantityId,
}

/// As many rows are run in all before the search is given up.
const MOST_ROWS: usize = 40_000_000;

/// The scenario and the member of its scale that are meant: `supported`, or `path.supported` where several have it.
///
/// # Errors
/// No scenario of the table has the outcome, or several have.
pub fn outcome(program: &Program, table: TableId, text: &str) -> Result<(QuantityId, u8), Diagnostic> {
    let mut found: Vec<(QuantityId, u8)> = Vec::new();
    let mut known: Vec<String> = Vec::new();
    for id in &program.table(table).quantities {
        let Origin::Scenario(scenario) = &program.quantity(*id).origin else { continue };
        let name = &program.quantity(*id).name;
        for outcome in &scenario.outcomes {
            let Some(member) = program.scale(scenario.scale).members.get(usize::from(outcome.member)) else { continue };
            if (member.name == text || format!("{name}.{}", member.name) == text)
                && !found.contains(&(*id, outcome.member))
            {
                found.push((*id, outcome.member));
            }
            if !known.contains(&member.name) {
                known.push(member.name.clone());
            }
        }
    }
    let name = &program.table(table).name;
    match found.as_slice() {
        [one] => Ok(*one),
        [] if known.is_empty() => {
            let message = format!("table `{name}` has no scenario, and so no outcome `{text}`");
            Err(Diagnostic::nowhere(Code::UnknownName, message))
        }
        [] => {
            let message = format!("no scenario of `{name}` has an outcome `{text}`");
            let hint = did_you_mean(text, known.iter().map(String::as_str));
            Err(Diagnostic::nowhere(Code::UnknownName, message).maybe_hint(hint))
        }
        [..] => {
            let full = found.iter().map(|(id, _)| format!("{}.{text}", program.quantity(*id).name));
            let message = format!("{} scenarios of `{name}` have an outcome `{text}`", found.len());
            Err(Diagnostic::nowhere(Code::AmbiguousName, message).hint(format!("write {}", list(full))))
        }
    }
}

/// Looks for the smallest changes of the row's own cells that give it an outcome.
pub fn reach(
    assessment: &Assessment,
    data: &Data,
    options: &RunOptions,
    row: usize,
    (scenario, member): (QuantityId, u8),
) -> Reach {
    let program = &assessment.program;
    let needed = needs(program, [scenario]);
    let Room { axes, missing, not_searched } = room(assessment, &needed, row, program.quantity(scenario).table);
    let all_rows: usize = data.tables.iter().map(|t| t.rows).sum();
    let mut search = Search {
        program: Arc::new(pruned(program, &needed)),
        data,
        parameters: &assessment.parameters,
        options: RunOptions { exclusions: eval::Exclusions::Leave, ..options.clone() },
        row,
        scenario,
        member,
        runs: 0,
        most: MOST_ROWS.checked_div(all_rows.max(1)).unwrap_or(0).clamp(200, 20_000),
    };
    let there = assessment.value(scenario, row) == Value::Member(member);
    let (mut one, mut two) = (Vec::new(), None);
    let cell = |(id, _): &(QuantityId, Option<Axis>)| MissingCell {
        name: program.quantity(*id).name.clone(),
        with: None,
        id: *id,
    };
    let mut unknown: Vec<MissingCell> = missing.iter().map(cell).collect();
    if !there {
        for (cell, (_, axis)) in unknown.iter_mut().zip(&missing) {
            cell.with = axis.as_ref().and_then(|axis| search.lowest(axis));
        }
        one = axes.iter().flat_map(|axis| search.alone(axis)).collect();
        one.sort_by(|a, b| a.share.total_cmp(&b.share));
        let best = one.first().map_or(f64::INFINITY, |way| way.share);
        two = search.pairs(&axes, best);
    }
    let scale = match &program.quantity(scenario).origin {
        Origin::Scenario(declared) => Some(program.scale(declared.scale)),
        Origin::Column(_) | Origin::Formula(..) | Origin::Index(_) | Origin::Rank(_) => None,
    };
    let outcome = scale.and_then(|s| s.members.get(usize::from(member))).map(|m| m.name.clone());
    Reach {
        scenario: program.quantity(scenario).name.clone(),
        outcome: outcome.unwrap_or_default(),
        now: plain(assessment, scenario, row),
        there,
        one,
        two,
        searched: axes.iter().map(Axis::searched).collect(),
        missing: unknown,
        not_searched,
        runs: search.runs,
        unfinished: search.runs >= search.most,
    }
}

/// The row's own cells on which the scenario depends.
struct Room {
    /// Those that can be changed.
    axes: Vec<Axis>,
    /// Those that are missing, with what they could hold.
    missing: Vec<(QuantityId, Option<Axis>)>,
    /// Those that are texts or links.
    not_searched: Vec<String>,
}

fn room(assessment: &Assessment, needed: &BTreeSet<QuantityId>, row: usize, table: TableId) -> Room {
    let program = &assessment.program;
    let mut room = Room { axes: Vec::new(), missing: Vec::new(), not_searched: Vec::new() };
    for (id, quantity, source) in program.columns(table) {
        if !needed.contains(&id) || source.published_only || program.table(table).is_key(id) {
            continue;
        }
        let Some(column) = assessment.column(id) else { continue };
        let value = column.value(row);
        match (axis(program, id, quantity, column, &value), value) {
            (Some(axis), Value::Missing(_)) => room.missing.push((id, Some(axis))),
            (Some(axis), _) => room.axes.push(axis),
            (None, Value::Missing(_)) => room.missing.push((id, None)),
            (None, _) => match &quantity.ty {
                Type::Text | Type::Link(_) => room.not_searched.push(quantity.name.clone()),
                // There is but one value that it can have.
                Type::Number(_) | Type::YesNo | Type::Date | Type::Member(_) => {}
            },
        }
    }
    room
}

/// What a cell could hold instead; `None` where there is nothing that could be measured.
fn axis(program: &Program, id: QuantityId, quantity: &Quantity, column: &Column, value: &Value) -> Option<Axis> {
    let from = match value {
        Value::Number(x) => *x,
        Value::Member(m) => f64::from(*m),
        Value::YesNo(b) => f64::from(u8::from(*b)),
        Value::Missing(_) | Value::Text(_) => f64::NAN,
    };
    let axis = |low: f64, high: f64, kind: AxisKind| Axis {
        id,
        name: quantity.name.clone(),
        from,
        low,
        high,
        declared: true,
        kind,
        names: Vec::new(),
    };
    let axis = match (column, &quantity.ty) {
        (Column::Number(all), ty @ (Type::Number(_) | Type::Date)) => {
            let (low, high, whole) = ends(quantity, all, from);
            let kind = match (ty == &Type::Date, whole) {
                (true, _) => AxisKind::Day,
                (false, true) => AxisKind::Whole,
                (false, false) => AxisKind::Number,
            };
            let declared = quantity.range.0.is_some() && quantity.range.1.is_some();
            Axis { declared, ..axis(low, high, kind) }
        }
        (Column::Member(_), Type::Member(scale)) => {
            let scale = program.scale(*scale);
            let last = scale.members.len().saturating_sub(1) as f64;
            let kind = if scale.ordered { AxisKind::Level } else { AxisKind::Category };
            Axis { names: scale.members.iter().map(|m| m.name.clone()).collect(), ..axis(0.0, last, kind) }
        }
        (Column::YesNo(_), Type::YesNo) => axis(0.0, 1.0, AxisKind::YesNo),
        (_, _) => return None,
    };
    (axis.span() > 0.0 && axis.span().is_finite()).then_some(axis)
}

/// The lowest and highest value of a column, declared or in the data, and whether all of it are whole.
fn ends(quantity: &Quantity, all: &[f64], from: f64) -> (f64, f64, bool) {
    let known = || all.iter().copied().filter(|x| !x.is_nan());
    let low = quantity.range.0.unwrap_or_else(|| known().fold(from, f64::min));
    let high = quantity.range.1.unwrap_or_else(|| known().fold(from, f64::max));
    (low, high, known().all(|x| x.fract() == 0.0))
}
