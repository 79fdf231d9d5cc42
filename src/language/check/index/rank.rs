//! Ranks.

use crate::check::draft::Draft;
use crate::check::expr::Scope;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::program::{ExprKind, Origin, QuantityId, TableId, Type, Unit};
use crate::syntax::ast;

/// Ranks an index.
pub(in crate::check) fn rank(draft: &mut Draft<'_>, id: QuantityId, of: QuantityId, ast: Option<&ast::Rank>) {
    let Some(table) = draft.quantity(id).map(|q| q.table) else { return };
    let Some((higher, known)) = draft.quantity(of).map(|q| (q.higher_is_better, q.ty.is_some())) else { return };
    if !known {
        return;
    }
    let mut rule = crate::program::RankRule {
        of,
        higher_first: higher.unwrap_or(true),
        then: Vec::new(),
        within: Vec::new(),
        among: None,
        ties: crate::program::Ties::Min,
    };
    if let Some(ast) = ast {
        rule.higher_first = ast.higher_first.unwrap_or(rule.higher_first);
        let Some(within) = crate::check::expr::within(draft, Scope::rows_of(table), &ast.within) else { return };
        rule.within = within;
        for (by, higher) in &ast.then {
            let Some((by, usual)) = further(draft, table, by) else { return };
            rule.then.push((by, higher.unwrap_or(usual)));
        }
        if let Some(among) = &ast.among {
            let Some(among) = crate::check::expr::condition(draft, Scope::rows_of(table), among) else { return };
            rule.among = Some(among);
        }
        if let Some(ties) = &ast.ties {
            match crate::program::Ties::ALL.iter().find(|(n, _)| *n == ties.text) {
                Some((_, found)) => rule.ties = *found,
                None => {
                    let message = format!("ties cannot be `{}`", ties.text);
                    let hint = did_you_mean(&ties.text, crate::program::Ties::ALL.iter().map(|(n, _)| *n));
                    draft.report(Diagnostic::error(Code::MethodOption, ties.span, message).maybe_hint(hint));
                    return;
                }
            }
        }
    }
    if let Some(quantity) = draft.quantities.get_mut(id.at()) {
        quantity.ty = Some(Type::Number(Some(Unit::default())));
        quantity.higher_is_better = Some(false);
        quantity.origin = Some(Origin::Rank(Box::new(rule)));
    }
}

/// What ranks those that are equal so far, and whether its highest value comes first where nothing is said.
fn further(draft: &mut Draft<'_>, table: TableId, ast: &ast::Expr) -> Option<(QuantityId, bool)> {
    let by = crate::check::expr::check(draft, Scope::rows_of(table), ast, None)?;
    let ordered = match &by.ty {
        Type::Number(_) | Type::Date | Type::YesNo => true,
        Type::Member(scale) => draft.scale(*scale).is_some_and(|s| s.ordered),
        Type::Text | Type::Link(_) => false,
    };
    let ExprKind::Quantity(id) = by.kind else {
        let error = Diagnostic::error(Code::WrongKind, by.span, "after `then` stands the name of a value of the row");
        draft.report(error.hint("declare the formula as an indicator, and name that here"));
        return None;
    };
    if !ordered {
        let found = draft.describe(&by.ty);
        let message = format!("ties cannot be broken by {found}: it has no order");
        let error = Diagnostic::error(Code::TypeMismatch, by.span, message);
        draft.report(error.hint("name a number, a level of a scale, a date, or a yes or no"));
        return None;
    }
    Some((id, draft.quantity(id)?.higher_is_better.unwrap_or(true)))
}
