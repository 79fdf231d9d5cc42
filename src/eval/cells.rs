//! Results that depend on finitely many cases only: a scenario compares numbers with constants and asks for members,
//! so that each row lies in one of a few cells, and all rows of a cell have the same outcome.
//!
//! Each value that decides (an *axis*) is cut into classes: a number by the constants that it is compared with, yes/no
//! and members by their codes; each kind of missing is a class of its own. The classes of a row make the number of its
//! cell. What is to be known of each cell is found out once, by running the very same operations over one row for each
//! cell, so that nothing is said twice. Rows then only look their cell up.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Column;
use super::column::{member, number, yes_no};
use super::kernels::Values;
use super::store::Stored;
use crate::plan::{Kind, NodeId};
use crate::program::Missing;
use crate::wide::wide;

const KINDS: [Missing; 4] = [Missing::Unavailable, Missing::Inapplicable, Missing::Unasked, Missing::Unknown];

/// The most cells: their results stay in the first cache, and finding them out takes no time.
pub(super) const MOST_CELLS: usize = 1 << 12;

/// Where numbers are cut in two: from a constant on, or above it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Split {
    pub at: f64,
    pub above: bool,
}

/// How the values of an axis fall into classes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cut {
    /// By these, in ascending order; then the kinds of missing.
    Numbers(Vec<Split>),
    /// So many members, one class for codes that are none, then the kinds of missing.
    Members(u16),
    /// No, yes, and the kinds of missing.
    YesNo,
}

/// A value that decides.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    pub node: NodeId,
    pub cut: Cut,
}

/// Axes, and the nodes that are looked up by them.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    pub axes: Vec<Axis>,
    /// The operations that lead from the axes to what is looked up.
    pub within: BTreeSet<NodeId>,
    /// What is looked up.
    pub made: Vec<NodeId>,
}

/// What is looked up, by cell.
#[derive(Debug)]
pub(super) struct Table {
    pub node: NodeId,
    pub kind: Kind,
    pub codes: Vec<u8>,
}

impl Cut {
    /// Takes in a further place to cut.
    pub fn add(&mut self, split: Split) {
        let Cut::Numbers(splits) = self else { return };
        if split.at.is_nan() || splits.contains(&split) {
            return;
        }
        let after = |s: &Split| s.at > split.at || s.at == split.at && s.above && !split.above;
        splits.insert(splits.iter().position(after).unwrap_or(splits.len()), split);
    }

    /// How many classes.
    pub fn count(&self) -> usize {
        match self {
            Cut::Numbers(splits) => splits.len() + 1 + KINDS.len(),
            Cut::Members(count) => usize::from(*count) + 1 + KINDS.len(),
            Cut::YesNo => 2 + KINDS.len(),
        }
    }

    /// A number of each class.
    fn numbers(splits: &[Split], class: usize) -> f64 {
        match (class.checked_sub(1).map(|before| splits.get(before)), splits.get(class)) {
            // The least that is past the cut; an empty class has whatever this gives.
            (Some(Some(Split { at, above })), _) => {
                if *above {
                    at.next_up()
                } else {
                    *at
                }
            }
            (None, Some(Split { at, above })) => {
                if *above {
                    *at
                } else {
                    at.next_down()
                }
            }
            (None, None) => 0.0,
            (Some(None), _) => kind(class - splits.len() - 1, number::missing, f64::NAN),
        }
    }

    fn code(&self, class: usize) -> u8 {
        match self {
            Cut::Members(count) => match class.checked_sub(usize::from(*count) + 1) {
                Some(missing) => kind(missing, member::missing, member::FIRST_MISSING),
                None => u8::try_from(class).unwrap_or(member::FIRST_MISSING),
            },
            Cut::YesNo => match class {
                0 => yes_no::NO,
                1 => yes_no::YES,
                2.. => kind(class - 2, yes_no::missing, yes_no::NO),
            },
            Cut::Numbers(_) => 0,
        }
    }

    /// A value of the class of each cell.
    fn column(&self, classes: impl Iterator<Item = usize>) -> Column {
        match self {
            Cut::Numbers(splits) => Column::Number(Arc::new(classes.map(|c| Cut::numbers(splits, c)).collect())),
            Cut::Members(_) => Column::Member(Arc::new(classes.map(|c| self.code(c)).collect())),
            Cut::YesNo => Column::YesNo(Arc::new(classes.map(|c| self.code(c)).collect())),
        }
    }
}

fn kind<T>(at: usize, missing: impl Fn(Missing) -> T, otherwise: T) -> T {
    KINDS.get(at).map_or(otherwise, |kind| missing(*kind))
}

impl Cells {
    /// What both look up, by the axes of both.
    pub fn with(&self, other: &Cells) -> Cells {
        let mut both = self.clone();
        for axis in &other.axes {
            match (both.axes.iter_mut().find(|a| a.node == axis.node), &axis.cut) {
                (Some(known), Cut::Numbers(splits)) => splits.iter().for_each(|split| known.cut.add(*split)),
                (Some(_), Cut::Members(_) | Cut::YesNo) => {}
                (None, _) => both.axes.push(axis.clone()),
            }
        }
        both.within.extend(&other.within);
        both.made.extend(&other.made);
        both
    }

    /// How many cells; `None`: more than `most`.
    pub fn count(&self, most: usize) -> Option<usize> {
        self.axes.iter().try_fold(1usize, |n, axis| n.checked_mul(axis.cut.count()).filter(|n| *n <= most))
    }

    /// One row for each cell: the columns of the axes.
    pub fn rows(&self, count: usize) -> impl Iterator<Item = (NodeId, Stored)> + '_ {
        let mut stride = 1;
        self.axes.iter().map(move |axis| {
            let (each, classes) = (stride, axis.cut.count());
            stride *= classes;
            (axis.node, Stored::Column(axis.cut.column((0..count).map(move |cell| cell / each % classes))))
        })
    }
}

/// Adds the classes of numbers, times `stride`, to the cells of a chunk.
pub(super) fn add_numbers(splits: &[Split], x: Values<'_, f64>, stride: u16, cells: &mut [u16]) {
    wide(
        #[inline(always)]
        || classify(splits, x, stride, cells),
    );
}

/// All loops are vector code where nothing is missing.
#[inline(always)]
fn classify(splits: &[Split], x: Values<'_, f64>, stride: u16, cells: &mut [u16]) {
    let x = match x {
        Values::Rows(x) => x,
        Values::Same(x) => {
            let class = class_of(splits, x) * stride;
            return cells.iter_mut().for_each(|cell| *cell += class);
        }
    };
    let mut gone = 0;
    match splits.split_first() {
        None => gone = x.iter().fold(0, |gone, x| gone | u64::from(x.is_nan())),
        Some((first, rest)) => {
            let at = first.at;
            if first.above {
                for (cell, x) in cells.iter_mut().zip(x) {
                    *cell += if *x > at { stride } else { 0 };
                    gone |= u64::from(x.is_nan());
                }
            } else {
                for (cell, x) in cells.iter_mut().zip(x) {
                    *cell += if *x >= at { stride } else { 0 };
                    gone |= u64::from(x.is_nan());
                }
            }
            for Split { at, above } in rest {
                if *above {
                    cells.iter_mut().zip(x).for_each(|(cell, x)| *cell += if *x > *at { stride } else { 0 });
                } else {
                    cells.iter_mut().zip(x).for_each(|(cell, x)| *cell += if *x >= *at { stride } else { 0 });
                }
            }
        }
    }
    if gone != 0 {
        let first = splits.len() as u16 + 1;
        for (cell, x) in cells.iter_mut().zip(x) {
            let missing = (first + (x.to_bits() & 3) as u16) * stride;
            *cell += if x.is_nan() { missing } else { 0 };
        }
    }
}

#[inline(always)]
fn class_of(splits: &[Split], x: f64) -> u16 {
    if x.is_nan() {
        return splits.len() as u16 + 1 + (x.to_bits() & 3) as u16;
    }
    splits.iter().map(|s| u16::from(if s.above { x > s.at } else { x >= s.at })).sum()
}

/// The same for codes of members and of yes and no.
pub(super) fn add_codes(cut: &Cut, codes: Values<'_, u8>, stride: u16, cells: &mut [u16]) {
    wide(
        #[inline(always)]
        || classify_codes(cut, codes, stride, cells),
    );
}

#[inline(always)]
fn classify_codes(cut: &Cut, codes: Values<'_, u8>, stride: u16, cells: &mut [u16]) {
    match cut {
        Cut::Members(count) => {
            let (count, past) = (*count, u16::from(member::FIRST_MISSING) - count - 1);
            add(codes, cells, |code| {
                let code = u16::from(code);
                let known = code.min(count);
                stride * if code >= u16::from(member::FIRST_MISSING) { code - past } else { known }
            });
        }
        Cut::YesNo => add(codes, cells, |code| {
            let known = u16::from(code & 3 == yes_no::YES);
            let missing = 2 + u16::from((code >> 2) & 3);
            stride * if code & 3 == 0b11 { missing } else { known }
        }),
        Cut::Numbers(_) => {}
    }
}

#[inline(always)]
fn add(codes: Values<'_, u8>, cells: &mut [u16], class: impl Fn(u8) -> u16) {
    match codes {
        Values::Rows(codes) => cells.iter_mut().zip(codes).for_each(|(cell, code)| *cell += class(*code)),
        Values::Same(code) => cells.iter_mut().for_each(|cell| *cell += class(code)),
    }
}

/// A table that is looked up: as long as any may be, so that no row asks whether its cell is in there.
pub(super) type Codes = [u8; MOST_CELLS];

/// The codes of a table, made longer.
pub(super) fn codes(table: &Table) -> Box<Codes> {
    let mut codes = Box::new([0; MOST_CELLS]);
    codes.iter_mut().zip(&table.codes).for_each(|(to, code)| *to = *code);
    codes
}

/// Looks the cells of a chunk up.
pub(super) fn look_up(table: &Codes, cells: &[u16], out: &mut [u8]) {
    for (o, cell) in out.iter_mut().zip(cells) {
        *o = table.get(usize::from(*cell) % MOST_CELLS).copied().unwrap_or_default();
    }
}
