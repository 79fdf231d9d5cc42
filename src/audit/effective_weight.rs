//! Weights as written against the part that each indicator really has in the index.
//!
//! The part is the squared correlation with the index, as a share of their sum (Paruolo, Saisana and Saltelli 2013,
//! "Ratings and rankings: voodoo or science?", with the linear correlation ratio).

use super::wording::{listed, number};
use super::{Audit, Finding, indices, moments};
use crate::diagnostic::{Code, Severity};
use crate::eval::Assessment;
use crate::program::{Index, Quantity, QuantityId};

/// A part has less than half or more than twice the importance that its weight says, and by a tenth of the whole at least.
pub(super) struct EffectiveWeight;

const FACTOR: f64 = 2.0;
const DIFFERENCE: f64 = 0.1;

impl Audit for EffectiveWeight {
    fn code(&self) -> Code {
        Code::NominalAgainstEffectiveWeight
    }

    fn run(&self, assessment: &Assessment) -> Vec<Finding> {
        indices(&assessment.program)
            .filter(|(_, _, index)| {
                index.aggregate.algebra(&index.aggregate_options).uses_weights && index.parts.len() > 1
            })
            .filter_map(|(id, quantity, index)| self.index(assessment, id, quantity, index))
            .collect()
    }
}

/// For each part of an index the share that it really has in it, in the order of its parts: its squared correlation with
/// the index, as a share of their sum. `None` where there are too few rows, or where something does not vary.
pub fn effective_weights(assessment: &Assessment, index: QuantityId) -> Option<Vec<f64>> {
    let results = moments::results(assessment, index)?;
    let parts = moments::parts(assessment, index);
    let squares: Vec<f64> =
        parts.iter().map(|part| moments::correlation(part, results).map(|(r, _)| r * r)).collect::<Option<_>>()?;
    let all: f64 = squares.iter().sum();
    (all != 0.0).then(|| squares.iter().map(|square| square / all).collect())
}

impl EffectiveWeight {
    fn index(&self, assessment: &Assessment, id: QuantityId, quantity: &Quantity, index: &Index) -> Option<Finding> {
        let effective = effective_weights(assessment, id)?;
        let weights = assessment.weights(id);
        let total: f64 = weights.iter().map(|w| w.abs()).sum();
        if total == 0.0 {
            return None;
        }
        let shares = index.parts.iter().zip(weights.iter().zip(effective));
        let off: Vec<String> = shares
            .map(|(part, (weight, effective))| (&part.name, weight.abs() / total, effective))
            .filter(|(_, nominal, effective)| {
                let far = *effective > nominal * FACTOR || *nominal > effective * FACTOR;
                far && (nominal - effective).abs() >= DIFFERENCE
            })
            .map(|(name, nominal, effective)| {
                format!("`{name}` has {} % instead of {} %", number(100.0 * effective, 0), number(100.0 * nominal, 0))
            })
            .collect();
        if off.is_empty() {
            return None;
        }
        Some(Finding {
            code: self.code(),
            severity: Severity::Note,
            subject: quantity.name.clone(),
            message: format!(
                "in `{}` the weights are not what decides: of the squared correlations with it {}",
                quantity.name,
                listed(off.into_iter()),
            ),
            hint: Some(
                "parts that vary or agree more count more: look at their spread and correlations, or choose weights for the importance meant"
                    .to_owned(),
            ),
            rows: None,
            span: index.weights_span.or(Some(quantity.name_span)),
            allowed: None,
        })
    }
}
