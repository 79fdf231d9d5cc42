//! Ways to weigh the parts of an index: by what people judge, by what the data say, or equally.

mod ahp;
mod best_worst;
mod budget_allocation;
mod critic;
mod entropy;
mod equal;
mod factor;
pub mod judgements;
#[cfg(test)]
mod laws;
mod optimised;
mod panel;
mod pca;
mod rank_order_centroid;
mod rank_reciprocal;
mod rank_sum;
mod standard_deviation;
mod swing;

use super::{Domain, Moments, OptionSpec, Options};
use judgements::{Grid, Judged, Problem};

/// All ways to weigh.
pub const ALL: &[&dyn Weigher] = &[
    &equal::Equal,
    &panel::Panel,
    &budget_allocation::BudgetAllocation,
    &ahp::Ahp,
    &best_worst::BestWorst,
    &rank_order_centroid::RankOrderCentroid,
    &rank_sum::RankSum,
    &rank_reciprocal::RankReciprocal,
    &swing::Swing,
    &entropy::Entropy,
    &critic::Critic,
    &standard_deviation::StandardDeviation,
    &pca::Pca,
    &factor::Factor,
    &optimised::Optimised,
];

/// The names of all ways to weigh, in the order registered.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|m| m.name())
}

/// The way to weigh whose name stands at the beginning of `words`, and how many words the name takes; the longest name wins.
pub fn find(words: &[&str]) -> Option<(&'static dyn Weigher, usize)> {
    let at = super::longest_name(names(), words)?;
    ALL.get(at.0).map(|m| (*m, at.1))
}

/// A way to weigh.
pub trait Weigher: std::fmt::Debug + Send + Sync {
    /// Its name in policies; may be several words.
    fn name(&self) -> &'static str;

    /// The text of its file, whose leading doc comment is its page.
    fn source(&self) -> &'static str;

    /// The options that it takes.
    fn options(&self) -> &'static [OptionSpec] {
        &[]
    }

    /// What its weights come from.
    fn basis(&self) -> Basis<'_>;
}

impl PartialEq for dyn Weigher {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

/// What weights come from.
#[derive(Clone, Copy)]
pub enum Basis<'a> {
    /// From nothing but how the parts are arranged: `weigh equal`.
    Arrangement,
    /// From judgements of people, written in the policy: `weights experts from panel { … }`.
    People(&'a dyn FromPeople),
    /// From the data, in the run: `weigh entropy`.
    Data(&'a dyn FromData),
}

/// Weights from judgements.
pub trait FromPeople {
    /// The weights, which add up to 1, and how good the judgements are. Several grids are those of several experts,
    /// all with the same rows in the same order.
    ///
    /// # Errors
    /// Judgements that do not fit the method.
    fn weigh(&self, grids: &[Grid<'_>], options: &Options) -> Result<Judged, Vec<Problem>>;
}

/// Weights from the data.
pub trait FromData: Sync {
    /// What has to be known of the parts.
    fn wanted(&self) -> Wanted;

    /// Values for which it is defined.
    fn domain(&self) -> Domain {
        Domain::All
    }

    /// Whether weights are the same when a part is multiplied by a positive number, so that parts of different units
    /// may be weighed.
    fn scale_invariant(&self) -> bool;

    /// Whether it weighs an index only if that adds up its parts.
    fn needs_a_mean(&self) -> bool {
        false
    }

    /// For each part what speaks for its weight, not negative, of parts of which at least one varies; a part that does
    /// not vary gets 0. `importances` are those given with the parts. They need not add up to 1.
    fn weigh(&self, moments: &Moments, importances: &[f64], options: &Options) -> Raw;
}

/// What has to be known of the parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Variances and covariances.
    Products,
    /// Variances alone.
    Deviations,
    /// Sums of u ln u.
    Entropies,
}

/// What speaks for each part, and what else came out on the way.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Raw {
    /// For each part.
    pub weights: Vec<f64>,
    /// Named numbers for the reader.
    pub measures: Vec<Measure>,
    /// The largest distance from what was aimed at, where that could not be reached.
    pub missed: Option<f64>,
}

/// A number that comes out beside the weights: `variance explained`, 0.63.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// What it is.
    pub name: &'static str,
    /// The part that it belongs to, by position.
    pub part: Option<usize>,
    /// Its value.
    pub value: f64,
}

/// Weights from the data.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    /// For each part its weight; they add up to 1.
    pub weights: Vec<f64>,
    /// How many rows they rest on.
    pub rows: usize,
    /// Named numbers for the reader.
    pub measures: Vec<Measure>,
    /// What the method could not use.
    pub trouble: Option<Trouble>,
}

/// What a method of weighing by the data could not use.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// There are fewer than two rows in which all parts are known; all parts weigh the same.
    FewRows,
    /// No part varies, or none tells anything that the others do not; all parts weigh the same.
    NothingVaries,
    /// These parts are negative in some row, for which the method is not defined; all parts weigh the same.
    Negative(Vec<usize>),
    /// These parts do not vary; they weigh nothing.
    Constant(Vec<usize>),
    /// The importances aimed at cannot be reached; the largest difference that remains.
    Missed(f64),
}

/// Weighs by the data. Where there is nothing to weigh by, all parts weigh the same; a part that does not vary weighs nothing.
pub fn weigh(method: &dyn FromData, moments: &Moments, importances: &[f64], options: &Options) -> Weighed {
    let parts = moments.parts();
    let equal = |trouble| Weighed {
        weights: vec![1.0 / parts as f64; parts],
        rows: moments.rows,
        measures: Vec::new(),
        trouble: Some(trouble),
    };
    if moments.rows < 2 {
        return equal(Trouble::FewRows);
    }
    let outside = |least: f64| match method.domain() {
        Domain::All => false,
        Domain::NonNegative => least < 0.0,
        Domain::Positive => least <= 0.0,
    };
    let negative: Vec<usize> = moments.least.iter().enumerate().filter(|(_, x)| outside(**x)).map(|(p, _)| p).collect();
    if !negative.is_empty() {
        return equal(Trouble::Negative(negative));
    }
    let varying = moments.varying();
    if varying.is_empty() {
        return equal(Trouble::NothingVaries);
    }
    let Raw { weights, measures, missed } = method.weigh(moments, importances, options);
    let total: f64 = weights.iter().sum();
    if total <= 0.0 || !total.is_finite() {
        return equal(Trouble::NothingVaries);
    }
    let constant: Vec<usize> = (0..parts).filter(|p| !varying.contains(p)).collect();
    let trouble = match missed {
        _ if !constant.is_empty() => Some(Trouble::Constant(constant)),
        Some(by) => Some(Trouble::Missed(by)),
        None => None,
    };
    Weighed { weights: weights.iter().map(|w| w / total).collect(), rows: moments.rows, measures, trouble }
}

/// A number of components, as options have it: at least 1, and at most all.
fn components(options: &Options, all: usize) -> Option<usize> {
    options.number("components").map(|k| (k.max(1.0) as usize).min(all.max(1)))
}
