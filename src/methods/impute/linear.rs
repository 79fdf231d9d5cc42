//! Lays a line between the values of the same entity in the years before and after.
//!
//! **Formula.** Between the nearest years a < y < b in which the entity has values, x'(y) = x(a) + (y − a) / (b − a) · (x(b) − x(a)).
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 3, interpolation in time series.
//!
//! **Algebra.** What is imputed lies between the two values.
//!
//! **Domain.** All numbers, in tables keyed by entity and year.
//!
//! **Degenerate cases.** Before the first and after the last value of an entity there is no line, and what is missing stays so.
//!
//! **Missing.** All kinds but inapplicable are imputed.
//!
//! **Example.** 4 in 2018 and 10 in 2021 give 6 for 2019 and 8 for 2020.

use super::{Imputation, ImputeKernel, OverYears};
use crate::Options;

/// `impute linear`
#[derive(Debug)]
pub struct Linear;

impl Imputation for Linear {
    fn name(&self) -> &'static str {
        "linear"
    }

    fn source(&self) -> &'static str {
        include_str!("linear.rs")
    }

    fn kernel(&self) -> ImputeKernel<'_> {
        ImputeKernel::Years(self)
    }
}

impl OverYears for Linear {
    fn fill(&self, years: &[f64], values: &mut [f64], _options: &Options) {
        let mut last: Option<(usize, f64, f64)> = None;
        for at in 0..values.len() {
            let Some((year, x)) = years.get(at).copied().zip(values.get(at).copied()) else { continue };
            if x.is_nan() {
                continue;
            }
            if let Some((from, then, before)) = last {
                let between = years.get(from + 1..at).into_iter().flatten();
                for (value, year_between) in values.get_mut(from + 1..at).into_iter().flatten().zip(between) {
                    *value = before + (year_between - then) / (year - then) * (x - before);
                }
            }
            last = Some((at, year, x));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_years_of_the_page() {
        let gone = f64::NAN;
        let mut values = [gone, 4.0, gone, gone, 10.0, gone];
        Linear.fill(&[2016.0, 2018.0, 2019.0, 2020.0, 2021.0, 2022.0], &mut values, &Options::default());
        assert_eq!(values[1..5], [4.0, 6.0, 8.0, 10.0]);
        assert!(values[0].is_nan() && values[5].is_nan());
    }
}
