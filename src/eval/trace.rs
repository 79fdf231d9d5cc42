//! One row's way through the steps of an index, made again from the stored yardsticks, and who the row was compared with.

use super::assessment::{Assessment, FittedStep};
use super::column::{number, yes_no};
use super::parts::PartColumn;
use super::stages::{Replayed, fitted_step, included, replay};
use super::whole::{self, Compared};
use crate::methods::Yardstick;
use crate::parallel::{CHUNK, stretches};
use crate::program::{Missing, Origin, QuantityId, Type, Value};

/// An index in one row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IndexTrace {
    /// The parts. None for a quantity that is no index.
    pub parts: Vec<RowTrace>,
    /// Of an aggregation over all rows, where the row has a result: with whom it was compared, and what came of it.
    pub compared: Option<Compared>,
}

/// One part of an index in one row.
#[derive(Clone, Debug, PartialEq)]
pub struct RowTrace {
    /// The value before any step, as a number; NaN where missing.
    pub from: f64,
    /// The steps that apply to the part, in order.
    pub steps: Vec<RowStep>,
}

impl RowTrace {
    /// The value after all steps; NaN where missing.
    pub fn value(&self) -> f64 {
        self.steps.last().map_or(self.from, |s| s.to)
    }
}

/// One step in one row.
#[derive(Clone, Debug, PartialEq)]
pub struct RowStep {
    /// Position among the index's steps.
    pub step: usize,
    /// The value that it takes; NaN where missing.
    pub from: f64,
    /// What it makes of it; NaN where missing.
    pub to: f64,
    /// With whom the row was compared, if it was.
    pub group: Option<RowGroup>,
}

/// The rows with which a row was compared.
#[derive(Clone, Debug, PartialEq)]
pub struct RowGroup {
    /// What they have in common; empty where they are all rows.
    pub name: String,
    /// The yardstick; `None` where the row belongs to no group.
    pub yardstick: Option<Yardstick>,
    /// How many of them have a value.
    pub count: usize,
    /// The smallest of the values that the step takes; `None` where there are none.
    pub lowest: Option<Extreme>,
    /// The largest.
    pub highest: Option<Extreme>,
}

/// A smallest or largest value, and whose it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Extreme {
    /// The value.
    pub value: f64,
    /// The first rows that have it.
    pub rows: Vec<usize>,
    /// How many have it.
    pub count: usize,
}

/// As many rows of the same extreme value are named.
const NAMED: usize = 3;

/// An index in one row: each part, and how the row was compared.
pub fn trace(assessment: &Assessment, index: QuantityId, row: usize) -> IndexTrace {
    let quantity = assessment.program.quantity(index);
    let Origin::Index(declared) = &quantity.origin else { return IndexTrace::default() };
    let parts = declared.parts.iter();
    let mut traces: Vec<RowTrace> =
        parts.map(|p| RowTrace { from: part_number(assessment, p.quantity, row), steps: Vec::new() }).collect();
    let included = included(assessment, index);
    let parts = replay(assessment, index, &mut |replayed| {
        let step = RowStep {
            step: replayed.step,
            from: at(replayed.before, row),
            to: at(replayed.after, row),
            group: fitted_step(assessment, index, replayed.step)
                .map(|fitted| compared(fitted, replayed, included.as_ref().map(|i| i.as_slice()), row)),
        };
        if let Some(trace) = traces.get_mut(replayed.part) {
            trace.steps.push(step);
        }
    });
    let compared = whole::compared(assessment, (index, declared), &parts, row);
    IndexTrace { parts: traces, compared }
}

/// The value of a part as a number: levels count as theirs.
fn part_number(assessment: &Assessment, part: QuantityId, row: usize) -> f64 {
    let program = &assessment.program;
    match (assessment.column(part).map(|c| c.value(row)), &program.quantity(part).ty) {
        (Some(Value::Number(x)), Type::Number(_) | Type::Date) => x,
        (Some(Value::YesNo(b)), _) => f64::from(u8::from(b)),
        (Some(Value::Member(m)), Type::Member(scale)) => {
            program.scale(*scale).members.get(usize::from(m)).map_or(f64::NAN, |m| m.number)
        }
        (Some(Value::Missing(how)), _) => number::missing(how),
        (Some(_) | None, _) => number::missing(Missing::Unavailable),
    }
}

fn at(part: &PartColumn<'_>, row: usize) -> f64 {
    let mut buffers = [vec![0.0], vec![0.0]];
    let gone = number::missing(Missing::Unavailable);
    part.values(row..row + 1, &mut buffers).first().copied().unwrap_or(gone)
}

/// The row's group in a step, with its extremes among the rows that take part.
fn compared(fitted: &FittedStep, replayed: &Replayed<'_, '_>, included: Option<&[u8]>, row: usize) -> RowGroup {
    let codes = fitted.groups.as_ref().map(|codes| codes.as_slice());
    let code = codes.map_or(Some(0), |codes| codes.get(row).copied()).unwrap_or(u32::MAX);
    let name = fitted.names.get(code as usize).cloned().unwrap_or_default();
    let yardsticks = fitted.yardsticks.get(replayed.part).and_then(Option::as_ref);
    let yardstick = yardsticks.and_then(|y| y.get(code as usize)).copied();
    let (mut lowest, mut highest) = (Seeker::new(|a, b| a < b), Seeker::new(|a, b| a > b));
    let mut count = 0;
    let yes = |mask: Option<&[u8]>, row: usize| mask.is_none_or(|m| m.get(row) == Some(&yes_no::YES));
    let among = fitted.among.as_ref().map(|a| a.as_slice());
    if yardstick.is_some() {
        let mut buffers = [vec![0.0; CHUNK], vec![0.0; CHUNK]];
        for chunk in stretches(0..replayed.before.base.len(), CHUNK) {
            let values = replayed.before.values(chunk.clone(), &mut buffers);
            for (x, row) in values.iter().zip(chunk) {
                let of_group = codes.is_none_or(|c| c.get(row) == Some(&code));
                let takes_part = yes(included, row) && yes(among, row);
                if !x.is_nan() && of_group && takes_part {
                    count += 1;
                    lowest.see(*x, row);
                    highest.see(*x, row);
                }
            }
        }
    }
    RowGroup { name, yardstick, count, lowest: lowest.found, highest: highest.found }
}

/// Looks for the most extreme value.
struct Seeker {
    beats: fn(f64, f64) -> bool,
    found: Option<Extreme>,
}

impl Seeker {
    fn new(beats: fn(f64, f64) -> bool) -> Self {
        Self { beats, found: None }
    }

    #[inline]
    fn see(&mut self, x: f64, row: usize) {
        match &mut self.found {
            Some(found) if found.value == x => {
                found.count += 1;
                if found.rows.len() < NAMED {
                    found.rows.push(row);
                }
            }
            Some(found) if !(self.beats)(x, found.value) => {}
            Some(_) | None => self.found = Some(Extreme { value: x, rows: vec![row], count: 1 }),
        }
    }
}
