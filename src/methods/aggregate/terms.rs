//! What aggregations share: parts taken one after the other into the result of each row, as loops without branches, which
//! the compiler turns into vector code.

use super::UNDEFINED;
use crate::wide::wide;

/// Takes the parts one after the other into `out`: `f` of what there is so far (NaN where no part was there yet) and the
/// part's value where it is not missing. The selects are without branches, so that the loop runs on vectors.
pub(super) fn accumulate(parts: &[&[f64]], weights: &[f64], out: &mut [f64], f: impl Fn(f64, f64, f64) -> f64) {
    wide(
        #[inline(always)]
        || {
            fold(
                parts,
                weights,
                f64::NAN,
                out,
                #[inline(always)]
                |so_far, z, weight| {
                    let with = f(so_far, z, weight);
                    if z.is_nan() { so_far } else { with }
                },
            );
        },
    );
}

/// Takes all parts one after the other into `out`: `f` of what there is so far, the part's value and its weight.
/// Five parts are taken at once, so that what there is so far stays in its register.
#[inline(always)]
pub(super) fn fold<T: Copy>(parts: &[&[f64]], weights: &[f64], start: T, out: &mut [T], f: impl Fn(T, f64, f64) -> T) {
    out.fill(start);
    for (parts, weights) in parts.chunks(5).zip(weights.chunks(5)) {
        if let (&[a, b, c, d, e], &[s, t, u, v, w]) = (parts, weights) {
            for (((((o, a), b), c), d), e) in out.iter_mut().zip(a).zip(b).zip(c).zip(d).zip(e) {
                *o = f(f(f(f(f(*o, *a, s), *b, t), *c, u), *d, v), *e, w);
            }
            continue;
        }
        for (parts, weights) in parts.chunks(2).zip(weights.chunks(2)) {
            if let (&[a, b], &[v, w]) = (parts, weights) {
                for ((o, a), b) in out.iter_mut().zip(a).zip(b) {
                    *o = f(f(*o, *a, v), *b, w);
                }
                continue;
            }
            for (part, weight) in parts.iter().zip(weights.iter().copied()) {
                for (o, z) in out.iter_mut().zip(*part) {
                    *o = f(*o, *z, weight);
                }
            }
        }
    }
}

/// As [`accumulate`], for sums: adds `term(value, weight)` of the parts that are there.
pub(super) fn add_terms(parts: &[&[f64]], weights: &[f64], out: &mut [f64], term: impl Fn(f64, f64) -> f64) {
    accumulate(parts, weights, out, |sum, z, weight| (if sum.is_nan() { 0.0 } else { sum }) + term(z, weight));
}

/// As [`add_terms`], for complete rows, and `last` of each sum; a missing part makes it NaN.
pub(super) fn add_all_terms(
    parts: &[&[f64]],
    weights: &[f64],
    out: &mut [f64],
    term: impl Fn(f64, f64) -> f64,
    last: impl Fn(f64) -> f64,
) {
    wide(
        #[inline(always)]
        || {
            sums_of_all(parts, weights, out, term);
            out.iter_mut().for_each(|y| *y = last(*y));
        },
    );
}

/// The sums of [`add_all_terms`].
#[inline(always)]
pub(super) fn sums_of_all(parts: &[&[f64]], weights: &[f64], out: &mut [f64], term: impl Fn(f64, f64) -> f64) {
    fold(
        parts,
        weights,
        0.0,
        out,
        #[inline(always)]
        |sum, z, weight| sum + term(z, weight),
    );
}

/// As [`mean_of_terms`], for complete rows, and `last` of each mean; a missing part makes it NaN.
pub(super) fn mean_of_all_terms(
    parts: &[&[f64]],
    weights: &[f64],
    out: &mut [f64],
    term: impl Fn(f64) -> f64,
    last: impl Fn(f64) -> f64,
) {
    let total = weights.iter().fold(0.0, |total, weight| total + weight);
    add_all_terms(
        parts,
        weights,
        out,
        #[inline(always)]
        |z, weight| weight * term(z),
        #[inline(always)]
        |sum| last(sum / total),
    );
}

/// The smallest or largest of complete rows; NaN where a part is missing. `start` is beyond all values, and `takes` says
/// whether a value takes the place of what there is so far.
pub(super) fn extreme_of_all(parts: &[&[f64]], out: &mut [f64], start: f64, takes: impl Fn(f64, f64) -> bool) {
    // What is no number stays so: nothing takes its place.
    let next = |so_far: f64, z: f64| if takes(so_far, z) { z } else { so_far };
    wide(
        #[inline(always)]
        || {
            out.fill(if parts.is_empty() { f64::NAN } else { start });
            for parts in parts.chunks(5) {
                if let &[a, b, c, d, e] = parts {
                    for (((((o, a), b), c), d), e) in out.iter_mut().zip(a).zip(b).zip(c).zip(d).zip(e) {
                        let gone = (a.is_nan() | b.is_nan()) | (c.is_nan() | d.is_nan()) | e.is_nan();
                        let all = next(next(next(next(next(*o, *a), *b), *c), *d), *e);
                        *o = if gone { f64::NAN } else { all };
                    }
                    continue;
                }
                for part in parts {
                    for (o, z) in out.iter_mut().zip(*part) {
                        *o = if z.is_nan() { f64::NAN } else { next(*o, *z) };
                    }
                }
            }
        },
    );
}

/// Weighted mean of `term(value)` of the parts that are there; NaN where their weights add up to 0.
pub(super) fn mean_of_terms(
    parts: &[&[f64]],
    weights: &[f64],
    total: &mut Vec<f64>,
    out: &mut [f64],
    term: impl Fn(f64) -> f64,
) {
    total.clear();
    total.resize(out.len(), 0.0);
    wide(
        #[inline(always)]
        || mean(parts, weights, total, out, term),
    );
}

#[inline(always)]
fn mean(parts: &[&[f64]], weights: &[f64], total: &mut [f64], out: &mut [f64], term: impl Fn(f64) -> f64) {
    out.fill(0.0);
    for (parts, weights) in parts.chunks(5).zip(weights.chunks(5)) {
        if let (&[a, b, c, d, e], &[s, t, u, v, w]) = (parts, weights) {
            for ((((((o, total), a), b), c), d), e) in
                out.iter_mut().zip(total.iter_mut()).zip(a).zip(b).zip(c).zip(d).zip(e)
            {
                let so_far = with(with((*o, *total), (*a, s), &term), (*b, t), &term);
                (*o, *total) = with(with(with(so_far, (*c, u), &term), (*d, v), &term), (*e, w), &term);
            }
            continue;
        }
        for (part, weight) in parts.iter().zip(weights) {
            for ((o, total), z) in out.iter_mut().zip(total.iter_mut()).zip(*part) {
                (*o, *total) = with((*o, *total), (*z, *weight), &term);
            }
        }
    }
    for (o, total) in out.iter_mut().zip(total.iter()) {
        *o /= total;
    }
}

/// Adds a weighted term, and its weight. A weight of 0 is a part that is not there, also where its term is infinite.
#[inline(always)]
fn with((sum, total): (f64, f64), (z, weight): (f64, f64), term: &impl Fn(f64) -> f64) -> (f64, f64) {
    let there = !z.is_nan() & (weight != 0.0);
    let term = weight * term(z);
    (sum + if there { term } else { 0.0 }, total + if there { weight } else { 0.0 })
}

/// Gives rows without a result their kind of missing: that of the first part where all are missing, otherwise undefined.
pub(super) fn settle(parts: &[&[f64]], out: &mut [f64]) {
    wide(
        #[inline(always)]
        || settle_tiles(parts, out),
    );
}

#[inline(always)]
fn settle_tiles(parts: &[&[f64]], out: &mut [f64]) {
    const TILE: usize = 64;
    for (start, out) in (0..out.len()).step_by(TILE).zip(out.chunks_mut(TILE)) {
        // Most tiles have nothing to settle.
        if !out.iter().fold(false, |any, o| any | !o.is_finite()) {
            continue;
        }
        let rows = start..start + out.len();
        // What all parts are missing for; a number where some are there.
        let mut both = [[if parts.is_empty() { 0.0 } else { f64::NAN }; TILE]; 2];
        let [mut now, mut next] = both.each_mut();
        for part in parts.iter().rev() {
            // From one place to another: choosing whether to write at all is slow.
            for ((next, now), z) in next.iter_mut().zip(&*now).zip(part.get(rows.clone()).unwrap_or_default()) {
                *next = if now.is_nan() | !z.is_nan() { *z } else { *now };
            }
            std::mem::swap(&mut now, &mut next);
        }
        for (o, gone) in out.iter_mut().zip(&*now) {
            let kind = if gone.is_nan() { *gone } else { UNDEFINED };
            *o = if o.is_finite() { *o } else { kind };
        }
    }
}
