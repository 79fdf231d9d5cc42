//! Summaries become nodes: the groups, and what their rows have in common.

use std::sync::Arc;

use super::NodeId;
use super::expressions::{Included, Lower};
use super::operation::{Kind, Op};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{QuantityId, TableId, Type};

/// What the groups of a summary are made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GroupingNodes {
    /// The summary, whose rows the groups are.
    pub summary: TableId,
    /// What makes the groups, each with the values that it can have.
    pub fields: Vec<(NodeId, Extent)>,
    /// Rows that belong to a group: those where it is yes. `None`: all.
    pub mask: Option<NodeId>,
}

/// The values that a grouping can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Extent {
    /// As many members of a scale.
    Members(usize),
    /// yes and no.
    YesNo,
    /// The rows of a table.
    Rows(TableId),
    /// The numbers (or dates) that occur.
    Numbers,
    /// The texts that occur.
    Texts,
}

impl GroupingNodes {
    /// The operands, in order.
    pub fn operands(&self) -> Vec<NodeId> {
        self.fields.iter().map(|(node, _)| *node).chain(self.mask).collect()
    }
}

impl Lower<'_> {
    /// The node that makes the rows of a summary by groups; `None` for a table of another kind. It comes before anything
    /// of its rows, because how many there are is not known earlier.
    pub fn grouped(&mut self, table: TableId) -> Option<NodeId> {
        match self.groupings.get(table.at()) {
            Some(Included::Known(node)) => return *node,
            Some(Included::Busy) => {
                let declared = self.program.table(table);
                let message = format!("the groups of `{}` depend on themselves", declared.name);
                self.fail(Diagnostic::error(Code::Cycle, declared.span, message));
                return None;
            }
            Some(Included::Unknown) | None => {}
        }
        let program = Arc::clone(self.program);
        let summary = program.table(table).summary.as_deref()?;
        let of = summary.of.filter(|_| !summary.by.is_empty())?;
        self.set_grouping(table, Included::Busy);
        let outer = std::mem::replace(&mut self.in_gate, false);
        let mask = self.mask(of, summary.filter.as_ref());
        let mut fields = Vec::new();
        for grouping in &summary.by {
            let node = self.expr(&grouping.value, of);
            fields.push((self.column(node, Some(of)), self.extent(&grouping.value.ty)));
        }
        self.in_gate = outer;
        let nodes = GroupingNodes { summary: table, fields, mask };
        let node = self.dag.add(Op::Grouping(Box::new(nodes)), Kind::Groups, Some(of));
        self.set_grouping(table, Included::Known(Some(node)));
        Some(node)
    }

    fn set_grouping(&mut self, table: TableId, state: Included) {
        if let Some(slot) = self.groupings.get_mut(table.at()) {
            *slot = state;
        }
    }

    fn extent(&self, ty: &Type) -> Extent {
        match ty {
            Type::Member(scale) => Extent::Members(self.program.scale(*scale).members.len()),
            Type::YesNo => Extent::YesNo,
            Type::Link(table) => Extent::Rows(*table),
            Type::Number(_) | Type::Date => Extent::Numbers,
            Type::Text => Extent::Texts,
        }
    }

    /// A column of a summary, if the quantity is one: what the rows of a group have in common.
    pub fn group_key(&mut self, id: QuantityId, table: TableId, kind: Kind) -> Option<NodeId> {
        let program = Arc::clone(self.program);
        let summary = program.table(table).summary.as_deref()?;
        let Some(at) = summary.by.iter().position(|g| g.key == id) else { return Some(self.text("")) };
        let groups = self.grouped(table)?;
        Some(self.dag.add(Op::GroupKey { groups, at }, kind, Some(table)))
    }
}
