//! Method clauses: the method's name, then its options.

use super::option_values;
use crate::check::draft::Draft;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::methods::{OptionKind, OptionSpec, OptionValue, Options};
use crate::source::Span;
use crate::syntax::ast::{Method, Term};

/// `degenerate as N`, which every normalisation takes.
const DEGENERATE: OptionSpec =
    OptionSpec { words: "degenerate as", kind: OptionKind::Number, about: "what a value becomes without comparison" };

/// `degenerate as missing`
const DEGENERATE_MISSING: OptionSpec =
    OptionSpec { words: "degenerate as missing", kind: OptionKind::Flag, about: "such a value is missing" };

/// The words at the beginning of a method clause.
pub(in crate::check) fn words(method: &Method) -> Vec<&str> {
    method
        .terms
        .iter()
        .map_while(|t| match t {
            Term::Word(name) => Some(name.text.as_str()),
            Term::Number(_) | Term::Range(_) | Term::Text(_) | Term::Comma(_) => None,
        })
        .collect()
}

/// The place of those words; of the whole clause if there are none.
pub(in crate::check) fn words_span(method: &Method) -> Span {
    let places = method.terms.iter().map_while(|t| match t {
        Term::Word(name) => Some(name.span),
        Term::Number(_) | Term::Range(_) | Term::Text(_) | Term::Comma(_) => None,
    });
    places.reduce(Span::to).unwrap_or(method.span)
}

/// Says that no method has this name.
pub(in crate::check) fn unknown_method(draft: &mut Draft<'_>, method: &Method, clause: &str, known: Vec<&'static str>) {
    let words = words(method);
    if words.is_empty() {
        let message = format!("it is not said how to {clause}");
        let hint = format!("write a method, such as `{clause} {}`", known.first().copied().unwrap_or_default());
        draft.report(Diagnostic::error(Code::UnknownMethod, method.span, message).hint(hint));
        return;
    }
    let name = words.join(" ");
    // A longer misspelling is compared as a whole first, then by its first word.
    let near = crate::diagnostic::nearest(&name, known.iter().copied())
        .or_else(|| words.first().and_then(|w| crate::diagnostic::nearest(w, known.iter().copied())))
        .or_else(|| known.iter().copied().find(|k| k.split(' ').next() == words.first().copied()));
    let hint = match near {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None => did_you_mean(&name, known),
    };
    let message = format!("there is no method `{name}` to {clause}");
    draft.report(Diagnostic::error(Code::UnknownMethod, words_span(method), message).maybe_hint(hint));
}

/// Reads the options after the first `used` words; reports one that the method does not have.
pub(in crate::check) fn options(
    draft: &mut Draft<'_>,
    method: &Method,
    used: usize,
    name: &str,
    specs: &[OptionSpec],
    normalises: bool,
) -> Option<Options> {
    let more: &[OptionSpec] = if normalises { &[DEGENERATE_MISSING, DEGENERATE] } else { &[] };
    options_and(draft, method, used, name, specs, more)
}

/// The same, with options that all methods of the kind take.
pub(super) fn options_and(
    draft: &mut Draft<'_>,
    method: &Method,
    used: usize,
    name: &str,
    specs: &[OptionSpec],
    more: &[OptionSpec],
) -> Option<Options> {
    let all: Vec<OptionSpec> = specs.iter().chain(more).copied().collect();
    let mut options = Options::default();
    let mut rest = method.terms.get(used..).unwrap_or_default();
    while !rest.is_empty() {
        let Some((spec, value, taken)) = next(&all, rest) else {
            wrong(draft, method, rest, name, &all);
            return None;
        };
        if options.has(spec.words) {
            let message = match spec.words {
                "" => format!("`{name}` is told twice what it works with"),
                words => format!("`{name}` is told `{words}` twice"),
            };
            draft.report(Diagnostic::error(Code::MethodOption, method.span, message));
            return None;
        }
        options.given.push((spec.words, value));
        rest = rest.get(taken..).unwrap_or_default();
        // A comma may part two options; the last one is followed by none.
        if let [Term::Comma(_), another, ..] = rest
            && !matches!(another, Term::Comma(_))
            && decimal_comma(rest).is_none()
        {
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    Some(options)
}

/// The option that the terms begin with, the one of most words first, its value, and how many terms it takes.
fn next(specs: &[OptionSpec], terms: &[Term]) -> Option<(OptionSpec, OptionValue, usize)> {
    let mut candidates: Vec<&OptionSpec> = specs.iter().collect();
    candidates.sort_by_key(|s| std::cmp::Reverse(s.words.split_whitespace().count()));
    candidates.into_iter().find_map(|spec| {
        let after = after_words(spec, terms)?;
        let (value, taken) = option_values::read(spec.kind, after)?;
        Some((*spec, value, terms.len() - after.len() + taken))
    })
}

/// The terms after the words of an option, if they begin with them.
fn after_words<'t>(spec: &OptionSpec, terms: &'t [Term]) -> Option<&'t [Term]> {
    spec.words.split_whitespace().try_fold(terms, |rest, word| match rest {
        [Term::Word(name), rest @ ..] if name.text == word => Some(rest),
        _ => None,
    })
}

/// Says why no option begins here.
fn wrong(draft: &mut Draft<'_>, method: &Method, rest: &[Term], name: &str, specs: &[OptionSpec]) {
    let span = rest.first().map_or(method.span, Term::span);
    if let Some(error) = decimal_comma(rest) {
        draft.report(error);
        return;
    }
    let word = if let Some(Term::Word(word)) = rest.first() { Some(word.text.as_str()) } else { None };
    let whole: Vec<(&OptionSpec, &[Term])> =
        specs.iter().filter(|s| !s.words.is_empty()).filter_map(|s| Some((s, after_words(s, rest)?))).collect();
    let begins = specs.iter().find(|s| word.is_some() && s.words.split_whitespace().next() == word);
    let alone: Vec<(&OptionSpec, &[Term])> = specs.iter().filter(|s| s.words.is_empty()).map(|s| (s, rest)).collect();
    if !whole.is_empty() {
        draft.report(option_values::wrong(&whole, span));
    } else if let Some(spec) = begins {
        let message = format!("`{}` needs the rest of its words", spec.words);
        let hint = format!("write `{}`", [spec.words, &spec.kind.example()].join(" ").trim());
        draft.report(Diagnostic::error(Code::MethodOption, span, message).hint(hint));
    } else if alone.iter().any(|(s, _)| s.kind.is_list()) && word.is_none() {
        draft.report(option_values::wrong(&alone, span));
    } else {
        draft.report(no_option(name, rest.first(), span, specs));
    }
}

fn no_option(name: &str, found: Option<&Term>, span: Span, specs: &[OptionSpec]) -> Diagnostic {
    let text = match found {
        Some(Term::Word(word)) => word.text.clone(),
        Some(Term::Number(number)) => format!("{}", number.value),
        Some(Term::Range(_)) => "this range".to_owned(),
        Some(Term::Text(text)) => format!("\"{}\"", text.text),
        Some(Term::Comma(_)) => ",".to_owned(),
        None => String::new(),
    };
    let message = format!("`{name}` has no option `{text}`");
    let shown: Vec<String> =
        specs.iter().map(|s| format!("`{}`", [s.words, &s.kind.placeholder()].join(" ").trim())).collect();
    let near = crate::diagnostic::nearest(&text, specs.iter().map(|s| s.words).filter(|w| !w.is_empty()));
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if matches!(found, Some(Term::Comma(_))) => "is there a comma too many?".to_owned(),
        None => format!("its options: {}", shown.join(", ")),
    };
    Diagnostic::error(Code::MethodOption, span, message).hint(hint)
}

/// `0,5`: two numbers with nothing but a comma between them, where no list is expected.
fn decimal_comma(rest: &[Term]) -> Option<Diagnostic> {
    let [Term::Comma(comma), Term::Number(after), ..] = rest else { return None };
    (comma.end == after.span.start).then(|| {
        let message = "a number is written with a point, not with a comma";
        Diagnostic::error(Code::MethodOption, comma.to(after.span), message).hint("write `0.5`, not `0,5`")
    })
}

/// Takes `degenerate as …` out of the options: NaN (missing, as inapplicable) or a number.
pub(in crate::check) fn take_degenerate(options: &mut Options) -> Option<f64> {
    let number = options.number(DEGENERATE.words);
    let missing = options.has(DEGENERATE_MISSING.words);
    options.given.retain(|(words, _)| *words != DEGENERATE.words && *words != DEGENERATE_MISSING.words);
    if missing { Some(crate::methods::UNDEFINED) } else { number }
}
