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
    cache: Vec<Option<Slot<T>>>,
}

/// A text met lately.
#[derive(Clone, Copy)]
struct Slot<T> {
    words: Words,
    number: u32,
    meaning: T,
}

/// The first and the last eight bytes of a text, and its length: all that there is to know of a text of up to 16 bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Words {
    first: u64,
    last: u64,
    length: usize,
}

impl<T: Copy> Distinct<T> {
    /// No text met.
    pub fn new() -> Self {
        let cache = std::iter::repeat_with(|| None).take(SLOTS).collect();
        Self { texts: TextPool::default(), meanings: Vec::new(), numbers: HashMap::new(), cache }
    }

    /// What a text stands for; `meaning` is asked when it is met for the first time.
    #[inline]
    pub fn meaning(&mut self, text: &str, meaning: impl FnOnce(&str) -> T) -> T {
        let words = Words::of(text.as_bytes());
        if let Some(Some(slot)) = self.cache.get(words.slot())
            && slot.words == words
            && (words.length <= 16 || self.texts.get(slot.number as usize) == text)
        {
            return slot.meaning;
        }
        self.look_up(text, words, meaning)
    }

    fn look_up(&mut self, text: &str, words: Words, meaning: impl FnOnce(&str) -> T) -> T {
        let known = self.numbers.get(text).and_then(|n| Some((*n, *self.meanings.get(*n as usize)?)));
        let (number, meaning) = match known {
            Some(known) => known,
            None => {
                let (number, meaning) = (self.texts.push(text), meaning(text));
                self.meanings.push(meaning);
                self.numbers.insert(text.into(), number);
                (number, meaning)
            }
        };
        if let Some(slot) = self.cache.get_mut(words.slot()) {
            *slot = Some(Slot { words, number, meaning });
        }
        meaning
    }
}

impl Words {
    #[inline]
    fn of(bytes: &[u8]) -> Self {
        let (first, last) = match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
                (Some(first), Some(last)) => (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into()),
                _ => (bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)), 0),
            },
        };
        Self { first, last, length: bytes.len() }
    }

    /// Its place in the cache: the highest bits of a product, on which all bits of the words have an effect.
    #[inline]
    fn slot(self) -> usize {
        const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
        let mixed = (self.first ^ self.last.rotate_left(29) ^ self.length as u64).wrapping_mul(MIX);
        (mixed >> (64 - SLOTS.trailing_zeros())) as usize
    }
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
