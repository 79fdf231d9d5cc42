//! The shape of an expression: what its parts are, and where the value of each is found after a run.

use super::reading::Reading;
use crate::program::{
    AggregateFunction, ArithmeticOp, CompareOp, Expr, ExprKind, Over, ParameterId, QuantityId, TableId,
};

/// An expression, part by part.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    /// Its type and, of a constant, its value.
    pub expr: Expr,
    /// What it does.
    pub op: &'static str,
    /// As it is written.
    pub text: String,
    /// Where its value is found.
    pub leaf: Leaf,
    /// Of a value of other rows: how these are found.
    pub reading: Option<Reading>,
    /// Its parts.
    pub operands: Vec<Shape>,
}

/// Where a value is found.
#[derive(Clone, Copy, Debug)]
pub(super) enum Leaf {
    /// It is a quantity of the row.
    Quantity(QuantityId),
    /// It is a quantity of the row that a link names.
    Linked(QuantityId, QuantityId),
    /// It is a parameter.
    Parameter(ParameterId),
    /// It stands in the expression.
    Constant,
    /// A formula was added for it.
    Watched(QuantityId),
    /// Likewise; it is of the rows that link here.
    Linking {
        /// The formula.
        value: QuantityId,
        /// Whose rows.
        rows: TableId,
        /// By which field.
        link: QuantityId,
    },
    /// Likewise; it is of all rows of a table.
    Rows {
        /// The formula.
        value: QuantityId,
        /// Whose rows.
        rows: TableId,
    },
    /// It is not known.
    Unknown,
}

/// The operands of an expression, in order. Aggregates and links have none of the same row.
pub(super) fn operands(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::YesNo(_) | ExprKind::Text(_) | ExprKind::Member(_) => Vec::new(),
        ExprKind::Missing(_) | ExprKind::Parameter(_) | ExprKind::Quantity(_) => Vec::new(),
        ExprKind::Follow { .. } | ExprKind::Aggregate(_) => Vec::new(),
        ExprKind::Negate(x) | ExprKind::Not(x) | ExprKind::LevelNumber(x) | ExprKind::IsMissing(x, _) => vec![x],
        ExprKind::Arithmetic(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::IfMissing(a, b) => vec![a, b],
        ExprKind::And(all) | ExprKind::Or(all) | ExprKind::Call(_, all) => all.iter().collect(),
        ExprKind::If(condition, then, otherwise) => vec![condition, then, otherwise],
        ExprKind::OneOf(x, list) => std::iter::once(x.as_ref()).chain(list).collect(),
    }
}

/// What an expression does, in a word.
pub(super) fn operator(expr: &Expr) -> &'static str {
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::YesNo(_) | ExprKind::Text(_) | ExprKind::Member(_) => "constant",
        ExprKind::Missing(_) => "constant",
        ExprKind::Parameter(_) => "parameter",
        ExprKind::Quantity(_) | ExprKind::Follow { .. } => "value",
        ExprKind::Negate(_) => "negate",
        ExprKind::Not(_) => "not",
        ExprKind::Arithmetic(op, ..) => match op {
            ArithmeticOp::Add => "+",
            ArithmeticOp::Subtract => "-",
            ArithmeticOp::Multiply => "*",
            ArithmeticOp::Divide => "/",
            ArithmeticOp::Power => "^",
        },
        ExprKind::Compare(op, ..) => match op {
            CompareOp::Less => "<",
            CompareOp::LessOrEqual => "<=",
            CompareOp::Greater => ">",
            CompareOp::GreaterOrEqual => ">=",
            CompareOp::Is => "is",
        },
        ExprKind::And(_) => "and",
        ExprKind::Or(_) => "or",
        ExprKind::If(..) => "if",
        ExprKind::IsMissing(_, None) => "is missing",
        ExprKind::IsMissing(_, Some(_)) => "is missing as",
        ExprKind::IfMissing(..) => "if missing",
        ExprKind::OneOf(..) => "in",
        ExprKind::LevelNumber(_) => "level",
        ExprKind::Call(function, _) => function.name(),
        ExprKind::Aggregate(aggregate) => match aggregate.over {
            Over::InYear(_) => "value of other rows",
            Over::Table(_) | Over::Group(..) | Over::Linking { .. } | Over::Summarised { .. } => {
                aggregated(aggregate.function)
            }
        },
    }
}

fn aggregated(function: AggregateFunction) -> &'static str {
    match function {
        AggregateFunction::Sum => "sum of rows",
        AggregateFunction::Mean => "mean of rows",
        AggregateFunction::Median | AggregateFunction::LowerMedian => "median of rows",
        AggregateFunction::Majority => "majority of rows",
        AggregateFunction::Latest => "latest of rows",
        AggregateFunction::Min => "min of rows",
        AggregateFunction::Max => "max of rows",
        AggregateFunction::Count => "count of rows",
        AggregateFunction::Share => "share of rows",
        AggregateFunction::Any => "any of rows",
        AggregateFunction::All => "all of rows",
        AggregateFunction::Deviation => "deviation of rows",
        AggregateFunction::Quantile => "quantile of rows",
        AggregateFunction::Rank => "rank among rows",
    }
}
