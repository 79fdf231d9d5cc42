//! The options of a method, as declared by the method and as given in a policy.

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
}

/// A given value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OptionValue {
    /// The words alone.
    Flag,
    /// A number.
    Number(f64),
    /// A range.
    Range(f64, f64),
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

    /// The number given with the option.
    pub fn number(&self, words: &str) -> Option<f64> {
        self.given.iter().find_map(|(w, v)| match v {
            OptionValue::Number(n) if *w == words => Some(*n),
            OptionValue::Flag | OptionValue::Number(_) | OptionValue::Range(..) => None,
        })
    }

    /// The range given with the option.
    pub fn range(&self, words: &str) -> Option<(f64, f64)> {
        self.given.iter().find_map(|(w, v)| match v {
            OptionValue::Range(low, high) if *w == words => Some((*low, *high)),
            OptionValue::Flag | OptionValue::Number(_) | OptionValue::Range(..) => None,
        })
    }
}
