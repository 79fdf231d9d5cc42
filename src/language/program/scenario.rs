//! Scenarios: named outcomes, each when a condition holds.

use super::{About, Expr, QuantityId, ScaleId, TableId};
use crate::source::Span;

/// A scenario. Its value is a member of `scale`, or missing where it cannot be decided (or the row is excluded).
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The outcomes' scale: of the scenario's own, or a declared scale.
    pub scale: ScaleId,
    /// `by VALUE`, for scenarios by cut points.
    pub by: Option<Expr>,
    /// The outcomes in the order written; an `otherwise` comes last.
    pub outcomes: Vec<Outcome>,
    /// How outcomes that hold at once are told apart.
    pub rule: ScenarioRule,
    /// By how much values may be off that are compared with thresholds. The last one that names a value is its.
    pub tolerances: Vec<Tolerance>,
}

/// `tolerance 0.05 for exports`
#[derive(Clone, Debug, PartialEq)]
pub struct Tolerance {
    /// By how much, above 0.
    pub by: f64,
    /// Which values: the links that lead to each, and the value. Empty: all.
    pub of: Vec<(Vec<QuantityId>, QuantityId)>,
}

/// How outcomes that hold at once are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScenarioRule {
    /// Proved: in every case exactly one holds.
    Exactly,
    /// `any`: several may hold at once; proved: only of the same outcome.
    Any,
    /// `first match`: the first that holds. (With `otherwise` last, every case has one.)
    First,
}

/// One outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Its member of the scenario's scale.
    pub member: u8,
    /// When it holds. Cut points have become comparisons. `None`: otherwise (none of the others holds).
    pub condition: Option<Expr>,
    /// In a scenario by rules: which one, counted from 1. Several may give one outcome.
    pub rule: Option<u32>,
    /// Its place.
    pub span: Span,
}

/// A scenario that collects: each outcome is a yes/no value of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Collected {
    /// `needs`
    pub name: String,
    /// Label and sources.
    pub about: About,
    /// Its table.
    pub table: TableId,
    /// `needs.finance`, `needs.advice`, in order.
    pub outcomes: Vec<QuantityId>,
}
