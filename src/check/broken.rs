//! What follows from a declaration that could not be read is not reported as well.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::{Sources, Span};

/// Words after which a name is declared.
const DECLARING: &[&str] = &[
    "unit",
    "table",
    "key",
    "field",
    "indicator",
    "indicators",
    "scale",
    "gate",
    "weights",
    "parameter",
    "index",
    "scenario",
];

/// Leaves out complaints that only follow from what could not be read: of names that the text does declare, in a broken
/// declaration; and of an index without parts whose `parts` clause is the broken one.
/// The first `read` diagnostics are those of reading; without an error among them nothing is left out.
pub(super) fn spare(diagnostics: &mut Vec<Diagnostic>, read: usize, sources: &Sources) {
    spare_homeless(diagnostics, sources);
    let unread = |d: &Diagnostic| matches!(d.code, Code::FileNotFound | Code::NotUtf8 | Code::TooLarge);
    if diagnostics.iter().take(read).any(unread) {
        // What an unread file declares is not known, so no name can be said to be wrong.
        diagnostics.retain(|d| !matches!(d.code, Code::UnknownName | Code::WeightsMismatch));
    }
    let broken: Vec<Span> = diagnostics.iter().take(read).filter(|d| d.is_error()).filter_map(place).collect();
    if broken.is_empty() {
        return;
    }
    let declared: BTreeSet<&str> = sources.files().iter().flat_map(|file| declared(&file.text)).collect();
    let mut at = 0;
    diagnostics.retain(|d| {
        at += 1;
        at <= read || !follows(d, &broken, &declared, sources)
    });
}

/// Leaves out complaints of names whose declaration says `of` a table that does not exist: they belong nowhere.
fn spare_homeless(diagnostics: &mut Vec<Diagnostic>, sources: &Sources) {
    let homeless: BTreeSet<String> = diagnostics
        .iter()
        .filter(|d| d.code == Code::UnknownName)
        .filter_map(|d| {
            let span = place(d)?;
            let before = sources.text(Span { start: 0, end: span.start, ..span });
            let mut head = before.rsplit('\n').next()?.trim_end().strip_suffix(" of")?.split_whitespace();
            DECLARING.contains(&head.next()?).then(|| head.next().unwrap_or_default().trim_matches('`').to_owned())
        })
        .collect();
    if !homeless.is_empty() {
        diagnostics.retain(|d| d.code != Code::UnknownName || !homeless.contains(last_name(d, sources)));
    }
}

/// The name that a diagnostic is about; of a path the last.
fn last_name<'s>(diagnostic: &Diagnostic, sources: &'s Sources) -> &'s str {
    let text = place(diagnostic).map(|span| sources.text(span)).unwrap_or_default();
    text.rsplit('.').next().unwrap_or_default().trim_matches('`')
}

fn place(diagnostic: &Diagnostic) -> Option<Span> {
    match diagnostic.place {
        Place::Text(span) => Some(span),
        Place::Data(_) | Place::Nowhere => None,
    }
}

fn follows(diagnostic: &Diagnostic, broken: &[Span], declared: &BTreeSet<&str>, sources: &Sources) -> bool {
    let Some(span) = place(diagnostic) else { return false };
    if matches!(diagnostic.code, Code::UnknownName | Code::WeightsMismatch) {
        let of_broken_weights = |b: &Span| weights_around(*b, sources) == sources.text(span).split_whitespace().last();
        return declared.contains(last_name(diagnostic, sources)) || broken.iter().any(of_broken_weights);
    }
    if diagnostic.code == Code::WeightsSum {
        // The weight that could not be read is not in the sum.
        return broken.iter().any(|b| in_one_declaration(span, *b, sources) || in_one_declaration(*b, span, sources));
    }
    let incomplete =
        matches!(diagnostic.code, Code::TableNeeded | Code::PartsMissing | Code::ScenarioGap | Code::ScaleLevels);
    incomplete && broken.iter().any(|b| diagnostic.code == Code::TableNeeded || in_one_declaration(span, *b, sources))
}

/// The name of the set of weights in which a place is.
fn weights_around(place: Span, sources: &Sources) -> Option<&str> {
    let before = sources.text(Span { start: 0, end: place.start, ..place });
    let is_head = |line: &&str| line.split_whitespace().next().is_some_and(|word| DECLARING.contains(&word));
    let mut head = before.lines().rev().find(is_head)?.split_whitespace();
    (head.next() == Some("weights")).then(|| head.next())?
}

/// Whether `later` is in the declaration that begins at `head`: no line between begins another one.
pub(super) fn in_one_declaration(head: Span, later: Span, sources: &Sources) -> bool {
    if head.file != later.file || later.start < head.start {
        return false;
    }
    let between = sources.text(Span { end: later.start, ..head });
    !between
        .lines()
        .skip(1)
        .any(|line| DECLARING.iter().any(|w| line.strip_prefix(w).is_some_and(|r| r.starts_with(' '))))
}

/// The names that stand where names are declared, whether or not the declaration could be read.
fn declared(text: &str) -> impl Iterator<Item = &str> {
    let words =
        text.split(|c: char| c.is_whitespace() || matches!(c, ';' | '{' | '}' | '`' | ':')).filter(|w| !w.is_empty());
    let mut before = "";
    words.filter(move |word| {
        let declares = DECLARING.contains(&before) || before.parse::<f64>().is_ok();
        before = word;
        declares
    })
}
