//! What holds from a day.

use crate::calendar::Day;
use crate::source::Span;

/// `2024-01-01`, after `from` or `as of`.
#[derive(Clone, Debug, PartialEq)]
pub struct Since {
    /// The day.
    pub day: Day,
    /// Its place, with the word before it.
    pub span: Span,
}

/// `from 2024-01-01 = 1.2`, `goalposts 25..90 from 2024-01-01`, `from 2024-01-01 { leading from 1.5 }`
#[derive(Clone, Debug, PartialEq)]
pub struct Dated<T> {
    /// Since when.
    pub since: Since,
    /// What holds since then.
    pub holds: T,
    /// The place of the clause.
    pub span: Span,
}
