//! Scenarios: outcomes, conditions, cut points.

use super::about::about;
use super::draft::Draft;
use super::expr::{Scope, check as check_expr, condition};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::program::{
    CompareOp, Expr, ExprKind, Member, Origin, Outcome, QuantityId, Scale, ScaleId, Scenario, ScenarioRule, Type,
};
use crate::source::Span;
use crate::syntax::ast::{self, When};

/// The scale of a scenario's outcomes: a declared one, or one made of the outcomes.
pub(super) fn outcomes(draft: &mut Draft<'_>, item: &ast::Declaration, scenario: &ast::Scenario) -> Option<ScaleId> {
    let named = super::rules::outcomes(scenario);
    if named.is_empty() && scenario.rules.is_some() {
        let message = format!("the rules of `{}` are empty", item.name.text);
        let hint = "write what each column asks about and, a line each, the rules: `| exports | outcome |`, `| >= 10 | large |`";
        draft.report(Diagnostic::error(Code::ScenarioGap, item.name.span, message).hint(hint));
        return None;
    }
    if scenario.outcomes.is_empty() && named.is_empty() {
        let message = format!("the scenario `{}` has no outcomes", item.name.text);
        let hint = "write its outcomes: `supported \"Supported\" when …`, or `high from 0.8` after `by VALUE`";
        draft.report(Diagnostic::error(Code::ScenarioGap, item.name.span, message).hint(hint));
        return None;
    }
    if let Some(ty) = &scenario.ty {
        return match super::tables::resolve_type(draft, item, ty)? {
            Type::Member(scale) => Some(scale),
            other @ (Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Link(_)) => {
                let found = draft.describe(&other);
                let message = format!("outcomes are levels of a scale or names of their own, not {found}");
                let place = if let ast::TypeExpr::Named(unit) = ty { unit.span } else { item.name.span };
                draft.report(Diagnostic::error(Code::TypeMismatch, place, message));
                None
            }
        };
    }
    let mut members: Vec<Member> = Vec::new();
    let mut seen: std::collections::HashSet<&str> = std::collections::HashSet::new();
    for (name, said) in named {
        if seen.insert(&name.text) {
            let number = members.len() as f64;
            members.push(Member { name: name.text.clone(), about: said.map(about).unwrap_or_default(), number });
        }
    }
    super::collect::name_each(draft, scenario, &mut members)?;
    if members.len() > super::scales::MOST_MEMBERS {
        let message = format!("a scenario may have {} outcomes", super::scales::MOST_MEMBERS);
        draft.report(Diagnostic::error(Code::TooMany, item.name.span, message));
        return None;
    }
    let scale: Scale = super::declare::unordered(item.name.text.clone(), item, members);
    Some(super::scales::add(draft, scale))
}

/// Checks the outcomes of a scenario; sets its origin.
pub(super) fn check(draft: &mut Draft<'_>, id: QuantityId, ast: &ast::Scenario, scale: ScaleId) {
    let Some((table, name_span)) = draft.quantity(id).map(|q| (q.table, q.name_span)) else { return };
    let scope = Scope::rows_of(table);
    let rule = match ast.hit {
        Some((ast::Hit::First, _)) => ScenarioRule::First,
        Some((ast::Hit::Any, _)) => ScenarioRule::Any,
        Some((ast::Hit::Unique | ast::Hit::Collect, _)) | None => ScenarioRule::Exactly,
    };
    if let Some(rules) = &ast.rules {
        let Some(outcomes) = super::rules::check(draft, scope, ast, rules, scale) else { return };
        let tolerances = super::tolerances::check(draft, scope, ast, &outcomes);
        if let Some(quantity) = draft.quantities.get_mut(id.at()) {
            let scenario = Scenario { scale, by: None, outcomes, rule, tolerances };
            quantity.origin = Some(Origin::Scenario(Box::new(scenario)));
        }
        return;
    }
    let by = match &ast.by {
        Some(by) => match number_or_date(draft, scope, by) {
            Some(by) => Some(by),
            None => return,
        },
        None => None,
    };
    if let Some(each) = ast.outcomes.iter().find(|o| matches!(o.when, When::Each(_))) {
        let message = "`each` may give a row several outcomes";
        let error = Diagnostic::error(Code::WrongKind, each.span, message);
        draft.report(error.hint("write `collect` above it, which takes all that hold"));
        return;
    }
    let Some(members) = members(draft, ast, scale) else { return };
    let conditions = match &by {
        Some(by) => super::cut_points::conditions(draft, scope, by, ast, name_span),
        None => by_condition(draft, scope, ast),
    };
    let Some(conditions) = conditions else { return };
    let mut outcomes: Vec<Outcome> = members
        .into_iter()
        .zip(conditions)
        .zip(&ast.outcomes)
        .map(|((member, condition), outcome)| Outcome { member, condition, rule: None, span: outcome.span })
        .collect();
    if !otherwise_last(draft, &outcomes) {
        return;
    }
    outcomes.sort_by_key(|o| o.condition.is_none());
    let tolerances = super::tolerances::check(draft, scope, ast, &outcomes);
    if let Some(quantity) = draft.quantities.get_mut(id.at()) {
        quantity.origin = Some(Origin::Scenario(Box::new(Scenario { scale, by, outcomes, rule, tolerances })));
    }
}

fn number_or_date(draft: &mut Draft<'_>, scope: Scope, by: &ast::Expr) -> Option<Expr> {
    let expr = check_expr(draft, scope, by, None)?;
    if let Type::Date = expr.ty {
        return Some(expr);
    }
    if let Type::Member(scale) = expr.ty
        && draft.scale(scale).is_some_and(|s| s.ordered)
    {
        return Some(expr);
    }
    if let Type::Text | Type::YesNo | Type::Link(_) | Type::Member(_) = expr.ty
        && !matches!(expr.ty, Type::Member(s) if draft.scale(s).is_some_and(|s| s.counts_as_numbers))
    {
        let found = draft.describe(&expr.ty);
        let message = format!("cut points are on a number, a date or a level, and this is {found}");
        let hint = "leave out `by`, and give every outcome a condition after `when`";
        draft.report(Diagnostic::error(Code::TypeMismatch, expr.span, message).hint(hint));
        return None;
    }
    super::expr::as_number(draft, expr).map(|(e, _)| e)
}

/// The member that each outcome is; an outcome named twice (or, on a declared scale, unknown) is reported.
fn members(draft: &mut Draft<'_>, ast: &ast::Scenario, id: ScaleId) -> Option<Vec<u8>> {
    let scale = draft.scale(id)?.clone();
    let mut found: Vec<u8> = Vec::new();
    let mut fits = true;
    for outcome in &ast.outcomes {
        let name = &outcome.name;
        let Some(member) = super::scales::member(&scale, &name.text) else {
            let message = format!("`{}` has no level `{}`", scale.name, name.text);
            let hint = did_you_mean(&name.text, scale.members.iter().map(|m| m.name.as_str()));
            draft.report(Diagnostic::error(Code::UnknownName, name.span, message).maybe_hint(hint));
            fits = false;
            continue;
        };
        if let Some(at) = found.iter().position(|m| *m == member) {
            let first = ast.outcomes.get(at).map(|o| o.name.span).unwrap_or_default();
            let message = format!("the outcome `{}` is given twice", name.text);
            draft.report(
                Diagnostic::error(Code::DuplicateName, name.span, message)
                    .related(first, "first given here")
                    .hint("join the two conditions with `or`"),
            );
            fits = false;
        }
        found.push(member);
    }
    fits.then_some(found)
}

fn by_condition(draft: &mut Draft<'_>, scope: Scope, ast: &ast::Scenario) -> Option<Vec<Option<Expr>>> {
    let mut conditions: Vec<Option<Option<Expr>>> = Vec::new();
    let mut cut = false;
    for outcome in &ast.outcomes {
        conditions.push(match &outcome.when {
            When::Condition(expr) => condition(draft, scope, expr).map(Some),
            When::Otherwise => Some(None),
            When::ByRules | When::Each(_) => None,
            // All of them for the same reason, which is told once.
            When::Cut { .. } if cut => None,
            When::Cut { .. } => {
                cut = true;
                let message = format!("`{}` has a cut point, but it is not said of which value", outcome.name.text);
                let hint = "write `by VALUE` after the scenario's name, or a condition after `when`";
                draft.report(Diagnostic::error(Code::ScenarioCutPoints, outcome.span, message).hint(hint));
                None
            }
        });
    }
    conditions.into_iter().collect()
}

/// At most one outcome is `otherwise`.
pub(super) fn otherwise_last(draft: &mut Draft<'_>, outcomes: &[Outcome]) -> bool {
    let mut others = outcomes.iter().filter(|o| o.condition.is_none());
    let (first, second) = (others.next(), others.next());
    if let (Some(first), Some(second)) = (first, second) {
        let message = "only one outcome can be `otherwise`";
        let error = Diagnostic::error(Code::ScenarioOverlap, second.span, message);
        let hint = "keep one of them, and give the other a condition after `when`";
        draft.report(error.related(first.span, "the first one").hint(hint));
        return false;
    }
    true
}

/// `value OP bound` as a condition.
pub(super) fn bound(op: CompareOp, value: &Expr, bound: Expr, span: Span) -> Expr {
    Expr { kind: ExprKind::Compare(op, Box::new(value.clone()), Box::new(bound)), ty: Type::YesNo, span }
}
