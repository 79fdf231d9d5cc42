//! Values known before the run: defaults of parameters, quantiles, dates.

use super::Scope;
use crate::check::draft::Draft;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Expr, ExprKind, TableId, Type, Value};
use crate::source::Span;
use crate::syntax::ast;

/// A date from the text.
pub(super) fn date(draft: &mut Draft<'_>, year: i32, month: u32, day: u32, span: Span) -> Option<Expr> {
    match crate::calendar::days(f64::from(year), f64::from(month), f64::from(day)) {
        Some(days) => Some(Expr { kind: ExprKind::Number(days), ty: Type::Date, span }),
        None => {
            let message = format!("there is no day {year:04}-{month:02}-{day:02}");
            draft.report(Diagnostic::error(Code::InvalidNumber, span, message));
            None
        }
    }
}

/// A value that must be known before the run, with its type.
pub(crate) fn constant(draft: &mut Draft<'_>, ast: &ast::Expr, expected: Option<&Type>) -> Option<(Value, Type)> {
    if let Some(place) = first_name(ast)
        && !names_a_member(draft, place, expected)
    {
        let message = "this must be known before the run, so it can only be made of fixed values";
        let hint =
            "write a number, a text or a date; a value that comes from the data is an indicator, `indicator … = …`";
        draft.report(Diagnostic::error(Code::NotConstant, place.span, message).hint(hint));
        return None;
    }
    // No name is left but those of members, so the table of the scope is never looked at.
    let expr = super::check(draft, Scope::rows_of(TableId(u32::MAX)), ast, expected)?;
    let value = expr.constant(&|_| None).or_else(|| {
        let message = "this must be known before the run, so it can only be made of fixed values";
        draft.report(Diagnostic::error(Code::NotConstant, expr.span, message));
        None
    })?;
    Some((value, expr.ty))
}

fn names_a_member(draft: &Draft<'_>, name: &ast::Name, expected: Option<&Type>) -> bool {
    let Some(Type::Member(scale)) = expected else { return false };
    // A name that is nearly that of a level is reported as such later.
    draft.scale(*scale).is_some() && !name.text.is_empty()
}

/// The first name or call in an expression of literals and arithmetic.
fn first_name(ast: &ast::Expr) -> Option<&ast::Name> {
    match &ast.kind {
        ast::ExprKind::Name(name) | ast::ExprKind::Member(_, name) => Some(name),
        ast::ExprKind::Call(call) => Some(&call.name),
        ast::ExprKind::Negate(inner) | ast::ExprKind::Not(inner) => first_name(inner),
        ast::ExprKind::Arithmetic(_, a, b) | ast::ExprKind::IfMissing(a, b) | ast::ExprKind::At(a, b) => {
            first_name(a).or_else(|| first_name(b))
        }
        ast::ExprKind::Comparison(parts, _) | ast::ExprKind::And(parts) | ast::ExprKind::Or(parts) => {
            parts.iter().find_map(first_name)
        }
        ast::ExprKind::If(a, b, c) => first_name(a).or_else(|| first_name(b)).or_else(|| first_name(c)),
        ast::ExprKind::IsMissing { value, .. } => first_name(value),
        ast::ExprKind::In { value, members, .. } => first_name(value).or_else(|| members.iter().find_map(first_name)),
        ast::ExprKind::Number(_)
        | ast::ExprKind::Text(_)
        | ast::ExprKind::YesNo(_)
        | ast::ExprKind::Date { .. }
        | ast::ExprKind::Missing(_) => None,
    }
}
