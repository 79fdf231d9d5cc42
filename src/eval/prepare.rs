//! Steps that prepare parts before they are compared: treatments, imputations, screening.
//!
//! Each sees whole columns, group by group, and says which cells it changed, so that results, stages and audits
//! need not repeat it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::assessment::{Assessment, FittedStep, PartOut};
use super::column::{number, yes_no};
use super::groups::Groups;
use super::impute;
use super::index::{IndexInput, values_of};
use super::parts::{PartColumn, PartStep};
use super::{screen, treat};
use crate::program::{Missing, Origin, QuantityId, Screened, Step};
use crate::wide::wide;

/// Runs one such step.
pub(super) fn run(
    input: &IndexInput<'_>,
    at: usize,
    step: &Step,
    groups: &Option<Arc<Groups>>,
    parts: &mut [PartColumn<'_>],
) -> FittedStep {
    let members = || Members::of(input, groups);
    let mut fitted = FittedStep {
        step: at,
        groups: groups.as_ref().map(|g| Arc::clone(&g.codes)),
        names: if groups.is_some() { Vec::new() } else { vec![String::new()] },
        yardsticks: vec![None; parts.len()],
        among: input.among.get(at).cloned().flatten(),
        ..FittedStep::default()
    };
    match step {
        Step::Treat(step) => treat::treat(input, step, &members(), parts, &mut fitted),
        Step::Impute(step) => {
            let years = input.others.get(at).and_then(|others| others.first());
            impute::impute(
                input,
                step,
                years.map(|y| y.as_slice()).unwrap_or_default(),
                &members(),
                parts,
                &mut fitted,
            );
        }
        Step::Screen(step) => match step.what {
            Screened::Rows => {
                let others = input.others.get(at).map(Vec::as_slice).unwrap_or_default();
                fitted.rows_out = screen::rows_out(input, step, others, parts);
            }
            Screened::Parts => {
                let among = fitted.among.as_deref().map(Vec::as_slice);
                fitted.parts_out = screen::parts_out(input, step, (&members(), among), parts);
            }
        },
        Step::Weigh(_) | Step::Normalise(_) => {}
    }
    again(&fitted, parts);
    fitted
}

/// Makes the parts what a step that has seen the data made of them.
pub(super) fn again(fitted: &FittedStep, parts: &mut [PartColumn<'_>]) {
    let rows = parts.first().map_or(0, |part| part.base.len());
    let rows_out = (!fitted.rows_out.is_empty()).then(|| {
        let mut out = vec![0; rows];
        fitted.rows_out.iter().for_each(|of| out.get_mut(of.row).into_iter().for_each(|out| *out = 1));
        Arc::new(out)
    });
    for (at, part) in parts.iter_mut().enumerate() {
        if let Some(after) = fitted.changes.after(at, || values_of(part, part.base.len())) {
            *part = PartColumn::new(after);
        }
        let out: Vec<&PartOut> = fitted.parts_out.iter().filter(|p| p.part == at).collect();
        if !out.is_empty() {
            *part = PartColumn::new(Arc::new(without_groups(part, fitted, &out)));
        }
        if let Some(out) = &rows_out {
            part.steps.push(PartStep::LeaveOut(Arc::clone(out)));
        }
    }
}

/// The values of a part that is left out in some groups.
fn without_groups(part: &PartColumn<'_>, fitted: &FittedStep, out: &[&PartOut]) -> Vec<f64> {
    let mut column = values_of(part, part.base.len());
    let codes = fitted.groups.as_ref().map(|g| g.as_slice());
    for out in out {
        for (row, x) in column.iter_mut().enumerate() {
            if codes.is_none_or(|codes| codes.get(row) == u32::try_from(out.group).ok().as_ref()) {
                *x = number::left_out(Missing::Unavailable);
            }
        }
    }
    column
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

/// The values of a part as they are now; the column itself where no step has changed them.
pub(super) fn column(part: &PartColumn<'_>) -> Arc<Vec<f64>> {
    if part.steps.is_empty() {
        return Arc::clone(&part.base);
    }
    Arc::new(values_of(part, part.base.len()))
}

/// The values of some rows, which ascend; in place where these are all.
pub(super) fn of_rows<'a>(column: &'a [f64], rows: &[usize]) -> Cow<'a, [f64]> {
    if rows.len() == column.len() {
        return Cow::Borrowed(column);
    }
    Cow::Owned(rows.iter().map(|row| column.get(*row).copied().unwrap_or(f64::NAN)).collect())
}

/// The values that are there. No branch depends on a value, since none can be foreseen.
pub(super) fn parted(values: &[f64]) -> Vec<f64> {
    let mut there = vec![0.0; values.len()];
    let mut found = 0;
    for x in values {
        there.get_mut(found).into_iter().for_each(|slot| *slot = *x);
        found += usize::from(!x.is_nan());
    }
    there.truncate(found);
    there
}

/// Whether any value is missing. Looks at all of them, which is vector code.
pub(super) fn any_missing(values: &[f64]) -> bool {
    wide(
        #[inline(always)]
        || values.iter().fold(false, |any, x| any | x.is_nan()),
    )
}

/// Gives some rows their values.
pub(super) fn put(column: &mut [f64], rows: &[usize], values: &[f64]) {
    for (row, to) in rows.iter().zip(values) {
        column.get_mut(*row).into_iter().for_each(|x| *x = *to);
    }
}

pub(super) fn included(input: &IndexInput<'_>, row: usize) -> bool {
    input.included.as_ref().is_none_or(|i| i.get(row) == Some(&yes_no::YES))
}

/// Whether a row makes the yardstick of a step: all do, or those that `among` says.
pub(super) fn makes(among: Option<&[u8]>, row: usize) -> bool {
    among.is_none_or(|among| among.get(row) == Some(&yes_no::YES))
}

/// Whether cells of a part may have a score.
pub(super) fn has_scores(input: &IndexInput<'_>, part: usize) -> bool {
    input.index.parts.get(part).is_some_and(|p| !p.scores.is_empty())
}
