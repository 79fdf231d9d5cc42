//! Scenarios that collect, in a report: one column that names the outcomes that hold.

use super::results::{self, Depth, MISSING};
use crate::eval::Assessment;
use crate::program::{Collected, Program, QuantityId, TableId, Value};

/// A column of a table in a report.
pub(super) enum Listed<'p> {
    /// One result.
    One(QuantityId, Depth),
    /// All outcomes that hold.
    Collected(&'p Collected),
}

/// The columns for the results of a table: what a scenario collects stands in one, at the place of its first outcome.
pub(super) fn listed<'p>(program: &'p Program, table: TableId, found: &[(QuantityId, Depth)]) -> Vec<Listed<'p>> {
    let of = |id: QuantityId| program.collected.iter().find(|c| c.table == table && c.outcomes.contains(&id));
    let column = |(id, depth): &(QuantityId, Depth)| match of(*id) {
        None => Some(Listed::One(*id, *depth)),
        Some(collected) => (collected.outcomes.first() == Some(id)).then_some(Listed::Collected(collected)),
    };
    found.iter().filter_map(column).collect()
}

/// The outcomes that hold for a row; those that cannot be decided with a question mark.
pub(super) fn shown(assessment: &Assessment, collected: &Collected, row: usize) -> String {
    let mut holding = Vec::new();
    let mut undecided = 0;
    for id in &collected.outcomes {
        let quantity = assessment.program.quantity(*id);
        let label = match &quantity.about.label {
            Some(label) => label.as_str(),
            None => quantity.name.strip_prefix(&format!("{}.", collected.name)).unwrap_or(&quantity.name),
        };
        match assessment.value(*id, row) {
            Value::YesNo(true) => holding.push(label.to_owned()),
            Value::Missing(_) => {
                undecided += 1;
                holding.push(format!("{label}?"));
            }
            Value::YesNo(false) | Value::Number(_) | Value::Text(_) | Value::Member(_) => {}
        }
    }
    if undecided == collected.outcomes.len() { MISSING.to_owned() } else { results::clean(&holding.join("; ")) }
}
