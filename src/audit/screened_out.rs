//! What a screening left out: parts that too few rows have, rows of which too little is known.

use super::wording::{counted, listed, number};
use super::{Audit, Finding, indices};
use crate::diagnostic::{Code, Severity};
use crate::eval::{Assessment, FittedStep};
use crate::program::{Index, Origin, Quantity, ScreenStep, Step};

/// `screen` found something to leave out.
pub(super) struct ScreenedOut;

impl Audit for ScreenedOut {
    fn code(&self) -> Code {
        Code::ScreenedOut
    }

    fn may_concern(&self, quantity: &Quantity) -> bool {
        matches!(&quantity.origin, Origin::Index(i) if i.steps.iter().any(|s| matches!(s, Step::Screen(_))))
    }

    fn run(&self, assessment: &Assessment) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (id, quantity, index) in indices(&assessment.program) {
            for fitted in assessment.yardsticks.get(&id).into_iter().flatten() {
                if let Some(Step::Screen(step)) = index.steps.get(fitted.step) {
                    findings.extend(self.parts(quantity, index, step, fitted));
                    findings.extend(self.rows(assessment, quantity, step, fitted));
                }
            }
        }
        findings
    }
}

impl ScreenedOut {
    fn parts(&self, quantity: &Quantity, index: &Index, step: &ScreenStep, fitted: &FittedStep) -> Option<Finding> {
        fitted.parts_out.first()?;
        let told = fitted.parts_out.iter().map(|out| {
            let part = index.parts.get(out.part).map_or("", |p| p.name.as_str());
            let group = fitted.names.get(out.group).filter(|name| !name.is_empty());
            let group = group.map(|name| format!(" in {name}")).unwrap_or_default();
            format!("`{part}`{group} ({} of {} rows)", out.known, out.of)
        });
        let least = number(step.at_least * 100.0, 1);
        let message = format!("too few rows have {}: it is no part of `{}` there", listed(told), quantity.name);
        Some(self.finding(quantity, message, format!("the policy asks for {least}% of the rows"), None, step))
    }

    fn rows(
        &self,
        assessment: &Assessment,
        quantity: &Quantity,
        step: &ScreenStep,
        fitted: &FittedStep,
    ) -> Option<Finding> {
        // A nested index that takes the screening over leaves out the same rows as the index that says it.
        let nested = quantity.name.contains('.') && !step.others.is_empty();
        if fitted.rows_out.is_empty() || nested {
            return None;
        }
        let rows: Vec<usize> = fitted.rows_out.iter().map(|out| out.row).collect();
        let all = assessment.table(quantity.table)?.rows;
        let included = (0..all).filter(|row| assessment.is_included(quantity.table, *row)).count();
        let least = number(step.at_least * 100.0, 1);
        let message = format!(
            "too little is known of {} of {included}: no `{}`, and no part in any statistic",
            counted(rows.len(), "row", "rows"),
            quantity.name
        );
        let hint = format!("the policy asks for {least}% of the values");
        Some(self.finding(quantity, message, hint, Some((quantity.table, rows)), step))
    }

    fn finding(
        &self,
        quantity: &Quantity,
        message: String,
        hint: String,
        rows: Option<(crate::program::TableId, Vec<usize>)>,
        step: &ScreenStep,
    ) -> Finding {
        Finding {
            code: self.code(),
            severity: Severity::Note,
            subject: quantity.name.clone(),
            message,
            hint: Some(hint),
            rows,
            span: Some(step.span),
            allowed: None,
        }
    }
}
