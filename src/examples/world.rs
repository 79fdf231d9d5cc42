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
    world.place(program, example.table, &[]);
    for given in &example.givens {
        let GivenTarget::Quantity { links, quantity } = &given.target else { continue };
        // The key of a row that the policy holds: nothing is made up.
        let (table, row) = world.place(program, example.table, links);
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
    fn place(&mut self, program: &Program, from: TableId, links: &[QuantityId]) -> (TableId, usize) {
        if let Some(place) = self.places.get(links) {
            return *place;
        }
        let table = match links.split_last() {
            None => from,
            Some((last, before)) => {
                self.place(program, from, before);
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

    /// A key that no row has: the example's name with the links that lead to the row, or a number.
    fn unused_key(
        &self,
        table: TableId,
        id: QuantityId,
        ty: &Type,
        name: &str,
        links: &[QuantityId],
        program: &Program,
    ) -> Value {
        let used = |key: &Value| self.rows.get(&table).is_some_and(|rows| rows.iter().any(|r| r.get(&id) == Some(key)));
        let named = || {
            let links = links.iter().map(|l| format!(", {}", program.quantity(*l).name));
            Value::Text(format!("{name}{}", links.collect::<String>()))
        };
        let candidate = |n: u8| match ty {
            Type::Text | Type::Link(_) => named(),
            Type::Number(_) | Type::Date => Value::Number(f64::from(n) + 1.0),
            Type::YesNo => Value::YesNo(n == 0),
            Type::Member(_) => Value::Member(n),
        };
        (0..=u8::MAX).map(candidate).find(|key| !used(key)).unwrap_or_else(named)
    }

    fn set(&mut self, table: TableId, row: usize, quantity: QuantityId, value: Value) {
        if let Some(row) = self.rows.get_mut(&table).and_then(|rows| rows.get_mut(row)) {
            row.insert(quantity, value);
        }
    }

    /// Gives every row a key, and makes a row for every key that a link names and no row has.
    fn keys(&mut self, program: &Program, example: &Example) {
        let places: Vec<(Vec<QuantityId>, (TableId, usize))> =
            self.places.iter().map(|(links, place)| (links.clone(), *place)).collect();
        for (links, (table, row)) in places {
            // No link leads to a row that has several keys.
            for id in program.table(table).keys.clone() {
                let given = self.rows.get(&table).and_then(|rows| rows.get(row)?.get(&id).cloned());
                let ty = &program.quantity(id).ty;
                let key = given.unwrap_or_else(|| self.unused_key(table, id, ty, &example.name, &links, program));
                self.set(table, row, id, key);
            }
            if program.table(table).has_several_keys() {
                continue;
            }
            let id = program.table(table).key;
            let ty = &program.quantity(id).ty;
            // The row that holds the link to this one.
            let holder = links.split_last().and_then(|(last, before)| Some((*last, *self.places.get(before)?)));
            let linked = holder.and_then(|(link, (of, at))| self.rows.get(&of)?.get(at)?.get(&link).cloned());
            let given = self.rows.get(&table).and_then(|rows| rows.get(row)?.get(&id).cloned());
            let key = match (given, linked) {
                (Some(key), _) => key,
                (None, Some(key @ Value::Text(_))) => of_type(ty, key),
                (None, _) => self.unused_key(table, id, ty, &example.name, &links, program),
            };
            if let Some((link, (of, at))) = holder {
                self.set(of, at, link, Value::Text(as_text(program, ty, &key)));
            }
            self.set(table, row, id, key);
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

/// A key as the key's column has it.
fn of_type(ty: &Type, key: Value) -> Value {
    match (ty, &key) {
        (Type::Number(_), Value::Text(text)) => text.trim().parse().map_or(key, Value::Number),
        (Type::Text | Type::Link(_), Value::Number(x)) => Value::Text(x.to_string()),
        _ => key,
    }
}

/// A key as links name it.
fn as_text(program: &Program, ty: &Type, key: &Value) -> String {
    match (ty, key) {
        (Type::Date, Value::Number(days)) => crate::calendar::written(*days).unwrap_or_else(|| days.to_string()),
        (Type::Member(scale), Value::Member(member)) => {
            program.scale(*scale).members.get(usize::from(*member)).map(|m| m.name.clone()).unwrap_or_default()
        }
        (_, Value::Text(text)) => text.clone(),
        (_, Value::Number(x)) => x.to_string(),
        (_, Value::YesNo(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
        (_, Value::Member(_) | Value::Missing(_)) => String::new(),
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
