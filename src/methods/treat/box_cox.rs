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
use crate::methods::shape::{self, Criterion, Shape};
use crate::methods::{OptionKind, OptionSpec, Options};

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

    fn treat(&self, values: &[f64], yardstick: &[f64], options: &Options, out: &mut [f64]) -> Treated {
        let before = Shape::of(yardstick);
        let needed = Criterion::of(options).is_none_or(|c| c.fails(before));
        let untouched = Treated { done: Done::Nothing, before, after: before, fails: false };
        if !needed {
            return untouched;
        }
        let shift = shift(yardstick, options);
        let first = yardstick.first().copied().unwrap_or_default();
        if options.number("lambda").is_none() && yardstick.iter().all(|x| *x == first) {
            return Treated { done: Done::Impossible("all values are equal"), ..untouched };
        }
        let possible = yardstick.iter().all(|x| x + shift > 0.0);
        let lambda =
            options.number("lambda").unwrap_or_else(|| if possible { likeliest(yardstick, shift) } else { 1.0 });
        let treated = transform((values, yardstick), options, out, Some(lambda), |x| power(x, lambda));
        if out.iter().all(|x| x.is_finite()) {
            return treated;
        }
        out.copy_from_slice(values);
        Treated { done: Done::Impossible("the powers are larger than numbers can be"), ..untouched }
    }
}

/// The largest magnitude of an exponent.
const MOST: f64 = 5.0;

fn power(x: f64, lambda: f64) -> f64 {
    if lambda == 0.0 { libm::log(x) } else { libm::expm1(lambda * libm::log(x)) / lambda }
}

/// The exponent of the largest likelihood: the best of a coarse grid, then golden sections around it.
fn likeliest(values: &[f64], shift: f64) -> f64 {
    let logs: Vec<f64> = values.iter().map(|x| libm::log(x + shift)).collect();
    let n = logs.len() as f64;
    let sum: f64 = logs.iter().sum();
    // The likelihood does not depend on the unit of x, so that logarithms may be taken from their mean, which keeps powers small.
    let centre = sum / n;
    let likelihood = |lambda: f64| {
        let power = |l: &f64| {
            let l = l - centre;
            if lambda == 0.0 { l } else { libm::expm1(lambda * l) / lambda }
        };
        let mean = logs.iter().map(power).sum::<f64>() / n;
        let squares: f64 = logs.iter().map(|l| (power(l) - mean) * (power(l) - mean)).sum();
        -0.5 * n * libm::log(squares / n)
    };
    const STEP: f64 = 0.25;
    let grid = (0..=40).map(|i| -MOST + STEP * f64::from(i));
    let mut best = (f64::NEG_INFINITY, 1.0);
    for lambda in grid {
        let value = likelihood(lambda);
        if value > best.0 {
            best = (value, lambda);
        }
    }
    golden(best.1 - STEP, best.1 + STEP, likelihood)
}

/// The place of a maximum between two ends, to 10^-9.
fn golden(mut low: f64, mut high: f64, f: impl Fn(f64) -> f64) -> f64 {
    let ratio = (5f64.sqrt() - 1.0) / 2.0;
    let (mut a, mut b) = (high - ratio * (high - low), low + ratio * (high - low));
    let (mut fa, mut fb) = (f(a), f(b));
    for _ in 0..48 {
        if fa < fb {
            (low, a, fa) = (a, b, fb);
            b = low + ratio * (high - low);
            fb = f(b);
        } else {
            (high, b, fb) = (b, a, fa);
            a = high - ratio * (high - low);
            fa = f(a);
        }
    }
    ((low + high) / 2.0).clamp(-MOST, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::methods::OptionValue;

    #[test]
    fn with_a_given_exponent() {
        let x = [1.0, 4.0, 9.0];
        let mut out = x;
        BoxCox.treat(&x, &x, &Options { given: vec![("lambda", OptionValue::Number(0.5))] }, &mut out);
        out.iter().zip([0.0, 2.0, 4.0]).for_each(|(a, b)| assert!((a - b).abs() < 1e-14));
    }
}
