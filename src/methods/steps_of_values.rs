//! Values told by bands and points, as loops over a few cases that the compiler turns into vector code.

use super::{Band, UNDEFINED};

/// What a band list makes of each value: the lower end of a band belongs to it and the upper does not, but for the last.
/// A value in no band has none (inapplicable), a missing one stays as it is.
#[inline(always)]
pub(super) fn in_bands(x: &[f64], bands: &[Band], out: &mut [f64]) {
    let last = bands.len().saturating_sub(1);
    out.fill(UNDEFINED);
    for (at, band) in bands.iter().enumerate() {
        let low = band.low.unwrap_or(f64::NEG_INFINITY);
        let high = band.high.unwrap_or(f64::INFINITY);
        let closed = at == last;
        for (o, x) in out.iter_mut().zip(x) {
            let inside = (low <= *x) & ((*x < high) | (closed & (*x == high)));
            *o = if inside { band.value } else { *o };
        }
    }
    for (o, x) in out.iter_mut().zip(x) {
        *o = if x.is_nan() { *x } else { *o };
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
