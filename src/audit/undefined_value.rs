//! Formulas and indices that have no result although nothing that they need is missing.

use super::wording::{counted, listed, row};
use super::{Audit, Finding, entering, indices, inputs};
use crate::diagnostic::{Code, Severity};
use crate::eval::Assessment;
use crate::methods::Domain;
use crate::program::{Expr, Index, Missing, Origin, Quantity, QuantityId, Step, Type};

/// Division by zero, the logarithm of a negative number, a method used outside its domain.
pub(super) struct UndefinedValue;

impl Audit for UndefinedValue {
    fn code(&self) -> Code {
        Code::UndefinedValue
    }

    fn may_concern(&self, quantity: &Quantity) -> bool {
        matches!(quantity.origin, Origin::Formula(..) | Origin::Index(_))
    }

    fn run(&self, assessment: &Assessment) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (quantity, at) in assessment.program.quantities.iter().zip(0u32..) {
            // That a group without rows has no mean or share is no fault of the policy.
            if assessment.program.table(quantity.table).summary.is_some() {
                continue;
            }
            if let (Origin::Formula(formula, _), Type::Number(_)) = (&quantity.origin, &quantity.ty) {
                findings.extend(self.formula(assessment, QuantityId(at), quantity, formula));
            }
        }
        for (id, quantity, index) in indices(&assessment.program) {
            findings.extend(self.normalisations(assessment, id, quantity, index));
            findings.extend(self.aggregation(assessment, id, quantity, index));
        }
        findings
    }
}

impl UndefinedValue {
    fn formula(&self, assessment: &Assessment, id: QuantityId, quantity: &Quantity, formula: &Expr) -> Option<Finding> {
        let rows: Vec<usize> = inputs::missing_rows(assessment, quantity.table, id)
            .filter(|(row, kind)| {
                *kind == Missing::Inapplicable
                    && inputs::missing(assessment, formula, *row).is_some_and(|names| names.is_empty())
            })
            .map(|(row, _)| row)
            .collect();
        let subject = format!("`{}` has no result", quantity.name);
        self.finding(assessment, quantity, &subject, "although nothing that it needs is missing", rows, formula.span)
    }

    /// Values that a normalisation could not take, and that are missing from then on.
    fn normalisations(
        &self,
        assessment: &Assessment,
        id: QuantityId,
        quantity: &Quantity,
        index: &Index,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (position, step) in index.steps.iter().enumerate() {
            let Step::Normalise(step) = step else { continue };
            if step.algebra().domain == Domain::All {
                continue;
            }
            for (at, part) in index.parts.iter().enumerate() {
                let before = entering::after(assessment, id, index, at, position);
                let after = entering::after(assessment, id, index, at, position + 1);
                let (Some(before), Some(after)) = (before, after) else { continue };
                let lost = before.iter().zip(&after).enumerate().filter(|(_, (x, z))| !x.is_nan() && z.is_nan());
                let rows = lost.map(|(row, _)| row).collect();
                let subject = format!("`normalise {}` of `{}` has no result", step.method.name(), quantity.name);
                let why = format!("because `{}` is outside its domain", part.name);
                findings.extend(self.finding(assessment, quantity, &subject, &why, rows, step.span));
            }
        }
        findings
    }

    /// Rows where every part is there and the aggregation still has no result.
    fn aggregation(
        &self,
        assessment: &Assessment,
        id: QuantityId,
        quantity: &Quantity,
        index: &Index,
    ) -> Option<Finding> {
        let mut rows: Vec<usize> = inputs::missing_rows(assessment, quantity.table, id)
            .filter(|(_, kind)| *kind == Missing::Inapplicable)
            .map(|(row, _)| row)
            .collect();
        if rows.is_empty() {
            return None;
        }
        for at in 0..index.parts.len() {
            let values = entering::entering(assessment, id, index, at)?;
            rows.retain(|row| values.get(*row).is_some_and(|z| !z.is_nan()));
        }
        let subject = format!("`aggregate {}` of `{}` has no result", index.aggregate.name(), quantity.name);
        self.finding(assessment, quantity, &subject, "although no part is missing", rows, index.aggregate_span)
    }

    fn finding(
        &self,
        assessment: &Assessment,
        quantity: &Quantity,
        subject: &str,
        why: &str,
        rows: Vec<usize>,
        span: crate::source::Span,
    ) -> Option<Finding> {
        if rows.is_empty() {
            return None;
        }
        let names = listed(rows.iter().map(|r| row(assessment, quantity.table, *r)));
        Some(Finding {
            code: self.code(),
            severity: Severity::Warning,
            subject: quantity.name.clone(),
            message: format!("{subject} for {} ({names}), {why}", counted(rows.len(), "row", "rows")),
            hint: Some(
                match &quantity.origin {
                    Origin::Formula(..) => {
                        "say what is meant there: `= (…) if missing 0`, or a `gate` that excludes these rows"
                    }
                    Origin::Index(_) | Origin::Column(_) | Origin::Rank(_) | Origin::Scenario(_) => {
                        "exclude these rows with a `gate`, or choose a method that is defined there"
                    }
                }
                .to_owned(),
            ),
            rows: Some((quantity.table, rows)),
            span: Some(span),
            allowed: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{MISSING, Sample};
    use super::*;

    #[test]
    fn a_geometric_mean_of_a_negative_part() {
        let sample = Sample::new(&["a", "b"]).normalise("none", &[]).aggregate("geometric mean");
        let findings = UndefinedValue.run(&sample.run(&[&[4.0, -4.0, MISSING], &[1.0, 1.0, 1.0]]));
        assert_eq!(findings.len(), 1);
        assert_eq!(
            findings[0].message,
            "`aggregate geometric mean` of `score` has no result for 1 row (r1), although no part is missing"
        );
    }

    #[test]
    fn a_logarithm_of_nothing_is_left_out_in_silence_but_reported() {
        let sample = Sample::new(&["gni"]).goalposts(1.0, 100.0).normalise("goalposts log", &[]);
        let findings = UndefinedValue.run(&sample.run(&[&[10.0, 0.0, MISSING]]));
        assert_eq!(findings.len(), 1);
        assert_eq!(
            findings[0].message,
            "`normalise goalposts` of `score` has no result for 1 row (r1), because `gni` is outside its domain"
        );
    }
}
