//! Turns a checked program into a plan: a graph of column operations in which every common part stands once.
//!
//! ```text
//! Program + parameters ──lower──▶ Dag ──schedule──▶ Plan
//! ```
//!
//! * A node is a constant, a column of the data, a *row operation* (each row by itself; fused by `eval`) or a
//!   *whole-column operation* (groups, summaries, ranks, indices, texts).
//! * Nodes are hash-consed: equal operations on equal operands are one node, within and across declarations.
//! * Parameters are constants of the plan, and constants are folded with the meaning that rows get ([`meaning`]).
//! * A comparison is canonical: `x < t` is `not (x >= t)`, which holds for missing values too.

mod aggregates;
mod dag;
mod declarations;
mod expressions;
mod find;
pub mod meaning;
mod operation;
mod schedule;
mod summaries;
mod years;

pub use dag::{Dag, Node, NodeId};
pub use declarations::{IndexNodes, RankNodes};
pub use operation::{Across, Binary, Choose, Cover, Find, InYearNodes, Key, Kind, Op, RowOp, Summary, TextOp, Unary};
pub use schedule::{RowStage, Schedule, Work};
pub use summaries::{Extent, GroupingNodes};

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::program::{Expr, GateId, Program, QuantityId, Value};

/// What is to be computed, and in which order.
#[derive(Debug)]
pub struct Plan {
    /// The policy.
    pub program: Arc<Program>,
    /// All operations; operands come before what uses them.
    pub dag: Dag,
    /// The node of each quantity, by [`QuantityId`]; `None` where it was not asked for.
    pub quantities: Vec<Option<NodeId>>,
    /// For each table the node that says which rows are included; `None`: all are.
    pub included: Vec<Option<NodeId>>,
    /// For each table that is a summary by groups the node that makes its rows; `None` for all others.
    pub groupings: Vec<Option<NodeId>>,
    /// For each gate the nodes of its requirements, by [`GateId`].
    pub requirements: Vec<Vec<NodeId>>,
    /// For each scenario the nodes of its conditions in the order written (`None`: otherwise), by quantity.
    pub conditions: Vec<(QuantityId, Vec<Option<NodeId>>)>,
}

/// A scenario whose undecided rows are to be resolved, with the expressions of its table whose values decide.
pub type Subjects<'a> = (QuantityId, &'a [Expr]);

impl Plan {
    /// Plans everything that the program declares. Scenarios in `undecided` get a step of their own that resolves rows
    /// whose outcome does not depend on what is missing.
    ///
    /// # Errors
    /// A circle of declarations, which the checker should have found.
    pub fn whole(
        program: &Arc<Program>,
        parameters: &[(Value, bool)],
        undecided: &[Subjects<'_>],
    ) -> Result<Plan, Diagnostic> {
        let mut lower = expressions::Lower::new(program, parameters, undecided);
        lower.everything();
        lower.finish()
    }

    /// Plans one quantity for single records: `inputs` and the columns of the data are given from outside,
    /// and a link is followed by giving the linked row's values.
    ///
    /// # Errors
    /// The quantity needs other rows and the caller does not give what they amount to.
    pub fn record(
        program: &Arc<Program>,
        target: QuantityId,
        inputs: &[QuantityId],
        parameters: &[(Value, bool)],
    ) -> Result<(Plan, Vec<QuantityId>), Diagnostic> {
        let mut lower = expressions::Lower::new(program, parameters, &[]);
        lower.single_record(inputs);
        let target = lower.quantity(target);
        let target = lower.column(target, None);
        let inputs = lower.record_inputs();
        let _ = target;
        Ok((lower.finish()?, inputs))
    }

    /// The requirements of a gate.
    pub fn gate(&self, gate: GateId) -> &[NodeId] {
        self.requirements.get(gate.at()).map_or(&[], Vec::as_slice)
    }
}
