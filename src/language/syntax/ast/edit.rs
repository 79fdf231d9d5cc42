//! Edits: how a policy differs from the one that it extends.

use super::{Declaration, Name};
use crate::source::Span;

/// One change: `drop indicator exports`, `replace in index performance { aggregate geometric mean }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// What is done.
    pub verb: Verb,
    /// To what.
    pub target: EditTarget,
    /// Its place.
    pub span: Span,
}

/// What an edit does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verb {
    /// `add`: what is not there yet.
    Add,
    /// `drop`: what is there.
    Drop,
    /// `replace`: what is there, by something else.
    Replace,
}

impl Verb {
    /// As the author writes it.
    pub fn word(self) -> &'static str {
        match self {
            Verb::Add => "add",
            Verb::Drop => "drop",
            Verb::Replace => "replace",
        }
    }
}

/// What an edit is done to.
#[derive(Clone, Debug, PartialEq)]
pub enum EditTarget {
    /// `replace weights experts { … }`, `add indicator patents of clusters : count`: all of a declaration.
    Whole(Box<Declaration>),
    /// `drop indicator exports`: all of a declaration, by its name. The one target of `drop` beside [`EditTarget::Clause`].
    Named(Subject),
    /// `replace in index performance { … }`: those clauses that this declaration says, which else says nothing.
    Clauses(Box<Declaration>),
    /// `drop rank in index performance`: a clause by its first word, or an entry by its name.
    Clause(Name, Subject),
}

/// What is changed: `index performance`, `performance`, `index hdi.health`.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// `index`; may be left out where the name is enough.
    pub kind: Option<Name>,
    /// Its name; after a dot inside another.
    pub name: Name,
}
