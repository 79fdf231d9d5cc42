//! Comparisons with a threshold, as audits look at them.

use super::reach::{Reach, Truth, below};
use super::wording::number;
use crate::methods::Interval;
use crate::program::{CompareOp, Expr, ExprKind, Program, Type};

/// A value compared with a number: `score >= 1.2`, the number always on the right.
pub(super) struct Comparison<'p> {
    pub value: &'p Expr,
    pub op: CompareOp,
    pub threshold: &'p Expr,
}

/// A comparison of numbers, or of days, with a threshold; `None` for any other expression.
pub(super) fn comparison(expr: &Expr) -> Option<Comparison<'_>> {
    let ExprKind::Compare(op, a, b) = &expr.kind else { return None };
    if !matches!((&a.ty, &b.ty), (Type::Number(_), Type::Number(_)) | (Type::Date, Type::Date)) {
        return None;
    }
    match (is_threshold(a), is_threshold(b)) {
        (false, true) => Some(Comparison { value: a, op: *op, threshold: b }),
        (true, false) => Some(Comparison { value: b, op: turned(*op), threshold: a }),
        (true, true) | (false, false) => None,
    }
}

/// Whether an expression is made of numbers and parameters alone.
fn is_threshold(expr: &Expr) -> bool {
    let mut all = true;
    expr.each(&mut |e| {
        all &= matches!(
            e.kind,
            ExprKind::Number(_) | ExprKind::Parameter(_) | ExprKind::Negate(_) | ExprKind::Arithmetic(..)
        );
    });
    all
}

fn turned(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Less => CompareOp::Greater,
        CompareOp::LessOrEqual => CompareOp::GreaterOrEqual,
        CompareOp::Greater => CompareOp::Less,
        CompareOp::GreaterOrEqual => CompareOp::LessOrEqual,
        CompareOp::Is => CompareOp::Is,
    }
}

impl Comparison<'_> {
    /// What is odd about it: "`score` is never 1.2 or more: it lies between 0 and 1". Nothing where it can turn out either
    /// way, or where the threshold is an end of what can be reached, as in `0 <= share`.
    pub fn oddity(&self, program: &Program, reach: &Reach<'_>, truth: Truth) -> Option<String> {
        let (value, threshold) = (reach.expr(self.value), reach.expr(self.threshold));
        let outside = below(value.high, threshold.low) || below(threshold.high, value.low);
        let word = match truth {
            Truth::Never => "never",
            Truth::Always if outside => "always",
            Truth::Always | Truth::Sometimes => return None,
        };
        let name = self.name(program);
        let shown = if threshold.low == threshold.high {
            threshold.low
        } else {
            threshold.low.max(threshold.high.min(value.high))
        };
        let shown = if let ExprKind::Parameter(id) = self.threshold.kind {
            format!("`{}`", program.parameter(id).name)
        } else {
            self.show(shown)
        };
        let asked = match self.op {
            CompareOp::Less => format!("below {shown}"),
            CompareOp::LessOrEqual => format!("{shown} or less"),
            CompareOp::Greater => format!("above {shown}"),
            CompareOp::GreaterOrEqual => format!("{shown} or more"),
            CompareOp::Is => shown,
        };
        Some(format!("{name} is {word} {asked}: it {}", self.lies(value)))
    }

    /// The value in the author's words.
    pub fn name(&self, program: &Program) -> String {
        if let ExprKind::Quantity(id) = self.value.kind {
            return format!("`{}`", program.quantity(id).name);
        }
        let span = self.value.span;
        let text = program.sources.file(span.file).and_then(|f| f.text.get(span.start as usize..span.end as usize));
        match text.filter(|t| !t.is_empty() && t.len() <= 60 && !t.contains('\n')) {
            Some(text) => format!("`{text}`"),
            None => "the value".to_owned(),
        }
    }

    /// A number in the value's unit, or a day.
    pub fn show(&self, x: f64) -> String {
        match &self.value.ty {
            Type::Number(Some(unit)) if unit.percent => format!("{}%", number(x * unit.border(), 6)),
            Type::Date => crate::calendar::written(x).unwrap_or_else(|| number(x, 6)),
            Type::Number(_) | Type::YesNo | Type::Text | Type::Member(_) | Type::Link(_) => number(x, 6),
        }
    }

    fn lies(&self, reach: Interval) -> String {
        match (reach.low.is_finite(), reach.high.is_finite()) {
            (true, true) if reach.low == reach.high => format!("is {}", self.show(reach.low)),
            (true, true) => format!("lies between {} and {}", self.show(reach.low), self.show(reach.high)),
            (true, false) => format!("is {} or more", self.show(reach.low)),
            (false, true) => format!("is {} or less", self.show(reach.high)),
            (false, false) => "may be any number".to_owned(),
        }
    }
}
