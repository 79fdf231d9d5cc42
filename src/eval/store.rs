//! The columns of a run, by node.

use std::sync::Arc;

use super::groups::Groups;
use super::summaries::Grouped;
use super::{Column, TextColumn};
use crate::plan::NodeId;

/// What a node has become.
#[derive(Clone, Debug)]
pub(super) enum Stored {
    /// A column (of a summary: one value for each group).
    Column(Column),
    /// The group of each row.
    Groups(Arc<Groups>),
    /// The groups of a summary.
    Grouped(Arc<Grouped>),
    /// Nothing (yet).
    Nothing,
}

impl Stored {
    /// The numbers; none for another kind.
    pub fn numbers(&self) -> &[f64] {
        match self {
            Stored::Column(Column::Number(v)) => v,
            Stored::Column(_) | Stored::Groups(_) | Stored::Grouped(_) | Stored::Nothing => &[],
        }
    }

    /// The yes/no values or members; none for another kind.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Stored::Column(Column::YesNo(v) | Column::Member(v)) => v,
            Stored::Column(_) | Stored::Groups(_) | Stored::Grouped(_) | Stored::Nothing => &[],
        }
    }

    /// The links or groups; none for another kind.
    pub fn codes(&self) -> &[u32] {
        match self {
            Stored::Column(Column::Link(v)) => v,
            Stored::Groups(groups) => &groups.codes,
            Stored::Grouped(groups) => &groups.codes,
            Stored::Column(_) | Stored::Nothing => &[],
        }
    }

    /// The texts; none for another kind.
    pub fn texts(&self) -> Option<&TextColumn> {
        match self {
            Stored::Column(Column::Text(t)) => Some(t),
            Stored::Column(_) | Stored::Groups(_) | Stored::Grouped(_) | Stored::Nothing => None,
        }
    }
}

/// All of them.
#[derive(Debug)]
pub(super) struct Store {
    nodes: Vec<Stored>,
}

impl Store {
    pub fn new(nodes: usize) -> Self {
        Self { nodes: vec![Stored::Nothing; nodes] }
    }

    pub fn get(&self, id: NodeId) -> Stored {
        self.nodes.get(id.at()).cloned().unwrap_or(Stored::Nothing)
    }

    pub fn set(&mut self, id: NodeId, stored: Stored) {
        if let Some(slot) = self.nodes.get_mut(id.at()) {
            *slot = stored;
        }
    }

    pub fn drop(&mut self, id: NodeId) {
        self.set(id, Stored::Nothing);
    }
}
