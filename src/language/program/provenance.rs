//! Where results come from: what the data that they rest on are said to be.

use super::{Aggregate, Expr, ExprKind, Node, Origin, Over, Program, Quantity, QuantityId};

/// Data of this status are what they seem; nothing needs to be said of what is computed from them.
const AS_PRINTED: &str = "printed";

impl Program {
    /// For each quantity the statuses (`reconstructed`, `illustrative` …) that it has from the data it rests on: its own if
    /// it declares one, otherwise of a column that of its table, and of a result those of everything it is computed from,
    /// each once, without `printed`.
    pub fn provenance(&self) -> Vec<Vec<&str>> {
        let mut all: Vec<Vec<&str>> = self.quantities.iter().map(|q| self.own_status(q)).collect();
        for node in &self.order {
            let Node::Quantity(id) = node else { continue };
            let quantity = self.quantity(*id);
            if quantity.about.status.is_some() {
                continue;
            }
            let mut found = Vec::new();
            self.inputs(&quantity.origin, &mut |input| {
                for status in all.get(input.at()).into_iter().flatten().copied() {
                    if status != AS_PRINTED && !found.contains(&status) {
                        found.push(status);
                    }
                }
            });
            if let Some(statuses) = all.get_mut(id.at()) {
                *statuses = found;
            }
        }
        all
    }

    /// What is declared of a quantity, or of a column with its table.
    fn own_status<'a>(&'a self, quantity: &'a Quantity) -> Vec<&'a str> {
        match (&quantity.about.status, &quantity.origin) {
            (Some(status), _) => vec![status.as_str()],
            (None, Origin::Column(_)) => self.table(quantity.table).about.status.as_deref().into_iter().collect(),
            (None, Origin::Formula(..) | Origin::Index(_) | Origin::Rank(_) | Origin::Scenario(_)) => Vec::new(),
        }
    }

    /// Everything that an origin reads directly.
    fn inputs(&self, origin: &Origin, visit: &mut dyn FnMut(QuantityId)) {
        match origin {
            Origin::Column(_) => {}
            Origin::Formula(formula, _) => self.of(formula, visit),
            Origin::Index(index) => index.parts.iter().for_each(|part| visit(part.quantity)),
            Origin::Rank(rule) => {
                visit(rule.of);
                rule.then.iter().for_each(|(by, _)| visit(*by));
            }
            Origin::Scenario(scenario) => {
                scenario.by.iter().for_each(|by| self.of(by, visit));
                scenario.outcomes.iter().filter_map(|o| o.condition.as_ref()).for_each(|c| self.of(c, visit));
            }
        }
    }

    fn of(&self, expr: &Expr, visit: &mut dyn FnMut(QuantityId)) {
        match &expr.kind {
            ExprKind::Quantity(id) => visit(*id),
            ExprKind::Number(_)
            | ExprKind::YesNo(_)
            | ExprKind::Text(_)
            | ExprKind::Member(_)
            | ExprKind::Missing(_)
            | ExprKind::Parameter(_) => {}
            ExprKind::Negate(a) | ExprKind::Not(a) | ExprKind::IsMissing(a, _) | ExprKind::LevelNumber(a) => {
                self.of(a, visit);
            }
            ExprKind::Follow { link: a, target: b }
            | ExprKind::Arithmetic(_, a, b)
            | ExprKind::Compare(_, a, b)
            | ExprKind::IfMissing(a, b) => [a, b].into_iter().for_each(|e| self.of(e, visit)),
            ExprKind::If(a, b, c) => [a, b, c].into_iter().for_each(|e| self.of(e, visit)),
            ExprKind::And(list) | ExprKind::Or(list) | ExprKind::Call(_, list) => {
                list.iter().for_each(|e| self.of(e, visit));
            }
            ExprKind::OneOf(value, list) => std::iter::once(&**value).chain(list).for_each(|e| self.of(e, visit)),
            ExprKind::Aggregate(aggregate) => self.of_aggregate(aggregate, visit),
        }
    }

    /// A count of rows rests on the rows themselves, that is on the key of their table.
    fn of_aggregate(&self, aggregate: &Aggregate, visit: &mut dyn FnMut(QuantityId)) {
        let Aggregate { function: _, over, value, filter, weight, quantile: _, order } = aggregate;
        [value, filter, weight, order].into_iter().flatten().for_each(|e| self.of(e, visit));
        match over {
            Over::Table(table) | Over::Summarised { table, .. } => visit(self.table(*table).key),
            Over::InYear(row) => self.of(&row.year, visit),
            Over::Group(table, fields) => {
                visit(self.table(*table).key);
                fields.iter().for_each(|field| visit(*field));
            }
            Over::Linking { table, link } => {
                visit(self.table(*table).key);
                visit(*link);
            }
        }
    }
}
