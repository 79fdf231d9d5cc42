//! Puts values on the scale of Box and Cox, if they need it.
//!
//! **Formula.**
//! x' = (x^λ − 1) / λ, and ln(x) for λ = 0.
//! With `lambda L` λ is given; otherwise it is the one between −5 and 5 for which the log-likelihood (λ − 1) Σ ln(x) − n/2 · ln(Σ (x' − mean)² / n) is largest.
//! With `shifted` x − min + 0.01 (max − min) takes the place of x, with `shifted to A` x − min + A.
//! With `when skewness S, kurtosis K` only where |skewness| > S and kurtosis > K; with `or kurtosis` where one of the two is exceeded.
//! With `among` the exponent, the smallest and largest value, and the criterion, are those of these rows; the values of all rows are put on the same scale, or none is.
//! Skewness and kurtosis are defined as with `treat winsorise`.
//!
//! **Source.** Box and Cox, An analysis of transformations, Journal of the Royal Statistical Society B 26 (1964); OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 3; the R package COINr (Becker et al. 2022), whose form is that of `shifted to 1` with a given λ.
//!
//! **Algebra.**
//! The order of values is kept; the unit and the range are not, so that what follows must compare values with each other, and not with goalposts on the original scale.
//!
//! **Domain.** Above 0, without `shifted`.
//!
//! **Degenerate cases.** Where a value is 0 or less, or where all are equal, the values stay as they are, and the run says so.
//!
//! **Missing.** Missing values take no part and stay missing, of the same kind.
//!
//! **Example.** With λ = 0.5 the values 1, 4 and 9 become 0, 2 and 4.

use super::log::{SHIFTED, shift, transform};
use super::{Done, TreatAlgebra, Treated, Treatment};
use crate::shape::{self, Criterion, Shape};
use crate::{OptionKind, OptionSpec, Options, power_fit};

/// `treat box-cox when skewness 2, kurtosis 3.5`
#[derive(Debug)]
pub struct BoxCox;

const OPTIONS: &[OptionSpec] = &{
    let [skewness, comma, and, or, kurtosis] = shape::WHEN;
    let [shifted, to] = SHIFTED;
    [
        OptionSpec { words: "lambda", kind: OptionKind::Number, about: "the exponent; otherwise the most likely one" },
        shifted,
        to,
        skewness,
        comma,
        and,
        or,
        kurtosis,
    ]
};

impl Treatment for BoxCox {
    fn name(&self) -> &'static str {
        "box-cox"
    }

    fn source(&self) -> &'static str {
        include_str!("box_cox.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        OPTIONS
    }

    fn algebra(&self, _options: &Options) -> TreatAlgebra {
        TreatAlgebra { keeps_scale: false, equivariant: false }
    }

    fn mistake(&self, options: &Options) -> Option<(String, String)> {
        if options.number("lambda").is_some_and(|l| l.abs() > MOST) {
            let message = format!("with an exponent beyond {MOST} hardly anything is left of most values");
            return Some((message, "write `lambda 0.5`, or leave it out for the most likely one".to_owned()));
        }
        super::log::Logarithm.mistake(options)
    }

    fn treat(&self, values: &[f64], options: &Options) -> (Treated, Option<Vec<f64>>) {
        let before = Shape::of(values);
        let needed = Criterion::of(options).is_none_or(|c| c.fails(before));
        let untouched = Treated { done: Done::Nothing, before, after: before, fails: false };
        if !needed {
            return (untouched, None);
        }
        let shift = shift(values, options);
        let first = values.first().copied().unwrap_or_default();
        if options.number("lambda").is_none() && values.iter().all(|x| *x == first) {
            return (Treated { done: Done::Impossible("all values are equal"), ..untouched }, None);
        }
        let possible = values.iter().all(|x| x + shift > 0.0);
        let lambda = options.number("lambda").unwrap_or_else(|| if possible { likeliest(values, shift) } else { 1.0 });
        let (treated, out) = transform(values, options, Some(lambda), |x, out| {
            out.iter_mut().zip(x).for_each(|(o, x)| *o = power(*x, lambda));
        });
        if out.iter().flatten().all(|x| x.is_finite()) {
            return (treated, out);
        }
        (Treated { done: Done::Impossible("the powers are larger than numbers can be"), ..untouched }, None)
    }
}

/// The largest magnitude of an exponent.
const MOST: f64 = 5.0;

pub(super) fn power(x: f64, lambda: f64) -> f64 {
    if lambda == 0.0 { libm::log(x) } else { libm::expm1(lambda * libm::log(x)) / lambda }
}

/// The exponent of the largest likelihood.
fn likeliest(values: &[f64], shift: f64) -> f64 {
    let mut shifted: Vec<f64> = values.iter().map(|x| x + shift).collect();
    power_fit::power(&mut shifted).unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OptionValue;

    #[test]
    fn with_a_given_exponent() {
        let x = [1.0, 4.0, 9.0];
        let (_, out) = BoxCox.treat(&x, &Options { given: vec![("lambda", OptionValue::Number(0.5))] });
        out.unwrap().iter().zip([0.0, 2.0, 4.0]).for_each(|(a, b)| assert!((a - b).abs() < 1e-14));
    }
}
