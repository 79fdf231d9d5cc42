//! Indicators that are formulas.

use super::draft::Draft;
use super::expr::{Scope, check as check_expr};
use super::index::rounded;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{AggregateFunction, Expr, ExprKind, Function, Origin, QuantityId, Type, Unit};
use crate::syntax::ast;

/// Checks `indicator x = EXPR`.
pub(super) fn formula(draft: &mut Draft<'_>, id: QuantityId, ast: &ast::Indicator) {
    let Some((table, name)) = draft.quantity(id).map(|q| (q.table, q.name.clone())) else { return };
    let Some(expr) = &ast.formula else { return };
    let declared = match &ast.ty {
        Some(ty) => {
            let item = ast::Declaration {
                name: ast::Name { text: name.clone(), span: expr.span },
                about: ast::About::default(),
                span: expr.span,
                kind: ast::Kind::Indicator(Box::default()),
            };
            let Some(ty) = super::tables::resolve_type(draft, &item, ty) else { return };
            Some(ty)
        }
        None => None,
    };
    let Some(checked) = check_expr(draft, Scope::rows_of(table), expr, declared.as_ref()) else { return };
    let Some(ty) = agree(draft, &name, declared, &checked) else { return };
    let rounding = match &ast.rounded {
        Some(written) => rounded(draft, written),
        None => None,
    };
    if let (Some(_), false) = (rounding, matches!(ty, Type::Number(_))) {
        let found = draft.describe(&ty);
        let message = format!("only numbers are rounded, and `{name}` is {found}");
        draft.report(Diagnostic::error(Code::TypeMismatch, expr.span, message));
        return;
    }
    if let Some(quantity) = draft.quantities.get_mut(id.at()) {
        quantity.ty = Some(ty);
        if quantity.range == (None, None) {
            quantity.range = known_range(&checked);
        }
        quantity.origin = Some(Origin::Formula(checked, rounding));
    }
}

/// What is known of a formula's values without data: counts are not below 0, shares between 0 and 1.
fn known_range(expr: &Expr) -> (Option<f64>, Option<f64>) {
    let counts = matches!(expr.kind, ExprKind::Call(Function::Count, _));
    let aggregate = if let ExprKind::Aggregate(aggregate) = &expr.kind { Some(aggregate.function) } else { None };
    match aggregate {
        Some(AggregateFunction::Share) => (Some(0.0), Some(1.0)),
        Some(AggregateFunction::Count) => (Some(0.0), None),
        Some(_) | None if counts => (Some(0.0), None),
        Some(_) | None => (None, None),
    }
}

/// The type of a formula: the declared one, if the formula fits it.
pub(super) fn agree(
    draft: &mut Draft<'_>,
    name: &str,
    declared: Option<Type>,
    checked: &crate::program::Expr,
) -> Option<Type> {
    let found = match &checked.ty {
        Type::Number(None) => Type::Number(Some(Unit::default())),
        other => other.clone(),
    };
    let Some(declared) = declared else { return Some(found) };
    if let (Type::Number(Some(want)), Type::Number(unit)) = (&declared, &checked.ty) {
        match unit {
            Some(unit) if !unit.agrees(want) => {
                let (want, unit) = (draft.units.describe(want), draft.units.describe(unit));
                let message = format!("`{name}` is declared in `{want}`, but the formula gives `{unit}`");
                let hint = format!("declare it `: {unit}`, or correct the formula");
                draft.report(Diagnostic::error(Code::UnitMismatch, checked.span, message).hint(hint));
                return None;
            }
            Some(_) | None => return Some(declared),
        }
    }
    if declared != found {
        let (want, got) = (draft.describe(&declared), draft.describe(&found));
        let message = format!("`{name}` is declared as {want}, but the formula gives {got}");
        draft.report(Diagnostic::error(Code::TypeMismatch, checked.span, message));
        return None;
    }
    Some(declared)
}
