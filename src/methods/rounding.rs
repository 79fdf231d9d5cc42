//! Rounding as statisticians mean it: of the number as it is written in decimal.

/// Rounds the shortest decimal representation of `x` to so many decimals; half goes away from zero, or to the even digit.
///
/// The double nearest to 1.005 is slightly below 1.005, yet whoever writes 1.005 and asks for two decimals expects 1.01.
/// So it is the shortest decimal number that reads back as `x` which is rounded. The result is the double nearest to the
/// rounded decimal. Missing (NaN) and infinite values stay as they are, and so do whole numbers too large for decimals.
pub fn round_decimal(x: f64, decimals: u8, half_even: bool) -> f64 {
    if !x.is_finite() || x.abs() >= WHOLE {
        return x;
    }
    let rounded = match POWERS.get(usize::from(decimals)) {
        Some(power) => clear_of_ties(x.abs(), *power).unwrap_or_else(|| by_digits(x.abs(), decimals, half_even)),
        None => by_digits(x.abs(), decimals, half_even),
    };
    // Nothing is left of a sign that belonged to decimals that are gone.
    if rounded == 0.0 { 0.0 } else { rounded.copysign(x) }
}

/// From 2^53 doubles have no decimals.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// Powers of ten that doubles hold exactly.
const POWERS: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// The usual case: so far from a tie that rounding errors of `x * power` do not matter. `None` near a tie.
fn clear_of_ties(x: f64, power: f64) -> Option<f64> {
    let scaled = x * power;
    if scaled >= WHOLE / 4.0 {
        return None;
    }
    let below = scaled.floor();
    let from_tie = scaled - below - 0.5;
    if from_tie.abs() <= 4.0 * f64::EPSILON * scaled {
        return None;
    }
    // Both are exact, so that their quotient is the double nearest to the decimal.
    Some((if from_tie > 0.0 { below + 1.0 } else { below }) / power)
}

/// Rounds the digits of the shortest representation, of which there are at most 17. `x` is not negative.
fn by_digits(x: f64, decimals: u8, half_even: bool) -> f64 {
    let Some((digits, exponent)) = shortest(x) else { return x };
    let dropped = -(exponent + i32::from(decimals));
    let Ok(dropped) = u32::try_from(dropped) else { return x };
    let Some(unit) = 10u64.checked_pow(dropped) else { return 0.0 };
    let (kept, rest) = (digits / unit, digits % unit);
    let up = match rest.cmp(&(unit - rest)) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => !half_even || kept % 2 == 1,
    };
    format!("{}e-{decimals}", kept + u64::from(up && dropped > 0)).parse().unwrap_or(x)
}

/// `x` as digits × 10^exponent, with as few digits as read back as `x`.
fn shortest(x: f64) -> Option<(u64, i32)> {
    let text = format!("{x:e}");
    let (mantissa, exponent) = text.split_once('e')?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}").parse().ok()?;
    Some((digits, exponent.parse::<i32>().ok()? - i32::try_from(fraction.len()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Made by `tests/data/rounding.py` with Python's `decimal`.
    const TABLE: &str = include_str!("../../tests/data/rounding.csv");

    #[test]
    fn agrees_with_an_independent_implementation() {
        let mut lines = 0;
        for line in TABLE.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let number = |at: usize| cells[at].parse::<f64>().unwrap();
            let (x, decimals) = (number(0), cells[1].parse().unwrap());
            assert_eq!(round_decimal(x, decimals, false), number(2), "half up: {line}");
            assert_eq!(round_decimal(x, decimals, true), number(3), "half even: {line}");
            lines += 1;
        }
        assert!(lines > 1000, "{lines}");
    }

    #[test]
    fn statisticians_expect() {
        for (x, decimals, rounded) in
            [(1.005, 2, 1.01), (0.285, 2, 0.29), (0.95, 2, 0.95), (0.95, 1, 1.0), (-0.5, 0, -1.0), (2.675, 2, 2.68)]
        {
            assert_eq!(round_decimal(x, decimals, false), rounded);
        }
        assert_eq!(round_decimal(2.5, 0, true), 2.0);
        assert_eq!(round_decimal(1e300, 3, false), 1e300);
        assert!(round_decimal(-0.2, 0, false).is_sign_positive());
        let missing = f64::from_bits(0x7ff8_0000_0000_0003);
        assert_eq!(round_decimal(missing, 2, false).to_bits(), missing.to_bits());
    }

    proptest! {
        #[test]
        fn the_fast_way_gives_what_the_digits_give(x in 0.0f64..1e9, decimals in 0u8..6) {
            prop_assert_eq!(round_decimal(x, decimals, false), by_digits(x, decimals, false));
        }

        #[test]
        fn rounding_twice_changes_nothing(x in -1e6f64..1e6, decimals in 0u8..12, half_even: bool) {
            let once = round_decimal(x, decimals, half_even);
            prop_assert_eq!(round_decimal(once, decimals, half_even), once);
        }
    }
}
