//! What of a difference between two computed numbers is nothing but rounding.

/// Two numbers of which one is this share of the other apart come of the same computation in another order.
const SHARE: f64 = 1e-12;

/// So is what lies this share of the largest number of the column apart: what cancels leaves rests of that size.
const SHARE_OF_LARGEST: f64 = 1e-15;

/// How far numbers of one column may lie apart and still be the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rounding {
    least: f64,
}

impl Rounding {
    /// For numbers among these; NaN is none.
    pub fn among(values: impl IntoIterator<Item = f64>) -> Self {
        let largest = values.into_iter().filter(|x| x.is_finite()).fold(0.0, |largest: f64, x| largest.max(x.abs()));
        Self { least: largest * SHARE_OF_LARGEST }
    }

    /// `b` less `a`, or 0 where the two are the same but for rounding; NaN where one is missing.
    pub fn difference(self, a: f64, b: f64) -> f64 {
        let difference = b - a;
        if difference.abs() <= self.least.max(SHARE * a.abs().max(b.abs())) { 0.0 } else { difference }
    }

    /// `b`, or `a` where the two are the same but for rounding.
    pub fn settled(self, a: f64, b: f64) -> f64 {
        if self.difference(a, b) == 0.0 { a } else { b }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_digits_are_rounding_and_all_else_is_a_difference() {
        let none = Rounding::among([0.3, f64::NAN]);
        assert_eq!(none.difference(0.1 + 0.2, 0.3), 0.0);
        assert_eq!(none.settled(0.1 + 0.2, 0.3), 0.1 + 0.2);
        assert_eq!(none.difference(0.3, 0.3 + 1e-9), 0.3 + 1e-9 - 0.3);
        assert_eq!(none.settled(1e-9, 1.1e-9), 1.1e-9);
        assert!(none.difference(f64::NAN, 1.0).is_nan() && none.settled(f64::NAN, 1.0) == 1.0);
        // 0.1 + 0.2 - 0.3 against 0.3 - 0.2 - 0.1, beside values around 1
        let rests = Rounding::among([1.0, -1.2]);
        assert_eq!(rests.difference(0.1 + 0.2 - 0.3, 0.3 - 0.2 - 0.1), 0.0);
    }
}
