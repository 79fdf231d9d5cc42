//! Counts in standard deviations from the mean.
//!
//! **Formula.**
//! z = (x − mean) / s with the sample standard deviation s = √(Σ (x − mean)² / (n − 1)).
//! With `population` the sum is divided by n.
//! Where lower is better, z = (mean − x) / s.
//!
//! **Source.**
//! OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 5, standardisation (z-scores).
//! The figures of its Table 15 are those of the sample standard deviation.
//!
//! **Algebra.**
//! Scale-invariant and translation-invariant: neither the unit, nor its zero, nor a weight applied before has an effect.
//! The results of a group have mean 0 and standard deviation 1; there are no bounds.
//! Signs are not kept: what is below the mean becomes negative, so that squaring the result would reward the worst.
//! It turns round an indicator for which lower is better.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.**
//! Where all values of a group are equal there is no variance, and a single value has no sample standard deviation.
//! Values become 0, the mean of all z-scores, unless the policy says `degenerate as N`.
//!
//! **Missing.** Missing values take no part in the mean and the deviation and stay missing, of the same kind.
//!
//! **Example.**
//! 2, 4 and 9 have mean 5 and s = √((9 + 1 + 16) / 2) = 3.6056; they become −0.8321, −0.2774 and 1.1094.

use super::{Apply, Kernel, Normaliser, Pointwise, distances, yardstick};
use crate::{Domain, GroupStatistics, NormaliseAlgebra, OptionKind, OptionSpec, Options, Setting, Yardstick};

/// `normalise zscore`, `normalise zscore population`
#[derive(Debug)]
pub struct ZScore;

impl Normaliser for ZScore {
    fn name(&self) -> &'static str {
        "zscore"
    }

    fn source(&self) -> &'static str {
        include_str!("zscore.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[OptionSpec {
            words: "population",
            kind: OptionKind::Flag,
            about: "the standard deviation of the whole population (n) instead of the sample's (n − 1)",
        }]
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

impl Pointwise for ZScore {
    fn yardstick(&self, statistics: &GroupStatistics, options: &Options, _setting: &Setting) -> Yardstick {
        // Equal values may have a mean a rounding error away from them, so that the sum of squares alone does not tell.
        if statistics.min >= statistics.max {
            return yardstick(statistics.mean, 0.0);
        }
        let freedom = if options.has("population") { statistics.count } else { statistics.count.saturating_sub(1) };
        yardstick(statistics.mean, (statistics.squares / freedom as f64).sqrt())
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

    fn close(a: &[f64], b: &[f64]) {
        assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-13), "{a:?} are not {b:?}");
    }

    #[test]
    fn sample_and_population() {
        // By hand: mean 5, squares 9 + 1 + 16 = 26; s² is 13 for the sample and 26/3 for the population.
        let (sample, population) = (13f64.sqrt(), (26.0 / 3.0f64).sqrt());
        let x = [2.0, 4.0, 9.0];
        close(
            &normalised(&ZScore, &Options::default(), &Setting::default(), &x),
            &[-3.0 / sample, -1.0 / sample, 4.0 / sample],
        );
        let options = Options { given: vec![("population", OptionValue::Flag)] };
        let lower = Setting { goalposts: None, reverse: true };
        close(&normalised(&ZScore, &options, &lower, &x), &[3.0 / population, 1.0 / population, -4.0 / population]);
    }

    #[test]
    fn no_variance_is_degenerate() {
        // Ten times 0.1 add up to slightly less than 1, so that the mean is not 0.1.
        assert_eq!(normalised(&ZScore, &Options::default(), &Setting::default(), &[0.1; 10]), [0.0; 10]);
        assert_eq!(normalised(&ZScore, &Options::default(), &Setting::default(), &[7.0]), [0.0]);
    }
}
