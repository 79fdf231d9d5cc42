//! Indices: parts and their weights, steps, units, directions.

use std::collections::HashMap;

use super::draft::{Draft, IndexDefinition};
use super::expr::{Scope, check as check_expr};
use super::steps::{self, Steps};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::program::{ExprKind, Index, MissingRule, Origin, Part, QuantityId, Rounding, Step, TableId, Type, Unit};
use crate::source::Span;
use crate::syntax::ast;

/// A part, with what the steps need to know of it.
pub(super) struct PartDraft {
    pub part: Part,
    /// Its weight, given with it or declared with it.
    pub weight: Option<f64>,
    pub weight_span: Option<Span>,
    pub unit: Unit,
    pub higher_is_better: Option<bool>,
    pub range: (Option<f64>, Option<f64>),
    pub goalposts: Option<(f64, f64)>,
}

/// Checks the definition of an index; sets its type and origin.
pub(super) fn check(draft: &mut Draft<'_>, id: QuantityId, definition: &IndexDefinition<'_>) {
    let Some((table, name_span)) = draft.quantity(id).map(|q| (q.table, q.name_span)) else { return };
    let ast = definition.index;
    extends_nothing(draft, ast);
    if let Some(formula) = &ast.formula {
        by_formula(draft, id, table, ast, formula);
        return;
    }
    let Some(parts) = parts(draft, table, definition, name_span) else {
        steps::methods_exist(draft, table, &ast.steps);
        return;
    };
    let Some(steps) = steps::steps(draft, table, definition, &parts, name_span) else { return };
    let Some(result) = steps::result(draft, &parts, &steps, name_span) else { return };
    let rounding = rounding(draft, &ast.steps);
    let Steps { steps, aggregate, aggregate_options, aggregate_span, weights, weights_span, missing } = steps;
    let index = Index {
        parts: parts.into_iter().map(|p| p.part).collect(),
        steps,
        aggregate,
        aggregate_options,
        aggregate_span,
        weights,
        weights_span,
        missing,
        rounding,
    };
    if let Some(quantity) = draft.quantities.get_mut(id.at()) {
        quantity.ty = Some(Type::Number(Some(result.unit)));
        quantity.range = result.range;
        quantity.higher_is_better = quantity.higher_is_better.or(result.higher_is_better);
        quantity.origin = Some(Origin::Index(Box::new(index)));
    }
}

/// `replace` and `drop` change what is extended; completed indices have none left.
fn extends_nothing(draft: &mut Draft<'_>, ast: &ast::Index) {
    let replaced = ast.replace.first().map(|(old, _)| (old.span, "replace"));
    let changed = replaced.or(ast.drop.first().map(|n| (n.span, "drop")));
    if let (Some((span, word)), None) = (changed, &ast.extends) {
        let message = format!("this index extends no other, so there is nothing to {word}");
        let hint = "write `extends` and the other index after its name; or list the parts that you want";
        draft.report(Diagnostic::error(Code::ExtendsNothing, span, message).hint(hint));
    }
}

/// `index x of t = EXPR`
fn by_formula(draft: &mut Draft<'_>, id: QuantityId, table: TableId, ast: &ast::Index, formula: &ast::Expr) {
    let clash = ast.parts.first().map(|(n, _)| n.span).or(ast.children.first().map(|c| c.name.span));
    if let Some(span) = clash {
        let message = "an index is either a formula or made of parts, not both";
        let error = Diagnostic::error(Code::WrongKind, span, message).related(formula.span, "the formula");
        draft.report(error.hint("leave out the formula, or use the parts in it"));
        return;
    }
    let rounding = rounding(draft, &ast.steps);
    let other = ast.steps.iter().find_map(|s| match s {
        ast::Step::Normalise(m) | ast::Step::Aggregate(m) | ast::Step::Missing(m) => Some(m.span),
        ast::Step::Weigh(_, span) => Some(*span),
        ast::Step::Rounded(..) => None,
    });
    if let Some(span) = other {
        let message = "this step has no effect, because the index is a formula";
        let error = Diagnostic::error(Code::WrongKind, span, message).related(formula.span, "the formula");
        draft.report(
            error.hint("leave this step out; or make the index of `parts`, and give the formula to an indicator"),
        );
        return;
    }
    let Some((expr, unit)) = super::expr::number(draft, Scope::rows_of(table), formula) else { return };
    if let Some(quantity) = draft.quantities.get_mut(id.at()) {
        quantity.ty = Some(Type::Number(Some(unit.unwrap_or_default())));
        quantity.origin = Some(Origin::Formula(expr, rounding));
    }
}

/// `rounded 3 half even`: the last one written.
pub(super) fn rounding(draft: &mut Draft<'_>, steps: &[ast::Step]) -> Option<Rounding> {
    let written = steps.iter().rev().find_map(|s| match s {
        ast::Step::Rounded(rounded, _) => Some(rounded),
        ast::Step::Weigh(..) | ast::Step::Normalise(_) | ast::Step::Aggregate(_) | ast::Step::Missing(_) => None,
    })?;
    rounded(draft, written)
}

/// A rounding with a checked number of decimals.
pub(super) fn rounded(draft: &mut Draft<'_>, written: &ast::Rounded) -> Option<Rounding> {
    let decimals = super::tables::decimals(draft, Some(&written.decimals))?;
    Some(Rounding { decimals, half_even: written.half_even })
}

/// The parts: named ones (a group stands for its indicators), then nested indices. `None` if one of them is broken.
fn parts(
    draft: &mut Draft<'_>,
    table: TableId,
    definition: &IndexDefinition<'_>,
    name_span: Span,
) -> Option<Vec<PartDraft>> {
    let mut parts: Vec<Option<PartDraft>> = Vec::new();
    for (name, weight) in &definition.index.parts {
        let given = super::weights::positive(draft, weight.as_ref());
        let span = weight.as_ref().map(|w| w.span);
        if let Some(group) = draft.group(table, &name.text).map(<[QuantityId]>::to_vec) {
            if let Some(span) = span {
                let message =
                    format!("`{}` is a group of {} indicators, so one weight does not fit", name.text, group.len());
                let hint = "give the indicators their weights where they are declared";
                draft.report(Diagnostic::error(Code::WeightsMismatch, span, message).hint(hint));
                parts.push(None);
            }
            for id in group {
                parts.push(part(draft, id, name, None, None));
            }
            continue;
        }
        match draft.find(table, &name.text) {
            Some(id) => parts.push(part(draft, id, name, given, span)),
            None => {
                unknown_part(draft, table, name);
                parts.push(None);
            }
        }
    }
    for child in &definition.children {
        let Some((full, span)) = draft.quantity(*child).map(|q| (q.name.clone(), q.name_span)) else { continue };
        let own = full.rsplit('.').next().unwrap_or(&full).to_owned();
        let nested = part(draft, *child, &ast::Name { text: own, span }, None, None);
        parts.push(nested.map(|mut p| {
            p.part.nested = true;
            p
        }));
    }
    if parts.is_empty() && definition.index.extends.is_some() {
        // What it extends could not be found, which has been reported.
        return None;
    }
    if parts.is_empty() {
        let message = "an index needs parts";
        let hint = "write `parts a, b, c`, nested indices, or a formula after `=`";
        draft.report(Diagnostic::error(Code::PartsMissing, name_span, message).hint(hint));
        return None;
    }
    let parts: Vec<PartDraft> = parts.into_iter().collect::<Option<_>>()?;
    let mut seen: HashMap<&str, Span> = HashMap::with_capacity(parts.len());
    for part in &parts {
        if let Some(first) = seen.insert(&part.part.name, part.part.span) {
            let message = format!("`{}` is a part twice", part.part.name);
            let error = Diagnostic::error(Code::DuplicateName, part.part.span, message);
            draft.report(error.related(first, "first named here"));
            return None;
        }
    }
    Some(parts)
}

fn unknown_part(draft: &mut Draft<'_>, table: TableId, name: &ast::Name) {
    let table_name = draft.table_name(table);
    let elsewhere =
        draft.names.iter().position(|n| n.contains_key(&name.text)).map(|i| draft.table_name(TableId(i as u32)));
    let message = format!("there is no indicator `{}`", name.text);
    let hint = match elsewhere {
        Some(other) => {
            let link = draft.table_names.get(&other).and_then(|t| super::expr::link_between(draft, table, *t));
            let formula = match link {
                Some(field) => format!("{field}.{}", name.text),
                None => format!("mean({} over {other})", name.text),
            };
            Some(format!(
                "`{0}` belongs to table `{other}`; bring it here with `indicator {0} of {table_name} = {formula}`",
                name.text
            ))
        }
        None if !draft.suggests() => None,
        None => {
            let known = draft.names.get(table.at()).into_iter().flat_map(|n| n.keys().map(String::as_str));
            let groups = draft.groups.get(table.at()).into_iter().flat_map(|g| g.keys().map(String::as_str));
            did_you_mean(&name.text, known.chain(groups))
        }
    };
    let error = Diagnostic::error(Code::UnknownName, name.span, message).label(format!("not in table `{table_name}`"));
    draft.report(error.maybe_hint(hint));
}

/// One part: a number, or a level of a scale that counts as numbers.
fn part(
    draft: &mut Draft<'_>,
    id: QuantityId,
    name: &ast::Name,
    weight: Option<f64>,
    weight_span: Option<Span>,
) -> Option<PartDraft> {
    let quantity = draft.quantity(id)?;
    let ty = quantity.ty.clone()?;
    let (own_name, own_weight) = (quantity.name.clone(), quantity.weight);
    let (higher_is_better, range, goalposts) = (quantity.higher_is_better, quantity.range, quantity.goalposts);
    // The same test, with the same messages, as for numbers in formulas.
    let value = crate::program::Expr { kind: ExprKind::Quantity(id), ty, span: name.span };
    let (_, unit) = super::expr::as_number(draft, value)?;
    let text = if draft.table(draft.quantity(id)?.table).is_some() && !name.text.is_empty() && own_name != name.text {
        // A member of a group goes by its own name; a nested index by the last part of its.
        own_name.rsplit('.').next().unwrap_or(&own_name).to_owned()
    } else {
        own_name
    };
    Some(PartDraft {
        part: Part { quantity: id, name: text, nested: false, span: name.span },
        weight: weight.or(own_weight),
        weight_span,
        unit: unit.unwrap_or_default(),
        higher_is_better,
        range,
        goalposts,
    })
}

/// Ranks an index.
pub(super) fn rank(draft: &mut Draft<'_>, id: QuantityId, of: QuantityId, ast: Option<&ast::Rank>) {
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
        let Some(within) = super::expr::within(draft, Scope::rows_of(table), &ast.within) else { return };
        rule.within = within;
        if let Some(among) = &ast.among {
            let Some(among) = super::expr::condition(draft, Scope::rows_of(table), among) else { return };
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

/// Checks `indicator x = EXPR`.
pub(super) fn formula(draft: &mut Draft<'_>, id: QuantityId, ast: &ast::Indicator) {
    let Some((table, name)) = draft.quantity(id).map(|q| (q.table, q.name.clone())) else { return };
    let Some(expr) = &ast.formula else { return };
    let declared = match &ast.ty {
        Some(ty) => {
            let item = ast::Declaration {
                name: ast::Name { text: name.clone(), span: expr.span },
                about: ast::About::default(),
                span: expr.span,
                kind: ast::Kind::Indicator(Box::default()),
            };
            let Some(ty) = super::tables::resolve_type(draft, &item, ty) else { return };
            Some(ty)
        }
        None => None,
    };
    let Some(checked) = check_expr(draft, Scope::rows_of(table), expr, declared.as_ref()) else { return };
    let Some(ty) = agree(draft, &name, declared, &checked) else { return };
    let rounding = match &ast.rounded {
        Some(written) => rounded(draft, written),
        None => None,
    };
    if let (Some(_), false) = (rounding, matches!(ty, Type::Number(_))) {
        let found = draft.describe(&ty);
        let message = format!("only numbers are rounded, and `{name}` is {found}");
        draft.report(Diagnostic::error(Code::TypeMismatch, expr.span, message));
        return;
    }
    if let Some(quantity) = draft.quantities.get_mut(id.at()) {
        quantity.ty = Some(ty);
        quantity.origin = Some(Origin::Formula(checked, rounding));
    }
}

/// The type of a formula: the declared one, if the formula fits it.
fn agree(draft: &mut Draft<'_>, name: &str, declared: Option<Type>, checked: &crate::program::Expr) -> Option<Type> {
    let found = match &checked.ty {
        Type::Number(None) => Type::Number(Some(Unit::default())),
        other => other.clone(),
    };
    let Some(declared) = declared else { return Some(found) };
    if let (Type::Number(Some(want)), Type::Number(unit)) = (&declared, &checked.ty) {
        match unit {
            Some(unit) if !unit.agrees(want) => {
                let (want, unit) = (draft.units.describe(want), draft.units.describe(unit));
                let message = format!("`{name}` is declared in `{want}`, but the formula gives `{unit}`");
                let hint = format!("declare it `: {unit}`, or correct the formula");
                draft.report(Diagnostic::error(Code::UnitMismatch, checked.span, message).hint(hint));
                return None;
            }
            Some(_) | None => return Some(declared),
        }
    }
    if declared != found {
        let (want, got) = (draft.describe(&declared), draft.describe(&found));
        let message = format!("`{name}` is declared as {want}, but the formula gives {got}");
        draft.report(Diagnostic::error(Code::TypeMismatch, checked.span, message));
        return None;
    }
    Some(declared)
}

/// The rule where none is written.
pub(super) const DEFAULT_MISSING: MissingRule = MissingRule::Propagate;

/// Whether any step after position `at` normalises.
pub(super) fn normalised_after(steps: &[Step], at: usize) -> bool {
    steps.iter().skip(at).any(|s| matches!(s, Step::Normalise(n) if n.parts.iter().any(Option::is_some)))
}
