//! Days since 1970-01-01 and the proleptic Gregorian calendar
//! (Howard Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days` and `days_from_civil`).

/// Year, month and day of a day; `None` beyond the years that a date can have.
pub fn civil(days: f64) -> Option<(i64, u32, u32)> {
    if !(-1e9..=1e9).contains(&days) {
        return None;
    }
    let z = days.floor() as i64 + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = (doy - (153 * mp + 2) / 5 + 1) as u32;
    let month = if mp < 10 { mp + 3 } else { mp - 9 } as u32;
    let year = yoe + era * 400 + i64::from(month <= 2);
    Some((year, month, day))
}

/// The date of a day, `2015-06-30`, counted from 1970-01-01; `None` where the calendar ends.
pub fn written(days: f64) -> Option<String> {
    civil(days).map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
}

/// The day's number; `None` if there is no such day.
pub fn days(year: f64, month: f64, day: f64) -> Option<f64> {
    let whole = |x: f64| x.is_finite() && x.fract() == 0.0;
    if !(whole(year) && whole(month) && whole(day)) || year.abs() > 1e6 || !(1.0..=12.0).contains(&month) {
        return None;
    }
    let (y, m) = (year as i64, month as i64);
    let leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    let length = match m {
        2 if leap => 29.0,
        2 => 28.0,
        4 | 6 | 9 | 11 => 30.0,
        _ => 31.0,
    };
    if !(1.0..=length).contains(&day) {
        return None;
    }
    let y = if m <= 2 { y - 1 } else { y };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let doy = (153 * (if m > 2 { m - 3 } else { m + 9 }) + 2) / 5 + day as i64 - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    Some((era * 146_097 + doe - 719_468) as f64)
}

/// A day, as it is written in policies and results: `2024-01-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
}

impl Day {
    /// Reads `2024-01-31`; `None` if it is written otherwise, or there is no such day.
    pub fn parse(text: &str) -> Option<Day> {
        let mut parts = text.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let digits = |part: &str, wanted: usize| part.len() == wanted && part.bytes().all(|b| b.is_ascii_digit());
        if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
            return None;
        }
        let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        days(f64::from(year), f64::from(month), f64::from(day)).map(|_| Day { year, month, day })
    }

    /// Days since 1970-01-01.
    pub fn number(self) -> f64 {
        // There is such a day, or it would not be here.
        days(f64::from(self.year), f64::from(self.month), f64::from(self.day)).unwrap_or_default()
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days() {
        assert_eq!(written(0.0).as_deref(), Some("1970-01-01"));
        assert_eq!(written(16_616.0).as_deref(), Some("2015-06-30"));
        assert_eq!(written(-1.0).as_deref(), Some("1969-12-31"));
        assert_eq!(written(1e10), None);
        assert_eq!(days(1970.0, 1.0, 1.0), Some(0.0));
        assert_eq!(days(2000.0, 2.0, 29.0), Some(11_016.0));
        assert_eq!(days(2015.0, 2.0, 29.0), None);
        assert_eq!(days(1900.0, 2.0, 29.0), None);
        assert_eq!(days(2015.0, 6.5, 1.0), None);
        assert_eq!(civil(0.0), Some((1970, 1, 1)));
        assert_eq!(civil(-1.0), Some((1969, 12, 31)));
    }

    #[test]
    fn a_day_is_written_as_it_is_read() {
        for text in ["1970-01-01", "2024-02-29", "0001-12-31"] {
            assert_eq!(Day::parse(text).unwrap().to_string(), text);
        }
        for text in ["2023-02-29", "2024-1-1", "2024", "24-01-01", "2024-13-01", "", "2024-01-01 "] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
        assert_eq!(Day::parse("2000-02-29").unwrap().number(), 11_016.0);
        assert!(Day::parse("2023-12-31") < Day::parse("2024-01-01"));
    }

    #[test]
    fn there_and_back() {
        for day in (-800_000..800_000).step_by(97) {
            let (y, m, d) = civil(f64::from(day)).unwrap();
            assert_eq!(days(y as f64, f64::from(m), f64::from(d)), Some(f64::from(day)));
        }
    }
}
