//! The parts of an index.

use std::collections::HashMap;

use crate::check::draft::{Draft, IndexDefinition};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::program::{ExprKind, Origin, Part, QuantityId, TableId, Type, Unit};
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
    /// Where each row has a target of its own: how far it has come.
    pub progress: Option<QuantityId>,
}

/// The parts: named ones (a group stands for its indicators), then nested indices. `None` if one of them is broken.
pub(super) fn parts(
    draft: &mut Draft<'_>,
    table: TableId,
    definition: &IndexDefinition<'_>,
    name_span: Span,
) -> Option<Vec<PartDraft>> {
    let mut parts: Vec<Option<PartDraft>> = Vec::new();
    let steps = super::steps::effective(definition);
    let points = |draft: &Draft<'_>, id: QuantityId| {
        draft.quantity(id).is_some_and(|q| super::levels::given_points(&steps, &q.name))
    };
    for (name, weight) in &definition.index.parts {
        let given = crate::check::weights::positive(draft, weight.as_ref());
        let span = weight.as_ref().map(|w| w.span);
        if let Some(group) = draft.members(table, &name.text, name.span).ok()?.map(<[QuantityId]>::to_vec) {
            if let Some(span) = span {
                let message =
                    format!("`{}` is a group of {} indicators, so one weight does not fit", name.text, group.len());
                let hint = "give the indicators their weights where they are declared";
                draft.report(Diagnostic::error(Code::WeightsMismatch, span, message).hint(hint));
                parts.push(None);
            }
            for id in group {
                let points = points(draft, id);
                parts.push(part(draft, id, name, (None, None), points));
            }
            continue;
        }
        match draft.find(table, &name.text) {
            Some(id) => {
                let points = points(draft, id);
                parts.push(part(draft, id, name, (given, span), points));
            }
            None => {
                unknown_part(draft, table, name);
                parts.push(None);
            }
        }
    }
    for child in &definition.children {
        let Some((full, span)) = draft.quantity(*child).map(|q| (q.name.clone(), q.name_span)) else { continue };
        let own = full.rsplit('.').next().unwrap_or(&full).to_owned();
        let nested = part(draft, *child, &ast::Name { text: own, span }, (None, None), false);
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
            let link = draft.table_names.get(&other).and_then(|t| crate::check::expr::link_between(draft, table, *t));
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

/// The scores that cells of a column may have that hold no value; those of what a formula is read from are passed on by
/// it: by what is divided by a denominator, and by answers that count only where they were asked for.
fn scores(draft: &Draft<'_>, id: QuantityId) -> Vec<f64> {
    let Some(quantity) = draft.quantity(id) else { return Vec::new() };
    let table = draft.table(quantity.table).map(|t| t.tokens.as_slice()).unwrap_or_default();
    let read = ["raw", "given"].iter().find_map(|end| draft.find(quantity.table, &format!("{}.{end}", quantity.name)));
    match read.and_then(|read| draft.quantity(read)).unwrap_or(quantity).origin.as_ref() {
        Some(Origin::Column(source)) => crate::program::scores(&source.tokens, table),
        Some(Origin::Formula(..) | Origin::Index(_) | Origin::Rank(_) | Origin::Scenario(_)) | None => Vec::new(),
    }
}

/// One part: a number, a level of a scale that counts as numbers, or yes and no as 1 and 0; any level or category where
/// a step gives it points.
fn part(
    draft: &mut Draft<'_>,
    id: QuantityId,
    name: &ast::Name,
    (weight, weight_span): (Option<f64>, Option<Span>),
    points: bool,
) -> Option<PartDraft> {
    let quantity = draft.quantity(id)?;
    let ty = quantity.ty.clone()?;
    let (own_name, own_weight) = (quantity.name.clone(), quantity.weight);
    let (higher_is_better, mut range, goalposts) = (quantity.higher_is_better, quantity.range, quantity.goalposts);
    let unit = if ty == Type::YesNo {
        // A part of a checklist: yes counts as 1, no as 0.
        range = (Some(0.0), Some(1.0));
        None
    } else if points && matches!(ty, Type::Member(_)) {
        None
    } else {
        // The same test, with the same messages, as for numbers in formulas.
        let value = crate::program::Expr { kind: ExprKind::Quantity(id), ty, span: name.span };
        crate::check::expr::as_number(draft, value)?.1
    };
    let text = if draft.table(draft.quantity(id)?.table).is_some() && !name.text.is_empty() && own_name != name.text {
        // A member of a group goes by its own name; a nested index by the last part of its.
        own_name.rsplit('.').next().unwrap_or(&own_name).to_owned()
    } else {
        own_name
    };
    Some(PartDraft {
        part: Part { quantity: id, name: text, nested: false, scores: scores(draft, id), span: name.span },
        weight: weight.or(own_weight),
        weight_span,
        unit: unit.unwrap_or_default(),
        higher_is_better,
        range,
        goalposts,
        progress: draft.progress.get(&id).copied(),
    })
}
