//! How values spread: count, extremes, sum, and the squares of their differences from their mean, in one pass over memory.
//!
//! Squares are taken about the mean of a chunk, while that is in the first cache, and chunks are put together by the
//! formula of Chan, Golub and LeVeque (1983). Values far from 0 lose no digits by it.

use crate::lanes::{EMPTY, Gathered, gathered};
use crate::parallel::{BLOCK, CHUNK, Threads, stretches};

/// The spread of the values that are there; `squares` are those of the differences from the mean. Blocks are put together
/// in their order, so that the number of threads never shows.
pub fn of(values: &[f64], threads: Threads) -> Gathered {
    let blocks = stretches(0..values.len(), BLOCK).filter_map(|rows| values.get(rows)).collect();
    let of_block =
        |block: &[f64]| block.chunks(CHUNK).fold(EMPTY, |before, chunk| together(before, near(chunk, before.mean())));
    let spreads = threads.for_rows(values.len()).map(blocks, of_block);
    spreads.into_iter().fold(EMPTY, together)
}

/// The spread of a few values, by two passes.
pub fn of_chunk(values: &[f64]) -> Gathered {
    let sums = gathered::<true, true, false>(values, 0.0);
    Gathered { squares: gathered::<false, false, true>(values, sums.mean()).squares, ..sums }
}

/// The spread of a few values, by one pass where their mean turns out to be near `centre`.
pub fn near(values: &[f64], centre: f64) -> Gathered {
    let about = gathered::<true, true, true>(values, centre);
    let apart = about.mean() - centre;
    let moved = apart * apart * about.count as f64;
    // No more than one bit is lost by the difference.
    if moved <= 0.5 * about.squares {
        return Gathered { squares: about.squares - moved, ..about };
    }
    Gathered { squares: gathered::<false, false, true>(values, about.mean()).squares, ..about }
}

/// The spread of the values of both.
pub fn together(a: Gathered, b: Gathered) -> Gathered {
    Gathered { squares: a.squares + b.squares + between(&a, &b, b.mean() - a.mean(), b.mean() - a.mean()), ..a.with(b) }
}

/// What a distance of means adds to the products of differences, where one mean is `first` and the other `second` away.
pub(crate) fn between(a: &Gathered, b: &Gathered, first: f64, second: f64) -> f64 {
    if a.count == 0 || b.count == 0 {
        return 0.0;
    }
    let (of_a, of_b) = (a.count as f64, b.count as f64);
    first * second * (of_a / (of_a + of_b) * of_b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_far_from_0_keep_their_spread_and_missing_ones_add_nothing() {
        for length in [2_usize, 1000, 1025, 70_001, 200_000] {
            // Runs of 0, 1, …, 9: the deviation of a whole number of runs is √8.25.
            let values: Vec<f64> =
                (0..length * 10).map(|i| if i % 10 == 3 { f64::NAN } else { 1e9 + (i % 10) as f64 }).collect();
            let spread = of(&values, Threads::One);
            let n = length as f64;
            assert_eq!((spread.count, spread.min, spread.max), (length as u64 * 9, 1e9, 1e9 + 9.0));
            // Of 0, 1, 2, 4, …, 9: the mean is 42/9 and the squares are 276 − 42²/9 = 80.
            assert!((spread.squares / n - 80.0).abs() < 1e-5, "{}", spread.squares / n);
            assert!((spread.mean() - 1e9 - 42.0 / 9.0).abs() < 1e-6, "{}", spread.mean());
            let pooled = of(&values, Threads::Pool);
            assert_eq!(spread.squares.to_bits(), pooled.squares.to_bits());
        }
    }

    #[test]
    fn nothing_and_one_value_have_no_spread() {
        assert_eq!((of(&[], Threads::One).squares, of(&[f64::NAN], Threads::One).count), (0.0, 0));
        assert_eq!(of(&[7.0], Threads::One).squares, 0.0);
    }
}
