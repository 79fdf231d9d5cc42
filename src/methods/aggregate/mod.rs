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
mod topsis;
mod vikor;
mod weighted_product;
pub mod whole;
#[cfg(test)]
mod whole_laws;

pub use super::account::{Account, Figures, Pair};
use super::{AggregateAlgebra, Interval, OptionSpec, Options, UNDEFINED};
use crate::wide::wide;
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

/// Takes the parts one after the other into `out`: `f` of what there is so far (NaN where no part was there yet) and the
/// part's value where it is not missing. The selects are without branches, so that the loop runs on vectors.
fn accumulate(parts: &[&[f64]], weights: &[f64], out: &mut [f64], f: impl Fn(f64, f64, f64) -> f64) {
    wide(
        #[inline(always)]
        || {
            fold(
                parts,
                weights,
                f64::NAN,
                out,
                #[inline(always)]
                |so_far, z, weight| {
                    let with = f(so_far, z, weight);
                    if z.is_nan() { so_far } else { with }
                },
            );
        },
    );
}

/// Takes all parts one after the other into `out`: `f` of what there is so far, the part's value and its weight.
/// Four parts are taken at once, so that what there is so far stays in its register.
#[inline(always)]
fn fold(parts: &[&[f64]], weights: &[f64], start: f64, out: &mut [f64], f: impl Fn(f64, f64, f64) -> f64) {
    out.fill(start);
    for (parts, weights) in parts.chunks(4).zip(weights.chunks(4)) {
        if let (&[a, b, c, d], &[u, v, w, x]) = (parts, weights) {
            for ((((o, a), b), c), d) in out.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                *o = f(f(f(f(*o, *a, u), *b, v), *c, w), *d, x);
            }
            continue;
        }
        for (part, weight) in parts.iter().zip(weights.iter().copied()) {
            for (o, z) in out.iter_mut().zip(*part) {
                *o = f(*o, *z, weight);
            }
        }
    }
}

/// As [`accumulate`], for sums: adds `term(value, weight)` of the parts that are there.
fn add_terms(parts: &[&[f64]], weights: &[f64], out: &mut [f64], term: impl Fn(f64, f64) -> f64) {
    accumulate(parts, weights, out, |sum, z, weight| (if sum.is_nan() { 0.0 } else { sum }) + term(z, weight));
}

/// As [`add_terms`], for complete rows, and `last` of each sum; a missing part makes it NaN.
fn add_all_terms(
    parts: &[&[f64]],
    weights: &[f64],
    out: &mut [f64],
    term: impl Fn(f64, f64) -> f64,
    last: impl Fn(f64) -> f64,
) {
    wide(
        #[inline(always)]
        || {
            fold(
                parts,
                weights,
                0.0,
                out,
                #[inline(always)]
                |sum, z, weight| sum + term(z, weight),
            );
            out.iter_mut().for_each(|y| *y = last(*y));
        },
    );
}

/// As [`mean_of_terms`], for complete rows, and `last` of each mean; a missing part makes it NaN.
fn mean_of_all_terms(
    parts: &[&[f64]],
    weights: &[f64],
    out: &mut [f64],
    term: impl Fn(f64) -> f64,
    last: impl Fn(f64) -> f64,
) {
    let total = weights.iter().fold(0.0, |total, weight| total + weight);
    add_all_terms(
        parts,
        weights,
        out,
        #[inline(always)]
        |z, weight| weight * term(z),
        #[inline(always)]
        |sum| last(sum / total),
    );
}

/// The smallest or largest of complete rows; NaN where a part is missing.
fn extreme_of_all(parts: &[&[f64]], sums: &mut Vec<f64>, out: &mut [f64], keeps: impl Fn(f64, f64) -> bool) {
    sums.clear();
    sums.resize(out.len(), 0.0);
    wide(
        #[inline(always)]
        || extreme(parts, sums, out, keeps),
    );
}

/// The sum of a row is asked only whether it is a number.
#[inline(always)]
fn extreme(parts: &[&[f64]], sums: &mut [f64], out: &mut [f64], keeps: impl Fn(f64, f64) -> bool) {
    let Some((first, others)) = parts.split_first() else { return out.fill(f64::NAN) };
    out.copy_from_slice(first);
    let next = |so_far: f64, z: f64| if keeps(so_far, z) { so_far } else { z };
    sums.copy_from_slice(first);
    for parts in others.chunks(3) {
        if let &[a, b, c] = parts {
            for ((((o, sum), a), b), c) in out.iter_mut().zip(sums.iter_mut()).zip(a).zip(b).zip(c) {
                *o = next(next(next(*o, *a), *b), *c);
                *sum += (a + b) + c;
            }
            continue;
        }
        for part in parts {
            for ((o, sum), z) in out.iter_mut().zip(sums.iter_mut()).zip(*part) {
                *o = next(*o, *z);
                *sum += z;
            }
        }
    }
    out.iter_mut().zip(sums.iter()).for_each(|(o, sum)| *o = if sum.is_nan() { f64::NAN } else { *o });
}

/// Weighted mean of `term(value)` of the parts that are there; NaN where their weights add up to 0.
fn mean_of_terms(parts: &[&[f64]], weights: &[f64], total: &mut Vec<f64>, out: &mut [f64], term: impl Fn(f64) -> f64) {
    total.clear();
    total.resize(out.len(), 0.0);
    wide(
        #[inline(always)]
        || mean(parts, weights, total, out, term),
    );
}

#[inline(always)]
fn mean(parts: &[&[f64]], weights: &[f64], total: &mut [f64], out: &mut [f64], term: impl Fn(f64) -> f64) {
    out.fill(0.0);
    // A weight of 0 is a part that is not there, also where its term is infinite.
    for (part, weight) in parts.iter().zip(weights.iter().copied()).filter(|(_, w)| *w != 0.0) {
        for ((o, total), z) in out.iter_mut().zip(total.iter_mut()).zip(*part) {
            let term = weight * term(*z);
            *o += if z.is_nan() { 0.0 } else { term };
            *total += if z.is_nan() { 0.0 } else { weight };
        }
    }
    for (o, total) in out.iter_mut().zip(total.iter()) {
        *o /= total;
    }
}

/// Gives rows without a result their kind of missing: that of the first part where all are missing, otherwise undefined.
fn settle(parts: &[&[f64]], out: &mut [f64]) {
    wide(
        #[inline(always)]
        || settle_tiles(parts, out),
    );
}

#[inline(always)]
fn settle_tiles(parts: &[&[f64]], out: &mut [f64]) {
    const TILE: usize = 64;
    for (tile, out) in out.chunks_mut(TILE).enumerate() {
        // Most tiles have nothing to settle, which vector code finds out.
        if !out.iter().fold(false, |any, o| any | !o.is_finite()) {
            continue;
        }
        for (at, o) in out.iter_mut().enumerate().filter(|(_, o)| !o.is_finite()) {
            let mut values = parts.iter().filter_map(|p| p.get(tile * TILE + at).copied());
            let first = values.next().filter(|z| z.is_nan());
            *o = first.filter(|_| values.all(f64::is_nan)).unwrap_or(UNDEFINED);
        }
    }
}
