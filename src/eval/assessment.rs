//! The result of a run.

use std::sync::Arc;

use super::changes::Changes;
use super::column::yes_no;
use super::{Column, DataOrigin};
use crate::methods::weigh::Weighed;
use crate::methods::{Treated, Yardstick};
use crate::program::{GateId, Origin, ParameterId, Program, QuantityId, TableId, Type, Value};

/// Everything that a run found out: a column for each quantity, and which rows were excluded and why.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// The policy that was run.
    pub program: Arc<Program>,
    /// The parameters' values, by [`ParameterId`], and whether each was overridden.
    pub parameters: Vec<(Value, bool)>,
    /// The tables, by [`TableId`].
    pub tables: Vec<TableResult>,
    /// For each quantity its column; `None` where the data had none to give (a published-only column in a host's data).
    pub columns: Vec<Option<Column>>,
    /// What each index's steps found in the data, by quantity; for audits, stages and explanations.
    pub yardsticks: indexmap::IndexMap<QuantityId, Vec<FittedStep>>,
    /// The weights of each index whose weights are computed from the data.
    pub weighed: indexmap::IndexMap<QuantityId, Weighed>,
    /// What the formula of an index reads of each row beside the parts, as numbers; of those that read anything.
    pub inputs: indexmap::IndexMap<QuantityId, Vec<Arc<Vec<f64>>>>,
}

/// The rows of a table.
#[derive(Clone, Debug, Default)]
pub struct TableResult {
    /// How many rows, excluded ones counted.
    pub rows: usize,
    /// Where the data came from.
    pub origin: Option<DataOrigin>,
    /// Whether each row is included, as [`yes_no`] has it (one that is not decided is not); `None`: all are.
    pub included: Option<Arc<Vec<u8>>>,
    /// Of a summary: how many rows of the table that it summarises belong to no group, because a grouping is missing.
    pub ungrouped: usize,
    /// The excluded rows, in order: one entry for each row and gate.
    pub excluded: Vec<Exclusion>,
}

/// Why a row is excluded.
#[derive(Clone, Debug, PartialEq)]
pub struct Exclusion {
    /// The row.
    pub row: usize,
    /// The gate.
    pub gate: GateId,
    /// The requirements that are not met (positions in the gate's list), each with whether it could not be decided.
    pub unmet: Vec<(usize, bool)>,
}

/// One step of an index after it has seen the data.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct FittedStep {
    /// Position among the index's steps.
    pub step: usize,
    /// The group of each row, as a position in `names`; `None`: one group. Excluded rows and rows whose group is missing have `names.len()`.
    pub groups: Option<Arc<Vec<u32>>>,
    /// The groups' names, in order of first appearance; one empty name where there is one group.
    pub names: Vec<String>,
    /// For each part (that the step applies to) the yardsticks by group. Ranks have `origin` 0 and `length` the number of values.
    pub yardsticks: Vec<Option<Vec<Yardstick>>>,
    /// The rows that make the yardsticks, where these are not all (`among`).
    pub among: Option<Arc<Vec<u8>>>,
    /// The cells that were treated or imputed, by part, then by row.
    pub changes: Changes,
    /// Of a treatment: for each part (that the step applies to) what was done, by group.
    pub treated: Vec<Option<Vec<Treated>>>,
    /// Of a screening: the rows that were left out.
    pub rows_out: Vec<RowOut>,
    /// Of a screening: the parts that were left out, each in one group.
    pub parts_out: Vec<PartOut>,
}

/// A row of which too little is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowOut {
    /// The row.
    pub row: usize,
    /// How many values are known.
    pub known: usize,
    /// Of how many.
    pub of: usize,
}

/// A part that too few rows have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartOut {
    /// The part, by its position in the index.
    pub part: usize,
    /// The group, as a position in the step's names.
    pub group: usize,
    /// How many rows have it.
    pub known: usize,
    /// Of how many.
    pub of: usize,
}

impl Assessment {
    /// The column of a quantity.
    pub fn column(&self, id: QuantityId) -> Option<&Column> {
        self.columns.get(id.at()).and_then(Option::as_ref)
    }

    /// The weights with which an index aggregates its parts, given or computed; none for what is no index of parts.
    pub fn weights(&self, index: QuantityId) -> &[f64] {
        match (self.weighed.get(&index), &self.program.quantity(index).origin) {
            (Some(weighed), _) => &weighed.weights,
            (None, Origin::Index(index)) => &index.weights,
            (None, Origin::Column(_) | Origin::Formula(..) | Origin::Rank(_) | Origin::Scenario(_)) => &[],
        }
    }

    /// The rows of a table.
    pub fn table(&self, id: TableId) -> Option<&TableResult> {
        self.tables.get(id.at())
    }

    /// A parameter's value and whether it was overridden.
    pub fn parameter(&self, id: ParameterId) -> Option<&(Value, bool)> {
        self.parameters.get(id.at())
    }

    /// Whether a row takes part.
    pub fn is_included(&self, table: TableId, row: usize) -> bool {
        self.table(table).and_then(|t| t.included.as_ref()).is_none_or(|i| i.get(row) == Some(&yes_no::YES))
    }

    /// The entries of one excluded row, gate by gate.
    pub fn exclusions(&self, table: TableId, row: usize) -> &[Exclusion] {
        let excluded = self.table(table).map(|t| t.excluded.as_slice()).unwrap_or_default();
        let start = excluded.partition_point(|e| e.row < row);
        let end = excluded.partition_point(|e| e.row <= row);
        excluded.get(start..end).unwrap_or_default()
    }

    /// The reasons for which a gate excludes a row.
    pub fn reasons(&self, exclusion: &Exclusion) -> Vec<&str> {
        let requirements = self.program.gates.get(exclusion.gate.at()).map(|g| g.requirements.as_slice());
        let requirements = requirements.unwrap_or_default();
        exclusion.unmet.iter().filter_map(|(at, _)| requirements.get(*at)).map(|r| r.reason.as_str()).collect()
    }

    /// The value of a quantity in a row; a link gives the key of the linked row.
    pub fn value(&self, id: QuantityId, row: usize) -> Value {
        let value = match self.column(id) {
            Some(column) => column.value(row),
            None => Value::Missing(crate::program::Missing::Unavailable),
        };
        match (&self.program.quantity(id).ty, &value) {
            (Type::Link(table), Value::Number(row)) => self.key(*table, *row as usize),
            _ => value,
        }
    }

    /// Whether two rows agree in a field; what is missing agrees with nothing.
    pub fn agree(&self, field: QuantityId, a: usize, b: usize) -> bool {
        let Some(column) = self.column(field) else { return false };
        let there = !matches!(column.value(a), Value::Missing(_));
        let same = match column {
            Column::Number(all) => all.get(a) == all.get(b),
            Column::YesNo(all) | Column::Member(all) => all.get(a) == all.get(b),
            Column::Link(all) => all.get(a) == all.get(b),
            Column::Text(texts) => match (texts.code(a), texts.code(b)) {
                (Ok(a), Ok(b)) => a == b || texts.texts.get(a as usize) == texts.texts.get(b as usize),
                (Ok(_) | Err(_), _) => false,
            },
        };
        same && there
    }

    /// The key of a row.
    pub fn key(&self, table: TableId, row: usize) -> Value {
        self.value(self.program.table(table).key, row)
    }
}
