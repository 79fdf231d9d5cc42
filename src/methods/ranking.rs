//! Ranks of values among themselves or among others, with every rule for equal ones.

use super::Options;

/// What equal values get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ties {
    Min,
    Mean,
    Max,
    Dense,
}

impl Ties {
    /// As the options `ties …` say; `otherwise` where they say nothing.
    pub(super) fn of(options: &Options, otherwise: Ties) -> Self {
        match options.word("ties") {
            Some("min") => Ties::Min,
            Some("mean") => Ties::Mean,
            Some("max") => Ties::Max,
            Some("dense") => Ties::Dense,
            Some(_) | None => otherwise,
        }
    }

    /// The rank of a value.
    pub(super) fn rank(self, place: Place) -> f64 {
        // A value that is compared with others only takes a place among them.
        let equal = place.equal.max(1);
        match self {
            Ties::Min => (place.before + 1) as f64,
            Ties::Mean => place.before as f64 + (equal + 1) as f64 / 2.0,
            Ties::Max => (place.before + equal) as f64,
            Ties::Dense => (place.distinct + 1) as f64,
        }
    }
}

/// The words after `ties`.
pub(super) const TIES: &[&str] = &["min", "mean", "max", "dense"];

/// Where a value stands among those with which it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// How many of them are smaller (larger, where lower is better).
    pub before: usize,
    /// How many are equal, itself among them if it is one of them.
    pub equal: usize,
    /// How many different ones are smaller.
    pub distinct: usize,
}

/// Gives each value what `of` makes of its place among the `yardstick`, or among the values where it is `None`.
pub(super) fn place(
    values: &[f64],
    yardstick: Option<&[f64]>,
    reverse: bool,
    out: &mut [f64],
    of: impl Fn(Place) -> f64,
) {
    match yardstick {
        None => among_themselves(values, reverse, out, of),
        Some(yardstick) => among_others(values, yardstick, reverse, out, of),
    }
}

/// A whole number in the order of the values (of their opposites, where lower is better).
fn key(x: f64, reverse: bool) -> u64 {
    // Adding 0 makes −0 and 0 equal, as they are for everybody else.
    let bits = (x + 0.0).to_bits();
    let mask = ((bits as i64 >> 63) as u64) | (1 << 63);
    let ascending = bits ^ mask;
    if reverse { !ascending } else { ascending }
}

fn among_themselves(values: &[f64], reverse: bool, out: &mut [f64], of: impl Fn(Place) -> f64) {
    let keyed = values.iter().zip(0_u32..).map(|(x, row)| (key(*x, reverse), row)).collect();
    let sorted = sorted(keyed);
    let mut before = 0;
    for (distinct, equal) in sorted.chunk_by(|a, b| a.0 == b.0).enumerate() {
        let result = of(Place { before, equal: equal.len(), distinct });
        for (_, row) in equal {
            if let Some(o) = out.get_mut(*row as usize) {
                *o = result;
            }
        }
        before += equal.len();
    }
}

fn among_others(values: &[f64], yardstick: &[f64], reverse: bool, out: &mut [f64], of: impl Fn(Place) -> f64) {
    let mut sorted: Vec<u64> = yardstick.iter().map(|x| key(*x, reverse)).collect();
    sorted.sort_unstable();
    let mut distinct: Vec<u64> = Vec::new();
    let mut starts: Vec<usize> = Vec::new();
    for (at, key) in sorted.iter().enumerate() {
        if distinct.last() != Some(key) {
            distinct.push(*key);
            starts.push(at);
        }
    }
    starts.push(sorted.len());
    for (o, x) in out.iter_mut().zip(values) {
        let key = key(*x, reverse);
        let at = distinct.partition_point(|d| *d < key);
        let before = starts.get(at).copied().unwrap_or(sorted.len());
        let next = starts.get(at + 1).copied().unwrap_or(before);
        let equal = if distinct.get(at) == Some(&key) { next - before } else { 0 };
        *o = of(Place { before, equal, distinct: at });
    }
}

/// Below this many, comparing is faster than counting digits.
const COUNTED: usize = 1 << 11;

/// Keys in ascending order, with their rows; which of equal keys comes first has no meaning.
fn sorted(mut keyed: Vec<(u64, u32)>) -> Vec<(u64, u32)> {
    if keyed.len() < COUNTED {
        keyed.sort_unstable();
        return keyed;
    }
    let mut counts = vec![[0_u32; 256]; 8];
    for (key, _) in &keyed {
        for (count, digit) in counts.iter_mut().zip(key.to_le_bytes()) {
            if let Some(count) = count.get_mut(usize::from(digit)) {
                *count += 1;
            }
        }
    }
    let mut other = vec![(0, 0); keyed.len()];
    let all = keyed.len() as u32;
    for (byte, counts) in counts.iter().enumerate() {
        // A digit that all keys share says nothing.
        if counts.contains(&all) {
            continue;
        }
        let mut places = [0_u32; 256];
        let mut next = 0;
        for (place, count) in places.iter_mut().zip(counts) {
            *place = next;
            next += count;
        }
        for entry in &keyed {
            let digit = (entry.0 >> (8 * byte)) as u8;
            if let Some(place) = places.get_mut(usize::from(digit)) {
                if let Some(slot) = other.get_mut(*place as usize) {
                    *slot = *entry;
                }
                *place += 1;
            }
        }
        std::mem::swap(&mut keyed, &mut other);
    }
    keyed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn zero_has_no_sign_and_negative_values_come_first() {
        let values = [0.0, -0.0, -1.5, 3.0, -7.25];
        let mut out = [0.0; 5];
        place(&values, None, false, &mut out, |p| Ties::Min.rank(p));
        assert_eq!(out, [3.0, 3.0, 2.0, 5.0, 1.0]);
        place(&values, None, true, &mut out, |p| Ties::Dense.rank(p));
        assert_eq!(out, [2.0, 2.0, 3.0, 1.0, 4.0]);
    }

    proptest! {
        #[test]
        fn places_are_counted(values in prop::collection::vec(-40i32..40, 1..60), others in prop::collection::vec(-40i32..40, 1..60), reverse: bool) {
            let values: Vec<f64> = values.iter().map(|x| f64::from(*x) / 4.0).collect();
            let others: Vec<f64> = others.iter().map(|x| f64::from(*x) / 4.0).collect();
            for yardstick in [None, Some(others.as_slice())] {
                let compared = yardstick.unwrap_or(&values);
                let mut out = vec![0.0; values.len()];
                place(&values, yardstick, reverse, &mut out, |p| (p.before * 1_000_000 + p.equal * 1000 + p.distinct) as f64);
                for (x, o) in values.iter().zip(out) {
                    let smaller = |y: &f64| if reverse { y > x } else { y < x };
                    let mut distinct: Vec<f64> = compared.iter().copied().filter(|y| smaller(y)).collect();
                    let before = distinct.len();
                    distinct.sort_by(f64::total_cmp);
                    distinct.dedup();
                    let equal = compared.iter().filter(|y| *y == x).count();
                    prop_assert_eq!(o, (before * 1_000_000 + equal * 1000 + distinct.len()) as f64);
                }
            }
        }

        #[test]
        fn counting_digits_sorts_as_comparing_does(seeds in prop::collection::vec(any::<f64>(), 8..40)) {
            let finite: Vec<f64> = seeds.into_iter().filter(|x| x.is_finite()).collect();
            let many = finite.iter().cycle().take(if finite.is_empty() { 0 } else { COUNTED + 5 });
            let keyed: Vec<(u64, u32)> = many.zip(0..).map(|(x, row)| (key(*x, false), row)).collect();
            let mut expected = keyed.clone();
            expected.sort_unstable();
            prop_assert_eq!(sorted(keyed), expected);
        }
    }
}
