//! Values from many rows: one for each group, gathered block by block and combined in block order.

use std::ops::Range;
use std::sync::Arc;

use super::Column;
use super::column::{number, yes_no};
use super::rank::{Placed, sorted};
use super::{votes, weighted};
use crate::parallel::{Threads, block_for, stretches};
use crate::plan::meaning;
use crate::program::{AggregateFunction, Missing};

const NOTHING: f64 = number::missing(Missing::Inapplicable);

/// The rows of an aggregate.
pub(super) struct AggregateInput<'a> {
    pub function: AggregateFunction,
    pub value: AggregateValue<'a>,
    /// The group of each row; `None`: one group.
    pub codes: Option<&'a [u32]>,
    pub groups: usize,
    /// Rows that take part; `None`: all.
    pub mask: Option<&'a [u8]>,
    pub weight: Option<&'a [f64]>,
    pub quantile: f64,
    pub rows: usize,
    pub threads: Threads,
}

/// What is aggregated.
#[derive(Clone, Copy)]
pub(super) enum AggregateValue<'a> {
    /// Rows themselves.
    Rows,
    /// Numbers.
    Numbers(&'a [f64]),
    /// yes/no.
    YesNo(&'a [u8]),
}

/// What is gathered about one group.
#[derive(Clone, Copy, Debug)]
struct Gathered {
    count: u64,
    yes: u64,
    weight: f64,
    sum: f64,
    min: f64,
    max: f64,
}

const EMPTY: Gathered =
    Gathered { count: 0, yes: 0, weight: 0.0, sum: 0.0, min: f64::INFINITY, max: f64::NEG_INFINITY };

impl Gathered {
    fn see(&mut self, value: f64, weight: f64) {
        self.count += 1;
        self.yes += u64::from(value == 1.0);
        self.weight += weight;
        self.sum += weight * value;
        self.min = if value < self.min { value } else { self.min };
        self.max = if value > self.max { value } else { self.max };
    }

    fn join(&mut self, other: &Gathered) {
        self.count += other.count;
        self.yes += other.yes;
        self.weight += other.weight;
        self.sum += other.sum;
        self.min = if other.min < self.min { other.min } else { self.min };
        self.max = if other.max > self.max { other.max } else { self.max };
    }
}

/// One value for each group.
pub(super) fn run(input: &AggregateInput<'_>) -> Column {
    match input.function {
        AggregateFunction::Any => yes_no_column(gather(input, &|_, value| value), |g| g.yes > 0),
        AggregateFunction::All => yes_no_column(gather(input, &|_, value| value), |g| g.yes == g.count),
        AggregateFunction::Median if input.weight.is_some() => weighted::median(input),
        AggregateFunction::Median => by_order(input, |sorted| meaning::middle(&sorted)),
        AggregateFunction::LowerMedian => votes::by_position(input, votes::lower_median),
        AggregateFunction::Majority => votes::by_position(input, votes::majority),
        AggregateFunction::Latest => votes::latest(input),
        AggregateFunction::Quantile => by_order(input, |sorted| quantile(&sorted, input.quantile)),
        AggregateFunction::Deviation => deviation(input),
        AggregateFunction::Rank => numbers(Vec::new()),
        AggregateFunction::Sum | AggregateFunction::Mean | AggregateFunction::Share => simple(input),
        AggregateFunction::Min | AggregateFunction::Max | AggregateFunction::Count => simple(input),
    }
}

fn numbers(values: Vec<f64>) -> Column {
    Column::Number(Arc::new(values))
}

fn yes_no_column(groups: Vec<Gathered>, holds: impl Fn(&Gathered) -> bool) -> Column {
    Column::YesNo(Arc::new(groups.iter().map(|g| yes_no::from(holds(g))).collect()))
}

fn simple(input: &AggregateInput<'_>) -> Column {
    let groups = gather(input, &|_, value| value);
    let value = |g: &Gathered| match input.function {
        AggregateFunction::Sum => number::finite(g.sum),
        AggregateFunction::Count => match input.value {
            AggregateValue::YesNo(_) => g.yes as f64,
            AggregateValue::Rows | AggregateValue::Numbers(_) => g.count as f64,
        },
        AggregateFunction::Min if g.count > 0 => g.min,
        AggregateFunction::Max if g.count > 0 => g.max,
        AggregateFunction::Mean | AggregateFunction::Share => number::finite(g.sum / g.weight),
        AggregateFunction::Min | AggregateFunction::Max | AggregateFunction::Median => NOTHING,
        AggregateFunction::Any | AggregateFunction::All | AggregateFunction::Deviation => NOTHING,
        AggregateFunction::LowerMedian | AggregateFunction::Majority | AggregateFunction::Latest => NOTHING,
        AggregateFunction::Quantile | AggregateFunction::Rank => NOTHING,
    };
    numbers(groups.iter().map(value).collect())
}

/// Gathers all groups; what is gathered of a value is `of(group, value)`.
fn gather(input: &AggregateInput<'_>, of: &(dyn Fn(usize, f64) -> f64 + Sync)) -> Vec<Gathered> {
    let blocks: Vec<Range<usize>> = stretches(0..input.rows, block_for(input.groups)).collect();
    let partial = input.threads.for_rows(input.rows).map(blocks, |rows| {
        let mut groups = vec![EMPTY; input.groups];
        for row in rows {
            let Some((group, value, weight)) = input.at(row) else { continue };
            if let Some(gathered) = groups.get_mut(group) {
                gathered.see(of(group, value), weight);
            }
        }
        groups
    });
    let mut whole = vec![EMPTY; input.groups];
    for block in &partial {
        whole.iter_mut().zip(block).for_each(|(w, b)| w.join(b));
    }
    whole
}

impl AggregateInput<'_> {
    /// Group, value and weight of a row that takes part.
    #[inline]
    pub(super) fn at(&self, row: usize) -> Option<(usize, f64, f64)> {
        if self.mask.is_some_and(|m| m.get(row) != Some(&yes_no::YES)) {
            return None;
        }
        let group = match self.codes {
            Some(codes) => codes.get(row).map_or(usize::MAX, |c| *c as usize),
            None => 0,
        };
        let value = match self.value {
            AggregateValue::Rows => 1.0,
            AggregateValue::Numbers(x) => x.get(row).copied().filter(|x| !x.is_nan())?,
            AggregateValue::YesNo(b) => yes_no::value(*b.get(row)?).ok().map(|b| if b { 1.0 } else { 0.0 })?,
        };
        // The order of `latest` stands in place of weights, and may be anything.
        let is_order = self.function == AggregateFunction::Latest;
        let weight = match self.weight {
            Some(weight) => weight.get(row).copied().filter(|w| *w > 0.0 || (is_order && !w.is_nan()))?,
            None => 1.0,
        };
        Some((group, value, weight))
    }
}

/// Sample standard deviation in two sweeps: means, then squared differences.
fn deviation(input: &AggregateInput<'_>) -> Column {
    let unweighted = AggregateInput { weight: None, ..input.copy() };
    let first = gather(&unweighted, &|_, value| value);
    let means: Vec<f64> = first.iter().map(|g| g.sum / g.count as f64).collect();
    let squares = gather(&unweighted, &|group, value| {
        let difference = value - means.get(group).copied().unwrap_or(0.0);
        difference * difference
    });
    let deviation = |(first, squares): (&Gathered, Gathered)| match first.count {
        0 | 1 => NOTHING,
        n => number::finite((squares.sum / (n - 1) as f64).sqrt()),
    };
    numbers(first.iter().zip(squares).map(deviation).collect())
}

impl<'a> AggregateInput<'a> {
    fn copy(&self) -> AggregateInput<'a> {
        AggregateInput { ..*self }
    }
}

/// From the sorted values of each group.
fn by_order(input: &AggregateInput<'_>, of: impl Fn(Vec<f64>) -> f64) -> Column {
    let AggregateValue::Numbers(values) = input.value else { return numbers(vec![NOTHING; input.groups]) };
    let placed = sorted(values, input.codes, input.groups, input.mask, input.threads);
    let mut result = vec![NOTHING; input.groups];
    for group in placed.chunk_by(|a: &Placed, b: &Placed| a.group == b.group) {
        let at = group.first().map_or(0, |p| p.group as usize);
        result.get_mut(at).into_iter().for_each(|r| *r = of(group.iter().map(|p| p.value).collect()));
    }
    numbers(result)
}

/// Linear interpolation between order statistics (Hyndman and Fan 1996, type 7).
fn quantile(sorted: &[f64], q: f64) -> f64 {
    if !(0.0..=1.0).contains(&q) || sorted.is_empty() {
        return NOTHING;
    }
    let position = q * (sorted.len() - 1) as f64;
    let below = position.floor();
    let at = |i: usize| sorted.get(i.min(sorted.len() - 1)).copied().unwrap_or(NOTHING);
    let (low, high) = (at(below as usize), at(below as usize + 1));
    let share = position - below;
    if share == 0.0 { low } else { number::finite(low + share * (high - low)) }
}
