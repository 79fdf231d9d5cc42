//! The length of the vector of parts.
//!
//! **Formula.** y = √(Σ (w z)²).
//!
//! **Source.** The Euclidean distance from the point where all parts are 0; Islankina and Kutsenko (2015), equation 1.
//!
//! **Algebra.**
//! Weights multiply the parts before squaring, and are not re-normalised: larger weights give a larger result.
//! Only magnitudes count: a negative part raises the result just as a positive one does, so that parts should not be negative where higher is better.
//! The result is not below the largest magnitude among the weighted parts, so that it is no mean; with n parts from 0 to 1 it may be as high as √n.
//! Compensatory, and rewarding extremes: of two rows with the same sum the more uneven has the higher result.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** None.
//!
//! **Missing.** Parts that are missing are left out: their terms are omitted, so that a row with fewer parts can only have a lower result. Where all are missing, so is the result, of the kind of the first.
//!
//! **Example.** 0.3 and 0.4 become √(0.09 + 0.16) = 0.5, and so do −0.3 and 0.4.

use super::{Aggregator, add_all_terms, add_terms, contributions, settle};
use crate::wide::wide;
use crate::{AggregateAlgebra, Compensation, Domain, Interval, Options};

/// `aggregate euclidean norm`
#[derive(Debug)]
pub struct EuclideanNorm;

impl Aggregator for EuclideanNorm {
    fn name(&self) -> &'static str {
        "euclidean norm"
    }

    fn source(&self) -> &'static str {
        include_str!("euclidean_norm.rs")
    }

    fn algebra(&self, _options: &Options) -> AggregateAlgebra {
        AggregateAlgebra {
            uses_weights: true,
            renormalises_weights: false,
            internal: false,
            ignores_sign: true,
            zero_absorbs: false,
            keeps_unit: true,
            mixes_units: false,
            reads_directions: false,
            monotone: false,
            domain: Domain::All,
            compensation: Compensation::Full,
        }
    }

    fn reach(&self, parts: &[Interval], weights: &[f64], _options: &Options) -> Interval {
        let terms = parts.iter().zip(weights).map(|(part, weight)| part.scaled(*weight).magnitude().rising(|x| x * x));
        terms.fold(Interval::point(0.0), Interval::plus).rising(f64::sqrt)
    }

    fn aggregate(
        &self,
        parts: &[&[f64]],
        weights: &[f64],
        _options: &Options,
        _scratch: &mut Vec<f64>,
        out: &mut [f64],
    ) {
        add_terms(parts, weights, out, square);
        wide(
            #[inline(always)]
            || out.iter_mut().for_each(|y| *y = y.sqrt()),
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
        add_all_terms(parts, weights, out, square, f64::sqrt);
        true
    }

    fn contributions(&self, parts: &[f64], weights: &[f64], _options: &Options, result: f64) -> Option<Vec<f64>> {
        Some(contributions::in_proportion(parts.iter().zip(weights).map(|(z, w)| (w * z) * (w * z)), result))
    }
}

/// (w z)²
#[inline(always)]
fn square(z: f64, weight: f64) -> f64 {
    let weighted = weight * z;
    weighted * weighted
}

#[cfg(test)]
mod tests {
    use super::super::laws::{MISSING, aggregated};
    use super::*;
    use crate::UNDEFINED;

    #[test]
    fn three_four_five_whatever_the_signs() {
        let rows = [[3.0, 4.0], [-3.0, 4.0], [MISSING, -4.0], [UNDEFINED, MISSING]];
        let y = aggregated(&EuclideanNorm, &rows, &[1.0, 1.0]);
        assert_eq!(y[..3], [5.0, 5.0, 4.0]);
        assert_eq!(y[3].to_bits(), UNDEFINED.to_bits());
    }

    #[test]
    fn weights_multiply_before_squaring() {
        assert_eq!(aggregated(&EuclideanNorm, &[[1.5, 8.0]], &[2.0, 0.5]), [5.0]);
    }
}
