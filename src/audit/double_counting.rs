//! One column that reaches an index by two paths. Without data.

use std::collections::BTreeMap;

use super::wording::listed;
use super::{Audit, Evidence, Finding, indices};
use crate::diagnostic::Code;
use crate::program::{ArithmeticOp, Expr, ExprKind, Function, Index, Origin, Program, Quantity, QuantityId};

/// An indicator is a part twice: of two nested indices, or by itself and as a term of a sum. It then counts for more
/// than its weight says. Ratios are another matter: exports and exports per head say different things.
pub(super) struct DoubleCounting;

impl Audit for DoubleCounting {
    fn code(&self) -> Code {
        Code::DoubleCounting
    }

    fn evidence(&self) -> Evidence {
        Evidence::Policy
    }

    fn policy(&self, program: &Program) -> Vec<Finding> {
        indices(program).filter_map(|(_, quantity, index)| self.index(program, quantity, index)).collect()
    }
}

impl DoubleCounting {
    fn index(&self, program: &Program, quantity: &Quantity, index: &Index) -> Option<Finding> {
        // By which parts each indicator comes in, each part once: what is double inside a part is reported there.
        let mut paths: BTreeMap<QuantityId, Vec<usize>> = BTreeMap::new();
        for (at, part) in index.parts.iter().enumerate() {
            let mut inside = Vec::new();
            terms(program, part.quantity, &mut inside);
            inside.sort_unstable();
            inside.dedup();
            inside.into_iter().for_each(|id| paths.entry(id).or_default().push(at));
        }
        let mut twice: Vec<(QuantityId, Vec<usize>)> = paths.into_iter().filter(|(_, parts)| parts.len() > 1).collect();
        // Of a formula that comes in twice, what it adds up need not be told as well.
        let mut inside = Vec::new();
        for (id, _) in &twice {
            if let Origin::Formula(formula, _) = &program.quantity(*id).origin {
                added(program, formula, &mut inside);
            }
        }
        twice.retain(|(id, _)| !inside.contains(id));
        let (_, first) = twice.first()?;
        let part = |at: &usize| index.parts.get(*at);
        let through =
            listed(first.iter().filter_map(part).map(|p| format!("`{}`", p.name)).collect::<Vec<_>>().into_iter());
        let columns = twice.iter().filter(|(_, parts)| parts == first).map(|(id, _)| *id);
        let columns: Vec<String> = columns.map(|id| format!("`{}`", program.quantity(id).name)).collect();
        let (verb, counts) = match columns.len() {
            1 => ("reaches", "counts for more than its weight says"),
            _ => ("reach", "count for more than their weights say"),
        };
        let name = &quantity.name;
        let message =
            format!("{} {verb} `{name}` by two paths, through {through}, and so {counts}", listed(columns.into_iter()));
        let hint = "leave it out in one place, or allow the finding with the reason why it is to count twice";
        let span = first.last().and_then(part).map_or(quantity.name_span, |p| p.span);
        Some(Finding::warning(self.code(), name, span, message, hint))
    }
}

/// The columns and formulas that a part adds up, itself included where it is no index.
fn terms(program: &Program, id: QuantityId, found: &mut Vec<QuantityId>) {
    match &program.quantity(id).origin {
        Origin::Index(index) => index.parts.iter().for_each(|part| terms(program, part.quantity, found)),
        Origin::Formula(formula, _) => {
            found.push(id);
            added(program, formula, found);
        }
        Origin::Column(_) | Origin::Rank(_) | Origin::Scenario(_) => found.push(id),
    }
}

/// What a formula adds up: terms of sums and means, with constant factors.
fn added(program: &Program, expr: &Expr, found: &mut Vec<QuantityId>) {
    match &expr.kind {
        ExprKind::Quantity(id) => terms(program, *id, found),
        ExprKind::Arithmetic(ArithmeticOp::Add, a, b) => {
            added(program, a, found);
            added(program, b, found);
        }
        ExprKind::Arithmetic(ArithmeticOp::Multiply, a, b) if constant(a) => added(program, b, found),
        ExprKind::Arithmetic(ArithmeticOp::Multiply | ArithmeticOp::Divide, a, b) if constant(b) => {
            added(program, a, found);
        }
        ExprKind::Call(Function::Sum | Function::Mean, arguments) => {
            arguments.iter().for_each(|a| added(program, a, found));
        }
        ExprKind::IfMissing(a, _) => added(program, a, found),
        ExprKind::Number(_)
        | ExprKind::YesNo(_)
        | ExprKind::Text(_)
        | ExprKind::Member(_)
        | ExprKind::Missing(_)
        | ExprKind::Parameter(_)
        | ExprKind::Follow { .. }
        | ExprKind::Negate(_)
        | ExprKind::Not(_)
        | ExprKind::Arithmetic(..)
        | ExprKind::Compare(..)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::If(..)
        | ExprKind::IsMissing(..)
        | ExprKind::OneOf(..)
        | ExprKind::LevelNumber(_)
        | ExprKind::Call(..)
        | ExprKind::Aggregate(_) => {}
    }
}

fn constant(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Number(_) | ExprKind::Parameter(_))
}
