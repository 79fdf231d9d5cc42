//! Which change moved whom by how much.
//!
//! ```text
//! two syntax trees ──steps──▶ choices of steps ──check, run──▶ values ──shapley──▶ parts of each shift
//! ```
//!
//! The edits that lead from one policy to the other are grouped into [`Steps`] so that each choice of them is a policy.
//! The share of a step in the shift of a row is what it adds to the steps made before it, on average over all orders
//! in which they can be made.

mod data;
mod differ;
mod shapley;
mod steps;
mod units;
mod words;

use std::sync::Arc;

use serde::Serialize;

use crate::column::Column;
use crate::diagnostic::Diagnostic;
use crate::eval::{self, Assessment, Exclusions, RunOptions};
use crate::parameters;
use crate::program::{Origin, Program, QuantityId, Value};

pub use data::Bound;
pub use shapley::{MOST_EXACT, Sampling, Shares, left_over, shapley};
pub use steps::Steps;

/// The shifts of all indices and ranks that two policies share, divided among the steps from one to the other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attribution {
    /// The steps, each in a sentence.
    pub steps: Vec<String>,
    /// How the shares were found, where not all choices of steps were tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sampled: Option<Sampled>,
    /// What shifted.
    pub results: Vec<Shifts>,
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

/// What is to be divided.
struct Target {
    name: String,
    table: String,
    rank: bool,
    rows: usize,
}

/// Divides the shifts from `a` to `b` among the steps.
///
/// # Errors
/// Why it cannot be done, in a sentence.
pub fn attribution(
    mut steps: Steps,
    a: Bound<'_>,
    b: Bound<'_>,
    sampling: Sampling,
    options: &RunOptions,
) -> Result<Attribution, String> {
    data::same_rows(a, b)?;
    let options = RunOptions { exclusions: Exclusions::Leave, ..options.clone() };
    let targets = targets(a, b);
    let count = steps.count();
    let mut keys: Vec<Vec<String>> = Vec::new();
    let shares = shapley(count, sampling, |members| {
        let made = members.iter().filter(|is_member| **is_member).count();
        let program = match made {
            0 => Arc::clone(a.program),
            _ if made == count => Arc::clone(b.program),
            _ => steps.program(members).ok_or("some of the changes make no policy without the others")?,
        };
        let assessment = run(&program, a, b, &options)?;
        if made == 0 {
            keys = targets.iter().map(|target| keys_of(&assessment, target)).collect();
        }
        Ok::<_, String>(targets.iter().flat_map(|target| values(&assessment, target)).collect())
    })?;
    Ok(Attribution {
        steps: steps.sentences(),
        sampled: shares.margins.as_ref().map(|_| Sampled { seed: sampling.seed, orders: sampling.tried() }),
        results: results(targets, &keys, &shares),
    })
}

fn run(program: &Arc<Program>, a: Bound<'_>, b: Bound<'_>, options: &RunOptions) -> Result<Assessment, String> {
    let told = |errors: Vec<Diagnostic>| errors.into_iter().next().map(|e| e.message).unwrap_or_default();
    let parameters = parameters::resolve::<&str>(program, &[]).map_err(told)?;
    let data = data::between(program, a, b)?;
    eval::run(program, &data, &parameters, options)
        .map_err(|errors| format!("a policy between the two cannot be run: {}", told(errors)))
}

/// Indices that are part of no other in both policies, and their ranks.
fn targets(a: Bound<'_>, b: Bound<'_>) -> Vec<Target> {
    let mut targets = Vec::new();
    for (at, quantity) in a.program.quantities.iter().enumerate() {
        let table = a.program.table(quantity.table);
        let Some(other) = find(b.program, &table.name, &quantity.name) else { continue };
        let rows = a.data.table(quantity.table).map_or(0, |table| table.rows);
        let of_both = [(a.program, QuantityId(at as u32)), (b.program, other)];
        let rank = of_both.iter().all(|(program, id)| matches!(program.quantity(*id).origin, Origin::Rank(_)));
        if table.summary.is_none() && of_both.iter().all(|(program, id)| stands_alone(program, *id)) {
            targets.push(Target { name: quantity.name.clone(), table: table.name.clone(), rank, rows });
        }
    }
    targets
}

/// Whether it is an index that is part of no other, or the rank of one.
fn stands_alone(program: &Program, id: QuantityId) -> bool {
    let is_part = |id: QuantityId| {
        program.quantities.iter().any(|other| match &other.origin {
            Origin::Index(index) => index.parts.iter().any(|part| part.quantity == id),
            Origin::Column(_) | Origin::Formula(..) | Origin::Rank(_) | Origin::Scenario(_) => false,
        })
    };
    match &program.quantity(id).origin {
        Origin::Index(_) => !is_part(id),
        Origin::Rank(rank) => !is_part(rank.of),
        Origin::Column(_) | Origin::Formula(..) | Origin::Scenario(_) => false,
    }
}

fn find(program: &Program, table: &str, name: &str) -> Option<QuantityId> {
    program.find_quantity(program.find_table(table)?, name)
}

/// The values of a target; NaN where there is none.
fn values(assessment: &Assessment, target: &Target) -> Vec<f64> {
    let id = find(&assessment.program, &target.table, &target.name);
    match id.and_then(|id| assessment.column(id)) {
        Some(Column::Number(values)) if values.len() == target.rows => values.as_ref().clone(),
        Some(Column::Number(_) | Column::YesNo(_) | Column::Member(_) | Column::Link(_) | Column::Text(_)) | None => {
            vec![f64::NAN; target.rows]
        }
    }
}

fn keys_of(assessment: &Assessment, target: &Target) -> Vec<String> {
    let Some(table) = assessment.program.find_table(&target.table) else { return Vec::new() };
    let key = |row| match assessment.key(table, row) {
        Value::Text(text) => text.to_string(),
        Value::Number(number) => number.to_string(),
        Value::YesNo(_) | Value::Member(_) | Value::Missing(_) => (row + 1).to_string(),
    };
    (0..target.rows).map(key).collect()
}

fn results(targets: Vec<Target>, keys: &[Vec<String>], shares: &Shares) -> Vec<Shifts> {
    let mut results = Vec::new();
    let mut first = 0;
    for (target, keys) in targets.into_iter().zip(keys) {
        let there = |values: &[f64], at: usize| values.get(at).copied().filter(|value| !value.is_nan());
        let rows = keys.iter().enumerate().map(|(row, key)| {
            let at = first + row;
            let (a, b) = (there(&shares.start, at), there(&shares.end, at));
            let parts = shares.parts.iter().map(|part| there(part, at)).collect::<Option<Vec<f64>>>();
            Shift { key: key.clone(), a, b, parts: parts.filter(|_| a.is_some() && b.is_some()) }
        });
        let rows: Vec<Shift> = rows.collect();
        let margin = shares.margins.as_ref().map(|margins| {
            let own = margins.iter().flat_map(|of| of.iter().skip(first).take(target.rows));
            own.copied().filter(|margin| !margin.is_nan()).fold(0.0, f64::max)
        });
        first += target.rows;
        results.push(Shifts { name: target.name, table: target.table, rank: target.rank, rows, margin });
    }
    results
}
