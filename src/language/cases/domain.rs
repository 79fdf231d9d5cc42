//! Which numbers a subject can be: interval arithmetic over declared ranges.

use super::constant::Known;
use super::key;
use crate::program::{
    Aggregate, AggregateFunction, ArithmeticOp, Expr, ExprKind, Function, Origin, QuantityId, RankRule, Ties, Type,
};

/// Numbers from `low` to `high`, both included where finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Domain {
    pub low: f64,
    pub high: f64,
    /// Only whole numbers.
    pub whole: bool,
    /// Whether each of these numbers can really occur; otherwise there may be fewer.
    pub exact: bool,
}

const ANY: Domain = Domain { low: f64::NEG_INFINITY, high: f64::INFINITY, whole: false, exact: true };

impl Domain {
    fn point(x: f64) -> Self {
        Domain { low: x, high: x, whole: x.fract() == 0.0, exact: true }
    }

    fn range((low, high): (Option<f64>, Option<f64>)) -> Self {
        let (low, high) = (low.unwrap_or(f64::NEG_INFINITY), high.unwrap_or(f64::INFINITY));
        // A range without numbers is the checker's business; here it says nothing.
        if low <= high { Domain { low, high, ..ANY } } else { ANY }
    }

    fn from(low: f64, high: f64) -> Self {
        Domain { low, high, ..ANY }
    }

    fn whole(self) -> Self {
        Domain { whole: true, ..self }
    }

    fn inexact(self) -> Self {
        Domain { exact: false, ..self }
    }

    /// The whole numbers from one to another, each of which can occur.
    pub fn whole_numbers(low: f64, high: f64) -> Self {
        Domain { low, high, whole: true, exact: true }
    }

    fn is_point(&self) -> bool {
        self.low == self.high
    }

    fn hull(self, other: Domain) -> Self {
        Domain {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
            whole: self.whole && other.whole,
            exact: false,
        }
    }

    pub fn contains(&self, x: f64) -> bool {
        self.low <= x && x <= self.high && (!self.whole || x.fract() == 0.0)
    }
}

/// The numbers that an expression of type number or date can be.
pub(super) fn domain(known: Known<'_>, expr: &Expr) -> Domain {
    let found = of_kind(known, expr);
    // Days are counted in whole days.
    if expr.ty == Type::Date { found.whole() } else { found }
}

fn of_kind(known: Known<'_>, expr: &Expr) -> Domain {
    if let Some(x) = known.number(expr) {
        return Domain::point(x);
    }
    match &expr.kind {
        ExprKind::Parameter(id) => Domain::range(known.program.parameter(*id).range),
        ExprKind::Quantity(id) => quantity(known, *id),
        ExprKind::Follow { target, .. } => domain(known, target),
        ExprKind::Negate(x) => {
            let x = domain(known, x);
            Domain { low: -x.high, high: -x.low, ..x }
        }
        ExprKind::Arithmetic(op, a, b) => {
            let independent = !share(a, b);
            let result = arithmetic(*op, domain(known, a), domain(known, b));
            if independent { result } else { result.inexact() }
        }
        ExprKind::If(_, a, b) if is_missing(b) => domain(known, a),
        ExprKind::If(_, a, b) if is_missing(a) => domain(known, b),
        ExprKind::If(_, a, b) | ExprKind::IfMissing(a, b) => domain(known, a).hull(domain(known, b)),
        ExprKind::LevelNumber(level) => levels(known, level),
        ExprKind::Call(function, arguments) => call(known, *function, arguments),
        ExprKind::Aggregate(aggregate) => of_aggregate(known, aggregate),
        ExprKind::Number(_)
        | ExprKind::YesNo(_)
        | ExprKind::Text(_)
        | ExprKind::Member(_)
        | ExprKind::Not(_)
        | ExprKind::Compare(..)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::Missing(_)
        | ExprKind::IsMissing(..)
        | ExprKind::OneOf(..) => ANY.inexact(),
    }
}

/// Whether an expression is missing by itself, and so no number.
fn is_missing(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Missing(_))
}

fn quantity(known: Known<'_>, id: QuantityId) -> Domain {
    let quantity = known.program.quantity(id);
    let range = Domain::range(quantity.range);
    match &quantity.origin {
        Origin::Rank(rule) => rank(rule),
        Origin::Column(_) | Origin::Formula(..) | Origin::Index(_) | Origin::Scenario(_) => {
            // Dates are whole days, also as the linked row's.
            if quantity.ty == Type::Date { range.whole() } else { range }
        }
    }
}

fn rank(rule: &RankRule) -> Domain {
    let from_one = Domain::from(1.0, f64::INFINITY);
    match rule.ties {
        Ties::Min | Ties::Max | Ties::Dense => from_one.whole(),
        Ties::Mean => from_one,
    }
}

/// Whether two expressions may depend on the same thing.
pub(super) fn share(a: &Expr, b: &Expr) -> bool {
    let b = key::dependencies(b);
    key::dependencies(a).iter().any(|x| b.binary_search(x).is_ok())
}

/// `0 * inf` is 0 here: the bound of products of a 0 with ever larger numbers.
fn times(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
}

fn arithmetic(op: ArithmeticOp, a: Domain, b: Domain) -> Domain {
    let exact = a.exact && b.exact;
    match op {
        ArithmeticOp::Add => add(a, b, exact),
        ArithmeticOp::Subtract => add(a, Domain { low: -b.high, high: -b.low, ..b }, exact),
        ArithmeticOp::Multiply => multiply(a, b, exact),
        ArithmeticOp::Divide if b.low > 0.0 || b.high < 0.0 => multiply(
            a,
            Domain { low: 1.0 / b.high, high: 1.0 / b.low, whole: false, exact: b.exact },
            exact && !b.whole,
        ),
        // Division by 0 is missing, so that 0 itself is no divisor.
        ArithmeticOp::Divide if b.low >= 0.0 && b.high > 0.0 => {
            let reciprocal = Domain { low: 1.0 / b.high, high: f64::INFINITY, whole: false, exact: b.exact };
            multiply(a, reciprocal, exact && !b.whole && a.low <= 0.0)
        }
        ArithmeticOp::Divide => ANY.inexact(),
        ArithmeticOp::Power if b.is_point() && b.low > 0.0 && b.low % 2.0 == 0.0 => {
            let ends = [libm::pow(a.low, b.low), libm::pow(a.high, b.low)];
            let low = if a.low <= 0.0 && a.high >= 0.0 { 0.0 } else { ends[0].min(ends[1]) };
            Domain { low, high: ends[0].max(ends[1]), whole: a.whole, exact: a.exact && !a.whole }
        }
        ArithmeticOp::Power if a.low >= 0.0 => Domain::from(0.0, f64::INFINITY).inexact(),
        ArithmeticOp::Power => ANY.inexact(),
    }
}

fn add(a: Domain, b: Domain, exact: bool) -> Domain {
    // Whole numbers plus a half have gaps; whole numbers plus a stretch have none.
    let dense = a.whole == b.whole || (!a.whole && !a.is_point()) || (!b.whole && !b.is_point());
    Domain { low: a.low + b.low, high: a.high + b.high, whole: a.whole && b.whole, exact: exact && dense }
}

fn multiply(a: Domain, b: Domain, exact: bool) -> Domain {
    let ends = [times(a.low, b.low), times(a.low, b.high), times(a.high, b.low), times(a.high, b.high)];
    let (low, high) = ends.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(*x), h.max(*x)));
    let dense = (!a.whole || a.is_point()) && (!b.whole || b.is_point());
    Domain { low, high, whole: a.whole && b.whole, exact: exact && dense }
}

fn levels(known: Known<'_>, level: &Expr) -> Domain {
    let Type::Member(scale) = level.ty else { return ANY.inexact() };
    let numbers = known.program.scale(scale).members.iter().map(|m| Domain::point(m.number));
    numbers.reduce(Domain::hull).unwrap_or(ANY).inexact()
}

fn call(known: Known<'_>, function: Function, arguments: &[Expr]) -> Domain {
    let of = |at: usize| arguments.get(at).map_or(ANY.inexact(), |e| domain(known, e));
    let first = of(0);
    let hull = || arguments.iter().map(|e| domain(known, e)).reduce(Domain::hull).unwrap_or(ANY).inexact();
    let dense = Domain { exact: first.exact && !first.whole, ..first };
    let counted = |n: usize| Domain::from(0.0, n as f64).whole().inexact();
    match function {
        Function::Min | Function::Max | Function::Mean | Function::Median => hull(),
        Function::Sum => {
            // Values that are missing are left out, so each may count as 0.
            let parts = arguments.iter().map(|e| domain(known, e).hull(Domain::point(0.0)));
            parts.reduce(|a, b| add(a, b, false)).unwrap_or(ANY).inexact()
        }
        Function::Count => counted(arguments.len()),
        Function::Abs => {
            let high = first.low.abs().max(first.high.abs());
            let low = if first.contains_zero() { 0.0 } else { first.low.abs().min(first.high.abs()) };
            Domain { low, high, ..first }
        }
        Function::Sqrt => Domain { low: first.low.max(0.0).sqrt(), high: first.high.max(0.0).sqrt(), ..dense },
        Function::Ln | Function::Log10 => ANY.inexact(),
        Function::Exp => Domain::from(0.0, f64::INFINITY).inexact(),
        Function::Round if arguments.len() == 1 => {
            Domain { low: first.low.round(), high: first.high.round(), ..dense }.whole()
        }
        Function::Round => Domain { low: first.low - 0.5, high: first.high + 0.5, ..first }.inexact(),
        Function::Floor => Domain { low: first.low.floor(), high: first.high.floor(), ..dense }.whole(),
        Function::Ceil => Domain { low: first.low.ceil(), high: first.high.ceil(), ..dense }.whole(),
        Function::Sign => Domain::from(-1.0, 1.0).whole().inexact(),
        Function::Clamp => {
            let (low, high) = (of(1), of(2));
            let ends = (first.low.max(low.low).min(high.high), first.high.min(high.high).max(low.low));
            Domain { exact: first.exact && low.is_point() && high.is_point(), ..Domain::from(ends.0, ends.1) }
        }
        Function::Date => ANY.whole().inexact(),
        Function::Year => ANY.whole(),
        Function::Month => Domain::from(1.0, 12.0).whole(),
        Function::Day => Domain::from(1.0, 31.0).whole(),
        Function::Length => Domain::from(0.0, f64::INFINITY).whole(),
        Function::Level => arguments.first().map_or(ANY.inexact(), |e| levels(known, e)),
        Function::Lower
        | Function::Upper
        | Function::Trim
        | Function::Contains
        | Function::StartsWith
        | Function::EndsWith
        | Function::Join
        | Function::Growth => ANY.inexact(),
    }
}

impl Domain {
    fn contains_zero(&self) -> bool {
        self.low <= 0.0 && self.high >= 0.0
    }
}

fn of_aggregate(known: Known<'_>, aggregate: &Aggregate) -> Domain {
    let value = aggregate.value.as_ref().map_or(ANY, |e| domain(known, e));
    let not_negative = Domain::from(0.0, f64::INFINITY);
    match aggregate.function {
        AggregateFunction::Sum if value.low >= 0.0 => not_negative,
        AggregateFunction::Sum if value.high <= 0.0 => Domain::from(f64::NEG_INFINITY, 0.0),
        AggregateFunction::Sum => ANY,
        AggregateFunction::Mean | AggregateFunction::Median | AggregateFunction::Quantile => {
            Domain { whole: false, ..value }
        }
        AggregateFunction::Min | AggregateFunction::Max => value,
        AggregateFunction::LowerMedian | AggregateFunction::Majority | AggregateFunction::Latest => value,
        AggregateFunction::Count => not_negative.whole(),
        AggregateFunction::Share => Domain::from(0.0, 1.0),
        AggregateFunction::Deviation => not_negative,
        AggregateFunction::Rank => Domain::from(1.0, f64::INFINITY).whole(),
        AggregateFunction::Any | AggregateFunction::All => ANY.inexact(),
    }
}
