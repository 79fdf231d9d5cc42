//! An aggregation over all rows in one row: with whom the row was compared, and the numbers with which the result is
//! computed again.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::how::ExtremeHow;
use super::rows::Rows;
use super::tree::RowRef;
use crate::eval::{Compared, Extreme};
use crate::methods::Figures;
use crate::program::{Index, TableId};

/// With whom a row was compared, and what came of it.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct ComparisonHow {
    /// How many rows were compared, this one counted.
    pub rows: usize,
    /// Of rows compared within fields: what these agree in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub group: Vec<String>,
    /// What the parts come to: `distance_to_ideal`.
    pub figures: NamedFigures,
    /// Rows that decide, under what they are: `peers`, `kernel`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deciding: Vec<DecidingHow>,
    /// Of a method that compares pairs: the row against the others, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<PairHow>,
    /// How many pairs are left out here.
    #[serde(skip_serializing_if = "is_zero")]
    pub more_pairs: usize,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Rows that decide.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct DecidingHow {
    /// What they are.
    pub what: &'static str,
    /// The first of them.
    pub rows: Vec<RowRef>,
    /// How many there are.
    pub count: usize,
}

/// A row against another.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct PairHow {
    /// The other row.
    pub row: RowRef,
    /// How it went, from the side of the row that is explained.
    pub verdict: &'static str,
    /// By what numbers.
    pub figures: NamedFigures,
}

/// A part of an index whose method compares all rows.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct PartComparedHow {
    /// Who has the smallest value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lowest: Option<ExtremeHow>,
    /// Who has the largest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub highest: Option<ExtremeHow>,
    /// Whether higher is better.
    pub higher_is_better: bool,
    /// What it is measured by, and what comes of it.
    pub figures: NamedFigures,
}

/// Numbers by name; those that are not defined are left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NamedFigures(pub Vec<(&'static str, f64)>);

impl NamedFigures {
    fn of(figures: &Figures) -> Self {
        NamedFigures(figures.iter().copied().filter(|(_, x)| x.is_finite()).collect())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number of this name.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.0.iter().find(|(n, _)| *n == name).map(|(_, x)| *x)
    }
}

impl Serialize for NamedFigures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, x) in &self.0 {
            map.serialize_entry(name, x)?;
        }
        map.end()
    }
}

/// As many pairs are listed.
const MOST_PAIRS: usize = 500;

/// As many deciding rows are named.
const MOST_DECIDING: usize = 20;

/// As many rows of the same extreme value are named.
const MOST_EXTREME: usize = 3;

impl Rows<'_> {
    /// With whom a row was compared.
    pub(super) fn comparison(&self, index: &Index, compared: &Compared, table: TableId, row: usize) -> ComparisonHow {
        let Compared { rows, account, values: _ } = compared;
        let named = |at: &usize| rows.get(*at).map(|row| self.row(table, *row));
        let deciding = account.rows.iter().map(|(what, positions)| DecidingHow {
            what,
            rows: positions.iter().take(MOST_DECIDING).filter_map(named).collect(),
            count: positions.len(),
        });
        let pairs = account.pairs.iter().take(MOST_PAIRS).filter_map(|pair| {
            let figures = NamedFigures::of(&pair.figures);
            Some(PairHow { row: named(&pair.other)?, verdict: pair.verdict, figures })
        });
        ComparisonHow {
            rows: rows.len(),
            group: index.aggregate_within.iter().map(|f| super::rows::words(&self.plain(*f, row))).collect(),
            figures: NamedFigures::of(&account.figures),
            deciding: deciding.collect(),
            pairs: pairs.collect(),
            more_pairs: account.pairs.len().saturating_sub(MOST_PAIRS),
        }
    }

    /// A part among the rows with which a row was compared; `None` where it takes no part.
    pub(super) fn part_compared(
        &self,
        index: &Index,
        compared: &Compared,
        part: usize,
        table: TableId,
    ) -> Option<PartComparedHow> {
        let values = compared.values.get(part).filter(|values| !values.is_empty())?;
        let told = |extreme: Extreme| ExtremeHow {
            value: extreme.value,
            rows: extreme.rows.iter().filter_map(|at| Some(self.row(table, *compared.rows.get(*at)?))).collect(),
            count: extreme.count,
        };
        Some(PartComparedHow {
            lowest: extreme(values, |a, b| a < b).map(told),
            highest: extreme(values, |a, b| a > b).map(told),
            higher_is_better: index.higher.get(part).copied().unwrap_or(true),
            figures: compared.account.parts.get(part).map(NamedFigures::of).unwrap_or_default(),
        })
    }
}

/// The value that comes before all others, and the first positions that have it.
fn extreme(values: &[f64], beats: fn(f64, f64) -> bool) -> Option<Extreme> {
    let there = || values.iter().copied().filter(|x| !x.is_nan());
    let value = there().reduce(|best, x| if beats(x, best) { x } else { best })?;
    let positions = || values.iter().enumerate().filter(|(_, x)| **x == value).map(|(at, _)| at);
    Some(Extreme { value, rows: positions().take(MOST_EXTREME).collect(), count: positions().count() })
}
