//! Hot loops with wider vectors where the processor has them.
//!
//! Programs are built for every processor of their kind, whose vectors are half as wide as those of nearly all machines
//! in use. What runs inside [`wide`] is compiled twice, and the wider of the two is chosen at run time. Both do the same
//! operations in the same order, and nothing is contracted, so that results are the same bits on every machine.

#[cfg(feature = "narrow")]
thread_local! {
    static NARROW: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Runs a loop with the widest vectors that the processor has. The closure and whatever it calls are to be
/// `#[inline(always)]`: what stays a call is compiled once, with narrow vectors.
#[inline]
pub fn wide<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = avx2() {
        return fearless_simd::Simd::vectorize(avx2, work);
    }
    work()
}

/// The vectors that [`wide`] uses, for loops that write them out.
#[cfg(target_arch = "x86_64")]
#[inline]
pub(crate) fn avx2() -> Option<fearless_simd::x86::Avx2> {
    #[cfg(feature = "narrow")]
    if NARROW.get() {
        return None;
    }
    fearless_simd::Level::new().as_avx2()
}

/// The same for loops that do much with each number, such as logarithms: still wider vectors, of which more fit the
/// processor at a time, pay for a third copy of the loop.
#[inline]
pub fn widest<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(feature = "narrow")]
    if NARROW.get() {
        return work();
    }
    #[cfg(target_arch = "x86_64")]
    if let Some(avx512) = fearless_simd::Level::new().as_avx512() {
        return fearless_simd::Simd::vectorize(avx512, work);
    }
    wide(work)
}

/// Runs something on this thread as on a processor without wide vectors.
#[cfg(feature = "narrow")]
pub fn narrow<R>(work: impl FnOnce() -> R) -> R {
    NARROW.set(true);
    let result = work();
    NARROW.set(false);
    result
}
