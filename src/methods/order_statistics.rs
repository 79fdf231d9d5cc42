//! Order statistics without sorting.

/// The median; the mean of the two in the middle where their number is even. The order of the values is lost.
/// NaN where there is none.
pub(super) fn median(values: &mut [f64]) -> f64 {
    let half = values.len() / 2;
    let even = values.len() % 2 == 0;
    if values.is_empty() {
        return f64::NAN;
    }
    let (below, middle, _) = values.select_nth_unstable_by(half, f64::total_cmp);
    if !even {
        return *middle;
    }
    let before = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // Half of each, so that the sum of two very large ones is no infinity.
    before / 2.0 + *middle / 2.0
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn of_odd_and_even_numbers() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, 1.0, -2.0, 3.0]), 2.0);
        assert_eq!(median(&mut [7.5]), 7.5);
        assert!(median(&mut []).is_nan());
    }
}
