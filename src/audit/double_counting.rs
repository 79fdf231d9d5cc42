//! One column that reaches an index by two paths. Without data.

use std::collections::{BTreeMap, BTreeSet};

use super::wording::listed;
use super::{Audit, Evidence, Finding, indices};
use crate::diagnostic::Code;
use crate::program::{ArithmeticOp, Expr, ExprKind, Function, Index, Origin, Program, Quantity, QuantityId};

/// An indicator is a part twice: of two nested indices, or by itself and as a term of a sum. It then counts for more
/// than its weight says. Ratios are another matter: exports and exports per head say different things.
pub(super) struct DoubleCounting;

/// As many terms are looked at in one policy: no method that people write has nearly as many.
const LOOKED_AT: usize = 1_000_000;

impl Audit for DoubleCounting {
    fn code(&self) -> Code {
        Code::DoubleCounting
    }

    fn evidence(&self) -> Evidence {
        Evidence::Policy
    }

    fn policy(&self, program: &Program) -> Vec<Finding> {
        let mut left = LOOKED_AT;
        // A formula that compares its parts, `1 - a / b`, needs them to have something in common.
        let adds = |index: &Index| index.aggregate_options.formula().is_none_or(|formula| formula.rises());
        let several = indices(program).filter(|(_, _, index)| index.parts.len() > 1 && adds(index));
        several.filter_map(|(_, quantity, index)| self.index(program, quantity, index, &mut left)).collect()
    }
}

impl DoubleCounting {
    fn index(&self, program: &Program, quantity: &Quantity, index: &Index, left: &mut usize) -> Option<Finding> {
        // By which parts each indicator comes in, each part once: what is double inside a part is reported there.
        let mut paths: BTreeMap<QuantityId, Vec<usize>> = BTreeMap::new();
        for (at, part) in index.parts.iter().enumerate() {
            terms(program, part.quantity, left)?.into_iter().for_each(|id| paths.entry(id).or_default().push(at));
        }
        let mut twice: Vec<(QuantityId, Vec<usize>)> = paths.into_iter().filter(|(_, parts)| parts.len() > 1).collect();
        // Of a formula that comes in twice, what it adds up need not be told as well.
        let mut inside = Vec::new();
        for (id, _) in &twice {
            if let Origin::Formula(formula, _) = &program.quantity(*id).origin {
                added(formula, &mut inside);
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

/// The columns and formulas that a part adds up, itself included where it is no index. `left` is how many more may be
/// looked at; `None` where there are more.
fn terms(program: &Program, part: QuantityId, left: &mut usize) -> Option<BTreeSet<QuantityId>> {
    let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
    let mut open = vec![part];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        *left = left.checked_sub(1)?;
        match &program.quantity(id).origin {
            Origin::Index(index) => open.extend(index.parts.iter().map(|part| part.quantity)),
            Origin::Formula(formula, _) => {
                found.insert(id);
                added(formula, &mut open);
            }
            Origin::Column(_) | Origin::Rank(_) | Origin::Scenario(_) => {
                found.insert(id);
            }
        }
    }
    Some(found)
}

/// What a formula adds up: terms of sums and means, with constant factors.
fn added(expr: &Expr, found: &mut Vec<QuantityId>) {
    match &expr.kind {
        ExprKind::Quantity(id) => found.push(*id),
        ExprKind::Arithmetic(ArithmeticOp::Add, a, b) => {
            added(a, found);
            added(b, found);
        }
        ExprKind::Arithmetic(ArithmeticOp::Multiply, a, b) if constant(a) => added(b, found),
        ExprKind::Arithmetic(ArithmeticOp::Multiply | ArithmeticOp::Divide, a, b) if constant(b) => added(a, found),
        ExprKind::Call(Function::Sum | Function::Mean, arguments) => arguments.iter().for_each(|a| added(a, found)),
        ExprKind::IfMissing(a, _) => added(a, found),
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
