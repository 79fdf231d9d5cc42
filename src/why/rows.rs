//! Rows and single values as they are written in an explanation.

use super::tree::{Plain, RowPlace, RowRef};
use super::watch::Watched;
use crate::calendar;
use crate::eval::{Assessment, Column, column};
use crate::program::{ColumnSource, Missing, Origin, Program, QuantityId, TableId, Type, Value};

/// Where the cells of the data stand, as whoever read them knows.
pub trait Cells {
    /// The place of a row of a table.
    fn place(&self, table: TableId, row: usize) -> Option<RowPlace>;

    /// The text of a cell, as it stands there.
    fn text(&self, column: QuantityId, row: usize) -> Option<String>;

    /// What a cell held before another value was put in its place.
    fn instead_of(&self, _column: QuantityId, _row: usize) -> Option<Value> {
        None
    }
}

/// Data of which nothing is known but its values.
#[derive(Clone, Copy, Debug)]
pub struct Unplaced;

impl Cells for Unplaced {
    fn place(&self, _: TableId, _: usize) -> Option<RowPlace> {
        None
    }

    fn text(&self, _: QuantityId, _: usize) -> Option<String> {
        None
    }
}

/// A run whose rows are looked at.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    pub assessment: &'a Assessment,
    pub watched: &'a Watched,
    pub cells: &'a dyn Cells,
}

/// Keys may be links to other tables; a chain of them is followed no further than this.
const LINKS_FOLLOWED: u8 = 4;

impl<'a> Rows<'a> {
    pub fn program(&self) -> &'a Program {
        &self.assessment.program
    }

    /// A value of a row.
    pub fn plain(&self, id: QuantityId, row: usize) -> Plain {
        plain(self.assessment, id, row)
    }

    /// A value of a type.
    pub fn value(&self, ty: &Type, value: &Value) -> Plain {
        of_type(self.program(), ty, value)
    }

    /// The row that a link names.
    pub fn linked(&self, link: QuantityId, row: usize) -> Result<usize, Missing> {
        match self.assessment.column(link) {
            Some(Column::Link(rows)) => {
                let to = rows.get(row).copied().unwrap_or(column::link::missing(Missing::Unavailable));
                column::link::kind(to).map_or(Ok(to as usize), Err)
            }
            Some(_) | None => Err(Missing::Unavailable),
        }
    }

    /// A row as it is referred to.
    pub fn row(&self, table: TableId, row: usize) -> RowRef {
        let program = self.program();
        let key = key(self.assessment, table, row);
        let name = name_field(program, table).map(|id| words(&self.plain(id, row)));
        RowRef {
            table: program.table(table).name.clone(),
            name: name.filter(|name| *name != key && !name.is_empty()),
            key,
            row,
        }
    }
}

/// The field that tells a person which row is meant: the first of texts, after the key, that makes no groups.
pub(super) fn name_field(program: &Program, table: TableId) -> Option<QuantityId> {
    let declared = program.table(table);
    declared.quantities.iter().copied().find(|id| {
        let quantity = program.quantity(*id);
        let listed = matches!(&quantity.origin, Origin::Column(ColumnSource { published_only: false, .. }));
        *id != declared.key && listed && quantity.ty == Type::Text && !makes_groups(program, *id)
    })
}

fn makes_groups(program: &Program, id: QuantityId) -> bool {
    program.quantities.iter().any(|quantity| match &quantity.origin {
        Origin::Index(index) => {
            index.aggregate_within.contains(&id) || index.steps.iter().any(|step| step.within().contains(&id))
        }
        Origin::Rank(rank) => rank.within.contains(&id),
        Origin::Column(_) | Origin::Formula(..) | Origin::Scenario(_) => false,
    })
}

/// The key of a row as a person writes it; of a summary the values of its groupings, with commas.
pub(super) fn key(assessment: &Assessment, table: TableId, row: usize) -> String {
    key_of(assessment, table, row, LINKS_FOLLOWED)
}

fn key_of(assessment: &Assessment, table: TableId, row: usize, links: u8) -> String {
    let program = &assessment.program;
    let declared = program.table(table);
    let part = |id: QuantityId| words(&plain_of(assessment, id, row, links));
    match declared.summary.as_deref().map(|s| s.by.as_slice()) {
        Some([]) => declared.name.clone(),
        Some(by) => by.iter().map(|g| part(g.key)).collect::<Vec<_>>().join(", "),
        None => match (assessment.column(declared.key), &program.quantity(declared.key).ty) {
            (Some(Column::Number(values)), Type::Number(unit)) => {
                let border = unit.as_ref().map_or(1.0, |u| u.border());
                values.get(row).map_or_else(String::new, |x| written(x * border))
            }
            _ => part(declared.key),
        },
    }
}

/// A value of a row; a link gives the key of its row.
pub(super) fn plain(assessment: &Assessment, id: QuantityId, row: usize) -> Plain {
    plain_of(assessment, id, row, LINKS_FOLLOWED)
}

fn plain_of(assessment: &Assessment, id: QuantityId, row: usize, links: u8) -> Plain {
    let program = &assessment.program;
    let ty = &program.quantity(id).ty;
    let Some(column) = assessment.column(id) else { return Plain::Missing(Missing::Unavailable) };
    match (column.value(row), ty) {
        (Value::Number(to), Type::Link(table)) => match links.checked_sub(1) {
            Some(links) => Plain::Text(key_of(assessment, *table, to as usize, links)),
            None => Plain::Number(to),
        },
        (value, ty) => of_type(program, ty, &value),
    }
}

fn of_type(program: &Program, ty: &Type, value: &Value) -> Plain {
    match (value, ty) {
        (Value::Missing(how), _) => Plain::Missing(*how),
        (Value::Number(days), Type::Date) => Plain::Text(day(*days)),
        (Value::Number(x), _) => Plain::number(*x),
        (Value::YesNo(b), _) => Plain::YesNo(*b),
        (Value::Text(text), _) => Plain::Text(text.clone()),
        (Value::Member(m), Type::Member(scale)) => {
            let member = program.scale(*scale).members.get(usize::from(*m));
            Plain::Text(member.map_or_else(String::new, |m| m.name.clone()))
        }
        (Value::Member(m), _) => Plain::Number(f64::from(*m)),
    }
}

/// A day as ISO 8601 has it; the number of days where the calendar ends.
pub(super) fn day(days: f64) -> String {
    calendar::written(days).unwrap_or_else(|| written(days))
}

/// The value as a short text; empty where missing.
pub(super) fn words(value: &Plain) -> String {
    match value {
        Plain::Number(x) => written(*x),
        Plain::YesNo(b) => if *b { "yes" } else { "no" }.to_owned(),
        Plain::Text(text) => text.clone(),
        Plain::Missing(_) => String::new(),
    }
}

/// The shortest text that reads back as the number.
fn written(x: f64) -> String {
    if x == 0.0 { "0".to_owned() } else { x.to_string() }
}
