//! Values compared with a number that they never pass. Without data.

use std::collections::BTreeSet;

use super::comparisons::comparison;
use super::reach::{Reach, Truth};
use super::{Audit, Evidence, Finding};
use crate::diagnostic::Code;
use crate::program::{Expr, Origin, Program, Scenario};
use crate::source::Span;

/// The comparison turns out the same for every row: the threshold lies outside of what the value can reach.
pub(super) struct ThresholdUnreachable;

impl Audit for ThresholdUnreachable {
    fn code(&self) -> Code {
        Code::ThresholdUnreachable
    }

    fn evidence(&self) -> Evidence {
        Evidence::Policy
    }

    fn policy(&self, program: &Program) -> Vec<Finding> {
        let (reach, declared) = (Reach::of(program), Reach::declared(program));
        let mut findings: Vec<Finding> = Vec::new();
        let mut told: BTreeSet<(String, String)> = BTreeSet::new();
        let mut look = |subject: &str, expr: &Expr, place: Span| {
            expr.each(&mut |part| {
                let found = comparison(part).and_then(|c| c.oddity(program, &reach, reach.truth(part)));
                let Some(message) = found else { return };
                if told.insert((subject.to_owned(), message.clone())) {
                    let span = if part.span == Span::default() { place } else { part.span };
                    let hint = "check the number, and the ranges and goalposts that bound the value";
                    findings.push(Finding::warning(self.code(), subject, span, message, hint));
                }
            });
        };
        for quantity in &program.quantities {
            let name = &quantity.name;
            match &quantity.origin {
                Origin::Formula(formula, _) => look(name, formula, quantity.span),
                Origin::Rank(rule) => rule.among.iter().for_each(|among| look(name, among, quantity.span)),
                Origin::Scenario(scenario) if can_all_hold(&reach, scenario) => {
                    for outcome in &scenario.outcomes {
                        // A rule that declared ranges rule out is told by the checker.
                        let known = |condition: &&Expr| declared.truth(condition) == Truth::Never;
                        let condition = outcome.condition.iter().find(|c| !known(c));
                        condition.into_iter().for_each(|condition| look(name, condition, outcome.span));
                    }
                }
                Origin::Column(_) | Origin::Index(_) | Origin::Scenario(_) => {}
            }
        }
        for gate in &program.gates {
            gate.requirements.iter().for_each(|r| look(&gate.name, &r.condition, gate.span));
        }
        findings
    }
}

/// Where an outcome can never hold that is what is told, and its neighbours' edges are no mistakes of their own.
fn can_all_hold(reach: &Reach<'_>, scenario: &Scenario) -> bool {
    let conditions = scenario.outcomes.iter().filter(|o| o.rule.is_none()).filter_map(|o| o.condition.as_ref());
    conditions.into_iter().all(|condition| reach.truth(condition) != Truth::Never)
}
