//! Method clauses: the method's name, then its options.

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
            Term::Number(_) | Term::Range(_) => None,
        })
        .collect()
}

/// The place of those words; of the whole clause if there are none.
pub(in crate::check) fn words_span(method: &Method) -> Span {
    let places = method.terms.iter().map_while(|t| match t {
        Term::Word(name) => Some(name.span),
        Term::Number(_) | Term::Range(_) => None,
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
        .or_else(|| words.first().and_then(|w| crate::diagnostic::nearest(w, known.iter().copied())));
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
    let mut all: Vec<OptionSpec> = specs.to_vec();
    if normalises {
        all.extend([DEGENERATE_MISSING, DEGENERATE]);
    }
    let mut options = Options::default();
    let mut rest = method.terms.get(used..).unwrap_or_default();
    while !rest.is_empty() {
        let Some((spec, value, taken)) = next(&all, rest) else {
            wrong(draft, method, rest, name, &all);
            return None;
        };
        if options.has(spec.words) {
            let message = format!("`{name}` is told `{}` twice", spec.words);
            draft.report(Diagnostic::error(Code::MethodOption, method.span, message));
            return None;
        }
        options.given.push((spec.words, value));
        rest = rest.get(taken..).unwrap_or_default();
    }
    Some(options)
}

/// The option that the terms begin with, the one of most words first, its value, and how many terms it takes.
fn next(specs: &[OptionSpec], terms: &[Term]) -> Option<(OptionSpec, OptionValue, usize)> {
    let mut candidates: Vec<&OptionSpec> = specs.iter().collect();
    candidates.sort_by_key(|s| std::cmp::Reverse(s.words.split_whitespace().count()));
    candidates.into_iter().find_map(|spec| {
        let words: Vec<&str> = spec.words.split_whitespace().collect();
        let fits = words.iter().zip(terms).filter(|(w, t)| matches!(t, Term::Word(n) if n.text == **w)).count();
        if fits < words.len() {
            return None;
        }
        let value = terms.get(words.len());
        match (spec.kind, value) {
            (OptionKind::Flag, _) => Some((*spec, OptionValue::Flag, words.len())),
            (OptionKind::Number, Some(Term::Number(n))) => Some((*spec, OptionValue::Number(n.value), words.len() + 1)),
            (OptionKind::Range, Some(Term::Range(range))) => {
                let (low, high) = (range.low.as_ref()?.value, range.high.as_ref()?.value);
                Some((*spec, OptionValue::Range(low, high), words.len() + 1))
            }
            (OptionKind::Number | OptionKind::Range, Some(_) | None) => None,
        }
    })
}

fn wrong(draft: &mut Draft<'_>, method: &Method, rest: &[Term], name: &str, specs: &[OptionSpec]) {
    let (text, span) = match rest.first() {
        Some(Term::Word(word)) => (word.text.clone(), word.span),
        Some(Term::Number(number)) => (format!("{}", number.value), number.span),
        Some(Term::Range(range)) => ("this range".to_owned(), range.span),
        None => (String::new(), method.span),
    };
    let begins = specs.iter().find(|s| s.words.split_whitespace().next() == Some(text.as_str()));
    if let Some(spec) = begins {
        let (needs, example) = match spec.kind {
            OptionKind::Flag => ("the rest of its words", spec.words.to_owned()),
            OptionKind::Number => ("a number", format!("{} 1", spec.words)),
            OptionKind::Range => ("a range with both ends", format!("{} 0..100", spec.words)),
        };
        let message = format!("`{}` needs {needs}", spec.words);
        draft.report(Diagnostic::error(Code::MethodOption, span, message).hint(format!("write `{example}`")));
        return;
    }
    let message = format!("`{name}` has no option `{text}`");
    let shown: Vec<String> = specs
        .iter()
        .map(|s| {
            let value = match s.kind {
                OptionKind::Flag => "",
                OptionKind::Number => "N",
                OptionKind::Range => "LOW..HIGH",
            };
            format!("`{}`", [s.words, value].join(" ").trim())
        })
        .collect();
    let near = crate::diagnostic::nearest(&text, specs.iter().map(|s| s.words));
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("its options: {}", shown.join(", ")),
    };
    draft.report(Diagnostic::error(Code::MethodOption, span, message).hint(hint));
}

/// Takes `degenerate as …` out of the options: NaN (missing, as inapplicable) or a number.
pub(in crate::check) fn take_degenerate(options: &mut Options) -> Option<f64> {
    let number = options.number(DEGENERATE.words);
    let missing = options.has(DEGENERATE_MISSING.words);
    options.given.retain(|(words, _)| *words != DEGENERATE.words && *words != DEGENERATE_MISSING.words);
    if missing { Some(crate::methods::UNDEFINED) } else { number }
}
