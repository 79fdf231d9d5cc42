//! A scenario in one row: each outcome with its condition, and why it does or does not apply.

use super::how::{Decided, GateHow, OutcomeHow, ScenarioHow, UnmetHow};
use super::rows::Rows;
use super::shape::Shape;
use super::tree::{Plain, Term};
use crate::program::{QuantityId, Scenario, ScenarioRule, Value};

impl Rows<'_> {
    /// A scenario in a row of its table.
    pub(super) fn scenario(&self, id: QuantityId, scenario: &Scenario, row: usize) -> ScenarioHow {
        let table = self.program().quantity(id).table;
        let no_shapes = Vec::new();
        let shapes = self.watched.conditions.get(&id).unwrap_or(&no_shapes);
        let value = self.assessment.column(id).map(|c| c.value(row));
        let excluded = !self.assessment.is_included(table, row);
        let members = &self.program().scale(scenario.scale).members;
        let (mut open, mut all_fail) = (true, true);
        let outcomes = scenario.outcomes.iter().enumerate().map(|(at, outcome)| {
            let shape: Option<&Shape> = shapes.get(at).and_then(Option::as_ref);
            let when = shape.map(|shape| self.term(shape, row));
            // `otherwise` holds where all before are known not to; in order, so does any.
            let first = all_fail || when.is_some() && scenario.rule != ScenarioRule::First;
            let holds = first && when.as_ref().is_none_or(|w| w.value.as_yes_no() == Some(true));
            all_fail &= when.as_ref().is_some_and(|w| w.value.as_yes_no() == Some(false));
            let chosen = open && holds && !excluded && value == Some(Value::Member(outcome.member));
            open &= !chosen;
            let member = members.get(usize::from(outcome.member));
            OutcomeHow {
                outcome: member.map_or_else(String::new, |m| m.name.clone()),
                label: member.and_then(|m| m.about.label.clone()),
                rule: outcome.rule,
                chosen,
                fails: when.as_ref().and_then(|w| failing(w)).map(|t| t.text.clone()),
                when,
            }
        });
        let outcomes: Vec<OutcomeHow> = outcomes.collect();
        let decided = match (&value, outcomes.iter().find(|o| o.chosen)) {
            _ if excluded => Decided::Excluded,
            (Some(Value::Member(_)), Some(chosen)) if chosen.when.is_some() => Decided::ByCondition,
            (Some(Value::Member(_)), Some(_)) => Decided::Otherwise,
            (Some(Value::Member(_)), None) => Decided::WhateverIsMissing,
            (Some(_) | None, _) => Decided::Undecided,
        };
        let mut needs = Vec::new();
        if decided == Decided::Undecided || decided == Decided::WhateverIsMissing {
            let conditions = outcomes.iter().filter_map(|o| o.when.as_ref());
            conditions.for_each(|term| missing(term, &mut needs));
        }
        let rule = match scenario.rule {
            ScenarioRule::Exactly => "exactly",
            ScenarioRule::Any => "any",
            ScenarioRule::First => "first match",
        };
        ScenarioHow { rule, decided, outcomes, needs }
    }

    /// The gates that exclude the row.
    pub(super) fn gates(&self, row: usize) -> Vec<GateHow> {
        let table = self.watched.table;
        let program = self.program();
        let declared = &program.table(table).gates;
        let exclusions = self.assessment.exclusions(table, row).iter();
        let gates = exclusions.filter_map(|exclusion| {
            let gate = program.gate(exclusion.gate);
            let at = declared.iter().position(|g| *g == exclusion.gate)?;
            let shapes = self.watched.requirements.get(at)?;
            let unmet = exclusion.unmet.iter().filter_map(|(at, undecided)| {
                let mut require = self.term(shapes.get(*at)?, row);
                if require.value.is_missing() && !undecided {
                    require.value = Plain::YesNo(false);
                }
                let reason = gate.requirements.get(*at)?.reason.clone();
                Some(UnmetHow { reason, undecided: *undecided, require })
            });
            let unmet = unmet.collect();
            Some(GateHow { gate: gate.name.clone(), label: gate.about.label.clone(), unmet })
        });
        gates.collect()
    }
}

/// The first part of a condition that does not hold; where none fails, the first that cannot be decided.
fn failing(term: &Term) -> Option<&Term> {
    match term.value.as_yes_no() {
        Some(true) => None,
        Some(false) | None if term.op == "and" => {
            let no = term.operands.iter().find(|t| t.value.as_yes_no() == Some(false));
            no.or_else(|| term.operands.iter().find(|t| t.value.is_missing())).and_then(failing).or(Some(term))
        }
        Some(false) | None => Some(term),
    }
}

/// The values that are missing, each once.
fn missing(term: &Term, needs: &mut Vec<String>) {
    if let (Some(name), true) = (&term.name, term.value.is_missing())
        && !needs.contains(name)
    {
        needs.push(name.clone());
    }
    term.operands.iter().for_each(|t| missing(t, needs));
}
