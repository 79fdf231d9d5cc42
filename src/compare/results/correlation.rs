//! Rank correlation. All counts are whole numbers, so that the order of the rows cannot show in a result.
//!
//! Kendall's tau-b (M. G. Kendall, "The treatment of ties in ranking problems", Biometrika 33, 1945) is counted in
//! O(n log n) as W. R. Knight has it ("A computer method for calculating Kendall's tau with ungrouped data", JASA 61,
//! 1966); Spearman's coefficient is Pearson's of mean ranks.

/// What two series of numbers have in common, over the places where both have one (NaN is none).
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Correlation {
    /// How many pairs.
    pub pairs: usize,
    /// Kendall's tau-b; none where one of the two has one value only.
    pub kendall: Option<f64>,
    /// Spearman's coefficient, likewise.
    pub spearman: Option<f64>,
}

/// The rank correlation of two series.
pub fn correlation(x: &[f64], y: &[f64]) -> Correlation {
    let both = || x.iter().zip(y).filter(|(x, y)| !x.is_nan() && !y.is_nan());
    let (x, y) = (Coded::of(both().map(|(x, _)| *x)), Coded::of(both().map(|(_, y)| *y)));
    Correlation { pairs: x.codes.len(), kendall: kendall(&x, &y), spearman: spearman(&x, &y) }
}

/// Numbers by their place among the distinct ones.
struct Coded {
    codes: Vec<u32>,
    /// How often each comes.
    counts: Vec<u64>,
}

/// Numbers in the order of these; both zeros are one.
fn ordered(x: f64) -> u64 {
    let bits = (x + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

impl Coded {
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut sorted: Vec<(u64, u32)> = values.zip(0_u32..).map(|(x, at)| (ordered(x), at)).collect();
        sorted.sort_unstable();
        let mut codes = vec![0; sorted.len()];
        let mut counts: Vec<u64> = Vec::new();
        let mut before = None;
        for (value, at) in sorted {
            if before != Some(value) {
                counts.push(0);
            }
            before = Some(value);
            if let Some(count) = counts.last_mut() {
                *count += 1;
            }
            if let Some(code) = codes.get_mut(at as usize) {
                *code = (counts.len() - 1) as u32;
            }
        }
        Self { codes, counts }
    }

    /// Twice the mean rank of each value, less the mean of all: whole numbers around 0.
    fn centred(&self) -> Vec<i64> {
        let all = self.codes.len() as i64;
        let mut before = 0;
        let place = |count: &u64| {
            let count = *count as i64;
            // The ranks before + 1 to before + count, twice their mean, less n + 1.
            let twice = 2 * before + count + 1 - (all + 1);
            before += count;
            twice
        };
        self.counts.iter().map(place).collect()
    }

    /// Pairs with the same value.
    fn ties(&self) -> u64 {
        self.counts.iter().map(|count| count * (count - 1) / 2).sum()
    }
}

fn pairs_of(count: u64) -> u64 {
    count * count.saturating_sub(1) / 2
}

fn kendall(x: &Coded, y: &Coded) -> Option<f64> {
    let mut pairs: Vec<u64> = x.codes.iter().zip(&y.codes).map(|(x, y)| u64::from(*x) << 32 | u64::from(*y)).collect();
    pairs.sort_unstable();
    let same: u64 = pairs.chunk_by(|a, b| a == b).map(|run| pairs_of(run.len() as u64)).sum();
    let all = pairs_of(pairs.len() as u64);
    let (free_x, free_y) = (all - x.ties(), all - y.ties());
    let discordant = inversions(pairs.into_iter().map(|pair| pair as u32).collect());
    // Pairs that are tied in neither, concordant less discordant.
    let score = (free_x + same) as i64 - y.ties() as i64 - 2 * discordant as i64;
    normalised(score as f64, free_x as f64, free_y as f64)
}

fn spearman(x: &Coded, y: &Coded) -> Option<f64> {
    let (places_x, places_y) = (x.centred(), y.centred());
    let place = |places: &[i64], code: u32| i128::from(places.get(code as usize).copied().unwrap_or(0));
    let product: i128 = x.codes.iter().zip(&y.codes).map(|(a, b)| place(&places_x, *a) * place(&places_y, *b)).sum();
    let square = |coded: &Coded, places: &[i64]| -> i128 {
        coded.counts.iter().zip(places).map(|(n, place)| i128::from(*n) * i128::from(*place).pow(2)).sum()
    };
    normalised(product as f64, square(x, &places_x) as f64, square(y, &places_y) as f64)
}

/// `score / sqrt(x y)`, the same whichever is first.
fn normalised(score: f64, x: f64, y: f64) -> Option<f64> {
    if x <= 0.0 || y <= 0.0 {
        return None;
    }
    // Where both are the same no root is taken, so that agreement is exactly 1.
    let scale = if x == y { x } else { x.sqrt() * y.sqrt() };
    Some((score / scale).clamp(-1.0, 1.0))
}

/// How many pairs stand in descending order, by merging.
fn inversions(mut values: Vec<u32>) -> u64 {
    let mut merged = Vec::with_capacity(values.len());
    let mut found = 0;
    let mut width = 1;
    while width < values.len() {
        merged.clear();
        for run in values.chunks(2 * width) {
            let (left, right) = run.split_at(width.min(run.len()));
            found += merge(left, right, &mut merged);
        }
        std::mem::swap(&mut values, &mut merged);
        width *= 2;
    }
    found
}

fn merge(mut left: &[u32], mut right: &[u32], into: &mut Vec<u32>) -> u64 {
    let mut found = 0;
    while let (Some((a, rest_left)), Some((b, rest_right))) = (left.split_first(), right.split_first()) {
        if b < a {
            found += left.len() as u64;
            into.push(*b);
            right = rest_right;
        } else {
            into.push(*a);
            left = rest_left;
        }
    }
    into.extend_from_slice(left);
    into.extend_from_slice(right);
    found
}

/// The place of each value, 1 for the first; equal values share the smallest. NaN has none.
pub fn places(values: &[f64], higher_first: bool) -> Vec<f64> {
    let turned = |value: &f64| if higher_first { -value } else { *value };
    let coded = Coded::of(values.iter().filter(|v| !v.is_nan()).map(turned));
    let mut before = 0;
    let place = |count: &u64| {
        let place = before + 1;
        before += count;
        place as f64
    };
    let places: Vec<f64> = coded.counts.iter().map(place).collect();
    let mut codes = coded.codes.iter();
    let mut place = |value: &f64| match value.is_nan() {
        true => None,
        false => codes.next().and_then(|code| places.get(*code as usize)).copied(),
    };
    values.iter().map(|value| place(value).unwrap_or(f64::NAN)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every pair looked at.
    fn by_pairs(x: &[f64], y: &[f64]) -> Option<f64> {
        let (mut score, mut free_x, mut free_y) = (0.0, 0.0_f64, 0.0_f64);
        for a in 0..x.len() {
            for b in 0..a {
                let sign = |d: f64| if d == 0.0 { 0.0 } else { d.signum() };
                let (dx, dy) = (sign(x[a] - x[b]), sign(y[a] - y[b]));
                score += dx * dy;
                free_x += dx * dx;
                free_y += dy * dy;
            }
        }
        (free_x > 0.0 && free_y > 0.0).then(|| score / (free_x * free_y).sqrt())
    }

    /// Pearson's coefficient of mean ranks.
    fn by_ranks(x: &[f64], y: &[f64]) -> Option<f64> {
        let ranks = |v: &[f64]| -> Vec<f64> {
            let below = |a: f64| v.iter().filter(|b| **b < a).count() as f64;
            let same = |a: f64| v.iter().filter(|b| **b == a).count() as f64;
            v.iter().map(|a| below(*a) + (same(*a) + 1.0) / 2.0).collect()
        };
        let (x, y) = (ranks(x), ranks(y));
        let mean = (x.len() as f64 + 1.0) / 2.0;
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>();
        let scale = dot(&x, &x) * dot(&y, &y);
        (scale > 0.0).then(|| dot(&x, &y) / scale.sqrt())
    }

    fn agree(a: Option<f64>, b: Option<f64>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() < 1e-12,
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }

    proptest! {
        #[test]
        fn counting_in_order_gives_what_looking_at_each_pair_gives(
            pairs in prop::collection::vec((-3_i8..4, -3_i8..4), 0..40),
        ) {
            let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().map(|(x, y)| (f64::from(*x), f64::from(*y))).unzip();
            let found = correlation(&x, &y);
            prop_assert!(agree(found.kendall, by_pairs(&x, &y)), "{:?} {:?}", found, by_pairs(&x, &y));
            prop_assert!(agree(found.spearman, by_ranks(&x, &y)), "{:?} {:?}", found, by_ranks(&x, &y));
        }

        #[test]
        fn it_lies_between_minus_one_and_one_and_does_not_mind_the_order(
            pairs in prop::collection::vec((-1e3..1e3_f64, prop::option::of(-5_i8..5)), 0..60),
            turn in 0_usize..60,
        ) {
            let x: Vec<f64> = pairs.iter().map(|(x, _)| x.round()).collect();
            let y: Vec<f64> = pairs.iter().map(|(_, y)| y.map_or(f64::NAN, f64::from)).collect();
            let found = correlation(&x, &y);
            for tau in [found.kendall, found.spearman].into_iter().flatten() {
                prop_assert!((-1.0..=1.0).contains(&tau));
            }
            prop_assert_eq!(found, correlation(&y, &x));
            let turned = |v: &[f64]| -> Vec<f64> {
                let mut v = v.to_vec();
                let turn = turn % v.len().max(1);
                v.rotate_left(turn);
                v.reverse();
                v
            };
            prop_assert_eq!(found, correlation(&turned(&x), &turned(&y)));
            let own = correlation(&x, &x);
            prop_assert!(own.kendall.is_none_or(|t| t == 1.0) && own.spearman.is_none_or(|t| t == 1.0));
        }
    }

    #[test]
    fn equal_values_share_the_smallest_place() {
        let values = [3.0, f64::NAN, 5.0, 3.0, -0.0, 0.0];
        let shown = |higher| format!("{:?}", places(&values, higher));
        assert_eq!(shown(true), "[2.0, NaN, 1.0, 2.0, 4.0, 4.0]");
        assert_eq!(shown(false), "[3.0, NaN, 5.0, 3.0, 1.0, 1.0]");
    }
}
