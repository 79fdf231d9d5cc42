//! Aggregations: how the parts of an index become one number.

mod ampi;
mod arithmetic_mean;
mod benefit_of_the_doubt;
mod borda;
mod condorcet;
mod contributions;
mod copeland;
mod electre_i;
mod euclidean_norm;
mod geometric_mean;
mod harmonic_mean;
mod hellwig;
mod kemeny;
#[cfg(test)]
mod laws;
mod max;
mod mean_min;
mod median;
mod min;
mod mpi;
mod ordered;

mod owa;
mod power_mean;
mod products;
mod promethee_ii;
mod scaled;
mod sum;
mod terms;
mod topsis;
mod vikor;
mod weighted_median;
mod weighted_product;
pub mod whole;
#[cfg(test)]
mod whole_laws;

pub use super::account::{Account, Figures, Pair};
use super::{AggregateAlgebra, Interval, OptionSpec, Options, UNDEFINED};
use terms::{accumulate, add_all_terms, add_terms, extreme_of_all, mean_of_all_terms, mean_of_terms, settle};
pub use whole::{Refusal, Whole, WholeKernel};

/// All aggregations.
pub const ALL: &[&dyn Aggregator] = &[
    &arithmetic_mean::ArithmeticMean,
    &geometric_mean::GeometricMean,
    &harmonic_mean::HarmonicMean,
    &power_mean::PowerMean,
    &weighted_product::WeightedProduct,
    &euclidean_norm::EuclideanNorm,
    &sum::Sum,
    &median::Median,
    &weighted_median::WeightedMedian,
    &min::Min,
    &max::Max,
    &owa::Owa,
    &mean_min::MeanMin,
    &ampi::Ampi,
    &mpi::Mpi,
    &hellwig::Hellwig,
    &topsis::Topsis,
    &vikor::Vikor,
    &promethee_ii::PrometheeTwo,
    &electre_i::ElectreOne,
    &borda::Borda,
    &copeland::Copeland,
    &condorcet::Condorcet,
    &kemeny::Kemeny,
    &benefit_of_the_doubt::BenefitOfTheDoubt,
];

/// The names of all aggregations, in the order registered.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|m| m.name())
}

/// The aggregation whose name stands at the beginning of `words`, and how many words the name takes; the longest name wins.
pub fn find(words: &[&str]) -> Option<(&'static dyn Aggregator, usize)> {
    let at = super::longest_name(names(), words)?;
    ALL.get(at.0).map(|m| (*m, at.1))
}

/// An aggregation.
pub trait Aggregator: std::fmt::Debug + Send + Sync {
    /// Its name in policies; may be several words.
    fn name(&self) -> &'static str;

    /// The text of its file, whose leading doc comment is its page.
    fn source(&self) -> &'static str;

    /// The options that it takes.
    fn options(&self) -> &'static [OptionSpec] {
        &[]
    }

    /// What is wrong with the options given: one that is needed and not there, a threshold out of range, two that
    /// contradict each other.
    fn refuses(&self, _options: &Options) -> Option<Refusal> {
        None
    }

    /// The options that each part may have by itself (`prefer usual for jobs`); none for most methods.
    fn preferences(&self) -> &'static [OptionSpec] {
        &[]
    }

    /// Whether lower results are better, whatever the parts.
    fn lower_is_better(&self, _options: &Options) -> bool {
        false
    }

    /// Whether the result of a row does not depend on the others. Where it does, a row that comes or goes may change the
    /// order of two others.
    fn independent(&self) -> bool {
        self.whole().is_none()
    }

    /// What is wrong with the options for so many parts: a list of weights that is too short.
    fn refuses_parts(&self, _options: &Options, _parts: usize) -> Option<Refusal> {
        None
    }

    /// Its properties, given its options.
    fn algebra(&self, options: &Options) -> AggregateAlgebra;

    /// For a method that compares rows with each other: its kernel over all rows of a group. The engine then runs
    /// that, and the rule for missing parts says which rows take part.
    fn whole(&self) -> Option<&dyn WholeKernel> {
        None
    }

    /// Between which numbers its results lie, of parts that all are there and lie in these intervals. Where no part
    /// may lower the result by rising, the ends come of the ends.
    fn reach(&self, parts: &[Interval], weights: &[f64], options: &Options) -> Interval {
        let algebra = self.algebra(options);
        let hull = parts.iter().copied().reduce(Interval::join).unwrap_or(Interval::ALL);
        let known = if algebra.internal { hull } else { Interval::ALL };
        let known = if algebra.ignores_sign { Interval::new(known.low.max(0.0), known.high) } else { known };
        if !algebra.monotone || self.whole().is_some() {
            return known;
        }
        let end = |of: fn(&Interval) -> f64| {
            let ends: Vec<[f64; 1]> = parts.iter().map(|part| [of(part)]).collect();
            let ends: Vec<&[f64]> = ends.iter().map(<[f64; 1]>::as_slice).collect();
            let mut out = [f64::NAN];
            if ends.iter().flat_map(|e| e.iter()).all(|x| x.is_finite()) {
                self.aggregate(&ends, weights, options, &mut Vec::new(), &mut out);
            }
            out.into_iter().fold(f64::NAN, |_, x| x)
        };
        known.meet(Interval::new(end(|part| part.low), end(|part| part.high)))
    }

    /// Aggregates a stretch of rows: `parts[p][i]` is the value of part `p` in row `i`, NaN where missing.
    ///
    /// Missing parts are left out (means re-normalise their weights); a row where all are missing, or where the result
    /// is not defined, gives NaN. `weights` has one weight for each part. Parts are taken in the order given, so that
    /// the result has the same bits whatever the stretch. `out` is as long as each part; `scratch` is free to use.
    /// A method over the whole matrix takes the stretch for all rows that there are.
    fn aggregate(
        &self,
        parts: &[&[f64]],
        weights: &[f64],
        options: &Options,
        _scratch: &mut Vec<f64>,
        out: &mut [f64],
    ) {
        match self.whole() {
            Some(kernel) => whole::stretch(kernel, parts, weights, options, out),
            None => out.fill(UNDEFINED),
        }
    }

    /// As [`Aggregator::aggregate`], for rows of which all parts are expected to be there, without asking each value.
    /// Where the result is finite, all parts of the row are there and it has the bits that `aggregate` gives; any other
    /// row has to be aggregated again. `false`: the method has no such way, and `out` means nothing.
    fn complete(
        &self,
        _parts: &[&[f64]],
        _weights: &[f64],
        _options: &Options,
        _scratch: &mut Vec<f64>,
        _out: &mut [f64],
    ) -> bool {
        false
    }

    /// What each part of one row contributes to its result, so that the contributions add up to it; NaN for a part that
    /// is missing. `None` where the method has no formula for it: slopes are then taken (see `why`).
    fn contributions(&self, _parts: &[f64], _weights: &[f64], _options: &Options, _result: f64) -> Option<Vec<f64>> {
        None
    }
}

impl PartialEq for dyn Aggregator {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}
