//! Summaries: tables whose rows are groups of the rows of another table.

use super::{Expr, QuantityId, TableId, Value};
use crate::source::Span;

/// What makes the rows of a table that summarises another one. Its groupings are its columns, its measures are formulas
/// whose aggregates run over the rows of a group ([`super::Over::Summarised`]).
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The table whose rows are summarised; `None`: nothing is, there is one row (for printed results of the policy as a whole).
    pub of: Option<TableId>,
    /// Only rows for which this is yes belong to a group (an expression in that table).
    pub filter: Option<Expr>,
    /// What makes the groups; without any there is one row. Every combination of their values is a row, the last one
    /// changing fastest: all members of a scale and all rows of a linked table in their order, yes before no, numbers and
    /// dates from small to large, texts as they first appear.
    pub by: Vec<Grouping>,
    /// Groups that expressions ask for by name, and that only the data can be said to have.
    pub asked: Vec<Asked>,
    /// What stands for the group as a whole: its type and its groupings are checked with it.
    pub checked_by: QuantityId,
}

impl Default for Summary {
    fn default() -> Self {
        Self { of: None, filter: None, by: Vec::new(), asked: Vec::new(), checked_by: QuantityId(0) }
    }
}

/// One grouping of a summary.
#[derive(Clone, Debug, PartialEq)]
pub struct Grouping {
    /// What rows of a group have in common.
    pub by: GroupedBy,
    /// The column of the summary that holds it.
    pub key: QuantityId,
}

/// What rows of a group have in common.
#[derive(Clone, Debug, PartialEq)]
pub enum GroupedBy {
    /// A value (an expression in the table that is summarised).
    Value(Expr),
    /// An option of a multiple choice that was chosen: yes/no quantities of the table that is summarised. A row may
    /// belong to several groups. At most one grouping of a summary is of this kind.
    Options(Vec<QuantityId>),
}

impl Summary {
    /// The multiple choice by which rows are grouped, if there is one.
    pub fn options(&self) -> Option<&[QuantityId]> {
        self.by.iter().find_map(|grouping| match &grouping.by {
            GroupedBy::Options(options) => Some(options.as_slice()),
            GroupedBy::Value(_) => None,
        })
    }
}

/// `presence("pilot").share`: a group that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Which grouping.
    pub grouping: usize,
    /// Its value; of a linked row its key.
    pub value: Value,
    /// Its place.
    pub span: Span,
}
