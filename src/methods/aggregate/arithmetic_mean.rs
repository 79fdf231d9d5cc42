//! The weighted mean: what one part lacks, another makes up for in full.
//!
//! **Formula.** y = Σ w z / Σ w.
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 6, additive aggregation (linear, weights adding up to 1).
//!
//! **Algebra.**
//! Only the proportions of the weights matter: 1 and 2 mean one third and two thirds.
//! The result lies between the smallest and the largest part, in their unit.
//! Fully compensatory: the ratio of two weights is the rate at which a loss in one part is bought back in the other.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** Where the weights of the parts that are there add up to 0 the result is missing, as inapplicable.
//!
//! **Missing.** Parts that are missing are left out, and the other weights are re-normalised. Where all are missing, so is the result, of the kind of the first.
//!
//! **Example.** 0.2, 0.6 and 0.9 with weights 2, 1 and 1 become (0.4 + 0.6 + 0.9) / 4 = 0.475; with the second missing (0.4 + 0.9) / 3 = 0.4333.

use super::{Aggregator, contributions, mean_of_all_terms, mean_of_terms, settle};
use crate::{AggregateAlgebra, Compensation, Domain, Options};

/// `aggregate arithmetic mean`
#[derive(Debug)]
pub struct ArithmeticMean;

impl Aggregator for ArithmeticMean {
    fn name(&self) -> &'static str {
        "arithmetic mean"
    }

    fn source(&self) -> &'static str {
        include_str!("arithmetic_mean.rs")
    }

    fn algebra(&self, _options: &Options) -> AggregateAlgebra {
        AggregateAlgebra {
            uses_weights: true,
            renormalises_weights: true,
            internal: true,
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
        scratch: &mut Vec<f64>,
        out: &mut [f64],
    ) {
        mean_of_terms(parts, weights, scratch, out, |z| z);
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
        mean_of_all_terms(parts, weights, out, |z| z, |mean| mean);
        true
    }

    fn contributions(&self, parts: &[f64], weights: &[f64], _options: &Options, _result: f64) -> Option<Vec<f64>> {
        Some(contributions::of_mean(parts, weights))
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::{MISSING, aggregated};
    use super::*;
    use crate::UNDEFINED;

    #[test]
    fn weights_are_renormalised_over_what_is_there() {
        let rows = [[0.2, 0.6, 0.9], [0.2, MISSING, 0.9], [MISSING, 0.6, MISSING]];
        let y = aggregated(&ArithmeticMean, &rows, &[2.0, 1.0, 1.0]);
        assert!((y[0] - 0.475).abs() < 1e-15);
        assert!((y[1] - 1.3 / 3.0).abs() < 1e-15);
        assert_eq!(y[2], 0.6);
    }

    #[test]
    fn nothing_there_is_missing_and_no_weight_is_undefined() {
        let y = aggregated(&ArithmeticMean, &[[MISSING, UNDEFINED], [4.0, MISSING]], &[0.0, 1.0]);
        assert_eq!(y[0].to_bits(), MISSING.to_bits());
        assert_eq!(y[1].to_bits(), UNDEFINED.to_bits());
    }
}
