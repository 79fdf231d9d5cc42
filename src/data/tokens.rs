//! Cells that mean a kind of missing, and names that mean a member of a scale.

use std::collections::HashMap;

use super::number::{self, Evidence, Mark};
use crate::program::{Missing, Scale};

/// The tokens of one column: its own come before those of its table; `n/a` and the empty cell are unavailable
/// unless a token says otherwise.
#[derive(Clone, Debug)]
pub(super) struct Tokens {
    declared: Vec<(String, Missing)>,
    /// Whether some token looks like a number, so that tokens have to be looked for before numbers are read.
    pub numeric: bool,
    /// What the empty cell means.
    pub empty: Missing,
}

impl Tokens {
    /// The column's tokens and its table's.
    pub fn new(column: &[(String, Missing)], table: &[(String, Missing)]) -> Self {
        let declared: Vec<(String, Missing)> =
            column.iter().chain(table).map(|(token, kind)| (token.trim().to_owned(), *kind)).collect();
        let numeric = declared.iter().any(|(t, _)| {
            [Mark::Point, Mark::Comma].iter().any(|m| number::read(t, *m, &mut Evidence::default()).is_some())
        });
        let empty = declared.iter().find(|(t, _)| t.is_empty()).map_or(Missing::Unavailable, |(_, kind)| *kind);
        Self { declared, numeric, empty }
    }

    /// The kind of missing that a trimmed cell means; `None` where it is a value.
    #[inline]
    pub fn kind(&self, text: &str) -> Option<Missing> {
        if text.is_empty() {
            return Some(self.empty);
        }
        match self.declared.iter().find(|(token, _)| token == text) {
            Some((_, kind)) => Some(*kind),
            None => text.eq_ignore_ascii_case("n/a").then_some(Missing::Unavailable),
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
