//! Any number of results: how well each two agree, and how many entities move between them.

use super::correlation::Correlation;
use super::outcome::Outcome;
use super::{Results, compare};
use crate::diagnostic::Diagnostic;

/// Results of several policies or runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Several {
    /// How each is called.
    pub names: Vec<String>,
    /// For each score that at least two results have: how well each two agree.
    pub scores: Vec<Agreement>,
    /// For each scenario that at least two results have: how many entities move.
    pub scenarios: Vec<MigrationMatrix>,
    /// Each two, the earlier one first: their places in `names`, and all that differs.
    pub pairs: Vec<(usize, usize, Results)>,
}

/// How well each two of several results agree in a score.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// The table.
    pub table: String,
    /// The score.
    pub name: String,
    /// By the first result, then by the second; the same both ways. None where one of the two does not have it.
    pub correlations: Vec<Vec<Option<Correlation>>>,
}

/// How many entities move between each two of several results.
#[derive(Clone, Debug, PartialEq)]
pub struct MigrationMatrix {
    /// The table.
    pub table: String,
    /// The scenario, as the first result that has it calls it.
    pub name: String,
    /// By the first result, then by the second: how many move, and of how many. None where one of the two does not have it.
    pub moves: Vec<Vec<Option<(usize, usize)>>>,
}

/// Compares each two of several results.
///
/// # Errors
/// Two of them were measured with different rulers, and nothing says how they compare.
pub fn several(outcomes: &[Outcome]) -> Result<Several, Diagnostic> {
    let mut found = Several {
        names: outcomes.iter().map(|outcome| outcome.called.clone()).collect(),
        scores: Vec::new(),
        scenarios: Vec::new(),
        pairs: Vec::new(),
    };
    for (i, a) in outcomes.iter().enumerate() {
        for (j, b) in outcomes.iter().enumerate().skip(i + 1) {
            let results = compare(a, b)?;
            found.enter((i, j), &results);
            found.pairs.push((i, j, results));
        }
    }
    Ok(found)
}

fn empty<T: Clone>(size: usize) -> Vec<Vec<Option<T>>> {
    vec![vec![None; size]; size]
}

fn set<T: Copy>(matrix: &mut [Vec<Option<T>>], (i, j): (usize, usize), value: T) {
    for (i, j) in [(i, j), (j, i)] {
        if let Some(cell) = matrix.get_mut(i).and_then(|row| row.get_mut(j)) {
            *cell = Some(value);
        }
    }
}

impl Several {
    fn enter(&mut self, at: (usize, usize), results: &Results) {
        let size = self.names.len();
        for table in &results.tables {
            for score in &table.scores {
                let known = self.scores.iter().position(|s| s.table == table.name && s.name == score.name);
                let known = known.unwrap_or(self.scores.len());
                if known == self.scores.len() {
                    let (table, name) = (table.name.clone(), score.name.clone());
                    self.scores.push(Agreement { table, name, correlations: empty(size) });
                }
                if let Some(entry) = self.scores.get_mut(known) {
                    set(&mut entry.correlations, at, score.correlation);
                }
            }
            for scenario in &table.scenarios {
                let known = self.scenarios.iter().position(|s| s.table == table.name && s.name == scenario.name);
                let known = known.unwrap_or(self.scenarios.len());
                if known == self.scenarios.len() {
                    let (table, name) = (table.name.clone(), scenario.name.clone());
                    self.scenarios.push(MigrationMatrix { table, name, moves: empty(size) });
                }
                if let Some(entry) = self.scenarios.get_mut(known) {
                    set(&mut entry.moves, at, (scenario.moves.len(), scenario.entities()));
                }
            }
        }
    }
}

/// Gives results different names where their policies have one: with the edition, the day or the file that tells them
/// apart, otherwise `A`, `B`, `C`.
pub fn tell_apart(outcomes: &mut [Outcome]) {
    let with = |outcome: &Outcome, more: Option<&String>| match more {
        Some(more) => format!("{} {more}", outcome.ruler.policy),
        None => outcome.ruler.policy.clone(),
    };
    let ways: [&dyn Fn(&Outcome) -> String; 4] = [
        &|outcome| outcome.ruler.policy.clone(),
        &|outcome| with(outcome, outcome.ruler.edition.as_ref()),
        &|outcome| with(outcome, outcome.ruler.as_of.as_ref()),
        &|outcome| outcome.file.as_ref().map_or_else(|| outcome.ruler.policy.clone(), |file| stem(file).to_owned()),
    ];
    let named = ways.iter().map(|way| outcomes.iter().map(way).collect::<Vec<String>>());
    let differ = |names: &Vec<String>| {
        names.iter().enumerate().all(|(at, name)| names.iter().skip(at + 1).all(|other| other != name))
    };
    let lettered = || (0..outcomes.len()).map(letter).collect();
    let names: Vec<String> = named.into_iter().find(differ).unwrap_or_else(lettered);
    for (outcome, name) in outcomes.iter_mut().zip(names) {
        outcome.called = name;
    }
}

/// A file's name without folders and extension.
fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// `A`, `B` … `Z`, `27` …
fn letter(at: usize) -> String {
    match u8::try_from(at) {
        Ok(at @ ..26) => char::from(b'A' + at).to_string(),
        Ok(26..) | Err(_) => (at + 1).to_string(),
    }
}
