//! Values that are known before the run: literals, parameters, arithmetic of these.

use super::{ArithmeticOp, Expr, ExprKind, ParameterId, Value};

impl Expr {
    /// Its value, where it does not depend on the row and `parameter` knows the parameters in it; a number is finite.
    pub fn constant(&self, parameter: &dyn Fn(ParameterId) -> Option<Value>) -> Option<Value> {
        match &self.kind {
            ExprKind::Number(x) => Some(Value::Number(*x)),
            ExprKind::YesNo(x) => Some(Value::YesNo(*x)),
            ExprKind::Text(x) => Some(Value::Text(x.clone())),
            ExprKind::Member(x) => Some(Value::Member(*x)),
            ExprKind::Parameter(id) => parameter(*id),
            ExprKind::Negate(inner) => inner.constant(parameter)?.number().map(|x| Value::Number(-x)),
            ExprKind::Arithmetic(op, a, b) => {
                let value = op.of(a.constant(parameter)?.number()?, b.constant(parameter)?.number()?);
                value.is_finite().then_some(Value::Number(value))
            }
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
}

impl Value {
    /// The number that it is, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Number(x) => Some(*x),
            Value::YesNo(_) | Value::Text(_) | Value::Member(_) | Value::Missing(_) => None,
        }
    }
}

impl ArithmeticOp {
    /// `a op b`, by the functions that a run uses.
    pub fn of(self, a: f64, b: f64) -> f64 {
        match self {
            ArithmeticOp::Add => a + b,
            ArithmeticOp::Subtract => a - b,
            ArithmeticOp::Multiply => a * b,
            ArithmeticOp::Divide => a / b,
            ArithmeticOp::Power => libm::pow(a, b),
        }
    }
}
