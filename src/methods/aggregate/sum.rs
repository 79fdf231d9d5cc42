//! The weighted sum.
//!
//! **Formula.** y = Σ w z.
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 6, additive aggregation (summation of ranks and of weighted indicators).
//!
//! **Algebra.**
//! Weights are used as they are, and not re-normalised: larger weights give a larger result.
//! The result has the unit of the parts and may lie beyond the largest of them.
//! Fully compensatory.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** None.
//!
//! **Missing.** Parts that are missing are left out: their terms are omitted, so that a row with fewer parts has a lower result where parts are positive. Where all are missing, so is the result, of the kind of the first.
//!
//! **Example.** 3, 1 and 4 with weights 1, 2 and 0.5 become 3 + 2 + 2 = 7; with the first missing 4.

use super::{Aggregator, add_all_terms, add_terms, settle};
use crate::{AggregateAlgebra, Compensation, Domain, Options};

/// `aggregate sum`
#[derive(Debug)]
pub struct Sum;

impl Aggregator for Sum {
    fn name(&self) -> &'static str {
        "sum"
    }

    fn source(&self) -> &'static str {
        include_str!("sum.rs")
    }

    fn algebra(&self, _options: &Options) -> AggregateAlgebra {
        AggregateAlgebra {
            uses_weights: true,
            renormalises_weights: false,
            internal: false,
            ignores_sign: false,
            zero_absorbs: false,
            keeps_unit: true,
            mixes_units: false,
            reads_directions: false,
            monotone: true,
            domain: Domain::All,
            compensation: Compensation::Full,
        }
    }

    fn aggregate(
        &self,
        parts: &[&[f64]],
        weights: &[f64],
        _options: &Options,
        _scratch: &mut Vec<f64>,
        out: &mut [f64],
    ) {
        add_terms(parts, weights, out, |z, weight| weight * z);
        settle(parts, out);
    }

    fn complete(
        &self,
        parts: &[&[f64]],
        weights: &[f64],
        _options: &Options,
        _scratch: &mut Vec<f64>,
        out: &mut [f64],
    ) -> bool {
        add_all_terms(parts, weights, out, |z, weight| weight * z, |sum| sum);
        true
    }

    fn contributions(&self, parts: &[f64], weights: &[f64], _options: &Options, _result: f64) -> Option<Vec<f64>> {
        Some(parts.iter().zip(weights).map(|(z, w)| w * z).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::{MISSING, aggregated};
    use super::*;
    use crate::UNDEFINED;

    #[test]
    fn terms_that_are_missing_are_omitted() {
        let rows = [[3.0, 1.0, 4.0], [MISSING, 1.0, 4.0], [UNDEFINED, MISSING, MISSING]];
        let y = aggregated(&Sum, &rows, &[1.0, 2.0, 0.5]);
        assert_eq!(y[..2], [7.0, 4.0]);
        assert_eq!(y[2].to_bits(), UNDEFINED.to_bits());
    }
}
