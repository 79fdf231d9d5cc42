//! Normalisations that had nothing to compare with: 0/0, one value, no variance.

use super::wording::{counted, declared, listed, number};
use super::{Audit, Finding, entering, indices};
use crate::diagnostic::{Code, Severity};
use crate::eval::{Assessment, FittedStep};
use crate::program::{Index, NormaliseStep, Part, Quantity, QuantityId, Step};

/// The yardstick of a group is degenerate, and some value of the group was replaced by the declared one.
pub(super) struct DegenerateNormalisation;

impl Audit for DegenerateNormalisation {
    fn code(&self) -> Code {
        Code::DegenerateNormalisation
    }

    fn run(&self, assessment: &Assessment) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (id, quantity, index) in indices(&assessment.program) {
            for fitted in assessment.yardsticks.get(&id).into_iter().flatten() {
                if let Some(Step::Normalise(step)) = index.steps.get(fitted.step) {
                    for (at, part) in index.parts.iter().enumerate() {
                        findings.extend(self.part(assessment, (id, quantity, index), (step, fitted), (at, part)));
                    }
                }
            }
        }
        findings
    }
}

impl DegenerateNormalisation {
    fn part(
        &self,
        assessment: &Assessment,
        (id, quantity, index): (QuantityId, &Quantity, &Index),
        (step, fitted): (&NormaliseStep, &FittedStep),
        (at, part): (usize, &Part),
    ) -> Option<Finding> {
        let yardsticks = fitted.yardsticks.get(at)?.as_ref()?;
        if !yardsticks.iter().any(|y| y.degenerate) {
            return None;
        }
        let values = entering::after(assessment, id, index, at, fitted.step)?;
        // Before the first normalisation values still have the unit of the data.
        let first = !index.steps.iter().take(fitted.step).any(|s| matches!(s, Step::Normalise(_)));
        let raw = assessment.program.quantity(part.quantity);
        let show = |x| if first { declared(raw, x) } else { x };
        let mut rows = Vec::new();
        let mut groups = Vec::new();
        let members = entering::groups(&values, fitted);
        for ((group, yardstick), name) in members.iter().zip(yardsticks).zip(&fitted.names) {
            if yardstick.degenerate && !group.is_empty() {
                let of_group = group.iter().filter_map(|row| values.get(*row)).map(|x| show(*x));
                groups.push((name.as_str(), sameness(of_group)));
                rows.extend_from_slice(group);
            }
        }
        rows.sort_unstable();
        let method = step.method.name();
        let place = match groups.as_slice() {
            [] => return None,
            [("", values)] => format!(": {values}"),
            groups => format!(" in {}", listed(groups.iter().map(|(name, values)| format!("`{name}` ({values})")))),
        };
        let became = if step.degenerate.is_nan() {
            "missing, as inapplicable".to_owned()
        } else {
            format!("{}", step.degenerate)
        };
        Some(Finding {
            code: self.code(),
            severity: Severity::Note,
            subject: quantity.name.clone(),
            message: format!(
                "`normalise {method}` of `{}` has nothing to compare `{}` with{place}; {} became {became}",
                quantity.name,
                part.name,
                counted(rows.len(), "value", "values"),
            ),
            hint: Some(format!("if something else is meant, say so: `normalise {method} degenerate as N`")),
            rows: Some((quantity.table, rows)),
            span: Some(step.span),
            allowed: None,
        })
    }
}

/// What the values of a degenerate group have in common.
fn sameness(values: impl Iterator<Item = f64>) -> String {
    let (mut count, mut low, mut high) = (0, f64::INFINITY, f64::NEG_INFINITY);
    for value in values {
        (count, low, high) = (count + 1, low.min(value), high.max(value));
    }
    match (count, low == high) {
        (1, _) => format!("the only value is {}", number(low, 6)),
        (2, true) => format!("both values are {}", number(low, 6)),
        (_, true) => format!("all {count} values are {}", number(low, 6)),
        (_, false) => format!("{count} values from {} to {}", number(low, 6), number(high, 6)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{MISSING, Sample};
    use super::*;

    #[test]
    fn an_indicator_that_is_0_for_a_whole_group() {
        let sample = Sample::new(&["members", "exports"]).within(&["a", "a", "b", "c", "b"]).normalise("max", &[]);
        let run = sample.run(&[&[0.0, 0.0, 3.0, 0.0, MISSING], &[1.0, 2.0, 3.0, 4.0, 5.0]]);
        let findings = DegenerateNormalisation.run(&run);
        assert_eq!(findings.len(), 1);
        assert_eq!(
            findings[0].message,
            "`normalise max` of `score` has nothing to compare `members` with in `a` (both values are 0) and \
             `c` (the only value is 0); 3 values became 0"
        );
        assert_eq!(findings[0].rows.as_ref().map(|r| r.1.as_slice()), Some([0, 1, 3].as_slice()));
    }

    #[test]
    fn a_group_without_values_is_not_worth_a_word() {
        let sample = Sample::new(&["members"]).within(&["a", "b"]).normalise("max", &[]);
        assert_eq!(DegenerateNormalisation.run(&sample.run(&[&[4.0, MISSING]])), []);
    }

    #[test]
    fn all_equal_without_groups() {
        let sample = Sample::new(&["a"]).normalise("minmax", &[]);
        let findings = DegenerateNormalisation.run(&sample.run(&[&[5.0, 5.0]]));
        assert_eq!(
            findings[0].message,
            "`normalise minmax` of `score` has nothing to compare `a` with: both values are 5; 2 values became 0"
        );
    }
}
