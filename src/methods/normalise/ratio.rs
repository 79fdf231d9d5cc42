//! Divides by a reference: the mean, the best, the worst, a given value or a named entity.
//!
//! **Formula.**
//! z = x / reference; where lower is better, z = reference / x.
//! `to best` is the largest value, where lower is better the smallest; `to worst` the other end.
//! `to "Austria"` is the value of the row with that key; `to mean among EXPR` the mean of the rows for which it holds.
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 5, distance to a reference, and its Table 15 ("ratio to mean", "to best", "to worst").
//!
//! **Algebra.**
//! Scale-invariant, unless the reference is a given value: neither the unit of measurement nor a weight applied before has an effect.
//! Not translation-invariant.
//! Signs are kept.
//! With `to best` no value is above 1, with `to worst` none below 1 (of the rows that are compared with).
//! It turns round an indicator for which lower is better, by taking the ratio the other way round.
//! For `to best` where higher is better, `max` is the shorter name; it does not turn anything round.
//!
//! **Domain.**
//! All numbers; with `to worst`, and where lower is better, only numbers above 0.
//! Elsewhere the result is missing, as inapplicable.
//!
//! **Degenerate cases.**
//! A reference that is 0 or negative cannot be divided by, and neither can one that is not there.
//! Values become 0, or missing with `to worst` and with a named entity, unless the policy says `degenerate as N`.
//!
//! **Missing.** Missing values take no part in the reference and stay missing, of the same kind.
//!
//! **Example.** 10, 12 and 8 have the mean 10 and become 1, 1.2 and 0.8; where lower is better 1, 0.8333 and 1.25.

use super::{Apply, Kernel, Normaliser, Pointwise, each, shares, yardstick};
use crate::compared::{Reference, TO};
use crate::{
    Domain, GroupStatistics, NormaliseAlgebra, OptionSpec, Options, Setting, Statistics, UNDEFINED, Yardstick,
};

/// `normalise ratio to mean`, `normalise ratio to "Austria"`
#[derive(Debug)]
pub struct Ratio;

impl Normaliser for Ratio {
    fn name(&self) -> &'static str {
        "ratio"
    }

    fn source(&self) -> &'static str {
        include_str!("ratio.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &TO
    }

    fn algebra(&self, options: &Options) -> NormaliseAlgebra {
        let reference = Reference::of(options);
        NormaliseAlgebra {
            scale_invariant: reference.is_of_data(),
            translation_invariant: false,
            reverses: true,
            unit_free: true,
            keeps_sign: true,
            range: match reference {
                Reference::Best => (None, Some(1.0)),
                Reference::Worst => (Some(1.0), None),
                Reference::Mean | Reference::Value(_) | Reference::Entity => (None, None),
            },
            domain: if reference == Reference::Worst { Domain::Positive } else { Domain::All },
            needs_goalposts: false,
        }
    }

    fn reversed_domain(&self, _options: &Options) -> Domain {
        Domain::Positive
    }

    fn required(&self) -> Option<&'static str> {
        Some("to")
    }

    fn objection(&self, options: &Options) -> Option<String> {
        let zero = matches!(Reference::of(options), Reference::Value(v) if v <= 0.0);
        zero.then(|| "a ratio is taken to a number above 0".to_owned())
    }

    fn degenerate_with(&self, options: &Options) -> f64 {
        match Reference::of(options) {
            Reference::Worst | Reference::Entity => UNDEFINED,
            Reference::Mean | Reference::Best | Reference::Value(_) => 0.0,
        }
    }

    fn kernel(&self) -> Kernel<'_> {
        Kernel::Pointwise(self)
    }
}

impl Pointwise for Ratio {
    fn yardstick(&self, statistics: &GroupStatistics, options: &Options, setting: &Setting) -> Yardstick {
        yardstick(0.0, Reference::of(options).value(statistics, setting))
    }

    fn statistics(&self, options: &Options) -> Statistics {
        Reference::of(options).statistics()
    }

    fn apply(&self, x: &[f64], groups: Option<&[u32]>, with: &Apply<'_>, out: &mut [f64]) {
        if with.setting.reverse {
            each(x, groups, with, out, |x, y| if x > 0.0 { y.length / x } else { UNDEFINED });
        } else {
            shares(x, groups, with, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::normalised;
    use super::*;
    use crate::OptionValue;

    const X: [f64; 3] = [10.0, 12.0, 8.0];

    fn ratio(to: OptionValue, reverse: bool, x: &[f64]) -> Vec<f64> {
        normalised(&Ratio, &Options { given: vec![("to", to)] }, &Setting { goalposts: None, reverse }, x)
    }

    #[test]
    fn to_every_reference() {
        assert_eq!(ratio(OptionValue::Word("mean"), false, &X), [1.0, 1.2, 0.8]);
        assert_eq!(ratio(OptionValue::Word("best"), false, &X), [10.0 / 12.0, 1.0, 8.0 / 12.0]);
        assert_eq!(ratio(OptionValue::Word("worst"), false, &X), [1.25, 1.5, 1.0]);
        assert_eq!(ratio(OptionValue::Number(4.0), false, &X), [2.5, 3.0, 2.0]);
    }

    #[test]
    fn the_other_way_round_where_lower_is_better() {
        assert_eq!(ratio(OptionValue::Word("best"), true, &X), [0.8, 8.0 / 12.0, 1.0]);
        assert_eq!(ratio(OptionValue::Word("worst"), true, &X), [1.2, 1.0, 1.5]);
        assert!(ratio(OptionValue::Word("mean"), true, &[0.0, 2.0])[0].is_nan());
    }

    #[test]
    fn a_reference_of_zero_is_none() {
        assert_eq!(ratio(OptionValue::Word("mean"), false, &[1.0, -1.0]), [0.0, 0.0]);
        assert!(ratio(OptionValue::Word("worst"), false, &[0.0, 2.0])[1].is_nan());
    }
}
