//! Days as ISO 8601 writes them.

/// Days since 1970-01-01 of `2015-06-30`; a time of midnight may follow, as spreadsheets export it. `None`: no such day.
pub(super) fn read(text: &str) -> Option<f64> {
    let (day, time) = text.split_at_checked(10)?;
    if !matches!(time, "" | "T00:00:00" | " 00:00:00") {
        return None;
    }
    let number = |range: std::ops::Range<usize>| {
        let digits = day.get(range)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<i64>().ok())?
    };
    let marks = day.as_bytes().get(4) == Some(&b'-') && day.as_bytes().get(7) == Some(&b'-');
    let (year, month, date) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let valid = marks && (1..=12).contains(&month) && (1..=last_day(year, month)).contains(&date);
    valid.then(|| days(year, month, date) as f64)
}

/// Days since 1970-01-01 as `2015-06-30`.
pub(super) fn show(days: f64) -> String {
    // The inverse of `days`, after the same source.
    let z = days.floor() as i64 + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let date = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{date:02}")
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms").
fn days(year: i64, month: i64, date: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + date - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year - 719_468
}

fn last_day(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
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
