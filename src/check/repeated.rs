//! One mistake that shows in several places is reported once, with all its places.

use std::collections::HashMap;

use super::broken::Beginnings;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::{Sources, Span};

/// As many further places as are shown.
const SHOWN: usize = 4;

/// Joins diagnostics that say the same of the same words: a misspelt name wherever it is used, anything else within
/// one declaration. The first `read` diagnostics are those of reading, which stay as they are.
pub(super) fn join(diagnostics: &mut Vec<Diagnostic>, read: usize, sources: &Sources) {
    let mut found: Vec<Diagnostic> = diagnostics.drain(read.min(diagnostics.len())..).collect();
    found.sort_by_key(|d| place(d).map(|s| (s.file, s.start)));
    if found.len() < 2 {
        diagnostics.append(&mut found);
        return;
    }
    let beginnings = Beginnings::of(sources);
    // By what is said and of which words: where the last one that says so is kept, and where it has last been said.
    let mut said: HashMap<(Code, String, &str), (usize, Span)> = HashMap::new();
    for diagnostic in found {
        let Some(span) = place(&diagnostic) else {
            diagnostics.push(diagnostic);
            continue;
        };
        let key = (diagnostic.code, diagnostic.message.clone(), sources.text(span));
        if let Some((at, last)) = said.get_mut(&key)
            && (diagnostic.code == Code::UnknownName || beginnings.in_one(*last, span))
            && let Some(kept) = diagnostics.get_mut(*at)
        {
            if kept.related.len() < SHOWN {
                kept.related.push((span, "here as well".to_owned()));
            }
            *last = span;
            continue;
        }
        said.insert(key, (diagnostics.len(), span));
        diagnostics.push(diagnostic);
    }
}

fn place(diagnostic: &Diagnostic) -> Option<Span> {
    match diagnostic.place {
        Place::Text(span) => Some(span),
        Place::Data(_) | Place::Nowhere => None,
    }
}
