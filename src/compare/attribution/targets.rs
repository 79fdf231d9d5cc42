//! What is divided: indices, ranks and outcomes that both policies have.

use std::collections::BTreeMap;

use super::data::Bound;
use super::find;
use super::outcomes::Outcomes;
use super::runs::Runs;
use crate::column::Column;
use crate::eval::Assessment;
use crate::program::{Origin, Program, QuantityId, Value};

/// One result that both policies have.
pub(super) struct Target {
    pub name: String,
    pub table: String,
    pub rows: usize,
    pub what: What,
}

/// What it is.
pub(super) enum What {
    Score,
    Rank,
    Outcome(Outcomes),
}

impl Target {
    /// How many values there are of it.
    pub fn values(&self) -> usize {
        match &self.what {
            What::Score | What::Rank => self.rows,
            What::Outcome(outcomes) => self.rows + outcomes.states.len(),
        }
    }
}

/// All of them, with the keys of their rows.
pub(super) struct Targets {
    pub all: Vec<Target>,
    keys: BTreeMap<String, Vec<String>>,
}

impl Targets {
    /// What both policies have; both are run once, since where a row ends up is asked of every policy between them.
    pub fn find(runs: &Runs<'_>, a: Bound<'_>, b: Bound<'_>) -> Result<Self, String> {
        let mut all = Vec::new();
        for (at, quantity) in a.program.quantities.iter().enumerate() {
            let table = a.program.table(quantity.table);
            let Some(other) = find(b.program, &table.name, &quantity.name) else { continue };
            let rows = a.data.table(quantity.table).map_or(0, |table| table.rows);
            let kinds = [(a.program, QuantityId(at as u32)), (b.program, other)].map(|(p, id)| kind(p, id));
            let what = match kinds {
                [Some(Kind::Score), Some(Kind::Score)] => What::Score,
                [Some(Kind::Rank), Some(Kind::Rank)] => What::Rank,
                [Some(Kind::Outcome), Some(Kind::Outcome)] => What::Outcome(Outcomes::default()),
                [_, _] => continue,
            };
            // What a declaration makes for its own use is no result.
            if table.summary.is_none() && table.quantities.contains(&QuantityId(at as u32)) {
                all.push(Target { name: quantity.name.clone(), table: table.name.clone(), rows, what });
            }
        }
        let mut found = Self { all, keys: BTreeMap::new() };
        let [of_a, of_b] = runs.both(&found)?;
        for target in &mut found.all {
            if !found.keys.contains_key(&target.table) {
                found.keys.insert(target.table.clone(), keys(&of_a, target));
            }
            if let What::Outcome(outcomes) = &mut target.what {
                *outcomes = Outcomes::of(&target.table, &target.name, target.rows, [&of_a, &of_b]);
            }
        }
        Ok(found)
    }

    /// The keys of the rows of a target.
    pub fn keys(&self, target: &Target) -> &[String] {
        self.keys.get(&target.table).map(Vec::as_slice).unwrap_or_default()
    }

    /// All values of a policy, one target after the other; NaN where there is none.
    pub fn values(&self, assessment: &Assessment) -> Vec<f64> {
        let mut values = Vec::with_capacity(self.all.iter().map(Target::values).sum());
        for target in &self.all {
            match &target.what {
                What::Score | What::Rank => numbers(assessment, target, &mut values),
                What::Outcome(outcomes) => {
                    outcomes.values(assessment, &target.table, &target.name, target.rows, &mut values);
                }
            }
        }
        values
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Score,
    Rank,
    Outcome,
}

/// An index that is part of no other, the rank of one, or a scenario.
fn kind(program: &Program, id: QuantityId) -> Option<Kind> {
    let is_part = |id: QuantityId| {
        program.quantities.iter().any(|other| match &other.origin {
            Origin::Index(index) => index.parts.iter().any(|part| part.quantity == id),
            Origin::Column(_) | Origin::Formula(..) | Origin::Rank(_) | Origin::Scenario(_) => false,
        })
    };
    match &program.quantity(id).origin {
        Origin::Index(_) => (!is_part(id)).then_some(Kind::Score),
        Origin::Rank(rank) => (!is_part(rank.of)).then_some(Kind::Rank),
        Origin::Scenario(_) => Some(Kind::Outcome),
        Origin::Column(_) | Origin::Formula(..) => None,
    }
}

fn numbers(assessment: &Assessment, target: &Target, values: &mut Vec<f64>) {
    let id = find(&assessment.program, &target.table, &target.name);
    match id.and_then(|id| assessment.column(id)) {
        Some(Column::Number(found)) if found.len() == target.rows => values.extend_from_slice(found),
        Some(Column::Number(_) | Column::YesNo(_) | Column::Member(_) | Column::Link(_) | Column::Text(_)) | None => {
            values.extend(std::iter::repeat_n(f64::NAN, target.rows));
        }
    }
}

fn keys(assessment: &Assessment, target: &Target) -> Vec<String> {
    let Some(table) = assessment.program.find_table(&target.table) else { return Vec::new() };
    let key = |row| match assessment.key(table, row) {
        Value::Text(text) => text.to_string(),
        Value::Number(number) => number.to_string(),
        Value::YesNo(_) | Value::Member(_) | Value::Missing(_) => (row + 1).to_string(),
    };
    (0..target.rows).map(key).collect()
}
