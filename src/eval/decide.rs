//! Which results of a stage of row operations are looked up by cells instead of being computed row by row, and what
//! stands in each cell.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use indexmap::IndexMap;

use super::cells::{Axis, Cells, Cut, MOST_CELLS, Split, Table};
use super::rows::RowProgram;
use super::scenario::{self, Subject};
use super::store::{Store, Stored};
use crate::cases::Resolver;
use crate::parallel::Threads;
use crate::plan::{Kind, NodeId, Op, Plan, RowOp, RowStage, Work};
use crate::program::{QuantityId, Type};

/// Cells pay where there are so many times more rows,
const ROWS_PER_CELL: usize = 4;
/// and where they stand for so many operations.
const LEAST_OPERATIONS: usize = 3;
/// Members have positions below this.
const MOST_MEMBERS: u16 = 200;

#[cfg(test)]
thread_local! {
    /// How many results were looked up on this thread.
    pub(super) static LOOKED_UP: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// What the division of a stage goes by.
pub(super) struct Divider<'a> {
    pub plan: &'a Plan,
    pub store: &'a Store,
    pub resolvers: &'a IndexMap<QuantityId, Resolver>,
    pub rows: usize,
    /// All that is to be done, and what is kept to the end.
    pub steps: &'a [(Work, Vec<NodeId>)],
    pub roots: &'a [NodeId],
}

/// A stage, less what is looked up.
pub(super) struct Divided {
    pub rest: RowStage,
    pub looked_up: Vec<(Vec<Axis>, Vec<Table>)>,
}

/// A stage whose operations are known to depend on cells, or not.
struct Sorted<'a> {
    divider: &'a Divider<'a>,
    stage: HashSet<NodeId>,
    /// Operations whose results depend on classes of their axes alone.
    by_cell: HashSet<NodeId>,
}

impl Divider<'_> {
    /// Divides a stage.
    pub fn divide(&self, stage: &RowStage) -> Divided {
        let whole = || Divided { rest: stage.clone(), looked_up: Vec::new() };
        if self.rows < ROWS_PER_CELL {
            return whole();
        }
        let sorted = Sorted::new(self, stage);
        let mut found = Vec::new();
        let mut resolved = BTreeSet::new();
        for (work, _) in self.steps {
            if let Work::Whole(id) = work
                && let Some(cells) = sorted.resolved(*id)
            {
                found.push(cells);
                resolved.insert(*id);
            }
        }
        let idle = if resolved.is_empty() { BTreeSet::new() } else { self.idle(stage, &resolved) };
        let outputs: Vec<NodeId> = stage.outputs.iter().copied().filter(|id| !idle.contains(id)).collect();
        let computed = outputs.iter().filter(|id| sorted.by_cell.contains(id));
        let codes = computed.filter(|id| self.plan.dag.node(**id).kind != Kind::Number);
        found.extend(codes.filter_map(|id| sorted.cells(*id, &[*id])));
        let mut found = merged(found);
        found
            .retain(|cells| cells.within.len() >= LEAST_OPERATIONS && cells.count(self.rows / ROWS_PER_CELL).is_some());
        if found.is_empty() {
            return whole();
        }
        let made: BTreeSet<NodeId> = found.iter().flat_map(|cells| cells.made.iter().copied()).collect();
        #[cfg(test)]
        LOOKED_UP.set(LOOKED_UP.get() + made.len());
        // What only a scenario reads that is still decided afterwards is needed after all.
        let idle = self.idle(stage, &resolved.intersection(&made).copied().collect());
        let outputs = stage.outputs.iter().copied().filter(|id| !idle.contains(id) && !made.contains(id)).collect();
        let rest = self.rest(stage, outputs, &sorted.stage, &found);
        let looked_up = found.into_iter().map(|cells| (cells.axes.clone(), self.fill(stage, &cells))).collect();
        Divided { rest, looked_up }
    }

    /// Outputs of the stage that nobody reads but scenarios that are decided together with them.
    fn idle(&self, stage: &RowStage, resolved: &BTreeSet<NodeId>) -> BTreeSet<NodeId> {
        let mut idle: BTreeSet<NodeId> = stage.outputs.iter().copied().collect();
        self.roots.iter().for_each(|id| {
            idle.remove(id);
        });
        let mut read_by = |id: &NodeId| {
            self.plan.dag.node(*id).op.operands().iter().for_each(|operand| {
                idle.remove(operand);
            });
        };
        for (work, _) in self.steps {
            match work {
                Work::Whole(id) if !resolved.contains(id) => read_by(id),
                Work::Rows(other) if other.nodes.first() != stage.nodes.first() => {
                    other.nodes.iter().for_each(&mut read_by)
                }
                Work::Whole(_) | Work::Rows(_) => {}
            }
        }
        idle
    }

    /// The operations that are still to be done row by row.
    fn rest(&self, stage: &RowStage, outputs: Vec<NodeId>, inside: &HashSet<NodeId>, found: &[Cells]) -> RowStage {
        let mut needed = HashSet::new();
        let mut open: Vec<NodeId> = outputs.clone();
        open.extend(found.iter().flat_map(|cells| cells.axes.iter().map(|axis| axis.node)));
        while let Some(id) = open.pop() {
            if inside.contains(&id) && needed.insert(id) {
                open.extend(self.plan.dag.node(id).op.operands());
            }
        }
        let nodes = stage.nodes.iter().copied().filter(|id| needed.contains(id)).collect();
        RowStage { table: stage.table, nodes, outputs }
    }

    /// Runs the operations over one row for each cell.
    fn fill(&self, stage: &RowStage, cells: &Cells) -> Vec<Table> {
        let count = cells.count(MOST_CELLS).unwrap_or(0);
        let mut store = Store::new(self.plan.dag.len());
        for (id, column) in cells.rows(count) {
            store.set(id, column);
        }
        let nodes: Vec<NodeId> = stage.nodes.iter().copied().filter(|id| cells.within.contains(id)).collect();
        let all = RowStage { table: stage.table, outputs: nodes.clone(), nodes };
        for (id, stored) in RowProgram::new(self.plan, &all, &store, Vec::new()).run(count, Threads::One) {
            store.set(id, stored);
        }
        let codes = |id: &NodeId| {
            let stored = match &self.plan.dag.node(*id).op {
                Op::Resolve { scenario, decided, subjects, included } => {
                    self.resolve(&store, *scenario, *decided, subjects, *included)
                }
                _ => store.get(*id),
            };
            Table { node: *id, kind: self.plan.dag.node(*id).kind, codes: stored.bytes().to_vec() }
        };
        cells.made.iter().map(codes).collect()
    }

    fn resolve(
        &self,
        store: &Store,
        scenario: QuantityId,
        decided: NodeId,
        subjects: &[NodeId],
        included: Option<NodeId>,
    ) -> Stored {
        let stored = store.get(decided);
        let Some(resolver) = self.resolvers.get(&scenario) else { return stored };
        let count = stored.bytes().len();
        let subject = |id: &NodeId| match store.get(*id) {
            Stored::Column(column) => Subject { column, keys: None },
            Stored::Groups(_) | Stored::Grouped(_) | Stored::Nothing => {
                Subject { column: scenario::nothing(count), keys: None }
            }
        };
        let subjects: Vec<Subject> = subjects.iter().map(subject).collect();
        let included = included.map(|id| store.get(id));
        scenario::resolve(resolver, &subjects, stored, included.as_ref().map(Stored::bytes), Threads::One)
    }

    /// How a node's values fall into classes, before any comparison.
    fn uncut(&self, id: NodeId) -> Option<Cut> {
        let node = self.plan.dag.node(id);
        match node.kind {
            Kind::Number => Some(Cut::Numbers(Vec::new())),
            Kind::YesNo => Some(Cut::YesNo),
            Kind::Member => Some(Cut::Members(match &node.op {
                Op::Column(quantity) | Op::Resolve { scenario: quantity, .. } => self.members(*quantity),
                Op::Row(RowOp::Choose(choose), _) => {
                    let members = choose.members.iter().copied().chain(choose.otherwise);
                    members.max().map_or(0, |largest| u16::from(largest) + 1)
                }
                _ => MOST_MEMBERS,
            })),
            Kind::Link | Kind::Text | Kind::Groups => None,
        }
    }

    fn members(&self, quantity: QuantityId) -> u16 {
        match &self.plan.program.quantity(quantity).ty {
            Type::Member(scale) => u16::try_from(self.plan.program.scale(*scale).members.len())
                .map_or(MOST_MEMBERS, |n| n.min(MOST_MEMBERS)),
            Type::Number(_) | Type::Date | Type::YesNo | Type::Text | Type::Link(_) => MOST_MEMBERS,
        }
    }
}

impl<'a> Sorted<'a> {
    fn new(divider: &'a Divider<'a>, stage: &RowStage) -> Self {
        let mut sorted = Self {
            divider,
            stage: stage.nodes.iter().copied().collect(),
            by_cell: HashSet::with_capacity(stage.nodes.len()),
        };
        // Operands come first, so that no chain of formulas is followed here.
        for id in &stage.nodes {
            let node = divider.plan.dag.node(*id);
            let Op::Row(op, args) = &node.op else { continue };
            let stored = matches!(node.kind, Kind::Number | Kind::YesNo | Kind::Member);
            if stored && (0..args.len()).all(|at| !op.reads_whole(at) && sorted.is_classed(op, args, at)) {
                sorted.by_cell.insert(*id);
            }
        }
        sorted
    }

    /// Whether all that the operation asks of an operand is a matter of few classes.
    fn is_classed(&self, op: &RowOp, args: &[NodeId], at: usize) -> bool {
        let Some(arg) = args.get(at) else { return false };
        let dag = &self.divider.plan.dag;
        match dag.node(*arg).kind {
            _ if dag.known(*arg).is_some() || self.by_cell.contains(arg) => true,
            Kind::YesNo | Kind::Member => true,
            Kind::Number => self.splits(op, args, at).is_some(),
            Kind::Link | Kind::Text | Kind::Groups => false,
        }
    }

    /// Where an operation that compares a number with a constant cuts it.
    fn splits(&self, op: &RowOp, args: &[NodeId], at: usize) -> Option<Vec<Split>> {
        let constant = || {
            let other = args.get(1_usize.checked_sub(at)?)?;
            self.divider.plan.dag.known(*other).map(f64::from_bits)
        };
        match op {
            RowOp::AtLeast(Kind::Number) => Some(vec![Split { at: constant()?, above: at == 1 }]),
            RowOp::AtMost(Kind::Number) => Some(vec![Split { at: constant()?, above: at == 0 }]),
            RowOp::Same(Kind::Number) => Some(
                [false, true]
                    .into_iter()
                    .map(|above| constant().map(|at| Split { at, above }))
                    .collect::<Option<_>>()?,
            ),
            RowOp::IsMissing(Kind::Number) => Some(Vec::new()),
            _ => None,
        }
    }

    /// The cells on which some nodes depend; `None` where they are too many.
    fn cells(&self, made: NodeId, of: &[NodeId]) -> Option<Cells> {
        let dag = &self.divider.plan.dag;
        let mut axes: IndexMap<NodeId, Cut> = IndexMap::new();
        let mut within = BTreeSet::new();
        let mut open: Vec<NodeId> = of.iter().rev().copied().collect();
        while let Some(id) = open.pop() {
            if dag.known(id).is_some() {
                continue;
            }
            if !self.by_cell.contains(&id) {
                axes.entry(id).or_insert(self.divider.uncut(id)?);
                continue;
            }
            let Op::Row(op, args) = &dag.node(id).op else { return None };
            if !within.insert(id) {
                continue;
            }
            for (at, arg) in args.iter().enumerate() {
                let apart = !self.by_cell.contains(arg) && dag.known(*arg).is_none();
                match self.splits(op, args, at).filter(|_| apart) {
                    Some(splits) => {
                        let cut = axes.entry(*arg).or_insert(Cut::Numbers(Vec::new()));
                        splits.into_iter().for_each(|split| cut.add(split));
                    }
                    None => open.push(*arg),
                }
            }
        }
        let axes = axes.into_iter().map(|(node, cut)| Axis { node, cut }).collect();
        let cells = Cells { axes, within, made: vec![made] };
        cells.count(MOST_CELLS).map(|_| cells)
    }

    /// The cells of a scenario whose undecided rows are resolved, where all that decides it is at hand.
    fn resolved(&self, id: NodeId) -> Option<Cells> {
        let Op::Resolve { scenario, decided, subjects, included } = &self.divider.plan.dag.node(id).op else {
            return None;
        };
        let operands: Vec<NodeId> = [*decided].into_iter().chain(*included).chain(subjects.iter().copied()).collect();
        let at_hand = |id: &NodeId| self.stage.contains(id) || matches!(self.divider.store.get(*id), Stored::Column(_));
        if !self.by_cell.contains(decided) || !operands.iter().all(at_hand) {
            return None;
        }
        let mut cells = self.cells(id, &operands)?;
        let resolver = self.divider.resolvers.get(scenario)?;
        for (at, subject) in subjects.iter().enumerate() {
            for axis in cells.axes.iter_mut().filter(|axis| axis.node == *subject) {
                resolver.splits(at).for_each(|(at, above)| axis.cut.add(Split { at, above }));
            }
        }
        cells.count(MOST_CELLS).map(|_| cells)
    }
}

/// Results that share axes share their cells, as long as these do not become too many.
fn merged(found: Vec<Cells>) -> Vec<Cells> {
    let mut merged: Vec<Cells> = Vec::with_capacity(found.len());
    let mut latest: BTreeMap<NodeId, usize> = BTreeMap::new();
    for cells in found {
        let before = cells.axes.iter().find_map(|axis| latest.get(&axis.node).copied());
        let both = before.and_then(|at| Some((at, merged.get(at)?.with(&cells))));
        let at = match both.filter(|(_, both)| both.count(MOST_CELLS).is_some()) {
            Some((at, both)) => {
                merged.get_mut(at).into_iter().for_each(|place| *place = both.clone());
                at
            }
            None => {
                merged.push(cells.clone());
                merged.len() - 1
            }
        };
        latest.extend(cells.axes.iter().map(|axis| (axis.node, at)));
    }
    merged
}
