//! Work on blocks of rows. Blocks have a fixed size and results come back in block order, so that the number of
//! threads never shows in a result.

use std::ops::Range;

/// Rows that go through the registers at a time: a chunk of numbers is 8 KiB.
pub const CHUNK: usize = 1024;
/// Rows of many columns that are gone through one column after the other: memory is read in longer pieces than a chunk,
/// and ten columns still lie in the second cache.
pub const STRETCH: usize = 4 * CHUNK;
/// Rows that one thread works on at a time.
pub const BLOCK: usize = 64 * CHUNK;
/// Tables with fewer rows are not worth a second thread.
const WORTH_IT: usize = 32 * CHUNK;

/// Whether work may be spread over threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threads {
    /// One.
    One,
    /// Those of the pool that this runs in.
    Pool,
}

impl Threads {
    /// One thread where there are few rows.
    pub fn for_rows(self, rows: usize) -> Threads {
        if rows < WORTH_IT { Threads::One } else { self }
    }

    /// Does something with each item; the results in the order of the items.
    pub fn map<T: Send, R: Send>(self, items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
        match self {
            Threads::One => items.into_iter().map(work).collect(),
            Threads::Pool => in_pool(items, work),
        }
    }
}

#[cfg(feature = "parallel")]
fn in_pool<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    use std::sync::Mutex;
    struct Slot<T, R> {
        item: Option<T>,
        result: Option<R>,
    }
    let slots: Vec<_> = items.into_iter().map(|item| Mutex::new(Slot { item: Some(item), result: None })).collect();
    each(slots.len(), &|at| {
        // No two threads meet at a slot.
        let Some(Ok(mut slot)) = slots.get(at).map(Mutex::lock) else { return };
        slot.result = slot.item.take().map(&work);
    });
    slots.into_iter().filter_map(|slot| slot.into_inner().ok()?.result).collect()
}

/// Spreads numbered work over the threads. The pool's own code is compiled here once, not for each kind of work.
#[cfg(feature = "parallel")]
fn each(count: usize, work: &(dyn Fn(usize) + Sync)) {
    use rayon::prelude::*;
    (0..count).into_par_iter().with_max_len(1).for_each(work);
}

#[cfg(not(feature = "parallel"))]
fn in_pool<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    items.into_iter().map(work).collect()
}

/// Runs something with so many threads (`None`: as many as the pool has).
pub fn with_threads<R: Send>(threads: Option<usize>, work: impl FnOnce(Threads) -> R + Send) -> R {
    match threads {
        Some(0 | 1) => work(Threads::One),
        None => work(Threads::Pool),
        Some(count) => in_own_pool(count, work),
    }
}

#[cfg(feature = "parallel")]
fn in_own_pool<R: Send>(count: usize, work: impl FnOnce(Threads) -> R + Send) -> R {
    match rayon::ThreadPoolBuilder::new().num_threads(count).build() {
        Ok(pool) => pool.install(|| work(Threads::Pool)),
        Err(_) => work(Threads::One),
    }
}

#[cfg(not(feature = "parallel"))]
fn in_own_pool<R: Send>(_count: usize, work: impl FnOnce(Threads) -> R + Send) -> R {
    work(Threads::One)
}

/// `0..rows` in stretches of `size`, in order.
pub fn stretches(rows: Range<usize>, size: usize) -> impl Iterator<Item = Range<usize>> + Clone {
    let end = rows.end;
    rows.step_by(size.max(1)).map(move |start| start..(start + size).min(end))
}

/// A column made of another, chunk by chunk: `work` gets a chunk and gives as many values. No page is written twice.
#[inline]
pub fn in_chunks(values: &[f64], mut work: impl FnMut(&[f64], &mut [f64])) -> Vec<f64> {
    let mut made = Vec::with_capacity(values.len());
    let mut buffer = [0.0; CHUNK];
    for chunk in values.chunks(CHUNK) {
        let Some(out) = buffer.get_mut(..chunk.len()) else { continue };
        work(chunk, out);
        made.extend_from_slice(out);
    }
    made
}

/// A block size for which the partial results of all blocks together are no larger than the rows.
pub fn block_for(groups: usize) -> usize {
    BLOCK.max((groups * 8).next_multiple_of(CHUNK))
}
