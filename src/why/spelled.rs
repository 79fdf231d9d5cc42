//! Expressions as policies write them. The text at their place would not do: in a grid it is a cell, and a cut point a number.

use super::shape::operator;
use crate::calendar;
use crate::program::{Expr, ExprKind, Missing, Over, Program, Type};

/// An expression in one line.
pub(super) fn spelled(program: &Program, expr: &Expr) -> String {
    let of = |e: &Expr| spelled(program, e);
    let inside = |e: &Expr| bracketed(program, e);
    let listed = |all: &[Expr]| all.iter().map(of).collect::<Vec<_>>().join(", ");
    match &expr.kind {
        ExprKind::Number(x) => number(&expr.ty, *x),
        ExprKind::YesNo(b) => if *b { "yes" } else { "no" }.to_owned(),
        ExprKind::Text(text) => format!("\"{text}\""),
        ExprKind::Member(at) => match &expr.ty {
            Type::Member(scale) => program.scale(*scale).members.get(usize::from(*at)).map(|m| m.name.clone()),
            Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Link(_) => None,
        }
        .unwrap_or_else(|| at.to_string()),
        ExprKind::Missing(how) => format!("missing as {}", how.name()),
        ExprKind::Parameter(id) => program.parameter(*id).name.clone(),
        ExprKind::Quantity(id) => program.quantity(*id).name.clone(),
        ExprKind::Follow { link, target } => match (&link.kind, &link.ty) {
            (ExprKind::Text(_) | ExprKind::Number(_), Type::Link(table)) => {
                format!("{}({}).{}", program.table(*table).name, of(link), of(target))
            }
            _ => format!("{}.{}", inside(link), inside(target)),
        },
        ExprKind::Negate(x) => format!("-{}", inside(x)),
        ExprKind::Not(x) => format!("not {}", inside(x)),
        ExprKind::Arithmetic(_, a, b) | ExprKind::Compare(_, a, b) => {
            format!("{} {} {}", inside(a), operator(expr), inside(b))
        }
        ExprKind::And(all) | ExprKind::Or(all) => {
            let word = if matches!(expr.kind, ExprKind::And(_)) { " and " } else { " or " };
            all.iter().map(inside).collect::<Vec<_>>().join(word)
        }
        ExprKind::If(condition, then, otherwise) => {
            format!("if {} then {} else {}", of(condition), inside(then), inside(otherwise))
        }
        ExprKind::IsMissing(x, None) => format!("{} is missing", inside(x)),
        ExprKind::IsMissing(x, Some(how)) => format!("{} is missing as {}", inside(x), Missing::name(*how)),
        ExprKind::IfMissing(a, b) => format!("{} if missing {}", inside(a), inside(b)),
        ExprKind::OneOf(x, list) => format!("{} in {{ {} }}", inside(x), listed(list)),
        ExprKind::LevelNumber(x) => of(x),
        ExprKind::Call(_, all) => format!("{}({})", operator(expr).replace(' ', "_"), listed(all)),
        ExprKind::Aggregate(aggregate) => {
            if let (Over::InYear(row), Some(value)) = (&aggregate.over, &aggregate.value) {
                let table = if row.linking { format!("{}.", program.table(row.table).name) } else { String::new() };
                return format!("{table}{} at {}", inside(value), of(&row.year));
            }
            let written = program.sources.text(expr.span);
            written.split_whitespace().collect::<Vec<_>>().join(" ")
        }
    }
}

/// In brackets, where what stands around it could be taken for a part of it.
fn bracketed(program: &Program, expr: &Expr) -> String {
    let loose = matches!(
        expr.kind,
        ExprKind::Arithmetic(..) | ExprKind::Compare(..) | ExprKind::And(_) | ExprKind::Or(_) | ExprKind::If(..)
    );
    let loose = loose || matches!(expr.kind, ExprKind::IfMissing(..) | ExprKind::Not(_) | ExprKind::OneOf(..));
    let loose = loose || matches!(&expr.kind, ExprKind::Aggregate(a) if matches!(a.over, Over::InYear(_)));
    let text = spelled(program, expr);
    let comparison = matches!(expr.kind, ExprKind::Compare(..) | ExprKind::OneOf(..));
    if loose && !comparison { format!("({text})") } else { text }
}

fn number(ty: &Type, x: f64) -> String {
    match ty {
        Type::Date => calendar::written(x).unwrap_or_else(|| x.to_string()),
        Type::Number(Some(unit)) if unit.percent => {
            format!("{}%", crate::methods::rounding::round_decimal(x * 100.0, 10, false))
        }
        Type::Number(_) | Type::YesNo | Type::Text | Type::Member(_) | Type::Link(_) => x.to_string(),
    }
}
