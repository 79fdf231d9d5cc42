//! Which indicators two policies have in common.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::names;
use super::spell::View;
use crate::program::{Origin, QuantityId, TableId, Type};

/// Which indicators, and through them which concepts, two policies have.
#[derive(Clone, Debug, PartialEq, Default, Serialize)]
pub struct Coverage {
    /// What both measure.
    pub both: Vec<Covered>,
    /// What only the first measures.
    pub only_a: Vec<Covered>,
    /// What only the second measures.
    pub only_b: Vec<Covered>,
    /// The named sets of indicators of both.
    pub sets: Vec<CoveredSet>,
}

/// A set of indicators. Indicators are called as in the first policy, where they are there.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CoveredSet {
    /// `eu`
    pub name: String,
    /// Its label.
    pub label: Option<String>,
    /// What is in it in the first policy, if that has the set.
    pub a: Option<Vec<String>>,
    /// What is in it in the second policy.
    pub b: Option<Vec<String>>,
}

/// An indicator, as each policy calls it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Covered {
    /// What it measures, where that is said.
    pub concept: Option<String>,
    /// Its label, in the first policy where it is there.
    pub label: Option<String>,
    /// Its table in the first policy, or in the only one that has it.
    pub table: String,
    /// Its name in the first policy.
    pub a: Option<String>,
    /// Its name in the second policy.
    pub b: Option<String>,
}

/// Lays the indicators side by side.
pub(super) fn coverage(first: View<'_>, second: View<'_>) -> Coverage {
    let mut theirs: BTreeMap<(&str, &str), QuantityId> = BTreeMap::new();
    let others = indicators(second);
    for id in &others {
        theirs.insert((second.names.table(second.program.quantity(*id).table), second.name(*id)), *id);
    }
    let mut coverage = Coverage::default();
    let mut found: BTreeSet<QuantityId> = BTreeSet::new();
    for id in indicators(first) {
        let table = first.names.table(first.program.quantity(id).table);
        let other = theirs.get(&(table, first.name(id))).copied();
        found.extend(other);
        let mut covered = covered(first, id);
        covered.a = Some(first.program.quantity(id).name.clone());
        covered.b = other.map(|id| second.program.quantity(id).name.clone());
        match other {
            Some(_) => coverage.both.push(covered),
            None => coverage.only_a.push(covered),
        }
    }
    for id in others.into_iter().filter(|id| !found.contains(id)) {
        let name = second.program.quantity(id).name.clone();
        coverage.only_b.push(Covered { b: Some(name), ..covered(second, id) });
    }
    coverage.sets = sets(first, second);
    coverage
}

fn sets(first: View<'_>, second: View<'_>) -> Vec<CoveredSet> {
    let inside = |view: View<'_>, name: &str| {
        let set = view.program.sets.iter().find(|set| set.name == name)?;
        Some(set.indicators.iter().map(|id| view.name(*id).to_owned()).collect::<Vec<_>>())
    };
    let mut all: Vec<CoveredSet> = Vec::new();
    for set in first.program.sets.iter().chain(&second.program.sets) {
        if all.iter().all(|other| other.name != set.name) {
            let (a, b) = (inside(first, &set.name), inside(second, &set.name));
            all.push(CoveredSet { name: set.name.clone(), label: set.about.label.clone(), a, b });
        }
    }
    all
}

fn covered(view: View<'_>, id: QuantityId) -> Covered {
    let quantity = view.program.quantity(id);
    Covered {
        concept: names::concept(view.program, quantity).map(str::to_owned),
        label: quantity.about.label.clone(),
        table: view.names.table(quantity.table).to_owned(),
        a: None,
        b: None,
    }
}

/// What a policy measures: numbers and answers that are read, and formulas of them that are parts of an index or measure
/// a concept. What only stands behind a formula of the same name, `patents.raw`, does not count beside it.
fn indicators(view: View<'_>) -> Vec<QuantityId> {
    let program = view.program;
    let mut parts: BTreeSet<QuantityId> = BTreeSet::new();
    for quantity in &program.quantities {
        if let Origin::Index(index) = &quantity.origin {
            parts.extend(index.parts.iter().map(|part| part.quantity));
        }
    }
    let mut all = Vec::new();
    for (at, table) in program.tables.iter().enumerate() {
        for id in table.quantities.iter().copied().filter(|id| !table.is_key(*id)) {
            let quantity = program.quantity(id);
            let measured = match &quantity.origin {
                Origin::Column(source) => {
                    let counts = matches!(quantity.ty, Type::Number(_) | Type::YesNo);
                    counts
                        && !source.published_only
                        && table.summary.is_none()
                        && !stands_behind(view, at, &quantity.name)
                }
                Origin::Formula(..) => parts.contains(&id) || names::concept(program, quantity).is_some(),
                Origin::Index(_) | Origin::Rank(_) | Origin::Scenario(_) => names::concept(program, quantity).is_some(),
            };
            if measured {
                all.push(id);
            }
        }
    }
    all
}

fn stands_behind(view: View<'_>, table: usize, name: &str) -> bool {
    let base = name.strip_suffix(".raw");
    base.is_some_and(|base| view.program.find_quantity(TableId(table as u32), base).is_some())
}
