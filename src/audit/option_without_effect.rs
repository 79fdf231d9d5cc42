//! What is said to a method and changes nothing. Without data.

use std::collections::{BTreeMap, BTreeSet};

use super::{Audit, Evidence, Finding, indices, steps};
use crate::diagnostic::Code;
use crate::program::{NormaliseStep, Origin, Program, Quantity, QuantityId};

/// Groups, or a rule for degenerate groups, of a normalisation that compares with nothing in the data; goalposts of an
/// indicator that no normalisation takes by its goalposts.
pub(super) struct OptionWithoutEffect;

impl Audit for OptionWithoutEffect {
    fn code(&self) -> Code {
        Code::OptionWithoutEffect
    }

    fn evidence(&self) -> Evidence {
        Evidence::Policy
    }

    fn policy(&self, program: &Program) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        for (_, quantity, index) in indices(program) {
            for step in steps::normalisations(index) {
                let found = self.step(quantity, step);
                // A nested index that inherits a step has the mistake of the step that it inherits.
                findings.extend(found.filter(|new| !findings.iter().any(|f| f.span == new.span)));
            }
        }
        findings.extend(self.goalposts(program));
        findings
    }
}

impl OptionWithoutEffect {
    fn step(&self, quantity: &Quantity, step: &NormaliseStep) -> Option<Finding> {
        if !steps::compares_with_nothing(step) {
            return None;
        }
        let method = step.method.name();
        let usual = step.method.degenerate_with(&step.options);
        let other = step.degenerate != usual && !(step.degenerate.is_nan() && usual.is_nan());
        let option = match (step.within.is_empty(), other) {
            (false, _) => "within",
            (true, true) => "degenerate as",
            (true, false) => return None,
        };
        let message = format!(
            "`{option}` has no effect: `normalise {method}` compares a value with nothing in the data, so that groups make no difference to it"
        );
        let message = match option {
            "within" => message,
            _ => format!("`{option}` has no effect: `normalise {method}` always has something to compare a value with"),
        };
        let hint = format!("leave `{option}` out, or normalise by the data, as `normalise minmax` does");
        Some(Finding::warning(self.code(), &quantity.name, step.span, message, &hint))
    }

    /// Indicators with goalposts that are parts of indices, and that none takes by them.
    fn goalposts(&self, program: &Program) -> Vec<Finding> {
        let mut taken: BTreeSet<QuantityId> = BTreeSet::new();
        let mut otherwise: BTreeMap<QuantityId, (&Quantity, &NormaliseStep)> = BTreeMap::new();
        for (_, quantity, index) in indices(program) {
            for (at, part) in index.parts.iter().enumerate() {
                for (step, _) in steps::of_part(index, at) {
                    if step.algebra().needs_goalposts {
                        taken.insert(part.quantity);
                    } else {
                        otherwise.entry(part.quantity).or_insert((quantity, step));
                    }
                }
            }
        }
        otherwise.retain(|id, _| !taken.contains(id));
        otherwise.into_iter().filter_map(|(id, by)| self.not_taken(program.quantity(id), by)).collect()
    }

    fn not_taken(&self, quantity: &Quantity, (index, step): (&Quantity, &NormaliseStep)) -> Option<Finding> {
        quantity.goalposts.filter(|_| is_indicator(quantity))?;
        let (name, method) = (&quantity.name, step.method.name());
        let message = format!(
            "the goalposts of `{name}` have no effect: `{}` takes it by `normalise {method}`, and no index by its goalposts",
            index.name
        );
        let hint = "leave the goalposts out, or write `normalise goalposts`";
        Some(Finding::warning(self.code(), name, quantity.name_span, message, hint))
    }
}

fn is_indicator(quantity: &Quantity) -> bool {
    matches!(quantity.origin, Origin::Column(_) | Origin::Formula(..))
}
