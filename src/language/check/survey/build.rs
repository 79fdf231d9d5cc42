//! Pieces of the syntax tree, as if the author had written them.

use crate::source::Span;
use crate::syntax::ast::{About, Call, Declaration, Expr, ExprKind, Field, Kind, Name, Roles, Text, TypeExpr};

/// The field that tells a respondent's role.
pub(super) const ROLE: &str = "role";

pub(super) fn named(text: String, span: Span) -> Name {
    Name { text, span }
}

pub(super) fn no_text() -> Text {
    Text { text: String::new(), span: Span::default() }
}

pub(super) fn declared(name: Name, about: About, span: Span, kind: Kind) -> Declaration {
    Declaration { name, about, span, kind }
}

/// The value with this name, which may have points in it.
pub(super) fn value(name: &Name) -> Expr {
    let mut pieces = name.text.split('.').map(|piece| Name { text: piece.to_owned(), span: name.span });
    let place = |kind| Expr { kind, span: name.span };
    let first = pieces.next().unwrap_or_else(|| name.clone());
    pieces.fold(place(ExprKind::Name(first)), |base, piece| place(ExprKind::Member(Box::new(base), piece)))
}

/// A call of this function.
pub(super) fn call(function: &str, arguments: Vec<Expr>, via: Option<Name>, span: Span) -> Expr {
    let name = Name { text: function.to_owned(), span };
    let call = Call { name, arguments, over: None, within: Vec::new(), filter: None, weighted_by: None, via };
    Expr { kind: ExprKind::Call(Box::new(call)), span }
}

/// The name of a type that is one name.
pub(super) fn of_type(ty: Option<&TypeExpr>) -> Option<&str> {
    let Some(TypeExpr::Named(unit)) = ty else { return None };
    match unit.factors.as_slice() {
        [(name, 1)] => Some(&name.text),
        _ => None,
    }
}

/// The column that tells a respondent's role.
pub(super) fn role(roles: &Roles) -> Declaration {
    let name = named(ROLE.to_owned(), roles.span);
    let ty = Some(TypeExpr::OneOf(roles.options.clone(), roles.span));
    let field = Field { ty, from: roles.from.clone(), ..Field::default() };
    declared(name, About::default(), roles.span, Kind::Field(field))
}
