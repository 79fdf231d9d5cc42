//! Imputations: what stands in for missing values, by group, by other rows, by other years.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::assessment::FittedStep;
use super::changes::{CellChange, Changed, ChangedPart, Changes};
use super::column::number;
use super::index::IndexInput;
use super::parts::PartColumn;
use super::prepare::{Members, any_missing, column, has_scores, makes, of_rows, parted, put};
use crate::methods::ImputeKernel;
use crate::methods::impute::{FromRows, OfGroup, OverYears, Row, Scratch};
use crate::parallel::in_chunks;
use crate::program::{ImputeStep, Missing};
use crate::wide::wide;

/// Fills in the parts to which the step applies.
pub(super) fn impute(
    input: &IndexInput<'_>,
    step: &ImputeStep,
    years: &[f64],
    members: &Members,
    parts: &[PartColumn<'_>],
    fitted: &mut FittedStep,
) {
    let work = parts.iter().zip(&step.parts).enumerate().filter(|(_, (_, applies))| **applies);
    let part = |(at, (part, _)): (usize, (&PartColumn<'_>, _))| Part {
        at,
        column: column(part),
        open: Open::of(step, has_scores(input, at)),
    };
    let work = || work.map(part).collect();
    let among = fitted.among.clone();
    let among = among.as_deref().map(Vec::as_slice);
    let each = |fill: &(dyn Fn(&Part) -> Option<Changed> + Sync)| {
        let done = input.threads.map(work(), |part: Part| {
            let after = fill(&part);
            ChangedPart::new(part.at, part.column, after)
        });
        Changes::new(done.into_iter())
    };
    fitted.changes = match step.method.kernel() {
        ImputeKernel::Group(method) => each(&|part| of_group(step, method, part, (members, among))),
        ImputeKernel::Rows(method) => {
            let groups = members.groups();
            Changes::of_cells(groups.flat_map(|rows| from_rows(input, step, method, (rows, among), parts)).collect())
        }
        ImputeKernel::Years(method) => {
            let entities = Entities::of(members, years, input.rows);
            each(&|part| over_years(step, method, part, (&entities, among)))
        }
    };
}

/// A part to be filled in.
struct Part {
    at: usize,
    column: Arc<Vec<f64>>,
    open: Open,
}

/// Which missing cells an imputation fills in.
#[derive(Clone, Copy)]
struct Open {
    also_inapplicable: bool,
    /// Cells that have a score say something, although they hold no value.
    scored: bool,
}

impl Open {
    fn of(step: &ImputeStep, scored: bool) -> Open {
        Open { also_inapplicable: step.also_inapplicable, scored }
    }

    /// Whether it fills in this one.
    #[inline(always)]
    fn holds(self, x: f64) -> bool {
        let kept = number::is_left_out(x) | (self.scored && number::score(x).is_some());
        x.is_nan() & !kept & (self.also_inapplicable | !number::is_of(x, Missing::Inapplicable))
    }

    /// Fills in each open cell of a column, in a copy.
    fn filled(self, values: &[f64], to: f64) -> Changed {
        let mut cells = 0;
        let after = in_chunks(values, |values, out| {
            cells += wide(
                #[inline(always)]
                || {
                    let mut cells = 0;
                    for (o, x) in out.iter_mut().zip(values) {
                        let open = self.holds(*x);
                        *o = if open { to } else { *x };
                        cells += usize::from(open);
                    }
                    cells
                },
            );
        });
        Changed { after, cells }
    }
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
    part: &Part,
    (members, among): (&Members, Option<&[u8]>),
) -> Option<Changed> {
    let mut after: Option<Vec<f64>> = None;
    for rows in members.groups() {
        let values = of_rows(&part.column, rows);
        if !any_missing(&values) {
            continue;
        }
        let known = match step.method.takes_from_rows() {
            true => parted(&donors(&values, rows, among)),
            false => Vec::new(),
        };
        let Some(to) = method.value(&known, &step.options).filter(|x| x.is_finite()) else { continue };
        if rows.len() == part.column.len() {
            return Some(part.open.filled(&values, to));
        }
        let column = after.get_or_insert_with(|| part.column.to_vec());
        for (row, _) in rows.iter().zip(values.iter()).filter(|(_, x)| part.open.holds(**x)) {
            column.get_mut(*row).into_iter().for_each(|x| *x = to);
        }
    }
    Some(Changed::since(&part.column, after?))
}

/// The rows of each entity in the order of years.
struct Entities<'a> {
    members: &'a Members,
    years: Vec<f64>,
    rows: Vec<usize>,
    /// How many rows of each entity have a year; they come first.
    dated: Vec<usize>,
    /// Whether these are all rows of the table, in the order in which they stand there.
    in_order: bool,
}

impl<'a> Entities<'a> {
    fn of(members: &'a Members, years: &[f64], table: usize) -> Self {
        let year = |row: &usize| years.get(*row).copied().unwrap_or(f64::NAN);
        let mut rows: Vec<usize> = members.rows().to_vec();
        for range in members.ranges() {
            // A row without a year, a NaN, comes last; rows of the same year in the order of the table.
            let rows = rows.get_mut(range).unwrap_or_default();
            if !rows.is_sorted_by(|a, b| year(a).total_cmp(&year(b)).is_le()) {
                rows.sort_by(|a, b| year(a).total_cmp(&year(b)));
            }
        }
        let years: Vec<f64> = rows.iter().map(year).collect();
        let dated = |range: Range<usize>| years.get(range).unwrap_or_default().partition_point(|y| !y.is_nan());
        let dated = members.ranges().map(dated).collect();
        let in_order = rows.len() == table && rows.iter().enumerate().all(|(at, row)| at == *row);
        Entities { members, years, rows, dated, in_order }
    }
}

/// Fills in one part, entity by entity.
fn over_years(
    step: &ImputeStep,
    method: &dyn OverYears,
    part: &Part,
    (entities, among): (&Entities<'_>, Option<&[u8]>),
) -> Option<Changed> {
    let column = part.column.as_slice();
    if !any_missing(column) {
        return None;
    }
    let before: Cow<'_, [f64]> = match entities.in_order {
        true => Cow::Borrowed(column),
        false => entities.rows.iter().map(|row| column.get(*row).copied().unwrap_or(f64::NAN)).collect(),
    };
    let mut after = donors(&before, &entities.rows, among).into_owned();
    for (range, dated) in entities.members.ranges().zip(&entities.dated) {
        let dated = range.start..range.start + dated;
        let years = entities.years.get(dated.clone()).unwrap_or_default();
        method.fill(years, after.get_mut(dated).unwrap_or_default(), &step.options);
    }
    let open = part.open;
    let cells = wide(
        #[inline(always)]
        || {
            let mut cells = 0;
            for (to, from) in after.iter_mut().zip(before.iter()) {
                let filled = open.holds(*from) & to.is_finite();
                *to = if filled { *to } else { *from };
                cells += usize::from(filled);
            }
            cells
        },
    );
    if entities.in_order {
        return Some(Changed { after, cells });
    }
    let mut filled = column.to_vec();
    put(&mut filled, &entities.rows, &after);
    Some(Changed { after: filled, cells })
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
        let fills = Open::of(step, has_scores(input, part));
        open.extend(values.iter().enumerate().filter(|(_, x)| fills.holds(**x)).map(|(at, _)| (at, part)));
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
