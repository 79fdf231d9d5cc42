//! Order statistics without sorting.

use crate::wide::wide;

/// The median; the mean of the two in the middle where their number is even. The order of the values is lost.
/// NaN where there is none.
pub(super) fn median(values: &mut [f64]) -> f64 {
    let half = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => nth_two(values, half).1,
        _ => {
            let (before, middle) = nth_two(values, half);
            // Half of each, so that the sum of two very large ones is no infinity.
            before / 2.0 + middle / 2.0
        }
    }
}

/// From so many values on a sample is worth its while.
const SAMPLED: usize = 1 << 13;
/// How large the sample is.
const SAMPLE: usize = 1 << 10;
/// How far to both sides of the place sought, within the sample, the values are looked at: five standard deviations of
/// where the median of so large a sample may fall.
const MARGIN: usize = 80;

/// The value at a place in ascending order, and the one before it (−∞ where there is none).
fn nth_two(values: &mut [f64], at: usize) -> (f64, f64) {
    if values.len() >= SAMPLED
        && let Some(found) = between(values, at)
    {
        return found;
    }
    let (below, middle, _) = values.select_nth_unstable_by(at, f64::total_cmp);
    (below.iter().copied().fold(f64::NEG_INFINITY, f64::max), *middle)
}

/// The same, from the few values that lie between two of a sample (Floyd and Rivest 1975); `None` where they do not
/// reach as far as the place sought.
fn between(values: &[f64], at: usize) -> Option<(f64, f64)> {
    let step = values.len() / SAMPLE;
    let mut sample: Vec<f64> = values.iter().copied().step_by(step.max(1)).collect();
    sample.sort_unstable_by(f64::total_cmp);
    let place = at * sample.len() / values.len();
    let low = sample.get(place.checked_sub(MARGIN)?).copied()?;
    let high = sample.get(place + MARGIN).copied()?;
    let smaller = wide(
        #[inline(always)]
        || values.iter().map(|x| u64::from(*x < low)).sum::<u64>(),
    ) as usize;
    let mut inside: Vec<f64> = values.iter().copied().filter(|x| (low <= *x) & (*x <= high)).collect();
    let within = at.checked_sub(smaller).filter(|w| *w > 0 && *w < inside.len())?;
    let (below, middle, _) = inside.select_nth_unstable_by(within, f64::total_cmp);
    Some((below.iter().copied().fold(f64::NEG_INFINITY, f64::max), *middle))
}

#[cfg(test)]
mod tests {
    use super::{SAMPLED, median};
    use proptest::prelude::*;

    #[test]
    fn of_odd_and_even_numbers() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, 1.0, -2.0, 3.0]), 2.0);
        assert_eq!(median(&mut [7.5]), 7.5);
        assert!(median(&mut []).is_nan());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        #[test]
        fn of_many_as_of_sorted_ones(seed in any::<u64>(), more in 0usize..3, kinds in 1u64..5000, sorted: bool) {
            let mut state = seed | 1;
            let mut next = || {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                (state % kinds) as f64 / 8.0 - 50.0
            };
            let mut x: Vec<f64> = (0..SAMPLED + more).map(|_| next()).collect();
            let mut ordered = x.clone();
            ordered.sort_by(f64::total_cmp);
            let half = ordered.len() / 2;
            let expected = if ordered.len() % 2 == 1 { ordered[half] } else { ordered[half - 1] / 2.0 + ordered[half] / 2.0 };
            if sorted {
                x = ordered;
            }
            prop_assert_eq!(median(&mut x), expected);
        }
    }
}
