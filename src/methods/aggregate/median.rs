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

use super::ordered::{Ordered, TILE};
use super::{Aggregator, contributions, settle};
use crate::{AggregateAlgebra, Compensation, Domain, Options};

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
        let mut ordered = Ordered::new(parts, scratch);
        for (tile, out) in out.chunks_mut(TILE).enumerate() {
            if ordered.sort(tile * TILE, out.len()) {
                let (below, above) = middle(parts.len());
                let middle = ordered.place(below).iter().zip(ordered.place(above));
                out.iter_mut().zip(middle).for_each(|(y, (a, b))| *y = between(*a, *b));
            } else {
                out.iter_mut().enumerate().for_each(|(at, y)| *y = of_row(ordered.row(at)));
            }
        }
        settle(parts, out);
    }

    fn contributions(&self, parts: &[f64], _weights: &[f64], _options: &Options, _result: f64) -> Option<Vec<f64>> {
        Some(contributions::of_middle(parts, middle))
    }
}

/// The places in the middle of so many; twice the same of an odd number.
fn middle(places: usize) -> (usize, usize) {
    (places.saturating_sub(1) / 2, places / 2)
}

fn between(below: f64, above: f64) -> f64 {
    if below == above { below } else { (below + above) / 2.0 }
}

/// The middle of sorted values; NaN where there are none.
fn of_row(sorted: impl ExactSizeIterator<Item = f64> + DoubleEndedIterator) -> f64 {
    let (below, above) = middle(sorted.len());
    let mut from = sorted.skip(below);
    match from.next() {
        Some(first) if above > below => between(first, from.next().unwrap_or(first)),
        Some(first) => first,
        None => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::{MISSING, aggregated};
    use super::*;
    use crate::UNDEFINED;

    #[test]
    fn of_odd_and_even_numbers() {
        let rows = [[9.0, 1.0, 4.0], [9.0, 1.0, MISSING], [MISSING, -2.0, MISSING], [UNDEFINED, MISSING, MISSING]];
        let y = aggregated(&Median, &rows, &[1.0, 1.0, 1.0]);
        assert_eq!(y[..3], [4.0, 5.0, -2.0]);
        assert_eq!(y[3].to_bits(), UNDEFINED.to_bits());
    }
}
