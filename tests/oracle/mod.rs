//! A second evaluator, row by row and written for clarity. It shares with the library the types of a checked policy
//! and of columns, and none of the code that computes: methods are recognised by name, and their formulas written anew.

mod aggregates;
mod agreement;
mod calendar;
mod completions;
mod decimal;
mod expressions;
mod indices;
mod journeys;
mod linear;
mod normalise;
mod prepare;
pub mod random;
mod ranks;
mod summaries;
mod weights;
mod whole;
mod years;

use std::cell::RefCell;
use std::rc::Rc;

use bareme::Data;
use bareme::program::{Missing, Origin, Program, QuantityId, TableId, Type, Value};

/// A value of one row.
#[derive(Clone, Debug, PartialEq)]
pub enum OracleValue {
    Number(f64),
    YesNo(bool),
    Text(String),
    Member(u8),
    /// A row of the linked table.
    Row(usize),
    Missing(Missing),
}

use OracleValue as V;

/// Why there are no values to compare with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NoValues {
    /// A `missing fail` found a missing value.
    MissingFails,
    /// A formula has several solutions for these data: principal components of which two explain the same.
    Undetermined,
}

/// All values, by quantity and row.
pub fn run(program: &Program, data: &Data, parameters: &[Value]) -> Result<Vec<Vec<OracleValue>>, NoValues> {
    let oracle = Oracle {
        program,
        data,
        parameters,
        columns: RefCell::new(vec![None; program.quantities.len()]),
        included: RefCell::new(vec![None; program.tables.len()]),
        groups: RefCell::new(vec![None; program.tables.len()]),
        failed: RefCell::new(None),
    };
    let all = (0..program.quantities.len()).map(|i| oracle.column(QuantityId(i as u32)).to_vec()).collect();
    oracle.failed.into_inner().map_or(Ok(all), Err)
}

/// For each row of a summary the values of its groupings.
type Groups = Rc<Vec<Vec<V>>>;

/// What is known so far.
struct Oracle<'p> {
    program: &'p Program,
    data: &'p Data,
    parameters: &'p [Value],
    columns: RefCell<Vec<Option<Rc<Vec<V>>>>>,
    included: RefCell<Vec<Option<Rc<Vec<bool>>>>>,
    groups: RefCell<Vec<Option<Groups>>>,
    failed: RefCell<Option<NoValues>>,
}

/// Where an expression stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    row: usize,
    /// In the requirement of a gate: excluded rows take part in aggregates.
    in_gate: bool,
    /// Values that stand in for missing ones.
    instead: Option<&'a completions::Instead>,
}

impl Place<'_> {
    fn row(row: usize) -> Self {
        Place { row, in_gate: false, instead: None }
    }

    fn at(self, row: usize) -> Self {
        Place { row, ..self }
    }
}

fn gone(kind: Missing) -> V {
    V::Missing(kind)
}

/// The number, or missing as inapplicable where there is none.
fn finite(x: f64) -> V {
    if x.is_finite() { V::Number(x) } else { gone(Missing::Inapplicable) }
}

impl V {
    fn missing(&self) -> Option<Missing> {
        if let V::Missing(kind) = self { Some(*kind) } else { None }
    }

    fn number(&self) -> Option<f64> {
        if let V::Number(x) = self { Some(*x) } else { None }
    }
}

impl Oracle<'_> {
    fn rows(&self, table: TableId) -> usize {
        if self.program.table(table).summary.is_some() {
            return self.groups_of(table).len();
        }
        self.data.table(table).unwrap().rows
    }

    fn value(&self, id: QuantityId, row: usize) -> V {
        self.column(id)[row].clone()
    }

    fn column(&self, id: QuantityId) -> Rc<Vec<V>> {
        if let Some(known) = &self.columns.borrow()[id.at()] {
            return Rc::clone(known);
        }
        let quantity = self.program.quantity(id);
        let rows = 0..self.rows(quantity.table);
        let column: Vec<V> = match &quantity.origin {
            Origin::Column(_) if self.program.table(quantity.table).summary.is_some() => {
                self.group_column(id, quantity.table)
            }
            Origin::Column(_) => rows.map(|row| self.given(id, row)).collect(),
            Origin::Formula(expr, rounding) => rows
                .map(|row| match (self.eval(expr, Place::row(row)), rounding) {
                    (V::Number(x), Some(r)) => finite(decimal::round(x, r.decimals, r.half_even)),
                    (value, _) => value,
                })
                .collect(),
            Origin::Index(index) => self.index(quantity.table, index),
            Origin::Rank(rule) => self.rank(quantity.table, rule),
            Origin::Scenario(scenario) => rows.map(|row| self.scenario(quantity.table, scenario, row)).collect(),
        };
        let column = Rc::new(column);
        self.columns.borrow_mut()[id.at()] = Some(Rc::clone(&column));
        column
    }

    /// A cell of the data.
    fn given(&self, id: QuantityId, row: usize) -> V {
        let Some(column) = self.data.column(self.program, id) else { return gone(Missing::Unavailable) };
        match (column.value(row), &self.program.quantity(id).ty) {
            (Value::Number(x), Type::Link(_)) => V::Row(x as usize),
            (Value::Number(x), _) => V::Number(x),
            (Value::YesNo(x), _) => V::YesNo(x),
            (Value::Text(x), _) => V::Text(x),
            (Value::Member(x), _) => V::Member(x),
            (Value::Missing(kind), _) => V::Missing(kind),
        }
    }

    fn is_included(&self, table: TableId, row: usize) -> bool {
        if let Some(known) = &self.included.borrow()[table.at()] {
            return known[row];
        }
        let gates = self.program.table(table).gates.iter().map(|g| self.program.gate(*g));
        let conditions: Vec<_> = gates.flat_map(|g| &g.requirements).map(|r| &r.condition).collect();
        let meets = |row| {
            let place = Place { in_gate: true, ..Place::row(row) };
            conditions.iter().all(|c| self.eval(c, place) == V::YesNo(true))
        };
        let included: Vec<bool> = (0..self.rows(table)).map(meets).collect();
        let answer = included[row];
        self.included.borrow_mut()[table.at()] = Some(Rc::new(included));
        answer
    }

    /// The rows that agree with this one in some fields; `Err` where a field is missing.
    fn group(&self, table: TableId, within: &[QuantityId], row: usize) -> Result<Vec<usize>, Missing> {
        let fields = |row: usize| within.iter().map(|q| self.value(*q, row)).collect::<Vec<_>>();
        let own = fields(row);
        if let Some(kind) = own.iter().find_map(V::missing) {
            return Err(kind);
        }
        Ok((0..self.rows(table)).filter(|r| fields(*r) == own).collect())
    }
}
