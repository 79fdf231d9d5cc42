//! Says only whether a value is clearly above the mean, around it, or clearly below it: 1, 0 or −1.
//!
//! **Formula.**
//! z = 1 where x > m + p |m|, −1 where x < m − p |m|, and 0 between, with the mean m and the threshold p (0 unless given).
//! Where lower is better the two signs change places.
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 5, indicators above or below the mean; its Table 15 has p = 20%.
//!
//! **Algebra.**
//! Scale-invariant: neither the unit nor a weight applied before has an effect.
//! Translation-invariant only without a threshold, which is a share of the mean.
//! The result is −1, 0 or 1.
//! Signs and distances are not kept.
//! It turns round an indicator for which lower is better.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** None among values that are there: where all are equal, all are around the mean. With `among` and none of those rows, values become 0 unless the policy says `degenerate as N`.
//!
//! **Missing.** Missing values take no part in the mean and stay missing, of the same kind.
//!
//! **Example.** 10, 13, 11 and 6 have the mean 10; with `threshold 20%` they become 0, 1, 0 and −1, without it 0, 1, 1 and −1.

use super::{Apply, Kernel, Normaliser, Pointwise, each};
use crate::{
    Domain, GroupStatistics, NormaliseAlgebra, OptionKind, OptionSpec, Options, Setting, Statistics, Yardstick,
};

/// `normalise above or below mean threshold 20%`
#[derive(Debug)]
pub struct AboveOrBelowMean;

impl Normaliser for AboveOrBelowMean {
    fn name(&self) -> &'static str {
        "above or below mean"
    }

    fn source(&self) -> &'static str {
        include_str!("above_or_below_mean.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[OptionSpec {
            words: "threshold",
            kind: OptionKind::Number,
            about: "how far from the mean, as a share of it, still counts as around it",
        }]
    }

    fn algebra(&self, options: &Options) -> NormaliseAlgebra {
        NormaliseAlgebra {
            scale_invariant: true,
            translation_invariant: threshold(options) == 0.0,
            reverses: true,
            unit_free: true,
            keeps_sign: false,
            range: (Some(-1.0), Some(1.0)),
            domain: Domain::All,
            needs_goalposts: false,
        }
    }

    fn bounded_among(&self, _options: &Options) -> bool {
        true
    }

    fn objection(&self, options: &Options) -> Option<String> {
        (threshold(options) < 0.0).then(|| "a threshold is 0 or more, such as `20%`".to_owned())
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Pointwise(self)
    }
}

fn threshold(options: &Options) -> f64 {
    options.number("threshold").unwrap_or(0.0)
}

impl Pointwise for AboveOrBelowMean {
    fn yardstick(&self, statistics: &GroupStatistics, options: &Options, _setting: &Setting) -> Yardstick {
        // Equal values may have a mean a rounding error away from them.
        let mean = if statistics.min >= statistics.max { statistics.min } else { statistics.mean };
        let around = threshold(options) * mean.abs();
        Yardstick { origin: mean, length: around, degenerate: statistics.count == 0 || !around.is_finite() }
    }

    fn statistics(&self, _options: &Options) -> Statistics {
        Statistics::Sums
    }

    fn apply(&self, x: &[f64], groups: Option<&[u32]>, with: &Apply<'_>, out: &mut [f64]) {
        let (above, below) = if with.setting.reverse { (-1.0, 1.0) } else { (1.0, -1.0) };
        each(x, groups, with, out, move |x, y| {
            let z = if x > y.origin + y.length { above } else { 0.0 };
            if x < y.origin - y.length { below } else { z }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;
    use crate::OptionValue;

    #[test]
    fn with_and_without_a_threshold() {
        let x = [10.0, 13.0, 11.0, 6.0];
        let options = Options { given: vec![("threshold", OptionValue::Number(0.2))] };
        assert_eq!(normalised(&AboveOrBelowMean, &options, &Setting::default(), &x), [0.0, 1.0, 0.0, -1.0]);
        let none = Options::default();
        assert_eq!(normalised(&AboveOrBelowMean, &none, &Setting::default(), &x), [0.0, 1.0, 1.0, -1.0]);
        let lower = Setting { goalposts: None, reverse: true };
        assert_eq!(normalised(&AboveOrBelowMean, &none, &lower, &x), [0.0, -1.0, -1.0, 1.0]);
        assert_eq!(normalised(&AboveOrBelowMean, &none, &Setting::default(), &[0.1; 10]), [0.0; 10]);
    }
}
