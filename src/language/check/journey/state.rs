//! Where a row is, in which phase, and where it goes next: scenarios over the steps.

use super::checklists::{Asked, Listed, asked, declaration, indicator, met_name};
use super::formulas::{all, among, answered, any, is, named, not, surely};
use super::known::Known;
use super::own_names::OwnNames;
use super::places::{FINISHED, Kind as PlaceKind, NOWHERE, OUTSIDE, Places};
use super::roles::Roles;
use super::{Laid, LaidBack, LaidKind, LaidPlace};
use crate::check::about::about;
use crate::diagnostic::Diagnostic;
use crate::program::Route;
use crate::source::Span;
use crate::syntax::ast::{About, Declaration, Expr, Hit, Kind, Name, Outcome, Scenario, Text, When};

/// What a journey stands for.
pub(super) struct State {
    pub laid: Laid,
    /// To be declared in the journey's table.
    pub columns: Vec<Declaration>,
    /// To be declared beside it.
    pub scenarios: Vec<Declaration>,
}

/// What is known of a step while its scenarios are written.
struct StepState {
    place: usize,
    name: String,
    span: Span,
    /// Whether it is done.
    done: Expr,
    /// For each `back to` whether it holds.
    back: Vec<Expr>,
}

/// The names of what a step computes.
pub(super) fn done_name(step: &str) -> String {
    format!("{step}.done")
}

fn answered_name(step: &str) -> String {
    format!("{step}.answered")
}

pub(super) fn back_name(step: &str, at: usize) -> String {
    format!("{step}.back_{}", at + 1)
}

/// Writes the columns, formulas and scenarios of a journey.
pub(super) fn state(
    item: &Declaration,
    known: &Known<'_>,
    roles: &Roles<'_>,
    places: &Places<'_>,
    found: &mut Vec<Diagnostic>,
) -> State {
    let table = known.table;
    let mut columns = Vec::new();
    let mut laid_places = Vec::new();
    let mut steps = Vec::new();
    for (at, place) in places.list.iter().enumerate() {
        let name = place.name.text.as_str();
        let asks = match &place.kind {
            PlaceKind::Step(step) => step.ast.asks.as_slice(),
            PlaceKind::Theme(asks) => asks,
            PlaceKind::Station { .. } => &[],
        };
        let own = OwnNames::of(name, asks, known);
        let Asked { columns: answers, questions } = asked(name, asks, roles, &own, found);
        columns.extend(answers);
        if let PlaceKind::Step(step) = &place.kind {
            let (state, formulas) = self::step(at, place.name, step, &questions, &own);
            columns.extend(formulas);
            steps.push(state);
        }
        let (name, about) = (name.to_owned(), about(place.about));
        laid_places.push(LaidPlace { name, about, questions, kind: kind(&place.kind) });
    }
    let walk = Walk { journey: item, table: &table.name, places, steps };
    let mut scenarios = vec![walk.step()];
    scenarios.extend((!places.phases.is_empty()).then(|| walk.phase()));
    scenarios.push(walk.next());
    let laid = Laid {
        name: item.name.text.clone(),
        about: about(&item.about),
        table: table.name.text.clone(),
        span: item.span,
        phases: places.phases.iter().map(|(name, said)| (name.text.clone(), about(said))).collect(),
        places: laid_places,
        path: places.path.clone(),
        routes: places.routes.iter().map(route).collect(),
    };
    State { laid, columns, scenarios }
}

fn route(route: &super::places::Route<'_>) -> Route {
    let calls = route.calls.iter().map(|c| c.place).collect();
    Route { name: route.name.text.clone(), about: about(route.about), closed: route.closed.is_some(), calls }
}

fn kind(kind: &PlaceKind<'_>) -> LaidKind {
    match kind {
        PlaceKind::Step(step) => LaidKind::Step {
            phase: step.phase,
            done_when: step.ast.done.as_ref().map(|e| e.span),
            back: step
                .back
                .iter()
                .zip(&step.ast.back)
                .map(|(to, clause)| LaidBack {
                    to: *to,
                    because: clause.because.as_ref().map(|b| b.text.clone()),
                    condition: clause.when.span,
                })
                .collect(),
            then: step.then,
            stop: step.stop,
        },
        PlaceKind::Theme(_) => LaidKind::Theme,
        PlaceKind::Station { dead_end, closed } => {
            LaidKind::Station { dead_end: dead_end.is_some(), closed: closed.is_some() }
        }
    }
}

/// A step's formulas.
fn step(
    place: usize,
    name: &Name,
    step: &super::places::Step<'_>,
    questions: &[String],
    own: &OwnNames<'_>,
) -> (StepState, Vec<Declaration>) {
    let span = name.span;
    let formula = |named: &str, formula: Expr, listed| indicator(named, span, About::default(), formula, listed);
    let done_when = step.ast.done.as_ref().map(|e| surely(own.in_full(e)));
    let every = || all(questions.iter().map(|q| named(&met_name(q), span)).collect(), span);
    let done = done_name(&name.text);
    let mut columns = vec![formula(&done, done_when.clone().unwrap_or_else(every), Listed::Yes)];
    if step.stop.is_some() {
        let answers = all(questions.iter().map(|q| answered(q, span)).collect(), span);
        columns.push(formula(&answered_name(&name.text), answers, Listed::No));
    }
    let mut back = Vec::new();
    for (at, clause) in step.ast.back.iter().enumerate() {
        let holds = surely(own.in_full(&clause.when));
        columns.push(formula(&back_name(&name.text, at), holds.clone(), Listed::No));
        back.push(holds);
    }
    // A condition of the author's own is written out, so that the proof sees whether it can hold at all.
    let done = done_when.unwrap_or_else(|| named(&done, span));
    (StepState { place, name: name.text.clone(), span, done, back }, columns)
}

/// A journey whose scenarios are being written.
struct Walk<'a> {
    journey: &'a Declaration,
    table: &'a Name,
    places: &'a Places<'a>,
    steps: Vec<StepState>,
}

impl Walk<'_> {
    fn step_name(&self) -> String {
        format!("{}.step", self.journey.name.text)
    }

    /// The steps in the order in which they are passed.
    fn path(&self) -> impl DoubleEndedIterator<Item = &StepState> {
        self.places.path.iter().filter_map(|at| self.steps.iter().find(|s| s.place == *at))
    }

    fn stop(&self, step: &StepState) -> Option<usize> {
        self.places.step(step.place).and_then(|s| s.stop)
    }

    fn then(&self, step: &StepState) -> Option<usize> {
        self.places.step(step.place).and_then(|s| s.then)
    }

    /// Where a row is: the first step that is not done or that sends back; or where it stopped.
    fn step(&self) -> Declaration {
        let mut outcomes: Vec<Outcome> = Vec::new();
        let mut stopped: Vec<usize> = Vec::new();
        for (at, step) in self.path().enumerate() {
            if let Some(station) = self.stop(step).filter(|station| !stopped.contains(station)) {
                stopped.push(station);
                outcomes.push(self.outcome(station, When::Condition(self.stops(station, at))));
            }
            let through = self.then(step).is_some();
            let last = at + 1 == self.places.path.len();
            let here =
                || any(std::iter::once(not(step.done.clone())).chain(step.back.iter().cloned()).collect(), step.span);
            let when = if last && through { When::Otherwise } else { When::Condition(here()) };
            outcomes.push(self.outcome(step.place, when));
            if last && !through {
                outcomes.push(self.end(FINISHED, "Finished"));
            }
        }
        self.scenario("step", "Step", outcomes)
    }

    /// Whether a row stops at a station, of which the step at `from` is the first to lead there.
    fn stops(&self, station: usize, from: usize) -> Expr {
        let mut ways = Vec::new();
        let mut passed: Vec<Expr> = Vec::new();
        for step in self.path().skip(from) {
            let span = step.span;
            if self.stop(step) == Some(station) {
                let stops = [named(&answered_name(&step.name), span), not(step.done.clone())];
                ways.push(all(passed.iter().cloned().chain(stops).collect(), span));
            }
            passed.push(step.done.clone());
            passed.extend(step.back.iter().cloned().map(not));
        }
        any(ways, self.journey.name.span)
    }

    fn phase(&self) -> Declaration {
        let mut outcomes = Vec::new();
        for (at, (name, about)) in self.places.phases.iter().enumerate() {
            let inside = |s: &&StepState| self.places.step(s.place).is_some_and(|p| p.phase == Some(at));
            let steps: Vec<Expr> = self.path().filter(inside).map(|s| named(&s.name, name.span)).collect();
            if !steps.is_empty() {
                let when = When::Condition(among(named(&self.step_name(), name.span), steps));
                outcomes.push(Outcome { name: (*name).clone(), about: (*about).clone(), when, span: name.span });
            }
        }
        let outside = |s: &StepState| {
            let ends = self.then(s).is_none();
            self.stop(s).is_some() || ends || self.places.step(s.place).is_some_and(|p| p.phase.is_none())
        };
        if self.path().any(outside) {
            outcomes.push(self.end(OUTSIDE, "Outside the phases"));
        } else if let Some(last) = outcomes.last_mut() {
            last.when = When::Otherwise;
        }
        self.scenario("phase", "Phase", outcomes)
    }

    /// Where a row goes next, when it is through with its step or is sent back.
    fn next(&self) -> Declaration {
        let mut targets: Vec<(Option<usize>, Vec<Expr>)> = Vec::new();
        let mut lead = |to: Option<usize>, when: Expr| match targets.iter_mut().find(|(t, _)| *t == to) {
            Some((_, ways)) => ways.push(when),
            None => targets.push((to, vec![when])),
        };
        let mut ends = false;
        for step in self.path() {
            let mut here = vec![is(named(&self.step_name(), step.span), &step.name)];
            let back = self.places.step(step.place).map(|s| s.back.as_slice()).unwrap_or_default();
            for (at, to) in back.iter().enumerate() {
                let holds = named(&back_name(&step.name, at), step.span);
                lead(Some(*to), all(here.iter().cloned().chain([holds.clone()]).collect(), step.span));
                here.push(not(holds));
            }
            let then = self.then(step);
            ends |= then.is_none() || self.stop(step).is_some();
            lead(then, all(here, step.span));
        }
        targets.sort_by_key(|(to, _)| to.unwrap_or(usize::MAX));
        let span = self.journey.name.span;
        let mut outcomes: Vec<Outcome> = targets
            .into_iter()
            .map(|(to, ways)| match to {
                Some(to) => self.outcome(to, When::Condition(any(ways, span))),
                None => Outcome { when: When::Condition(any(ways, span)), ..self.end(FINISHED, "Finished") },
            })
            .collect();
        if ends {
            outcomes.push(self.end(NOWHERE, "Nowhere"));
        } else if let Some(last) = outcomes.last_mut() {
            last.when = When::Otherwise;
        }
        self.scenario("next", "Next", outcomes)
    }

    fn outcome(&self, place: usize, when: When) -> Outcome {
        let (name, about) = match self.places.list.get(place) {
            Some(place) => (place.name.clone(), place.about.clone()),
            None => (self.journey.name.clone(), About::default()),
        };
        Outcome { span: name.span, name, about, when }
    }

    /// An outcome that is no place.
    fn end(&self, name: &str, label: &str) -> Outcome {
        let span = self.journey.name.span;
        Outcome { name: Name { text: name.to_owned(), span }, about: self.labelled(label), when: When::Otherwise, span }
    }

    fn labelled(&self, label: &str) -> About {
        let text = Text { text: label.to_owned(), span: self.journey.name.span };
        About { labels: vec![(None, text)], ..About::default() }
    }

    fn scenario(&self, name: &str, label: &str, outcomes: Vec<Outcome>) -> Declaration {
        let span = self.journey.name.span;
        let table = Name { text: self.table.text.clone(), span };
        let hit = Some((Hit::First, span));
        let scenario = Scenario { table: Some(table), hit, outcomes, ..Scenario::default() };
        let full = format!("{}.{name}", self.journey.name.text);
        declaration(&full, span, span, self.labelled(label), Kind::Scenario(Box::new(scenario)))
    }
}
