//! Draws straight lines through given points.
//!
//! **Formula.**
//! Between two points `x₁ as z₁` and `x₂ as z₂`: z = z₁ (1 − t) + z₂ t with t = (x − x₁) / (x₂ − x₁).
//! Below the first point z is that of the first, above the last that of the last.
//!
//! **Source.** Value functions of multi-attribute value theory: Keeney and Raiffa, Decisions with Multiple Objectives (1976); Belton and Stewart, Multiple Criteria Decision Analysis (2002), chapter 5.
//!
//! **Algebra.**
//! Neither scale-invariant nor translation-invariant: the points are in the unit of the indicator, so that a weight applied before changes the result.
//! The result lies from the smallest to the largest of the z written.
//! Signs are not kept.
//! Whether it turns an indicator round is said by the points: their z fall where lower is better.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** None: nothing is compared with anybody else.
//!
//! **Missing.** Missing stays missing, of the same kind.
//!
//! **Example.** With `piecewise linear 0 as 0, 10 as 80, 50 as 100` the values −3, 5, 30 and 70 become 0, 40, 90 and 100.

use super::{Apply, Kernel, Normaliser, Pointwise, onto};
use crate::steps_of_values::{falls, span};
use crate::wide::wide;
use crate::{
    Domain, GroupStatistics, NormaliseAlgebra, OptionKind, OptionSpec, Options, Setting, Statistics, Yardstick,
};

/// `normalise piecewise linear 0 as 0, 10 as 80, 50 as 100`
#[derive(Debug)]
pub struct PiecewiseLinear;

impl Normaliser for PiecewiseLinear {
    fn name(&self) -> &'static str {
        "piecewise linear"
    }

    fn source(&self) -> &'static str {
        include_str!("piecewise_linear.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[OptionSpec { words: "", kind: OptionKind::Points, about: "the points, from the smallest value on" }]
    }

    fn algebra(&self, options: &Options) -> NormaliseAlgebra {
        let results = || options.points("").iter().map(|(_, z)| *z);
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
        if points.len() < 2 {
            return Some("a line needs two points".to_owned());
        }
        let mut pairs = points.iter().zip(points.iter().skip(1));
        let (before, after) = pairs.find(|(a, b)| a.0 >= b.0)?;
        Some(format!("points are written from the smallest value on, but {} comes after {}", after.0, before.0))
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Pointwise(self)
    }
}

impl Pointwise for PiecewiseLinear {
    fn yardstick(&self, _statistics: &GroupStatistics, _options: &Options, _setting: &Setting) -> Yardstick {
        Yardstick { origin: 0.0, length: 1.0, degenerate: false }
    }

    fn statistics(&self, _options: &Options) -> Statistics {
        Statistics::Nothing
    }

    fn apply(&self, x: &[f64], _groups: Option<&[u32]>, with: &Apply<'_>, out: &mut [f64]) {
        let points = with.options.points("");
        wide(
            #[inline(always)]
            || through(points, x, out),
        );
    }
}

/// One loop for each line, of which the last that begins before a value holds: vector code, and every point is met exactly.
#[inline(always)]
fn through(points: &[(f64, f64)], x: &[f64], out: &mut [f64]) {
    out.fill(points.first().map_or(f64::NAN, |(_, z)| *z));
    for (from, to) in points.iter().zip(points.iter().skip(1)) {
        let length = to.0 - from.0;
        for (o, x) in out.iter_mut().zip(x) {
            let z = onto((x - from.0) / length, (from.1, to.1));
            *o = if *x >= from.0 { z } else { *o };
        }
    }
    let (end, last) = points.last().copied().unwrap_or((f64::INFINITY, f64::NAN));
    for (o, x) in out.iter_mut().zip(x) {
        let z = if *x >= end { last } else { *o };
        *o = if x.is_nan() { *x } else { z };
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;
    use crate::OptionValue;

    fn points(points: &[(f64, f64)]) -> Options {
        Options { given: vec![("", OptionValue::Points(points.to_vec()))] }
    }

    #[test]
    fn lines_and_flat_ends() {
        let options = points(&[(0.0, 0.0), (10.0, 80.0), (50.0, 100.0)]);
        let z = normalised(&PiecewiseLinear, &options, &Setting::default(), &[-3.0, 5.0, 10.0, 30.0, 50.0, 70.0]);
        assert_eq!(z, [0.0, 40.0, 80.0, 90.0, 100.0, 100.0]);
    }

    #[test]
    fn falling_points_turn_round() {
        assert!(PiecewiseLinear.algebra(&points(&[(0.0, 1.0), (5.0, 0.5), (9.0, 0.5)])).reverses);
        assert!(!PiecewiseLinear.algebra(&points(&[(0.0, 0.0), (5.0, 1.0)])).reverses);
        assert!(PiecewiseLinear.objection(&points(&[(5.0, 0.0), (0.0, 1.0)])).is_some());
    }
}
