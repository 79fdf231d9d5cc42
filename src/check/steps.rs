//! The steps of an index: methods with their options, weights, the rule for missing parts, and what comes out.

use super::draft::{Draft, IndexDefinition};
use super::expr::Scope;
use super::index::PartDraft;
use super::options;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::methods::{Aggregator, Domain, NormaliseAlgebra, Normaliser, Options, Setting, aggregate, normalise};
use crate::program::{MissingRule, NormaliseStep, Step, TableId, Unit, WeighStep};
use crate::source::Span;
use crate::syntax::ast;

/// The checked steps of an index.
pub(super) struct Steps {
    pub steps: Vec<Step>,
    pub aggregate: &'static dyn Aggregator,
    pub aggregate_options: Options,
    pub aggregate_span: Span,
    pub weights: Vec<f64>,
    pub weights_span: Option<Span>,
    pub missing: MissingRule,
}

/// What is known of an index's values.
pub(super) struct Result {
    pub unit: Unit,
    pub range: (Option<f64>, Option<f64>),
    pub higher_is_better: Option<bool>,
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
    let mut turned = vec![false; parts.len()];
    let mut checked = Vec::new();
    let mut weights: Option<(Vec<f64>, Span)> = None;
    let mut broken = false;
    for (at, step) in effective.iter().enumerate() {
        match step {
            ast::Step::Weigh(weigh, span) => {
                let Some(factors) = super::part_weights::factors(draft, weigh, parts, *span) else {
                    broken = true;
                    continue;
                };
                let normalised_later = has_leaves && last_normalise.is_some_and(|n| n > at);
                if normalised_later {
                    let name = match weigh {
                        ast::Weigh::Named(name) => Some(name.text.clone()),
                        ast::Weigh::Listed(_) => None,
                    };
                    checked.push(Step::Weigh(WeighStep { factors, name, span: *span }));
                } else {
                    weights = Some((factors, *span));
                }
            }
            ast::Step::Normalise(method) => match normalise_step(draft, table, method, parts, &mut turned) {
                Some(Some(step)) => checked.push(Step::Normalise(step)),
                Some(None) => {}
                None => broken = true,
            },
            ast::Step::Aggregate(_) | ast::Step::Missing(_) | ast::Step::Rounded(..) => {}
        }
    }
    let (aggregate, aggregate_options, aggregate_span) = aggregate_step(draft, &effective, name_span)?;
    let missing = missing_rule(draft, definition, &effective, parts.len())?;
    let (weights, weights_span) = match weights {
        Some((weights, span)) => (weights, Some(span)),
        None if checked.iter().any(|s| matches!(s, Step::Weigh(_))) => (vec![1.0; parts.len()], None),
        None => super::part_weights::given_with_parts(draft, parts)?,
    };
    if broken {
        return None;
    }
    directions(draft, parts, &checked, &turned)?;
    Some(Steps { steps: checked, aggregate, aggregate_options, aggregate_span, weights, weights_span, missing })
}

/// Checks the methods of an index whose parts are broken: a mistake in one does not hide one in the other.
pub(super) fn methods_exist(draft: &mut Draft<'_>, table: TableId, steps: &[ast::Step]) {
    for step in steps {
        match step {
            ast::Step::Normalise(method) => {
                if normaliser(draft, method).is_some() {
                    super::expr::within(draft, Scope::rows_of(table), &method.within);
                }
            }
            ast::Step::Aggregate(_) => {
                aggregate_step(draft, &[step], Span::default());
            }
            ast::Step::Weigh(..) | ast::Step::Missing(_) | ast::Step::Rounded(..) => {}
        }
    }
}

/// Own steps, and of the kinds that are not among them the inherited ones, which come first.
fn effective<'a>(definition: &IndexDefinition<'a>) -> Vec<&'a ast::Step> {
    let own = &definition.index.steps;
    let written = |step: &ast::Step| own.iter().any(|o| std::mem::discriminant(o) == std::mem::discriminant(step));
    let mut steps: Vec<&ast::Step> = definition.inherited.iter().copied().filter(|s| !written(s)).collect();
    steps.extend(own);
    steps
}

/// A normalisation. `Some(None)`: it applies to no part here, because all are nested indices.
fn normalise_step(
    draft: &mut Draft<'_>,
    table: TableId,
    method: &ast::Method,
    parts: &[PartDraft],
    turned: &mut [bool],
) -> Option<Option<NormaliseStep>> {
    let (normaliser, mut given) = normaliser(draft, method)?;
    let degenerate = options::take_degenerate(&mut given).unwrap_or_else(|| normaliser.degenerate_with(&given));
    let within = super::expr::within(draft, Scope::rows_of(table), &method.within)?;
    let applies = applies(draft, method, parts)?;
    if !applies.iter().any(|a| *a) {
        return Some(None);
    }
    let algebra = normaliser.algebra(&given);
    let mut settings = Vec::new();
    for ((part, applies), turned) in parts.iter().zip(applies).zip(turned.iter_mut()) {
        if !applies {
            settings.push(None);
            continue;
        }
        let reverse = part.higher_is_better == Some(false) && !*turned;
        if reverse && !algebra.reverses && normaliser.name() != "none" {
            cannot_turn(draft, method, part, normaliser.name());
            return None;
        }
        *turned |= reverse && algebra.reverses;
        goalposts_given(draft, method, part, algebra)?;
        part_in_domain(draft, method, part, algebra.domain, normaliser.name())?;
        settings.push(Some(Setting { goalposts: part.goalposts, reverse: reverse && algebra.reverses }));
    }
    let (options, span) = (given, method.span);
    Some(Some(NormaliseStep { method: normaliser, options, degenerate, within, parts: settings, span }))
}

/// The normalisation that a clause names, with its options.
fn normaliser(draft: &mut Draft<'_>, method: &ast::Method) -> Option<(&'static dyn Normaliser, Options)> {
    let Some((normaliser, used)) = normalise::find(&options::words(method)) else {
        options::unknown_method(draft, method, "normalise", normalise::names().collect());
        return None;
    };
    let given = options::options(draft, method, used, normaliser.name(), normaliser.options(), true)?;
    Some((normaliser, given))
}

/// The parts that a step applies to: those after `for`, otherwise all but nested indices, whose own parts are normalised already.
fn applies(draft: &mut Draft<'_>, method: &ast::Method, parts: &[PartDraft]) -> Option<Vec<bool>> {
    if method.only.is_empty() {
        return Some(parts.iter().map(|p| !p.part.nested).collect());
    }
    let mut applies = vec![false; parts.len()];
    for name in &method.only {
        let hits: Vec<bool> = parts.iter().map(|p| p.part.name == name.text).collect();
        let group = parts.iter().find(|p| draft.quantity(p.part.quantity).is_some()).and_then(|p| {
            let table = draft.quantity(p.part.quantity)?.table;
            draft.group(table, &name.text).map(<[_]>::to_vec)
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

fn cannot_turn(draft: &mut Draft<'_>, method: &ast::Method, part: &PartDraft, name: &str) {
    let message = format!("lower is better for `{}`, but `{name}` cannot turn an indicator round", part.part.name);
    draft.report(
        Diagnostic::error(Code::DirectionIgnored, part.part.span, message)
            .related(method.span, "normalised here")
            .hint(format!(
                "normalise it with `minmax` or `goalposts`, or use a formula in its place: `indicator … = 1 / {}`",
                part.part.name
            )),
    );
}

fn goalposts_given(
    draft: &mut Draft<'_>,
    method: &ast::Method,
    part: &PartDraft,
    algebra: NormaliseAlgebra,
) -> Option<()> {
    if algebra.needs_goalposts && part.goalposts.is_none() {
        let message = format!("`{}` has no goalposts", part.part.name);
        let hint = format!("add `goalposts LOW..HIGH` to indicator `{}`", part.part.name);
        let error = Diagnostic::error(Code::GoalpostsMissing, part.part.span, message);
        draft.report(error.related(method.span, "normalised by goalposts here").hint(hint));
        return None;
    }
    let positive = algebra.domain == Domain::Positive;
    if positive && part.goalposts.is_some_and(|(low, _)| low <= 0.0) {
        let message = format!("on a logarithmic scale the goalposts of `{}` must be above 0", part.part.name);
        let error = Diagnostic::error(Code::MethodOutsideDomain, part.part.span, message);
        let hint = "raise its lower goalpost above 0, or leave out `log`";
        draft.report(error.related(method.span, "normalised here").hint(hint));
        return None;
    }
    Some(())
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

type AggregateStep = (&'static dyn Aggregator, Options, Span);

fn aggregate_step(draft: &mut Draft<'_>, steps: &[&ast::Step], name_span: Span) -> Option<AggregateStep> {
    let written = steps.iter().rev().find_map(|s| match s {
        ast::Step::Aggregate(method) => Some(method),
        ast::Step::Weigh(..) | ast::Step::Normalise(_) | ast::Step::Missing(_) | ast::Step::Rounded(..) => None,
    });
    let Some(method) = written else {
        let (aggregator, _) = aggregate::find(&["arithmetic", "mean"])?;
        return Some((aggregator, Options::default(), name_span));
    };
    let words = options::words(method);
    let Some((aggregator, used)) = aggregate::find(&words) else {
        options::unknown_method(draft, method, "aggregate", aggregate::names().collect());
        return None;
    };
    let given = options::options(draft, method, used, aggregator.name(), aggregator.options(), false)?;
    if let Some(name) = method.within.first().or(method.only.first()) {
        let message = "an aggregation takes all parts of one row, so `within` and `for` have no meaning here";
        let hint = "they belong to the normalisation, as in `normalise minmax within industry`";
        draft.report(Diagnostic::error(Code::MethodOption, name.span, message).hint(hint));
        return None;
    }
    Some((aggregator, given, method.span))
}

/// `missing skip`, `missing at least 2 of 4` and so on.
fn missing_rule(
    draft: &mut Draft<'_>,
    definition: &IndexDefinition<'_>,
    steps: &[&ast::Step],
    parts: usize,
) -> Option<MissingRule> {
    let written = steps.iter().rev().find_map(|s| match s {
        ast::Step::Missing(method) => Some(method),
        ast::Step::Weigh(..) | ast::Step::Normalise(_) | ast::Step::Aggregate(_) | ast::Step::Rounded(..) => None,
    });
    let Some(method) = written else { return Some(super::index::DEFAULT_MISSING) };
    let words = options::words(method);
    match words.as_slice() {
        ["skip"] if method.terms.len() == 1 => Some(MissingRule::Skip { at_least: 1 }),
        ["zero"] if method.terms.len() == 1 => Some(MissingRule::Zero),
        ["fail"] if method.terms.len() == 1 => Some(MissingRule::Fail),
        ["propagate"] if method.terms.len() == 1 => Some(MissingRule::Propagate),
        // How many parts must be there is said of one index; those nested in it take over only that parts are skipped.
        ["at", "least"] if is_inherited(definition, method) => Some(MissingRule::Skip { at_least: 1 }),
        ["at", "least"] => at_least(draft, method, parts),
        [first, ..] => {
            let message = format!("there is no rule `{}` for missing parts", words.join(" "));
            let rules = ["skip", "zero", "propagate", "fail", "at least"];
            let hint = did_you_mean(first, rules)
                .unwrap_or_else(|| "write `skip`, `at least 2 of 4`, `zero`, `propagate` or `fail`".to_owned());
            draft.report(Diagnostic::error(Code::UnknownMethod, options::words_span(method), message).hint(hint));
            None
        }
        [] => at_least(draft, method, parts),
    }
}

/// Whether a clause is not the index's own.
fn is_inherited(definition: &IndexDefinition<'_>, method: &ast::Method) -> bool {
    !definition.index.steps.iter().any(|s| matches!(s, ast::Step::Missing(own) if std::ptr::eq(own, method)))
}

fn at_least(draft: &mut Draft<'_>, method: &ast::Method, parts: usize) -> Option<MissingRule> {
    let mut numbers = Vec::new();
    let mut of = false;
    for term in method.terms.iter().skip(2) {
        match term {
            ast::Term::Number(n) => numbers.push(n),
            ast::Term::Word(w) if w.text == "of" => of = true,
            ast::Term::Word(_) | ast::Term::Range(_) => numbers.clear(),
        }
    }
    let whole = |n: &ast::Number| n.value.fract() == 0.0 && n.value >= 1.0 && n.value <= parts as f64;
    match numbers.as_slice() {
        [k] if !of && whole(k) => Some(MissingRule::Skip { at_least: k.value as usize }),
        [k, n] if of && whole(k) && n.value == parts as f64 => Some(MissingRule::Skip { at_least: k.value as usize }),
        _ => {
            let noun = if parts == 1 { "part" } else { "parts" };
            let message = format!("this does not fit: the index has {parts} {noun}");
            let hint = format!("write `missing at least K of {parts}` with K from 1 to {parts}");
            draft.report(Diagnostic::error(Code::MethodOption, method.span, message).hint(hint));
            None
        }
    }
}

/// Parts for which lower is better, put together with others without having been turned round.
fn directions(draft: &mut Draft<'_>, parts: &[PartDraft], steps: &[Step], turned: &[bool]) -> Option<()> {
    let still_lower: Vec<bool> =
        parts.iter().zip(turned).map(|(p, t)| p.higher_is_better == Some(false) && !t).collect();
    if still_lower.iter().all(|l| *l) || !still_lower.iter().any(|l| *l) {
        return Some(());
    }
    let (part, _) = parts.iter().zip(&still_lower).find(|(_, l)| **l)?;
    let message =
        format!("lower is better for `{}`, but nothing turns it round before it is put together", part.part.name);
    let hint = match super::index::normalised_after(steps, 0) {
        true => "let a `normalise` step apply to it as well",
        false => "normalise the parts first, `normalise minmax`",
    };
    draft.report(Diagnostic::error(Code::DirectionIgnored, part.part.span, message).hint(hint));
    None
}

/// Unit, range and direction of the index; reports units that do not fit and values outside the aggregation's domain.
pub(super) fn result(draft: &mut Draft<'_>, parts: &[PartDraft], steps: &Steps, name_span: Span) -> Option<Result> {
    let algebra = steps.aggregate.algebra();
    let mut units: Vec<Unit> = Vec::new();
    let mut ranges = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        let mut unit = Unit { percent: false, ..part.unit.clone() };
        let mut range = part.range;
        for step in &steps.steps {
            if let Step::Normalise(step) = step
                && step.parts.get(i).is_some_and(Option::is_some)
            {
                let effect = step.method.algebra(&step.options);
                if effect.unit_free {
                    unit = Unit::default();
                }
                range = normalised_range(&effect, range);
                // Values that are compared with their own middle lie on both sides of it.
                if effect.translation_invariant && effect.range.0.is_none() {
                    range.0 = Some(f64::NEG_INFINITY);
                }
            }
        }
        units.push(unit);
        ranges.push(range);
    }
    let first = units.first()?.clone();
    if let Some(at) = units.iter().position(|u| !u.agrees(&first)) {
        let (begin, part) = (parts.first()?, parts.get(at)?);
        let normalised = |i: usize| {
            let steps = steps.steps.iter();
            let at = |s: &Step| matches!(s, Step::Normalise(n) if n.parts.get(i).is_some_and(Option::is_some));
            steps.clone().any(at)
        };
        let label = |i: usize, unit: &Unit| match normalised(i) {
            true => "this is normalised".to_owned(),
            false => format!("this is in `{}`", draft.units.describe(unit)),
        };
        let message = format!("`{}` and `{}` have different units", begin.part.name, part.part.name);
        let hint = match (normalised(0), normalised(at)) {
            (true, false) => format!("normalise `{}` as well", part.part.name),
            (false, true) => format!("normalise `{}` as well", begin.part.name),
            (true, true) | (false, false) => "normalise them first, for example `normalise minmax`".to_owned(),
        };
        let error = Diagnostic::error(Code::UnitsMixed, part.part.span, message)
            .label(label(at, units.get(at).unwrap_or(&first)))
            .related(begin.part.span, label(0, &first))
            .hint(hint);
        draft.report(error);
        return None;
    }
    in_domain(draft, parts, steps, &ranges)?;
    let low = if algebra.internal { fold(ranges.iter().map(|r| r.0), f64::min) } else { None };
    let low = low.filter(|l| l.is_finite());
    let high = if algebra.internal { fold(ranges.iter().map(|r| r.1), f64::max) } else { None };
    let low = low.or((algebra.ignores_sign).then_some(0.0));
    let all_lower = parts.iter().all(|p| p.higher_is_better == Some(false))
        && !steps.steps.iter().any(|s| matches!(s, Step::Normalise(n) if n.method.algebra(&n.options).reverses));
    let unit = if algebra.keeps_unit { first } else { plain_or(first) };
    let _ = name_span;
    Some(Result { unit, range: (low, high), higher_is_better: all_lower.then_some(false) })
}

fn plain_or(unit: Unit) -> Unit {
    if unit.is_plain() { unit } else { Unit::default() }
}

/// The bounds after a normalisation: its own, or 0 where it keeps signs and nothing was negative before.
fn normalised_range(effect: &NormaliseAlgebra, before: (Option<f64>, Option<f64>)) -> (Option<f64>, Option<f64>) {
    let (low, high) = effect.range;
    let kept = effect.keeps_sign && before.0.is_some_and(|l| l >= 0.0);
    if !effect.unit_free && low.is_none() && high.is_none() {
        return before;
    }
    (low.or(kept.then_some(0.0)), high)
}

fn fold(ends: impl Iterator<Item = Option<f64>>, with: fn(f64, f64) -> f64) -> Option<f64> {
    ends.reduce(|a, b| Some(with(a?, b?))).flatten()
}

/// An aggregation that is not defined for negative numbers needs parts that are not known to be negative.
/// Where nothing is known the run tells: a row with a negative part has no result, and a finding names it.
fn in_domain(
    draft: &mut Draft<'_>,
    parts: &[PartDraft],
    steps: &Steps,
    ranges: &[(Option<f64>, Option<f64>)],
) -> Option<()> {
    let algebra = steps.aggregate.algebra();
    let fits = |low: Option<f64>| match algebra.domain {
        Domain::All => true,
        Domain::NonNegative | Domain::Positive => low.is_none_or(|l| l >= 0.0),
    };
    let Some((part, _)) = parts.iter().zip(ranges).find(|(_, range)| !fits(range.0)) else { return Some(()) };
    let name = steps.aggregate.name();
    let message = format!("`{}` is negative for some rows here, and a {name} is not defined then", part.part.name);
    let hint = "normalise to numbers that are not negative, such as `minmax to 1..100`, or aggregate otherwise";
    let error = Diagnostic::error(Code::MethodOutsideDomain, part.part.span, message);
    draft.report(error.related(steps.aggregate_span, "put together here").hint(hint));
    None
}

/// Kept beside its use: a method's page is found by its name.
#[cfg(test)]
mod tests {
    #[test]
    fn the_default_aggregation_exists() {
        assert!(super::aggregate::find(&["arithmetic", "mean"]).is_some());
    }
}
