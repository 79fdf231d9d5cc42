//! What comes out of an index: unit, range, direction; and what must not.

use super::parts::PartDraft;
use super::steps::Steps;
use crate::check::draft::Draft;
use crate::diagnostic::{Code, Diagnostic};
use crate::methods::{Domain, NormaliseAlgebra};
use crate::program::{MissingRule, Step, Unit};
use crate::source::Span;

/// What is known of an index's values.
pub(super) struct Result {
    pub unit: Unit,
    pub range: (Option<f64>, Option<f64>),
    pub higher_is_better: Option<bool>,
}

/// Parts for which lower is better, put together with others without having been turned round.
pub(super) fn directions(draft: &mut Draft<'_>, parts: &[PartDraft], steps: &[Step], turned: &[bool]) -> Option<()> {
    let still_lower: Vec<bool> =
        parts.iter().zip(turned).map(|(p, t)| p.higher_is_better == Some(false) && !t).collect();
    if still_lower.iter().all(|l| *l) || !still_lower.iter().any(|l| *l) {
        return Some(());
    }
    let (part, _) = parts.iter().zip(&still_lower).find(|(_, l)| **l)?;
    let message =
        format!("lower is better for `{}`, but nothing turns it round before it is put together", part.part.name);
    let silent = parts.iter().find(|p| p.higher_is_better.is_none());
    let hint = match (silent, normalised_after(steps, 0)) {
        (Some(other), _) if !turned.contains(&true) => format!(
            "normalise the parts first, `normalise minmax`; or, if high values of `{}` and of the index are bad as well, write `better lower` in the index",
            other.part.name
        ),
        (_, true) => "let a `normalise` step apply to it as well".to_owned(),
        (_, false) => "normalise the parts first, `normalise minmax`".to_owned(),
    };
    draft.report(Diagnostic::error(Code::DirectionIgnored, part.part.span, message).hint(hint));
    None
}

/// The lowest and the highest value, as far as they are known.
type Range = (Option<f64>, Option<f64>);

/// The unit and the range of each part after some steps.
pub(super) fn after(parts: &[PartDraft], steps: &[Step]) -> Vec<(Unit, Range)> {
    let mut found = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        let mut unit = Unit { percent: false, ..part.unit.clone() };
        let mut range = part.range;
        for step in steps {
            super::prepare::effect(step, i, &mut unit, &mut range);
            if let Step::Normalise(step) = step
                && step.parts.get(i).is_some_and(Option::is_some)
            {
                let effect = step.algebra();
                if effect.unit_free {
                    unit = Unit::default();
                }
                range = with_values(normalised_range(&effect, range), [step.degenerate].into_iter());
                // Values that are compared with their own middle lie on both sides of it.
                if effect.translation_invariant && effect.range.0.is_none() {
                    range.0 = Some(f64::NEG_INFINITY);
                }
            }
        }
        found.push((unit, range));
    }
    found
}

/// Unit, range and direction of the index; reports units that do not fit and values outside the aggregation's domain.
pub(super) fn result(draft: &mut Draft<'_>, parts: &[PartDraft], steps: &Steps, name_span: Span) -> Option<Result> {
    let algebra = steps.aggregate.algebra(&steps.aggregate_options);
    let (units, ranges): (Vec<Unit>, Vec<Range>) = after(parts, &steps.steps).into_iter().unzip();
    // What enters after all steps: cells that hold no value and have a score, missing parts that count as 0.
    let zero = counts_as_zero(steps).then_some(0.0);
    let entering =
        |(range, part): (Range, &PartDraft)| with_values(range, part.part.scores.iter().copied().chain(zero));
    let ranges: Vec<Range> = ranges.into_iter().zip(parts).map(entering).collect();
    let first = units.first()?.clone();
    if let Some(at) = units.iter().position(|u| !u.agrees(&first)).filter(|_| !algebra.mixes_units) {
        let (begin, part) = (parts.first()?, parts.get(at)?);
        let normalised = |i: usize| {
            let steps = steps.steps.iter();
            let at = |s: &Step| matches!(s, Step::Normalise(n) if n.algebra().unit_free && n.parts.get(i).is_some_and(Option::is_some));
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
    let all_lower = !algebra.reads_directions
        && parts.iter().all(|p| p.higher_is_better == Some(false))
        && !steps.steps.iter().any(|s| matches!(s, Step::Normalise(n) if n.algebra().reverses));
    let unit = match &steps.formula_unit {
        Some(unit) => unit.clone(),
        None if algebra.keeps_unit => first,
        None => plain_or(first),
    };
    let _ = name_span;
    Some(Result {
        unit,
        range: (low, high),
        higher_is_better: (all_lower || steps.of_badness || steps.aggregate.lower_is_better(&steps.aggregate_options))
            .then_some(false),
    })
}

fn plain_or(unit: Unit) -> Unit {
    if unit.is_plain() { unit } else { Unit::default() }
}

/// The bounds after a normalisation: its own, or 0 where it keeps signs and nothing was negative before.
fn normalised_range(effect: &NormaliseAlgebra, before: (Option<f64>, Option<f64>)) -> (Option<f64>, Option<f64>) {
    let (low, high) = effect.range;
    let kept = effect.keeps_sign && before.0.is_some_and(|l| l >= 0.0);
    if !effect.unit_free && effect.keeps_sign && low.is_none() && high.is_none() {
        return before;
    }
    (low.or(kept.then_some(0.0)), high)
}

/// The bounds widened by values that may come from elsewhere; what is not known stays so.
fn with_values((low, high): Range, values: impl Iterator<Item = f64>) -> Range {
    let known = values.filter(|x| !x.is_nan());
    known.fold((low, high), |(low, high), x| (low.map(|l| l.min(x)), high.map(|h| h.max(x))))
}

/// Whether a missing part counts as 0, in whatever way it is missing.
fn counts_as_zero(steps: &Steps) -> bool {
    let by_kind = steps.missing.by_kind.iter().map(|(_, rule)| rule);
    std::iter::once(&steps.missing.general).chain(by_kind).any(|rule| *rule == MissingRule::Zero)
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
    let algebra = steps.aggregate.algebra(&steps.aggregate_options);
    let fits = |low: Option<f64>| match algebra.domain {
        Domain::All => true,
        Domain::NonNegative | Domain::Positive => low.is_none_or(|l| l >= 0.0),
    };
    let Some((part, _)) = parts.iter().zip(ranges).find(|(_, range)| !fits(range.0)) else { return Some(()) };
    let name = match steps.aggregate.name() {
        name if name.ends_with(" mean") => format!("a {name}"),
        name => format!("`{name}`"),
    };
    let message = format!("`{}` is negative for some rows here, and {name} is not defined then", part.part.name);
    let hint = "normalise to numbers that are not negative, such as `minmax to 1..100`, or aggregate otherwise";
    let error = Diagnostic::error(Code::MethodOutsideDomain, part.part.span, message);
    draft.report(error.related(steps.aggregate_span, "put together here").hint(hint));
    None
}

/// Whether any step after position `at` normalises.
fn normalised_after(steps: &[Step], at: usize) -> bool {
    steps.iter().skip(at).any(|s| matches!(s, Step::Normalise(n) if n.parts.iter().any(Option::is_some)))
}
