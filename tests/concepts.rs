//! Concepts, sets and mappings: what a program knows of them, and where people and programs find them.

use std::process::Command;

use bareme::program::{Program, TableId};
use bareme::report::{Report, json, markdown};
use bareme::{Assessment, Data, RunOptions, parameters};
use std::sync::Arc;

const SETS: &str = include_str!("suite/concept/ok/two_sets.bareme");
const MAPPINGS: &str = include_str!("suite/concept/ok/mappings.bareme");

fn program(text: &str) -> Arc<Program> {
    bareme::load_text("policy.bareme", text).unwrap_or_else(|loaded| panic!("{:#?}", loaded.diagnostics))
}

fn assess(text: &str) -> Assessment {
    let program = program(text);
    let data = Data::builder(&program).build().unwrap();
    let parameters = parameters::resolve::<&str>(&program, &[]).unwrap();
    bareme::run(&program, &data, &parameters, &RunOptions::default()).unwrap()
}

/// The sections between two headings of the report as Markdown, and the report as JSON.
fn reported(assessment: &Assessment, first: &str) -> (String, serde_json::Value) {
    let report = Report { assessment, published: &[], findings: &[], stages: &[] };
    let text = markdown::render(&report);
    let (from, to) = (text.find(first).unwrap(), text.find("## Findings").unwrap());
    let mut bytes = Vec::new();
    json::write(&report, &mut bytes).unwrap();
    (text[from..to].to_owned(), serde_json::from_slice(&bytes).unwrap())
}

#[test]
fn a_group_and_the_options_of_one_indicator_are_members_one_by_one() {
    let program = program(SETS);
    let names = |set: usize| -> Vec<&str> {
        program.sets[set].indicators.iter().map(|id| program.quantity(*id).name.as_str()).collect()
    };
    assert_eq!(names(0), ["applications", "members", "offices", "projects"]);
    assert_eq!(names(1), ["grants", "staff", "markets.eu", "markets.asia"]);
    let measured = |name: &str| {
        let id = program.find_quantity(TableId(0), name).unwrap();
        program.quantity(id).measures.map(|concept| program.concept(concept).name.as_str())
    };
    assert_eq!(measured("applications"), Some("patents"));
    assert_eq!(measured("markets.asia"), Some("reach"));
    assert_eq!(measured("staff"), None);
}

#[test]
fn reports_show_which_set_covers_which_concept() {
    let assessment = assess(SETS);
    let (text, value) = reported(&assessment, "## Sets of indicators");
    insta::assert_snapshot!("sets_and_concepts_as_markdown", text);
    let pretty = |name: &str| serde_json::to_string_pretty(&value[name]).unwrap();
    insta::assert_snapshot!("sets_and_concepts_as_json", format!("{}\n{}", pretty("concepts"), pretty("sets")));
}

#[test]
fn reports_show_how_rulers_are_read_on_each_other() {
    let assessment = assess(MAPPINGS);
    let (text, value) = reported(&assessment, "## Mappings");
    let pretty = serde_json::to_string_pretty(&value["mappings"]).unwrap();
    insta::assert_snapshot!("mappings_as_markdown_and_json", format!("{text}\n{pretty}"));
}

#[test]
fn a_mapping_gives_each_level_its_counterpart() {
    let program = program(MAPPINGS);
    let mapping = &program.mappings[0];
    let scale = |name: &str| program.scales.iter().find(|s| s.name == name).unwrap();
    // Levels stand from the lowest to the highest: inactive, first steps, sporadic, acting to other, emerging, leading.
    assert_eq!(mapping.members(scale("activity"), scale("standing")), Ok(vec![0, 1, 1, 2]));
    assert_eq!(mapping.level("sporadic"), Some("emerging"));
    assert_eq!(mapping.level("leading"), None);
}

/// No number depends on them, and a mapping that is written later must not make a ruler another one.
#[test]
fn what_is_said_for_comparing_is_no_part_of_the_fingerprint() {
    let plain = "policy p\nconcept size\nscale a { 2 x; 1 y }\nscale b { 1 z }\n\
                 table t { key k; field f : a; field g : b; indicator n : count { measures size } }\n\
                 set s { indicators n }\nscale a maps to scale b { x, y to z }\n";
    let without = "policy p\nscale a { 2 x; 1 y }\nscale b { 1 z }\n\
                   table t { key k; field f : a; field g : b; indicator n : count }\n";
    let other = without.replace("n : count", "n : number");
    assert_eq!(program(plain).fingerprint, program(without).fingerprint);
    assert_ne!(program(plain).fingerprint, program(&other).fingerprint);
}

#[test]
fn shipped_assessments_are_listed_with_their_sets() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("two-sets");
    std::fs::create_dir(&inner).unwrap();
    std::fs::write(inner.join("two-sets.bareme"), SETS).unwrap();
    std::fs::write(inner.join("bareme.toml"), "policy = \"two-sets.bareme\"\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_bareme")).arg("list").arg(folder.path()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("  set: The Secretariat's set, 3 indicators\n"), "{text}");
    assert!(text.contains("  set: The national set, 3 indicators\n"), "{text}");
}
