//! Scenarios in the form of a grid: each row a rule, each column a condition.

use super::{Comparison, Expr, Name, Number};
use crate::source::Span;

/// What becomes of a case in which several rules hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    /// `unique`: there is no such case (the rule where none is written).
    Unique,
    /// `first match`: the first rule that holds is taken.
    First,
    /// `any`: several may hold, if they give the same outcome.
    Any,
    /// `collect`: all of them are taken, so that a row may have several outcomes.
    Collect,
}

impl Hit {
    /// As the author writes it.
    pub fn words(self) -> &'static str {
        match self {
            Hit::Unique => "unique",
            Hit::First => "first match",
            Hit::Any => "any",
            Hit::Collect => "collect",
        }
    }
}

/// `rules { | likelihood | benefit | outcome … }`
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Rules {
    /// What each column asks about, without the last one, which holds the outcomes.
    pub columns: Vec<Expr>,
    /// The rules, in order. Every one has as many cells as there are columns.
    pub rows: Vec<Rule>,
    /// Its place.
    pub span: Span,
}

/// `| >= high | high, medium | pursue`
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// What it asks of each column; `None`: nothing.
    pub cells: Vec<Option<Cell>>,
    /// The outcome.
    pub outcome: Name,
    /// Its place.
    pub span: Span,
}

/// `high, medium`, `not low`
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// `not`: none of these.
    pub negated: bool,
    /// One of these; at least one.
    pub allowed: Vec<Allowed>,
    /// Its place.
    pub span: Span,
}

/// One of the things that a cell allows.
#[derive(Clone, Debug, PartialEq)]
pub enum Allowed {
    /// `high`, `3`, `yes`
    Value(Expr),
    /// `>= 3`, `>= 2 and < 4`: one or two bounds.
    Bounds(Vec<(Comparison, Expr)>),
    /// `2..4`, both ends included.
    Between(Expr, Expr),
    /// `missing`, `missing as unasked`: the kind, if one is asked for.
    Missing(Option<Name>),
}

/// `tolerance 0.05 for exports, region.exports`
#[derive(Clone, Debug, PartialEq)]
pub struct Tolerance {
    /// `0.05`
    pub by: Number,
    /// Of which values; empty: of all that are compared.
    pub of: Vec<Expr>,
    /// Its place.
    pub span: Span,
}
