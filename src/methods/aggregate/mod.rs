//! Aggregations: how the parts of an index become one number.

use super::{AggregateAlgebra, OptionSpec, Options};

/// All aggregations.
pub const ALL: &[&dyn Aggregator] = &[];

/// An aggregation.
pub trait Aggregator: std::fmt::Debug + Send + Sync {
    /// Its name in policies; may be several words.
    fn name(&self) -> &'static str;

    /// The text of its file, whose leading doc comment is its page.
    fn source(&self) -> &'static str;

    /// The options that it takes.
    fn options(&self) -> &'static [OptionSpec] {
        &[]
    }

    /// Its properties.
    fn algebra(&self) -> AggregateAlgebra;

    /// Aggregates a stretch of rows: `parts[p][i]` is the value of part `p` in row `i`, NaN where missing.
    ///
    /// Missing parts are left out (means re-normalise their weights); a row where all are missing, or where the result
    /// is not defined, gives NaN. `weights` has one weight for each part. Parts are taken in the order given, so that
    /// the result has the same bits whatever the stretch. `out` is as long as each part; `scratch` is free to use.
    fn aggregate(&self, parts: &[&[f64]], weights: &[f64], options: &Options, scratch: &mut Vec<f64>, out: &mut [f64]);
}

impl PartialEq for dyn Aggregator {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}
