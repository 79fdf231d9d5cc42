//! Scenarios that collect: every outcome that holds is taken, so that each is a yes/no value of its own.
//!
//! `scenario needs { collect … }` with the outcomes `finance` and `advice` is the group `needs` of `needs.finance` and
//! `needs.advice`; `count(needs)` says how many hold.

use super::declare::blank;
use super::draft::{Collected, Definition, Draft};
use super::expr::{Scope, condition};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{
    Expr, ExprKind, Member, Origin, Outcome, QuantityId, ScaleId, Scenario, ScenarioRule, TableId, Type,
};
use crate::syntax::ast::{self, When};

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
    let about = super::about::about(&item.about);
    let outcomes = group.clone();
    draft.collections.push(crate::program::Collected { name: name.text.clone(), about, table, outcomes });
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
        super::tolerances::of_one_outcome(draft, collected.scenario);
        let (scale, rule) = (collected.scale, ScenarioRule::Exactly);
        draft.collected.push((id, Scenario { scale, by: None, outcomes, rule, tolerances: Vec::new() }));
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
    let mut outcomes = Vec::new();
    for outcome in &scenario.outcomes {
        let span = outcome.span;
        let mut add = |draft: &Draft<'_>, name: &str, condition| {
            let member = draft.scale(scale).and_then(|s| super::scales::member(s, name));
            outcomes.extend(member.map(|member| Outcome { member, condition, rule: None, span }));
        };
        match &outcome.when {
            When::Otherwise | When::ByRules => add(draft, &outcome.name.text, None),
            When::Condition(expr) => {
                let condition = condition(draft, scope, expr)?;
                add(draft, &outcome.name.text, Some(condition));
            }
            When::Each(expr) => {
                let table = draft.table_names.get(&outcome.name.text).copied()?;
                for key in keys(draft, table).unwrap_or_default() {
                    let condition = condition(draft, scope, &of_row(expr, &outcome.name.text, &key))?;
                    add(draft, &key, Some(condition));
                }
            }
            When::Cut { .. } => {
                let message = format!("`{}` has a cut point, but it is not said of which value", outcome.name.text);
                let hint = "write a condition after `when`";
                draft.report(Diagnostic::error(Code::ScenarioCutPoints, span, message).hint(hint));
                return None;
            }
        }
    }
    let mut seen: Vec<&ast::Name> = Vec::new();
    for name in scenario.outcomes.iter().map(|o| &o.name) {
        if let Some(first) = seen.iter().find(|n| n.text == name.text) {
            let message = format!("the outcome `{}` is given twice", name.text);
            let error =
                Diagnostic::error(Code::DuplicateName, name.span, message).related(first.span, "first given here");
            draft.report(error.hint("join the two conditions with `or`"));
            return None;
        }
        seen.push(name);
    }
    super::scenario::otherwise_last(draft, &outcomes).then_some(outcomes)
}

/// The outcomes of `each`: one for each row that the policy writes into the table, named by its key.
pub(super) fn name_each(draft: &mut Draft<'_>, scenario: &ast::Scenario, members: &mut Vec<Member>) -> Option<()> {
    for outcome in scenario.outcomes.iter().filter(|o| matches!(o.when, When::Each(_))) {
        let table = super::declare::find_table(draft, &outcome.name)?;
        let Some(keys) = keys(draft, table) else {
            let name = &outcome.name;
            let message = format!("`each {}` needs rows that are known before the run", name.text);
            let hint = format!("write the rows of `{}` into the policy: `rows {{ … }}`", name.text);
            draft.report(Diagnostic::error(Code::NotConstant, name.span, message).hint(hint));
            return None;
        };
        for name in keys {
            let number = members.len() as f64;
            members.push(Member { name, about: Default::default(), number });
        }
    }
    Some(())
}

/// The keys of the rows that the policy writes into a table.
fn keys(draft: &Draft<'_>, table: TableId) -> Option<Vec<String>> {
    let declared = draft.table(table)?;
    let Some(Origin::Column(source)) = &draft.quantity(declared.key)?.origin else { return None };
    let keys = declared.inline.as_ref()?.keys(&source.header)?;
    Some(keys.into_iter().map(|key| key.trim().to_owned()).collect())
}

/// What the condition of `each` refers to, as far as names go: that of its first row.
pub(super) fn first_row(draft: &Draft<'_>, outcome: &ast::Outcome, expr: &ast::Expr) -> ast::Expr {
    let table = draft.table_names.get(&outcome.name.text).copied();
    let key = table.and_then(|t| keys(draft, t)).and_then(|keys| keys.into_iter().next());
    of_row(expr, &outcome.name.text, &key.unwrap_or_default())
}

/// The condition of `each` for one row: `programmes.data` becomes `programmes("Observatory").data`.
fn of_row(expr: &ast::Expr, table: &str, key: &str) -> ast::Expr {
    let mut of_row = expr.clone();
    each_name(&mut of_row, &mut |base| {
        if let ast::ExprKind::Name(name) = &base.kind
            && name.text == table
        {
            let argument = ast::Expr { kind: ast::ExprKind::Text(key.to_owned()), span: base.span };
            base.kind = ast::ExprKind::Call(Box::new(ast::Call::of_values(name.clone(), vec![argument])));
        }
    });
    of_row
}

/// Calls `change` with what stands before each point.
fn each_name(expr: &mut ast::Expr, change: &mut dyn FnMut(&mut ast::Expr)) {
    if let ast::ExprKind::Member(base, _) = &mut expr.kind {
        change(base);
    }
    expr.parts(&mut |part| each_name(part, change));
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
