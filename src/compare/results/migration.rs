//! Who comes out otherwise: from which outcome of a scenario to which.

use super::outcome::{OutcomeScenario, OutcomeTable};
use super::ruler::Correspondence;

/// A scenario in two results, over the entities of both.
#[derive(Clone, Debug, PartialEq)]
pub struct Migration {
    /// Its column in the first result.
    pub name: String,
    /// Its column in the second.
    pub name_b: String,
    /// Its label in the first result.
    pub label: Option<String>,
    /// What an entity may come out as in the first result.
    pub from: Vec<State>,
    /// In the second.
    pub to: Vec<State>,
    /// How many entities, by `from`, then by `to`.
    pub counts: Vec<Vec<usize>>,
    /// Which pairs, by `from`, then by `to`, are no move.
    pub stays: Vec<Vec<bool>>,
    /// The entities that move, in their order: each with its place in `from` and in `to`.
    pub moves: Vec<(u32, u8, u8)>,
    /// By group, in the order of the groups' names: how many move, and of how many.
    pub groups: Vec<(String, usize, usize)>,
}

/// What an entity comes out as.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// An outcome, with its label.
    Outcome(String, Option<String>),
    /// It cannot be decided.
    Undecided,
    /// A gate excludes it.
    Excluded,
}

impl State {
    /// Its name: of an outcome its own.
    pub fn name(&self) -> &str {
        match self {
            State::Outcome(name, _) => name,
            State::Undecided => "undecided",
            State::Excluded => "excluded",
        }
    }

    /// Its label, or its name.
    pub fn label(&self) -> &str {
        match self {
            State::Outcome(name, label) => label.as_deref().unwrap_or(name),
            State::Undecided | State::Excluded => self.name(),
        }
    }
}

impl Migration {
    /// How many entities there are.
    pub fn entities(&self) -> usize {
        self.counts.iter().flatten().sum()
    }
}

/// The states of one scenario: its outcomes, and those beside them that come up.
struct States<'a> {
    scenario: &'a OutcomeScenario,
    table: &'a OutcomeTable,
}

impl States<'_> {
    /// Undecided comes after the outcomes, excluded after that; there are at most 200 outcomes.
    fn of(&self, row: u32) -> u8 {
        let outcomes = self.scenario.outcomes.len() as u8;
        match self.scenario.codes.get(row as usize).copied().flatten() {
            _ if !self.table.is_included(row as usize) => outcomes + 1,
            Some(code) => code,
            None => outcomes,
        }
    }

    fn all(&self) -> Vec<State> {
        let outcomes = self.scenario.outcomes.iter();
        let outcomes = outcomes.map(|(name, label)| State::Outcome(name.clone(), label.clone()));
        outcomes.chain([State::Undecided, State::Excluded]).collect()
    }
}

/// Compares a scenario.
pub(super) fn compare(
    a: (&OutcomeTable, &OutcomeScenario),
    b: (&OutcomeTable, &OutcomeScenario),
    correspondence: &Correspondence,
    rows: &[(u32, u32)],
    groups: &[(String, Vec<u32>)],
) -> Migration {
    let (of_a, of_b) = (States { table: a.0, scenario: a.1 }, States { table: b.0, scenario: b.1 });
    let (from, to) = (of_a.all(), of_b.all());
    let stay = |i: usize, j: usize| match (from.get(i), to.get(j)) {
        (Some(State::Outcome(..)), Some(State::Outcome(..))) => correspondence.holds(i as u8, j as u8),
        (Some(i), Some(j)) => i == j,
        (None, _) | (_, None) => false,
    };
    let stays: Vec<Vec<bool>> = (0..from.len()).map(|i| (0..to.len()).map(|j| stay(i, j)).collect()).collect();
    let mut counts = vec![vec![0; to.len()]; from.len()];
    let mut moves = Vec::new();
    let mut moved = vec![false; rows.len()];
    for ((at, (row_a, row_b)), moved) in (0_u32..).zip(rows).zip(&mut moved) {
        let (i, j) = (of_a.of(*row_a), of_b.of(*row_b));
        if let Some(count) = counts.get_mut(usize::from(i)).and_then(|row| row.get_mut(usize::from(j))) {
            *count += 1;
        }
        if stays.get(usize::from(i)).and_then(|row| row.get(usize::from(j))) != Some(&true) {
            moves.push((at, i, j));
            *moved = true;
        }
    }
    let moving = |of: &[u32]| of.iter().filter(|at| moved.get(**at as usize) == Some(&true)).count();
    let groups = groups.iter().map(|(name, of)| (name.clone(), moving(of), of.len())).collect();
    let label = a.1.label.clone();
    Migration { name: a.1.name.clone(), name_b: b.1.name.clone(), label, from, to, counts, stays, moves, groups }
}
