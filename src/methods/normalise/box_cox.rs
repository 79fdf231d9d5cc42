//! Raises values to a power that makes their distribution as symmetric as a normal one.
//!
//! **Formula.**
//! z = (x^λ − 1) / λ; where λ = 0, z = ln x.
//! λ is given with `lambda`, or fitted within the group by maximum likelihood, between −5 and 5.
//!
//! **Source.** Box and Cox, An Analysis of Transformations, Journal of the Royal Statistical Society B 26 (1964).
//!
//! **Algebra.**
//! Neither scale-invariant nor translation-invariant; the λ that is fitted is the same in every unit.
//! Signs are not kept: what is below 1 becomes negative.
//! The order stays as it is; it cannot turn round an indicator for which lower is better, but a step after it can.
//! The unit of the result is a power of the indicator's: normalise it further, with `minmax` or `zscore`, before it meets others.
//!
//! **Domain.** Numbers above 0; elsewhere the result is missing, as inapplicable, and takes no part in the fit.
//!
//! **Degenerate cases.** Fitted: where all values of a group are equal (or there is only one) every λ fits; values become 0 unless the policy says `degenerate as N`.
//!
//! **Missing.** Missing values take no part in the fit and stay missing, of the same kind.
//!
//! **Example.** With `lambda 0.5` the values 1, 4 and 9 become 0, 2 and 4.

use super::{Apply, Kernel, Normaliser, Pointwise, each, yardstick};
use crate::power_fit::power;
use crate::transcendental::logarithms;
use crate::{
    Domain, GroupStatistics, Interval, NormaliseAlgebra, OptionKind, OptionSpec, Options, Setting, Statistics,
    Yardstick,
};

/// `normalise box-cox`, `normalise box-cox lambda 0.5`
#[derive(Debug)]
pub struct BoxCox;

impl Normaliser for BoxCox {
    fn name(&self) -> &'static str {
        "box-cox"
    }

    fn source(&self) -> &'static str {
        include_str!("box_cox.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[OptionSpec {
            words: "lambda",
            kind: OptionKind::Number,
            about: "the power; without it, the one that fits best (maximum likelihood)",
        }]
    }

    fn algebra(&self, _options: &Options) -> NormaliseAlgebra {
        NormaliseAlgebra {
            scale_invariant: false,
            translation_invariant: false,
            reverses: false,
            unit_free: false,
            keeps_sign: false,
            range: (None, None),
            domain: Domain::Positive,
            needs_goalposts: false,
        }
    }

    fn reach(&self, before: Interval, _setting: &Setting, options: &Options) -> Interval {
        let Some(lambda) = options.number("lambda") else { return Interval::ALL };
        let end = |x: f64| if x > 0.0 { transformed(libm::log(x), lambda) } else { f64::NAN };
        Interval::new(end(before.low), end(before.high))
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Pointwise(self)
    }
}

impl Pointwise for BoxCox {
    fn yardstick(&self, _statistics: &GroupStatistics, options: &Options, _setting: &Setting) -> Yardstick {
        match options.number("lambda") {
            Some(lambda) => yardstick(lambda, 1.0),
            None => yardstick(0.0, 0.0),
        }
    }

    fn fit(&self, values: &mut [f64], _options: &Options, _setting: &Setting) -> Yardstick {
        match power(values) {
            Some(lambda) => yardstick(lambda, 1.0),
            None => yardstick(0.0, 0.0),
        }
    }

    fn statistics(&self, options: &Options) -> Statistics {
        if options.has("lambda") { Statistics::Nothing } else { Statistics::Values }
    }

    fn apply(&self, x: &[f64], groups: Option<&[u32]>, with: &Apply<'_>, out: &mut [f64]) {
        let mut logs = vec![0.0; x.len()];
        logarithms(x, &mut logs);
        each(&logs, groups, with, out, |log, y| transformed(log, y.origin));
    }
}

/// The formula, of the logarithm.
fn transformed(log: f64, lambda: f64) -> f64 {
    // The difference of two numbers near 1 would lose what is sought where λ ln x is small.
    if lambda == 0.0 { log } else { libm::expm1(lambda * log) / lambda }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;
    use crate::{OptionValue, UNDEFINED};

    #[test]
    fn a_given_power() {
        let lambda = |l| Options { given: vec![("lambda", OptionValue::Number(l))] };
        let z = normalised(&BoxCox, &lambda(0.5), &Setting::default(), &[1.0, 4.0, 9.0, 0.0, -2.0]);
        assert!(z[..3].iter().zip([0.0, 2.0, 4.0]).all(|(a, b)| (a - b).abs() < 1e-14), "{z:?}");
        assert_eq!((z[3].to_bits(), z[4].to_bits()), (UNDEFINED.to_bits(), UNDEFINED.to_bits()));
        assert_eq!(normalised(&BoxCox, &lambda(0.0), &Setting::default(), &[1.0]), [0.0]);
    }

    #[test]
    fn equal_values_fit_every_power() {
        assert_eq!(normalised(&BoxCox, &Options::default(), &Setting::default(), &[3.0, 3.0]), [0.0, 0.0]);
    }
}
