//! What each part contributes to an index, so that the contributions add up to it.
//!
//! A method that has a formula of its own says so itself ([`Aggregator::contributions`]). For the others the slope in each
//! part is taken: by Euler's theorem, `f(z) = Σ zᵢ ∂f/∂zᵢ` for every `f` that doubles when all parts double, as means and
//! norms do. Where these do not add up to the result, the method has no contributions, and only what the index would be
//! without the part is told.
//!
//! [`Aggregator::contributions`]: crate::methods::Aggregator::contributions

use super::how::Contributions;
use crate::program::Index;

/// The parts of an index in one row, after all steps.
pub(super) struct Parts<'a> {
    pub index: &'a Index,
    /// NaN where a part does not take part.
    pub values: &'a [f64],
}

/// Slopes of indices of more parts than this are not taken.
const MOST_SLOPES: usize = 200;

/// The index before rounding; `None` where it has no value.
pub(super) fn result(parts: &Parts<'_>) -> Option<f64> {
    of(parts.index, parts.values)
}

fn of(index: &Index, values: &[f64]) -> Option<f64> {
    // What depends on all rows cannot be told of one.
    if index.aggregate.whole().is_some() {
        return None;
    }
    let columns: Vec<&[f64]> = values.iter().map(std::slice::from_ref).collect();
    let mut out = [f64::NAN];
    index.aggregate.aggregate(&columns, &index.weights, &index.aggregate_options, &mut Vec::new(), &mut out);
    out.into_iter().next().filter(|y| y.is_finite())
}

/// The index without one part, as if it were left out.
pub(super) fn without(parts: &Parts<'_>, part: usize) -> Option<f64> {
    let mut values = parts.values.to_vec();
    let value = values.get_mut(part)?;
    if value.is_nan() {
        return None;
    }
    *value = f64::NAN;
    of(parts.index, &values)
}

/// What each part contributes; NaN where a part does not take part. Empty where there are no contributions.
pub(super) fn contributions(parts: &Parts<'_>, result: f64) -> (Vec<f64>, Contributions) {
    let Parts { index, values } = *parts;
    if let Some(exact) = index.aggregate.contributions(values, &index.weights, &index.aggregate_options, result) {
        return (exact, Contributions::Exact);
    }
    match slopes(parts, result) {
        Some(slopes) => (slopes, Contributions::Numeric),
        None => (Vec::new(), Contributions::None),
    }
}

fn slopes(parts: &Parts<'_>, result: f64) -> Option<Vec<f64>> {
    if parts.values.len() > MOST_SLOPES || result == 0.0 {
        return None;
    }
    let each: Option<Vec<f64>> = (0..parts.values.len()).map(|at| contribution(parts, at)).collect();
    let each = each?;
    let sum: f64 = each.iter().filter(|c| !c.is_nan()).sum();
    let adds_up = (sum - result).abs() <= 1e-6 * result.abs();
    adds_up.then(|| each.into_iter().map(|c| c * (result / sum)).collect())
}

/// A part times the slope of the method in it; `None` where there is none.
fn contribution(parts: &Parts<'_>, part: usize) -> Option<f64> {
    let value = *parts.values.get(part)?;
    if value.is_nan() || value == 0.0 {
        return Some(if value.is_nan() { value } else { 0.0 });
    }
    let step = value.abs() * 1e-5;
    let moved = |by: f64| {
        let mut values = parts.values.to_vec();
        values.get_mut(part).into_iter().for_each(|v| *v = value + by);
        of(parts.index, &values)
    };
    Some(value * (moved(step)? - moved(-step)?) / (2.0 * step))
}
