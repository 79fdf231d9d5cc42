//! Counts in robust standard deviations from the median, so that a few extreme values do not set the scale.
//!
//! **Formula.**
//! z = (x − median) / (1.4826 MAD), where MAD is the median of |x − median|.
//! 1.4826 makes the MAD of a normal distribution its standard deviation; `unscaled` leaves it out.
//! Where lower is better, z = (median − x) / (1.4826 MAD).
//!
//! **Source.**
//! Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993), modified z-scores (their 0.6745 is 1 / 1.4826).
//! Rousseeuw and Croux, Alternatives to the Median Absolute Deviation (1993).
//!
//! **Algebra.**
//! Scale-invariant and translation-invariant: neither the unit, nor its zero, nor a weight applied before has an effect.
//! The results of a group have median 0; there are no bounds.
//! Signs are not kept: what is below the median becomes negative.
//! It turns round an indicator for which lower is better.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.**
//! Where more than half of the values of a group are equal the MAD is 0, even if the others differ.
//! Values become 0 unless the policy says `degenerate as N`, and the run reports the group: `zscore` still tells them apart.
//!
//! **Missing.** Missing values take no part in the medians and stay missing, of the same kind.
//!
//! **Example.** 1, 2, 3, 4 and 100 have median 3 and MAD 1; 100 becomes 97 / 1.4826 = 65.43 and 1 becomes −1.349.

use super::{Apply, Kernel, Normaliser, Pointwise, distances, yardstick};
use crate::order_statistics::median;
use crate::{
    Domain, GroupStatistics, NormaliseAlgebra, OptionKind, OptionSpec, Options, Setting, Statistics, Yardstick,
};

/// `normalise robust zscore`, `normalise robust zscore unscaled`
#[derive(Debug)]
pub struct RobustZScore;

/// The standard deviation of a normal distribution in units of its MAD, as it is printed everywhere.
const SCALE: f64 = 1.4826;

impl Normaliser for RobustZScore {
    fn name(&self) -> &'static str {
        "robust zscore"
    }

    fn source(&self) -> &'static str {
        include_str!("robust_zscore.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[OptionSpec { words: "unscaled", kind: OptionKind::Flag, about: "divide by the MAD itself, without 1.4826" }]
    }

    fn algebra(&self, _options: &Options) -> NormaliseAlgebra {
        NormaliseAlgebra {
            scale_invariant: true,
            translation_invariant: true,
            reverses: true,
            unit_free: true,
            keeps_sign: false,
            range: (None, None),
            domain: Domain::All,
            needs_goalposts: false,
        }
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Pointwise(self)
    }
}

impl Pointwise for RobustZScore {
    fn yardstick(&self, _statistics: &GroupStatistics, _options: &Options, _setting: &Setting) -> Yardstick {
        yardstick(0.0, 0.0)
    }

    fn fit(&self, values: &mut [f64], options: &Options, _setting: &Setting) -> Yardstick {
        let middle = median(values);
        values.iter_mut().for_each(|x| *x = (*x - middle).abs());
        let mad = median(values);
        yardstick(middle, if options.has("unscaled") { mad } else { SCALE * mad })
    }

    fn statistics(&self, _options: &Options) -> Statistics {
        Statistics::Values
    }

    fn apply(&self, x: &[f64], groups: Option<&[u32]>, with: &Apply<'_>, out: &mut [f64]) {
        distances(x, groups, with, out, with.setting.reverse);
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;
    use crate::OptionValue;

    #[test]
    fn one_extreme_value_changes_nothing_for_the_others() {
        let unscaled = Options { given: vec![("unscaled", OptionValue::Flag)] };
        let x = [1.0, 2.0, 3.0, 4.0, 100.0];
        assert_eq!(normalised(&RobustZScore, &unscaled, &Setting::default(), &x), [-2.0, -1.0, 0.0, 1.0, 97.0]);
        let z = normalised(&RobustZScore, &Options::default(), &Setting { goalposts: None, reverse: true }, &x);
        assert_eq!((z[0], z[4]), (2.0 / 1.4826, -97.0 / 1.4826));
    }

    #[test]
    fn most_values_equal_is_degenerate() {
        let z = normalised(&RobustZScore, &Options::default(), &Setting::default(), &[5.0, 5.0, 5.0, 9.0]);
        assert_eq!(z, [0.0; 4]);
    }
}
