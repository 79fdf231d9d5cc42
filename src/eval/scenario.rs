//! Scenarios whose inputs are missing: those whose outcome is the same whatever a missing value is are decided.

use std::sync::Arc;

use super::Column;
use super::column::{member, yes_no};
use super::store::Stored;
use crate::cases::{Resolution, Resolver};
use crate::parallel::{BLOCK, Threads, stretches};
use crate::program::{Missing, Value};

/// A value that decides a scenario, for each row.
pub(super) struct Subject {
    pub column: Column,
    /// For links the keys of the rows that they name.
    pub keys: Option<Column>,
}

impl Subject {
    fn value(&self, row: usize) -> Value {
        match (self.column.value(row), &self.keys) {
            (Value::Number(linked), Some(keys)) => keys.value(linked as usize),
            (value, _) => value,
        }
    }
}

/// Decides what can be decided of the rows that are included and undecided. Rows are looked at in blocks, each by itself.
pub(super) fn resolve(
    resolver: &Resolver,
    subjects: &[Subject],
    stored: Stored,
    included: Option<&[u8]>,
    threads: Threads,
) -> Stored {
    let codes = stored.bytes();
    let blocks = stretches(0..codes.len(), BLOCK).collect();
    let found = threads.for_rows(codes.len()).map(blocks, |rows| {
        let block = codes.get(rows.clone()).unwrap_or_default();
        // One look at the whole block, which is vector code: most have nothing to decide.
        let open = match included.and_then(|i| i.get(rows.clone())) {
            Some(included) => block.iter().zip(included).fold(false, |open, (code, included)| {
                open | ((*code >= member::FIRST_MISSING) & (*included == yes_no::YES))
            }),
            None => block.iter().fold(false, |open, code| open | (*code >= member::FIRST_MISSING)),
        };
        if !open {
            return Vec::new();
        }
        let undecided = block.iter().zip(rows).filter(|(code, row)| {
            **code >= member::FIRST_MISSING && included.is_none_or(|i| i.get(*row) == Some(&yes_no::YES))
        });
        undecided.filter_map(|(_, row)| Some((row, outcome(resolver, subjects, row)?))).collect()
    });
    let found: Vec<(usize, u8)> = found.into_iter().flatten().collect();
    if found.is_empty() {
        return stored;
    }
    let mut codes = codes.to_vec();
    for (row, outcome) in found {
        codes.get_mut(row).into_iter().for_each(|code| *code = outcome);
    }
    Stored::Column(Column::Member(Arc::new(codes)))
}

fn outcome(resolver: &Resolver, subjects: &[Subject], row: usize) -> Option<u8> {
    let values: Vec<Value> = subjects.iter().map(|s| s.value(row)).collect();
    // Where everything is known there is nothing to resolve: no outcome holds.
    let something_missing = values.iter().any(|v| matches!(v, Value::Missing(_)));
    match resolver.resolve(&values) {
        Resolution::Decided(member) if something_missing => Some(member),
        Resolution::Decided(_) | Resolution::Undecided { .. } => None,
    }
}

/// What stands for a subject that has no column.
pub(super) fn nothing(rows: usize) -> Column {
    Column::Member(Arc::new(vec![member::missing(Missing::Unavailable); rows]))
}
