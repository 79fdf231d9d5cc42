//! The middle part, counted by weight.
//!
//! **Formula.**
//! y is the part, in order of size, up to which half of the weight is reached: Σ w of the smaller parts ≤ ½ Σ w ≥ Σ w of the larger ones.
//! Where exactly half of the weight lies on either side, it is the mean of the two parts in the middle.
//!
//! **Source.**
//! Edgeworth (1888), On a new method of reducing observations relating to several quantities, Philosophical Magazine 25, pp. 184–191.
//! Of the two readings where half of the weight lies on either side, the one of Cormen, Leiserson, Rivest and Stein, Introduction to Algorithms, problem 9-2, takes the lower part; this one takes the mean, so that equal weights give the median (as `weightedMedian` of the R package matrixStats does with `ties = "mean"`).
//! It is the same as that of `median(… weighted by …)`.
//!
//! **Algebra.**
//! Only the proportions of the weights matter.
//! The result lies between the smallest and the largest part, in their unit.
//! Partly compensatory: how far the extremes lie out makes no difference. A part with more than half of the weight is the result by itself.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** Where all parts that are there have the weight 0 there is no middle; the result is missing as inapplicable.
//!
//! **Missing.** Parts that are missing are left out, with their weights. Where all are missing, so is the result, of the kind of the first.
//!
//! **Example.** 0.9, 0.1 and 0.4 with the weights 3, 1 and 1 become 0.9; with the weights 2, 1 and 1 half lies below 0.9, and they become (0.4 + 0.9) / 2 = 0.65.

use super::{Aggregator, settle};
use crate::order_statistics::middle_by_weight;
use crate::{AggregateAlgebra, Compensation, Domain, Options};

/// `aggregate weighted median`
#[derive(Debug)]
pub struct WeightedMedian;

impl Aggregator for WeightedMedian {
    fn name(&self) -> &'static str {
        "weighted median"
    }

    fn source(&self) -> &'static str {
        include_str!("weighted_median.rs")
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
        let mut sorted = Vec::with_capacity(parts.len());
        for (row, y) in out.iter_mut().enumerate() {
            in_order(parts.iter().map(|part| part.get(row).copied().unwrap_or(f64::NAN)), weights, &mut sorted);
            let value = |at: usize| sorted.get(at).map_or(f64::NAN, |(z, ..)| *z);
            *y = match middle_by_weight(sorted.iter().map(|(_, w, _)| *w)) {
                // The mean of two equal numbers may be another in the last digit.
                (below, above) if value(below) == value(above) => value(below),
                (below, above) => (value(below) + value(above)) / 2.0,
            };
        }
        settle(parts, out);
    }

    fn contributions(&self, parts: &[f64], weights: &[f64], _options: &Options, _result: f64) -> Option<Vec<f64>> {
        let mut sorted = Vec::new();
        in_order(parts.iter().copied(), weights, &mut sorted);
        let (below, above) = middle_by_weight(sorted.iter().map(|(_, w, _)| *w));
        let mut shares: Vec<f64> = parts.iter().map(|z| if z.is_nan() { *z } else { 0.0 }).collect();
        for (z, _, part) in [sorted.get(below), sorted.get(above)].into_iter().flatten() {
            shares.get_mut(*part).into_iter().for_each(|share| *share += z / 2.0);
        }
        Some(shares)
    }
}

/// The parts that are there and have a weight, each with it and its place, the smallest first.
fn in_order(parts: impl Iterator<Item = f64>, weights: &[f64], sorted: &mut Vec<(f64, f64, usize)>) {
    sorted.clear();
    // A 0 has no sign here, so that equal numbers are the same bits.
    let counted = parts.zip(weights).enumerate().map(|(at, (z, w))| (z + 0.0, *w, at));
    sorted.extend(counted.filter(|(z, w, _)| !z.is_nan() && *w > 0.0));
    sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
}

#[cfg(test)]
mod tests {
    use super::super::laws::{MISSING, aggregated};
    use super::*;
    use crate::UNDEFINED;

    #[test]
    fn the_numbers_of_the_page() {
        let row = [[0.9, 0.1, 0.4]];
        assert_eq!(aggregated(&WeightedMedian, &row, &[3.0, 1.0, 1.0]), [0.9]);
        assert_eq!(aggregated(&WeightedMedian, &row, &[2.0, 1.0, 1.0]), [0.65]);
        assert_eq!(aggregated(&WeightedMedian, &row, &[1.0, 1.0, 1.0]), [0.4]);
    }

    #[test]
    fn half_of_the_weight_is_found_in_decimals_too() {
        // 0.1 + 0.2 + 0.3 is a little more than 0.6.
        assert_eq!(aggregated(&WeightedMedian, &[[1.0, 2.0, 4.0]], &[0.1, 0.2, 0.3]), [3.0]);
        assert_eq!(aggregated(&WeightedMedian, &[[4.0, 2.0, 1.0]], &[0.1, 0.2, 0.3]), [1.5]);
    }

    #[test]
    fn what_is_missing_or_has_no_weight_takes_no_part() {
        let rows = [[9.0, MISSING, 4.0], [MISSING, -2.0, MISSING], [MISSING, MISSING, MISSING]];
        let y = aggregated(&WeightedMedian, &rows, &[1.0, 0.0, 1.0]);
        assert_eq!(y[0], 6.5);
        assert_eq!(y[1].to_bits(), UNDEFINED.to_bits());
        assert_eq!(y[2].to_bits(), MISSING.to_bits());
    }

    #[test]
    fn shares_add_up_to_the_result() {
        let shares = |weights: [f64; 3]| {
            WeightedMedian.contributions(&[9.0, 1.0, 4.0], &weights, &Options::default(), f64::NAN).unwrap()
        };
        assert_eq!(shares([2.0, 1.0, 1.0]), [4.5, 0.0, 2.0]);
        assert_eq!(shares([3.0, 1.0, 1.0]), [9.0, 0.0, 0.0]);
    }
}
