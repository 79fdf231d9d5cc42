//! Weights that a scale-invariant normalisation takes out again. Proved from the method's algebra, without data.

use super::wording::listed;
use super::{Audit, Evidence, Finding, indices};
use crate::diagnostic::{Code, Severity};
use crate::program::{Index, NormaliseStep, Program, Quantity, Step, WeighStep};

/// f(w x) = f(x) for every w > 0: whatever the weights, the normalised values are the same.
pub(super) struct WeightsCancel;

impl Audit for WeightsCancel {
    fn code(&self) -> Code {
        Code::WeightsCancel
    }

    fn evidence(&self) -> Evidence {
        Evidence::Policy
    }

    fn policy(&self, program: &Program) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (_, quantity, index) in indices(program) {
            for (at, step) in index.steps.iter().enumerate() {
                if let Step::Weigh(weigh) = step
                    && let Some(finding) = self.step(program, quantity, index, at, weigh)
                {
                    findings.push(finding);
                }
            }
        }
        findings
    }
}

impl WeightsCancel {
    fn step(
        &self,
        program: &Program,
        quantity: &Quantity,
        index: &Index,
        at: usize,
        weigh: &WeighStep,
    ) -> Option<Finding> {
        // Factors that are all 1 change nothing even where they do not cancel.
        if weigh.factors.iter().all(|f| *f == 1.0) {
            return None;
        }
        let cancelled: Vec<(&str, &NormaliseStep)> = index
            .parts
            .iter()
            .zip(&weigh.factors)
            .enumerate()
            .filter(|(_, (_, factor))| **factor > 0.0)
            .filter_map(|(part, (named, _))| {
                let next = next_normalisation(index, at, part)?;
                next.algebra().scale_invariant.then_some((named.name.as_str(), next))
            })
            .collect();
        let (_, first) = cancelled.first()?;
        let whole = cancelled.len() == index.parts.len();
        let method = clause(program, first);
        let weights =
            weigh.name.as_ref().map_or_else(|| "its weights".to_owned(), |name| format!("the weights `{name}`"));
        let parts = listed(cancelled.iter().map(|(name, _)| format!("`{name}`")));
        let scope = if whole { String::new() } else { format!(" for {parts}") };
        let named = weigh.name.as_ref().map_or_else(|| "weigh …".to_owned(), |name| format!("weigh {name}"));
        Some(Finding {
            code: self.code(),
            severity: Severity::Warning,
            subject: quantity.name.clone(),
            message: format!(
                "{weights} have no effect on `{}`{scope}: the step after them, `{method}`, gives the same values whatever positive factor a part is multiplied by",
                quantity.name
            ),
            hint: Some(format!("for weights that count, write `{method}` first and `{named}` after it")),
            rows: None,
            span: Some(weigh.span),
            allowed: None,
        })
    }
}

/// The first normalisation after a step that applies to a part; `None` where something before it minds factors.
fn next_normalisation(index: &Index, after: usize, part: usize) -> Option<&NormaliseStep> {
    for step in index.steps.iter().skip(after + 1).filter(|s| s.applies(part)) {
        match step {
            Step::Normalise(step) => return Some(step),
            Step::Treat(step) if !step.method.algebra(&step.options).equivariant => return None,
            Step::Impute(step) if !step.method.within_known() => return None,
            Step::Weigh(_) | Step::Treat(_) | Step::Impute(_) | Step::Screen(_) => {}
        }
    }
    None
}

/// `normalise max within industry`
fn clause(program: &Program, step: &NormaliseStep) -> String {
    let mut text = format!("normalise {}", step.method.name());
    if !step.within.is_empty() {
        let fields: Vec<&str> = step.within.iter().map(|q| program.quantity(*q).name.as_str()).collect();
        text.push_str(&format!(" within {}", fields.join(", ")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::sample::Sample;
    use super::*;

    #[test]
    fn before_a_maximum_they_cancel() {
        let sample = Sample::new(&["exports", "papers"]).weigh("experts", &[0.3, 0.7]).normalise("max", &[]);
        let findings = WeightsCancel.policy(&sample.program());
        assert_eq!(findings.len(), 1);
        assert_eq!(
            findings[0].message,
            "the weights `experts` have no effect on `score`: the step after them, `normalise max`, \
             gives the same values whatever positive factor a part is multiplied by"
        );
        assert_eq!(
            findings[0].hint.as_deref(),
            Some("for weights that count, write `normalise max` first and `weigh experts` after it")
        );
    }

    #[test]
    fn only_for_the_parts_that_are_normalised_so() {
        let sample = Sample::new(&["a", "b", "c"]).weigh("experts", &[1.0, 2.0, 3.0]).normalise("minmax", &["a", "c"]);
        let findings = WeightsCancel.policy(&sample.program());
        assert!(findings[0].message.contains("on `score` for `a` and `c`: "), "{}", findings[0].message);
    }

    #[test]
    fn after_it_or_before_goalposts_they_count() {
        let after = Sample::new(&["a", "b"]).normalise("max", &[]).weigh("experts", &[1.0, 2.0]);
        assert_eq!(WeightsCancel.policy(&after.program()), []);
        let goalposts = Sample::new(&["a", "b"]).weigh("experts", &[1.0, 2.0]).normalise("goalposts", &[]);
        assert_eq!(WeightsCancel.policy(&goalposts.program()), []);
    }

    #[test]
    fn a_weight_of_zero_does_not_cancel() {
        let sample = Sample::new(&["a", "b"]).weigh("experts", &[0.0, 2.0]).normalise("max", &[]);
        let findings = WeightsCancel.policy(&sample.program());
        assert!(findings[0].message.contains("on `score` for `b`: "), "{}", findings[0].message);
    }
}
