//! Numbers as people and programs read them: in the declared unit, without artefacts of the binary representation.

pub use crate::program::declared;

use crate::methods::rounding::round_decimal;

/// The shortest text that reads back as the number; very large and very small ones with an exponent.
pub fn exact(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".to_owned()
    } else if (1e-7..1e21).contains(&size) {
        value.to_string()
    } else {
        format!("{value:e}")
    }
}

/// The number rounded half up to so many decimals, with all of them shown.
pub fn printed(value: f64, decimals: u8) -> String {
    format!("{:.*}", usize::from(decimals), round_decimal(value, decimals, false))
}

/// A number of which nothing says how many decimals it has: three, without zeros at the end.
pub fn plain(value: f64) -> String {
    plain_to(value, PLAIN)
}

/// As many decimals as are told where nothing says how many.
pub const PLAIN: u8 = 3;

/// The number with at most so many decimals, without zeros at the end.
pub fn plain_to(value: f64, decimals: u8) -> String {
    let rounded = round_decimal(value, decimals, false);
    if rounded == 0.0 && value != 0.0 { exact_short(value) } else { exact(rounded) }
}

/// A number so small that three decimals would show nothing of it.
fn exact_short(value: f64) -> String {
    format!("{value:.2e}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_come_out_as_they_went_in() {
        for written in [12.3, 0.1, 33.3, 56.7, 29.0, 57.0, 100.0, 0.07, 14.285714285714285, -3.3] {
            assert_eq!(declared(written / 100.0, true), written);
        }
        for tenth in 0..20_000 {
            let written = f64::from(tenth) / 10.0;
            assert_eq!(declared(written / 100.0, true), written);
        }
        assert_eq!(declared(0.123, false), 0.123);
    }

    #[test]
    fn what_is_printed_is_rounded_half_up_in_decimal() {
        assert_eq!(printed(1.262, 1), "1.3");
        assert_eq!(printed(0.95, 1), "1.0");
        assert_eq!(printed(1.005, 2), "1.01");
        assert_eq!(printed(-0.04, 1), "0.0");
        assert_eq!(plain(0.5), "0.5");
        assert_eq!(plain(2.0 / 3.0), "0.667");
        assert_eq!(plain(0.00012), "1.20e-4");
    }

    #[test]
    fn exact_numbers_read_back() {
        for x in [1.0, 0.1, 1e300, 5e-324, -2.5e-9, 1.0 / 3.0, 123_456_789_012.0] {
            assert_eq!(exact(x).parse::<f64>().unwrap(), x);
        }
        assert_eq!(exact(-0.0), "0");
        assert_eq!(exact(1e21), "1e21");
    }
}
