//! `tolerance 0.05 for exports`: by how much a value may be off that a scenario compares with a threshold.

use super::draft::Draft;
use super::expr::{Scope, number};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Expr, ExprKind, Outcome, QuantityId, Tolerance, Type, Unit};
use crate::syntax::ast;

/// The links that lead to a value, and the value.
type Path = (Vec<QuantityId>, QuantityId);

/// The tolerances of a scenario; one that is broken is reported and left out.
pub(super) fn check(
    draft: &mut Draft<'_>,
    scope: Scope,
    scenario: &ast::Scenario,
    outcomes: &[Outcome],
) -> Vec<Tolerance> {
    let mut compared = Vec::new();
    for condition in outcomes.iter().filter_map(|o| o.condition.as_ref()) {
        condition.each(&mut |expr| {
            if let ExprKind::Compare(_, a, b) = &expr.kind {
                compared.extend([a, b].into_iter().filter_map(|side| Some((side.path()?, unit(side)?.clone()))));
            }
        });
    }
    scenario.tolerances.iter().filter_map(|tolerance| one(draft, scope, tolerance, &compared)).collect()
}

/// A tolerance says when the outcome of a row is in doubt, and with `collect` there is no one outcome.
pub(super) fn of_one_outcome(draft: &mut Draft<'_>, scenario: &ast::Scenario) {
    if let Some(tolerance) = scenario.tolerances.first() {
        let message = "with `collect` a row has no single outcome that a tolerance could change";
        draft.report(Diagnostic::error(Code::WrongKind, tolerance.span, message).hint("leave the tolerance out"));
    }
}

fn unit(expr: &Expr) -> Option<&Unit> {
    if let Type::Number(unit) = &expr.ty { unit.as_ref() } else { None }
}

fn one(
    draft: &mut Draft<'_>,
    scope: Scope,
    tolerance: &ast::Tolerance,
    compared: &[(Path, Unit)],
) -> Option<Tolerance> {
    let by = tolerance.by.value;
    if by <= 0.0 || !by.is_finite() {
        let message = "a tolerance is a number above 0";
        draft.report(Diagnostic::error(Code::InvalidNumber, tolerance.by.span, message));
        return None;
    }
    let mut of = Vec::with_capacity(tolerance.of.len());
    for value in &tolerance.of {
        of.push(named(draft, scope, value, compared)?);
    }
    let meant = compared.iter().filter(|(path, _)| of.is_empty() || of.contains(path));
    let units: Vec<&Unit> = meant.map(|(_, unit)| unit).collect();
    let Some(first) = units.first() else {
        let message = "no value that this scenario compares with a threshold is a number";
        let error = Diagnostic::error(Code::WrongKind, tolerance.span, message);
        draft.report(error.hint("leave the tolerance out, or compare the number itself"));
        return None;
    };
    if units.iter().any(|unit| *unit != *first) {
        let message = "this scenario compares values of different units, and one tolerance cannot be meant for all";
        let error = Diagnostic::error(Code::UnitMismatch, tolerance.span, message);
        draft.report(error.hint("say for which value it is: `tolerance 0.05 for NAME`"));
        return None;
    }
    if first.percent && !tolerance.by.percent {
        let message = format!("the values are percentages, and {by} has no `%`");
        let hint = format!("write `tolerance {by}%`");
        draft.report(Diagnostic::error(Code::UnitMismatch, tolerance.by.span, message).hint(hint));
        return None;
    }
    Some(Tolerance { by, of })
}

/// A value after `for`, which is one of those that are compared.
fn named(draft: &mut Draft<'_>, scope: Scope, value: &ast::Expr, compared: &[(Path, Unit)]) -> Option<Path> {
    let (checked, _) = number(draft, scope, value)?;
    let path = checked.path().filter(|path| compared.iter().any(|(known, _)| known == path));
    if path.is_none() {
        let message = "this scenario does not compare this value with anything";
        let error = Diagnostic::error(Code::WrongKind, value.span, message);
        draft.report(error.hint("name a value that stands in one of its conditions, or the one after `by`"));
    }
    path
}
