//! Groups of rows that agree in some fields, as dense codes in order of first appearance.

use std::collections::HashMap;
use std::sync::Arc;

use super::Column;
use crate::eval::column::{link, member, number, yes_no};
use crate::parallel::{BLOCK, Threads};
use crate::program::Missing;

/// The group of each row of a table.
#[derive(Clone, Debug)]
pub(super) struct Groups {
    /// Dense codes; rows that belong to no group have `count`.
    pub codes: Arc<Vec<u32>>,
    /// How many groups.
    pub count: usize,
    /// Whether every row belongs to one.
    pub complete: bool,
    /// The first row of each group.
    pub firsts: Vec<usize>,
    /// The fields that make them.
    pub fields: Vec<Column>,
    included: Option<Arc<Vec<u8>>>,
}

/// A code that no group has yet.
const NEW: u32 = u32::MAX;

impl Groups {
    /// The groups that the fields make over the included rows.
    pub fn new(fields: Vec<Column>, included: Option<Arc<Vec<u8>>>, rows: usize, threads: Threads) -> Groups {
        let (raw, bound) = raw(&fields, rows);
        let (dense, firsts) = first_appearances(&raw, bound, included.as_deref().map(Vec::as_slice));
        let count = firsts.len();
        let identity = included.is_none() && dense.iter().enumerate().all(|(i, d)| i == *d as usize);
        let largest = largest(&raw, threads);
        let codes = if identity && largest.is_none_or(|l| (l as usize) < count) {
            raw
        } else {
            Arc::new(translate(&raw, &dense, included.as_deref().map(Vec::as_slice), count as u32, threads))
        };
        let complete = included.is_none() && largest.is_none_or(|l| (l as usize) < bound);
        let complete = complete || codes.iter().all(|c| (*c as usize) < count);
        Groups { codes, count, complete, firsts, fields, included }
    }

    /// Groups made before, from their codes.
    pub fn again(codes: Arc<Vec<u32>>, count: usize, fields: Vec<Column>, included: Option<Arc<Vec<u8>>>) -> Groups {
        let complete = codes.iter().all(|c| (*c as usize) < count);
        Groups { codes, count, complete, firsts: Vec::new(), fields, included }
    }

    /// Why a row belongs to no group: it is excluded (inapplicable), or a field is missing.
    pub fn outside(&self, row: usize) -> Missing {
        let excluded = self.included.as_ref().is_some_and(|i| i.get(row) != Some(&yes_no::YES));
        if excluded {
            return Missing::Inapplicable;
        }
        let missing = self.fields.iter().find_map(|f| match f.value(row) {
            crate::program::Value::Missing(how) => Some(how),
            _ => None,
        });
        missing.unwrap_or(Missing::Inapplicable)
    }
}

/// Codes of the rows, below the bound or missing ([`link`]); equal codes mean equal values.
fn raw(fields: &[Column], rows: usize) -> (Arc<Vec<u32>>, usize) {
    let mut all = fields.iter().map(raw_field);
    let Some(mut whole) = all.next() else { return (Arc::new(vec![0; rows]), 1) };
    for (codes, bound) in all {
        whole = combine(&whole.0, &codes, bound);
    }
    whole
}

fn raw_field(column: &Column) -> (Arc<Vec<u32>>, usize) {
    match column {
        Column::Link(codes) => {
            let bound = codes.iter().filter(|c| **c < link::FIRST_MISSING).max().map_or(0, |m| *m as usize + 1);
            (Arc::clone(codes), bound)
        }
        Column::Member(codes) => {
            let wide = |c: &u8| member::kind(*c).map_or(u32::from(*c), link::missing);
            (Arc::new(codes.iter().map(wide).collect()), usize::from(member::FIRST_MISSING))
        }
        Column::YesNo(codes) => {
            let wide = |c: &u8| yes_no::value(*c).map_or_else(link::missing, u32::from);
            (Arc::new(codes.iter().map(wide).collect()), 2)
        }
        Column::Number(values) => {
            let mut known: HashMap<u64, u32> = HashMap::new();
            let codes = values.iter().map(|x| match number::kind(*x) {
                Some(how) => link::missing(how),
                None => {
                    let next = known.len() as u32;
                    *known.entry((x + 0.0).to_bits()).or_insert(next)
                }
            });
            let codes: Vec<u32> = codes.collect();
            (Arc::new(codes), known.len())
        }
        Column::Text(texts) => raw_texts(texts),
    }
}

/// Texts that occur twice in the pool get the number of the first.
fn raw_texts(column: &super::TextColumn) -> (Arc<Vec<u32>>, usize) {
    let pool = &column.texts;
    let mut known: HashMap<&str, u32> = HashMap::with_capacity(pool.len());
    let first: Vec<u32> = (0..pool.len()).map(|i| *known.entry(pool.get(i)).or_insert(i as u32)).collect();
    let distinct = first.iter().enumerate().all(|(i, f)| i == *f as usize);
    let codes = match &column.codes {
        Some(codes) if distinct => Arc::clone(codes),
        Some(codes) => Arc::new(codes.iter().map(|c| first.get(*c as usize).copied().unwrap_or(*c)).collect()),
        None => Arc::new(first),
    };
    (codes, pool.len())
}

/// Pairs of codes, numbered as they appear.
fn combine(a: &[u32], b: &[u32], bound: usize) -> (Arc<Vec<u32>>, usize) {
    let mut known: HashMap<u64, u32> = HashMap::new();
    let codes = a.iter().zip(b).map(|(a, b)| {
        if *a >= link::FIRST_MISSING {
            return *a;
        }
        if *b >= link::FIRST_MISSING {
            return *b;
        }
        let next = known.len() as u32;
        *known.entry(u64::from(*a) * bound as u64 + u64::from(*b)).or_insert(next)
    });
    let codes: Vec<u32> = codes.collect();
    (Arc::new(codes), known.len())
}

/// For each raw code its dense code, and the first row of each group. Stops as soon as all codes were met.
fn first_appearances(raw: &[u32], bound: usize, included: Option<&[u8]>) -> (Vec<u32>, Vec<usize>) {
    let mut dense = vec![NEW; bound];
    let mut firsts = Vec::new();
    for (row, code) in raw.iter().enumerate() {
        let Some(slot) = dense.get_mut(*code as usize) else { continue };
        let takes_part = included.is_none_or(|i| i.get(row) == Some(&yes_no::YES));
        if *slot == NEW && takes_part {
            *slot = firsts.len() as u32;
            firsts.push(row);
            if firsts.len() == bound {
                break;
            }
        }
    }
    (dense, firsts)
}

fn largest(raw: &[u32], threads: Threads) -> Option<u32> {
    let blocks: Vec<&[u32]> = raw.chunks(BLOCK).collect();
    let largest = threads.for_rows(raw.len()).map(blocks, |b| b.iter().copied().fold(0, u32::max));
    largest.into_iter().max()
}

fn translate(raw: &[u32], dense: &[u32], included: Option<&[u8]>, count: u32, threads: Threads) -> Vec<u32> {
    let mut codes = vec![count; raw.len()];
    let blocks: Vec<_> = codes.chunks_mut(BLOCK).zip(raw.chunks(BLOCK)).enumerate().collect();
    threads.for_rows(raw.len()).map(blocks, |(at, (codes, raw))| {
        for (code, raw) in codes.iter_mut().zip(raw) {
            *code = dense.get(*raw as usize).copied().unwrap_or(count).min(count);
        }
        let rows = at * BLOCK..at * BLOCK + codes.len();
        if let Some(included) = included.and_then(|i| i.get(rows)) {
            for (code, included) in codes.iter_mut().zip(included) {
                *code = if *included == yes_no::YES { *code } else { count };
            }
        }
    });
    codes
}
