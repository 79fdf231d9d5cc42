//! Puts values between two fixed goalposts: those of each indicator, or those of the step.
//!
//! **Formula.**
//! z = (x − lower) / (upper − lower); where lower is better, z = (upper − x) / (upper − lower).
//! `goalposts 0..5` gives the goalposts of all parts that the step is about, in the place of their own.
//! With `log`, x and both goalposts are replaced by their natural logarithms.
//! With `capped above` z is at most 1, with `capped below` at least 0, with `capped` both.
//! On another scale, `to a..b`: a (1 − z) + b z.
//!
//! **Source.**
//! UNDP, Human Development Report, Technical note 1 (dimension indices of the Human Development Index).
//! OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 5, for min-max and distance to a reference, of which it is the form with a fixed reference.
//!
//! **Algebra.**
//! Neither scale-invariant nor translation-invariant: goalposts are in the unit of the indicator, so that a weight applied before changes the result.
//! The result is a pure number; capped, it lies from 0 to 1, or on the scale given.
//! Signs are not kept: what lies below the lower goalpost becomes negative, whatever its sign.
//! It turns round an indicator for which lower is better.
//! A value depends on nobody else's, so that results of different years and groups can be compared.
//!
//! **Domain.** All numbers; with `log` only positive values and goalposts. Elsewhere the result is missing, as inapplicable.
//!
//! **Degenerate cases.** Goalposts that are equal: the checker refuses them, as it refuses inverted ones.
//!
//! **Missing.** Missing stays missing, of the same kind.
//!
//! **Example.**
//! A life expectancy of 71.4 years with goalposts 20..85 becomes (71.4 − 20) / 65 = 0.7908.
//! An income of 10,000 with goalposts 100..75000 and `log` becomes (9.2103 − 4.6052) / (11.2252 − 4.6052) = 0.6956.

use super::{Apply, Kernel, Normaliser, Pointwise, clipped, each, onto, yardstick};
use crate::{
    Domain, GroupStatistics, Interval, NormaliseAlgebra, OptionKind, OptionSpec, Options, Setting, Statistics,
    UNDEFINED, Yardstick,
};

/// `normalise goalposts`, `normalise goalposts log capped above`
#[derive(Debug)]
pub struct Goalposts;

impl Normaliser for Goalposts {
    fn name(&self) -> &'static str {
        "goalposts"
    }

    fn source(&self) -> &'static str {
        include_str!("goalposts.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[
            OptionSpec { words: "log", kind: OptionKind::Flag, about: "compare natural logarithms" },
            OptionSpec {
                words: "capped",
                kind: OptionKind::Flag,
                about: "values beyond a goalpost count as the goalpost",
            },
            OptionSpec {
                words: "capped above",
                kind: OptionKind::Flag,
                about: "results beyond the better end count as that end",
            },
            OptionSpec {
                words: "capped below",
                kind: OptionKind::Flag,
                about: "results beyond the worse end count as that end",
            },
            OptionSpec { words: "to", kind: OptionKind::Range, about: "the ends of the result's scale" },
            OptionSpec {
                words: "",
                kind: OptionKind::Range,
                about: "the goalposts, in the place of those of the indicators",
            },
        ]
    }

    fn algebra(&self, options: &Options) -> NormaliseAlgebra {
        let (low, high) = scale(options);
        let caps = Caps::of(options);
        let worst = caps.below.then_some(low);
        let best = caps.above.then_some(high);
        NormaliseAlgebra {
            scale_invariant: false,
            translation_invariant: false,
            reverses: true,
            unit_free: true,
            keeps_sign: false,
            range: if low <= high { (worst, best) } else { (best, worst) },
            domain: if options.has("log") { Domain::Positive } else { Domain::All },
            needs_goalposts: true,
        }
    }

    fn reach(&self, before: Interval, setting: &Setting, options: &Options) -> Interval {
        let Some((lower, upper)) = setting.goalposts else { return Interval::of(self.algebra(options).range) };
        let value = |x: f64| match (options.has("log"), x > 0.0) {
            (false, _) => x,
            (true, true) => libm::log(x),
            (true, false) => f64::NEG_INFINITY,
        };
        let (from, to) = (value(lower), value(upper));
        let (from, to) = if setting.reverse { (to, from) } else { (from, to) };
        let (worst, best) = Caps::of(options).bounds();
        let ends = scale(options);
        let rises = ends.0 <= ends.1;
        let end = |x: f64| match ((value(x) - from) / (to - from)).clamp(worst, best) {
            z if z.is_finite() => onto(z, ends),
            z => {
                if rises {
                    z
                } else {
                    -z
                }
            }
        };
        let (a, b) = (end(before.low), end(before.high));
        if a <= b { Interval::new(a, b) } else { Interval::new(b, a) }
    }

    fn degenerate_with(&self, options: &Options) -> f64 {
        scale(options).0
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Pointwise(self)
    }
}

/// Where results are capped.
#[derive(Clone, Copy)]
struct Caps {
    below: bool,
    above: bool,
}

impl Caps {
    fn of(options: &Options) -> Self {
        let both = options.has("capped");
        Self { below: both || options.has("capped below"), above: both || options.has("capped above") }
    }

    /// As bounds that are always there, so that the loop need not ask.
    fn bounds(self) -> (f64, f64) {
        (if self.below { 0.0 } else { f64::NEG_INFINITY }, if self.above { 1.0 } else { f64::INFINITY })
    }
}

impl Pointwise for Goalposts {
    fn yardstick(&self, _statistics: &GroupStatistics, options: &Options, setting: &Setting) -> Yardstick {
        let (lower, upper) = match setting.goalposts {
            Some((lower, upper)) if options.has("log") => (logarithm(lower), logarithm(upper)),
            Some(goalposts) => goalposts,
            None => (0.0, 0.0),
        };
        yardstick(if setting.reverse { upper } else { lower }, upper - lower)
    }

    fn statistics(&self, _options: &Options) -> Statistics {
        Statistics::Nothing
    }

    fn apply(&self, x: &[f64], groups: Option<&[u32]>, with: &Apply<'_>, out: &mut [f64]) {
        let scale = scale(with.options);
        let ends = Caps::of(with.options).bounds();
        match (with.options.has("log"), with.setting.reverse) {
            (false, false) => {
                each(x, groups, with, out, move |x, y| onto(clipped((x - y.origin) / y.length, ends), scale))
            }
            (false, true) => {
                each(x, groups, with, out, move |x, y| onto(clipped((y.origin - x) / y.length, ends), scale))
            }
            (true, false) => each(x, groups, with, out, move |x, y| {
                defined(onto(clipped((logarithm(x) - y.origin) / y.length, ends), scale))
            }),
            (true, true) => each(x, groups, with, out, move |x, y| {
                defined(onto(clipped((y.origin - logarithm(x)) / y.length, ends), scale))
            }),
        }
    }
}

/// The ends of the result's scale.
fn scale(options: &Options) -> (f64, f64) {
    options.range("to").unwrap_or((0.0, 1.0))
}

/// The natural logarithm; NaN where there is none.
fn logarithm(x: f64) -> f64 {
    if x > 0.0 { libm::log(x) } else { f64::NAN }
}

/// NaN made by a value outside the domain gets its kind.
#[inline(always)]
fn defined(z: f64) -> f64 {
    if z.is_nan() { UNDEFINED } else { z }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;
    use crate::OptionValue;

    fn options(words: &[&'static str]) -> Options {
        Options { given: words.iter().map(|w| (*w, OptionValue::Flag)).collect() }
    }

    fn setting(lower: f64, upper: f64, reverse: bool) -> Setting {
        Setting { goalposts: Some((lower, upper)), reverse }
    }

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 5e-13, "{a} is not {b}");
    }

    #[test]
    fn years_between_20_and_85() {
        let z = normalised(&Goalposts, &options(&[]), &setting(20.0, 85.0, false), &[71.4, 20.0, 85.0, 91.5, 13.5]);
        close(z[0], 0.790_769_230_769_230_8);
        assert_eq!(z[1..3], [0.0, 1.0]);
        close(z[3], 1.1);
        close(z[4], -0.1);
    }

    #[test]
    fn logarithms_of_incomes() {
        // Python: (math.log(10000) - math.log(100)) / (math.log(75000) - math.log(100))
        let z = normalised(&Goalposts, &options(&["log"]), &setting(100.0, 75_000.0, false), &[10_000.0, 0.0, -5.0]);
        close(z[0], 0.695_637_350_572_699_5);
        assert_eq!(z[1].to_bits(), UNDEFINED.to_bits());
        assert_eq!(z[2].to_bits(), UNDEFINED.to_bits());
    }

    #[test]
    fn caps_are_of_the_result() {
        let x = [0.0, 10.0, 40.0, 60.0];
        let capped = |words: &[&'static str], reverse| {
            normalised(&Goalposts, &options(words), &setting(10.0, 50.0, reverse), &x)
        };
        assert_eq!(capped(&["capped"], false), [0.0, 0.0, 0.75, 1.0]);
        assert_eq!(capped(&["capped above"], false), [-0.25, 0.0, 0.75, 1.0]);
        assert_eq!(capped(&["capped below"], false), [0.0, 0.0, 0.75, 1.25]);
        // Where lower is better, 0 is beyond the better end.
        assert_eq!(capped(&["capped above"], true), [1.0, 1.0, 0.25, -0.25]);
    }

    #[test]
    fn another_scale() {
        let options = Options { given: vec![("to", OptionValue::Range(1.0, 7.0)), ("capped", OptionValue::Flag)] };
        let z = normalised(&Goalposts, &options, &setting(0.0, 4.0, false), &[1.0, 3.0, 9.0]);
        assert_eq!(z, [2.5, 5.5, 7.0]);
    }
}
