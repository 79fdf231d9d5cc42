//! Results side by side, as JSON: every entity, at full precision.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Value, json};

use crate::compare::results::{
    Correlation, Migration, Outcome, Ranked, Results, Rulers, ScoreCompared, Several, State, TableCompared,
};
use crate::report::json::number;

/// Two results.
#[derive(Clone, Copy, Debug)]
pub struct TwoJson<'a> {
    /// The first.
    pub a: &'a Outcome,
    /// The second.
    pub b: &'a Outcome,
    /// What differs.
    pub results: &'a Results,
}

/// Several results.
#[derive(Clone, Copy, Debug)]
pub struct SeveralJson<'a> {
    /// The results.
    pub outcomes: &'a [&'a Outcome],
    /// What differs.
    pub several: &'a Several,
}

impl Serialize for TwoJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("a", &side(self.a))?;
        map.serialize_entry("b", &side(self.b))?;
        map.serialize_entry("rulers", rulers(self.results.rulers))?;
        let parameters = self.results.parameters.iter();
        let parameters: Vec<Value> = parameters.map(|(name, a, b)| json!({ "name": name, "a": a, "b": b })).collect();
        map.serialize_entry("parameters", &parameters)?;
        map.serialize_entry("tables", &Tables(&self.results.tables))?;
        map.end()
    }
}

impl Serialize for SeveralJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Several { names: _, scores, scenarios, pairs } = self.several;
        let outcomes: Vec<Value> = self.outcomes.iter().map(|outcome| side(outcome)).collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("results", &outcomes)?;
        let matrix =
            |of: &[Vec<Option<Correlation>>], pick: fn(&Correlation) -> Option<f64>| -> Vec<Vec<Option<f64>>> {
                of.iter().map(|row| row.iter().map(|cell| cell.as_ref().and_then(pick)).collect()).collect()
            };
        let scores = scores.iter().map(|score| {
            let (kendall, spearman) =
                (matrix(&score.correlations, |c| c.kendall), matrix(&score.correlations, |c| c.spearman));
            json!({ "table": score.table, "score": score.name, "kendall": kendall, "spearman": spearman })
        });
        map.serialize_entry("scores", &scores.collect::<Vec<_>>())?;
        let scenarios = scenarios.iter().map(|scenario| {
            let moves = |row: &Vec<Option<(usize, usize)>>| row.iter().map(|cell| cell.map(|(n, _)| n)).collect();
            let moves: Vec<Vec<Option<usize>>> = scenario.moves.iter().map(moves).collect();
            json!({ "table": scenario.table, "scenario": scenario.name, "moves": moves })
        });
        map.serialize_entry("scenarios", &scenarios.collect::<Vec<_>>())?;
        let pairs = pairs.iter().filter_map(|(i, j, results)| {
            Some(TwoJson { a: self.outcomes.get(*i)?, b: self.outcomes.get(*j)?, results })
        });
        map.serialize_entry("pairs", &pairs.collect::<Vec<_>>())?;
        map.end()
    }
}

fn side(outcome: &Outcome) -> Value {
    let ruler = &outcome.ruler;
    let mut side = json!({
        "called": outcome.called, "policy": ruler.policy, "label": ruler.label, "edition": ruler.edition,
        "fingerprint": ruler.fingerprint,
    });
    if let Value::Object(side) = &mut side {
        let more = [("as_of", &ruler.as_of), ("file", &outcome.file)];
        side.extend(more.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value.as_ref()?)))));
    }
    side
}

fn rulers(rulers: Rulers) -> &'static str {
    match rulers {
        Rulers::Same => "same",
        Rulers::Extended => "extended",
        Rulers::AtHand => "different",
        Rulers::Mapped => "mapped",
    }
}

struct Tables<'a>(&'a [TableCompared]);

impl Serialize for Tables<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|table| (&table.name, Table(table))))
    }
}

struct Table<'a>(&'a TableCompared);

impl Serialize for Table<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let TableCompared { name: _, entities, only_a, only_b, scores, scenarios, alone_a, alone_b } = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("both", &entities.len())?;
        map.serialize_entry("only_a", only_a)?;
        map.serialize_entry("only_b", only_b)?;
        map.serialize_entry("not_compared", &json!({ "a": alone_a, "b": alone_b }))?;
        map.serialize_entry("scores", &Scores(scores, entities))?;
        map.serialize_entry("scenarios", &Scenarios(scenarios, entities))?;
        map.end()
    }
}

struct Scores<'a>(&'a [ScoreCompared], &'a [String]);

impl Serialize for Scores<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|score| (&score.name, Score(score, self.1))))
    }
}

struct Score<'a>(&'a ScoreCompared, &'a [String]);

impl Serialize for Score<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(compared, entities) = *self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("label", &compared.described.label)?;
        map.serialize_entry("pairs", &compared.correlation.pairs)?;
        map.serialize_entry("kendall", &compared.correlation.kendall)?;
        map.serialize_entry("spearman", &compared.correlation.spearman)?;
        let ranks = match compared.ranked {
            Ranked::AsGiven => "as given",
            Ranked::AmongBoth => "among both",
        };
        map.serialize_entry("ranks", ranks)?;
        map.serialize_entry("shifted", &compared.shifted)?;
        let keys = |of: &[u32]| -> Vec<&String> { of.iter().filter_map(|at| entities.get(*at as usize)).collect() };
        map.serialize_entry("movers", &keys(&compared.movers))?;
        if !compared.groups.is_empty() {
            let groups = compared.groups.iter().map(|group| {
                json!({
                    "group": group.group, "pairs": group.correlation.pairs, "kendall": group.correlation.kendall,
                    "spearman": group.correlation.spearman, "up": group.up, "down": group.down,
                    "mean_shift": finite(group.mean_shift), "mean_difference": finite(group.mean_difference),
                })
            });
            map.serialize_entry("groups", &groups.collect::<Vec<_>>())?;
        }
        map.serialize_entry("rows", &Rows(compared, entities))?;
        map.end()
    }
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// All entities: one for each line.
struct Rows<'a>(&'a ScoreCompared, &'a [String]);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(Some(self.1.len()))?;
        for (at, key) in self.1.iter().enumerate() {
            rows.serialize_element(&Row(self.0, at, key))?;
        }
        rows.end()
    }
}

struct Row<'a>(&'a ScoreCompared, usize, &'a str);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(compared, at, key) = *self;
        let of = |values: &[f64]| Figure(values.get(at).copied().unwrap_or(f64::NAN));
        let mut map = serializer.serialize_map(Some(7))?;
        map.serialize_entry("key", key)?;
        map.serialize_entry("a", &of(&compared.a))?;
        map.serialize_entry("b", &of(&compared.b))?;
        map.serialize_entry("difference", &Figure(compared.difference(at)))?;
        map.serialize_entry("rank_a", &of(&compared.rank_a))?;
        map.serialize_entry("rank_b", &of(&compared.rank_b))?;
        map.serialize_entry("shift", &Figure(compared.shift(at)))?;
        map.end()
    }
}

/// A number, or none.
struct Figure(f64);

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_finite() { number(self.0, serializer) } else { serializer.serialize_none() }
    }
}

struct Scenarios<'a>(&'a [Migration], &'a [String]);

impl Serialize for Scenarios<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|scenario| (&scenario.name, Scenario(scenario, self.1))))
    }
}

struct Scenario<'a>(&'a Migration, &'a [String]);

impl Serialize for Scenario<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(migration, entities) = *self;
        let names = |states: &[State]| states.iter().map(|state| state.name().to_owned()).collect::<Vec<_>>();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("label", &migration.label)?;
        if migration.name_b != migration.name {
            map.serialize_entry("against", &migration.name_b)?;
        }
        map.serialize_entry("from", &names(&migration.from))?;
        map.serialize_entry("to", &names(&migration.to))?;
        map.serialize_entry("counts", &migration.counts)?;
        let name = |states: &[State], at: u8| states.get(usize::from(at)).map(|state| state.name().to_owned());
        let moves = migration.moves.iter().map(|(at, i, j)| {
            let key = entities.get(*at as usize);
            json!({ "key": key, "from": name(&migration.from, *i), "to": name(&migration.to, *j) })
        });
        map.serialize_entry("moves", &moves.collect::<Vec<_>>())?;
        if !migration.groups.is_empty() {
            let groups = migration.groups.iter();
            let groups = groups.map(|(group, moves, of)| json!({ "group": group, "moves": moves, "of": of }));
            map.serialize_entry("groups", &groups.collect::<Vec<_>>())?;
        }
        map.end()
    }
}
