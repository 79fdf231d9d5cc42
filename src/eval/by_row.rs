//! The parts of an index become one number for each row: aggregation, the rules for missing parts, rounding.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::column::number;
use super::index::IndexInput;
use super::missing::{ROWS, Rules};
use super::parts::PartColumn;
use crate::parallel::{BLOCK, STRETCH, Threads, stretches};
use crate::plan::meaning;
use crate::program::Missing;
use crate::wide::wide;

/// Rows that are looked at together.
const TILE: usize = ROWS;

const UNAVAILABLE: f64 = number::missing(Missing::Unavailable);

/// The values of an index, from its parts.
pub(super) fn aggregate(input: &IndexInput<'_>, parts: &[PartColumn<'_>], weights: &[f64]) -> Vec<f64> {
    let rules = Rules::of(input.index);
    let (parts, left_out) = without_left_out(parts);
    let (parts, left_out) = (&*parts, left_out.as_deref().map(Vec::as_slice));
    match input.threads.for_rows(input.rows) {
        // Values are added as they come, so that no page is written twice.
        Threads::One => {
            let mut work = Rowwise::new(input, &rules, (parts, left_out), weights);
            let mut values = Vec::with_capacity(input.rows);
            let mut out = vec![0.0; STRETCH.min(input.rows)];
            for rows in stretches(0..input.rows, STRETCH) {
                let out = out.get_mut(..rows.len()).unwrap_or_default();
                work.chunk(rows, out);
                values.extend_from_slice(out);
            }
            values
        }
        Threads::Pool => {
            let mut values = vec![0.0; input.rows];
            let blocks: Vec<_> = stretches(0..input.rows, BLOCK).zip(values.chunks_mut(BLOCK)).collect();
            Threads::Pool.map(blocks, |(rows, out)| {
                let mut work = Rowwise::new(input, &rules, (parts, left_out), weights);
                for (rows, out) in stretches(rows, STRETCH).zip(out.chunks_mut(STRETCH)) {
                    work.chunk(rows, out);
                }
            });
            values
        }
    }
}

/// The parts without their last step where that leaves out the same rows of each, and which rows these are: such a row has
/// nothing to aggregate, and a row that has nothing has no result, as unavailable, whatever the method and the rules.
fn without_left_out<'a, 'p>(parts: &'a [PartColumn<'p>]) -> (Cow<'a, [PartColumn<'p>]>, Option<Arc<Vec<u8>>>) {
    let Some(rows) = parts.first().and_then(PartColumn::last_left_out) else { return (Cow::Borrowed(parts), None) };
    let same = |part: &PartColumn<'_>| part.last_left_out().is_some_and(|other| Arc::ptr_eq(&other, &rows));
    if !parts.iter().all(same) {
        return (Cow::Borrowed(parts), None);
    }
    (Cow::Owned(parts.iter().map(PartColumn::before_left_out).collect()), Some(rows))
}

/// What one thread needs for its rows.
struct Rowwise<'a, 'p> {
    input: &'a IndexInput<'p>,
    rules: &'a Rules,
    parts: &'a [PartColumn<'p>],
    /// Rows of which all parts are left out.
    left_out: Option<&'a [u8]>,
    weights: &'a [f64],
    buffers: Vec<[Vec<f64>; 2]>,
    scratch: Vec<f64>,
    /// For how many chunks complete rows are not tried, since they were few.
    doubt: usize,
}

impl<'a, 'p> Rowwise<'a, 'p> {
    fn new(
        input: &'a IndexInput<'p>,
        rules: &'a Rules,
        (parts, left_out): (&'a [PartColumn<'p>], Option<&'a [u8]>),
        weights: &'a [f64],
    ) -> Self {
        let buffers = parts.iter().map(|p| buffers_for(p, rules.any_zero())).collect();
        Self { input, rules, parts, left_out, weights, buffers, scratch: Vec::new(), doubt: 0 }
    }

    fn chunk(&mut self, rows: Range<usize>, out: &mut [f64]) {
        let index = self.input.index;
        let mut buffers = std::mem::take(&mut self.buffers);
        let mut values: Vec<&[f64]> = Vec::with_capacity(self.parts.len() + self.input.inputs.len());
        for (part, buffers) in self.parts.iter().zip(&mut buffers) {
            values.push(match self.rules.any_zero() {
                true => zeroed(part, self.rules, rows.clone(), buffers),
                false => part.values(rows.clone(), buffers),
            });
        }
        // What a formula reads beside the parts stands after them.
        values.extend(self.input.inputs.iter().map(|column| column.get(rows.clone()).unwrap_or_default()));
        self.aggregate(&values, out);
        self.buffers = buffers;
        if let Some(marks) = self.left_out {
            let marks = marks.get(rows.clone()).unwrap_or_default();
            out.iter_mut().zip(marks).for_each(|(y, mark)| *y = if *mark == 0 { *y } else { UNAVAILABLE });
        }
        if let Some(rounding) = index.rounding {
            out.iter_mut().for_each(|y| *y = meaning::rounded(*y, rounding.decimals, rounding.half_even));
        }
        if let Some(included) = &self.input.included {
            let included = included.get(rows).unwrap_or_default();
            out.iter_mut().zip(included).for_each(|(y, i)| *y = meaning::exclude(*i, *y));
        }
    }

    /// First as if every row were complete, then again where that gave no number: most tiles of most tables are complete.
    fn aggregate(&mut self, parts: &[&[f64]], out: &mut [f64]) {
        const WAIT: usize = 15;
        let (method, options) = (self.input.index.aggregate, &self.input.index.aggregate_options);
        self.doubt = self.doubt.saturating_sub(1);
        if self.doubt > 0 || !method.complete(parts, self.weights, options, &mut self.scratch, out) {
            return self.with_missing(parts, out);
        }
        let unfinished = unfinished(out);
        if unfinished == 0 {
            return;
        }
        let mut tile_parts: Vec<&[f64]> = Vec::with_capacity(parts.len());
        for (tile, out) in out.chunks_mut(TILE).enumerate().filter(|(tile, _)| unfinished >> tile & 1 == 1) {
            let rows = tile * TILE..tile * TILE + out.len();
            tile_parts.clear();
            tile_parts.extend(parts.iter().map(|p| p.get(rows.clone()).unwrap_or_default()));
            self.with_missing(&tile_parts, out);
        }
        if unfinished.count_ones() as usize * 2 * TILE > out.len() {
            self.doubt = WAIT;
        }
    }

    fn with_missing(&mut self, parts: &[&[f64]], out: &mut [f64]) {
        let index = self.input.index;
        if self.rules.all_gone(parts.get(..self.parts.len()).unwrap_or_default(), out) {
            return;
        }
        index.aggregate.aggregate(parts, self.weights, &index.aggregate_options, &mut self.scratch, out);
        apply_missing_rules(self.rules, parts.get(..self.parts.len()).unwrap_or_default(), out);
    }
}

/// A part without steps needs no buffers.
fn buffers_for(part: &PartColumn<'_>, zero: bool) -> [Vec<f64>; 2] {
    let all = STRETCH.min(part.base.len());
    let first = if part.steps.is_empty() && !zero { 0 } else { all };
    let second = if part.steps.len() > 1 || zero { all } else { 0 };
    [vec![0.0; first], vec![0.0; second]]
}

/// What is missing and counts as 0 becomes 0.
fn zeroed<'b>(
    part: &'b PartColumn<'_>,
    rules: &Rules,
    rows: Range<usize>,
    buffers: &'b mut [Vec<f64>; 2],
) -> &'b [f64] {
    let n = rows.len();
    let values = part.values(rows, buffers);
    let zeroed: Vec<f64> = values.iter().map(|x| rules.filled(*x)).collect();
    let [first, _] = buffers;
    let target = first.get_mut(..n).unwrap_or_default();
    target.copy_from_slice(&zeroed);
    target
}

/// The tiles of a chunk in which some row has no finite number, as bits.
fn unfinished(out: &[f64]) -> u64 {
    const { assert!(STRETCH / TILE <= 64) };
    wide(
        #[inline(always)]
        || {
            let mut tiles = 0;
            for (tile, out) in out.chunks(TILE).enumerate() {
                let any = out.iter().fold(false, |any, y| any | !y.is_finite());
                tiles |= u64::from(any) << tile;
            }
            tiles
        },
    )
}

/// Rows that the rules make missing, and kinds where the aggregation gave no number.
fn apply_missing_rules(rules: &Rules, parts: &[&[f64]], out: &mut [f64]) {
    let looks = rules.looks(parts.len());
    for (tile, out) in out.chunks_mut(TILE).enumerate() {
        let mut open = [0; TILE];
        let any = open_rows(parts, tile * TILE, looks, out, &mut open);
        if any {
            rules.settle(parts, tile * TILE, &open, out);
        }
    }
}

/// Marks the rows that have no finite number, or, where the rules look for it, a part that is missing.
fn open_rows(parts: &[&[f64]], start: usize, looks: bool, out: &[f64], open: &mut [u64; TILE]) -> bool {
    wide(
        #[inline(always)]
        || {
            open.iter_mut().zip(out).for_each(|(open, y)| *open = u64::from(!y.is_finite()));
            for part in parts.iter().filter(|_| looks) {
                let values = part.get(start..start + out.len()).unwrap_or_default();
                open.iter_mut().zip(values).for_each(|(open, z)| *open |= u64::from(z.is_nan()));
            }
            open.iter().fold(0, |any, open| any | open) != 0
        },
    )
}
