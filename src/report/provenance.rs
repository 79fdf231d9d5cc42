//! Where values come from, as the policy says it: printed, reconstructed, illustrative, in the author's words.

use indexmap::IndexMap;

use super::results;
use crate::program::{About, Program, Quantity, QuantityId, TableId};

/// The label, or the name where there is none, with the status after it.
pub(super) fn titled(about: &About, name: &str) -> String {
    with_status(results::label(about, name), about.status.as_deref())
}

/// The header of a quantity's column.
pub(super) fn header(quantity: &Quantity) -> String {
    titled(&quantity.about, &quantity.name)
}

/// The header of a result's column: its label, with the statuses of what it rests on that the title of its table does
/// not already say.
pub(super) fn result(program: &Program, id: QuantityId, rests_on: &[Vec<&str>]) -> String {
    with_status(results::quantity_label(program.quantity(id)), told(program, id, rests_on).as_deref())
}

fn told(program: &Program, id: QuantityId, rests_on: &[Vec<&str>]) -> Option<String> {
    let quantity = program.quantity(id);
    let said = of_table(program, quantity.table);
    let own = quantity.about.status.as_deref();
    let statuses = rests_on.get(id.at()).into_iter().flatten().copied();
    let told: Vec<&str> = statuses.filter(|status| own == Some(*status) || said != Some(*status)).collect();
    (!told.is_empty()).then(|| told.join(", "))
}

/// The heading of a scenario's counts, with all that they rest on.
pub(super) fn counted(program: &Program, id: QuantityId) -> String {
    let rests_on = program.provenance();
    let statuses = rests_on.get(id.at()).filter(|s| !s.is_empty()).map(|s| s.join(", "));
    with_status(results::quantity_label(program.quantity(id)), statuses.as_deref())
}

/// `Answers (reconstructed)`
pub(super) fn with_status(label: &str, status: Option<&str>) -> String {
    status.map_or_else(|| label.to_owned(), |status| format!("{label} ({status})"))
}

/// The status of a table; of a summary that of what it summarises, unless it has its own.
pub(super) fn of_table(program: &Program, table: TableId) -> Option<&str> {
    // Summaries may be of summaries, and never in a circle.
    let mut at = program.table(table);
    for _ in 0..=program.tables.len() {
        if let Some(status) = &at.about.status {
            return Some(status);
        }
        at = program.table(at.summary.as_ref()?.of?);
    }
    None
}

/// The title of a table's section.
pub(super) fn title(program: &Program, table: TableId) -> String {
    let declared = program.table(table);
    with_status(results::label(&declared.about, &declared.name), of_table(program, table))
}

/// The status of each quantity that has one, by table.
pub(super) fn of_quantities(program: &Program) -> IndexMap<&str, IndexMap<&str, &str>> {
    let mut all: IndexMap<&str, IndexMap<&str, &str>> = IndexMap::new();
    for table in &program.tables {
        for quantity in table.quantities.iter().map(|id| program.quantity(*id)) {
            if let Some(status) = &quantity.about.status {
                all.entry(&table.name).or_default().insert(&quantity.name, status);
            }
        }
    }
    all
}

/// The statuses of each quantity, by table: declared ones, and for results those of what they rest on that their table
/// does not say.
pub(super) fn of_everything(program: &Program) -> IndexMap<&str, IndexMap<&str, String>> {
    let rests_on = program.provenance();
    let mut all: IndexMap<&str, IndexMap<&str, String>> = IndexMap::new();
    for table in &program.tables {
        for id in &table.quantities {
            if let Some(told) = told(program, *id, &rests_on) {
                all.entry(&table.name).or_default().insert(&program.quantity(*id).name, told);
            }
        }
    }
    all
}

/// What is of which status, for a person: `reconstructed: answers.stance; illustrative: clusters`.
pub(super) fn sentence(program: &Program) -> Option<String> {
    let mut by_status: IndexMap<&str, Vec<String>> = IndexMap::new();
    for table in &program.tables {
        if let Some(status) = &table.about.status {
            by_status.entry(status).or_default().push(table.name.clone());
        }
    }
    for (table, quantities) in of_quantities(program) {
        for (name, status) in quantities {
            by_status.entry(status).or_default().push(format!("{table}.{name}"));
        }
    }
    let parts = by_status.iter().map(|(status, names)| format!("{status}: {}", names.join(", ")));
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| format!("Provenance: {}", parts.join("; ")))
}
