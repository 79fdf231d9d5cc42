//! Expressions.

use super::{Name, Number};
use crate::source::Span;

/// An expression with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its place.
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `0.55`, `25%`
    Number(Number),
    /// `"text"`
    Text(String),
    /// `yes`, `no`
    YesNo(bool),
    /// `2015-06-30`
    Date {
        /// Year, month, day as written (not yet checked).
        year: i32,
        /// Month from 1.
        month: u32,
        /// Day from 1.
        day: u32,
    },
    /// `missing as unasked`: the name of the kind
    Missing(Name),
    /// `exports`
    Name(Name),
    /// `region.foreign_activity`
    Member(Box<Expr>, Name),
    /// `-x`
    Negate(Box<Expr>),
    /// `not x`
    Not(Box<Expr>),
    /// `a + b`
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// `a < b`, and chained: `0 <= x < 4` (operators are one fewer than operands)
    Comparison(Vec<Expr>, Vec<Comparison>),
    /// `a and b and c`
    And(Vec<Expr>),
    /// `a or b or c`
    Or(Vec<Expr>),
    /// `if a then b else c`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `x is missing`; negated: `x is not missing`; of a kind: `x is missing as unasked`
    IsMissing {
        /// What is asked about.
        value: Box<Expr>,
        /// `is not missing`
        negated: bool,
        /// `as unasked`
        kind: Option<Name>,
    },
    /// `x if missing 0`
    IfMissing(Box<Expr>, Box<Expr>),
    /// `x at 2020`: the value in another year
    At(Box<Expr>, Box<Expr>),
    /// `x in { a, b }`; negated: `x not in { a, b }`
    In {
        /// What is asked about.
        value: Box<Expr>,
        /// The members.
        members: Vec<Expr>,
        /// `not in`
        negated: bool,
    },
    /// `sum(exports within industry where foreign)`
    Call(Box<Call>),
}

impl Expr {
    /// Calls `visit` with this expression and everything in it.
    pub fn each(&self, visit: &mut dyn FnMut(&Expr)) {
        visit(self);
        match &self.kind {
            ExprKind::Number(_)
            | ExprKind::Text(_)
            | ExprKind::YesNo(_)
            | ExprKind::Date { .. }
            | ExprKind::Missing(_)
            | ExprKind::Name(_) => {}
            ExprKind::Member(inner, _) | ExprKind::Negate(inner) | ExprKind::Not(inner) => inner.each(visit),
            ExprKind::IsMissing { value, .. } => value.each(visit),
            ExprKind::Arithmetic(_, a, b) | ExprKind::IfMissing(a, b) | ExprKind::At(a, b) => {
                [a, b].into_iter().for_each(|e| e.each(visit));
            }
            ExprKind::Comparison(parts, _) | ExprKind::And(parts) | ExprKind::Or(parts) => {
                parts.iter().for_each(|e| e.each(visit));
            }
            ExprKind::If(a, b, c) => [a, b, c].into_iter().for_each(|e| e.each(visit)),
            ExprKind::In { value, members, .. } => {
                value.each(visit);
                members.iter().for_each(|e| e.each(visit));
            }
            ExprKind::Call(call) => {
                let Call { arguments, filter, weighted_by, .. } = &**call;
                arguments.iter().chain(filter).chain(weighted_by).for_each(|e| e.each(visit));
            }
        }
    }
}

/// `+ - * / ^`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

/// `< <= > >= is`, `is not`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Is,
    IsNot,
}

/// A call: a function of values, or an aggregate of rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The function's name.
    pub name: Name,
    /// `mean(a, b)`
    pub arguments: Vec<Expr>,
    /// `over clusters`
    pub over: Option<Name>,
    /// `within industry, year`
    pub within: Vec<Name>,
    /// `where foreign`
    pub filter: Option<Expr>,
    /// `weighted by population`
    pub weighted_by: Option<Expr>,
    /// `via region`: which link, where a table has several to this one
    pub via: Option<Name>,
}

impl Call {
    /// A call without anything in its brackets.
    pub fn of(name: Name) -> Self {
        let (arguments, within) = (Vec::new(), Vec::new());
        Self { name, arguments, over: None, within, filter: None, weighted_by: None, via: None }
    }
}

impl Expr {
    /// Visits the expressions directly inside.
    pub fn parts(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        match &mut self.kind {
            ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::YesNo(_) | ExprKind::Date { .. } => {}
            ExprKind::Missing(_) | ExprKind::Name(_) => {}
            ExprKind::Member(of, _) | ExprKind::Negate(of) | ExprKind::Not(of) => visit(of),
            ExprKind::IsMissing { value, .. } => visit(value),
            ExprKind::Arithmetic(_, a, b) | ExprKind::IfMissing(a, b) | ExprKind::At(a, b) => {
                [a, b].into_iter().for_each(|e| visit(e));
            }
            ExprKind::If(a, b, c) => [a, b, c].into_iter().for_each(|e| visit(e)),
            ExprKind::Comparison(all, _) | ExprKind::And(all) | ExprKind::Or(all) => all.iter_mut().for_each(visit),
            ExprKind::In { value, members, .. } => {
                visit(value);
                members.iter_mut().for_each(visit);
            }
            ExprKind::Call(call) => {
                let Call { name: _, arguments, over: _, within: _, filter, weighted_by, via: _ } = &mut **call;
                arguments.iter_mut().chain(filter).chain(weighted_by).for_each(visit);
            }
        }
    }
}

impl Call {
    /// `mean(a, b)`
    pub fn of_values(name: Name, arguments: Vec<Expr>) -> Call {
        Call { name, arguments, over: None, within: Vec::new(), filter: None, weighted_by: None, via: None }
    }
}
