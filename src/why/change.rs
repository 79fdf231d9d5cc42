//! What follows from other values in some cells: the same path before and after, and who else is moved.

use std::sync::Arc;

use serde::Serialize;

use super::given::Given;
use super::how::{IndexHow, ScenarioHow};
use super::rows::{Rows, Unplaced};
use super::tree::{Explanation, How, Plain, RowRef, Term};
use super::watch::Watched;
use crate::eval::{Assessment, Column};
use crate::program::{Origin, Program, QuantityId};

/// An explanation before and after a change, and the difference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// The cells that were changed.
    pub what_if: Vec<Moved>,
    /// Values of the row that are others now, in the order in which they are explained.
    pub values: Vec<Moved>,
    /// Parts of indices whose value after all steps is another now.
    pub parts: Vec<PartMoved>,
    /// Conditions of scenarios whose truth or margin is another now.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<ConditionMoved>,
    /// For each scenario, rank and index among the results: the other rows that it moves.
    pub others: Vec<OthersMoved>,
    /// The row without the change.
    pub before: Explanation,
    /// The row with it.
    pub after: Explanation,
}

/// A value before and after.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moved {
    /// Its name.
    pub name: String,
    /// Without the change.
    pub before: Plain,
    /// With it.
    pub after: Plain,
    /// What it is.
    #[serde(skip)]
    pub id: QuantityId,
}

/// A part of an index before and after.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartMoved {
    /// The index.
    pub index: String,
    /// The part.
    pub part: String,
    /// Its value after all steps, without the change.
    pub before: Plain,
    /// With it.
    pub after: Plain,
    /// Its share of the index, without the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share_before: Option<f64>,
    /// With it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share_after: Option<f64>,
}

/// A condition of a scenario before and after.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConditionMoved {
    /// The scenario.
    pub scenario: String,
    /// The outcome.
    pub outcome: String,
    /// The condition, or a part of it.
    pub condition: String,
    /// Whether it holds, without the change.
    pub before: Plain,
    /// With it.
    pub after: Plain,
    /// Of a comparison: its margin without the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin_before: Option<f64>,
    /// With it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin_after: Option<f64>,
}

/// Other rows that a change moves.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OthersMoved {
    /// The result.
    pub name: String,
    /// The table, where it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// How many other rows have another value now.
    pub rows: usize,
    /// The first of them.
    pub first: Vec<OtherMoved>,
    /// What it is.
    #[serde(skip)]
    pub id: QuantityId,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OtherMoved {
    /// The row.
    pub row: RowRef,
    /// Without the change.
    pub before: Plain,
    /// With it.
    pub after: Plain,
}

/// Other rows that are named.
const NAMED: usize = 8;

/// Compares two runs of a watched policy, the second with other cells.
pub fn change(
    runs: (&Assessment, &Assessment),
    watched: &Watched,
    given: &[Given],
    explanations: (Explanation, Explanation),
) -> Change {
    let (before, after) = explanations;
    let program = &watched.program;
    let cells = given.iter().map(|g| {
        let at = |run: &Assessment| rows(run, watched).plain(g.quantity, g.row);
        Moved { name: g.name.clone(), before: at(runs.0), after: at(runs.1), id: g.quantity }
    });
    let what_if = cells.collect();
    let same = |name: &str, id: QuantityId| after.values.iter().find(|v| v.name == name && v.id == id);
    let pairs = before.values.iter().filter_map(|b| Some((b, same(&b.name, b.id)?)));
    let pairs: Vec<_> = pairs.collect();
    let moved = pairs
        .iter()
        .filter(|(b, a)| b.value != a.value && !matches!(b.how, How::Cell(_)))
        .map(|(b, a)| Moved { name: b.name.clone(), before: b.value.clone(), after: a.value.clone(), id: b.id });
    let values = moved.collect();
    let parts = pairs.iter().flat_map(|(b, a)| match (&b.how, &a.how) {
        (How::Index(before), How::Index(after)) => parts(&b.name, before, after),
        (How::Cell(_) | How::Formula(_) | How::Index(_) | How::Rank(_) | How::Scenario(_), _) => Vec::new(),
    });
    let parts = parts.collect();
    let conditions = pairs.iter().flat_map(|(b, a)| match (&b.how, &a.how) {
        (How::Scenario(before), How::Scenario(after)) => conditions(&b.name, before, after),
        (How::Cell(_) | How::Formula(_) | How::Index(_) | How::Rank(_) | How::Scenario(_), _) => Vec::new(),
    });
    let conditions = conditions.collect();
    let results = counted(program, watched).into_iter();
    let others = results.map(|id| others(runs, watched, id, before.row.row, given)).collect();
    Change { what_if, values, parts, conditions, others, before, after }
}

fn rows<'a>(assessment: &'a Assessment, watched: &'a Watched) -> Rows<'a> {
    Rows { assessment, watched, cells: &Unplaced }
}

fn parts(index: &str, before: &IndexHow, after: &IndexHow) -> Vec<PartMoved> {
    let pairs = before.parts.iter().zip(&after.parts);
    let moved = pairs.filter(|(b, a)| b.value != a.value).map(|(b, a)| PartMoved {
        index: index.to_owned(),
        part: b.part.clone(),
        before: b.value.clone(),
        after: a.value.clone(),
        share_before: b.share,
        share_after: a.share,
    });
    moved.collect()
}

/// The conditions that are others now, down to those that have no conditions inside.
fn conditions(scenario: &str, before: &ScenarioHow, after: &ScenarioHow) -> Vec<ConditionMoved> {
    let mut moved: Vec<ConditionMoved> = Vec::new();
    for (b, a) in before.outcomes.iter().zip(&after.outcomes) {
        let mut open: Vec<(&Term, &Term)> = b.when.iter().zip(&a.when).collect();
        while let Some((was, is)) = open.pop() {
            if matches!(was.op, "and" | "or" | "not") {
                open.extend(was.operands.iter().zip(&is.operands).rev());
                continue;
            }
            let measured = was.op != "is";
            let one = ConditionMoved {
                scenario: scenario.to_owned(),
                outcome: b.outcome.clone(),
                condition: was.text.clone(),
                before: was.value.clone(),
                after: is.value.clone(),
                margin_before: was.margin.filter(|_| measured),
                margin_after: is.margin.filter(|_| measured),
            };
            if one.before != one.after || one.margin_before != one.margin_after {
                moved.push(one);
            }
        }
    }
    moved
}

/// Scenarios of all tables, and the ranks and indices that were asked for.
fn counted(program: &Arc<Program>, watched: &Watched) -> Vec<QuantityId> {
    let listed = program.tables.iter().flat_map(|t| t.quantities.iter().copied());
    let counts = |id: &QuantityId| match &program.quantity(*id).origin {
        Origin::Scenario(_) => true,
        Origin::Rank(_) | Origin::Index(_) => watched.results.contains(id),
        Origin::Column(_) | Origin::Formula(..) => false,
    };
    listed.filter(counts).collect()
}

fn others(
    runs: (&Assessment, &Assessment),
    watched: &Watched,
    id: QuantityId,
    row: usize,
    given: &[Given],
) -> OthersMoved {
    let program = &watched.program;
    let quantity = program.quantity(id);
    let own = |other: usize| quantity.table == watched.table && other == row;
    let moved: Vec<usize> = match (runs.0.column(id), runs.1.column(id)) {
        (Some(before), Some(after)) if !given.is_empty() => differing(before, after).filter(|r| !own(*r)).collect(),
        (_, _) => Vec::new(),
    };
    let (first, second) = (rows(runs.0, watched), rows(runs.1, watched));
    let named = moved.iter().take(NAMED).map(|other| OtherMoved {
        row: first.row(quantity.table, *other),
        before: first.plain(id, *other),
        after: second.plain(id, *other),
    });
    OthersMoved {
        name: quantity.name.clone(),
        table: (quantity.table != watched.table).then(|| program.table(quantity.table).name.clone()),
        rows: moved.len(),
        first: named.collect(),
        id,
    }
}

/// The rows in which two columns differ.
fn differing<'c>(before: &'c Column, after: &'c Column) -> Box<dyn Iterator<Item = usize> + 'c> {
    match (before, after) {
        (Column::Number(b), Column::Number(a)) => at(b.iter().map(|x| x.to_bits()), a.iter().map(|x| x.to_bits())),
        (Column::YesNo(b), Column::YesNo(a)) | (Column::Member(b), Column::Member(a)) => at(b.iter(), a.iter()),
        (Column::Link(b), Column::Link(a)) => at(b.iter(), a.iter()),
        (Column::Number(_) | Column::YesNo(_) | Column::Member(_) | Column::Link(_) | Column::Text(_), _) => {
            Box::new(std::iter::empty())
        }
    }
}

fn at<'c, T: PartialEq + 'c>(
    before: impl Iterator<Item = T> + 'c,
    after: impl Iterator<Item = T> + 'c,
) -> Box<dyn Iterator<Item = usize> + 'c> {
    Box::new(before.zip(after).enumerate().filter(|(_, (b, a))| b != a).map(|(row, _)| row))
}
