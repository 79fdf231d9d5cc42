//! The places of a journey, and which names its clauses give to which.

use indexmap::IndexMap;

use crate::diagnostic::{Code, Diagnostic, did_you_mean, list};
use crate::source::Span;
use crate::syntax::ast::{About, Checklist, Journey, JourneyPart, JourneyStep, Name, PartKind};

/// Where a journey ends if its last step says nothing else.
pub(super) const FINISHED: &str = "finished";
/// Where nothing comes next.
pub(super) const NOWHERE: &str = "nowhere";
/// The phase of places that are in none.
pub(super) const OUTSIDE: &str = "outside";

/// As many steps, themes, stations and routes as a journey may have: a row is at one of them, as a member of a scale.
const MOST_PLACES: usize = 180;

/// Names that no place and no phase may have, each with what it says.
const TAKEN: &[(&str, &str)] = &[
    (FINISHED, "is where a journey ends"),
    (NOWHERE, "says that nothing comes next"),
    (OUTSIDE, "says that a place is in no phase"),
];

/// A journey with the names in its clauses looked up.
pub(super) struct Places<'a> {
    pub phases: Vec<(&'a Name, &'a About)>,
    /// Steps, themes and stations, in the order written.
    pub list: Vec<Place<'a>>,
    /// Steps as positions in `list`, in the order in which they are passed.
    pub path: Vec<usize>,
    pub routes: Vec<Route<'a>>,
}

/// A step, a theme or a station.
pub(super) struct Place<'a> {
    pub name: &'a Name,
    pub about: &'a About,
    pub kind: Kind<'a>,
}

/// What a place is.
pub(super) enum Kind<'a> {
    Step(Step<'a>),
    Theme(&'a [Checklist]),
    Station { dead_end: Option<Span>, closed: Option<Span> },
}

/// A step with the places that its clauses name.
pub(super) struct Step<'a> {
    pub ast: &'a JourneyStep,
    pub phase: Option<usize>,
    /// Where it goes when done; `None`: the journey is finished.
    pub then: Option<usize>,
    /// For each `back to`, in order.
    pub back: Vec<usize>,
    pub stop: Option<usize>,
}

/// A route with the places at which it calls.
pub(super) struct Route<'a> {
    pub name: &'a Name,
    pub about: &'a About,
    pub closed: Option<Span>,
    pub calls: Vec<Call>,
}

/// A place at which a route calls.
pub(super) struct Call {
    pub place: usize,
    /// `back to`
    pub back: bool,
    pub span: Span,
}

impl<'a> Places<'a> {
    pub fn name(&self, place: usize) -> &'a str {
        self.list.get(place).map_or("", |p| p.name.text.as_str())
    }

    pub fn step(&self, place: usize) -> Option<&Step<'a>> {
        match &self.list.get(place)?.kind {
            Kind::Step(step) => Some(step),
            Kind::Theme(_) | Kind::Station { .. } => None,
        }
    }

    /// The steps, in the order written, with their positions.
    pub fn steps(&self) -> impl Iterator<Item = (usize, &Place<'a>, &Step<'a>)> {
        self.list.iter().enumerate().filter_map(|(at, place)| match &place.kind {
            Kind::Step(step) => Some((at, place, step)),
            Kind::Theme(_) | Kind::Station { .. } => None,
        })
    }
}

/// Looks up all names of a journey. `None` if something is wrong with them, which has been reported.
pub(super) fn places<'a>(name: &Name, journey: &'a Journey, found: &mut Vec<Diagnostic>) -> Option<Places<'a>> {
    let before = found.len();
    let mut places = Places { phases: Vec::new(), list: Vec::new(), path: Vec::new(), routes: Vec::new() };
    gather(journey, &mut places);
    if places.list.len().max(journey.parts.len()) > MOST_PLACES {
        let message = format!("the journey `{}` has more than {MOST_PLACES} places and routes", name.text);
        found.push(Diagnostic::error(Code::TooMany, name.span, message).hint("take it apart into several journeys"));
        return None;
    }
    unique(&places, found);
    if places.steps().next().is_none() {
        let message = format!("the journey `{}` has no steps", name.text);
        let hint = "write its steps: `step why \"Why?\" { ask { … } }`";
        found.push(Diagnostic::error(Code::JourneyPlaces, name.span, message).hint(hint));
    }
    empty(journey, &places, found);
    let names: IndexMap<&str, usize> =
        places.list.iter().enumerate().map(|(at, p)| (p.name.text.as_str(), at)).collect();
    let steps: Vec<usize> = places.steps().map(|(at, ..)| at).collect();
    for (order, at) in steps.iter().enumerate() {
        let Some(step) = places.step(*at) else { continue };
        let next = steps.get(order + 1).copied();
        let then = match &step.ast.then {
            Some(then) => find(&places, &names, &then.to, Wanted::Step, found),
            None => next,
        };
        let back = step.ast.back.iter().filter_map(|b| find(&places, &names, &b.to, Wanted::Step, found)).collect();
        let stop = step.ast.otherwise.as_ref().and_then(|n| find(&places, &names, n, Wanted::Station, found));
        if let Some(Place { kind: Kind::Step(step), .. }) = places.list.get_mut(*at) {
            (step.then, step.back, step.stop) = (then, back, stop);
        }
    }
    routes(journey, &mut places, &names, found);
    path(&mut places, steps.first().copied());
    (found.len() == before).then_some(places)
}

/// Takes the parts of a journey apart; names in steps are not looked up yet.
fn gather<'a>(journey: &'a Journey, places: &mut Places<'a>) {
    for part in &journey.parts {
        match &part.kind {
            PartKind::Phase(steps) => {
                places.phases.push((&part.name, &part.about));
                let phase = Some(places.phases.len() - 1);
                places.list.extend(steps.iter().filter_map(|step| place(step, phase)));
            }
            PartKind::Step(_) | PartKind::Theme(_) | PartKind::Station { .. } | PartKind::Route { .. } => {
                places.list.extend(place(part, None));
            }
        }
    }
}

fn place(part: &JourneyPart, phase: Option<usize>) -> Option<Place<'_>> {
    let kind = match &part.kind {
        PartKind::Step(ast) => Kind::Step(Step { ast, phase, then: None, back: Vec::new(), stop: None }),
        PartKind::Theme(asks) => Kind::Theme(asks),
        PartKind::Station { dead_end, closed } => Kind::Station { dead_end: *dead_end, closed: *closed },
        PartKind::Phase(_) | PartKind::Route { .. } => return None,
    };
    Some(Place { name: &part.name, about: &part.about, kind })
}

/// Places have names of their own, and so have phases.
fn unique(places: &Places<'_>, found: &mut Vec<Diagnostic>) {
    let stops = places.list.iter().map(|p| p.name);
    let phases = places.phases.iter().map(|(name, _)| *name);
    for (names, what) in [(stops.collect::<Vec<_>>(), "place"), (phases.collect(), "phase")] {
        let mut seen: IndexMap<&str, Span> = IndexMap::new();
        for name in names {
            if let Some((_, meaning)) = TAKEN.iter().find(|(taken, _)| *taken == name.text) {
                let message = format!("`{}` {meaning}, and is no name for a {what}", name.text);
                found.push(Diagnostic::error(Code::DuplicateName, name.span, message).hint("give it another name"));
            }
            if let Some(first) = seen.get(name.text.as_str()) {
                let message = format!("the {what} `{}` is declared twice in one journey", name.text);
                let error = Diagnostic::error(Code::DuplicateName, name.span, message);
                found.push(error.related(*first, "first declared here").hint("give one of the two another name"));
                continue;
            }
            seen.insert(&name.text, name.span);
        }
    }
}

/// Phases without steps, and steps that ask nothing.
fn empty(journey: &Journey, places: &Places<'_>, found: &mut Vec<Diagnostic>) {
    for part in &journey.parts {
        if matches!(&part.kind, PartKind::Phase(steps) if steps.is_empty()) {
            let message = format!("the phase `{}` has no steps", part.name.text);
            let error = Diagnostic::error(Code::JourneyPlaces, part.name.span, message);
            found.push(error.hint("write its steps, or leave it out"));
        }
    }
    for (_, place, step) in places.steps() {
        if step.ast.done.is_none() && step.ast.asks.iter().all(|a| a.items.is_empty()) {
            let message = format!("the step `{}` asks nothing", place.name.text);
            let hint = "write what it asks, `ask { evidence \"There is evidence\" : yes_no }`, or when it is done, `done when …`";
            found.push(Diagnostic::error(Code::JourneyPlaces, place.name.span, message).hint(hint));
        }
    }
}

/// What a clause may name.
#[derive(Clone, Copy, PartialEq)]
enum Wanted {
    Step,
    Station,
    Anywhere,
}

impl Wanted {
    fn takes(self, kind: &Kind<'_>) -> bool {
        match (self, kind) {
            (Wanted::Anywhere, _) | (Wanted::Step, Kind::Step(_)) | (Wanted::Station, Kind::Station { .. }) => true,
            (Wanted::Step, Kind::Theme(_) | Kind::Station { .. })
            | (Wanted::Station, Kind::Step(_) | Kind::Theme(_)) => false,
        }
    }

    fn called(self) -> &'static str {
        match self {
            Wanted::Step => "step",
            Wanted::Station => "station",
            Wanted::Anywhere => "step or station",
        }
    }
}

fn find(
    places: &Places<'_>,
    names: &IndexMap<&str, usize>,
    name: &Name,
    wanted: Wanted,
    found: &mut Vec<Diagnostic>,
) -> Option<usize> {
    let what = wanted.called();
    let known = || places.list.iter().filter(|p| wanted.takes(&p.kind)).map(|p| p.name.text.as_str());
    let Some(at) = names.get(name.text.as_str()).copied() else {
        let message = format!("the journey has no {what} `{}`", name.text);
        let hint = match did_you_mean(&name.text, known()) {
            Some(hint) => hint,
            None if wanted == Wanted::Station => {
                format!("declare it in the journey: `station {} \"…\" dead end`", name.text)
            }
            None => format!("it has {}", list(known())),
        };
        found.push(Diagnostic::error(Code::UnknownName, name.span, message).hint(hint));
        return None;
    };
    let place = places.list.get(at)?;
    if wanted.takes(&place.kind) {
        return Some(at);
    }
    let is = match &place.kind {
        Kind::Step(_) => "a step",
        Kind::Theme(_) => "a theme",
        Kind::Station { .. } => "a station",
    };
    let message = format!("`{}` is {is}, and a {what} is needed here", name.text);
    let hint = match wanted {
        Wanted::Station => "a row stops at a station: declare one, `station NAME \"…\" dead end`".to_owned(),
        Wanted::Step | Wanted::Anywhere => format!("name one of the steps: {}", list(known())),
    };
    found.push(
        Diagnostic::error(Code::WrongKind, name.span, message).related(place.name.span, "declared here").hint(hint),
    );
    None
}

fn routes<'a>(
    journey: &'a Journey,
    places: &mut Places<'a>,
    names: &IndexMap<&str, usize>,
    found: &mut Vec<Diagnostic>,
) {
    let mut seen: IndexMap<&str, Span> = IndexMap::new();
    for part in &journey.parts {
        let PartKind::Route { closed, calls } = &part.kind else { continue };
        if let Some(first) = seen.insert(&part.name.text, part.name.span) {
            let message = format!("the route `{}` is declared twice", part.name.text);
            let error = Diagnostic::error(Code::DuplicateName, part.name.span, message);
            found.push(error.related(first, "first declared here").hint("give one of the two another name"));
        }
        if calls.len() < 2 {
            let calls = if calls.is_empty() { "no place" } else { "one place only" };
            let message = format!("the route `{}` leads nowhere: it calls at {calls}", part.name.text);
            let hint = "name two places or more, as in `{ why, assess_readiness }`";
            found.push(Diagnostic::error(Code::JourneyPlaces, part.name.span, message).hint(hint));
        }
        let calls = calls
            .iter()
            .filter_map(|call| {
                let place = find(places, names, &call.name, Wanted::Anywhere, found)?;
                Some(Call { place, back: call.back, span: call.name.span })
            })
            .collect();
        places.routes.push(Route { name: &part.name, about: &part.about, closed: *closed, calls });
    }
}

/// The steps from the first on, each where the one before it leads when done, until one was met before.
fn path(places: &mut Places<'_>, first: Option<usize>) {
    let mut at = first;
    while let Some(step) = at.filter(|at| !places.path.contains(at)) {
        places.path.push(step);
        at = places.step(step).and_then(|s| s.then);
    }
}
