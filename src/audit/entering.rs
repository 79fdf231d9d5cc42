//! The values that enter an index's aggregation, recomputed from the run's columns and yardsticks.
//!
//! [`crate::eval::stages`] gives all parts after all steps; an audit looks at one part at a time, and mostly at none,
//! so that an audit of millions of rows needs one column of memory.

use crate::eval::{Assessment, Column, FittedStep, column};
use crate::methods::normalise::{Apply, lengths};
use crate::methods::{Kernel, Setting};
use crate::program::{Index, Missing, NormaliseStep, QuantityId, Step, Type};

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
            *value = if *included == column::yes_no::YES { *value } else { f64::NAN };
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
            Step::Treat(_) | Step::Impute(_) | Step::Screen(_) => {
                let fitted = fitted?.iter().find(|f| f.step == position)?;
                prepared(&mut values, fitted, at);
            }
        }
    }
    Some(values)
}

const LEFT_OUT: f64 = column::number::left_out(Missing::Unavailable);

/// What a treatment, an imputation or a screening made of a part.
fn prepared(values: &mut [f64], fitted: &FittedStep, at: usize) {
    let mut set = |row: usize, to: f64| values.get_mut(row).into_iter().for_each(|x| *x = to);
    fitted.changes.of_part(at).for_each(|c| set(c.row, c.to));
    fitted.rows_out.iter().for_each(|out| set(out.row, LEFT_OUT));
    for out in fitted.parts_out.iter().filter(|out| out.part == at) {
        let codes = fitted.groups.as_ref().map(|g| g.as_slice());
        for (row, x) in values.iter_mut().enumerate() {
            if codes.is_none_or(|codes| codes.get(row).is_some_and(|g| *g as usize == out.group)) {
                *x = LEFT_OUT;
            }
        }
    }
}

/// The part after all steps, as it enters the aggregation.
pub(super) fn entering(assessment: &Assessment, id: QuantityId, index: &Index, at: usize) -> Option<Vec<f64>> {
    let mut values = after(assessment, id, index, at, index.steps.len())?;
    let scores = &index.parts.get(at)?.scores;
    if !scores.is_empty() {
        values
            .iter_mut()
            .for_each(|x| *x = column::number::score(*x).and_then(|s| scores.get(s).copied()).unwrap_or(*x));
    }
    Some(values)
}

fn normalised(x: &[f64], step: &NormaliseStep, setting: &Setting, fitted: &FittedStep, at: usize) -> Option<Vec<f64>> {
    let mut out = x.to_vec();
    match step.method.kernel() {
        Kernel::Pointwise(kernel) => {
            let yardsticks = fitted.yardsticks.get(at)?.as_deref()?;
            let lengths = lengths(yardsticks);
            let with =
                Apply { yardsticks, lengths: &lengths, options: &step.options, setting, degenerate: step.degenerate };
            kernel.apply(x, fitted.groups.as_ref().map(|g| g.as_slice()), &with, &mut out);
        }
        Kernel::Column(kernel) => {
            for rows in groups(x, fitted) {
                let values: Vec<f64> = rows.iter().filter_map(|row| x.get(*row).copied()).collect();
                let yardstick = fitted.among.as_ref().map(|among| {
                    let makes = |row: &&usize| among.get(**row) == Some(&column::yes_no::YES);
                    rows.iter().filter(makes).filter_map(|row| x.get(*row).copied()).collect::<Vec<f64>>()
                });
                let mut ranks = vec![step.degenerate; values.len()];
                if !kernel.apply(&values, yardstick.as_deref(), &step.options, setting, &mut ranks) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Data, RunOptions, parameters};

    #[test]
    fn the_same_bits_as_the_stages_of_the_run() {
        let program = crate::load_text(
            "policy.bareme",
            "table places { key name; field kind : one of { x, y }; indicator a : number; indicator b : number; indicator c : number }
             gate some of places { require kind is x or kind is y because \"no kind\" }
             index score of places {
               parts a, b, c
               weigh a 2, b 3, c 4
               normalise max within kind for a
               normalise rank ties mean within kind for b
               normalise minmax to 1..7 for c
               normalise zscore for c
               missing skip
             }",
        )
        .unwrap();
        let nan = f64::NAN;
        let data = Data::builder(&program)
            .texts("places", "name", &["p", "q", "r", "s", "t", "u"])
            .texts("places", "kind", &["x", "y", "x", "y", "x", "x"])
            .numbers("places", "a", vec![1.0, 0.0, -3.0, 0.0, nan, 7.0])
            .numbers("places", "b", vec![5.0, 5.0, nan, 1.0, 5.0, 2.0])
            .numbers("places", "c", vec![nan, 4.0, 4.5, 0.1, 0.2, 0.3])
            .build()
            .unwrap();
        let set = parameters::resolve::<&str>(&program, &[]).unwrap();
        let run = crate::run(&program, &data, &set, &RunOptions::default()).unwrap();
        let (id, _, index) = super::super::indices(&program).next().unwrap();
        for (at, stages) in crate::eval::stages(&run, id).iter().enumerate() {
            let Some((_, Column::Number(last))) = stages.stages.last() else { panic!("no stage of {}", stages.part) };
            let mine = entering(&run, id, index, at).unwrap();
            assert_eq!(mine.len(), 6);
            for (a, b) in mine.iter().zip(last.iter()) {
                assert!(a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()), "{}: {mine:?} {last:?}", stages.part);
            }
        }
    }
}
