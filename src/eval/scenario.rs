//! Scenarios whose inputs are missing: the hook for deciding those whose outcome is the same all the same.

use std::sync::Arc;

use super::Column;
use super::column::{member, yes_no};
use super::store::Stored;
use crate::program::{Missing, Program, QuantityId, Value};

/// Decides a scenario where a condition is missing.
pub trait Resolve: Sync {
    /// The outcome (a member of the scenario's scale) if it is the same whatever the missing values are.
    ///
    /// `value` gives a value of the row that is asked about: of a quantity of its table, or of another table
    /// after following links, which stand first.
    fn resolve(
        &self,
        program: &Program,
        scenario: QuantityId,
        parameters: &[(Value, bool)],
        value: &dyn Fn(&[QuantityId]) -> Value,
    ) -> Option<u8>;
}

/// Decides what can be decided of the rows that are included and undecided.
pub(super) fn resolve(
    program: &Program,
    parameters: &[(Value, bool)],
    resolver: &dyn Resolve,
    scenario: QuantityId,
    stored: Stored,
    included: Option<&Vec<u8>>,
    value: &dyn Fn(QuantityId, usize) -> Option<Value>,
) -> Stored {
    let undecided = |(row, code): (usize, &u8)| {
        let takes_part = included.is_none_or(|i| i.get(row) == Some(&yes_no::YES));
        (takes_part && *code >= member::FIRST_MISSING).then_some(row)
    };
    let rows: Vec<usize> = stored.bytes().iter().enumerate().filter_map(undecided).collect();
    if rows.is_empty() {
        return stored;
    }
    let mut codes = stored.bytes().to_vec();
    for row in rows {
        let found = resolver.resolve(program, scenario, parameters, &|path| follow(path, row, value));
        if let (Some(outcome), Some(slot)) = (found, codes.get_mut(row)) {
            *slot = outcome;
        }
    }
    Stored::Column(Column::Member(Arc::new(codes)))
}

/// The value at the end of a path of links.
fn follow(path: &[QuantityId], row: usize, value: &dyn Fn(QuantityId, usize) -> Option<Value>) -> Value {
    let gone = Value::Missing(Missing::Unavailable);
    let Some((last, links)) = path.split_last() else { return gone };
    let mut row = row;
    for link in links {
        match value(*link, row) {
            Some(Value::Number(next)) => row = next as usize,
            Some(Value::Missing(how)) => return Value::Missing(how),
            Some(Value::YesNo(_) | Value::Text(_) | Value::Member(_)) | None => return gone,
        }
    }
    value(*last, row).unwrap_or(gone)
}
