//! What an explanation says: plain data, written as JSON as it stands and laid out for people by `report`.
//!
//! Numbers are as the arithmetic takes them, at full precision: a percent is a share, a level stands by its name.

use serde::{Serialize, Serializer};

use super::how::{GateHow, IndexHow, RankHow, ScenarioHow};
use super::reading::ReadHow;
use crate::calendar::Day;
use crate::program::{InForce, Missing, QuantityId};

/// Why the results of one row are what they are.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The row.
    pub row: RowRef,
    /// The day as of which the policy is meant, where something in it holds from a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Day>,
    /// What was in force then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub in_force: Vec<InForce>,
    /// Where the row stands in the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<RowPlace>,
    /// The gates that exclude the row; with any there is no index, rank or outcome.
    pub excluded: Vec<GateHow>,
    /// The results that were asked for, in declared order.
    pub results: Vec<String>,
    /// The results, and then what they are made of, each once.
    pub values: Vec<Explained>,
    /// How many further values the results are made of that are not explained here.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// A row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RowRef {
    /// `clusters`
    pub table: String,
    /// Its key.
    pub key: String,
    /// What it is called besides, if it has a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its position in the table, from 0.
    #[serde(skip)]
    pub row: usize,
}

/// Where a row stands in the data.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RowPlace {
    /// The file as the user named it; the policy, for rows that it holds.
    pub file: String,
    /// The line of the file or row of the sheet, from 1; of rows from elsewhere the row, from 1.
    pub line: usize,
}

/// A single value.
#[derive(Clone, Debug, PartialEq)]
pub enum Plain {
    /// A number.
    Number(f64),
    /// yes or no
    YesNo(bool),
    /// A text, a level or outcome by name, a day, the key of a row.
    Text(String),
    /// There is none.
    Missing(Missing),
}

impl Plain {
    /// A number; missing where it is a NaN.
    pub fn number(x: f64) -> Self {
        crate::column::number::kind(x).map_or(Plain::Number(x), Plain::Missing)
    }

    /// The number.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Plain::Number(x) => Some(*x),
            Plain::YesNo(_) | Plain::Text(_) | Plain::Missing(_) => None,
        }
    }

    /// Yes or no; `None` for anything else.
    pub fn as_yes_no(&self) -> Option<bool> {
        match self {
            Plain::YesNo(b) => Some(*b),
            Plain::Number(_) | Plain::Text(_) | Plain::Missing(_) => None,
        }
    }

    /// Whether there is no value.
    pub fn is_missing(&self) -> bool {
        matches!(self, Plain::Missing(_))
    }
}

impl Serialize for Plain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        match self {
            // Whole numbers are written without a point: 3, not 3.0.
            Plain::Number(x) if x.fract() == 0.0 && x.abs() < EXACT => serializer.serialize_i64(*x as i64),
            Plain::Number(x) => serializer.serialize_f64(*x),
            Plain::YesNo(b) => serializer.serialize_bool(*b),
            Plain::Text(text) => serializer.serialize_str(text),
            Plain::Missing(how) => Gone { missing: *how }.serialize(serializer),
        }
    }
}

/// `{"missing": "unavailable"}`
#[derive(Serialize)]
struct Gone {
    missing: Missing,
}

/// One value of a row, and how it came about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explained {
    /// `internationalisation`; of a linked row `region.foreign_activity`.
    pub name: String,
    /// Its label, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The row, where it is a linked one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<RowRef>,
    /// Whether it is read and shown as a percent.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub percent: bool,
    /// The value.
    pub value: Plain,
    /// How it came about.
    #[serde(flatten)]
    pub how: How,
    /// What it is.
    #[serde(skip)]
    pub id: QuantityId,
    /// The row in its table.
    #[serde(skip)]
    pub row: usize,
}

/// How a value came about.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// It was read.
    Cell(CellHow),
    /// A formula.
    Formula(FormulaHow),
    /// An index.
    Index(IndexHow),
    /// A rank.
    Rank(RankHow),
    /// A scenario.
    Scenario(ScenarioHow),
}

/// A cell of the data.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CellHow {
    /// Its row in the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<RowPlace>,
    /// The header of its column.
    pub column: String,
    /// Its text as it stands there, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What the cell held, where `--what-if` put another value in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<Plain>,
}

/// A formula with its values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FormulaHow {
    /// The formula, part by part.
    pub formula: Term,
    /// Decimals to which its value is rounded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounded: Option<RoundedTo>,
}

/// A declared rounding.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RoundedTo {
    /// Decimals.
    pub decimals: u8,
    /// Half to even instead of half up.
    pub half_even: bool,
}

/// An expression with its value and the values of its parts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Term {
    /// Its text in the policy.
    pub text: String,
    /// `+`, `>=`, `and`, `if`; a function's name; of leaves `value`, `parameter`, `constant`, `rows`.
    pub op: &'static str,
    /// Its value.
    pub value: Plain,
    /// Of a value elsewhere: its name among the values explained, or by which it may be asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Of a comparison of numbers, days or levels: the left side less the right one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin: Option<f64>,
    /// Of a comparison of numbers: whether the printed rounding of its left side is coarser than the margin.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_a_hair: bool,
    /// How many rows an aggregate covers, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<usize>,
    /// Of a value of other rows: the first rows in which it was read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub read: Vec<ReadHow>,
    /// Likewise: in how many it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_in: Option<usize>,
    /// Its operands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub operands: Vec<Term>,
    /// Whether its numbers are percents.
    #[serde(skip)]
    pub percent: bool,
    /// What its value is the value of, where it is a quantity's.
    #[serde(skip)]
    pub quantity: Option<QuantityId>,
}
