//! A run: the plan's steps in order, each giving a column.

mod of_index;

use std::sync::Arc;

use indexmap::IndexMap;

use super::aggregate::{self, AggregateInput, AggregateValue};
use super::assessment::{Assessment, FittedStep, TableResult};
use super::decide::Divider;
use super::groups::Groups;
use super::rank::{self, RankInput};
use super::rows::RowProgram;
use super::scenario::{self, Subject};
use super::store::{Store, Stored};
use super::text::{self, TextOperand};
use super::{Column, Data, failure, gate, summaries, years};
use crate::cases::Resolver;
use crate::diagnostic::Diagnostic;
use crate::limits::Limits;
use crate::methods::weigh::Weighed;
use crate::parallel::{Threads, with_threads};
use crate::plan::{
    Cover, Extent, Find, GroupingNodes, Key, NodeId, Op, Plan, RankNodes, Schedule, Subjects, Summary, Work,
};
use crate::program::{GateId, Origin, Program, QuantityId, TableId, Ties, Type, Value};

/// How a policy is run.
#[derive(Clone, Debug, Default)]
pub struct RunOptions {
    /// How many threads; `None`: those of rayon's global pool (with the feature `parallel`).
    pub threads: Option<usize>,
    /// Whether each excluded row is listed with its reasons.
    pub exclusions: Exclusions,
    /// Bounds the search for scenarios whose outcome is the same whatever a missing value is.
    pub limits: Limits,
}

/// Whether each excluded row is listed with its reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Exclusions {
    /// It is.
    #[default]
    List,
    /// Only whether it is included is kept: for tables of many millions of rows.
    Leave,
}

/// Runs a policy over data. `parameters` are by [`crate::program::ParameterId`], each with whether it was overridden.
///
/// The same policy and data give the same bits whatever the number of threads.
///
/// # Errors
/// `missing-fails`, where the policy does not allow a missing value; `as-of-required`, where it holds from days, and it is
/// not decided ([`Program::as_of`]) which edition is meant.
pub fn run(
    program: &Arc<Program>,
    data: &Data,
    parameters: &[(Value, bool)],
    options: &RunOptions,
) -> Result<Assessment, Vec<Diagnostic>> {
    if let Some(undecided) = program.undecided() {
        return Err(vec![undecided]);
    }
    let resolvers = resolvers(program, parameters, &options.limits);
    let undecided: Vec<Subjects<'_>> = resolvers.iter().map(|(id, r)| (*id, r.subjects())).collect();
    let plan = Plan::whole(program, parameters, &undecided).map_err(|e| vec![e])?;
    with_threads(options.threads, |threads| {
        let mut run = Run {
            plan: &plan,
            data,
            parameters,
            options,
            resolvers: &resolvers,
            threads,
            store: Store::new(plan.dag.len()),
            rows: rows_before(program, data),
            ungrouped: IndexMap::new(),
            yardsticks: IndexMap::new(),
            weighed: IndexMap::new(),
            inputs: IndexMap::new(),
            errors: Vec::new(),
        };
        run.leaves();
        let roots = run.roots();
        let steps = Schedule::of(&plan, &roots).steps;
        for (work, gone) in &steps {
            run.step(work, &steps, &roots);
            gone.iter().for_each(|id| run.store.drop(*id));
        }
        run.finish()
    })
}

/// For each scenario what decides rows where something is missing.
fn resolvers(program: &Program, parameters: &[(Value, bool)], limits: &Limits) -> IndexMap<QuantityId, Resolver> {
    let values: Vec<Value> = parameters.iter().map(|(v, _)| v.clone()).collect();
    let scenarios = program.quantities.iter().enumerate().filter(|(_, q)| matches!(q.origin, Origin::Scenario(_)));
    let ids = scenarios.map(|(at, _)| QuantityId(at as u32));
    ids.map(|id| (id, Resolver::new(program, id, &values, limits))).collect()
}

/// How many rows each table has before the run: those of the data, one for a summary of the whole.
fn rows_before(program: &Program, data: &Data) -> Vec<usize> {
    let rows = |(at, table): (usize, &crate::program::Table)| match &table.summary {
        Some(summary) => usize::from(summary.by.is_empty()),
        None => data.table(TableId(at as u32)).map_or(0, |t| t.rows),
    };
    program.tables.iter().enumerate().map(rows).collect()
}

struct Run<'a> {
    plan: &'a Plan,
    data: &'a Data,
    parameters: &'a [(Value, bool)],
    options: &'a RunOptions,
    resolvers: &'a IndexMap<QuantityId, Resolver>,
    threads: Threads,
    store: Store,
    /// For each summary how many rows belong to no group.
    ungrouped: IndexMap<TableId, usize>,
    /// How many rows each table has; summaries by groups once these are known.
    rows: Vec<usize>,
    yardsticks: IndexMap<QuantityId, Vec<FittedStep>>,
    weighed: IndexMap<QuantityId, Weighed>,
    inputs: IndexMap<QuantityId, Vec<Arc<Vec<f64>>>>,
    errors: Vec<Diagnostic>,
}

impl Run<'_> {
    /// What is kept to the end.
    fn roots(&self) -> Vec<NodeId> {
        let mut roots: Vec<NodeId> = self.plan.quantities.iter().copied().flatten().collect();
        roots.extend(self.plan.included.iter().copied().flatten());
        if self.options.exclusions == Exclusions::List {
            let gates = (0..self.plan.program.gates.len()).map(|g| GateId(g as u32));
            roots.extend(gates.flat_map(|g| self.plan.gate(g).iter().copied()));
        }
        roots
    }

    fn rows(&self, table: Option<TableId>) -> usize {
        table.and_then(|t| self.rows.get(t.at()).copied()).unwrap_or(0)
    }

    /// The data's columns.
    fn leaves(&mut self) {
        for (id, node) in self.plan.dag.nodes() {
            if let Op::Column(quantity) = node.op {
                let column = self.data.column(&self.plan.program, quantity).cloned();
                self.store.set(id, column.map_or(Stored::Nothing, Stored::Column));
            }
        }
    }

    fn step(&mut self, work: &Work, steps: &[(Work, Vec<NodeId>)], roots: &[NodeId]) {
        match work {
            Work::Rows(stage) => {
                let (rows, plan, store, resolvers) = (self.rows(stage.table), self.plan, &self.store, self.resolvers);
                let divided = Divider { plan, store, resolvers, rows, steps, roots }.divide(stage);
                let program = RowProgram::new(plan, &divided.rest, store, divided.looked_up);
                for (id, stored) in program.run(rows, self.threads) {
                    self.store.set(id, stored);
                }
            }
            // A scenario may have been decided together with the row operations before it.
            Work::Whole(id) if matches!(self.store.get(*id), Stored::Column(_)) => {}
            Work::Whole(id) => {
                let stored = self.whole(*id);
                self.store.set(*id, stored);
            }
        }
    }

    fn whole(&mut self, id: NodeId) -> Stored {
        let node = self.plan.dag.node(id);
        let rows = self.rows(node.table);
        match &node.op {
            Op::Groups { fields, included } => {
                let fields = fields.iter().filter_map(|f| self.column(*f)).collect();
                let included = included.and_then(|i| self.bytes(i));
                Stored::Groups(Arc::new(Groups::new(fields, included, rows, self.threads)))
            }
            Op::Summary(summary) => Stored::Column(self.summary(summary)),
            Op::Find(find) => {
                let row = self.find(find);
                Stored::Column(Column::Link(Arc::new(vec![row; rows])))
            }
            Op::InYear(nodes) => Stored::Column(years::run(nodes, |id| self.store.get(id), self.threads)),
            Op::Grouping(nodes) => self.grouping(nodes, rows),
            Op::Stack { groups, parts } => {
                let parts: Vec<Column> = parts.iter().filter_map(|p| self.column(*p)).collect();
                match self.store.get(*groups) {
                    Stored::Grouped(groups) => groups.stack(&parts).map_or(Stored::Nothing, Stored::Column),
                    Stored::Column(_) | Stored::Groups(_) | Stored::Nothing => Stored::Nothing,
                }
            }
            Op::GroupKey { groups, at } => match self.store.get(*groups) {
                Stored::Grouped(groups) => groups.keys.get(*at).cloned().map_or(Stored::Nothing, Stored::Column),
                Stored::Column(_) | Stored::Groups(_) | Stored::Nothing => Stored::Nothing,
            },
            Op::Ranks { value, groups, mask } => {
                let ranks = self.ranks((*value, *groups, *mask), true, &[], Ties::Min);
                Stored::Column(Column::Number(ranks))
            }
            Op::Rank(nodes) => Stored::Column(Column::Number(self.rank(nodes))),
            Op::Index(nodes) => Stored::Column(Column::Number(Arc::new(self.index(nodes, rows)))),
            Op::Texts(op, args) => {
                let args: Vec<TextOperand> = args.iter().map(|a| self.text_operand(*a)).collect();
                Stored::Column(text::run(*op, &args, rows))
            }
            Op::Resolve { scenario, decided, subjects, included } => {
                let subjects = subjects.iter().map(|s| self.subject(*s, rows)).collect::<Vec<_>>();
                let included = included.and_then(|i| self.bytes(i));
                let stored = self.store.get(*decided);
                match self.resolvers.get(scenario) {
                    Some(resolver) => {
                        let included = included.as_ref().map(|i| i.as_slice());
                        scenario::resolve(resolver, &subjects, stored, included, self.threads)
                    }
                    None => stored,
                }
            }
            Op::Constant(_) | Op::Text(_) | Op::Column(_) | Op::Row(..) => Stored::Nothing,
        }
    }

    fn column(&self, id: NodeId) -> Option<Column> {
        match self.store.get(id) {
            Stored::Column(column) => Some(column),
            Stored::Groups(_) | Stored::Grouped(_) | Stored::Nothing => None,
        }
    }

    fn bytes(&self, id: NodeId) -> Option<Arc<Vec<u8>>> {
        match self.column(id) {
            Some(Column::YesNo(v) | Column::Member(v)) => Some(v),
            Some(Column::Number(_) | Column::Link(_) | Column::Text(_)) | None => None,
        }
    }

    fn groups(&self, id: NodeId) -> Option<Arc<Groups>> {
        match self.store.get(id) {
            Stored::Groups(groups) => Some(groups),
            Stored::Column(_) | Stored::Grouped(_) | Stored::Nothing => None,
        }
    }

    fn text_operand(&self, id: NodeId) -> TextOperand {
        match &self.plan.dag.node(id).op {
            Op::Text(text) => TextOperand::Same(Arc::clone(text)),
            Op::Constant(code) => TextOperand::Code(*code),
            Op::Column(_) | Op::Row(..) | Op::Texts(..) | Op::Groups { .. } | Op::Summary(_) => {
                TextOperand::Stored(self.store.get(id))
            }
            Op::Ranks { .. } | Op::Index(_) | Op::Rank(_) | Op::Resolve { .. } | Op::Find(_) => {
                TextOperand::Stored(self.store.get(id))
            }
            Op::Grouping(_) | Op::GroupKey { .. } | Op::Stack { .. } | Op::InYear(_) => {
                TextOperand::Stored(self.store.get(id))
            }
        }
    }

    fn summary(&self, summary: &Summary) -> Column {
        let rows = self.rows(Some(summary.table));
        let cover = match summary.cover {
            Cover::Whole => None,
            Cover::Groups(node) | Cover::Linking(node, _) => Some(self.store.get(node)),
        };
        let groups = match (&summary.cover, &cover) {
            (Cover::Linking(..), Some(Stored::Grouped(groups))) => groups.inner,
            (Cover::Linking(_, table), _) => self.rows(Some(*table)),
            (_, Some(Stored::Groups(groups))) => groups.count,
            (_, Some(Stored::Column(_) | Stored::Grouped(_) | Stored::Nothing) | None) => 1,
        };
        let get = |id: Option<NodeId>| id.map(|id| self.store.get(id));
        let (value, mask, weight) = (get(summary.value), get(summary.mask), get(summary.weight));
        let value = match &value {
            None => AggregateValue::Rows,
            Some(Stored::Column(Column::Number(x))) => AggregateValue::Numbers(x),
            Some(other) => AggregateValue::YesNo(other.bytes()),
        };
        aggregate::run(&AggregateInput {
            function: summary.function,
            value,
            codes: cover.as_ref().map(Stored::codes),
            groups,
            mask: mask.as_ref().map(Stored::bytes),
            weight: weight.as_ref().map(Stored::numbers),
            quantile: summary.quantile.map_or(f64::NAN, f64::from_bits),
            rows,
            threads: self.threads,
        })
    }

    /// The row with a key; one that does not exist is an error.
    fn find(&mut self, find: &Find) -> u32 {
        let keys = self.column(find.keys);
        let rows = self.rows(Some(find.table));
        let found = match (&keys, &find.key) {
            (Some(Column::Text(keys)), Key::Text(key)) => (0..rows).position(|row| keys.get(row) == Some(key)),
            (Some(Column::Number(keys)), Key::Number(key)) => keys.iter().position(|k| k.to_bits() == *key),
            (Some(_) | None, _) => None,
        };
        match found.and_then(|row| u32::try_from(row).ok()) {
            Some(row) => row,
            None => {
                self.errors.push(failure::key_unknown(&self.plan.program, self.data, find));
                super::column::link::missing(crate::program::Missing::Unavailable)
            }
        }
    }

    /// The groups of a summary; from now on it is known how many rows it has.
    fn grouping(&mut self, nodes: &GroupingNodes, rows: usize) -> Stored {
        let fields = nodes.fields.iter().filter_map(|(node, extent)| Some((self.column(*node)?, *extent)));
        let fields: Vec<(Column, Extent)> = fields.collect();
        let mask = nodes.mask.and_then(|m| self.bytes(m));
        let options = nodes.options.as_ref().map(|(before, options)| {
            let columns: Vec<Arc<Vec<u8>>> = options.iter().filter_map(|id| self.bytes(*id)).collect();
            (*before, columns)
        });
        let options = options.as_ref().map(|(before, columns)| (*before, columns.as_slice()));
        let Some(grouped) = summaries::run(&fields, options, mask, rows, |t| self.rows(Some(t)), self.threads) else {
            self.errors.push(failure::too_many_groups(&self.plan.program, nodes.summary));
            return Stored::Nothing;
        };
        self.rows.get_mut(nodes.summary.at()).into_iter().for_each(|rows| *rows = grouped.count);
        self.ungrouped.insert(nodes.summary, grouped.outside);
        Stored::Grouped(Arc::new(grouped))
    }

    fn ranks(
        &self,
        (value, groups, mask): (NodeId, Option<NodeId>, Option<NodeId>),
        higher_first: bool,
        then: &[(Arc<Vec<f64>>, bool)],
        ties: Ties,
    ) -> Arc<Vec<f64>> {
        let value = self.store.get(value);
        let groups = groups.and_then(|g| self.groups(g));
        let mask = mask.map(|m| self.store.get(m));
        rank::ranks(&RankInput {
            values: value.numbers(),
            groups: groups.as_deref(),
            mask: mask.as_ref().map(Stored::bytes),
            higher_first,
            then,
            ties,
            threads: self.threads,
        })
    }

    fn rank(&self, nodes: &RankNodes) -> Arc<Vec<f64>> {
        let (higher_first, further, ties) = match &self.plan.program.quantity(nodes.quantity).origin {
            Origin::Rank(rule) => (rule.higher_first, rule.then.as_slice(), rule.ties),
            Origin::Column(_) | Origin::Formula(..) | Origin::Index(_) | Origin::Scenario(_) => {
                (true, [].as_slice(), Ties::Min)
            }
        };
        let then = nodes.then.iter().zip(further).filter_map(|(by, (_, higher))| match self.column(*by) {
            Some(Column::Number(values)) => Some((values, *higher)),
            Some(Column::YesNo(_) | Column::Member(_) | Column::Link(_) | Column::Text(_)) | None => None,
        });
        let then: Vec<_> = then.collect();
        self.ranks((nodes.of, nodes.groups, nodes.among), higher_first, &then, ties)
    }

    /// A value that decides a scenario; links are told by the keys of their rows.
    fn subject(&self, id: NodeId, rows: usize) -> Subject {
        let column = self.column(id).unwrap_or_else(|| scenario::nothing(rows));
        let program = &self.plan.program;
        let keys = match self.plan.dag.node(id).op {
            Op::Column(of) => match program.quantity(of).ty {
                Type::Link(table) => self.data.column(program, program.table(table).key).cloned(),
                _ => None,
            },
            _ => None,
        };
        Subject { column, keys }
    }

    fn finish(self) -> Result<Assessment, Vec<Diagnostic>> {
        if !self.errors.is_empty() {
            return Err(self.errors);
        }
        let program = &self.plan.program;
        let tables = (0..program.tables.len()).map(|t| {
            let table = TableId(t as u32);
            let rows = self.rows(Some(table));
            let data = self.data.table(table);
            let result = gate::result(self.plan, &self.store, table, rows, data, self.options.exclusions);
            TableResult { ungrouped: self.ungrouped.get(&table).copied().unwrap_or(0), ..result }
        });
        let tables = tables.collect();
        let columns = self.plan.quantities.iter().map(|n| n.and_then(|n| self.column(n))).collect();
        let assessment = Assessment {
            program: Arc::clone(program),
            parameters: self.parameters.to_vec(),
            tables,
            columns,
            yardsticks: self.yardsticks,
            weighed: self.weighed,
            inputs: self.inputs,
        };
        let unknown = failure::unknown_groups(&assessment);
        if unknown.is_empty() { Ok(assessment) } else { Err(unknown) }
    }
}
