//! Expressions taken apart.

use super::{Aggregate, Expr, ExprKind, QuantityId};

impl Expr {
    /// The expressions directly inside, in the order written.
    pub fn parts(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Number(_)
            | ExprKind::YesNo(_)
            | ExprKind::Text(_)
            | ExprKind::Member(_)
            | ExprKind::Missing(_)
            | ExprKind::Parameter(_)
            | ExprKind::Quantity(_) => Vec::new(),
            ExprKind::Negate(a) | ExprKind::Not(a) | ExprKind::LevelNumber(a) | ExprKind::IsMissing(a, _) => vec![a],
            ExprKind::Follow { link: a, target: b }
            | ExprKind::Arithmetic(_, a, b)
            | ExprKind::Compare(_, a, b)
            | ExprKind::IfMissing(a, b) => vec![a, b],
            ExprKind::If(a, b, c) => vec![a, b, c],
            ExprKind::And(all) | ExprKind::Or(all) | ExprKind::Call(_, all) => all.iter().collect(),
            ExprKind::OneOf(a, all) => std::iter::once(&**a).chain(all).collect(),
            ExprKind::Aggregate(aggregate) => {
                let Aggregate { function: _, over: _, value, filter, weight, order, quantile } = &**aggregate;
                let all = value.iter().chain(filter).chain(weight).chain(order);
                all.chain(quantile.iter().map(|q| &**q)).collect()
            }
        }
    }

    /// The links that lead to a value, and the value: of `region.exports`, or of `exports` with no links.
    pub fn path(&self) -> Option<(Vec<QuantityId>, QuantityId)> {
        if let ExprKind::Quantity(id) = &self.kind {
            return Some((Vec::new(), *id));
        }
        let ExprKind::Follow { link, target } = &self.kind else { return None };
        let ExprKind::Quantity(link) = &link.kind else { return None };
        let (mut links, value) = target.path()?;
        links.insert(0, *link);
        Some((links, value))
    }

    /// Visits this expression and all inside it.
    pub fn each<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        visit(self);
        self.parts().into_iter().for_each(|part| part.each(visit));
    }
}
