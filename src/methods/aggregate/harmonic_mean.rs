//! The weighted harmonic mean: a low part weighs more heavily still than in the geometric mean.
//!
//! **Formula.** y = Σ w / Σ (w / z).
//!
//! **Source.**
//! Hardy, Littlewood and Pólya, Inequalities (1934), chapter 2: the power mean with exponent −1.
//! UNDP, Human Development Report, Technical note 3 (Gender Inequality Index), where it puts women and men together.
//!
//! **Algebra.**
//! Only the proportions of the weights matter.
//! The result lies between the smallest and the largest part, in their unit, and is never above the geometric mean.
//! Partly compensatory; a part that is 0 makes the result 0, whatever the others are.
//!
//! **Domain.** 0 and above. A negative part makes the result missing, as inapplicable.
//!
//! **Degenerate cases.** With a part that is 0 the formula has no value; its limit, 0, is taken. Where the weights of the parts that are there add up to 0 the result is missing, as inapplicable. A part of weight 0 takes no part.
//!
//! **Missing.** Parts that are missing are left out, and the other weights are re-normalised. Where all are missing, so is the result, of the kind of the first.
//!
//! **Example.** 0.3 and 0.6 become 2 / (1/0.3 + 1/0.6) = 0.4; with weights 2 and 1 they become 3 / (2/0.3 + 1/0.6) = 0.36.

use super::{Aggregator, mean_of_all_terms, mean_of_terms, settle};
use crate::wide::wide;
use crate::{AggregateAlgebra, Compensation, Domain, Options};

/// `aggregate harmonic mean`
#[derive(Debug)]
pub struct HarmonicMean;

impl Aggregator for HarmonicMean {
    fn name(&self) -> &'static str {
        "harmonic mean"
    }

    fn source(&self) -> &'static str {
        include_str!("harmonic_mean.rs")
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
        scratch: &mut Vec<f64>,
        out: &mut [f64],
    ) {
        mean_of_terms(parts, weights, scratch, out, reciprocal);
        wide(
            #[inline(always)]
            || out.iter_mut().for_each(|y| *y = 1.0 / *y),
        );
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
        mean_of_all_terms(parts, weights, out, reciprocal, |mean| 1.0 / mean);
        true
    }
}

/// 1/z, infinite for 0 of either sign; not defined below.
#[inline(always)]
pub(super) fn reciprocal(z: f64) -> f64 {
    let above = 1.0 / (z + 0.0);
    if z < 0.0 { f64::NAN } else { above }
}

#[cfg(test)]
mod tests {
    use super::super::laws::{MISSING, aggregated};
    use super::*;
    use crate::UNDEFINED;

    #[test]
    fn the_example_of_the_page() {
        assert!((aggregated(&HarmonicMean, &[[0.3, 0.6]], &[1.0, 1.0])[0] - 0.4).abs() < 1e-15);
        assert!((aggregated(&HarmonicMean, &[[0.3, 0.6]], &[2.0, 1.0])[0] - 0.36).abs() < 1e-15);
    }

    #[test]
    fn zero_absorbs_and_a_negative_part_is_outside_the_domain() {
        let y = aggregated(&HarmonicMean, &[[0.0, 5.0], [-0.0, 5.0], [-1.0, 5.0], [MISSING, 8.0]], &[1.0, 1.0]);
        assert_eq!(y[..2], [0.0, 0.0]);
        assert_eq!(y[2].to_bits(), UNDEFINED.to_bits());
        assert_eq!(y[3], 8.0);
        assert_eq!(aggregated(&HarmonicMean, &[[-1.0, 5.0]], &[0.0, 1.0]), [5.0]);
    }
}
