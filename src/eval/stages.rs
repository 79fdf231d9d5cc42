//! The parts of an index after each step, made again from the stored yardsticks.

use std::sync::Arc;

use super::Column;
use super::assessment::{Assessment, FittedStep};
use super::column::number;
use super::groups::Groups;
use super::index::{Rows, normalised, scored_parts, values_of, weigh_parts, whole_column};
use super::parts::PartColumn;
use super::prepare;
use crate::methods::Kernel;
use crate::plan::meaning;
use crate::program::{Index, Missing, NormaliseStep, Origin, Program, QuantityId, Step, Type};

/// One part of an index after each step that applies to it.
#[derive(Clone, Debug)]
pub struct PartStages {
    /// The part's name inside the index.
    pub part: String,
    /// The steps in order, each with the part's values after it.
    pub stages: Vec<(Stage, Column)>,
}

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// `weigh` above a `normalise`.
    Weighted,
    /// `normalise`.
    Normalised,
    /// `treat`.
    Treated,
    /// `impute`.
    Imputed,
    /// `screen`.
    Screened,
    /// Scores stand for cells that hold no value: `token "No practice" as score 0`.
    Scored,
}

impl Stage {
    /// Its name in results: `desi.internet.normalised`.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Weighted => "weighted",
            Stage::Normalised => "normalised",
            Stage::Treated => "treated",
            Stage::Imputed => "imputed",
            Stage::Screened => "screened",
            Stage::Scored => "scored",
        }
    }
}

/// For each part of an index its values after each step. Excluded rows are missing (inapplicable).
/// Empty for a quantity that is no index.
pub fn stages(assessment: &Assessment, index: QuantityId) -> Vec<PartStages> {
    let program = &assessment.program;
    let Origin::Index(declared) = &program.quantity(index).origin else { return Vec::new() };
    let included = included(assessment, index);
    let rows = assessment.table(program.quantity(index).table).map_or(0, |t| t.rows);
    let names = declared.parts.iter().map(|p| PartStages { part: p.name.clone(), stages: Vec::new() });
    let mut result: Vec<PartStages> = names.collect();
    replay(assessment, index, &mut |replayed| {
        let mut values = values_of(replayed.after, rows);
        if let Some(included) = &included {
            values.iter_mut().zip(included.iter()).for_each(|(x, i)| *x = meaning::exclude(*i, *x));
        }
        if let Some(part) = result.get_mut(replayed.part) {
            part.stages.push((replayed.stage, Column::Number(Arc::new(values))));
        }
    });
    result
}

/// One part of an index before and after one step that applies to it.
pub(super) struct Replayed<'r, 'p> {
    /// The step, and which one it is.
    pub step: usize,
    /// What it did.
    pub stage: Stage,
    /// The part.
    pub part: usize,
    /// Its values before the step.
    pub before: &'r PartColumn<'p>,
    /// Its values after it.
    pub after: &'r PartColumn<'p>,
}

/// Takes the parts of an index through its steps again, and shows each of them after each step that applies to it. Gives
/// the parts as they are aggregated.
pub(super) fn replay<'a>(
    assessment: &'a Assessment,
    index: QuantityId,
    see: &mut dyn FnMut(&Replayed<'_, '_>),
) -> Vec<PartColumn<'a>> {
    let program = &assessment.program;
    let Origin::Index(declared) = &program.quantity(index).origin else { return Vec::new() };
    let included = included(assessment, index);
    let rows = assessment.table(program.quantity(index).table).map_or(0, |t| t.rows);
    let mut parts: Vec<PartColumn<'_>> =
        declared.parts.iter().map(|p| PartColumn::new(part_numbers(assessment, p.quantity, rows))).collect();
    for (at, step) in declared.steps.iter().enumerate() {
        let before = parts.clone();
        let stage = match step {
            Step::Weigh(weigh) => {
                weigh_parts(&mut parts, &weigh.factors);
                Stage::Weighted
            }
            Step::Normalise(step) => {
                let fitted = fitted_step(assessment, index, at);
                normalise_again(assessment, declared, at, step, fitted, included.as_ref(), &mut parts);
                Stage::Normalised
            }
            Step::Treat(_) | Step::Impute(_) | Step::Screen(_) => {
                if let Some(fitted) = fitted_step(assessment, index, at) {
                    prepare::again(fitted, &mut parts);
                }
                match step {
                    Step::Treat(_) => Stage::Treated,
                    Step::Impute(_) => Stage::Imputed,
                    Step::Weigh(_) | Step::Normalise(_) | Step::Screen(_) => Stage::Screened,
                }
            }
        };
        for (part, (before, after)) in before.iter().zip(&parts).enumerate() {
            if step.applies(part) {
                see(&Replayed { step: at, stage, part, before, after });
            }
        }
    }
    let before = parts.clone();
    scored_parts(&mut parts, declared);
    for (part, ((before, after), declared_part)) in before.iter().zip(&parts).zip(&declared.parts).enumerate() {
        if !declared_part.scores.is_empty() {
            see(&Replayed { step: declared.steps.len(), stage: Stage::Scored, part, before, after });
        }
    }
    parts
}

pub(super) fn fitted_step(assessment: &Assessment, index: QuantityId, step: usize) -> Option<&FittedStep> {
    assessment.yardsticks.get(&index)?.iter().find(|f| f.step == step)
}

pub(super) fn included(assessment: &Assessment, index: QuantityId) -> Option<Arc<Vec<u8>>> {
    assessment.table(assessment.program.quantity(index).table)?.included.clone()
}

fn normalise_again<'p>(
    assessment: &Assessment,
    index: &Index,
    at: usize,
    step: &'p NormaliseStep,
    fitted: Option<&FittedStep>,
    included: Option<&Arc<Vec<u8>>>,
    parts: &mut [PartColumn<'p>],
) {
    debug_assert!(at < index.steps.len());
    let Some(fitted) = fitted else { return };
    let groups = fitted.groups.as_ref().map(|codes| {
        let fields = step.within.iter().filter_map(|f| assessment.column(*f).cloned()).collect();
        Arc::new(Groups::again(Arc::clone(codes), fitted.names.len(), fields, included.cloned()))
    });
    for ((part, setting), yardsticks) in parts.iter_mut().zip(&step.parts).zip(&fitted.yardsticks) {
        let (Some(setting), Some(yardsticks)) = (setting, yardsticks) else { continue };
        match step.method.kernel() {
            Kernel::Pointwise(method) => part.steps.push(normalised(step, method, setting, yardsticks, &groups)),
            Kernel::Column(method) => {
                let among = fitted.among.as_ref().map(|a| a.as_slice());
                let rows = Rows { groups: &groups, included: included.map(|i| i.as_slice()), among };
                let (column, _) = whole_column(step, method, setting, &rows, part);
                *part = PartColumn::new(Arc::new(column));
            }
        }
    }
}

/// The values of a part as numbers: levels count as theirs.
fn part_numbers(assessment: &Assessment, part: QuantityId, rows: usize) -> Arc<Vec<f64>> {
    match assessment.column(part) {
        Some(Column::Number(values)) => Arc::clone(values),
        Some(Column::Member(codes)) => {
            let numbers = level_numbers(&assessment.program, part);
            Arc::new(codes.iter().map(|c| meaning::level_number(&numbers, *c)).collect())
        }
        Some(Column::YesNo(codes)) => {
            let number =
                |c: &u8| super::column::yes_no::value(*c).map_or_else(number::missing, |b| f64::from(u8::from(b)));
            Arc::new(codes.iter().map(number).collect())
        }
        Some(Column::Link(_) | Column::Text(_)) | None => Arc::new(vec![number::missing(Missing::Unavailable); rows]),
    }
}

fn level_numbers(program: &Program, part: QuantityId) -> Vec<u64> {
    match &program.quantity(part).ty {
        Type::Member(scale) => program.scale(*scale).members.iter().map(|m| m.number.to_bits()).collect(),
        Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Link(_) => Vec::new(),
    }
}
