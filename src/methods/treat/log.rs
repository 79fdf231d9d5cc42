//! Takes the logarithm of all values, if they need it.
//!
//! **Formula.**
//! x' = ln(x).
//! With `shifted` x' = ln(x − min + 0.01 (max − min)), which is defined for all numbers; with `shifted to A` x' = ln(x − min + A).
//! With `when skewness S, kurtosis K` only where |skewness| > S and kurtosis > K; with `or kurtosis` where one of the two is exceeded.
//! With `among` the smallest and largest value, and the criterion, are those of these rows; the values of all rows are put on the same scale, or none is.
//! Skewness and kurtosis are defined as with `treat winsorise`.
//!
//! **Source.**
//! OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 3; the shifted form is that of the JRC's COIN Tool and of the R package COINr (Becker et al. 2022).
//!
//! **Algebra.**
//! The order of values is kept; the unit and the range are not, so that what follows must compare values with each other, and not with goalposts on the original scale.
//! A factor before it becomes a shift, unless the values are shifted.
//!
//! **Domain.** Above 0, without `shifted`.
//!
//! **Degenerate cases.** Where a value is 0 or less, or where all are equal and shifted, the values stay as they are, and the run says so.
//!
//! **Missing.** Missing values take no part and stay missing, of the same kind.
//!
//! **Example.** 1, 10 and 100 become 0, 2.3026 and 4.6052; with `shifted` they become ln(0.99) = −0.0101, ln(9.99) = 2.3016 and ln(99.99) = 4.6051.

use super::{Done, TreatAlgebra, Treated, Treatment};
use crate::parallel::in_chunks;
use crate::shape::{self, Criterion, Shape};
use crate::transcendental::logarithms;
use crate::wide::wide;
use crate::{OptionKind, OptionSpec, Options};

/// `treat log when skewness 2, kurtosis 3.5`
#[derive(Debug)]
pub struct Logarithm;

const OPTIONS: &[OptionSpec] = &{
    let [skewness, comma, and, or, kurtosis] = shape::WHEN;
    let [shifted, to] = SHIFTED;
    [shifted, to, skewness, comma, and, or, kurtosis]
};

/// Options that make all values positive first.
pub(super) const SHIFTED: [OptionSpec; 2] = [
    OptionSpec {
        words: "shifted",
        kind: OptionKind::Flag,
        about: "values are moved so that the smallest is 1% of the range from smallest to largest",
    },
    OptionSpec {
        words: "shifted to",
        kind: OptionKind::Number,
        about: "values are moved so that the smallest is this",
    },
];

impl Treatment for Logarithm {
    fn name(&self) -> &'static str {
        "log"
    }

    fn source(&self) -> &'static str {
        include_str!("log.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        OPTIONS
    }

    fn algebra(&self, _options: &Options) -> TreatAlgebra {
        TreatAlgebra { keeps_scale: false, equivariant: false }
    }

    fn mistake(&self, options: &Options) -> Option<(String, String)> {
        if options.has("shifted") && options.has("shifted to") {
            return Some(("values are shifted twice".to_owned(), "write `shifted`, or `shifted to 1`".to_owned()));
        }
        if options.number("shifted to").is_some_and(|a| a <= 0.0) {
            let message = "the smallest value must be above 0 after the shift".to_owned();
            return Some((message, "write `shifted to 1`".to_owned()));
        }
        shape::mistake(options)
    }

    fn treat(&self, values: &[f64], options: &Options) -> (Treated, Option<Vec<f64>>) {
        transform(values, options, None, logarithms)
    }
}

/// Puts values on another scale if the criterion asks for it, shifted as the options say. The formula gets a stretch of
/// values at a time.
pub(super) fn transform(
    values: &[f64],
    options: &Options,
    lambda: Option<f64>,
    mut formula: impl FnMut(&[f64], &mut [f64]),
) -> (Treated, Option<Vec<f64>>) {
    let before = Shape::of(values);
    let criterion = Criterion::of(options);
    let fails = |shape: Shape| criterion.is_some_and(|c| c.fails(shape));
    let untouched = Treated { done: Done::Nothing, before, after: before, fails: fails(before) };
    if criterion.is_some() && !untouched.fails || values.is_empty() {
        return (untouched, None);
    }
    let shift = shift(values, options);
    let too_low = wide(
        #[inline(always)]
        || values.iter().fold(false, |any, x| any | (x + shift <= 0.0)),
    );
    if too_low {
        let why = if shift == 0.0 { "some values are 0 or less" } else { "all values are equal" };
        return (Treated { done: Done::Impossible(why), ..untouched }, None);
    }
    let out = if shift == 0.0 {
        in_chunks(values, formula)
    } else {
        let mut shifted = Vec::new();
        in_chunks(values, |values, out| {
            shifted.clear();
            shifted.extend(values.iter().map(|x| x + shift));
            formula(&shifted, out);
        })
    };
    let after = Shape::of(&out);
    (Treated { done: Done::Transformed { lambda, shift }, before, after, fails: fails(after) }, Some(out))
}

/// What is added to all values: nothing, or what makes them positive.
pub(super) fn shift(values: &[f64], options: &Options) -> f64 {
    if !options.has("shifted to") && !options.has("shifted") {
        return 0.0;
    }
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    match options.number("shifted to") {
        Some(target) => target - least,
        None => 0.01 * (most - least) - least,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OptionValue;

    fn log(given: Vec<(&'static str, OptionValue)>, x: &[f64]) -> (Vec<f64>, Done) {
        let (treated, out) = Logarithm.treat(x, &Options { given });
        (out.unwrap_or_else(|| x.to_vec()), treated.done)
    }

    #[test]
    fn plain_shifted_and_impossible() {
        let close = |a: f64, b: f64| assert!((a - b).abs() < 5e-5, "{a} {b}");
        let (out, _) = log(vec![], &[1.0, 10.0, 100.0]);
        close(out[2], 4.6052);
        let (out, _) = log(vec![("shifted", OptionValue::Flag)], &[1.0, 10.0, 100.0]);
        [-0.0101, 2.3016, 4.6051].iter().zip(&out).for_each(|(a, b)| close(*a, *b));
        let (out, done) = log(vec![], &[0.0, 10.0]);
        assert_eq!((out, done), (vec![0.0, 10.0], Done::Impossible("some values are 0 or less")));
        let (_, done) = log(vec![("when skewness", OptionValue::Number(2.0))], &[1.0, 2.0, 3.0]);
        assert_eq!(done, Done::Nothing);
    }
}
