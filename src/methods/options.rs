//! The options of a method, as declared by the method and as given in a policy.

use std::sync::Arc;

use super::formula::Formula;

/// An option that a method takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OptionSpec {
    /// The words that begin it: `capped above`, `to`. Empty for a number or range that stands by itself.
    pub words: &'static str,
    /// What follows the words.
    pub kind: OptionKind,
    /// What it does, as a phrase.
    pub about: &'static str,
}

/// What follows the words of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionKind {
    /// Nothing.
    Flag,
    /// A number.
    Number,
    /// A range with both ends.
    Range,
    /// Numbers with commas between them: `5, 15, 35`.
    Numbers,
    /// One of these words: `to mean`.
    Word(&'static [&'static str]),
    /// The key of a row: `to "Austria"`. The checker gives the row to the method as the only one of its yardstick.
    Entity,
    /// Values and what they become: `0 as 0, 10 as 50`.
    Points,
    /// The same, where levels may be named: `none as 0, full as 100`.
    Levels,
    /// Ranges and what the values in them become: `..5 as 0, 5..15 as 20`.
    Bands,
}

/// Values from `low` (included) to `high` (excluded) and what they become; an end that is missing is open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// The lower end.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// What values become.
    pub value: f64,
}

/// A given value.
#[derive(Clone, Debug, PartialEq)]
pub enum OptionValue {
    /// The words alone.
    Flag,
    /// A number.
    Number(f64),
    /// A range.
    Range(f64, f64),
    /// Numbers.
    Numbers(Vec<f64>),
    /// A word of those declared.
    Word(&'static str),
    /// The key of a row.
    Entity(String),
    /// Values and what they become.
    Points(Vec<(f64, f64)>),
    /// Levels by name and what they become; the checker makes [`OptionValue::Points`] of them.
    Levels(Vec<(String, f64)>),
    /// Ranges and what the values in them become.
    Bands(Vec<Band>),
    /// `aggregate = EXPR`
    Formula(Arc<Formula>),
}

/// The options given in a policy, in the order written.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Options {
    /// The option's words with its value.
    pub given: Vec<(&'static str, OptionValue)>,
}

impl Options {
    /// Whether the option was given.
    pub fn has(&self, words: &str) -> bool {
        self.given.iter().any(|(w, _)| *w == words)
    }

    /// The values given with these words; there may be several kinds (`to mean`, `to 3`), of which a policy gives one.
    fn values<'a, 'w>(&'a self, words: &'w str) -> impl Iterator<Item = &'a OptionValue> + use<'a, 'w> {
        self.given.iter().filter(move |(w, _)| *w == words).map(|(_, value)| value)
    }

    /// The number given with the option.
    pub fn number(&self, words: &str) -> Option<f64> {
        self.values(words).find_map(|v| if let OptionValue::Number(n) = v { Some(*n) } else { None })
    }

    /// The range given with the option.
    pub fn range(&self, words: &str) -> Option<(f64, f64)> {
        self.values(words).find_map(|v| if let OptionValue::Range(low, high) = v { Some((*low, *high)) } else { None })
    }

    /// The numbers given with the option.
    pub fn numbers(&self, words: &str) -> Option<&[f64]> {
        self.values(words).find_map(|v| if let OptionValue::Numbers(list) = v { Some(list.as_slice()) } else { None })
    }

    /// The word given with the option.
    pub fn word(&self, words: &str) -> Option<&'static str> {
        self.values(words).find_map(|v| if let OptionValue::Word(word) = v { Some(*word) } else { None })
    }

    /// The points given with the option.
    pub fn points(&self, words: &str) -> &[(f64, f64)] {
        self.values(words)
            .find_map(|v| if let OptionValue::Points(points) = v { Some(points.as_slice()) } else { None })
            .unwrap_or_default()
    }

    /// The bands given with the option.
    pub fn bands(&self, words: &str) -> &[Band] {
        self.values(words)
            .find_map(|v| if let OptionValue::Bands(bands) = v { Some(bands.as_slice()) } else { None })
            .unwrap_or_default()
    }
}

impl OptionKind {
    /// An example of what follows the words, as an author writes it.
    pub fn example(self) -> String {
        match self {
            OptionKind::Flag => "",
            OptionKind::Number => "1",
            OptionKind::Range => "0..100",
            OptionKind::Numbers => "5, 15, 35",
            OptionKind::Word(words) => words.first().copied().unwrap_or_default(),
            OptionKind::Entity => "\"Austria\"",
            OptionKind::Points => "0 as 0, 10 as 100",
            OptionKind::Levels => "none as 0, full as 100",
            OptionKind::Bands => "..5 as 0, 5.. as 100",
        }
        .to_owned()
    }

    /// What follows the words, for a list of options.
    pub fn placeholder(self) -> String {
        match self {
            OptionKind::Flag => String::new(),
            OptionKind::Number => "N".to_owned(),
            OptionKind::Range => "A..B".to_owned(),
            OptionKind::Numbers => "N, N …".to_owned(),
            OptionKind::Word(words) => words.join("|"),
            OptionKind::Entity => "\"KEY\"".to_owned(),
            OptionKind::Points => "N as N, N as N …".to_owned(),
            OptionKind::Levels => "LEVEL as N, LEVEL as N …".to_owned(),
            OptionKind::Bands => "A..B as N, A..B as N …".to_owned(),
        }
    }

    /// What follows the words, in a sentence.
    pub fn describe(self) -> String {
        match self {
            OptionKind::Flag => "nothing".to_owned(),
            OptionKind::Number => "a number".to_owned(),
            OptionKind::Range => "a range with both ends".to_owned(),
            OptionKind::Numbers => "numbers with commas between them".to_owned(),
            OptionKind::Word(words) => words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", "),
            OptionKind::Entity => "the key of a row".to_owned(),
            OptionKind::Points => "values and what they become".to_owned(),
            OptionKind::Levels => "levels and what they become".to_owned(),
            OptionKind::Bands => "ranges and what values in them become".to_owned(),
        }
    }

    /// Whether several things with commas between them follow.
    pub fn is_list(self) -> bool {
        match self {
            OptionKind::Numbers | OptionKind::Points | OptionKind::Levels | OptionKind::Bands => true,
            OptionKind::Flag | OptionKind::Number | OptionKind::Range | OptionKind::Word(_) | OptionKind::Entity => {
                false
            }
        }
    }
}
