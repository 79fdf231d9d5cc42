//! Of a policy that extends another: what it takes over, changes, adds and leaves out.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::document::{Block, Document, Table, TableColumn};
use super::results;
use crate::program::{Base, Descent, Lineage, Program, Standing};
use crate::why::Explanation;

/// What a person is told of a policy that extends another; nothing of any other.
pub(super) fn section(program: &Program, document: &mut Document) {
    let lineage = &program.lineage;
    let Some(nearest) = lineage.bases.first() else { return };
    document.heading(format!("What differs from {}", label(nearest)));
    let inherited = lineage.declared.iter().filter(|d| d.standing == Standing::Inherited).count();
    let further: Vec<&str> = lineage.bases.iter().skip(1).map(label).collect();
    let further = if further.is_empty() {
        String::new()
    } else {
        format!(", which extends {}", further.join(", which extends "))
    };
    let taken = match inherited {
        1 => "1 declaration is taken over as it is".to_owned(),
        count => format!("{count} declarations are taken over as they are"),
    };
    document.paragraph(format!("The policy extends {}{further}; {taken}.", label(nearest)));
    let changed = lineage.declared.iter().filter(|d| d.standing != Standing::Inherited);
    let mut rows: Vec<Vec<String>> = changed.map(|d| row(d.standing.word(), d.kind, &d.name)).collect();
    rows.extend(lineage.dropped.iter().map(|d| row("dropped", d.kind, &d.name)));
    if !rows.is_empty() {
        let columns = vec![TableColumn::left("Change"), TableColumn::left("Kind"), TableColumn::left("Name")];
        document.push(Block::Table(Table::plain(columns, rows)));
    }
}

fn row(standing: &str, kind: &str, name: &str) -> Vec<String> {
    vec![standing.to_owned(), kind.to_owned(), results::clean(name)]
}

fn label(base: &Base) -> &str {
    base.label.as_deref().unwrap_or(&base.name)
}

/// Of the values that are explained: which the policy changed or added to what it extends.
pub(super) fn sentence(program: &Program, explanation: &Explanation) -> Option<String> {
    let nearest = program.lineage.bases.first()?;
    let told = |standing: Standing| {
        let names =
            explanation.values.iter().filter(|v| descent(program, &v.name).is_some_and(|d| d.standing == standing));
        let names: Vec<String> = names.map(|v| format!("`{}`", v.name)).collect();
        (!names.is_empty()).then(|| format!("{}: {}", standing.word(), names.join(", ")))
    };
    let parts: Vec<String> = [Standing::Changed, Standing::Added].into_iter().filter_map(told).collect();
    let of = label(nearest);
    Some(if parts.is_empty() { format!("As in {of}") } else { format!("Against {of} {}", parts.join("; ")) })
}

/// What a value's declaration is to the policy that is extended.
fn descent<'p>(program: &'p Program, name: &str) -> Option<&'p Descent> {
    let kinds = ["index", "indicator", "scenario", "field"];
    kinds.iter().find_map(|kind| program.lineage.descent(kind, name))
}

/// The policy in JSON.
pub(super) struct Policy<'a>(pub &'a Program);

impl Serialize for Policy<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let program = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &program.name)?;
        map.serialize_entry("label", &program.about.label)?;
        map.serialize_entry("edition", &program.edition)?;
        map.serialize_entry("fingerprint", &program.fingerprint)?;
        if let Some(day) = program.dated.as_of {
            map.serialize_entry("as_of", &day)?;
            map.serialize_entry("since", &program.dated.since)?;
            map.serialize_entry("in_force", &program.dated.in_force)?;
        }
        if program.lineage.is_variant() {
            map.serialize_entry("extends", &Bases(&program.lineage))?;
            map.serialize_entry("differs", &Differs(&program.lineage))?;
        }
        map.end()
    }
}

struct Bases<'a>(&'a Lineage);

impl Serialize for Bases<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.bases.iter().map(|base| Named {
            name: &base.name,
            kind: None,
            label: Some(&base.label),
        }))
    }
}

/// Something with a name.
#[derive(serde::Serialize)]
struct Named<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a Option<String>>,
}

struct Differs<'a>(&'a Lineage);

impl Serialize for Differs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let of = |standing: Standing| {
            let found = self.0.declared.iter().filter(move |d| d.standing == standing);
            found.map(|d| Named { kind: Some(d.kind), name: &d.name, label: None }).collect::<Vec<_>>()
        };
        let dropped: Vec<Named<'_>> =
            self.0.dropped.iter().map(|d| Named { kind: Some(d.kind), name: &d.name, label: None }).collect();
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("inherited", &of(Standing::Inherited).len())?;
        map.serialize_entry("changed", &of(Standing::Changed))?;
        map.serialize_entry("added", &of(Standing::Added))?;
        map.serialize_entry("dropped", &dropped)?;
        map.end()
    }
}
