//! What is said of a quantity: its type, how it comes about, how it is ranked and sorted into outcomes.

use super::facets::Facets;
use super::portrait::{is_percent, range, tokens};
use super::spell::View;
use super::{StepKind, SubjectKind};
use crate::methods::rounding::round_decimal;
use crate::program::{
    ArithmeticOp, ColumnSource, Expr, ExprKind, Origin, Quantity, RankRule, Rounding, Scenario, ScenarioRule, Ties,
    Tolerance, Type,
};

/// What is said of a quantity; nothing of columns that only hold printed results.
pub(super) fn of(view: View<'_>, quantity: &Quantity) -> Option<(SubjectKind, Facets)> {
    let mut facets = Facets::default();
    let kind = match &quantity.origin {
        Origin::Column(source) if source.published_only => return None,
        Origin::Column(source) => {
            column(source, &mut facets);
            of_type(&quantity.ty)
        }
        Origin::Formula(expr, rounding) => {
            formula(view, expr, &mut facets);
            rounded(*rounding, &mut facets);
            of_type(&quantity.ty)
        }
        Origin::Index(index) => {
            rounded(index.rounding, &mut facets);
            SubjectKind::Index
        }
        Origin::Rank(rule) => {
            rank(view, rule, &mut facets);
            SubjectKind::Rank
        }
        Origin::Scenario(scenario) => {
            outcomes(view, scenario, &mut facets);
            SubjectKind::Scenario
        }
    };
    match kind {
        SubjectKind::Scenario | SubjectKind::Rank => {}
        SubjectKind::Table
        | SubjectKind::Summary
        | SubjectKind::Field
        | SubjectKind::Indicator
        | SubjectKind::Index
        | SubjectKind::Scale
        | SubjectKind::Parameter
        | SubjectKind::Gate
        | SubjectKind::Journey => described(view, quantity, &mut facets),
    }
    if matches!(&quantity.origin, Origin::Column(source) if source.optional) {
        facets.say("optional", StepKind::Data, "may be missing");
    }
    Some((kind, facets))
}

fn of_type(ty: &Type) -> SubjectKind {
    match ty {
        Type::Number(_) | Type::YesNo => SubjectKind::Indicator,
        Type::Text | Type::Date | Type::Member(_) | Type::Link(_) => SubjectKind::Field,
    }
}

/// Where its values come from, in a word.
pub(super) fn origin(quantity: &Quantity) -> &'static str {
    match &quantity.origin {
        Origin::Column(_) => "the data",
        Origin::Formula(..) => "a formula",
        Origin::Index(_) => "an index",
        Origin::Rank(_) => "a rank",
        Origin::Scenario(_) => "a scenario",
    }
}

fn described(view: View<'_>, quantity: &Quantity, facets: &mut Facets) {
    let unit = match &quantity.ty {
        Type::Number(unit) => unit.as_ref(),
        Type::YesNo | Type::Text | Type::Date | Type::Member(_) | Type::Link(_) => None,
    };
    let facet = if matches!(quantity.ty, Type::Number(_)) { "unit" } else { "type" };
    facets.say(facet, StepKind::Unit, view.ty(&quantity.ty));
    if let Some(higher) = quantity.higher_is_better {
        facets.say("direction", StepKind::Direction, if higher { "better higher" } else { "better lower" });
    }
    let percent = is_percent(unit);
    if let Some((low, high)) = quantity.goalposts {
        let shown = format!("{}..{}", end(low, percent), end(high, percent));
        facets.say_as("goalposts", StepKind::Goalposts, format!("{low}..{high}"), shown);
    }
    // The range of what is computed follows from what it is computed of.
    if matches!(quantity.origin, Origin::Column(_)) {
        range(facets, quantity.range);
    }
    if let Some(decimals) = quantity.printed {
        facets.say("printed", StepKind::Rounding, decimals.to_string());
    }
}

/// A number as the policy writes it.
fn end(x: f64, percent: bool) -> String {
    if percent { format!("{}%", round_decimal(x * 100.0, 10, false)) } else { x.to_string() }
}

fn column(source: &ColumnSource, facets: &mut Facets) {
    tokens(facets, &source.tokens);
    if let Some(option) = &source.option {
        let name = option.options.get(option.at).map_or("", |(name, _)| name);
        facets.say("option", StepKind::Data, name);
    }
}

/// A formula that divides, by what it divides and what is divided.
fn formula(view: View<'_>, expr: &Expr, facets: &mut Facets) {
    match &expr.kind {
        ExprKind::Arithmetic(ArithmeticOp::Divide, of, by) => {
            let (of, times) = per_so_many(view, of);
            facets.say("formula", StepKind::Formula, view.expr(of));
            facets.say("denominator", StepKind::Denominator, format!("{times}{}", view.expr(by)));
        }
        _ => facets.say("formula", StepKind::Formula, view.expr(expr)),
    }
}

/// Of `per 1000 people`, which has become `patents.raw * 1000 / people`, what is divided, and the number.
fn per_so_many<'e>(view: View<'_>, of: &'e Expr) -> (&'e Expr, String) {
    if let ExprKind::Arithmetic(ArithmeticOp::Multiply, value, times) = &of.kind
        && let (ExprKind::Quantity(id), ExprKind::Number(times)) = (&value.kind, &times.kind)
        && view.name(*id).ends_with(".raw")
    {
        return (value, format!("{times} "));
    }
    (of, String::new())
}

fn rounded(rounding: Option<Rounding>, facets: &mut Facets) {
    if let Some(Rounding { decimals, half_even }) = rounding {
        let even = if half_even { ", half to even" } else { "" };
        facets.say("rounded", StepKind::Rounding, format!("{decimals}{even}"));
    }
}

fn rank(view: View<'_>, rule: &RankRule, facets: &mut Facets) {
    let RankRule { of, higher_first, then, within, among, ties } = rule;
    facets.say("of", StepKind::Rank, view.name(*of));
    let first = |higher: bool| if higher { "higher" } else { "lower" };
    facets.say("first", StepKind::Rank, first(*higher_first));
    if !then.is_empty() {
        let each: Vec<String> = then.iter().map(|(by, h)| format!("{} {} first", view.name(*by), first(*h))).collect();
        facets.say("then", StepKind::Rank, each.join(", "));
    }
    if !within.is_empty() {
        facets.say("within", StepKind::Rank, view.listed(within));
    }
    if let Some(among) = among {
        facets.say("among", StepKind::Rank, view.expr(among));
    }
    let name = Ties::ALL.iter().find(|(_, t)| t == ties).map_or("", |(name, _)| name);
    facets.say("ties", StepKind::Rank, name);
}

fn outcomes(view: View<'_>, scenario: &Scenario, facets: &mut Facets) {
    let Scenario { scale, by, outcomes, rule, tolerances } = scenario;
    if view.program.scale(*scale).ordered {
        facets.say("scale", StepKind::Outcome, view.ty(&Type::Member(*scale)));
    }
    if let Some(by) = by {
        facets.say("by", StepKind::Outcome, view.expr(by));
    }
    let several = match rule {
        ScenarioRule::Exactly => "exactly one",
        ScenarioRule::Any => "several of one outcome",
        ScenarioRule::First => "the first that holds",
    };
    facets.say("outcomes that hold", StepKind::Outcome, several);
    for outcome in outcomes {
        let condition = outcome.condition.as_ref().map_or_else(|| "otherwise".to_owned(), |c| view.expr(c));
        facets.say(view.member(*scale, outcome.member), StepKind::Outcome, condition);
    }
    if *rule == ScenarioRule::First {
        let names: Vec<String> = outcomes.iter().map(|o| view.member(*scale, o.member)).collect();
        facets.say("order of outcomes", StepKind::Order, names.join(", "));
    }
    for Tolerance { by, of } in tolerances {
        let values: Vec<String> = of.iter().map(|(links, value)| path(view, links, *value)).collect();
        let of = if values.is_empty() { String::new() } else { format!(" for {}", values.join(", ")) };
        facets.say("tolerance", StepKind::Threshold, format!("{by}{of}"));
    }
}

fn path(view: View<'_>, links: &[crate::program::QuantityId], value: crate::program::QuantityId) -> String {
    let names = links.iter().chain(std::iter::once(&value)).map(|id| view.name(*id));
    names.collect::<Vec<_>>().join(".")
}
