//! Which change moved whom by how much.
//!
//! ```text
//! two syntax trees ──steps──▶ choices of steps ──check, run──▶ values ──shapley──▶ parts of each shift
//! ```
//!
//! The edits that lead from one policy to the other are grouped into [`Steps`] so that each choice of them is a policy.
//! The share of a step in the shift of a row is what it adds to the steps made before it, on average over all orders
//! in which they can be made. Of a scenario the same is said of whether a row has the outcome that it ends with, and of
//! how many rows have each outcome.

mod beside;
mod data;
mod differ;
mod outcomes;
mod renamed;
mod runs;
mod shapley;
mod steps;
mod targets;
mod units;
mod words;

use std::sync::Arc;

use serde::Serialize;

use crate::eval::RunOptions;
use crate::program::Program;

pub use data::Bound;
pub(super) use outcomes::mapped as renamed_outcomes;
pub use outcomes::{Count, Move, Moved, Moves};
pub use shapley::{MOST_EXACT, Sampling, Shares, left_over, shapley, shapley_of_many};
pub use steps::Steps;

use runs::Runs;
use targets::{Target, Targets, What};

/// The shifts of all results that two policies share, divided among the steps from one to the other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attribution {
    /// The steps, each in a sentence.
    pub steps: Vec<String>,
    /// How the shares were found, where not all choices of steps were tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sampled: Option<Sampled>,
    /// What shifted: indices and ranks.
    pub results: Vec<Shifts>,
    /// Who moved: scenarios.
    pub outcomes: Vec<Moves>,
}

/// How shares were sampled.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sampled {
    /// Where the sequence of orders begins.
    pub seed: u64,
    /// How many orders of the steps were tried.
    pub orders: usize,
}

/// The shifts of one index or rank.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shifts {
    /// `internationalisation`, `internationalisation.rank`
    pub name: String,
    /// Its table.
    pub table: String,
    /// Whether it is a rank.
    pub rank: bool,
    /// The rows, in the order of the data.
    pub rows: Vec<Shift>,
    /// How far any part of any row may be off, with 95% confidence, where shares were sampled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin: Option<f64>,
}

/// The shift of one row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shift {
    /// The row's key.
    pub key: String,
    /// The value in the first policy; none where it is missing.
    pub a: Option<f64>,
    /// The value in the second policy.
    pub b: Option<f64>,
    /// The part of each step; together they are `b - a`. None where the value is missing in one of the policies, or in
    /// one between them.
    pub parts: Option<Vec<f64>>,
}

/// How the policies between two are run.
#[derive(Clone, Debug, Default)]
pub struct Attributing<'a> {
    /// How shares are found where there are many steps.
    pub sampling: Sampling,
    /// Parameters set for the run, in every policy that has them.
    pub set: &'a [(String, String)],
    /// How each policy is run.
    pub options: RunOptions,
}

/// Divides the shifts from `a` to `b` among the steps.
///
/// # Errors
/// Why it cannot be done, in a sentence.
pub fn attribution(mut steps: Steps, a: Bound<'_>, b: Bound<'_>, how: &Attributing<'_>) -> Result<Attribution, String> {
    let end = Arc::clone(steps.end(b.program));
    let b = Bound { program: &end, data: b.data };
    data::same_rows(a, b)?;
    let runs = Runs::new(a, b, how);
    let found = Targets::find(&runs, a, b)?;
    let count = steps.count();
    let shares = shapley_of_many(count, how.sampling, runs.at_once(&found), |many| {
        let policies: Result<Vec<_>, String> = many.iter().map(|members| steps.policy(members, a, b)).collect();
        runs.values(policies?, &found)
    })?;
    let (results, outcomes) = divided(&found, &shares);
    Ok(Attribution {
        steps: steps.sentences(),
        sampled: shares.margins.as_ref().map(|_| Sampled { seed: how.sampling.seed, orders: how.sampling.tried() }),
        results,
        outcomes,
    })
}

/// The shares of each target, in the order in which their values stand.
fn divided(found: &Targets, shares: &Shares) -> (Vec<Shifts>, Vec<Moves>) {
    let (mut results, mut outcomes) = (Vec::new(), Vec::new());
    let mut first = 0;
    for target in &found.all {
        let own = Own { shares, first, count: target.values() };
        first += own.count;
        match &target.what {
            What::Score => results.push(shifts(target, found.keys(target), own, false)),
            What::Rank => results.push(shifts(target, found.keys(target), own, true)),
            What::Outcome(outcome) => outcomes.push(outcomes::moves(target, outcome, found.keys(target), own)),
        }
    }
    (results, outcomes)
}

/// The shares of one target.
#[derive(Clone, Copy)]
struct Own<'a> {
    shares: &'a Shares,
    first: usize,
    count: usize,
}

impl Own<'_> {
    /// The part of each step in one value; none where a policy on the way has no value.
    fn parts(self, at: usize) -> Option<Vec<f64>> {
        self.shares.parts.iter().map(|part| there(part, self.first + at)).collect()
    }

    /// How far any part of the first so many values may be off.
    fn margin(self, values: usize) -> Option<f64> {
        let margins = self.shares.margins.as_ref()?;
        let own = margins.iter().flat_map(|of| of.iter().skip(self.first).take(values.min(self.count)));
        Some(own.copied().filter(|margin| !margin.is_nan()).fold(0.0, f64::max))
    }
}

fn there(values: &[f64], at: usize) -> Option<f64> {
    values.get(at).copied().filter(|value| !value.is_nan())
}

fn shifts(target: &Target, keys: &[String], own: Own<'_>, rank: bool) -> Shifts {
    let rows = keys.iter().enumerate().map(|(row, key)| {
        let at = own.first + row;
        let (a, b) = (there(&own.shares.start, at), there(&own.shares.end, at));
        Shift { key: key.clone(), a, b, parts: own.parts(row).filter(|_| a.is_some() && b.is_some()) }
    });
    let (name, table) = (target.name.clone(), target.table.clone());
    Shifts { name, table, rank, rows: rows.collect(), margin: own.margin(target.rows) }
}

fn find(program: &Program, table: &str, name: &str) -> Option<crate::program::QuantityId> {
    program.find_quantity(program.find_table(table)?, name)
}
