//! What an explanation says of indices, ranks, scenarios and gates.

use serde::Serialize;

use super::compared::{ComparisonHow, NamedFigures, PartComparedHow};
use super::tree::{Plain, RoundedTo, RowRef, Term};
use super::weighing::WeighingHow;
use crate::program::QuantityId;

/// An index in one row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IndexHow {
    /// How the parts become one: `euclidean norm`, `= (a + 2 * b) / 3`.
    pub aggregate: String,
    /// Its options.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<GivenOption>,
    /// Of a method that compares all rows: the fields in which they agree; none where they are all rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared_within: Option<Vec<String>>,
    /// Likewise: with whom the row was compared, and what came of it; none where the row has no result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<ComparisonHow>,
    /// Where the weights come from, unless they stand with the parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weighing: Option<WeighingHow>,
    /// What a missing part means: `skip`, `propagate`, `zero`, `fail`, `at least 3`.
    pub missing: String,
    /// The parts.
    pub parts: Vec<PartHow>,
    /// How many parts take part.
    pub counted: usize,
    /// The value before rounding; left out where only all rows together give it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unrounded: Option<Plain>,
    /// Decimals to which it is rounded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounded: Option<RoundedTo>,
    /// How contributions were found: `exact`, `numeric`, or `none`.
    pub contributions: Contributions,
}

/// How the contributions of parts were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Contributions {
    /// By the method's own formula.
    Exact,
    /// From the slope of the method in each part.
    Numeric,
    /// The method has none that add up, or there is no value.
    None,
}

/// An option of a method.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GivenOption {
    /// `to`, `capped above`; empty for a number or range by itself.
    pub option: String,
    /// Its numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<f64>,
    /// Its word, the key of a row, or what values become.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
}

/// A part of an index in one row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartHow {
    /// Its name inside the index.
    pub part: String,
    /// Its name among the values explained.
    pub name: String,
    /// What it is.
    #[serde(skip)]
    pub quantity: QuantityId,
    /// Whether it is an index declared inside this one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub nested: bool,
    /// The number that goes in.
    pub from: Plain,
    /// The steps that apply to it.
    pub steps: Vec<StepHow>,
    /// The number that is aggregated.
    pub value: Plain,
    /// Its weight in the aggregation.
    pub weight: Plain,
    /// Whether it takes part: it is there, or its missing value counts as 0.
    pub counted: bool,
    /// Of a method that compares all rows: what the part is measured by, and what comes of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared: Option<PartComparedHow>,
    /// Its part of the index before rounding; they add up to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contribution: Option<f64>,
    /// The same as a share; they add up to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// Its share of the outermost index in which it is nested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share_of_whole: Option<f64>,
    /// What the index would be without it, before rounding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without: Option<Plain>,
}

/// A step of a part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepHow {
    /// What was done: `weigh`, `normalise`, `treat`, `impute`, `screen`.
    pub step: &'static str,
    /// By what: `experts`, `max`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The options given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<GivenOption>,
    /// The number that goes in.
    pub from: Plain,
    /// The weight by which it was multiplied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub factor: Option<f64>,
    /// With whom it was compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupHow>,
    /// The goalposts of the part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goalposts: Option<(f64, f64)>,
    /// Whether lower is better, and the method turns the part round.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub reversed: bool,
    /// Of a treatment, imputation or screening: what was done; of a weighing by judgements: by which method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<String>,
    /// Of a treatment: its bounds, or the exponent and shift of its transformation.
    #[serde(skip_serializing_if = "NamedFigures::is_empty")]
    pub figures: NamedFigures,
    /// The number that comes out.
    pub to: Plain,
}

/// The rows with which a row is compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupHow {
    /// The fields in which they agree; none where they are all rows.
    pub within: Vec<String>,
    /// What they have in common.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Only rows for which this holds make the yardstick.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub among: Option<String>,
    /// How many of them have a value.
    pub count: usize,
    /// The first number of the yardstick: usually a minimum, a mean or a lower goalpost.
    pub origin: Option<f64>,
    /// The second number: usually a maximum, a range or a standard deviation.
    pub length: Option<f64>,
    /// There is nothing to compare with: the declared rule applies.
    pub degenerate: bool,
    /// Whether the method looks at the values of the rows at all.
    pub compares: bool,
    /// Who has the largest value, where the method looks at it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub highest: Option<ExtremeHow>,
    /// Who has the smallest value, where the method looks at it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lowest: Option<ExtremeHow>,
}

/// A largest or smallest value of a group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExtremeHow {
    /// The value, as the step takes it.
    pub value: f64,
    /// The first rows that have it.
    pub rows: Vec<RowRef>,
    /// How many have it.
    pub count: usize,
}

/// A rank in one row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RankHow {
    /// What is ranked.
    pub ranks: String,
    /// Whether the highest value has rank 1.
    pub higher_first: bool,
    /// What ranks those that are equal so far.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<FurtherHow>,
    /// What equal values get: `min`, `max`, `mean`, `dense`.
    pub ties: &'static str,
    /// The fields in which rows agree that are ranked among themselves.
    pub within: Vec<String>,
    /// How many rows are ranked together.
    pub ranked: usize,
    /// How many of them are strictly ahead.
    pub ahead: usize,
    /// Where ties leave no gap: how many different values are ahead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values_ahead: Option<usize>,
    /// How many are equal in all of it, this row counted.
    pub equal: usize,
    /// The value.
    pub value: Plain,
    /// The next row ahead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above: Option<NeighbourHow>,
    /// The next row behind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<NeighbourHow>,
}

/// A neighbour in a rank.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NeighbourHow {
    /// The row.
    pub row: RowRef,
    /// Its value.
    pub value: f64,
    /// Its value less that of the row that is explained.
    pub distance: f64,
    /// What it has in what ranks those that are equal so far.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<Plain>,
}

/// What ranks those that are equal so far.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FurtherHow {
    /// Its name.
    pub name: String,
    /// Whether the highest value comes first.
    pub higher_first: bool,
    /// What this row has.
    pub value: Plain,
}

/// A scenario in one row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScenarioHow {
    /// `exactly`, `any`, `first match`
    pub rule: &'static str,
    /// How it was decided.
    pub decided: Decided,
    /// The outcomes in the order written.
    pub outcomes: Vec<OutcomeHow>,
    /// Inputs that are missing, where it could not be decided.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
}

/// How a scenario was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decided {
    /// By a condition that holds.
    ByCondition,
    /// No condition holds, and the outcome is `otherwise`.
    Otherwise,
    /// Something is missing, and the outcome is the same whatever it is.
    WhateverIsMissing,
    /// It is not decided.
    Undecided,
    /// The row is excluded.
    Excluded,
}

/// An outcome of a scenario.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OutcomeHow {
    /// `supported`
    pub outcome: String,
    /// Its label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Which rule, in a scenario by rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<u32>,
    /// Whether it is the outcome of the row, by this condition.
    pub chosen: bool,
    /// Its condition; none for `otherwise`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Term>,
    /// The first part of the condition that does not hold or cannot be decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fails: Option<String>,
}

/// A gate that excludes a row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GateHow {
    /// Its name.
    pub gate: String,
    /// Its label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The requirements that are not met.
    pub unmet: Vec<UnmetHow>,
}

/// A requirement that a row does not meet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UnmetHow {
    /// Why the row is excluded.
    pub reason: String,
    /// Whether it could not be decided.
    pub undecided: bool,
    /// The condition.
    pub require: Term,
}
