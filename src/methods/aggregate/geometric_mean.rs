//! The weighted geometric mean: a low part is made up for only in part, the less the lower it is.
//!
//! **Formula.** y = exp(Σ w ln z / Σ w), which is (Π z^w)^(1 / Σ w).
//!
//! **Source.**
//! OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 6, geometric aggregation.
//! UNDP, Human Development Report, Technical note 1.
//!
//! **Algebra.**
//! Only the proportions of the weights matter.
//! The result lies between the smallest and the largest part, in their unit, and is never above the arithmetic mean.
//! Partly compensatory; a part that is 0 makes the result 0, whatever the others are.
//! Relative changes count: one per cent more in a part of weight share s is s per cent more in the result.
//!
//! **Domain.** 0 and above. A negative part makes the result missing, as inapplicable.
//!
//! **Degenerate cases.** Where the weights of the parts that are there add up to 0 the result is missing, as inapplicable. A part of weight 0 takes no part.
//!
//! **Missing.** Parts that are missing are left out, and the other weights are re-normalised. Where all are missing, so is the result, of the kind of the first.
//!
//! **Example.** 0.4 and 0.9 become √0.36 = 0.6; with weights 2 and 1 they become (0.16 × 0.9)^(1/3) = 0.5241.

use super::products::{geometric_means, geometric_means_of_all};
use super::{Aggregator, contributions};
use crate::{AggregateAlgebra, Compensation, Domain, Options};

/// `aggregate geometric mean`
#[derive(Debug)]
pub struct GeometricMean;

impl Aggregator for GeometricMean {
    fn name(&self) -> &'static str {
        "geometric mean"
    }

    fn source(&self) -> &'static str {
        include_str!("geometric_mean.rs")
    }

    fn algebra(&self, _options: &Options) -> AggregateAlgebra {
        AggregateAlgebra {
            uses_weights: true,
            renormalises_weights: true,
            internal: true,
            ignores_sign: false,
            zero_absorbs: true,
            keeps_unit: true,
            mixes_units: false,
            reads_directions: false,
            monotone: true,
            domain: Domain::NonNegative,
            compensation: Compensation::Partial,
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
        geometric_means(parts, weights, out);
    }

    fn complete(
        &self,
        parts: &[&[f64]],
        weights: &[f64],
        _options: &Options,
        _scratch: &mut Vec<f64>,
        out: &mut [f64],
    ) -> bool {
        geometric_means_of_all(parts, weights, out)
    }

    fn contributions(&self, parts: &[f64], weights: &[f64], _options: &Options, result: f64) -> Option<Vec<f64>> {
        // The slope of the mean in a part, times the part, is the part's weight: all grow and shrink it alike.
        Some(contributions::in_proportion(
            parts.iter().zip(weights).map(|(z, w)| if z.is_nan() { *z } else { *w }),
            result,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::{MISSING, aggregated};
    use super::*;
    use crate::UNDEFINED;

    #[test]
    fn a_square_root_and_a_cube_root() {
        let y = aggregated(&GeometricMean, &[[0.4, 0.9]], &[1.0, 1.0]);
        assert!((y[0] - 0.6).abs() < 1e-15);
        let y = aggregated(&GeometricMean, &[[0.4, 0.9]], &[2.0, 1.0]);
        // Python: (0.4 * 0.4 * 0.9) ** (1 / 3)
        assert!((y[0] - 0.524_148_278_841_779_4).abs() < 1e-15);
    }

    #[test]
    fn zero_absorbs_and_a_negative_part_is_outside_the_domain() {
        let y = aggregated(&GeometricMean, &[[0.0, 5.0], [0.0, -5.0], [MISSING, 7.0]], &[1.0, 1.0]);
        assert_eq!(y[0], 0.0);
        assert_eq!(y[1].to_bits(), UNDEFINED.to_bits());
        assert!((y[2] - 7.0).abs() < 1e-14);
    }

    #[test]
    fn a_part_without_weight_takes_no_part() {
        let y = aggregated(&GeometricMean, &[[0.0, 1.0], [-3.0, 1.0]], &[0.0, 2.0]);
        assert_eq!(y, [1.0, 1.0]);
    }
}
