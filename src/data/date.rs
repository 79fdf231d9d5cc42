//! Days as ISO 8601 writes them.

use crate::calendar;

/// Days since 1970-01-01 of `2015-06-30`; a time of midnight may follow, as spreadsheets export it. `None`: no such day.
pub(super) fn read(text: &str) -> Option<f64> {
    let (day, time) = text.split_at_checked(10)?;
    if !matches!(time, "" | "T00:00:00" | " 00:00:00") {
        return None;
    }
    let number = |range: std::ops::Range<usize>| {
        let digits = day.get(range)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<f64>().ok())?
    };
    let marks = day.as_bytes().get(4) == Some(&b'-') && day.as_bytes().get(7) == Some(&b'-');
    if !marks {
        return None;
    }
    calendar::days(number(0..4)?, number(5..7)?, number(8..10)?)
}

/// Days since 1970-01-01 as `2015-06-30`; a number too far from there stays a number.
pub(super) fn show(days: f64) -> String {
    calendar::written(days).unwrap_or_else(|| days.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days() {
        assert_eq!(read("1970-01-01"), Some(0.0));
        assert_eq!(read("2000-03-01"), Some(11017.0));
        assert_eq!(read("1969-12-31"), Some(-1.0));
        assert_eq!(read("2015-06-30 00:00:00"), read("2015-06-30"));
        for text in [
            "2015-06-31",
            "2015-02-29",
            "2015-13-01",
            "2015-6-3",
            "30.06.2015",
            "2015/06/30",
            "2015-06-30T12:00:00",
            "+015-06-30",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        for text in ["0001-01-01", "1600-02-29", "1999-12-31", "2015-06-30", "9999-12-31"] {
            assert_eq!(show(read(text).unwrap()), text);
        }
    }
}
