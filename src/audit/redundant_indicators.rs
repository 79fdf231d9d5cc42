//! Parts of one index that say nearly the same, so that it counts twice.

use super::wording::{listed, number};
use super::{Audit, Finding, indices, moments};
use crate::diagnostic::{Code, Severity};
use crate::eval::Assessment;
use crate::program::{Index, Quantity, QuantityId};

/// Two parts of an index whose correlation is 0.92 or more.
pub(super) struct RedundantIndicators;

/// From here on indicators count as collinear in the practice of the JRC's coherence checks.
const COLLINEAR: f64 = 0.92;

impl Audit for RedundantIndicators {
    fn code(&self) -> Code {
        Code::RedundantIndicators
    }

    fn run(&self, assessment: &Assessment) -> Vec<Finding> {
        indices(&assessment.program)
            .filter_map(|(id, quantity, index)| self.index(assessment, id, quantity, index))
            .collect()
    }
}

impl RedundantIndicators {
    fn index(&self, assessment: &Assessment, id: QuantityId, quantity: &Quantity, index: &Index) -> Option<Finding> {
        let parts = moments::parts(assessment, id);
        let named = || index.parts.iter().zip(&parts);
        let mut pairs = Vec::new();
        for (at, (first, x)) in named().enumerate() {
            for (second, y) in named().skip(at + 1) {
                if let Some((r, _)) = moments::correlation(x, y).filter(|(r, _)| *r >= COLLINEAR) {
                    pairs.push(format!("`{}` and `{}` ({})", first.name, second.name, number(r, 2)));
                }
            }
        }
        if pairs.is_empty() {
            return None;
        }
        Some(Finding {
            code: self.code(),
            severity: Severity::Note,
            subject: quantity.name.clone(),
            message: format!(
                "parts of `{}` say nearly the same, which then counts twice: correlation of {}",
                quantity.name,
                listed(pairs.into_iter()),
            ),
            hint: Some("leave one of them out, put them together in a nested index, or share their weight".to_owned()),
            rows: None,
            span: Some(quantity.name_span),
            allowed: None,
        })
    }
}
