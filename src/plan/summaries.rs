//! Summaries become nodes: the groups, and what their rows have in common.

use std::sync::Arc;

use super::NodeId;
use super::expressions::{Included, Lower};
use super::operation::{Cover, Kind, Op, RowOp, Summary};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{AggregateFunction, GroupedBy, QuantityId, TableId, Type};

/// What the groups of a summary are made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GroupingNodes {
    /// The summary, whose rows the groups are.
    pub summary: TableId,
    /// What makes the groups, each with the values that it can have.
    pub fields: Vec<(NodeId, Extent)>,
    /// The options of a multiple choice, and how many fields stand before it.
    pub options: Option<(usize, Vec<NodeId>)>,
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
        let options = self.options.iter().flat_map(|(_, options)| options.iter().copied());
        self.fields.iter().map(|(node, _)| *node).chain(options).chain(self.mask).collect()
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
        let (mut fields, mut options) = (Vec::new(), None);
        for grouping in &summary.by {
            match &grouping.by {
                GroupedBy::Value(value) => {
                    let node = self.expr(value, of);
                    fields.push((self.column(node, Some(of)), self.extent(&value.ty)));
                }
                GroupedBy::Options(ids) => options = Some((fields.len(), self.options(ids, of))),
            }
        }
        self.in_gate = outer;
        let nodes = GroupingNodes { summary: table, fields, options, mask };
        let node = self.dag.add(Op::Grouping(Box::new(nodes)), Kind::Groups, Some(of));
        self.set_grouping(table, Included::Known(Some(node)));
        Some(node)
    }

    /// The columns of a multiple choice.
    fn options(&mut self, options: &[QuantityId], of: TableId) -> Vec<NodeId> {
        let column = |id: &QuantityId| {
            let node = self.quantity(*id);
            self.column(node, Some(of))
        };
        options.iter().map(column).collect()
    }

    /// An aggregate of the rows of each group of a summary.
    pub fn of_groups(&mut self, summary: Summary, kind: Kind, to: TableId, table: TableId) -> NodeId {
        let rows = summary.table;
        let Some(groups) = self.grouped(to) else {
            let one = self.dag.add(Op::Summary(Summary { cover: Cover::Whole, ..summary }), kind, Some(rows));
            return self.row(RowOp::Broadcast(kind), vec![one], table);
        };
        let program = Arc::clone(self.program);
        let options = program.table(to).summary.as_deref().and_then(crate::program::Summary::options);
        let summary = Summary { cover: Cover::Linking(groups, to), ..summary };
        let Some(options) = options else { return self.dag.add(Op::Summary(summary), kind, Some(table)) };
        let mut parts = Vec::new();
        for option in self.options(options, rows) {
            // Without a value it is asked how many of those whose answer is known chose the option.
            let part = match (summary.function, summary.value) {
                (AggregateFunction::Share, None) => Summary { value: Some(option), ..summary.clone() },
                _ => {
                    let mut mask = self.row(RowOp::IsYes, vec![option], rows);
                    if let Some(before) = summary.mask {
                        mask = self.row(RowOp::And, vec![before, mask], rows);
                    }
                    Summary { mask: Some(self.column(mask, Some(rows))), ..summary.clone() }
                }
            };
            parts.push(self.dag.add(Op::Summary(part), kind, Some(table)));
        }
        self.dag.add(Op::Stack { groups, parts }, kind, Some(table))
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
