//! Published methods, written as policies in this folder and run on the data that were published with them.
//!
//! The data are not ours to hand on: they stay outside the repository, in the folder that `BAREME_CASES` names, or else
//! in `../shared/cases` beside it. Where they are not there the tests say so and pass.
//!
//! A new case is `CASE.bareme` here, a [`Case`] in a file of its own, and one line in the list of modules.

mod oecd_tai_normalisation;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bareme::limits::Limits;
use bareme::program::{Program, QuantityId, TableId, Type};
use bareme::{Assessment, RunOptions, Value, data, parameters};

/// A published method.
pub struct Case {
    /// The name of its folder, and of its policy.
    pub name: &'static str,
    /// Each table and the file with its rows.
    pub data: &'static [(&'static str, &'static str)],
    /// Parameters: `--set NAME=VALUE`.
    pub set: &'static [(&'static str, &'static str)],
    /// What was published.
    pub checks: &'static [Check],
}

/// One published column.
pub struct Check {
    /// The computed quantity, with its table: `countries`, `hdi`.
    pub of: (&'static str, &'static str),
    /// Where the published column is: file, column.
    pub published: (&'static str, &'static str),
    /// What tells a row: quantities of the table, each with the column that holds the same in the file.
    pub rows: &'static [(&'static str, &'static str)],
    /// Only lines of the file that have these texts in these columns.
    pub only: &'static [(&'static str, &'static str)],
    /// How far a number may be from the printed one; half a unit of its last digit, usually.
    pub within: f64,
    /// How many values are published.
    pub count: usize,
}

/// For floating-point errors where a value lies exactly half a unit from the printed one.
const ROUNDING: f64 = 1e-9;

/// The folder of a case; `None`, with a line that says so, where it is not there.
fn folder(case: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases");
    let cases = std::env::var_os("BAREME_CASES").map_or_else(beside, PathBuf::from);
    let folder = cases.join(case);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: the published data of `{case}` are not in {} (BAREME_CASES names another folder)", cases.display());
    None
}

/// Runs a case, if its data are there, and compares all that was published.
pub fn conforms(case: &Case) {
    let Some(folder) = folder(case.name) else { return };
    let assessment = assess(case, &folder);
    let mut wrong = Vec::new();
    for check in case.checks {
        wrong.extend(compare(&assessment, check, &folder));
    }
    assert!(wrong.is_empty(), "{} values differ from those published:\n{}", wrong.len(), wrong.join("\n"));
}

fn program(name: &str) -> Arc<Program> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance").join(format!("{name}.bareme"));
    let loaded = bareme::load(&bareme::world::DiskWorld, path.to_str().unwrap(), &Limits::default());
    assert!(loaded.diagnostics.is_empty(), "{name} does not check without a word: {:#?}", loaded.diagnostics);
    loaded.program.unwrap()
}

fn assess(case: &Case, folder: &Path) -> Assessment {
    let program = program(case.name);
    let mut settings = data::Settings::of_policy(format!("{}.bareme", case.name));
    for (table, file) in case.data {
        settings.bind(&format!("{table}={}", folder.join(file).display())).unwrap();
    }
    let data = data::load(&program, &settings, &Limits::default()).unwrap_or_else(|d| panic!("{d:#?}"));
    let set = parameters::resolve(&program, case.set).unwrap();
    bareme::run(&program, &data, &set, &RunOptions::default()).unwrap_or_else(|d| panic!("{d:#?}"))
}

fn compare(assessment: &Assessment, check: &Check, folder: &Path) -> Vec<String> {
    let program = &assessment.program;
    let table = program.find_table(check.of.0).unwrap();
    let quantity = |name: &str| program.find_quantity(table, name).unwrap_or_else(|| panic!("no quantity `{name}`"));
    let (of, keys) = (quantity(check.of.1), check.rows.iter().map(|(q, _)| quantity(q)).collect::<Vec<_>>());
    let rows: HashMap<Vec<String>, usize> = (0..assessment.table(table).unwrap().rows)
        .map(|row| (keys.iter().map(|key| shown(assessment, table, *key, row)).collect(), row))
        .collect();
    let mut wrong = Vec::new();
    let mut compared = 0;
    for line in lines(&folder.join(check.published.0)) {
        let cell = |column: &str| line.get(column).unwrap_or_else(|| panic!("no column `{column}`")).as_str();
        let printed = cell(check.published.1);
        if printed.is_empty() || check.only.iter().any(|(column, text)| cell(column) != *text) {
            continue;
        }
        compared += 1;
        let key: Vec<String> = check.rows.iter().map(|(_, column)| cell(column).to_owned()).collect();
        let found = rows.get(&key).map(|row| (assessment.value(of, *row), shown(assessment, table, of, *row)));
        let agrees = match (&found, printed.parse::<f64>()) {
            (Some((Value::Number(x), _)), Ok(printed)) => (x - printed).abs() <= check.within + ROUNDING,
            (Some((_, text)), _) => text == printed,
            (None, _) => false,
        };
        if !agrees {
            let found = found.map_or("no such row".to_owned(), |(value, text)| format!("{text} ({value:?})"));
            wrong.push(format!("{} of {}: {found}, printed {printed}", check.of.1, key.join(", ")));
        }
    }
    assert_eq!(compared, check.count, "published values of {} in {}", check.of.1, check.published.0);
    wrong
}

/// A value as a published table has it: a level or outcome by its label, or by its name if it has none.
fn shown(assessment: &Assessment, table: TableId, id: QuantityId, row: usize) -> String {
    let program = &assessment.program;
    match (assessment.value(id, row), &program.quantity(id).ty) {
        (Value::Text(text), _) => text,
        (Value::Number(x), Type::Link(other)) => match assessment.key(*other, x as usize) {
            Value::Text(text) => text,
            other => format!("{other:?}"),
        },
        (Value::Number(x), _) => format!("{x}"),
        (Value::Member(m), Type::Member(scale)) => {
            let member = &program.scale(*scale).members[usize::from(m)];
            member.about.label.clone().unwrap_or_else(|| member.name.clone())
        }
        (value, _) => format!("{value:?} of {}", program.table(table).name),
    }
}

/// The lines of a CSV file, each by the names of its columns.
fn lines(path: &Path) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    reader.deserialize().map(|line| line.unwrap()).collect()
}
