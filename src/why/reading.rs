//! Values of other rows: another year of the same entity, rows that link here, a chain of links. In which rows they were
//! read, and what stands there.

use serde::Serialize;

use super::rows::Rows;
use super::tree::{Plain, RowPlace, RowRef};
use crate::eval::Column;
use crate::eval::column::{link, yes_no};
use crate::program::{AggregateFunction, Origin, QuantityId, TableId, Type, Value};

/// How the rows are found in which a value is read.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    /// Which rows.
    pub which: Which,
    /// Their table.
    pub table: TableId,
    /// What is read there; `None` where rows are counted.
    pub value: Option<QuantityId>,
    /// Only rows for which this is yes.
    pub filter: Option<QuantityId>,
    /// How much each counts.
    pub weight: Option<QuantityId>,
    /// By what rows come one after the other.
    pub order: Option<QuantityId>,
    /// What becomes of them; `None` where there is one row.
    pub function: Option<AggregateFunction>,
}

/// Which rows are read.
#[derive(Clone, Debug)]
pub(super) enum Which {
    /// All of the table.
    All,
    /// Those that agree with the row in these fields.
    Group(Vec<QuantityId>),
    /// Those whose link is the row.
    Linking(QuantityId),
    /// That of an entity and a year.
    InYear {
        /// The column of entities.
        entity: QuantityId,
        /// The column of years.
        year_of: QuantityId,
        /// Whether the entity is the row itself.
        linking: bool,
        /// The year, a value of the row.
        year: QuantityId,
    },
    /// That which this link of the row leads to.
    Followed(QuantityId),
}

/// A value in another row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReadHow {
    /// The row.
    pub row: RowRef,
    /// Where the row stands in the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<RowPlace>,
    /// What it is called there, where it has a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Of a cell: the header of its column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Of a cell: its text as it stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The value.
    pub value: Plain,
    /// How much it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
    /// What is read.
    #[serde(skip)]
    pub id: Option<QuantityId>,
}

/// As many rows are listed.
const MOST_READ: usize = 100;

/// As many of them are looked up in the data.
const MOST_PLACED: usize = 8;

impl Rows<'_> {
    /// The rows in which a value was read, and how many there are.
    pub(super) fn read(&self, reading: &Reading, row: usize) -> (Vec<ReadHow>, usize) {
        let rows = self.rows_read(reading, row);
        let listed = rows.iter().take(MOST_READ).enumerate();
        (listed.map(|(at, other)| self.one_read(reading, *other, at < MOST_PLACED)).collect(), rows.len())
    }

    fn rows_read(&self, reading: &Reading, row: usize) -> Vec<usize> {
        let count = self.assessment.table(reading.table).map_or(0, |t| t.rows);
        let one = matches!(reading.which, Which::InYear { .. } | Which::Followed(_));
        let takes_part = |other: &usize| {
            let filtered = reading.filter.is_none_or(|f| self.is_yes(f, *other));
            let there = one || reading.value.is_none_or(|v| self.counts(reading.function, v, *other));
            filtered && there && (one || self.assessment.is_included(reading.table, *other))
        };
        if let Which::Followed(by) = &reading.which {
            return self.linked(*by, row).into_iter().collect();
        }
        let rows: Vec<usize> = (0..count).filter(|other| self.is_meant(&reading.which, row, *other)).collect();
        let rows: Vec<usize> = rows.into_iter().filter(takes_part).collect();
        match reading.function {
            Some(AggregateFunction::Latest) => self.last(reading, &rows).into_iter().collect(),
            Some(AggregateFunction::Min) => self.extreme(reading, rows, |x, best| x < best),
            Some(AggregateFunction::Max) => self.extreme(reading, rows, |x, best| x > best),
            Some(
                AggregateFunction::Sum
                | AggregateFunction::Mean
                | AggregateFunction::Median
                | AggregateFunction::LowerMedian
                | AggregateFunction::Majority
                | AggregateFunction::Count
                | AggregateFunction::Share
                | AggregateFunction::Any
                | AggregateFunction::All
                | AggregateFunction::Deviation
                | AggregateFunction::Quantile
                | AggregateFunction::Rank,
            )
            | None => rows,
        }
    }

    fn is_meant(&self, which: &Which, row: usize, other: usize) -> bool {
        let is_row = |by: QuantityId| match self.assessment.column(by) {
            Some(Column::Link(rows)) => {
                rows.get(other).is_some_and(|to| link::kind(*to).is_none() && *to as usize == row)
            }
            Some(_) | None => false,
        };
        match which {
            Which::All => true,
            Which::Group(fields) => fields.iter().all(|field| self.assessment.agree(*field, row, other)),
            Which::Linking(by) => is_row(*by),
            Which::InYear { entity, year_of, linking, year } => {
                let wanted = self.number_of(*year, row);
                let same_year = wanted.is_some() && self.number_of(*year_of, other) == wanted;
                same_year && if *linking { is_row(*entity) } else { self.assessment.agree(*entity, row, other) }
            }
            Which::Followed(by) => self.linked(*by, row) == Ok(other),
        }
    }

    fn number_of(&self, id: QuantityId, row: usize) -> Option<f64> {
        match self.assessment.column(id) {
            Some(Column::Number(all)) => all.get(row).copied().filter(|x| !x.is_nan()),
            Some(Column::Member(all)) => all.get(row).map(|m| f64::from(*m)),
            Some(Column::YesNo(_) | Column::Link(_) | Column::Text(_)) | None => None,
        }
    }

    fn is_yes(&self, id: QuantityId, row: usize) -> bool {
        match self.assessment.column(id) {
            Some(Column::YesNo(all)) => all.get(row) == Some(&yes_no::YES),
            Some(_) | None => false,
        }
    }

    /// Whether a value takes part: what is missing does not, and of yes and no only what decides.
    fn counts(&self, function: Option<AggregateFunction>, value: QuantityId, row: usize) -> bool {
        let found = self.assessment.column(value).map(|c| c.value(row));
        match (found, function) {
            (None | Some(Value::Missing(_)), _) => false,
            (Some(Value::YesNo(yes)), Some(AggregateFunction::Any | AggregateFunction::Count)) => yes,
            (Some(Value::YesNo(yes)), Some(AggregateFunction::All)) => !yes,
            (Some(_), _) => true,
        }
    }

    /// The last row in the order; of several the last one.
    fn last(&self, reading: &Reading, rows: &[usize]) -> Option<usize> {
        let order = reading.order?;
        let mut found: Option<(f64, usize)> = None;
        for row in rows {
            let Some(at) = self.number_of(order, *row) else { continue };
            if found.is_none_or(|(last, _)| at >= last) {
                found = Some((at, *row));
            }
        }
        found.map(|(_, row)| row)
    }

    /// The rows with the first value; all where these are no numbers.
    fn extreme(&self, reading: &Reading, rows: Vec<usize>, before: fn(f64, f64) -> bool) -> Vec<usize> {
        let value = |row: &usize| reading.value.and_then(|id| self.number_of(id, *row));
        let best = rows.iter().filter_map(value).reduce(|best, x| if before(x, best) { x } else { best });
        rows.into_iter().filter(|row| best.is_none() || value(row) == best).collect()
    }

    fn one_read(&self, reading: &Reading, row: usize, placed: bool) -> ReadHow {
        let declared = reading.value.map(|id| self.program().quantity(id));
        let source = declared.and_then(|quantity| match &quantity.origin {
            Origin::Column(source) => Some(source),
            Origin::Formula(..) | Origin::Index(_) | Origin::Rank(_) | Origin::Scenario(_) => None,
        });
        let listed = |id: &QuantityId| self.program().table(reading.table).quantities.contains(id);
        let name = reading.value.filter(listed).map(|id| self.program().quantity(id).name.clone());
        let text = |id: QuantityId| self.cells.text(id, row).filter(|_| source.is_some() && placed);
        ReadHow {
            row: self.row(reading.table, row),
            place: if placed { self.cells.place(reading.table, row) } else { None },
            name,
            column: source.map(|s| s.option.as_ref().map_or(&s.header, |o| &o.list).clone()),
            text: reading.value.and_then(text),
            value: reading.value.map_or(Plain::YesNo(true), |id| self.plain(id, row)),
            weight: reading.weight.and_then(|id| self.number_of(id, row)),
            id: reading.value.filter(|id| !matches!(self.program().quantity(*id).ty, Type::Link(_))),
        }
    }
}
