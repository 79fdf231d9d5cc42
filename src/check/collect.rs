//! Scenarios that collect: every outcome that holds is taken, so that each is a yes/no value of its own.
//!
//! `scenario needs { collect … }` with the outcomes `finance` and `advice` is the group `needs` of `needs.finance` and
//! `needs.advice`; `count(needs)` says how many hold.

use super::declare::blank;
use super::draft::{Collected, Definition, Draft};
use super::expr::Scope;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Expr, ExprKind, Origin, Outcome, QuantityId, ScaleId, Scenario, ScenarioRule, TableId, Type};
use crate::syntax::ast;

/// Declares a yes/no value for each outcome, and the group of them.
pub(super) fn declare<'a>(
    draft: &mut Draft<'a>,
    table: TableId,
    item: &'a ast::Declaration,
    scenario: &'a ast::Scenario,
    scale: ScaleId,
) {
    let name = &item.name;
    if let Some(place) = scenario.by.as_ref().map(|by| by.span).or(ascribed(scenario)) {
        let message = "a scenario that collects gives each row any number of outcomes, so neither cut points nor the levels of a scale fit";
        let hint = "leave this out, or write `first match` instead of `collect`";
        draft.report(Diagnostic::error(Code::WrongKind, place, message).hint(hint));
        return;
    }
    if draft.group(table, &name.text).is_some() || draft.find(table, &name.text).is_some() {
        let message = format!("`{}` is declared twice in table `{}`", name.text, draft.table_name(table));
        draft.report(
            Diagnostic::error(Code::DuplicateName, name.span, message).hint("give one of the two another name"),
        );
        return;
    }
    let members = draft.scale(scale).map(|s| s.members.clone()).unwrap_or_default();
    let mut group = Vec::new();
    for (member, outcome) in (0u8..).zip(members) {
        let definition = Definition::Collected(Collected { scenario, scale, member });
        let mut quantity = blank(item, table, format!("{}.{}", name.text, outcome.name), definition);
        quantity.about = outcome.about;
        quantity.ty = Some(Type::YesNo);
        group.extend(draft.add(quantity, true));
    }
    if let Some(groups) = draft.groups.get_mut(table.at()) {
        groups.insert(name.text.clone(), group);
    }
}

fn ascribed(scenario: &ast::Scenario) -> Option<crate::source::Span> {
    scenario.ty.as_ref().map(|ty| match ty {
        ast::TypeExpr::Named(unit) => unit.span,
        ast::TypeExpr::OneOf(_, span) | ast::TypeExpr::SeveralOf(_, span) => *span,
    })
}

/// Checks one outcome. All are checked together, and what is wrong is reported with the first.
pub(super) fn check(draft: &mut Draft<'_>, id: QuantityId, collected: &Collected<'_>) {
    let before = draft.diagnostics.len();
    let outcomes = outcomes(draft, id, collected);
    if collected.member > 0 {
        draft.diagnostics.truncate(before);
    }
    let Some(outcomes) = outcomes else { return };
    let condition = holds(&outcomes, collected.member);
    if collected.member == 0 {
        let (scale, rule) = (collected.scale, ScenarioRule::Exactly);
        draft.collected.push((id, Scenario { scale, by: None, outcomes, rule }));
    }
    if let Some(quantity) = draft.quantities.get_mut(id.at()) {
        quantity.origin = Some(Origin::Formula(condition, None));
    }
}

fn outcomes(draft: &mut Draft<'_>, id: QuantityId, collected: &Collected<'_>) -> Option<Vec<Outcome>> {
    let Collected { scenario, scale, member: _ } = *collected;
    let scope = Scope::rows_of(draft.quantity(id)?.table);
    if let Some(rules) = &scenario.rules {
        return super::rules::check(draft, scope, scenario, rules, scale);
    }
    let members = super::scenario::members(draft, scenario, scale)?;
    let conditions = super::scenario::by_condition(draft, scope, scenario)?;
    let outcomes = members.into_iter().zip(conditions).zip(&scenario.outcomes);
    let outcomes: Vec<Outcome> = outcomes
        .map(|((member, condition), outcome)| Outcome { member, condition, rule: None, span: outcome.span })
        .collect();
    super::scenario::otherwise_last(draft, &outcomes).then_some(outcomes)
}

/// When an outcome holds: where one of its rules does; `otherwise` where no rule at all does.
fn holds(outcomes: &[Outcome], member: u8) -> Expr {
    let span = outcomes.iter().find(|o| o.member == member).map(|o| o.span).unwrap_or_default();
    let any = |of: Vec<Expr>| match <[Expr; 1]>::try_from(of) {
        Ok([only]) => only,
        Err(several) => Expr { kind: ExprKind::Or(several), ty: Type::YesNo, span },
    };
    let own: Vec<Expr> = outcomes.iter().filter(|o| o.member == member).filter_map(|o| o.condition.clone()).collect();
    if !own.is_empty() {
        return any(own);
    }
    let rest = any(outcomes.iter().filter_map(|o| o.condition.clone()).collect());
    Expr { kind: ExprKind::Not(Box::new(rest)), ty: Type::YesNo, span }
}
