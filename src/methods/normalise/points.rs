//! Gives each category, level or number the points that are written for it.
//!
//! **Formula.** z = the number written after the level (or the value) that x is.
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 5, categorical scales; the scoring of questionnaires.
//!
//! **Algebra.**
//! Neither scale-invariant nor translation-invariant.
//! The result lies from the smallest to the largest of the points written.
//! Signs and distances are not kept.
//! Whether it turns an indicator round is said by the points: they fall from level to level where lower is better.
//!
//! **Domain.** The values that are written; any other is missing, as inapplicable. All levels of a scale must be written.
//!
//! **Degenerate cases.** None: nothing is compared with anybody else.
//!
//! **Missing.** Missing stays missing, of the same kind.
//!
//! **Example.** With `points none as 0, partial as 30, full as 100` a level `partial` becomes 30, whatever its number on the scale is.

use super::{Apply, Kernel, Normaliser, Pointwise};
use crate::steps_of_values::{at_points, falls, span};
use crate::wide::wide;
use crate::{
    Domain, GroupStatistics, NormaliseAlgebra, OptionKind, OptionSpec, Options, Setting, Statistics, Yardstick,
};

/// `normalise points none as 0, partial as 30, full as 100`, `normalise points 1 as 0, 2 as 50, 3 as 100`
#[derive(Debug)]
pub struct Points;

impl Normaliser for Points {
    fn name(&self) -> &'static str {
        "points"
    }

    fn source(&self) -> &'static str {
        include_str!("points.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[
            OptionSpec { words: "", kind: OptionKind::Levels, about: "the points of each level" },
            OptionSpec { words: "", kind: OptionKind::Points, about: "the points of each value" },
        ]
    }

    fn algebra(&self, options: &Options) -> NormaliseAlgebra {
        let mut points = options.points("").to_vec();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let results = || points.iter().map(|(_, z)| *z);
        NormaliseAlgebra {
            scale_invariant: false,
            translation_invariant: false,
            reverses: falls(results()),
            unit_free: true,
            keeps_sign: false,
            range: span(results()),
            domain: Domain::All,
            needs_goalposts: false,
        }
    }

    fn required(&self) -> Option<&'static str> {
        Some("")
    }

    fn objection(&self, options: &Options) -> Option<String> {
        let points = options.points("");
        let twice = points.iter().enumerate().find(|(at, (x, _))| points.iter().take(*at).any(|(y, _)| x == y));
        twice.map(|(_, (x, _))| format!("{x} is given points twice"))
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Pointwise(self)
    }
}

impl Pointwise for Points {
    fn yardstick(&self, _statistics: &GroupStatistics, _options: &Options, _setting: &Setting) -> Yardstick {
        Yardstick { origin: 0.0, length: 1.0, degenerate: false }
    }

    fn statistics(&self, _options: &Options) -> Statistics {
        Statistics::Nothing
    }

    fn stays_finite(&self) -> bool {
        true
    }

    fn apply(&self, x: &[f64], _groups: Option<&[u32]>, with: &Apply<'_>, out: &mut [f64]) {
        let points = with.options.points("");
        wide(
            #[inline(always)]
            || at_points(x, points, out),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;
    use crate::{OptionValue, UNDEFINED};

    #[test]
    fn each_value_its_points() {
        let given = vec![("", OptionValue::Points(vec![(1.0, 0.0), (3.0, 100.0), (2.0, 30.0)]))];
        let options = Options { given };
        let z = normalised(&Points, &options, &Setting::default(), &[2.0, 3.0, 1.0, 2.5]);
        assert_eq!(z[..3], [30.0, 100.0, 0.0]);
        assert_eq!(z[3].to_bits(), UNDEFINED.to_bits());
        assert!(!Points.algebra(&options).reverses);
    }
}
