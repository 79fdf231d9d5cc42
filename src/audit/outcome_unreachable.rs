//! Outcomes that ask for what an index cannot reach. Without data.

use super::comparisons::comparison;
use super::reach::{Reach, Truth};
use super::{Audit, Evidence, Finding};
use crate::diagnostic::Code;
use crate::program::{Expr, Origin, Outcome, Program, Quantity, Scenario};

/// The checker proves by cases which outcomes cannot be; this knows in addition what indices and formulas can reach.
pub(super) struct OutcomeUnreachable;

impl Audit for OutcomeUnreachable {
    fn code(&self) -> Code {
        Code::OutcomeUnreachable
    }

    fn evidence(&self) -> Evidence {
        Evidence::Policy
    }

    fn policy(&self, program: &Program) -> Vec<Finding> {
        let (reach, declared) = (Reach::of(program), Reach::declared(program));
        let mut findings = Vec::new();
        for quantity in &program.quantities {
            let Origin::Scenario(scenario) = &quantity.origin else { continue };
            for outcome in scenario.outcomes.iter().filter(|o| o.rule.is_none()) {
                let Some(condition) = &outcome.condition else { continue };
                if reach.truth(condition) == Truth::Never && declared.truth(condition) != Truth::Never {
                    findings.push(self.finding(program, &reach, quantity, scenario, outcome, condition));
                }
            }
        }
        findings
    }
}

impl OutcomeUnreachable {
    fn finding(
        &self,
        program: &Program,
        reach: &Reach<'_>,
        quantity: &Quantity,
        scenario: &Scenario,
        outcome: &Outcome,
        condition: &Expr,
    ) -> Finding {
        let members = &program.scale(scenario.scale).members;
        let name = members.get(usize::from(outcome.member)).map_or("", |m| m.name.as_str());
        let mut why = None;
        condition.each(&mut |part| {
            if reach.truth(part) == Truth::Never {
                why = why.take().or(comparison(part).and_then(|c| c.oddity(program, reach, Truth::Never)));
            }
        });
        let why = why.map(|why| format!(", because {why}")).unwrap_or_default();
        let message = format!("no case has the outcome `{name}`{why}");
        let hint = "check the number, and the ranges and goalposts that bound the value; or remove the outcome";
        Finding::warning(self.code(), &quantity.name, outcome.span, message, hint)
    }
}
