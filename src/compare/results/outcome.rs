//! What came of a run, as it is compared: made from an [`Assessment`], or read from a file of results.

use std::borrow::Cow;
use std::sync::Arc;

use super::described::{self, Described, DescribedResult, DescribedScore};
use super::ruler::{Mapped, Mapping};
use crate::calendar;
use crate::eval::column::{link, member, number};
use crate::eval::{Assessment, Column, TextPool};
use crate::program::{self, Program, QuantityId, Scale, TableId, Type, Value, declared};

/// What came of a run, and by which ruler.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// How it is called beside others; see [`tell_apart`](super::tell_apart).
    pub called: String,
    /// What was measured with.
    pub ruler: Ruler,
    /// The file of results that it was read from; none where the policy was run here.
    pub file: Option<String>,
    /// How the policy says that its outcomes, or others, are to be read on another ruler.
    pub mappings: Vec<Mapping>,
    /// The tables that have results.
    pub tables: Vec<OutcomeTable>,
}

/// A policy as results name it.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Ruler {
    /// Its name.
    pub policy: String,
    /// Its label.
    pub label: Option<String>,
    /// Its edition.
    pub edition: Option<String>,
    /// The day whose values were in force.
    pub as_of: Option<String>,
    /// The fingerprint of what it means.
    pub fingerprint: String,
    /// The names of the policies that it extends, as far as they are known.
    pub extends: Vec<String>,
    /// The values of its parameters, in its order.
    pub parameters: Vec<(String, String)>,
}

/// The rows of a table and what came of them.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeTable {
    /// Its name.
    pub name: String,
    /// The key of each row; of several columns their texts with [`BETWEEN_KEYS`] between them.
    pub keys: Arc<TextPool>,
    /// Whether each row takes part; empty: all do.
    pub included: Vec<bool>,
    /// Its scores, in the order in which results list them.
    pub scores: Vec<OutcomeScore>,
    /// Its scenarios, likewise.
    pub scenarios: Vec<OutcomeScenario>,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// The group of each row that was asked for, where the table has such a column; empty where it is missing.
    pub groups: Option<Arc<TextPool>>,
}

/// Stands between the texts of several columns that make a key.
pub const BETWEEN_KEYS: &str = "\u{1f}";

/// A score of each row.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeScore {
    /// Its column.
    pub name: String,
    /// What it is.
    pub described: DescribedScore,
    /// Its values, in the declared unit; NaN where missing.
    pub values: Vec<f64>,
    /// The ranks, where it is ranked; NaN where missing.
    pub ranks: Option<Vec<f64>>,
}

/// The outcome of each row.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeScenario {
    /// Its column.
    pub name: String,
    /// Its label.
    pub label: Option<String>,
    /// The name of the outcomes' scale.
    pub scale: String,
    /// The scale's members, each with its label.
    pub outcomes: Vec<(String, Option<String>)>,
    /// For each row the position of its outcome; none where it is undecided.
    pub codes: Vec<Option<u8>>,
}

/// A column that results list, before it is known what it is.
pub(super) struct Source<'a> {
    /// Numbers in the declared unit.
    pub numbers: &'a dyn Fn(&str) -> Option<Vec<f64>>,
    /// Outcomes by their position.
    pub outcomes: &'a dyn Fn(&str) -> Option<Vec<Option<u8>>>,
}

/// The scores and scenarios that are described.
pub(super) fn results(described: Described, source: &Source<'_>) -> (Vec<OutcomeScore>, Vec<OutcomeScenario>) {
    let (mut scores, mut scenarios): (Vec<OutcomeScore>, Vec<OutcomeScenario>) = Default::default();
    let mut ranks: Vec<(String, Vec<f64>)> = Vec::new();
    for (name, result) in described.results {
        match result {
            DescribedResult::Score(described) => {
                if let Some(values) = (source.numbers)(&name) {
                    scores.push(OutcomeScore { name, described, values, ranks: None });
                }
            }
            DescribedResult::Rank { of } => ranks.extend((source.numbers)(&name).map(|values| (of, values))),
            DescribedResult::Scenario { label, scale, outcomes } => {
                if let Some(codes) = (source.outcomes)(&name) {
                    let outcomes = outcomes.into_iter().collect();
                    scenarios.push(OutcomeScenario { name, label, scale, outcomes, codes });
                }
            }
        }
    }
    for score in &mut scores {
        let at = ranks.iter().position(|(of, _)| *of == score.name);
        score.ranks = at.map(|at| ranks.swap_remove(at).1);
    }
    (scores, scenarios)
}

impl Outcome {
    /// How a message names it: by its file, or by its policy.
    pub(super) fn told(&self) -> String {
        format!("`{}`", self.file.as_ref().unwrap_or(&self.ruler.policy))
    }

    /// What came of a run. With the values of a column `by`, for groups.
    pub fn of(assessment: &Assessment, by: Option<&str>) -> Self {
        let program = &assessment.program;
        let parameters = program.parameters.iter().zip(&assessment.parameters);
        let shown = |ty: &Type, value: &Value| text_of(assessment, ty, value).unwrap_or_default().into_owned();
        let ruler = Ruler {
            policy: program.name.clone(),
            label: program.about.label.clone(),
            edition: program.edition.clone(),
            as_of: program.dated.as_of.map(|day| day.to_string()),
            fingerprint: program.fingerprint.clone(),
            extends: program.lineage.bases.iter().map(|base| base.name.clone()).collect(),
            parameters: parameters.map(|(p, (value, _))| (p.name.clone(), shown(&p.ty, value))).collect(),
        };
        let tables = described::of_tables(program).into_iter().enumerate();
        let tables = tables.filter(|(at, described)| {
            let is_summary = program.tables.get(*at).is_some_and(|table| table.summary.is_some());
            !is_summary && !described.results.is_empty()
        });
        let tables = tables.map(|(at, described)| table(assessment, TableId(at as u32), described, by)).collect();
        let mappings = program.mappings.iter().map(|mapping| mapped(program, mapping)).collect();
        Self { called: program.name.clone(), ruler, file: None, mappings, tables }
    }

    /// The table with this name.
    pub fn table(&self, name: &str) -> Option<&OutcomeTable> {
        self.tables.iter().find(|table| table.name == name)
    }
}

fn mapped(program: &Program, mapping: &program::Mapping) -> Mapping {
    let side = |ruler: &program::Ruler| Mapped {
        kind: ruler.kind,
        name: ruler.name.clone(),
        table: ruler.scenario.map(|id| program.table(program.quantity(id).table).name.clone()),
        policy: ruler.policy.clone().unwrap_or_else(|| program.name.clone()),
    };
    Mapping { from: side(&mapping.from), to: side(&mapping.to), levels: mapping.levels.clone() }
}

fn table(assessment: &Assessment, id: TableId, described: Described, by: Option<&str>) -> OutcomeTable {
    let program = &assessment.program;
    let rows = assessment.table(id).map_or(0, |table| table.rows);
    let find = |name: &str| program.find_quantity(id, name);
    let keys: Vec<QuantityId> = described.key.iter().filter_map(|name| find(name)).collect();
    let numbers = |name: &str| numbers(assessment, find(name)?);
    let outcomes = |name: &str| outcomes(assessment, find(name)?);
    let (scores, scenarios) = results(described, &Source { numbers: &numbers, outcomes: &outcomes });
    let all = (0..rows).all(|row| assessment.is_included(id, row));
    OutcomeTable {
        name: program.table(id).name.clone(),
        keys: texts(assessment, &keys, rows),
        included: if all { Vec::new() } else { (0..rows).map(|row| assessment.is_included(id, row)).collect() },
        scores,
        scenarios,
        columns: program.table(id).quantities.iter().map(|id| program.quantity(*id).name.clone()).collect(),
        groups: by.and_then(find).map(|group| texts(assessment, &[group], rows)),
    }
}

fn numbers(assessment: &Assessment, id: QuantityId) -> Option<Vec<f64>> {
    let percent = described::is_percent(&assessment.program.quantity(id).ty);
    match assessment.column(id)? {
        Column::Number(values) => Some(values.iter().map(|value| in_unit(*value, percent)).collect()),
        Column::YesNo(_) | Column::Member(_) | Column::Link(_) | Column::Text(_) => None,
    }
}

fn in_unit(value: f64, percent: bool) -> f64 {
    if number::kind(value).is_some() { f64::NAN } else { declared(value, percent) }
}

fn outcomes(assessment: &Assessment, id: QuantityId) -> Option<Vec<Option<u8>>> {
    match assessment.column(id)? {
        Column::Member(codes) => Some(codes.iter().map(|c| member::kind(*c).is_none().then_some(*c)).collect()),
        Column::Number(_) | Column::YesNo(_) | Column::Link(_) | Column::Text(_) => None,
    }
}

/// Keys of tables may be links to other tables; a chain of them is followed no further than this, as in results.
const LINKS_FOLLOWED: u8 = 4;

/// The texts of all rows; of several columns one after the other.
fn texts(assessment: &Assessment, columns: &[QuantityId], rows: usize) -> Arc<TextPool> {
    if let [only] = columns
        && let Some(Column::Text(texts)) = assessment.column(*only)
        && texts.codes.is_none()
    {
        return Arc::clone(&texts.texts);
    }
    let mut pool = TextPool::with_room(rows);
    let mut text = String::new();
    for row in 0..rows {
        text.clear();
        for (at, column) in columns.iter().enumerate() {
            text.push_str(if at > 0 { BETWEEN_KEYS } else { "" });
            push(assessment, *column, row, LINKS_FOLLOWED, &mut text);
        }
        pool.push(&text);
    }
    Arc::new(pool)
}

/// Adds the text of a cell; a link's is the key of the row that it leads to.
fn push(assessment: &Assessment, id: QuantityId, row: usize, links: u8, text: &mut String) {
    let ty = &assessment.program.quantity(id).ty;
    match (assessment.column(id), ty) {
        (Some(Column::Text(texts)), _) => text.push_str(texts.get(row).unwrap_or_default()),
        (Some(Column::Link(rows)), Type::Link(table)) => {
            let to = rows.get(row).filter(|to| link::kind(**to).is_none());
            let key = assessment.program.table(*table).key;
            match (to, links.checked_sub(1)) {
                (Some(to), Some(links)) => push(assessment, key, *to as usize, links, text),
                (Some(to), None) => text.push_str(&to.to_string()),
                (None, _) => {}
            }
        }
        (Some(column), _) => {
            text.push_str(&text_of(assessment, ty, &column.value(row)).unwrap_or_default());
        }
        (None, _) => {}
    }
}

/// A value as results write it.
fn text_of<'a>(assessment: &'a Assessment, ty: &Type, value: &'a Value) -> Option<Cow<'a, str>> {
    let member = |scale: &'a Scale, at: u8| scale.members.get(usize::from(at)).map(|m| Cow::Borrowed(m.name.as_str()));
    match (value, ty) {
        (Value::Missing(_), _) => None,
        (Value::Number(days), Type::Date) => Some(Cow::Owned(day(*days))),
        (Value::Number(number), _) => Some(Cow::Owned(plain(declared(*number, described::is_percent(ty))))),
        (Value::YesNo(value), _) => Some(Cow::Borrowed(if *value { "yes" } else { "no" })),
        (Value::Text(text), _) => Some(Cow::Borrowed(text)),
        (Value::Member(at), Type::Member(scale)) => member(assessment.program.scale(*scale), *at),
        (Value::Member(at), _) => Some(Cow::Owned(at.to_string())),
    }
}

/// A number that tells rows or groups apart, as the same text wherever it comes from.
pub(super) fn plain(number: f64) -> String {
    if number == 0.0 { "0".to_owned() } else { number.to_string() }
}

fn day(days: f64) -> String {
    calendar::written(days).unwrap_or_else(|| plain(days))
}

impl OutcomeTable {
    /// A table that has no results.
    pub(super) fn empty(name: String) -> Self {
        let (scores, scenarios) = (Vec::new(), Vec::new());
        Self { name, keys: Arc::default(), included: Vec::new(), scores, scenarios, columns: Vec::new(), groups: None }
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.keys.len()
    }

    /// Whether a row takes part.
    pub fn is_included(&self, row: usize) -> bool {
        self.included.is_empty() || self.included.get(row) == Some(&true)
    }

    /// The key of a row, for people.
    pub fn key(&self, row: usize) -> String {
        self.keys.get(row).replace(BETWEEN_KEYS, " ")
    }
}
