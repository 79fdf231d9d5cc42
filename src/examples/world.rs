//! The one row of an example, and the rows that its links lead to.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::column::{Column, TextColumn, TextPool, link, member, number, yes_no};
use crate::diagnostic::Diagnostic;
use crate::eval::Data;
use crate::limits::Limits;
use crate::program::{
    ColumnSource, Example, GivenTarget, Missing, Node, Origin, Program, QuantityId, TableId, Type, Value,
};

/// The rows that are made up, by table; a row's values by quantity.
pub(super) type Rows = BTreeMap<TableId, Vec<IndexMap<QuantityId, Value>>>;

/// Makes the rows of an example, and a program in which what it gives is data and all data may be missing.
pub(super) fn prepare(program: &mut Program, example: &Example) -> Rows {
    let mut world = World { rows: Rows::new(), places: IndexMap::new() };
    world.place(program, example.table, &[], &example.name);
    for given in &example.givens {
        let GivenTarget::Quantity { links, quantity } = &given.target else { continue };
        // The key of a row that the policy holds: nothing is made up.
        let (table, row) = world.place(program, example.table, links, &example.name);
        world.set(table, row, *quantity, given.value.clone());
    }
    world.keys(program, example);
    for given in &example.givens {
        if let GivenTarget::Quantity { quantity, .. } = &given.target {
            as_data(program, *quantity);
        }
    }
    for quantity in &mut program.quantities {
        if let Origin::Column(source) = &mut quantity.origin {
            source.optional = true;
        }
    }
    for table in world.rows.keys() {
        if let Some(table) = program.tables.get_mut(table.at()) {
            table.inline = None;
        }
    }
    world.rows
}

struct World {
    rows: Rows,
    /// Where the row stands that links lead to.
    places: IndexMap<Vec<QuantityId>, (TableId, usize)>,
}

impl World {
    /// The row that links lead to, made if need be.
    fn place(&mut self, program: &Program, from: TableId, links: &[QuantityId], name: &str) -> (TableId, usize) {
        if let Some(place) = self.places.get(links) {
            return *place;
        }
        let table = match links.split_last() {
            None => from,
            Some((last, before)) => {
                let (of, row) = self.place(program, from, before, name);
                // A link that is given later overwrites this.
                let key = Value::Text(format!("{name}, {}", program.quantity(*last).name));
                self.rows.entry(of).or_default().get_mut(row).into_iter().for_each(|r| {
                    r.entry(*last).or_insert(key.clone());
                });
                match program.quantity(*last).ty {
                    Type::Link(table) => table,
                    Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Member(_) => from,
                }
            }
        };
        let rows = self.rows.entry(table).or_default();
        rows.push(IndexMap::new());
        let place = (table, rows.len() - 1);
        self.places.insert(links.to_vec(), place);
        place
    }

    fn set(&mut self, table: TableId, row: usize, quantity: QuantityId, value: Value) {
        if let Some(row) = self.rows.get_mut(&table).and_then(|rows| rows.get_mut(row)) {
            row.insert(quantity, value);
        }
    }

    /// Gives every row a key, and makes a row for every key that a link names and no row has.
    fn keys(&mut self, program: &Program, example: &Example) {
        // A row that a link leads to has the key that the link holds.
        for (links, (table, row)) in &self.places {
            let key = program.table(*table).key;
            let held = links.split_last().and_then(|(last, before)| {
                let (of, at) = self.places.get(before)?;
                self.rows.get(of)?.get(*at)?.get(last).cloned()
            });
            let default = as_key(&program.quantity(key).ty, *row, &example.name);
            let value = held.unwrap_or(default);
            if let Some(row) = self.rows.get_mut(table).and_then(|rows| rows.get_mut(*row)) {
                let value = of_type(&program.quantity(key).ty, value);
                row.entry(key).or_insert(value);
            }
        }
        let mut wanted: Vec<(TableId, String)> = Vec::new();
        for (id, value) in self.rows.values().flatten().flatten() {
            if let (Type::Link(table), Value::Text(key)) = (&program.quantity(*id).ty, value) {
                wanted.push((*table, key.clone()));
            }
        }
        for (table, wanted) in wanted {
            let made_up = self.rows.contains_key(&table);
            if program.table(table).inline.is_some() && !made_up {
                continue;
            }
            let key = program.table(table).key;
            let value = of_type(&program.quantity(key).ty, Value::Text(wanted));
            let rows = self.rows.entry(table).or_default();
            if !rows.iter().any(|row| row.get(&key) == Some(&value)) {
                rows.push(IndexMap::from([(key, value)]));
            }
        }
    }
}

/// A key where none is given: the example's name.
fn as_key(ty: &Type, row: usize, name: &str) -> Value {
    match ty {
        Type::Text | Type::Link(_) => Value::Text(name.to_owned()),
        Type::Number(_) | Type::Date => Value::Number(row as f64 + 1.0),
        Type::YesNo => Value::YesNo(row == 0),
        Type::Member(_) => Value::Member(u8::try_from(row).unwrap_or(0)),
    }
}

/// A key as the key's column has it.
fn of_type(ty: &Type, key: Value) -> Value {
    match (ty, &key) {
        (Type::Number(_), Value::Text(text)) => text.trim().parse().map_or(key, Value::Number),
        (Type::Text | Type::Link(_), Value::Number(x)) => Value::Text(x.to_string()),
        _ => key,
    }
}

/// Makes a quantity one whose values are given.
fn as_data(program: &mut Program, id: QuantityId) {
    let Some(quantity) = program.quantities.get_mut(id.at()) else { return };
    if matches!(quantity.origin, Origin::Column(_)) {
        return;
    }
    quantity.range = (None, None);
    quantity.origin = Origin::Column(ColumnSource {
        header: quantity.name.clone(),
        header_given: false,
        optional: true,
        tokens: Vec::new(),
        published_only: false,
        option: None,
    });
    program.order.retain(|node| *node != Node::Quantity(id));
}

/// The parameters' values: those given, otherwise the defaults.
pub(super) fn parameters(program: &Program, example: &Example) -> Vec<(Value, bool)> {
    let default = |default: &Option<Value>| default.clone().unwrap_or(Value::Missing(Missing::Unavailable));
    let mut values: Vec<(Value, bool)> = program.parameters.iter().map(|p| (default(&p.default), false)).collect();
    for given in &example.givens {
        if let GivenTarget::Parameter(id) = &given.target
            && let Some(slot) = values.get_mut(id.at())
        {
            *slot = (given.value.clone(), true);
        }
    }
    values
}

/// The data of the rows.
///
/// # Errors
/// What a key or a link does not fit.
pub(super) fn data(program: &Program, rows: &Rows, limits: &Limits) -> Result<Data, Vec<Diagnostic>> {
    let mut builder = Data::builder(program).limits(limits.clone());
    for (at, table) in program.tables.iter().enumerate() {
        let id = TableId(u32::try_from(at).unwrap_or(u32::MAX));
        if table.inline.is_some() || table.summary.is_some() {
            continue;
        }
        let rows = rows.get(&id).map(Vec::as_slice).unwrap_or_default();
        for (id, quantity, _) in program.columns(id).filter(|(_, _, source)| !source.published_only) {
            let values: Vec<Option<&Value>> = rows.iter().map(|row| row.get(&id)).collect();
            builder = builder.column(&table.name, &quantity.name, column(&quantity.ty, &values, table.key == id));
        }
    }
    builder.build()
}

/// A column of given values; what is not given is missing.
fn column(ty: &Type, values: &[Option<&Value>], key: bool) -> Column {
    let missing = |value: &Option<&Value>| match value {
        Some(Value::Missing(kind)) => *kind,
        Some(Value::Number(_) | Value::YesNo(_) | Value::Text(_) | Value::Member(_)) | None => Missing::Unavailable,
    };
    match ty {
        Type::Number(_) | Type::Date => Column::Number(Arc::new(
            values
                .iter()
                .map(|v| if let Some(Value::Number(x)) = v { *x } else { number::missing(missing(v)) })
                .collect(),
        )),
        Type::YesNo => Column::YesNo(Arc::new(
            values
                .iter()
                .map(|v| if let Some(Value::YesNo(x)) = v { yes_no::from(*x) } else { yes_no::missing(missing(v)) })
                .collect(),
        )),
        Type::Member(_) => Column::Member(Arc::new(
            values
                .iter()
                .map(|v| if let Some(Value::Member(x)) = v { *x } else { member::missing(missing(v)) })
                .collect(),
        )),
        Type::Text | Type::Link(_) => {
            let mut texts = TextPool::default();
            let code = |v: &Option<&Value>| match v {
                Some(Value::Text(text)) => texts.push(text),
                _ => link::missing(missing(v)),
            };
            let codes: Vec<u32> = values.iter().map(code).collect();
            // A key's texts are its rows.
            let codes = if key && codes.len() == texts.len() { None } else { Some(Arc::new(codes)) };
            Column::Text(TextColumn { codes, texts: Arc::new(texts) })
        }
    }
}
