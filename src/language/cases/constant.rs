//! What is known before the rows are.

use crate::program::{Expr, ParameterId, Program, Value};

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
        expr.constant(&|id| self.parameter(id).cloned())
    }

    /// The number that an expression is, if it is constant and has a finite value.
    pub fn number(&self, expr: &Expr) -> Option<f64> {
        let value = self.value(expr)?.number().filter(|x| x.is_finite())?;
        // So that -0 and 0 are one cut point.
        Some(if value == 0.0 { 0.0 } else { value })
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
