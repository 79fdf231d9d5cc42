//! The graph: hash-consed nodes, with constants folded.

use std::collections::HashMap;

use super::meaning;
use super::operation::{Kind, Op, RowOp};
use crate::program::TableId;

/// A node of a [`Dag`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

impl NodeId {
    /// As an index into the graph's list.
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

/// An operation, how its results are stored and for which table's rows they are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    /// The operation.
    pub op: Op,
    /// How results are stored.
    pub kind: Kind,
    /// The table of whose rows it gives a value for each; `None` for constants.
    pub table: Option<TableId>,
}

/// Operations, each once, operands before what uses them.
#[derive(Debug, Default)]
pub struct Dag {
    nodes: Vec<Node>,
    /// Only for look-ups: its order never reaches a result.
    known: HashMap<Node, NodeId>,
}

impl Dag {
    /// The node. Ids are only made by the graph that they index.
    #[allow(clippy::indexing_slicing, reason = "ids are only made by the graph whose list they index")]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.at()]
    }

    /// All nodes, operands first.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        self.nodes.iter().enumerate().map(|(i, n)| (NodeId(i as u32), n))
    }

    /// How many nodes.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The node of an operation, made if it is new.
    pub fn add(&mut self, op: Op, kind: Kind, table: Option<TableId>) -> NodeId {
        let node = Node { op, kind, table };
        if let Some(id) = self.known.get(&node) {
            return *id;
        }
        let id = NodeId(self.nodes.len() as u32);
        self.nodes.push(node.clone());
        self.known.insert(node, id);
        id
    }

    /// A constant.
    pub fn constant(&mut self, code: u64, kind: Kind) -> NodeId {
        self.add(Op::Constant(code), kind, None)
    }

    /// A constant's code.
    pub fn known(&self, id: NodeId) -> Option<u64> {
        match self.node(id).op {
            Op::Constant(code) => Some(code),
            Op::Text(_) | Op::Column(_) | Op::Row(..) | Op::Texts(..) | Op::Groups { .. } | Op::Summary(_) => None,
            Op::Ranks { .. } | Op::Index(_) | Op::Rank(_) | Op::Resolve { .. } | Op::Find(_) => None,
            Op::Grouping(_) | Op::GroupKey { .. } | Op::Stack { .. } | Op::InYear(_) => None,
        }
    }

    /// A row operation; folded where all operands are constants, and shortened where one decides.
    pub fn row(&mut self, op: RowOp, args: Vec<NodeId>, table: Option<TableId>) -> NodeId {
        let kind = op.kind();
        if let Some(shorter) = self.shortcut(&op, &args) {
            return shorter;
        }
        if !matches!(op, RowOp::Fill(_)) {
            let known: Option<Vec<u64>> = args.iter().map(|a| self.known(*a)).collect();
            if let Some(known) = known {
                let code = meaning::apply(&op, known.len(), |i| known.get(i).copied().unwrap_or(0));
                return self.constant(code, kind);
            }
        }
        self.add(Op::Row(op, args), kind, table)
    }

    /// What is the same as one of the operands.
    fn shortcut(&self, op: &RowOp, args: &[NodeId]) -> Option<NodeId> {
        let &[a, b] = args else { return self.double_negation(op, args) };
        let yes = Some(meaning::YES);
        let no = Some(meaning::NO);
        match op {
            RowOp::And if a == b || self.known(b) == yes || self.known(a) == no => Some(a),
            RowOp::And if self.known(a) == yes || self.known(b) == no => Some(b),
            RowOp::Or if a == b || self.known(b) == no || self.known(a) == yes => Some(a),
            RowOp::Or if self.known(a) == no || self.known(b) == yes => Some(b),
            _ => None,
        }
    }

    fn double_negation(&self, op: &RowOp, args: &[NodeId]) -> Option<NodeId> {
        let &[a] = args else { return None };
        match (op, &self.node(a).op) {
            (RowOp::Not, Op::Row(RowOp::Not, inner)) => inner.first().copied(),
            (RowOp::IsYes, Op::Row(RowOp::IsYes | RowOp::IsMissing(_) | RowOp::IsMissingAs(..), _)) => Some(a),
            _ => None,
        }
    }
}
