//! Aggregations that compare rows with each other, and so need all rows of a group at once: TOPSIS, Hellwig's measure.

use super::super::{Options, UNDEFINED};
use super::Account;
use crate::lanes::Gathered;
use crate::limits::Limits;
use crate::matrix;
use crate::parallel::Threads;

/// The rows of one group: what a [`WholeKernel`] works on.
#[derive(Clone, Copy, Debug)]
pub struct Whole<'a> {
    /// `parts[p][i]` is the value of part `p` in row `i`. Only rows that are included; and only complete ones, unless
    /// the method takes missing values ([`WholeKernel::takes_missing`]): those are NaN. There is at least one row.
    pub parts: &'a [&'a [f64]],
    /// A weight for each part, as given; all 1 where none are given.
    pub weights: &'a [f64],
    /// For each part whether higher is better now: it always was, or a step before has turned it round.
    pub higher: &'a [bool],
    /// The method's options.
    pub options: &'a Options,
    /// For each part the options that it has by itself; empty where no part has any.
    pub preferences: &'a [Option<Options>],
    /// For each part its extremes and the sum of its squares, where they are known already; otherwise empty.
    pub seen: &'a [Gathered],
    /// How much the method may ask of the machine.
    pub limits: &'a Limits,
    /// Whether work may be spread over threads; the result has the same bits in any case.
    pub threads: Threads,
}

impl Whole<'_> {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.parts.first().map_or(0, |p| p.len())
    }

    /// For each part its extremes and the sum of its squares.
    pub fn gathered(&self) -> Vec<Gathered> {
        match self.seen {
            [] => self.parts.iter().map(|part| matrix::gathered(part, self.threads)).collect(),
            seen => seen.to_vec(),
        }
    }

    /// The shares of the weights, which add up to 1; `None` where they add up to 0.
    pub fn shares(&self) -> Option<Vec<f64>> {
        let total: f64 = self.weights.iter().sum();
        (total > 0.0).then(|| self.weights.iter().map(|w| w / total).collect())
    }
}

/// Why a method cannot take the rows that it was given: more than it can do exactly, fewer than it needs.
/// Rows without a result are no refusal but NaN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, as one lowercase sentence: "`kemeny` is exact up to 8 rows, and here are 20".
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// The kernel of an aggregation over all rows of a group.
pub trait WholeKernel: Send + Sync {
    /// Whether rows of which some parts are missing can take part. Where not, `missing skip` is refused by the checker,
    /// and incomplete rows have no result and are compared with no other.
    fn takes_missing(&self) -> bool {
        false
    }

    /// A result for each row; NaN where there is none. `out` is as long as each part. The order of operations is
    /// fixed, so that the same rows in the same order give the same bits.
    ///
    /// # Errors
    /// The method cannot take these rows; the run stops and says so at the clause.
    fn aggregate(&self, input: &Whole<'_>, out: &mut [f64]) -> Result<(), Refusal>;

    /// How one of these rows came to its result. Of rows that [`WholeKernel::aggregate`] has taken.
    fn account(&self, input: &Whole<'_>, row: usize) -> Account;
}

/// Refuses more than one of options of which only one can hold.
pub(super) fn one_of(options: &Options, method: &str, words: &[&str]) -> Option<Refusal> {
    let given: Vec<&&str> = words.iter().filter(|words| options.has(words)).collect();
    let [first, second, ..] = given.as_slice() else { return None };
    let message = format!("`{method}` is told both `{first}` and `{second}`");
    Some(Refusal { message, hint: "leave out one of them".to_owned() })
}

/// How many parts of a row must be there for it to take part.
pub fn needed(kernel: &dyn WholeKernel, parts: usize, at_least: Option<usize>) -> usize {
    match at_least {
        Some(at_least) if kernel.takes_missing() => at_least.max(1),
        Some(_) | None => parts,
    }
}

/// Runs a method over some of the rows of `input`; the results are in the order of `rows`.
///
/// # Errors
/// The method cannot take these rows.
pub fn over(kernel: &dyn WholeKernel, input: &Whole<'_>, rows: &[usize]) -> Result<Vec<f64>, Refusal> {
    let mut out = vec![UNDEFINED; rows.len()];
    if rows.is_empty() {
        return Ok(out);
    }
    if rows.len() == input.rows() {
        kernel.aggregate(input, &mut out)?;
        return Ok(out);
    }
    let columns = gathered(input.parts, rows);
    let parts: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    kernel.aggregate(&Whole { parts: &parts, seen: &[], ..*input }, &mut out)?;
    Ok(out)
}

/// The values of some rows, part by part.
pub fn gathered(parts: &[&[f64]], rows: &[usize]) -> Vec<Vec<f64>> {
    parts.iter().map(|part| rows.iter().filter_map(|row| part.get(*row).copied()).collect()).collect()
}

/// Runs a method over a stretch of rows as if it were all there is, every part the higher the better.
pub(super) fn stretch(kernel: &dyn WholeKernel, parts: &[&[f64]], weights: &[f64], options: &Options, out: &mut [f64]) {
    let higher = vec![true; parts.len()];
    let (limits, threads) = (&Limits::default(), Threads::One);
    let input = Whole { parts, weights, higher: &higher, options, preferences: &[], seen: &[], limits, threads };
    let needed = needed(kernel, parts.len(), Some(1));
    let there = |row: &usize| parts.iter().filter(|p| p.get(*row).is_some_and(|z| !z.is_nan())).count();
    let rows: Vec<usize> = (0..out.len()).filter(|row| there(row) >= needed).collect();
    out.fill(f64::NAN);
    if let Ok(values) = over(kernel, &input, &rows) {
        for (row, value) in rows.into_iter().zip(values) {
            out.get_mut(row).into_iter().for_each(|o| *o = value);
        }
    }
    super::settle(parts, out);
}
