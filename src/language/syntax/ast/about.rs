//! What any declaration can say about itself.

use super::{Name, Text};
use crate::source::Span;

/// What any declaration can say about itself: labels, sources, status, description, findings that are allowed.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct About {
    /// `"Label"` after the name has no language; `label en "…" ru "…"` has.
    pub labels: Vec<(Option<Name>, Text)>,
    /// `source "Islankina and Kutsenko 2015, section 4"`
    pub sources: Vec<Text>,
    /// `status expert judgement` (also provisional, illustrative, statute …): the words.
    pub status: Option<(String, Span)>,
    /// Doc comments `--- …` before it, joined by newlines.
    pub description: Option<String>,
    /// `allow outlier because "…"`
    pub allows: Vec<Allow>,
}

/// `allow sign-lost of internationalisation because "printed so in the study"`
#[derive(Clone, Debug, PartialEq)]
pub struct Allow {
    /// The finding's code: `sign-lost`.
    pub finding: Name,
    /// What it is about; only in a `policy`. Elsewhere it is the declaration in which it stands.
    pub of: Option<Name>,
    /// Why it is allowed.
    pub reason: Text,
    /// Its place.
    pub span: Span,
}
