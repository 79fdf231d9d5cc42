//! Examples: given inputs, and what is expected of them.

use super::{Expr, Name, Number, Since, Text};
use crate::source::Span;

/// The clauses of `example`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Example {
    /// `of clusters`
    pub table: Option<Name>,
    /// `as of 2024-06-30`
    pub as_of: Option<Since>,
    /// `given stance inactive, members 0, region.foreign_activity 0.4`
    pub givens: Vec<Given>,
    /// `expect path is lonely`
    pub expectations: Vec<Expectation>,
}

/// `stance inactive`
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// What is given; dotted where it is behind a link.
    pub name: Name,
    /// Its value.
    pub value: GivenValue,
}

/// The value of what is given.
#[derive(Clone, Debug, PartialEq)]
pub enum GivenValue {
    /// `0.4`, `inactive`, `"Kaluga region"`
    Known(Expr),
    /// `missing`, `missing as unasked`
    Missing(Option<Name>),
}

/// What is expected.
#[derive(Clone, Debug, PartialEq)]
pub enum Expectation {
    /// `expect path is lonely`, `expect score is 1.3 to 1 decimal`
    Holds {
        /// What must be yes. `expect score missing` is `score is missing`.
        condition: Expr,
        /// `to 1 decimal`: both sides of the comparison are rounded before.
        decimals: Option<Number>,
        /// Its place.
        span: Span,
    },
    /// `expect excluded because "…"`
    Excluded {
        /// The reason; without one any will do.
        because: Option<Text>,
        /// Its place.
        span: Span,
    },
    /// `expect included`
    Included {
        /// Its place.
        span: Span,
    },
}
