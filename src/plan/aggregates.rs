//! Values from many rows become nodes.

use super::expressions::{Included, Lower};
use super::operation::{Cover, Kind, Op, RowOp, Summary, TextOp};
use super::{NodeId, meaning};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Aggregate, AggregateFunction, Expr, GateId, Over, QuantityId, TableId};

impl Lower<'_> {
    /// An aggregate, for each row of `table`; `wanted` is how its value is stored.
    pub fn aggregate(&mut self, aggregate: &Aggregate, wanted: Kind, table: TableId) -> NodeId {
        let rows = match &aggregate.over {
            Over::InYear(row) => return self.in_year(row, aggregate.value.as_ref(), wanted, table),
            Over::Table(rows) | Over::Group(rows, _) | Over::Linking { table: rows, .. } => *rows,
            Over::Summarised { table: rows, .. } => *rows,
        };
        self.grouped(rows);
        let mask = self.mask(rows, aggregate.filter.as_ref());
        let mask = self.of_summary(&aggregate.over, mask);
        if aggregate.function == AggregateFunction::Rank {
            return self.rank_of(aggregate, rows, mask);
        }
        if aggregate.function == AggregateFunction::Latest {
            return self.latest(aggregate, rows, mask, table);
        }
        let value = aggregate.value.as_ref().map(|v| self.summarised(aggregate.function, v, rows));
        let weight = aggregate.weight.as_ref().map(|w| {
            let w = self.expr(w, rows);
            self.column(w, Some(rows))
        });
        let quantile = aggregate.quantile.as_ref().and_then(|q| {
            let q = self.expr(q, rows);
            self.dag.known(q)
        });
        let kind = match aggregate.function {
            AggregateFunction::Any | AggregateFunction::All => Kind::YesNo,
            AggregateFunction::Sum | AggregateFunction::Mean | AggregateFunction::Median => Kind::Number,
            AggregateFunction::Min | AggregateFunction::Max | AggregateFunction::Count => Kind::Number,
            AggregateFunction::Share | AggregateFunction::Deviation | AggregateFunction::Quantile => Kind::Number,
            AggregateFunction::LowerMedian | AggregateFunction::Majority => Kind::Number,
            AggregateFunction::Rank | AggregateFunction::Latest => Kind::Number,
        };
        let function = aggregate.function;
        let summary = Summary { function, table: rows, cover: Cover::Whole, value, mask, weight, quantile };
        let node = self.covered(&aggregate.over, summary, kind, table);
        match wanted {
            Kind::Member if kind == Kind::Number => self.row(RowOp::MemberAt, vec![node], table),
            Kind::YesNo if kind == Kind::Number => {
                let one = self.dag.constant(1f64.to_bits(), Kind::Number);
                self.row(RowOp::Same(Kind::Number), vec![node, one], table)
            }
            Kind::Number | Kind::YesNo | Kind::Member | Kind::Link | Kind::Text | Kind::Groups => node,
        }
    }

    /// A summary of the rows that are covered, for each row of `table`.
    fn covered(&mut self, over: &Over, summary: Summary, kind: Kind, table: TableId) -> NodeId {
        let rows = summary.table;
        let summary = |cover| Summary { cover, ..summary.clone() };
        match over {
            Over::Table(_) => {
                let one = self.dag.add(Op::Summary(summary(Cover::Whole)), kind, Some(rows));
                self.row(RowOp::Broadcast(kind), vec![one], table)
            }
            Over::Summarised { summary: to, .. } => self.of_groups(summary(Cover::Whole), kind, *to, table),
            // One row by itself, which is looked up and not summarised.
            Over::InYear(_) => self.missing(kind),
            Over::Group(_, fields) => {
                let groups = self.groups(fields, rows, None);
                let each = self.dag.add(Op::Summary(summary(Cover::Groups(groups))), kind, Some(rows));
                self.row(RowOp::Spread(kind), vec![groups, each], table)
            }
            Over::Linking { link, .. } => {
                let link = self.quantity(*link);
                let link = self.column(link, Some(rows));
                self.dag.add(Op::Summary(summary(Cover::Linking(link, table))), kind, Some(table))
            }
        }
    }

    /// The value of the last row in an order: which row it is, and then its value.
    fn latest(&mut self, aggregate: &Aggregate, rows: TableId, mask: Option<NodeId>, table: TableId) -> NodeId {
        let (Some(value), Some(order)) = (&aggregate.value, &aggregate.order) else {
            return self.missing(Kind::Number);
        };
        let value = self.expr(value, rows);
        let kind = self.dag.node(value).kind;
        let there = self.is_there(value, rows);
        let mask = match mask {
            Some(mask) => self.row(RowOp::And, vec![mask, there], rows),
            None => there,
        };
        let mask = Some(self.column(mask, Some(rows)));
        let order = self.expr(order, rows);
        let weight = Some(self.column(order, Some(rows)));
        let function = AggregateFunction::Latest;
        let summary = Summary { function, table: rows, cover: Cover::Whole, value: None, mask, weight, quantile: None };
        let row = self.covered(&aggregate.over, summary, Kind::Link, table);
        let value = self.column(value, Some(rows));
        self.either(kind, TextOp::Gather, RowOp::Gather(kind), vec![row, value], table)
    }

    /// What is summarised: numbers, or yes/no where yes is counted.
    fn summarised(&mut self, function: AggregateFunction, value: &Expr, rows: TableId) -> NodeId {
        let node = self.expr(value, rows);
        let node = match function {
            AggregateFunction::Count => self.counted(node, rows),
            AggregateFunction::Any | AggregateFunction::All | AggregateFunction::Share => node,
            AggregateFunction::Sum | AggregateFunction::Mean | AggregateFunction::Median => self.as_number(node, rows),
            AggregateFunction::Min | AggregateFunction::Max | AggregateFunction::Deviation => {
                self.as_number(node, rows)
            }
            AggregateFunction::LowerMedian | AggregateFunction::Majority => self.as_number(node, rows),
            AggregateFunction::Quantile | AggregateFunction::Rank | AggregateFunction::Latest => {
                self.as_number(node, rows)
            }
        };
        self.column(node, Some(rows))
    }

    fn rank_of(&mut self, aggregate: &Aggregate, rows: TableId, mask: Option<NodeId>) -> NodeId {
        let Some(value) = &aggregate.value else { return self.missing(Kind::Number) };
        let value = self.summarised(AggregateFunction::Rank, value, rows);
        let groups = match &aggregate.over {
            Over::Group(_, fields) => Some(self.groups(fields, rows, None)),
            Over::Table(_) | Over::Linking { .. } | Over::Summarised { .. } | Over::InYear(_) => None,
        };
        self.dag.add(Op::Ranks { value, groups, mask }, Kind::Number, Some(rows))
    }

    /// Dense codes of the groups that some fields make.
    pub fn groups(&mut self, fields: &[QuantityId], table: TableId, included: Option<NodeId>) -> NodeId {
        let fields = fields
            .iter()
            .map(|f| {
                let node = self.quantity(*f);
                self.column(node, Some(table))
            })
            .collect();
        self.dag.add(Op::Groups { fields, included }, Kind::Groups, Some(table))
    }

    /// The rows of a table that take part: included ones for which the filter is yes.
    pub fn mask(&mut self, rows: TableId, filter: Option<&Expr>) -> Option<NodeId> {
        let included = if self.in_gate { None } else { self.included(rows) };
        let filter = filter.map(|f| {
            let f = self.expr(f, rows);
            self.row(RowOp::IsYes, vec![f], rows)
        });
        let both = match (included, filter) {
            (Some(a), Some(b)) => Some(self.row(RowOp::And, vec![a, b], rows)),
            (one, other) => one.or(other),
        };
        both.filter(|n| self.dag.known(*n) != Some(meaning::YES)).map(|n| self.column(n, Some(rows)))
    }

    /// The rows of a summary without groups: those for which its own condition is yes.
    fn of_summary(&mut self, over: &Over, mask: Option<NodeId>) -> Option<NodeId> {
        let Over::Summarised { table, summary } = over else { return mask };
        let program = std::sync::Arc::clone(self.program);
        let declared = program.table(*summary).summary.as_deref()?;
        let Some(filter) = declared.filter.as_ref().filter(|_| declared.by.is_empty()) else { return mask };
        let filter = self.expr(filter, *table);
        let filter = self.row(RowOp::IsYes, vec![filter], *table);
        let both = match mask {
            Some(mask) => self.row(RowOp::And, vec![mask, filter], *table),
            None => filter,
        };
        Some(self.column(both, Some(*table)))
    }

    /// Which rows of a table its gates let through; `None`: all.
    pub fn included(&mut self, table: TableId) -> Option<NodeId> {
        match self.included.get(table.at()) {
            Some(Included::Known(node)) => return *node,
            Some(Included::Busy) => {
                let name = &self.program.table(table).name;
                let message = format!("the gates of `{name}` depend on which of its rows are excluded");
                self.fail(Diagnostic::error(Code::Cycle, self.program.table(table).span, message));
                return None;
            }
            Some(Included::Unknown) | None => {}
        }
        self.grouped(table);
        self.set_included(table, Included::Busy);
        let outer = std::mem::replace(&mut self.in_gate, true);
        let mut all: Option<NodeId> = None;
        for gate in self.program.table(table).gates.clone() {
            for condition in self.requirements_of(gate) {
                let met = self.row(RowOp::IsYes, vec![condition], table);
                all = Some(match all {
                    Some(before) => self.row(RowOp::And, vec![before, met], table),
                    None => met,
                });
            }
        }
        self.in_gate = outer;
        let here = self.here(table);
        let all = all.map(|n| if here.is_some() { self.column(n, here) } else { n });
        self.set_included(table, Included::Known(all));
        all
    }

    fn set_included(&mut self, table: TableId, state: Included) {
        if let Some(slot) = self.included.get_mut(table.at()) {
            *slot = state;
        }
    }

    fn requirements_of(&mut self, gate: GateId) -> Vec<NodeId> {
        let program = std::sync::Arc::clone(self.program);
        let declared = program.gate(gate);
        let here = self.here(declared.table);
        let mut nodes = Vec::new();
        for requirement in &declared.requirements {
            let node = self.expr(&requirement.condition, declared.table);
            nodes.push(if here.is_some() { self.column(node, here) } else { node });
        }
        if let Some(slot) = self.requirements.get_mut(gate.at()) {
            slot.clone_from(&nodes);
        }
        nodes
    }
}
