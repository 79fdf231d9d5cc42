//! An aggregation that counts only magnitudes, and a part that may be negative. Without data.

use super::sign_lost::{higher_is_better, remedy};
use super::{Audit, Evidence, Finding, indices};
use crate::diagnostic::{Code, Severity};
use crate::program::{Index, Part, Program, Quantity, Step};

/// A negative value would raise the index. Reported where the policy itself says that there may be one: the part's
/// range begins below 0 and its sign is kept, or the normalisation makes some values negative whatever the data.
pub(super) struct SignMayBeLost;

impl Audit for SignMayBeLost {
    fn code(&self) -> Code {
        Code::SignMayBeLost
    }

    fn evidence(&self) -> Evidence {
        Evidence::Policy
    }

    fn policy(&self, program: &Program) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (_, quantity, index) in
            indices(program).filter(|(_, _, i)| i.aggregate.algebra(&i.aggregate_options).ignores_sign)
        {
            for (at, part) in index.parts.iter().enumerate() {
                if higher_is_better(program, quantity, index, at)
                    && let Some(why) = negative(program.quantity(part.quantity), index, at)
                {
                    findings.push(self.finding(quantity, index, part, &why));
                }
            }
        }
        findings
    }
}

impl SignMayBeLost {
    fn finding(&self, quantity: &Quantity, index: &Index, part: &Part, why: &str) -> Finding {
        Finding {
            code: self.code(),
            severity: Severity::Note,
            subject: quantity.name.clone(),
            message: format!(
                "{why}, and `aggregate {}` counts only magnitudes: a negative `{}` would raise `{}` instead of lowering it",
                index.aggregate.name(),
                part.name,
                quantity.name
            ),
            hint: Some(remedy()),
            rows: None,
            span: Some(part.span),
            allowed: None,
        }
    }
}

/// Why negative values of a part are to be expected when it enters the aggregation, if they are.
fn negative(part: &Quantity, index: &Index, at: usize) -> Option<String> {
    let mut why = part.range.0.filter(|low| *low < 0.0).map(|_| format!("the range of `{}` begins below 0", part.name));
    for step in &index.steps {
        match step {
            Step::Weigh(_) | Step::Treat(_) | Step::Impute(_) | Step::Screen(_) => {}
            Step::Normalise(step) if step.parts.get(at).is_some_and(Option::is_some) => {
                let algebra = step.algebra();
                // Where a shift has no effect, values cannot all stay on one side of 0 unless the range says so.
                let centred = algebra.translation_invariant && algebra.range.0.is_none();
                why = if centred {
                    Some(format!("`normalise {}` makes some values of `{}` negative", step.method.name(), part.name))
                } else {
                    why.filter(|_| algebra.keeps_sign)
                };
            }
            Step::Normalise(_) => {}
        }
    }
    why
}

#[cfg(test)]
mod tests {
    use super::super::sample::Sample;
    use super::*;

    fn found(sample: &Sample) -> Vec<String> {
        SignMayBeLost.policy(&sample.program()).into_iter().map(|f| f.message).collect()
    }

    #[test]
    fn a_range_below_zero_through_a_norm() {
        let sample = Sample::new(&["fdi", "surplus"]).normalise("max", &[]).aggregate("euclidean norm");
        assert_eq!(found(&sample), [""; 0]);
        assert_eq!(
            found(&sample.range("surplus", -10.0)),
            ["the range of `surplus` begins below 0, and `aggregate euclidean norm` counts only magnitudes: \
              a negative `surplus` would raise `score` instead of lowering it"]
        );
    }

    #[test]
    fn min_max_loses_no_sign_and_z_scores_always_do() {
        let minmax = Sample::new(&["surplus"]).normalise("minmax", &[]).aggregate("euclidean norm");
        assert_eq!(found(&minmax.range("surplus", -10.0)), [""; 0]);
        let zscore = Sample::new(&["a"]).normalise("zscore", &[]).aggregate("euclidean norm");
        assert_eq!(found(&zscore).len(), 1);
        let mean = Sample::new(&["a"]).normalise("zscore", &[]).aggregate("arithmetic mean");
        assert_eq!(found(&mean), [""; 0]);
    }
}
