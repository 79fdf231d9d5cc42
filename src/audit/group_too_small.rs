//! Groups of one or two rows, within which a value is compared with hardly anything but itself.

use super::wording::{counted, listed};
use super::{Audit, Finding, indices};
use crate::diagnostic::{Code, Severity};
use crate::eval::{Assessment, FittedStep};
use crate::program::{NormaliseStep, Quantity, Step};

/// Groups with fewer rows are too small.
const ENOUGH: usize = 3;

/// A normalisation within groups takes its yardstick from fewer than three rows.
pub(super) struct GroupTooSmall;

impl Audit for GroupTooSmall {
    fn code(&self) -> Code {
        Code::GroupTooSmall
    }

    fn run(&self, assessment: &Assessment) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (id, quantity, index) in indices(&assessment.program) {
            for fitted in assessment.yardsticks.get(&id).into_iter().flatten() {
                if let Some(Step::Normalise(step)) = index.steps.get(fitted.step)
                    && from_data(step)
                {
                    findings.extend(self.step(assessment, quantity, step, fitted));
                }
            }
        }
        // Nested indices inherit the step of the one around them: it is told once.
        let mut told = Vec::new();
        findings.retain(|f| {
            !told.contains(&f.span) && {
                told.push(f.span);
                true
            }
        });
        findings
    }
}

/// Whether the yardstick comes from the data and not from the policy.
pub(super) fn from_data(step: &NormaliseStep) -> bool {
    step.method.compares(&step.options)
}

impl GroupTooSmall {
    fn step(
        &self,
        assessment: &Assessment,
        quantity: &Quantity,
        step: &NormaliseStep,
        fitted: &FittedStep,
    ) -> Option<Finding> {
        let groups = fitted.groups.as_ref()?;
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); fitted.names.len()];
        for (row, group) in groups.iter().enumerate() {
            if let Some(rows) = members.get_mut(*group as usize) {
                rows.push(row);
            }
        }
        let small: Vec<(&String, &Vec<usize>)> =
            fitted.names.iter().zip(&members).filter(|(_, rows)| (1..ENOUGH).contains(&rows.len())).collect();
        if small.is_empty() {
            return None;
        }
        let table = assessment.program.table(quantity.table);
        let within: Vec<&str> = step.within.iter().map(|f| assessment.program.quantity(*f).name.as_str()).collect();
        let mut rows: Vec<usize> = small.iter().flat_map(|(_, rows)| rows.iter().copied()).collect();
        rows.sort_unstable();
        Some(Finding {
            code: self.code(),
            severity: Severity::Warning,
            subject: quantity.name.clone(),
            message: format!(
                "`normalise {} within {}` of `{}` compares within groups of one or two rows: {}; a row of `{}` is measured there by little more than itself",
                step.method.name(),
                within.join(", "),
                quantity.name,
                listed(small.iter().map(|(name, rows)| format!("`{name}` ({})", counted(rows.len(), "row", "rows")))),
                table.name,
            ),
            hint: Some("put small groups together, or compare among all rows; or take the yardstick from the policy: `normalise goalposts`".to_owned()),
            rows: Some((quantity.table, rows)),
            span: Some(step.span),
            allowed: None,
        })
    }
}
