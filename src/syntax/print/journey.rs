//! The clauses of a journey as text.

use super::words::{Place, name, text};
use super::{ascribed, block, clauses, expr, of};
use crate::syntax::ast::{
    About, BackTo, Checklist, ChecklistItem, Desired, Journey, JourneyPart, JourneyStep, Name, PartKind, ThenTo,
};

/// The head and the clauses of a journey.
pub(super) fn journey(journey: &Journey) -> (String, Vec<String>) {
    let Journey { table, by, parts } = journey;
    let mut head = of(table.as_ref());
    head.extend(by.iter().map(|b| format!(" by {}", name(b, Place::Anywhere))));
    (head, parts.iter().map(part).collect())
}

fn part(part: &JourneyPart) -> String {
    let JourneyPart { name: named, about, span: _, kind } = part;
    let named = name(named, Place::Anywhere);
    let of_kind = |word: &str, tail: &str, inner: Vec<String>| block(&format!("{word} {named}"), about, tail, inner);
    let is_closed = |closed: bool| if closed { " closed" } else { "" };
    match kind {
        PartKind::Phase(steps) => of_kind("phase", "", steps.iter().map(self::part).collect()),
        PartKind::Step(step) => of_kind("step", "", step_clauses(step)),
        PartKind::Theme(asks) => of_kind("theme", "", asks.iter().map(checklist).collect()),
        PartKind::Station { dead_end, closed } => {
            let dead_end = if dead_end.is_some() { " dead end" } else { "" };
            of_kind("station", &format!("{dead_end}{}", is_closed(closed.is_some())), Vec::new())
        }
        PartKind::Route { closed, calls } => {
            let calls = if calls.is_empty() { Vec::new() } else { vec![names(calls, Place::First)] };
            of_kind("route", is_closed(closed.is_some()), calls)
        }
    }
}

fn step_clauses(step: &JourneyStep) -> Vec<String> {
    let JourneyStep { asks, done, otherwise, back, then } = step;
    let mut clauses: Vec<String> = asks.iter().map(checklist).collect();
    clauses.extend(done.iter().map(|e| format!("done when {}", expr::whole(e))));
    clauses.extend(otherwise.iter().map(|n| format!("otherwise stop at {}", name(n, Place::Anywhere))));
    clauses.extend(back.iter().map(|BackTo { to, when, because, span: _ }| {
        let because = because.as_ref().map(|b| format!(" because {}", text(b))).unwrap_or_default();
        format!("back to {} when {}{because}", name(to, Place::Anywhere), expr::whole(when))
    }));
    clauses.extend(then.iter().map(|ThenTo { to, again, span: _ }| {
        format!("then {}{}", name(to, Place::Anywhere), if *again { " again" } else { "" })
    }));
    clauses
}

fn checklist(checklist: &Checklist) -> String {
    let Checklist { roles, items, span: _ } = checklist;
    let roles = names(roles, Place::Anywhere);
    let head = if roles.is_empty() { "ask".to_string() } else { format!("ask {roles}") };
    if items.is_empty() {
        return format!("{head} {{\n}}");
    }
    block(&head, &About::default(), "", items.iter().map(item).collect())
}

fn item(item: &ChecklistItem) -> String {
    let ChecklistItem { name: named, about, ty, when, desired, from, tokens, span: _ } = item;
    let mut tail = ascribed(ty.as_ref());
    tail.extend(when.iter().map(|e| format!(" when {}", expr::whole(e))));
    let mut inner: Vec<String> = desired.iter().map(self::desired).collect();
    inner.extend(from.iter().map(|f| format!("from {}", text(f))));
    inner.extend(tokens.iter().map(clauses::token));
    block(&name(named, Place::First), about, &tail, inner)
}

fn desired(desired: &Desired) -> String {
    let value = |text: String| {
        let word = text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        // These words would mean something else here.
        if word == "any" || word == "from" { format!("({text})") } else { text }
    };
    match desired {
        Desired::Any(_) => "desired any".to_string(),
        Desired::Values(values, _) => {
            let values: Vec<String> = values.iter().map(|v| value(expr::whole(v))).collect();
            format!("desired {}", values.join(", "))
        }
        Desired::From(from, _) => format!("desired from {}", expr::whole(from)),
    }
}

fn names(names: &[Name], place: Place) -> String {
    names.iter().map(|n| name(n, place)).collect::<Vec<_>>().join(", ")
}
