//! `missing as unasked`, and the names of the kinds of missing.

use crate::check::draft::Draft;
use crate::diagnostic::{Code, Diagnostic, did_you_mean, list};
use crate::program::{Expr, ExprKind, Missing, Type};
use crate::source::Span;
use crate::syntax::ast;

/// The kind of missing with this name; reports a name that is none.
pub(crate) fn kind(draft: &mut Draft<'_>, name: &ast::Name) -> Option<Missing> {
    Missing::find(&name.text).or_else(|| {
        let message = format!("`{}` is no kind of missing", name.text);
        let kinds = || Missing::ALL.into_iter().map(Missing::name);
        let hint = did_you_mean(&name.text, kinds()).unwrap_or_else(|| format!("the kinds are {}", list(kinds())));
        draft.report(Diagnostic::error(Code::UnknownName, name.span, message).hint(hint));
        None
    })
}

/// `missing as unasked`: of the type that is expected; without one like a bare number.
pub(super) fn missing(draft: &mut Draft<'_>, name: &ast::Name, span: Span, expected: Option<&Type>) -> Option<Expr> {
    let kind = ExprKind::Missing(kind(draft, name)?);
    Some(Expr { kind, ty: expected.cloned().unwrap_or(Type::Number(None)), span })
}

/// Whether an expression is such a literal, and of which kind.
pub(super) fn literal(expr: &Expr) -> Option<(&Expr, Missing)> {
    if let ExprKind::Missing(kind) = expr.kind { Some((expr, kind)) } else { None }
}

/// Such a literal is of the type of what it stands beside.
pub(super) fn take_type(a: &mut Expr, b: &mut Expr) {
    if literal(a).is_some() {
        a.ty = b.ty.clone();
    } else if literal(b).is_some() {
        b.ty = a.ty.clone();
    }
}
