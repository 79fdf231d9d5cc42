//! `min(own, country)`: the lowest or highest of several levels of one scale.

use super::Scope;
use crate::check::draft::Draft;
use crate::program::{CompareOp, Expr, ExprKind, ScaleId, Type};
use crate::source::Span;
use crate::syntax::ast;

/// The type of the first argument that names a level of a scale: names of levels beside it are of that scale.
pub(super) fn leader(draft: &Draft<'_>, scope: Scope, arguments: &[ast::Expr]) -> Option<Type> {
    arguments.iter().find_map(|argument| {
        let ast::ExprKind::Name(name) = &argument.kind else { return None };
        let ty = draft.quantity(draft.find(scope.table, &name.text)?)?.ty.clone()?;
        matches!(ty, Type::Member(_)).then_some(ty)
    })
}

/// The scale of levels that are in an order and are no numbers, if all arguments are levels of it.
fn scale(draft: &Draft<'_>, arguments: &[Expr]) -> Option<ScaleId> {
    let Type::Member(id) = arguments.first()?.ty else { return None };
    let ordered = draft.scale(id).is_some_and(|s| s.ordered && !s.counts_as_numbers);
    (ordered && arguments.iter().all(|a| a.ty == Type::Member(id))).then_some(id)
}

/// The lowest or highest level; missing ones are left out, as they are with numbers.
pub(super) fn extreme(draft: &Draft<'_>, name: &str, arguments: &[Expr], span: Span) -> Option<Expr> {
    scale(draft, arguments)?;
    let op = match name {
        "min" => CompareOp::LessOrEqual,
        "max" => CompareOp::GreaterOrEqual,
        _ => return None,
    };
    let (fixed, open): (Vec<Expr>, Vec<Expr>) = arguments.iter().cloned().partition(Expr::is_fixed);
    if fixed.is_empty() || open.is_empty() {
        return of(op, arguments, span);
    }
    // A level that stands in the policy is a bound, and no value: where nothing else is known neither is the result.
    let (value, bound) = (Box::new(of(op, &open, span)?), Box::new(of(op, &fixed, span)?));
    let ty = value.ty.clone();
    let within = Expr { kind: ExprKind::Compare(op, value.clone(), bound.clone()), ty: Type::YesNo, span };
    Some(Expr { kind: ExprKind::If(Box::new(within), value, bound), ty, span })
}

/// Half against half, so that the comparisons of many levels do not pile up.
fn of(op: CompareOp, arguments: &[Expr], span: Span) -> Option<Expr> {
    if let [only] = arguments {
        return Some(only.clone());
    }
    let (left, right) = arguments.split_at_checked(arguments.len() / 2)?;
    let (left, right) = (of(op, left, span)?, of(op, right, span)?);
    let ty = left.ty.clone();
    let (a, b) = (Box::new(left), Box::new(right));
    let first = Expr { kind: ExprKind::Compare(op, a.clone(), b.clone()), ty: Type::YesNo, span };
    let one = Expr { kind: ExprKind::If(Box::new(first), a.clone(), b.clone()), ty: ty.clone(), span };
    let known = Expr { kind: ExprKind::IfMissing(a, b), ty: ty.clone(), span };
    Some(Expr { kind: ExprKind::IfMissing(Box::new(one), Box::new(known)), ty, span })
}
