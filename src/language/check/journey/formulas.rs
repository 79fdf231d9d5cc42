//! The formulas that a journey stands for, as syntax trees.

use crate::program::Missing;
use crate::source::Span;
use crate::syntax::ast::{Comparison, DesiredAnswer, Expr, ExprKind, Name, Wanted};

fn made(kind: ExprKind, span: Span) -> Expr {
    Expr { kind, span }
}

/// A quantity by its full name.
pub(super) fn named(text: &str, span: Span) -> Expr {
    made(ExprKind::Name(Name { text: text.to_owned(), span }), span)
}

pub(super) fn yes_no(value: bool, span: Span) -> Expr {
    made(ExprKind::YesNo(value), span)
}

pub(super) fn not(expr: Expr) -> Expr {
    let span = expr.span;
    made(ExprKind::Not(Box::new(expr)), span)
}

/// All of them; yes where there are none.
pub(super) fn all(mut parts: Vec<Expr>, span: Span) -> Expr {
    match parts.len() {
        0 => yes_no(true, span),
        1 => parts.remove(0),
        _ => made(ExprKind::And(parts), span),
    }
}

/// Any of them; no where there are none.
pub(super) fn any(mut parts: Vec<Expr>, span: Span) -> Expr {
    match parts.len() {
        0 => yes_no(false, span),
        1 => parts.remove(0),
        _ => made(ExprKind::Or(parts), span),
    }
}

/// `expr if missing no`: whether something is known to hold.
pub(super) fn surely(expr: Expr) -> Expr {
    let span = expr.span;
    made(ExprKind::IfMissing(Box::new(expr), Box::new(yes_no(false, span))), span)
}

/// `value in { a, b }`
pub(super) fn among(value: Expr, members: Vec<Expr>) -> Expr {
    let span = value.span;
    made(ExprKind::In { value: Box::new(value), members, negated: false }, span)
}

/// `value is name`
pub(super) fn is(value: Expr, name: &str) -> Expr {
    let span = value.span;
    compare(value, Comparison::Is, named(name, span))
}

fn compare(value: Expr, operator: Comparison, with: Expr) -> Expr {
    let span = with.span;
    made(ExprKind::Comparison(vec![value, with], vec![operator]), span)
}

fn missing_as(value: &Expr, kind: Missing) -> Expr {
    let span = value.span;
    let kind = Some(Name { text: kind.name().to_owned(), span });
    made(ExprKind::IsMissing { value: Box::new(value.clone()), negated: false, kind }, span)
}

/// `if asked then answer else missing as unasked`
pub(super) fn asked(asked: Expr, answer: Expr) -> Expr {
    let span = answer.span;
    let unasked = Name { text: Missing::Unasked.name().to_owned(), span };
    let unasked = made(ExprKind::Missing(unasked), span);
    made(ExprKind::If(Box::new(asked), Box::new(answer), Box::new(unasked)), span)
}

/// An answer that need not be given: unasked, or inapplicable.
fn excused(answer: &Expr) -> Vec<Expr> {
    vec![missing_as(answer, Missing::Unasked), missing_as(answer, Missing::Inapplicable)]
}

fn given(answer: &Expr) -> Expr {
    made(ExprKind::IsMissing { value: Box::new(answer.clone()), negated: true, kind: None }, answer.span)
}

/// Whether an answer was given, or need not be.
pub(super) fn answered(answer: &str, span: Span) -> Expr {
    let answer = named(answer, span);
    let mut parts = vec![given(&answer)];
    parts.extend(excused(&answer));
    any(parts, span)
}

/// Whether an answer is as desired, or need not be given.
pub(super) fn met(answer: &str, span: Span, desired: Option<&Wanted>) -> Expr {
    let answer = named(answer, span);
    let mut parts = excused(&answer);
    parts.push(match desired {
        None => surely(answer),
        Some(Wanted::Any(_)) => given(&answer),
        Some(Wanted::Answer(DesiredAnswer { compare: Some(operator), values, span })) => {
            let operands = std::iter::once(answer).chain(values.iter().cloned()).collect();
            surely(made(ExprKind::Comparison(operands, vec![*operator]), *span))
        }
        Some(Wanted::Answer(DesiredAnswer { compare: None, values, span })) => match values.as_slice() {
            [Expr { kind: ExprKind::YesNo(true), .. }] => surely(answer),
            [Expr { kind: ExprKind::YesNo(false), .. }] => surely(not(answer)),
            [one] => surely(compare(answer, Comparison::Is, one.clone())),
            several => surely(Expr { span: *span, ..among(answer, several.to_vec()) }),
        },
    });
    any(parts, span)
}
