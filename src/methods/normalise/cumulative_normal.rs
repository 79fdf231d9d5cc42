//! Says which share of a normal distribution lies below a value: a z-score bent into the range from 0 to 1.
//!
//! **Formula.**
//! z = Φ((x − mean) / s) with the distribution function Φ of the standard normal distribution and the sample standard
//! deviation s; with `population`, s is that of the whole population (n).
//! Where lower is better, z = Φ((mean − x) / s).
//!
//! **Source.**
//! Times Higher Education, World University Rankings methodology: indicators are scored by the cumulative probability of
//! their z-scores.
//! OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 5, for the standardisation that it begins with.
//!
//! **Algebra.**
//! Scale-invariant and translation-invariant: neither the unit, nor its zero, nor a weight applied before has an effect.
//! The result lies from 0 to 1, the mean becomes ½.
//! Signs are not kept.
//! It turns round an indicator for which lower is better.
//!
//! **Domain.** All numbers; the result is a share of the others in fact only where they are about normally distributed.
//!
//! **Degenerate cases.** Where all values of a group are equal (or there is only one) there is no variance: values become ½ unless the policy says `degenerate as N`.
//!
//! **Missing.** Missing values take no part in the mean and the deviation and stay missing, of the same kind.
//!
//! **Example.** 2, 4 and 9 have the z-scores −0.8321, −0.2774 and 1.1094; they become 0.2027, 0.3908 and 0.8664.

use super::zscore::ZScore;
use super::{Apply, Kernel, Normaliser, Pointwise};
use crate::{GroupStatistics, NormaliseAlgebra, OptionSpec, Options, Setting, Yardstick};

/// `normalise cumulative normal`
#[derive(Debug)]
pub struct CumulativeNormal;

impl Normaliser for CumulativeNormal {
    fn name(&self) -> &'static str {
        "cumulative normal"
    }

    fn source(&self) -> &'static str {
        include_str!("cumulative_normal.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        ZScore.options()
    }

    fn algebra(&self, options: &Options) -> NormaliseAlgebra {
        NormaliseAlgebra { range: (Some(0.0), Some(1.0)), ..ZScore.algebra(options) }
    }

    fn bounded_among(&self, _options: &Options) -> bool {
        true
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

impl Pointwise for CumulativeNormal {
    fn yardstick(&self, statistics: &GroupStatistics, options: &Options, setting: &Setting) -> Yardstick {
        ZScore.yardstick(statistics, options, setting)
    }

    fn apply(&self, x: &[f64], groups: Option<&[u32]>, with: &Apply<'_>, out: &mut [f64]) {
        // What a degenerate value becomes is decided at the end, and stays out of the function.
        ZScore.apply(x, groups, &Apply { degenerate: f64::NAN, ..*with }, out);
        for (o, x) in out.iter_mut().zip(x) {
            *o = match (x.is_nan(), o.is_nan()) {
                (true, _) => *x,
                (false, true) => with.degenerate,
                (false, false) => 0.5 * libm::erfc(-*o * std::f64::consts::FRAC_1_SQRT_2),
            };
        }
    }

    fn stays_finite(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;

    #[test]
    fn shares_of_a_normal_distribution() {
        let x = [2.0, 4.0, 9.0];
        // Python: statistics.NormalDist().cdf((x - 5) / math.sqrt(13))
        let below = [0.202_690_278_229_471_22, 0.390_755_647_499_356_65, 0.866_371_253_422_806_1];
        let z = normalised(&CumulativeNormal, &Options::default(), &Setting::default(), &x);
        assert!(z.iter().zip(below).all(|(z, want)| (z - want).abs() < 1e-14), "{z:?}");
        let lower = Setting { goalposts: None, reverse: true };
        let z = normalised(&CumulativeNormal, &Options::default(), &lower, &x);
        assert!(z.iter().zip(below).all(|(z, want)| (z - (1.0 - want)).abs() < 1e-14), "{z:?}");
        assert_eq!(normalised(&CumulativeNormal, &Options::default(), &lower, &[7.0]), [0.5]);
    }
}
