//! Days counted one by one.

pub fn leap(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn month_length(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Year, month and day of a day counted from 1970-01-01.
pub fn civil(days: f64) -> (i64, i64, i64) {
    let (mut left, mut year, mut month) = (days as i64, 1970, 1);
    while left < 0 {
        year -= 1;
        left += if leap(year) { 366 } else { 365 };
    }
    while left >= if leap(year) { 366 } else { 365 } {
        left -= if leap(year) { 366 } else { 365 };
        year += 1;
    }
    while left >= month_length(year, month) {
        left -= month_length(year, month);
        month += 1;
    }
    (year, month, left + 1)
}

/// The day with these numbers, if there is one.
pub fn day(year: f64, month: f64, day: f64) -> Option<f64> {
    if [year, month, day].iter().any(|x| x.fract() != 0.0) || !(1.0..=12.0).contains(&month) {
        return None;
    }
    let (year, month, day) = (year as i64, month as i64, day as i64);
    if !(1..=month_length(year, month)).contains(&day) {
        return None;
    }
    let years = |from: i64, to: i64| (from..to).map(|y| if leap(y) { 366 } else { 365 }).sum::<i64>();
    let before = if year >= 1970 { years(1970, year) } else { -years(year, 1970) };
    let months: i64 = (1..month).map(|m| month_length(year, m)).sum();
    Some((before + months + day - 1) as f64)
}
