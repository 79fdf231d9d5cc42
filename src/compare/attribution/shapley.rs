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
    shapley_of_many(players, sampling, 1, |many| many.iter().map(|members| value(members)).collect())
}

/// The same, where the values of up to so many coalitions are asked for at once.
///
/// # Errors
/// Those of `values`.
pub fn shapley_of_many<E>(
    players: usize,
    sampling: Sampling,
    at_once: usize,
    mut values: impl FnMut(&[Vec<bool>]) -> Result<Vec<Vec<f64>>, E>,
) -> Result<Shares, E> {
    let ends = if players == 0 { vec![Vec::new()] } else { vec![vec![false; players], vec![true; players]] };
    let mut found = values(&ends)?.into_iter();
    let start = found.next().unwrap_or_default();
    let end = found.next().unwrap_or_else(|| start.clone());
    let mut shares = Shares { start, end, parts: Vec::new(), margins: None };
    if players <= MOST_EXACT {
        exact(players, at_once.max(1), &mut shares, values)?;
    } else {
        sampled(players, sampling, at_once.max(1), &mut shares, values)?;
    }
    settle(&mut shares);
    Ok(shares)
}

fn exact<E>(
    players: usize,
    at_once: usize,
    shares: &mut Shares,
    mut values: impl FnMut(&[Vec<bool>]) -> Result<Vec<Vec<f64>>, E>,
) -> Result<(), E> {
    shares.parts = vec![vec![0.0; shares.start.len()]; players];
    let members = |coalition: usize| (0..players).map(|player| coalition >> player & 1 == 1).collect::<Vec<bool>>();
    let all = (1_usize << players) - 1;
    add(&members(0), &shares.start, &mut shares.parts);
    let between: Vec<Vec<bool>> = (1..all).map(members).collect();
    for some in between.chunks(at_once) {
        for (members, values) in some.iter().zip(values(some)?) {
            add(members, &values, &mut shares.parts);
        }
    }
    if all > 0 {
        add(&members(all), &shares.end, &mut shares.parts);
    }
    Ok(())
}

/// So many values at a time stay near the processor while each player takes its part of them.
const NEAR: usize = 1024;

/// Adds what a coalition is worth to the part of each player: a member counts with what the others are without it, one
/// who is not with what they would be.
fn add(members: &[bool], values: &[f64], parts: &mut [Vec<f64>]) {
    let (players, size) = (members.len(), members.iter().filter(|is_member| **is_member).count());
    let mut parts: Vec<(f64, std::slice::ChunksMut<'_, f64>)> = members
        .iter()
        .zip(parts)
        .map(|(is_member, part)| {
            let weight = if *is_member { weight(players, size - 1) } else { -weight(players, size) };
            (weight, part.chunks_mut(NEAR))
        })
        .collect();
    for values in values.chunks(NEAR) {
        for (weight, part) in &mut parts {
            let part = part.next().unwrap_or_default();
            part.iter_mut().zip(values).for_each(|(part, value)| *part += *weight * value);
        }
    }
}

/// How often, over all orders of the players, exactly these `before` come before one of the others: `s! (n-s-1)! / n!`.
fn weight(players: usize, before: usize) -> f64 {
    let factorial = |n: usize| (1..=n).map(|x| x as f64).product::<f64>();
    factorial(before) * factorial(players - before - 1) / factorial(players)
}

fn sampled<E>(
    players: usize,
    sampling: Sampling,
    at_once: usize,
    shares: &mut Shares,
    mut values: impl FnMut(&[Vec<bool>]) -> Result<Vec<Vec<f64>>, E>,
) -> Result<(), E> {
    let count = shares.start.len();
    let mut chance = Chance(sampling.seed);
    let pairs = sampling.tried() / 2;
    let mut sums = vec![vec![0.0; count]; players];
    let mut squares = vec![vec![0.0; count]; players];
    for _ in 0..pairs {
        let mut order: Vec<usize> = (0..players).collect();
        chance.shuffle(&mut order);
        let mut of_pair = vec![vec![0.0; count]; players];
        along(&order, shares, at_once, &mut values, &mut of_pair)?;
        order.reverse();
        along(&order, shares, at_once, &mut values, &mut of_pair)?;
        for ((sum, square), added) in sums.iter_mut().zip(&mut squares).zip(&of_pair) {
            for ((sum, square), added) in sum.iter_mut().zip(square).zip(added) {
                let mean = added / 2.0;
                *sum += mean;
                *square += mean * mean;
            }
        }
    }
    let pairs = pairs as f64;
    let margin = |sum: &f64, square: &f64| {
        let variance = (square - sum * sum / pairs).max(0.0) / (pairs - 1.0);
        CONFIDENCE * libm::sqrt(variance / pairs)
    };
    let margins = sums.iter().zip(&squares).map(|(s, q)| s.iter().zip(q).map(|(s, q)| margin(s, q)).collect());
    shares.margins = Some(margins.collect());
    sums.iter_mut().flatten().for_each(|sum| *sum /= pairs);
    shares.parts = sums;
    Ok(())
}

/// How many standard errors 95% of means are away from what they estimate, at most.
const CONFIDENCE: f64 = 1.96;

/// What each player adds to those before it in one order.
fn along<E>(
    order: &[usize],
    shares: &Shares,
    at_once: usize,
    values: &mut impl FnMut(&[Vec<bool>]) -> Result<Vec<Vec<f64>>, E>,
    added: &mut [Vec<f64>],
) -> Result<(), E> {
    let first = |so_many: usize| -> Vec<bool> {
        (0..order.len()).map(|player| order.iter().take(so_many).any(|of| *of == player)).collect()
    };
    let between: Vec<Vec<bool>> = (1..order.len()).map(first).collect();
    let mut players = order.iter();
    let mut before = shares.start.clone();
    let mut next = |after: Vec<f64>| {
        if let Some(added) = players.next().and_then(|player| added.get_mut(*player)) {
            for ((added, after), before) in added.iter_mut().zip(&after).zip(&before) {
                *added += after - before;
            }
        }
        before = after;
    };
    for some in between.chunks(at_once) {
        values(some)?.into_iter().for_each(&mut next);
    }
    next(shares.end.clone());
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
