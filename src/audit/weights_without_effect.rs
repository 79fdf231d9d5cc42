//! Weights given to an aggregation that does not use them.

use super::{Audit, Evidence, Finding, indices};
use crate::diagnostic::{Code, Severity};
use crate::program::{Index, Program, Weighing};

/// The aggregation's algebra says that weights have no effect.
pub(super) struct WeightsWithoutEffect;

impl Audit for WeightsWithoutEffect {
    fn code(&self) -> Code {
        Code::WeightsWithoutEffect
    }

    fn evidence(&self) -> Evidence {
        Evidence::Policy
    }

    fn policy(&self, program: &Program) -> Vec<Finding> {
        indices(program)
            .filter(|(_, _, index)| {
                let equal =
                    index.weighing == Weighing::Given && index.weights.iter().all(|w| Some(w) == index.weights.first());
                index.weights_span.is_some()
                    && !equal
                    && !index.aggregate.algebra(&index.aggregate_options).uses_weights
            })
            .map(|(_, quantity, index)| Finding {
                hint: Some(format!("leave the weights out, or write `aggregate {}`", instead(index))),
                code: self.code(),
                severity: Severity::Warning,
                subject: quantity.name.clone(),
                message: format!(
                    "the weights of `{}` have no effect: `aggregate {}` does not use weights",
                    quantity.name,
                    index.aggregate.name()
                ),
                rows: None,
                span: index.weights_span,
                allowed: None,
            })
            .collect()
    }
}

/// What does the same with weights, or what is most often meant.
fn instead(index: &Index) -> &'static str {
    if index.aggregate.name() == "median" { "weighted median" } else { "arithmetic mean" }
}

#[cfg(test)]
mod tests {
    use super::super::sample::Sample;
    use super::*;

    #[test]
    fn a_median_does_not_use_weights_and_a_mean_does() {
        let found = |method, weights: &[f64]| {
            let sample = Sample::new(&["a", "b"]).normalise("max", &[]).aggregate(method).weights(weights);
            WeightsWithoutEffect.policy(&sample.program()).len()
        };
        assert_eq!(found("median", &[1.0, 2.0]), 1);
        assert_eq!(found("min", &[1.0, 2.0]), 1);
        assert_eq!(found("median", &[2.0, 2.0]), 0);
        assert_eq!(found("arithmetic mean", &[1.0, 2.0]), 0);
    }
}
