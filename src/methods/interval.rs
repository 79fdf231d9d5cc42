//! Between which numbers values may lie, worked out without data.

/// All numbers from `low` to `high`, both included; an end that is infinite is open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// All numbers.
    pub const ALL: Interval = Interval { low: f64::NEG_INFINITY, high: f64::INFINITY };

    /// From one number to another; an end that is not known is open, and so is one that is no number.
    pub fn new(low: f64, high: f64) -> Self {
        let low = if low.is_nan() { f64::NEG_INFINITY } else { low };
        let high = if high.is_nan() { f64::INFINITY } else { high };
        Interval { low, high }
    }

    /// One number.
    pub fn point(x: f64) -> Self {
        Interval::new(x, x)
    }

    /// A range whose ends may be open.
    pub fn of(range: (Option<f64>, Option<f64>)) -> Self {
        Interval::new(range.0.unwrap_or(f64::NEG_INFINITY), range.1.unwrap_or(f64::INFINITY))
    }

    /// Whether nothing is known.
    pub fn is_all(self) -> bool {
        self == Interval::ALL
    }

    /// Whether a number lies in it.
    pub fn holds(self, x: f64) -> bool {
        self.low <= x && x <= self.high
    }

    /// The smallest interval that holds both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Interval { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// What lies in both; the first where nothing does, for then one of the two is wrong.
    #[must_use]
    pub fn meet(self, other: Self) -> Self {
        let both = Interval { low: self.low.max(other.low), high: self.high.min(other.high) };
        if both.low <= both.high { both } else { self }
    }

    /// x + y
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Interval::new(self.low + other.low, self.high + other.high)
    }

    /// −x
    #[must_use]
    pub fn negated(self) -> Self {
        Interval { low: -self.high, high: -self.low }
    }

    /// x y
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        // 0 times an open end is 0: every number there is finite.
        let product = |a: f64, b: f64| if a == 0.0 || b == 0.0 { 0.0 } else { a * b };
        let ends = [
            product(self.low, other.low),
            product(self.low, other.high),
            product(self.high, other.low),
            product(self.high, other.high),
        ];
        Interval::new(
            ends.into_iter().fold(f64::INFINITY, f64::min),
            ends.into_iter().fold(f64::NEG_INFINITY, f64::max),
        )
    }

    /// x times a number
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        self.times(Interval::point(factor))
    }

    /// 1 / x; all numbers where x may be 0 and lie on both sides of it.
    #[must_use]
    pub fn inverse(self) -> Self {
        if self.low > 0.0 || self.high < 0.0 {
            return Interval::new(1.0 / self.high, 1.0 / self.low);
        }
        match (self.low == 0.0, self.high == 0.0) {
            (true, false) => Interval::new(1.0 / self.high, f64::INFINITY),
            (false, true) => Interval::new(f64::NEG_INFINITY, 1.0 / self.low),
            (true, true) | (false, false) => Interval::ALL,
        }
    }

    /// |x|
    #[must_use]
    pub fn magnitude(self) -> Self {
        let high = self.low.abs().max(self.high.abs());
        if self.holds(0.0) {
            return Interval { low: 0.0, high };
        }
        Interval { low: self.low.abs().min(self.high.abs()), high }
    }

    /// Both ends by a function that never falls.
    #[must_use]
    pub fn rising(self, f: impl Fn(f64) -> f64) -> Self {
        Interval::new(f(self.low), f(self.high))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn interval() -> impl Strategy<Value = Interval> {
        let end = prop_oneof![4 => -10.0f64..10.0, 1 => Just(0.0), 1 => Just(f64::INFINITY)];
        (end.clone(), end).prop_map(|(a, b)| {
            let a = if a.is_infinite() { f64::NEG_INFINITY } else { a };
            if a <= b { Interval::new(a, b) } else { Interval::new(b, a) }
        })
    }

    /// A number of the interval, `at` of the way through it.
    fn inside(interval: Interval, at: f64) -> f64 {
        let (low, high) = (interval.low.max(-1e3), interval.high.min(1e3));
        low + at * (high - low)
    }

    proptest! {
        #[test]
        fn what_comes_out_lies_in_what_is_said(a in interval(), b in interval(), s in 0.0f64..=1.0, t in 0.0f64..=1.0) {
            let (x, y) = (inside(a, s), inside(b, t));
            let near = |i: Interval, x: f64| i.low - 1e-9 <= x && x <= i.high + 1e-9 * (1.0 + x.abs());
            prop_assert!(near(a.plus(b), x + y));
            prop_assert!(near(a.times(b), x * y));
            prop_assert!(near(a.negated(), -x));
            prop_assert!(near(a.magnitude(), x.abs()));
            prop_assert!(x == 0.0 || near(a.inverse(), 1.0 / x), "1/{x} is not in {:?}", a.inverse());
            prop_assert!(near(a.join(b), x) && near(a.join(b), y));
        }
    }

    #[test]
    fn ends_that_are_known_stay_known() {
        let up = Interval::of((Some(0.0), None));
        assert_eq!(up.times(up), up);
        assert_eq!(up.plus(Interval::point(3.0)), Interval::of((Some(3.0), None)));
        assert_eq!(Interval::new(2.0, 4.0).inverse(), Interval::new(0.25, 0.5));
        assert_eq!(up.inverse(), up);
        assert_eq!(Interval::new(-3.0, 2.0).magnitude(), Interval::new(0.0, 3.0));
    }
}
