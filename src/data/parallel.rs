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
