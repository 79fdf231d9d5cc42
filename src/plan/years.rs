//! Values of other years become nodes.

use super::NodeId;
use super::expressions::Lower;
use super::operation::{InYearNodes, Kind, Op, RowOp, TextOp};
use crate::program::{Expr, InYear, TableId};

impl Lower<'_> {
    /// The value of the row of the same entity and another year, for each row of `table`.
    pub fn in_year(&mut self, row: &InYear, value: Option<&Expr>, wanted: Kind, table: TableId) -> NodeId {
        let Some(value) = value else { return self.missing(wanted) };
        let entity = if row.linking {
            let link = self.quantity(row.entity);
            self.column(link, Some(row.table))
        } else {
            self.groups(&[row.entity], row.table, None)
        };
        let years = self.quantity(row.year_of);
        let years = self.column(years, Some(row.table));
        let year = self.expr(&row.year, table);
        let year = self.column(year, Some(table));
        let nodes = InYearNodes { table: row.table, entity, years, wanted: year, linking: row.linking };
        let found = self.dag.add(Op::InYear(nodes), Kind::Link, Some(table));
        let there = self.expr(value, row.table);
        let there = self.column(there, Some(row.table));
        let kind = self.dag.node(there).kind;
        self.either(kind, TextOp::Gather, RowOp::Gather(kind), vec![found, there], table)
    }
}
