//! Statistics of parts by group: one sweep for all parts, block by block, combined in block order.

use std::ops::Range;

use crate::lanes::{self, EMPTY, Gathered};
use crate::methods::{GroupStatistics, Statistics};
use crate::parallel::{CHUNK, Threads, block_for, stretches};

/// Is shown values and the groups of their rows (`None`: one group).
pub(super) type Show<'a> = dyn FnMut(&[f64], Option<&[u32]>) + 'a;

/// Gives the values of a part in a stretch of rows, NaN where the row takes no part; may use the buffer.
pub(super) trait Source: Sync {
    /// How many parts.
    fn parts(&self) -> usize;

    /// Shows the values of one part and the groups of the rows (`None`: one group) to `see`.
    fn chunk(&self, part: usize, rows: Range<usize>, buffers: &mut [Vec<f64>; 2], see: &mut Show<'_>);

    /// What is asked about a part.
    fn wanted(&self, part: usize) -> Statistics;
}

/// What one sweep looks for in a part.
enum Sought<'a> {
    /// The largest value alone.
    Maximum,
    /// The smallest and the largest.
    Extremes,
    /// These and the sum.
    Sums,
    /// The squares of the values, or of their differences from the means of their groups.
    Squares(Option<&'a [f64]>),
}

/// The statistics of each part by group; `groups` counts them, rows that belong to none are left out.
pub(super) fn gather(source: &dyn Source, rows: usize, groups: usize, threads: Threads) -> Vec<Vec<GroupStatistics>> {
    match threads.for_rows(rows) {
        // Part after part, so that a second look finds the part still near.
        Threads::One => (0..source.parts())
            .flat_map(|part| gather_all(&Only { source, part }, rows, groups, Threads::One))
            .collect(),
        Threads::Pool => gather_all(source, rows, groups, threads),
    }
}

/// One part of a source.
struct Only<'s> {
    source: &'s dyn Source,
    part: usize,
}

impl Source for Only<'_> {
    fn parts(&self) -> usize {
        1
    }

    fn chunk(&self, _part: usize, rows: Range<usize>, buffers: &mut [Vec<f64>; 2], see: &mut Show<'_>) {
        self.source.chunk(self.part, rows, buffers, see);
    }

    fn wanted(&self, _part: usize) -> Statistics {
        self.source.wanted(self.part)
    }
}

fn gather_all(source: &dyn Source, rows: usize, groups: usize, threads: Threads) -> Vec<Vec<GroupStatistics>> {
    let first = sweep(source, rows, groups, threads, &|part| match source.wanted(part) {
        Statistics::Nothing | Statistics::Values => None,
        Statistics::Maximum => Some(Sought::Maximum),
        Statistics::Extremes => Some(Sought::Extremes),
        Statistics::Sums | Statistics::Moments => Some(Sought::Sums),
        Statistics::SquareSum => Some(Sought::Squares(None)),
    });
    let squares = squares(source, rows, groups, threads, &first);
    let part = |(p, gathered): (usize, Vec<Gathered>)| {
        let squares = squares.as_ref().and_then(|s| s.get(p));
        let only_maximum = source.wanted(p) == Statistics::Maximum;
        gathered.into_iter().enumerate().map(move |(g, gathered)| GroupStatistics {
            count: if only_maximum { u64::from(gathered.max > f64::NEG_INFINITY) } else { gathered.count },
            min: gathered.min,
            max: gathered.max,
            mean: gathered.mean(),
            squares: squares.and_then(|s| s.get(g)).map_or(0.0, |s| s.squares),
            sum: gathered.sum,
            square_sum: gathered.squares,
        })
    };
    first.into_iter().enumerate().map(|p| part(p).take(groups).collect()).collect()
}

/// Squared differences from the means that a first sweep found, where any are asked for.
fn squares(
    source: &dyn Source,
    rows: usize,
    groups: usize,
    threads: Threads,
    first: &[Vec<Gathered>],
) -> Option<Vec<Vec<Gathered>>> {
    let asked = |part: usize| source.wanted(part) == Statistics::Moments;
    if !(0..source.parts()).any(asked) {
        return None;
    }
    let means: Vec<Vec<f64>> = first.iter().map(|g| g.iter().map(Gathered::mean).collect()).collect();
    Some(sweep(source, rows, groups, threads, &|part| {
        asked(part).then(|| Sought::Squares(means.get(part).map(Vec::as_slice)))
    }))
}

/// The values of one part by group, none missing, in the order of rows.
pub(super) fn values(source: &dyn Source, part: usize, rows: usize, groups: usize) -> Vec<Vec<f64>> {
    let mut gathered = vec![Vec::new(); groups];
    if let [only] = gathered.as_mut_slice() {
        only.reserve(rows);
    }
    let mut buffers = [vec![0.0; CHUNK], vec![0.0; CHUNK]];
    for chunk in stretches(0..rows, CHUNK) {
        source.chunk(part, chunk, &mut buffers, &mut |x, codes| match codes {
            None => gathered.first_mut().into_iter().for_each(|g| g.extend(x.iter().filter(|x| !x.is_nan()))),
            Some(codes) => {
                for (x, code) in x.iter().zip(codes) {
                    if let (false, Some(group)) = (x.is_nan(), gathered.get_mut(*code as usize)) {
                        group.push(*x);
                    }
                }
            }
        });
    }
    gathered
}

type Seek<'a, 's> = dyn Fn(usize) -> Option<Sought<'s>> + Sync + 'a;

/// One sweep over the rows, for what is sought in each part. The last slot of each part gathers the rows that belong to
/// no group.
fn sweep(source: &dyn Source, rows: usize, groups: usize, threads: Threads, seek: &Seek<'_, '_>) -> Vec<Vec<Gathered>> {
    let blocks: Vec<Range<usize>> = stretches(0..rows, block_for(groups)).collect();
    let partial = threads.for_rows(rows).map(blocks, |block| {
        let mut buffers = [vec![0.0; CHUNK], vec![0.0; CHUNK]];
        // Part after part, so that memory is read in long stretches.
        let part = |part| match seek(part) {
            None => Vec::new(),
            Some(sought) => {
                let mut gathered = vec![EMPTY; groups + 1];
                of_block(source, part, block.clone(), &sought, &mut buffers, &mut gathered);
                gathered
            }
        };
        (0..source.parts()).map(part).collect::<Vec<_>>()
    });
    let mut whole = vec![vec![EMPTY; groups + 1]; source.parts()];
    for block in partial {
        for (whole, block) in whole.iter_mut().zip(block) {
            whole.iter_mut().zip(block).for_each(|(w, b)| *w = w.with(b));
        }
    }
    whole
}

/// What one part has in one block.
fn of_block(
    source: &dyn Source,
    part: usize,
    block: Range<usize>,
    sought: &Sought<'_>,
    buffers: &mut [Vec<f64>; 2],
    gathered: &mut [Gathered],
) {
    let mut chunks = |see: &mut Show<'_>| {
        stretches(block.clone(), CHUNK).for_each(|chunk| source.chunk(part, chunk, buffers, see));
    };
    match sought {
        Sought::Maximum => {
            // Kept densely: the largest of a thousand groups fit the first cache.
            let mut largest = vec![f64::NEG_INFINITY; gathered.len()];
            chunks(&mut |x, codes| maxima(x, codes, &mut largest));
            gathered.iter_mut().zip(&largest).for_each(|(g, max)| g.max = *max);
        }
        Sought::Extremes => chunks(&mut |x, codes| gather_into::<true, false, false>(x, codes, |_| 0.0, gathered)),
        Sought::Sums => chunks(&mut |x, codes| gather_into::<true, true, false>(x, codes, |_| 0.0, gathered)),
        Sought::Squares(None) => {
            chunks(&mut |x, codes| gather_into::<false, false, true>(x, codes, |_| 0.0, gathered));
        }
        Sought::Squares(Some(means)) => {
            let mean = |code: usize| means.get(code).copied().unwrap_or(0.0);
            chunks(&mut |x, codes| gather_into::<false, false, true>(x, codes, mean, gathered));
        }
    }
}

/// Adds each value that is there to its group's slot; which numbers are kept is said by the flags, and from where
/// squares are taken by the centre of the group.
#[inline]
fn gather_into<const EXTREMES: bool, const SUM: bool, const SQUARES: bool>(
    x: &[f64],
    codes: Option<&[u32]>,
    centre: impl Fn(usize) -> f64,
    gathered: &mut [Gathered],
) {
    match codes {
        Some(codes) => {
            for (x, code) in x.iter().zip(codes) {
                if let (false, Some(slot)) = (x.is_nan(), gathered.get_mut(*code as usize)) {
                    slot.count += 1;
                    if EXTREMES {
                        slot.min = if *x < slot.min { *x } else { slot.min };
                        slot.max = if *x > slot.max { *x } else { slot.max };
                    }
                    if SUM {
                        slot.sum += *x;
                    }
                    if SQUARES {
                        let x = x - centre(*code as usize);
                        slot.squares += x * x;
                    }
                }
            }
        }
        None => {
            let Some(slot) = gathered.first_mut() else { return };
            let centre = centre(0);
            *slot = slot.with(lanes::gathered::<EXTREMES, SUM, SQUARES>(x, centre));
        }
    }
}

/// Only the largest of each group.
fn maxima(x: &[f64], codes: Option<&[u32]>, maxima: &mut [f64]) {
    match codes {
        Some(codes) => {
            for (x, code) in x.iter().zip(codes) {
                // A missing value compares as false. A new largest value is rare: a branch that is hardly ever taken lets
                // the loop run ahead, where a store for every row would make each wait for the one before.
                if let Some(max) = maxima.get_mut(*code as usize)
                    && *x > *max
                {
                    raise(max, *x);
                }
            }
        }
        None => {
            let Some(max) = maxima.first_mut() else { return };
            *max = lanes::largest(x, *max);
        }
    }
}

/// Kept out of the loop, so that it stays a branch.
#[cold]
#[inline(never)]
fn raise(max: &mut f64, x: f64) {
    *max = x;
}
