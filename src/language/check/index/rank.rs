//! Ranks.

use crate::check::draft::Draft;
use crate::check::expr::Scope;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::program::{Origin, QuantityId, Type, Unit};
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
        within: Vec::new(),
        among: None,
        ties: crate::program::Ties::Min,
    };
    if let Some(ast) = ast {
        rule.higher_first = ast.higher_first.unwrap_or(rule.higher_first);
        let Some(within) = crate::check::expr::within(draft, Scope::rows_of(table), &ast.within) else { return };
        rule.within = within;
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
