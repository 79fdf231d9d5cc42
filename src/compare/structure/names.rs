//! What the declarations of two policies have to do with each other: which quantity of one is which of the other.

use std::collections::{BTreeMap, BTreeSet};

use crate::program::{Program, Quantity, QuantityId, TableId};

/// The names by which the declarations of a policy are compared: those of the first policy, where it has a counterpart.
pub(in crate::compare) struct Names {
    quantities: Vec<String>,
    tables: Vec<String>,
}

impl Names {
    /// The names of the first policy: its own.
    pub(in crate::compare) fn own(program: &Program) -> Names {
        Names {
            quantities: program.quantities.iter().map(|q| q.name.clone()).collect(),
            tables: program.tables.iter().map(|t| t.name.clone()).collect(),
        }
    }

    /// The names of the second policy: those of the first for what is the same there.
    pub(in crate::compare) fn mapped(first: &Program, second: &Program) -> Names {
        let tables = tables(first, second);
        let mut quantities: Vec<String> = second.quantities.iter().map(|q| q.name.clone()).collect();
        for (at, table) in second.tables.iter().enumerate() {
            let there = tables.get(at).and_then(|name| first.find_table(name));
            let renamed = there.map(|there| renamed(first, there, second, TableId(at as u32))).unwrap_or_default();
            for id in &table.quantities {
                let new = new_name(&renamed, &second.quantity(*id).name);
                if let (Some(new), Some(name)) = (new, quantities.get_mut(id.at())) {
                    *name = new;
                }
            }
        }
        Names { quantities, tables }
    }

    /// The name of a quantity.
    pub(in crate::compare) fn quantity(&self, id: QuantityId) -> &str {
        self.quantities.get(id.at()).map(String::as_str).unwrap_or_default()
    }

    /// The name of a table.
    pub(in crate::compare) fn table(&self, id: TableId) -> &str {
        self.tables.get(id.at()).map(String::as_str).unwrap_or_default()
    }
}

/// What a quantity measures: two quantities of one concept are one.
pub(in crate::compare) fn concept<'p>(program: &'p Program, quantity: &Quantity) -> Option<&'p str> {
    program.concepts.get(quantity.measures?.at()).map(|concept| concept.name.as_str())
}

/// The quantity that measures a concept, if it is the only one in its table.
fn counterpart(concepts: &BTreeMap<&str, Vec<QuantityId>>, concept: &str) -> Option<QuantityId> {
    match concepts.get(concept).map(Vec::as_slice) {
        Some([only]) => Some(*only),
        Some(_) | None => None,
    }
}

/// The quantities of a table by what they measure.
fn by_concept(program: &Program, table: TableId) -> BTreeMap<&str, Vec<QuantityId>> {
    let mut all: BTreeMap<&str, Vec<QuantityId>> = BTreeMap::new();
    for id in &program.table(table).quantities {
        if let Some(concept) = concept(program, program.quantity(*id)) {
            all.entry(concept).or_default().push(*id);
        }
    }
    all
}

/// For each quantity of a table that has another name there: the name here and the name there. What is here only, and
/// called as something that has a counterpart under another name, gets a name that nothing has.
fn renamed(first: &Program, there: TableId, second: &Program, here: TableId) -> BTreeMap<String, String> {
    let (concepts, own) = (by_concept(first, there), by_concept(second, here));
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    for (concept, ids) in &own {
        let [id] = ids.as_slice() else { continue };
        let Some(other) = counterpart(&concepts, concept) else { continue };
        renamed.insert(second.quantity(*id).name.clone(), first.quantity(other).name.clone());
    }
    let taken: BTreeSet<String> = renamed.iter().filter(|(a, b)| a != b).map(|(_, there)| there.clone()).collect();
    for id in &second.table(here).quantities {
        let name = &second.quantity(*id).name;
        if taken.contains(name) && !renamed.contains_key(name) {
            renamed.insert(name.clone(), format!("{name} (of the other policy)"));
        }
    }
    renamed.retain(|name, there| name != there);
    renamed
}

/// The new name of a quantity, also of what belongs to one that is renamed: `hdi.rank` with `hdi`.
fn new_name(renamed: &BTreeMap<String, String>, name: &str) -> Option<String> {
    if let Some(new) = renamed.get(name) {
        return Some(new.clone());
    }
    let (base, rest) = name.split_once('.')?;
    Some(format!("{}.{rest}", renamed.get(base)?))
}

/// For each table of the second policy the name of the table of the first that it is: the one of this name, otherwise
/// the one table left over with which it shares most concepts.
fn tables(first: &Program, second: &Program) -> Vec<String> {
    let mut names: Vec<String> = second.tables.iter().map(|t| t.name.clone()).collect();
    let mut free: Vec<TableId> = (0..first.tables.len() as u32)
        .map(TableId)
        .filter(|id| second.find_table(&first.table(*id).name).is_none())
        .collect();
    for (at, table) in second.tables.iter().enumerate() {
        if first.find_table(&table.name).is_some() {
            continue;
        }
        let own: BTreeSet<&str> = by_concept(second, TableId(at as u32)).into_keys().collect();
        let shared = |id: &TableId| by_concept(first, *id).into_keys().filter(|c| own.contains(c)).count();
        // Of tables that share as much the first is taken.
        let best = free.iter().copied().rev().max_by_key(|id| shared(id)).filter(|id| shared(id) > 0);
        if let (Some(best), Some(name)) = (best, names.get_mut(at)) {
            name.clone_from(&first.table(best).name);
            free.retain(|id| *id != best);
        }
    }
    names
}
