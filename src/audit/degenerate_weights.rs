//! Weights from the data that had too little to go by: no variation, too few rows, values outside the method's domain.

use super::wording::{counted, listed};
use super::{Audit, Finding, indices};
use crate::diagnostic::{Code, Severity};
use crate::eval::Assessment;
use crate::methods::weigh::{Trouble, Weighed};
use crate::program::{ComputedWeights, Index, Origin, Quantity, Weighing};

/// All parts weigh the same, or some nothing, by convention.
pub(super) struct DegenerateWeights;

impl Audit for DegenerateWeights {
    fn code(&self) -> Code {
        Code::DegenerateWeights
    }

    fn may_concern(&self, quantity: &Quantity) -> bool {
        matches!(&quantity.origin, Origin::Index(i) if i.weighing != Weighing::Given)
    }

    fn run(&self, assessment: &Assessment) -> Vec<Finding> {
        let each = indices(&assessment.program).filter_map(|(id, quantity, index)| match &index.weighing {
            Weighing::Computed(computed) => self.index((quantity, index), computed, assessment.weighed.get(&id)?),
            Weighing::Given => None,
        });
        each.collect()
    }
}

impl DegenerateWeights {
    fn index(
        &self,
        (quantity, index): (&Quantity, &Index),
        computed: &ComputedWeights,
        weighed: &Weighed,
    ) -> Option<Finding> {
        let (index_name, method) = (&quantity.name, computed.method.name());
        let names = |parts: &[usize]| {
            let names: Vec<String> =
                parts.iter().filter_map(|p| index.parts.get(*p)).map(|p| format!("`{}`", p.name)).collect();
            listed(names.into_iter())
        };
        let (severity, message, hint) = match weighed.trouble.as_ref()? {
            Trouble::FewRows => {
                let rows = counted(weighed.rows, "row has", "rows have");
                let message = format!(
                    "all parts of `{index_name}` weigh the same: only {rows} all of them, too few for `weigh {method}`"
                );
                (
                    Severity::Warning,
                    message,
                    "fill the gaps, leave out a part that is seldom known, or give the weights",
                )
            }
            Trouble::NothingVaries => {
                let message = format!(
                    "all parts of `{index_name}` weigh the same: in them nothing varies by which `weigh {method}` could tell them apart"
                );
                (Severity::Warning, message, "look at the data, or give the weights")
            }
            Trouble::Negative(parts) => {
                let message = format!(
                    "all parts of `{index_name}` weigh the same: {} is negative for some rows, and `weigh {method}` is not defined then",
                    names(parts)
                );
                (
                    Severity::Warning,
                    message,
                    "normalise to numbers that are not negative above it, such as `minmax`, or weigh otherwise",
                )
            }
            Trouble::Constant(parts) => {
                let message = format!(
                    "{} has no weight in `{index_name}`: it does not vary over the rows by which `weigh {method}` goes",
                    names(parts)
                );
                (Severity::Note, message, "leave it out of the parts, or give the weights")
            }
            Trouble::Missed(_) => return None,
        };
        Some(Finding {
            code: self.code(),
            severity,
            subject: quantity.name.clone(),
            message,
            hint: Some(hint.to_owned()),
            rows: None,
            span: Some(computed.span),
            allowed: None,
        })
    }
}
