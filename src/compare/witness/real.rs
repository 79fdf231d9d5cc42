//! An entity of the data that comes out otherwise.

use std::collections::HashMap;
use std::sync::Arc;

use super::shared::of_own_row;
use super::{Case, Classified, EXCLUDED, How, Methodology, Outcomes, Pair, path};
use crate::column::{Column, member};
use crate::eval::{self, Assessment, Exclusions, RunOptions};
use crate::methods::rounding::round_decimal;
use crate::program::{Expr, ExprKind, Origin, Program, QuantityId, Type, Value};
use crate::why::needs::{needs, pruned};

/// As many entities are looked at for the one that is told most briefly.
const MOST_TRIED: usize = 5;
/// Decimals to which computed values are first told.
const DECIMALS: [u8; 2] = [2, 4];

/// The one whose example is shortest, of the first that come out otherwise.
pub(super) fn real(pair: &Pair<'_>, outcomes: &Outcomes) -> Option<Case> {
    let of_a = Ran::of(pair.a, pair.of_a)?;
    let of_b = Ran::of(pair.b, pair.of_b)?;
    let there: HashMap<String, usize> = (0..of_b.rows()).rev().map(|row| (of_b.key(row), row)).collect();
    let mut differing = Vec::new();
    for row in 0..of_a.rows() {
        let Some(other) = there.get(&of_a.key(row)) else { continue };
        if let (Some(i), Some(j)) = (of_a.state(row), of_b.state(*other))
            && !outcomes.are_one(i, j)
        {
            differing.push((row, *other, i, j));
        }
    }
    let of = differing.len();
    let cases = differing.iter().take(MOST_TRIED).filter_map(|(row, other, i, j)| {
        let said = [outcomes.a.get(*i).map(String::as_str), outcomes.b.get(*j).map(String::as_str)];
        Some((*row, *other, pair.of_entity(&of_a, &of_b, (*row, *other), said)?))
    });
    let length = |case: &Case| {
        let blocks = [&case.a.example, &case.b.example];
        blocks.iter().map(|block| block.as_ref().map_or(usize::MAX / 4, String::len)).sum::<usize>()
    };
    let (row, other, best) = cases.min_by_key(|(.., case)| length(case))?;
    let mut best = Case { of: Some(of), ..best };
    // The example stands in for what other rows decide; how it came about is told of the data.
    for (side, ran, row) in [(&mut best.a, &of_a, row), (&mut best.b, &of_b, other)] {
        let data = ran.of.data?;
        let found = path::explained(ran.of.program, data, ran.of.parameters, ran.scenario, row)?;
        (side.assessment, side.explanation) = found;
    }
    Some(best)
}

/// A run as far as the scenario needs it.
pub(super) struct Ran<'a> {
    of: &'a Methodology<'a>,
    scenario: QuantityId,
    assessment: Assessment,
}

impl<'a> Ran<'a> {
    fn of(of: &'a Methodology<'a>, scenario: QuantityId) -> Option<Self> {
        let data = of.data?;
        let options = RunOptions { exclusions: Exclusions::Leave, ..RunOptions::default() };
        let program = Arc::new(pruned(of.program, &needs(of.program, [scenario])));
        let assessment = eval::run(&program, data, of.parameters, &options).ok()?;
        Some(Self { of, scenario, assessment })
    }

    fn rows(&self) -> usize {
        let table = self.of.program.quantity(self.scenario).table;
        self.assessment.table(table).map_or(0, |table| table.rows)
    }

    fn key(&self, row: usize) -> String {
        let table = self.of.program.table(self.of.program.quantity(self.scenario).table);
        let text = |id: &QuantityId| match self.assessment.value(*id, row) {
            Value::Text(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Member(at) => at.to_string(),
            Value::YesNo(yes) => yes.to_string(),
            Value::Missing(_) => String::new(),
        };
        let keys = if table.keys.is_empty() { std::slice::from_ref(&table.key) } else { table.keys.as_slice() };
        keys.iter().map(text).collect::<Vec<_>>().join(", ")
    }

    /// The outcome of a row by its position, or what comes after the last where it is excluded; none where it is not
    /// decided.
    pub fn state(&self, row: usize) -> Option<usize> {
        state(&self.assessment, self.scenario, row)
    }

    /// The value of the row, or of the row that links lead to.
    fn value(&self, links: &[QuantityId], id: QuantityId, row: usize) -> Option<Value> {
        let mut row = row;
        for link in links {
            row = match self.assessment.column(*link)?.value(row) {
                Value::Number(to) => to as usize,
                Value::YesNo(_) | Value::Text(_) | Value::Member(_) | Value::Missing(_) => return None,
            };
        }
        Some(self.assessment.value(id, row))
    }

    /// The cells of the row on which the outcome depends, if it depends on nothing else.
    fn cells(&self, row: usize) -> Option<Vec<(Expr, Value)>> {
        let program = self.of.program;
        let table = program.quantity(self.scenario).table;
        let needed = needs(program, [self.scenario]);
        let own = needed.iter().all(|id| program.quantity(*id).table == table && of_own_row(program.quantity(*id)));
        let cells = needed.iter().filter(|id| matches!(program.quantity(**id).origin, Origin::Column(_)));
        let cells = cells.filter(|id| !program.table(table).is_key(**id));
        own.then(|| {
            let given = cells.map(|id| (super::follow(program, &[], *id), self.assessment.value(*id, row)));
            given.filter(|(_, value)| !matches!(value, Value::Missing(_))).collect()
        })
    }

    /// What the conditions name, as the run has it.
    fn named(&self, row: usize) -> Option<Vec<(Expr, Value)>> {
        let program = self.of.program;
        let quantity = program.quantity(self.scenario);
        let Origin::Scenario(scenario) = &quantity.origin else { return None };
        let gates = program.table(quantity.table).gates.iter().filter_map(|gate| program.gates.get(gate.at()));
        let requirements = gates.flat_map(|gate| &gate.requirements).map(|r| &r.condition);
        let conditions = scenario.outcomes.iter().filter_map(|o| o.condition.as_ref());
        let mut found: Vec<(Expr, Value)> = Vec::new();
        for condition in conditions.chain(requirements) {
            let mut paths = Vec::new();
            named(condition, &mut paths)?;
            for (links, id) in paths {
                let expr = super::follow(program, &links, id);
                let value = self.value(&links, id, row).unwrap_or(Value::Missing(crate::program::Missing::Unavailable));
                if !found.iter().any(|(known, _)| known.path() == expr.path()) && !matches!(value, Value::Missing(_)) {
                    found.push((expr, value));
                }
            }
        }
        Some(found)
    }
}

/// The outcome of a row by its position, or what comes after the last where it is excluded; none where it is not decided.
pub(super) fn state(assessment: &Assessment, scenario: QuantityId, row: usize) -> Option<usize> {
    let quantity = assessment.program.quantity(scenario);
    let members = match quantity.ty {
        Type::Member(scale) => assessment.program.scale(scale).members.len(),
        Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Link(_) => return None,
    };
    if !assessment.is_included(quantity.table, row) {
        return Some(members);
    }
    match assessment.column(scenario)? {
        Column::Member(codes) => codes.get(row).filter(|c| member::kind(**c).is_none()).map(|c| usize::from(*c)),
        Column::Number(_) | Column::YesNo(_) | Column::Link(_) | Column::Text(_) => None,
    }
}

/// The values that a condition names; none where it takes some from many rows.
fn named(expr: &Expr, found: &mut Vec<(Vec<QuantityId>, QuantityId)>) -> Option<()> {
    if let Some(path) = expr.path() {
        found.push(path);
        return Some(());
    }
    if matches!(expr.kind, ExprKind::Aggregate(_)) {
        return None;
    }
    expr.parts().into_iter().try_for_each(|part| named(part, found))
}

/// Computed numbers to so many decimals.
fn rounded(program: &Program, values: &[(Expr, Value)], decimals: u8) -> Vec<(Expr, Value)> {
    let computed =
        |expr: &Expr| expr.path().is_some_and(|(_, id)| !matches!(program.quantity(id).origin, Origin::Column(_)));
    let round = |(expr, value): &(Expr, Value)| match value {
        Value::Number(x) if computed(expr) => (expr.clone(), Value::Number(round_decimal(*x, decimals, false))),
        Value::Number(_) | Value::YesNo(_) | Value::Text(_) | Value::Member(_) | Value::Missing(_) => {
            (expr.clone(), value.clone())
        }
    };
    values.iter().map(round).collect()
}

impl Pair<'_> {
    /// The case of one entity: its own cells where these decide, otherwise what the conditions of each policy name.
    fn of_entity(
        &self,
        of_a: &Ran<'_>,
        of_b: &Ran<'_>,
        (row, other): (usize, usize),
        said: [Option<&str>; 2],
    ) -> Option<Case> {
        let key = Some(of_a.key(row));
        let mut tried = Vec::new();
        tried.extend(of_a.cells(row).zip(of_b.cells(other)));
        if let Some((a, b)) = of_a.named(row).zip(of_b.named(other)) {
            let rounding = DECIMALS
                .iter()
                .map(|decimals| (rounded(self.a.program, &a, *decimals), rounded(self.b.program, &b, *decimals)));
            tried.extend(rounding);
            tried.push((a, b));
        }
        let shown = tried.iter().find_map(|(a, b)| self.case(a, b, said, How::Data));
        if let Some(case) = shown {
            return Some(Case { key, ..case });
        }
        let one = |of: &Methodology<'_>, scenario, row, outcome: Option<&str>| {
            let (assessment, explanation) = path::explained(of.program, of.data?, of.parameters, scenario, row)?;
            let outcome = outcome.unwrap_or(EXCLUDED).to_owned();
            Some(Classified { outcome, example: None, explanation, assessment })
        };
        let [a, b] = said;
        let (a, b) = (one(self.a, self.of_a, row, a)?, one(self.b, self.of_b, other, b)?);
        Some(Case { key, of: None, inputs: 0, how: How::Data, a, b })
    }
}
