//! What a missing part means.

use super::options;
use super::steps::AggregateStep;
use crate::check::draft::{Draft, IndexDefinition};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::program::MissingRule;
use crate::syntax::ast;

/// The rule where none is written.
const DEFAULT_MISSING: MissingRule = MissingRule::Propagate;

/// `missing skip`, `missing at least 2 of 4` and so on.
pub(super) fn rule(
    draft: &mut Draft<'_>,
    definition: &IndexDefinition<'_>,
    steps: &[&ast::Step],
    parts: usize,
) -> Option<MissingRule> {
    let written = steps.iter().rev().find_map(|s| s.missing());
    let Some(method) = written else { return Some(DEFAULT_MISSING) };
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
            let message = format!("there is no rule `{}` for missing parts", words.join(" "));
            let rules = ["skip", "zero", "propagate", "fail", "at least"];
            let hint = did_you_mean(first, rules)
                .unwrap_or_else(|| "write `skip`, `at least 2 of 4`, `zero`, `propagate` or `fail`".to_owned());
            draft.report(Diagnostic::error(Code::UnknownMethod, options::words_span(method), message).hint(hint));
            None
        }
        [] => at_least(draft, method, parts),
    }
}

/// A method that compares rows part by part cannot leave parts out.
pub(super) fn fits(
    draft: &mut Draft<'_>,
    aggregation: &AggregateStep,
    rule: MissingRule,
    steps: &[&ast::Step],
) -> Option<()> {
    let skips = matches!(rule, MissingRule::Skip { .. });
    if !skips || aggregation.method.whole().is_none_or(|kernel| kernel.takes_missing()) {
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
