//! Rounding of decimal digits, as one does by hand.

/// Rounds the shortest decimal that reads back as `x`.
pub fn round(x: f64, decimals: u8, half_even: bool) -> f64 {
    let text = format!("{:.*}", shortest_decimals(x), x.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let keep = usize::from(decimals);
    if fraction.len() <= keep {
        return x + 0.0;
    }
    let (kept, rest) = fraction.split_at(keep);
    let digits = format!("{whole}{kept}");
    let last_is_odd = (digits.as_bytes()[digits.len() - 1] - b'0') % 2 == 1;
    let tie = rest.starts_with('5') && rest[1..].bytes().all(|d| d == b'0');
    let up = rest.as_bytes()[0] >= b'5' && (!tie || !half_even || last_is_odd);
    let digits = if up { plus_one(&digits) } else { digits };
    let (whole, kept) = digits.split_at(digits.len() - keep);
    let rounded: f64 = format!("{whole}.{kept}0").parse().unwrap();
    if rounded == 0.0 { 0.0 } else { rounded.copysign(x) }
}

/// The fewest decimals with which the number reads back as itself.
fn shortest_decimals(x: f64) -> usize {
    let text = format!("{x:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap();
    let digits = mantissa.split_once('.').map_or(0, |(_, d)| d.len()) as i32;
    (digits - exponent.parse::<i32>().unwrap()).max(0) as usize
}

fn plus_one(digits: &str) -> String {
    let mut out = Vec::new();
    let mut carry = 1;
    for d in digits.bytes().rev() {
        let sum = d - b'0' + carry;
        out.push(b'0' + sum % 10);
        carry = sum / 10;
    }
    if carry > 0 {
        out.push(b'1');
    }
    out.reverse();
    String::from_utf8(out).unwrap()
}

#[test]
fn decimals_are_rounded_as_written() {
    assert_eq!(round(0.95, 1, false), 1.0);
    assert_eq!(round(1.005, 2, false), 1.01);
    assert_eq!(round(-0.5, 0, false), -1.0);
    assert_eq!(round(2.5, 0, true), 2.0);
    assert_eq!(round(3.5, 0, true), 4.0);
    assert_eq!(round(9.996, 2, false), 10.0);
    assert_eq!(round(1e-9, 3, false), 0.0);
    assert_eq!(round(1234567.0, 2, false), 1234567.0);
}
