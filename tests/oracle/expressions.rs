//! Expressions of one row.

use bareme::program::{ArithmeticOp, CompareOp, Expr, ExprKind, Function, Missing, TableId, Type, Value};

use super::{Oracle, Place, V, calendar, decimal, finite, gone};

impl Oracle<'_> {
    pub(super) fn eval(&self, expr: &Expr, place: Place<'_>) -> V {
        let of = |e: &Expr| self.eval(e, place);
        if let Type::Link(table) = expr.ty
            && let Some(row) = self.found_by_key(expr, table)
        {
            return V::Row(row);
        }
        match &expr.kind {
            ExprKind::Number(x) => V::Number(*x),
            ExprKind::YesNo(x) => V::YesNo(*x),
            ExprKind::Text(x) => V::Text(x.clone()),
            ExprKind::Member(x) => V::Member(*x),
            ExprKind::Parameter(id) => match &self.parameters[id.at()] {
                Value::Number(x) => V::Number(*x),
                Value::YesNo(x) => V::YesNo(*x),
                Value::Text(x) => V::Text(x.clone()),
                Value::Member(x) => V::Member(*x),
                Value::Missing(kind) => V::Missing(*kind),
            },
            ExprKind::Quantity(id) => match place.instead.and_then(|i| i.find(expr)) {
                Some(value) => value,
                None => self.value(*id, place.row),
            },
            ExprKind::Follow { link, target } => match place.instead.and_then(|i| i.find(expr)) {
                Some(value) => value,
                None => match of(link) {
                    V::Row(row) => self.eval(target, place.at(row)),
                    missing => missing,
                },
            },
            ExprKind::Negate(x) => numbers(&[of(x)], |v| -v[0]),
            ExprKind::Not(x) => match of(x) {
                V::YesNo(x) => V::YesNo(!x),
                missing => missing,
            },
            ExprKind::Arithmetic(op, a, b) => numbers(&[of(a), of(b)], |v| match op {
                ArithmeticOp::Add => v[0] + v[1],
                ArithmeticOp::Subtract => v[0] - v[1],
                ArithmeticOp::Multiply => v[0] * v[1],
                ArithmeticOp::Divide => v[0] / v[1],
                ArithmeticOp::Power => libm::pow(v[0], v[1]),
            }),
            ExprKind::Compare(op, a, b) => compare(*op, &of(a), &of(b)),
            ExprKind::And(parts) => logic(parts.iter().map(of), false),
            ExprKind::Or(parts) => logic(parts.iter().map(of), true),
            ExprKind::If(c, a, b) => match of(c) {
                V::YesNo(true) => of(a),
                V::YesNo(false) => of(b),
                missing => missing,
            },
            // Whether something is missing is known, whatever stands in for it.
            ExprKind::IsMissing(x, kind) => {
                let found = self.eval(x, Place { instead: None, ..place }).missing();
                V::YesNo(found.is_some() && (kind.is_none() || found == *kind))
            }
            ExprKind::Missing(kind) => gone(*kind),
            ExprKind::IfMissing(x, y) => match self.eval(x, Place { instead: None, ..place }) {
                V::Missing(_) => of(y),
                _ => of(x),
            },
            ExprKind::OneOf(x, list) => {
                let x = of(x);
                logic(list.iter().map(|item| compare(CompareOp::Is, &x, &of(item))), true)
            }
            ExprKind::LevelNumber(x) => self.level_number(x, &of(x)),
            ExprKind::Call(function, list) => self.call(*function, list, place),
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate, place, &expr.ty),
        }
    }

    /// The row of which the key is known before the run.
    fn found_by_key(&self, expr: &Expr, table: TableId) -> Option<usize> {
        let wanted = match &expr.kind {
            ExprKind::Text(key) => V::Text(key.clone()),
            ExprKind::Number(key) => V::Number(*key),
            ExprKind::Parameter(id) => match &self.parameters[id.at()] {
                Value::Text(key) => V::Text(key.clone()),
                Value::Number(key) => V::Number(*key),
                _ => return None,
            },
            _ => return None,
        };
        let key = self.program.table(table).key;
        let rows = self.data.table(table).map_or(0, |t| t.rows);
        (0..rows).find(|row| self.value(key, *row) == wanted)
    }

    pub(super) fn level_number(&self, expr: &Expr, value: &V) -> V {
        match (value, &expr.ty) {
            (V::Member(m), Type::Member(scale)) => {
                V::Number(self.program.scale(*scale).members[usize::from(*m)].number)
            }
            (other, _) => other.clone(),
        }
    }

    fn call(&self, function: Function, list: &[Expr], place: Place<'_>) -> V {
        let values: Vec<V> = list.iter().map(|e| self.eval(e, place)).collect();
        let texts = |f: &dyn Fn(&[String]) -> V| {
            let mut found = Vec::new();
            for value in &values {
                match value {
                    V::Text(t) => found.push(t.clone()),
                    other => return other.clone(),
                }
            }
            f(&found)
        };
        // A bound that stands in the policy is no value: with nothing beside it the result is missing.
        let fixed = |e: &Expr| match &e.kind {
            ExprKind::Negate(x) => matches!(x.kind, ExprKind::Number(_) | ExprKind::Parameter(_)),
            kind => matches!(kind, ExprKind::Number(_) | ExprKind::Member(_) | ExprKind::Parameter(_)),
        };
        if matches!(function, Function::Min | Function::Max) && !list.iter().all(fixed) {
            let open: Vec<&V> = list.iter().zip(&values).filter(|(e, _)| !fixed(e)).map(|(_, v)| v).collect();
            if open.iter().all(|v| matches!(v, V::Missing(_))) {
                return open[0].clone();
            }
        }
        match function {
            Function::Min => across(&values, |v| v.iter().copied().reduce(f64::min).unwrap()),
            Function::Max => across(&values, |v| v.iter().copied().reduce(f64::max).unwrap()),
            Function::Sum => across(&values, |v| v.iter().sum()),
            Function::Mean => across(&values, |v| v.iter().sum::<f64>() / v.len() as f64),
            Function::Median => across(&values, median),
            Function::Count => {
                let counts = |v: &&V| !matches!(v, V::Missing(_) | V::YesNo(false));
                V::Number(values.iter().filter(counts).count() as f64)
            }
            Function::Abs => numbers(&values, |v| v[0].abs()),
            Function::Sqrt => numbers(&values, |v| v[0].sqrt()),
            Function::Ln => numbers(&values, |v| libm::log(v[0])),
            Function::Log10 => numbers(&values, |v| libm::log10(v[0])),
            Function::Exp => numbers(&values, |v| libm::exp(v[0])),
            Function::Round => numbers(&values, |v| decimal::round(v[0], v.get(1).map_or(0, |d| *d as u8), false)),
            Function::Floor => numbers(&values, |v| v[0].floor()),
            Function::Ceil => numbers(&values, |v| v[0].ceil()),
            Function::Sign => numbers(&values, |v| match v[0] {
                x if x > 0.0 => 1.0,
                x if x < 0.0 => -1.0,
                _ => 0.0,
            }),
            Function::Clamp => numbers(&values, |v| if v[1] > v[2] { f64::NAN } else { v[0].max(v[1]).min(v[2]) }),
            Function::Date => numbers(&values, |v| calendar::day(v[0], v[1], v[2]).unwrap_or(f64::NAN)),
            Function::Year => numbers(&values, |v| calendar::civil(v[0]).0 as f64),
            Function::Month => numbers(&values, |v| calendar::civil(v[0]).1 as f64),
            Function::Day => numbers(&values, |v| calendar::civil(v[0]).2 as f64),
            Function::Length => texts(&|t| V::Number(t[0].chars().count() as f64)),
            Function::Lower => texts(&|t| V::Text(t[0].to_lowercase())),
            Function::Upper => texts(&|t| V::Text(t[0].to_uppercase())),
            Function::Trim => texts(&|t| V::Text(t[0].trim().to_owned())),
            Function::Contains => texts(&|t| V::YesNo(t[0].contains(&t[1]))),
            Function::StartsWith => texts(&|t| V::YesNo(t[0].starts_with(&t[1]))),
            Function::EndsWith => texts(&|t| V::YesNo(t[0].ends_with(&t[1]))),
            Function::Join => texts(&|t| V::Text(t.concat())),
            Function::Growth => numbers(&values, |v| if v[1] > 0.0 { v[0] / v[1] - 1.0 } else { f64::NAN }),
            Function::Level => self.level_number(&list[0], &values[0]),
        }
    }
}

/// A function of numbers: missing where one is (of the first one's kind), inapplicable where it has no finite value.
pub(super) fn numbers(values: &[V], f: impl Fn(&[f64]) -> f64) -> V {
    if let Some(kind) = values.iter().find_map(V::missing) {
        return gone(kind);
    }
    finite(f(&values.iter().map(|v| v.number().unwrap()).collect::<Vec<_>>()))
}

/// A function of the numbers that are there; missing where none is.
fn across(values: &[V], f: impl Fn(&[f64]) -> f64) -> V {
    let there: Vec<f64> = values.iter().filter_map(V::number).collect();
    match (there.is_empty(), values.first()) {
        (true, first) => gone(first.and_then(V::missing).unwrap_or(Missing::Unavailable)),
        (false, _) => finite(f(&there)),
    }
}

pub(super) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    if n % 2 == 1 { sorted[n / 2] } else { (sorted[n / 2 - 1] + sorted[n / 2]) / 2.0 }
}

pub(super) fn compare(op: CompareOp, a: &V, b: &V) -> V {
    if let Some(kind) = a.missing().or(b.missing()) {
        return gone(kind);
    }
    let ordering = match (a, b) {
        (V::Number(a), V::Number(b)) => a.partial_cmp(b).unwrap(),
        (V::Member(a), V::Member(b)) => a.cmp(b),
        (V::Text(a), V::Text(b)) => a.cmp(b),
        (V::Row(a), V::Row(b)) => a.cmp(b),
        (V::YesNo(a), V::YesNo(b)) => a.cmp(b),
        other => panic!("values of two types are compared: {other:?}"),
    };
    V::YesNo(match op {
        CompareOp::Less => ordering.is_lt(),
        CompareOp::LessOrEqual => ordering.is_le(),
        CompareOp::Greater => ordering.is_gt(),
        CompareOp::GreaterOrEqual => ordering.is_ge(),
        CompareOp::Is => ordering.is_eq(),
    })
}

/// Kleene's and (`decides` is no) and or (`decides` is yes).
fn logic(parts: impl Iterator<Item = V>, decides: bool) -> V {
    let parts: Vec<V> = parts.collect();
    if parts.contains(&V::YesNo(decides)) {
        return V::YesNo(decides);
    }
    parts.iter().find_map(V::missing).map_or(V::YesNo(!decides), gone)
}
