//! Scenarios by rules: each row of the grid becomes a condition.

use super::draft::Draft;
use super::expr::{Scope, check as check_expr, condition};
use crate::diagnostic::{Code, Diagnostic, did_you_mean, list};
use crate::program::{Expr, ExprKind, Outcome, ScaleId, Type};
use crate::source::Span;
use crate::syntax::ast::{self, Allowed, Cell, Comparison, Rules, When};

/// The outcomes with what is said of them, in order: those declared, then those that only rules name.
/// A name may come several times.
pub(super) fn outcomes(scenario: &ast::Scenario) -> Vec<(&ast::Name, Option<&ast::About>)> {
    let Some(rules) = &scenario.rules else {
        let own = scenario.outcomes.iter().filter(|o| !matches!(o.when, When::Each(_)));
        return own.map(|o| (&o.name, Some(&o.about))).collect();
    };
    let said = |o: &'_ ast::Outcome| !matches!(o.when, When::Otherwise);
    let declared = scenario.outcomes.iter().filter(|o| said(o)).map(|o| (&o.name, Some(&o.about)));
    let otherwise = scenario.outcomes.iter().filter(|o| !said(o)).map(|o| (&o.name, Some(&o.about)));
    declared.chain(rules.rows.iter().map(|r| (&r.outcome, None))).chain(otherwise).collect()
}

/// All expressions in the rules of a scenario.
pub(super) fn expressions(scenario: &ast::Scenario) -> impl Iterator<Item = &ast::Expr> {
    scenario.rules.iter().flat_map(|rules| {
        let cells = rules.rows.iter().flat_map(|r| r.cells.iter().flatten());
        rules.columns.iter().chain(cells.flat_map(|c| &c.allowed).flat_map(values))
    })
}

fn values(allowed: &Allowed) -> Vec<&ast::Expr> {
    match allowed {
        Allowed::Value(value) => vec![value],
        Allowed::Bounds(bounds) => bounds.iter().map(|(_, value)| value).collect(),
        Allowed::Between(low, high) => vec![low, high],
        Allowed::Missing(_) => Vec::new(),
    }
}

/// Most rules of a grid: each is compared with all others.
const MOST_RULES: usize = 500;

/// The rules as outcomes with conditions, in the order written, and `otherwise` last.
pub(super) fn check(
    draft: &mut Draft<'_>,
    scope: Scope,
    ast: &ast::Scenario,
    rules: &Rules,
    scale: ScaleId,
) -> Option<Vec<Outcome>> {
    if rules.rows.len() > MOST_RULES {
        let message = format!("a grid may have {MOST_RULES} rules, and this has {}", rules.rows.len());
        let hint = "keep what differs from row to row in a table, and look it up by a link or a key";
        draft.report(Diagnostic::error(Code::TooMany, rules.span, message).hint(hint));
        return None;
    }
    let fits = only_rules(draft, ast);
    let named = names_known(draft, ast, rules, scale);
    let conditions = conditions(draft, scope, rules);
    let (members, conditions) = (named?, conditions?);
    let mut outcomes = Vec::new();
    for (at, ((row, member), condition)) in rules.rows.iter().zip(members).zip(conditions).enumerate() {
        let rule = u32::try_from(at + 1).ok();
        outcomes.push(Outcome { member, condition: Some(condition), rule, span: row.span });
    }
    for outcome in ast.outcomes.iter().filter(|o| matches!(o.when, When::Otherwise)) {
        let member = super::scales::member(draft.scale(scale)?, &outcome.name.text)?;
        outcomes.push(Outcome { member, condition: None, rule: None, span: outcome.span });
    }
    (fits && super::scenario::otherwise_last(draft, &outcomes)).then_some(outcomes)
}

/// Beside rules no outcome has a condition of its own.
fn only_rules(draft: &mut Draft<'_>, ast: &ast::Scenario) -> bool {
    if let Some(by) = &ast.by {
        let message = "a scenario is either by cut points or by rules";
        let hint = "leave out `by`, and let a column of `rules` ask about the value";
        draft.report(Diagnostic::error(Code::ScenarioCutPoints, by.span, message).hint(hint));
        return false;
    }
    let own = ast.outcomes.iter().find(|o| matches!(o.when, When::Condition(_) | When::Each(_) | When::Cut { .. }));
    let Some(own) = own else { return true };
    let message = format!("`{}` has a condition of its own beside `rules`", own.name.text);
    let hint = "give it a row in `rules`, or `otherwise` for the cases that no rule covers";
    draft.report(Diagnostic::error(Code::WrongKind, own.span, message).hint(hint));
    false
}

/// The member of each row's outcome. On a declared scale each must be one of its levels, and an outcome that is
/// given a label must be that of some rule.
fn names_known(draft: &mut Draft<'_>, ast: &ast::Scenario, rules: &Rules, id: ScaleId) -> Option<Vec<u8>> {
    let scale = draft.scale(id)?.clone();
    let mut members = Vec::new();
    let mut fits = true;
    for (name, _) in outcomes(ast) {
        if super::scales::member(&scale, &name.text).is_none() {
            let message = format!("`{}` has no level `{}`", scale.name, name.text);
            let hint = did_you_mean(&name.text, scale.members.iter().map(|m| m.name.as_str()));
            draft.report(Diagnostic::error(Code::UnknownName, name.span, message).maybe_hint(hint));
            fits = false;
        }
    }
    let given = || rules.rows.iter().map(|r| r.outcome.text.as_str());
    let mut seen: Vec<&ast::Name> = Vec::new();
    for outcome in &ast.outcomes {
        let name = &outcome.name;
        if let Some(first) = seen.iter().find(|n| n.text == name.text) {
            let message = format!("the outcome `{}` is given twice", name.text);
            let error = Diagnostic::error(Code::DuplicateName, name.span, message);
            draft.report(error.related(first.span, "first given here").hint("keep one of the two"));
            fits = false;
        } else if matches!(outcome.when, When::ByRules) && !given().any(|g| g == name.text) && !rules.rows.is_empty() {
            let message = format!("no rule gives the outcome `{}`", name.text);
            let hint =
                did_you_mean(&name.text, given()).unwrap_or_else(|| format!("the rules give {}", list(once(given()))));
            draft.report(Diagnostic::error(Code::UnknownName, name.span, message).hint(hint));
            fits = false;
        }
        seen.push(name);
    }
    for row in &rules.rows {
        members.extend(super::scales::member(&scale, &row.outcome.text));
    }
    (fits && members.len() == rules.rows.len()).then_some(members)
}

/// Each name once, in order.
fn once<'n>(names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    names.collect::<indexmap::IndexSet<_>>().into_iter().collect()
}

/// The condition of each row.
fn conditions(draft: &mut Draft<'_>, scope: Scope, rules: &Rules) -> Option<Vec<Expr>> {
    // A column that is broken is reported once, not with every rule.
    let columns: Vec<Option<Expr>> = rules.columns.iter().map(|c| check_expr(draft, scope, c, None)).collect();
    let rows: Vec<Option<Expr>> = rules
        .rows
        .iter()
        .map(|row| {
            let mut parts = Vec::new();
            let mut fits = true;
            for ((column, checked), cell) in rules.columns.iter().zip(&columns).zip(&row.cells) {
                let Some(cell) = cell else { continue };
                let part = checked.as_ref().and_then(|checked| asked(draft, scope, column, checked, cell));
                fits &= part.is_some();
                parts.extend(part);
            }
            fits.then(|| all(parts, row.span))
        })
        .collect();
    columns.into_iter().collect::<Option<Vec<_>>>()?;
    rows.into_iter().collect()
}

fn all(mut parts: Vec<Expr>, span: Span) -> Expr {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            parts.push(last);
            Expr { kind: ExprKind::And(parts), ty: Type::YesNo, span }
        }
        (_, None) => Expr { kind: ExprKind::YesNo(true), ty: Type::YesNo, span },
    }
}

/// What a cell asks of its column, as a condition.
fn asked(draft: &mut Draft<'_>, scope: Scope, column: &ast::Expr, checked: &Expr, cell: &Cell) -> Option<Expr> {
    let mut ways = Vec::new();
    for allowed in &cell.allowed {
        let way = one(column, checked, allowed, cell.span);
        ways.push(condition(draft, scope, &way));
    }
    let mut ways: Vec<Expr> = ways.into_iter().collect::<Option<_>>()?;
    let any = match (ways.len(), ways.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            ways.extend(last);
            Expr { kind: ExprKind::Or(ways), ty: Type::YesNo, span: cell.span }
        }
    };
    Some(match cell.negated {
        true => Expr { kind: ExprKind::Not(Box::new(any)), ty: Type::YesNo, span: cell.span },
        false => any,
    })
}

/// One of the things that a cell allows, as the author would write it elsewhere.
fn one(column: &ast::Expr, checked: &Expr, allowed: &Allowed, span: Span) -> ast::Expr {
    let value = || ast::Expr { kind: column.kind.clone(), span };
    let kind = match allowed {
        // A column of yes and no is a condition itself.
        Allowed::Value(ast::Expr { kind: ast::ExprKind::YesNo(true), .. }) if checked.ty == Type::YesNo => {
            return value();
        }
        Allowed::Value(ast::Expr { kind: ast::ExprKind::YesNo(false), .. }) if checked.ty == Type::YesNo => {
            ast::ExprKind::Not(Box::new(value()))
        }
        Allowed::Value(wanted) => ast::ExprKind::Comparison(vec![value(), wanted.clone()], vec![Comparison::Is]),
        Allowed::Bounds(bounds) => {
            let mut parts: Vec<ast::Expr> = bounds
                .iter()
                .map(|(sign, bound)| ast::Expr {
                    kind: ast::ExprKind::Comparison(vec![value(), bound.clone()], vec![*sign]),
                    span,
                })
                .collect();
            match (parts.len(), parts.pop()) {
                (1, Some(only)) => return only,
                (_, last) => {
                    parts.extend(last);
                    ast::ExprKind::And(parts)
                }
            }
        }
        Allowed::Between(low, high) => ast::ExprKind::Comparison(
            vec![low.clone(), value(), high.clone()],
            vec![Comparison::LessOrEqual, Comparison::LessOrEqual],
        ),
        Allowed::Missing(kind) => {
            ast::ExprKind::IsMissing { value: Box::new(value()), negated: false, kind: kind.clone() }
        }
    };
    ast::Expr { kind, span }
}
