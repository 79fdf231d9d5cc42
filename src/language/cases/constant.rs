//! Values that are known before the run: literals, parameters, arithmetic of these.

use crate::program::{ArithmeticOp, Expr, ExprKind, ParameterId, Program, Value};

/// What is known of the run: the policy and the values of its parameters.
#[derive(Clone, Copy)]
pub(super) struct Known<'p> {
    pub program: &'p Program,
    pub parameters: &'p [Value],
}

impl Known<'_> {
    /// The value of a parameter; `None` where it is not known yet.
    pub fn parameter(&self, id: ParameterId) -> Option<&Value> {
        match self.parameters.get(id.at()) {
            Some(Value::Missing(_)) | None => None,
            Some(value @ (Value::Number(_) | Value::YesNo(_) | Value::Text(_) | Value::Member(_))) => Some(value),
        }
    }

    /// The value of an expression that does not depend on the row; `None` where it does or is not known yet.
    pub fn value(&self, expr: &Expr) -> Option<Value> {
        match &expr.kind {
            ExprKind::Number(x) => Some(Value::Number(*x)),
            ExprKind::YesNo(x) => Some(Value::YesNo(*x)),
            ExprKind::Text(x) => Some(Value::Text(x.clone())),
            ExprKind::Member(x) => Some(Value::Member(*x)),
            ExprKind::Parameter(id) => self.parameter(*id).cloned(),
            ExprKind::Negate(_) | ExprKind::Arithmetic(..) => self.number(expr).map(Value::Number),
            ExprKind::Quantity(_)
            | ExprKind::Follow { .. }
            | ExprKind::Not(_)
            | ExprKind::Compare(..)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::If(..)
            | ExprKind::Missing(_)
            | ExprKind::IsMissing(..)
            | ExprKind::IfMissing(..)
            | ExprKind::OneOf(..)
            | ExprKind::LevelNumber(_)
            | ExprKind::Call(..)
            | ExprKind::Aggregate(_) => None,
        }
    }

    /// The number that an expression is, if it is constant and has a finite value.
    pub fn number(&self, expr: &Expr) -> Option<f64> {
        let value = match &expr.kind {
            ExprKind::Negate(inner) => -self.number(inner)?,
            ExprKind::Arithmetic(op, a, b) => arithmetic(*op, self.number(a)?, self.number(b)?),
            ExprKind::Number(x) => *x,
            ExprKind::Parameter(id) => match self.parameter(*id)? {
                Value::Number(x) => *x,
                Value::YesNo(_) | Value::Text(_) | Value::Member(_) | Value::Missing(_) => return None,
            },
            ExprKind::YesNo(_)
            | ExprKind::Text(_)
            | ExprKind::Member(_)
            | ExprKind::Quantity(_)
            | ExprKind::Follow { .. }
            | ExprKind::Not(_)
            | ExprKind::Compare(..)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::If(..)
            | ExprKind::Missing(_)
            | ExprKind::IsMissing(..)
            | ExprKind::IfMissing(..)
            | ExprKind::OneOf(..)
            | ExprKind::LevelNumber(_)
            | ExprKind::Call(..)
            | ExprKind::Aggregate(_) => return None,
        };
        // So that -0 and 0 are one cut point.
        value.is_finite().then_some(if value == 0.0 { 0.0 } else { value })
    }

    /// The member that an expression is, if it is constant.
    pub fn member(&self, expr: &Expr) -> Option<u8> {
        match self.value(expr)? {
            Value::Member(m) => Some(m),
            Value::Number(_) | Value::YesNo(_) | Value::Text(_) | Value::Missing(_) => None,
        }
    }

    /// The text that an expression is, if it is constant.
    pub fn text(&self, expr: &Expr) -> Option<String> {
        match self.value(expr)? {
            Value::Text(t) => Some(t),
            Value::Number(_) | Value::YesNo(_) | Value::Member(_) | Value::Missing(_) => None,
        }
    }
}

/// `a op b`, by the functions that a run uses.
pub(super) fn arithmetic(op: ArithmeticOp, a: f64, b: f64) -> f64 {
    match op {
        ArithmeticOp::Add => a + b,
        ArithmeticOp::Subtract => a - b,
        ArithmeticOp::Multiply => a * b,
        ArithmeticOp::Divide => a / b,
        ArithmeticOp::Power => libm::pow(a, b),
    }
}
