//! Declares everything by name, so that definitions may be checked in any order afterwards.

use super::about::about;
use super::draft::{Definition, Draft, GateDraft, IndexDefinition, QuantityDraft, WeightSet};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Gate, GateId, QuantityId, Scale, ScaleId, TableId};
use crate::source::Span;
use crate::syntax::ast::{self, Kind};

/// Declares scales, tables, columns, indices, scenarios, gates, parameters' names and weights.
pub(super) fn declare<'a>(draft: &mut Draft<'a>, items: &'a [ast::Declaration]) {
    let mut diagnostics = Vec::new();
    draft.units.declare(items, &mut diagnostics);
    draft.diagnostics.append(&mut diagnostics);
    type_names(draft, items);
    super::concepts::declare(draft, items);
    for item in items {
        if let Kind::Table(table) = &item.kind {
            super::tables::columns(draft, item, table);
        }
    }
    for item in items {
        if let Kind::Indicator(indicator) = &item.kind {
            if let Some(table) = table_of(draft, indicator.table.as_ref(), item) {
                super::tables::indicator(draft, table, item, indicator);
            }
        } else if let Kind::Indicators(group) = &item.kind {
            if let Some(table) = table_of(draft, group.table.as_ref(), item) {
                super::tables::group(draft, table, item, group);
            }
        } else if let Kind::Weights(declared) = &item.kind {
            weights(draft, item, declared);
        } else if let Kind::Gate(gate) = &item.kind {
            declare_gate(draft, item, gate);
        }
    }
    for item in items {
        if let Kind::Index(index) = &item.kind {
            if let Some(table) = table_of(draft, index.table.as_ref(), item) {
                declare_index(draft, table, item, index, "", &[], &[]);
            }
        } else if let Kind::Scenario(scenario) = &item.kind
            && let Some(table) = table_of(draft, scenario.table.as_ref(), item)
        {
            declare_scenario(draft, table, item, scenario);
        }
    }
    super::summary::declare(draft, items);
}

/// Scales and tables share the namespace of types.
fn type_names<'a>(draft: &mut Draft<'a>, items: &'a [ast::Declaration]) {
    let mut seen: indexmap::IndexMap<&str, (&'static str, Span)> = indexmap::IndexMap::new();
    for item in items {
        let (Kind::Scale(_) | Kind::Table(_) | Kind::Summary(_)) = &item.kind else { continue };
        let name = item.name.text.as_str();
        let word = item.kind.word();
        if let Some((other, first)) = seen.get(name) {
            let message = match *other == word {
                true => format!("the {word} `{name}` is declared twice"),
                false => format!("`{name}` is the name of a {other} and of a {word}"),
            };
            draft.report(
                Diagnostic::error(Code::DuplicateName, item.name.span, message)
                    .related(*first, "first declared here")
                    .hint("give one of the two another name"),
            );
            continue;
        }
        let type_name = draft.units.has(name) || super::tables::is_basic_type(name);
        if type_name && !matches!(item.kind, Kind::Summary(_)) {
            let message = format!("`{name}` is a unit or a built-in type already; a {word} needs a name of its own");
            draft.report(Diagnostic::error(Code::DuplicateName, item.name.span, message));
            continue;
        }
        seen.insert(name, (word, item.name.span));
        if let Kind::Scale(scale) = &item.kind {
            let id = ScaleId(u32::try_from(draft.scales.len()).unwrap_or(u32::MAX));
            let checked = super::scales::scale(draft, item, scale);
            draft.scales.push(checked);
            draft.scale_names.insert(name.to_owned(), id);
        } else {
            let id = TableId(u32::try_from(draft.tables.len()).unwrap_or(u32::MAX));
            draft.tables.push(super::summary::empty(item));
            draft.names.push(indexmap::IndexMap::new());
            draft.groups.push(indexmap::IndexMap::new());
            draft.table_names.insert(name.to_owned(), id);
        }
    }
}

/// The table that a declaration says it is of. Where the policy has one table only, it need not be said.
pub(super) fn table_of(draft: &mut Draft<'_>, named: Option<&ast::Name>, item: &ast::Declaration) -> Option<TableId> {
    match named {
        Some(name) => find_table(draft, name),
        None if super::summary::only_table(draft).is_some() => super::summary::only_table(draft),
        // What extends something that is not there, which is said already, would have had its table from it.
        None if super::extends::extended(item).is_some() => None,
        None => {
            let word = item.kind.word();
            let message = format!("it is not said of which table the {word} `{}` is", item.name.text);
            let name = &item.name.text;
            let ways =
                draft.tables.iter().filter(|t| t.summary.is_none()).map(|t| format!("{word} {name} of {}", t.name));
            let hint = match draft.tables.is_empty() {
                false if draft.suggests() => format!("write one of {}", crate::diagnostic::list(ways)),
                false => format!("write `{word} {name} of` and one of the tables"),
                true => "declare a table first: `table … { key …; field …; indicator … }`".to_owned(),
            };
            draft.report(Diagnostic::error(Code::TableNeeded, item.name.span, message).hint(hint));
            None
        }
    }
}

/// The table with this name, or a report that there is none.
pub(super) fn find_table(draft: &mut Draft<'_>, name: &ast::Name) -> Option<TableId> {
    let found = draft.table_names.get(&name.text).copied();
    if found.is_none() {
        let message = format!("there is no table `{}`", name.text);
        let tables = draft.table_names.keys().map(String::as_str);
        let hint = if draft.suggests() { crate::diagnostic::did_you_mean(&name.text, tables) } else { None };
        draft.report(Diagnostic::error(Code::UnknownName, name.span, message).maybe_hint(hint));
    }
    found
}

fn weights(draft: &mut Draft<'_>, item: &ast::Declaration, declared: &ast::Weights) {
    let name = &item.name;
    if let Some(first) = draft.weights.get(&name.text).map(|w| w.span) {
        let message = format!("the weights `{}` are declared twice", name.text);
        let error = Diagnostic::error(Code::DuplicateName, name.span, message).related(first, "first declared here");
        draft.report(error.hint("give one of the two another name"));
        return;
    }
    if let Some(judged) = &declared.judged {
        match super::judgements::weights(draft, item, judged) {
            Some(entries) => {
                draft.weights.insert(name.text.clone(), WeightSet { span: name.span, entries: entries.into() });
            }
            None => draft.broken_weights.push(name.text.clone()),
        }
        return;
    }
    let entries = &declared.given;
    if entries.is_empty() {
        let message = format!("the weights `{}` are empty", name.text);
        let hint = "write the name of each part with its weight, `exports 0.31`";
        draft.report(Diagnostic::error(Code::WeightsMismatch, name.span, message).hint(hint));
    }
    super::weights::entries(draft, entries);
    draft.weights.insert(name.text.clone(), WeightSet { span: name.span, entries: entries.as_slice().into() });
}

fn declare_gate<'a>(draft: &mut Draft<'a>, item: &'a ast::Declaration, gate: &'a ast::Gate) {
    let Some(table) = table_of(draft, gate.table.as_ref(), item) else { return };
    let known = draft.gate_names.get(&item.name.text).and_then(|id| draft.gates.get(id.at()));
    if let Some(first) = known.map(|g| g.name_span) {
        let message = format!("the gate `{}` is declared twice", item.name.text);
        let error = Diagnostic::error(Code::DuplicateName, item.name.span, message);
        let hint = "give one of the two another name, or write both requirements in one gate";
        draft.report(error.related(first, "first declared here").hint(hint));
        return;
    }
    let id = GateId(u32::try_from(draft.gates.len()).unwrap_or(u32::MAX));
    let checked = Gate {
        name: item.name.text.clone(),
        about: about(&item.about),
        table,
        requirements: Vec::new(),
        span: item.span,
    };
    draft.gate_names.insert(item.name.text.clone(), id);
    draft.gates.push(GateDraft { gate, name_span: item.name.span, checked });
    if let Some(table) = draft.tables.get_mut(table.at()) {
        table.gates.push(id);
    }
}

fn declare_index<'a>(
    draft: &mut Draft<'a>,
    table: TableId,
    item: &'a ast::Declaration,
    index: &'a ast::Index,
    parent: &str,
    inherited: &[&'a ast::Step],
    around: &[&'a ast::Index],
) -> Option<QuantityId> {
    let name = if parent.is_empty() { item.name.text.clone() } else { format!("{parent}.{}", item.name.text) };
    let definition =
        IndexDefinition { index, children: Vec::new(), inherited: inherited.to_vec(), around: around.to_vec() };
    let mut quantity = blank(item, table, name.clone(), Definition::Index(definition));
    quantity.higher_is_better = index.better.map(|(higher, _)| higher);
    quantity.printed = super::tables::decimals(draft, index.printed.as_ref());
    quantity.weight = super::weights::positive(draft, index.weight.as_ref());
    let id = draft.add(quantity, true)?;
    let ranked = index.rank.as_ref().map_or(parent.is_empty(), |r| !r.none);
    if ranked {
        let mut rank = blank(item, table, format!("{name}.rank"), Definition::Rank(id, index.rank.as_ref()));
        rank.about = crate::program::About::default();
        draft.add(rank, true);
    }
    let passed_on = passed_on(index, inherited);
    let around: Vec<&ast::Index> = around.iter().copied().chain([index]).collect();
    let mut children = Vec::new();
    for child in &index.children {
        if let Kind::Index(nested) = &child.kind {
            children.extend(declare_index(draft, table, child, nested, &name, &passed_on, &around));
        }
    }
    if let Some(Definition::Index(definition)) = draft.quantities.get_mut(id.at()).map(|q| &mut q.definition) {
        definition.children = children;
    }
    Some(id)
}

/// What nested indices inherit: screen, treat, impute, normalise, aggregate and missing, each kind from the nearest index that writes it.
/// Weights, rounding and ranks are about one index only.
fn passed_on<'a>(index: &'a ast::Index, inherited: &[&'a ast::Step]) -> Vec<&'a ast::Step> {
    let own: Vec<&ast::Step> = index
        .steps
        .iter()
        .filter(|s| match s {
            ast::Step::Normalise(method)
            | ast::Step::Treat(method)
            | ast::Step::Impute(method)
            | ast::Step::Screen(method) => method.only.is_empty(),
            // A formula is of the parts of one index only.
            ast::Step::Aggregate(method) => method.formula.is_none(),
            ast::Step::Missing(_) => true,
            ast::Step::Weigh(..) | ast::Step::Rounded(..) => false,
        })
        .collect();
    let written = |step: &ast::Step| own.iter().any(|o| o.is_same_kind(step));
    let mut all: Vec<&ast::Step> = inherited.iter().copied().filter(|s| !written(s)).collect();
    let at = all.iter().position(|s| matches!(s, ast::Step::Normalise(_)));
    let (before, after): (Vec<_>, Vec<_>) = own.into_iter().partition(|s| at.is_some() && s.prepares());
    let at = at.unwrap_or(all.len());
    all.splice(at..at, before);
    all.extend(after);
    all
}

fn declare_scenario<'a>(
    draft: &mut Draft<'a>,
    table: TableId,
    item: &'a ast::Declaration,
    scenario: &'a ast::Scenario,
) {
    let Some(scale) = super::scenario::outcomes(draft, item, scenario) else { return };
    if matches!(scenario.hit, Some((ast::Hit::Collect, _))) {
        return super::collect::declare(draft, table, item, scenario, scale);
    }
    let mut quantity = blank(item, table, item.name.text.clone(), Definition::Scenario(scenario, scale));
    quantity.ty = Some(crate::program::Type::Member(scale));
    draft.add(quantity, true);
}

/// A quantity of which no more is known than its declaration's head.
pub(super) fn blank<'a>(
    item: &ast::Declaration,
    table: TableId,
    name: String,
    definition: Definition<'a>,
) -> QuantityDraft<'a> {
    QuantityDraft {
        name,
        about: about(&item.about),
        table,
        ty: None,
        higher_is_better: None,
        range: (None, None),
        goalposts: None,
        weight: None,
        printed: None,
        measures: None,
        origin: None,
        span: item.span,
        name_span: item.name.span,
        definition,
    }
}

/// A set of named things as a scale without order: categories, outcomes.
pub(super) fn unordered(name: String, item: &ast::Declaration, members: Vec<crate::program::Member>) -> Scale {
    Scale { name, about: about(&item.about), ordered: false, counts_as_numbers: false, members }
}
