//! Printed results to be reproduced.

use super::{About, QuantityId};
use crate::source::Span;

/// Printed results to be reproduced.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// `table_5`, or the label where it has no name.
    pub name: String,
    /// Label and sources.
    pub about: About,
    /// The checks.
    pub checks: Vec<PublishedCheck>,
    /// Its declaration's place.
    pub span: Span,
}

/// One kind of printed result.
#[derive(Clone, Debug, PartialEq)]
pub enum PublishedCheck {
    /// A printed value for each row.
    Column {
        /// What was printed.
        quantity: QuantityId,
        /// The column of the data that holds what was printed ([`ColumnSource::published_only`](super::ColumnSource::published_only)).
        printed: QuantityId,
        /// Decimals printed; `None`: equal.
        decimals: Option<u8>,
        /// Its place.
        span: Span,
    },
    /// Printed counts of a scenario's outcomes.
    Counts {
        /// The scenario.
        scenario: QuantityId,
        /// Members of the scenario's scale with their printed counts.
        counts: Vec<(u8, f64)>,
        /// Its place.
        span: Span,
    },
    /// A printed value of the policy as a whole: a sum of parts, a measure of a summary.
    Value {
        /// Its value: a quantity of the table that has one row. In percent where it was printed in percent.
        quantity: QuantityId,
        /// As it was printed, in internal units.
        printed: f64,
        /// Decimals printed; `None`: equal.
        decimals: Option<u8>,
        /// Its place.
        span: Span,
    },
}
