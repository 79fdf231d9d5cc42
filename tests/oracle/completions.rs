//! Scenarios: the outcome of a row, and where inputs are missing, what it would be for all values that they might have.

use bareme::program::{Expr, ExprKind, Missing, Origin, Scenario, ScenarioRule, TableId, Type};

use super::{Oracle, Place, V, gone};

/// Values that stand in for missing ones.
pub struct Instead(Vec<(Expr, V)>);

impl Instead {
    pub fn find(&self, expr: &Expr) -> Option<V> {
        self.0.iter().find(|(e, _)| e.kind == expr.kind).map(|(_, v)| v.clone())
    }
}

impl Oracle<'_> {
    pub(super) fn scenario(&self, table: TableId, scenario: &Scenario, row: usize) -> V {
        if !self.is_included(table, row) {
            return gone(Missing::Inapplicable);
        }
        let as_it_is = self.outcome(scenario, Place::row(row));
        if as_it_is.missing().is_none() {
            return as_it_is;
        }
        // What is missing, and what it might be.
        let mut missing: Vec<Expr> = Vec::new();
        let conditions = || scenario.outcomes.iter().filter_map(|o| o.condition.as_ref());
        conditions().for_each(|c| {
            inputs(c, &mut |e| {
                let unknown = self.eval(e, Place::row(row)).missing().is_some();
                if unknown && !missing.iter().any(|m| m.kind == e.kind) {
                    missing.push(e.clone());
                }
            });
        });
        let mut constants = Vec::new();
        conditions().for_each(|c| self.constants(c, &mut constants));
        let candidates: Vec<Vec<V>> = missing.iter().map(|e| self.might_be(e, &constants)).collect();
        let total: usize = candidates.iter().map(Vec::len).product();
        let completion = |mut at: usize| {
            let values = candidates.iter().map(|list| {
                let value = list[at % list.len()].clone();
                at /= list.len();
                value
            });
            Instead(missing.iter().cloned().zip(values).collect())
        };
        let mut outcomes = (0..total).map(|at| {
            let instead = completion(at);
            self.outcome(scenario, Place { instead: Some(&instead), ..Place::row(row) })
        });
        let first = outcomes.next().unwrap_or_else(|| as_it_is.clone());
        if first.missing().is_none() && outcomes.all(|o| o == first) { first } else { as_it_is }
    }

    fn outcome(&self, scenario: &Scenario, place: Place<'_>) -> V {
        let conditions = scenario.outcomes.iter().filter_map(|o| o.condition.as_ref().map(|c| (c, o.member)));
        let answers: Vec<(V, u8)> = conditions.map(|(c, member)| (self.eval(c, place), member)).collect();
        let otherwise = scenario.outcomes.iter().find(|o| o.condition.is_none()).map(|o| o.member);
        let yes = answers.iter().find(|(v, _)| *v == V::YesNo(true));
        let unknown = answers.iter().find(|(v, _)| v.missing().is_some());
        let decisive = match scenario.rule {
            ScenarioRule::Exactly | ScenarioRule::Any => yes.or(unknown),
            ScenarioRule::First => answers.iter().find(|(v, _)| *v != V::YesNo(false)),
        };
        match decisive {
            Some((V::YesNo(true), member)) => V::Member(*member),
            Some((unknown, _)) => unknown.clone(),
            None => otherwise.map_or(gone(Missing::Inapplicable), V::Member),
        }
    }

    /// Values of each kind that an input might have: on, between and beyond all constants.
    fn might_be(&self, expr: &Expr, constants: &[V]) -> Vec<V> {
        match &expr.ty {
            Type::YesNo => vec![V::YesNo(true), V::YesNo(false)],
            Type::Member(scale) => (0..self.program.scale(*scale).members.len()).map(|m| V::Member(m as u8)).collect(),
            Type::Text | Type::Link(_) => {
                let mentioned = constants.iter().filter(|c| matches!(c, V::Text(_))).cloned();
                mentioned.chain([V::Text("something else".to_owned())]).collect()
            }
            Type::Number(_) | Type::Date => {
                let (low, high) = self.range(expr);
                let mut cuts: Vec<f64> = constants.iter().filter_map(V::number).chain(low).chain(high).collect();
                cuts.sort_by(f64::total_cmp);
                cuts.dedup();
                let (Some(first), Some(last)) = (cuts.first().copied(), cuts.last().copied()) else {
                    return vec![V::Number(0.0)];
                };
                let between = cuts.windows(2).map(|w| w[0] + (w[1] - w[0]) / 2.0);
                let all = between.chain(cuts.clone()).chain([first - 1.0, last + 1.0]);
                let fits = |x: &f64| low.is_none_or(|l| *x >= l) && high.is_none_or(|h| *x <= h);
                all.filter(fits).map(V::Number).collect()
            }
        }
    }

    fn range(&self, expr: &Expr) -> (Option<f64>, Option<f64>) {
        match &expr.kind {
            ExprKind::Quantity(id) => match &self.program.quantity(*id).origin {
                Origin::Rank(_) => (Some(1.0), None),
                _ => self.program.quantity(*id).range,
            },
            ExprKind::Follow { target, .. } => self.range(target),
            _ => (None, None),
        }
    }

    fn constants(&self, expr: &Expr, found: &mut Vec<V>) {
        if matches!(expr.kind, ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Parameter(_)) {
            found.push(self.eval(expr, Place::row(0)));
        }
        children(expr, &mut |e| self.constants(e, found));
    }
}

/// The quantities that an expression reads, also through links.
fn inputs(expr: &Expr, visit: &mut dyn FnMut(&Expr)) {
    match &expr.kind {
        ExprKind::Quantity(_) | ExprKind::Follow { .. } => visit(expr),
        _ => children(expr, &mut |e| inputs(e, visit)),
    }
}

fn children(expr: &Expr, visit: &mut dyn FnMut(&Expr)) {
    match &expr.kind {
        ExprKind::Number(_)
        | ExprKind::YesNo(_)
        | ExprKind::Text(_)
        | ExprKind::Member(_)
        | ExprKind::Missing(_)
        | ExprKind::Parameter(_)
        | ExprKind::Quantity(_)
        | ExprKind::Follow { .. }
        | ExprKind::Aggregate(_) => {}
        ExprKind::Negate(x) | ExprKind::Not(x) | ExprKind::IsMissing(x, _) | ExprKind::LevelNumber(x) => visit(x),
        ExprKind::Arithmetic(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::IfMissing(a, b) => {
            visit(a);
            visit(b);
        }
        ExprKind::And(list) | ExprKind::Or(list) | ExprKind::Call(_, list) => list.iter().for_each(visit),
        ExprKind::If(a, b, c) => {
            visit(a);
            visit(b);
            visit(c);
        }
        ExprKind::OneOf(x, list) => {
            visit(x);
            list.iter().for_each(visit);
        }
    }
}
