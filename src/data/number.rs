//! Numbers as people write them: decimal point or comma, typographic minus, narrow spaces between thousands, percent signs.

use super::word;

/// What stands between the whole part and the decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Mark {
    /// `1.5`
    #[default]
    Point,
    /// `1,5`
    Comma,
}

impl Mark {
    fn byte(self) -> u8 {
        match self {
            Mark::Point => b'.',
            Mark::Comma => b',',
        }
    }
}

/// What the cells of a column say about its decimal mark, whatever mark they are read with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Evidence {
    /// Some cell can only have a decimal point: `1.5`, `0.125`.
    pub point: bool,
    /// Some cell can only have a decimal comma: `1,5`, `0,125`.
    pub comma: bool,
}

impl Evidence {
    /// The mark that the column has: the comma only where some cell can have no other, and no cell contradicts.
    pub fn mark(self) -> Mark {
        if self.comma && !self.point { Mark::Comma } else { Mark::Point }
    }

    /// Both together.
    pub fn and(self, other: Evidence) -> Evidence {
        Evidence { point: self.point || other.point, comma: self.comma || other.comma }
    }
}

/// Powers of ten that are exact.
const POWERS: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/// Reads a plain number: at most 15 digits, an optional sign and mark. `None`: it needs a closer look ([`read`]).
///
/// Digits and power of ten are both exact, so that their quotient is the nearest number (Clinger 1990).
#[inline]
pub(super) fn plain(bytes: &[u8], mark: Mark, evidence: &mut Evidence) -> Option<f64> {
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let value = match word::load(digits) {
        Some(word) => short(word, digits.len(), mark, evidence)?,
        None => long(digits, mark, evidence)?,
    };
    Some(if negative { 0.0 - value } else { value })
}

/// A plain number without sign, of at most eight bytes.
#[inline]
fn short(word: u64, length: usize, mark: Mark, evidence: &mut Evidence) -> Option<f64> {
    let marks = word::zero_bytes(word ^ word::spread(mark.byte()));
    if marks == 0 {
        return word::digits(word, length).map(f64::from);
    }
    let seen = marks.trailing_zeros() / 8;
    let decimals = length - seen as usize - 1;
    if seen == 0 || decimals == 0 {
        return None;
    }
    let before = (1 << (8 * seen)) - 1;
    let mantissa = word::digits(word & before | word >> 8 & !before, length - 1)?;
    if decimals != 3 || seen > 3 || word as u8 == b'0' {
        note(mark, evidence);
    }
    Some(f64::from(mantissa) / POWERS.get(decimals).copied()?)
}

/// Some cell can have no other mark than this.
fn note(mark: Mark, evidence: &mut Evidence) {
    match mark {
        Mark::Point => evidence.point = true,
        Mark::Comma => evidence.comma = true,
    }
}

/// A plain number without sign, of any length.
fn long(digits: &[u8], mark: Mark, evidence: &mut Evidence) -> Option<f64> {
    if digits.is_empty() || digits.len() > 16 {
        return None;
    }
    let sign = mark.byte();
    let mut mantissa: u64 = 0;
    let mut seen = digits.len();
    for (at, byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            mantissa = mantissa * 10 + u64::from(digit);
        } else if *byte == sign && seen == digits.len() {
            seen = at;
        } else {
            return None;
        }
    }
    if seen == digits.len() {
        if digits.len() > 15 {
            return None;
        }
        return Some(mantissa as f64);
    }
    let decimals = digits.len() - seen - 1;
    if seen == 0 || decimals == 0 {
        return None;
    }
    if decimals != 3 || seen > 3 || digits.first() == Some(&b'0') {
        note(mark, evidence);
    }
    Some(mantissa as f64 / POWERS.get(decimals).copied()?)
}

/// A number, and whether it has a percent sign.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Read {
    /// The number as written.
    pub value: f64,
    /// `12.3%`
    pub percent: bool,
}

/// Reads any number that is accepted: see the module's text. `None`: it is none, or it can be read in two ways.
pub(super) fn read(text: &str, mark: Mark, evidence: &mut Evidence) -> Option<Read> {
    let (text, percent) = match text.strip_suffix('%') {
        Some(rest) => (rest.trim_end(), true),
        None => (text, false),
    };
    look(text, evidence);
    let (negative, rest) = match text.chars().next()? {
        '-' | '\u{2212}' => (true, text.trim_start_matches(['-', '\u{2212}'])),
        '+' => (false, text.trim_start_matches('+')),
        _ => (false, text),
    };
    // One sign only: `--5` is no number.
    if text.chars().count() > rest.chars().count() + 1 {
        return None;
    }
    let mut ascii = String::with_capacity(rest.len() + 1);
    if negative {
        ascii.push('-');
    }
    ascii.push_str(&joined(rest)?.replace(char::from(mark.byte()), "."));
    let strange = |c: char| !(c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-'));
    if ascii.chars().any(strange) || (mark == Mark::Comma && rest.contains('.')) {
        return None;
    }
    let value: f64 = ascii.parse().ok()?;
    value.is_finite().then_some(Read { value: value + 0.0, percent })
}

/// Takes out narrow or no-break spaces between thousands; `None` where they stand anywhere else.
fn joined(text: &str) -> Option<std::borrow::Cow<'_, str>> {
    let space = |c: char| matches!(c, '\u{a0}' | '\u{202f}' | '\u{2009}');
    if !text.contains(space) {
        return Some(text.into());
    }
    let whole = text.split(['.', ',']).next().unwrap_or(text);
    let groups: Vec<&str> = whole.split(space).collect();
    let digits = |g: &&str| g.bytes().all(|b| b.is_ascii_digit());
    let (first, rest) = groups.split_first()?;
    let regular = (1..=3).contains(&first.len()) && digits(first) && rest.iter().all(|g| g.len() == 3 && digits(g));
    let after = text.get(whole.len()..)?;
    (regular && !after.contains(space)).then(|| (groups.concat() + after).into())
}

/// Notes what a number that is not plain says about the decimal mark.
fn look(text: &str, evidence: &mut Evidence) {
    let text = text.trim_start_matches(['-', '+', '\u{2212}']);
    let digit_or_mark = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '\u{a0}' | '\u{202f}' | '\u{2009}');
    if !text.contains(|c: char| c.is_ascii_digit()) || !text.chars().all(digit_or_mark) {
        return;
    }
    let Some((whole, decimals)) = text.rsplit_once(['.', ',']) else { return };
    let comma = text.as_bytes().get(whole.len()) == Some(&b',');
    let (same, other) = if comma { (',', '.') } else { ('.', ',') };
    if whole.is_empty() || decimals.is_empty() {
        return;
    }
    // `1,234,567` are thousands: the other mark, if there is one, has the decimals.
    let decimal = if whole.contains(same) {
        return;
    } else if whole.contains(other) {
        true
    } else {
        decimals.len() != 3 || whole.len() > 3 || whole.starts_with('0')
    };
    if decimal && comma {
        evidence.comma = true;
    } else if decimal {
        evidence.point = true;
    }
}

/// Whether a text is a number written with the other decimal mark, or with separated thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LooksLike {
    /// `1,5`
    DecimalComma,
    /// `1.5` in a column with decimal commas.
    DecimalPoint,
    /// `1,234`: thousands or decimals.
    Ambiguous,
    /// `1,234,567`, `1,234.5`
    Thousands,
    /// `12.3%` in a column that has no percents.
    Percent,
    /// `12..3`
    Mistyped,
    /// `1 234`
    Spaced,
    /// `1e400`
    TooLarge,
    /// Nothing like a number.
    Nothing,
}

/// What a text that is no number of its column looks like.
pub(super) fn looks_like(text: &str, mark: Mark) -> LooksLike {
    let nothing = &mut Evidence::default();
    let squeezed: String = text.split_whitespace().collect();
    if squeezed != text && plain(squeezed.as_bytes(), mark, nothing).is_some() {
        return LooksLike::Spaced;
    }
    if read(text, mark, nothing).is_some_and(|r| r.percent) {
        return LooksLike::Percent;
    }
    let other = match mark {
        Mark::Point => Mark::Comma,
        Mark::Comma => Mark::Point,
    };
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
    let bare = text.trim_start_matches(['-', '+', '\u{2212}']);
    if read(text, other, nothing).is_some() {
        let mut evidence = Evidence::default();
        look(text, &mut evidence);
        return match (mark, evidence.comma || evidence.point) {
            (Mark::Point, true) => LooksLike::DecimalComma,
            (Mark::Comma, true) => LooksLike::DecimalPoint,
            (Mark::Point | Mark::Comma, false) => LooksLike::Ambiguous,
        };
    }
    if digits(bare) && bare.starts_with(|c: char| c.is_ascii_digit()) {
        let parts: Vec<&str> = bare.split(['.', ',']).collect();
        if parts.iter().any(|part| part.is_empty()) {
            return LooksLike::Mistyped;
        }
        // Behind the first mark there are groups of three, and a fraction at most.
        let groups = parts.get(1..parts.len() - 1).unwrap_or_default();
        let grouped = groups.iter().all(|part| part.len() == 3);
        return if grouped { LooksLike::Thousands } else { LooksLike::Nothing };
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_infinite() && text.contains(|c: char| c.is_ascii_digit()) => LooksLike::TooLarge,
        Ok(_) | Err(_) => LooksLike::Nothing,
    }
}

/// A number as a person writes it: no more than 15 significant digits.
pub(super) fn show(value: f64) -> String {
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    format!("{rounded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str, mark: Mark) -> Option<f64> {
        let nothing = &mut Evidence::default();
        plain(text.as_bytes(), mark, nothing).or_else(|| read(text, mark, nothing).map(|r| r.value))
    }

    fn evidence(text: &str) -> (bool, bool) {
        let mut e = Evidence::default();
        if plain(text.as_bytes(), Mark::Point, &mut e).is_none() {
            read(text, Mark::Point, &mut e);
        }
        (e.point, e.comma)
    }

    #[test]
    fn numbers_are_read_as_the_standard_library_reads_them() {
        for text in
            ["0", "7", "1.5", "-0.25", "123456.789", "0.1", "1e3", "1E-7", "9007199254740993", ".5", "12345678901234.5"]
        {
            assert_eq!(number(text, Mark::Point), text.parse().ok(), "{text}");
        }
        assert_eq!(number("+3.5", Mark::Point), Some(3.5));
        assert_eq!(number("\u{2212}7611.71", Mark::Point), Some(-7611.71));
        assert_eq!(number("1,5", Mark::Comma), Some(1.5));
        assert_eq!(number("1\u{a0}234\u{202f}567,5", Mark::Comma), Some(1234567.5));
        assert_eq!(number("12.3%", Mark::Point), Some(12.3));
        assert!(number("-0", Mark::Point).unwrap().is_sign_positive());
    }

    #[test]
    fn short_numbers_are_read_as_long_ones_are() {
        let pieces = ["0", "12", "123", "0001", ".", ",", "5.", "x", "99999"];
        for a in pieces {
            for b in pieces {
                for c in ["", "7", ".25", ",125"] {
                    let text = format!("{a}{b}{c}");
                    for mark in [Mark::Point, Mark::Comma] {
                        let (mut of_short, mut of_long) = (Evidence::default(), Evidence::default());
                        let read = plain(text.as_bytes(), mark, &mut of_short);
                        assert_eq!(read, long(text.as_bytes(), mark, &mut of_long), "{text}");
                        assert_eq!(of_short, of_long, "{text}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_no_number_is_not_read() {
        for text in [
            "",
            "-",
            ".",
            "inf",
            "nan",
            "NaN",
            "infinity",
            "0x10",
            "--5",
            "1 2",
            "1,5",
            "1.2.3",
            "1e400",
            "5 %%",
            "12\u{a0}34",
            "e5",
        ] {
            assert_eq!(number(text, Mark::Point), None, "{text}");
        }
        assert_eq!(number("1.5", Mark::Comma), None);
        assert_eq!(number("1.234,5", Mark::Comma), None);
    }

    #[test]
    fn the_evidence_for_a_decimal_mark_is_what_can_be_read_in_one_way_only() {
        for text in ["1,5", "0,125", "1234,567", "1.234,5", "12,3456"] {
            assert_eq!(evidence(text), (false, true), "{text}");
        }
        for text in ["1.5", "0.125", "1234.567", "1,234.5"] {
            assert_eq!(evidence(text), (true, false), "{text}");
        }
        for text in ["1,234", "1.234", "12", "1,234,567", "n/a", "a,5"] {
            assert_eq!(evidence(text), (false, false), "{text}");
        }
    }

    #[test]
    fn a_bad_number_is_told_by_its_looks() {
        assert_eq!(looks_like("1,5", Mark::Point), LooksLike::DecimalComma);
        assert_eq!(looks_like("1.5", Mark::Comma), LooksLike::DecimalPoint);
        assert_eq!(looks_like("1,234", Mark::Point), LooksLike::Ambiguous);
        assert_eq!(looks_like("1.234", Mark::Comma), LooksLike::Ambiguous);
        assert_eq!(looks_like("1,234,567", Mark::Point), LooksLike::Thousands);
        assert_eq!(looks_like("1,234.5", Mark::Point), LooksLike::Thousands);
        assert_eq!(looks_like("1 234", Mark::Point), LooksLike::Spaced);
        assert_eq!(looks_like("12%", Mark::Point), LooksLike::Percent);
        assert_eq!(looks_like("1e400", Mark::Point), LooksLike::TooLarge);
        assert_eq!(looks_like("1.234.567", Mark::Point), LooksLike::Thousands);
        assert_eq!(looks_like("12..3", Mark::Point), LooksLike::Mistyped);
        assert_eq!(looks_like("12,,3", Mark::Comma), LooksLike::Mistyped);
        assert_eq!(looks_like("03.02.2001", Mark::Point), LooksLike::Nothing);
        assert_eq!(looks_like("-", Mark::Point), LooksLike::Nothing);
    }

    #[test]
    fn a_value_is_shown_without_the_dust_of_binary_fractions() {
        assert_eq!(show(0.07 * 100.0), "7");
        assert_eq!(show(-7611.71), "-7611.71");
    }
}
