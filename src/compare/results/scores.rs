//! One score in two results: rank correlation, shifts of rank, who moves most.

use super::correlation::{self, Correlation};
use super::described::DescribedScore;
use super::outcome::OutcomeScore;
use super::rounding::Rounding;

/// One score in two results, over the entities of both.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreCompared {
    /// Its column.
    pub name: String,
    /// What it is in the first result.
    pub described: DescribedScore,
    /// How well the two agree in the order of the entities.
    pub correlation: Correlation,
    /// Where the ranks come from.
    pub ranked: Ranked,
    /// The score of each entity in the first result; NaN where missing.
    pub a: Vec<f64>,
    /// In the second; that of the first where the two differ by rounding alone.
    pub b: Vec<f64>,
    /// The rank of each entity in the first result; NaN where it has none.
    pub rank_a: Vec<f64>,
    /// In the second.
    pub rank_b: Vec<f64>,
    /// Entities whose score differs: those whose rank differs most first, then those whose score does, then by key.
    pub movers: Vec<u32>,
    /// How many entities have another rank.
    pub shifted: usize,
    /// Entities that only the first result has a score for.
    pub lost: Vec<u32>,
    /// Entities that only the second result has a score for.
    pub gained: Vec<u32>,
    /// The same by group, in the order of the groups' names.
    pub groups: Vec<ScoreGroup>,
}

/// Where ranks come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ranked {
    /// Both policies rank the score, over the same entities: their own ranks.
    AsGiven,
    /// Ranks among the entities that both results have a score for, equal scores sharing the first.
    AmongBoth,
}

/// What becomes of the entities of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreGroup {
    /// The group; empty where it is missing.
    pub group: String,
    /// How well the two results agree within it.
    pub correlation: Correlation,
    /// How many come to stand before where they stood.
    pub up: usize,
    /// How many behind.
    pub down: usize,
    /// By how many ranks they climb in the mean.
    pub mean_shift: f64,
    /// By how much their score differs in the mean.
    pub mean_difference: f64,
}

impl ScoreCompared {
    /// By how many ranks an entity climbs; NaN where it has no rank in one of the two.
    pub fn shift(&self, entity: usize) -> f64 {
        of(&self.rank_a, entity) - of(&self.rank_b, entity)
    }

    /// By how much the second score is above the first.
    pub fn difference(&self, entity: usize) -> f64 {
        of(&self.b, entity) - of(&self.a, entity)
    }

    /// How many entities have another score.
    pub fn differing(&self) -> usize {
        self.movers.iter().filter(|at| self.difference(**at as usize).abs() > 0.0).count()
    }

    /// Whether it is of an index within another.
    pub fn is_nested(&self) -> bool {
        self.name.contains('.')
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        let Self { movers, shifted, lost, gained, .. } = self;
        movers.is_empty() && *shifted == 0 && lost.is_empty() && gained.is_empty()
    }
}

fn of(values: &[f64], at: usize) -> f64 {
    values.get(at).copied().unwrap_or(f64::NAN)
}

/// The entities of both results: their rows in each, their keys, the groups that they make.
pub(super) struct Entities<'a> {
    pub rows: &'a [(u32, u32)],
    /// Whether each result has entities that the other has not.
    pub whole: bool,
    pub keys: &'a [String],
    pub groups: &'a [(String, Vec<u32>)],
}

/// Compares a score.
pub(super) fn compare(x: &OutcomeScore, y: &OutcomeScore, entities: &Entities<'_>) -> ScoreCompared {
    let pick = |values: &[f64], row: u32| of(values, row as usize);
    let a: Vec<f64> = entities.rows.iter().map(|(row, _)| pick(&x.values, *row)).collect();
    let b: Vec<f64> = entities.rows.iter().map(|(_, row)| pick(&y.values, *row)).collect();
    let rounding = Rounding::among(a.iter().chain(&b).copied());
    let b: Vec<f64> = a.iter().zip(b).map(|(a, b)| rounding.settled(*a, b)).collect();
    let one_sided = |has: &[f64], lacks: &[f64]| -> Vec<u32> {
        let found = has.iter().zip(lacks).zip(0_u32..).filter(|((has, lacks), _)| !has.is_nan() && lacks.is_nan());
        found.map(|(_, at)| at).collect()
    };
    let (lost, gained) = (one_sided(&a, &b), one_sided(&b, &a));
    let given = x.ranks.as_ref().zip(y.ranks.as_ref());
    let (ranked, rank_a, rank_b) = match given.filter(|_| entities.whole && lost.is_empty() && gained.is_empty()) {
        Some((of_a, of_b)) => (
            Ranked::AsGiven,
            entities.rows.iter().map(|(row, _)| pick(of_a, *row)).collect(),
            entities.rows.iter().map(|(_, row)| pick(of_b, *row)).collect(),
        ),
        None => {
            let both = |has: &[f64], other: &[f64]| -> Vec<f64> {
                has.iter().zip(other).map(|(x, y)| if y.is_nan() { f64::NAN } else { *x }).collect()
            };
            let places =
                |values: &[f64], score: &OutcomeScore| correlation::places(values, !score.described.lower_first);
            (Ranked::AmongBoth, places(&both(&a, &b), x), places(&both(&b, &a), y))
        }
    };
    let mut compared = ScoreCompared {
        name: x.name.clone(),
        described: x.described.clone(),
        correlation: agreement(&a, &b, x, y),
        ranked,
        a,
        b,
        rank_a,
        rank_b,
        movers: Vec::new(),
        shifted: 0,
        lost,
        gained,
        groups: Vec::new(),
    };
    compared.shifted = (0..entities.rows.len()).filter(|at| compared.shift(*at).abs() > 0.0).count();
    compared.movers = movers(&compared, entities);
    compared.groups = entities.groups.iter().map(|(name, of)| group(&compared, (x, y), name, of)).collect();
    compared
}

/// Rank correlation, such that what is first in both agrees.
fn agreement(a: &[f64], b: &[f64], x: &OutcomeScore, y: &OutcomeScore) -> Correlation {
    if x.described.lower_first == y.described.lower_first {
        return correlation::correlation(a, b);
    }
    let turned: Vec<f64> = b.iter().map(|b| -b).collect();
    correlation::correlation(a, &turned)
}

fn movers(compared: &ScoreCompared, entities: &Entities<'_>) -> Vec<u32> {
    let size = |x: f64| if x.is_nan() { 0.0 } else { x.abs() };
    let moves = |at: u32| (size(compared.shift(at as usize)), size(compared.difference(at as usize)));
    let mut found: Vec<(f64, f64, u32)> = (0..entities.rows.len() as u32)
        .map(|at| (moves(at), at))
        .filter(|((shift, difference), _)| *shift > 0.0 || *difference > 0.0)
        .map(|((shift, difference), at)| (shift, difference, at))
        .collect();
    let key = |at: u32| entities.keys.get(at as usize);
    found.sort_unstable_by(|x, y| {
        y.0.total_cmp(&x.0).then_with(|| y.1.total_cmp(&x.1)).then_with(|| key(x.2).cmp(&key(y.2)))
    });
    found.into_iter().map(|(_, _, at)| at).collect()
}

fn group(compared: &ScoreCompared, (x, y): (&OutcomeScore, &OutcomeScore), name: &str, of_group: &[u32]) -> ScoreGroup {
    let picked = |values: &[f64]| -> Vec<f64> { of_group.iter().map(|at| of(values, *at as usize)).collect() };
    let there = |of: &dyn Fn(usize) -> f64| -> Vec<f64> {
        of_group.iter().map(|at| of(*at as usize)).filter(|x| !x.is_nan()).collect()
    };
    let shifts = there(&|at| compared.shift(at));
    ScoreGroup {
        group: name.to_owned(),
        correlation: agreement(&picked(&compared.a), &picked(&compared.b), x, y),
        up: shifts.iter().filter(|shift| **shift > 0.0).count(),
        down: shifts.iter().filter(|shift| **shift < 0.0).count(),
        mean_shift: mean(shifts),
        mean_difference: mean(there(&|at| compared.difference(at))),
    }
}

/// The mean, taken in the order of the values, so that the order of the rows cannot show in it; NaN of none.
fn mean(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.iter().sum::<f64>() / values.len() as f64
}
