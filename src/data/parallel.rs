//! The same work on one thread or on several, with the same result.

/// Applies `work` to each item, in parallel where the feature is on; results are in the order of the items.
#[cfg(feature = "parallel")]
pub(super) fn map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    use rayon::prelude::*;
    items.into_par_iter().with_max_len(1).map(work).collect()
}

/// Applies `work` to each item, in parallel where the feature is on; results are in the order of the items.
#[cfg(not(feature = "parallel"))]
pub(super) fn map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    items.into_iter().map(work).collect()
}

/// Does both, at the same time where the feature is on.
#[cfg(all(feature = "parallel", feature = "data"))]
pub(super) fn both<A: Send, B: Send>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B + Send) -> (A, B) {
    rayon::join(a, b)
}

/// Does both, at the same time where the feature is on.
#[cfg(all(not(feature = "parallel"), feature = "data"))]
pub(super) fn both<A: Send, B: Send>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B + Send) -> (A, B) {
    (a(), b())
}

/// Sorts, in parallel where the feature is on.
pub(super) fn sort<T: Ord + Send>(list: &mut [T]) {
    #[cfg(feature = "parallel")]
    rayon::slice::ParallelSliceMut::par_sort_unstable(list);
    #[cfg(not(feature = "parallel"))]
    list.sort_unstable();
}

/// Reads parts in their order, works on them at the same time where the feature is on, and takes the results one by one
/// in the order of the parts. `read` fills a thread's own buffer and says whether there was one more part.
/// A few parts more than there are threads are held at a time. `None` from any of the three ends it all.
#[cfg(all(feature = "parallel", feature = "data"))]
pub(super) fn in_order<B: Default, R: Send>(
    read: impl FnMut(&mut B) -> Option<bool> + Send,
    work: impl Fn(&B) -> Option<R> + Sync,
    take: impl FnMut(R) -> Option<()> + Send,
) -> Option<()> {
    let queue = queue::Queue::new(read, take, 2 * rayon::current_num_threads());
    rayon::scope(|scope| {
        for _ in 1..rayon::current_num_threads() {
            scope.spawn(|_| queue.help(&work));
        }
        queue.help(&work);
    });
    queue.whole()
}

/// Reads parts in their order, works on them, and takes the results in the order of the parts.
#[cfg(all(not(feature = "parallel"), feature = "data"))]
pub(super) fn in_order<B: Default, R: Send>(
    mut read: impl FnMut(&mut B) -> Option<bool> + Send,
    work: impl Fn(&B) -> Option<R> + Sync,
    mut take: impl FnMut(R) -> Option<()> + Send,
) -> Option<()> {
    let mut buffer = B::default();
    while read(&mut buffer)? {
        take(work(&buffer)?)?;
    }
    Some(())
}

#[cfg(all(feature = "parallel", feature = "data"))]
mod queue {
    use std::collections::BTreeMap;
    use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

    /// What the threads of [`in_order`](super::in_order) share.
    pub(super) struct Queue<Read, R, Take> {
        source: Mutex<Source<Read>>,
        results: Mutex<Results<R, Take>>,
        taken: Condvar,
        most: usize,
    }

    struct Source<Read> {
        read: Read,
        next: usize,
        ended: bool,
    }

    struct Results<R, Take> {
        take: Take,
        next: usize,
        waiting: BTreeMap<usize, R>,
        failed: bool,
    }

    fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        mutex.lock().unwrap_or_else(PoisonError::into_inner)
    }

    impl<Read, R, Take: FnMut(R) -> Option<()>> Queue<Read, R, Take> {
        /// Nothing read; at most so many results wait for an earlier one.
        pub fn new(read: Read, take: Take, most: usize) -> Self {
            let source = Mutex::new(Source { read, next: 0, ended: false });
            let results = Mutex::new(Results { take, next: 0, waiting: BTreeMap::new(), failed: false });
            Self { source, results, taken: Condvar::new(), most }
        }

        /// Works on one part after the other until there are no more.
        pub fn help<B: Default>(&self, work: impl Fn(&B) -> Option<R>)
        where
            Read: FnMut(&mut B) -> Option<bool>,
        {
            // A part that is lost by a panic never comes: nobody may wait for it.
            let _bell = Bell(self);
            let mut buffer = B::default();
            while let Some(part) = self.next(&mut buffer) {
                self.give(part, work(&buffer));
            }
        }

        /// Whether all went well.
        pub fn whole(self) -> Option<()> {
            let results = self.results.into_inner().unwrap_or_else(PoisonError::into_inner);
            (!results.failed).then_some(())
        }

        fn next<B>(&self, buffer: &mut B) -> Option<usize>
        where
            Read: FnMut(&mut B) -> Option<bool>,
        {
            let mut source = lock(&self.source);
            if source.ended || lock(&self.results).failed {
                return None;
            }
            match (source.read)(buffer) {
                Some(true) => {
                    source.next += 1;
                    Some(source.next - 1)
                }
                Some(false) => {
                    source.ended = true;
                    None
                }
                None => {
                    self.fail();
                    None
                }
            }
        }

        /// Takes the results whose turn it is. Whoever has the next one never waits here, so that it comes.
        fn give(&self, part: usize, result: Option<R>) {
            let Some(result) = result else { return self.fail() };
            let mut results = lock(&self.results);
            results.waiting.insert(part, result);
            while let Some(turn) = Some(results.next).and_then(|next| results.waiting.remove(&next)) {
                results.next += 1;
                if results.failed || (results.take)(turn).is_none() {
                    results.failed = true;
                }
                self.taken.notify_all();
            }
            while results.waiting.len() >= self.most && !results.failed {
                results = self.taken.wait(results).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    impl<Read, R, Take> Queue<Read, R, Take> {
        fn fail(&self) {
            lock(&self.results).failed = true;
            self.taken.notify_all();
        }
    }

    /// Ends it all when its thread panics.
    struct Bell<'q, Read, R, Take>(&'q Queue<Read, R, Take>);

    impl<Read, R, Take> Drop for Bell<'_, Read, R, Take> {
        fn drop(&mut self) {
            if std::thread::panicking() {
                self.0.fail();
            }
        }
    }
}
