//! What follows from a declaration that could not be read is not reported as well.

use std::collections::{BTreeSet, HashSet};

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::{FileId, Sources, Span};

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
    "journey",
    "phase",
    "step",
    "theme",
    "station",
    "route",
    "summary",
    "survey",
    "ask",
    "concept",
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
    let mut declared: HashSet<&str> = sources.files().iter().flat_map(|file| declared(&file.text)).collect();
    // After a misspelt `indicator` stands a name as well.
    let misspelt = |d: &&Diagnostic| matches!(d.code, Code::UnknownClause | Code::UnknownDeclaration);
    declared.extend(diagnostics.iter().take(read).filter(misspelt).filter_map(|d| name_after(place(d)?, sources)));
    let beginnings = Beginnings::of(sources);
    let mut at = 0;
    diagnostics.retain(|d| {
        at += 1;
        at <= read || !follows(d, &broken, sources, &declared, &beginnings)
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
            let head = before.trim_end_matches([' ', '\t']).strip_suffix(" of")?;
            let mut head = last_line(head)?.split_whitespace();
            DECLARING.contains(&head.next()?).then(|| head.next().unwrap_or_default().trim_matches('`').to_owned())
        })
        .collect();
    if !homeless.is_empty() {
        diagnostics.retain(|d| d.code != Code::UnknownName || !homeless.contains(last_name(d, sources)));
    }
}

/// The last line of a text, if it is no longer than any declaration's head: a text of one line is not read again and again.
fn last_line(text: &str) -> Option<&str> {
    const FAR: usize = 4_000;
    match text.bytes().rev().take(FAR).position(|b| b == b'\n') {
        Some(back) => text.get(text.len() - back..),
        None => (text.len() < FAR).then_some(text),
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

fn follows(
    diagnostic: &Diagnostic,
    broken: &[Span],
    sources: &Sources,
    declared: &HashSet<&str>,
    beginnings: &Beginnings,
) -> bool {
    let Some(span) = place(diagnostic) else { return false };
    let in_one = |span: &Span| broken.iter().any(|b| beginnings.in_one(*span, *b) || beginnings.in_one(*b, *span));
    if matches!(diagnostic.code, Code::UnknownName | Code::WeightsMismatch) {
        let weighed_by = sources.text(span).split_whitespace().last();
        let is_broken = |b: &Span| weights_around(*b, sources).is_some_and(|name| weighed_by == Some(name));
        return declared.contains(last_name(diagnostic, sources))
            || (diagnostic.code == Code::WeightsMismatch && broken.iter().any(is_broken))
            || (diagnostic.code == Code::WeightsMismatch && weights_around(span, sources).is_some() && in_one(&span));
    }
    if matches!(diagnostic.code, Code::WeightsSum | Code::JudgementInvalid) {
        // The weight or judgement that could not be read is not in the sum.
        return in_one(&span);
    }
    if matches!(diagnostic.code, Code::UnitsMixed | Code::OrdinalAveraged | Code::MethodOutsideDomain) {
        // The step that could not be read may be the one that makes the parts fit.
        return in_one(&span);
    }
    let incomplete = matches!(
        diagnostic.code,
        Code::TableNeeded
            | Code::PartsMissing
            | Code::ScenarioGap
            | Code::ScaleLevels
            | Code::JourneyPlaces
            | Code::MappingIncomplete
    );
    incomplete && (diagnostic.code == Code::TableNeeded || broken.iter().any(|b| beginnings.in_one(span, *b)))
}

/// The name of the set of weights in which a place is.
fn weights_around(place: Span, sources: &Sources) -> Option<&str> {
    let before = sources.text(Span { start: 0, end: place.start, ..place });
    let is_head = |line: &&str| line.split_whitespace().next().is_some_and(|word| DECLARING.contains(&word));
    let mut head = before.lines().rev().find(is_head)?.split_whitespace();
    (head.next() == Some("weights")).then(|| head.next())?
}

/// Where declarations begin at the margin: the words that begin them, in order.
pub(super) struct Beginnings(Vec<Span>);

impl Beginnings {
    /// Those of all files.
    pub fn of(sources: &Sources) -> Self {
        let mut found = Vec::new();
        for (id, file) in (0..).map(FileId).zip(sources.files()) {
            let mut start = 0;
            for line in file.text.split_inclusive('\n') {
                let word = DECLARING.iter().find(|w| line.strip_prefix(**w).is_some_and(|r| r.starts_with(' ')));
                found.extend(word.map(|w| Span::new(id, start, start + w.len() + 1)));
                start += line.len();
            }
        }
        Self(found)
    }

    /// Whether `later` is in the declaration that begins at `head`: no line between begins another one.
    pub fn in_one(&self, head: Span, later: Span) -> bool {
        if head.file != later.file || later.start < head.start {
            return false;
        }
        let next = self.0.partition_point(|word| (word.file, word.start) <= (head.file, head.start));
        self.0.get(next).is_none_or(|word| word.file != head.file || word.end > later.start)
    }
}

/// The name that stands right after a word.
fn name_after(word: Span, sources: &Sources) -> Option<&str> {
    const LONGEST: usize = 1_000;
    let text = sources.files().get(word.file.0 as usize)?.text.get(word.end as usize..)?;
    let line = text.get(..LONGEST).unwrap_or(text).lines().next()?;
    let after = line.strip_prefix(' ')?.trim_start_matches([' ', '`']);
    let end = after.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(after.len());
    after.get(..end).filter(|name| !name.is_empty())
}

/// The words of a text that stand where something is declared: after a declaring word, or after a level's number.
fn declared(text: &str) -> impl Iterator<Item = &str> {
    let words =
        text.split(|c: char| c.is_whitespace() || matches!(c, ';' | '{' | '}' | '`' | ':')).filter(|w| !w.is_empty());
    let mut before = "";
    words.filter(move |word| {
        let last = std::mem::replace(&mut before, word);
        DECLARING.contains(&last) || last.parse::<f64>().is_ok()
    })
}
