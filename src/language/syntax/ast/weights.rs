//! Weights: given, or from judgements.

use super::{Method, Name, Number, Since, Text};
use crate::source::Span;

/// `weights experts { members 0.21; exports 0.31 }`, `weights experts from 2024-01-01 from panel trimmed 10% { … }`
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Weights {
    /// `from 2024-01-01`
    pub since: Option<Since>,
    /// `members 0.21; exports 0.31`
    pub given: Vec<(Name, Number)>,
    /// `from panel trimmed 10%`, with what was judged.
    pub judged: Option<Judged>,
}

/// How weights follow from judgements, and these.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// `panel trimmed 10%`
    pub method: Method,
    /// One grid, or one for each expert.
    pub grids: Vec<JudgedGrid>,
}

/// A grid of judgements.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct JudgedGrid {
    /// `expert anna "Anna Berg" { … }`
    pub expert: Option<(Name, Option<Text>)>,
    /// The headings of its columns: `anna`, `price over`.
    pub columns: Vec<Heading>,
    /// What is judged, with a cell for each column.
    pub rows: Vec<(Name, Vec<JudgedCell>)>,
    /// Its place.
    pub span: Span,
}

/// The heading of a column: one or several words.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    /// `price`, `over`
    pub words: Vec<Name>,
    /// Its place.
    pub span: Span,
}

/// A cell of such a grid; may be empty.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgedCell {
    /// `3`, or `1/3`: a number and what it is divided by.
    pub value: Option<(Number, Option<Number>)>,
    /// Its place.
    pub span: Span,
}
