//! Divides by the length of the column taken as a vector (the L2 norm).
//!
//! **Formula.** z = x / √(Σ x²), the sum taken within the group.
//!
//! **Source.** Hwang and Yoon, Multiple Attribute Decision Making (1981), where it is the first step of TOPSIS.
//!
//! **Algebra.**
//! Scale-invariant: f(c x) = f(x) for every c > 0, so that neither the unit of measurement nor a weight applied before has an effect.
//! Not translation-invariant.
//! Signs are kept; results lie from −1 to 1, and their squares add up to 1.
//! It cannot turn round an indicator for which lower is better.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** A group without values, or in which all are 0: values become 0 unless the policy says `degenerate as N`.
//!
//! **Missing.** Missing values take no part in the sum and stay missing, of the same kind.
//!
//! **Example.** 3 and −4 become 0.6 and −0.8.

use super::{Apply, Kernel, Normaliser, Pointwise, shares, yardstick};
use crate::{Domain, GroupStatistics, NormaliseAlgebra, Options, Setting, Statistics, Yardstick};

/// `normalise vector`
#[derive(Debug)]
pub struct Vector;

impl Normaliser for Vector {
    fn name(&self) -> &'static str {
        "vector"
    }

    fn source(&self) -> &'static str {
        include_str!("vector.rs")
    }

    fn algebra(&self, _options: &Options) -> NormaliseAlgebra {
        NormaliseAlgebra {
            scale_invariant: true,
            translation_invariant: false,
            reverses: false,
            unit_free: true,
            keeps_sign: true,
            range: (Some(-1.0), Some(1.0)),
            domain: Domain::All,
            needs_goalposts: false,
        }
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Pointwise(self)
    }
}

impl Pointwise for Vector {
    fn yardstick(&self, statistics: &GroupStatistics, _options: &Options, _setting: &Setting) -> Yardstick {
        yardstick(0.0, statistics.square_sum.sqrt())
    }

    fn statistics(&self, _options: &Options) -> Statistics {
        Statistics::SquareSum
    }

    fn apply(&self, x: &[f64], groups: Option<&[u32]>, with: &Apply<'_>, out: &mut [f64]) {
        shares(x, groups, with, out);
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;

    #[test]
    fn of_length_one() {
        let z = |x: &[f64]| normalised(&Vector, &Options::default(), &Setting::default(), x);
        assert_eq!(z(&[3.0, -4.0]), [0.6, -0.8]);
        assert_eq!(z(&[0.0, 0.0]), [0.0, 0.0]);
    }
}
