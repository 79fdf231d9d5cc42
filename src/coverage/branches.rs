//! The branches of `if` in all expressions of a policy.

use super::{Coverage, ItemKind, Way};
use crate::program::{Aggregate, Expr, ExprKind, Node, Origin, Over, Program, Step, TableId, Type};

/// Adds the two branches of each `if`.
pub(super) fn find(program: &Program, coverage: &mut Coverage) {
    let mut finder = Finder { program, coverage, subject: String::new() };
    for node in &program.order {
        match node {
            Node::Gate(id) => {
                let gate = program.gate(*id);
                finder.subject.clone_from(&gate.name);
                gate.requirements.iter().for_each(|r| finder.expression(gate.table, &r.condition));
            }
            Node::Quantity(id) => {
                let quantity = program.quantity(*id);
                finder.subject.clone_from(&quantity.name);
                match &quantity.origin {
                    Origin::Column(_) => {}
                    Origin::Index(index) => {
                        let among = index.steps.iter().filter_map(Step::among);
                        among.for_each(|expr| finder.expression(quantity.table, expr));
                        index.inputs.iter().for_each(|expr| finder.expression(quantity.table, expr));
                    }
                    Origin::Formula(expr, _) => finder.expression(quantity.table, expr),
                    Origin::Rank(rank) => {
                        rank.among.iter().for_each(|expr| finder.expression(quantity.table, expr));
                    }
                    Origin::Scenario(scenario) => {
                        let conditions = scenario.outcomes.iter().filter_map(|o| o.condition.as_ref());
                        conditions.for_each(|expr| finder.expression(quantity.table, expr));
                    }
                }
            }
        }
    }
}

struct Finder<'a> {
    program: &'a Program,
    coverage: &'a mut Coverage,
    subject: String,
}

impl Finder<'_> {
    fn expression(&mut self, table: TableId, expr: &Expr) {
        self.walk(table, expr, &[]);
    }

    /// Looks through an expression that is evaluated where all of `path` is yes.
    fn walk(&mut self, table: TableId, expr: &Expr, path: &[Expr]) {
        match &expr.kind {
            ExprKind::If(condition, then, otherwise) => {
                self.walk(table, condition, path);
                let not = Expr { kind: ExprKind::Not(condition.clone()), ty: Type::YesNo, span: condition.span };
                for (kind, condition, branch) in
                    [(ItemKind::Then, (**condition).clone(), then), (ItemKind::Else, not, otherwise)]
                {
                    let path: Vec<Expr> = path.iter().cloned().chain([condition]).collect();
                    self.branch(table, kind, &path);
                    self.walk(table, branch, &path);
                }
            }
            ExprKind::Follow { link, target } => {
                self.walk(table, link, path);
                // What follows a link is evaluated for the rows of another table.
                if let Type::Link(other) = link.ty {
                    self.walk(other, target, &[]);
                }
            }
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate),
            ExprKind::Negate(a) | ExprKind::Not(a) | ExprKind::IsMissing(a, _) | ExprKind::LevelNumber(a) => {
                self.walk(table, a, path);
            }
            ExprKind::Arithmetic(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::IfMissing(a, b) => {
                self.walk(table, a, path);
                self.walk(table, b, path);
            }
            ExprKind::And(all) | ExprKind::Or(all) | ExprKind::Call(_, all) => {
                all.iter().for_each(|e| self.walk(table, e, path));
            }
            ExprKind::OneOf(value, all) => {
                self.walk(table, value, path);
                all.iter().for_each(|e| self.walk(table, e, path));
            }
            ExprKind::Number(_)
            | ExprKind::YesNo(_)
            | ExprKind::Text(_)
            | ExprKind::Member(_)
            | ExprKind::Missing(_)
            | ExprKind::Parameter(_)
            | ExprKind::Quantity(_) => {}
        }
    }

    fn aggregate(&mut self, aggregate: &Aggregate) {
        let table = match &aggregate.over {
            Over::Table(table)
            | Over::Group(table, _)
            | Over::Linking { table, .. }
            | Over::Summarised { table, .. } => *table,
            Over::InYear(row) => row.table,
        };
        let parts = aggregate.value.iter().chain(&aggregate.filter).chain(&aggregate.weight);
        parts.for_each(|e| self.walk(table, e, &[]));
    }

    fn branch(&mut self, table: TableId, kind: ItemKind, path: &[Expr]) {
        let Some(condition) = path.last() else { return };
        let (span, ty) = (condition.span, Type::YesNo);
        let text = self.program.sources.text(span).split_whitespace().collect::<Vec<_>>().join(" ");
        let id = self.coverage.watch(table, Expr { kind: ExprKind::And(path.to_vec()), ty, span });
        let subject = std::mem::take(&mut self.subject);
        self.coverage.add(kind, &subject, &format!("if {text}"), span, Way::Yes(id));
        self.subject = subject;
    }
}
