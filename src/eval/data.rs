//! The data of a run: for each table its columns, bound to the quantities that the program declares.

use indexmap::IndexMap;

use super::Column;
use crate::program::{Program, QuantityId, TableId};

/// The data of all tables, by [`TableId`].
#[derive(Clone, Debug, Default)]
pub struct Data {
    /// One for each table of the program.
    pub tables: Vec<TableData>,
}

/// The data of one table. Links are resolved, keys are unique, values are in internal units and within their ranges.
#[derive(Clone, Debug, Default)]
pub struct TableData {
    /// How many rows.
    pub rows: usize,
    /// A column for each quantity whose origin is a column.
    pub columns: IndexMap<QuantityId, Column>,
    /// Where it came from.
    pub origin: Option<DataOrigin>,
}

/// Where a table's data came from.
#[derive(Clone, Debug, PartialEq)]
pub struct DataOrigin {
    /// The file as the user named it; `inline` for rows written in the policy.
    pub file: String,
    /// Fingerprint of its bytes (hexadecimal, 64 digits).
    pub fingerprint: String,
    /// Line of the file (or row of the sheet) of each row, if rows do not simply follow the header.
    pub lines: Option<Vec<u32>>,
}

impl Data {
    /// Data with no rows in any table.
    pub fn empty(program: &Program) -> Self {
        Self { tables: vec![TableData::default(); program.tables.len()] }
    }

    /// The data of a table.
    pub fn table(&self, id: TableId) -> Option<&TableData> {
        self.tables.get(id.at())
    }

    /// The column of a quantity.
    pub fn column(&self, program: &Program, id: QuantityId) -> Option<&Column> {
        self.table(program.quantity(id).table)?.columns.get(&id)
    }
}
