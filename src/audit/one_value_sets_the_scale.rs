//! A single extreme value that stretches the scale, so that all others lie close together at its other end.

use super::wording::{clauses, declared, number, row};
use super::{Audit, Finding, entering, indices};
use crate::diagnostic::{Code, Severity};
use crate::eval::{Assessment, FittedStep, column};
use crate::methods::{Kernel, Statistics};
use crate::program::{Index, NormaliseStep, Part, Quantity, QuantityId, Step};

/// The fewest values of which one can stand out.
const ENOUGH: usize = 4;
/// The share of the scale that is left to all others.
const LEFT: f64 = 1.0 / 3.0;

/// A normalisation by extremes whose next value lies in the lower third of the scale.
pub(super) struct OneValueSetsTheScale;

/// Who stands out in a group, and what is left to the others.
struct Alone<'a> {
    group: &'a str,
    row: usize,
    next: usize,
    left: f64,
}

impl Audit for OneValueSetsTheScale {
    fn code(&self) -> Code {
        Code::OneValueSetsTheScale
    }

    fn run(&self, assessment: &Assessment) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (id, quantity, index) in indices(&assessment.program) {
            for fitted in assessment.yardsticks.get(&id).into_iter().flatten() {
                if let Some(Step::Normalise(step)) = index.steps.get(fitted.step)
                    && let Kernel::Pointwise(method) = step.method.kernel()
                    && matches!(method.statistics(&step.options), Statistics::Maximum | Statistics::Extremes)
                {
                    let from_zero = method.statistics(&step.options) == Statistics::Maximum;
                    let parts = index.parts.iter().enumerate();
                    findings.extend(parts.filter_map(|(at, part)| {
                        self.part(assessment, (id, quantity, index), (step, fitted, from_zero), (at, part))
                    }));
                }
            }
        }
        findings
    }
}

impl OneValueSetsTheScale {
    fn part(
        &self,
        assessment: &Assessment,
        (id, quantity, index): (QuantityId, &Quantity, &Index),
        (step, fitted, from_zero): (&NormaliseStep, &FittedStep, bool),
        (at, part): (usize, &Part),
    ) -> Option<Finding> {
        step.parts.get(at)?.as_ref()?;
        let values = entering::after(assessment, id, index, at, fitted.step)?;
        let mut groups = entering::groups(&values, fitted);
        if let Some(among) = &fitted.among {
            // Who is only compared with the others does not set their scale.
            let makes = |row: &usize| among.get(*row) == Some(&column::yes_no::YES);
            groups.iter_mut().for_each(|rows| rows.retain(makes));
        }
        let alone: Vec<Alone<'_>> = groups
            .iter()
            .zip(&fitted.names)
            .filter_map(|(rows, name)| {
                let found = alone(&values, rows, from_zero)?;
                Some(Alone { group: name, ..found })
            })
            .collect();
        if alone.is_empty() {
            return None;
        }
        let raw = assessment.program.quantity(part.quantity);
        // As they stand in the data: weights before the step only change the unit.
        let data = entering::part(assessment, part.quantity)?;
        let show = |row: usize| number(declared(raw, data.get(row).copied().unwrap_or(f64::NAN)), 3);
        let tell = |found: &Alone<'_>| {
            let place = if found.group.is_empty() { String::new() } else { format!(" in `{}`", found.group) };
            format!(
                "{}{place} has {}, the next {}, and all others share {} % of the scale",
                row(assessment, quantity.table, found.row),
                show(found.row),
                show(found.next),
                number(100.0 * found.left, 0),
            )
        };
        Some(Finding {
            code: self.code(),
            severity: Severity::Warning,
            subject: quantity.name.clone(),
            message: format!(
                "one value sets the scale of `{}` in `normalise {}` of `{}`: {}",
                part.name,
                step.method.name(),
                quantity.name,
                clauses(alone.iter().map(tell)),
            ),
            hint: Some(
                "check the value; if it is right, use a normalisation that one value cannot stretch: `rank`, or `goalposts` with caps"
                    .to_owned(),
            ),
            rows: Some((quantity.table, alone.iter().map(|found| found.row).collect())),
            span: Some(part.span),
            allowed: None,
        })
    }
}

/// The value that stands alone at an end of its group's scale, which begins at 0 or at the smallest value.
fn alone<'a>(values: &[f64], rows: &[usize], from_zero: bool) -> Option<Alone<'a>> {
    let mut sorted: Vec<(f64, usize)> = rows.iter().filter_map(|r| values.get(*r).map(|x| (*x, *r))).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let [lowest, next_lowest, .., next_highest, highest] = sorted.as_slice() else { return None };
    if sorted.len() < ENOUGH {
        return None;
    }
    let origin = if from_zero { lowest.0.min(0.0) } else { lowest.0 };
    let length = highest.0 - origin;
    let found = |row: usize, next: usize, left: f64| Alone { group: "", row, next, left };
    let above = (next_highest.0 - origin) / length;
    let below = (highest.0 - next_lowest.0) / length;
    if length > 0.0 && above < LEFT {
        return Some(found(highest.1, next_highest.1, above));
    }
    (length > 0.0 && !from_zero && below < LEFT).then(|| found(lowest.1, next_lowest.1, below))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{MISSING, Sample};
    use super::*;

    fn messages(columns: &[&[f64]], method: &str) -> Vec<String> {
        let sample = Sample::new(&["rnd"]).normalise(method, &[]);
        OneValueSetsTheScale.run(&sample.run(columns)).into_iter().map(|f| f.message).collect()
    }

    #[test]
    fn a_maximum_far_from_all_others() {
        assert_eq!(
            messages(&[&[35.0, 2.0, 7.0, MISSING, 1.0]], "max"),
            [
                "one value sets the scale of `rnd` in `normalise max` of `score`: r0 has 35, the next 7, and all others share 20 % of the scale"
            ]
        );
        assert_eq!(messages(&[&[35.0, 2.0, 12.0, 1.0]], "max"), [""; 0]);
        assert_eq!(messages(&[&[35.0, 2.0, 7.0]], "max"), [""; 0]);
    }

    #[test]
    fn a_minimum_far_from_all_others_only_where_the_scale_begins_there() {
        assert_eq!(messages(&[&[1.0, 90.0, 95.0, 100.0]], "max"), [""; 0]);
        assert_eq!(
            messages(&[&[1.0, 90.0, 95.0, 100.0]], "minmax"),
            [
                "one value sets the scale of `rnd` in `normalise minmax` of `score`: r0 has 1, the next 90, and all others share 10 % of the scale"
            ]
        );
        assert_eq!(messages(&[&[5.0, 5.0, 5.0, 5.0]], "minmax"), [""; 0]);
        assert_eq!(messages(&[&[1.0, 90.0, 95.0, 100.0]], "zscore"), [""; 0]);
    }
}
