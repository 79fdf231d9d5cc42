//! The reach of formulas.

use super::Reach;
use crate::methods::Interval;
use crate::program::{Aggregate, AggregateFunction, ArithmeticOp, Expr, ExprKind, Function, Type};

/// Of an expression that is a number, a date or a level (by its number).
pub(super) fn reach(known: &Reach<'_>, expr: &Expr) -> Interval {
    let of = |e: &Expr| reach(known, e);
    match &expr.kind {
        ExprKind::Number(x) if matches!(expr.ty, Type::Number(_) | Type::Date) => Interval::point(*x),
        ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Missing(_) => Interval::ALL,
        ExprKind::Member(at) => member(known, expr, *at),
        ExprKind::YesNo(yes) => Interval::point(f64::from(u8::from(*yes))),
        ExprKind::Parameter(id) => known.parameter(*id),
        ExprKind::Quantity(id) => known.quantity(*id),
        ExprKind::Follow { link: _, target } => of(target),
        ExprKind::Negate(x) => of(x).negated(),
        ExprKind::Arithmetic(op, a, b) => arithmetic(*op, of(a), of(b)),
        ExprKind::If(condition, a, b) => match known.truth(condition) {
            super::Truth::Always => of(a),
            super::Truth::Never => of(b),
            super::Truth::Sometimes => of(a).join(of(b)),
        },
        ExprKind::IfMissing(a, b) => of(a).join(of(b)),
        ExprKind::LevelNumber(x) => of(x),
        ExprKind::Call(function, arguments) => {
            call(*function, &arguments.iter().map(of).collect::<Vec<_>>(), arguments)
        }
        ExprKind::Aggregate(aggregate) => over_rows(known, aggregate),
        ExprKind::Not(_)
        | ExprKind::Compare(..)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::IsMissing(..)
        | ExprKind::OneOf(..) => Interval::new(0.0, 1.0),
    }
}

fn member(known: &Reach<'_>, expr: &Expr, at: u8) -> Interval {
    let Type::Member(scale) = expr.ty else { return Interval::ALL };
    let member = known.program.scale(scale).members.get(usize::from(at));
    member.map_or(Interval::ALL, |m| Interval::point(m.number))
}

fn arithmetic(op: ArithmeticOp, a: Interval, b: Interval) -> Interval {
    match op {
        ArithmeticOp::Add => a.plus(b),
        ArithmeticOp::Subtract => a.plus(b.negated()),
        ArithmeticOp::Multiply => a.times(b),
        ArithmeticOp::Divide => a.times(b.inverse()),
        ArithmeticOp::Power => power(a, b),
    }
}

fn power(a: Interval, b: Interval) -> Interval {
    let known = b.low == b.high && b.low.is_finite();
    match b.low {
        _ if !known => Interval::ALL,
        n if n > 0.0 && a.low >= 0.0 => a.rising(|x| libm::pow(x, n)),
        n if n < 0.0 && a.low >= 0.0 => a.rising(|x| libm::pow(x, -n)).inverse(),
        n if n > 0.0 && n % 2.0 == 0.0 => a.magnitude().rising(|x| libm::pow(x, n)),
        n if n > 0.0 && n % 2.0 == 1.0 => a.rising(|x| libm::pow(x, n)),
        _ => Interval::ALL,
    }
}

/// Functions of several values leave out those that are missing, so that any of them may be alone.
fn call(function: Function, of: &[Interval], arguments: &[Expr]) -> Interval {
    let first = of.first().copied().unwrap_or(Interval::ALL);
    let hull = of.iter().copied().reduce(Interval::join).unwrap_or(Interval::ALL);
    match function {
        Function::Min | Function::Max | Function::Mean | Function::Median => hull,
        Function::Sum => {
            let zero = Interval::point(0.0);
            of.iter().map(|x| x.join(zero)).fold(zero, Interval::plus)
        }
        Function::Count => Interval::new(0.0, of.len() as f64),
        Function::Abs => first.magnitude(),
        Function::Sqrt => Interval::new(first.low.max(0.0), first.high.max(0.0)).rising(f64::sqrt),
        Function::Ln => first.rising(|x| if x > 0.0 { libm::log(x) } else { f64::NEG_INFINITY }),
        Function::Log10 => first.rising(|x| if x > 0.0 { libm::log10(x) } else { f64::NEG_INFINITY }),
        Function::Exp => first.rising(libm::exp),
        Function::Round => round(first, arguments),
        Function::Floor => first.rising(f64::floor),
        Function::Ceil => first.rising(f64::ceil),
        Function::Sign => first.rising(|x| {
            if x > 0.0 {
                1.0
            } else if x < 0.0 {
                -1.0
            } else {
                0.0
            }
        }),
        Function::Clamp => match of {
            [x, low, high] => Interval::new(x.low.max(low.low).min(high.low), x.high.max(low.high).min(high.high)),
            _ => Interval::ALL,
        },
        Function::Month => Interval::new(1.0, 12.0),
        Function::Day => Interval::new(1.0, 31.0),
        Function::Length => Interval::of((Some(0.0), None)),
        Function::Level => first,
        Function::Growth => match of {
            [now, before] => {
                now.times(before.meet(Interval::of((Some(0.0), None))).inverse()).plus(Interval::point(-1.0))
            }
            _ => Interval::ALL,
        },
        Function::Date | Function::Year => Interval::ALL,
        Function::Lower | Function::Upper | Function::Trim | Function::Join => Interval::ALL,
        Function::Contains | Function::StartsWith | Function::EndsWith => Interval::new(0.0, 1.0),
    }
}

fn round(x: Interval, arguments: &[Expr]) -> Interval {
    let decimals = match arguments.get(1).map(|e| &e.kind) {
        None => 0.0,
        Some(ExprKind::Number(n)) => *n,
        Some(_) => return Interval::ALL,
    };
    let half = 0.5 * libm::pow(10.0, -decimals);
    Interval::new(x.low - half, x.high + half)
}

fn over_rows(known: &Reach<'_>, aggregate: &Aggregate) -> Interval {
    let value = aggregate.value.as_ref().map_or(Interval::ALL, |value| reach(known, value));
    let weighted = aggregate.weight.as_ref().is_some_and(|weight| reach(known, weight).low < 0.0);
    match aggregate.function {
        _ if weighted => Interval::ALL,
        AggregateFunction::Mean | AggregateFunction::Median | AggregateFunction::LowerMedian => value,
        AggregateFunction::Min | AggregateFunction::Max | AggregateFunction::Quantile => value,
        AggregateFunction::Majority | AggregateFunction::Latest => value,
        // Any number of terms, none as well.
        AggregateFunction::Sum => Interval::new(
            if value.low >= 0.0 { 0.0 } else { f64::NEG_INFINITY },
            if value.high <= 0.0 { 0.0 } else { f64::INFINITY },
        ),
        AggregateFunction::Count | AggregateFunction::Deviation => Interval::of((Some(0.0), None)),
        AggregateFunction::Share | AggregateFunction::Any | AggregateFunction::All => Interval::new(0.0, 1.0),
        AggregateFunction::Rank => Interval::of((Some(1.0), None)),
    }
}
