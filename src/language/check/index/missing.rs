//! What a missing part means.

use super::options;
use super::steps::AggregateStep;
use crate::check::draft::{Draft, IndexDefinition};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::program::{Missing, MissingRule};
use crate::source::Span;
use crate::syntax::ast;

/// The rule where none is written.
const DEFAULT_MISSING: MissingRule = MissingRule::Propagate;

/// What missing parts mean.
pub(super) struct Rules {
    /// In general.
    pub general: MissingRule,
    /// By the kind of missing, where it is said; each kind once, in their order.
    pub by_kind: Vec<(Missing, MissingRule)>,
}

impl Rules {
    fn skips(&self) -> bool {
        let mut all = self.by_kind.iter().map(|(_, rule)| *rule).chain([self.general]);
        all.any(|rule| matches!(rule, MissingRule::Skip { .. }))
    }
}

/// `missing skip`, `missing at least 2 of 4`, `missing fail unavailable` and so on.
pub(super) fn rules(
    draft: &mut Draft<'_>,
    definition: &IndexDefinition<'_>,
    steps: &[&ast::Step],
    parts: usize,
) -> Option<Rules> {
    let mut general: Option<(MissingRule, Span)> = None;
    let mut by_kind: Vec<(Missing, MissingRule, Span)> = Vec::new();
    for method in steps.iter().filter_map(|s| s.missing()) {
        let kinds = method.terms.get(1..).unwrap_or_default();
        let named = kinds.first().is_some_and(|t| matches!(t, ast::Term::Word(w) if w.text != "least"));
        if !named {
            let rule = rule(draft, definition, method, parts)?;
            if let Some((_, first)) = general.replace((rule, method.span)) {
                repeated(draft, method.span, first, "it is said twice what a missing part means");
                return None;
            }
            continue;
        }
        let rule = of_kinds(draft, method)?;
        for term in kinds {
            let kind = match term {
                ast::Term::Word(name) => crate::check::expr::kind_of_missing(draft, name)?,
                ast::Term::Comma(_) => continue,
                ast::Term::Number(_) | ast::Term::Range(_) | ast::Term::Text(_) => {
                    let message = "only kinds of missing follow a rule for missing parts";
                    let hint = "write `missing skip inapplicable, unasked`";
                    draft.report(Diagnostic::error(Code::MethodOption, term.span(), message).hint(hint));
                    return None;
                }
            };
            if let Some((_, _, first)) = by_kind.iter().find(|(k, ..)| *k == kind) {
                let message = format!("it is said twice what a part means that is missing as {}", kind.name());
                repeated(draft, term.span(), *first, &message);
                return None;
            }
            by_kind.push((kind, rule, term.span()));
        }
    }
    by_kind.sort_by_key(|(kind, ..)| *kind);
    let by_kind = by_kind.into_iter().map(|(kind, rule, _)| (kind, rule)).collect();
    Some(Rules { general: general.map_or(DEFAULT_MISSING, |(rule, _)| rule), by_kind })
}

fn repeated(draft: &mut Draft<'_>, again: Span, first: Span, message: &str) {
    let error = Diagnostic::error(Code::RepeatedClause, again, message).related(first, "first said here");
    draft.report(error.hint("take one of the two away; or name kinds, as in `missing fail unavailable`"));
}

/// The rule of a clause that names kinds of missing.
fn of_kinds(draft: &mut Draft<'_>, method: &ast::Method) -> Option<MissingRule> {
    let words = options::words(method);
    match words.first() {
        Some(&"skip") => Some(MissingRule::Skip { at_least: 1 }),
        Some(&"zero") => Some(MissingRule::Zero),
        Some(&"fail") => Some(MissingRule::Fail),
        Some(&"propagate") => Some(MissingRule::Propagate),
        Some(first) => {
            unknown_rule(draft, method, first);
            None
        }
        None => {
            let message = "a rule for missing parts begins with a word";
            let hint = "write `missing skip inapplicable`";
            draft.report(Diagnostic::error(Code::MethodOption, method.span, message).hint(hint));
            None
        }
    }
}

/// The rule of a clause that names none.
fn rule(
    draft: &mut Draft<'_>,
    definition: &IndexDefinition<'_>,
    method: &ast::Method,
    parts: usize,
) -> Option<MissingRule> {
    let words = options::words(method);
    match words.as_slice() {
        ["skip"] if method.terms.len() == 1 => Some(MissingRule::Skip { at_least: 1 }),
        ["zero"] if method.terms.len() == 1 => Some(MissingRule::Zero),
        ["fail"] if method.terms.len() == 1 => Some(MissingRule::Fail),
        ["propagate"] if method.terms.len() == 1 => Some(MissingRule::Propagate),
        // How many parts must be there is said of one index; those nested in it take over only that parts are skipped.
        ["at", "least"] if is_inherited(definition, method) => Some(MissingRule::Skip { at_least: 1 }),
        ["at", "least"] => at_least(draft, method, parts),
        [first, ..] => {
            unknown_rule(draft, method, first);
            None
        }
        [] => at_least(draft, method, parts),
    }
}

fn unknown_rule(draft: &mut Draft<'_>, method: &ast::Method, first: &str) {
    let message = format!("there is no rule `{}` for missing parts", options::words(method).join(" "));
    let rules = ["skip", "zero", "propagate", "fail", "at least"];
    let hint = did_you_mean(first, rules)
        .unwrap_or_else(|| "write `skip`, `at least 2 of 4`, `zero`, `propagate` or `fail`".to_owned());
    draft.report(Diagnostic::error(Code::UnknownMethod, options::words_span(method), message).hint(hint));
}

/// A method that compares rows part by part cannot leave parts out.
pub(super) fn fits(
    draft: &mut Draft<'_>,
    aggregation: &AggregateStep,
    rules: &Rules,
    steps: &[&ast::Step],
) -> Option<()> {
    if !rules.skips() || aggregation.method.whole().is_none_or(|kernel| kernel.takes_missing()) {
        return Some(());
    }
    let name = aggregation.method.name();
    let message = format!("`{name}` compares rows part by part, so that a missing part cannot be skipped");
    let hint = "write `missing propagate`: a row with a missing part then has no result and is compared with no other";
    let error = Diagnostic::error(Code::MethodNotApplicable, aggregation.span, message).hint(hint);
    let written = steps.iter().rev().find_map(|s| s.missing()).map(|method| method.span);
    draft.report(match written {
        Some(span) => error.related(span, "parts are skipped here"),
        None => error,
    });
    None
}

/// Whether a clause is not the index's own.
fn is_inherited(definition: &IndexDefinition<'_>, method: &ast::Method) -> bool {
    !definition.index.steps.iter().any(|s| matches!(s, ast::Step::Missing(own) if std::ptr::eq(own, method)))
}

fn at_least(draft: &mut Draft<'_>, method: &ast::Method, parts: usize) -> Option<MissingRule> {
    let mut numbers = Vec::new();
    let mut of = false;
    for term in method.terms.iter().skip(2) {
        match term {
            ast::Term::Number(n) => numbers.push(n),
            ast::Term::Word(w) if w.text == "of" => of = true,
            ast::Term::Word(_) | ast::Term::Range(_) | ast::Term::Text(_) | ast::Term::Comma(_) => numbers.clear(),
        }
    }
    let whole = |n: &ast::Number| n.value.fract() == 0.0 && n.value >= 1.0 && n.value <= parts as f64;
    match numbers.as_slice() {
        [k] if !of && whole(k) => Some(MissingRule::Skip { at_least: k.value as usize }),
        [k, n] if of && whole(k) && n.value == parts as f64 => Some(MissingRule::Skip { at_least: k.value as usize }),
        _ => {
            let noun = if parts == 1 { "part" } else { "parts" };
            let message = format!("this does not fit: the index has {parts} {noun}");
            let hint = format!("write `missing at least K of {parts}` with K from 1 to {parts}");
            draft.report(Diagnostic::error(Code::MethodOption, method.span, message).hint(hint));
            None
        }
    }
}
