//! How much of an index rests on values that nobody measured.

use super::wording::{counted, listed, number, row};
use super::{Audit, Finding, indices, moments};
use crate::diagnostic::{Code, Severity};
use crate::eval::Assessment;
use crate::program::{Index, Origin, Quantity, QuantityId, Step};

/// From this share on a row is named: half of what its index rests on was imputed.
const MOSTLY: f64 = 0.5;

/// An index some of whose cells were imputed.
pub(super) struct ImputedShare;

impl Audit for ImputedShare {
    fn code(&self) -> Code {
        Code::ImputedShare
    }

    fn may_concern(&self, quantity: &Quantity) -> bool {
        matches!(&quantity.origin, Origin::Index(i) if i.steps.iter().any(|s| matches!(s, Step::Impute(_))))
    }

    fn run(&self, assessment: &Assessment) -> Vec<Finding> {
        indices(&assessment.program)
            .filter(|(_, _, index)| index.steps.iter().any(|step| matches!(step, Step::Impute(_))))
            .filter_map(|(id, quantity, index)| self.index(assessment, id, quantity, index))
            .collect()
    }
}

impl ImputedShare {
    fn index(&self, assessment: &Assessment, id: QuantityId, quantity: &Quantity, index: &Index) -> Option<Finding> {
        let results = moments::results(assessment, id)?;
        let mut imputed = vec![0u32; results.len()];
        for step in assessment.yardsticks.get(&id)? {
            for change in step.changes.iter().filter(|change| change.from.is_nan()) {
                imputed.get_mut(change.row).into_iter().for_each(|count| *count += 1);
            }
        }
        let parts = index.parts.len() as f64;
        let there: Vec<usize> = results.iter().enumerate().filter(|(_, x)| !x.is_nan()).map(|(row, _)| row).collect();
        let count = |row: &usize| imputed.get(*row).copied().unwrap_or(0);
        let cells: u32 = there.iter().map(count).sum();
        if cells == 0 {
            return None;
        }
        let rows: Vec<usize> = there.iter().copied().filter(|row| count(row) > 0).collect();
        let mostly: Vec<usize> = rows.iter().copied().filter(|row| f64::from(count(row)) / parts >= MOSTLY).collect();
        let who = match mostly.as_slice() {
            [] => String::new(),
            mostly => {
                let names = mostly.iter().map(|at| row(assessment, quantity.table, *at));
                format!("; half or more of it for {}", listed(names))
            }
        };
        Some(Finding {
            code: self.code(),
            severity: Severity::Note,
            subject: quantity.name.clone(),
            message: format!(
                "{} % of what `{}` rests on was imputed, in {}{who}",
                number(100.0 * f64::from(cells) / (parts * there.len() as f64), 1),
                quantity.name,
                counted(rows.len(), "row", "rows"),
            ),
            hint: Some(
                "say so with the results; `screen rows at least P%` or `missing at least K of N` leaves rows out of which too little is known"
                    .to_owned(),
            ),
            rows: Some((quantity.table, rows)),
            span: Some(quantity.name_span),
            allowed: None,
        })
    }
}
