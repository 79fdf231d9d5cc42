//! Concepts, and which indicator measures which.

use std::collections::HashSet;

use super::about::about;
use super::draft::Draft;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::program::{Concept, ConceptId};
use crate::syntax::ast::{self, Declaration, Kind, Name, SurveyItem};

/// Declares all concepts.
pub(super) fn declare(draft: &mut Draft<'_>, items: &[Declaration]) {
    for item in items.iter().filter(|item| matches!(item.kind, Kind::Concept)) {
        let name = &item.name;
        let known = draft.concept_names.get(&name.text).and_then(|id| draft.concepts.get(id.at()));
        if let Some(first) = known.map(|concept| concept.name_span) {
            let message = format!("the concept `{}` is declared twice", name.text);
            let error =
                Diagnostic::error(Code::DuplicateName, name.span, message).related(first, "first declared here");
            draft.report(error.hint("keep one of the two"));
            continue;
        }
        let id = ConceptId(u32::try_from(draft.concepts.len()).unwrap_or(u32::MAX));
        draft.concept_names.insert(name.text.clone(), id);
        let checked = Concept { name: name.text.clone(), about: about(&item.about), span: item.span };
        draft.concepts.push(super::draft::ConceptDraft { name_span: name.span, checked });
    }
}

/// The concept that an indicator measures; one that is not declared is reported.
pub(super) fn measured(draft: &mut Draft<'_>, named: Option<&Name>) -> Option<ConceptId> {
    let name = named?;
    let found = draft.concept_names.get(&name.text).copied();
    if found.is_none() {
        let message = format!("there is no concept `{}`", name.text);
        let near = if draft.suggests() {
            did_you_mean(&name.text, draft.concept_names.keys().map(String::as_str))
        } else {
            None
        };
        let hint = near.unwrap_or_else(|| format!("declare it: `concept {} \"…\"`", name.text));
        draft.report(Diagnostic::error(Code::UnknownName, name.span, message).hint(hint));
    }
    found
}

/// The concepts that indicators say they measure, by name.
pub(super) fn all_measured(items: &[Declaration]) -> HashSet<&str> {
    let mut found = HashSet::new();
    items.iter().for_each(|item| gather(item, &mut found));
    found
}

fn gather<'i>(item: &'i Declaration, found: &mut HashSet<&'i str>) {
    let own = |indicator: &'i ast::Indicator| indicator.measures.as_ref().map(|name| name.text.as_str());
    if let Kind::Indicator(indicator) = &item.kind {
        found.extend(own(indicator));
    } else if let Kind::Survey(survey) = &item.kind {
        for part in &survey.items {
            match part {
                SurveyItem::Section(section) => found.extend(section.questions.iter().filter_map(|q| own(&q.column))),
                SurveyItem::Question(question) => found.extend(own(&question.column)),
            }
        }
    }
    item.children().iter().for_each(|child| gather(child, found));
}

/// What a declaration says of how values come about, without what it says of what they are to be compared with.
pub(super) fn without(item: &mut Declaration) {
    if let Kind::Indicator(indicator) = &mut item.kind {
        indicator.measures = None;
    } else if let Kind::Survey(survey) = &mut item.kind {
        for part in &mut survey.items {
            match part {
                SurveyItem::Section(section) => section.questions.iter_mut().for_each(|q| q.column.measures = None),
                SurveyItem::Question(question) => question.column.measures = None,
            }
        }
    }
    item.children_mut().into_iter().flatten().for_each(without);
}
