//! What follows the words of a method's option.

use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::methods::{Band, OptionKind, OptionSpec, OptionValue};
use crate::source::Span;
use crate::syntax::ast::{Number, Range, Term};

/// The value that the terms begin with, and how many of them it takes.
pub(super) fn read(kind: OptionKind, terms: &[Term]) -> Option<(OptionValue, usize)> {
    match (kind, terms) {
        (OptionKind::Flag, _) => Some((OptionValue::Flag, 0)),
        (OptionKind::Number, [Term::Number(n), ..]) => Some((OptionValue::Number(n.value), 1)),
        (OptionKind::Range, [Term::Range(Range { low: Some(low), high: Some(high), .. }), ..]) => {
            Some((OptionValue::Range(low.value, high.value), 1))
        }
        (OptionKind::Numbers, _) => {
            let (numbers, taken) = list(terms, |item| match item {
                [Term::Number(n), ..] => Some((n.value, 1)),
                _ => None,
            })?;
            Some((OptionValue::Numbers(numbers), taken))
        }
        (OptionKind::Word(known), [Term::Word(word), ..]) => {
            known.iter().find(|k| **k == word.text).map(|k| (OptionValue::Word(k), 1))
        }
        (OptionKind::Entity, [Term::Text(_), ..] | [Term::Number(_), Term::Comma(_), Term::Text(_), ..]) => {
            let (keys, taken) = list(terms, |item| match item {
                [Term::Text(text), ..] => Some((text.text.clone(), 1)),
                [Term::Number(number), ..] => Some((number.value.to_string(), 1)),
                _ => None,
            })?;
            Some((OptionValue::Entity(keys.join(", ")), taken))
        }
        (OptionKind::Points, _) => {
            let (points, taken) = list(terms, |item| match item {
                [Term::Number(x), Term::Word(as_), Term::Number(y), ..] if as_.text == "as" => {
                    Some(((x.value, y.value), 3))
                }
                _ => None,
            })?;
            Some((OptionValue::Points(points), taken))
        }
        (OptionKind::Levels, _) => {
            let (levels, taken) = list(terms, |item| match item {
                [Term::Word(x), Term::Word(as_), Term::Number(y), ..] if as_.text == "as" => {
                    Some(((x.text.clone(), y.value), 3))
                }
                _ => None,
            })?;
            Some((OptionValue::Levels(levels), taken))
        }
        (OptionKind::Bands, _) => {
            let end = |end: &Option<Number>| end.as_ref().map(|n| n.value);
            let (bands, taken) = list(terms, |item| match item {
                [Term::Range(range), Term::Word(as_), Term::Number(y), ..] if as_.text == "as" => {
                    Some((Band { low: end(&range.low), high: end(&range.high), value: y.value }, 3))
                }
                _ => None,
            })?;
            Some((OptionValue::Bands(bands), taken))
        }
        (OptionKind::Number | OptionKind::Range | OptionKind::Word(_) | OptionKind::Entity, _) => None,
    }
}

/// One item or several with commas between them, and how many terms they are.
fn list<T>(terms: &[Term], item: impl Fn(&[Term]) -> Option<(T, usize)>) -> Option<(Vec<T>, usize)> {
    let (first, mut taken) = item(terms)?;
    let mut items = vec![first];
    while let Some([Term::Comma(_), rest @ ..]) = terms.get(taken..)
        && let Some((next, more)) = item(rest)
    {
        items.push(next);
        taken += 1 + more;
    }
    Some((items, taken))
}

/// Says what should follow the words of an option; `found` are options of the same words, each with the terms after them.
pub(super) fn wrong(found: &[(&OptionSpec, &[Term])], span: Span) -> Diagnostic {
    let longest = found.iter().map(|(s, _)| s.words.len()).max().unwrap_or_default();
    let found: Vec<_> = found.iter().filter(|(s, _)| s.words.len() == longest).collect();
    let words = found.first().map_or("", |(s, _)| s.words);
    let known: Vec<&str> = found
        .iter()
        .flat_map(|(s, _)| match s.kind {
            OptionKind::Word(known) => known.to_vec(),
            OptionKind::Flag
            | OptionKind::Number
            | OptionKind::Range
            | OptionKind::Numbers
            | OptionKind::Entity
            | OptionKind::Points
            | OptionKind::Levels
            | OptionKind::Bands => Vec::new(),
        })
        .collect();
    if let (false, Some((_, [Term::Word(word), ..]))) = (known.is_empty(), found.first()) {
        let message = format!("`{words}` cannot be followed by `{}`", word.text);
        let hint = did_you_mean(&word.text, known);
        return Diagnostic::error(Code::MethodOption, word.span, message).maybe_hint(hint);
    }
    let message = match words {
        "" => format!("this needs to be {}", needs(&found)),
        words => format!("`{words}` needs {}", needs(&found)),
    };
    Diagnostic::error(Code::MethodOption, span, message).hint(format!("write {}", examples(words, &found)))
}

/// Says that an option is missing; `wanted` are its kinds.
pub(super) fn needed(method: &str, wanted: &[(&OptionSpec, &[Term])], span: Span) -> Diagnostic {
    let wanted: Vec<_> = wanted.iter().collect();
    let words = wanted.first().map_or("", |(s, _)| s.words);
    let message = match words {
        "" => format!("`{method}` needs {}", needs(&wanted)),
        words => format!("`{method}` needs `{words}` and {}", needs(&wanted)),
    };
    let begins = [method, words].join(" ");
    Diagnostic::error(Code::MethodOption, span, message).hint(format!("write {}", examples(begins.trim(), &wanted)))
}

type Found<'a> = &'a (&'a OptionSpec, &'a [Term]);

fn needs(found: &[Found<'_>]) -> String {
    let needs: Vec<String> = found.iter().map(|(s, _)| s.kind.describe()).collect();
    match needs.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

fn examples(words: &str, found: &[Found<'_>]) -> String {
    let examples: Vec<String> =
        found.iter().map(|(s, _)| format!("`{}`", [words, &s.kind.example()].join(" ").trim())).collect();
    examples.join(" or ")
}
