//! Indices: the steps in the order written, then aggregation, the missing rule, rounding.

use std::ops::Range;
use std::sync::Arc;

use super::assessment::FittedStep;
use super::column::{number, yes_no};
use super::groups::Groups;
use super::parts::{Fitted, PartColumn, PartStep};
use super::prepare;
use super::statistics::{self, Show, Source};
use super::whole::{self, Refused};
use crate::limits::Limits;
use crate::methods::normalise::{ColumnKernel, Pointwise, lengths};
use crate::methods::{Kernel, Setting, Statistics, Yardstick};
use crate::parallel::{BLOCK, CHUNK, Threads, stretches};
use crate::plan::meaning;
use crate::program::{Index, Missing, MissingRule, NormaliseStep, Step};
use crate::wide::wide;

/// Rows that are looked at together.
const TILE: usize = 64;

const INAPPLICABLE: f64 = number::missing(Missing::Inapplicable);

/// What an index works on.
pub(super) struct IndexInput<'p> {
    pub index: &'p Index,
    pub parts: Vec<Arc<Vec<f64>>>,
    /// For each step its groups.
    pub groups: Vec<Option<Arc<Groups>>>,
    /// For each step what counts beside the parts.
    pub others: Vec<Vec<Arc<Vec<f64>>>>,
    /// The groups of an aggregation over all rows.
    pub aggregate_groups: Option<Arc<Groups>>,
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
    /// What an aggregation over all rows could not take.
    pub refused: Option<Refused>,
}

/// Runs an index.
pub(super) fn run(input: &IndexInput<'_>) -> IndexResult {
    let mut parts: Vec<PartColumn<'_>> = input.parts.iter().map(|p| PartColumn::new(Arc::clone(p))).collect();
    let mut steps = Vec::new();
    for (at, step) in input.index.steps.iter().enumerate() {
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
    let failed = if input.index.missing == MissingRule::Fail { missing_cells(input, &parts) } else { Vec::new() };
    if !failed.is_empty() {
        return IndexResult { values: Vec::new(), steps, failed, refused: None };
    }
    match input.index.aggregate.whole().map(|kernel| whole::aggregate(input, &parts, kernel)) {
        None => IndexResult { values: aggregate(input, &parts), steps, failed, refused: None },
        Some(Ok(values)) => IndexResult { values, steps, failed, refused: None },
        Some(Err(refused)) => IndexResult { values: Vec::new(), steps, failed, refused: Some(refused) },
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
    let yardsticks = match step.method.kernel() {
        Kernel::Pointwise(method) => {
            let fitted = fit_pointwise(input, step, method, groups, parts);
            for ((part, setting), yardsticks) in parts.iter_mut().zip(&step.parts).zip(&fitted) {
                if let (Some(setting), Some(yardsticks)) = (setting, yardsticks) {
                    part.steps.push(normalised(step, method, setting, yardsticks, groups));
                }
            }
            fitted
        }
        Kernel::Column(method) => {
            let work: Vec<_> = parts.iter().zip(&step.parts).collect();
            let included = input.included.as_ref().map(|i| i.as_slice());
            let made = input.threads.map(work, |(part, setting)| {
                let setting = setting.as_ref()?;
                Some(whole_column(step, method, setting, groups, included, part))
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
    parts: &[PartColumn<'_>],
) -> Vec<Option<Vec<Yardstick>>> {
    let source = Parts { parts, step, groups, included: input.included.as_deref(), wanted: method.statistics() };
    let count = groups.as_ref().map_or(1, |g| g.count);
    let statistics = statistics::gather(&source, input.rows, count, input.threads);
    let fitted = step.parts.iter().zip(statistics).map(|(setting, groups)| {
        let setting = setting.as_ref()?;
        Some(groups.iter().map(|g| method.yardstick(g, &step.options, setting)).collect())
    });
    fitted.collect()
}

/// The parts as a source of statistics: excluded rows are not shown.
struct Parts<'a, 'p> {
    parts: &'a [PartColumn<'p>],
    step: &'a NormaliseStep,
    groups: &'a Option<Arc<Groups>>,
    included: Option<&'a Vec<u8>>,
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
        if let Some(groups) = self.groups {
            return see(values, groups.codes.get(rows));
        }
        match self.included {
            None => see(values, None),
            Some(included) => {
                let included = included.get(rows).unwrap_or_default();
                let shown: Vec<f64> = values.iter().zip(included).map(|(x, i)| meaning::exclude(*i, *x)).collect();
                see(&shown, None);
            }
        }
    }
}

/// Normalises a whole column, group by group.
pub(super) fn whole_column(
    step: &NormaliseStep,
    method: &dyn ColumnKernel,
    setting: &Setting,
    groups: &Option<Arc<Groups>>,
    included: Option<&[u8]>,
    part: &PartColumn<'_>,
) -> (Vec<f64>, Vec<Yardstick>) {
    let count = groups.as_ref().map_or(1, |g| g.count);
    let mut column = values_of(part, part.base.len());
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (row, x) in column.iter_mut().enumerate() {
        let group = groups.as_ref().map_or(Some(&0), |g| g.codes.get(row)).map_or(0, |c| *c as usize);
        let included = included.is_none_or(|i| i.get(row) == Some(&yes_no::YES));
        match members.get_mut(group).filter(|_| included) {
            Some(rows) if !x.is_nan() => rows.push(row),
            Some(_) => {}
            // What is missing stays so, of the same kind.
            None if x.is_nan() => {}
            None => *x = number::missing(groups.as_ref().map_or(Missing::Inapplicable, |g| g.outside(row))),
        }
    }
    let mut yardsticks = Vec::with_capacity(count);
    for rows in members {
        let values: Vec<f64> = rows.iter().filter_map(|r| column.get(*r).copied()).collect();
        let mut out = vec![0.0; values.len()];
        let fits = method.apply(&values, &step.options, setting, &mut out);
        for (row, z) in rows.iter().zip(out) {
            let z = if fits {
                number::finite(z)
            } else if step.degenerate.is_nan() {
                INAPPLICABLE
            } else {
                step.degenerate
            };
            column.get_mut(*row).into_iter().for_each(|x| *x = z);
        }
        yardsticks.push(Yardstick { origin: 0.0, length: values.len() as f64, degenerate: !fits });
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
    let mut cells = Vec::new();
    let mut buffers = [vec![0.0; CHUNK], vec![0.0; CHUNK]];
    for chunk in stretches(0..input.rows, CHUNK) {
        for (part, column) in parts.iter().enumerate() {
            for (x, row) in column.values(chunk.clone(), &mut buffers).iter().zip(chunk.clone()) {
                let included = input.included.as_ref().is_none_or(|i| i.get(row) == Some(&yes_no::YES));
                if x.is_nan() && included && !number::is_left_out(*x) {
                    cells.push((row, part));
                }
            }
        }
    }
    cells.sort_unstable();
    cells
}

/// The parts become one number for each row.
fn aggregate(input: &IndexInput<'_>, parts: &[PartColumn<'_>]) -> Vec<f64> {
    let mut values = vec![0.0; input.rows];
    let blocks: Vec<_> = stretches(0..input.rows, BLOCK).zip(values.chunks_mut(BLOCK)).collect();
    input.threads.for_rows(input.rows).map(blocks, |(rows, out)| {
        let mut buffers: Vec<[Vec<f64>; 2]> = parts.iter().map(|p| buffers_for(p, input.index.missing)).collect();
        let mut scratch = Vec::new();
        for (chunk, out) in stretches(rows, CHUNK).zip(out.chunks_mut(CHUNK)) {
            one_chunk(input, parts, chunk, &mut buffers, &mut scratch, out);
        }
    });
    values
}

/// A part without steps needs no buffers.
fn buffers_for(part: &PartColumn<'_>, missing: MissingRule) -> [Vec<f64>; 2] {
    let first = if part.steps.is_empty() && missing != MissingRule::Zero { 0 } else { CHUNK };
    let second = if part.steps.len() > 1 || missing == MissingRule::Zero { CHUNK } else { 0 };
    [vec![0.0; first], vec![0.0; second]]
}

fn one_chunk(
    input: &IndexInput<'_>,
    parts: &[PartColumn<'_>],
    rows: Range<usize>,
    buffers: &mut [[Vec<f64>; 2]],
    scratch: &mut Vec<f64>,
    out: &mut [f64],
) {
    let index = input.index;
    let mut values: Vec<&[f64]> = Vec::with_capacity(parts.len());
    for (part, buffers) in parts.iter().zip(buffers) {
        values.push(match index.missing {
            MissingRule::Zero => zeroed(part, rows.clone(), buffers),
            MissingRule::Propagate | MissingRule::Skip { .. } | MissingRule::Fail => part.values(rows.clone(), buffers),
        });
    }
    index.aggregate.aggregate(&values, &index.weights, &index.aggregate_options, scratch, out);
    apply_missing_rule(index.missing, &values, out);
    if let Some(rounding) = index.rounding {
        out.iter_mut().for_each(|y| *y = meaning::rounded(*y, rounding.decimals, rounding.half_even));
    }
    if let Some(included) = &input.included {
        let included = included.get(rows).unwrap_or_default();
        out.iter_mut().zip(included).for_each(|(y, i)| *y = meaning::exclude(*i, *y));
    }
}

/// Missing counts as 0.
fn zeroed<'b>(part: &'b PartColumn<'_>, rows: Range<usize>, buffers: &'b mut [Vec<f64>; 2]) -> &'b [f64] {
    let n = rows.len();
    let values = part.values(rows, buffers);
    let zeroed: Vec<f64> =
        values.iter().map(|x| if x.is_nan() && !number::is_left_out(*x) { 0.0 } else { *x }).collect();
    let [first, _] = buffers;
    let target = first.get_mut(..n).unwrap_or_default();
    target.copy_from_slice(&zeroed);
    target
}

/// Rows that the rule makes missing, and kinds where the aggregation gave no number.
fn apply_missing_rule(rule: MissingRule, parts: &[&[f64]], out: &mut [f64]) {
    let needed = match rule {
        MissingRule::Propagate => parts.len(),
        MissingRule::Skip { at_least } => at_least.max(1),
        MissingRule::Zero | MissingRule::Fail => 0,
    };
    // Most tiles have nothing to look into, which vector code finds out.
    wide(
        #[inline(always)]
        || {
            for (tile, out) in out.chunks_mut(TILE).enumerate() {
                let undefined = out.iter().fold(false, |any, y| any | !y.is_finite());
                if needed > 1 || undefined {
                    missing_in_tile(needed, parts, tile * TILE, out);
                }
            }
        },
    );
}

fn missing_in_tile(needed: usize, parts: &[&[f64]], start: usize, out: &mut [f64]) {
    for (at, y) in out.iter_mut().enumerate() {
        if y.is_finite() && needed <= 1 {
            continue;
        }
        let value = |part: &&[f64]| part.get(start + at).copied().unwrap_or(INAPPLICABLE);
        let there = parts.iter().filter(|p| !value(p).is_nan()).count();
        // What a step has left out is no part, and is asked for its kind only where there is nothing else.
        let out = parts.iter().filter(|p| number::is_left_out(value(p))).count();
        let needed = needed.min(parts.len() - out);
        let all = || parts.iter().map(value).filter(|x| x.is_nan());
        let first = || all().find(|x| !number::is_left_out(*x)).or(all().next()).and_then(number::kind);
        if there < needed || there == 0 && !parts.is_empty() {
            *y = number::missing(first().unwrap_or(Missing::Inapplicable));
        } else if y.is_infinite() || number::is_left_out(*y) {
            // What is missing already is so of the kind that the method gave it.
            *y = INAPPLICABLE;
        }
    }
}
