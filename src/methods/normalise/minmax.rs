//! Puts values between the smallest and the largest.
//!
//! **Formula.**
//! z = (x − min) / (max − min); where lower is better, z = (max − x) / (max − min).
//! On another scale, `minmax to a..b` or `minmax a..b`: a (1 − z) + b z.
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 5, min-max.
//!
//! **Algebra.**
//! Scale-invariant and translation-invariant: neither the unit, nor its zero, nor a weight applied before has an effect.
//! The result lies from 0 to 1, or on the scale given, and both ends are reached.
//! Signs are not kept: the smallest value becomes 0, whatever it was.
//! It turns round an indicator for which lower is better.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.**
//! Where all values of a group are equal (or there is only one) the range is 0 and the formula is 0/0.
//! Values become the lower end of the scale, 0 unless another is given, or what the policy says with `degenerate as N`: an indicator that tells nobody apart adds nothing to anybody, and the run reports it.
//!
//! **Missing.** Missing values take no part in the smallest and the largest and stay missing, of the same kind.
//!
//! **Example.**
//! 10, 15 and 30 become 0, 0.25 and 1; where lower is better 1, 0.75 and 0; on the scale 1..7 they become 1, 2.5 and 7.

use super::{Apply, Kernel, Normaliser, Pointwise, each, onto, target, yardstick};
use crate::{
    Domain, GroupStatistics, NormaliseAlgebra, OptionKind, OptionSpec, Options, Setting, Statistics, Yardstick,
};

/// `normalise minmax`, `normalise minmax to 0..100`
#[derive(Debug)]
pub struct MinMax;

impl Normaliser for MinMax {
    fn name(&self) -> &'static str {
        "minmax"
    }

    fn source(&self) -> &'static str {
        include_str!("minmax.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[
            OptionSpec { words: "to", kind: OptionKind::Range, about: "the ends of the result's scale" },
            OptionSpec { words: "", kind: OptionKind::Range, about: "the same without `to`" },
        ]
    }

    fn algebra(&self, options: &Options) -> NormaliseAlgebra {
        let (low, high) = target(options);
        NormaliseAlgebra {
            scale_invariant: true,
            translation_invariant: true,
            reverses: true,
            unit_free: true,
            keeps_sign: false,
            range: (Some(low.min(high)), Some(low.max(high))),
            domain: Domain::All,
            needs_goalposts: false,
        }
    }

    fn degenerate_with(&self, options: &Options) -> f64 {
        target(options).0
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Pointwise(self)
    }
}

impl Pointwise for MinMax {
    fn yardstick(&self, statistics: &GroupStatistics, _options: &Options, setting: &Setting) -> Yardstick {
        let origin = if setting.reverse { statistics.max } else { statistics.min };
        yardstick(origin, statistics.max - statistics.min)
    }

    fn statistics(&self, _options: &Options) -> Statistics {
        Statistics::Extremes
    }

    fn apply(&self, x: &[f64], groups: Option<&[u32]>, with: &Apply<'_>, out: &mut [f64]) {
        let scale = target(with.options);
        if with.setting.reverse {
            each(x, groups, with, out, move |x, y| onto((y.origin - x) / y.length, scale));
        } else {
            each(x, groups, with, out, move |x, y| onto((x - y.origin) / y.length, scale));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;
    use crate::OptionValue;

    const X: [f64; 3] = [10.0, 15.0, 30.0];
    const LOWER: Setting = Setting { goalposts: None, reverse: true };

    #[test]
    fn from_the_smallest_to_the_largest() {
        assert_eq!(normalised(&MinMax, &Options::default(), &Setting::default(), &X), [0.0, 0.25, 1.0]);
        assert_eq!(normalised(&MinMax, &Options::default(), &LOWER, &X), [1.0, 0.75, 0.0]);
    }

    #[test]
    fn another_scale_is_given_with_or_without_a_word() {
        for words in ["to", ""] {
            let options = Options { given: vec![(words, OptionValue::Range(1.0, 7.0))] };
            assert_eq!(normalised(&MinMax, &options, &Setting::default(), &X), [1.0, 2.5, 7.0]);
            assert_eq!(normalised(&MinMax, &options, &LOWER, &X), [7.0, 5.5, 1.0]);
            assert_eq!(normalised(&MinMax, &options, &Setting::default(), &[4.0, 4.0]), [1.0, 1.0]);
        }
    }

    #[test]
    fn equal_values_are_degenerate() {
        assert_eq!(normalised(&MinMax, &Options::default(), &Setting::default(), &[4.0, 4.0]), [0.0, 0.0]);
        assert_eq!(normalised(&MinMax, &Options::default(), &Setting::default(), &[4.0]), [0.0]);
    }

    #[test]
    fn the_ends_are_met_exactly() {
        let options = Options { given: vec![("to", OptionValue::Range(0.1, 0.7))] };
        let z = normalised(&MinMax, &options, &Setting::default(), &[0.3, 0.9, 0.4]);
        assert_eq!((z[0], z[1]), (0.1, 0.7));
    }
}
