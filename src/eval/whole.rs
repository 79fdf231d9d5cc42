//! Aggregations over all rows of a group: which rows take part, and what the others get.

use std::borrow::Cow;
use std::sync::Arc;

use super::Assessment;
use super::column::{number, yes_no};
use super::index::{IndexInput, values_of};
use super::missing::Rules;
use super::parts::PartColumn;
use crate::limits::Limits;
use crate::methods::aggregate::whole::{gathered, over};
use crate::methods::matrix;
use crate::methods::{Account, Options, Refusal, Whole, WholeKernel};
use crate::parallel::Threads;
use crate::plan::meaning;
use crate::program::{Index, Missing, QuantityId};

/// A group (where there are several) whose rows a method cannot take.
#[derive(Debug)]
pub(super) struct Refused {
    pub group: Option<usize>,
    pub refusal: Refusal,
}

/// The parts become one number for each row, group by group.
pub(super) fn aggregate(
    input: &IndexInput<'_>,
    (parts, weights): (&[PartColumn<'_>], &[f64]),
    kernel: &dyn WholeKernel,
) -> Result<Vec<f64>, Refused> {
    let index = input.index;
    let rules = Rules::of(index);
    let columns = input.threads.map(parts.iter().collect(), |part| column(part, input.rows, &rules));
    let columns: Vec<&[f64]> = columns.iter().map(|c| c.as_slice()).collect();
    let whole = Whole {
        parts: &columns,
        weights,
        higher: &index.higher,
        options: &index.aggregate_options,
        preferences: &index.preferences,
        seen: &[],
        limits: input.limits,
        threads: input.threads,
    };
    // What is gathered tells whether any value is missing, and methods take up the rest of it.
    let seen = input.threads.map(columns.clone(), |column| matrix::gathered(column, Threads::One));
    let gaps = seen.iter().any(|seen| seen.count < input.rows as u64);
    if !gaps && input.included.is_none() && input.aggregate_groups.is_none() && input.rows > 0 {
        // All rows, as they stand: no row is asked for what it lacks, and none is moved.
        let mut values = vec![0.0; input.rows];
        kernel
            .aggregate(&Whole { seen: &seen, ..whole }, &mut values)
            .map_err(|refusal| Refused { group: None, refusal })?;
        values.iter_mut().for_each(|y| *y = result(*y, index));
        return Ok(values);
    }
    let (members, mut values) = members(input, &columns, &rules, kernel.takes_missing());
    let work: Vec<(usize, &Vec<usize>)> = members.iter().enumerate().collect();
    let made = input.threads.map(work, |(group, rows)| {
        let group = input.aggregate_groups.as_ref().map(|_| group);
        one_group(kernel, &whole, rows, gaps).map_err(|refusal| Refused { group, refusal })
    });
    for made in made {
        let (rows, made) = made?;
        for (row, y) in rows.iter().zip(made) {
            values.get_mut(*row).into_iter().for_each(|slot| *slot = result(y, index));
        }
    }
    Ok(values)
}

/// What a method has made of a row, rounded as the index says; what is no number is missing.
fn result(y: f64, index: &Index) -> f64 {
    let y = match index.rounding {
        Some(rounding) => meaning::rounded(y, rounding.decimals, rounding.half_even),
        None => y,
    };
    if y.is_finite() { y } else { number::missing(Missing::Inapplicable) }
}

/// The values of a part after its steps; in place where these change nothing.
fn column(part: &PartColumn<'_>, rows: usize, rules: &Rules) -> Arc<Vec<f64>> {
    if part.is_in_place() && !rules.any_zero() {
        return Arc::clone(&part.base);
    }
    let mut values = values_of(part, rows);
    if rules.any_zero() {
        values.iter_mut().for_each(|x| *x = rules.filled(*x));
    }
    Arc::new(values)
}

/// The results of a group's rows.
fn one_group<'r>(
    kernel: &dyn WholeKernel,
    whole: &Whole<'_>,
    rows: &'r [usize],
    gaps: bool,
) -> Result<(Cow<'r, [usize]>, Vec<f64>), Refusal> {
    let narrow = if gaps { Narrow::of(kernel, whole, rows) } else { None };
    let Some(narrow) = narrow else {
        return Ok((Cow::Borrowed(rows), over(kernel, whole, rows)?));
    };
    let values = over(kernel, &narrow.whole(whole), &narrow.rows)?;
    Ok((Cow::Owned(narrow.rows), values))
}

/// What is left of a group where a step has left out something. Parts that a step has left out for all of its rows are no
/// parts here; rows for which a step has left out what others have can be compared by few methods only.
struct Narrow<'a> {
    rows: Vec<usize>,
    kept: Vec<bool>,
    parts: Vec<&'a [f64]>,
    weights: Vec<f64>,
    higher: Vec<bool>,
    preferences: Vec<Option<Options>>,
}

impl<'a> Narrow<'a> {
    /// `None` where nothing is left out.
    fn of(kernel: &dyn WholeKernel, whole: &Whole<'a>, rows: &[usize]) -> Option<Narrow<'a>> {
        let left_out = |part: &&[f64], row: &usize| part.get(*row).is_some_and(|x| number::is_left_out(*x));
        if !whole.parts.iter().any(|part| rows.iter().any(|row| left_out(part, row))) {
            return None;
        }
        let kept: Vec<bool> = whole.parts.iter().map(|part| !rows.iter().all(|row| left_out(part, row))).collect();
        let parts: Vec<&[f64]> = only(whole.parts, &kept);
        let complete = |row: &usize| kernel.takes_missing() || !parts.iter().any(|part| left_out(part, row));
        let rows = rows.iter().copied().filter(complete).collect();
        let (weights, higher) = (only(whole.weights, &kept), only(whole.higher, &kept));
        let preferences = only(whole.preferences, &kept);
        Some(Narrow { rows, kept, parts, weights, higher, preferences })
    }

    fn whole<'n>(&'n self, whole: &Whole<'n>) -> Whole<'n> {
        let Narrow { rows: _, kept: _, parts, weights, higher, preferences } = self;
        Whole { parts, weights, higher, preferences, ..*whole }
    }
}

/// Those of the parts that are kept.
fn only<T: Clone>(all: &[T], kept: &[bool]) -> Vec<T> {
    all.iter().zip(kept).filter(|(_, kept)| **kept).map(|(x, _)| x.clone()).collect()
}

/// Why a row takes no part, if it takes none.
fn gone(rules: &Rules, takes_missing: bool, cells: impl ExactSizeIterator<Item = f64> + Clone) -> Option<Missing> {
    let lacks = || cells.clone().find(|x| x.is_nan() && !number::is_left_out(*x)).filter(|_| !takes_missing);
    rules.gone(cells.len(), cells.clone()).or_else(|| number::kind(lacks()?))
}

/// For each group the rows that take part; and for each row why it has no result, if it takes no part.
fn members(
    input: &IndexInput<'_>,
    columns: &[&[f64]],
    rules: &Rules,
    takes_missing: bool,
) -> (Vec<Vec<usize>>, Vec<f64>) {
    let groups = input.aggregate_groups.as_ref();
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); groups.map_or(1, |g| g.count)];
    let nothing = number::missing(Missing::Inapplicable);
    let mut values = vec![nothing; input.rows];
    for (row, slot) in values.iter_mut().enumerate() {
        if input.included.as_ref().is_some_and(|i| i.get(row) != Some(&yes_no::YES)) {
            continue;
        }
        let cells = columns.iter().map(|c| c.get(row).copied().unwrap_or(nothing));
        let gone = gone(rules, takes_missing, cells);
        let group = groups.map_or(Some(0), |g| g.codes.get(row).map(|c| *c as usize)).unwrap_or(usize::MAX);
        if let Some(kind) = gone {
            *slot = number::missing(kind);
        } else if let Some(rows) = members.get_mut(group) {
            rows.push(row);
        } else if let Some(groups) = groups {
            *slot = number::missing(groups.outside(row));
        }
    }
    (members, values)
}

/// How a row came to its result among those with which it is compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The rows, this one among them. What the account says of rows is by their positions here.
    pub rows: Vec<usize>,
    /// What the method made of the row, by all parts of the index.
    pub account: Account,
    /// The values of the parts in these rows, part by part; empty for a part that is left out.
    pub values: Vec<Vec<f64>>,
}

/// How a row came to the result of an aggregation over all rows; `None` where it has none, or the aggregation is no such.
pub(super) fn compared(
    assessment: &Assessment,
    (id, index): (QuantityId, &Index),
    parts: &[PartColumn<'_>],
    row: usize,
) -> Option<Compared> {
    let kernel = index.aggregate.whole()?;
    let table = assessment.program.quantity(id).table;
    let (rules, count) = (Rules::of(index), assessment.table(table)?.rows);
    let columns: Vec<Arc<Vec<f64>>> = parts.iter().map(|part| column(part, count, &rules)).collect();
    let columns: Vec<&[f64]> = columns.iter().map(|c| c.as_slice()).collect();
    let limits = Limits::default();
    let whole = Whole {
        parts: &columns,
        weights: assessment.weights(id),
        higher: &index.higher,
        options: &index.aggregate_options,
        preferences: &index.preferences,
        seen: &[],
        limits: &limits,
        threads: Threads::One,
    };
    let takes_part = |other: &usize| {
        let cells = columns.iter().map(|c| c.get(*other).copied().unwrap_or(f64::NAN));
        let alike = index.aggregate_within.iter().all(|field| assessment.agree(*field, row, *other));
        alike && assessment.is_included(table, *other) && gone(&rules, kernel.takes_missing(), cells).is_none()
    };
    let rows: Vec<usize> = (0..count).filter(takes_part).collect();
    let narrow = Narrow::of(kernel, &whole, &rows);
    let (rows, whole, kept) = match &narrow {
        Some(narrow) => (narrow.rows.clone(), narrow.whole(&whole), narrow.kept.clone()),
        None => (rows, whole, vec![true; columns.len()]),
    };
    let at = rows.iter().position(|other| *other == row)?;
    let values = gathered(whole.parts, &rows);
    let slices: Vec<&[f64]> = values.iter().map(Vec::as_slice).collect();
    let account = kernel.account(&Whole { parts: &slices, ..whole }, at);
    let (mut of_parts, mut values) = (account.parts.into_iter(), values.into_iter());
    let every = |kept: &bool| if *kept { (of_parts.next(), values.next()) } else { (None, None) };
    let (of_parts, values): (Vec<_>, Vec<_>) = kept.iter().map(every).unzip();
    let of_parts = of_parts.into_iter().map(Option::unwrap_or_default).collect();
    let values = values.into_iter().map(Option::unwrap_or_default).collect();
    Some(Compared { rows, account: Account { parts: of_parts, ..account }, values })
}
