//! Expressions: names resolved, types and units checked.
//!
//! A function that returns `None` has reported why; whoever called it stays silent.

mod absent;
mod aggregates;
mod calls;
mod constants;
mod functions;
mod levels;
mod lookup;
mod names;
mod operators;
mod references;
mod rows;
mod summaries;
mod years;

pub(super) use absent::kind as kind_of_missing;
pub(super) use aggregates::within;
pub(super) use constants::constant;
pub(super) use lookup::of_row as key_of_row;
pub(super) use names::link_to as link_between;
pub(super) use references::{Reference, references};
pub(super) use summaries::{group, path_of, rewritten};

use super::draft::Draft;
use crate::diagnostic::{Code, Diagnostic, list};
use crate::program::{Expr, ExprKind, TableId, Type, Unit};
use crate::source::Span;
use crate::syntax::ast;

/// Where an expression stands: the table whose rows it is evaluated for.
#[derive(Clone, Copy)]
pub(super) struct Scope {
    /// The table.
    pub table: TableId,
    /// Whether `members.turnover` may be said of the rows of the table itself: inside `sum(members.turnover where …)`.
    pub by_name: bool,
}

impl Scope {
    /// The rows of a table.
    pub fn rows_of(table: TableId) -> Self {
        Self { table, by_name: false }
    }
}

/// Checks an expression. `expected` helps to tell what a name of a level or category means; it is not enforced.
pub(super) fn check(draft: &mut Draft<'_>, scope: Scope, ast: &ast::Expr, expected: Option<&Type>) -> Option<Expr> {
    let span = ast.span;
    match &ast.kind {
        ast::ExprKind::Number(n) => literal(draft, n, span, expected),
        ast::ExprKind::Text(text) => Some(text_literal(draft, text, span, expected)),
        ast::ExprKind::YesNo(value) => Some(Expr { kind: ExprKind::YesNo(*value), ty: Type::YesNo, span }),
        ast::ExprKind::Date { year, month, day } => constants::date(draft, *year, *month, *day, span),
        ast::ExprKind::Name(name) => names::name(draft, scope, name, expected),
        ast::ExprKind::Member(base, name) => names::member(draft, scope, base, name, span),
        ast::ExprKind::Negate(inner) => operators::negate(draft, scope, inner, span),
        ast::ExprKind::Not(inner) => {
            let inner = condition(draft, scope, inner)?;
            Some(Expr { kind: ExprKind::Not(Box::new(inner)), ty: Type::YesNo, span })
        }
        ast::ExprKind::Arithmetic(op, a, b) => operators::arithmetic(draft, scope, *op, a, b, span),
        ast::ExprKind::Comparison(operands, operators) => {
            operators::comparison(draft, scope, operands, operators, span)
        }
        ast::ExprKind::And(parts) => logic(draft, scope, parts, span, ExprKind::And),
        ast::ExprKind::Or(parts) => logic(draft, scope, parts, span, ExprKind::Or),
        ast::ExprKind::If(cond, then, otherwise) => {
            operators::choice(draft, scope, [cond, then, otherwise], expected, span)
        }
        ast::ExprKind::Missing(kind) => absent::missing(draft, kind, span, expected),
        ast::ExprKind::IsMissing { value, negated, kind } => {
            let value = check(draft, scope, value, None);
            let kind = match kind {
                Some(name) => Some(absent::kind(draft, name)?),
                None => None,
            };
            let asks = ExprKind::IsMissing(Box::new(value?), kind);
            let asks = Expr { kind: asks, ty: Type::YesNo, span };
            Some(if *negated { not(asks) } else { asks })
        }
        ast::ExprKind::IfMissing(value, default) => operators::if_missing(draft, scope, value, default, expected, span),
        ast::ExprKind::At(value, year) => years::at(draft, scope, value, year, span),
        ast::ExprKind::In { value, members, negated } => {
            let one_of = operators::one_of(draft, scope, value, members, span)?;
            Some(if *negated { not(one_of) } else { one_of })
        }
        ast::ExprKind::Call(call) => calls::call(draft, scope, call, span, expected),
    }
}

/// Checks an expression that must be yes or no.
pub(super) fn condition(draft: &mut Draft<'_>, scope: Scope, ast: &ast::Expr) -> Option<Expr> {
    let expr = check(draft, scope, ast, Some(&Type::YesNo))?;
    if expr.ty == Type::YesNo {
        return Some(expr);
    }
    let found = draft.describe(&expr.ty);
    let error =
        Diagnostic::error(Code::TypeMismatch, expr.span, format!("a condition is needed here, and this is {found}"));
    draft.report(error.hint("a condition is yes or no, such as `exports > 0` or `stance is missing`"));
    None
}

/// Checks an expression that must be a number; gives its unit (`None`: takes on any).
pub(super) fn number(draft: &mut Draft<'_>, scope: Scope, ast: &ast::Expr) -> Option<(Expr, Option<Unit>)> {
    let expr = check(draft, scope, ast, None)?;
    as_number(draft, expr)
}

/// A level of a scale that counts as numbers becomes its number; anything but a number is reported.
pub(super) fn as_number(draft: &mut Draft<'_>, expr: Expr) -> Option<(Expr, Option<Unit>)> {
    match &expr.ty {
        Type::Number(unit) => {
            let unit = unit.clone();
            Some((expr, unit))
        }
        Type::Member(scale) if draft.scale(*scale).is_some_and(|s| s.counts_as_numbers) => {
            let span = expr.span;
            let ty = Type::Number(Some(Unit::default()));
            Some((Expr { kind: ExprKind::LevelNumber(Box::new(expr)), ty, span }, Some(Unit::default())))
        }
        Type::Member(scale) if draft.scale(*scale).is_some_and(|s| s.ordered) => {
            let name = draft.scale(*scale).map(|s| s.name.clone()).unwrap_or_default();
            let message = format!("levels of `{name}` are in an order, but are no numbers");
            let hint = format!(
                "if the steps between the levels are equal, declare `counts as numbers` in scale `{name}`; \
                 otherwise use a median, a count or a share of a level"
            );
            draft.report(Diagnostic::error(Code::OrdinalAveraged, expr.span, message).hint(hint));
            None
        }
        Type::YesNo | Type::Text | Type::Date | Type::Member(_) | Type::Link(_) => {
            let found = draft.describe(&expr.ty);
            let message = format!("a number is needed here, and this is {found}");
            let hint = how_to_number(draft, &expr.ty);
            draft.report(Diagnostic::error(Code::TypeMismatch, expr.span, message).maybe_hint(hint));
            None
        }
    }
}

/// What to write where a number is needed and there is something else.
fn how_to_number(draft: &Draft<'_>, ty: &Type) -> Option<String> {
    match ty {
        Type::YesNo => Some("make it a number: `if … then 1 else 0`".to_owned()),
        Type::Date => Some("take its year, `year(…)`, or the days between two dates, `a - b`".to_owned()),
        Type::Link(table) => {
            let columns = draft
                .names
                .get(table.at())?
                .iter()
                .filter(|(_, id)| draft.quantity(**id).is_some_and(|q| matches!(q.ty, Some(Type::Number(_)))));
            let columns: Vec<&str> = columns.map(|(name, _)| name.as_str()).collect();
            let known = if columns.is_empty() { String::new() } else { format!(": {}", list(columns)) };
            let table = draft.table_name(*table);
            Some(format!("follow the link with a point to a number of `{table}`{known}"))
        }
        Type::Number(_) | Type::Text | Type::Member(_) => None,
    }
}

/// The negation.
fn not(expr: Expr) -> Expr {
    let span = expr.span;
    Expr { kind: ExprKind::Not(Box::new(expr)), ty: Type::YesNo, span }
}

fn logic(
    draft: &mut Draft<'_>,
    scope: Scope,
    parts: &[ast::Expr],
    span: Span,
    make: fn(Vec<Expr>) -> ExprKind,
) -> Option<Expr> {
    // Every part is checked, so that each mistake is reported.
    let checked: Vec<Option<Expr>> = parts.iter().map(|p| condition(draft, scope, p)).collect();
    let parts: Option<Vec<Expr>> = checked.into_iter().collect();
    Some(Expr { kind: make(parts?), ty: Type::YesNo, span })
}

/// A number from the text: it takes on the unit of what it is put together with; beside a scale it may be a level's number.
fn literal(draft: &mut Draft<'_>, number: &ast::Number, span: Span, expected: Option<&Type>) -> Option<Expr> {
    match expected {
        Some(Type::Member(scale)) => {
            let levels = draft.scale(*scale).filter(|s| s.ordered)?;
            let found = levels.members.iter().position(|m| m.number == number.value);
            if let Some(level) = found.and_then(|p| u8::try_from(p).ok()) {
                return Some(Expr { kind: ExprKind::Member(level), ty: Type::Member(*scale), span });
            }
            let message = format!("the scale `{}` has no level {}", levels.name, number.value);
            let names = crate::diagnostic::list(levels.members.iter().map(|m| m.name.as_str()));
            draft.report(Diagnostic::error(Code::UnknownName, span, message).hint(format!("its levels are {names}")));
            None
        }
        Some(Type::Number(Some(unit))) if unit.percent && !number.percent && number.value != 0.0 => {
            let message = format!("this is compared with a percentage, and {} has no `%`", number.value);
            let hint =
                format!("write `{}%`, or {} as a share: `{}%`", number.value, number.value, number.value * 100.0);
            draft.report(Diagnostic::error(Code::UnitMismatch, span, message).hint(hint));
            None
        }
        Some(Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Link(_)) | None => {
            Some(Expr { kind: ExprKind::Number(number.value), ty: Type::Number(None), span })
        }
    }
}

/// A quoted text: beside a scale or a set of categories the member of that name or label.
fn text_literal(draft: &Draft<'_>, text: &str, span: Span, expected: Option<&Type>) -> Expr {
    if let Some(Type::Member(id)) = expected
        && let Some(member) = draft.scale(*id).and_then(|s| super::scales::member(s, text))
    {
        return Expr { kind: ExprKind::Member(member), ty: Type::Member(*id), span };
    }
    Expr { kind: ExprKind::Text(text.to_owned()), ty: Type::Text, span }
}
