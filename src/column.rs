//! Typed columns. Missing stands inside the values, with its kind, so that a column is one contiguous array.

use std::sync::Arc;

use crate::program::{Missing, ScaleId, Type, Value};

/// A column of values, one for each row of a table. Cloning is cheap.
#[derive(Clone, Debug)]
pub enum Column {
    /// Numbers and dates; missing is a NaN made by [`number::missing`]. Percents are shares.
    Number(Arc<Vec<f64>>),
    /// yes/no, as [`yes_no`] has it.
    YesNo(Arc<Vec<u8>>),
    /// Levels, categories and outcomes by their position in the scale; missing as [`member`] has it.
    Member(Arc<Vec<u8>>),
    /// Links: the row of the linked table; missing as [`link`] has it.
    Link(Arc<Vec<u32>>),
    /// Texts.
    Text(TextColumn),
}

/// A column of texts: distinct (or simply all) texts, and which of them each row has.
#[derive(Clone, Debug)]
pub struct TextColumn {
    /// For each row its text; missing as [`link`] has it. `None`: row `i` has text `i` (keys).
    pub codes: Option<Arc<Vec<u32>>>,
    /// The texts.
    pub texts: Arc<TextPool>,
}

/// Texts one after the other in one buffer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextPool {
    buffer: String,
    /// Where each text ends, without the laps before.
    ends: Vec<u32>,
    /// For each lap that the buffer has run, the first text that ends beyond it; nearly always there is none.
    laps: Vec<usize>,
}

/// A lap has as many bytes as 32 bits can count; in tests fewer, so that there are laps.
const LAP_BITS: u32 = if cfg!(test) { 7 } else { 32 };
const LAP: u64 = 1 << LAP_BITS;

impl TextPool {
    /// Adds a text and says its number.
    #[inline]
    pub fn push(&mut self, text: &str) -> u32 {
        self.buffer.push_str(text);
        self.end_at(self.buffer.len() as u64);
        u32::try_from(self.ends.len() - 1).unwrap_or(u32::MAX)
    }

    /// The text with this number; empty if there is none.
    #[inline]
    pub fn get(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(Some(0), |before| self.end(before));
        start.zip(self.end(at)).and_then(|(start, end)| self.buffer.get(start..end)).unwrap_or("")
    }

    #[inline]
    fn end(&self, at: usize) -> Option<usize> {
        let end = *self.ends.get(at)? as usize;
        if self.laps.is_empty() {
            return Some(end);
        }
        let laps = self.laps.partition_point(|first| *first <= at);
        Some(end + laps * usize::try_from(LAP).ok()?)
    }

    #[inline]
    fn end_at(&mut self, end: u64) {
        while end >> LAP_BITS > self.laps.len() as u64 {
            self.laps.push(self.ends.len());
        }
        self.ends.push((end & (LAP - 1)) as u32);
    }

    /// Room for so many short texts.
    pub fn with_room(texts: usize) -> Self {
        const SHORT: usize = 8;
        let mut pool = Self::default();
        pool.reserve(texts, texts * SHORT);
        pool
    }

    /// Makes room for so many more texts of so many bytes in all.
    pub fn reserve(&mut self, texts: usize, bytes: usize) {
        self.buffer.reserve(bytes);
        self.ends.reserve(texts);
    }

    /// Adds all texts of another pool, in its order.
    pub fn append(&mut self, other: &TextPool) {
        let start = self.buffer.len() as u64;
        self.buffer.push_str(&other.buffer);
        let lap = self.laps.len() as u64;
        if self.buffer.len() as u64 >> LAP_BITS == lap {
            let start = (start & (LAP - 1)) as u32;
            self.ends.extend(other.ends.iter().map(|end| start + end));
        } else {
            (0..other.len()).filter_map(|at| other.end(at)).for_each(|end| self.end_at(start + end as u64));
        }
    }

    /// Whether any text may be empty; if not, none is.
    pub fn may_have_empty(&self) -> bool {
        let same = |empty: bool, (a, b): (&u32, &u32)| empty | (a == b);
        self.ends.first() == Some(&0) || self.ends.iter().zip(self.ends.iter().skip(1)).fold(false, same)
    }

    /// Bytes of all texts together.
    pub fn bytes(&self) -> usize {
        self.buffer.len()
    }

    /// How many texts.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// Missing numbers: quiet NaNs whose lowest bits tell the kind. Any other NaN counts as unavailable.
pub mod number {
    use super::Missing;

    const QUIET: u64 = 0x7ff8_0000_0000_0000;

    /// A missing number.
    pub const fn missing(kind: Missing) -> f64 {
        f64::from_bits(QUIET | kind as u64)
    }

    /// The kind of missing; `None` for a number.
    pub fn kind(value: f64) -> Option<Missing> {
        if value.is_nan() { Some(super::kind_of((value.to_bits() & 3) as u8)) } else { None }
    }

    /// Whether a missing number is of this kind.
    #[inline(always)]
    pub const fn is_of(value: f64, kind: Missing) -> bool {
        value.to_bits() & 3 == kind as u64
    }

    /// Told apart from NaNs of other makes by these bits.
    const MARKED: u64 = 0xba4e;
    const OUT: u64 = QUIET | MARKED << 32;

    /// A cell that a step has taken out of an index: missing, and not counted as a part.
    pub const fn left_out(kind: Missing) -> f64 {
        f64::from_bits(OUT | kind as u64)
    }

    /// Whether a step has taken the cell out of an index.
    #[inline(always)]
    pub fn is_left_out(value: f64) -> bool {
        value.to_bits() & !3 == OUT
    }

    const SCORED: u64 = QUIET | 0x5c0e << 32;
    const SCORES: u64 = 0xffff;

    /// A cell that holds no value, and gets a score where it is a part of an index: by the score's position among those
    /// of its column. Missing as inapplicable.
    pub fn scored(at: usize) -> f64 {
        f64::from_bits(SCORED | (at as u64 & SCORES) << 8 | Missing::Inapplicable as u64)
    }

    /// The position of the score of such a cell.
    pub fn score(value: f64) -> Option<usize> {
        let bits = value.to_bits();
        (bits & !(SCORES << 8 | 3) == SCORED).then_some((bits >> 8 & SCORES) as usize)
    }

    /// The value, or missing as inapplicable where a formula gave no finite number.
    pub fn finite(value: f64) -> f64 {
        if value.is_finite() { value } else { missing(Missing::Inapplicable) }
    }
}

/// yes/no in two bits: bit 0 "may be yes", bit 1 "may be no". Missing has both, and its kind in bits 2 and 3.
/// Kleene's `and` and `or` are then a few bit operations.
pub mod yes_no {
    use super::Missing;

    /// no
    pub const NO: u8 = 0b10;
    /// yes
    pub const YES: u8 = 0b01;

    /// Missing.
    pub const fn missing(kind: Missing) -> u8 {
        0b11 | (kind as u8) << 2
    }

    /// From a bool.
    pub const fn from(value: bool) -> u8 {
        if value { YES } else { NO }
    }

    /// The value; `Err` with the kind of missing.
    ///
    /// # Errors
    /// The kind of missing.
    pub fn value(code: u8) -> Result<bool, Missing> {
        match code & 0b11 {
            YES => Ok(true),
            NO => Ok(false),
            0b11 | 0b00 | 4.. => Err(super::kind_of(code >> 2)),
        }
    }
}

/// Members of scales: positions 0 to 199; missing is 252 + kind.
pub mod member {
    use super::Missing;

    /// Codes from here on are missing.
    pub const FIRST_MISSING: u8 = 252;

    /// Missing.
    pub const fn missing(kind: Missing) -> u8 {
        FIRST_MISSING + kind as u8
    }

    /// The kind of missing; `None` for a member.
    pub fn kind(code: u8) -> Option<Missing> {
        code.checked_sub(FIRST_MISSING).map(super::kind_of)
    }
}

/// Links and text codes: missing is the last four codes.
pub mod link {
    use super::Missing;

    /// Codes from here on are missing.
    pub const FIRST_MISSING: u32 = u32::MAX - 3;

    /// Missing.
    pub const fn missing(kind: Missing) -> u32 {
        FIRST_MISSING + kind as u32
    }

    /// The kind of missing; `None` for a row or text.
    pub fn kind(code: u32) -> Option<Missing> {
        code.checked_sub(FIRST_MISSING).map(|k| super::kind_of(k as u8))
    }
}

fn kind_of(bits: u8) -> Missing {
    match bits & 3 {
        1 => Missing::Inapplicable,
        2 => Missing::Unasked,
        3 => Missing::Unknown,
        0 | 4.. => Missing::Unavailable,
    }
}

impl Column {
    /// How many rows; `None` for a text column whose rows are its texts counts those.
    pub fn len(&self) -> usize {
        match self {
            Column::Number(v) => v.len(),
            Column::YesNo(v) | Column::Member(v) => v.len(),
            Column::Link(v) => v.len(),
            Column::Text(t) => t.codes.as_ref().map_or(t.texts.len(), |c| c.len()),
        }
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a row; missing (unavailable) past the end. A link gives the row's number; see [`Assessment::value`](crate::eval::Assessment::value) for its key.
    pub fn value(&self, row: usize) -> Value {
        let gone = Value::Missing(Missing::Unavailable);
        match self {
            Column::Number(v) => {
                v.get(row).map_or(gone, |x| number::kind(*x).map_or(Value::Number(*x), Value::Missing))
            }
            Column::YesNo(v) => {
                v.get(row).map_or(gone, |c| yes_no::value(*c).map_or_else(Value::Missing, Value::YesNo))
            }
            Column::Member(v) => {
                v.get(row).map_or(gone, |c| member::kind(*c).map_or(Value::Member(*c), Value::Missing))
            }
            Column::Link(v) => {
                v.get(row).map_or(gone, |c| link::kind(*c).map_or(Value::Number(f64::from(*c)), Value::Missing))
            }
            Column::Text(t) => match t.code(row) {
                Ok(code) => Value::Text(t.texts.get(code as usize).to_owned()),
                Err(kind) => Value::Missing(kind),
            },
        }
    }

    /// Whether the column can hold values of the type.
    pub fn fits(&self, ty: &Type) -> bool {
        match (self, ty) {
            (Column::Number(_), Type::Number(_) | Type::Date)
            | (Column::YesNo(_), Type::YesNo)
            | (Column::Member(_), Type::Member(ScaleId(_)))
            | (Column::Link(_), Type::Link(_))
            | (Column::Text(_), Type::Text) => true,
            (Column::Number(_) | Column::YesNo(_) | Column::Member(_) | Column::Link(_) | Column::Text(_), _) => false,
        }
    }
}

impl TextColumn {
    /// The number of a row's text.
    ///
    /// # Errors
    /// The kind of missing.
    pub fn code(&self, row: usize) -> Result<u32, Missing> {
        let code = match &self.codes {
            Some(codes) => codes.get(row).copied().unwrap_or(link::missing(Missing::Unavailable)),
            None => u32::try_from(row).unwrap_or(u32::MAX),
        };
        link::kind(code).map_or(Ok(code), Err)
    }

    /// A row's text; `None` where missing.
    pub fn get(&self, row: usize) -> Option<&str> {
        self.code(row).ok().map(|c| self.texts.get(c as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_keeps_texts_of_more_bytes_than_a_lap_has() {
        let texts: Vec<String> = (0..60).map(|n| "abcdefg".repeat(n * 7 % 50)).collect();
        for cut in [0, 1, 20, 59, 60] {
            let (mut whole, mut parts, mut second) = (TextPool::default(), TextPool::default(), TextPool::default());
            for (at, text) in texts.iter().enumerate() {
                assert_eq!(whole.push(text) as usize, at);
                if at < cut {
                    parts.push(text)
                } else {
                    second.push(text)
                };
            }
            parts.append(&second);
            assert_eq!(parts, whole);
            assert!(texts.iter().enumerate().all(|(at, text)| whole.get(at) == text));
            assert_eq!((whole.get(60), whole.len()), ("", 60));
        }
    }

    #[test]
    fn what_methods_call_undefined_is_missing_as_inapplicable() {
        assert_eq!(number::kind(crate::methods::UNDEFINED), Some(Missing::Inapplicable));
    }
}
