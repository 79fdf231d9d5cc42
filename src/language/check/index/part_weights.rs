//! Weights of the parts of one index.

use std::collections::{HashMap, HashSet};

use super::parts::PartDraft;
use crate::check::draft::Draft;
use crate::diagnostic::{Code, Diagnostic, did_you_mean, list, nearest};
use crate::methods::weigh::{self, Basis};
use crate::source::Span;
use crate::syntax::ast;

/// Says that no weights have this name, and no method.
pub(super) fn no_such_weights(draft: &mut Draft<'_>, name: &ast::Name) {
    let message = format!("there are no weights `{}`", name.text);
    let methods = weigh::ALL.iter().filter(|m| !matches!(m.basis(), Basis::People(_))).map(|m| m.name());
    let known: Vec<&str> = draft.weights.keys().map(String::as_str).chain(methods).collect();
    let hint = did_you_mean(&name.text, known);
    draft.report(Diagnostic::error(Code::UnknownName, name.span, message).maybe_hint(hint));
}

/// Every part has a weight, and every weight a part.
pub(super) fn by_name(
    draft: &mut Draft<'_>,
    entries: &[(ast::Name, ast::Number)],
    parts: &[PartDraft],
    span: Span,
) -> Option<Vec<f64>> {
    let mut fits = true;
    let named: HashSet<&str> = parts.iter().map(|p| p.part.name.as_str()).collect();
    let mut weights: HashMap<&str, f64> = HashMap::with_capacity(entries.len());
    for (name, number) in entries {
        weights.entry(&name.text).or_insert(number.value);
    }
    let without: Vec<&str> =
        parts.iter().map(|p| p.part.name.as_str()).filter(|name| !weights.contains_key(name)).collect();
    for (name, _) in entries {
        if !named.contains(name.text.as_str()) {
            let message = format!("the weights name `{}`, which is no part of the index", name.text);
            let near = if draft.suggests() { nearest(&name.text, without.iter().copied()) } else { None };
            let hint = Some(near.map_or_else(
                || format!("add `{}` to the parts, or take it out of the weights", name.text),
                |near| format!("did you mean `{near}`?"),
            ));
            let error = Diagnostic::error(Code::WeightsMismatch, name.span, message).related(span, "weighed here");
            draft.report(error.maybe_hint(hint));
            fits = false;
        }
    }
    if !fits {
        return None;
    }
    if !without.is_empty() {
        let message = format!("the weights say nothing of {}", list(without.iter().copied()));
        let hint = "give every part a weight; a part that is not to count has the weight 0";
        let part = parts.iter().find(|p| without.first() == Some(&p.part.name.as_str()));
        let error = Diagnostic::error(Code::WeightsMismatch, span, message).hint(hint);
        draft.report(match part {
            Some(part) => error.related(part.part.span, "has no weight"),
            None => error,
        });
        return None;
    }
    Some(parts.iter().map(|p| weights.get(p.part.name.as_str()).copied().unwrap_or(1.0)).collect())
}

/// Weights given with the parts: all of them or none, then all are equal.
pub(super) fn given_with_parts(draft: &mut Draft<'_>, parts: &[PartDraft]) -> Option<(Vec<f64>, Option<Span>)> {
    if parts.iter().all(|p| p.weight.is_none()) {
        return Some((vec![1.0; parts.len()], None));
    }
    if let Some(part) = parts.iter().find(|p| p.weight.is_none()) {
        let message = format!("`{}` has no weight, while other parts have", part.part.name);
        let hint = "give every part a weight, or none";
        draft.report(Diagnostic::error(Code::WeightsMismatch, part.part.span, message).hint(hint));
        return None;
    }
    let weights: Vec<f64> = parts.iter().filter_map(|p| p.weight).collect();
    if weights.iter().sum::<f64>() == 0.0 {
        let span = parts.first().map(|p| p.part.span).unwrap_or_default();
        let span = parts.last().and_then(|p| p.weight_span).map_or(span, |last| span.to(last));
        let error = Diagnostic::error(Code::InvalidNumber, span, "all weights are 0");
        draft.report(error.hint("give at least one of them a weight above 0"));
        return None;
    }
    let span = parts.iter().find_map(|p| p.weight_span).or(parts.first().map(|p| p.part.span));
    Some((weights, span))
}
