//! Treatments, imputations and screening against numbers that scipy, numpy and a short script give
//! (`tests/data/prepare/make.py`).

use std::collections::BTreeMap;
use std::sync::Arc;

use bareme::eval::{Column, stages};
use bareme::{Assessment, Data, RunOptions};

const PLACES: &str = include_str!("data/prepare/places.csv");
const EXPECTED: &str = include_str!("data/prepare/expected.csv");
const AMONG: &str = include_str!("data/prepare/among.csv");
const LEVELS: &str = include_str!("data/prepare/levels.csv");
const PIPELINE: &str = include_str!("data/prepare/pipeline.csv");

fn run(clauses: &str, threads: usize) -> Assessment {
    let mut rows = String::new();
    for line in PLACES.lines() {
        rows.push_str(&format!("    | {}\n", line.replace(',', " | ")));
    }
    let policy = format!(
        "table places {{\n  key name\n  field region : text\n  indicator a : number {{ better higher }}\n  \
         indicator b : number {{ better lower }}\n  indicator c : number {{ better higher }}\n  \
         indicator d : number {{ better higher }}\n  rows {{\n{rows}  }}\n}}\n\
         index score of places {{\n{clauses}\n}}\n"
    );
    let program =
        bareme::load_text("policy.bareme", &policy).unwrap_or_else(|l| panic!("{clauses}: {:#?}", l.diagnostics));
    let data = Data::builder(&program).build().unwrap_or_else(|d| panic!("{d:#?}"));
    let parameters = bareme::parameters::resolve::<&str>(&program, &[]).unwrap();
    let options = RunOptions { threads: Some(threads), ..RunOptions::default() };
    bareme::run(&program, &data, &parameters, &options).unwrap()
}

fn keys() -> Vec<&'static str> {
    PLACES.lines().skip(1).map(|l| l.split(',').next().unwrap()).collect()
}

fn close(a: f64, b: f64, within: f64) -> bool {
    (a - b).abs() <= within * b.abs().max(1.0)
}

#[test]
fn every_step_gives_the_independent_numbers() {
    assert!(steps_agree(EXPECTED) >= 18);
}

#[test]
fn what_is_taken_from_some_rows_only_is_done_to_all() {
    assert_eq!(steps_agree(AMONG), 9);
}

/// How many steps there are, all of them with the expected values.
fn steps_agree(expected: &'static str) -> usize {
    let mut cases: BTreeMap<&str, Vec<(&str, &str, &str)>> = BTreeMap::new();
    for line in expected.lines().skip(1) {
        // A case with commas stands in quotes.
        let (case, rest) = match line.strip_prefix('"') {
            Some(quoted) => quoted.split_once("\",").unwrap(),
            None => line.split_once(',').unwrap(),
        };
        let cells: Vec<&str> = rest.split(',').collect();
        cases.entry(case).or_default().push((cells[0], cells[1], cells[2]));
    }
    let count = cases.len();
    for (case, cells) in cases {
        let only = if case.contains(" for ") { "" } else { " for a, b, c, d" };
        let assessment = run(&format!("parts a, b, c, d\n{case}{only}\nnormalise minmax\nmissing skip"), 1);
        let table = assessment.program.find_table("places").unwrap();
        let index = assessment.program.find_quantity(table, "score").unwrap();
        let stages = stages(&assessment, index);
        let within = if case.contains("box-cox") { 1e-6 } else { 1e-12 };
        for (part, row, value) in cells {
            let at = keys().iter().position(|k| *k == row).unwrap();
            let (_, Column::Number(values)) = &stages.iter().find(|s| s.part == part).unwrap().stages[0] else {
                panic!("{part} has no numbers")
            };
            match value.parse::<f64>() {
                Ok(value) => {
                    assert!(close(values[at], value, within), "{case}, {part} of {row}: {} {value}", values[at])
                }
                Err(_) => assert!(values[at].is_nan(), "{case}, {part} of {row}: {}", values[at]),
            }
        }
    }
    count
}

const CLAUSES: &str = "parts a, b, c, d\nscreen parts at least 80%\nscreen rows at least 60%\n\
    treat winsorise until skewness 2, kurtosis 3.5 at most 5\nimpute median within region\n\
    normalise minmax to 0..100\nweigh a 0.4, b 0.1, c 0.2, d 0.3\naggregate arithmetic mean";

#[test]
fn a_whole_pipeline_gives_the_independent_scores() {
    assert!(agree(CLAUSES, PIPELINE) > 20);
}

#[test]
fn weights_are_taken_over_what_is_there_level_by_level() {
    let clauses = "missing skip\nnormalise minmax\nindex left weight 3 { parts a }\n\
                   index right weight 1 { parts b 1; index deep weight 2 { parts c 2, d 1 } }";
    assert!(agree(clauses, LEVELS) > 20);
}

/// How many scores there are, all of them as expected.
fn agree(clauses: &str, expected: &str) -> usize {
    let assessment = run(clauses, 1);
    let table = assessment.program.find_table("places").unwrap();
    let index = assessment.program.find_quantity(table, "score").unwrap();
    let Some(Column::Number(scores)) = assessment.column(index) else { panic!("no scores") };
    let mut there = 0;
    for (line, score) in expected.lines().skip(1).zip(scores.iter()) {
        match line.split(',').nth(1).unwrap().parse::<f64>() {
            Ok(expected) => {
                there += 1;
                assert!(close(*score, expected, 1e-12), "{line}: {score}");
            }
            Err(_) => assert!(score.is_nan(), "{line}: {score}"),
        }
    }
    there
}

/// What was changed leads from each stage to the next, and nothing else was.
#[test]
fn changes_are_the_difference_between_the_stages() {
    let assessment = run(CLAUSES, 1);
    let table = assessment.program.find_table("places").unwrap();
    let index = assessment.program.find_quantity(table, "score").unwrap();
    let steps = &assessment.yardsticks[&index];
    let stages = stages(&assessment, index);
    for (at, part) in stages.iter().enumerate() {
        let column = |stage: usize| match &part.stages[stage].1 {
            Column::Number(values) => Arc::clone(values),
            other => panic!("{other:?}"),
        };
        for step in [2, 3] {
            let (before, after) = (column(step - 1), column(step));
            let changed: Vec<usize> =
                (0..before.len()).filter(|row| before[*row].to_bits() != after[*row].to_bits()).collect();
            let listed: Vec<usize> = steps[step].changes.iter().filter(|c| c.part == at).map(|c| c.row).collect();
            assert_eq!(changed, listed, "{} after step {step}", part.part);
        }
    }
}

/// The number of threads never shows.
#[test]
fn the_same_bits_on_any_number_of_threads() {
    let score = |threads: usize| {
        let assessment = run(&CLAUSES.replace("median within region", "nearest 3"), threads);
        let table = assessment.program.find_table("places").unwrap();
        let index = assessment.program.find_quantity(table, "score").unwrap();
        let Some(Column::Number(scores)) = assessment.column(index) else { panic!("no scores") };
        scores.iter().map(|x| x.to_bits()).collect::<Vec<_>>()
    };
    assert_eq!(score(1), score(3));
}

/// What a reader of the text is told.
#[test]
fn the_report_lists_what_was_changed() {
    let assessment = run(CLAUSES, 1);
    let findings = bareme::audit::run(&assessment);
    let report = bareme::report::Report { assessment: &assessment, published: &[], findings: &findings, stages: &[] };
    let text = bareme::report::markdown::render(&report);
    let from = text.find("## What was screened out").unwrap();
    let to = text[from..].find("\n## Findings").unwrap() + from;
    insta::assert_snapshot!("what_was_prepared", &text[from..to]);
}
