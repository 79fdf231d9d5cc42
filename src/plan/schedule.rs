//! The order of work: row operations of one table are done together, between whole-column operations.

use std::collections::{BTreeMap, BTreeSet};

use super::{NodeId, Op, Plan};
use crate::program::TableId;

/// Row operations of one table that run fused over its rows.
#[derive(Clone, Debug, PartialEq)]
pub struct RowStage {
    /// The table; `None` for single records.
    pub table: Option<TableId>,
    /// The operations, operands first.
    pub nodes: Vec<NodeId>,
    /// Those of them whose columns are kept.
    pub outputs: Vec<NodeId>,
}

/// One step of a schedule.
#[derive(Clone, Debug, PartialEq)]
pub enum Work {
    /// Row operations.
    Rows(RowStage),
    /// A whole-column operation.
    Whole(NodeId),
}

/// Steps in order, each with the columns that nobody reads after it.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Schedule {
    /// The steps.
    pub steps: Vec<(Work, Vec<NodeId>)>,
}

impl Schedule {
    /// Everything that `roots` need; their columns are kept to the end.
    pub fn of(plan: &Plan, roots: &[NodeId]) -> Schedule {
        let needed = needed(plan, roots);
        let levels = levels(plan);
        let level = |id: NodeId| levels.get(id.at()).copied().unwrap_or(0);
        let kept = kept(plan, roots, &needed, level);
        let mut rows: BTreeMap<(u32, Option<TableId>), RowStage> = BTreeMap::new();
        let mut whole: BTreeMap<u32, Vec<NodeId>> = BTreeMap::new();
        for id in &needed {
            let node = plan.dag.node(*id);
            if node.op.is_leaf() {
                continue;
            }
            if !matches!(node.op, Op::Row(..)) {
                whole.entry(level(*id)).or_default().push(*id);
                continue;
            }
            let empty = || RowStage { table: node.table, nodes: Vec::new(), outputs: Vec::new() };
            let stage = rows.entry((level(*id), node.table)).or_insert_with(empty);
            stage.nodes.push(*id);
            if kept.contains(id) {
                stage.outputs.push(*id);
            }
        }
        let last = needed.iter().map(|id| level(*id)).max().unwrap_or(0);
        let mut steps = Vec::new();
        for at in 0..=last {
            let of_level = rows.range((at, None)..(at + 1, None));
            steps.extend(of_level.map(|(_, stage)| Work::Rows(stage.clone())));
            steps.extend(whole.remove(&at).unwrap_or_default().into_iter().map(Work::Whole));
        }
        Schedule { steps: with_last_uses(plan, steps, roots) }
    }
}

/// The roots and all that they rest on.
fn needed(plan: &Plan, roots: &[NodeId]) -> BTreeSet<NodeId> {
    let mut needed = BTreeSet::new();
    let mut open = roots.to_vec();
    while let Some(id) = open.pop() {
        if needed.insert(id) {
            open.extend(plan.dag.node(id).op.operands());
        }
    }
    needed
}

/// Row operations are one level above the whole-column operations that they read;
/// whole-column operations come after the row operations of their level, in the order of the graph.
fn levels(plan: &Plan) -> Vec<u32> {
    let mut levels: Vec<u32> = Vec::with_capacity(plan.dag.len());
    for (_, node) in plan.dag.nodes() {
        let of_row = matches!(node.op, Op::Row(..));
        let level = node.op.operands().into_iter().enumerate().map(|(position, operand)| {
            let below = levels.get(operand.at()).copied().unwrap_or(0);
            let source = plan.dag.node(operand);
            let same_stage = match (&node.op, &source.op) {
                (_, op) if op.is_leaf() => true,
                (Op::Row(op, _), Op::Row(..)) => !op.reads_whole(position) && node.table == source.table,
                (Op::Row(..), _) => false,
                (_, _) => true,
            };
            if same_stage { below } else { below + 1 }
        });
        let level = level.max().unwrap_or(0);
        // The rows of a summary are there once its groups are known.
        let groups = node.table.and_then(|t| plan.groupings.get(t.at()).copied().flatten());
        let groups = groups.and_then(|g| levels.get(g.at()).copied()).filter(|_| !node.op.is_leaf());
        let level = groups.map_or(level, |below| level.max(if of_row { below + 1 } else { below }));
        levels.push(level);
        debug_assert!(!of_row || levels.len() <= plan.dag.len());
    }
    levels
}

/// Row operations whose columns are kept: roots, and what is read outside their stage.
fn kept(plan: &Plan, roots: &[NodeId], needed: &BTreeSet<NodeId>, level: impl Fn(NodeId) -> u32) -> BTreeSet<NodeId> {
    let mut kept: BTreeSet<NodeId> = roots.iter().copied().collect();
    for id in needed {
        let node = plan.dag.node(*id);
        for operand in node.op.operands() {
            let source = plan.dag.node(operand);
            let fused = matches!((&node.op, &source.op), (Op::Row(..), Op::Row(..)))
                && level(*id) == level(operand)
                && node.table == source.table;
            if !fused {
                kept.insert(operand);
            }
        }
    }
    kept
}

fn with_last_uses(plan: &Plan, steps: Vec<Work>, roots: &[NodeId]) -> Vec<(Work, Vec<NodeId>)> {
    let mut seen: BTreeSet<NodeId> = roots.iter().copied().collect();
    let mut done: Vec<(Work, Vec<NodeId>)> = Vec::with_capacity(steps.len());
    for work in steps.into_iter().rev() {
        let nodes = match &work {
            Work::Rows(stage) => stage.nodes.clone(),
            Work::Whole(id) => vec![*id],
        };
        let read = nodes.iter().flat_map(|id| plan.dag.node(*id).op.operands().into_iter().chain([*id]));
        let gone: Vec<NodeId> = read.filter(|id| seen.insert(*id)).collect();
        done.push((work, gone));
    }
    done.reverse();
    done
}
