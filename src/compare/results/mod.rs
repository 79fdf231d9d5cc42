//! Results side by side: of two policies on the same entities, of two years by one ruler, of any number of variants.
//!
//! ```text
//! Assessment ──┐
//!              ├─▶ Outcome, Outcome ──compare──▶ Results ──report──▶ person
//! RESULT.json ─┘   Outcome …        ──several──▶ Several
//! ```
//!
//! Entities are matched by table and key. Scores are compared by their order (Kendall's tau-b, Spearman's coefficient,
//! shifts of rank), scenarios by who moves from which outcome to which. The order of rows never shows in a result, but
//! for the order in which entities are listed.

mod correlation;
pub mod described;
mod entities;
mod migration;
mod outcome;
mod read;
mod rounding;
mod ruler;
mod scores;
mod several;

pub use correlation::{Correlation, correlation};
pub use migration::{Migration, State};
pub use outcome::{BETWEEN_KEYS, Outcome, OutcomeScenario, OutcomeScore, OutcomeTable, Ruler};
pub use read::read;
pub use rounding::Rounding;
pub use ruler::{Mapped, Mapping, Rulers};
pub use scores::{Ranked, ScoreCompared, ScoreGroup};
pub use several::{Agreement, MigrationMatrix, Several, several, tell_apart};

use indexmap::IndexMap;

use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use entities::Matched;
use ruler::Placed;
use scores::Entities;

/// Two results on the same entities.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// How the rulers hang together.
    pub rulers: Rulers,
    /// Parameters of one name with different values: the name, the first value, the second.
    pub parameters: Vec<(String, String, String)>,
    /// The tables that both results have.
    pub tables: Vec<TableCompared>,
}

/// One table of two results.
#[derive(Clone, Debug, PartialEq)]
pub struct TableCompared {
    /// Its name.
    pub name: String,
    /// The keys of the entities of both, in the order of the first.
    pub entities: Vec<String>,
    /// Entities of the first result only.
    pub only_a: Vec<String>,
    /// Entities of the second result only.
    pub only_b: Vec<String>,
    /// Its scores.
    pub scores: Vec<ScoreCompared>,
    /// Its scenarios.
    pub scenarios: Vec<Migration>,
    /// Scores and scenarios of the first result that the second has no counterpart of.
    pub alone_a: Vec<String>,
    /// Scores and scenarios of the second result that the first has no counterpart of.
    pub alone_b: Vec<String>,
}

/// Compares two results. Groups are those that the outcomes were made with; which outcomes of different scenarios are
/// one is said by the mappings that either policy declares.
///
/// # Errors
/// They were measured with different rulers, and nothing says how they compare.
pub fn compare(a: &Outcome, b: &Outcome) -> Result<Results, Diagnostic> {
    let rulers = ruler::rulers(a, b)?;
    let in_both = |table: &&OutcomeTable| b.table(&table.name).is_some();
    let pairs = a.tables.iter().filter(in_both).filter_map(|of_a| Some((of_a, b.table(&of_a.name)?)));
    let tables = pairs.map(|(of_a, of_b)| table((a, of_a), (b, of_b), rulers)).collect();
    let value = |name: &String| b.ruler.parameters.iter().find(|(other, _)| other == name).map(|(_, value)| value);
    let differing = a.ruler.parameters.iter().filter_map(|(name, of_a)| {
        let of_b = value(name)?;
        (of_a != of_b).then(|| (name.clone(), of_a.clone(), of_b.clone()))
    });
    Ok(Results { rulers, parameters: differing.collect(), tables })
}

fn table((of_a, a): (&Outcome, &OutcomeTable), (of_b, b): (&Outcome, &OutcomeTable), rulers: Rulers) -> TableCompared {
    let Matched { both, only_a, only_b } = entities::matched(a, b);
    let keys: Vec<String> = both.iter().map(|(row, _)| a.key(*row as usize)).collect();
    let groups = groups(a, b, &both);
    let whole = only_a.is_empty() && only_b.is_empty();
    let entities = Entities { rows: &both, whole, keys: &keys, groups: &groups };
    let (mut scores, mut scenarios) = (Vec::new(), Vec::new());
    let (mut alone_a, mut met) = (Vec::new(), Vec::new());
    for x in &a.scores {
        match b.scores.iter().find(|y| y.name == x.name).filter(|_| rulers != Rulers::Mapped) {
            Some(y) => {
                scores.push(scores::compare(x, y, &entities));
                met.push(&y.name);
            }
            None => alone_a.push(x.name.clone()),
        }
    }
    for x in &a.scenarios {
        let own = b.scenarios.iter().filter(|y| y.name == x.name);
        let others = b.scenarios.iter().filter(|y| y.name != x.name);
        let left = Placed { outcome: of_a, table: a, scenario: x };
        let right = |y| Placed { outcome: of_b, table: b, scenario: y };
        let found = own.chain(others).find_map(|y| Some((y, ruler::correspondence(left, right(y), rulers)?)));
        match found {
            Some((y, correspondence)) => {
                scenarios.push(migration::compare((a, x), (b, y), &correspondence, &both, &groups));
                met.push(&y.name);
            }
            None => alone_a.push(x.name.clone()),
        }
    }
    let names = b.scores.iter().map(|s| &s.name).chain(b.scenarios.iter().map(|s| &s.name));
    let alone_b = names.filter(|name| !met.contains(name)).cloned().collect();
    let listed = |table: &OutcomeTable, rows: &[u32]| rows.iter().map(|row| table.key(*row as usize)).collect();
    TableCompared {
        name: a.name.clone(),
        only_a: listed(a, &only_a),
        only_b: listed(b, &only_b),
        entities: keys,
        scores,
        scenarios,
        alone_a,
        alone_b,
    }
}

/// The entities of each group, by the groups' names: the group of an entity is that of the first result, or where that
/// has none that of the second.
fn groups(a: &OutcomeTable, b: &OutcomeTable, both: &[(u32, u32)]) -> Vec<(String, Vec<u32>)> {
    if a.groups.is_none() && b.groups.is_none() {
        return Vec::new();
    }
    let mut found: IndexMap<&str, Vec<u32>> = IndexMap::new();
    for ((row_a, row_b), at) in both.iter().zip(0_u32..) {
        let of_a = a.groups.as_ref().map(|groups| groups.get(*row_a as usize));
        let of_b = || b.groups.as_ref().map(|groups| groups.get(*row_b as usize));
        let group = of_a.filter(|group| !group.is_empty()).or_else(of_b).unwrap_or_default();
        found.entry(group).or_default().push(at);
    }
    found.sort_unstable_keys();
    found.into_iter().map(|(group, of)| (group.to_owned(), of)).collect()
}

impl Results {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.tables.iter().all(TableCompared::is_empty)
    }

    /// Whether there is anything to compare at all; if not, why.
    ///
    /// # Errors
    /// The results have no table, no entity, or no score or scenario in common.
    pub fn in_common(&self, a: &Outcome, b: &Outcome) -> Result<(), Diagnostic> {
        let named = |outcome: &Outcome| outcome.tables.iter().map(|t| format!("`{}`", t.name)).collect::<Vec<_>>();
        let told = |names: Vec<String>| if names.is_empty() { "no results".to_owned() } else { names.join(", ") };
        let nothing = |message: String, hint: &str| Err(Diagnostic::nowhere(Code::NothingInCommon, message).hint(hint));
        if self.tables.is_empty() {
            let message = format!("the results have no table in common: {} against {}", told(named(a)), told(named(b)));
            return nothing(message, "results are compared table by table: give the tables of both the same name");
        }
        if self.tables.iter().all(|table| table.entities.is_empty()) {
            let table = self.tables.first();
            let empty =
                |outcome: &&Outcome| self.tables.iter().all(|t| outcome.table(&t.name).is_none_or(|t| t.rows() == 0));
            if let Some(outcome) = [a, b].into_iter().find(empty) {
                let name = table.map_or("", |t| t.name.as_str());
                let message = format!("the results of {} hold no row of `{name}`", outcome.told());
                return nothing(message, "rows are matched by their keys: name data that hold some");
            }
            let first = |of: fn(&TableCompared) -> &Vec<String>| {
                table.and_then(|t| of(t).first()).map_or("no row", String::as_str).to_owned()
            };
            let name = table.map_or("", |t| t.name.as_str());
            let (of_a, of_b) = (first(|t| &t.only_a), first(|t| &t.only_b));
            let message = format!("no row of `{name}` has the same key in both results: `{of_a}` against `{of_b}`");
            return nothing(message, "rows are matched by their keys: use the same keys in the data of both");
        }
        if self.tables.iter().all(|table| table.scores.is_empty() && table.scenarios.is_empty()) {
            let message = "the results have no score and no scenario in common".to_owned();
            let hint = "scores are compared by name, scenarios by name and outcomes, or as a mapping says";
            return nothing(message, hint);
        }
        Ok(())
    }
}

impl TableCompared {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        let Self { name: _, entities: _, only_a, only_b, scores, scenarios, alone_a, alone_b } = self;
        [only_a, only_b, alone_a, alone_b].into_iter().all(Vec::is_empty)
            && scores.iter().all(ScoreCompared::is_empty)
            && scenarios.iter().all(|s| s.moves.is_empty())
    }
}

/// Whether there is a column to make groups by in some table of some of the results.
///
/// # Errors
/// There is none.
pub fn group_exists(outcomes: &[Outcome], by: &str) -> Result<(), Diagnostic> {
    let mut columns: Vec<&str> = Vec::new();
    for table in outcomes.iter().flat_map(|outcome| &outcome.tables) {
        if table.groups.is_some() {
            return Ok(());
        }
        let new = table.columns.iter().filter(|name| !columns.contains(&name.as_str())).map(String::as_str);
        let new: Vec<&str> = new.collect();
        columns.extend(new);
    }
    let message = format!("no table with results has a column `{by}` to make groups by");
    let hint = did_you_mean(by, columns);
    Err(Diagnostic::nowhere(Code::UnknownName, message).maybe_hint(hint))
}
