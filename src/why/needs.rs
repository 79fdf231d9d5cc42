//! What a quantity depends on, through other rows and tables as well.

use std::collections::BTreeSet;

use crate::program::{
    Aggregate, ColumnSource, Expr, ExprKind, GroupedBy, Origin, Over, Program, QuantityId, Step, TableId,
};

/// Everything that some quantities depend on, themselves included; gates decide who takes part, and count.
pub fn needs(program: &Program, roots: impl IntoIterator<Item = QuantityId>) -> BTreeSet<QuantityId> {
    let open = roots.into_iter().collect();
    let mut needs = Needs { program, found: BTreeSet::new(), open, tables: BTreeSet::new() };
    for gate in &program.gates {
        gate.requirements.iter().for_each(|r| needs.expr(&r.condition));
    }
    while let Some(id) = needs.open.pop() {
        if needs.found.insert(id) {
            needs.quantity(id);
        }
    }
    needs.found
}

/// The policy without what nothing of that needs.
pub fn pruned(program: &Program, needed: &BTreeSet<QuantityId>) -> Program {
    let mut pruned = program.clone();
    let nothing = ColumnSource {
        header: String::new(),
        header_given: false,
        optional: true,
        tokens: Vec::new(),
        published_only: true,
        option: None,
    };
    for (at, quantity) in pruned.quantities.iter_mut().enumerate() {
        let computed = !matches!(quantity.origin, Origin::Column(_));
        if computed && !needed.contains(&QuantityId(at as u32)) {
            quantity.origin = Origin::Column(nothing.clone());
        }
    }
    pruned
}

struct Needs<'p> {
    program: &'p Program,
    found: BTreeSet<QuantityId>,
    open: Vec<QuantityId>,
    /// Summaries whose groups were looked at.
    tables: BTreeSet<TableId>,
}

impl Needs<'_> {
    fn quantity(&mut self, id: QuantityId) {
        let program = self.program;
        self.summary(program.quantity(id).table);
        match &program.quantity(id).origin {
            Origin::Column(_) => {}
            Origin::Formula(expr, _) => self.expr(expr),
            Origin::Index(index) => {
                self.open.extend(index.parts.iter().map(|p| p.quantity));
                self.open.extend(index.aggregate_within.iter().copied());
                index.inputs.iter().for_each(|input| self.expr(input));
                for step in &index.steps {
                    self.open.extend(step.within().iter().copied());
                    step.among().into_iter().for_each(|among| self.expr(among));
                    match step {
                        Step::Screen(step) => self.open.extend(step.others.iter().copied()),
                        Step::Impute(step) => self.open.extend(step.year),
                        Step::Weigh(_) | Step::Normalise(_) | Step::Treat(_) => {}
                    }
                }
            }
            Origin::Rank(rank) => {
                self.open.push(rank.of);
                self.open.extend(rank.then.iter().map(|(by, _)| *by));
                self.open.extend(rank.within.iter().copied());
                rank.among.iter().for_each(|among| self.expr(among));
            }
            Origin::Scenario(scenario) => {
                scenario.by.iter().for_each(|by| self.expr(by));
                scenario.outcomes.iter().filter_map(|o| o.condition.as_ref()).for_each(|c| self.expr(c));
            }
        }
    }

    fn summary(&mut self, table: TableId) {
        let Some(summary) = self.program.table(table).summary.as_deref().filter(|_| self.tables.insert(table)) else {
            return;
        };
        summary.filter.iter().for_each(|filter| self.expr(filter));
        for grouping in &summary.by {
            self.open.push(grouping.key);
            match &grouping.by {
                GroupedBy::Value(expr) => self.expr(expr),
                GroupedBy::Options(options) => self.open.extend(options.iter().copied()),
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        let mut open = vec![expr];
        while let Some(expr) = open.pop() {
            match &expr.kind {
                ExprKind::Quantity(id) => self.open.push(*id),
                ExprKind::Follow { link, target } => open.extend([link.as_ref(), target.as_ref()]),
                ExprKind::Aggregate(aggregate) => self.aggregate(aggregate, &mut open),
                _ => open.extend(super::shape::operands(expr)),
            }
        }
    }

    fn aggregate<'e>(&mut self, aggregate: &'e Aggregate, open: &mut Vec<&'e Expr>) {
        let Aggregate { function: _, over, value, filter, weight, order, quantile } = aggregate;
        open.extend([value, filter, weight, order].into_iter().flatten());
        open.extend(quantile.as_deref());
        match over {
            Over::Table(_) => {}
            Over::Group(_, fields) => self.open.extend(fields.iter().copied()),
            Over::Linking { link, .. } => self.open.push(*link),
            Over::InYear(row) => {
                self.open.extend([row.entity, row.year_of]);
                open.push(&row.year);
            }
            Over::Summarised { summary, .. } => self.summary(*summary),
        }
    }
}
