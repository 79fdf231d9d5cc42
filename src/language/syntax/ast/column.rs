//! What columns say of their cells: tokens, denominators.

use super::{Expr, Name, Number, Text};
use crate::source::Span;

/// `token "n/a", "…" as unavailable`: cells that mean a kind of missing, or a score.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// The texts.
    pub texts: Vec<Text>,
    /// What they mean.
    pub meaning: TokenMeaning,
}

/// What a cell means that holds no value.
#[derive(Clone, Debug, PartialEq)]
pub enum TokenMeaning {
    /// `as unavailable`
    Missing(Name),
    /// `as score 0`
    Score(Number),
}

/// `per 1000 population`: what the value that is read is divided by.
#[derive(Clone, Debug, PartialEq)]
pub struct Per {
    /// `1000`
    pub units: Option<Number>,
    /// `population`
    pub denominator: Expr,
    /// Its place.
    pub span: Span,
}
