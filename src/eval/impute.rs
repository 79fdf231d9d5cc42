//! Imputations: what stands in for missing values, by group, by other rows, by other years.

use std::borrow::Cow;

use super::assessment::{CellChange, FittedStep};
use super::column::number;
use super::index::IndexInput;
use super::parts::PartColumn;
use super::prepare::{Members, by_row, column, each_part, has_scores, makes, of_rows, parted};
use crate::methods::ImputeKernel;
use crate::methods::impute::{FromRows, OfGroup, OverYears, Row, Scratch};
use crate::program::{ImputeStep, Missing};

/// Fills in the parts to which the step applies.
pub(super) fn impute(
    input: &IndexInput<'_>,
    step: &ImputeStep,
    years: &[f64],
    members: &Members,
    parts: &[PartColumn<'_>],
    fitted: &mut FittedStep,
) {
    let work = || parts.iter().zip(&step.parts).enumerate().filter(|(_, (_, applies))| **applies);
    let part = |at: usize, column| Part { at, column, scored: has_scores(input, at) };
    let work: Vec<Part<'_, '_>> = work().map(|(at, (column, _))| part(at, column)).collect();
    let among = fitted.among.clone();
    let among = among.as_deref().map(Vec::as_slice);
    match step.method.kernel() {
        ImputeKernel::Group(method) => {
            let fill = |part, changes: &mut Vec<CellChange>| of_group(step, method, &part, (members, among), changes);
            (_, fitted.changes) = each_part(input.threads, work, fill);
        }
        ImputeKernel::Rows(method) => {
            for rows in members.groups() {
                fitted.changes.extend(from_rows(input, step, method, (rows, among), parts));
            }
            fitted.changes.sort_unstable_by_key(|c| (c.part, c.row));
        }
        ImputeKernel::Years(method) => {
            let entities = Entities::of(members, years);
            let fill =
                |part, changes: &mut Vec<CellChange>| over_years(step, method, &part, (&entities, among), changes);
            (_, fitted.changes) = each_part(input.threads, work, fill);
        }
    }
}

/// A part to be filled in.
struct Part<'a, 'p> {
    at: usize,
    column: &'a PartColumn<'p>,
    scored: bool,
}

/// Whether a missing cell is one that an imputation fills in.
fn is_open(x: f64, step: &ImputeStep, scored: bool) -> bool {
    let scored = scored && number::score(x).is_some();
    let kind = number::kind(x).filter(|_| !number::is_left_out(x) && !scored);
    kind.is_some_and(|kind| step.also_inapplicable || kind != Missing::Inapplicable)
}

/// The values of the rows from which others may take theirs; NaN for the others.
fn donors<'a>(values: &'a [f64], rows: &[usize], among: Option<&[u8]>) -> Cow<'a, [f64]> {
    if among.is_none() {
        return Cow::Borrowed(values);
    }
    values.iter().zip(rows).map(|(x, row)| if makes(among, *row) { *x } else { f64::NAN }).collect()
}

fn of_group(
    step: &ImputeStep,
    method: &dyn OfGroup,
    part: &Part<'_, '_>,
    (members, among): (&Members, Option<&[u8]>),
    changes: &mut Vec<CellChange>,
) {
    let (column, before) = (column(part.column), changes.len());
    for rows in members.groups() {
        let values = of_rows(&column, rows);
        let (mut known, gaps) = parted(&values);
        if among.is_some() {
            known = parted(&donors(&values, rows, among)).0;
        }
        let open = |at: usize| {
            let (row, from) = rows.get(at).zip(values.get(at))?;
            is_open(*from, step, part.scored).then_some((*row, *from))
        };
        if !gaps.iter().any(|at| open(*at).is_some()) {
            continue;
        }
        let Some(to) = method.value(&known, &step.options).filter(|x| x.is_finite()) else { continue };
        changes.reserve(gaps.len());
        let cells = gaps.into_iter().filter_map(open);
        changes.extend(cells.map(|(row, from)| CellChange { part: part.at, row, from, to }));
    }
    by_row(changes, before);
}

/// The rows of each entity in the order of years.
struct Entities<'a> {
    members: &'a Members,
    years: Vec<f64>,
    rows: Vec<usize>,
}

impl<'a> Entities<'a> {
    fn of(members: &'a Members, years: &[f64]) -> Self {
        let year = |row: &usize| (years.get(*row).copied().unwrap_or(f64::NAN), *row);
        let mut dated: Vec<(f64, usize)> = members.rows().iter().map(year).collect();
        for range in members.ranges() {
            // A row without a year, a NaN, comes last.
            let rows = dated.get_mut(range).unwrap_or_default();
            rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        }
        let (years, rows) = dated.into_iter().unzip();
        Entities { members, years, rows }
    }
}

/// Fills in one part, entity by entity.
fn over_years(
    step: &ImputeStep,
    method: &dyn OverYears,
    part: &Part<'_, '_>,
    (entities, among): (&Entities<'_>, Option<&[u8]>),
    changes: &mut Vec<CellChange>,
) {
    let column = column(part.column);
    let before: Vec<f64> = entities.rows.iter().map(|row| column.get(*row).copied().unwrap_or(f64::NAN)).collect();
    let mut after = donors(&before, &entities.rows, among).into_owned();
    for range in entities.members.ranges() {
        let years = entities.years.get(range.clone()).unwrap_or_default();
        let dated = years.partition_point(|year| !year.is_nan());
        let values = after.get_mut(range).and_then(|values| values.get_mut(..dated));
        method.fill(years.get(..dated).unwrap_or_default(), values.unwrap_or_default(), &step.options);
    }
    let (_, gaps) = parted(&before);
    let cell = |at: usize| {
        let (row, from, to) = (entities.rows.get(at)?, before.get(at)?, after.get(at)?);
        let filled = to.is_finite() && is_open(*from, step, part.scored);
        filled.then_some(CellChange { part: part.at, row: *row, from: *from, to: *to })
    };
    let first = changes.len();
    changes.reserve(gaps.len());
    changes.extend(gaps.into_iter().filter_map(cell));
    by_row(changes, first);
}

/// As many rows with missing values as one thread takes at a time.
const STRETCH: usize = 32;

fn from_rows(
    input: &IndexInput<'_>,
    step: &ImputeStep,
    method: &dyn FromRows,
    (rows, among): (&[usize], Option<&[u8]>),
    parts: &[PartColumn<'_>],
) -> Vec<CellChange> {
    let columns: Vec<Vec<f64>> = parts.iter().map(|part| of_rows(&column(part), rows).into_owned()).collect();
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (part, values) in columns.iter().enumerate().filter(|(part, _)| step.parts.get(*part) == Some(&true)) {
        let scored = has_scores(input, part);
        open.extend(values.iter().enumerate().filter(|(_, x)| is_open(**x, step, scored)).map(|(at, _)| (at, part)));
    }
    if open.is_empty() {
        return Vec::new();
    }
    open.sort_unstable();
    let taken: Cow<'_, [Vec<f64>]> = match among {
        None => Cow::Borrowed(&columns),
        Some(_) => columns.iter().map(|values| donors(values, rows, among).into_owned()).collect(),
    };
    let comparable = method.comparable(&columns, &taken);
    let by_row: Vec<&[(usize, usize)]> = open.chunk_by(|a, b| a.0 == b.0).collect();
    let done = input.threads.map(by_row.chunks(STRETCH).collect(), |stretch: &[&[(usize, usize)]]| {
        let mut scratch = Scratch::default();
        let mut changes = Vec::new();
        for cells in stretch {
            let Some((at, row)) = cells.first().and_then(|(at, _)| Some((*at, *rows.get(*at)?))) else { continue };
            let open: Vec<usize> = cells.iter().map(|(_, part)| *part).collect();
            let with = Row { comparable: &comparable, values: &taken, row: at, open: &open };
            let found = method.fill(&with, &step.options, &mut scratch);
            for (part, to) in open.iter().zip(found) {
                let from = columns.get(*part).and_then(|values| values.get(at).copied()).unwrap_or(f64::NAN);
                let to = to.filter(|x| x.is_finite());
                changes.extend(to.map(|to| CellChange { part: *part, row, from, to }));
            }
        }
        changes
    });
    done.into_iter().flatten().collect()
}
