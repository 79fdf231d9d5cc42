//! What is said of a journey beside the formulas that it computes: where its ways lead.

use super::StepKind;
use super::facets::Facets;
use crate::program::{Journey, JourneyStep, Place, PlaceKind};

/// The places of a journey and the ways between them. Conditions are formulas of its table.
pub(super) fn of(journey: &Journey) -> Facets {
    let mut facets = Facets::default();
    let name = |at: usize| journey.places.get(at).map_or("", |p| p.name.as_str()).to_owned();
    let path: Vec<String> = journey.path.iter().map(|at| name(*at)).collect();
    facets.say("steps", StepKind::Journey, path.join(", "));
    for Place { name: place, about: _, kind } in &journey.places {
        let text = match kind {
            PlaceKind::Step(step) => step_text(journey, step, &name),
            PlaceKind::Theme(items) => format!("theme of {} questions", items.len()),
            PlaceKind::Station { dead_end: true, .. } => "dead end".to_owned(),
            PlaceKind::Station { dead_end: false, .. } => "station".to_owned(),
        };
        facets.say(place.clone(), StepKind::Journey, text);
    }
    for route in &journey.routes {
        let closed = if route.closed { "closed: " } else { "" };
        let calls: Vec<String> = route.calls.iter().map(|at| name(*at)).collect();
        facets.say(format!("route {}", route.name), StepKind::Journey, format!("{closed}{}", calls.join(", ")));
    }
    facets
}

fn step_text(journey: &Journey, step: &JourneyStep, name: &dyn Fn(usize) -> String) -> String {
    let JourneyStep { phase, items, done: _, done_when: _, back, then, stop } = step;
    let mut texts = vec![format!("{} questions", items.len())];
    let phase = phase.and_then(|at| journey.phases.get(at));
    texts.extend(phase.map(|(phase, _)| format!("in phase {phase}")));
    texts.extend(back.iter().map(|back| format!("back to {}", name(back.to))));
    texts.push(then.map_or_else(|| "then finished".to_owned(), |at| format!("then {}", name(at))));
    texts.extend(stop.map(|at| format!("otherwise stop at {}", name(at))));
    texts.join("; ")
}
