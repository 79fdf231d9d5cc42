//! `weigh` in an index: weights by their name, listed, equal, or computed from the data in the run.

use super::parts::PartDraft;
use super::{options, outcome, part_weights};
use crate::check::draft::Draft;
use crate::diagnostic::{Code, Diagnostic, list};
use crate::methods::weigh::{self, Basis, FromData};
use crate::methods::{Aggregator, Domain, Options, Weigher};
use crate::program::{ComputedWeights, Step};
use crate::source::Span;
use crate::syntax::ast;

/// What a `weigh` clause means.
pub(super) enum Weighed {
    /// Weights that are known now, with their name.
    Factors(Vec<f64>, Option<String>),
    /// Weights from the data.
    Computed(&'static dyn Weigher, Options),
}

/// Resolves a `weigh` clause. A set of weights goes before a method of the same name.
pub(super) fn resolve(draft: &mut Draft<'_>, weigh: &ast::Weigh, parts: &[PartDraft], span: Span) -> Option<Weighed> {
    let method = match weigh {
        ast::Weigh::Listed(entries) => {
            crate::check::weights::entries(draft, entries);
            return part_weights::by_name(draft, entries, parts, span).map(|f| Weighed::Factors(f, None));
        }
        ast::Weigh::Named(name) if draft.broken_weights.contains(&name.text) => return None,
        ast::Weigh::Named(name) => {
            if let Some(entries) = draft.weights.get(&name.text).map(|w| w.entries.clone()) {
                let factors = part_weights::by_name(draft, &entries, parts, span);
                return factors.map(|f| Weighed::Factors(f, Some(name.text.clone())));
            }
            if weigh::find(&[&name.text]).is_none() {
                part_weights::no_such_weights(draft, name);
                return None;
            }
            let terms = vec![ast::Term::Word(name.clone())];
            ast::Method { terms, within: Vec::new(), among: None, only: Vec::new(), formula: None, span }
        }
        ast::Weigh::Method(method) => method.clone(),
    };
    by_method(draft, &method, parts)
}

fn by_method(draft: &mut Draft<'_>, method: &ast::Method, parts: &[PartDraft]) -> Option<Weighed> {
    let Some((found, used)) = weigh::find(&options::words(method)) else {
        let known = weigh::ALL.iter().filter(|m| !matches!(m.basis(), Basis::People(_))).map(|m| m.name());
        options::unknown_method(draft, method, "weigh", known.collect());
        return None;
    };
    let name = found.name();
    let among = method.among.as_ref().map(|e| e.span);
    if let Some(place) = method.within.first().or(method.only.first()).map(|n| n.span).or(among) {
        let message = "weights belong to the index as a whole, so `within`, `among` and `for` have no meaning here";
        let hint = "for weights of their own put the parts into a nested index";
        draft.report(Diagnostic::error(Code::MethodOption, place, message).hint(hint));
        return None;
    }
    let given = options::options(draft, method, used, name, found.options(), false)?;
    match found.basis() {
        Basis::Arrangement if given.has("per group") => {
            let factors = equal_per_group(draft, method, parts)?;
            Some(Weighed::Factors(factors, Some("equal per group".to_owned())))
        }
        Basis::Arrangement => Some(Weighed::Factors(vec![1.0; parts.len()], Some(name.to_owned()))),
        Basis::Data(_) => {
            components_fit(draft, method, &given, parts.len())?;
            Some(Weighed::Computed(found, given))
        }
        Basis::People(_) => {
            let message = format!("`{name}` makes weights of judgements, and there are none here");
            let hint =
                format!("declare `weights NAME from {name} {{ … }}` with the judgements, and write `weigh NAME`");
            draft.report(Diagnostic::error(Code::MethodOption, method.span, message).hint(hint));
            None
        }
    }
}

/// `components K` is a whole number from 1 to the number of parts.
fn components_fit(draft: &mut Draft<'_>, method: &ast::Method, given: &Options, parts: usize) -> Option<()> {
    let Some(k) = given.number("components") else { return Some(()) };
    if k.fract() == 0.0 && k >= 1.0 && k <= parts as f64 {
        return Some(());
    }
    let message = format!("there are no {k} components of {parts} parts");
    let hint = format!("write a whole number from 1 to {parts}");
    draft.report(Diagnostic::error(Code::MethodOption, method.span, message).hint(hint));
    None
}

/// Each named group of indicators weighs the same, and in it each part; a part without a group is one by itself.
fn equal_per_group(draft: &mut Draft<'_>, method: &ast::Method, parts: &[PartDraft]) -> Option<Vec<f64>> {
    let mut groups: Vec<String> = Vec::new();
    let mut of_part = Vec::new();
    let mut any = false;
    for part in parts {
        let Some(quantity) = draft.quantity(part.part.quantity) else { continue };
        let found: Vec<String> = draft
            .groups
            .get(quantity.table.at())
            .into_iter()
            .flatten()
            .filter(|(_, members)| members.contains(&part.part.quantity))
            .map(|(name, _)| name.clone())
            .collect();
        any |= !found.is_empty();
        let group = match found.as_slice() {
            // A part cannot have the name of a group with several members, so that these do not clash.
            [] => format!("{} alone", part.part.name),
            [only] => only.clone(),
            several => {
                let groups = list(several.iter().map(String::as_str));
                let message =
                    format!("`{}` belongs to {groups}, so that it is not clear how much it weighs", part.part.name);
                let error =
                    Diagnostic::error(Code::MethodOption, part.part.span, message).related(method.span, "weighed here");
                draft.report(error.hint("give the parts their weights one by one"));
                return None;
            }
        };
        let at = groups.iter().position(|g| *g == group).unwrap_or_else(|| {
            groups.push(group);
            groups.len() - 1
        });
        of_part.push(at);
    }
    if !any {
        let message = "none of the parts belongs to a named group";
        let hint = "declare them in groups, `indicators digital of … { … }`; or write `weigh equal`";
        draft.report(Diagnostic::error(Code::MethodOption, method.span, message).hint(hint));
        return None;
    }
    let size = |group: &usize| of_part.iter().filter(|g| *g == group).count() as f64;
    Some(of_part.iter().map(|g| 1.0 / (groups.len() as f64 * size(g))).collect())
}

/// A data-driven weighing in its place: what it sees must be what it is defined for.
pub(super) fn computed(
    draft: &mut Draft<'_>,
    (method, options, span): (&'static dyn Weigher, Options, Span),
    parts: &[PartDraft],
    steps: &[Step],
    after: usize,
    aggregate: &'static dyn Aggregator,
) -> Option<ComputedWeights> {
    let Basis::Data(by_data) = method.basis() else { return None };
    let before = steps.get(..after).unwrap_or_default();
    units_fit(draft, (method.name(), by_data, span), parts, before)?;
    in_domain(draft, (method.name(), by_data, span), parts, before)?;
    if by_data.needs_a_mean() && !["arithmetic mean", "sum"].contains(&aggregate.name()) {
        let name = method.name();
        let message =
            format!("`weigh {name}` finds weights for a sum of the parts, and this index is a {}", aggregate.name());
        let hint = "write `aggregate arithmetic mean`, or weigh otherwise";
        draft.report(Diagnostic::error(Code::MethodOption, span, message).hint(hint));
        return None;
    }
    let importances = match by_data.needs_a_mean() {
        true => part_weights::given_with_parts(draft, parts)?.0,
        false => vec![1.0; parts.len()],
    };
    Some(ComputedWeights { method, options, after, importances, span })
}

type ByData<'a> = (&'a str, &'a dyn FromData, Span);

fn units_fit(
    draft: &mut Draft<'_>,
    (name, method, span): ByData<'_>,
    parts: &[PartDraft],
    before: &[Step],
) -> Option<()> {
    if method.scale_invariant() {
        return Some(());
    }
    let units = outcome::after(parts, before).into_iter().map(|(unit, _)| unit).collect::<Vec<_>>();
    let first = units.first()?;
    let Some(other) = units.iter().position(|u| !u.agrees(first)) else { return Some(()) };
    let (a, b) = (&parts.first()?.part, &parts.get(other)?.part);
    let message =
        format!("`{}` and `{}` have different units, and `{name}` compares how much they vary", a.name, b.name);
    let error = Diagnostic::error(Code::UnitsMixed, b.span, message).related(span, "weighed here");
    draft.report(error.hint(format!("write a normalisation such as `normalise minmax` above `weigh {name}`")));
    None
}

fn in_domain(
    draft: &mut Draft<'_>,
    (name, method, span): ByData<'_>,
    parts: &[PartDraft],
    before: &[Step],
) -> Option<()> {
    let outside = |low: Option<f64>| match method.domain() {
        Domain::All => false,
        Domain::NonNegative | Domain::Positive => low.is_some_and(|l| l < 0.0),
    };
    let ranges = outcome::after(parts, before);
    let Some((part, _)) = parts.iter().zip(ranges).find(|(_, (_, range))| outside(range.0)) else { return Some(()) };
    let message = format!("`{}` may be negative here, and `weigh {name}` is not defined then", part.part.name);
    let hint = format!(
        "normalise to numbers that are not negative, such as `minmax`, above `weigh {name}`; or weigh otherwise"
    );
    let error = Diagnostic::error(Code::MethodOutsideDomain, part.part.span, message);
    draft.report(error.related(span, "weighed here").hint(hint));
    None
}
