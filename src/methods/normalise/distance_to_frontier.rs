//! Says where a value lies between the worst performance and the frontier, the best one.
//!
//! **Formula.**
//! z = (x − worst) / (best − worst), and with `power P` sign(z) |z|^P.
//! Best and worst are those observed, unless `best N` or `worst N` gives them; `from goalposts` takes both from the indicator's goalposts.
//! Where lower is better the best is the smallest, and the formula turns the indicator round by itself.
//! With `clipped` z is at least 0 and at most 1.
//! On another scale, `to a..b`: a (1 − z) + b z.
//!
//! **Source.**
//! World Bank, Doing Business 2015 to 2020, distance to frontier and ease of doing business score: (worst − y) / (worst − best), for the total tax rate with the power 0.8.
//!
//! **Algebra.**
//! Scale-invariant and translation-invariant where best and worst are those observed; neither where one of them is given.
//! Observed or clipped, results lie from 0 to 1, or on the scale given.
//! Signs are not kept.
//! It turns round an indicator for which lower is better.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.**
//! Where the best is no better than the worst (all values are equal, or a given end is on the wrong side) values become the lower end of the scale, 0 unless another is given, or what the policy says with `degenerate as N`.
//!
//! **Missing.** Missing values take no part in the best and the worst and stay missing, of the same kind.
//!
//! **Example.** Days to open a firm, lower is better, 1, 21 and 101 with `worst 101 best 1` become 1, 0.8 and 0; with `power 2` 1, 0.64 and 0.

use super::{Apply, Kernel, Normaliser, Pointwise, clipped, each, onto, target, yardstick};
use crate::{
    Domain, GroupStatistics, NormaliseAlgebra, OptionKind, OptionSpec, Options, Setting, Statistics, Yardstick,
};

/// `normalise distance to frontier best 0.5 worst 100 clipped to 0..100`
#[derive(Debug)]
pub struct DistanceToFrontier;

impl Normaliser for DistanceToFrontier {
    fn name(&self) -> &'static str {
        "distance to frontier"
    }

    fn source(&self) -> &'static str {
        include_str!("distance_to_frontier.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[
            OptionSpec {
                words: "best",
                kind: OptionKind::Number,
                about: "the frontier; without it, the best observed",
            },
            OptionSpec { words: "worst", kind: OptionKind::Number, about: "the worst; without it, the worst observed" },
            OptionSpec {
                words: "from goalposts",
                kind: OptionKind::Flag,
                about: "best and worst are the indicator's goalposts",
            },
            OptionSpec { words: "power", kind: OptionKind::Number, about: "raise the distance to this power" },
            OptionSpec { words: "clipped", kind: OptionKind::Flag, about: "what is beyond an end counts as that end" },
            OptionSpec { words: "to", kind: OptionKind::Range, about: "the ends of the result's scale" },
        ]
    }

    fn algebra(&self, options: &Options) -> NormaliseAlgebra {
        let observed = Ends::of(options) == Ends { best: true, worst: true };
        let bounded = observed || options.has("clipped");
        let (low, high) = target(options);
        NormaliseAlgebra {
            scale_invariant: observed,
            translation_invariant: observed,
            reverses: true,
            unit_free: true,
            keeps_sign: false,
            range: (bounded.then_some(low.min(high)), bounded.then_some(low.max(high))),
            domain: Domain::All,
            needs_goalposts: options.has("from goalposts"),
        }
    }

    fn bounded_among(&self, options: &Options) -> bool {
        options.has("clipped")
    }

    fn objection(&self, options: &Options) -> Option<String> {
        if options.has("from goalposts") && (options.has("best") || options.has("worst")) {
            return Some("best and worst come either from the goalposts or from this clause".to_owned());
        }
        if options.number("best").is_some() && options.number("best") == options.number("worst") {
            return Some("there is no distance between a best and a worst that are equal".to_owned());
        }
        options.number("power").filter(|p| *p <= 0.0).map(|_| "a power must be above 0".to_owned())
    }

    fn degenerate_with(&self, options: &Options) -> f64 {
        target(options).0
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Pointwise(self)
    }
}

/// Which ends are those observed.
#[derive(PartialEq)]
struct Ends {
    best: bool,
    worst: bool,
}

impl Ends {
    fn of(options: &Options) -> Ends {
        let given = options.has("from goalposts");
        Ends { best: !given && !options.has("best"), worst: !given && !options.has("worst") }
    }
}

impl Pointwise for DistanceToFrontier {
    fn yardstick(&self, statistics: &GroupStatistics, options: &Options, setting: &Setting) -> Yardstick {
        let observed = (statistics.min, statistics.max);
        let from_goalposts = options.has("from goalposts");
        let (lower, upper) = if from_goalposts { setting.goalposts.unwrap_or((0.0, 0.0)) } else { observed };
        let (worst, best) = if setting.reverse { (upper, lower) } else { (lower, upper) };
        let (worst, best) = (options.number("worst").unwrap_or(worst), options.number("best").unwrap_or(best));
        yardstick(worst, if setting.reverse { worst - best } else { best - worst })
    }

    fn statistics(&self, options: &Options) -> Statistics {
        match Ends::of(options) {
            Ends { best: false, worst: false } => Statistics::Nothing,
            Ends { .. } => Statistics::Extremes,
        }
    }

    fn apply(&self, x: &[f64], groups: Option<&[u32]>, with: &Apply<'_>, out: &mut [f64]) {
        let scale = target(with.options);
        let ends = if with.options.has("clipped") { (0.0, 1.0) } else { (f64::NEG_INFINITY, f64::INFINITY) };
        let power = with.options.number("power").unwrap_or(1.0);
        let raised = move |z: f64| if z < 0.0 { -libm::pow(-z, power) } else { libm::pow(z, power) };
        match (with.setting.reverse, power == 1.0) {
            (false, true) => {
                each(x, groups, with, out, move |x, y| onto(clipped((x - y.origin) / y.length, ends), scale))
            }
            (true, true) => {
                each(x, groups, with, out, move |x, y| onto(clipped((y.origin - x) / y.length, ends), scale))
            }
            (false, false) => {
                each(x, groups, with, out, move |x, y| onto(raised(clipped((x - y.origin) / y.length, ends)), scale))
            }
            (true, false) => {
                each(x, groups, with, out, move |x, y| onto(raised(clipped((y.origin - x) / y.length, ends)), scale))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;
    use crate::OptionValue;

    const DAYS: [f64; 4] = [1.0, 21.0, 101.0, 121.0];
    const LOWER: Setting = Setting { goalposts: None, reverse: true };

    fn distances(more: Vec<(&'static str, OptionValue)>) -> Vec<f64> {
        let mut given = vec![("best", OptionValue::Number(1.0)), ("worst", OptionValue::Number(101.0))];
        given.extend(more);
        normalised(&DistanceToFrontier, &Options { given }, &LOWER, &DAYS)
    }

    #[test]
    fn days_to_open_a_firm() {
        assert_eq!(distances(vec![]), [1.0, 0.8, 0.0, -0.2]);
        assert_eq!(distances(vec![("clipped", OptionValue::Flag)]), [1.0, 0.8, 0.0, 0.0]);
        let to = ("to", OptionValue::Range(0.0, 100.0));
        assert_eq!(distances(vec![to, ("clipped", OptionValue::Flag)]), [100.0, 80.0, 0.0, 0.0]);
    }

    #[test]
    fn a_power_keeps_the_order_below_the_worst_as_well() {
        // 0.8² and −0.2² by hand.
        let z = distances(vec![("power", OptionValue::Number(2.0))]);
        assert!((z[1] - 0.64).abs() < 1e-15 && (z[3] + 0.04).abs() < 1e-15, "{z:?}");
    }

    #[test]
    fn observed_ends_and_goalposts() {
        let none = Options::default();
        assert_eq!(normalised(&DistanceToFrontier, &none, &Setting::default(), &DAYS)[..2], [0.0, 20.0 / 120.0]);
        let given = Options { given: vec![("from goalposts", OptionValue::Flag)] };
        let setting = Setting { goalposts: Some((1.0, 201.0)), reverse: true };
        assert_eq!(normalised(&DistanceToFrontier, &given, &setting, &DAYS)[..3], [1.0, 0.9, 0.5]);
        // Lower is better, but the best is said to be the larger one.
        let wrong = Options { given: vec![("best", OptionValue::Number(500.0))] };
        assert_eq!(normalised(&DistanceToFrontier, &wrong, &LOWER, &DAYS), [0.0; 4]);
    }
}
