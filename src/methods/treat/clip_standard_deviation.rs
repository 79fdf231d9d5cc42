//! Brings values back to so many standard deviations from the mean.
//!
//! **Formula.**
//! The bounds are m − K s and m + K s with the mean m and the sample standard deviation s = √(Σ (x − m)² / (n − 1)), as in a z-score.
//! Values beyond a bound become the bound.
//! With `among` the mean and the deviation are those of these rows, and all rows are brought back to the bounds.
//!
//! **Source.** Pukelsheim (1994), The three sigma rule, The American Statistician 48(2), pp. 88–91; OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 5, on z-scores and extreme values.
//!
//! **Algebra.**
//! The order of values is kept, but for ties at the ends; the unit and the range are kept.
//! A factor or shift of the unit before it comes out after it.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.**
//! Outliers widen the bounds themselves: no value of n is more than (n − 1) / √n sample standard deviations from the mean, so that with K = 3 nothing is ever clipped among ten values or fewer; `clip iqr` does not have this weakness.
//! A single value has no deviation and stays. Where all values are equal, so are the bounds.
//!
//! **Missing.** Missing values take no part and stay missing, of the same kind.
//!
//! **Example.** Of 1, 2, 3, 4, 5 and 15 the mean is 5 and the deviation √26 = 5.099; with K = 1.5 the bounds are −2.649 and 12.649, and 15 becomes 12.649.

use super::{TreatAlgebra, Treated, Treatment, bounded};
use crate::parallel::Threads;
use crate::{OptionKind, OptionSpec, Options, spread};

/// `treat clip standard deviation 3`
#[derive(Debug)]
pub struct ClipStandardDeviation;

impl Treatment for ClipStandardDeviation {
    fn name(&self) -> &'static str {
        "clip standard deviation"
    }

    fn source(&self) -> &'static str {
        include_str!("clip_standard_deviation.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[OptionSpec {
            words: "",
            kind: OptionKind::Number,
            about: "how many standard deviations the bounds are away from the mean, usually 3",
        }]
    }

    fn algebra(&self, _options: &Options) -> TreatAlgebra {
        TreatAlgebra { keeps_scale: true, equivariant: true }
    }

    fn mistake(&self, options: &Options) -> Option<(String, String)> {
        let message = match options.number("") {
            Some(factor) if factor > 0.0 => return None,
            Some(_) => "all values would lie outside the bounds",
            None => "it is not said how many standard deviations from the mean are allowed",
        };
        Some((message.to_owned(), "write `clip standard deviation 3`".to_owned()))
    }

    fn bounds(&self, values: &[f64], options: &Options) -> Option<(f64, f64)> {
        let spread = spread::of(values, Threads::One);
        if spread.count < 2 {
            return None;
        }
        if spread.min == spread.max {
            return Some((spread.min, spread.max));
        }
        let reach = options.number("").unwrap_or(3.0) * (spread.squares / (spread.count - 1) as f64).sqrt();
        Some((spread.mean() - reach, spread.mean() + reach))
    }

    fn treat(&self, values: &[f64], options: &Options) -> (Treated, Option<Vec<f64>>) {
        let (low, high) = self.bounds(values, options).unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        bounded(values, low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Done;
    use super::*;
    use crate::OptionValue;

    fn treat(values: &[f64], factor: f64) -> (Done, Option<Vec<f64>>) {
        let options = Options { given: vec![("", OptionValue::Number(factor))] };
        let (treated, out) = ClipStandardDeviation.treat(values, &options);
        (treated.done, out)
    }

    #[test]
    fn the_bounds_of_the_page() {
        let x = [1.0, 2.0, 3.0, 4.0, 5.0, 15.0];
        let (_, out) = treat(&x, 1.5);
        let out = out.unwrap();
        assert_eq!(out[..5], x[..5]);
        assert!((out[5] - 12.648_529_270_389_177).abs() < 1e-14, "{}", out[5]);
        // (n − 1) / √n is 2.04 of six values.
        assert_eq!(treat(&[0.0, 0.0, 0.0, 0.0, 0.0, 1e9], 2.05), (Done::Nothing, None));
    }

    #[test]
    fn one_value_and_equal_ones_stay() {
        assert_eq!(treat(&[7.0], 3.0), (Done::Nothing, None));
        assert_eq!(treat(&[0.1, 0.1, 0.1], 3.0), (Done::Nothing, None));
    }
}
