//! The largest part.
//!
//! **Formula.** y = max(z).
//!
//! **Source.** The limit of the power mean as its exponent goes to ∞; Hardy, Littlewood and Pólya, Inequalities (1934), chapter 2.
//!
//! **Algebra.**
//! Weights have no effect.
//! The result is one of the parts, in their unit.
//! The best part makes up for all others, however low they are.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** None.
//!
//! **Missing.** Parts that are missing are left out. Where all are missing, so is the result, of the kind of the first.
//!
//! **Example.** 0.9, 0.1 and 0.4 become 0.9; with the first missing 0.4.

use super::{Aggregator, accumulate, contributions, extreme_of_all, settle};
use crate::{AggregateAlgebra, Compensation, Domain, Options};

/// `aggregate max`
#[derive(Debug)]
pub struct Max;

impl Aggregator for Max {
    fn name(&self) -> &'static str {
        "max"
    }

    fn source(&self) -> &'static str {
        include_str!("max.rs")
    }

    fn algebra(&self, _options: &Options) -> AggregateAlgebra {
        AggregateAlgebra {
            uses_weights: false,
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
        _scratch: &mut Vec<f64>,
        out: &mut [f64],
    ) {
        accumulate(parts, weights, out, |so_far, z, _| if so_far >= z { so_far } else { z });
        settle(parts, out);
    }

    fn complete(
        &self,
        parts: &[&[f64]],
        _weights: &[f64],
        _options: &Options,
        _scratch: &mut Vec<f64>,
        out: &mut [f64],
    ) -> bool {
        extreme_of_all(parts, out, f64::NEG_INFINITY, |so_far, z| z > so_far);
        true
    }

    fn contributions(&self, parts: &[f64], _weights: &[f64], _options: &Options, _result: f64) -> Option<Vec<f64>> {
        Some(contributions::of_middle(parts, |n| (n.saturating_sub(1), n.saturating_sub(1))))
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::{MISSING, aggregated};
    use super::*;
    use crate::UNDEFINED;

    #[test]
    fn the_largest_that_is_there() {
        let y =
            aggregated(&Max, &[[9.0, 1.0, 4.0], [MISSING, 1.0, 4.0], [UNDEFINED, MISSING, MISSING]], &[1.0, 1.0, 1.0]);
        assert_eq!(y[..2], [9.0, 4.0]);
        assert_eq!(y[2].to_bits(), UNDEFINED.to_bits());
    }
}
