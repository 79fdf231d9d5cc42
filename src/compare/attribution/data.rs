//! One set of data for all policies between two: columns are shared, never copied.

use std::sync::Arc;

use crate::eval::{Data, TableData};
use crate::program::{Origin, Program, Quantity, TableId, Type};

/// A policy with its data.
#[derive(Clone, Copy, Debug)]
pub struct Bound<'a> {
    /// The policy.
    pub program: &'a Arc<Program>,
    /// Its data.
    pub data: &'a Data,
}

impl<'a> Bound<'a> {
    fn table(self, name: &str) -> Option<(TableId, &'a TableData)> {
        let id = self.program.find_table(name)?;
        Some((id, self.data.table(id)?))
    }

    /// The texts of a table's keys; links and numbers as they are told.
    fn keys(self, name: &str) -> Option<(usize, Vec<crate::program::Value>)> {
        let (id, table) = self.table(name)?;
        let column = table.columns.get(&self.program.table(id).key);
        let values = column.map(|column| (0..table.rows).map(|row| column.value(row)).collect());
        Some((table.rows, values.unwrap_or_default()))
    }
}

/// Whether both have the same rows, in one order, in each table that both have.
pub(super) fn same_rows(a: Bound<'_>, b: Bound<'_>) -> Result<(), String> {
    for table in a.program.tables.iter().filter(|table| table.summary.is_none()) {
        let (Some(of_a), Some(of_b)) = (a.keys(&table.name), b.keys(&table.name)) else { continue };
        if of_a != of_b {
            return Err(format!("the rows of `{}` are not the same under both, or stand in another order", table.name));
        }
    }
    Ok(())
}

/// The data of a policy between the two: each column as the policy reads it whose declaration it has.
pub(super) fn between(program: &Program, a: Bound<'_>, b: Bound<'_>) -> Result<Data, String> {
    let mut data = Data::empty(program);
    for (at, table) in program.tables.iter().enumerate().filter(|(_, table)| table.summary.is_none()) {
        let Some(id) = program.find_table(&table.name) else { continue };
        let (of_a, of_b) = (a.table(&table.name), b.table(&table.name));
        let Some((_, first)) = of_a.or(of_b) else { continue };
        let mut made = TableData { rows: first.rows, origin: first.origin.clone(), ..TableData::default() };
        for (quantity, own, _) in program.columns(id) {
            let find = |side: Bound<'_>| {
                let (table, data) = side.table(&table.name)?;
                let other = side.program.find_quantity(table, &own.name)?;
                let column = data.columns.get(&other)?.clone();
                let other = side.program.quantity(other);
                Some((fits(program, own, side.program, other)?, column))
            };
            let (from_a, from_b) = (find(a), find(b));
            let best = match (from_a, from_b) {
                (Some((true, column)), _) | (_, Some((true, column))) => Some(column),
                (Some((false, column)), _) | (None, Some((false, column))) => Some(column),
                (None, None) => None,
            };
            if let Some(column) = best {
                made.columns.insert(quantity, column);
            } else if column_needed(own) {
                return Err(format!("the data have no `{}` as one of the policies between the two reads it", own.name));
            }
        }
        if let Some(slot) = data.tables.get_mut(at) {
            *slot = made;
        }
    }
    Ok(data)
}

fn column_needed(quantity: &Quantity) -> bool {
    match &quantity.origin {
        Origin::Column(source) => !source.published_only && !source.optional,
        Origin::Formula(..) | Origin::Index(_) | Origin::Rank(_) | Origin::Scenario(_) => false,
    }
}

/// Whether the column of another policy can be read as this quantity (`Some`), and whether it is declared alike.
fn fits(program: &Program, own: &Quantity, other_program: &Program, other: &Quantity) -> Option<bool> {
    let alike = match (&own.ty, &other.ty) {
        (Type::Number(_), Type::Number(_))
        | (Type::YesNo, Type::YesNo)
        | (Type::Text, Type::Text)
        | (Type::Date, Type::Date) => true,
        (Type::Member(a), Type::Member(b)) => {
            let names = |program: &'_ Program, id| -> Vec<String> {
                program.scale(id).members.iter().map(|member| member.name.clone()).collect()
            };
            names(program, *a) == names(other_program, *b)
        }
        (Type::Link(a), Type::Link(b)) => program.table(*a).name == other_program.table(*b).name,
        (Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Member(_) | Type::Link(_), _) => false,
    };
    let read = |quantity: &Quantity| match &quantity.origin {
        Origin::Column(source) => Some((source.header.clone(), source.tokens.clone())),
        Origin::Formula(..) | Origin::Index(_) | Origin::Rank(_) | Origin::Scenario(_) => None,
    };
    alike.then(|| read(own) == read(other) && own.range == other.range)
}
