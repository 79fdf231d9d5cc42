//! One mistake that shows in several places is reported once, with all its places.

use std::collections::HashMap;

use super::broken::Beginnings;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::{Sources, Span};

/// As many further places as are shown.
const SHOWN: usize = 4;

/// What a diagnostic says: code, message, hint, and of which words.
type Said<'s> = (Code, String, Option<String>, Option<&'s str>);

/// Joins diagnostics that say the same of the same words: a misspelt name wherever it is used, anything else within
/// one declaration. The first `read` diagnostics are those of reading, which stay as they are.
pub(super) fn join(diagnostics: &mut Vec<Diagnostic>, read: usize, sources: &Sources) {
    let mut kept: Vec<Diagnostic> = diagnostics.drain(read.min(diagnostics.len())..).collect();
    kept.sort_by_key(|d| place(d).map(|s| (s.file, s.start)));
    if kept.len() < 2 {
        diagnostics.append(&mut kept);
        return;
    }
    let beginnings = Beginnings::of(sources);
    // Where the last one stands that says this of these words. In the order of the text it is enough to look at the
    // last: if another declaration begins after it, it begins after all that are before it.
    let mut last: HashMap<Said<'_>, usize> = HashMap::new();
    for diagnostic in kept {
        let span = place(&diagnostic);
        let key = (diagnostic.code, diagnostic.message.clone(), diagnostic.hint.clone(), span.map(|s| sources.text(s)));
        let first = last.get(&key).and_then(|at| diagnostics.get_mut(*at)).filter(|d| near(d, span, &beginnings));
        match (first, span) {
            (Some(first), Some(span)) => {
                // A clause for several things is one place.
                let same = place(first).is_some_and(|first| (first.file, first.start) == (span.file, span.start));
                if first.related.len() < SHOWN && !same {
                    first.related.push((span, "here as well".to_owned()));
                }
            }
            (Some(_), None) => {}
            (None, _) => {
                last.insert(key, diagnostics.len());
                diagnostics.push(diagnostic);
            }
        }
    }
}

/// Whether what is said at `later` was said already: of an unknown name anywhere, of anything else in its declaration.
fn near(earlier: &Diagnostic, later: Option<Span>, beginnings: &Beginnings) -> bool {
    match (place(earlier), later) {
        (Some(head), Some(later)) => earlier.code == Code::UnknownName || beginnings.in_one(head, later),
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
