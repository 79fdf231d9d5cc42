//! Examples: given inputs, and what is expected of them.

use super::{About, Expr, ParameterId, QuantityId, TableId, Value};
use crate::calendar::Day;
use crate::source::Span;

/// An example: one row that is made up, and what must come out for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// `beginner`
    pub name: String,
    /// Label and sources.
    pub about: About,
    /// Of which table the row is.
    pub table: TableId,
    /// The day as of which the policy is meant; `None`: that of the run.
    pub as_of: Option<Day>,
    /// What is given; everything else is missing.
    pub givens: Vec<Given>,
    /// What is expected.
    pub expectations: Vec<Expectation>,
    /// Its declaration's place.
    pub span: Span,
}

/// A given value.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// Of what.
    pub target: GivenTarget,
    /// The value (internal units). Of a link: the key of the linked row.
    pub value: Value,
    /// Its place.
    pub span: Span,
}

/// Of what a value is given.
#[derive(Clone, Debug, PartialEq)]
pub enum GivenTarget {
    /// `members`, `region.foreign_activity`: a quantity of the row, or of a row that links lead to. Where it is
    /// computed otherwise, the given value stands in for it.
    Quantity {
        /// The links that are followed.
        links: Vec<QuantityId>,
        /// The quantity.
        quantity: QuantityId,
    },
    /// A parameter.
    Parameter(ParameterId),
}

/// What is expected.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// What.
    pub kind: ExpectationKind,
    /// In the author's words.
    pub text: String,
    /// Its place.
    pub span: Span,
}

/// What is expected.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpectationKind {
    /// That a condition of the row is yes.
    Holds {
        /// The condition.
        condition: Expr,
        /// What is compared in it: shown where it does not hold.
        subject: Option<Expr>,
    },
    /// That a gate excludes the row, for this reason.
    Excluded(Option<String>),
    /// That no gate excludes the row.
    Included,
}
