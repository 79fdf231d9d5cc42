//! Values known before the run: defaults of parameters, quantiles, dates.

use super::Scope;
use crate::check::draft::Draft;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{ArithmeticOp, Expr, ExprKind, TableId, Type, Value};
use crate::source::Span;
use crate::syntax::ast;

/// Days from 1970-01-01 of a day of the Gregorian calendar; `None` if there is no such day.
/// Source of the algorithm: H. Hinnant, "chrono-compatible low-level date algorithms".
pub(crate) fn days_from_civil(year: i32, month: u32, day: u32) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days_in_month = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        0 | 13.. => return None,
    };
    if day == 0 || day > days_in_month {
        return None;
    }
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (i64::from(month) + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

/// A date from the text.
pub(super) fn date(draft: &mut Draft<'_>, year: i32, month: u32, day: u32, span: Span) -> Option<Expr> {
    match days_from_civil(year, month, day) {
        Some(days) => Some(Expr { kind: ExprKind::Number(days as f64), ty: Type::Date, span }),
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
    let value = fold(&expr).or_else(|| {
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
        ast::ExprKind::Arithmetic(_, a, b) | ast::ExprKind::IfMissing(a, b) => first_name(a).or_else(|| first_name(b)),
        ast::ExprKind::Comparison(parts, _) | ast::ExprKind::And(parts) | ast::ExprKind::Or(parts) => {
            parts.iter().find_map(first_name)
        }
        ast::ExprKind::If(a, b, c) => first_name(a).or_else(|| first_name(b)).or_else(|| first_name(c)),
        ast::ExprKind::IsMissing { value, .. } => first_name(value),
        ast::ExprKind::In { value, members, .. } => first_name(value).or_else(|| members.iter().find_map(first_name)),
        ast::ExprKind::Number(_) | ast::ExprKind::Text(_) | ast::ExprKind::YesNo(_) | ast::ExprKind::Date { .. } => {
            None
        }
    }
}

/// The value of an expression of literals.
fn fold(expr: &Expr) -> Option<Value> {
    match &expr.kind {
        ExprKind::Number(x) => Some(Value::Number(*x)),
        ExprKind::YesNo(x) => Some(Value::YesNo(*x)),
        ExprKind::Text(x) => Some(Value::Text(x.clone())),
        ExprKind::Member(x) => Some(Value::Member(*x)),
        ExprKind::Negate(inner) => match fold(inner)? {
            Value::Number(x) => Some(Value::Number(-x)),
            Value::YesNo(_) | Value::Text(_) | Value::Member(_) | Value::Missing(_) => None,
        },
        ExprKind::Arithmetic(op, a, b) => {
            let (Value::Number(a), Value::Number(b)) = (fold(a)?, fold(b)?) else { return None };
            let value = match op {
                ArithmeticOp::Add => a + b,
                ArithmeticOp::Subtract => a - b,
                ArithmeticOp::Multiply => a * b,
                ArithmeticOp::Divide => a / b,
                ArithmeticOp::Power => libm::pow(a, b),
            };
            value.is_finite().then_some(Value::Number(value))
        }
        ExprKind::Parameter(_)
        | ExprKind::Quantity(_)
        | ExprKind::Follow { .. }
        | ExprKind::Not(_)
        | ExprKind::Compare(..)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::If(..)
        | ExprKind::IsMissing(_)
        | ExprKind::IfMissing(..)
        | ExprKind::OneOf(..)
        | ExprKind::LevelNumber(_)
        | ExprKind::Call(..)
        | ExprKind::Aggregate(_) => None,
    }
}
