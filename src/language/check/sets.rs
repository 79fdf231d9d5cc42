//! Sets of indicators.

use indexmap::IndexMap;

use super::about::about;
use super::declare::find_table;
use super::draft::{Definition, Draft};
use crate::diagnostic::{Code, Diagnostic, did_you_mean, list};
use crate::program::{IndicatorSet, QuantityId, TableId};
use crate::source::Span;
use crate::syntax::ast::{self, Declaration, Kind, Name};

/// Checks all sets.
pub(super) fn check(draft: &mut Draft<'_>, items: &[Declaration]) -> Vec<IndicatorSet> {
    let mut names: IndexMap<&str, Span> = IndexMap::new();
    let mut sets = Vec::new();
    for item in items {
        let Kind::Set(ast) = &item.kind else { continue };
        if let Some(first) = names.get(item.name.text.as_str()) {
            let message = format!("the set `{}` is declared twice", item.name.text);
            let error = Diagnostic::error(Code::DuplicateName, item.name.span, message);
            draft.report(error.related(*first, "first declared here").hint("give one of the two another name"));
            continue;
        }
        names.insert(&item.name.text, item.name.span);
        sets.extend(set(draft, items, item, ast));
    }
    sets
}

fn set(draft: &mut Draft<'_>, items: &[Declaration], item: &Declaration, ast: &ast::Set) -> Option<IndicatorSet> {
    let tables = match &ast.table {
        Some(name) => vec![find_table(draft, name)?],
        None => (0..draft.tables.len()).map(|at| TableId(at as u32)).collect(),
    };
    if ast.indicators.is_empty() {
        let message = format!("the set `{}` has no indicators", item.name.text);
        let hint = "name them: `indicators a, b, c`";
        draft.report(Diagnostic::error(Code::PartsMissing, item.name.span, message).hint(hint));
    }
    let mut found: IndexMap<QuantityId, Span> = IndexMap::new();
    for name in &ast.indicators {
        for id in members(draft, items, &tables, name) {
            if let Some(first) = found.get(&id) {
                twice(draft, item, id, name, *first);
            } else {
                found.insert(id, name.span);
            }
        }
    }
    Some(IndicatorSet {
        name: item.name.text.clone(),
        about: about(&item.about),
        owner: ast.owner.as_ref().map(|text| text.text.clone()),
        scope: ast.scope.as_ref().map(|text| text.text.clone()),
        indicators: found.into_keys().collect(),
        span: item.span,
    })
}

fn twice(draft: &mut Draft<'_>, item: &Declaration, id: QuantityId, name: &Name, first: Span) {
    let indicator = draft.quantity(id).map_or_else(String::new, |q| q.name.clone());
    let message = format!("`{indicator}` is in the set `{}` already", item.name.text);
    let error = Diagnostic::error(Code::DuplicateName, name.span, message).related(first, "first here");
    let hint = if indicator == name.text { "leave one of the two out" } else { "it is one of a group that is named" };
    draft.report(error.hint(hint));
}

/// The indicator of this name, or all of the group of this name.
fn members(draft: &mut Draft<'_>, items: &[Declaration], tables: &[TableId], name: &Name) -> Vec<QuantityId> {
    let mut hits: Vec<(TableId, Vec<QuantityId>)> = Vec::new();
    for table in tables {
        if let Some(id) = draft.find(*table, &name.text) {
            hits.push((*table, vec![id]));
        } else if let Ok(Some(group)) = draft.members(*table, &name.text, name.span) {
            hits.push((*table, group.to_vec()));
        }
    }
    match hits.as_slice() {
        [(_, only)] => {
            let wrong = only.iter().find_map(|id| other_than_indicator(draft, items, *id));
            let Some(kind) = wrong else { return only.clone() };
            let message = format!("`{}` is {kind}, and a set is made of indicators", name.text);
            draft.report(Diagnostic::error(Code::WrongKind, name.span, message).hint("leave it out of the set"));
        }
        [] => unknown(draft, tables, name),
        [..] => {
            let message = format!("several tables have `{}`", name.text);
            let ways = hits.iter().map(|(table, _)| format!("of {}", draft.table_name(*table)));
            let hint = format!("say of which the set is, after its name and label: {}", list(ways));
            draft.report(Diagnostic::error(Code::AmbiguousName, name.span, message).hint(hint));
        }
    }
    Vec::new()
}

fn unknown(draft: &mut Draft<'_>, tables: &[TableId], name: &Name) {
    if let Some(concept) = draft.concept_names.get(&name.text).copied() {
        let message = format!("`{}` is a concept, and a set is made of indicators", name.text);
        let measuring = draft.quantities.iter().filter(|q| q.measures == Some(concept)).map(|q| q.name.as_str());
        let measuring: Vec<&str> = measuring.take(5).collect();
        let hint = match measuring.is_empty() {
            true => "name the indicators that measure it".to_owned(),
            false => format!("what measures it is {}", list(measuring)),
        };
        draft.report(Diagnostic::error(Code::WrongKind, name.span, message).hint(hint));
        return;
    }
    let message = format!("there is no indicator `{}`", name.text);
    let known = tables.iter().filter_map(|t| draft.names.get(t.at())).flat_map(|n| n.keys().map(String::as_str));
    let hint = if draft.suggests() { did_you_mean(&name.text, known.collect::<Vec<_>>()) } else { None };
    draft.report(Diagnostic::error(Code::UnknownName, name.span, message).maybe_hint(hint));
}

/// What something is, with its article, if it is no indicator.
fn other_than_indicator(draft: &Draft<'_>, items: &[Declaration], id: QuantityId) -> Option<&'static str> {
    let quantity = draft.quantity(id)?;
    match &quantity.definition {
        Definition::Formula(_) => None,
        Definition::Index(_) => Some("an index"),
        Definition::Rank(..) => Some("a rank"),
        Definition::Scenario(..) => Some("a scenario"),
        Definition::Collected(_) => Some("an outcome of a scenario"),
        Definition::Grouping(_) | Definition::Key | Definition::Measure(..) => Some("a column of a summary"),
        Definition::Target(_) => Some("part of a target"),
        Definition::Done => {
            let table = draft.table(quantity.table)?;
            if table.key == id || table.keys.contains(&id) {
                return Some("a key");
            }
            is_field(items, &table.name, &quantity.name).then_some("a field")
        }
    }
}

/// Whether a column, or the options of one, was declared as a field.
fn is_field(items: &[Declaration], table: &str, name: &str) -> bool {
    let whole = name.split('.').next().unwrap_or(name);
    let tables = items.iter().filter(|item| matches!(item.kind, Kind::Table(_)) && item.name.text == table);
    let mut columns = tables.flat_map(Declaration::children);
    columns.any(|c| matches!(c.kind, Kind::Field(_)) && (c.name.text == name || c.name.text == whole))
}
