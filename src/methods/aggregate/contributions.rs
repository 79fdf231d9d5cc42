//! What parts contribute to a result: what several aggregations share.

/// In a weighted mean of the parts that are there: `w z / Σw`.
pub(super) fn of_mean(parts: &[f64], weights: &[f64]) -> Vec<f64> {
    let there = || parts.iter().zip(weights).filter(|(z, _)| !z.is_nan());
    let total: f64 = there().map(|(_, w)| w).sum();
    parts.iter().zip(weights).map(|(z, w)| w * z / total).collect()
}

/// The result, shared out in proportion to the terms; all 0 where these add up to 0.
pub(super) fn in_proportion(terms: impl Iterator<Item = f64> + Clone, result: f64) -> Vec<f64> {
    let total: f64 = terms.clone().filter(|t| !t.is_nan()).sum();
    terms.map(|t| if total == 0.0 { t * 0.0 } else { result * (t / total) }).collect()
}

/// Where the result is that of one part or of two: those at these places of the order from small to large.
pub(super) fn of_middle(parts: &[f64], places: impl Fn(usize) -> (usize, usize)) -> Vec<f64> {
    let mut order: Vec<usize> = (0..parts.len()).filter(|at| parts.get(*at).is_some_and(|z| !z.is_nan())).collect();
    order.sort_by(|a, b| parts.get(*a).partial_cmp(&parts.get(*b)).unwrap_or(std::cmp::Ordering::Equal));
    let (first, second) = places(order.len());
    let chosen = [order.get(first).copied(), order.get(second).copied()];
    let half = |at: usize, z: f64| chosen.iter().filter(|c| **c == Some(at)).map(|_| z / 2.0).sum::<f64>();
    let each = parts.iter().enumerate();
    each.map(|(at, z)| if z.is_nan() { *z } else { half(at, *z) }).collect()
}
