//! Weights that are not simply given: from judgements of people, or computed from the data.

use super::About;
use crate::methods::weigh::judgements::Judged;
use crate::methods::{Options, Weigher};
use crate::source::Span;

/// Where the weights of an aggregation come from.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Weighing {
    /// They are known before the run: `weigh experts`, `weigh equal`, weights given with the parts.
    #[default]
    Given,
    /// They are computed in the run: `weigh entropy`.
    Computed(Box<ComputedWeights>),
}

/// `weigh entropy`
#[derive(Clone, Debug, PartialEq)]
pub struct ComputedWeights {
    /// The method, one that weighs by the data.
    pub method: &'static dyn Weigher,
    /// Its options.
    pub options: Options,
    /// How many of the index's steps come before it: it sees the values after them.
    pub after: usize,
    /// For each part the importance given with it; all 1 where none are given.
    pub importances: Vec<f64>,
    /// Its place.
    pub span: Span,
}

/// `weights experts from panel { … }`: weights that follow from judgements of people.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgedWeights {
    /// `experts`
    pub name: String,
    /// Label and sources.
    pub about: About,
    /// How they follow.
    pub method: &'static dyn Weigher,
    /// Its options.
    pub options: Options,
    /// What is weighed, in the order written.
    pub parts: Vec<String>,
    /// The weights, and how good the judgements are.
    pub judged: Judged,
    /// The place of its name.
    pub span: Span,
}
