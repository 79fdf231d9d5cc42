//! Journeys become what stands already: columns for the answers, formulas for what is met and done, and scenarios for
//! where a row is and goes.
//!
//! ```text
//! journey ──places──▶ names looked up ──connections──▶ checked ways ──state──▶ columns, formulas, scenarios
//! ```
//!
//! The syntax tree is completed before names are declared, so that types, proofs and evaluation need not know of it.

mod checklists;
mod connections;
mod finish;
mod formulas;
mod known;
mod own_names;
mod places;
mod roles;
mod state;

pub(super) use finish::{finish, proofs};

use indexmap::IndexMap;

use known::{Known, Scales};

use crate::diagnostic::{Code, Diagnostic, did_you_mean, list};
use crate::program;
use crate::source::Span;
use crate::syntax::ast::{Declaration, Journey, JourneyPart, Kind};

/// A journey of which all but the ids is known.
pub(super) struct Laid {
    name: String,
    about: program::About,
    table: String,
    span: Span,
    phases: Vec<(String, program::About)>,
    places: Vec<LaidPlace>,
    path: Vec<usize>,
    routes: Vec<program::Route>,
}

/// A place with its questions by name.
struct LaidPlace {
    name: String,
    about: program::About,
    questions: Vec<String>,
    kind: LaidKind,
}

enum LaidKind {
    Step {
        phase: Option<usize>,
        done_when: Option<Span>,
        back: Vec<LaidBack>,
        then: Option<usize>,
        stop: Option<usize>,
    },
    Theme,
    Station {
        dead_end: bool,
        closed: bool,
    },
}

/// `back to …`
struct LaidBack {
    to: usize,
    because: Option<String>,
    condition: Span,
}

/// Completes the tree with what the journeys stand for.
pub(super) fn expand(items: &mut Vec<Declaration>, found: &mut Vec<Diagnostic>) -> Vec<Laid> {
    let mut laid = Vec::new();
    let mut added: Vec<(usize, Vec<Declaration>, Vec<Declaration>)> = Vec::new();
    let mut seen: IndexMap<&str, Span> = IndexMap::new();
    let journeys = complete(items, found);
    let scales = Scales::of(items);
    for (item, journey) in &journeys {
        if let Some(first) = seen.insert(&item.name.text, item.name.span) {
            let message = format!("the journey `{}` is declared twice", item.name.text);
            let error = Diagnostic::error(Code::DuplicateName, item.name.span, message);
            found.push(error.related(first, "first declared here").hint("give one of the two another name"));
            continue;
        }
        let Some((at, table)) = table(items, item, journey, found) else { continue };
        let Some(known) = Known::of(table, &scales) else { continue };
        let Some(roles) = roles::Roles::of(&known, journey, found) else { continue };
        let Some(places) = places::places(&item.name, journey, found) else { continue };
        connections::check(&places, found);
        let state = state::state(item, &known, &roles, &places, found);
        added.push((at, state.columns, state.scenarios));
        laid.push(state.laid);
    }
    for (at, columns, scenarios) in added {
        if let Some(Kind::Table(table)) = items.get_mut(at).map(|i| &mut i.kind) {
            table.columns.extend(columns);
        }
        items.extend(scenarios);
    }
    laid
}

/// The journeys, with the stations and routes that stand outside of them.
fn complete<'a>(items: &'a [Declaration], found: &mut Vec<Diagnostic>) -> Vec<(&'a Declaration, Journey)> {
    let mut journeys: Vec<(&Declaration, Journey)> = items
        .iter()
        .filter_map(|item| {
            let Kind::Journey(journey) = &item.kind else { return None };
            Some((item, (**journey).clone()))
        })
        .collect();
    let mut names: IndexMap<&str, usize> = IndexMap::new();
    for (at, (item, _)) in journeys.iter().enumerate() {
        names.entry(&item.name.text).or_insert(at);
    }
    for item in items {
        let Kind::Addition(addition) = &item.kind else { continue };
        let word = addition.kind.word();
        let at = match &addition.journey {
            Some(name) => names.get(name.text.as_str()).copied(),
            None if journeys.len() == 1 => Some(0),
            None => {
                let message = format!("it is not said of which journey the {word} `{}` is", item.name.text);
                let hint =
                    format!("write `{word} {} of` and the journey's name, or move it into the journey", item.name.text);
                found.push(Diagnostic::error(Code::TableNeeded, item.name.span, message).hint(hint));
                continue;
            }
        };
        if let Some((_, journey)) = at.and_then(|at| journeys.get_mut(at)) {
            let (name, about, span) = (item.name.clone(), item.about.clone(), item.span);
            journey.parts.push(JourneyPart { name, about, span, kind: addition.kind.clone() });
        } else if let Some(name) = &addition.journey {
            let message = format!("there is no journey `{}`", name.text);
            let hint = did_you_mean(&name.text, names.keys().copied());
            found.push(Diagnostic::error(Code::UnknownName, name.span, message).maybe_hint(hint));
        }
    }
    journeys
}

/// The table that a journey is of, with its position.
fn table<'a>(
    items: &'a [Declaration],
    item: &Declaration,
    journey: &Journey,
    found: &mut Vec<Diagnostic>,
) -> Option<(usize, &'a Declaration)> {
    let mut tables = items.iter().enumerate().filter(|(_, i)| matches!(i.kind, Kind::Table(_)));
    let names = || items.iter().filter(|i| matches!(i.kind, Kind::Table(_))).map(|i| i.name.text.as_str());
    if let Some(name) = &journey.table {
        let table = tables.find(|(_, i)| i.name.text == name.text);
        if table.is_none() {
            let message = format!("there is no table `{}`", name.text);
            let hint = did_you_mean(&name.text, names());
            found.push(Diagnostic::error(Code::UnknownName, name.span, message).maybe_hint(hint));
        }
        return table;
    }
    if let (Some(only), None) = (tables.next(), tables.next()) {
        return Some(only);
    }
    let message = format!("it is not said of which table the journey `{}` is", item.name.text);
    let ways: Vec<String> = names().map(|t| format!("journey {} of {t}", item.name.text)).collect();
    let hint = match ways.is_empty() {
        true => "declare a table first: `table … { key …; field … }`".to_owned(),
        false => format!("write one of {}", list(ways.iter().map(String::as_str))),
    };
    found.push(Diagnostic::error(Code::TableNeeded, item.name.span, message).hint(hint));
    None
}
