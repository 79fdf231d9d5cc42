//! Of a policy that extends another: what it takes over, what it changes, what it adds.

use crate::source::{FileId, Span};

/// Where the declarations of a policy come from. Empty where it extends nothing.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Lineage {
    /// The policies that it extends, the nearest first.
    pub bases: Vec<Base>,
    /// The files whose declarations it takes over: those of the bases, and what these use.
    pub inherited: Vec<FileId>,
    /// Every declaration with a name, in declared order.
    pub declared: Vec<Descent>,
    /// What it leaves out.
    pub dropped: Vec<Dropped>,
}

/// A policy that is extended.
#[derive(Clone, Debug, PartialEq)]
pub struct Base {
    /// Its name; that of its file where it has none.
    pub name: String,
    /// Its label.
    pub label: Option<String>,
    /// Its file.
    pub file: FileId,
}

/// A declaration and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Descent {
    /// `index`
    pub kind: &'static str,
    /// `hdi.health`; a column goes by its own name, as everywhere.
    pub name: String,
    /// How it stands to what the policy extends.
    pub standing: Standing,
    /// The file in which it stands.
    pub file: FileId,
    /// The edits that changed it, in the order of the text.
    pub edits: Vec<Span>,
}

/// How a declaration stands to what the policy extends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Taken over as it is.
    Inherited,
    /// Taken over, but for some clauses; or replaced as a whole.
    Changed,
    /// Not there before.
    Added,
}

impl Standing {
    /// As reports say it.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Inherited => "inherited",
            Standing::Changed => "changed",
            Standing::Added => "added",
        }
    }
}

/// A declaration that is left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Dropped {
    /// `indicator`
    pub kind: &'static str,
    /// `cooperation_requests`
    pub name: String,
    /// The edit that leaves it out.
    pub edit: Span,
}

impl Lineage {
    /// Whether the policy extends another.
    pub fn is_variant(&self) -> bool {
        !self.bases.is_empty()
    }

    /// Whether what stands in a file is taken over.
    pub fn inherits(&self, file: FileId) -> bool {
        self.inherited.contains(&file)
    }

    /// Where a declaration comes from.
    pub fn descent(&self, kind: &str, name: &str) -> Option<&Descent> {
        self.declared.iter().find(|descent| descent.kind == kind && descent.name == name)
    }
}
