//! Each distinct text of a column once, with what it stands for.

use std::collections::HashMap;

use crate::eval::TextPool;

/// Slots of the cache; a power of two.
const SLOTS: usize = 4096;

/// The distinct texts met so far, numbered in order of first appearance, each with its meaning.
///
/// A small cache with a cheap hash answers for texts met lately; behind it stands a map that no hostile choice of texts makes slow.
pub(super) struct Distinct<T> {
    texts: TextPool,
    meanings: Vec<T>,
    numbers: HashMap<Box<str>, u32>,
    cache: Vec<u32>,
}

impl<T: Copy> Distinct<T> {
    /// No text met.
    pub fn new() -> Self {
        Self { texts: TextPool::default(), meanings: Vec::new(), numbers: HashMap::new(), cache: vec![u32::MAX; SLOTS] }
    }

    /// What a text stands for; `meaning` is asked when it is met for the first time.
    #[inline]
    pub fn meaning(&mut self, text: &str, meaning: impl FnOnce(&str) -> T) -> T {
        let slot = cheap_hash(text.as_bytes()) & (SLOTS - 1);
        if let Some(number) = self.cache.get(slot).copied()
            && let Some(known) = self.meanings.get(number as usize)
            && self.texts.get(number as usize) == text
        {
            return *known;
        }
        self.look_up(text, slot, meaning)
    }

    fn look_up(&mut self, text: &str, slot: usize, meaning: impl FnOnce(&str) -> T) -> T {
        let (number, meaning) = match self.numbers.get(text).and_then(|n| Some((*n, *self.meanings.get(*n as usize)?)))
        {
            Some(known) => known,
            None => {
                let (number, meaning) = (self.texts.push(text), meaning(text));
                self.meanings.push(meaning);
                self.numbers.insert(text.into(), number);
                (number, meaning)
            }
        };
        if let Some(place) = self.cache.get_mut(slot) {
            *place = number;
        }
        meaning
    }
}

/// First and last eight bytes and the length, mixed.
#[inline]
fn cheap_hash(bytes: &[u8]) -> usize {
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    let word = |b: &[u8; 8]| u64::from_le_bytes(*b);
    let (first, last) = match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (Some(first), Some(last)) => (word(first), word(last)),
        _ => match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            (Some(first), Some(last)) => (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last))),
            _ => (bytes.iter().fold(0, |sum, b| sum << 8 | u64::from(*b)), 0),
        },
    };
    let mixed = (first ^ last.rotate_left(29) ^ bytes.len() as u64).wrapping_mul(MIX);
    (mixed >> 40) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_asked_for_once_and_keeps_its_meaning() {
        let mut distinct = Distinct::new();
        let texts: Vec<String> = (0..20_000).map(|i| format!("text number {}", i % 7_000)).collect();
        let mut asked = 0;
        for (i, text) in texts.iter().enumerate() {
            let meaning = distinct.meaning(text, |_| {
                asked += 1;
                i
            });
            assert_eq!(meaning, i % 7_000);
        }
        assert_eq!(asked, 7_000);
        for short in ["", "a", "ab", "ba", "abc", "abcd", "дом"] {
            assert_eq!(distinct.meaning(short, |t| t.len()), short.len());
        }
    }
}
