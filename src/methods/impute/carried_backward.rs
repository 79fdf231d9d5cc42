//! Takes the next later value of the same entity.
//!
//! **Formula.** x'(year) = x(y) of the earliest year y after it in which the entity has a value; with `at most N` not more than N years after.
//!
//! **Source.** Engels and Diehr (2003), Imputation of missing longitudinal data: a comparison of methods, Journal of Clinical Epidemiology 56(10), pp. 968–976: next observation carried backward.
//!
//! **Algebra.** What is imputed lies between the smallest and the largest known value of the entity.
//!
//! **Domain.** All numbers, in tables keyed by entity and year.
//!
//! **Degenerate cases.** After the last value of an entity nothing is carried backward, and what is missing stays so; `impute carried forward` after it fills that in as well.
//!
//! **Missing.** All kinds but inapplicable are imputed.
//!
//! **Example.** 4 in 2018 and 6 in 2020 give 4 for 2017 and 6 for 2019; with `at most 1` nothing for 2016.

use super::carried_forward::{OPTIONS, carry, no_years};
use super::{Imputation, ImputeKernel, OverYears};
use crate::{OptionSpec, Options};

/// `impute carried backward at most 3`
#[derive(Debug)]
pub struct CarriedBackward;

impl Imputation for CarriedBackward {
    fn name(&self) -> &'static str {
        "carried backward"
    }

    fn source(&self) -> &'static str {
        include_str!("carried_backward.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        OPTIONS
    }

    fn mistake(&self, options: &Options) -> Option<(String, String)> {
        no_years(options)
    }

    fn kernel(&self) -> ImputeKernel<'_> {
        ImputeKernel::Years(self)
    }
}

impl OverYears for CarriedBackward {
    fn fill(&self, years: &[f64], values: &mut [f64], options: &Options) {
        carry(years.iter().zip(values).rev(), options);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OptionValue;

    #[test]
    fn the_years_of_the_page() {
        let gone = f64::NAN;
        let fill = |options: Options| {
            let mut values = [gone, gone, 4.0, gone, 6.0, gone];
            CarriedBackward.fill(&[2016.0, 2017.0, 2018.0, 2019.0, 2020.0, 2021.0], &mut values, &options);
            values.map(|x| if x.is_nan() { None } else { Some(x) })
        };
        let (four, six) = (Some(4.0), Some(6.0));
        assert_eq!(fill(Options::default()), [four, four, four, six, six, None]);
        let one = Options { given: vec![("at most", OptionValue::Number(1.0))] };
        assert_eq!(fill(one), [None, four, four, six, six, None]);
    }
}
