//! Takes the median of the values that are known.
//!
//! **Formula.** x' is the middle one of the known values of the part, in the group with `within`; of an even number the mean of the two middle ones.
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 3, unconditional median imputation.
//!
//! **Algebra.**
//! What is imputed lies between the smallest and the largest known value, and outliers do not move it.
//! The variance of the part and its correlations become smaller than they are.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** Where no value of a group is known, what is missing stays so.
//!
//! **Missing.** All kinds but inapplicable are imputed.
//!
//! **Example.** In 2, 4, missing, 9 the missing value becomes 4; in 2, 4, missing, 5, 9 it becomes 4.5.

use super::{Imputation, ImputeKernel, OfGroup};
use crate::{Options, order_statistics};

/// `impute median within region`
#[derive(Debug)]
pub struct Median;

impl Imputation for Median {
    fn name(&self) -> &'static str {
        "median"
    }

    fn source(&self) -> &'static str {
        include_str!("median.rs")
    }

    fn kernel(&self) -> ImputeKernel<'_> {
        ImputeKernel::Group(self)
    }
}

impl OfGroup for Median {
    fn value(&self, known: &[f64], _options: &Options) -> Option<f64> {
        (!known.is_empty()).then(|| order_statistics::quantile(known, 0.5))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_odd_and_even_numbers() {
        let median = |known: &[f64]| Median.value(known, &Options::default());
        assert_eq!(median(&[9.0, 2.0, 4.0]), Some(4.0));
        assert_eq!(median(&[9.0, 2.0, 5.0, 4.0]), Some(4.5));
        assert_eq!(median(&[]), None);
    }
}
