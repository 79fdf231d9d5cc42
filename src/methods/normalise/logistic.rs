//! Bends values into an S between 0 and 1, so that differences near the middle count more than those far out.
//!
//! **Formula.**
//! z = 1 / (1 + exp(−(x − m) / s)); where lower is better, z = 1 / (1 + exp((x − m) / s)).
//! m is the mean and s the sample standard deviation of the group, unless `midpoint` or `scale` gives them.
//!
//! **Source.** Softmax scaling: Pyle, Data Preparation for Data Mining (1999), chapter 7; the logistic function is Verhulst's (1838).
//!
//! **Algebra.**
//! Scale-invariant where neither midpoint nor scale is given; translation-invariant where the midpoint is not.
//! The result lies from 0 to 1, the midpoint becomes ½.
//! Signs are not kept.
//! It turns round an indicator for which lower is better.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** Where all values of a group are equal (or there is only one) there is no deviation to count in: values become ½ unless the policy says `degenerate as N`.
//!
//! **Missing.** Missing values take no part in mean and deviation and stay missing, of the same kind.
//!
//! **Example.** With `midpoint 50 scale 10` the values 40, 50 and 70 become 0.2689, 0.5 and 0.8808.

use super::{Apply, Kernel, Normaliser, Pointwise, distances, yardstick};
use crate::transcendental::logistic;
use crate::wide::wide;
use crate::{
    Domain, GroupStatistics, NormaliseAlgebra, OptionKind, OptionSpec, Options, Setting, Statistics, Yardstick,
};

/// `normalise logistic`, `normalise logistic midpoint 50 scale 10`
#[derive(Debug)]
pub struct Logistic;

impl Normaliser for Logistic {
    fn name(&self) -> &'static str {
        "logistic"
    }

    fn source(&self) -> &'static str {
        include_str!("logistic.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[
            OptionSpec { words: "midpoint", kind: OptionKind::Number, about: "what becomes ½; the mean without it" },
            OptionSpec {
                words: "scale",
                kind: OptionKind::Number,
                about: "how far from the midpoint 0.73 is reached; the sample standard deviation without it",
            },
        ]
    }

    fn algebra(&self, options: &Options) -> NormaliseAlgebra {
        let (midpoint, scale) = (options.has("midpoint"), options.has("scale"));
        NormaliseAlgebra {
            scale_invariant: !midpoint && !scale,
            translation_invariant: !midpoint,
            reverses: true,
            unit_free: true,
            keeps_sign: false,
            range: (Some(0.0), Some(1.0)),
            domain: Domain::All,
            needs_goalposts: false,
        }
    }

    fn bounded_among(&self, _options: &Options) -> bool {
        true
    }

    fn objection(&self, options: &Options) -> Option<String> {
        options.number("scale").filter(|s| *s <= 0.0).map(|_| "a scale must be above 0".to_owned())
    }

    fn degenerate(&self) -> f64 {
        0.5
    }

    fn reaches_ends(&self, _options: &Options) -> bool {
        false
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Pointwise(self)
    }
}

impl Pointwise for Logistic {
    fn yardstick(&self, statistics: &GroupStatistics, options: &Options, _setting: &Setting) -> Yardstick {
        let nobody = statistics.count == 0;
        let middle = options.number("midpoint").unwrap_or(if nobody { f64::NAN } else { statistics.mean });
        let deviation = || {
            // Equal values may have a mean a rounding error away from them, so that the sum of squares does not tell.
            let differ = statistics.min < statistics.max;
            if differ { (statistics.squares / statistics.count.saturating_sub(1) as f64).sqrt() } else { 0.0 }
        };
        yardstick(middle, options.number("scale").unwrap_or_else(deviation))
    }

    fn statistics(&self, options: &Options) -> Statistics {
        match (options.has("midpoint"), options.has("scale")) {
            (true, true) => Statistics::Nothing,
            (false, true) => Statistics::Sums,
            (_, false) => Statistics::Moments,
        }
    }

    fn apply(&self, x: &[f64], groups: Option<&[u32]>, with: &Apply<'_>, out: &mut [f64]) {
        // What a degenerate value becomes is decided at the end, and stays out of the exponential.
        let through = Apply { degenerate: f64::NAN, ..*with };
        distances(x, groups, &through, out, !with.setting.reverse);
        logistic(out);
        if groups.is_none() && with.yardsticks.first().is_some_and(|y| !y.degenerate) {
            return;
        }
        wide(
            #[inline(always)]
            || {
                for (o, x) in out.iter_mut().zip(x) {
                    let z = if o.is_nan() { with.degenerate } else { *o };
                    *o = if x.is_nan() { *x } else { z };
                }
            },
        );
    }

    fn stays_finite(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;
    use crate::OptionValue;

    #[test]
    fn around_a_midpoint() {
        let given = vec![("midpoint", OptionValue::Number(50.0)), ("scale", OptionValue::Number(10.0))];
        let z = normalised(&Logistic, &Options { given }, &Setting::default(), &[40.0, 50.0, 70.0, 1e9, -1e9]);
        // Python: 1 / (1 + math.exp(1)), 1 / (1 + math.exp(-2))
        assert!((z[0] - 0.268_941_421_369_995_1).abs() < 1e-15, "{z:?}");
        assert!((z[2] - 0.880_797_077_977_882_3).abs() < 1e-15, "{z:?}");
        assert_eq!((z[1], z[3], z[4]), (0.5, 1.0, 0.0));
    }

    #[test]
    fn equal_values_are_in_the_middle() {
        assert_eq!(normalised(&Logistic, &Options::default(), &Setting::default(), &[0.1; 10]), [0.5; 10]);
    }
}
