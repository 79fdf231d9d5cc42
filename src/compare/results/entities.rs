//! Which rows of two results are about the same thing.

use std::collections::HashMap;

use super::outcome::OutcomeTable;
use crate::eval::TextPool;

/// Rows of two tables by their keys.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Matched {
    /// Rows with the same key, in the order of the first table.
    pub both: Vec<(u32, u32)>,
    /// Rows of the first table whose key the second does not have.
    pub only_a: Vec<u32>,
    /// Rows of the second table whose key the first does not have.
    pub only_b: Vec<u32>,
}

/// Finds the rows that have the same key.
pub(super) fn matched(a: &OutcomeTable, b: &OutcomeTable) -> Matched {
    if same_order(&a.keys, &b.keys) {
        return Matched { both: (0..a.rows() as u32).map(|row| (row, row)).collect(), ..Matched::default() };
    }
    let rows: HashMap<&str, u32> = (0..b.rows()).map(|row| (b.keys.get(row), row as u32)).collect();
    let mut met = vec![false; b.rows()];
    let mut found = Matched::default();
    for row in 0..a.rows() {
        match rows.get(a.keys.get(row)) {
            Some(other) => {
                found.both.push((row as u32, *other));
                if let Some(met) = met.get_mut(*other as usize) {
                    *met = true;
                }
            }
            None => found.only_a.push(row as u32),
        }
    }
    found.only_b = met.iter().zip(0_u32..).filter(|(met, _)| !**met).map(|(_, row)| row).collect();
    found
}

fn same_order(a: &TextPool, b: &TextPool) -> bool {
    a.len() == b.len() && (0..a.len()).all(|row| a.get(row) == b.get(row))
}
