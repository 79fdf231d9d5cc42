//! Takes the mean of the values that are known.
//!
//! **Formula.** x' = Σ x / n over the n known values of the part, in the group with `within`.
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 3, unconditional mean imputation.
//!
//! **Algebra.**
//! What is imputed lies between the smallest and the largest known value.
//! The mean of the part stays as it is; its variance and its correlations become smaller than they are.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** Where no value of a group is known, what is missing stays so.
//!
//! **Missing.** All kinds but inapplicable are imputed.
//!
//! **Example.** In 2, 4, missing, 9 the missing value becomes 5.

use super::{Imputation, ImputeKernel, OfGroup};
use crate::{Options, matrix};

/// `impute mean within region`
#[derive(Debug)]
pub struct Mean;

impl Imputation for Mean {
    fn name(&self) -> &'static str {
        "mean"
    }

    fn source(&self) -> &'static str {
        include_str!("mean.rs")
    }

    fn kernel(&self) -> ImputeKernel<'_> {
        ImputeKernel::Group(self)
    }
}

impl OfGroup for Mean {
    fn value(&self, known: &[f64], _options: &Options) -> Option<f64> {
        (!known.is_empty()).then(|| matrix::sum(known) / known.len() as f64)
    }
}
