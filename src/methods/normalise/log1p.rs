//! Takes the logarithm of 1 + x: for counts and amounts among which there are zeros.
//!
//! **Formula.** z = ln(1 + x).
//!
//! **Source.** Bartlett, The Use of Transformations, Biometrics 3 (1947): ln(1 + x) for counts with zeros.
//!
//! **Algebra.**
//! Neither scale-invariant nor translation-invariant: the 1 is in the unit of the indicator, so that a weight applied before changes the result.
//! 0 stays 0, and nothing becomes negative.
//! The order stays as it is; it cannot turn round an indicator for which lower is better, but a step after it can.
//!
//! **Domain.** 0 and above; elsewhere the result is missing, as inapplicable.
//!
//! **Degenerate cases.** None: nothing is compared with anybody else.
//!
//! **Missing.** Missing stays missing, of the same kind.
//!
//! **Example.** 0, 9 and 99 become 0, 2.3026 and 4.6052.

use super::{Apply, Kernel, Normaliser, Pointwise};
use crate::transcendental::logarithms_of_one_more;
use crate::{Domain, GroupStatistics, Interval, NormaliseAlgebra, Options, Setting, Statistics, Yardstick};

/// `normalise log1p`
#[derive(Debug)]
pub struct Log1p;

impl Normaliser for Log1p {
    fn name(&self) -> &'static str {
        "log1p"
    }

    fn source(&self) -> &'static str {
        include_str!("log1p.rs")
    }

    fn algebra(&self, _options: &Options) -> NormaliseAlgebra {
        NormaliseAlgebra {
            scale_invariant: false,
            translation_invariant: false,
            reverses: false,
            unit_free: false,
            keeps_sign: true,
            range: (Some(0.0), None),
            domain: Domain::NonNegative,
            needs_goalposts: false,
        }
    }

    fn reach(&self, before: Interval, _setting: &Setting, _options: &Options) -> Interval {
        Interval::new(libm::log1p(before.low.max(0.0)), libm::log1p(before.high.max(0.0)))
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Pointwise(self)
    }
}

impl Pointwise for Log1p {
    fn yardstick(&self, _statistics: &GroupStatistics, _options: &Options, _setting: &Setting) -> Yardstick {
        Yardstick { origin: 0.0, length: 1.0, degenerate: false }
    }

    fn statistics(&self, _options: &Options) -> Statistics {
        Statistics::Nothing
    }

    fn stays_finite(&self) -> bool {
        true
    }

    fn apply(&self, x: &[f64], _groups: Option<&[u32]>, _with: &Apply<'_>, out: &mut [f64]) {
        logarithms_of_one_more(x, out);
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;
    use crate::UNDEFINED;

    #[test]
    fn zero_is_zero() {
        let z = normalised(&Log1p, &Options::default(), &Setting::default(), &[0.0, 9.0, -0.5]);
        assert_eq!(z[0], 0.0);
        assert!((z[1] - std::f64::consts::LN_10).abs() < 1e-15);
        assert_eq!(z[2].to_bits(), UNDEFINED.to_bits());
    }
}
