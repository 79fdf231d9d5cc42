//! Rows that are known by their key before the run.

use std::sync::Arc;

use super::NodeId;
use super::expressions::Lower;
use super::operation::{Find, Key, Kind, Op};
use crate::program::{Expr, ExprKind, TableId, Type, Value};

impl Lower<'_> {
    /// `services("Factoring")`, or a parameter that is a link: the row with that key, for each row of `table`.
    pub fn found_by_key(&mut self, expr: &Expr, table: TableId) -> NodeId {
        let Type::Link(other) = expr.ty else { return self.missing(Kind::Link) };
        if self.record.is_some() {
            return self.needs_other_rows(expr);
        }
        let program = Arc::clone(self.program);
        let (value, span) = if let ExprKind::Parameter(id) = &expr.kind {
            let declared = program.parameter(*id);
            let given = self.parameters.get(id.at()).map(|(v, _)| v).or(declared.default.as_ref());
            (given.cloned(), declared.span)
        } else if let ExprKind::Text(text) = &expr.kind {
            (Some(Value::Text(text.clone())), expr.span)
        } else if let ExprKind::Number(x) = &expr.kind {
            (Some(Value::Number(*x)), expr.span)
        } else {
            (None, expr.span)
        };
        let key = value.as_ref().and_then(key_of);
        let Some(key) = key else { return self.missing(Kind::Link) };
        let keys = self.quantity(self.program.table(other).key);
        let keys = self.column(keys, Some(other));
        self.dag.add(Op::Find(Find { table: other, keys, key, span }), Kind::Link, Some(table))
    }
}

fn key_of(value: &Value) -> Option<Key> {
    match value {
        Value::Text(text) => Some(Key::Text(text.as_str().into())),
        Value::Number(x) => Some(Key::Number(x.to_bits())),
        Value::YesNo(_) | Value::Member(_) | Value::Missing(_) => None,
    }
}
