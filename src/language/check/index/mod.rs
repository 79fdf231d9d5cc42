//! Indices: parts and their weights, steps, units, directions.

mod formula;
mod goalposts;
mod levels;
mod missing;
mod named_row;
mod option_values;
pub(super) mod options;
mod outcome;
mod part_weights;
mod parts;
mod preferences;
mod prepare;
mod rank;
mod steps;
mod targets;
mod weighing;
mod yardstick;

pub(super) use prepare::counted;
pub(super) use rank::rank;

use steps::Steps;

use super::draft::{Draft, IndexDefinition};
use super::expr::Scope;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Index, Origin, QuantityId, Rounding, TableId, Type};
use crate::syntax::ast;

/// Checks the definition of an index; sets its type and origin.
pub(super) fn check(draft: &mut Draft<'_>, id: QuantityId, definition: &IndexDefinition<'_>) {
    let Some((table, name_span)) = draft.quantity(id).map(|q| (q.table, q.name_span)) else { return };
    let ast = definition.index;
    extends_nothing(draft, ast);
    if let Some(formula) = &ast.formula {
        by_formula(draft, id, table, ast, formula);
        return;
    }
    let Some(mut parts) = parts::parts(draft, table, definition, name_span) else {
        steps::methods_exist(draft, table, &ast.steps);
        return;
    };
    let Some(mut steps) = steps::steps(draft, table, definition, &parts, name_span) else { return };
    let Some(result) = outcome::result(draft, &parts, &steps, name_span) else { return };
    if targets::take_progress(draft, &mut parts, &mut steps.steps).is_none() {
        return;
    }
    let rounding = rounding(draft, &ast.steps);
    let Steps {
        steps,
        aggregate,
        aggregate_options,
        formula,
        inputs,
        aggregate_span,
        aggregate_within,
        preferences,
        higher,
        formula_unit: _,
        of_badness: _,
        weights,
        weights_span,
        weights_name,
        weighing,
        missing,
    } = steps;
    let index = Index {
        parts: parts.into_iter().map(|p| p.part).collect(),
        steps,
        aggregate,
        aggregate_options,
        formula,
        inputs,
        aggregate_span,
        aggregate_within,
        preferences,
        higher,
        weights,
        weights_span,
        weights_name,
        weighing,
        missing: missing.general,
        missing_as: missing.by_kind,
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
        ast::Step::Normalise(m)
        | ast::Step::Treat(m)
        | ast::Step::Impute(m)
        | ast::Step::Screen(m)
        | ast::Step::Aggregate(m)
        | ast::Step::Missing(m) => Some(m.span),
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
        ast::Step::Weigh(..)
        | ast::Step::Normalise(_)
        | ast::Step::Treat(_)
        | ast::Step::Impute(_)
        | ast::Step::Screen(_)
        | ast::Step::Aggregate(_)
        | ast::Step::Missing(_) => None,
    })?;
    rounded(draft, written)
}

/// A rounding with a checked number of decimals.
pub(super) fn rounded(draft: &mut Draft<'_>, written: &ast::Rounded) -> Option<Rounding> {
    let decimals = super::tables::decimals(draft, Some(&written.decimals))?;
    Some(Rounding { decimals, half_even: written.half_even })
}
