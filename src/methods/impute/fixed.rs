//! Takes a number that the policy gives.
//!
//! **Formula.** x' = N.
//!
//! **Source.** A convention of the methodology: what is not reported counts as N. OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 3, asks for the reason to be given.
//!
//! **Algebra.** Nothing is known of where the number lies among the others.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** None.
//!
//! **Missing.** All kinds but inapplicable are imputed.
//!
//! **Example.** With `fixed 0` the values 2, missing, 9 become 2, 0, 9.

use super::{Imputation, ImputeKernel, OfGroup};
use crate::{OptionKind, OptionSpec, Options};

/// `impute fixed 0 for patents`
#[derive(Debug)]
pub struct Fixed;

impl Imputation for Fixed {
    fn name(&self) -> &'static str {
        "fixed"
    }

    fn source(&self) -> &'static str {
        include_str!("fixed.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[OptionSpec { words: "", kind: OptionKind::Number, about: "the number, in the unit of the part" }]
    }

    fn takes_from_rows(&self) -> bool {
        false
    }

    fn within_known(&self) -> bool {
        false
    }

    fn mistake(&self, options: &Options) -> Option<(String, String)> {
        let none = options.number("").is_none();
        none.then(|| ("it is not said which number is taken".to_owned(), "write `fixed 0`".to_owned()))
    }

    fn kernel(&self) -> ImputeKernel<'_> {
        ImputeKernel::Group(self)
    }
}

impl OfGroup for Fixed {
    fn value(&self, _known: &[f64], options: &Options) -> Option<f64> {
        options.number("")
    }
}
