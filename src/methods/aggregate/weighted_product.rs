//! The weighted product: every part counts by its ratio, with its weight as the exponent.
//!
//! **Formula.** y = Π z^w = exp(Σ w ln z).
//!
//! **Source.**
//! Bridgman (1922), Dimensional Analysis; Miller and Starr (1969), Executive Decisions and Operations Research: the weighted product method (WPM).
//! Triantaphyllou (2000), Multi-criteria Decision Making Methods: A Comparative Study, section 2.2.2.
//!
//! **Algebra.**
//! Weights are used as they are, and not re-normalised: where they add up to 1 the result is the geometric mean.
//! The ratio of two rows does not change when a part is measured in another unit.
//! The result may lie beyond the parts: with weights of 1, 2 and 3 give 6.
//! Partly compensatory; a part that is 0 makes the result 0.
//!
//! **Domain.** 0 and above. A negative part makes the result missing, as inapplicable.
//!
//! **Degenerate cases.** A part of weight 0 takes no part; where all weights are 0 the result is 1, the product of nothing.
//!
//! **Missing.** Parts that are missing are left out: their factors are omitted. Where all are missing, so is the result, of the kind of the first.
//!
//! **Example.** 4 and 9 with weights 0.5 and 1 become 2 × 9 = 18; with the first missing 9.

use super::Aggregator;
use super::products::{weighted_products, weighted_products_of_all};
use crate::{AggregateAlgebra, Compensation, Domain, Options};

/// `aggregate weighted product`
#[derive(Debug)]
pub struct WeightedProduct;

impl Aggregator for WeightedProduct {
    fn name(&self) -> &'static str {
        "weighted product"
    }

    fn source(&self) -> &'static str {
        include_str!("weighted_product.rs")
    }

    fn algebra(&self, _options: &Options) -> AggregateAlgebra {
        AggregateAlgebra {
            uses_weights: true,
            renormalises_weights: false,
            internal: false,
            ignores_sign: false,
            zero_absorbs: true,
            keeps_unit: false,
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
        weighted_products(parts, weights, out);
    }

    fn complete(
        &self,
        parts: &[&[f64]],
        weights: &[f64],
        _options: &Options,
        _scratch: &mut Vec<f64>,
        out: &mut [f64],
    ) -> bool {
        weighted_products_of_all(parts, weights, out)
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::{MISSING, aggregated};
    use super::*;
    use crate::UNDEFINED;

    #[test]
    fn factors_that_are_missing_are_omitted() {
        let y = aggregated(
            &WeightedProduct,
            &[[4.0, 9.0], [MISSING, 9.0], [0.0, 9.0], [-4.0, 9.0], [-4.0, 0.0]],
            &[0.5, 1.0],
        );
        assert!((y[0] - 18.0).abs() < 1e-13 && (y[1] - 9.0).abs() < 1e-14);
        assert_eq!(y[2], 0.0);
        assert_eq!([y[3].to_bits(), y[4].to_bits()], [UNDEFINED.to_bits(); 2]);
    }

    #[test]
    fn a_part_without_weight_is_a_factor_of_1() {
        assert_eq!(aggregated(&WeightedProduct, &[[0.0, 1.0], [-3.0, 1.0]], &[0.0, 2.0]), [1.0, 1.0]);
    }
}
