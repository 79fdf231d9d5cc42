//! Negative values that raise an index, because the aggregation counts only magnitudes. On the data.

use super::wording::{counted, listed, number, row};
use super::{Audit, Finding, entering, indices};
use crate::diagnostic::{Code, Severity};
use crate::eval::{Assessment, Column};
use crate::methods::{Domain, aggregate, normalise};
use crate::program::{Index, MissingRule, Origin, Part, Program, Quantity, QuantityId, Step};

/// A value that enters the aggregation below 0 although higher is better, and an aggregation whose algebra ignores signs.
pub(super) struct SignLost;

impl Audit for SignLost {
    fn code(&self) -> Code {
        Code::SignLost
    }

    fn may_concern(&self, quantity: &Quantity) -> bool {
        matches!(&quantity.origin, Origin::Index(i) if i.aggregate.algebra(&i.aggregate_options).ignores_sign)
    }

    fn run(&self, assessment: &Assessment) -> Vec<Finding> {
        let program = &*assessment.program;
        let mut findings = Vec::new();
        for (id, quantity, index) in
            indices(program).filter(|(_, _, i)| i.aggregate.algebra(&i.aggregate_options).ignores_sign)
        {
            let Some(Column::Number(results)) = assessment.column(id) else { continue };
            for (at, part) in index.parts.iter().enumerate() {
                if !higher_is_better(program, quantity, index, at) || assessment.weights(id).get(at) == Some(&0.0) {
                    continue;
                }
                // Where the sign is that of the data, one look at the column is enough for most.
                let positive = |x: &[f64]| !x.iter().any(|x| *x < 0.0);
                if kept(index, at) && matches!(assessment.column(part.quantity), Some(Column::Number(x)) if positive(x))
                {
                    continue;
                }
                let Some(values) = entering::entering(assessment, id, index, at) else { continue };
                let rows: Vec<usize> = values
                    .iter()
                    .zip(results.iter())
                    .enumerate()
                    .filter(|(_, (z, result))| **z < 0.0 && !result.is_nan())
                    .map(|(row, _)| row)
                    .collect();
                if !rows.is_empty() {
                    findings.push(self.finding(assessment, (id, quantity, index), (at, part), rows));
                }
            }
        }
        findings
    }
}

impl SignLost {
    fn finding(
        &self,
        assessment: &Assessment,
        (id, quantity, index): (QuantityId, &Quantity, &Index),
        (at, part): (usize, &Part),
        rows: Vec<usize>,
    ) -> Finding {
        let table = quantity.table;
        // One decimal more than is shown, so that a small effect is seen as well.
        let decimals = quantity.printed.unwrap_or(2).max(2) + 1;
        let without = without(assessment, id, index, at, &rows);
        let effect = |(position, at): (usize, &usize)| {
            let name = row(assessment, table, *at);
            let Some(Column::Number(results)) = assessment.column(id) else { return name };
            match (results.get(*at), without.get(position)) {
                (Some(with), Some(without)) => {
                    let (with, without) = (number(*with, decimals), number(*without, decimals));
                    if with == without {
                        format!("{name} still {with}")
                    } else {
                        format!("{name} {without} instead of {with}")
                    }
                }
                (None, _) | (_, None) => name,
            }
        };
        let raw = &assessment.program.quantity(part.quantity);
        let normalised = if kept(index, at) { "" } else { " once normalised" };
        let better = if raw.higher_is_better == Some(true) { " although higher is better" } else { "" };
        Finding {
            code: self.code(),
            severity: Severity::Warning,
            subject: quantity.name.clone(),
            message: format!(
                "`{}` is negative{normalised} in {} of `{}`, and `aggregate {}` counts only magnitudes: this raises `{}`{better}; with 0 in its place: {}",
                part.name,
                counted(rows.len(), "row", "rows"),
                assessment.program.table(table).name,
                index.aggregate.name(),
                quantity.name,
                listed(rows.iter().enumerate().map(effect)),
            ),
            hint: Some(remedy()),
            rows: Some((table, rows)),
            span: Some(part.span),
            allowed: None,
        }
    }
}

/// Whether a high value of a part, as it enters the aggregation, is meant to raise the index.
pub(super) fn higher_is_better(program: &Program, quantity: &Quantity, index: &Index, at: usize) -> bool {
    let turned = index.steps.iter().any(|step| match step {
        Step::Normalise(step) => step.parts.get(at).copied().flatten().is_some_and(|s| s.reverse),
        Step::Weigh(_) | Step::Treat(_) | Step::Impute(_) | Step::Screen(_) => false,
    });
    let part = index.parts.get(at).map(|p| program.quantity(p.quantity));
    let lower = part.is_some_and(|p| p.higher_is_better == Some(false));
    quantity.higher_is_better != Some(false) && lower == turned
}

/// What keeps signs, from the registries.
pub(super) fn remedy() -> String {
    let never_negative = normalise::ALL.iter().find(|m| {
        let algebra = m.algebra(&crate::methods::Options::default());
        algebra.range.0.is_some_and(|low| low >= 0.0) && !algebra.needs_goalposts
    });
    let keeps_sign = aggregate::ALL.iter().find(|m| {
        let algebra = m.algebra(&crate::methods::Options::default());
        !algebra.ignores_sign && algebra.domain == Domain::All
    });
    let normalise = never_negative.map(|m| format!("`normalise {}`, whose values are never negative", m.name()));
    let aggregate = keeps_sign.map(|m| format!("`aggregate {}`, which minds signs", m.name()));
    format!("write {}", [normalise, aggregate].into_iter().flatten().collect::<Vec<_>>().join(", or "))
}

/// Whether the sign of the part is that of its value in the data.
fn kept(index: &Index, at: usize) -> bool {
    index.steps.iter().all(|step| match step {
        Step::Normalise(step) => step.parts.get(at).copied().flatten().is_none() || step.algebra().keeps_sign,
        Step::Weigh(weigh) => weigh.factors.get(at).is_none_or(|factor| *factor >= 0.0),
        Step::Treat(treat) => !step.applies(at) || treat.method.algebra(&treat.options).keeps_scale,
        Step::Impute(_) | Step::Screen(_) => true,
    })
}

/// The index in these rows if the part were 0 there.
fn without(assessment: &Assessment, id: QuantityId, index: &Index, at: usize, rows: &[usize]) -> Vec<f64> {
    let zero = index.missing == MissingRule::Zero;
    let columns: Option<Vec<Vec<f64>>> = (0..index.parts.len())
        .map(|part| {
            let values = entering::entering(assessment, id, index, part)?;
            let value = |row: &usize| values.get(*row).copied().unwrap_or(f64::NAN);
            let value = |row| if part == at { 0.0 } else { value(row) };
            Some(rows.iter().map(|row| Some(value(row)).filter(|v| !zero || !v.is_nan()).unwrap_or(0.0)).collect())
        })
        .collect();
    let Some(columns) = columns else { return Vec::new() };
    let parts: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let mut out = vec![f64::NAN; rows.len()];
    index.aggregate.aggregate(&parts, assessment.weights(id), &index.aggregate_options, &mut Vec::new(), &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample::Sample;
    use super::*;

    #[test]
    fn a_deficit_raises_a_norm() {
        let sample = Sample::new(&["fdi", "surplus"]).normalise("max", &[]).aggregate("euclidean norm");
        // Normalised: fdi 0.6, 1, 0.3; surplus −0.8, 1, −0.4.
        let run = sample.run(&[&[3.0, 5.0, 1.5], &[-8.0, 10.0, -4.0]]);
        let findings = SignLost.run(&run);
        assert_eq!(findings.len(), 1);
        assert_eq!(
            findings[0].message,
            "`surplus` is negative in 2 rows of `places`, and `aggregate euclidean norm` counts only magnitudes: \
             this raises `score` although higher is better; with 0 in its place: r0 0.6 instead of 1 and r2 0.3 instead of 0.5"
        );
        assert_eq!(
            findings[0].hint.as_deref(),
            Some(
                "write `normalise minmax`, whose values are never negative, or `aggregate arithmetic mean`, which minds signs"
            )
        );
        assert_eq!(findings[0].rows.as_ref().map(|r| r.1.as_slice()), Some([0, 2].as_slice()));
    }

    #[test]
    fn excluded_rows_and_means_are_left_alone() {
        use crate::eval::column::yes_no;
        let sample = Sample::new(&["surplus"]).normalise("max", &[]).aggregate("euclidean norm");
        let mut run = sample.run(&[&[-8.0, 10.0]]);
        run.tables[0].included = Some(std::sync::Arc::new(vec![yes_no::NO, yes_no::YES]));
        assert_eq!(SignLost.run(&run), []);
        let sample = Sample::new(&["surplus"]).normalise("max", &[]).aggregate("arithmetic mean");
        assert_eq!(SignLost.run(&sample.run(&[&[-8.0, 10.0]])), []);
    }
}
