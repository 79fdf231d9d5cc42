//! One mistake that shows in several places is reported once, with all its places.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::{Sources, Span};

/// As many further places as are shown.
const SHOWN: usize = 4;

/// Joins diagnostics that say the same of the same words: a misspelt name wherever it is used, anything else within
/// one declaration. The first `read` diagnostics are those of reading, which stay as they are.
pub(super) fn join(diagnostics: &mut Vec<Diagnostic>, read: usize, sources: &Sources) {
    let mut kept: Vec<Diagnostic> = diagnostics.drain(read.min(diagnostics.len())..).collect();
    kept.sort_by_key(|d| place(d).map(|s| (s.file, s.start)));
    for diagnostic in kept {
        let earlier = diagnostics.get_mut(read..).unwrap_or_default();
        match (earlier.iter_mut().find(|d| same(d, &diagnostic, sources)), place(&diagnostic)) {
            (Some(first), Some(span)) => {
                if first.related.len() < SHOWN {
                    first.related.push((span, "here as well".to_owned()));
                }
            }
            (Some(_), None) => {}
            (None, _) => diagnostics.push(diagnostic),
        }
    }
}

fn same(a: &Diagnostic, b: &Diagnostic, sources: &Sources) -> bool {
    if a.code != b.code || a.message != b.message || a.hint != b.hint {
        return false;
    }
    match (place(a), place(b)) {
        (Some(x), Some(y)) => {
            let near = a.code == Code::UnknownName || super::broken::in_one_declaration(x, y, sources);
            near && sources.text(x) == sources.text(y)
        }
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

fn place(diagnostic: &Diagnostic) -> Option<Span> {
    match diagnostic.place {
        Place::Text(span) => Some(span),
        Place::Data(_) | Place::Nowhere => None,
    }
}
