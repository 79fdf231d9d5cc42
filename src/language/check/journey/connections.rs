//! Which places of a journey are connected, and what is wrong with that: places that nothing leads to, dead ends that
//! are not declared, routes where no way leads or through what is closed, circles that nothing leaves.

use std::collections::HashMap;

use super::places::{Call, Kind, Places, Route};
use crate::diagnostic::{Code, Diagnostic, list};
use crate::syntax::ast::Name;

/// Checks the ways of a journey.
pub(super) fn check(places: &Places<'_>, found: &mut Vec<Diagnostic>) {
    let before = found.len();
    unreachable_steps(places, found);
    order(places, found);
    let closed = closed(places);
    for route in places.routes.iter().filter(|r| r.closed.is_none()) {
        self::route(places, &closed, route, found);
    }
    stations(places, found);
    if found.len() == before {
        loops(places, found);
    }
}

/// The closed routes that go from one place to another.
type Closed<'p> = HashMap<(usize, usize), &'p Name>;

fn closed<'p>(places: &Places<'p>) -> Closed<'p> {
    let mut pairs = HashMap::new();
    for route in places.routes.iter().filter(|r| r.closed.is_some()) {
        for (from, to) in route.calls.iter().zip(route.calls.iter().skip(1)) {
            pairs.entry((from.place, to.place)).or_insert(route.name);
        }
    }
    pairs
}

/// Steps that no step leads to. Neighbours are passed over for one reason, which is told once.
fn unreachable_steps(places: &Places<'_>, found: &mut Vec<Diagnostic>) {
    let mut before: Option<usize> = None;
    let mut passed_over: Vec<&Name> = Vec::new();
    let steps: Vec<usize> = places.steps().map(|(at, ..)| at).collect();
    for at in steps.iter().copied().map(Some).chain([None]) {
        match at.filter(|at| !places.path.contains(at)).and_then(|at| places.list.get(at)) {
            Some(place) => passed_over.push(place.name),
            None => {
                if let Some(first) = passed_over.first() {
                    let names = list(passed_over.iter().map(|n| n.text.as_str()));
                    let steps = if passed_over.len() == 1 { "step" } else { "steps" };
                    let message = format!("nothing leads to the {steps} {names}");
                    let mut error = Diagnostic::error(Code::UnreachableStep, first.span, message);
                    let then = before.and_then(|b| places.step(b)).and_then(|s| s.ast.then.as_ref());
                    if let Some(then) = then {
                        error = error.related(then.span, "the step before goes on from here");
                    }
                    let hint = format!("let a step go there with `then {}`, or leave it out", first.text);
                    found.push(error.hint(hint));
                }
                passed_over.clear();
                before = at;
            }
        }
    }
}

/// `back to` goes back, and so does `then … again`.
fn order(places: &Places<'_>, found: &mut Vec<Diagnostic>) {
    for (at, place, step) in places.steps() {
        let Some(own) = position(places, at) else { continue };
        for (to, clause) in step.back.iter().zip(&step.ast.back) {
            if position(places, *to).is_some_and(|to| to >= own) {
                let other = places.name(*to);
                let message = match *to == at {
                    true => format!("`{other}` goes back to itself"),
                    false => format!("`{other}` comes after `{}`, so that nothing goes back to it", place.name.text),
                };
                let hint = "name a step that comes before this one";
                found.push(Diagnostic::error(Code::RouteBroken, clause.to.span, message).hint(hint));
            }
        }
        let again = step.ast.then.as_ref().filter(|then| then.again);
        if let (Some(then), Some(to)) = (again, step.then)
            && position(places, to).is_some_and(|to| to > own)
        {
            let message =
                format!("`{}` comes after `{}`, so that it does not come again", then.to.text, place.name.text);
            found.push(Diagnostic::error(Code::RouteBroken, then.span, message).hint("leave out `again`"));
        }
    }
}

/// The position of a step in the order in which steps are passed.
fn position(places: &Places<'_>, place: usize) -> Option<usize> {
    places.path.iter().position(|at| *at == place)
}

/// The steps that a step leads to.
fn leads_to(places: &Places<'_>, from: usize) -> Vec<usize> {
    let Some(step) = places.step(from) else { return Vec::new() };
    step.then.into_iter().chain(step.back.iter().copied()).chain(step.stop).collect()
}

/// Each pair of an open route must be connected: by the steps, or, with a station or theme, by the route itself.
fn route(places: &Places<'_>, closed: &Closed<'_>, route: &Route<'_>, found: &mut Vec<Diagnostic>) {
    let name = &route.name.text;
    for (at, call) in route.calls.iter().enumerate() {
        if let Some(Kind::Station { closed: Some(closed), .. }) = places.list.get(call.place).map(|p| &p.kind) {
            let message = format!("the route `{name}` calls at `{}`, which is closed", places.name(call.place));
            let error = Diagnostic::error(Code::RouteClosed, call.span, message).related(*closed, "closed here");
            found.push(error.hint("take another way, or close the route as well: `route … closed { … }`"));
            return;
        }
        let Some(next) = route.calls.get(at + 1) else { return };
        if let Some(error) = pair(places, closed, name, call.place, next) {
            found.push(error);
            return;
        }
    }
}

fn pair(places: &Places<'_>, closed: &Closed<'_>, route: &str, from: usize, next: &Call) -> Option<Diagnostic> {
    let Call { place: to, back, span } = *next;
    let (a, b) = (places.name(from), places.name(to));
    let error = |code, message: String| Some(Diagnostic::error(code, span, message));
    if from == to {
        return error(Code::RouteBroken, format!("the route `{route}` goes from `{a}` to itself"))
            .map(|e| e.hint("leave it out once"));
    }
    if let Some(Kind::Station { dead_end: Some(dead_end), .. }) = places.list.get(from).map(|p| &p.kind) {
        let message = format!("the route `{route}` leaves `{a}`, which is declared a dead end");
        let hint = format!("end the route at `{a}`, or leave out `dead end`");
        return error(Code::DeadEnd, message).map(|e| e.related(*dead_end, "declared here").hint(hint));
    }
    let connected = leads_to(places, from).contains(&to);
    if let Some(closed) = closed.get(&(from, to)).filter(|_| !connected) {
        let message = format!("from `{a}` to `{b}` only the route `{}` goes, which is closed", closed.text);
        let hint = "take another way, or close this route as well: `route … closed { … }`";
        return error(Code::RouteClosed, message).map(|e| e.related(closed.span, "closed here").hint(hint));
    }
    if connected || places.step(from).is_none() || places.step(to).is_none() {
        return None;
    }
    let goes_back = position(places, to) < position(places, from);
    if back && goes_back {
        return None;
    }
    let ways = leads_to(places, from);
    let ways = match ways.is_empty() {
        true => format!("`{a}` is the last step"),
        false => format!("`{a}` leads to {}", list(ways.iter().map(|at| places.name(*at)))),
    };
    if back {
        let message = format!("`{b}` comes after `{a}`, so that the route `{route}` does not go back to it");
        return error(Code::RouteBroken, message).map(|e| e.hint(ways));
    }
    let hint = if goes_back { format!("if the route goes back there, write `back to {b}`; {ways}") } else { ways };
    error(Code::RouteBroken, format!("no way leads from `{a}` to `{b}`")).map(|e| e.hint(hint))
}

/// Stations that nothing leads to, and those that nothing leaves.
fn stations(places: &Places<'_>, found: &mut Vec<Diagnostic>) {
    let calls = |route: &Route<'_>, at: usize| route.calls.iter().any(|c| c.place == at);
    for (at, place) in places.list.iter().enumerate() {
        let Kind::Station { dead_end, closed } = &place.kind else { continue };
        let name = &place.name.text;
        let open = || places.routes.iter().filter(|r| r.closed.is_none());
        let stops = places.path.iter().any(|step| places.step(*step).is_some_and(|s| s.stop == Some(at)));
        if let (Some(closed), true) = (closed, stops) {
            let message = format!("rows stop at `{name}`, which is closed");
            found.push(Diagnostic::error(Code::RouteClosed, *closed, message).hint("leave out `closed`"));
            continue;
        }
        if !stops && !places.routes.iter().any(|route| calls(route, at)) {
            let message = format!("nothing leads to the station `{name}`");
            let hint = format!("let a step stop there, `otherwise stop at {name}`, or let a route call there");
            found.push(Diagnostic::error(Code::UnreachableStep, place.name.span, message).hint(hint));
            continue;
        }
        let reached = stops || open().any(|route| calls(route, at));
        let left = open().any(|route| route.calls.iter().rev().skip(1).any(|c| c.place == at));
        if reached && !left && dead_end.is_none() {
            let message = format!("nothing leaves the station `{name}`");
            let hint = format!("if that is meant, say so: `station {name} … dead end`; or let a route go on from it");
            found.push(Diagnostic::error(Code::DeadEnd, place.name.span, message).hint(hint));
        }
    }
}

/// Circles that nothing leaves, unless `again` says that this is meant.
fn loops(places: &Places<'_>, found: &mut Vec<Diagnostic>) {
    let ways = ways(places);
    for (at, _) in places.list.iter().enumerate() {
        let circle = reached(&ways, at);
        // A circle that nothing leaves: every place that is reached from it leads back to it.
        let comes_back = |other: &usize| reached(&ways, *other).contains(&at);
        let leaves = circle.iter().any(|other| other == &places.list.len() || !comes_back(other));
        let first = circle.iter().min() == Some(&at);
        if circle.is_empty() || leaves || !first {
            continue;
        }
        let steps = || circle.iter().filter_map(|at| places.step(*at));
        if steps().any(|s| s.ast.then.as_ref().is_some_and(|t| t.again)) {
            continue;
        }
        let names = list(circle.iter().map(|at| places.name(*at)));
        let message = format!("{names} go round in a circle that nothing leaves");
        let then = steps().filter_map(|s| s.ast.then.as_ref()).next_back();
        let place = then.map(|t| t.span).or(places.list.get(at).map(|p| p.name.span)).unwrap_or_default();
        let hint = match then {
            Some(then) => format!(
                "let a step lead out, `otherwise stop at STATION`; or, if it is meant to have no end, write `then {} again`",
                then.to.text
            ),
            None => "let a route lead out, to a step or to a station that is a `dead end`".to_owned(),
        };
        found.push(Diagnostic::error(Code::LoopWithoutExit, place, message).hint(hint));
    }
}

/// Where each place leads to; a journey that ends leads behind the last place, and so does a dead end.
fn ways(places: &Places<'_>) -> Vec<Vec<usize>> {
    let end = places.list.len();
    let mut ways: Vec<Vec<usize>> = places
        .list
        .iter()
        .enumerate()
        .map(|(at, place)| match &place.kind {
            Kind::Step(step) if step.then.is_none() => leads_to(places, at).into_iter().chain([end]).collect(),
            Kind::Step(_) => leads_to(places, at),
            Kind::Station { dead_end: Some(_), .. } => vec![end],
            Kind::Station { dead_end: None, .. } | Kind::Theme(_) => Vec::new(),
        })
        .collect();
    for route in places.routes.iter().filter(|r| r.closed.is_none()) {
        for pair in route.calls.windows(2) {
            if let [from, to] = pair
                && let Some(ways) = ways.get_mut(from.place)
            {
                ways.push(to.place);
            }
        }
    }
    ways
}

/// What is reached from a place, in the order of positions; itself only if a way leads back.
fn reached(ways: &[Vec<usize>], from: usize) -> std::collections::BTreeSet<usize> {
    let mut reached = std::collections::BTreeSet::new();
    let mut open: Vec<usize> = ways.get(from).cloned().unwrap_or_default();
    while let Some(at) = open.pop() {
        if reached.insert(at) {
            open.extend(ways.get(at).into_iter().flatten());
        }
    }
    reached
}
