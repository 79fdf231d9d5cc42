//! Values told by bands and points, as loops over a few cases that the compiler turns into vector code.

use super::{Band, UNDEFINED};

/// Values from `low` to `high`, without `high` unless it is `closed`, and what they become.
#[derive(Clone, Copy)]
struct Case {
    low: f64,
    high: f64,
    closed: bool,
    value: f64,
}

/// How many are looked at together.
const TILE: usize = 128;

/// What a band list makes of each value: the lower end of a band belongs to it and the upper does not, but for the last.
/// A value in no band has none (inapplicable), a missing one stays as it is.
#[inline(always)]
pub(super) fn in_bands(x: &[f64], bands: &[Band], out: &mut [f64]) {
    let last = bands.len().saturating_sub(1);
    let cases = bands.iter().enumerate().map(|(at, band)| Case {
        low: band.low.unwrap_or(f64::NEG_INFINITY),
        high: band.high.unwrap_or(f64::INFINITY),
        closed: at == last,
        value: band.value,
    });
    in_cases(x, cases, out);
}

/// What a list of points makes of each value: one without a point has none (inapplicable), a missing one stays as it is.
#[inline(always)]
pub(super) fn at_points(x: &[f64], points: &[(f64, f64)], out: &mut [f64]) {
    // Nothing is equal to what is no number.
    const NOWHERE: (f64, f64) = (f64::NAN, 0.0);
    let four = |points: &[(f64, f64)]| [0, 1, 2, 3].map(|at| points.get(at).copied().unwrap_or(NOWHERE));
    let (few, others) = points.split_at(points.len().min(4));
    let [a, b, c, d] = four(few);
    if let &[a, b] = few {
        for (z, x) in out.iter_mut().zip(x) {
            let none = if x.is_nan() { *x } else { UNDEFINED };
            let z_of_a = if *x == a.0 { a.1 } else { none };
            *z = if *x == b.0 { b.1 } else { z_of_a };
        }
        return;
    }
    for (z, x) in out.iter_mut().zip(x) {
        let none = if x.is_nan() { *x } else { UNDEFINED };
        *z = at(*x, [a, b, c, d], none);
    }
    for points in others.chunks(4) {
        let [a, b, c, d] = four(points);
        for (z, x) in out.iter_mut().zip(x) {
            *z = at(*x, [a, b, c, d], *z);
        }
    }
}

/// What a few points make of a value.
#[inline(always)]
fn at(x: f64, [a, b, c, d]: [(f64, f64); 4], otherwise: f64) -> f64 {
    let z = if x == a.0 { a.1 } else { otherwise };
    let z = if x == b.0 { b.1 } else { z };
    let z = if x == c.0 { c.1 } else { z };
    if x == d.0 { d.1 } else { z }
}

/// The last case that holds decides.
#[inline(always)]
fn in_cases(x: &[f64], cases: impl Iterator<Item = Case> + Clone, out: &mut [f64]) {
    let mut both = [[0.0; TILE]; 2];
    for (x, out) in x.chunks(TILE).zip(out.chunks_mut(TILE)) {
        let [now, next] = &mut both;
        let [mut now, mut next] = [now, next].map(|tile| tile.get_mut(..x.len()).unwrap_or_default());
        // No case holds for what is missing.
        now.iter_mut().zip(x).for_each(|(z, x)| *z = if x.is_nan() { *x } else { UNDEFINED });
        for Case { low, high, closed, value } in cases.clone() {
            // From one place to another: choosing whether to write at all is slow.
            for ((z, before), x) in next.iter_mut().zip(&*now).zip(x) {
                let inside = (low <= *x) & ((*x < high) | (closed & (*x == high)));
                *z = if inside { value } else { *before };
            }
            std::mem::swap(&mut now, &mut next);
        }
        out.copy_from_slice(now);
    }
}

/// What is wrong with a list of bands.
pub(super) fn objection(bands: &[Band]) -> Option<String> {
    let shown = |end: Option<f64>| end.map_or(String::new(), |e| e.to_string());
    let name = |band: &Band| format!("{}..{}", shown(band.low), shown(band.high));
    if let Some(band) = bands.iter().find(|b| matches!((b.low, b.high), (Some(low), Some(high)) if low >= high)) {
        return Some(format!("nothing lies in the band `{}`: its lower end comes first", name(band)));
    }
    let mut pairs = bands.iter().zip(bands.iter().skip(1));
    let (before, after) = pairs.find(|(a, b)| a.high.is_none() || a.high != b.low)?;
    if let (Some(high), Some(low)) = (before.high, after.low)
        && high != low
        && before.low.is_none_or(|begin| begin < low)
    {
        let (first, second) = (name(before), name(after));
        let joined = Band { low: Some(high), ..*after };
        return Some(match high < low {
            true => format!(
                "no band holds what lies between `{first}` and `{second}`; write `{}`, or a band for it between them, `{high}..{low} as …`",
                name(&joined)
            ),
            false => format!(
                "the bands `{first}` and `{second}` overlap; write `{}`, which begins where the other ends",
                name(&joined)
            ),
        });
    }
    Some(format!(
        "the band `{}` does not begin where `{}` ends; bands are written from below, and each ends where the next begins",
        name(after),
        name(before)
    ))
}

/// Whether the results never rise from band to band, or from point to point.
pub(super) fn falls(results: impl Iterator<Item = f64>) -> bool {
    let results: Vec<f64> = results.collect();
    results.iter().zip(results.iter().skip(1)).all(|(a, b)| a >= b) && results.first() != results.last()
}

/// The smallest and the largest result.
pub(super) fn span(results: impl Iterator<Item = f64>) -> (Option<f64>, Option<f64>) {
    results.fold((None, None), |(low, high), y| {
        (Some(low.map_or(y, |l: f64| l.min(y))), Some(high.map_or(y, |h: f64| h.max(y))))
    })
}
