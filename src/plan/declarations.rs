//! Quantities become nodes: formulas, indices, ranks, scenarios.

use std::sync::Arc;

use super::expressions::Lower;
use super::operation::{Choose, Kind, Op, RowOp};
use super::{NodeId, meaning};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Index, Node, Origin, QuantityId, RankRule, Rounding, Scenario, Step, TableId, Type};

/// What an index works on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IndexNodes {
    /// The index.
    pub quantity: QuantityId,
    /// The parts' columns, as numbers.
    pub parts: Vec<NodeId>,
    /// For each step its groups; `None`: one group, or a step without groups.
    pub groups: Vec<Option<NodeId>>,
    /// For each step the rows that make the yardstick; `None`: all.
    pub among: Vec<Option<NodeId>>,
    /// For each step what counts beside the parts, as numbers.
    pub others: Vec<Vec<NodeId>>,
    /// The groups of an aggregation over all rows; `None`: one group.
    pub aggregate_groups: Option<NodeId>,
    /// What the formula of the aggregation reads beside the parts, as numbers.
    pub inputs: Vec<NodeId>,
    /// Which rows are included; `None`: all.
    pub included: Option<NodeId>,
}

/// What a rank works on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RankNodes {
    /// The rank.
    pub quantity: QuantityId,
    /// What is ranked, as numbers.
    pub of: NodeId,
    /// What ranks those that are equal so far, as numbers.
    pub then: Vec<NodeId>,
    /// The groups; `None`: one.
    pub groups: Option<NodeId>,
    /// The rows that are ranked (included, and as `among` says); `None`: all.
    pub among: Option<NodeId>,
}

impl IndexNodes {
    /// The operands, in order.
    pub fn operands(&self) -> Vec<NodeId> {
        let groups = self.groups.iter().chain(&self.among).copied().flatten().chain(self.aggregate_groups);
        let parts = self.parts.iter().chain(self.others.iter().flatten()).chain(&self.inputs).copied();
        parts.chain(groups).chain(self.included).collect()
    }
}

impl RankNodes {
    /// The operands, in order.
    pub fn operands(&self) -> Vec<NodeId> {
        let rows = [Some(self.of), self.groups, self.among].into_iter().flatten();
        rows.chain(self.then.iter().copied()).collect()
    }
}

impl Lower<'_> {
    /// Everything that the program declares, in its order (which keeps this from going deep).
    pub fn everything(&mut self) {
        let program = Arc::clone(self.program);
        for node in &program.order {
            match node {
                Node::Quantity(id) => {
                    self.quantity(*id);
                }
                Node::Gate(gate) => {
                    self.included(program.gate(*gate).table);
                }
            }
        }
        for i in 0..program.quantities.len() {
            let id = QuantityId(i as u32);
            let node = self.quantity(id);
            let node = self.column(node, Some(program.quantity(id).table));
            self.set(id, node);
        }
        for i in 0..program.tables.len() {
            self.included(TableId(i as u32));
        }
    }

    fn set(&mut self, id: QuantityId, node: NodeId) {
        if let Some(slot) = self.quantities.get_mut(id.at()) {
            *slot = Some(node);
        }
    }

    /// The node of a quantity.
    pub fn quantity(&mut self, id: QuantityId) -> NodeId {
        if let Some(Some(node)) = self.quantities.get(id.at()) {
            return *node;
        }
        let program = Arc::clone(self.program);
        let declared = program.quantity(id);
        if self.busy.get(id.at()).copied().unwrap_or(true) {
            let message = format!("`{}` depends on itself", declared.name);
            return self.fail(Diagnostic::error(Code::Cycle, declared.name_span, message));
        }
        self.set_busy(id, true);
        self.grouped(declared.table);
        let outer = std::mem::replace(&mut self.in_gate, false);
        let node = self.declared(id, &declared.origin, declared.table, Kind::of(&declared.ty));
        self.in_gate = outer;
        self.set_busy(id, false);
        self.set(id, node);
        node
    }

    fn set_busy(&mut self, id: QuantityId, busy: bool) {
        if let Some(slot) = self.busy.get_mut(id.at()) {
            *slot = busy;
        }
    }

    fn declared(&mut self, id: QuantityId, origin: &Origin, table: TableId, kind: Kind) -> NodeId {
        let here = self.here(table);
        if let Some(inputs) = &mut self.record {
            let whole = matches!(origin, Origin::Index(_) | Origin::Rank(_));
            if inputs.contains(&id) {
                return self.dag.add(Op::Column(id), kind, None);
            }
            if matches!(origin, Origin::Column(_)) {
                inputs.push(id);
                return self.dag.add(Op::Column(id), kind, None);
            }
            if whole {
                let declared = self.program.quantity(id);
                let message =
                    format!("`{}` depends on other rows, so that a single record does not decide it", declared.name);
                let error = Diagnostic::error(Code::Usage, declared.name_span, message);
                return self.fail(error.hint(format!("give `{}` as one of the inputs", declared.name)));
            }
        }
        match origin {
            Origin::Column(_) if self.program.table(table).summary.is_some() => {
                self.group_key(id, table, kind).unwrap_or_else(|| self.missing(kind))
            }
            Origin::Column(_) => self.dag.add(Op::Column(id), kind, here),
            Origin::Formula(expr, rounding) => {
                let node = self.expr(expr, table);
                match rounding.map(|rounding| rounding.inside(&self.program.quantity(id).ty)) {
                    Some(Rounding { decimals, half_even }) => {
                        self.row(RowOp::Rounded { decimals, half_even }, vec![node], table)
                    }
                    None => node,
                }
            }
            Origin::Index(index) => self.index(id, index, table),
            Origin::Rank(rule) => self.rank(id, rule, table),
            Origin::Scenario(scenario) => self.scenario(id, scenario, table),
        }
    }

    fn index(&mut self, id: QuantityId, index: &Index, table: TableId) -> NodeId {
        let included = self.included(table);
        let parts = index
            .parts
            .iter()
            .map(|part| {
                let node = self.part(part.quantity, table);
                self.column(node, Some(table))
            })
            .collect();
        let groups = index
            .steps
            .iter()
            .map(|step| match step.within() {
                [] => None,
                within => Some(self.groups(within, table, included)),
            })
            .collect();
        let among = index.steps.iter().map(|step| {
            let among = self.expr(step.among()?, table);
            let among = self.row(RowOp::IsYes, vec![among], table);
            Some(self.column(among, Some(table)))
        });
        let among = among.collect();
        let others = index.steps.iter().map(|step| match step {
            Step::Screen(step) => step.others.clone(),
            Step::Impute(step) => step.year.into_iter().collect(),
            Step::Weigh(_) | Step::Normalise(_) | Step::Treat(_) => Vec::new(),
        });
        let others = others.map(|quantities| {
            let column = |id: &QuantityId| {
                let node = self.part(*id, table);
                self.column(node, Some(table))
            };
            quantities.iter().map(column).collect()
        });
        let others = others.collect();
        let within = &index.aggregate_within;
        let aggregate_groups = (!within.is_empty()).then(|| self.groups(within, table, included));
        let inputs = index.inputs.iter().map(|input| {
            let node = self.expr(input, table);
            let node = self.as_number(node, table);
            self.column(node, Some(table))
        });
        let inputs = inputs.collect();
        let nodes = IndexNodes { quantity: id, parts, groups, among, others, aggregate_groups, inputs, included };
        self.dag.add(Op::Index(Box::new(nodes)), Kind::Number, Some(table))
    }

    /// A part as numbers: levels count as theirs.
    fn part(&mut self, id: QuantityId, table: TableId) -> NodeId {
        let node = self.quantity(id);
        match &self.program.quantity(id).ty {
            Type::Member(scale) => {
                let numbers: Vec<u64> = self.program.scale(*scale).members.iter().map(|m| m.number.to_bits()).collect();
                self.row(RowOp::LevelNumber(numbers.into()), vec![node], table)
            }
            Type::Number(_) | Type::Date | Type::YesNo | Type::Text | Type::Link(_) => self.as_number(node, table),
        }
    }

    fn rank(&mut self, id: QuantityId, rule: &RankRule, table: TableId) -> NodeId {
        let included = self.included(table);
        let of = self.quantity(rule.of);
        let of = self.as_number(of, table);
        let of = self.column(of, Some(table));
        let then = rule.then.iter().map(|(by, _)| {
            let by = self.part(*by, table);
            self.column(by, Some(table))
        });
        let then = then.collect();
        let groups = if rule.within.is_empty() { None } else { Some(self.groups(&rule.within, table, included)) };
        let among = rule.among.as_ref().map(|among| {
            let among = self.expr(among, table);
            self.row(RowOp::IsYes, vec![among], table)
        });
        let among = match (included, among) {
            (Some(a), Some(b)) => Some(self.row(RowOp::And, vec![a, b], table)),
            (one, other) => one.or(other),
        };
        let among = among.map(|n| self.column(n, Some(table)));
        self.dag.add(Op::Rank(Box::new(RankNodes { quantity: id, of, then, groups, among })), Kind::Number, Some(table))
    }

    fn scenario(&mut self, id: QuantityId, scenario: &Scenario, table: TableId) -> NodeId {
        let included = self.included(table);
        let yes = self.dag.constant(meaning::YES, Kind::YesNo);
        let mut args = vec![included.unwrap_or(yes)];
        let mut members = Vec::new();
        let mut otherwise = None;
        let mut conditions = Vec::new();
        for outcome in &scenario.outcomes {
            match &outcome.condition {
                Some(condition) => {
                    let node = self.expr(condition, table);
                    args.push(node);
                    members.push(outcome.member);
                    conditions.push(Some(node));
                }
                None => {
                    otherwise = Some(outcome.member);
                    conditions.push(None);
                }
            }
        }
        self.conditions.push((id, conditions));
        let choose = Choose::new(scenario.rule, members, otherwise);
        let decided = self.row(RowOp::Choose(choose), args, table);
        let Some((_, subjects)) = self.undecided.iter().find(|(scenario, _)| *scenario == id) else { return decided };
        let subjects = subjects
            .iter()
            .map(|subject| {
                let node = self.expr(subject, table);
                self.column(node, Some(table))
            })
            .collect();
        let decided = self.column(decided, Some(table));
        self.dag.add(Op::Resolve { scenario: id, decided, subjects, included }, Kind::Member, Some(table))
    }
}
