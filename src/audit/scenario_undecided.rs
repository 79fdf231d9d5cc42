//! Rows for which a scenario could not be decided, and what is missing there.

use indexmap::IndexMap;

use super::wording::{counted, listed};
use super::{Audit, Finding, inputs};
use crate::diagnostic::{Code, Severity};
use crate::eval::Assessment;
use crate::program::{Origin, Quantity, QuantityId, Scenario};

/// The scenario is missing for a row that takes part.
pub(super) struct ScenarioUndecided;

impl Audit for ScenarioUndecided {
    fn code(&self) -> Code {
        Code::ScenarioUndecided
    }

    fn may_concern(&self, quantity: &Quantity) -> bool {
        matches!(quantity.origin, Origin::Scenario(_))
    }

    fn run(&self, assessment: &Assessment) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (quantity, at) in assessment.program.quantities.iter().zip(0u32..) {
            if let Origin::Scenario(scenario) = &quantity.origin {
                findings.extend(self.scenario(assessment, QuantityId(at), quantity, scenario));
            }
        }
        findings
    }
}

impl ScenarioUndecided {
    fn scenario(
        &self,
        assessment: &Assessment,
        id: QuantityId,
        quantity: &Quantity,
        scenario: &Scenario,
    ) -> Option<Finding> {
        let rows: Vec<usize> = inputs::missing_rows(assessment, quantity.table, id).map(|(row, _)| row).collect();
        if rows.is_empty() {
            return None;
        }
        let total =
            (0..assessment.table(quantity.table)?.rows).filter(|r| assessment.is_included(quantity.table, *r)).count();
        let mut causes: IndexMap<String, usize> = IndexMap::new();
        for row in &rows {
            let mut names: Vec<String> = Vec::new();
            for condition in scenario.outcomes.iter().filter_map(|o| o.condition.as_ref()) {
                names.extend(inputs::missing(assessment, condition, *row).unwrap_or_default());
            }
            names.sort();
            names.dedup();
            for name in names {
                *causes.entry(name).or_default() += 1;
            }
        }
        let why = if causes.is_empty() {
            String::new()
        } else {
            format!(": {}", listed(causes.iter().map(|(name, count)| format!("`{name}` is missing in {count}"))))
        };
        Some(Finding {
            code: self.code(),
            severity: Severity::Note,
            subject: quantity.name.clone(),
            message: format!(
                "`{}` cannot be decided for {} of {}{why}",
                quantity.name,
                rows.len(),
                counted(total, "row", "rows")
            ),
            hint: None,
            rows: Some((quantity.table, rows)),
            span: Some(quantity.name_span),
            allowed: None,
        })
    }
}
