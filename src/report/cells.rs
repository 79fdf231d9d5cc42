//! A table of results as columns of cells, each under its declared name: what JSON and CSV list and text selects from.

use std::borrow::Cow;

use super::{Report, numbers};
use crate::calendar;
use crate::eval::column::{link, member, number, yes_no};
use crate::eval::{Assessment, Column, TextColumn};
use crate::program::{Missing, Origin, QuantityId, Scale, TableId, Type, Value};

/// A cell of a result.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// In the declared unit.
    Number(f64),
    /// yes or no
    YesNo(bool),
    /// A text, a member's name, the key of a linked row, a day as ISO 8601 has it.
    Text(Cow<'a, str>),
    /// Missing, and how.
    Missing(Missing),
}

/// A column of results.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    /// `exports`, `hdi.health`, `hdi.rank`, `hdi.le.normalised`
    pub name: Cow<'a, str>,
    /// What it is the column of; `None` for a stage.
    pub quantity: Option<QuantityId>,
    values: Values<'a>,
}

#[derive(Clone, Debug)]
enum Values<'a> {
    Numbers {
        values: &'a [f64],
        percent: bool,
    },
    Days(&'a [f64]),
    YesNo(&'a [u8]),
    Members(&'a [u8], &'a Scale),
    Texts(&'a TextColumn),
    Links(&'a [u32], Option<Box<Values<'a>>>),
    /// The groupings of a summary together; the summary's name where it has none.
    Joined(Vec<Values<'a>>, &'a str),
    /// The data had none to give.
    Absent,
}

/// Keys of tables may be links to other tables; a chain of them is followed no further than this.
const LINKS_FOLLOWED: u8 = 4;

/// All columns of a table in declared order; columns that only a `published` check reads are not listed.
pub fn fields<'a>(report: &Report<'a>, table: TableId) -> Vec<Field<'a>> {
    let assessment = report.assessment;
    let mut fields = Vec::new();
    for &id in &assessment.program.table(table).quantities {
        if is_listed(assessment, id) {
            fields.push(field(assessment, id));
        }
        let stages = report.stages.iter().filter(|stage| stage.index == id);
        fields.extend(stages.map(|stage| Field {
            name: Cow::Borrowed(stage.name.as_str()),
            quantity: None,
            values: match &stage.values {
                Column::Number(values) => Values::Numbers { values, percent: false },
                Column::YesNo(_) | Column::Member(_) | Column::Link(_) | Column::Text(_) => Values::Absent,
            },
        }));
    }
    fields
}

fn is_listed(assessment: &Assessment, id: QuantityId) -> bool {
    match &assessment.program.quantity(id).origin {
        Origin::Column(source) => !source.published_only,
        Origin::Formula(..) | Origin::Index(_) | Origin::Rank(_) | Origin::Scenario(_) => true,
    }
}

/// The column of one quantity.
pub fn field(assessment: &Assessment, id: QuantityId) -> Field<'_> {
    let name = Cow::Borrowed(assessment.program.quantity(id).name.as_str());
    Field { name, quantity: Some(id), values: values(assessment, id, LINKS_FOLLOWED) }
}

/// The keys of a table.
pub fn keys(assessment: &Assessment, table: TableId) -> Field<'_> {
    let declared = assessment.program.table(table);
    let key = field(assessment, declared.key);
    match declared.summary.as_deref().map(|s| s.by.as_slice()) {
        None | Some([_]) => key,
        Some(by) => {
            let parts = by.iter().map(|g| values(assessment, g.key, LINKS_FOLLOWED)).collect();
            Field { values: Values::Joined(parts, declared.name.as_str()), ..key }
        }
    }
}

fn values(assessment: &Assessment, id: QuantityId, links: u8) -> Values<'_> {
    let ty = &assessment.program.quantity(id).ty;
    match (assessment.column(id), ty) {
        (Some(Column::Number(values)), Type::Date) => Values::Days(values),
        (Some(Column::Number(values)), _) => Values::Numbers { values, percent: is_percent(ty) },
        (Some(Column::YesNo(values)), _) => Values::YesNo(values),
        (Some(Column::Member(values)), Type::Member(scale)) => {
            Values::Members(values, assessment.program.scale(*scale))
        }
        (Some(Column::Text(texts)), _) => Values::Texts(texts),
        (Some(Column::Link(rows)), Type::Link(table)) => {
            let key = assessment.program.table(*table).key;
            let key = links.checked_sub(1).map(|links| Box::new(values(assessment, key, links)));
            Values::Links(rows, key)
        }
        (Some(Column::Member(_) | Column::Link(_)), _) | (None, _) => Values::Absent,
    }
}

/// Whether numbers of this type are shown as percents.
pub fn is_percent(ty: &Type) -> bool {
    match ty {
        Type::Number(unit) => unit.as_ref().is_some_and(|u| u.percent),
        Type::YesNo | Type::Text | Type::Date | Type::Member(_) | Type::Link(_) => false,
    }
}

impl<'a> Field<'a> {
    /// The cell of a row.
    pub fn cell(&self, row: usize) -> Cell<'a> {
        self.values.cell(row)
    }

    /// Whether any of the first `rows` cells is missing.
    pub fn has_missing(&self, rows: usize) -> bool {
        (0..rows).any(|row| matches!(self.cell(row), Cell::Missing(_)))
    }
}

impl<'a> Values<'a> {
    fn cell(&self, row: usize) -> Cell<'a> {
        let gone = Cell::Missing(Missing::Unavailable);
        match self {
            Values::Numbers { values, percent } => values.get(row).map_or(gone, |value| match number::kind(*value) {
                Some(kind) => Cell::Missing(kind),
                None => Cell::Number(numbers::declared(*value, *percent)),
            }),
            Values::Days(values) => values.get(row).map_or(gone, |value| match number::kind(*value) {
                Some(kind) => Cell::Missing(kind),
                None => Cell::Text(Cow::Owned(day(*value))),
            }),
            Values::YesNo(codes) => {
                codes.get(row).map_or(gone, |code| yes_no::value(*code).map_or_else(Cell::Missing, Cell::YesNo))
            }
            Values::Members(codes, scale) => codes.get(row).map_or(gone, |code| match member::kind(*code) {
                Some(kind) => Cell::Missing(kind),
                None => {
                    Cell::Text(Cow::Borrowed(scale.members.get(usize::from(*code)).map_or("", |m| m.name.as_str())))
                }
            }),
            Values::Texts(texts) => match texts.code(row) {
                Ok(code) => Cell::Text(Cow::Borrowed(texts.texts.get(code as usize))),
                Err(kind) => Cell::Missing(kind),
            },
            Values::Links(rows, keys) => rows.get(row).map_or(gone, |to| match (link::kind(*to), keys) {
                (Some(kind), _) => Cell::Missing(kind),
                (None, Some(keys)) => keys.cell(*to as usize),
                (None, None) => Cell::Number(f64::from(*to)),
            }),
            Values::Joined(parts, name) if parts.is_empty() => Cell::Text(Cow::Borrowed(name)),
            Values::Joined(parts, _) => {
                let words: Vec<String> = parts.iter().map(|part| part.cell(row).exact()).collect();
                Cell::Text(Cow::Owned(words.join(", ")))
            }
            Values::Absent => gone,
        }
    }
}

/// A single value, as a cell of its type.
pub fn value_cell<'a>(assessment: &'a Assessment, ty: &Type, value: &'a Value) -> Cell<'a> {
    match (value, ty) {
        (Value::Missing(kind), _) => Cell::Missing(*kind),
        (Value::Number(days), Type::Date) => Cell::Text(Cow::Owned(day(*days))),
        (Value::Number(number), _) => Cell::Number(numbers::declared(*number, is_percent(ty))),
        (Value::YesNo(value), _) => Cell::YesNo(*value),
        (Value::Text(text), _) => Cell::Text(Cow::Borrowed(text)),
        (Value::Member(member), Type::Member(scale)) => {
            let members = &assessment.program.scale(*scale).members;
            Cell::Text(Cow::Borrowed(members.get(usize::from(*member)).map_or("", |m| m.name.as_str())))
        }
        (Value::Member(member), _) => Cell::Number(f64::from(*member)),
    }
}

/// A day as ISO 8601 has it; the number of days where the calendar ends.
fn day(days: f64) -> String {
    calendar::written(days).unwrap_or_else(|| numbers::exact(days))
}

impl Cell<'_> {
    /// The cell as plain text at full precision; empty where missing.
    pub fn exact(&self) -> String {
        match self {
            Cell::Number(value) => numbers::exact(*value),
            Cell::YesNo(value) => if *value { "yes" } else { "no" }.to_owned(),
            Cell::Text(text) => text.to_string(),
            Cell::Missing(_) => String::new(),
        }
    }
}
