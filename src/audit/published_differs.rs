//! Printed results that do not follow from the data.

use super::wording::{counted, listed, number, row};
use super::{Audit, Finding};
use crate::diagnostic::{Code, Severity};
use crate::eval::Assessment;
use crate::program::{Published, PublishedCheck, Quantity, QuantityId, TableId, Type};
use crate::published::{PublishedDifference, compare};
use crate::source::Span;

/// A printed value or count that the policy, run on the data, does not give.
pub(super) struct PublishedDiffers;

impl Audit for PublishedDiffers {
    fn code(&self) -> Code {
        Code::PublishedDiffers
    }

    /// It is found of what was published, which is no quantity.
    fn may_concern(&self, _quantity: &Quantity) -> bool {
        false
    }

    fn run(&self, assessment: &Assessment) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (result, published) in compare(assessment).iter().zip(&assessment.program.published) {
            for check in &published.checks {
                let quantity = match check {
                    PublishedCheck::Column { quantity, .. } => *quantity,
                    PublishedCheck::Counts { scenario, .. } => *scenario,
                    PublishedCheck::Value { quantity, .. } => *quantity,
                };
                let of_check = |d: &&PublishedDifference| {
                    d.of == quantity && d.row.is_some() == matches!(check, PublishedCheck::Column { .. })
                };
                let differences: Vec<&PublishedDifference> = result.differences.iter().filter(of_check).collect();
                if !differences.is_empty() {
                    findings.push(self.finding(assessment, published, check, quantity, &differences));
                }
            }
        }
        findings
    }
}

impl PublishedDiffers {
    fn finding(
        &self,
        assessment: &Assessment,
        published: &Published,
        check: &PublishedCheck,
        id: QuantityId,
        differences: &[&PublishedDifference],
    ) -> Finding {
        let table = assessment.program.quantity(id).table;
        let title = published.about.label.as_deref().unwrap_or(&published.name);
        let (what, span, decimals) = match check {
            PublishedCheck::Column { decimals, span, .. } => ("value", *span, decimals.map_or(15, |d| d + 2)),
            PublishedCheck::Counts { span, .. } => ("count", *span, 0),
            PublishedCheck::Value { span, decimals, .. } => ("value", *span, decimals.map_or(15, |d| d + 2)),
        };
        if let (PublishedCheck::Value { .. }, [difference]) = (check, differences) {
            return self.value(assessment, published, title, difference, decimals, span);
        }
        let each = listed(differences.iter().map(|d| one(assessment, table, d, decimals)));
        let count = counted(differences.len(), what, &format!("{what}s"));
        let verb = if differences.len() == 1 { "does" } else { "do" };
        Finding {
            code: self.code(),
            severity: Severity::Warning,
            subject: published.name.clone(),
            message: format!(
                "{count} of `{}` in {title} {verb} not follow from the policy and the data: {each}",
                assessment.program.quantity(id).name
            ),
            hint: None,
            rows: match check {
                PublishedCheck::Column { .. } => Some((table, differences.iter().filter_map(|d| d.row).collect())),
                PublishedCheck::Counts { .. } | PublishedCheck::Value { .. } => None,
            },
            span: Some(span),
            allowed: None,
        }
    }

    /// A value of the policy as a whole: a sum of parts, a measure of a summary.
    fn value(
        &self,
        assessment: &Assessment,
        published: &Published,
        title: &str,
        difference: &PublishedDifference,
        decimals: u8,
        span: Span,
    ) -> Finding {
        let percent =
            matches!(&assessment.program.quantity(difference.of).ty, Type::Number(Some(unit)) if unit.percent);
        let sign = if percent { "%" } else { "" };
        let computed = match difference.computed {
            Some(computed) => format!("comes to {}{sign}", number(computed, decimals)),
            None => "comes to nothing".to_owned(),
        };
        let printed = number(difference.printed, 15);
        Finding {
            code: self.code(),
            severity: Severity::Warning,
            subject: published.name.clone(),
            message: format!("`{}` is printed as {printed}{sign} in {title}, and {computed}", difference.name),
            hint: None,
            rows: None,
            span: Some(span),
            allowed: None,
        }
    }
}

/// `No. 8 printed 1.5, computed 1.262`
fn one(assessment: &Assessment, table: TableId, difference: &PublishedDifference, decimals: u8) -> String {
    let place = match difference.row {
        Some(at) => row(assessment, table, at),
        None => format!("`{}`", difference.name),
    };
    let computed = match (&difference.words, difference.computed) {
        (Some((_, Some(computed))), _) => format!("computed `{computed}`"),
        (None, Some(computed)) => format!("computed {}", number(computed, decimals)),
        (Some((_, None)) | None, _) => match &difference.reason {
            Some(reason) => format!("nothing computed ({reason})"),
            None => "nothing computed".to_owned(),
        },
    };
    match &difference.words {
        Some((printed, _)) => format!("{place} printed `{printed}`, {computed}"),
        None => format!("{place} printed {}, {computed}", number(difference.printed, 15)),
    }
}
