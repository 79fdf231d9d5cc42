//! Which step brings whom to the outcome of a scenario.

use serde::Serialize;

use super::targets::Target;
use super::{Own, find};
use crate::column::{Column, member};
use crate::eval::Assessment;
use crate::program::{Mapping, Program, Ruler, RulerKind, Scale, Type};

/// The moves between the outcomes of one scenario, divided among the steps.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moves {
    /// `path`
    pub name: String,
    /// Its table.
    pub table: String,
    /// Each outcome, with how many rows have it.
    pub counts: Vec<Count>,
    /// From one outcome to another: how many rows, and how many of these moves are due to each step.
    pub moves: Vec<Move>,
    /// The rows that move, in the order of the data.
    pub rows: Vec<Moved>,
    /// How far any part of any row may be off, with 95% confidence, where shares were sampled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin: Option<f64>,
}

/// How many rows have an outcome.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Count {
    /// The outcome; `undecided`, `excluded`.
    pub outcome: String,
    /// How many in the first policy.
    pub a: usize,
    /// How many in the second.
    pub b: usize,
    /// The part of each step; together they are `b - a`.
    pub parts: Option<Vec<f64>>,
}

/// A move from one outcome to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Move {
    /// The outcome in the first policy.
    pub from: String,
    /// In the second.
    pub to: String,
    /// How many rows.
    pub rows: usize,
    /// The part of each step; together they are `rows`.
    pub parts: Option<Vec<f64>>,
}

/// A row that moves.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moved {
    /// Its key.
    pub key: String,
    /// Its outcome in the first policy.
    pub a: String,
    /// In the second.
    pub b: String,
    /// The part of each step in that it has the outcome of the second policy; together they are 1.
    pub parts: Option<Vec<f64>>,
}

/// What rows of a scenario come out as, under both policies and in one numbering.
#[derive(Debug, Default)]
pub(super) struct Outcomes {
    /// The outcomes of the second policy, those that only the first has, `undecided` and `excluded`.
    pub states: Vec<String>,
    /// What each row begins as.
    from: Vec<u8>,
    /// What each row ends as.
    to: Vec<u8>,
    /// What an outcome of the first policy is in the second, where a mapping says so.
    mapped: Vec<(String, String)>,
}

const UNDECIDED: &str = "undecided";
const EXCLUDED: &str = "excluded";
/// The state of a row where a policy does not have the scenario.
const NOWHERE: u8 = u8::MAX;

impl Outcomes {
    pub fn of(table: &str, name: &str, rows: usize, [a, b]: [&Assessment; 2]) -> Self {
        let mapped = mapped(&a.program, &b.program, table, name);
        let mut made = Self { mapped, ..Self::default() };
        for program in [&b.program, &a.program] {
            let members = scale(program, table, name).map(|scale| scale.members.as_slice()).unwrap_or_default();
            for member in members {
                let state = made.translated(&member.name).to_owned();
                if !made.states.contains(&state) {
                    made.states.push(state);
                }
            }
        }
        made.states.extend([UNDECIDED, EXCLUDED].map(str::to_owned));
        made.from = made.rows(a, table, name, rows);
        made.to = made.rows(b, table, name, rows);
        made
    }

    /// An outcome under the name of the second policy.
    fn translated<'a>(&'a self, outcome: &'a str) -> &'a str {
        self.mapped.iter().find(|(from, _)| from == outcome).map_or(outcome, |(_, to)| to)
    }

    /// What each row comes out as in a policy.
    fn rows(&self, assessment: &Assessment, table: &str, name: &str, rows: usize) -> Vec<u8> {
        let program = &assessment.program;
        let Some((id, scale)) = find(program, table, name).zip(scale(program, table, name)) else {
            return vec![NOWHERE; rows];
        };
        let position = |state: &str| self.states.iter().rposition(|s| s == state).map_or(NOWHERE, |at| at as u8);
        let known: Vec<u8> = scale
            .members
            .iter()
            .map(|m| self.states.iter().position(|s| s == self.translated(&m.name)).map_or(NOWHERE, |at| at as u8))
            .collect();
        let (undecided, excluded) = (position(UNDECIDED), position(EXCLUDED));
        let codes = match assessment.column(id) {
            Some(Column::Member(codes)) if codes.len() == rows => codes,
            Some(_) | None => return vec![NOWHERE; rows],
        };
        let table = program.quantity(id).table;
        let state = |(row, code): (usize, &u8)| match member::kind(*code) {
            _ if !assessment.is_included(table, row) => excluded,
            Some(_) => undecided,
            None => known.get(usize::from(*code)).copied().unwrap_or(NOWHERE),
        };
        codes.iter().enumerate().map(state).collect()
    }

    /// For each row whether it has the outcome that it ends with, then how many rows have each outcome.
    pub fn values(&self, assessment: &Assessment, table: &str, name: &str, rows: usize, values: &mut Vec<f64>) {
        let found = self.rows(assessment, table, name, rows);
        if found.contains(&NOWHERE) {
            values.extend(std::iter::repeat_n(f64::NAN, rows + self.states.len()));
            return;
        }
        values.extend(found.iter().zip(&self.to).map(|(found, to)| f64::from(u8::from(found == to))));
        values.extend(counts(&found, self.states.len()).into_iter().map(|count| count as f64));
    }
}

fn counts(rows: &[u8], states: usize) -> Vec<usize> {
    let mut counts = vec![0; states];
    for state in rows {
        counts.get_mut(usize::from(*state)).into_iter().for_each(|count| *count += 1);
    }
    counts
}

fn scale<'p>(program: &'p Program, table: &str, name: &str) -> Option<&'p Scale> {
    match program.quantity(find(program, table, name)?).ty {
        Type::Member(scale) => Some(program.scale(scale)),
        Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Link(_) => None,
    }
}

/// How outcomes of the first policy are called in the second, if it says so: of the scenario, otherwise of its scale.
pub(in crate::compare) fn mapped(a: &Program, b: &Program, table: &str, name: &str) -> Vec<(String, String)> {
    let (Some(of_a), Some(of_b)) = (scale(a, table, name), scale(b, table, name)) else { return Vec::new() };
    let called = |kind: RulerKind, scale: &Scale| match kind {
        RulerKind::Scale => scale.name.clone(),
        RulerKind::Scenario => name.to_owned(),
    };
    let policy = |ruler: &Ruler, own: &Program| ruler.policy.clone().unwrap_or_else(|| own.name.clone());
    let is = |ruler: &Ruler, own: &Program, of: &Program, scale: &Scale| {
        ruler.name == called(ruler.kind, scale) && policy(ruler, own) == of.name
    };
    let fits = |kind: RulerKind| {
        let declared = a.mappings.iter().map(|m| (m, a)).chain(b.mappings.iter().map(|m| (m, b)));
        let there = |mapping: &Mapping, own: &Program| {
            is(&mapping.from, own, a, of_a) && is(&mapping.to, own, b, of_b)
                || is(&mapping.from, own, b, of_b) && is(&mapping.to, own, a, of_a)
        };
        let mut fitting = declared.filter(|(mapping, own)| mapping.from.kind == kind && there(mapping, own));
        fitting.next().map(|(mapping, _)| mapping.levels.clone())
    };
    fits(RulerKind::Scenario).or_else(|| fits(RulerKind::Scale)).unwrap_or_default()
}

/// What is said of one scenario.
pub(super) fn moves(target: &Target, outcomes: &Outcomes, keys: &[String], own: Own<'_>) -> Moves {
    let Outcomes { states, from, to, mapped: _ } = outcomes;
    let named = |state: u8| states.get(usize::from(state)).cloned().unwrap_or_default();
    let (before, after) = (counts(from, states.len()), counts(to, states.len()));
    let counted = states.iter().zip(before.iter().zip(&after)).enumerate().map(|(at, (outcome, (a, b)))| Count {
        outcome: outcome.clone(),
        a: *a,
        b: *b,
        parts: own.parts(target.rows + at),
    });
    let counts = counted.filter(|count| count.a + count.b > 0).collect();
    let mut rows = Vec::new();
    let mut moves: Vec<((u8, u8), Move)> = Vec::new();
    for (row, ((from, to), key)) in from.iter().zip(to).zip(keys).enumerate().filter(|(_, ((from, to), _))| from != to)
    {
        let parts = own.parts(row);
        let known = match moves.iter_mut().find(|(known, _)| *known == (*from, *to)) {
            Some((_, known)) => known,
            None => {
                let none = parts.as_ref().map(|parts| vec![0.0; parts.len()]);
                moves.push(((*from, *to), Move { from: named(*from), to: named(*to), rows: 0, parts: none }));
                let Some((_, made)) = moves.last_mut() else { continue };
                made
            }
        };
        known.rows += 1;
        known.parts = known
            .parts
            .take()
            .zip(parts.as_ref())
            .map(|(sum, parts)| sum.iter().zip(parts).map(|(sum, part)| sum + part).collect());
        rows.push(Moved { key: key.clone(), a: named(*from), b: named(*to), parts });
    }
    moves.sort_by_key(|(known, _)| *known);
    let moves = moves.into_iter().map(|(_, of)| of).collect();
    let (name, table) = (target.name.clone(), target.table.clone());
    Moves { name, table, counts, moves, rows, margin: own.margin(target.rows) }
}
