//! Which rows the gates of a table exclude, and why.

use std::sync::Arc;

use super::Column;
use super::assessment::{Exclusion, TableResult};
use super::column::yes_no;
use super::data::TableData;
use super::run::Exclusions;
use super::store::{Store, Stored};
use crate::plan::Plan;
use crate::program::TableId;

/// The rows of a table after its gates.
pub(super) fn result(
    plan: &Plan,
    store: &Store,
    table: TableId,
    rows: usize,
    data: Option<&TableData>,
    list: Exclusions,
) -> TableResult {
    let mut result = TableResult {
        rows,
        origin: data.and_then(|d| d.origin.clone()),
        included: None,
        ungrouped: 0,
        excluded: Vec::new(),
    };
    let Some(node) = plan.included.get(table.at()).copied().flatten() else { return result };
    let included = match store.get(node) {
        Stored::Column(Column::YesNo(included)) => included,
        Stored::Column(_) | Stored::Groups(_) | Stored::Grouped(_) | Stored::Nothing => Arc::default(),
    };
    if list == Exclusions::List {
        result.excluded = exclusions(plan, store, table, &included);
    }
    result.included = Some(included);
    result
}

fn exclusions(plan: &Plan, store: &Store, table: TableId, included: &[u8]) -> Vec<Exclusion> {
    let gates = &plan.program.table(table).gates;
    let requirements: Vec<(_, Vec<Stored>)> =
        gates.iter().map(|g| (*g, plan.gate(*g).iter().map(|n| store.get(*n)).collect())).collect();
    let mut excluded = Vec::new();
    for row in included.iter().enumerate().filter(|(_, i)| **i != yes_no::YES).map(|(row, _)| row) {
        for (gate, requirements) in &requirements {
            let unmet = requirements.iter().enumerate().filter_map(|(at, stored)| {
                match stored.bytes().get(row).map(|code| yes_no::value(*code)) {
                    Some(Ok(true)) => None,
                    Some(Ok(false)) => Some((at, false)),
                    Some(Err(_)) | None => Some((at, true)),
                }
            });
            let unmet: Vec<(usize, bool)> = unmet.collect();
            if !unmet.is_empty() {
                excluded.push(Exclusion { row, gate: *gate, unmet });
            }
        }
    }
    excluded
}
