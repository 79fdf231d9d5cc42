//! Indicators whose distribution is drawn out by a few values, and not treated.

use super::wording::{declared, listed, number, row};
use super::{Audit, Finding, entering, indices, moments};
use crate::diagnostic::{Code, Severity};
use crate::eval::Assessment;
use crate::program::{Index, Part, Quantity, QuantityId, Step};

/// A part whose values, as they come to the first normalisation, have an absolute skewness above 2 and an excess
/// kurtosis above 3.5 (the rule of the JRC, after Groeneveld and Meeden 1984).
pub(super) struct Outlier;

const SKEWNESS: f64 = 2.0;
const KURTOSIS: f64 = 3.5;
/// How far from the mean a row is named, in standard deviations.
const FAR: f64 = 3.0;

impl Audit for Outlier {
    fn code(&self) -> Code {
        Code::Outlier
    }

    fn run(&self, assessment: &Assessment) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        let mut told: Vec<QuantityId> = Vec::new();
        for (id, quantity, index) in indices(&assessment.program) {
            for (at, part) in index.parts.iter().enumerate().filter(|(_, part)| !part.nested) {
                // An indicator that two indices share is told once.
                if told.contains(&part.quantity) {
                    continue;
                }
                if let Some(finding) = self.part(assessment, (id, quantity, index), at, part) {
                    told.push(part.quantity);
                    findings.push(finding);
                }
            }
        }
        findings
    }
}

impl Outlier {
    fn part(
        &self,
        assessment: &Assessment,
        (id, quantity, index): (QuantityId, &Quantity, &Index),
        at: usize,
        part: &Part,
    ) -> Option<Finding> {
        let step = index.steps.iter().position(|s| matches!(s, Step::Normalise(_)))?;
        let values = entering::after(assessment, id, index, at, step)?;
        let shape = moments::shape(&values)?;
        if shape.skewness.abs() <= SKEWNESS || shape.kurtosis <= KURTOSIS {
            return None;
        }
        let distance = |x: f64| (x - shape.mean).abs() / shape.deviation;
        let mut far: Vec<(usize, f64)> =
            values.iter().copied().enumerate().filter(|(_, x)| distance(*x) > FAR).collect();
        far.sort_by(|a, b| distance(b.1).total_cmp(&distance(a.1)).then(a.0.cmp(&b.0)));
        let raw = assessment.program.quantity(part.quantity);
        // As they stand in the data: weights before the step only change the unit.
        let data = entering::part(assessment, part.quantity)?;
        let name = |(at, _): &(usize, f64)| {
            let x = data.get(*at).copied().unwrap_or(f64::NAN);
            format!("{} ({})", row(assessment, quantity.table, *at), number(declared(raw, x), 3))
        };
        let who =
            if far.is_empty() { String::new() } else { format!("; farthest out: {}", listed(far.iter().map(name))) };
        let mut rows: Vec<usize> = far.iter().map(|(row, _)| *row).collect();
        rows.sort_unstable();
        Some(Finding {
            code: self.code(),
            severity: Severity::Note,
            subject: quantity.name.clone(),
            message: format!(
                "a few values draw `{}` out: skewness {}, excess kurtosis {}{who}",
                part.name,
                number(shape.skewness, 2),
                number(shape.kurtosis, 2),
            ),
            hint: Some("check these values; treat them before normalising (`treat winsorise until skewness 2, kurtosis 3.5`), or normalise by ranks".to_owned()),
            rows: Some((quantity.table, rows)),
            span: Some(part.span),
            allowed: None,
        })
    }
}
