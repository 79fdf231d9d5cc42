//! Steps that prepare parts before they are compared: treatments, imputations, screening.
//!
//! Each sees whole columns, group by group, and says which cells it changed, so that results, stages and audits
//! need not repeat it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::assessment::{Assessment, CellChange, FittedStep, PartOut, RowOut};
use super::column::{number, yes_no};
use super::groups::Groups;
use super::index::{IndexInput, values_of};
use super::parts::PartColumn;
use crate::methods::impute::{FromRows, OfGroup, OverYears, Row, Scratch};
use crate::methods::{Done, ImputeKernel, Shape, Treated};
use crate::program::{ImputeStep, Missing, Origin, QuantityId, ScreenStep, Screened, Step, TreatStep};

/// Runs one such step.
pub(super) fn run(
    input: &IndexInput<'_>,
    at: usize,
    step: &Step,
    groups: &Option<Arc<Groups>>,
    parts: &mut [PartColumn<'_>],
) -> FittedStep {
    let members = members(input, groups);
    let mut fitted = FittedStep {
        step: at,
        groups: groups.as_ref().map(|g| Arc::clone(&g.codes)),
        names: if groups.is_some() { Vec::with_capacity(members.len()) } else { vec![String::new()] },
        yardsticks: vec![None; parts.len()],
        among: input.among.get(at).cloned().flatten(),
        ..FittedStep::default()
    };
    match step {
        Step::Treat(step) => treat(input, step, &members, parts, &mut fitted),
        Step::Impute(step) => {
            let years = input.others.get(at).and_then(|others| others.first());
            impute(input, step, years.map(|y| y.as_slice()).unwrap_or_default(), &members, parts, &mut fitted);
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

/// The included rows of each group.
fn members(input: &IndexInput<'_>, groups: &Option<Arc<Groups>>) -> Vec<Vec<usize>> {
    let mut members = vec![Vec::new(); groups.as_ref().map_or(1, |g| g.count)];
    for row in 0..input.rows {
        let group = groups.as_ref().map_or(Some(&0), |g| g.codes.get(row)).map_or(0, |c| *c as usize);
        if let Some(rows) = members.get_mut(group).filter(|_| included(input, row)) {
            rows.push(row);
        }
    }
    members
}

fn included(input: &IndexInput<'_>, row: usize) -> bool {
    input.included.as_ref().is_none_or(|i| i.get(row) == Some(&yes_no::YES))
}

/// Whether a row makes the yardstick of a step: all do, or those that `among` says.
fn makes(among: Option<&[u8]>, row: usize) -> bool {
    among.is_none_or(|among| among.get(row) == Some(&yes_no::YES))
}

fn treat(
    input: &IndexInput<'_>,
    step: &TreatStep,
    members: &[Vec<usize>],
    parts: &[PartColumn<'_>],
    fitted: &mut FittedStep,
) {
    let work: Vec<_> = parts.iter().zip(&step.parts).enumerate().collect();
    let among = fitted.among.as_deref().map(Vec::as_slice);
    let done = input.threads.map(work, |(at, (part, applies))| {
        if !applies {
            return (None, Vec::new());
        }
        let column = values_of(part, part.base.len());
        let mut changes = Vec::new();
        let treated =
            members.iter().map(|rows| treat_group((step, at), (rows, among), &column, &mut changes)).collect();
        changes.sort_unstable_by_key(|c: &CellChange| c.row);
        (Some(treated), changes)
    });
    for (treated, changes) in done {
        fitted.treated.push(treated);
        fitted.changes.extend(changes);
    }
}

fn treat_group(
    (step, part): (&TreatStep, usize),
    (rows, among): (&[usize], Option<&[u8]>),
    column: &[f64],
    changes: &mut Vec<CellChange>,
) -> Treated {
    let value = |row: &usize| column.get(*row).copied().filter(|x| !x.is_nan()).map(|x| (*row, x));
    let (rows, values): (Vec<usize>, Vec<f64>) = rows.iter().filter_map(value).unzip();
    let yardstick = among.map(|among| {
        let makes = rows.iter().zip(&values).filter(|(row, _)| makes(Some(among), **row));
        makes.map(|(_, x)| *x).collect::<Vec<f64>>()
    });
    let yardstick = yardstick.as_ref().unwrap_or(&values);
    let mut out = values.clone();
    if yardstick.is_empty() && !values.is_empty() {
        let shape = Shape::of(yardstick);
        let done = Done::Impossible("none of the rows that make the yardstick has a value");
        return Treated { done, before: shape, after: shape, fails: false };
    }
    let treated = step.method.treat(&values, yardstick, &step.options, &mut out);
    let cells = rows.into_iter().zip(values.into_iter().zip(out)).filter(|(_, (from, to))| from != to);
    changes.extend(cells.map(|(row, (from, to))| CellChange { part, row, from, to: number::finite(to) }));
    treated
}

fn impute(
    input: &IndexInput<'_>,
    step: &ImputeStep,
    years: &[f64],
    members: &[Vec<usize>],
    parts: &[PartColumn<'_>],
    fitted: &mut FittedStep,
) {
    let among = fitted.among.clone();
    let among = among.as_deref().map(Vec::as_slice);
    match step.method.kernel() {
        ImputeKernel::Group(method) => {
            let work: Vec<_> =
                parts.iter().zip(&step.parts).enumerate().filter(|(_, (_, applies))| **applies).collect();
            let done = input.threads.map(work, |(at, (part, _))| {
                of_group(step, method, (at, part, has_scores(input, at)), (members, among))
            });
            fitted.changes.extend(done.into_iter().flatten());
        }
        ImputeKernel::Rows(method) => {
            for rows in members {
                fitted.changes.extend(from_rows(input, step, method, (rows, among), parts));
            }
            fitted.changes.sort_unstable_by_key(|c| (c.part, c.row));
        }
        ImputeKernel::Years(method) => {
            let sorted = |rows: &Vec<usize>| {
                let mut rows: Vec<(f64, usize)> =
                    rows.iter().filter_map(|r| Some((years.get(*r).copied().filter(|y| !y.is_nan())?, *r))).collect();
                rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                rows.into_iter().unzip()
            };
            let entities: Vec<Years> = members.iter().map(sorted).collect();
            let work: Vec<_> =
                parts.iter().zip(&step.parts).enumerate().filter(|(_, (_, applies))| **applies).collect();
            let done = input.threads.map(work, |(at, (part, _))| {
                over_years(step, method, (at, part, has_scores(input, at)), (&entities, among))
            });
            fitted.changes.extend(done.into_iter().flatten());
        }
    }
}

/// The years of an entity, in order, and their rows.
type Years = (Vec<f64>, Vec<usize>);

/// Fills in one part, entity by entity, in the order of years.
fn over_years(
    step: &ImputeStep,
    method: &dyn OverYears,
    (part, column, scored): (usize, &PartColumn<'_>, bool),
    (entities, among): (&[Years], Option<&[u8]>),
) -> Vec<CellChange> {
    let column = values_of(column, column.base.len());
    let mut changes = Vec::new();
    for (years, rows) in entities {
        let value = |row: &usize| column.get(*row).copied().unwrap_or(f64::NAN);
        let before: Vec<f64> = rows.iter().map(value).collect();
        let mut after: Vec<f64> =
            rows.iter().map(|row| if makes(among, *row) { value(row) } else { f64::NAN }).collect();
        method.fill(years, &mut after, &step.options);
        let cells = rows.iter().zip(before.into_iter().zip(after));
        let filled = cells.filter(|(_, (from, to))| is_open(*from, step, scored) && to.is_finite());
        changes.extend(filled.map(|(row, (from, to))| CellChange { part, row: *row, from, to }));
    }
    changes.sort_unstable_by_key(|c| c.row);
    changes
}

/// Whether a cell is one that an imputation fills in.
fn is_open(x: f64, step: &ImputeStep, scored: bool) -> bool {
    let scored = scored && number::score(x).is_some();
    let kind = number::kind(x).filter(|_| !number::is_left_out(x) && !scored);
    kind.is_some_and(|kind| step.also_inapplicable || kind != Missing::Inapplicable)
}

fn of_group(
    step: &ImputeStep,
    method: &dyn OfGroup,
    (part, column, scored): (usize, &PartColumn<'_>, bool),
    (members, among): (&[Vec<usize>], Option<&[u8]>),
) -> Vec<CellChange> {
    let column = values_of(column, column.base.len());
    let mut changes = Vec::new();
    for rows in members {
        let values = || rows.iter().filter_map(|row| Some((*row, *column.get(*row)?)));
        let open: Vec<(usize, f64)> = values().filter(|(_, x)| is_open(*x, step, scored)).collect();
        if open.is_empty() {
            continue;
        }
        let known: Vec<f64> = values().filter(|(row, x)| !x.is_nan() && makes(among, *row)).map(|(_, x)| x).collect();
        let Some(to) = method.value(&known, &step.options).filter(|x| x.is_finite()) else { continue };
        changes.extend(open.into_iter().map(|(row, from)| CellChange { part, row, from, to }));
    }
    changes.sort_unstable_by_key(|c| c.row);
    changes
}

/// As many missing values as one thread takes at a time.
const STRETCH: usize = 64;

fn from_rows(
    input: &IndexInput<'_>,
    step: &ImputeStep,
    method: &dyn FromRows,
    (rows, among): (&[usize], Option<&[u8]>),
    parts: &[PartColumn<'_>],
) -> Vec<CellChange> {
    let column = |part: &PartColumn<'_>| {
        let all = values_of(part, part.base.len());
        rows.iter().map(|row| all.get(*row).copied().unwrap_or(f64::NAN)).collect::<Vec<f64>>()
    };
    let columns: Vec<Vec<f64>> = parts.iter().map(column).collect();
    let mut open = Vec::new();
    for (part, values) in columns.iter().enumerate().filter(|(part, _)| step.parts.get(*part) == Some(&true)) {
        let scored = has_scores(input, part);
        open.extend(
            values.iter().enumerate().filter(|(_, x)| is_open(**x, step, scored)).map(|(at, x)| (part, at, *x)),
        );
    }
    if open.is_empty() {
        return Vec::new();
    }
    let donors: Vec<bool> = rows.iter().map(|row| makes(among, *row)).collect();
    let comparable = method.comparable(&columns, &donors);
    let stretches: Vec<&[(usize, usize, f64)]> = open.chunks(STRETCH).collect();
    let done = input.threads.map(stretches, |stretch| {
        let mut scratch = Scratch::default();
        let mut changes = Vec::new();
        for (part, at, from) in stretch {
            let values = columns.get(*part).map(Vec::as_slice).unwrap_or_default();
            let with = Row { comparable: &comparable, values, donors: &donors, part: *part, row: *at };
            let value = method.value(&with, &step.options, &mut scratch).filter(|x| x.is_finite());
            if let (Some(to), Some(row)) = (value, rows.get(*at)) {
                changes.push(CellChange { part: *part, row: *row, from: *from, to });
            }
        }
        changes
    });
    done.into_iter().flatten().collect()
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
        count(&values_of(part, part.base.len()), has_scores(input, at));
    }
    others.iter().for_each(|values| count(values, true));
    let rows = counts.into_iter().enumerate().map(|(row, (known, of))| RowOut { row, known, of });
    rows.filter(|out| is_short(out.known, out.of, step.at_least) && included(input, out.row)).collect()
}

/// The parts that too few rows have.
fn parts_out(
    input: &IndexInput<'_>,
    step: &ScreenStep,
    (members, among): (&[Vec<usize>], Option<&[u8]>),
    parts: &[PartColumn<'_>],
) -> Vec<PartOut> {
    let work: Vec<_> = parts.iter().zip(&step.parts).enumerate().filter(|(_, (_, applies))| **applies).collect();
    let out = input.threads.map(work, |(at, (part, _))| {
        let column = values_of(part, part.base.len());
        let mut out = Vec::new();
        for (group, rows) in members.iter().enumerate().filter(|(_, rows)| !rows.is_empty()) {
            // A row that an earlier step has left out does not count.
            let asked = rows.iter().filter(|row| makes(among, **row));
            let there: Vec<f64> = asked.filter_map(|r| column.get(*r).copied()).collect();
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
fn has_scores(input: &IndexInput<'_>, part: usize) -> bool {
    input.index.parts.get(part).is_some_and(|p| !p.scores.is_empty())
}
