//! The goalposts that a normalisation takes: those of each part, or its own.

use super::parts::PartDraft;
use super::targets;
use crate::check::draft::Draft;
use crate::check::ranges;
use crate::diagnostic::{Code, Diagnostic};
use crate::methods::{Domain, NormaliseAlgebra};
use crate::program::Type;
use crate::syntax::ast::{self, Term};

/// The goalposts that a step writes itself: `normalise goalposts 0..5`.
pub(super) struct OfStep<'a> {
    range: &'a ast::Range,
    ends: Option<(f64, f64)>,
}

/// Reads them, for these parts; it is the range that no `to` stands before.
pub(super) fn of_step<'a, 'p>(
    draft: &mut Draft<'_>,
    method: &'a ast::Method,
    algebra: NormaliseAlgebra,
    mut parts: impl Iterator<Item = &'p PartDraft>,
) -> Option<OfStep<'a>> {
    if !algebra.needs_goalposts {
        return None;
    }
    let before = std::iter::once(None).chain(method.terms.iter().map(Some));
    let range = before.zip(&method.terms).find_map(|(before, term)| match (before, term) {
        (Some(Term::Word(word)), Term::Range(_)) if word.text == "to" => None,
        (_, Term::Range(range)) => Some(range),
        (_, Term::Word(_) | Term::Number(_) | Term::Text(_) | Term::Comma(_)) => None,
    })?;
    let percentages = parts.find_map(|part| match draft.quantity(part.part.quantity)?.ty.clone()? {
        Type::Number(Some(unit)) if unit.percent => Some(Type::Number(Some(unit))),
        Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Member(_) | Type::Link(_) => None,
    });
    Some(OfStep { range, ends: ranges::goalposts(draft, Some(range), percentages.as_ref()) })
}

/// The goalposts between which a step puts a part.
pub(super) fn of_part(
    draft: &mut Draft<'_>,
    method: &ast::Method,
    part: &PartDraft,
    algebra: NormaliseAlgebra,
    step: Option<&OfStep<'_>>,
) -> Option<Option<(f64, f64)>> {
    if !algebra.needs_goalposts {
        return Some(part.goalposts);
    }
    let name = &part.part.name;
    if part.progress.is_some() {
        if let Some(step) = step {
            let message = format!("the goalposts of `{name}` run from a baseline to a goal, and this step has others");
            let error = Diagnostic::error(Code::MethodOption, step.range.span, message);
            draft.report(error.related(part.part.span, "a part here").hint("leave one of the two out"));
            return None;
        }
        targets::without_log(draft, method, part, algebra)?;
        return Some(part.goalposts);
    }
    let Some(goalposts) = step.map_or(part.goalposts, |step| step.ends) else {
        let message = format!("`{name}` has no goalposts");
        let hint = format!(
            "add `goalposts LOW..HIGH` to indicator `{name}`, or write them here, as in `normalise goalposts 0..5`"
        );
        let error = Diagnostic::error(Code::GoalpostsMissing, part.part.span, message);
        draft.report(error.related(method.span, "normalised by goalposts here").hint(hint));
        return None;
    };
    if algebra.domain == Domain::Positive && goalposts.0 <= 0.0 {
        let message = format!("on a logarithmic scale the goalposts of `{name}` must be above 0");
        let error = Diagnostic::error(Code::MethodOutsideDomain, part.part.span, message);
        let hint = "raise its lower goalpost above 0, or leave out `log`";
        draft.report(error.related(method.span, "normalised here").hint(hint));
        return None;
    }
    Some(Some(goalposts))
}
