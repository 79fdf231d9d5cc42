//! The values that enter an index's aggregation, recomputed from the run's columns and yardsticks.

use crate::eval::{Assessment, Column, FittedStep, column};
use crate::methods::normalise::Apply;
use crate::methods::{Kernel, Setting};
use crate::program::{Index, NormaliseStep, QuantityId, Step, Type};

/// A part as it comes into the index: numbers, NaN where missing or where the row is excluded.
/// `None` if the part has no column of numbers or levels.
pub(super) fn part(assessment: &Assessment, quantity: QuantityId) -> Option<Vec<f64>> {
    let declared = assessment.program.quantity(quantity);
    let mut values = match (assessment.column(quantity)?, &declared.ty) {
        (Column::Number(values), _) => values.to_vec(),
        (Column::Member(codes), Type::Member(scale)) => {
            let members = &assessment.program.scale(*scale).members;
            let level = |code: &u8| members.get(usize::from(*code)).map(|m| m.number);
            let missing = |code: &u8| {
                column::number::missing(column::member::kind(*code).unwrap_or(crate::program::Missing::Unavailable))
            };
            codes.iter().map(|code| level(code).unwrap_or_else(|| missing(code))).collect()
        }
        (Column::Member(_) | Column::YesNo(_) | Column::Link(_) | Column::Text(_), _) => return None,
    };
    if let Some(included) = assessment.table(declared.table).and_then(|t| t.included.as_ref()) {
        for (value, included) in values.iter_mut().zip(included.iter()) {
            *value = if *included { *value } else { f64::NAN };
        }
    }
    Some(values)
}

/// The part (by its position) after the steps before `end`.
pub(super) fn after(assessment: &Assessment, id: QuantityId, index: &Index, at: usize, end: usize) -> Option<Vec<f64>> {
    let mut values = part(assessment, index.parts.get(at)?.quantity)?;
    let fitted = assessment.yardsticks.get(&id);
    for (position, step) in index.steps.iter().enumerate().take(end) {
        match step {
            Step::Weigh(weigh) => {
                let factor = weigh.factors.get(at).copied().unwrap_or(1.0);
                values.iter_mut().for_each(|x| *x = if x.is_nan() { *x } else { *x * factor });
            }
            Step::Normalise(step) => {
                if let Some(Some(setting)) = step.parts.get(at) {
                    let fitted = fitted?.iter().find(|f| f.step == position)?;
                    values = normalised(&values, step, setting, fitted, at)?;
                }
            }
        }
    }
    Some(values)
}

/// The part after all steps.
pub(super) fn entering(assessment: &Assessment, id: QuantityId, index: &Index, at: usize) -> Option<Vec<f64>> {
    after(assessment, id, index, at, index.steps.len())
}

fn normalised(x: &[f64], step: &NormaliseStep, setting: &Setting, fitted: &FittedStep, at: usize) -> Option<Vec<f64>> {
    let mut out = x.to_vec();
    match step.method.kernel() {
        Kernel::Pointwise(kernel) => {
            let yardsticks = fitted.yardsticks.get(at)?.as_deref()?;
            let with = Apply { yardsticks, options: &step.options, setting, degenerate: step.degenerate };
            kernel.apply(x, fitted.groups.as_ref().map(|g| g.as_slice()), &with, &mut out);
        }
        Kernel::Column(kernel) => {
            for rows in groups(x, fitted) {
                let values: Vec<f64> = rows.iter().filter_map(|row| x.get(*row).copied()).collect();
                let mut ranks = vec![step.degenerate; values.len()];
                if !kernel.apply(&values, &step.options, setting, &mut ranks) {
                    ranks.fill(step.degenerate);
                }
                for (row, rank) in rows.iter().zip(ranks) {
                    if let Some(o) = out.get_mut(*row) {
                        *o = rank;
                    }
                }
            }
        }
    }
    Some(out)
}

/// The rows of each group that are not missing, by the group's number.
pub(super) fn groups(x: &[f64], fitted: &FittedStep) -> Vec<Vec<usize>> {
    let mut rows = vec![Vec::new(); fitted.names.len().max(1)];
    for (row, _) in x.iter().enumerate().filter(|(_, x)| !x.is_nan()) {
        let group = fitted.groups.as_ref().map_or(Some(0), |g| g.get(row).map(|g| *g as usize));
        if let Some(group) = group.and_then(|g| rows.get_mut(g)) {
            group.push(row);
        }
    }
    rows
}
