//! Divides by the largest value: the distance to the best performer, as a share of it.
//!
//! **Formula.** z = x / max(x), the maximum taken within the group.
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 5, distance to a reference, with the leader as the reference ("ratio to best" of Table 15).
//!
//! **Algebra.**
//! Scale-invariant: f(c x) = f(x) for every c > 0, so that neither the unit of measurement nor a weight applied before has an effect.
//! Not translation-invariant.
//! Signs are kept: a negative value stays negative, and 0 stays 0.
//! No value is above 1; there is no lower bound.
//! It cannot turn round an indicator for which lower is better.
//!
//! **Domain.** All numbers, as long as the largest of the group is positive.
//!
//! **Degenerate cases.**
//! A group without values, or whose largest value is 0, has nothing to divide by (0/0).
//! A group whose largest value is negative is outside the formula as well: dividing by it would put the worst on top.
//! In all three cases values become 0 unless the policy says `degenerate as N`: nobody in the group has any of what is measured, so that nobody gets credit for it, and the run reports the group.
//!
//! **Missing.** Missing values take no part in the maximum and stay missing, of the same kind.
//!
//! **Example.**
//! Exports of 5, 20 and 8 with the largest 20 become 0.25, 1 and 0.4.
//! With −4 beside them it becomes −0.2.

use super::{Apply, Kernel, Normaliser, Pointwise, shares, yardstick};
use crate::wide::wide;
use crate::{Domain, GroupStatistics, NormaliseAlgebra, Options, Setting, Statistics, Yardstick};

/// `normalise max`
#[derive(Debug)]
pub struct Max;

impl Normaliser for Max {
    fn name(&self) -> &'static str {
        "max"
    }

    fn source(&self) -> &'static str {
        include_str!("max.rs")
    }

    fn algebra(&self, _options: &Options) -> NormaliseAlgebra {
        NormaliseAlgebra {
            scale_invariant: true,
            translation_invariant: false,
            reverses: false,
            unit_free: true,
            keeps_sign: true,
            range: (None, Some(1.0)),
            domain: Domain::All,
            needs_goalposts: false,
        }
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Pointwise(self)
    }
}

impl Pointwise for Max {
    fn yardstick(&self, statistics: &GroupStatistics, _options: &Options, _setting: &Setting) -> Yardstick {
        yardstick(0.0, statistics.max)
    }

    fn statistics(&self, _options: &Options) -> Statistics {
        Statistics::Maximum
    }

    fn apply(&self, x: &[f64], groups: Option<&[u32]>, with: &Apply<'_>, out: &mut [f64]) {
        match groups {
            None => shares(x, None, with, out),
            Some(groups) => wide(
                #[inline(always)]
                || in_groups(x, groups, with, out),
            ),
        }
    }
}

/// Looks up a few maxima at a time and then divides by them all at once, which is vector code.
#[inline(always)]
fn in_groups(x: &[f64], groups: &[u32], with: &Apply<'_>, out: &mut [f64]) {
    const TILE: usize = 64;
    let mut lengths = [1.0; TILE];
    for ((x, groups), out) in x.chunks(TILE).zip(groups.chunks(TILE)).zip(out.chunks_mut(TILE)) {
        for (length, group) in lengths.iter_mut().zip(groups) {
            *length = with.lengths.get(*group as usize).copied().unwrap_or(0.0);
        }
        // Looked at once all are there: whether one is degenerate is then vector code as well. What is left of the tile
        // before does no harm.
        if lengths.iter().fold(false, |any, length| any | (*length <= 0.0)) {
            shares(x, Some(groups), with, out);
            continue;
        }
        for ((o, x), length) in out.iter_mut().zip(x).zip(&lengths) {
            let z = x / length;
            *o = if x.is_nan() { *x } else { z };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::{normalised, normalised_in_groups};
    use super::*;
    use crate::UNDEFINED;

    #[test]
    fn shares_of_the_largest() {
        let z = normalised(&Max, &Options::default(), &Setting::default(), &[5.0, 20.0, 8.0, -4.0]);
        assert_eq!(z, [0.25, 1.0, 0.4, -0.2]);
    }

    #[test]
    fn each_group_has_its_own_maximum_and_an_empty_one_is_degenerate() {
        let x = [2.0, 0.0, UNDEFINED, 8.0, 0.0, -3.0];
        let groups = [0, 1, 1, 0, 1, 2];
        let z = normalised_in_groups(&Max, &Options::default(), &Setting::default(), &x, &groups, 3);
        assert_eq!((z[0], z[3]), (0.25, 1.0));
        assert_eq!((z[1], z[4]), (0.0, 0.0));
        assert_eq!(z[2].to_bits(), UNDEFINED.to_bits());
        // The only value of the group is negative: outside the formula, not the best.
        assert_eq!(z[5], 0.0);
    }
}
