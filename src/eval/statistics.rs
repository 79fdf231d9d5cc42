//! Statistics of parts by group: one sweep for all parts, block by block, combined in block order.

use std::ops::Range;

use crate::methods::{GroupStatistics, Statistics};
use crate::parallel::{CHUNK, Threads, block_for, stretches};
use crate::wide::wide;

/// What a sweep gathers about one part in one group.
#[derive(Clone, Copy, Debug)]
struct Gathered {
    count: u64,
    min: f64,
    max: f64,
    sum: f64,
    /// Of the values, or of their differences from the mean.
    squares: f64,
}

const EMPTY: Gathered = Gathered { count: 0, min: f64::INFINITY, max: f64::NEG_INFINITY, sum: 0.0, squares: 0.0 };

impl Gathered {
    fn with(self, other: Gathered) -> Gathered {
        Gathered {
            count: self.count + other.count,
            min: if other.min < self.min { other.min } else { self.min },
            max: if other.max > self.max { other.max } else { self.max },
            sum: self.sum + other.sum,
            squares: self.squares + other.squares,
        }
    }

    fn mean(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum / self.count as f64 }
    }
}

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

/// The statistics of each part by group; `groups` counts them, rows that belong to none are left out.
pub(super) fn gather(source: &dyn Source, rows: usize, groups: usize, threads: Threads) -> Vec<Vec<GroupStatistics>> {
    let first = sweep(source, rows, groups, threads, &|wanted, x, codes, gathered| match wanted {
        Statistics::Nothing | Statistics::Maximum | Statistics::Values => {}
        Statistics::Extremes => gather_into::<true, false, false>(x, codes, gathered),
        Statistics::Sums | Statistics::Moments => gather_into::<true, true, false>(x, codes, gathered),
        Statistics::SquareSum => gather_into::<false, false, true>(x, codes, gathered),
    });
    let means: Vec<Vec<f64>> = first.iter().map(|g| g.iter().map(Gathered::mean).collect()).collect();
    let deviations = (0..source.parts()).any(|p| source.wanted(p) == Statistics::Moments);
    let squares = if deviations { Some(squares(source, rows, groups, threads, &means)) } else { None };
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

type See<'a> = dyn Fn(Statistics, &[f64], Option<&[u32]>, &mut [Gathered]) + Sync + 'a;

/// One sweep over the rows. The last slot of each part gathers the rows that belong to no group.
fn sweep(source: &dyn Source, rows: usize, groups: usize, threads: Threads, see: &See<'_>) -> Vec<Vec<Gathered>> {
    let parts = source.parts();
    let blocks: Vec<Range<usize>> = stretches(0..rows, block_for(groups)).collect();
    let partial = threads.for_rows(rows).map(blocks, |block| {
        let mut gathered = vec![vec![EMPTY; groups + 1]; parts];
        let mut largest = vec![vec![f64::NEG_INFINITY; groups + 1]; parts];
        let mut buffers = [vec![0.0; CHUNK], vec![0.0; CHUNK]];
        for chunk in stretches(block, CHUNK) {
            for (part, (gathered, largest)) in gathered.iter_mut().zip(&mut largest).enumerate() {
                let chunk = chunk.clone();
                match source.wanted(part) {
                    Statistics::Nothing | Statistics::Values => {}
                    Statistics::Maximum => {
                        source.chunk(part, chunk, &mut buffers, &mut |x, codes| maxima(x, codes, largest))
                    }
                    wanted
                    @ (Statistics::Extremes | Statistics::Sums | Statistics::SquareSum | Statistics::Moments) => {
                        source.chunk(part, chunk, &mut buffers, &mut |x, codes| see(wanted, x, codes, gathered));
                    }
                }
            }
        }
        for (gathered, largest) in gathered.iter_mut().zip(&largest) {
            gathered.iter_mut().zip(largest).for_each(|(g, max)| g.max = if *max > g.max { *max } else { g.max });
        }
        gathered
    });
    let mut whole = vec![vec![EMPTY; groups + 1]; parts];
    for block in partial {
        for (whole, block) in whole.iter_mut().zip(block) {
            whole.iter_mut().zip(block).for_each(|(w, b)| *w = w.with(b));
        }
    }
    whole
}

/// Squared differences from the means that a first sweep found.
fn squares(
    source: &dyn Source,
    rows: usize,
    groups: usize,
    threads: Threads,
    means: &[Vec<f64>],
) -> Vec<Vec<Gathered>> {
    let centred = Centred { source, means };
    sweep(&centred, rows, groups, threads, &|_, x, codes, gathered| {
        gather_into::<false, false, true>(x, codes, gathered)
    })
}

/// A source less its means.
struct Centred<'a> {
    source: &'a dyn Source,
    means: &'a [Vec<f64>],
}

impl Source for Centred<'_> {
    fn parts(&self) -> usize {
        self.source.parts()
    }

    fn wanted(&self, part: usize) -> Statistics {
        match self.source.wanted(part) {
            Statistics::Moments => Statistics::Moments,
            Statistics::Nothing
            | Statistics::Maximum
            | Statistics::Extremes
            | Statistics::Sums
            | Statistics::SquareSum
            | Statistics::Values => Statistics::Nothing,
        }
    }

    fn chunk(&self, part: usize, rows: Range<usize>, buffers: &mut [Vec<f64>; 2], see: &mut Show<'_>) {
        let means = self.means.get(part).map_or(&[][..], Vec::as_slice);
        self.source.chunk(part, rows, buffers, &mut |x, codes| {
            let mean = |code: usize| means.get(code).copied().unwrap_or(0.0);
            let mut centred = [0.0; CHUNK];
            let centred = centred.get_mut(..x.len()).unwrap_or_default();
            match codes {
                None => {
                    let mean = mean(0);
                    centred.iter_mut().zip(x).for_each(|(o, x)| *o = x - mean);
                }
                Some(codes) => {
                    for ((o, x), code) in centred.iter_mut().zip(x).zip(codes) {
                        *o = x - mean(*code as usize);
                    }
                }
            }
            see(centred, codes);
        });
    }
}

/// Adds each value that is there to its group's slot; which numbers are kept is said by the flags.
#[inline]
fn gather_into<const EXTREMES: bool, const SUM: bool, const SQUARES: bool>(
    x: &[f64],
    codes: Option<&[u32]>,
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
                    slot.sum += if SUM { *x } else { 0.0 };
                    slot.squares += if SQUARES { x * x } else { 0.0 };
                }
            }
        }
        None => {
            let Some(slot) = gathered.first_mut() else { return };
            let more = wide(
                #[inline(always)]
                || in_lanes::<EXTREMES, SUM, SQUARES>(x),
            );
            *slot = slot.with(more);
        }
    }
}

/// How many are gathered side by side, which is vector code.
const LANES: usize = 8;

/// One group. The lanes are put together in one order, so that the bits are the same everywhere; a missing value (NaN)
/// is neither smaller nor larger than any.
#[inline(always)]
fn in_lanes<const EXTREMES: bool, const SUM: bool, const SQUARES: bool>(x: &[f64]) -> Gathered {
    let (mut count, mut sum, mut squares) = ([0_u64; LANES], [0.0; LANES], [0.0; LANES]);
    let (mut min, mut max) = ([EMPTY.min; LANES], [EMPTY.max; LANES]);
    for eight in x.chunks(LANES) {
        let places = count.iter_mut().zip(&mut min).zip(&mut max).zip(&mut sum).zip(&mut squares);
        for (((((count, min), max), sum), squares), x) in places.zip(eight) {
            let there = !x.is_nan();
            *count += u64::from(there);
            if EXTREMES {
                *min = if *x < *min { *x } else { *min };
                *max = if *x > *max { *x } else { *max };
            }
            let x = if there { *x } else { 0.0 };
            *sum += if SUM { x } else { 0.0 };
            *squares += if SQUARES { x * x } else { 0.0 };
        }
    }
    let lanes = count.iter().zip(min).zip(max).zip(sum).zip(squares);
    lanes.fold(EMPTY, |all, ((((count, min), max), sum), squares)| {
        all.with(Gathered { count: *count, min, max, sum, squares })
    })
}

/// Only the largest, kept densely: the accumulators of a thousand groups fit the first cache.
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
            *max = wide(
                #[inline(always)]
                || largest(x, *max),
            );
        }
    }
}

/// The largest of the values and what was the largest before.
#[inline(always)]
fn largest(x: &[f64], before: f64) -> f64 {
    let mut lanes = [before; 8];
    let stretches = x.chunks_exact(lanes.len());
    let rest = stretches.remainder().iter().fold(before, |m, x| if *x > m { *x } else { m });
    for eight in stretches {
        lanes.iter_mut().zip(eight).for_each(|(m, x)| *m = if *x > *m { *x } else { *m });
    }
    lanes.into_iter().fold(rest, |m, x| if x > m { x } else { m })
}

/// Kept out of the loop, so that it stays a branch.
#[cold]
#[inline(never)]
fn raise(max: &mut f64, x: f64) {
    *max = x;
}
