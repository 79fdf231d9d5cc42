//! Values of expressions for given values of what they depend on.

use super::constant::Known;
use super::domain::domain;
use super::key;
use super::problem::{Problem, State};
use super::subject::{Subject, compare};
use crate::program::{ArithmeticOp, CompareOp, Expr, ExprKind, Function, Missing, Type, Value};

/// The value of an expression; `None` where it cannot be computed here.
/// `outside` gives the values of quantities, linked rows, aggregates and parameters that are not known yet.
pub(super) fn evaluate(known: Known<'_>, expr: &Expr, outside: &dyn Fn(&Expr) -> Option<Value>) -> Option<Value> {
    if let Some(value) = known.value(expr) {
        return Some(value);
    }
    let of = |e: &Expr| evaluate(known, e, outside);
    match &expr.kind {
        ExprKind::Parameter(_) | ExprKind::Quantity(_) | ExprKind::Follow { .. } | ExprKind::Aggregate(_) => {
            outside(expr)
        }
        ExprKind::Negate(x) => numbers(&[of(x)?], |v| v.first().map(|x| -x)),
        ExprKind::Arithmetic(op, a, b) => numbers(&[of(a)?, of(b)?], |v| match v {
            [a, b] => Some(op.of(*a, *b)),
            _ => None,
        }),
        ExprKind::Compare(op, a, b) => comparison(*op, &of(a)?, &of(b)?),
        ExprKind::IfMissing(a, b) => match of(a)? {
            Value::Missing(_) => of(b),
            value @ (Value::Number(_) | Value::YesNo(_) | Value::Text(_) | Value::Member(_)) => Some(value),
        },
        ExprKind::LevelNumber(level) => level_number(known, level, &of(level)?),
        ExprKind::Call(function, list) => {
            let list: Option<Vec<Value>> = list.iter().map(of).collect();
            call(*function, &list?)
        }
        ExprKind::Missing(kind) => Some(Value::Missing(*kind)),
        ExprKind::IsMissing(x, kind) => {
            let found = if let Value::Missing(found) = of(x)? { Some(found) } else { None };
            Some(Value::YesNo(found.is_some_and(|f| kind.is_none_or(|k| k == f))))
        }
        ExprKind::If(c, a, b) => match of(c)? {
            Value::YesNo(holds) => of(if holds { a } else { b }),
            missing => Some(missing),
        },
        ExprKind::Number(_)
        | ExprKind::YesNo(_)
        | ExprKind::Text(_)
        | ExprKind::Member(_)
        | ExprKind::Not(_)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::OneOf(..) => None,
    }
}

/// A function of numbers, missing where one of them is, inapplicable where it has no finite value.
fn numbers(values: &[Value], f: impl Fn(&[f64]) -> Option<f64>) -> Option<Value> {
    let mut found = Vec::new();
    for value in values {
        match value {
            Value::Number(x) => found.push(*x),
            Value::Missing(kind) => return Some(Value::Missing(*kind)),
            Value::YesNo(_) | Value::Text(_) | Value::Member(_) => return None,
        }
    }
    let result = f(&found)?;
    Some(if result.is_finite() { Value::Number(result) } else { Value::Missing(Missing::Inapplicable) })
}

fn comparison(op: CompareOp, a: &Value, b: &Value) -> Option<Value> {
    match (a, b) {
        (Value::Missing(kind), _) | (_, Value::Missing(kind)) => Some(Value::Missing(*kind)),
        (Value::Number(a), Value::Number(b)) => Some(Value::YesNo(compare(op, *a, *b))),
        (Value::Member(a), Value::Member(b)) => Some(Value::YesNo(compare(op, f64::from(*a), f64::from(*b)))),
        (Value::Text(a), Value::Text(b)) => Some(Value::YesNo(a == b)),
        (Value::YesNo(a), Value::YesNo(b)) => Some(Value::YesNo(a == b)),
        (Value::Number(_) | Value::Member(_) | Value::Text(_) | Value::YesNo(_), _) => None,
    }
}

fn level_number(known: Known<'_>, level: &Expr, value: &Value) -> Option<Value> {
    match (value, &level.ty) {
        (Value::Missing(kind), _) => Some(Value::Missing(*kind)),
        (Value::Member(m), Type::Member(scale)) => {
            known.program.scale(*scale).members.get(usize::from(*m)).map(|m| Value::Number(m.number))
        }
        (Value::Member(_) | Value::Number(_) | Value::Text(_) | Value::YesNo(_), _) => None,
    }
}

fn call(function: Function, values: &[Value]) -> Option<Value> {
    let present = || -> Option<Vec<f64>> {
        let there = values.iter().filter(|v| !matches!(v, Value::Missing(_)));
        there.map(|v| if let Value::Number(x) = v { Some(*x) } else { None }).collect()
    };
    let fold = |f: fn(f64, f64) -> f64| {
        let first = values.first().cloned()?;
        Some(present()?.into_iter().reduce(f).map_or(first, Value::Number))
    };
    match function {
        Function::Abs => numbers(values, |v| v.first().map(|x| x.abs())),
        Function::Sqrt => numbers(values, |v| v.first().map(|x| x.sqrt())),
        Function::Floor => numbers(values, |v| v.first().map(|x| x.floor())),
        Function::Ceil => numbers(values, |v| v.first().map(|x| x.ceil())),
        Function::Ln => numbers(values, |v| v.first().map(|x| libm::log(*x))),
        Function::Exp => numbers(values, |v| v.first().map(|x| libm::exp(*x))),
        Function::Min => fold(f64::min),
        Function::Max => fold(f64::max),
        Function::Log10
        | Function::Sum
        | Function::Mean
        | Function::Median
        | Function::Count
        | Function::Round
        | Function::Sign
        | Function::Clamp
        | Function::Date
        | Function::Year
        | Function::Month
        | Function::Day
        | Function::Length
        | Function::Lower
        | Function::Upper
        | Function::Trim
        | Function::Contains
        | Function::StartsWith
        | Function::EndsWith
        | Function::Join
        | Function::Level
        | Function::Growth => None,
    }
}

/// Most combinations of values that are tried.
const MOST_TRIALS: usize = 2_000;
/// Numbers tried first, where nothing else suggests itself.
const FAMILIAR: [f64; 8] = [1.0, 0.0, 2.0, 0.5, -1.0, 10.0, -2.0, 100.0];

/// Values of the variables for which the subjects are in the regions given, if some are easily found.
/// Variables that are no numbers must not depend on each other.
pub(super) fn example<'p>(
    known: Known<'_>,
    problem: &'p Problem,
    states: &[State<'_>],
    relevant: &[usize],
) -> Option<Vec<(&'p Expr, f64)>> {
    let mut wanted: Vec<(&Subject, &[bool])> = Vec::new();
    let relevant: Vec<usize> =
        relevant.iter().copied().filter(|at| problem.subjects.get(*at).is_some_and(|s| s.kind_of.is_none())).collect();
    for at in &relevant {
        let subject = problem.subjects.get(*at)?;
        match (states.get(*at)?, is_number(&subject.expr)) {
            (State::Known(answers), true) => wanted.push((subject, answers)),
            (State::Known(_) | State::Missing | State::Open | State::Completed(_), _) => {
                let alone = relevant.iter().filter(|o| *o != at).filter_map(|o| problem.subjects.get(*o));
                if depends_on_one(subject, alone) {
                    return None;
                }
            }
        }
    }
    let mut variables: indexmap::IndexMap<String, &'p Expr> = indexmap::IndexMap::new();
    for at in &relevant {
        let subject = problem.subjects.get(*at).filter(|s| is_number(&s.expr));
        subject.into_iter().for_each(|s| {
            key::variables(&s.expr, &mut |part| {
                if known.value(part).is_none() {
                    variables.insert(key::key(part), part);
                }
            });
        });
    }
    if variables.values().any(|v| !is_number(v) || matches!(v.kind, ExprKind::Aggregate(_))) {
        return None;
    }
    let candidates: Vec<Vec<f64>> = variables.iter().map(|(k, v)| candidates(known, k, v, &wanted)).collect();
    combine(known, &variables, &candidates, &wanted)
}

fn is_number(expr: &Expr) -> bool {
    matches!(expr.ty, Type::Number(_) | Type::Date)
}

/// Whether a subject depends on something that one of the others depends on, too.
pub(super) fn depends_on_one<'s>(subject: &Subject, mut others: impl Iterator<Item = &'s Subject>) -> bool {
    others.any(|o| o.dependencies.iter().any(|d| subject.dependencies.contains(d)))
}

/// Numbers worth trying for a variable, short ones first.
fn candidates(known: Known<'_>, key: &str, variable: &Expr, wanted: &[(&Subject, &[bool])]) -> Vec<f64> {
    let own = wanted.iter().find(|(s, _)| s.key == key);
    let mut numbers: Vec<f64> = Vec::new();
    let mut add = |x: f64| {
        if !numbers.contains(&x) {
            numbers.push(x);
        }
    };
    let cuts: Vec<f64> = wanted.iter().flat_map(|(s, _)| s.cut_points()).collect();
    if let Some((subject, answers)) = own {
        let example = subject.regions.iter().find(|r| r.truths == *answers).map(|r| &r.value);
        if let Some(Value::Number(x)) = example {
            [*x, x + 1.0, x - 1.0, x * 2.0, x / 2.0].into_iter().for_each(&mut add);
        }
    }
    FAMILIAR.into_iter().for_each(&mut add);
    cuts.into_iter().flat_map(|c| [c, c + 1.0, c - 1.0, c * 2.0, c / 2.0]).for_each(&mut add);
    let range = domain(known, variable);
    [range.low, range.high].into_iter().filter(|x| x.is_finite()).for_each(&mut add);
    let fits = |x: &f64| match own {
        Some((subject, answers)) => subject.answers(&Value::Number(*x)).as_deref() == Some(*answers),
        None => true,
    };
    numbers.into_iter().filter(|x| range.contains(*x) && fits(x)).take(40).collect()
}

fn combine<'p>(
    known: Known<'_>,
    variables: &indexmap::IndexMap<String, &'p Expr>,
    candidates: &[Vec<f64>],
    wanted: &[(&Subject, &[bool])],
) -> Option<Vec<(&'p Expr, f64)>> {
    let total = candidates.iter().try_fold(1usize, |n, c| n.checked_mul(c.len()))?;
    for trial in 0..total.min(MOST_TRIALS) {
        let mut rest = trial;
        let mut values: std::collections::HashMap<&str, f64> = std::collections::HashMap::new();
        for (key, list) in variables.keys().zip(candidates) {
            values.insert(key, *list.get(rest % list.len().max(1))?);
            rest /= list.len().max(1);
        }
        let outside = |e: &Expr| values.get(key::key(e).as_str()).map(|x| Value::Number(*x));
        let fits = wanted.iter().all(|(subject, answers)| {
            let value = evaluate(known, &subject.expr, &outside);
            let inside = matches!(value, Some(Value::Number(x)) if subject.contains(x));
            inside && value.and_then(|v| subject.answers(&v)).as_deref() == Some(*answers)
        });
        if fits {
            return variables.iter().map(|(key, expr)| values.get(key.as_str()).map(|x| (*expr, *x))).collect();
        }
    }
    None
}

/// Whether an expression is the difference that a comparison of two values was turned into: it has no place in the text.
pub(super) fn difference(expr: &Expr) -> Option<(&Expr, &Expr)> {
    let unwritten = expr.span.start == expr.span.end;
    let ExprKind::Arithmetic(ArithmeticOp::Subtract, a, b) = &expr.kind else { return None };
    unwritten.then_some((a, b))
}
