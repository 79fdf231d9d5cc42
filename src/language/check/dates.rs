//! What holds from a day: which days there are, and the declarations that are in force on one.
//!
//! ```text
//! declarations + day ──in_force──▶ the same declarations, nothing dated ──check──▶ Program
//! ```

use std::collections::BTreeSet;

use crate::calendar::Day;
use crate::diagnostic::{Code, Diagnostic, Place, did_you_mean};
use crate::limits::Limits;
use crate::program::{Begins, InForce, dated_called, not_yet};
use crate::source::Span;
use crate::syntax::ast::{Dated, Declaration, Indicator, Kind, Outcome, Scenario, SurveyItem, When};

/// As many days as one policy may tell apart.
const MOST_DAYS: usize = 64;

/// All that holds from a day.
#[derive(Debug, Default)]
pub(super) struct Dates {
    things: Vec<Thing>,
    /// The first days of editions, in order; `None`: what held before all of them.
    pub editions: Vec<Option<Day>>,
    /// What keeps the policy from being in force before the first of them.
    pub begins: Option<Begins>,
}

/// One of the things that hold from a day.
#[derive(Debug)]
struct Thing {
    kind: &'static str,
    name: String,
    /// Whether something holds before the first day.
    always: bool,
    since: Vec<Written>,
}

/// A day as written, and the clause or declaration that holds from it.
#[derive(Clone, Copy, Debug)]
struct Written {
    day: Day,
    span: Span,
    holder: Span,
}

impl Dates {
    /// The days of a policy. What is wrong with them is reported.
    pub(super) fn of(items: &[Declaration], limits: &Limits, diagnostics: &mut Vec<Diagnostic>) -> Dates {
        let mut things = Vec::new();
        for item in items {
            let name = &item.name.text;
            let mut note = |kind, name: &str, always, since| {
                things.push(Thing { kind, name: name.to_owned(), always, since });
            };
            if let Kind::Parameter(parameter) = &item.kind {
                note("parameter", name, parameter.default.is_some(), written(&parameter.dated));
            } else if let Kind::Scenario(scenario) = &item.kind {
                cut_points_exist(scenario, name, diagnostics);
                note("cut points", name, true, written(&scenario.dated));
            } else if let Kind::Weights(weights) = &item.kind {
                let since = weights.since.as_ref().map(|s| Written { day: s.day, span: s.span, holder: item.span });
                note_weights(&mut things, name, since);
            } else {
                each_indicator(item, &mut |name, indicator| {
                    let always = indicator.goalposts.is_some() || indicator.target.is_some();
                    note("goalposts", name, always, written(&indicator.dated_goalposts));
                });
            }
        }
        things.retain(|thing| !thing.since.is_empty());
        things.iter_mut().for_each(|thing| thing.since.sort_by_key(|s| s.day));
        twice(&things, diagnostics);
        let begins = begins(&things);
        let days: BTreeSet<Day> = things.iter().flat_map(|t| t.since.iter().map(|s| s.day)).collect();
        let mut editions: Vec<Option<Day>> = Vec::new();
        if !things.is_empty() && begins.is_none() {
            editions.push(None);
        }
        editions.extend(
            days.iter().map(|day| Some(*day)).filter(|day| begins.as_ref().is_none_or(|b| *day >= Some(b.day))),
        );
        let most = most_days(items, limits);
        too_many(&things, &days, most, diagnostics);
        editions.truncate(most + 1);
        not_before(items, begins.as_ref(), diagnostics);
        Dates { things, editions, begins }
    }

    /// Whether nothing holds from a day.
    pub(super) fn is_empty(&self) -> bool {
        self.things.is_empty()
    }

    /// What is in force on a day.
    pub(super) fn in_force(&self, day: Option<Day>) -> Vec<InForce> {
        let each = self.things.iter().map(|thing| {
            let since = thing.since.iter().map(|s| s.day).rfind(|since| Some(*since) <= day);
            let until = thing.since.iter().map(|s| s.day).find(|since| Some(*since) > day);
            let span = thing.since.first().map(|s| s.span).unwrap_or_default();
            InForce { kind: thing.kind, name: thing.name.clone(), since, until, span }
        });
        each.collect()
    }

    /// Says of what is wrong in some editions only, in which: where its place does not say so itself.
    pub(super) fn tell_edition(&self, diagnostic: &mut Diagnostic, place: Option<Span>, since: Option<Day>) {
        let all = || self.things.iter().flat_map(|thing| &thing.since);
        let inside =
            |outer: Span| place.is_some_and(|p| outer.file == p.file && outer.start <= p.start && p.end <= outer.end);
        if all().any(|written| inside(written.holder)) {
            return;
        }
        let said = match since {
            Some(day) => all().find(|w| w.day == day).map(|w| (w.span, format!("with what holds from {day}"))),
            None => all().min_by_key(|w| w.day).map(|w| (w.span, format!("with what held before {}", w.day))),
        };
        diagnostic.related.extend(said);
    }
}

fn written<T>(dated: &[Dated<T>]) -> Vec<Written> {
    dated.iter().map(|d| Written { day: d.since.day, span: d.since.span, holder: d.span }).collect()
}

/// Weights of one name are one thing, declared once for each day.
fn note_weights(things: &mut Vec<Thing>, name: &str, since: Option<Written>) {
    let known = things.iter_mut().find(|thing| thing.kind == "weights" && thing.name == name);
    match known {
        Some(thing) => {
            thing.always |= since.is_none();
            thing.since.extend(since);
        }
        None => things.push(Thing {
            kind: "weights",
            name: name.to_owned(),
            always: since.is_none(),
            since: since.into_iter().collect(),
        }),
    }
}

/// What holds from a day twice would depend on which comes last.
fn twice(things: &[Thing], diagnostics: &mut Vec<Diagnostic>) {
    for thing in things {
        for (first, again) in thing.since.iter().zip(thing.since.iter().skip(1)).filter(|(a, b)| a.day == b.day) {
            let called = dated_called(thing.kind, &thing.name);
            let message = format!("it is said twice what holds for {called} from {}", first.day);
            let error = Diagnostic::error(Code::DateRepeated, again.span, message).label("said again here");
            diagnostics.push(error.related(first.span, "first said here").hint("keep one of the two"));
        }
    }
}

/// Of all that has nothing before its first day, what begins last.
fn begins(things: &[Thing]) -> Option<Begins> {
    let first = |thing: &Thing| thing.since.first().map(|s| (s.day, s.span));
    let late = things.iter().filter(|thing| !thing.always);
    let (thing, (day, span)) = late.filter_map(|t| Some((t, first(t)?))).max_by_key(|(_, (day, _))| *day)?;
    Some(Begins { what: dated_called(thing.kind, &thing.name), day, span })
}

/// As many days as a policy may tell apart: of a long one fewer, since each of its editions is checked.
fn most_days(items: &[Declaration], limits: &Limits) -> usize {
    let declarations: usize = items.iter().map(count).sum();
    MOST_DAYS.min(4 * limits.declarations / declarations.max(1)).max(1)
}

fn count(item: &Declaration) -> usize {
    1 + item.children().iter().map(count).sum::<usize>()
}

fn too_many(things: &[Thing], days: &BTreeSet<Day>, most: usize, diagnostics: &mut Vec<Diagnostic>) {
    let Some(over) = days.iter().nth(most) else { return };
    let place = things.iter().flat_map(|t| &t.since).find(|s| s.day == *over).map(|s| s.span).unwrap_or_default();
    let message = format!("a policy of this length may change on {most} days, and this one does on {}", days.len());
    diagnostics.push(Diagnostic::error(Code::TooMany, place, message));
}

/// No example can be run as of a day on which nothing is in force.
fn not_before(items: &[Declaration], begins: Option<&Begins>, diagnostics: &mut Vec<Diagnostic>) {
    let Some(begins) = begins else { return };
    for item in items {
        if let Kind::Example(example) = &item.kind
            && let Some(as_of) = example.as_of.as_ref().filter(|as_of| as_of.day < begins.day)
        {
            let mut error = not_yet(begins, as_of.day);
            error.place = Place::Text(as_of.span);
            error.label = String::new();
            diagnostics.push(error.related(begins.span, "the first day"));
        }
    }
}

/// What holds from a day are cut points of outcomes that have such.
fn cut_points_exist(scenario: &Scenario, name: &str, diagnostics: &mut Vec<Diagnostic>) {
    for outcome in scenario.dated.iter().flat_map(|dated| &dated.holds) {
        let known = scenario.outcomes.iter().find(|known| known.name.text == outcome.name.text);
        let text = &outcome.name.text;
        let error = match known.map(|known| &known.when) {
            Some(When::Cut { .. }) => continue,
            Some(When::Condition(_) | When::Otherwise | When::Each(_) | When::ByRules) => {
                let message = format!("`{text}` has no cut point that could change");
                Diagnostic::error(Code::ScenarioCutPoints, outcome.name.span, message)
                    .hint("a parameter can hold from a day, and any condition can name it")
            }
            None => {
                let message = format!("there is no outcome `{text}` in scenario `{name}`");
                let names = scenario.outcomes.iter().map(|known| known.name.text.as_str());
                Diagnostic::error(Code::UnknownName, outcome.name.span, message).maybe_hint(did_you_mean(text, names))
            }
        };
        diagnostics.push(error);
    }
}

/// The declarations as they are in force on a day, nothing in them dated; `None`: before the first day.
pub(super) fn in_force(items: &[Declaration], day: Option<Day>) -> Vec<Declaration> {
    let now = items.iter().enumerate().filter(|(at, item)| holds(*at, item, items, day));
    let mut now: Vec<Declaration> = now.map(|(_, item)| item.clone()).collect();
    for item in &mut now {
        if let Kind::Weights(weights) = &mut item.kind {
            weights.since = None;
        } else if let Kind::Parameter(parameter) = &mut item.kind {
            let later = std::mem::take(&mut parameter.dated);
            parameter.default = latest(later, day).or(parameter.default.take());
        } else if let Kind::Scenario(scenario) = &mut item.kind {
            cut(scenario, day);
        }
        each_indicator_mut(item, &mut |indicator| {
            let later = std::mem::take(&mut indicator.dated_goalposts);
            if let Some(range) = latest(later, day) {
                indicator.goalposts = Some(range);
                indicator.target = None;
            }
        });
    }
    now
}

/// Puts what holds from days in the order of these.
pub(super) fn sort(item: &mut Declaration) {
    if let Kind::Parameter(parameter) = &mut item.kind {
        parameter.dated.sort_by_key(|d| d.since.day);
    } else if let Kind::Scenario(scenario) = &mut item.kind {
        scenario.dated.sort_by_key(|d| d.since.day);
    }
    each_indicator_mut(item, &mut |indicator| indicator.dated_goalposts.sort_by_key(|d| d.since.day));
}

/// Whether it is in force: of weights of one name those that began last, and of those from one day the first.
fn holds(at: usize, item: &Declaration, items: &[Declaration], day: Option<Day>) -> bool {
    let since = |item: &Declaration| {
        if let Kind::Weights(weights) = &item.kind { Some(weights.since.as_ref().map(|s| s.day)) } else { None }
    };
    let Some(own) = since(item) else { return true };
    let same = items.iter().enumerate().filter(|(_, other)| other.name.text == item.name.text);
    let mut others = same.filter_map(|(at, other)| Some((at, since(other)?))).filter(|(_, other)| *other <= day);
    own <= day && others.all(|(other_at, other)| other < own || (other == own && (own.is_none() || at <= other_at)))
}

/// What began last, up to a day.
fn latest<T>(dated: Vec<Dated<T>>, day: Option<Day>) -> Option<T> {
    let begun = dated.into_iter().filter(|d| Some(d.since.day) <= day);
    begun.max_by_key(|d| d.since.day).map(|d| d.holds)
}

/// Puts the cut points that began last in the place of those before them.
fn cut(scenario: &mut Scenario, day: Option<Day>) {
    let mut dated: Vec<Dated<Vec<Outcome>>> = std::mem::take(&mut scenario.dated);
    dated.sort_by_key(|d| d.since.day);
    for outcome in dated.into_iter().filter(|d| Some(d.since.day) <= day).flat_map(|d| d.holds) {
        let known = scenario.outcomes.iter_mut().find(|known| known.name.text == outcome.name.text);
        if let Some(known) = known.filter(|known| matches!(known.when, When::Cut { .. })) {
            known.when = outcome.when;
            known.span = outcome.span;
        }
    }
}

/// Every indicator, with its name.
fn each_indicator(item: &Declaration, visit: &mut dyn FnMut(&str, &Indicator)) {
    if let Kind::Indicator(indicator) = &item.kind {
        visit(&item.name.text, indicator);
    }
    if let Kind::Survey(survey) = &item.kind {
        for asked in &survey.items {
            match asked {
                SurveyItem::Question(question) => visit(&question.name.text, &question.column),
                SurveyItem::Section(section) => {
                    section.questions.iter().for_each(|question| visit(&question.name.text, &question.column));
                }
            }
        }
    }
    item.children().iter().for_each(|child| each_indicator(child, visit));
}

/// The same, to be changed.
fn each_indicator_mut(item: &mut Declaration, change: &mut dyn FnMut(&mut Indicator)) {
    if let Kind::Indicator(indicator) = &mut item.kind {
        change(indicator);
    }
    if let Kind::Survey(survey) = &mut item.kind {
        for asked in &mut survey.items {
            match asked {
                SurveyItem::Question(question) => change(&mut question.column),
                SurveyItem::Section(section) => {
                    section.questions.iter_mut().for_each(|question| change(&mut question.column));
                }
            }
        }
    }
    for child in item.children_mut().into_iter().flatten() {
        each_indicator_mut(child, change);
    }
}
