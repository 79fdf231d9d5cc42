//! What aggregations over the whole matrix of parts have in common: extremes of a part, parts turned so that higher is
//! better, a bound on the number of rows.

use super::UNDEFINED;
use super::aggregate::{Refusal, Whole};
use crate::lanes::{self, Gathered};
use crate::parallel::{BLOCK, Threads, stretches};
use crate::wide::wide;

const LANES: usize = 8;

/// Sums of weights that differ by less than this share of all weights are equal: 0.1 + 0.2 is no majority over 0.3.
pub(super) const SAME: f64 = 1e-12;

/// The smallest and the largest of the values that are there; `None` where none is.
pub(super) fn extremes(column: &[f64], threads: Threads) -> Option<(f64, f64)> {
    ends(&gathered(column, threads))
}

/// The length of a column as a vector, the root of the sum of squares of the values that are there, of which `gathered`
/// tells.
pub(super) fn length(column: &[f64], gathered: &Gathered, threads: Threads) -> f64 {
    let plain = gathered.squares.sqrt();
    if plain.is_normal() {
        return plain;
    }
    // Squares of very large and very small values have no number, the values themselves have.
    let largest = ends(gathered).map_or(0.0, |(low, high)| high.max(-low));
    let scaled = |factor: f64| {
        let term = |x: f64| if x.is_nan() { 0.0 } else { (x * factor) * (x * factor) };
        sum_of(column, threads, term).sqrt() / factor
    };
    if largest > 0.0 { scaled(1.0 / largest) } else { 0.0 }
}

/// The smallest and the largest; `None` where there is no value.
pub(super) fn ends(gathered: &Gathered) -> Option<(f64, f64)> {
    (gathered.min <= gathered.max).then_some((gathered.min, gathered.max))
}

/// How many values are there, their extremes and the sum of their squares, block by block, in one order whatever the
/// number of threads.
pub fn gathered(column: &[f64], threads: Threads) -> Gathered {
    let blocks = stretches(0..column.len(), BLOCK).filter_map(|rows| column.get(rows)).collect();
    let gathered = |block: &[f64]| lanes::gathered::<true, false, true>(block, 0.0);
    threads.for_rows(column.len()).map(blocks, gathered).into_iter().fold(lanes::EMPTY, Gathered::with)
}

/// Mean and population standard deviation of the values that are there. Equal values have a deviation of 0, whatever
/// their mean is rounded to.
pub(super) fn mean_and_deviation(spread: &Gathered) -> (f64, f64) {
    match ends(spread) {
        None => (UNDEFINED, 0.0),
        Some((low, high)) if low == high => (low, 0.0),
        Some(_) => (spread.mean(), (spread.squares / spread.count as f64).sqrt()),
    }
}

#[inline(always)]
fn fold_block(block: &[f64], start: f64, with: impl Fn(f64, f64) -> f64, both: impl Fn(f64, f64) -> f64) -> f64 {
    let mut lanes = [start; LANES];
    let (whole, rest) = block.as_chunks::<LANES>();
    for values in whole {
        lanes.iter_mut().zip(values).for_each(|(lane, x)| *lane = with(*lane, *x));
    }
    lanes.iter_mut().zip(rest).for_each(|(lane, x)| *lane = with(*lane, *x));
    lanes.into_iter().fold(start, both)
}

/// The sum of what each value adds, in an order that does not depend on the number of threads.
pub(super) fn sum_of(column: &[f64], threads: Threads, term: impl Fn(f64) -> f64 + Copy + Sync + Send) -> f64 {
    let blocks = stretches(0..column.len(), BLOCK).filter_map(|rows| column.get(rows)).collect();
    let sums = threads.for_rows(column.len()).map(blocks, |block: &[f64]| {
        wide(
            #[inline(always)]
            || fold_block(block, 0.0, |sum, x| sum + term(x), |a, b| a + b),
        )
    });
    sums.into_iter().fold(0.0, |sum, block| sum + block)
}

/// The sum of a few values, by lanes.
pub(super) fn sum(values: &[f64]) -> f64 {
    wide(
        #[inline(always)]
        || fold_block(values, 0.0, |sum, x| sum + x, |a, b| a + b),
    )
}

/// The parts, turned so that higher is better. −0 becomes 0.
pub(super) fn turned(whole: &Whole<'_>) -> Vec<Vec<f64>> {
    let turn = |(part, higher): (&&[f64], &bool)| {
        let sign = if *higher { 1.0 } else { -1.0 };
        part.iter().map(|x| sign * x + 0.0).collect()
    };
    whole.parts.iter().zip(whole.higher).map(turn).collect()
}

/// A method that compares every row with every other takes so many rows and no more.
pub(super) fn pairs_bounded(name: &str, whole: &Whole<'_>) -> Result<(), Refusal> {
    let (rows, most) = (whole.rows(), whole.limits.compared_rows);
    if rows <= most {
        return Ok(());
    }
    Err(Refusal {
        message: format!("`{name}` compares every row with every other, for up to {most} rows, and here are {rows}"),
        hint:
            "compare within smaller groups (`within`), leave rows out with a gate, or use `topsis`, `vikor` or `borda`"
                .to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extremes_and_length_leave_missing_values_out() {
        let column = [f64::NAN, 3.0, -4.0, f64::NAN];
        assert_eq!(extremes(&column, Threads::One), Some((-4.0, 3.0)));
        let length = |x: &[f64]| length(x, &gathered(x, Threads::One), Threads::One);
        assert_eq!(length(&column), 5.0);
        assert_eq!(extremes(&[f64::NAN], Threads::One), None);
        assert_eq!(length(&[f64::NAN, 0.0]), 0.0);
    }

    #[test]
    fn the_length_of_very_large_and_very_small_values() {
        let length = |x: &[f64]| length(x, &gathered(x, Threads::One), Threads::One);
        assert!((length(&[3e200, 4e200]) / 5e200 - 1.0).abs() < 1e-12);
        assert!((length(&[3e-200, 4e-200]) / 5e-200 - 1.0).abs() < 1e-12);
    }
}
