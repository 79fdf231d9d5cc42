//! What tells the rows of a table apart: one column, or several together.

use super::{Program, QuantityId, Table, TableId, Type};

impl Table {
    /// Whether its rows are told apart by several columns together.
    pub fn has_several_keys(&self) -> bool {
        !self.keys.is_empty()
    }

    /// Whether a column is its key, or one of several.
    pub fn is_key(&self, id: QuantityId) -> bool {
        if self.keys.is_empty() { self.key == id } else { self.keys.contains(&id) }
    }
}

impl Program {
    /// The columns by which a table's rows are told apart, if these are an entity and a year.
    pub fn entity_and_year(&self, table: TableId) -> Option<(QuantityId, QuantityId)> {
        let &[a, b] = self.table(table).keys.as_slice() else { return None };
        let of_year = |id: QuantityId| match &self.quantity(id).ty {
            Type::Number(Some(unit)) => match unit.powers.as_slice() {
                [(unit, 1)] => self.units.get(unit.0 as usize).is_some_and(|unit| unit.name == "year"),
                [] | [..] => false,
            },
            Type::Number(None) | Type::YesNo | Type::Text | Type::Date | Type::Member(_) | Type::Link(_) => false,
        };
        match (of_year(a), of_year(b)) {
            (false, true) => Some((a, b)),
            (true, false) => Some((b, a)),
            (true, true) | (false, false) => None,
        }
    }
}
