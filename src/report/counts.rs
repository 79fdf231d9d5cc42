//! How often each outcome of a scenario came out.

use crate::eval::{Assessment, Column};
use crate::program::{Origin, QuantityId, Scenario};

/// The outcomes of one scenario, counted over the rows that take part.
#[derive(Clone, Debug, PartialEq)]
pub struct ScenarioCounts {
    /// The scenario.
    pub scenario: QuantityId,
    /// Members of the scenario's scale with their counts, in the order in which the policy writes the outcomes.
    pub outcomes: Vec<(u8, usize)>,
    /// Rows for which it could not be decided.
    pub undecided: usize,
}

/// The counts of all scenarios, in declared order.
pub fn scenario_counts(assessment: &Assessment) -> Vec<ScenarioCounts> {
    let tables = assessment.program.tables.iter();
    let scenarios =
        tables.flat_map(|table| &table.quantities).filter_map(|id| match &assessment.program.quantity(*id).origin {
            Origin::Scenario(scenario) => Some(count(assessment, *id, scenario)),
            Origin::Column(_) | Origin::Formula(..) | Origin::Index(_) | Origin::Rank(_) => None,
        });
    scenarios.collect()
}

fn count(assessment: &Assessment, id: QuantityId, scenario: &Scenario) -> ScenarioCounts {
    let mut tally = [0usize; 256];
    let table = assessment.table(assessment.program.quantity(id).table);
    let rows = table.map_or(0, |t| t.rows);
    if let Some(Column::Member(codes)) = assessment.column(id) {
        let included = table.and_then(|t| t.included.as_deref());
        for (row, code) in codes.iter().enumerate().take(rows) {
            let counts = included.is_none_or(|included| included.get(row) == Some(&crate::eval::column::yes_no::YES));
            if let Some(place) = tally.get_mut(usize::from(*code)).filter(|_| counts) {
                *place += 1;
            }
        }
    }
    let mut outcomes: Vec<(u8, usize)> = Vec::new();
    for outcome in &scenario.outcomes {
        // Two outcomes may be one level of a scale, each with its own condition.
        if !outcomes.iter().any(|(member, _)| *member == outcome.member) {
            outcomes.push((outcome.member, tally.get(usize::from(outcome.member)).copied().unwrap_or(0)));
        }
    }
    let undecided = tally.iter().skip(usize::from(crate::eval::column::member::FIRST_MISSING)).sum();
    ScenarioCounts { scenario: id, outcomes, undecided }
}

/// The name under which a scenario's counts are listed: its own, with its table where two tables have one of that name.
pub fn listed_name(assessment: &Assessment, scenario: QuantityId) -> String {
    let program = &assessment.program;
    let quantity = program.quantity(scenario);
    let same = program
        .quantities
        .iter()
        .filter(|q| matches!(q.origin, Origin::Scenario(_)) && q.name == quantity.name)
        .count();
    if same > 1 { format!("{}.{}", program.table(quantity.table).name, quantity.name) } else { quantity.name.clone() }
}
