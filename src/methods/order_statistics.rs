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

/// The quantile, between neighbours by linear interpolation (type 7 of Hyndman and Fan 1996). The order of the values is
/// lost. NaN where there is none.
pub(super) fn quantile(values: &mut [f64], q: f64) -> f64 {
    let Some(last) = values.len().checked_sub(1) else { return f64::NAN };
    let at = q * last as f64;
    let (low, high) = nth_two(values, (at.ceil() as usize).min(last));
    let low = if at.fract() == 0.0 { high } else { low };
    // −0 and 0 are one.
    low + at.fract() * (high - low) + 0.0
}

/// The so many smallest values and whatever is equal to the last of them, in ascending order; all where there are no more.
pub(super) fn smallest(values: &[f64], wanted: usize) -> Vec<f64> {
    let wanted = wanted.min(values.len());
    let last = wanted.saturating_sub(1);
    let mut found: Vec<f64> = Vec::with_capacity(2 * wanted + TILE);
    let mut bound = f64::INFINITY;
    let mut most = 2 * wanted + TILE;
    for tile in values.chunks(TILE) {
        let any = wide(
            #[inline(always)]
            || tile.iter().fold(false, |any, x| any | (*x <= bound)),
        );
        if !any {
            continue;
        }
        found.extend(tile.iter().copied().filter(|x| *x <= bound));
        if found.len() >= most {
            bound = *found.select_nth_unstable_by(last, f64::total_cmp).1;
            found.retain(|x| *x <= bound);
            // Values equal to the bound may be any number.
            most = 2 * found.len() + TILE;
        }
    }
    found.sort_unstable_by(f64::total_cmp);
    if let Some(last) = found.get(last).copied() {
        found.truncate(found.partition_point(|x| *x <= last));
    }
    found
}

/// How many values are looked at together.
const TILE: usize = 256;

/// From so many values on a sample is worth its while.
const SAMPLED: usize = 1 << 13;
/// How large the sample is.
const SAMPLE: usize = 1 << 10;

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
    // How far to both sides the values are looked at: five standard deviations of where the quantile of so large a sample
    // may fall.
    let share = at as f64 / values.len() as f64;
    let margin = (5.0 * (share * (1.0 - share) * SAMPLE as f64).sqrt()) as usize + 2;
    let low = place.checked_sub(margin).and_then(|p| sample.get(p).copied()).unwrap_or(f64::NEG_INFINITY);
    let high = sample.get(place + margin).copied().unwrap_or(f64::INFINITY);
    let smaller = wide(
        #[inline(always)]
        || values.iter().map(|x| u64::from(*x < low)).sum::<u64>(),
    ) as usize;
    let mut inside: Vec<f64> = Vec::with_capacity(values.len() / 4);
    for tile in values.chunks(TILE) {
        inside.extend(tile.iter().copied().filter(|x| (low <= *x) & (*x <= high)));
    }
    let within = at.checked_sub(smaller).filter(|w| *w > 0 && *w < inside.len())?;
    let (below, middle, _) = inside.select_nth_unstable_by(within, f64::total_cmp);
    Some((below.iter().copied().fold(f64::NEG_INFINITY, f64::max), *middle))
}

#[cfg(test)]
mod tests {
    use super::{SAMPLED, median, quantile, smallest};
    use proptest::prelude::*;

    #[test]
    fn of_odd_and_even_numbers() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, 1.0, -2.0, 3.0]), 2.0);
        assert_eq!(median(&mut [7.5]), 7.5);
        assert!(median(&mut []).is_nan());
    }

    #[test]
    fn quantiles_lie_between_neighbours() {
        assert_eq!(quantile(&mut [4.0, 1.0, 8.0, 2.0], 0.5), 3.0);
        assert_eq!(quantile(&mut [1.0, 2.0, 4.0, 8.0], 1.0), 8.0);
        assert_eq!(quantile(&mut [5.0], 0.3), 5.0);
    }

    fn of_sorted(sorted: &[f64], q: f64) -> f64 {
        let at = q * (sorted.len() - 1) as f64;
        let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
        low + (at - at.floor()) * (high - low)
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
                x = ordered.clone();
            }
            prop_assert_eq!(median(&mut x.clone()), expected);
            for q in [0.0, 0.001, 0.05, 0.25, 0.5, 0.9, 0.999, 1.0] {
                prop_assert_eq!(quantile(&mut x.clone(), q), of_sorted(&ordered, q));
            }
            for wanted in [1, 7, 1000, ordered.len(), ordered.len() + 5] {
                let last = ordered[wanted.min(ordered.len()) - 1];
                let expected: Vec<f64> = ordered.iter().copied().filter(|x| *x <= last).collect();
                prop_assert_eq!(smallest(&x, wanted), expected);
            }
        }
    }
}
