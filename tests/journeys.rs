//! The journey of the handbook against an independent computation, and journeys at random against a reading of their rules.

use std::path::Path;

use bareme::limits::Limits;
use bareme::report::{Report, csv, json};
use bareme::world::DiskWorld;
use bareme::{Assessment, RunOptions, audit, data, parameters, published};

fn assess(folder: &str) -> Assessment {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let settings = data::read_settings(&folder).unwrap();
    let loaded = bareme::load(&DiskWorld, settings.policy_path().to_str().unwrap(), &Limits::default());
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    let program = loaded.program.unwrap();
    let data = data::load(&program, &settings, &Limits::default()).unwrap();
    let parameters = parameters::resolve::<&str>(&program, &[]).unwrap();
    bareme::run(&program, &data, &parameters, &RunOptions::default()).unwrap()
}

fn report<T>(assessment: &Assessment, write: impl FnOnce(&Report<'_>, &mut Vec<u8>) -> T) -> String {
    let (published, findings) = (published::compare(assessment), audit::run(assessment));
    let report = Report { assessment, published: &published, findings: &findings, stages: &[] };
    let mut bytes = Vec::new();
    write(&report, &mut bytes);
    String::from_utf8(bytes).unwrap()
}

/// The expected rows: organisation, step, phase, next, blocked, way.
fn expected() -> Vec<Vec<String>> {
    let text = include_str!("data/journey/expected.csv");
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn the_organisations_are_where_the_rules_of_the_handbook_say() {
    let assessment = assess("policies/journey");
    let results: serde_json::Value =
        serde_json::from_str(&report(&assessment, |r, out| json::write(r, out).unwrap())).unwrap();
    let rows = results["tables"]["organisations"]["rows"].as_array().unwrap();
    let list = |value: &serde_json::Value| {
        value.as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect::<Vec<_>>().join("; ")
    };
    let found: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let text = |name: &str| row[name].as_str().unwrap().to_owned();
            let mut cells = vec![text("organisation")];
            cells.extend(["step", "phase", "next"].map(|name| text(&format!("going_abroad.{name}"))));
            cells.extend(["blocked", "way"].map(|name| list(&row[format!("going_abroad.{name}")])));
            cells
        })
        .collect();
    assert_eq!(found, expected());
    assert!(found.len() >= 12);
    let places: std::collections::BTreeSet<&String> = found.iter().map(|row| &row[1]).collect();
    assert_eq!(places.len(), 11, "every step and the dead end");
}

#[test]
fn csv_says_the_same() {
    let assessment = assess("policies/journey");
    let table = assessment.program.find_table("organisations").unwrap();
    let text = report(&assessment, |r, out| csv::write(r, table, out).unwrap());
    let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let at = |name: &str| header.iter().position(|h| *h == name).unwrap();
    for (line, expected) in text.lines().skip(1).zip(expected()) {
        let cells: Vec<&str> = line.split(',').collect();
        // Reasons may hold commas; what stands before them is counted from the left, after them from the right.
        assert_eq!(cells[at("going_abroad.step")], expected[1]);
        assert_eq!(cells[cells.len() - 2], expected[4]);
        assert_eq!(cells[cells.len() - 1], expected[5]);
    }
}

/// The handbook asks so many questions in each step, of cluster organisations and of policy makers.
#[test]
fn the_handbooks_questions_are_all_there() {
    let text = include_str!("../policies/journey/journey.bareme");
    let mut counts: Vec<(String, [usize; 2])> = Vec::new();
    let mut asked = [false; 2];
    for line in text.lines().map(str::trim) {
        let mut words = line.split_whitespace();
        match words.next() {
            Some("step" | "theme") => counts.push((words.next().unwrap().to_owned(), [0; 2])),
            Some("ask") => asked = ["cluster_organisation", "policy_maker"].map(|role| line.contains(role)),
            Some(_) if line.contains("yes_no") || line.contains("one of {") => {
                if let Some((_, counts)) = counts.last_mut() {
                    counts.iter_mut().zip(asked).for_each(|(count, asked)| *count += usize::from(asked));
                }
            }
            Some(_) | None => {}
        }
    }
    let found: Vec<[usize; 2]> = counts.iter().map(|(_, counts)| *counts).collect();
    assert_eq!(found, [[3, 3], [2, 2], [3, 3], [5, 5], [3, 3], [4, 2], [2, 1], [5, 2], [7, 3], [2, 1], [2, 2]]);
}

#[test]
fn the_tube_map_has_ten_lines_one_of_them_closed() {
    let assessment = assess("policies/tube-map");
    let journey = &assessment.program.journeys[0];
    assert_eq!(journey.routes.len(), 10);
    let closed: Vec<&str> = journey.routes.iter().filter(|r| r.closed).map(|r| r.name.as_str()).collect();
    assert_eq!(closed, ["dont_go_there"]);
}
