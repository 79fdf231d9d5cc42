//! Values that a person would choose as an example.

/// The number with the fewest digits strictly between two ends (infinite ones are open), near the middle.
/// `None` if there is no number between them, or no whole one where one is asked for.
pub fn between(low: f64, high: f64, whole: bool) -> Option<f64> {
    let inside = |x: f64| (x > low && x < high && (!whole || x.fract() == 0.0)).then_some(x);
    match (low.is_finite(), high.is_finite()) {
        (false, false) => Some(0.0),
        (true, false) => inside(low.floor() + 1.0).or_else(|| inside(low * 2.0)).or_else(|| inside(f64::MAX)),
        (false, true) if high > 0.0 => Some(0.0),
        (false, true) => inside(high.ceil() - 1.0).or_else(|| inside(high * 2.0)).or_else(|| inside(f64::MIN)),
        (true, true) => {
            let middle = low / 2.0 + high / 2.0;
            let digits =
                (0..=17).filter_map(|decimals| rounded(middle, decimals - exponent(high - low))).find_map(inside);
            digits.or_else(|| if whole { inside(low.floor() + 1.0) } else { inside(middle) })
        }
    }
}

/// The power of ten of a length: 1 for 0.1 < x <= 1.
fn exponent(length: f64) -> i32 {
    if length > 0.0 && length.is_finite() { libm::log10(length).ceil() as i32 } else { 0 }
}

/// The number as a decimal of so many places; negative ones round to tens, hundreds.
fn rounded(x: f64, decimals: i32) -> Option<f64> {
    if decimals >= 0 {
        let places = usize::try_from(decimals).ok()?.min(300);
        return format!("{x:.places$}").parse().ok();
    }
    let step = libm::pow(10.0, f64::from(-decimals));
    Some((x / step).round() * step)
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn examples_are_short_and_lie_between_the_ends() {
        assert_eq!(between(0.0, 1.0, false), Some(0.5));
        assert_eq!(between(0.55, 0.7, false), Some(0.6));
        assert_eq!(between(0.7, 0.8, false), Some(0.75));
        assert_eq!(between(1.0, f64::INFINITY, false), Some(2.0));
        assert_eq!(between(0.55, f64::INFINITY, false), Some(1.0));
        assert_eq!(between(f64::NEG_INFINITY, 1.0, false), Some(0.0));
        assert_eq!(between(f64::NEG_INFINITY, -0.5, false), Some(-1.0));
        assert_eq!(between(2014.0, 2015.0, true), None);
        assert_eq!(between(2014.0, 2016.0, true), Some(2015.0));
        assert_eq!(between(0.0, 100.0, false), Some(50.0));
        assert_eq!(between(1.0, 1.0 + f64::EPSILON, false), None);
        assert_eq!(between(1e300, f64::INFINITY, false), Some(2e300));
    }
}
