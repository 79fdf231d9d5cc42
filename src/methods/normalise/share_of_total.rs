//! Divides by the sum: the share of the whole.
//!
//! **Formula.** z = x / Σ x, the sum taken within the group.
//!
//! **Source.** Shares as in the Herfindahl–Hirschman index and in statistics of trade: the part of a country in the exports of all.
//!
//! **Algebra.**
//! Scale-invariant: f(c x) = f(x) for every c > 0, so that neither the unit of measurement nor a weight applied before has an effect.
//! Not translation-invariant.
//! Signs are kept, and the results of a group add up to 1; where no value is negative they lie from 0 to 1.
//! It cannot turn round an indicator for which lower is better.
//!
//! **Domain.** All numbers, as long as their sum is positive; shares in the everyday sense where none is negative.
//!
//! **Degenerate cases.** A group without values, or whose sum is 0 or negative: values become 0 unless the policy says `degenerate as N`, because there is nothing to have a share of.
//!
//! **Missing.** Missing values take no part in the sum and stay missing, of the same kind.
//!
//! **Example.** 2, 3 and 5 become 0.2, 0.3 and 0.5.

use super::{Apply, Kernel, Normaliser, Pointwise, shares, yardstick};
use crate::{Domain, GroupStatistics, NormaliseAlgebra, Options, Setting, Statistics, Yardstick};

/// `normalise share of total`
#[derive(Debug)]
pub struct ShareOfTotal;

impl Normaliser for ShareOfTotal {
    fn name(&self) -> &'static str {
        "share of total"
    }

    fn source(&self) -> &'static str {
        include_str!("share_of_total.rs")
    }

    fn algebra(&self, _options: &Options) -> NormaliseAlgebra {
        NormaliseAlgebra {
            scale_invariant: true,
            translation_invariant: false,
            reverses: false,
            unit_free: true,
            keeps_sign: true,
            range: (None, None),
            domain: Domain::All,
            needs_goalposts: false,
        }
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Pointwise(self)
    }
}

impl Pointwise for ShareOfTotal {
    fn yardstick(&self, statistics: &GroupStatistics, _options: &Options, _setting: &Setting) -> Yardstick {
        yardstick(0.0, statistics.sum)
    }

    fn statistics(&self, _options: &Options) -> Statistics {
        Statistics::Sums
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
    fn shares_add_up_and_nothing_has_no_shares() {
        let shares = |x: &[f64]| normalised(&ShareOfTotal, &Options::default(), &Setting::default(), x);
        assert_eq!(shares(&[2.0, 3.0, 5.0]), [0.2, 0.3, 0.5]);
        assert_eq!(shares(&[2.0, -3.0]), [0.0, 0.0]);
        assert_eq!(shares(&[0.0, 0.0]), [0.0, 0.0]);
    }
}
