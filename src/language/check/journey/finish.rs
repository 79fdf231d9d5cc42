//! What is left once everything is declared and checked: names become ids, and what was proved is said in the words of
//! journeys.

use super::checklists::{given_name, met_name};
use super::state::{back_name, done_name};
use super::{Laid, LaidKind, LaidPlace};
use crate::check::draft::Draft;
use crate::diagnostic::{Code, Diagnostic, Place as Where};
use crate::program::{BackTo, ChecklistItem, Journey, JourneyStep, Place, PlaceKind, Program, QuantityId, TableId};
use crate::source::Sources;

/// The journeys with ids. `None` if something they need was not declared, which has been reported.
pub(in crate::check) fn finish(draft: &Draft<'_>, journeys: Vec<Laid>, sources: &Sources) -> Option<Vec<Journey>> {
    journeys.into_iter().map(|laid| journey(draft, laid, sources)).collect()
}

fn journey(draft: &Draft<'_>, laid: Laid, sources: &Sources) -> Option<Journey> {
    let table = draft.table_names.get(&laid.table).copied()?;
    let find = |name: &str| draft.find(table, &format!("{}.{name}", laid.name));
    Some(Journey {
        table,
        step: find("step")?,
        phase: find("phase").filter(|_| !laid.phases.is_empty()),
        next: find("next")?,
        places: laid.places.into_iter().map(|p| place(draft, table, p, sources)).collect::<Option<_>>()?,
        name: laid.name,
        about: laid.about,
        phases: laid.phases,
        path: laid.path,
        routes: laid.routes,
        span: laid.span,
    })
}

fn place(draft: &Draft<'_>, table: TableId, laid: LaidPlace, sources: &Sources) -> Option<Place> {
    let item = |question: &String| {
        Some(ChecklistItem {
            answer: draft.find(table, question)?,
            given: draft.find(table, &given_name(question)),
            met: draft.find(table, &met_name(question))?,
        })
    };
    let items = laid.questions.iter().map(item).collect::<Option<Vec<_>>>()?;
    let written = |span| sources.text(span).split_whitespace().collect::<Vec<_>>().join(" ");
    let kind = match laid.kind {
        LaidKind::Theme => PlaceKind::Theme(items),
        LaidKind::Station { dead_end, closed } => PlaceKind::Station { dead_end, closed },
        LaidKind::Step { phase, done_when, back, then, stop } => {
            let back = back.into_iter().enumerate().map(|(at, back)| {
                let holds = draft.find(table, &back_name(&laid.name, at))?;
                Some(BackTo { to: back.to, holds, because: back.because.unwrap_or_else(|| written(back.condition)) })
            });
            PlaceKind::Step(Box::new(JourneyStep {
                phase,
                items,
                done: draft.find(table, &done_name(&laid.name))?,
                done_when: done_when.map(written),
                back: back.collect::<Option<_>>()?,
                then,
                stop,
            }))
        }
    };
    Some(Place { name: laid.name, about: laid.about, kind })
}

/// What was proved of a scenario; of those of journeys in their own words.
pub(in crate::check) fn proofs(program: &Program, scenario: QuantityId, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let Some(journey) =
        program.journeys.iter().find(|j| [Some(j.step), j.phase, Some(j.next)].contains(&Some(scenario)))
    else {
        return found;
    };
    if scenario != journey.step {
        // What cannot be reached there cannot be reached here either, and is said of it.
        return found.into_iter().filter(|d| d.code != Code::OutcomeUnreachable).collect();
    }
    let said = |diagnostic: Diagnostic| {
        if diagnostic.code != Code::OutcomeUnreachable {
            return diagnostic;
        }
        let Where::Text(span) = diagnostic.place else { return diagnostic };
        let named = program.sources.text(span);
        let (message, hint) = match span.start == program.quantity(journey.step).name_span.start {
            true => (
                format!("the journey `{}` is never finished, whatever is answered", journey.name),
                "see whether its last step can ever be done",
            ),
            false => (
                format!("nothing ever comes to `{named}`, whatever is answered"),
                "see whether the steps before it can ever be done, and whether they always send back",
            ),
        };
        Diagnostic::error(Code::UnreachableStep, span, message).hint(hint)
    };
    let mut said: Vec<Diagnostic> = found.into_iter().map(said).collect();
    // All steps after one that is never done are out of reach for the same reason.
    let mut first = true;
    said.retain(|d| d.code != Code::UnreachableStep || std::mem::take(&mut first));
    said
}
