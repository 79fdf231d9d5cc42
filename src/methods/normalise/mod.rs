//! Normalisations: what makes indicators of different units comparable.

mod above_or_below_mean;
mod bands;
mod borda;
mod box_cox;
mod cumulative_normal;
mod difference;
mod distance_to_frontier;
mod distance_to_target;
mod goalposts;
#[cfg(test)]
pub mod laws;
mod log;
mod log1p;
mod logistic;
mod max;
mod minmax;
mod none;
mod percentile_bands;
mod percentile_rank;
mod piecewise_linear;
mod points;
mod rank;
mod ratio;
mod robust_zscore;
mod share_of_total;
mod vector;
mod zscore;

use super::{Domain, GroupStatistics, Interval, NormaliseAlgebra, OptionSpec, Options, Setting, Statistics, Yardstick};
use crate::wide::wide;

/// All normalisations.
pub const ALL: &[&dyn Normaliser] = &[
    &none::Unchanged,
    &max::Max,
    &share_of_total::ShareOfTotal,
    &vector::Vector,
    &minmax::MinMax,
    &goalposts::Goalposts,
    &distance_to_target::DistanceToTarget,
    &distance_to_frontier::DistanceToFrontier,
    &zscore::ZScore,
    &robust_zscore::RobustZScore,
    &cumulative_normal::CumulativeNormal,
    &ratio::Ratio,
    &difference::Difference,
    &above_or_below_mean::AboveOrBelowMean,
    &rank::Rank,
    &percentile_rank::PercentileRank,
    &borda::Borda,
    &percentile_bands::PercentileBands,
    &bands::Bands,
    &points::Points,
    &piecewise_linear::PiecewiseLinear,
    &log::Log,
    &log1p::Log1p,
    &box_cox::BoxCox,
    &logistic::Logistic,
];

/// The names of all normalisations, in the order registered.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|m| m.name())
}

/// The normalisation whose name stands at the beginning of `words`, and how many words the name takes; the longest name wins.
pub fn find(words: &[&str]) -> Option<(&'static dyn Normaliser, usize)> {
    let at = super::longest_name(names(), words)?;
    ALL.get(at.0).map(|m| (*m, at.1))
}

/// A normalisation.
pub trait Normaliser: std::fmt::Debug + Send + Sync {
    /// Its name in policies; may be several words.
    fn name(&self) -> &'static str;

    /// The text of its file, whose leading doc comment is its page.
    fn source(&self) -> &'static str;

    /// The options that it takes.
    fn options(&self) -> &'static [OptionSpec] {
        &[]
    }

    /// Its properties, given its options.
    fn algebra(&self, options: &Options) -> NormaliseAlgebra;

    /// Values for which it is defined where lower is better.
    fn reversed_domain(&self, options: &Options) -> Domain {
        self.algebra(options).domain
    }

    /// Whether the range of its algebra holds as well for values that are compared with others only (`among`).
    fn bounded_among(&self, _options: &Options) -> bool {
        false
    }

    /// Whether values are compared with others, so that `among` and `within` have an effect.
    fn compares(&self, options: &Options) -> bool {
        match self.kernel() {
            Kernel::Pointwise(kernel) => kernel.statistics(options) != Statistics::Nothing,
            Kernel::Column(_) => true,
        }
    }

    /// The words of an option that must be given, or `None`.
    fn required(&self) -> Option<&'static str> {
        None
    }

    /// What is wrong with options that are well-formed each for itself: bands that overlap, a power below 0.
    fn objection(&self, _options: &Options) -> Option<String> {
        None
    }

    /// What a value becomes where there is nothing to compare with, unless the policy says `degenerate as N`.
    fn degenerate(&self) -> f64 {
        0.0
    }

    /// The same where the options matter: on a scale from 1 to 7 it is 1, because 0 is not on the scale.
    fn degenerate_with(&self, _options: &Options) -> f64 {
        self.degenerate()
    }

    /// Between which numbers its results lie, of values that lie `before`; degenerate groups are not its business.
    fn reach(&self, before: Interval, setting: &Setting, options: &Options) -> Interval {
        let algebra = self.algebra(options);
        let kept = algebra.keeps_sign && !setting.reverse && before.low >= 0.0;
        let known = Interval::of((algebra.range.0.or(kept.then_some(0.0)), algebra.range.1));
        // What keeps the unit and the signs, and has no bounds of its own, leaves values as they are.
        if !algebra.unit_free && algebra.keeps_sign && known.is_all() { before } else { known }
    }

    /// Whether, wherever there is anything to compare with, the worst value of a group gets the lower end of the
    /// range and the best one the upper end: what min-max does, and a logistic curve does not.
    fn reaches_ends(&self, options: &Options) -> bool {
        let algebra = self.algebra(options);
        algebra.translation_invariant && algebra.range.0.is_some() && algebra.range.1.is_some()
    }

    /// How it is computed.
    fn kernel(&self) -> Kernel<'_>;
}

impl PartialEq for dyn Normaliser {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

/// How a normalisation is computed.
pub enum Kernel<'a> {
    /// Each value by itself, once the yardstick of its group is known.
    Pointwise(&'a dyn Pointwise),
    /// A whole column at once (ranks).
    Column(&'a dyn ColumnKernel),
}

/// A normalisation of each value by the yardstick of its group.
pub trait Pointwise: Sync {
    /// The yardstick of one group. `count` is 0 for a group without values.
    fn yardstick(&self, statistics: &GroupStatistics, options: &Options, setting: &Setting) -> Yardstick;

    /// The yardstick of one group from all of its values, none missing, whose order may be changed:
    /// asked instead of [`Pointwise::yardstick`] where [`Pointwise::statistics`] is [`Statistics::Values`].
    fn fit(&self, _values: &mut [f64], _options: &Options, _setting: &Setting) -> Yardstick {
        yardstick(0.0, 0.0)
    }

    /// Normalises a stretch of rows. `groups[i]` is the yardstick of row `i` (always in range); `None`: all rows have the first.
    /// Missing (NaN) stays as it is, bit for bit. Where the yardstick is degenerate the result is `degenerate`
    /// (which may be NaN for missing). `out` is as long as `x`.
    fn apply(&self, x: &[f64], groups: Option<&[u32]>, with: &Apply<'_>, out: &mut [f64]);

    /// Whether every value stays as it is.
    fn keeps(&self) -> bool {
        false
    }

    /// Whether no result is infinite, whatever the value.
    fn stays_finite(&self) -> bool {
        false
    }

    /// Which statistics [`Pointwise::yardstick`] looks at.
    fn statistics(&self, _options: &Options) -> Statistics {
        Statistics::Moments
    }
}

/// What [`Pointwise::apply`] works with.
pub struct Apply<'a> {
    /// The yardsticks by group.
    pub yardsticks: &'a [Yardstick],
    /// Their lengths as [`lengths`] gives them: where these alone are needed, a third of the memory is looked at.
    pub lengths: &'a [f64],
    /// The options given.
    pub options: &'a Options,
    /// What the step knows of the part.
    pub setting: &'a Setting,
    /// What a value becomes in a degenerate group.
    pub degenerate: f64,
}

/// The lengths of yardsticks, 0 where one is degenerate.
pub fn lengths(yardsticks: &[Yardstick]) -> Vec<f64> {
    yardsticks.iter().map(|y| if y.degenerate { 0.0 } else { y.length }).collect()
}

/// A normalisation of a whole column.
pub trait ColumnKernel: Sync {
    /// Normalises one group: `values` holds its values, none missing, in the order of rows; `out` is as long.
    /// They are compared with `yardstick`, or with each other where it is `None`.
    /// Returns false if the group is degenerate, in which case `out` is not used.
    fn apply(
        &self,
        values: &[f64],
        yardstick: Option<&[f64]>,
        options: &Options,
        setting: &Setting,
        out: &mut [f64],
    ) -> bool;
}

/// Normalises each value by `formula(value, yardstick)`, with what all pointwise methods share: missing stays as it is,
/// bit for bit, and a degenerate group gets the declared value. So that the loop is vector code, the formula owns the
/// numbers that it works with (`move`), and what it calls is `#[inline(always)]`.
#[inline]
fn each(
    x: &[f64],
    groups: Option<&[u32]>,
    with: &Apply<'_>,
    out: &mut [f64],
    formula: impl Fn(f64, &Yardstick) -> f64,
) {
    let nothing = Yardstick { origin: 0.0, length: 0.0, degenerate: true };
    match groups {
        None => {
            let yardstick = with.yardsticks.first().unwrap_or(&nothing);
            if yardstick.degenerate {
                let degenerate = with.degenerate;
                out.iter_mut().zip(x).for_each(|(o, x)| *o = if x.is_nan() { *x } else { degenerate });
            } else {
                // Beside each other in a copy, so that the loop knows that nobody changes them.
                let yardstick = *yardstick;
                wide(
                    #[inline(always)]
                    || {
                        for (o, x) in out.iter_mut().zip(x) {
                            let z = formula(*x, &yardstick);
                            *o = if x.is_nan() { *x } else { z };
                        }
                    },
                );
            }
        }
        Some(groups) => {
            for ((o, x), group) in out.iter_mut().zip(x).zip(groups) {
                let yardstick = with.yardsticks.get(*group as usize).unwrap_or(&nothing);
                let z = formula(*x, yardstick);
                let z = if yardstick.degenerate { with.degenerate } else { z };
                *o = if x.is_nan() { *x } else { z };
            }
        }
    }
}

/// Each value divided by the length of its yardstick.
fn shares(x: &[f64], groups: Option<&[u32]>, with: &Apply<'_>, out: &mut [f64]) {
    each(x, groups, with, out, |x, y| x / y.length);
}

/// How many lengths of its yardstick each value lies above the origin, or below it (`reverse`).
fn distances(x: &[f64], groups: Option<&[u32]>, with: &Apply<'_>, out: &mut [f64], reverse: bool) {
    if reverse {
        each(x, groups, with, out, |x, y| (y.origin - x) / y.length);
    } else {
        each(x, groups, with, out, |x, y| (x - y.origin) / y.length);
    }
}

/// The ends of the result's scale: `to 0..100`, or the range by itself; 0 and 1 unless given.
fn target(options: &Options) -> (f64, f64) {
    options.range("to").or_else(|| options.range("")).unwrap_or((0.0, 1.0))
}

/// From the scale of 0 to 1 to another. Both ends are met exactly, which `low + z (high - low)` does not promise.
#[inline(always)]
fn onto(z: f64, (low, high): (f64, f64)) -> f64 {
    low * (1.0 - z) + high * z
}

/// No lower than the one end and no higher than the other.
#[inline(always)]
fn clipped(z: f64, (lowest, highest): (f64, f64)) -> f64 {
    let z = if z < lowest { lowest } else { z };
    if z > highest { highest } else { z }
}

/// A yardstick of this length; degenerate unless the length is a positive number.
fn yardstick(origin: f64, length: f64) -> Yardstick {
    Yardstick { origin, length, degenerate: !(length > 0.0 && length.is_finite() && origin.is_finite()) }
}
