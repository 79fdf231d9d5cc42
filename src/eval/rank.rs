//! Ranks within groups.

use std::cmp::Ordering;
use std::sync::Arc;

use super::column::{number, yes_no};
use super::groups::Groups;
use crate::parallel::Threads;
use crate::program::{Missing, RankRule, Ties};

/// What is ranked.
pub(super) struct RankInput<'a> {
    pub values: &'a [f64],
    pub groups: Option<&'a Groups>,
    /// Rows that take part; `None`: all.
    pub mask: Option<&'a [u8]>,
    pub higher_first: bool,
    /// What ranks those that are equal so far, each with whether its highest value comes first.
    pub then: &'a [(Arc<Vec<f64>>, bool)],
    pub ties: Ties,
    pub threads: Threads,
}

/// A value with its group and row, as ranks and order statistics sort them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub group: u32,
    pub row: u32,
    pub value: f64,
}

/// The values that take part, by group, then value, then row.
pub(super) fn sorted(
    values: &[f64],
    codes: Option<&[u32]>,
    groups: usize,
    mask: Option<&[u8]>,
    threads: Threads,
) -> Vec<Placed> {
    let takes_part = |row: usize| mask.is_none_or(|m| m.get(row) == Some(&yes_no::YES));
    let placed = values.iter().enumerate().filter(|(row, x)| !x.is_nan() && takes_part(*row)).map(|(row, x)| Placed {
        group: codes.map_or(0, |c| c.get(row).copied().unwrap_or(u32::MAX)),
        row: row as u32,
        // Adding 0 makes -0 and 0 equal for the total order.
        value: x + 0.0,
    });
    let mut placed: Vec<Placed> = placed.filter(|p| (p.group as usize) < groups).collect();
    sort(&mut placed, threads);
    placed
}

fn order(a: &Placed, b: &Placed) -> Ordering {
    a.group.cmp(&b.group).then(a.value.total_cmp(&b.value)).then(a.row.cmp(&b.row))
}

#[cfg(feature = "parallel")]
fn sort(placed: &mut [Placed], threads: Threads) {
    use rayon::prelude::*;
    match threads.for_rows(placed.len()) {
        Threads::One => placed.sort_unstable_by(order),
        Threads::Pool => placed.par_sort_unstable_by(order),
    }
}

#[cfg(not(feature = "parallel"))]
fn sort(placed: &mut [Placed], _threads: Threads) {
    placed.sort_unstable_by(order);
}

/// The rank of each row; missing stays missing, and who takes no part has none (inapplicable).
pub(super) fn ranks(input: &RankInput<'_>) -> Arc<Vec<f64>> {
    let codes = input.groups.map(|g| g.codes.as_slice());
    let count = input.groups.map_or(1, |g| g.count);
    let mut placed = sorted(input.values, codes, count, input.mask, input.threads);
    let mut ranks: Vec<f64> = (0..input.values.len()).map(|row| without_rank(input, row)).collect();
    for group in placed.chunk_by_mut(|a, b| a.group == b.group) {
        let mut before = 0;
        let mut distinct = 0;
        let mut give = |equal: &[Placed]| {
            let rank = match input.ties {
                Ties::Min => (before + 1) as f64,
                Ties::Max => (before + equal.len()) as f64,
                Ties::Mean => before as f64 + (equal.len() + 1) as f64 / 2.0,
                Ties::Dense => (distinct + 1) as f64,
            };
            for placed in equal {
                ranks.get_mut(placed.row as usize).into_iter().for_each(|r| *r = rank);
            }
            before += equal.len();
            distinct += 1;
        };
        let mut give = |equal: &mut [Placed]| {
            if input.then.is_empty() {
                return give(equal);
            }
            equal.sort_unstable_by(|a, b| further(input.then, a, b).then(a.row.cmp(&b.row)));
            equal.chunk_by(|a, b| further(input.then, a, b).is_eq()).for_each(&mut give);
        };
        let runs: Vec<&mut [Placed]> = group.chunk_by_mut(|a, b| a.value == b.value).collect();
        if input.higher_first {
            runs.into_iter().rev().for_each(&mut give);
        } else {
            runs.into_iter().for_each(&mut give);
        }
    }
    Arc::new(ranks)
}

/// The order of two rows whose values are equal.
fn further(then: &[(Arc<Vec<f64>>, bool)], a: &Placed, b: &Placed) -> Ordering {
    then.iter().fold(Ordering::Equal, |order, (values, higher_first)| {
        let value = |row: u32| values.get(row as usize).copied().unwrap_or(f64::NAN);
        order.then_with(|| RankRule::order(*higher_first, value(a.row), value(b.row)))
    })
}

fn without_rank(input: &RankInput<'_>, row: usize) -> f64 {
    let takes_part = input.mask.is_none_or(|m| m.get(row) == Some(&yes_no::YES));
    match input.values.get(row).copied().and_then(number::kind) {
        _ if !takes_part => number::missing(Missing::Inapplicable),
        Some(how) => number::missing(how),
        None => number::missing(input.groups.map_or(Missing::Inapplicable, |g| g.outside(row))),
    }
}
