//! Pairwise majorities: parts vote on every pair of rows, each with its weight.

use std::ops::Range;

use super::aggregate::{Account, Pair, Whole};
use super::matrix::{SAME, turned};
use crate::pairs::Eights;
use crate::parallel::{Threads, stretches};
use crate::wide::wide;

/// Rows whose tallies one thread makes at a time.
const ROWS: usize = 64;

/// The votes of parts on rows. A part votes on a pair of rows for the better one; it abstains where both are equal, or
/// where one of them is missing.
pub(super) struct Majorities<'a> {
    parts: Vec<Vec<f64>>,
    weights: &'a [f64],
    /// A margin up to this is none.
    pub nothing: f64,
    rows: usize,
    threads: Threads,
}

/// What became of a row in its pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Rows over which it has a majority.
    pub wins: usize,
    /// Rows that have a majority over it.
    pub losses: usize,
}

impl<'a> Majorities<'a> {
    /// The votes on the rows of a matrix.
    pub fn of(whole: &Whole<'a>) -> Self {
        let total: f64 = whole.weights.iter().sum();
        let (rows, threads) = (whole.rows(), whole.threads);
        Majorities { parts: turned(whole), weights: whole.weights, nothing: SAME * total, rows, threads }
    }

    /// By how much weight `row` is ahead of each of `others`.
    pub fn margins(&self, row: usize, others: Range<usize>, margins: &mut Vec<f64>) {
        margins.clear();
        margins.resize(others.len(), 0.0);
        wide(
            #[inline(always)]
            || self.add_votes(row, others, margins),
        );
    }

    #[inline(always)]
    fn add_votes(&self, row: usize, others: Range<usize>, margins: &mut [f64]) {
        for (part, weight) in self.parts.iter().zip(self.weights) {
            let (Some(own), Some(theirs)) = (part.get(row), part.get(others.clone())) else { continue };
            for (margin, other) in margins.iter_mut().zip(theirs) {
                let vote = if own > other { *weight } else { 0.0 };
                let against = if own < other { *weight } else { 0.0 };
                *margin += vote - against;
            }
        }
    }

    /// The margin of one row over another.
    pub fn margin(&self, row: usize, other: usize) -> f64 {
        let mut margin = 0.0;
        for (part, weight) in self.parts.iter().zip(self.weights) {
            let (Some(own), Some(their)) = (part.get(row), part.get(other)) else { continue };
            if own > their {
                margin += weight;
            } else if own < their {
                margin -= weight;
            }
        }
        margin
    }

    /// How a row does in its pairs with all others.
    pub fn account(&self, parts: usize, row: usize) -> Account {
        let (mut wins, mut losses) = (0, 0);
        let pair = |other: usize| {
            let (pros, cons) = self.votes(row, other);
            let margin = self.margin(row, other);
            let verdict = if margin > self.nothing {
                wins += 1;
                "ahead of"
            } else if margin < -self.nothing {
                losses += 1;
                "behind"
            } else {
                "level with"
            };
            Pair { other, verdict, figures: vec![("votes_for", pros), ("votes_against", cons)] }
        };
        let pairs: Vec<Pair> = (0..self.rows).filter(|other| *other != row).map(pair).collect();
        let ties = pairs.len() - wins - losses;
        let figures = vec![("wins", wins as f64), ("losses", losses as f64), ("ties", ties as f64)];
        Account { parts: vec![Vec::new(); parts], figures, pairs, rows: Vec::new() }
    }

    /// The weights of the parts that vote for a row against another, and of those that vote against it.
    fn votes(&self, row: usize, other: usize) -> (f64, f64) {
        let (mut pros, mut cons) = (0.0, 0.0);
        for (part, weight) in self.parts.iter().zip(self.weights) {
            let (Some(own), Some(their)) = (part.get(row), part.get(other)) else { continue };
            pros += if own > their { *weight } else { 0.0 };
            cons += if own < their { *weight } else { 0.0 };
        }
        (pros, cons)
    }

    /// The tally of each row over all others.
    pub fn tallies(&self) -> Vec<Tally> {
        let eights = Eights::of(&self.parts);
        let blocks = stretches(0..self.rows, ROWS).collect();
        let tallied = self.threads.map(blocks, |rows: Range<usize>| {
            let mut own = Vec::with_capacity(self.parts.len());
            let tally = |row: usize| {
                own.clear();
                let values = self.parts.iter().map(|part| part.get(row).copied().unwrap_or(f64::NAN));
                own.extend(values.zip(self.weights.iter().copied()));
                let (wins, losses) = eights.majorities(&own, self.nothing);
                Tally { wins, losses }
            };
            rows.map(tally).collect::<Vec<Tally>>()
        });
        tallied.concat()
    }
}
