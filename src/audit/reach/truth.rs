//! Whether a condition can hold.

use super::Reach;
use crate::methods::Interval;
use crate::program::{CompareOp, Expr, ExprKind, Type};

/// Whether a condition holds, where it is known at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::audit) enum Truth {
    /// Whatever the data.
    Always,
    /// For no data.
    Never,
    /// For some data, or it cannot be said.
    Sometimes,
}

impl Truth {
    fn turned(self) -> Truth {
        match self {
            Truth::Always => Truth::Never,
            Truth::Never => Truth::Always,
            Truth::Sometimes => Truth::Sometimes,
        }
    }
}

/// Of a condition.
pub(super) fn of(known: &Reach<'_>, condition: &Expr) -> Truth {
    match &condition.kind {
        ExprKind::YesNo(true) => Truth::Always,
        ExprKind::YesNo(false) => Truth::Never,
        ExprKind::Not(inner) => of(known, inner).turned(),
        ExprKind::And(all) => every(all.iter().map(|e| of(known, e))),
        ExprKind::Or(all) => every(all.iter().map(|e| of(known, e).turned())).turned(),
        ExprKind::Compare(op, a, b) if numeric(a) && numeric(b) => compare(*op, known.expr(a), known.expr(b)),
        ExprKind::Follow { link: _, target } => of(known, target),
        ExprKind::Compare(..)
        | ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Member(_)
        | ExprKind::Missing(_)
        | ExprKind::Parameter(_)
        | ExprKind::Quantity(_)
        | ExprKind::Negate(_)
        | ExprKind::Arithmetic(..)
        | ExprKind::If(..)
        | ExprKind::IsMissing(..)
        | ExprKind::IfMissing(..)
        | ExprKind::OneOf(..)
        | ExprKind::LevelNumber(_)
        | ExprKind::Call(..)
        | ExprKind::Aggregate(_) => Truth::Sometimes,
    }
}

fn numeric(expr: &Expr) -> bool {
    matches!(expr.ty, Type::Number(_))
}

fn every(truths: impl Iterator<Item = Truth>) -> Truth {
    truths.fold(Truth::Always, |all, one| match (all, one) {
        (Truth::Never, _) | (_, Truth::Never) => Truth::Never,
        (Truth::Always, Truth::Always) => Truth::Always,
        (Truth::Sometimes, _) | (_, Truth::Sometimes) => Truth::Sometimes,
    })
}

fn compare(op: CompareOp, a: Interval, b: Interval) -> Truth {
    let (always, never) = match op {
        CompareOp::Less => (below(a.high, b.low), a.low >= b.high),
        CompareOp::LessOrEqual => (a.high <= b.low, below(b.high, a.low)),
        CompareOp::Greater => (below(b.high, a.low), a.high <= b.low),
        CompareOp::GreaterOrEqual => (a.low >= b.high, below(a.high, b.low)),
        CompareOp::Is => (false, below(a.high, b.low) || below(b.high, a.low)),
    };
    match (always, never) {
        (true, _) => Truth::Always,
        (_, true) => Truth::Never,
        (false, false) => Truth::Sometimes,
    }
}

/// Whether one number is below another by more than ends may be off by rounding.
pub(in crate::audit) fn below(a: f64, b: f64) -> bool {
    const SLACK: f64 = 1e-9;
    a < b && (b - a > SLACK * (1.0 + a.abs().min(b.abs())))
}
