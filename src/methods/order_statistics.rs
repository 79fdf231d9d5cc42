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

/// Of values in ascending order, whose weights these are, the places between which the middle of the weight lies; twice
/// the same where it lies inside the weight of one value.
pub fn middle_by_weight(weights: impl Iterator<Item = f64> + Clone) -> (usize, usize) {
    let whole: f64 = weights.clone().sum();
    // Weights written as decimals add up to half of their sum but for the last digits.
    let near = 1e-12 * whole;
    let mut below = 0.0;
    for (at, weight) in weights.enumerate() {
        below += weight;
        let over = 2.0 * below - whole;
        if over >= -near {
            return (at, if over <= near { at + 1 } else { at });
        }
    }
    (usize::MAX, usize::MAX)
}

/// The quantile, between neighbours by linear interpolation (type 7 of Hyndman and Fan 1996). NaN where there is none.
pub(super) fn quantile(values: &[f64], q: f64) -> f64 {
    let [quantile] = quantiles(values, [q]);
    quantile
}

/// Several quantiles of the same values.
pub(super) fn quantiles<const N: usize>(values: &[f64], wanted: [f64; N]) -> [f64; N] {
    let Some(last) = values.len().checked_sub(1) else { return [f64::NAN; N] };
    let sample = Sample::of(values);
    let mut copy = Vec::new();
    wanted.map(|q| {
        let at = q * last as f64;
        let place = (at.ceil() as usize).min(last);
        let found = sample.as_ref().and_then(|sample| sample.nth_two(values, place));
        let (low, high) = found.unwrap_or_else(|| {
            if copy.is_empty() {
                copy = values.to_vec();
            }
            selected(&mut copy, place)
        });
        let low = if at.fract() == 0.0 { high } else { low };
        // −0 and 0 are one.
        low + at.fract() * (high - low) + 0.0
    })
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
/// How large a sample of very many values is.
const SAMPLE: usize = 1 << 12;
/// Of fewer values one in so many is in the sample.
const ONE_IN: usize = 8;
/// How many standard deviations of where a quantile of the sample may fall are looked at to both sides of it.
const DEVIATIONS: f64 = 4.0;

/// The value at a place in ascending order, and the one before it (−∞ where there is none).
fn nth_two(values: &mut [f64], at: usize) -> (f64, f64) {
    let found = Sample::of(values).and_then(|sample| sample.nth_two(values, at));
    found.unwrap_or_else(|| selected(values, at))
}

/// The same, by selection among all values.
fn selected(values: &mut [f64], at: usize) -> (f64, f64) {
    let (below, middle, _) = values.select_nth_unstable_by(at, f64::total_cmp);
    (below.iter().copied().fold(f64::NEG_INFINITY, f64::max), *middle)
}

/// Some of many values, in ascending order (Floyd and Rivest 1975).
struct Sample {
    sorted: Vec<f64>,
}

impl Sample {
    /// `None` where there are few values.
    fn of(values: &[f64]) -> Option<Sample> {
        let step = (values.len() / SAMPLE).max(ONE_IN);
        let mut sorted: Vec<f64> = match values.len() {
            0..SAMPLED => return None,
            SAMPLED.. => values.iter().copied().step_by(step).collect(),
        };
        sorted.sort_unstable_by(f64::total_cmp);
        Some(Sample { sorted })
    }

    /// The value at a place in ascending order, and the one before it, from the few values that lie between two of the
    /// sample; `None` where they do not reach as far as the place.
    fn nth_two(&self, values: &[f64], at: usize) -> Option<(f64, f64)> {
        let (of, share) = (self.sorted.len(), at as f64 / values.len() as f64);
        let place = (share * of as f64) as usize;
        let margin = (DEVIATIONS * (share * (1.0 - share) * of as f64).sqrt()) as usize + 2;
        let low = place.checked_sub(margin).and_then(|p| self.sorted.get(p).copied()).unwrap_or(f64::NEG_INFINITY);
        let high = self.sorted.get(place + margin).copied().unwrap_or(f64::INFINITY);
        let (smaller, mut inside) = between(values, low, high);
        let within = at.checked_sub(smaller).filter(|w| *w > 0 && *w < inside.len())?;
        Some(selected(&mut inside, within))
    }
}

/// How many values are smaller than both, and those that lie between. No branch depends on a value, since none can be
/// foreseen.
fn between(values: &[f64], low: f64, high: f64) -> (usize, Vec<f64>) {
    let mut inside: Vec<f64> = Vec::with_capacity(values.len() / 8);
    let mut smaller = 0;
    let mut found = [0.0; TILE];
    for tile in values.chunks(TILE) {
        let mut next = 0;
        for x in tile {
            if let Some(slot) = found.get_mut(next) {
                *slot = *x;
            }
            next += usize::from((low <= *x) & (*x <= high));
            smaller += usize::from(*x < low);
        }
        inside.extend_from_slice(found.get(..next).unwrap_or_default());
    }
    (smaller, inside)
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
        assert_eq!(quantile(&[4.0, 1.0, 8.0, 2.0], 0.5), 3.0);
        assert_eq!(quantile(&[1.0, 2.0, 4.0, 8.0], 1.0), 8.0);
        assert_eq!(quantile(&[5.0], 0.3), 5.0);
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
                prop_assert_eq!(quantile(&x, q), of_sorted(&ordered, q));
            }
            for wanted in [1, 7, 1000, ordered.len(), ordered.len() + 5] {
                let last = ordered[wanted.min(ordered.len()) - 1];
                let expected: Vec<f64> = ordered.iter().copied().filter(|x| *x <= last).collect();
                prop_assert_eq!(smallest(&x, wanted), expected);
            }
        }
    }
}
