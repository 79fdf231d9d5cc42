//! What is wrong with edits, in the author's words.

use super::Touched;
use super::hand::Wrong;
use super::subject::Found;
use crate::diagnostic::{Code, Diagnostic, did_you_mean, list, nearest};
use crate::source::Span;
use crate::syntax::ast::{Declaration, Edit, Name, Subject, Verb};

/// Nothing of this name and kind is there.
pub(super) fn not_found(subject: &Subject, verb: Verb, doing: &str, named: &[Found], names: &[String]) -> Diagnostic {
    let Subject { kind, name } = subject;
    let text = &name.text;
    if let (Some(kind), Some(other)) = (kind, named.first()) {
        let message = format!("`{text}` is {}, not {}", article(other.kind), article(&kind.text));
        let hint = format!("write `{doing} {} {text}`", other.kind);
        return Diagnostic::error(Code::WrongKind, name.span, message).hint(hint);
    }
    let what = kind.as_ref().map_or(String::new(), |kind| format!("{} ", kind.text));
    let message = match &kind {
        Some(kind) if is_plural(&kind.text) => format!("there are no {what}`{text}` to {}", verb.word()),
        Some(_) => format!("there is no {what}`{text}` to {}", verb.word()),
        None => format!("there is nothing called `{text}` to {}", verb.word()),
    };
    let hint = match (verb, did_you_mean(text, names.iter().map(String::as_str))) {
        (_, Some(near)) if near.starts_with("did") => Some(near),
        (Verb::Replace, _) if kind.is_some() => Some(format!("to declare it anew write `add {what}{text}`")),
        (_, known) => known,
    };
    Diagnostic::error(Code::ExtendsNothing, name.span, message).maybe_hint(hint)
}

/// Several things go by this name.
pub(super) fn ambiguous(subject: &Subject, doing: &str, several: &[&Found]) -> Diagnostic {
    let text = &subject.name.text;
    let called = list(several.iter().map(|found| format!("{} {}", found.kind, found.name)));
    let message = format!("`{text}` may mean more than one thing: {called}");
    let hint = several.first().map(|found| format!("write `{doing} {} {}`", found.kind, found.name));
    Diagnostic::error(Code::AmbiguousName, subject.name.span, message).maybe_hint(hint)
}

/// What is to be added is declared already.
pub fn declared_already(item: &Declaration, known: &Declaration) -> Diagnostic {
    let (word, name) = (item.kind.word(), item.called());
    Diagnostic::error(Code::DuplicateName, item.name.span, format!("{} `{name}` is there already", the(word)))
        .label("added here")
        .related(known.name.span, "declared here")
        .hint(format!("to put this in its place write `replace {word} {name}`"))
}

/// A clause or an entry that is there already, or not there to be replaced.
pub(super) fn clause(wrong: &Wrong, called: &str, own: &Declaration, edit: &Edit, known: &[String]) -> Diagnostic {
    let what = shown(&wrong.what);
    let at = wrong.at.unwrap_or(edit.span);
    let subject = format!("{} {}", own.kind.word(), own.name.text);
    if wrong.there {
        let code = if wrong.entry { Code::DuplicateName } else { Code::RepeatedClause };
        let message = format!("{called} has {what} already");
        return Diagnostic::error(code, at, message).hint(format!("to change it write `replace in {subject} {{ … }}`"));
    }
    let message = format!("{called} has no {what} to replace");
    let hint = match nearest(&wrong.what, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`? What is new stands in `add in {subject} {{ … }}`"),
        None => format!("what is new stands in `add in {subject} {{ … }}`"),
    };
    Diagnostic::error(Code::ExtendsNothing, at, message).hint(hint)
}

/// What two edits replace.
pub(super) fn replaced_twice(called: &str, what: &str, at: Span, first: Span) -> Diagnostic {
    let what = if what.is_empty() { called.to_owned() } else { format!("{} of {called}", shown(what)) };
    Diagnostic::error(Code::RepeatedClause, at, format!("{what} is replaced twice"))
        .label("replaced again here")
        .related(first, "replaced here")
        .hint("keep one of the two")
}

/// An edit of clauses that names none.
pub(super) fn says_nothing(own: &Declaration, edit: &Edit) -> Diagnostic {
    let (verb, word, name) = (edit.verb.word(), own.kind.word(), &own.name.text);
    let message = format!("this says nothing to {verb} in {word} `{name}`");
    Diagnostic::error(Code::ExtendsNothing, own.name.span, message)
        .hint(format!("write the clauses in braces, as in `{verb} in {word} {name} {{ … }}`"))
}

/// There is no such clause or entry.
pub(super) fn nothing_to_drop(clause: &Name, touched: &Touched, known: &[String]) -> Diagnostic {
    let called = format!("{} `{}`", touched.kind, touched.name);
    let message = format!("{called} has no {} to drop", shown(&clause.text));
    let mut names: Vec<&str> =
        known.iter().map(String::as_str).filter(|n| n.chars().any(char::is_alphabetic)).collect();
    names.sort_unstable();
    names.dedup();
    let near = nearest(&clause.text, names.iter().copied()).map(|near| format!("did you mean `{near}`?"));
    let hint = near.or_else(|| (!names.is_empty()).then(|| format!("it has {}", list(&names))));
    Diagnostic::error(Code::ExtendsNothing, clause.span, message).maybe_hint(hint)
}

/// A name that is both a clause and an entry.
pub(super) fn clause_and_entry(clause: &Name, touched: &Touched) -> Diagnostic {
    let Touched { kind, name, .. } = touched;
    let message = format!("`{}` is both a clause of {kind} `{name}` and a name in it", clause.text);
    Diagnostic::error(Code::AmbiguousName, clause.span, message)
        .hint(format!("write `replace {kind} {name} {{ … }}` with what is left"))
}

/// A clause as the author knows it.
fn shown(what: &str) -> String {
    match what {
        ":" => "type".to_owned(),
        "=" => "formula".to_owned(),
        "of" => "table".to_owned(),
        what => format!("`{what}`"),
    }
}

fn is_plural(kind: &str) -> bool {
    matches!(kind, "weights" | "indicators" | "published")
}

fn article(kind: &str) -> String {
    match kind.chars().next() {
        _ if is_plural(kind) => format!("a set of `{kind}`"),
        Some('a' | 'e' | 'i' | 'o') => format!("an {kind}"),
        Some(_) | None => format!("a {kind}"),
    }
}

fn the(kind: &str) -> String {
    match kind {
        "weights" => "the set of weights".to_owned(),
        kind => format!("the {kind}"),
    }
}
