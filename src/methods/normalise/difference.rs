//! Takes the difference from a reference, as a share of it: the mean, the best, the worst, a given value or a named entity.
//!
//! **Formula.**
//! z = (x − reference) / |reference|; where lower is better, z = (reference − x) / |reference|.
//! With `absolute` the difference is not divided: z = x − reference.
//! `to best` is the largest value, where lower is better the smallest; `to worst` the other end.
//! `to "Austria"` is the value of the row with that key; `to mean among EXPR` the mean of the rows for which it holds.
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 5, distance to a reference, and its Table 15 ("diff. to mean", "to best", "to worst"), whose figures are relative ones.
//!
//! **Algebra.**
//! Scale-invariant, unless the reference is a given value or `absolute` is said.
//! With `absolute` translation-invariant instead, unless the reference is a given value; the result has the unit of the indicator then.
//! Signs are not kept: what is below the reference becomes negative.
//! With `to best` no value is above 0, with `to worst` none below 0 (of the rows that are compared with).
//! It turns round an indicator for which lower is better.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.**
//! A reference that is 0 cannot be divided by, and one that is not there cannot be subtracted.
//! Values become 0, or missing with a named entity, unless the policy says `degenerate as N`.
//!
//! **Missing.** Missing values take no part in the reference and stay missing, of the same kind.
//!
//! **Example.** 10, 12 and 8 have the mean 10 and become 0, 0.2 and −0.2; with `absolute` 0, 2 and −2.

use super::{Apply, Kernel, Normaliser, Pointwise, distances, yardstick};
use crate::compared::{Reference, TO};
use crate::{
    Domain, GroupStatistics, NormaliseAlgebra, OptionKind, OptionSpec, Options, Setting, Statistics, UNDEFINED,
    Yardstick,
};

/// `normalise difference to mean`, `normalise difference to best absolute`
#[derive(Debug)]
pub struct Difference;

const OPTIONS: [OptionSpec; 4] = {
    let [word, number, entity] = TO;
    let about = "the difference itself, in the unit of the indicator";
    [word, number, entity, OptionSpec { words: "absolute", kind: OptionKind::Flag, about }]
};

impl Normaliser for Difference {
    fn name(&self) -> &'static str {
        "difference"
    }

    fn source(&self) -> &'static str {
        include_str!("difference.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &OPTIONS
    }

    fn algebra(&self, options: &Options) -> NormaliseAlgebra {
        let reference = Reference::of(options);
        let absolute = options.has("absolute");
        NormaliseAlgebra {
            scale_invariant: reference.is_of_data() && !absolute,
            translation_invariant: reference.is_of_data() && absolute,
            reverses: true,
            unit_free: !absolute,
            keeps_sign: false,
            range: match reference {
                Reference::Best => (None, Some(0.0)),
                Reference::Worst => (Some(0.0), None),
                Reference::Mean | Reference::Value(_) | Reference::Entity => (None, None),
            },
            domain: Domain::All,
            needs_goalposts: false,
        }
    }

    fn required(&self) -> Option<&'static str> {
        Some("to")
    }

    fn objection(&self, options: &Options) -> Option<String> {
        let zero = Reference::of(options) == Reference::Value(0.0) && !options.has("absolute");
        zero.then(|| "a difference cannot be a share of 0".to_owned())
    }

    fn degenerate_with(&self, options: &Options) -> f64 {
        match Reference::of(options) {
            Reference::Entity => UNDEFINED,
            Reference::Mean | Reference::Best | Reference::Worst | Reference::Value(_) => 0.0,
        }
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Pointwise(self)
    }
}

impl Pointwise for Difference {
    fn yardstick(&self, statistics: &GroupStatistics, options: &Options, setting: &Setting) -> Yardstick {
        let reference = Reference::of(options).value(statistics, setting);
        yardstick(reference, if options.has("absolute") { 1.0 } else { reference.abs() })
    }

    fn statistics(&self, options: &Options) -> Statistics {
        Reference::of(options).statistics()
    }

    fn apply(&self, x: &[f64], groups: Option<&[u32]>, with: &Apply<'_>, out: &mut [f64]) {
        distances(x, groups, with, out, with.setting.reverse);
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;
    use crate::OptionValue;

    const X: [f64; 3] = [10.0, 12.0, 8.0];

    fn difference(given: Vec<(&'static str, OptionValue)>, reverse: bool, x: &[f64]) -> Vec<f64> {
        normalised(&Difference, &Options { given }, &Setting { goalposts: None, reverse }, x)
    }

    #[test]
    fn to_every_reference() {
        assert_eq!(difference(vec![("to", OptionValue::Word("mean"))], false, &X), [0.0, 0.2, -0.2]);
        assert_eq!(difference(vec![("to", OptionValue::Word("best"))], true, &X), [-0.25, -0.5, 0.0]);
        assert_eq!(difference(vec![("to", OptionValue::Word("worst"))], true, &X), [2.0 / 12.0, 0.0, 4.0 / 12.0]);
        assert_eq!(difference(vec![("to", OptionValue::Number(-4.0))], false, &X), [3.5, 4.0, 3.0]);
    }

    #[test]
    fn the_difference_itself() {
        let given = vec![("to", OptionValue::Word("mean")), ("absolute", OptionValue::Flag)];
        assert_eq!(difference(given, false, &X), [0.0, 2.0, -2.0]);
    }

    #[test]
    fn no_share_of_zero() {
        assert_eq!(difference(vec![("to", OptionValue::Word("mean"))], false, &[1.0, -1.0]), [0.0, 0.0]);
    }
}
