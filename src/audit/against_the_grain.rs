//! Parts that run against their own index: whoever is better in them tends to be worse in the index.

use super::wording::{listed, number};
use super::{Audit, Finding, indices, moments};
use crate::diagnostic::{Code, Severity};
use crate::eval::Assessment;
use crate::program::{Index, Quantity, QuantityId};

/// A part whose correlation with its index is below 0 by more than chance.
pub(super) struct AgainstTheGrain;

/// So many standard errors of a correlation of 0, 1/√n, are more than chance.
const ERRORS: f64 = 2.0;

impl Audit for AgainstTheGrain {
    fn code(&self) -> Code {
        Code::AgainstTheGrain
    }

    fn run(&self, assessment: &Assessment) -> Vec<Finding> {
        indices(&assessment.program)
            .filter_map(|(id, quantity, index)| self.index(assessment, id, quantity, index))
            .collect()
    }
}

impl AgainstTheGrain {
    fn index(&self, assessment: &Assessment, id: QuantityId, quantity: &Quantity, index: &Index) -> Option<Finding> {
        let results = moments::results(assessment, id)?;
        let parts = moments::parts(assessment, id);
        let against: Vec<(usize, f64)> = parts
            .iter()
            .zip(assessment.weights(id))
            .enumerate()
            .filter(|(_, (_, weight))| **weight > 0.0)
            .filter_map(|(at, (part, _))| {
                let (r, count) = moments::correlation(part, results)?;
                (r < -ERRORS / (count as f64).sqrt()).then_some((at, r))
            })
            .collect();
        let name = |at: usize| index.parts.get(at).map(|p| p.name.as_str()).unwrap_or_default();
        let first = against.first()?.0;
        Some(Finding {
            code: self.code(),
            severity: Severity::Warning,
            subject: quantity.name.clone(),
            message: format!(
                "rows that are better in a part are worse in `{}`: correlation of {}",
                quantity.name,
                listed(against.iter().map(|(at, r)| format!("`{}` {}", name(*at), number(*r, 2)))),
            ),
            hint: Some(
                "check the direction (`better lower`?) and whether the part measures what the index is meant to"
                    .to_owned(),
            ),
            rows: None,
            span: index.parts.get(first).map(|p| p.span),
            allowed: None,
        })
    }
}
