//! Declarations that nothing uses: weights, parameters, units and scales. Everything else is a result by itself.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Sources, Span};
use crate::syntax::ast::{Declaration, Kind};

/// Warns of those of the policy's own file; a file that is used may declare more than a policy needs.
pub(super) fn warn(items: &[Declaration], sources: &Sources) -> Vec<Diagnostic> {
    let own = |item: &&Declaration| item.span.file == FileId::default();
    let candidates: Vec<(&Declaration, String)> =
        items.iter().filter(own).filter_map(|item| Some((item, called(item)?))).collect();
    // A file of units and scales is there for others.
    let computes = items.iter().filter(own).any(|item| computes(&item.kind));
    if candidates.is_empty() || !computes {
        return Vec::new();
    }
    let mut wanted: HashMap<&str, Vec<Span>> = HashMap::new();
    for (item, _) in &candidates {
        wanted.entry(item.name.text.as_str()).or_default().push(item.span);
    }
    let used = used(&wanted, sources);
    // An indicator may have the name of the concept that it measures.
    let measured = super::concepts::all_measured(items);
    let is_used = |item: &Declaration| {
        let names = if matches!(item.kind, Kind::Concept) { &measured } else { &used };
        names.contains(item.name.text.as_str())
    };
    // Weights that hold from several days are one thing.
    let first = |item: &Declaration| {
        let begins = wanted.get(item.name.text.as_str()).and_then(|own| own.first()).map(|span| span.start);
        !matches!(item.kind, Kind::Weights(_)) || begins == Some(item.span.start)
    };
    let unused = candidates.iter().filter(|(item, _)| !is_used(item) && first(item));
    unused.map(|(item, called)| unused_declaration(item, called)).collect()
}

/// What a declaration is called, if it is one that must be used.
fn called(item: &Declaration) -> Option<String> {
    let served =
        matches!(item.kind, Kind::Weights(_) | Kind::Parameter(_) | Kind::Unit(_) | Kind::Scale(_) | Kind::Concept);
    served.then(|| format!("the {} `{}`", item.kind.word(), item.name.text))
}

/// Whether a declaration gives results that other declarations serve.
fn computes(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Index(_) | Kind::Scenario(_) | Kind::Summary(_) | Kind::Journey(_) | Kind::Survey(_) | Kind::Set(_)
    )
}

/// Which of the names occur in the text outside of their own declaration, comments and quoted texts left out.
fn used<'n>(wanted: &HashMap<&'n str, Vec<Span>>, sources: &Sources) -> HashSet<&'n str> {
    let mut used = HashSet::new();
    for (file, number) in sources.files().iter().zip(0u16..) {
        each_word(&file.text, &mut |at, word| {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            if let Some((name, own)) = wanted.get_key_value(word)
                && !own.iter().any(|own| own.file == FileId(number) && own.start <= at && at < own.end)
            {
                used.insert(*name);
            }
        });
    }
    used
}

/// Visits every word outside of comments and quoted texts, with its place.
fn each_word(text: &str, visit: &mut dyn FnMut(usize, &str)) {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let at = text.len() - rest.len();
        let length = match first {
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '"' => quoted(rest),
            c if is_word(c) => {
                let length = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
                visit(at, rest.get(..length).unwrap_or_default());
                length
            }
            other => other.len_utf8(),
        };
        rest = rest.get(length.max(1)..).unwrap_or_default();
    }
}

/// The length of a quoted text, or to the end of its line where it is not closed.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' => return at,
            '"' if !escaped => return at + 1,
            c => escaped = c == '\\' && !escaped,
        }
    }
    text.len()
}

fn unused_declaration(item: &Declaration, called: &str) -> Diagnostic {
    let name = &item.name.text;
    let hint = match &item.kind {
        Kind::Weights(_) => format!("write `weigh {name}` in an index, or leave the weights out"),
        Kind::Concept => format!("write `measures {name}` in the indicators that do, or leave the concept out"),
        other => format!("use the {}, or leave it out", other.word()),
    };
    let verb = if matches!(item.kind, Kind::Concept) { "measures" } else { "uses" };
    Diagnostic::warning(Code::UnusedDeclaration, item.name.span, format!("nothing {verb} {called}")).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_from_comments_and_texts() {
        let mut words = Vec::new();
        each_word("weigh experts -- not panel\nsource \"a \\\" panel\" `two words` é_1", &mut |at, word| {
            words.push((at, word.to_owned()));
        });
        let found: Vec<&str> = words.iter().map(|(_, w)| w.as_str()).collect();
        assert_eq!(found, ["weigh", "experts", "source", "two", "words", "é_1"]);
        assert_eq!(words[1].0, 6);
    }
}
