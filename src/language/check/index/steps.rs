//! The steps of an index: methods with their options, weights, aggregation.

use std::collections::HashSet;

use super::parts::PartDraft;
use super::weighing::{self, Weighed};
use super::{goalposts, levels, missing, options, outcome, preferences, prepare, yardstick};
use crate::check::draft::{Draft, IndexDefinition};
use crate::check::expr::Scope;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::methods::{Aggregator, Domain, Normaliser, Options, Refusal, Setting, aggregate, normalise};
use crate::program::{Expr, NormaliseStep, QuantityId, Step, TableId, Unit, WeighStep, Weighing};
use crate::source::Span;
use crate::syntax::ast;

/// The checked steps of an index.
pub(super) struct Steps {
    pub steps: Vec<Step>,
    pub aggregate: &'static dyn Aggregator,
    pub aggregate_options: Options,
    pub formula: Option<Box<Expr>>,
    /// What the formula reads beside the parts.
    pub inputs: Vec<Expr>,
    pub aggregate_span: Span,
    pub aggregate_within: Vec<QuantityId>,
    pub preferences: Vec<Option<Options>>,
    pub higher: Vec<bool>,
    /// Of a formula: the unit of its result.
    pub formula_unit: Option<Unit>,
    /// High values are bad, in the index as in its parts.
    pub of_badness: bool,
    pub weights: Vec<f64>,
    pub weights_span: Option<Span>,
    pub weights_name: Option<String>,
    pub weighing: Weighing,
    pub missing: missing::Rules,
}

/// The steps of an index in the order in which they run: inherited normalisations, then its own steps as written.
pub(super) fn steps(
    draft: &mut Draft<'_>,
    table: TableId,
    definition: &IndexDefinition<'_>,
    parts: &[PartDraft],
    name_span: Span,
) -> Option<Steps> {
    let effective = effective(definition);
    let last_normalise = effective.iter().rposition(|s| matches!(s, ast::Step::Normalise(_)));
    let has_leaves = parts.iter().any(|p| !p.part.nested);
    let mut states = vec![PartState::default(); parts.len()];
    let mut checked = Vec::new();
    let mut weights: Option<(Vec<f64>, Span, Option<String>)> = None;
    let mut by_data = None;
    let mut broken = false;
    for (at, step) in effective.iter().enumerate() {
        match step {
            ast::Step::Weigh(weigh, span) => {
                let (factors, name) = match weighing::resolve(draft, weigh, parts, *span) {
                    Some(Weighed::Factors(factors, name)) => (factors, name),
                    // It sees the values after the steps before it, and its weights enter the aggregation.
                    Some(Weighed::Computed(method, options)) => {
                        by_data = Some((method, options, *span, checked.len()));
                        continue;
                    }
                    None => {
                        broken = true;
                        continue;
                    }
                };
                let normalised_later = has_leaves && last_normalise.is_some_and(|n| n > at);
                if normalised_later {
                    checked.push(Step::Weigh(WeighStep { factors, name, span: *span }));
                } else {
                    weights = Some((factors, *span, name));
                }
            }
            ast::Step::Normalise(method) => match normalise_step(draft, table, method, parts, &mut states) {
                Some(Some(step)) => checked.push(Step::Normalise(step)),
                Some(None) => {}
                None => broken = true,
            },
            ast::Step::Treat(_) | ast::Step::Impute(_) | ast::Step::Screen(_) => {
                match prepare::step(draft, table, definition, step, parts) {
                    Some(step) => checked.extend(step),
                    None => broken = true,
                }
            }
            ast::Step::Aggregate(_) | ast::Step::Missing(_) | ast::Step::Rounded(..) => {}
        }
    }
    let aggregation = aggregate_step(draft, table, &effective, name_span)?;
    let preferences = preferences::preferences(draft, &definition.index.prefer, &aggregation, parts)?;
    let missing = missing::rules(draft, definition, &effective, parts.len())?;
    missing::fits(draft, &aggregation, &missing, &effective)?;
    parts_fit(draft, &aggregation, parts.len())?;
    let weighing = match by_data {
        Some((method, options, span, after)) if !broken => {
            let by_data = (method, options, span);
            let by_data = weighing::computed(draft, by_data, parts, &checked, after, aggregation.method)?;
            weights = Some((vec![1.0; parts.len()], span, None));
            Weighing::Computed(Box::new(by_data))
        }
        Some(_) | None => Weighing::Given,
    };
    let (weights, weights_span, weights_name) = match weights {
        Some((weights, span, name)) => (weights, Some(span), name),
        None if checked.iter().any(|s| matches!(s, Step::Weigh(_))) => (vec![1.0; parts.len()], None, None),
        None => {
            let (weights, span) = super::part_weights::given_with_parts(draft, parts)?;
            (weights, span, None)
        }
    };
    if broken {
        return None;
    }
    let turned: Vec<bool> = states.iter().map(|s| s.turned).collect();
    let AggregateStep { method: aggregate, options: aggregate_options, span: aggregate_span, within } = aggregation;
    let formula = written(&effective).and_then(|method| method.formula.as_deref());
    let (aggregate_options, formula, inputs, formula_unit) = match formula {
        Some(formula) => {
            let found = super::formula::check(draft, table, formula, parts, &checked)?;
            (found.options, Some(Box::new(found.formula)), found.inputs, Some(found.unit))
        }
        None => (aggregate_options, None, Vec::new(), None),
    };
    let of_badness = of_badness(definition, parts, &states);
    if !aggregate.algebra(&aggregate_options).reads_directions && !of_badness {
        all_turned(draft, parts, &states)?;
        outcome::directions(draft, parts, &checked, &turned)?;
    }
    prepare::goalposts_still_fit(draft, parts, &checked)?;
    let higher = parts.iter().zip(&turned).map(|(p, turned)| p.higher_is_better != Some(false) || *turned).collect();
    Some(Steps {
        steps: checked,
        aggregate,
        aggregate_options,
        formula,
        inputs,
        aggregate_span,
        aggregate_within: within,
        preferences,
        higher,
        formula_unit,
        of_badness,
        weights,
        weights_span,
        weights_name,
        weighing,
        missing,
    })
}

/// Whether high values are bad in the index as in all its parts: it says `better lower`, or what it is nested in does, and
/// no step has turned a part round.
fn of_badness(definition: &IndexDefinition<'_>, parts: &[PartDraft], states: &[PartState]) -> bool {
    let nearest = std::iter::once(definition.index).chain(definition.around.iter().rev().copied());
    let says = nearest.filter_map(|index| index.better).next().is_some_and(|(higher, _)| !higher);
    says && parts.iter().all(|p| p.higher_is_better != Some(true)) && states.iter().all(|s| !s.turned)
}

/// Checks the methods of an index whose parts are broken: a mistake in one does not hide one in the other.
pub(super) fn methods_exist(draft: &mut Draft<'_>, table: TableId, steps: &[ast::Step]) {
    for step in steps {
        match step {
            ast::Step::Normalise(method) => {
                normaliser(draft, method);
                crate::check::expr::within(draft, Scope::rows_of(table), &method.within);
                yardstick::among(draft, table, method);
            }
            ast::Step::Aggregate(_) => {
                aggregate_step(draft, table, &[step], Span::default());
            }
            ast::Step::Treat(_) | ast::Step::Impute(_) | ast::Step::Screen(_) => prepare::exists(draft, table, step),
            ast::Step::Weigh(..) | ast::Step::Missing(_) | ast::Step::Rounded(..) => {}
        }
    }
}

/// Own steps, and of the kinds that are not among them the inherited ones, which come first.
pub(super) fn effective<'a>(definition: &IndexDefinition<'a>) -> Vec<&'a ast::Step> {
    let own = &definition.index.steps;
    let written = |step: &ast::Step| own.iter().any(|o| o.is_same_kind(step));
    let mut steps: Vec<&ast::Step> = definition.inherited.iter().copied().filter(|s| !written(s)).collect();
    // What prepares the parts comes before a normalisation that is not its own.
    let inherited = steps.iter().position(|s| matches!(s, ast::Step::Normalise(_)));
    let (before, after): (Vec<_>, Vec<_>) = own.iter().partition(|s| inherited.is_some() && s.prepares());
    let at = inherited.unwrap_or(steps.len());
    steps.splice(at..at, before);
    steps.extend(after);
    steps
}

/// A normalisation. `Some(None)`: it applies to no part here, because all are nested indices.
fn normalise_step(
    draft: &mut Draft<'_>,
    table: TableId,
    method: &ast::Method,
    parts: &[PartDraft],
    states: &mut [PartState],
) -> Option<Option<NormaliseStep>> {
    let named = normaliser(draft, method);
    let within = crate::check::expr::within(draft, Scope::rows_of(table), &method.within);
    let among = yardstick::among(draft, table, method);
    let ((normaliser, mut given), within, among) = (named?, within?, among?);
    let degenerate = options::take_degenerate(&mut given).unwrap_or_else(|| normaliser.degenerate_with(&given));
    let applies = applies(draft, method, parts)?;
    if !applies.iter().any(|a| *a) {
        return Some(None);
    }
    let applied = || parts.iter().zip(&applies).filter(|(_, a)| **a).map(|(p, _)| p);
    levels::resolve(draft, method, &mut given, applied())?;
    yardstick::objection(draft, method, normaliser, &given)?;
    let algebra = normaliser.algebra(&given);
    let own = goalposts::of_step(draft, method, algebra, applied());
    let mut settings = Vec::new();
    for ((part, applies), state) in parts.iter().zip(applies).zip(states.iter_mut()) {
        if !applies {
            settings.push(None);
            continue;
        }
        let reverse = part.higher_is_better == Some(false) && !state.turned;
        if reverse && !algebra.reverses && normaliser.name() != "none" {
            // A step after this one may turn it.
            state.kept_by = state.kept_by.or(Some((method.span, normaliser.name())));
        }
        state.turned |= reverse && algebra.reverses;
        let goalposts = goalposts::of_part(draft, method, part, algebra, own.as_ref())?;
        let domain = if reverse && algebra.reverses { normaliser.reversed_domain(&given) } else { algebra.domain };
        if !state.normalised {
            part_in_domain(draft, method, part, domain, normaliser.name())?;
        }
        state.normalised |= normaliser.name() != "none";
        settings.push(Some(Setting { goalposts, reverse: reverse && algebra.reverses }));
    }
    let (options, span) = (given, method.span);
    Some(Some(NormaliseStep { method: normaliser, options, degenerate, within, among, parts: settings, span }))
}

/// The normalisation that a clause names, with its options.
fn normaliser(draft: &mut Draft<'_>, method: &ast::Method) -> Option<(&'static dyn Normaliser, Options)> {
    let Some((normaliser, used)) = normalise::find(&options::words(method)) else {
        options::unknown_method(draft, method, "normalise", normalise::names().collect());
        return None;
    };
    let given = options::options(draft, method, used, normaliser.name(), normaliser.options(), true)?;
    yardstick::required(draft, method, normaliser, &given)?;
    Some((normaliser, given))
}

/// What the steps so far have done to a part.
#[derive(Clone, Copy, Default)]
struct PartState {
    /// Lower was better, and now higher is.
    turned: bool,
    /// Its values are no longer those of the data.
    normalised: bool,
    /// The first step that left it as it was although lower is better.
    kept_by: Option<(Span, &'static str)>,
}

/// Reports a part for which lower is better that was normalised and never turned round.
fn all_turned(draft: &mut Draft<'_>, parts: &[PartDraft], states: &[PartState]) -> Option<()> {
    let kept = parts.iter().zip(states).filter(|(_, state)| !state.turned).find_map(|(p, s)| Some((p, s.kept_by?)));
    let Some((part, (span, name))) = kept else { return Some(()) };
    cannot_turn(draft, span, part, name);
    None
}

/// The parts that a step applies to: those after `for`, otherwise all but nested indices, whose own parts are normalised already.
pub(super) fn applies(draft: &mut Draft<'_>, method: &ast::Method, parts: &[PartDraft]) -> Option<Vec<bool>> {
    if method.only.is_empty() {
        return Some(parts.iter().map(|p| !p.part.nested).collect());
    }
    let mut applies = vec![false; parts.len()];
    for name in &method.only {
        let hits: Vec<bool> = parts.iter().map(|p| p.part.name == name.text).collect();
        let group = parts.iter().find(|p| draft.quantity(p.part.quantity).is_some()).and_then(|p| {
            let table = draft.quantity(p.part.quantity)?.table;
            draft.group(table, &name.text).map(|group| group.iter().copied().collect::<HashSet<_>>())
        });
        let mut hit = false;
        for ((slot, direct), part) in applies.iter_mut().zip(hits).zip(parts) {
            let in_group = group.as_ref().is_some_and(|g| g.contains(&part.part.quantity));
            *slot |= direct || in_group;
            hit |= direct || in_group;
        }
        if !hit {
            let message = format!("`{}` is no part of this index", name.text);
            let hint = did_you_mean(&name.text, parts.iter().map(|p| p.part.name.as_str()));
            draft.report(Diagnostic::error(Code::UnknownName, name.span, message).maybe_hint(hint));
            return None;
        }
    }
    Some(applies)
}

fn cannot_turn(draft: &mut Draft<'_>, step: Span, part: &PartDraft, name: &str) {
    let hint = match name {
        "bands" | "points" | "piecewise linear" => {
            format!(
                "let the points fall where `{}` grows, since the lower value is the better one; or write `better lower` in the index, if its high values are bad as well",
                part.part.name
            )
        }
        _ => format!(
            "normalise it with `minmax` or `goalposts`, or use a formula in its place: `indicator … = 1 / {}`",
            part.part.name
        ),
    };
    let message = format!("lower is better for `{}`, but `{name}` cannot turn an indicator round", part.part.name);
    draft.report(
        Diagnostic::error(Code::DirectionIgnored, part.part.span, message).related(step, "normalised here").hint(hint),
    );
}

/// Whether the declared range of a part fits the domain of a normalisation.
fn part_in_domain(
    draft: &mut Draft<'_>,
    method: &ast::Method,
    part: &PartDraft,
    domain: Domain,
    name: &str,
) -> Option<()> {
    let outside = match (domain, part.range.0) {
        (Domain::All, _) | (Domain::NonNegative | Domain::Positive, None) => false,
        (Domain::NonNegative, Some(low)) => low < 0.0,
        (Domain::Positive, Some(low)) => low < 0.0,
    };
    if outside {
        let message = format!("`{}` may be negative, and `{name}` is not defined there", part.part.name);
        let error = Diagnostic::error(Code::MethodOutsideDomain, part.part.span, message);
        draft.report(error.related(method.span, "normalised here"));
        return None;
    }
    Some(())
}

/// Options of an aggregation that fit only so many parts.
fn parts_fit(draft: &mut Draft<'_>, aggregation: &AggregateStep, parts: usize) -> Option<()> {
    let Some(Refusal { message, hint }) = aggregation.method.refuses_parts(&aggregation.options, parts) else {
        return Some(());
    };
    draft.report(Diagnostic::error(Code::MethodOption, aggregation.span, message).hint(hint));
    None
}

/// A checked `aggregate` clause.
pub(super) struct AggregateStep {
    pub method: &'static dyn Aggregator,
    pub options: Options,
    pub span: Span,
    pub within: Vec<QuantityId>,
}

/// The clause that says how parts are put together.
fn written<'a>(steps: &[&'a ast::Step]) -> Option<&'a ast::Method> {
    steps.iter().rev().find_map(|s| match s {
        ast::Step::Aggregate(method) => Some(method),
        ast::Step::Weigh(..)
        | ast::Step::Normalise(_)
        | ast::Step::Treat(_)
        | ast::Step::Impute(_)
        | ast::Step::Screen(_)
        | ast::Step::Missing(_)
        | ast::Step::Rounded(..) => None,
    })
}

fn aggregate_step(
    draft: &mut Draft<'_>,
    table: TableId,
    steps: &[&ast::Step],
    name_span: Span,
) -> Option<AggregateStep> {
    let Some(method) = written(steps) else {
        let (aggregator, _) = aggregate::find(&["arithmetic", "mean"])?;
        let options = Options::default();
        return Some(AggregateStep { method: aggregator, options, span: name_span, within: Vec::new() });
    };
    if method.formula.is_some() {
        return Some(super::formula::step(method.span));
    }
    let words = options::words(method);
    let Some((aggregator, used)) = aggregate::find(&words) else {
        options::unknown_method(draft, method, "aggregate", aggregate::names().collect());
        return None;
    };
    let options = options::options(draft, method, used, aggregator.name(), aggregator.options(), false)?;
    if let Some(Refusal { message, hint }) = aggregator.refuses(&options) {
        draft.report(Diagnostic::error(Code::MethodOption, method.span, message).hint(hint));
        return None;
    }
    let compares_rows = aggregator.whole().is_some();
    let within = method.within.first().filter(|_| !compares_rows);
    let misplaced = within.or(method.only.first()).map(|name| name.span);
    if let Some(span) = misplaced.or(method.among.as_ref().map(|e| e.span)) {
        let (message, hint) = if compares_rows {
            (
                "an aggregation takes all parts and all rows, so `among` and `for` have no meaning here",
                "list what it is to take as `parts`, and exclude rows with a `gate`",
            )
        } else {
            (
                "an aggregation takes all parts of one row, so `within`, `among` and `for` have no meaning here",
                "they belong to the normalisation, as in `normalise minmax within industry`",
            )
        };
        draft.report(Diagnostic::error(Code::MethodOption, span, message).hint(hint));
        return None;
    }
    let within = crate::check::expr::within(draft, Scope::rows_of(table), &method.within)?;
    Some(AggregateStep { method: aggregator, options, span: method.span, within })
}

/// Kept beside its use: a method's page is found by its name.
#[cfg(test)]
mod tests {
    #[test]
    fn the_default_aggregation_exists() {
        assert!(super::aggregate::find(&["arithmetic", "mean"]).is_some());
    }
}
