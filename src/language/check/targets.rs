//! Targets of each row's own: `goalposts from baseline to goal by 2020-12-31`.
//!
//! An indicator `exports` with such a clause declares `exports.baseline`, `exports.goal`, `exports.due` and
//! `exports.progress`, which is 0 at the baseline and 1 at the goal, whichever of the two is higher.

use super::declare::blank;
use super::draft::{Definition, Draft, TargetPart, TargetValue};
use super::expr::{Scope, check as check_expr};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{ArithmeticOp, Expr, ExprKind, Origin, QuantityId, TableId, Type, Unit};
use crate::source::Span;
use crate::syntax::ast;

/// The expression of one of them, as written; `None` for progress, which follows from the others.
pub(super) fn expression<'a>(what: &TargetValue<'a>) -> Option<&'a ast::Expr> {
    match what {
        TargetValue::Baseline(expr) | TargetValue::Goal(expr) | TargetValue::Due(expr) => Some(expr),
        TargetValue::Progress { .. } => None,
    }
}

/// Declares what a target of an indicator says.
pub(super) fn declare<'a>(
    draft: &mut Draft<'a>,
    table: TableId,
    item: &'a ast::Declaration,
    target: &'a ast::Target,
    of: QuantityId,
) {
    let mut add = |name: &str, what: TargetValue<'a>| {
        // A column or a fixed value is listed already, or says nothing new in each row.
        let listed = expression(&what).is_some_and(|e| !is_plain(e));
        let definition = Definition::Target(TargetPart { of, what });
        let mut quantity = blank(item, table, format!("{}.{name}", item.name.text), definition);
        quantity.about = label(item, name);
        quantity.name_span = expression(&what).map_or(item.name.span, |e| e.span);
        draft.add_target(quantity, listed)
    };
    let baseline = add("baseline", TargetValue::Baseline(&target.from));
    let goal = add("goal", TargetValue::Goal(&target.to));
    if let Some(by) = &target.by {
        add("due", TargetValue::Due(by));
    }
    if let (Some(baseline), Some(goal)) = (baseline, goal)
        && let Some(progress) = add("progress", TargetValue::Progress { baseline, goal })
    {
        draft.progress.insert(of, progress);
    }
}

/// A name or a fixed value.
fn is_plain(expr: &ast::Expr) -> bool {
    matches!(expr.kind, ast::ExprKind::Name(_) | ast::ExprKind::Number(_) | ast::ExprKind::Date { .. })
}

/// `Exports: goal`, where the indicator has a label.
fn label(item: &ast::Declaration, name: &str) -> crate::program::About {
    let label = super::about::about(&item.about).label.map(|label| format!("{label}: {name}"));
    crate::program::About { label, ..Default::default() }
}

/// Checks one of them; sets its type and formula.
pub(super) fn check(draft: &mut Draft<'_>, id: QuantityId, target: &TargetPart<'_>) {
    let Some(table) = draft.quantity(id).map(|q| q.table) else { return };
    let made = match target.what {
        TargetValue::Baseline(expr) => end(draft, table, target.of, expr, "baseline"),
        TargetValue::Goal(expr) => end(draft, table, target.of, expr, "goal"),
        TargetValue::Due(expr) => due(draft, table, expr),
        TargetValue::Progress { baseline, goal } => progress(draft, target.of, baseline, goal),
    };
    let Some((expr, ty)) = made else { return };
    if let Some(quantity) = draft.quantities.get_mut(id.at()) {
        quantity.ty = Some(ty);
        quantity.origin = Some(Origin::Formula(expr, None));
    }
}

/// A baseline or goal: a number in the indicator's unit.
fn end(draft: &mut Draft<'_>, table: TableId, of: QuantityId, ast: &ast::Expr, what: &str) -> Option<(Expr, Type)> {
    let (ty, name) = draft.quantity(of).map(|q| (q.ty.clone(), q.name.clone()))?;
    let ty = ty?;
    let Type::Number(want) = &ty else {
        let message = format!("goalposts are for numbers, and `{name}` is {}", draft.describe(&ty));
        draft.report(Diagnostic::error(Code::TypeMismatch, ast.span, message));
        return None;
    };
    let expr = check_expr(draft, Scope::rows_of(table), ast, Some(&ty))?;
    let (expr, unit) = super::expr::as_number(draft, expr)?;
    if let (Some(want), Some(unit)) = (want, &unit)
        && !unit.agrees(want)
    {
        let (want, unit) = (draft.units.describe(want), draft.units.describe(unit));
        let message = format!("`{name}` is in `{want}`, but its {what} is in `{unit}`");
        draft.report(Diagnostic::error(Code::UnitMismatch, ast.span, message));
        return None;
    }
    Some((expr, ty))
}

fn due(draft: &mut Draft<'_>, table: TableId, ast: &ast::Expr) -> Option<(Expr, Type)> {
    let expr = check_expr(draft, Scope::rows_of(table), ast, Some(&Type::Date))?;
    if expr.ty == Type::Date {
        return Some((expr, Type::Date));
    }
    let found = draft.describe(&expr.ty);
    let message = format!("a target is to be reached by a day, and this is {found}");
    let hint = "write a day, `2020-12-31`, or a field of dates";
    draft.report(Diagnostic::error(Code::TypeMismatch, ast.span, message).hint(hint));
    None
}

/// `(x - baseline) / (goal - baseline)`. Where there is nothing to be done it has no result, which the run reports.
fn progress(draft: &mut Draft<'_>, of: QuantityId, baseline: QuantityId, goal: QuantityId) -> Option<(Expr, Type)> {
    let span = draft.quantity(of)?.name_span;
    let ends = [of, baseline, goal].map(|id| draft.quantity(id).and_then(|q| q.ty.clone()));
    let [Some(x), Some(from), Some(to)] = ends else { return None };
    let value = |id, ty: &Type| Expr { kind: ExprKind::Quantity(id), ty: ty.clone(), span };
    if let (Some(Origin::Formula(a, _)), Some(Origin::Formula(b, _))) =
        (draft.quantity(baseline).and_then(|q| q.origin.clone()), draft.quantity(goal).and_then(|q| q.origin.clone()))
        && a.kind == b.kind
    {
        let message = "the goal is where the target begins, so that there is nothing to reach";
        let error = Diagnostic::error(Code::GoalpostsInverted, b.span, message).related(a.span, "the baseline");
        draft.report(error.hint("write where it begins after `from`, and what it is to reach after `to`"));
        return None;
    }
    let less = |a: Expr, b: Expr, ty: &Type| arithmetic(ArithmeticOp::Subtract, a, b, ty.clone(), span);
    let done = less(value(of, &x), value(baseline, &from), &x);
    let whole = less(value(goal, &to), value(baseline, &from), &x);
    let plain = Type::Number(Some(Unit::default()));
    Some((arithmetic(ArithmeticOp::Divide, done, whole, plain.clone(), span), plain))
}

fn arithmetic(op: ArithmeticOp, a: Expr, b: Expr, ty: Type, span: Span) -> Expr {
    Expr { kind: ExprKind::Arithmetic(op, Box::new(a), Box::new(b)), ty, span }
}
