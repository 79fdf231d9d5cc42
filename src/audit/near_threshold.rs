//! Rows whose outcome would change within the digits that are printed, or within a declared tolerance.

use super::wording::{counted, declared, listed, number, row};
use super::{Audit, Finding, inputs};
use crate::diagnostic::{Code, Severity};
use crate::eval::{Assessment, Column, RecordQuery};
use crate::program::{Expr, ExprKind, Missing, Origin, Quantity, QuantityId, Scenario, Value};

/// A value that a scenario compares with a threshold lies so near to it that the outcome turns on less than half a unit
/// of its last printed digit, or than the tolerance that the scenario declares. The scenario is decided again with the
/// value at either end of that, so that nothing is said where the outcome stays the same.
pub(super) struct NearThreshold;

/// A comparison of a value with a threshold.
#[derive(Clone, PartialEq)]
struct Threshold {
    /// The links that lead to the value, and the value.
    path: Path,
    at: f64,
}

type Path = (Vec<QuantityId>, QuantityId);

/// By how much a value may be off.
#[derive(Clone, Copy)]
struct Room {
    by: f64,
    /// Declared, and not only half a unit of what is printed.
    declared: bool,
}

impl Audit for NearThreshold {
    fn code(&self) -> Code {
        Code::NearThreshold
    }

    fn may_concern(&self, quantity: &Quantity) -> bool {
        matches!(quantity.origin, Origin::Scenario(_))
    }

    fn run(&self, assessment: &Assessment) -> Vec<Finding> {
        let quantities = assessment.program.quantities.iter().zip((0u32..).map(QuantityId));
        quantities
            .filter_map(|(quantity, id)| match &quantity.origin {
                Origin::Scenario(scenario) => self.scenario(assessment, (id, quantity), scenario),
                Origin::Column(_) | Origin::Formula(..) | Origin::Index(_) | Origin::Rank(_) => None,
            })
            .collect()
    }
}

impl NearThreshold {
    fn scenario(
        &self,
        assessment: &Assessment,
        (id, quantity): (QuantityId, &Quantity),
        scenario: &Scenario,
    ) -> Option<Finding> {
        let mut thresholds = Vec::new();
        for condition in scenario.outcomes.iter().filter_map(|o| o.condition.as_ref()) {
            collect(assessment, condition, &mut thresholds);
        }
        let mut again: Option<Option<Again<'_>>> = None;
        let mut near: Vec<(usize, String, bool)> = Vec::new();
        for threshold in &thresholds {
            let compared = assessment.program.quantity(threshold.path.1);
            let Some(room) = room(scenario, threshold, compared) else { continue };
            let rows = assessment.table(quantity.table)?.rows;
            for at in (0..rows).filter(|row| assessment.is_included(quantity.table, *row)) {
                let Some(value) = value(assessment, &threshold.path, at) else { continue };
                if !is_near(compared, value, threshold.at, room) {
                    continue;
                }
                let again = again.get_or_insert_with(|| Again::of(assessment, id, scenario));
                if again.as_mut().is_none_or(|again| again.changes(&threshold.path, at, room.by)) {
                    near.push((at, told(assessment, quantity, threshold, (at, value)), room.declared));
                }
            }
        }
        self.finding(quantity, near)
    }

    fn finding(&self, quantity: &Quantity, mut near: Vec<(usize, String, bool)>) -> Option<Finding> {
        near.sort_by_key(|(row, _, _)| *row);
        let mut rows: Vec<usize> = near.iter().map(|(row, _, _)| *row).collect();
        rows.dedup();
        let printed = near.iter().any(|(_, _, declared)| !declared);
        let than = match (printed, near.iter().any(|(_, _, declared)| *declared)) {
            (false, false) => return None,
            (true, false) => "is printed",
            (false, true) => "the tolerance",
            (true, true) => "is printed, or than the tolerance,",
        };
        let hint = if printed {
            "print more digits beside the outcome, or say that the threshold is meant for the rounded value: `rounded N` in the index"
        } else {
            "say beside these outcomes that they lie within the tolerance"
        };
        Some(Finding {
            code: self.code(),
            severity: Severity::Note,
            subject: quantity.name.clone(),
            message: format!(
                "`{}` turns on less than {than} for {}: {}",
                quantity.name,
                counted(rows.len(), "row", "rows"),
                listed(near.into_iter().map(|(_, told, _)| told).collect::<Vec<_>>().into_iter()),
            ),
            hint: Some(hint.to_owned()),
            rows: Some((quantity.table, rows)),
            span: Some(quantity.name_span),
            allowed: None,
        })
    }
}

/// By how much a value may be off: as the scenario says, or else by half a unit of its last printed digit.
fn room(scenario: &Scenario, threshold: &Threshold, compared: &Quantity) -> Option<Room> {
    let named = scenario.tolerances.iter().rev().find(|t| t.of.contains(&threshold.path));
    let general = || scenario.tolerances.iter().rev().find(|t| t.of.is_empty());
    if let Some(tolerance) = named.or_else(general) {
        return Some(Room { by: tolerance.by * (1.0 + SLACK), declared: true });
    }
    let decimals = compared.printed?;
    let half = 0.5 * 10f64.powi(-i32::from(decimals));
    // What is printed is in the declared unit, where 12.3 is 12.3 %.
    Some(Room { by: half / declared(compared, 1.0) * (1.0 + SLACK), declared: false })
}

/// The end of the room belongs to it, whatever the last bits of a difference are.
const SLACK: f64 = 1e-9;

/// Whether a value is so near to a threshold that it may be on the other side.
fn is_near(compared: &Quantity, value: f64, threshold: f64, room: Room) -> bool {
    let (x, limit, by) = (declared(compared, value), declared(compared, threshold), declared(compared, room.by));
    // Who has exactly the threshold as printed, all of all or none, does not pass by a hair.
    (x - limit).abs() <= by && (room.declared || x != limit)
}

/// `No. 6 (`activity` is 1.007, the threshold 1)`
fn told(assessment: &Assessment, scenario: &Quantity, threshold: &Threshold, (at, value): (usize, f64)) -> String {
    let (links, id) = &threshold.path;
    let compared = assessment.program.quantity(*id);
    let path: Vec<&str> = links.iter().chain([id]).map(|l| name(assessment, *l)).collect();
    let decimals = compared.printed.map_or(6, |decimals| decimals.saturating_add(2));
    let (x, limit) = (number(declared(compared, value), decimals), number(declared(compared, threshold.at), 6));
    format!("{} (`{}` is {x}, the threshold {limit})", row(assessment, scenario.table, at), path.join("."))
}

/// The scenario, to be decided again for rows with another value.
struct Again<'a> {
    assessment: &'a Assessment,
    evaluator: crate::eval::RecordEvaluator,
    /// What the scenario reads of a row, and by which links.
    inputs: Vec<Path>,
}

impl<'a> Again<'a> {
    /// `None` where a single row does not decide it, or where one value is read by several paths.
    fn of(assessment: &'a Assessment, id: QuantityId, scenario: &Scenario) -> Option<Again<'a>> {
        let program = &assessment.program;
        let mut paths: Vec<Path> = Vec::new();
        for condition in scenario.outcomes.iter().filter_map(|o| o.condition.as_ref()) {
            read(condition, &mut paths);
        }
        let wanted: Vec<QuantityId> = paths.iter().map(|(_, value)| *value).collect();
        let query = RecordQuery::prepare(program, id, &wanted, &assessment.parameters).ok()?;
        let table = program.quantity(id).table;
        let inputs = query.inputs().map(|input| {
            let mut by = paths.iter().filter(|(_, value)| *value == input);
            match (by.next(), by.next()) {
                (Some(path), None) => Some(path.clone()),
                // A gate reads it.
                (None, _) if program.quantity(input).table == table => Some((Vec::new(), input)),
                (_, _) => None,
            }
        });
        let inputs = inputs.collect::<Option<Vec<Path>>>()?;
        Some(Again { assessment, evaluator: query.evaluator(), inputs })
    }

    /// Whether the outcome of a row is another one with the value at either end.
    fn changes(&mut self, path: &Path, row: usize, by: f64) -> bool {
        let values: Vec<Value> = self.inputs.iter().map(|input| self.value(input, row)).collect();
        let moved = |by: f64| {
            let values = self.inputs.iter().zip(&values).map(|(input, value)| match value {
                Value::Number(x) if input == path => Value::Number(x + by),
                other => other.clone(),
            });
            values.collect::<Vec<Value>>()
        };
        let ends = [moved(-by), moved(by)];
        let Ok(before) = self.evaluator.eval(&values) else { return true };
        ends.iter().any(|end| self.evaluator.eval(end).is_ok_and(|after| after != before))
    }

    fn value(&self, (links, id): &Path, row: usize) -> Value {
        let row = links.iter().try_fold(row, |row, link| inputs::linked(self.assessment, *link, Some(row)));
        row.map_or(Value::Missing(Missing::Unavailable), |row| self.assessment.value(*id, row))
    }
}

/// Adds what an expression reads of a row, each path once.
fn read(expr: &Expr, found: &mut Vec<Path>) {
    match expr.path() {
        Some(path) if !found.contains(&path) => found.push(path),
        Some(_) => {}
        None => expr.parts().into_iter().for_each(|inner| read(inner, found)),
    }
}

fn name(assessment: &Assessment, id: QuantityId) -> &str {
    &assessment.program.quantity(id).name
}

/// The value compared, in a row of the scenario's table.
fn value(assessment: &Assessment, (links, value): &Path, row: usize) -> Option<f64> {
    let row = links.iter().try_fold(row, |row, link| inputs::linked(assessment, *link, Some(row)))?;
    match assessment.column(*value)? {
        Column::Number(values) => values.get(row).copied().filter(|x| !x.is_nan()),
        Column::Member(_) | Column::YesNo(_) | Column::Link(_) | Column::Text(_) => None,
    }
}

/// Adds the comparisons of a condition with thresholds, each once.
fn collect(assessment: &Assessment, condition: &Expr, found: &mut Vec<Threshold>) {
    match &condition.kind {
        ExprKind::And(list) | ExprKind::Or(list) => list.iter().for_each(|e| collect(assessment, e, found)),
        ExprKind::Not(inner) => collect(assessment, inner, found),
        ExprKind::Compare(_, left, right) => {
            let pair =
                |value: &Expr, limit: &Expr| Some(Threshold { path: value.path()?, at: constant(assessment, limit)? });
            if let Some(threshold) = pair(left, right).or_else(|| pair(right, left))
                && !found.contains(&threshold)
            {
                found.push(threshold);
            }
        }
        // Other conditions have no threshold, or none that belongs to a printed value.
        ExprKind::Number(_)
        | ExprKind::YesNo(_)
        | ExprKind::Text(_)
        | ExprKind::Member(_)
        | ExprKind::Missing(_)
        | ExprKind::Parameter(_)
        | ExprKind::Quantity(_)
        | ExprKind::Follow { .. }
        | ExprKind::Negate(_)
        | ExprKind::Arithmetic(..)
        | ExprKind::If(..)
        | ExprKind::IsMissing(..)
        | ExprKind::IfMissing(..)
        | ExprKind::OneOf(..)
        | ExprKind::LevelNumber(_)
        | ExprKind::Call(..)
        | ExprKind::Aggregate(_) => {}
    }
}

fn constant(assessment: &Assessment, expr: &Expr) -> Option<f64> {
    if let ExprKind::Number(x) = &expr.kind {
        return Some(*x);
    }
    let ExprKind::Parameter(id) = &expr.kind else { return None };
    match assessment.parameter(*id)? {
        (Value::Number(x), _) => Some(*x),
        (Value::YesNo(_) | Value::Text(_) | Value::Member(_) | Value::Missing(_), _) => None,
    }
}
