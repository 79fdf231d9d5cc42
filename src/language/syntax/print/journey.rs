//! The clauses of a journey as text.

use super::words::{Place, name, text};
use super::{ascribed, block, clauses, expr, of, survey};
use crate::source::Span;
use crate::syntax::ast::{
    About, Addition, BackTo, CallAt, Checklist, ChecklistItem, Journey, JourneyPart, JourneyStep, Name, PartKind,
    ThenTo, Wanted,
};

/// The head and the clauses of a journey.
pub(super) fn journey(journey: &Journey) -> (String, Vec<String>) {
    let Journey { table, by, parts } = journey;
    let mut head = of(table.as_ref());
    head.extend(by.iter().map(|b| format!(" by {}", name(b, Place::Anywhere))));
    (head, parts.iter().map(part).collect())
}

/// The modifiers and the clauses of a station or route that stands outside of its journey.
pub(super) fn addition(addition: &Addition) -> (String, Vec<String>) {
    let Addition { journey, kind } = addition;
    let (tail, clauses) = part_clauses(kind);
    (format!("{}{tail}", of(journey.as_ref())), clauses)
}

fn part(part: &JourneyPart) -> String {
    let JourneyPart { name: named, about, span: _, kind } = part;
    let (tail, clauses) = part_clauses(kind);
    block(&format!("{} {}", kind.word(), name(named, Place::Anywhere)), about, &tail, clauses)
}

fn part_clauses(kind: &PartKind) -> (String, Vec<String>) {
    let said = |word: &str, span: &Option<Span>| if span.is_some() { format!(" {word}") } else { String::new() };
    match kind {
        PartKind::Phase(steps) => (String::new(), steps.iter().map(part).collect()),
        PartKind::Step(step) => (String::new(), step_clauses(step)),
        PartKind::Theme(asks) => (String::new(), asks.iter().map(checklist).collect()),
        PartKind::Station { dead_end, closed } => {
            (format!("{}{}", said("dead end", dead_end), said("closed", closed)), Vec::new())
        }
        PartKind::Route { closed, calls } => {
            let call = |CallAt { name: at, back }: &CallAt| match back {
                true => format!("back to {}", name(at, Place::Anywhere)),
                false => name(at, Place::Call),
            };
            let line = calls.iter().map(call).collect::<Vec<_>>().join(", ");
            (said("closed", closed), if calls.is_empty() { Vec::new() } else { vec![line] })
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
    let mut inner: Vec<String> = desired.iter().map(wanted).collect();
    inner.extend(from.iter().map(|f| format!("from {}", text(f))));
    inner.extend(tokens.iter().map(clauses::token));
    block(&name(named, Place::First), about, &tail, inner)
}

fn wanted(wanted: &Wanted) -> String {
    match wanted {
        Wanted::Any(_) => "desired any".to_string(),
        Wanted::Answer(desired) => match survey::desired(desired) {
            // A category of this name, and not any answer.
            text if text == "desired any" => "desired (any)".to_string(),
            text => text,
        },
    }
}

fn names(names: &[Name], place: Place) -> String {
    names.iter().map(|n| name(n, place)).collect::<Vec<_>>().join(", ")
}
