//! How often each outcome of a scenario came out.

use indexmap::IndexSet;

use crate::eval::column::member::FIRST_MISSING;
use crate::eval::{Assessment, Column, tally};
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
    let table = assessment.table(assessment.program.quantity(id).table);
    let codes = match assessment.column(id) {
        Some(Column::Member(codes)) => codes.as_slice(),
        Some(Column::Number(_) | Column::YesNo(_) | Column::Link(_) | Column::Text(_)) | None => &[],
    };
    // Two outcomes may be one level of a scale, each with its own condition.
    let members: IndexSet<u8> = scenario.outcomes.iter().map(|outcome| outcome.member).collect();
    let mut ranges: Vec<(u8, u8)> = members.iter().map(|member| (*member, *member)).collect();
    ranges.push((FIRST_MISSING, u8::MAX));
    let mut counts = tally(codes, table.and_then(|t| t.included.as_deref()).map(Vec::as_slice), &ranges);
    let undecided = counts.pop().unwrap_or(0);
    ScenarioCounts { scenario: id, outcomes: members.into_iter().zip(counts).collect(), undecided }
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
