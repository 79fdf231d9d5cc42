//! The middle part.
//!
//! **Formula.** y is the middle of the parts in order of size; of an even number of parts, the mean of the two in the middle.
//!
//! **Source.** Any textbook of statistics; OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 6, on aggregations that resist extreme values.
//!
//! **Algebra.**
//! Weights have no effect.
//! The result lies between the smallest and the largest part, in their unit.
//! Partly compensatory: how far the extremes lie out makes no difference.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** None.
//!
//! **Missing.** Parts that are missing are left out. Where all are missing, so is the result, of the kind of the first.
//!
//! **Example.** 0.9, 0.1 and 0.4 become 0.4; with the last missing (0.1 + 0.9) / 2 = 0.5.

use super::{Aggregator, contributions, settle};
use crate::methods::{AggregateAlgebra, Compensation, Domain, Options};

/// `aggregate median`
#[derive(Debug)]
pub struct Median;

impl Aggregator for Median {
    fn name(&self) -> &'static str {
        "median"
    }

    fn source(&self) -> &'static str {
        include_str!("median.rs")
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
            compensation: Compensation::Partial,
        }
    }

    fn aggregate(
        &self,
        parts: &[&[f64]],
        _weights: &[f64],
        _options: &Options,
        scratch: &mut Vec<f64>,
        out: &mut [f64],
    ) {
        for (row, y) in out.iter_mut().enumerate() {
            scratch.clear();
            scratch.extend(parts.iter().filter_map(|p| p.get(row).copied()).filter(|z| !z.is_nan()));
            scratch.sort_unstable_by(f64::total_cmp);
            *y = middle(scratch);
        }
        settle(parts, out);
    }

    fn contributions(&self, parts: &[f64], _weights: &[f64], _options: &Options, _result: f64) -> Option<Vec<f64>> {
        Some(contributions::of_middle(parts, |n| (n.saturating_sub(1) / 2, n / 2)))
    }
}

/// The middle of sorted values; NaN where there are none.
fn middle(sorted: &[f64]) -> f64 {
    let at = sorted.len() / 2;
    match (at.checked_sub(1).and_then(|below| sorted.get(below)), sorted.get(at)) {
        (Some(below), Some(above)) if sorted.len().is_multiple_of(2) => (below + above) / 2.0,
        (_, Some(middle)) => *middle,
        (_, None) => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::{MISSING, aggregated};
    use super::*;
    use crate::methods::UNDEFINED;

    #[test]
    fn of_odd_and_even_numbers() {
        let rows = [[9.0, 1.0, 4.0], [9.0, 1.0, MISSING], [MISSING, -2.0, MISSING], [UNDEFINED, MISSING, MISSING]];
        let y = aggregated(&Median, &rows, &[1.0, 1.0, 1.0]);
        assert_eq!(y[..3], [4.0, 5.0, -2.0]);
        assert_eq!(y[3].to_bits(), UNDEFINED.to_bits());
    }
}
