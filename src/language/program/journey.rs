//! Journeys: steps in order with their checklists, places outside the order, and routes.
//!
//! All that a journey computes are ordinary quantities of its table; this says how they hang together.

use super::{About, QuantityId, TableId};
use crate::source::Span;

/// A journey over the rows of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Journey {
    /// `going_abroad`
    pub name: String,
    /// Label and sources.
    pub about: About,
    /// Its table.
    pub table: TableId,
    /// `going_abroad.step`: where a row is; a scenario over places and `finished`.
    pub step: QuantityId,
    /// `going_abroad.phase`, where there are phases.
    pub phase: Option<QuantityId>,
    /// `going_abroad.next`: where it goes next; a scenario over places, `finished` and `nowhere`.
    pub next: QuantityId,
    /// Phases: names and labels, in order.
    pub phases: Vec<(String, About)>,
    /// Steps, themes and stations, in the order written.
    pub places: Vec<Place>,
    /// The steps in the order in which a row passes them, as positions in `places`.
    pub path: Vec<usize>,
    /// Named routes.
    pub routes: Vec<Route>,
    /// Its declaration's place.
    pub span: Span,
}

/// A step, a theme or a station.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// `why`
    pub name: String,
    /// Label and sources.
    pub about: About,
    /// What it is.
    pub kind: PlaceKind,
}

/// What a place of a journey is.
#[derive(Clone, Debug, PartialEq)]
pub enum PlaceKind {
    /// A step of the order.
    Step(Box<JourneyStep>),
    /// Asked at all times, never closed.
    Theme(Vec<ChecklistItem>),
    /// Outside the order.
    Station {
        /// Nothing leaves it, as declared.
        dead_end: bool,
        /// No open route calls there.
        closed: bool,
    },
}

/// A step.
#[derive(Clone, Debug, PartialEq)]
pub struct JourneyStep {
    /// Its phase, as a position in [`Journey::phases`].
    pub phase: Option<usize>,
    /// Its questions, in order.
    pub items: Vec<ChecklistItem>,
    /// `why.done`: whether it is done.
    pub done: QuantityId,
    /// `done when EXPR` as the author wrote it; `None`: when every answer is as desired.
    pub done_when: Option<String>,
    /// `back to …`, in the order written.
    pub back: Vec<BackTo>,
    /// Where a row goes when the step is done, as a position in [`Journey::places`]; `None`: it is through.
    pub then: Option<usize>,
    /// The station at which a row stops that has answered everything, and not as desired.
    pub stop: Option<usize>,
}

/// `back to identify_partners when …`
#[derive(Clone, Debug, PartialEq)]
pub struct BackTo {
    /// The step, as a position in [`Journey::places`].
    pub to: usize,
    /// Whether the condition holds.
    pub holds: QuantityId,
    /// Why; the condition as the author wrote it where no reason is given.
    pub because: String,
}

/// A question of a checklist.
#[derive(Clone, Debug, PartialEq)]
pub struct ChecklistItem {
    /// The answer, missing as unasked where it is not asked.
    pub answer: QuantityId,
    /// The answer as given: a column of the data. `None`: the answer itself, which is asked of all.
    pub given: Option<QuantityId>,
    /// Whether it is as desired, unasked or inapplicable.
    pub met: QuantityId,
}

/// A named route.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// `circle`
    pub name: String,
    /// Label and sources.
    pub about: About,
    /// Nobody should go that way.
    pub closed: bool,
    /// The places at which it calls, as positions in [`Journey::places`].
    pub calls: Vec<usize>,
}

impl Journey {
    /// The place with this name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.places.iter().position(|p| p.name == name)
    }

    /// All questions, place by place.
    pub fn items(&self) -> impl Iterator<Item = &ChecklistItem> {
        self.places.iter().flat_map(|place| match &place.kind {
            PlaceKind::Step(step) => step.items.as_slice(),
            PlaceKind::Theme(items) => items,
            PlaceKind::Station { .. } => &[],
        })
    }

    /// The step at this place, if it is one.
    pub fn step_at(&self, place: usize) -> Option<&JourneyStep> {
        match &self.places.get(place)?.kind {
            PlaceKind::Step(step) => Some(step),
            PlaceKind::Theme(_) | PlaceKind::Station { .. } => None,
        }
    }
}
