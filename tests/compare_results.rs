//! Results side by side: against what scipy says of the same numbers, and what holds of any results.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use bareme::compare::results::{self, Outcome, Ranked, Results, Rulers};
use bareme::diagnostic::Diagnostic;
use bareme::report::compare_results::{self, SeveralJson, TwoJson};
use bareme::report::document::Document;
use bareme::report::style::Style;
use bareme::report::{Report, json};
use bareme::{Assessment, Data, Program, RunOptions, parameters};
use proptest::prelude::*;
use serde_json::Value;

const POLICY: &str = "policy yardstick \"Yardstick\" { edition 2024 }
table places {
  key id
  field kind : text optional
  indicator x \"Measured\" : count
}
gate known of places { require x is missing or x >= 0 because \"no such value\" }
parameter strong_from = 7
index score \"Score\" of places { parts x; aggregate sum; printed 2; rank higher first }
scenario standing \"Standing\" of places by score { strong \"Strong\" from strong_from; fair from 4; weak below 4 }
";

struct Rows {
    keys: Vec<String>,
    kinds: Vec<String>,
    values: Vec<f64>,
}

fn run(policy: &str, rows: &Rows, set: &[(&str, &str)]) -> Assessment {
    let program: Arc<Program> =
        bareme::load_text("yardstick.bareme", policy).unwrap_or_else(|l| panic!("{:#?}", l.diagnostics));
    let texts = |all: &[String]| -> Vec<String> { all.to_vec() };
    let data = Data::builder(&program)
        .texts("places", "id", &texts(&rows.keys))
        .texts("places", "kind", &texts(&rows.kinds))
        .numbers("places", "x", rows.values.clone())
        .build()
        .unwrap();
    let parameters = parameters::resolve(&program, set).unwrap();
    bareme::run(&program, &data, &parameters, &RunOptions::default()).unwrap()
}

fn outcome(policy: &str, rows: &Rows) -> Outcome {
    Outcome::of(&run(policy, rows, &[]), Some("kind"))
}

/// The file that `bareme run --format json` writes.
fn written(assessment: &Assessment) -> String {
    let report = Report { assessment, published: &[], findings: &[], stages: &[] };
    let mut bytes = Vec::new();
    json::write(&report, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn compared(a: &Outcome, b: &Outcome) -> Results {
    results::compare(a, b).unwrap()
}

/// One column of the CSV file beside the script.
fn scores(column: usize) -> Rows {
    let text = std::fs::read_to_string(Path::new("tests/data/compare/scores.csv")).unwrap();
    let cells: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.trim().split(',').collect()).collect();
    let number = |text: &str| if text.is_empty() { f64::NAN } else { text.parse().unwrap() };
    Rows {
        keys: cells.iter().map(|row| row[0].to_owned()).collect(),
        kinds: cells.iter().map(|row| row[1].to_owned()).collect(),
        values: cells.iter().map(|row| number(row[column])).collect(),
    }
}

fn expected() -> Value {
    serde_json::from_str(&std::fs::read_to_string("tests/data/compare/expected.json").unwrap()).unwrap()
}

fn near(found: Option<f64>, expected: &Value) {
    match (found, expected.as_f64()) {
        (Some(found), Some(expected)) => assert!((found - expected).abs() < 1e-12, "{found} instead of {expected}"),
        (found, expected) => assert_eq!(found, expected),
    }
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect()
}

#[test]
fn rank_correlations_and_shifts_are_those_of_scipy() {
    let found = compared(&outcome(POLICY, &scores(2)), &outcome(POLICY, &scores(3)));
    let expected = expected();
    let table = &found.tables[0];
    let score = &table.scores[0];
    assert_eq!((found.rulers, score.ranked), (Rulers::Same, Ranked::AmongBoth));
    assert_eq!(score.correlation.pairs as u64, expected["pairs"].as_u64().unwrap());
    near(score.correlation.kendall, &expected["kendall"]);
    near(score.correlation.spearman, &expected["spearman"]);
    let keys = |of: &[u32]| of.iter().map(|at| table.entities[*at as usize].as_str()).collect::<Vec<_>>();
    assert_eq!(keys(&score.lost), texts(&expected["lost"]));
    assert_eq!(keys(&score.gained), texts(&expected["gained"]));
    assert_eq!(keys(&score.movers), texts(&expected["movers"]));
    let shifts = expected["shifts"].as_object().unwrap();
    assert_eq!(score.shifted, shifts.values().filter(|s| s.as_f64() != Some(0.0)).count());
    for (at, key) in table.entities.iter().enumerate() {
        near(Some(score.shift(at)).filter(|s| !s.is_nan()), shifts.get(key).unwrap_or(&Value::Null));
    }
}

#[test]
fn groups_are_those_of_scipy() {
    let found = compared(&outcome(POLICY, &scores(2)), &outcome(POLICY, &scores(3)));
    let expected = expected();
    let groups = &found.tables[0].scores[0].groups;
    let moves = &found.tables[0].scenarios[0].groups;
    assert_eq!(groups.len(), expected["groups"].as_array().unwrap().len());
    for ((group, moves), expected) in groups.iter().zip(moves).zip(expected["groups"].as_array().unwrap()) {
        assert_eq!(group.group, expected["group"].as_str().unwrap());
        near(Some(group.correlation.pairs as f64), &expected["pairs"]);
        near(group.correlation.kendall, &expected["kendall"]);
        near(group.correlation.spearman, &expected["spearman"]);
        near(Some(group.up as f64), &expected["up"]);
        near(Some(group.down as f64), &expected["down"]);
        near(Some(group.mean_shift), &expected["mean_shift"]);
        near(Some(group.mean_difference), &expected["mean_difference"]);
        assert_eq!(moves.0, group.group);
        near(Some(moves.1 as f64), &expected["moves"]);
        near(Some(moves.2 as f64), &expected["of"]);
    }
}

#[test]
fn who_moves_is_counted_by_outcome() {
    let found = compared(&outcome(POLICY, &scores(2)), &outcome(POLICY, &scores(3)));
    let scenario = &found.tables[0].scenarios[0];
    let mut counts = BTreeMap::new();
    for (i, from) in scenario.from.iter().enumerate() {
        for (j, to) in scenario.to.iter().enumerate().filter(|(j, _)| scenario.counts[i][*j] > 0) {
            counts.insert((from.name().to_owned(), to.name().to_owned()), scenario.counts[i][j] as u64);
        }
    }
    let expected = expected();
    let cell = |row: &Value| {
        ((row[0].as_str().unwrap().to_owned(), row[1].as_str().unwrap().to_owned()), row[2].as_u64().unwrap())
    };
    assert_eq!(counts, expected["moves"].as_array().unwrap().iter().map(cell).collect());
    let moving: u64 = counts.iter().filter(|((from, to), _)| from != to).map(|(_, count)| count).sum();
    assert_eq!(scenario.moves.len() as u64, moving);
}

#[test]
fn a_file_of_results_is_the_result_that_it_was_written_of() {
    let assessment = run(POLICY, &scores(2), &[("strong_from", "6.5")]);
    let read = results::read(written(&assessment).as_bytes(), "2023.json", Some("kind")).unwrap();
    let mut made = Outcome::of(&assessment, Some("kind"));
    assert!(compared(&made, &read).is_empty());
    made.file = Some("2023.json".to_owned());
    // NaN is not equal to itself.
    assert_eq!(format!("{made:?}"), format!("{read:?}"));
}

#[test]
fn shipped_results_are_read_as_they_were_written() {
    for folder in ["desi", "hdi", "pilot-clusters", "urban-cluster"] {
        let path = format!("policies/{folder}/snapshots/results.snap");
        let text = std::fs::read_to_string(path).unwrap();
        let (_, json) = text.split_once("\n---\n").map_or(("", text.as_str()), |(a, b)| (a, b));
        let outcome =
            results::read(json.as_bytes(), "results.json", None).unwrap_or_else(|d| panic!("{folder}: {d:#?}"));
        assert!(!outcome.tables.is_empty(), "{folder}");
        assert!(compared(&outcome, &outcome).is_empty(), "{folder}");
    }
}

/// A few rows of which the last is excluded.
fn few() -> Rows {
    let words = |all: &[&str]| all.iter().map(|t| (*t).to_owned()).collect();
    Rows {
        keys: words(&["a", "b", "c", "d"]),
        kinds: words(&["n", "n", "s", ""]),
        values: vec![8.0, 5.0, f64::NAN, -1.0],
    }
}

#[test]
fn entities_of_one_side_are_listed_and_excluded_ones_are_a_state() {
    let later = Rows {
        keys: vec!["d".into(), "e".into(), "a".into()],
        kinds: vec![String::new(); 3],
        values: vec![3.0, 1.0, 8.0],
    };
    let found = compared(&outcome(POLICY, &few()), &outcome(POLICY, &later));
    let table = &found.tables[0];
    assert_eq!(table.entities, ["a", "d"]);
    assert_eq!(
        (table.only_a.as_slice(), table.only_b.as_slice()),
        (["b".to_owned(), "c".to_owned()].as_slice(), ["e".to_owned()].as_slice())
    );
    assert_eq!(table.scores[0].gained, [1]);
    let scenario = &table.scenarios[0];
    let moved: Vec<(&str, &str)> = scenario
        .moves
        .iter()
        .map(|(_, i, j)| (scenario.from[usize::from(*i)].name(), scenario.to[usize::from(*j)].name()))
        .collect();
    assert_eq!(moved, [("excluded", "weak")]);
}

/// What is said where two results cannot be compared.
fn refused(a: &Outcome, b: &Outcome) -> Diagnostic {
    results::compare(a, b).unwrap_err()
}

#[test]
fn results_of_different_rulers_are_not_compared_unless_someone_says_how() {
    let other = POLICY.replace("from 4; weak below 4", "from 5; weak below 5").replace("fair", "middling");
    let (a, b) = (run(POLICY, &few(), &[]), run(&other, &few(), &[]));
    let file = |assessment: &Assessment, name: &str| results::read(written(assessment).as_bytes(), name, None).unwrap();
    let (old, new) = (file(&a, "old.json"), file(&b, "new.json"));
    for (a, b) in [(&old, &new), (&Outcome::of(&a, None), &new), (&old, &Outcome::of(&b, None))] {
        let found = refused(a, b);
        assert_eq!(found.code.as_str(), "different-rulers");
        assert!(found.message.contains("`yardstick` of edition 2024"), "{}", found.message);
    }
    // Both at hand: scores by their names; outcomes are of different scales.
    let found = compared(&Outcome::of(&a, None), &Outcome::of(&b, None));
    assert_eq!((found.rulers, found.tables[0].scores.len(), found.tables[0].scenarios.len()), (Rulers::AtHand, 1, 0));
    assert_eq!(found.tables[0].alone_a, ["standing"]);
}

#[test]
fn a_mapping_says_how_the_outcomes_of_different_rulers_are_read() {
    let other = POLICY
        .replace("policy yardstick", "policy metre")
        .replace("standing", "level")
        .replace("strong \"Strong\" from strong_from; fair from 4; weak below 4", "high from 4; low below 4");
    let mapping = "scenario standing maps to scenario level of policy metre { strong, fair to high; weak to low }";
    let file =
        |policy: &str, rows: &Rows| results::read(written(&run(policy, rows, &[])).as_bytes(), "r.json", None).unwrap();
    let (a, b) = (file(&format!("{POLICY}\n{mapping}"), &few()), file(&other, &few()));
    for (a, b, names) in [(&a, &b, ("standing", "level")), (&b, &a, ("level", "standing"))] {
        let found = compared(a, b);
        let table = &found.tables[0];
        assert_eq!((found.rulers, table.scores.len(), table.scenarios.len()), (Rulers::Mapped, 0, 1));
        let scenario = &table.scenarios[0];
        assert_eq!((scenario.name.as_str(), scenario.name_b.as_str()), names);
        assert_eq!(scenario.moves, []);
    }
    // Of two policies at hand the mapping holds as well.
    let mut lower = few();
    lower.values[0] = 1.0;
    let a = Outcome::of(&run(&format!("{POLICY}\n{mapping}"), &few(), &[]), None);
    let found = compared(&a, &outcome(&other, &lower));
    assert_eq!((found.rulers, found.tables[0].scenarios[0].moves.as_slice()), (Rulers::AtHand, [(0, 0, 1)].as_slice()));
    assert_eq!(file(&format!("{POLICY}\n{mapping}"), &few()).mappings, a.mappings);
}

#[test]
fn a_policy_and_what_it_extends_are_compared_by_names() {
    let (a, mut b) =
        (outcome(POLICY, &few()), outcome(&POLICY.replace("from 4; weak below 4", "from 6; weak below 6"), &few()));
    b.ruler.extends = vec!["yardstick".to_owned()];
    let found = compared(&a, &b);
    assert_eq!((found.rulers, found.tables[0].scenarios[0].moves.len()), (Rulers::Extended, 1));
}

#[test]
fn other_values_of_parameters_are_told() {
    let (a, b) = (run(POLICY, &few(), &[]), run(POLICY, &few(), &[("strong_from", "9")]));
    let found = compared(&Outcome::of(&a, None), &Outcome::of(&b, None));
    assert_eq!(found.parameters, [("strong_from".to_owned(), "7".to_owned(), "9".to_owned())]);
    assert_eq!((found.rulers, found.tables[0].scenarios[0].moves.len()), (Rulers::Same, 1));
}

#[test]
fn nothing_in_common_is_said() {
    let a = outcome(POLICY, &few());
    let mut rows = few();
    rows.keys.iter_mut().for_each(|key| key.push('x'));
    let b = outcome(POLICY, &rows);
    let found = compared(&a, &b).in_common(&a, &b).unwrap_err();
    assert_eq!(found.message, "no row of `places` has the same key in both results: `a` against `ax`");
    let mut b = outcome(POLICY, &few());
    b.tables[0].name = "sites".to_owned();
    let found = compared(&a, &b).in_common(&a, &b).unwrap_err();
    assert_eq!(found.message, "the results have no table in common: `places` against `sites`");
    let mut b = outcome(POLICY, &few());
    b.tables[0].scores.clear();
    b.tables[0].scenarios.clear();
    assert_eq!(compared(&a, &b).in_common(&a, &b).unwrap_err().code.as_str(), "nothing-in-common");
    assert!(results::group_exists(std::slice::from_ref(&a), "kind").is_ok());
    let plain = Outcome::of(&run(POLICY, &few(), &[]), Some("kinds"));
    let found = results::group_exists(&[plain], "kinds").unwrap_err();
    assert_eq!(found.hint.as_deref(), Some("did you mean `kind`?"));
}

#[test]
fn files_that_are_no_results_are_explained() {
    let text = written(&run(POLICY, &few(), &[]));
    let with = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    };
    let cut = text[..text.len() / 2].to_owned();
    let cases: Vec<(String, &str)> = vec![
        (String::new(), "is empty"),
        (cut, "ends before the results do"),
        ("key;score\n1;2\n".into(), "is not JSON"),
        (format!("{text}{text}"), "is not JSON: trailing characters"),
        (format!("[{text}]"), "it is a list, as several runs or a run with errors write it"),
        ("{\"diagnostics\": []}".into(), "the run that wrote it ended with errors"),
        ("{}".into(), "there is no `policy` in it"),
        ("{\"policy\": 3}".into(), "invalid type"),
        ("17".into(), "invalid type: integer `17`, expected the results of a policy"),
        (with("\"name\": \"yardstick\",", ""), "`policy` has no `name`"),
        (with("\"fingerprint\": \"", "\"fingerprint\": \"z"), "not one of 64 hexadecimal digits"),
        (with("\"fingerprint\"", "\"finger\""), "`policy` has no `fingerprint`"),
        (with("\"tables\"", "\"tafeln\""), "there are no `tables` in it"),
        (with("\"key\": [", "\"schluessel\": ["), "has one of `key` and `results`, and needs both"),
        (with("\"results\"", "\"resultate\""), "has one of `key` and `results`, and needs both"),
        (
            with("\"key\": [", "\"schluessel\": [").replace("\"results\"", "\"resultate\""),
            "no table in it says what its results are",
        ),
        (with("\"kind\": \"score\"", "\"kind\": \"guess\""), "unknown variant `guess`"),
        (with("\"rows\": [", "\"lines\": ["), "table `places` has no `rows`"),
        (with("\"score\": 8", "\"score\": \"8\""), "`score` of row 1 of table `places` is `8`, not a number"),
        (with("\"score\": 8", "\"score\": [8]"), "is a list, not a number"),
        (with("\"score\": 8", "\"score\": {}"), "is a group of values, not a number"),
        (with("\"score\": 8", "\"score\": true"), "is yes, not a number"),
        (with("\"score\": 8,", ""), "row 1 of table `places` has no `score`"),
        (with("\"score\": 8,", "\"score\": 8, \"score\": 7,"), "row 1 of table `places` has two `score`"),
        (with("\"score\": 8", "\"score\": 1e999"), "number out of range"),
        (with("\"standing\": \"strong\"", "\"standing\": \"huge\""), "is `huge`, not one of its outcomes"),
        (with("\"standing\": \"strong\"", "\"standing\": 2"), "is a number, not one of its outcomes"),
        (with("\"id\": \"b\"", "\"id\": \"a\""), "the key `a` occurs twice in table `places`"),
        (with("\"id\": \"b\"", "\"id\": null"), "row 2 of table `places` has no key"),
        ("[".repeat(100_000), "it is a list"),
        (format!("{{\"policy\": {}", "[".repeat(100_000)), "invalid type"),
        (format!("{{\"more\": {}", "[".repeat(100_000)), "ends before the results do"),
        (format!("{{\"parameters\": {{\"p\": {{\"value\": {}", "[".repeat(100_000)), "recursion limit"),
    ];
    for (text, expected) in cases {
        let shown: String = text.chars().take(60).collect();
        let found = results::read(text.as_bytes(), "r.json", None);
        let found = found.map(|_| ()).expect_err(&format!("{shown} … {expected}"));
        assert_eq!(found.code.as_str(), "result-file");
        assert!(found.message.starts_with("`r.json` ") && found.hint.is_some());
        assert!(found.message.contains(expected), "{}\nand not: {expected}", found.message);
    }
    assert!(results::read(b"\xff\xfe{\0}\0", "r.json", None).is_err());
    assert!(results::read(format!("\u{feff}{text}").as_bytes(), "r.json", None).is_ok());
}

/// The value of a row: none where the result does not have the row, none inside where it is missing.
type Value8 = Option<Option<i8>>;
/// A row of both results, with its group.
type Sides = (Value8, Value8, u8);

/// Keys with a value for each side: some on one side only, some missing, many ties.
fn sides() -> impl Strategy<Value = Vec<Sides>> {
    let value = || prop::option::weighted(0.9, prop::option::weighted(0.9, -1_i8..12));
    prop::collection::vec((value(), value(), 0_u8..3), 0..40)
}

fn rows_of(all: &[(usize, Value8, u8)]) -> Rows {
    let there: Vec<(usize, Option<i8>, u8)> = all.iter().filter_map(|(at, v, g)| Some((*at, (*v)?, *g))).collect();
    Rows {
        keys: there.iter().map(|(at, ..)| format!("k{at}")).collect(),
        kinds: there.iter().map(|(_, _, group)| format!("g{group}")).collect(),
        values: there.iter().map(|(_, v, _)| v.map_or(f64::NAN, f64::from)).collect(),
    }
}

/// A comparison with everything in the order of keys.
fn in_order(results: &Results) -> String {
    let mut shown = Vec::new();
    for table in &results.tables {
        let mut only = (table.only_a.clone(), table.only_b.clone());
        only.0.sort();
        only.1.sort();
        shown.push(format!("{only:?}"));
        let key = |at: &u32| table.entities[*at as usize].clone();
        let sorted = |of: &[u32]| {
            let mut keys: Vec<String> = of.iter().map(key).collect();
            keys.sort();
            keys
        };
        for score in &table.scores {
            let mut rows: Vec<String> = (0..table.entities.len())
                .map(|at| format!("{} {:?} {:?} {}", table.entities[at], score.a[at], score.b[at], score.shift(at)))
                .collect();
            rows.sort();
            let movers: Vec<String> = score.movers.iter().map(key).collect();
            let (lost, gained) = (sorted(&score.lost), sorted(&score.gained));
            shown.push(format!("{:?} {rows:?} {movers:?} {lost:?} {gained:?} {:?}", score.correlation, score.groups));
        }
        for scenario in &table.scenarios {
            let mut moves: Vec<String> =
                scenario.moves.iter().map(|(at, i, j)| format!("{} {i} {j}", key(at))).collect();
            moves.sort();
            shown.push(format!("{:?} {moves:?} {:?}", scenario.counts, scenario.groups));
        }
    }
    shown.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_changes_nothing(sides in sides(), turn in 0_usize..40) {
        let side = |of: fn(&Sides) -> Value8| {
            sides.iter().enumerate().map(|(at, row)| (at, of(row), row.2)).collect::<Vec<_>>()
        };
        let (a, b) = (side(|row| row.0), side(|row| row.1));
        let turned = |rows: &[(usize, Value8, u8)]| {
            let mut rows = rows.to_vec();
            let turn = turn % rows.len().max(1);
            rows.rotate_left(turn);
            rows
        };
        let of = |rows: &[(usize, Value8, u8)]| outcome(POLICY, &rows_of(rows));
        let (x, y) = (of(&a), of(&b));
        let found = compared(&x, &y);
        prop_assert_eq!(in_order(&found), in_order(&compared(&of(&turned(&a)), &of(&b))));
        prop_assert_eq!(in_order(&found), in_order(&compared(&of(&a), &of(&turned(&b)))));
        prop_assert!(compared(&x, &x).is_empty() && compared(&of(&turned(&a)), &x).is_empty());
        let back = compared(&y, &x);
        let shifts = |results: &Results| results.tables[0].scores[0].shifted;
        prop_assert_eq!(shifts(&found), shifts(&back));
        prop_assert_eq!(found.tables[0].scores[0].correlation, back.tables[0].scores[0].correlation);
        prop_assert_eq!(found.tables[0].scenarios[0].moves.len(), back.tables[0].scenarios[0].moves.len());
    }

    #[test]
    fn no_bytes_make_the_reader_stop(cut in 0_usize..4000, byte in any::<u8>()) {
        let mut bytes = written(&run(POLICY, &few(), &[])).into_bytes();
        let at = cut % bytes.len();
        bytes[at] = byte;
        let _ = results::read(&bytes, "r.json", Some("kind"));
    }
}

fn shown(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn a_person_reads_who_moves() {
    let mut all = [outcome(POLICY, &scores(2)), outcome(POLICY, &scores(3)), outcome(POLICY, &few())];
    results::tell_apart(&mut all);
    let mut document = Document::default();
    let sides = |a, b| compare_results::Sides { a, b };
    compare_results::sections(sides("A", "B"), (&all[0], &all[1]), &compared(&all[0], &all[1]), &mut document);
    compare_results::sections(sides("A", "C"), (&all[0], &all[2]), &compared(&all[0], &all[2]), &mut document);
    compare_results::several_sections(&results::several(&all).unwrap(), &mut document);
    shown("who_moves", &bareme::report::compare::text(&document, Style::plain(100)));
    shown("who_moves_as_markdown", &bareme::report::compare::markdown(&document));
    let mut bytes = Vec::new();
    let results = compared(&all[2], &all[0]);
    json::write_value(&TwoJson { a: &all[2], b: &all[0], results: &results }, &mut bytes).unwrap();
    let several = results::several(&all).unwrap();
    serde_json::to_value(SeveralJson { outcomes: &all.each_ref(), several: &several }).unwrap();
    shown("who_moves_as_json", &String::from_utf8(bytes).unwrap());
}
