//! Journeys: phases and steps in order, checklists, stations and routes.

use super::{About, DesiredAnswer, Expr, Name, Text, Token, TypeExpr};
use crate::source::Span;

/// The clauses of `journey`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Journey {
    /// `of organisations`
    pub table: Option<Name>,
    /// `by role`: the field that says whose checklist applies to a row.
    pub by: Option<Name>,
    /// Phases, steps, themes, stations and routes, in the order written.
    pub parts: Vec<JourneyPart>,
}

/// `step why "Why?" { … }`: one part of a journey.
#[derive(Clone, Debug, PartialEq)]
pub struct JourneyPart {
    /// Its name.
    pub name: Name,
    /// Labels, sources, status, description.
    pub about: About,
    /// Its place.
    pub span: Span,
    /// What it is.
    pub kind: PartKind,
}

/// What a part of a journey is.
#[derive(Clone, Debug, PartialEq)]
pub enum PartKind {
    /// `phase get_ready "Get ready" { step … }`: its steps.
    Phase(Vec<JourneyPart>),
    /// `step why "Why?" { ask … }`
    Step(Box<JourneyStep>),
    /// `theme funding "Utilise funding" { ask … }`: asked at all times, never closes.
    Theme(Vec<Checklist>),
    /// `station staying_local "Staying local" dead end`: a place outside the order of steps.
    Station {
        /// `dead end`: nothing leaves it.
        dead_end: Option<Span>,
        /// `closed`: no open route may call there.
        closed: Option<Span>,
    },
    /// `route circle "Circle line" { why, assess_readiness }`
    Route {
        /// `closed`
        closed: Option<Span>,
        /// The places at which it calls, in order.
        calls: Vec<CallAt>,
    },
}

impl PartKind {
    /// The word that begins it.
    pub fn word(&self) -> &'static str {
        match self {
            PartKind::Phase(_) => "phase",
            PartKind::Step(_) => "step",
            PartKind::Theme(_) => "theme",
            PartKind::Station { .. } => "station",
            PartKind::Route { .. } => "route",
        }
    }
}

/// `why`, or `back to why`: a place at which a route calls.
#[derive(Clone, Debug, PartialEq)]
pub struct CallAt {
    /// The place.
    pub name: Name,
    /// `back to`: the route goes back there, whether or not a step does.
    pub back: bool,
}

/// `route circle "Circle line" of going_abroad { … }`: a station or route that stands outside of its journey.
#[derive(Clone, Debug, PartialEq)]
pub struct Addition {
    /// `of going_abroad`
    pub journey: Option<Name>,
    /// A station or a route.
    pub kind: PartKind,
}

/// The clauses of `step`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct JourneyStep {
    /// `ask cluster_organisation, policy_maker { … }`
    pub asks: Vec<Checklist>,
    /// `done when EXPR`; without it: when every answer is as desired.
    pub done: Option<Expr>,
    /// `otherwise stop at staying_local`: where a row stays that has answered everything, and not as desired.
    pub otherwise: Option<Name>,
    /// `back to identify_partners when EXPR because "…"`
    pub back: Vec<BackTo>,
    /// `then identify_opportunities again`: where it goes when done, if not to the next step.
    pub then: Option<ThenTo>,
}

/// `back to identify_partners when EXPR because "…"`
#[derive(Clone, Debug, PartialEq)]
pub struct BackTo {
    /// The step.
    pub to: Name,
    /// When.
    pub when: Expr,
    /// Why, as the author tells it.
    pub because: Option<Text>,
    /// Its place.
    pub span: Span,
}

/// `then identify_opportunities again`
#[derive(Clone, Debug, PartialEq)]
pub struct ThenTo {
    /// The step.
    pub to: Name,
    /// `again`: the circle is meant to have no end.
    pub again: bool,
    /// Its place.
    pub span: Span,
}

/// `ask cluster_organisation, policy_maker { … }`: what is asked of rows of these roles; of all, where none is named.
#[derive(Clone, Debug, PartialEq)]
pub struct Checklist {
    /// The roles.
    pub roles: Vec<Name>,
    /// The questions.
    pub items: Vec<ChecklistItem>,
    /// Its place.
    pub span: Span,
}

/// `handled "…" : yes_no when unexpected { desired any }`
#[derive(Clone, Debug, PartialEq)]
pub struct ChecklistItem {
    /// Its name, inside that of its step.
    pub name: Name,
    /// Labels, sources, status, description.
    pub about: About,
    /// The type; yes or no where none is given.
    pub ty: Option<TypeExpr>,
    /// `when EXPR`: asked only then.
    pub when: Option<Expr>,
    /// `desired no`
    pub desired: Option<Wanted>,
    /// `from "header"`
    pub from: Option<Text>,
    /// `token … as …`
    pub tokens: Vec<Token>,
    /// Its place.
    pub span: Span,
}

/// Which answers are as desired.
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// `desired any`: to have answered is enough.
    Any(Span),
    /// `desired smoothly, well`, `desired >= engaged`
    Answer(DesiredAnswer),
}
