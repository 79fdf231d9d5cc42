//! Steps that prepare parts before they are compared: treatments, imputations, screening.
//!
//! Each sees whole columns, group by group, and says which cells it changed, so that results, stages and audits
//! need not repeat it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::assessment::{Assessment, CellChange, FittedStep, PartOut, RowOut};
use super::column::{number, yes_no};
use super::groups::Groups;
use super::impute;
use super::index::{IndexInput, values_of};
use super::parts::PartColumn;
use crate::methods::treat::treat_by;
use crate::methods::{Done, Shape, Treated};
use crate::parallel::Threads;
use crate::program::{Missing, Origin, QuantityId, ScreenStep, Screened, Step, TreatStep};

/// Runs one such step.
pub(super) fn run(
    input: &IndexInput<'_>,
    at: usize,
    step: &Step,
    groups: &Option<Arc<Groups>>,
    parts: &mut [PartColumn<'_>],
) -> FittedStep {
    let members = Members::of(input, groups);
    let mut fitted = FittedStep {
        step: at,
        groups: groups.as_ref().map(|g| Arc::clone(&g.codes)),
        names: if groups.is_some() { Vec::with_capacity(members.ranges().count()) } else { vec![String::new()] },
        yardsticks: vec![None; parts.len()],
        among: input.among.get(at).cloned().flatten(),
        ..FittedStep::default()
    };
    match step {
        Step::Treat(step) => treat(input, step, &members, parts, &mut fitted),
        Step::Impute(step) => {
            let years = input.others.get(at).and_then(|others| others.first());
            impute::impute(input, step, years.map(|y| y.as_slice()).unwrap_or_default(), &members, parts, &mut fitted);
        }
        Step::Screen(step) => match step.what {
            Screened::Rows => {
                let others = input.others.get(at).map(Vec::as_slice).unwrap_or_default();
                fitted.rows_out = rows_out(input, step, others, parts);
            }
            Screened::Parts => {
                let among = fitted.among.as_deref().map(Vec::as_slice);
                fitted.parts_out = parts_out(input, step, (&members, among), parts);
            }
        },
        Step::Weigh(_) | Step::Normalise(_) => {}
    }
    again(&fitted, parts);
    fitted
}

/// Makes the parts what a step that has seen the data made of them.
pub(super) fn again(fitted: &FittedStep, parts: &mut [PartColumn<'_>]) {
    for (at, part) in parts.iter_mut().enumerate() {
        let first = fitted.changes.partition_point(|c| c.part < at);
        let changes = fitted.changes.get(first..).unwrap_or_default();
        let changes = changes.get(..changes.partition_point(|c| c.part == at)).unwrap_or_default();
        let out: Vec<&PartOut> = fitted.parts_out.iter().filter(|p| p.part == at).collect();
        if changes.is_empty() && out.is_empty() && fitted.rows_out.is_empty() {
            continue;
        }
        let mut column = values_of(part, part.base.len());
        for change in changes {
            set(&mut column, change.row, change.to);
        }
        for out in out {
            let codes = fitted.groups.as_ref().map(|g| g.as_slice());
            for (row, x) in column.iter_mut().enumerate() {
                if codes.is_none_or(|codes| codes.get(row) == u32::try_from(out.group).ok().as_ref()) {
                    *x = number::left_out(Missing::Unavailable);
                }
            }
        }
        for out in &fitted.rows_out {
            set(&mut column, out.row, number::left_out(Missing::Unavailable));
        }
        *part = PartColumn::new(Arc::new(column));
    }
}

fn set(column: &mut [f64], row: usize, value: f64) {
    column.get_mut(row).into_iter().for_each(|x| *x = value);
}

/// How many values of an index's parts were imputed, and of how many that were asked for; `None` where no step imputes.
///
/// Those of parts and rows that were screened out before are not asked for.
pub fn imputed(assessment: &Assessment, index: QuantityId) -> Option<(usize, usize)> {
    let quantity = assessment.program.quantity(index);
    let Origin::Index(declared) = &quantity.origin else { return None };
    let fitted = assessment.yardsticks.get(&index)?;
    let last = declared.steps.iter().rposition(|s| matches!(s, Step::Impute(_)))?;
    let imputes = |f: &&FittedStep| matches!(declared.steps.get(f.step), Some(Step::Impute(_)));
    let cells = fitted.iter().filter(imputes).map(|f| f.changes.len()).sum();
    let rows = assessment.table(quantity.table).map_or(0, |t| t.rows);
    let before = || fitted.iter().filter(|f| f.step < last);
    let out: BTreeSet<usize> = before().flat_map(|f| f.rows_out.iter().map(|out| out.row)).collect();
    let kept: Vec<usize> =
        (0..rows).filter(|row| assessment.is_included(quantity.table, *row) && !out.contains(row)).collect();
    let asked = |part: usize, row: usize| {
        let group = |f: &FittedStep| f.groups.as_ref().map_or(Some(0), |g| g.get(row).map(|code| *code as usize));
        !before().any(|f| f.parts_out.iter().any(|out| out.part == part && Some(out.group) == group(f)))
    };
    let of = |part| kept.iter().filter(|row| asked(part, **row)).count();
    Some((cells, (0..declared.parts.len()).map(of).sum()))
}

/// The included rows of each group, in ascending order.
pub(super) struct Members {
    /// Group after group.
    rows: Vec<usize>,
    /// Where each group begins, and the last one ends.
    starts: Vec<usize>,
}

impl Members {
    fn of(input: &IndexInput<'_>, groups: &Option<Arc<Groups>>) -> Self {
        let Some(groups) = groups else {
            let rows: Vec<usize> = (0..input.rows).filter(|row| included(input, *row)).collect();
            return Members { starts: vec![0, rows.len()], rows };
        };
        let group_of = |row: usize| {
            let group = groups.codes.get(row).map(|c| *c as usize)?;
            (group < groups.count && included(input, row)).then_some((row, group))
        };
        let mut starts = vec![0; groups.count + 1];
        for (_, group) in (0..input.rows).filter_map(group_of) {
            starts.get_mut(group + 1).into_iter().for_each(|count| *count += 1);
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let (mut next, mut rows) = (starts.clone(), vec![0; sum]);
        for (row, group) in (0..input.rows).filter_map(group_of) {
            let Some(place) = next.get_mut(group) else { continue };
            rows.get_mut(*place).into_iter().for_each(|slot| *slot = row);
            *place += 1;
        }
        Members { rows, starts }
    }

    /// The rows of all groups, one group after the other.
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// Where the rows of each group stand among those of all.
    pub fn ranges(&self) -> impl Iterator<Item = Range<usize>> + Clone + '_ {
        self.starts.iter().zip(self.starts.iter().skip(1)).map(|(start, end)| *start..*end)
    }

    /// The rows of each group.
    pub fn groups(&self) -> impl Iterator<Item = &[usize]> + Clone {
        self.ranges().map(|range| self.rows.get(range).unwrap_or_default())
    }
}

/// The values of a part as they are now; in place where no step has changed them.
pub(super) fn column<'a>(part: &'a PartColumn<'_>) -> Cow<'a, [f64]> {
    if part.steps.is_empty() {
        return Cow::Borrowed(part.base.as_slice());
    }
    Cow::Owned(values_of(part, part.base.len()))
}

/// The values of some rows, which ascend; in place where these are all.
pub(super) fn of_rows<'a>(column: &'a [f64], rows: &[usize]) -> Cow<'a, [f64]> {
    if rows.len() == column.len() {
        return Cow::Borrowed(column);
    }
    Cow::Owned(rows.iter().map(|row| column.get(*row).copied().unwrap_or(f64::NAN)).collect())
}

/// The values that are there, and the places of the others. No branch depends on a value, since none can be foreseen.
pub(super) fn parted(values: &[f64]) -> (Vec<f64>, Vec<usize>) {
    let (mut there, mut gaps) = (vec![0.0; values.len()], vec![0; values.len()]);
    let (mut found, mut missing) = (0, 0);
    for (at, x) in values.iter().enumerate() {
        there.get_mut(found).into_iter().for_each(|slot| *slot = *x);
        gaps.get_mut(missing).into_iter().for_each(|slot| *slot = at);
        let gone = usize::from(x.is_nan());
        (found, missing) = (found + 1 - gone, missing + gone);
    }
    there.truncate(found);
    gaps.truncate(missing);
    (there, gaps)
}

/// Runs something for each part that says which cells it changes, row by row; the changes of all, part by part.
pub(super) fn each_part<T: Send, R: Send>(
    threads: Threads,
    parts: Vec<T>,
    run: impl Fn(T, &mut Vec<CellChange>) -> R + Sync + Send,
) -> (Vec<R>, Vec<CellChange>) {
    let others = parts.len().saturating_sub(1);
    let mut all = Vec::new();
    if threads == Threads::One {
        let mut results = Vec::with_capacity(parts.len());
        for (at, part) in parts.into_iter().enumerate() {
            results.push(run(part, &mut all));
            // As many are likely to follow for each of the others.
            all.reserve_exact(if at == 0 { all.len() * others } else { 0 });
        }
        return (results, all);
    }
    let done = threads.map(parts, |part| {
        let mut changes = Vec::new();
        (run(part, &mut changes), changes)
    });
    all.reserve_exact(done.iter().map(|(_, changes)| changes.len()).sum());
    let results = done.into_iter().map(|(result, changes)| {
        all.extend(changes);
        result
    });
    (results.collect(), all)
}

/// Puts the changes from a place on in the order of rows.
pub(super) fn by_row(changes: &mut [CellChange], from: usize) {
    changes.get_mut(from..).unwrap_or_default().sort_unstable_by_key(|c| c.row);
}

fn included(input: &IndexInput<'_>, row: usize) -> bool {
    input.included.as_ref().is_none_or(|i| i.get(row) == Some(&yes_no::YES))
}

/// Whether a row makes the yardstick of a step: all do, or those that `among` says.
pub(super) fn makes(among: Option<&[u8]>, row: usize) -> bool {
    among.is_none_or(|among| among.get(row) == Some(&yes_no::YES))
}

fn treat(
    input: &IndexInput<'_>,
    step: &TreatStep,
    members: &Members,
    parts: &[PartColumn<'_>],
    fitted: &mut FittedStep,
) {
    let work: Vec<_> = parts.iter().zip(&step.parts).enumerate().collect();
    let among = fitted.among.clone();
    let among = among.as_deref().map(Vec::as_slice);
    (fitted.treated, fitted.changes) = each_part(input.threads, work, |(at, (part, applies)), changes| {
        if !applies {
            return None;
        }
        let (column, before) = (column(part), changes.len());
        let treated = members.groups().map(|rows| treat_group((step, among), at, rows, &column, changes)).collect();
        by_row(changes, before);
        Some(treated)
    });
}

fn treat_group(
    step: (&TreatStep, Option<&[u8]>),
    part: usize,
    rows: &[usize],
    column: &[f64],
    changes: &mut Vec<CellChange>,
) -> Treated {
    let values = of_rows(column, rows);
    if values.iter().fold(false, |any, x| any | x.is_nan()) {
        let there = |row: &usize| column.get(*row).is_some_and(|x| !x.is_nan());
        let rows: Vec<usize> = rows.iter().copied().filter(there).collect();
        return treat_values(step, part, &rows, &parted(&values).0, changes);
    }
    treat_values(step, part, rows, &values, changes)
}

fn treat_values(
    (step, among): (&TreatStep, Option<&[u8]>),
    part: usize,
    rows: &[usize],
    values: &[f64],
    changes: &mut Vec<CellChange>,
) -> Treated {
    let mut out = values.to_vec();
    let treated = match among {
        None => step.method.treat(values, &step.options, &mut out),
        Some(_) => {
            let yardstick = rows.iter().zip(values).filter(|(row, _)| makes(among, **row));
            let yardstick: Vec<f64> = yardstick.map(|(_, x)| *x).collect();
            by_some(step, &yardstick, values, &mut out)
        }
    };
    changes.reserve(values.iter().zip(&out).map(|(from, to)| usize::from(from != to)).sum());
    let cells = rows.iter().zip(values.iter().zip(out)).filter(|(_, (from, to))| *from != to);
    changes.extend(cells.map(|(row, (from, to))| CellChange { part, row: *row, from: *from, to: number::finite(to) }));
    treated
}

/// Treats values as those of some rows say.
fn by_some(step: &TreatStep, yardstick: &[f64], values: &[f64], out: &mut [f64]) -> Treated {
    if yardstick.is_empty() && !values.is_empty() {
        let shape = Shape::of(yardstick);
        let done = Done::Impossible("none of the rows that make the yardstick has a value");
        return Treated { done, before: shape, after: shape, fails: false };
    }
    treat_by(step.method, yardstick, values, &step.options, out)
}

/// The rows of which too few values are known.
fn rows_out(
    input: &IndexInput<'_>,
    step: &ScreenStep,
    others: &[Arc<Vec<f64>>],
    parts: &[PartColumn<'_>],
) -> Vec<RowOut> {
    let mut counts = vec![(0usize, 0usize); input.rows];
    let mut count = |values: &[f64], scored: bool| {
        for ((known, of), x) in counts.iter_mut().zip(values) {
            *known += usize::from(is_known(*x, scored));
            // What an earlier step has left out is no part any more.
            *of += usize::from(!number::is_left_out(*x));
        }
    };
    for (at, (part, _)) in parts.iter().zip(&step.parts).enumerate().filter(|(_, (_, counts))| **counts) {
        count(&column(part), has_scores(input, at));
    }
    others.iter().for_each(|values| count(values, true));
    let rows = counts.into_iter().enumerate().map(|(row, (known, of))| RowOut { row, known, of });
    rows.filter(|out| is_short(out.known, out.of, step.at_least) && included(input, out.row)).collect()
}

/// The parts that too few rows have.
fn parts_out(
    input: &IndexInput<'_>,
    step: &ScreenStep,
    (members, among): (&Members, Option<&[u8]>),
    parts: &[PartColumn<'_>],
) -> Vec<PartOut> {
    let work: Vec<_> = parts.iter().zip(&step.parts).enumerate().filter(|(_, (_, applies))| **applies).collect();
    let out = input.threads.map(work, |(at, (part, _))| {
        let column = column(part);
        let mut out = Vec::new();
        for (group, rows) in members.groups().enumerate().filter(|(_, rows)| !rows.is_empty()) {
            // A row that an earlier step has left out does not count.
            let asked: Cow<'_, [usize]> = match among {
                None => Cow::Borrowed(rows),
                Some(_) => rows.iter().copied().filter(|row| makes(among, *row)).collect(),
            };
            let there = of_rows(&column, &asked);
            let of = there.iter().filter(|x| !number::is_left_out(**x)).count();
            let known = there.iter().filter(|x| is_known(**x, has_scores(input, at))).count();
            if is_short(known, of, step.at_least) {
                out.push(PartOut { part: at, group, known, of });
            }
        }
        out
    });
    out.into_iter().flatten().collect()
}

/// Divided rather than multiplied, so that 7 of 100 are 7%, as both are the double nearest to 0.07.
fn is_short(known: usize, of: usize, at_least: f64) -> bool {
    of > 0 && (known as f64 / of as f64) < at_least
}

/// Whether a value is known: a cell that has a score says something, although it holds no value.
fn is_known(x: f64, scored: bool) -> bool {
    !x.is_nan() || scored && number::score(x).is_some()
}

/// Whether cells of a part may have a score.
pub(super) fn has_scores(input: &IndexInput<'_>, part: usize) -> bool {
    input.index.parts.get(part).is_some_and(|p| !p.scores.is_empty())
}
