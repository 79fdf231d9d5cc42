//! Aggregations over all rows of a group: which rows take part, and what the others get.

use std::sync::Arc;

use super::column::{number, yes_no};
use super::index::{IndexInput, values_of};
use super::missing::Rules;
use super::parts::PartColumn;
use crate::methods::aggregate::whole::{needed, over};
use crate::methods::{Refusal, Whole, WholeKernel};
use crate::plan::meaning;
use crate::program::{Missing, MissingRule};

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
    // A part that a step has left out for all rows is no criterion.
    let kept: Vec<bool> = columns.iter().map(|c| c.is_empty() || !c.iter().all(|x| number::is_left_out(*x))).collect();
    let columns: Vec<&[f64]> = columns.iter().zip(&kept).filter(|(_, k)| **k).map(|(c, _)| c.as_slice()).collect();
    let weights = of_kept(weights, &kept);
    let higher = of_kept(&index.higher, &kept);
    let preferences = of_kept(&index.preferences, &kept);
    let whole = Whole {
        parts: &columns,
        weights: &weights,
        higher: &higher,
        options: &index.aggregate_options,
        preferences: &preferences,
        limits: input.limits,
        threads: input.threads,
    };
    let at_least = match index.missing {
        MissingRule::Skip { at_least } => Some(at_least),
        MissingRule::Propagate | MissingRule::Zero | MissingRule::Fail => None,
    };
    let (members, mut values) = members(input, &columns, needed(kernel, columns.len(), at_least));
    let work: Vec<(usize, &Vec<usize>)> = members.iter().enumerate().collect();
    let made = input.threads.map(work, |(group, rows)| {
        let group = input.aggregate_groups.as_ref().map(|_| group);
        over(kernel, &whole, rows).map_err(|refusal| Refused { group, refusal })
    });
    for (rows, made) in members.iter().zip(made) {
        for (row, y) in rows.iter().zip(made?) {
            let y = match index.rounding {
                Some(rounding) => meaning::rounded(y, rounding.decimals, rounding.half_even),
                None => y,
            };
            let y = if y.is_finite() { y } else { number::missing(Missing::Inapplicable) };
            values.get_mut(*row).into_iter().for_each(|slot| *slot = y);
        }
    }
    Ok(values)
}

/// What belongs to the parts that are kept.
fn of_kept<T: Clone>(all: &[T], kept: &[bool]) -> Vec<T> {
    all.iter().zip(kept).filter(|(_, kept)| **kept).map(|(one, _)| one.clone()).collect()
}

/// The values of a part after its steps; in place where there are none.
fn column(part: &PartColumn<'_>, rows: usize, rules: &Rules) -> Arc<Vec<f64>> {
    if part.steps.is_empty() && !rules.any_zero() {
        return Arc::clone(&part.base);
    }
    let mut values = values_of(part, rows);
    if rules.any_zero() {
        values.iter_mut().for_each(|x| *x = rules.filled(*x));
    }
    Arc::new(values)
}

/// For each group the rows that take part; and for each row why it has no result, if it takes no part.
fn members(input: &IndexInput<'_>, columns: &[&[f64]], needed: usize) -> (Vec<Vec<usize>>, Vec<f64>) {
    let groups = input.aggregate_groups.as_ref();
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); groups.map_or(1, |g| g.count)];
    let mut values = vec![number::missing(Missing::Inapplicable); input.rows];
    for (row, slot) in values.iter_mut().enumerate() {
        if input.included.as_ref().is_some_and(|i| i.get(row) != Some(&yes_no::YES)) {
            continue;
        }
        let cells = || columns.iter().filter_map(|c| c.get(row).copied());
        let there = cells().filter(|x| !x.is_nan()).count();
        let group = groups.map_or(Some(0), |g| g.codes.get(row).map(|c| *c as usize)).unwrap_or(usize::MAX);
        if there < needed {
            let first = cells().find(|x| x.is_nan()).and_then(number::kind);
            *slot = number::missing(first.unwrap_or(Missing::Inapplicable));
        } else if let Some(rows) = members.get_mut(group) {
            rows.push(row);
        } else if let Some(groups) = groups {
            *slot = number::missing(groups.outside(row));
        }
    }
    (members, values)
}
