//! What a journey adds to JSON: for each row what is in its way and where it came, and for each journey its places.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::journeys::Walk;
use crate::eval::Assessment;
use crate::program::{PlaceKind, Route};

/// What a journey says of a row besides its quantities.
pub(super) struct Names {
    because: String,
    blocked: String,
    way: String,
}

impl Names {
    pub fn of(walk: &Walk<'_>) -> Self {
        let named = |what: &str| format!("{}.{what}", walk.journey.name);
        Self { because: named("because"), blocked: named("blocked"), way: named("way") }
    }

    /// The three, in order.
    #[cfg(feature = "data")]
    pub fn all(&self) -> [&str; 3] {
        [&self.because, &self.blocked, &self.way]
    }
}

/// Writes why a row is where it is, what is in its way, and which steps it has passed.
pub(super) fn row<M: SerializeMap>(map: &mut M, walk: &Walk<'_>, names: &Names, row: usize) -> Result<(), M::Error> {
    let standing = walk.standing(row);
    let (blocked, way) = lists(walk, row);
    map.serialize_entry(&names.because, &standing.map(|s| s.because))?;
    map.serialize_entry(&names.blocked, &blocked)?;
    map.serialize_entry(&names.way, &way)
}

/// The names of what is in the way of a row, and of the steps that it has passed.
pub(super) fn lists<'a>(walk: &Walk<'a>, row: usize) -> (Vec<&'a str>, Vec<&'a str>) {
    let Some(standing) = walk.standing(row) else { return (Vec::new(), Vec::new()) };
    let blocked = standing.blocked.iter().map(|b| walk.question(b.item)).collect();
    let way = standing.way.iter().map(|at| walk.name(*at)).collect();
    (blocked, way)
}

/// All journeys, by name.
pub(super) struct Journeys<'a>(pub &'a Assessment);

impl Serialize for Journeys<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for journey in &self.0.program.journeys {
            map.serialize_entry(&journey.name, &entry(self.0, &Walk::new(self.0, journey)))?;
        }
        map.end()
    }
}

#[derive(serde::Serialize)]
struct JourneyEntry<'a> {
    label: &'a Option<String>,
    table: &'a str,
    steps: Vec<StepEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finished: Option<usize>,
    stations: Vec<StationEntry<'a>>,
    themes: Vec<ThemeEntry<'a>>,
    routes: Vec<RouteEntry<'a>>,
}

#[derive(serde::Serialize)]
struct StepEntry<'a> {
    name: &'a str,
    label: &'a Option<String>,
    phase: Option<&'a str>,
    rows: usize,
}

#[derive(serde::Serialize)]
struct StationEntry<'a> {
    name: &'a str,
    label: &'a Option<String>,
    dead_end: bool,
    closed: bool,
    rows: usize,
}

#[derive(serde::Serialize)]
struct ThemeEntry<'a> {
    name: &'a str,
    label: &'a Option<String>,
    questions: Vec<QuestionEntry<'a>>,
}

#[derive(serde::Serialize)]
struct QuestionEntry<'a> {
    name: &'a str,
    as_desired: usize,
    not_as_desired: usize,
    not_answered: usize,
}

#[derive(serde::Serialize)]
struct RouteEntry<'a> {
    name: &'a str,
    label: &'a Option<String>,
    closed: bool,
    calls: Vec<&'a str>,
}

fn entry<'a>(assessment: &'a Assessment, walk: &Walk<'a>) -> JourneyEntry<'a> {
    let journey = walk.journey;
    let counts = walk.counts();
    let rows = |at: usize| counts.get(at).copied().unwrap_or(0);
    let mut steps = Vec::new();
    let mut stations = Vec::new();
    for (at, place) in journey.places.iter().enumerate() {
        let (name, label) = (place.name.as_str(), &place.about.label);
        match &place.kind {
            PlaceKind::Step(step) => {
                let phase = step.phase.and_then(|p| journey.phases.get(p)).map(|(name, _)| name.as_str());
                steps.push(StepEntry { name, label, phase, rows: rows(at) });
            }
            PlaceKind::Station { dead_end, closed } => {
                stations.push(StationEntry { name, label, dead_end: *dead_end, closed: *closed, rows: rows(at) });
            }
            PlaceKind::Theme(_) => {}
        }
    }
    let ends = journey.path.iter().any(|at| journey.step_at(*at).is_some_and(|s| s.then.is_none()));
    let theme = |(place, items): (&'a crate::program::Place, &'a [crate::program::ChecklistItem])| ThemeEntry {
        name: &place.name,
        label: &place.about.label,
        questions: items
            .iter()
            .map(|item| {
                let [as_desired, not_as_desired, not_answered] = walk.answers(item);
                QuestionEntry { name: walk.question(item), as_desired, not_as_desired, not_answered }
            })
            .collect(),
    };
    let route = |route: &'a Route| RouteEntry {
        name: &route.name,
        label: &route.about.label,
        closed: route.closed,
        calls: route.calls.iter().map(|at| walk.name(*at)).collect(),
    };
    JourneyEntry {
        label: &journey.about.label,
        table: &assessment.program.table(journey.table).name,
        steps,
        finished: ends.then(|| rows(journey.places.len())),
        stations,
        themes: walk.themes().map(theme).collect(),
        routes: journey.routes.iter().map(route).collect(),
    }
}
