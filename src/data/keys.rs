//! Keys: no two rows have the same, and links find their row by it.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

use super::number::{self, Evidence, Mark};
use super::parallel;
use super::problems::RowList;
use super::tokens::Lexicon;
use super::{cells, date, word};
use crate::eval::column::{link, member, yes_no};
use crate::eval::{Column, TextPool};
use crate::program::{Program, Quantity, Type};

/// The rows of a part that is worth a thread of its own.
const PART: usize = 1 << 16;

/// The keys of all rows as texts; empty where a key is missing.
pub(super) fn texts(program: &Program, quantity: &Quantity, column: &Column) -> Arc<TextPool> {
    if let Column::Text(text) = column
        && text.codes.is_none()
    {
        return Arc::clone(&text.texts);
    }
    let mut texts = TextPool::default();
    for row in 0..column.len() {
        texts.push(&text(program, quantity, column, row).unwrap_or_default());
    }
    Arc::new(texts)
}

/// The value of a row as a key is written.
fn text(program: &Program, quantity: &Quantity, column: &Column, row: usize) -> Option<String> {
    match column {
        Column::Text(text) => text.get(row).map(str::to_owned),
        Column::Number(values) => {
            let value = values.get(row).copied().filter(|v| !v.is_nan())?;
            Some(match &quantity.ty {
                Type::Date => date::show(value),
                Type::Number(unit) => number::show(value * unit.as_ref().map_or(1.0, |u| u.border())),
                Type::YesNo | Type::Text | Type::Member(_) | Type::Link(_) => number::show(value),
            })
        }
        Column::YesNo(values) => {
            let value = yes_no::value(*values.get(row)?).ok()?;
            Some(if value { "yes" } else { "no" }.to_owned())
        }
        Column::Member(values) => {
            let code = values.get(row).copied().filter(|c| member::kind(*c).is_none() && *c != cells::bad::BYTE)?;
            let Type::Member(scale) = &quantity.ty else { return None };
            program.scale(*scale).members.get(usize::from(code)).map(|m| m.name.clone())
        }
        Column::Link(rows) => rows.get(row).filter(|r| link::kind(**r).is_none()).map(u32::to_string),
    }
}

/// A link's text as the key that it names is written; `None` where it cannot be one.
fn as_written(program: &Program, quantity: &Quantity, text: &str) -> Option<String> {
    match &quantity.ty {
        Type::Number(_) => number::read(text, Mark::Point, &mut Evidence::default()).map(|r| number::show(r.value)),
        Type::Member(scale) => {
            let scale = program.scale(*scale);
            let code = Lexicon::new(scale).find(text)?;
            scale.members.get(usize::from(code)).map(|m| m.name.clone())
        }
        Type::YesNo | Type::Text | Type::Date | Type::Link(_) => Some(text.to_owned()),
    }
}

/// Keys that occur more than once, each with its rows, in the order of their first rows. Missing keys are passed over.
pub(super) fn duplicates(keys: &TextPool) -> Vec<RowList> {
    if ascending(keys) {
        return Vec::new();
    }
    // Equal keys have equal hashes, so that they come together; which of them are really equal is then seen.
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    let parts: Vec<std::ops::Range<usize>> =
        (0..keys.len()).step_by(PART).map(|start| start..(start + PART).min(keys.len())).collect();
    let hash = |part: std::ops::Range<usize>| -> Vec<(u64, u32)> {
        let full = part.filter(|row| !keys.get(*row).is_empty());
        full.map(|row| (hasher.hash_one(keys.get(row)), u32::try_from(row).unwrap_or(u32::MAX))).collect()
    };
    let mut hashed = parallel::map(parts, hash).concat();
    parallel::sort(&mut hashed);
    let mut found: Vec<RowList> = Vec::new();
    for alike in hashed.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
        let mut by_text: indexmap::IndexMap<&str, RowList> = indexmap::IndexMap::new();
        for (_, row) in alike {
            by_text.entry(keys.get(*row as usize)).or_default().push(*row as usize);
        }
        found.extend(by_text.into_values().filter(|rows| rows.count() > 1));
    }
    found.sort_by_key(RowList::first);
    found
}

/// Whether each key is a larger number, or later in the alphabet, than the one before it.
fn ascending(keys: &TextPool) -> bool {
    let parts: Vec<usize> = (0..keys.len()).step_by(PART).collect();
    let rows = |start: usize| start..(start + PART + 1).min(keys.len());
    let numbers = |start: usize| {
        let mut last = None;
        rows(start).all(|row| {
            let number = whole(keys.get(row));
            let larger = number.is_some() && number > last;
            last = number;
            larger
        })
    };
    let words = |start: usize| rows(start).zip(rows(start).skip(1)).all(|(a, b)| keys.get(a) < keys.get(b));
    let first = parts.first().copied().unwrap_or(0);
    if keys.is_empty() {
        true
    } else if numbers(first) {
        parallel::map(parts, numbers).into_iter().all(|part| part)
    } else {
        words(first) && parallel::map(parts, words).into_iter().all(|part| part)
    }
}

/// A key of digits as a number.
#[inline]
fn whole(key: &str) -> Option<u64> {
    if let Some(word) = word::load(key.as_bytes()) {
        return word::digits(word, key.len()).map(u64::from);
    }
    let digits = !key.is_empty() && key.len() <= 18;
    digits.then(|| key.bytes().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + u64::from(b - b'0'))))?
}

/// Finds rows by their keys.
pub(super) struct Lookup<'p> {
    program: &'p Program,
    key: &'p Quantity,
    texts: Arc<TextPool>,
    rows: HashMap<u64, Vec<u32>>,
    hasher: BuildHasherDefault<DefaultHasher>,
}

impl<'p> Lookup<'p> {
    /// A lookup of the rows with these keys.
    pub fn new(program: &'p Program, key: &'p Quantity, texts: Arc<TextPool>) -> Self {
        let hasher = BuildHasherDefault::<DefaultHasher>::default();
        let mut rows: HashMap<u64, Vec<u32>> = HashMap::with_capacity(texts.len());
        for row in 0..texts.len() {
            let hash = hasher.hash_one(texts.get(row));
            rows.entry(hash).or_default().push(u32::try_from(row).unwrap_or(u32::MAX));
        }
        Self { program, key, texts, rows, hasher }
    }

    /// The row whose key the text is.
    pub fn find(&self, text: &str) -> Option<u32> {
        let text = as_written(self.program, self.key, text)?;
        let rows = self.rows.get(&self.hasher.hash_one(text.as_str()))?;
        rows.iter().copied().find(|row| self.texts.get(*row as usize) == text)
    }

    /// All keys.
    pub fn known(&self) -> impl Iterator<Item = &str> {
        (0..self.texts.len()).map(|row| self.texts.get(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::problems::Site;

    fn pool<'a>(keys: impl IntoIterator<Item = &'a str>) -> TextPool {
        let mut pool = TextPool::default();
        keys.into_iter().for_each(|k| {
            pool.push(k);
        });
        pool
    }

    fn rows(keys: &TextPool) -> Vec<String> {
        let site = Site::Host { table: "t".into() };
        duplicates(keys).iter().map(|r| r.show(&site)).collect()
    }

    #[test]
    fn keys_in_order_are_unique() {
        assert!(duplicates(&pool(["1", "2", "10", "11"])).is_empty());
        assert!(duplicates(&pool(["a", "b", "ba"])).is_empty());
        assert!(ascending(&pool(["1", "2", "10"])) && ascending(&pool(["a", "b"])));
        assert!(!ascending(&pool(["1", "1"])) && !ascending(&pool(["b", "a"])));
    }

    #[test]
    fn duplicate_keys_are_found_with_all_their_rows() {
        assert_eq!(rows(&pool(["b", "a", "b", "", "", "c", "a", "b"])), ["rows 1, 3 and 8", "rows 2 and 7"]);
        assert_eq!(rows(&pool(["007", "7"])), Vec::<String>::new());
    }

    #[test]
    fn a_duplicate_across_parts_is_found() {
        let mut keys: Vec<String> = (0..PART + 2).map(|n| n.to_string()).collect();
        assert!(duplicates(&pool(keys.iter().map(String::as_str))).is_empty());
        keys[PART] = (PART - 1).to_string();
        assert_eq!(rows(&pool(keys.iter().map(String::as_str))), [format!("rows {} and {}", PART, PART + 1)]);
    }
}
