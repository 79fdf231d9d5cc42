//! Shapley values: what each of several players has of what they bring about together.
//!
//! The share of a player is what it adds to those who came before it, on average over all orders in which they can come.

/// As many players as all of whose coalitions are tried.
pub const MOST_EXACT: usize = 8;

/// How shares are found where there are too many players for all coalitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sampling {
    /// Where the sequence of orders begins.
    pub seed: u64,
    /// How many orders are tried; half of them are the others backwards.
    pub orders: usize,
}

impl Sampling {
    /// How many orders are tried indeed: whole pairs, and enough of them to say how far they are apart.
    pub fn tried(self) -> usize {
        2 * (self.orders / 2).max(2)
    }
}

impl Default for Sampling {
    fn default() -> Self {
        Self { seed: 1, orders: 64 }
    }
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// The values without any player.
    pub start: Vec<f64>,
    /// The values with all of them.
    pub end: Vec<f64>,
    /// For each player its share in each value.
    pub parts: Vec<Vec<f64>>,
    /// Where orders were sampled: for each player and value how far the share may be off, with 95% confidence.
    pub margins: Option<Vec<Vec<f64>>>,
}

impl Shares {
    /// How far any share may be off.
    pub fn widest_margin(&self) -> Option<f64> {
        let margins = self.margins.as_ref()?;
        Some(margins.iter().flatten().copied().filter(|x| !x.is_nan()).fold(0.0, f64::max))
    }
}

/// The shares of players in what `value` gives for all of them over what it gives for none: over all coalitions for up
/// to [`MOST_EXACT`] players, over sampled orders for more. A value that is NaN for any coalition has no shares.
///
/// The shares of a value add up to its difference: what rounding leaves over goes to the largest of them.
///
/// # Errors
/// Those of `value`.
pub fn shapley<E>(
    players: usize,
    sampling: Sampling,
    mut value: impl FnMut(&[bool]) -> Result<Vec<f64>, E>,
) -> Result<Shares, E> {
    let start = value(&vec![false; players])?;
    let end = if players == 0 { start.clone() } else { value(&vec![true; players])? };
    let mut shares = Shares { start, end, parts: Vec::new(), margins: None };
    if players <= MOST_EXACT {
        exact(players, &mut shares, value)?;
    } else {
        sampled(players, sampling, &mut shares, value)?;
    }
    settle(&mut shares);
    Ok(shares)
}

fn exact<E>(
    players: usize,
    shares: &mut Shares,
    mut value: impl FnMut(&[bool]) -> Result<Vec<f64>, E>,
) -> Result<(), E> {
    shares.parts = vec![vec![0.0; shares.start.len()]; players];
    let all = (1_usize << players) - 1;
    for coalition in 0..=all {
        let members: Vec<bool> = (0..players).map(|player| coalition >> player & 1 == 1).collect();
        let size = coalition.count_ones() as usize;
        let found;
        let values = match coalition {
            0 => &shares.start,
            _ if coalition == all => &shares.end,
            _ => {
                found = value(&members)?;
                &found
            }
        };
        for (is_member, part) in members.iter().zip(&mut shares.parts) {
            // A member counts with what the others are without it, one who is not with what they would be.
            let weight = if *is_member { weight(players, size - 1) } else { -weight(players, size) };
            part.iter_mut().zip(values).for_each(|(part, value)| *part += weight * value);
        }
    }
    Ok(())
}

/// How often, over all orders of the players, exactly these `before` come before one of the others: `s! (n-s-1)! / n!`.
fn weight(players: usize, before: usize) -> f64 {
    let factorial = |n: usize| (1..=n).map(|x| x as f64).product::<f64>();
    factorial(before) * factorial(players - before - 1) / factorial(players)
}

fn sampled<E>(
    players: usize,
    sampling: Sampling,
    shares: &mut Shares,
    mut value: impl FnMut(&[bool]) -> Result<Vec<f64>, E>,
) -> Result<(), E> {
    let values = shares.start.len();
    let mut chance = Chance(sampling.seed);
    let pairs = sampling.tried() / 2;
    let mut sums = vec![vec![0.0; values]; players];
    let mut squares = vec![vec![0.0; values]; players];
    for _ in 0..pairs {
        let mut order: Vec<usize> = (0..players).collect();
        chance.shuffle(&mut order);
        let mut of_pair = vec![vec![0.0; values]; players];
        along(&order, shares, &mut value, &mut of_pair)?;
        order.reverse();
        along(&order, shares, &mut value, &mut of_pair)?;
        for ((sum, square), added) in sums.iter_mut().zip(&mut squares).zip(&of_pair) {
            for ((sum, square), added) in sum.iter_mut().zip(square).zip(added) {
                let mean = added / 2.0;
                *sum += mean;
                *square += mean * mean;
            }
        }
    }
    let count = pairs as f64;
    let margin = |sum: &f64, square: &f64| {
        let variance = (square - sum * sum / count).max(0.0) / (count - 1.0);
        CONFIDENCE * libm::sqrt(variance / count)
    };
    let margins = sums.iter().zip(&squares).map(|(s, q)| s.iter().zip(q).map(|(s, q)| margin(s, q)).collect());
    shares.margins = Some(margins.collect());
    sums.iter_mut().flatten().for_each(|sum| *sum /= count);
    shares.parts = sums;
    Ok(())
}

/// How many standard errors 95% of means are away from what they estimate, at most.
const CONFIDENCE: f64 = 1.96;

/// What each player adds to those before it in one order.
fn along<E>(
    order: &[usize],
    shares: &Shares,
    value: &mut impl FnMut(&[bool]) -> Result<Vec<f64>, E>,
    added: &mut [Vec<f64>],
) -> Result<(), E> {
    let mut members = vec![false; order.len()];
    let mut before = shares.start.clone();
    for (at, player) in order.iter().enumerate() {
        if let Some(member) = members.get_mut(*player) {
            *member = true;
        }
        let after = if at + 1 == order.len() { shares.end.clone() } else { value(&members)? };
        if let Some(added) = added.get_mut(*player) {
            for ((added, after), before) in added.iter_mut().zip(&after).zip(&before) {
                *added += after - before;
            }
        }
        before = after;
    }
    Ok(())
}

/// Gives what rounding leaves over of each value to its largest share.
fn settle(shares: &mut Shares) {
    for at in 0..shares.start.len() {
        let Some(total) = shares.end.get(at).zip(shares.start.get(at)).map(|(end, start)| end - start) else {
            continue;
        };
        let mut of_value: Vec<f64> = shares.parts.iter().filter_map(|part| part.get(at).copied()).collect();
        settle_one(total, &mut of_value);
        for (part, settled) in shares.parts.iter_mut().zip(of_value) {
            if let Some(part) = part.get_mut(at) {
                *part = settled;
            }
        }
    }
}

fn settle_one(total: f64, parts: &mut [f64]) {
    for _ in 0..3 {
        let left = left_over(total, parts);
        let largest = parts.iter_mut().reduce(|most, part| if part.abs() > most.abs() { part } else { most });
        match largest {
            Some(part) if left != 0.0 && !left.is_nan() => *part += left,
            Some(_) | None => return,
        }
    }
}

/// What the parts lack of the total: every rounding on the way is made up for.
pub fn left_over(total: f64, parts: &[f64]) -> f64 {
    let (mut sum, mut lost) = (total, 0.0);
    for part in parts {
        let next = sum - part;
        let taken = sum - next;
        lost += (sum - (next + taken)) + (taken - part);
        sum = next;
    }
    sum + lost
}

/// Numbers that look like chance and are the same everywhere (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn shuffle(&mut self, order: &mut [usize]) {
        for last in (1..order.len()).rev() {
            let chosen = (u128::from(self.next()) * (last as u128 + 1)) >> 64;
            order.swap(last, chosen as usize);
        }
    }
}
