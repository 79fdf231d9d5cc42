//! Rows that pass a threshold, or fail it, by less than the digits that are printed.

use super::wording::{counted, declared, listed, number, row};
use super::{Audit, Finding, inputs};
use crate::diagnostic::{Code, Severity};
use crate::eval::{Assessment, Column};
use crate::program::{Expr, ExprKind, Origin, Quantity, QuantityId, Scenario, Value};

/// A value that a scenario compares with a threshold lies within half a unit of its last printed digit of it.
pub(super) struct NearThreshold;

/// A comparison of a value that is printed with a threshold.
#[derive(Clone, PartialEq)]
struct Threshold {
    /// The links that lead to the value, and the value.
    links: Vec<QuantityId>,
    value: QuantityId,
    at: f64,
}

impl Audit for NearThreshold {
    fn code(&self) -> Code {
        Code::NearThreshold
    }

    fn run(&self, assessment: &Assessment) -> Vec<Finding> {
        let quantities = assessment.program.quantities.iter();
        quantities
            .filter_map(|quantity| match &quantity.origin {
                Origin::Scenario(scenario) => self.scenario(assessment, quantity, scenario),
                Origin::Column(_) | Origin::Formula(..) | Origin::Index(_) | Origin::Rank(_) => None,
            })
            .collect()
    }
}

impl NearThreshold {
    fn scenario(&self, assessment: &Assessment, quantity: &Quantity, scenario: &Scenario) -> Option<Finding> {
        let mut thresholds = Vec::new();
        for condition in scenario.outcomes.iter().filter_map(|o| o.condition.as_ref()) {
            collect(assessment, condition, &mut thresholds);
        }
        let mut near: Vec<(usize, String)> = Vec::new();
        for threshold in &thresholds {
            let compared = assessment.program.quantity(threshold.value);
            let Some(decimals) = compared.printed else { continue };
            let half = 0.5 * 10f64.powi(-i32::from(decimals));
            let rows = assessment.table(quantity.table)?.rows;
            for at in (0..rows).filter(|row| assessment.is_included(quantity.table, *row)) {
                let Some(value) = value(assessment, threshold, at) else { continue };
                let (x, limit) = (declared(compared, value), declared(compared, threshold.at));
                // Who has exactly the threshold, all of all or none, does not pass by a hair.
                if x != limit && (x - limit).abs() <= half * (1.0 + 1e-9) {
                    let path: Vec<&str> = threshold.links.iter().map(|l| name(assessment, *l)).collect();
                    let path = [path.as_slice(), &[compared.name.as_str()]].concat().join(".");
                    let (x, limit) = (number(x, decimals.saturating_add(2)), number(limit, 6));
                    near.push((
                        at,
                        format!("{} (`{path}` is {x}, the threshold {limit})", row(assessment, quantity.table, at)),
                    ));
                }
            }
        }
        if near.is_empty() {
            return None;
        }
        near.sort_by_key(|(row, _)| *row);
        let mut rows: Vec<usize> = near.iter().map(|(row, _)| *row).collect();
        rows.dedup();
        Some(Finding {
            code: self.code(),
            severity: Severity::Note,
            subject: quantity.name.clone(),
            message: format!(
                "`{}` turns on less than is printed for {}: {}",
                quantity.name,
                counted(rows.len(), "row", "rows"),
                listed(near.into_iter().map(|(_, told)| told).collect::<Vec<_>>().into_iter()),
            ),
            hint: Some("print more digits beside the outcome, or say that the threshold is meant for the rounded value: `rounded N` in the index".to_owned()),
            rows: Some((quantity.table, rows)),
            span: Some(quantity.name_span),
            allowed: None,
        })
    }
}

fn name(assessment: &Assessment, id: QuantityId) -> &str {
    &assessment.program.quantity(id).name
}

/// The value compared, in a row of the scenario's table.
fn value(assessment: &Assessment, threshold: &Threshold, row: usize) -> Option<f64> {
    let row = threshold.links.iter().try_fold(row, |row, link| inputs::linked(assessment, *link, Some(row)))?;
    match assessment.column(threshold.value)? {
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
            let pair = |value: &Expr, limit: &Expr| {
                let (links, value) = path(value)?;
                Some(Threshold { links, value, at: constant(assessment, limit)? })
            };
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

/// A value of the row, or of a row that it links to.
fn path(expr: &Expr) -> Option<(Vec<QuantityId>, QuantityId)> {
    if let ExprKind::Quantity(id) = &expr.kind {
        return Some((Vec::new(), *id));
    }
    let ExprKind::Follow { link, target } = &expr.kind else { return None };
    let ExprKind::Quantity(link) = &link.kind else { return None };
    let (mut links, value) = path(target)?;
    links.insert(0, *link);
    Some((links, value))
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
