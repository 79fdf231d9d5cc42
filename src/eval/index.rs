//! Indices: the steps in the order written, then aggregation, the missing rule, rounding.

use std::ops::Range;
use std::sync::Arc;

use super::assessment::FittedStep;
use super::by_row;
use super::column::{number, yes_no};
use super::groups::Groups;
use super::missing::Rules;
use super::parts::{Fitted, PartColumn, PartStep};
use super::prepare;
use super::statistics::{self, Show, Source};
use super::weigh;
use super::whole::{self, Refused};
use crate::limits::Limits;
use crate::methods::normalise::{ColumnKernel, Pointwise, lengths};
use crate::methods::weigh::Weighed;
use crate::methods::{Kernel, Setting, Statistics, Yardstick};
use crate::parallel::{CHUNK, Threads, stretches};
use crate::plan::meaning;
use crate::program::{Index, Missing, NormaliseStep, Step, Weighing};

const INAPPLICABLE: f64 = number::missing(Missing::Inapplicable);

/// What an index works on.
pub(super) struct IndexInput<'p> {
    pub index: &'p Index,
    pub parts: Vec<Arc<Vec<f64>>>,
    /// For each step its groups.
    pub groups: Vec<Option<Arc<Groups>>>,
    /// For each step the rows that make the yardstick; `None`: all.
    pub among: Vec<Option<Arc<Vec<u8>>>>,
    /// For each step what counts beside the parts.
    pub others: Vec<Vec<Arc<Vec<f64>>>>,
    /// The groups of an aggregation over all rows.
    pub aggregate_groups: Option<Arc<Groups>>,
    /// What the formula of the aggregation reads beside the parts.
    pub inputs: Vec<Arc<Vec<f64>>>,
    pub included: Option<Arc<Vec<u8>>>,
    pub rows: usize,
    pub threads: Threads,
    pub limits: &'p Limits,
}

/// An index that has seen the data.
pub(super) struct IndexResult {
    pub values: Vec<f64>,
    /// Names of groups are left for the caller.
    pub steps: Vec<(FittedStep, Option<Arc<Groups>>)>,
    /// Under `missing fail`: rows and parts that are missing.
    pub failed: Vec<(usize, usize)>,
    /// Weights that were computed from the data.
    pub weighed: Option<Weighed>,
    /// What an aggregation over all rows could not take.
    pub refused: Option<Refused>,
}

/// Runs an index.
pub(super) fn run(input: &IndexInput<'_>) -> IndexResult {
    let mut parts: Vec<PartColumn<'_>> = input.parts.iter().map(|p| PartColumn::new(Arc::clone(p))).collect();
    let mut steps = Vec::new();
    let mut weighed = None;
    for (at, step) in input.index.steps.iter().enumerate() {
        weighed = weighed.or_else(|| weigh_by_data(input, &parts, at));
        match step {
            Step::Weigh(weigh) => weigh_parts(&mut parts, &weigh.factors),
            Step::Normalise(normalise) => {
                let groups = input.groups.get(at).cloned().flatten();
                steps.push((fit(input, at, normalise, &groups, &mut parts), groups));
            }
            Step::Treat(_) | Step::Impute(_) | Step::Screen(_) => {
                let groups = input.groups.get(at).cloned().flatten();
                steps.push((prepare::run(input, at, step, &groups, &mut parts), groups));
            }
        }
    }
    scored_parts(&mut parts, input.index);
    weighed = weighed.or_else(|| weigh_by_data(input, &parts, input.index.steps.len()));
    let failed = if Rules::of(input.index).any_fail() { missing_cells(input, &parts) } else { Vec::new() };
    if !failed.is_empty() {
        return IndexResult { values: Vec::new(), steps, failed, weighed, refused: None };
    }
    let weights = weighed.as_ref().map_or(input.index.weights.as_slice(), |w| &w.weights);
    match input.index.aggregate.whole().map(|kernel| whole::aggregate(input, (&parts, weights), kernel)) {
        None => {
            IndexResult { values: by_row::aggregate(input, &parts, weights), steps, failed, weighed, refused: None }
        }
        Some(Ok(values)) => IndexResult { values, steps, failed, weighed, refused: None },
        Some(Err(refused)) => IndexResult { values: Vec::new(), steps, failed, weighed, refused: Some(refused) },
    }
}

/// The weights that are computed from the data, where that is to be done before the step at `at`.
fn weigh_by_data(input: &IndexInput<'_>, parts: &[PartColumn<'_>], at: usize) -> Option<Weighed> {
    match &input.index.weighing {
        Weighing::Computed(computed) if computed.after == at => weigh::run(input, parts, computed),
        Weighing::Computed(_) | Weighing::Given => None,
    }
}

/// Cells that hold no value, but have a score, get it where all steps have run.
pub(super) fn scored_parts(parts: &mut [PartColumn<'_>], index: &Index) {
    for (part, declared) in parts.iter_mut().zip(&index.parts) {
        if !declared.scores.is_empty() {
            part.steps.push(PartStep::Score(declared.scores.as_slice().into()));
        }
    }
}

/// Adds a weighing; weighing by 1 is nothing.
pub(super) fn weigh_parts(parts: &mut [PartColumn<'_>], factors: &[f64]) {
    for (part, factor) in parts.iter_mut().zip(factors) {
        if *factor != 1.0 {
            part.steps.push(PartStep::Weigh(*factor));
        }
    }
}

/// Fits a normalisation to the data and adds it to its parts.
fn fit<'p>(
    input: &IndexInput<'p>,
    at: usize,
    step: &'p NormaliseStep,
    groups: &Option<Arc<Groups>>,
    parts: &mut [PartColumn<'p>],
) -> FittedStep {
    let count = groups.as_ref().map_or(1, |g| g.count);
    let among = input.among.get(at).cloned().flatten();
    let yardsticks = match step.method.kernel() {
        Kernel::Pointwise(method) => {
            let fitted = fit_pointwise(input, step, method, groups, among.as_deref(), parts);
            for ((part, setting), yardsticks) in parts.iter_mut().zip(&step.parts).zip(&fitted) {
                if let (Some(setting), Some(yardsticks)) = (setting, yardsticks) {
                    part.steps.push(normalised(step, method, setting, yardsticks, groups));
                }
            }
            fitted
        }
        Kernel::Column(method) => {
            let work: Vec<_> = parts.iter().zip(&step.parts).collect();
            let rows = Rows {
                groups,
                included: input.included.as_ref().map(|i| i.as_slice()),
                among: among.as_ref().map(|a| a.as_slice()),
            };
            let made = input.threads.map(work, |(part, setting)| {
                let setting = setting.as_ref()?;
                Some(whole_column(step, method, setting, &rows, part))
            });
            parts
                .iter_mut()
                .zip(made)
                .map(|(part, made)| {
                    let (column, yardsticks) = made?;
                    *part = PartColumn::new(Arc::new(column));
                    Some(yardsticks)
                })
                .collect()
        }
    };
    FittedStep {
        step: at,
        groups: groups.as_ref().map(|g| Arc::clone(&g.codes)),
        names: if groups.is_some() { Vec::with_capacity(count) } else { vec![String::new()] },
        yardsticks,
        among,
        ..FittedStep::default()
    }
}

/// The step of one part, from its yardsticks.
pub(super) fn normalised<'p>(
    step: &'p NormaliseStep,
    method: &'p dyn Pointwise,
    setting: &Setting,
    yardsticks: &[Yardstick],
    groups: &Option<Arc<Groups>>,
) -> PartStep<'p> {
    let nothing = Yardstick { origin: 0.0, length: 0.0, degenerate: true };
    let yardsticks: Vec<Yardstick> = yardsticks.iter().copied().chain([nothing]).collect();
    PartStep::Normalise(Arc::new(Fitted {
        method,
        options: &step.options,
        setting: *setting,
        lengths: lengths(&yardsticks),
        yardsticks,
        degenerate: if step.degenerate.is_nan() { INAPPLICABLE } else { step.degenerate },
        groups: groups.clone(),
    }))
}

fn fit_pointwise(
    input: &IndexInput<'_>,
    step: &NormaliseStep,
    method: &dyn Pointwise,
    groups: &Option<Arc<Groups>>,
    among: Option<&Vec<u8>>,
    parts: &[PartColumn<'_>],
) -> Vec<Option<Vec<Yardstick>>> {
    let wanted = method.statistics(&step.options);
    let source = Parts { parts, step, groups, included: input.included.as_deref(), among, wanted };
    let count = groups.as_ref().map_or(1, |g| g.count);
    if wanted == Statistics::Values {
        let work = step.parts.iter().enumerate().collect();
        return input.threads.map(work, |(part, setting)| {
            let setting = setting.as_ref()?;
            let mut values = statistics::values(&source, part, input.rows, count);
            Some(values.iter_mut().map(|v| method.fit(v, &step.options, setting)).collect())
        });
    }
    let statistics = statistics::gather(&source, input.rows, count, input.threads);
    let fitted = step.parts.iter().zip(statistics).map(|(setting, groups)| {
        let setting = setting.as_ref()?;
        Some(groups.iter().map(|g| method.yardstick(g, &step.options, setting)).collect())
    });
    fitted.collect()
}

/// The parts as a source of statistics: excluded rows are not shown, nor those that make no yardstick.
struct Parts<'a, 'p> {
    parts: &'a [PartColumn<'p>],
    step: &'a NormaliseStep,
    groups: &'a Option<Arc<Groups>>,
    included: Option<&'a Vec<u8>>,
    among: Option<&'a Vec<u8>>,
    wanted: Statistics,
}

impl Source for Parts<'_, '_> {
    fn parts(&self) -> usize {
        self.parts.len()
    }

    fn wanted(&self, part: usize) -> Statistics {
        let applies = matches!(self.step.parts.get(part), Some(Some(_)));
        if applies { self.wanted } else { Statistics::Nothing }
    }

    fn chunk(&self, part: usize, rows: Range<usize>, buffers: &mut [Vec<f64>; 2], see: &mut Show<'_>) {
        let Some(column) = self.parts.get(part) else { return };
        let values = column.values(rows.clone(), buffers);
        let codes = self.groups.as_ref().map(|g| g.codes.get(rows.clone()).unwrap_or_default());
        // Rows that are excluded belong to no group.
        let included = if codes.is_some() { None } else { self.included };
        let masks: Vec<&[u8]> =
            [included, self.among].into_iter().flatten().map(|m| m.get(rows.clone()).unwrap_or_default()).collect();
        match masks.as_slice() {
            [] => see(values, codes),
            masks => {
                let mut shown = values.to_vec();
                for mask in masks {
                    shown.iter_mut().zip(*mask).for_each(|(x, i)| *x = meaning::exclude(*i, *x));
                }
                see(&shown, codes);
            }
        }
    }
}

/// The rows of a step: how they are grouped, which are included, and which make the yardstick.
pub(super) struct Rows<'a> {
    pub groups: &'a Option<Arc<Groups>>,
    pub included: Option<&'a [u8]>,
    pub among: Option<&'a [u8]>,
}

/// Normalises a whole column, group by group.
pub(super) fn whole_column(
    step: &NormaliseStep,
    method: &dyn ColumnKernel,
    setting: &Setting,
    rows: &Rows<'_>,
    part: &PartColumn<'_>,
) -> (Vec<f64>, Vec<Yardstick>) {
    let Rows { groups, included, among } = rows;
    let count = groups.as_ref().map_or(1, |g| g.count);
    let mut column = values_of(part, part.base.len());
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); count];
    for (row, x) in column.iter_mut().enumerate() {
        let group = groups.as_ref().map_or(Some(&0), |g| g.codes.get(row)).map_or(0, |c| *c as usize);
        let included = included.is_none_or(|i| i.get(row) == Some(&yes_no::YES));
        match members.get_mut(group).filter(|_| included) {
            Some(rows) if !x.is_nan() => rows.push(row as u32),
            Some(_) => {}
            // What is missing stays so, of the same kind.
            None if x.is_nan() => {}
            None => *x = number::missing(groups.as_ref().map_or(Missing::Inapplicable, |g| g.outside(row))),
        }
    }
    let mut yardsticks = Vec::with_capacity(count);
    for rows in members {
        let value = |row: &u32| column.get(*row as usize).copied();
        let values: Vec<f64> = rows.iter().filter_map(value).collect();
        let yardstick = among.map(|among| {
            let makes = |row: &&u32| among.get(**row as usize) == Some(&yes_no::YES);
            rows.iter().filter(makes).filter_map(value).collect::<Vec<f64>>()
        });
        let mut out = vec![0.0; values.len()];
        let fits = method.apply(&values, yardstick.as_deref(), &step.options, setting, &mut out);
        for (row, z) in rows.iter().zip(out) {
            let z = if fits {
                number::finite(z)
            } else if step.degenerate.is_nan() {
                INAPPLICABLE
            } else {
                step.degenerate
            };
            column.get_mut(*row as usize).into_iter().for_each(|x| *x = z);
        }
        let compared = yardstick.map_or(values.len(), |y| y.len());
        yardsticks.push(Yardstick { origin: 0.0, length: compared as f64, degenerate: !fits });
    }
    (column, yardsticks)
}

/// The values of a part after its steps, as a column.
pub(super) fn values_of(part: &PartColumn<'_>, rows: usize) -> Vec<f64> {
    let mut buffers = [vec![0.0; CHUNK], vec![0.0; CHUNK]];
    let mut column = Vec::with_capacity(rows);
    for chunk in stretches(0..rows, CHUNK) {
        column.extend_from_slice(part.values(chunk, &mut buffers));
    }
    column
}

fn missing_cells(input: &IndexInput<'_>, parts: &[PartColumn<'_>]) -> Vec<(usize, usize)> {
    let rules = Rules::of(input.index);
    let mut cells = Vec::new();
    let mut buffers = [vec![0.0; CHUNK], vec![0.0; CHUNK]];
    for chunk in stretches(0..input.rows, CHUNK) {
        for (part, column) in parts.iter().enumerate() {
            for (x, row) in column.values(chunk.clone(), &mut buffers).iter().zip(chunk.clone()) {
                let included = input.included.as_ref().is_none_or(|i| i.get(row) == Some(&yes_no::YES));
                if included && rules.fails(*x) {
                    cells.push((row, part));
                }
            }
        }
    }
    cells.sort_unstable();
    cells
}
