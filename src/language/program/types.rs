//! Types, units, kinds of missing, single values.

use super::{ScaleId, TableId};

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A number with its unit. `None`: a bare number from the policy's text, which takes on any unit.
    Number(Option<Unit>),
    /// yes or no.
    YesNo,
    /// A text.
    Text,
    /// A day; stored as days since 1970-01-01.
    Date,
    /// A level of a scale, a category, or an outcome.
    Member(ScaleId),
    /// A row of a table.
    Link(TableId),
}

/// A unit's name, in `Program::units`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitId(pub u32);

/// A product of units, each with its power; empty for a plain number, a share or an index.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Unit {
    /// Sorted by unit, no power is 0.
    pub powers: Vec<(UnitId, i32)>,
    /// Read and shown as percent: 12.3 in the data is 0.123 inside. Takes no part in what may be added to what.
    pub percent: bool,
}

impl Unit {
    /// Whether values of the two may be added and compared.
    pub fn agrees(&self, other: &Unit) -> bool {
        self.powers == other.powers
    }

    /// Without things counted, `count`: the first of the units that every policy has.
    pub fn uncounted(&self) -> Unit {
        const COUNT: UnitId = UnitId(0);
        Unit { powers: self.powers.iter().filter(|(id, _)| *id != COUNT).copied().collect(), percent: false }
    }

    /// Whether it is a plain number.
    pub fn is_plain(&self) -> bool {
        self.powers.is_empty()
    }

    /// What a number in the data is multiplied by to get the internal value, as a divisor: 100 for percent, else 1.
    pub fn border(&self) -> f64 {
        if self.percent { 100.0 } else { 1.0 }
    }
}

/// A value in the declared unit. A percent is 100 times the internal share, given as the shortest decimal that is read
/// back as the same share: 0.123 is 12.3, never 12.299999999999999.
pub fn declared(value: f64, percent: bool) -> f64 {
    if !percent {
        return value;
    }
    let scaled = value * 100.0;
    let short = (14..16).filter_map(|digits| format!("{scaled:.digits$e}").parse::<f64>().ok());
    short.into_iter().find(|number| number / 100.0 == value).unwrap_or(scaled)
}

/// A kind of missing. Never silently 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Missing {
    /// It exists, but is not in the data (the default).
    Unavailable = 0,
    /// There is no such thing for this row: also the results of excluded rows, and formulas without a result (division by zero).
    Inapplicable = 1,
    /// Nobody asked.
    Unasked = 2,
    /// It was asked, and the answer is not known.
    Unknown = 3,
}

impl Missing {
    /// All kinds, by their number.
    pub const ALL: [Missing; 4] = [Missing::Unavailable, Missing::Inapplicable, Missing::Unasked, Missing::Unknown];

    /// Its name: `unavailable`.
    pub fn name(self) -> &'static str {
        match self {
            Missing::Unavailable => "unavailable",
            Missing::Inapplicable => "inapplicable",
            Missing::Unasked => "unasked",
            Missing::Unknown => "unknown",
        }
    }

    /// The kind with this name.
    pub fn find(name: &str) -> Option<Missing> {
        Self::ALL.into_iter().find(|m| m.name() == name)
    }
}

/// What a cell means that holds no value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TokenMeaning {
    /// It is missing.
    Missing(Missing),
    /// It is missing as inapplicable, and where it is a part of an index it gets this score, after normalising.
    Score(f64),
}

impl TokenMeaning {
    /// The kind of missing.
    pub fn kind(self) -> Missing {
        match self {
            TokenMeaning::Missing(kind) => kind,
            TokenMeaning::Score(_) => Missing::Inapplicable,
        }
    }

    /// The score.
    pub fn score(self) -> Option<f64> {
        match self {
            TokenMeaning::Missing(_) => None,
            TokenMeaning::Score(score) => Some(score),
        }
    }
}

/// The scores of a column's tokens, its own before its table's: a cell holds the position of its score.
pub fn scores(column: &[(String, TokenMeaning)], table: &[(String, TokenMeaning)]) -> Vec<f64> {
    column.iter().chain(table).filter_map(|(_, meaning)| meaning.score()).collect()
}

/// A single value, as a host gives or gets it and as parameters hold it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number (internal units: percents as shares), or days since 1970-01-01.
    Number(f64),
    /// yes or no.
    YesNo(bool),
    /// A text, or the key of a linked row.
    Text(String),
    /// A member of a scale, by position.
    Member(u8),
    /// Missing, and how.
    Missing(Missing),
}
