//! Brings values back to the fences of Tukey's box plot.
//!
//! **Formula.**
//! The fences are Q1 − K (Q3 − Q1) and Q3 + K (Q3 − Q1) with the quartiles Q1 and Q3, which lie between neighbouring values by linear interpolation (type 7 of Hyndman and Fan).
//! Values beyond a fence become the fence.
//! With `among` the quartiles are those of these rows, and all rows are brought back to the fences.
//!
//! **Source.** Tukey, Exploratory Data Analysis (1977), with K = 1.5 for outside and K = 3 for far out values; OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 3.
//!
//! **Algebra.**
//! The order of values is kept, but for ties at the ends; the unit and the range are kept.
//! A factor or shift of the unit before it comes out after it.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** Where half of all values are equal the quartiles may be equal too; every other value then becomes that value, which the list of treated cells shows.
//!
//! **Missing.** Missing values take no part and stay missing, of the same kind.
//!
//! **Example.** Of 1, 2, 3, 4, 5, 6, 7 and 50 the quartiles are 2.75 and 6.25; with K = 1.5 the fences are −2.5 and 11.5, and 50 becomes 11.5.

use super::{TreatAlgebra, Treated, Treatment, bounded};
use crate::order_statistics::quantiles;
use crate::{OptionKind, OptionSpec, Options};

/// `treat clip iqr 1.5`
#[derive(Debug)]
pub struct ClipIqr;

impl Treatment for ClipIqr {
    fn name(&self) -> &'static str {
        "clip iqr"
    }

    fn source(&self) -> &'static str {
        include_str!("clip_iqr.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[OptionSpec {
            words: "",
            kind: OptionKind::Number,
            about: "how many interquartile ranges the fences are away from the quartiles, usually 1.5",
        }]
    }

    fn algebra(&self, _options: &Options) -> TreatAlgebra {
        TreatAlgebra { keeps_scale: true, equivariant: true }
    }

    fn mistake(&self, options: &Options) -> Option<(String, String)> {
        let message = match options.number("") {
            Some(factor) if factor >= 0.0 => return None,
            Some(_) => "the fences would lie inside the quartiles",
            None => "it is not said how far away the fences are",
        };
        Some((message.to_owned(), "write `clip iqr 1.5`".to_owned()))
    }

    fn bounds(&self, values: &[f64], options: &Options) -> Option<(f64, f64)> {
        let [first, third] = quantiles(values, [0.25, 0.75]);
        let reach = options.number("").unwrap_or(1.5) * (third - first);
        Some((first - reach, third + reach))
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

    #[test]
    fn the_fences_of_the_page() {
        let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 50.0];
        let (treated, out) = ClipIqr.treat(&x, &Options { given: vec![("", OptionValue::Number(1.5))] });
        assert_eq!(treated.done, Done::Bounded { low: -2.5, high: 11.5 });
        assert_eq!(out.unwrap(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 11.5]);
    }
}
