//! `prefer`: what some parts of an index tell the aggregation by themselves.

use super::options;
use super::parts::PartDraft;
use super::steps::{AggregateStep, applies};
use crate::check::draft::Draft;
use crate::diagnostic::{Code, Diagnostic};
use crate::methods::{Options, Refusal, aggregate};
use crate::syntax::ast::Method;

/// The options that each part has by itself; empty where no part has any.
pub(super) fn preferences(
    draft: &mut Draft<'_>,
    clauses: &[Method],
    aggregation: &AggregateStep,
    parts: &[PartDraft],
) -> Option<Vec<Option<Options>>> {
    let Some(first) = clauses.first() else { return Some(Vec::new()) };
    let name = aggregation.method.name();
    if aggregation.method.preferences().is_empty() {
        let takers: Vec<String> = aggregate::ALL
            .iter()
            .filter(|m| !m.preferences().is_empty())
            .map(|m| format!("`aggregate {}`", m.name()))
            .collect();
        let message = format!("`{name}` has no use for preferences of parts");
        let error = Diagnostic::error(Code::MethodOption, first.span, message);
        let error = error.related(aggregation.span, "put together here");
        draft.report(error.hint(format!("they belong to {}", takers.join(" or "))));
        return None;
    }
    let mut found: Vec<Option<Options>> = vec![None; parts.len()];
    for clause in clauses {
        let options = clause_options(draft, clause, aggregation)?;
        let applies = applies(draft, clause, parts)?;
        for ((slot, part), _) in found.iter_mut().zip(parts).zip(applies).filter(|(_, applies)| *applies) {
            if slot.is_some() {
                let message = format!("`{}` has two preference functions", part.part.name);
                let error = Diagnostic::error(Code::MethodOption, clause.span, message);
                draft.report(error.hint("let one `prefer` name it"));
                return None;
            }
            *slot = Some(options.clone());
        }
    }
    Some(found)
}

fn clause_options(draft: &mut Draft<'_>, clause: &Method, aggregation: &AggregateStep) -> Option<Options> {
    if let Some(name) = clause.within.first() {
        let message = "a preference is between any two rows that are compared, so `within` has no meaning here";
        let hint = "groups belong to the aggregation, as in `aggregate promethee ii within region`";
        draft.report(Diagnostic::error(Code::MethodOption, name.span, message).hint(hint));
        return None;
    }
    if clause.only.is_empty() {
        let message = "it is not said which parts this preference function is for";
        let hint = "write `for` and their names; a function for all parts belongs to the `aggregate` clause";
        draft.report(Diagnostic::error(Code::MethodOption, clause.span, message).hint(hint));
        return None;
    }
    let options = options::options(draft, clause, 0, "prefer", aggregation.method.preferences(), false)?;
    if let Some(Refusal { message, hint }) = aggregation.method.refuses(&options) {
        draft.report(Diagnostic::error(Code::MethodOption, clause.span, message).hint(hint));
        return None;
    }
    Some(options)
}
