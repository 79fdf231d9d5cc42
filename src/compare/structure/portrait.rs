//! The portrait of a policy: everything that a result depends on, in one spelling.

use super::facets::{Facets, Family, Identity, Portrait};
use super::spell::{View, open_range};
use super::{StepKind, SubjectKind, journey, quantity};
use crate::program::{
    Gate, GroupedBy, Origin, Parameter, QuantityId, Scale, Summary, Table, TableId, TokenMeaning, Unit,
};

/// Portrays a policy. Indices are laid side by side where both policies are known ([`super::index`]).
pub(super) fn portray(view: View<'_>) -> Portrait {
    let mut portrait = Portrait::default();
    let program = view.program;
    for parameter in &program.parameters {
        let identity = Identity { family: Family::Parameters, table: None, name: parameter.name.clone() };
        portrait.add(identity, SubjectKind::Parameter, of_parameter(view, parameter));
    }
    for scale in program.scales.iter().filter(|scale| scale.ordered) {
        let identity = Identity { family: Family::Scales, table: None, name: scale.name.clone() };
        portrait.add(identity, SubjectKind::Scale, of_scale(scale));
    }
    for (at, table) in program.tables.iter().enumerate() {
        let name = view.names.table(TableId(at as u32)).to_owned();
        let kind = if table.summary.is_some() { SubjectKind::Summary } else { SubjectKind::Table };
        let identity = Identity { family: Family::Tables, table: None, name: name.clone() };
        portrait.add(identity, kind, of_table(view, table));
        for gate in table.gates.iter().map(|id| program.gate(*id)) {
            let identity = Identity { family: Family::Gates, table: Some(name.clone()), name: gate.name.clone() };
            portrait.add(identity, SubjectKind::Gate, of_gate(view, gate));
        }
        for id in &table.quantities {
            // The columns of a summary are its groupings.
            if table.summary.is_some() && matches!(program.quantity(*id).origin, Origin::Column(_)) {
                continue;
            }
            if let Some((kind, facets)) = quantity::of(view, program.quantity(*id)) {
                let (family, table) = (Family::Quantities, Some(name.clone()));
                portrait.add(Identity { family, table, name: view.name(*id).to_owned() }, kind, facets);
            }
        }
    }
    for journey in &program.journeys {
        let table = Some(view.names.table(journey.table).to_owned());
        let identity = Identity { family: Family::Journeys, table, name: journey.name.clone() };
        portrait.add(identity, SubjectKind::Journey, journey::of(journey));
    }
    portrait
}

fn of_parameter(view: View<'_>, parameter: &Parameter) -> Facets {
    let mut facets = Facets::default();
    facets.say("unit", StepKind::Unit, view.ty(&parameter.ty));
    let default = parameter.default.as_ref().map(|value| view.value(&parameter.ty, value));
    facets.say("value", StepKind::Parameter, default.unwrap_or_else(|| "set by each run".to_owned()));
    range(&mut facets, parameter.range);
    facets
}

/// The values allowed, if any are not.
pub(super) fn range(facets: &mut Facets, range: (Option<f64>, Option<f64>)) {
    if range != (None, None) {
        facets.say("range", StepKind::Range, open_range(range));
    }
}

fn of_scale(scale: &Scale) -> Facets {
    let mut facets = Facets::default();
    let names: Vec<&str> = scale.members.iter().rev().map(|m| m.name.as_str()).collect();
    facets.say("order of levels", StepKind::Level, names.join(" > "));
    facets.say("counts as numbers", StepKind::Level, if scale.counts_as_numbers { "yes" } else { "no" });
    for member in scale.members.iter().rev() {
        facets.say(format!("level {}", member.name), StepKind::Level, member.number.to_string());
    }
    facets
}

fn of_gate(view: View<'_>, gate: &Gate) -> Facets {
    let mut facets = Facets::default();
    for requirement in &gate.requirements {
        facets.say("requires", StepKind::Gate, view.expr(&requirement.condition));
    }
    facets
}

fn of_table(view: View<'_>, table: &Table) -> Facets {
    let mut facets = Facets::default();
    if table.summary.is_none() {
        let keys = if table.has_several_keys() { view.listed(&table.keys) } else { view.name(table.key).to_owned() };
        facets.say("key", StepKind::Data, keys);
    }
    tokens(&mut facets, &table.tokens);
    if let Some(rows) = &table.inline {
        let headers: Vec<&str> = rows.header.iter().map(|header| column(view, table, header.trim())).collect();
        for row in &rows.rows {
            let mut cells: Vec<String> = Vec::new();
            for (header, cell) in headers.iter().zip(row) {
                cells.extend(cell.as_ref().map(|cell| format!("{header} {cell}")));
            }
            cells.sort_unstable();
            facets.say("row", StepKind::Data, cells.join(", "));
        }
    }
    if let Some(summary) = &table.summary {
        of_summary(view, summary, &mut facets);
    }
    facets
}

/// The name of the column that is read under a header; the header itself, where no column is.
fn column<'a>(view: View<'a>, table: &'a Table, header: &'a str) -> &'a str {
    let is_it = |id: &&QuantityId| match &view.program.quantity(**id).origin {
        Origin::Column(source) => source.header == header,
        Origin::Formula(..) | Origin::Index(_) | Origin::Rank(_) | Origin::Scenario(_) => false,
    };
    table.quantities.iter().chain(&table.keys).find(is_it).map_or(header, |id| view.name(*id))
}

/// What cells mean that hold no value.
pub(super) fn tokens(facets: &mut Facets, tokens: &[(String, TokenMeaning)]) {
    for (token, meaning) in tokens {
        let meaning = match meaning {
            TokenMeaning::Missing(kind) => kind.name().to_owned(),
            TokenMeaning::Score(score) => format!("score {score}"),
        };
        facets.say(format!("token \"{token}\""), StepKind::Data, meaning);
    }
}

fn of_summary(view: View<'_>, summary: &Summary, facets: &mut Facets) {
    if let Some(of) = summary.of {
        facets.say("of", StepKind::Grouping, view.names.table(of));
    }
    if let Some(filter) = &summary.filter {
        facets.say("where", StepKind::Grouping, view.expr(filter));
    }
    for grouping in &summary.by {
        let by = match &grouping.by {
            GroupedBy::Value(value) => view.expr(value),
            GroupedBy::Options(options) => view.listed(options),
        };
        facets.say(format!("by {}", view.name(grouping.key)), StepKind::Grouping, by);
    }
}

/// Whether numbers are read and shown as percents.
pub(super) fn is_percent(unit: Option<&Unit>) -> bool {
    unit.is_some_and(|unit| unit.percent)
}
