//! Says how far a value has come from the worst one observed to a target.
//!
//! **Formula.**
//! z = (x − min) / (target − min); where lower is better, z = (max − x) / (max − target).
//! The target is the number given, or the better end of the indicator's goalposts.
//! With `capped` what is beyond the target counts as the target: z is at most 1.
//!
//! **Source.** COINr (Becker, Caperna, Del Sorbo, Norlén, Papadimitriou and Saisana, 2022), `n_dist2targ`; the Handbook's Step 5, distance to a reference, speaks of external targets.
//!
//! **Algebra.**
//! Neither scale-invariant nor translation-invariant: the target is in the unit of the indicator, so that a weight applied before changes the result.
//! The worst value observed becomes 0, the target 1; capped, results lie from 0 to 1.
//! Signs are not kept.
//! It turns round an indicator for which lower is better.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.**
//! Where even the worst value reaches the target (or is beyond it) there is no distance to go.
//! Values become 1 unless the policy says `degenerate as N`: everybody is there, and the run reports it.
//!
//! **Missing.** Missing values take no part in the smallest and the largest and stay missing, of the same kind.
//!
//! **Example.** 10, 40 and 60 with `distance to target 50` become 0, 0.75 and 1.25; with `capped` the last becomes 1.

use super::{Apply, Kernel, Normaliser, Pointwise, clipped, each, yardstick};
use crate::{
    Domain, GroupStatistics, NormaliseAlgebra, OptionKind, OptionSpec, Options, Setting, Statistics, Yardstick,
};

/// `normalise distance to target 50 capped`
#[derive(Debug)]
pub struct DistanceToTarget;

impl Normaliser for DistanceToTarget {
    fn name(&self) -> &'static str {
        "distance to target"
    }

    fn source(&self) -> &'static str {
        include_str!("distance_to_target.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[
            OptionSpec {
                words: "",
                kind: OptionKind::Number,
                about: "the target; without it, the better end of the indicator's goalposts",
            },
            OptionSpec {
                words: "capped",
                kind: OptionKind::Flag,
                about: "values beyond the target count as the target",
            },
        ]
    }

    fn algebra(&self, options: &Options) -> NormaliseAlgebra {
        NormaliseAlgebra {
            scale_invariant: false,
            translation_invariant: false,
            reverses: true,
            unit_free: true,
            keeps_sign: false,
            range: (Some(0.0), options.has("capped").then_some(1.0)),
            domain: Domain::All,
            needs_goalposts: options.number("").is_none(),
        }
    }

    fn degenerate(&self) -> f64 {
        1.0
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Pointwise(self)
    }
}

impl Pointwise for DistanceToTarget {
    fn yardstick(&self, statistics: &GroupStatistics, options: &Options, setting: &Setting) -> Yardstick {
        let of_goalposts = || setting.goalposts.map(|(lower, upper)| if setting.reverse { lower } else { upper });
        let target = options.number("").or_else(of_goalposts).unwrap_or(f64::NAN);
        if setting.reverse {
            yardstick(statistics.max, statistics.max - target)
        } else {
            yardstick(statistics.min, target - statistics.min)
        }
    }

    fn statistics(&self, _options: &Options) -> Statistics {
        Statistics::Extremes
    }

    fn apply(&self, x: &[f64], groups: Option<&[u32]>, with: &Apply<'_>, out: &mut [f64]) {
        let ends = (f64::NEG_INFINITY, if with.options.has("capped") { 1.0 } else { f64::INFINITY });
        if with.setting.reverse {
            each(x, groups, with, out, move |x, y| clipped((y.origin - x) / y.length, ends));
        } else {
            each(x, groups, with, out, move |x, y| clipped((x - y.origin) / y.length, ends));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;
    use crate::OptionValue;

    const X: [f64; 3] = [10.0, 40.0, 60.0];

    #[test]
    fn from_the_worst_to_the_target() {
        let mut options = Options { given: vec![("", OptionValue::Number(50.0))] };
        assert_eq!(normalised(&DistanceToTarget, &options, &Setting::default(), &X), [0.0, 0.75, 1.25]);
        options.given.push(("capped", OptionValue::Flag));
        assert_eq!(normalised(&DistanceToTarget, &options, &Setting::default(), &X), [0.0, 0.75, 1.0]);
    }

    #[test]
    fn a_goalpost_is_a_target() {
        let setting = Setting { goalposts: Some((20.0, 50.0)), reverse: true };
        assert_eq!(normalised(&DistanceToTarget, &Options::default(), &setting, &X), [1.25, 0.5, 0.0]);
        let reached = Setting { goalposts: Some((0.0, 5.0)), reverse: false };
        assert_eq!(normalised(&DistanceToTarget, &Options::default(), &reached, &X), [1.0; 3]);
    }
}
