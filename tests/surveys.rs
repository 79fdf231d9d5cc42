//! Surveys against answers computed row by row by a few lines of Python, and multiple choices as data have them.

use std::path::{Path, PathBuf};

use bareme::limits::Limits;
use bareme::program::{Type, Value};
use bareme::world::DiskWorld;
use bareme::{Assessment, RunOptions, data};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn assess(name: &str) -> Assessment {
    let folder = folder(name);
    let settings = data::read_settings(&folder).unwrap();
    let loaded = bareme::load(&DiskWorld, settings.policy_path().to_str().unwrap(), &Limits::default());
    let program = loaded.program.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics));
    let data = data::load(&program, &settings, &Limits::default()).unwrap();
    bareme::run(&program, &data, &[], &RunOptions { threads: Some(2), ..RunOptions::default() }).unwrap()
}

/// The values of a quantity in words: levels by name, missing by its kind.
fn shown(assessment: &Assessment, table: &str, name: &str) -> Vec<String> {
    let program = &assessment.program;
    let table = program.find_table(table).unwrap();
    let id = program.find_quantity(table, name).unwrap_or_else(|| panic!("there is no `{name}`"));
    let rows = assessment.table(table).unwrap().rows;
    let word = |row| match (assessment.value(id, row), &program.quantity(id).ty) {
        (Value::Number(x), _) => bareme::methods::rounding::round_decimal(x, 10, false).to_string(),
        (Value::YesNo(x), _) => if x { "yes" } else { "no" }.to_owned(),
        (Value::Text(x), _) => x,
        (Value::Member(m), Type::Member(scale)) => program.scale(*scale).members[usize::from(m)].name.clone(),
        (Value::Member(m), _) => m.to_string(),
        (Value::Missing(kind), _) => kind.name().to_owned(),
    };
    (0..rows).map(word).collect()
}

#[test]
fn what_several_respondents_say_becomes_one_answer() {
    let assessment = assess("data/survey");
    let expected = std::fs::read_to_string(folder("data/survey").join("expected.csv")).unwrap();
    let mut lines = expected.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let rows: Vec<Vec<&str>> = lines.collect();
    assert!(rows.len() >= 12);
    let names = ["name", "answers.stance", "answers.goals.markets", "answers.goals.knowledge", "answers.budget"];
    let names = names.into_iter().chain(["middle_budget", "answers.helped", "answers.remark"]);
    for (at, (short, name)) in header.iter().zip(names).enumerate() {
        let wanted: Vec<String> = rows
            .iter()
            .map(|row| match row[at].parse::<f64>() {
                Ok(x) => bareme::methods::rounding::round_decimal(x, 10, false).to_string(),
                Err(_) => row[at].to_owned(),
            })
            .collect();
        assert_eq!(shown(&assessment, "clusters", name), wanted, "{short}");
    }
}

#[test]
fn a_multiple_choice_is_read_from_one_column_or_from_several() {
    let listed = assess("suite/data/ok/several_listed");
    assert_eq!(shown(&listed, "firms", "goals.markets"), ["yes", "yes", "no", "no", "no", "unknown", "unavailable"]);
    assert_eq!(shown(&listed, "firms", "goals.knowledge"), ["no", "yes", "yes", "no", "no", "unknown", "unavailable"]);
    assert_eq!(shown(&listed, "firms", "goals.money"), ["no", "no", "yes", "no", "yes", "unknown", "unavailable"]);
    assert_eq!(shown(&listed, "firms", "chosen"), ["1", "2", "2", "0", "1", "0", "0"]);
    assert_eq!(shown(&listed, "answers", "why.markets"), ["yes", "unasked", "yes"]);
    assert_eq!(shown(&listed, "answers", "both"), ["no", "no", "yes"]);
    let columns = assess("suite/data/ok/several_columns");
    assert_eq!(shown(&columns, "firms", "goals.markets"), ["yes", "yes", "unknown"]);
    assert_eq!(shown(&columns, "firms", "goals.knowledge"), ["no", "yes", "yes"]);
    assert_eq!(shown(&columns, "answers", "why.knowledge"), ["no", "unasked"]);
}

#[test]
fn answers_that_do_not_count_are_named() {
    let assessment = assess("suite/data/ok/several_listed");
    let findings = bareme::audit::run(&assessment);
    let hidden: Vec<_> = findings.iter().filter(|f| f.code.as_str() == "hidden-answer").collect();
    let [finding] = hidden.as_slice() else { panic!("{findings:?}") };
    assert_eq!(finding.subject, "why");
    assert_eq!(finding.rows.as_ref().unwrap().1, [1]);
    assert!(finding.message.starts_with("1 answer to `why` does not count"), "{}", finding.message);
}
