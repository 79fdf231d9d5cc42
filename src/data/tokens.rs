//! Cells that mean a kind of missing, and names that mean a member of a scale.

use std::collections::HashMap;

use super::number::{self, Evidence, Mark};
use crate::eval::column::number as missing_number;
use crate::program::{Missing, Scale, TokenMeaning};

/// The tokens of one column: its own come before those of its table; `n/a` and the empty cell are unavailable
/// unless a token says otherwise.
#[derive(Clone, Debug)]
pub(super) struct Tokens {
    /// With the position of each among the scores, if it is one.
    declared: Vec<(String, TokenMeaning, usize)>,
    /// Whether some token looks like a number, so that tokens have to be looked for before numbers are read.
    pub numeric: bool,
    /// What the empty cell of a column of numbers holds.
    pub empty: f64,
}

impl Tokens {
    /// The column's tokens and its table's.
    pub fn new(column: &[(String, TokenMeaning)], table: &[(String, TokenMeaning)]) -> Self {
        let mut scores = 0;
        let declared: Vec<(String, TokenMeaning, usize)> = column
            .iter()
            .chain(table)
            .map(|(token, meaning)| {
                let at = scores;
                scores += usize::from(meaning.score().is_some());
                (token.trim().to_owned(), *meaning, at)
            })
            .collect();
        let numeric = declared.iter().any(|(t, ..)| {
            [Mark::Point, Mark::Comma].iter().any(|m| number::read(t, *m, &mut Evidence::default()).is_some())
        });
        let mut tokens = Self { declared, numeric, empty: missing_number::missing(Missing::Unavailable) };
        tokens.empty = tokens.number("").unwrap_or(tokens.empty);
        tokens
    }

    fn find(&self, text: &str) -> Option<&(String, TokenMeaning, usize)> {
        self.declared.iter().find(|(token, ..)| token == text)
    }

    /// The kind of missing that a trimmed cell means; `None` where it is a value.
    #[inline]
    pub fn kind(&self, text: &str) -> Option<Missing> {
        match self.find(text) {
            Some((_, meaning, _)) => Some(meaning.kind()),
            None => (text.is_empty() || text.eq_ignore_ascii_case("n/a")).then_some(Missing::Unavailable),
        }
    }

    /// The same as a column of numbers holds it, which knows of scores.
    #[inline]
    pub fn number(&self, text: &str) -> Option<f64> {
        match self.find(text) {
            Some((_, TokenMeaning::Score(_), at)) => Some(missing_number::scored(*at)),
            Some((_, TokenMeaning::Missing(kind), _)) => Some(missing_number::missing(*kind)),
            None => self.kind(text).map(missing_number::missing),
        }
    }
}

/// What the texts of a column of members mean: names first, then labels, and for ordered scales numbers.
#[derive(Clone, Debug)]
pub(super) struct Lexicon {
    meanings: HashMap<String, Option<u8>>,
    numbers: Vec<(f64, u8)>,
}

impl Lexicon {
    /// The lexicon of a scale.
    pub fn new(scale: &Scale) -> Self {
        let mut meanings: HashMap<String, Option<u8>> = HashMap::new();
        let codes = || (0u8..).zip(&scale.members);
        for (code, member) in codes() {
            meanings.insert(member.name.clone(), Some(code));
        }
        let mut labels: HashMap<String, Option<u8>> = HashMap::new();
        for (code, member) in codes() {
            for label in member.about.label.iter().chain(member.about.labels.values()) {
                // A label that two members share means neither.
                let known = labels.entry(label.trim().to_owned()).or_insert(Some(code));
                if *known != Some(code) {
                    *known = None;
                }
            }
        }
        for (label, code) in labels {
            meanings.entry(label).or_insert(code);
        }
        let numbers = if scale.ordered { codes().map(|(code, m)| (m.number, code)).collect() } else { Vec::new() };
        Self { meanings, numbers }
    }

    /// The member that a trimmed text means.
    pub fn find(&self, text: &str) -> Option<u8> {
        match self.meanings.get(text) {
            Some(code) => *code,
            None => {
                let value = number::read(text, Mark::Point, &mut Evidence::default()).filter(|r| !r.percent)?.value;
                self.numbers.iter().find(|(n, _)| *n == value).map(|(_, code)| *code)
            }
        }
    }
}
