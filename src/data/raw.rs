//! A table as read, before it is checked: the parts that were read at the same time, put together.

use std::sync::Arc;

use indexmap::IndexMap;

use super::cells::{BadCells, Out, State};
use super::distinct::Distinct;
use super::number::Evidence;
use super::parallel;
use super::plan::{ColumnPlan, Kind};
use super::problems::{Problems, Site};
use super::wrong;
use crate::eval::column::link;
use crate::eval::{Column, DataOrigin, TextColumn, TextPool};
use crate::program::QuantityId;

/// A table as read. Its links are still the texts of keys.
pub(super) struct Raw<'p> {
    /// Where its rows are.
    pub site: Site<'p>,
    /// How many rows.
    pub rows: usize,
    /// The columns.
    pub columns: IndexMap<QuantityId, RawColumn>,
    /// The file.
    pub origin: Option<DataOrigin>,
    /// What could not be read.
    pub problems: Problems,
}

/// A column as read.
pub(super) struct RawColumn {
    /// Its header, and its position among the columns.
    pub header: (String, usize),
    /// Its values; links as texts.
    pub values: Column,
}

/// The values of a column while they are read.
#[derive(Clone, Debug)]
pub(super) enum Store {
    /// Numbers and days.
    Numbers(Vec<f64>),
    /// yes/no and members.
    Bytes(Vec<u8>),
    /// Numbers of distinct texts.
    Codes(Vec<u32>),
    /// A key stands in its texts only.
    Keys,
}

/// What a reader leaves when it has read its part.
#[derive(Default)]
pub(super) struct Left {
    /// What could not be read.
    pub bad: BadCells,
    /// What the numbers say about the decimal mark.
    pub evidence: Evidence,
    /// The texts.
    pub texts: TextPool,
    /// The whole column, where it has grown and not been written in parts.
    pub grown: Option<Store>,
}

impl Store {
    /// Room for so many rows.
    pub fn new(kind: &Kind, rows: usize) -> Self {
        match kind {
            Kind::Number { .. } | Kind::Day => Store::Numbers(vec![0.0; rows]),
            Kind::YesNo | Kind::Member(_) | Kind::Option(_) => Store::Bytes(vec![0; rows]),
            Kind::Text => Store::Codes(vec![0; rows]),
            Kind::Key => Store::Keys,
        }
    }

    /// Room for so many rows in a store that is not needed any more; what is in it does not matter.
    pub fn again(mut self, rows: usize) -> Self {
        match &mut self {
            Store::Numbers(all) => all.resize(rows, 0.0),
            Store::Bytes(all) => all.resize(rows, 0),
            Store::Codes(all) => all.resize(rows, 0),
            Store::Keys => {}
        }
        self
    }

    /// Adds the values of the rows that follow. The first time there is room made for `rows` in all.
    pub fn append(&mut self, next: &Store, rows: usize) {
        match (self, next) {
            (Store::Numbers(all), Store::Numbers(next)) => extend(all, next, rows),
            (Store::Bytes(all), Store::Bytes(next)) => extend(all, next, rows),
            (Store::Codes(all), Store::Codes(next)) => extend(all, next, rows),
            (Store::Numbers(_) | Store::Bytes(_) | Store::Codes(_) | Store::Keys, _) => {}
        }
    }

    /// Gives back room that was made and not needed.
    pub fn shrink(&mut self) {
        match self {
            Store::Numbers(all) => all.shrink_to_fit(),
            Store::Bytes(all) => all.shrink_to_fit(),
            Store::Codes(all) => all.shrink_to_fit(),
            Store::Keys => {}
        }
    }

    /// Splits it into consecutive parts, each to be written by one reader.
    pub fn parts<'s>(&'s mut self, kind: &Kind, rows: &[usize]) -> Vec<State<'s>> {
        match self {
            Store::Numbers(all) => split(all, rows)
                .map(|part| match kind {
                    Kind::Day => State::Day(part, Box::new(Distinct::new())),
                    Kind::Number { .. } | Kind::YesNo | Kind::Member(_) | Kind::Option(_) | Kind::Text | Kind::Key => {
                        State::Number(part, Evidence::default())
                    }
                })
                .collect(),
            Store::Bytes(all) => split(all, rows)
                .map(|part| match kind {
                    Kind::Member(_) => State::Member(part, Box::new(Distinct::new())),
                    Kind::Number { .. } | Kind::YesNo | Kind::Option(_) | Kind::Day | Kind::Text | Kind::Key => {
                        State::YesNo(part, Box::new(Distinct::new()))
                    }
                })
                .collect(),
            Store::Codes(all) => {
                split(all, rows).map(|p| State::Text(p, Box::new(Distinct::new()), TextPool::default())).collect()
            }
            Store::Keys => rows.iter().map(|rows| State::Key(TextPool::with_room(*rows))).collect(),
        }
    }
}

fn extend<T: Copy>(all: &mut Vec<T>, next: &[T], rows: usize) {
    if all.capacity() == 0 {
        all.reserve_exact(rows);
    }
    all.extend_from_slice(next);
}

fn split<'s, T>(mut all: &'s mut [T], rows: &[usize]) -> impl Iterator<Item = Out<'s, T>> {
    rows.iter().map(move |rows| {
        let (part, rest) = std::mem::take(&mut all).split_at_mut_checked(*rows).unwrap_or_default();
        all = rest;
        Out::Part(part)
    })
}

/// Puts together a column that was read in parts of `rows` rows each, and notes what is wrong with it.
pub(super) fn assemble(
    plan: &ColumnPlan<'_>,
    store: Store,
    rows: &[usize],
    mut parts: Vec<Left>,
    problems: &mut Problems,
) -> RawColumn {
    let mut start = 0;
    let mut bad = BadCells::default();
    for (part, rows) in parts.iter_mut().zip(rows) {
        bad.take(std::mem::take(&mut part.bad), start);
        start += rows;
    }
    wrong::note(plan, bad, problems);
    let grown = parts.iter_mut().find_map(|p| p.grown.take());
    let values = match grown.unwrap_or(store) {
        Store::Numbers(all) => Column::Number(Arc::new(all)),
        Store::Bytes(all) => match plan.kind {
            Kind::YesNo | Kind::Option(_) => Column::YesNo(Arc::new(all)),
            Kind::Number { .. } | Kind::Member(_) | Kind::Day | Kind::Text | Kind::Key => Column::Member(Arc::new(all)),
        },
        Store::Codes(mut all) => {
            let texts = renumber(&mut all, rows, parts);
            Column::Text(TextColumn { codes: Some(Arc::new(all)), texts: Arc::new(texts) })
        }
        Store::Keys => Column::Text(TextColumn { codes: None, texts: Arc::new(joined(parts)) }),
    };
    RawColumn { header: (plan.header.to_owned(), plan.position), values }
}

/// Gives the texts of all parts one numbering, in order of first appearance.
fn renumber(codes: &mut [u32], rows: &[usize], mut parts: Vec<Left>) -> TextPool {
    if parts.len() <= 1 {
        return parts.pop().map(|p| p.texts).unwrap_or_default();
    }
    let mut texts = TextPool::default();
    let mut distinct = Distinct::new();
    let numbering = |part: Left| -> Vec<u32> {
        let of_part = (0..part.texts.len()).map(|at| distinct.meaning(part.texts.get(at), |text| texts.push(text)));
        of_part.collect()
    };
    let numberings: Vec<Vec<u32>> = parts.into_iter().map(numbering).collect();
    let work: Vec<(Out<'_, u32>, Vec<u32>)> = split(codes, rows).zip(numberings).collect();
    parallel::map(work, |(part, numbering)| {
        let same = (0u32..).zip(&numbering).all(|(i, n)| i == *n);
        if let (Out::Part(part), false) = (part, same) {
            for code in part.iter_mut().filter(|c| link::kind(**c).is_none()) {
                *code = numbering.get(*code as usize).copied().unwrap_or(*code);
            }
        }
    });
    texts
}

/// The keys of all parts, one after the other.
fn joined(parts: Vec<Left>) -> TextPool {
    let mut parts = parts.into_iter().map(|part| part.texts);
    let mut all = parts.next().unwrap_or_default();
    let rest: Vec<TextPool> = parts.filter(|part| !part.is_empty()).collect();
    if !rest.is_empty() {
        all.reserve(rest.iter().map(TextPool::len).sum(), rest.iter().map(TextPool::bytes).sum());
        rest.iter().for_each(|part| all.append(part));
    }
    all
}
