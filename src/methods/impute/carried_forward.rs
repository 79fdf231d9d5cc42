//! Takes the last earlier value of the same entity.
//!
//! **Formula.** x'(year) = x(y) of the latest year y before it in which the entity has a value; with `at most N` not more than N years before.
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 3, cold deck imputation: the last available value.
//!
//! **Algebra.** What is imputed lies between the smallest and the largest known value of the entity.
//!
//! **Domain.** All numbers, in tables keyed by entity and year.
//!
//! **Degenerate cases.** Before the first value of an entity nothing is carried forward, and what is missing stays so.
//!
//! **Missing.** All kinds but inapplicable are imputed.
//!
//! **Example.** 4 in 2018 and 6 in 2020 give 4 for 2019 and 6 for 2021; with `at most 1` nothing for 2022.

use super::{Imputation, ImputeKernel, OverYears};
use crate::{OptionKind, OptionSpec, Options};

/// `impute carried forward at most 3`
#[derive(Debug)]
pub struct CarriedForward;

impl Imputation for CarriedForward {
    fn name(&self) -> &'static str {
        "carried forward"
    }

    fn source(&self) -> &'static str {
        include_str!("carried_forward.rs")
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

impl OverYears for CarriedForward {
    fn fill(&self, years: &[f64], values: &mut [f64], options: &Options) {
        carry(years.iter().zip(values), options);
    }
}

/// What carrying takes, forward or backward.
pub(super) const OPTIONS: &[OptionSpec] =
    &[OptionSpec { words: "at most", kind: OptionKind::Number, about: "over so many years" }];

/// Nothing is carried over no years.
pub(super) fn no_years(options: &Options) -> Option<(String, String)> {
    options
        .number("at most")
        .filter(|years| *years <= 0.0)
        .map(|_| ("nothing is carried over no years".to_owned(), "write `at most 3`".to_owned()))
}

/// Gives each missing value the last one before it, in the order in which years and values come.
pub(super) fn carry<'a>(cells: impl Iterator<Item = (&'a f64, &'a mut f64)>, options: &Options) {
    let most = options.number("at most").unwrap_or(f64::INFINITY);
    let mut last = None;
    for (year, value) in cells {
        match last {
            _ if !value.is_nan() => last = Some((*year, *value)),
            Some((then, x)) if (year - then).abs() <= most => *value = x,
            Some(_) | None => {}
        }
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
            let mut values = [gone, 4.0, gone, 6.0, gone, gone];
            CarriedForward.fill(&[2017.0, 2018.0, 2019.0, 2020.0, 2021.0, 2022.0], &mut values, &options);
            values.map(|x| if x.is_nan() { None } else { Some(x) })
        };
        let (four, six) = (Some(4.0), Some(6.0));
        assert_eq!(fill(Options::default()), [None, four, four, six, six, six]);
        let one = Options { given: vec![("at most", OptionValue::Number(1.0))] };
        assert_eq!(fill(one), [None, four, four, six, six, None]);
    }
}
