//! Sets of indicators, which concepts they cover, and how rulers are read on each other, for a person.

use super::document::{Block, Document, Table, TableColumn};
use super::results;
use crate::program::{About, Concept, ConceptId, IndicatorSet, Mapping, Program, QuantityId, Ruler, RulerKind};

/// The sections; none where nothing of the kind is declared.
pub(super) fn sections(program: &Program, document: &mut Document) {
    if !program.sets.is_empty() {
        document.heading("Sets of indicators");
        document.push(Block::Table(sets(program)));
    }
    if !program.concepts.is_empty() {
        document.heading("Concepts");
        document.push(Block::Table(concepts(program)));
    }
    if !program.mappings.is_empty() {
        document.heading("Mappings");
        document.push(Block::List(program.mappings.iter().map(|m| mapping(program, m)).collect()));
    }
}

/// Whose each set is, and what it is for.
fn sets(program: &Program) -> Table {
    let columns = ["Set", "Owner", "Scope", "Source"].map(TableColumn::left);
    let columns = columns.into_iter().chain([TableColumn::right("Indicators")]);
    let row = |set: &IndicatorSet| {
        let said = [set.owner.clone().unwrap_or_default(), set.scope.clone().unwrap_or_default()];
        let said = said.into_iter().chain([set.about.sources.join("; ")]);
        let cells = std::iter::once(results::label(&set.about, &set.name).to_owned()).chain(said);
        cells.chain([set.indicators.len().to_string()]).map(|text| results::clean(&text)).collect()
    };
    Table::plain(columns.collect(), program.sets.iter().map(row).collect())
}

/// What measures each concept: in each set, and outside of all.
fn concepts(program: &Program) -> Table {
    let labels = |ids: &mut dyn Iterator<Item = QuantityId>| {
        let labels: Vec<&str> = ids.map(|id| results::quantity_label(program.quantity(id))).collect();
        results::clean(&labels.join(", "))
    };
    let in_set = |set: &IndicatorSet, concept: Option<ConceptId>| {
        labels(&mut set.indicators.iter().copied().filter(|id| program.quantity(*id).measures == concept))
    };
    let elsewhere = |concept: ConceptId| {
        let in_any = |id: QuantityId| program.sets.iter().any(|set| set.indicators.contains(&id));
        labels(&mut program.measuring(concept).map(|(id, _)| id).filter(|id| !in_any(*id)))
    };
    let row = |(at, concept): (usize, &Concept)| {
        let id = ConceptId(at as u32);
        let mut cells = vec![results::clean(results::label(&concept.about, &concept.name))];
        cells.extend(program.sets.iter().map(|set| in_set(set, Some(id))));
        cells.push(elsewhere(id));
        cells
    };
    let mut rows: Vec<Vec<String>> = program.concepts.iter().enumerate().map(row).collect();
    let others: Vec<String> = program.sets.iter().map(|set| in_set(set, None)).collect();
    if others.iter().any(|cell| !cell.is_empty()) {
        let first = "(no concept)".to_owned();
        rows.push(std::iter::once(first).chain(others).chain([String::new()]).collect());
    }
    let mut columns = vec![TableColumn::left("Concept")];
    columns.extend(program.sets.iter().map(|set| TableColumn::left(results::label(&set.about, &set.name))));
    columns.push(TableColumn::left(if program.sets.is_empty() { "Measured by" } else { "In no set" }));
    if !program.sets.is_empty() && rows.iter().all(|row| row.last().is_none_or(String::is_empty)) {
        columns.pop();
        rows.iter_mut().for_each(|row| drop(row.pop()));
    }
    Table::plain(columns, rows)
}

/// `Activity to Standing: Acting is Leading; Sporadic, First steps are Emerging`
fn mapping(program: &Program, mapping: &Mapping) -> String {
    let Mapping { about, from, to, levels, span: _ } = mapping;
    let mut grouped: indexmap::IndexMap<&str, Vec<String>> = indexmap::IndexMap::new();
    for (level, target) in levels {
        grouped.entry(target).or_default().push(member(program, from, level));
    }
    let parts = grouped.iter().map(|(target, levels)| {
        let verb = if levels.len() == 1 { "is" } else { "are" };
        format!("{} {verb} {}", levels.join(", "), member(program, to, target))
    });
    let parts: Vec<String> = parts.collect();
    let mut text = format!("{} to {}: {}", ruler(program, from), ruler(program, to), parts.join("; "));
    let said: Vec<&str> = about.label.iter().chain(&about.sources).map(String::as_str).collect();
    if !said.is_empty() {
        text.push_str(&format!(" ({})", said.join("; ")));
    }
    results::clean(&text)
}

fn ruler(program: &Program, ruler: &Ruler) -> String {
    if let Some(policy) = &ruler.policy {
        return format!("{} {} of the policy {policy}", ruler.kind.word(), ruler.name);
    }
    let label: Option<(&About, &str)> = match ruler.kind {
        RulerKind::Scale => ruler.scale.map(|id| program.scale(id)).map(|s| (&s.about, s.name.as_str())),
        RulerKind::Scenario => ruler.scenario.map(|id| program.quantity(id)).map(|q| (&q.about, q.name.as_str())),
    };
    label.map_or_else(|| ruler.name.clone(), |(about, name)| results::label(about, name).to_owned())
}

/// The label of a level, where this policy declares it.
fn member(program: &Program, ruler: &Ruler, name: &str) -> String {
    let found = ruler.scale.and_then(|id| program.scale(id).members.iter().find(|m| m.name == name));
    found.map_or_else(|| name.to_owned(), |m| results::label(&m.about, &m.name).to_owned())
}
