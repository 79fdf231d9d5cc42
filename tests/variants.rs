//! Laws of policies that extend others.

use crate::cli::{bareme, json, stderr, stdout};
use bareme::limits::Limits;
use bareme::program::Standing;
use bareme::world::MemoryWorld;
use bareme::{Loaded, check, load};
use proptest::prelude::*;

const EU: &str = include_str!("suite/variant/ok/parts/eu.bareme");
const UNITS: &str = include_str!("suite/variant/ok/parts/units.bareme");

/// Edits of which some go together and some do not.
const EDITS: &[&str] = &[
    "drop indicator requests",
    "drop requests in index performance",
    "drop requests in weights experts",
    "replace weights experts { exports 0.6; patents 0.4 }",
    "replace in weights experts { exports 0.4; patents 0.4 }",
    "add indicator density of clusters = patents / exports { better higher }",
    "indicator spread of clusters = exports - requests * 0.1",
    "add in index performance { parts density }",
    "add in weights experts { density 0.1 }",
    "replace in index performance { aggregate geometric mean; normalise minmax to 1..2 }",
    "replace in index performance { normalise zscore }",
    "add in index performance { better higher; treat winsorise }",
    "drop printed in performance",
    "drop rank, label in index performance",
    "replace in parameter strong = 0.7",
    "replace parameter strong = 0.5 { range 0..1 }",
    "drop scenario standing",
    "replace in scenario standing { emerging below 0.4 }",
    "add in scenario standing { middling from 0.4 below strong }",
    "drop middling in scenario standing",
    "add in indicator patents { goalposts 0..10; weight 2 }",
    "drop better in indicator clusters.patents",
    "replace in field country optional",
    "index simple \"Simple\" of clusters extends performance { aggregate min; rank none }",
    "replace in index simple { aggregate max }",
    "drop exports in index simple",
    "drop index simple",
    "summary countries of clusters by country { best = max(exports) }",
    "drop best in summary countries",
];

fn policy(name: &str, base: &str, edits: &[&str]) -> String {
    format!("policy {name} extends \"{base}\" {{\n  {}\n}}\n", edits.join("\n  "))
}

fn world(files: &[(&str, &str)]) -> MemoryWorld {
    let world = MemoryWorld::default().with("eu.bareme", EU).with("units.bareme", UNITS);
    files.iter().fold(world, |world, (name, text)| world.with(name, text))
}

fn loaded(world: &MemoryWorld, name: &str) -> Loaded {
    load(world, name, &Limits::default())
}

/// What a policy means, or what is wrong with it.
fn meaning(loaded: &Loaded) -> Result<String, Vec<String>> {
    match &loaded.program {
        Some(program) => Ok(program.fingerprint.clone()),
        // In which file a mistake stands decides its place among the others.
        None => {
            let mut wrong: Vec<String> = loaded.diagnostics.iter().map(|d| d.message.clone()).collect();
            wrong.sort();
            Err(wrong)
        }
    }
}

fn some_edits() -> impl Strategy<Value = Vec<&'static str>> {
    prop::sample::subsequence(EDITS.to_vec(), 0..8).prop_shuffle()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    /// `extends` of an extension is `extends` of its merged text.
    #[test]
    fn a_variant_of_a_variant_is_one_of_the_merged_text(first in some_edits(), second in some_edits()) {
        let (b, c) = (policy("b", "eu.bareme", &first), policy("c", "b.bareme", &second));
        let all = world(&[("b.bareme", &b), ("c.bareme", &c)]);
        let merged = check::read(&all, "b.bareme", &Limits::default()).text();
        let alone = MemoryWorld::default().with("b.bareme", &merged).with("c.bareme", &c);
        let (one, other) = (loaded(&all, "b.bareme"), loaded(&alone, "b.bareme"));
        if one.program.is_some() {
            prop_assert_eq!(meaning(&one), meaning(&other), "{}", merged);
            prop_assert_eq!(meaning(&loaded(&all, "c.bareme")), meaning(&loaded(&alone, "c.bareme")), "{}\n{}", merged, c);
        }
    }

    /// The order in which edits are written says nothing, nor whether additions stand inside the policy or below it.
    #[test]
    fn the_order_of_edits_says_nothing(edits in some_edits()) {
        let mut turned = edits.clone();
        turned.reverse();
        let (inside, below): (Vec<&str>, Vec<&str>) =
            edits.iter().partition(|e| ["add", "drop", "replace"].iter().any(|verb| e.starts_with(verb)));
        let apart = format!("{}{}\n", policy("b", "eu.bareme", &inside), below.join("\n"));
        let texts = [policy("b", "eu.bareme", &edits), policy("b", "eu.bareme", &turned), apart];
        let meant = |text: &String| meaning(&loaded(&world(&[("b.bareme", text)]), "b.bareme"));
        let mut all = texts.iter().map(meant);
        let first = all.next().unwrap();
        for other in all {
            prop_assert_eq!(&first, &other, "{:#?}", edits);
        }
    }

    /// Whatever edits say, there is an answer, and what is wrong is shown in a text that is there.
    #[test]
    fn every_variant_has_an_answer(edits in some_edits()) {
        let text = policy("b", "eu.bareme", &edits);
        let found = loaded(&world(&[("b.bareme", &text)]), "b.bareme");
        for diagnostic in &found.diagnostics {
            if let bareme::diagnostic::Place::Text(span) = diagnostic.place {
                prop_assert!(!found.sources.text(span).is_empty(), "{:?}", diagnostic);
            }
        }
        prop_assert_eq!(found.program.is_some(), !found.diagnostics.iter().any(|d| d.is_error()));
    }
}

#[test]
fn a_variant_of_the_same_name_that_changes_nothing_is_the_original() {
    let all = world(&[("b.bareme", "policy eu \"The European set\" extends \"eu.bareme\"\n")]);
    assert_eq!(meaning(&loaded(&all, "b.bareme")), meaning(&loaded(&all, "eu.bareme")));
}

#[test]
fn a_program_remembers_what_it_took_over_changed_and_added() {
    let b =
        policy("b", "eu.bareme", &["drop scenario standing", "add indicator density of clusters = patents / exports"]);
    let c = policy(
        "c",
        "b.bareme",
        &[
            "replace in index performance { aggregate geometric mean }",
            "replace weights experts { exports 0.6; patents 0.3; requests 0.1 }",
            "drop parameter strong",
        ],
    );
    let all = world(&[("b.bareme", &b), ("c.bareme", &c)]);
    let found = loaded(&all, "c.bareme");
    let program = found.program.unwrap();
    let lineage = &program.lineage;
    let name = |file: bareme::source::FileId| program.sources.file(file).unwrap().name.to_string();
    let bases: Vec<(&str, String)> = lineage.bases.iter().map(|b| (b.name.as_str(), name(b.file))).collect();
    assert_eq!(bases, [("b", "b.bareme".to_owned()), ("eu", "eu.bareme".to_owned())]);
    let standing = |kind: &str, of: &str| lineage.descent(kind, of).map(|d| (d.standing, name(d.file), d.edits.len()));
    assert_eq!(standing("index", "performance"), Some((Standing::Changed, "eu.bareme".to_owned(), 1)));
    assert_eq!(standing("weights", "experts"), Some((Standing::Changed, "c.bareme".to_owned(), 1)));
    assert_eq!(standing("indicator", "density"), Some((Standing::Inherited, "b.bareme".to_owned(), 0)));
    assert_eq!(standing("indicator", "exports"), Some((Standing::Inherited, "eu.bareme".to_owned(), 0)));
    let dropped: Vec<&str> = lineage.dropped.iter().map(|d| d.name.as_str()).collect();
    assert_eq!(dropped, ["strong"]);
    assert!(check::load_text("eu.bareme", "policy p\ntable t { key k }").unwrap().lineage.bases.is_empty());
}

const NATIONAL: &str = "tests/suite/variant/ok/national.bareme";
const REGIONAL: &str = "tests/suite/variant/ok/three_levels.bareme";

#[test]
fn reports_say_what_differs() {
    insta::assert_snapshot!("the_report_of_a_variant", stdout(&bareme(&["run", REGIONAL])));
    insta::assert_snapshot!("a_row_of_a_variant", stdout(&bareme(&["why", NATIONAL, "clusters", "North"])));
    let policy = json(&bareme(&["run", REGIONAL, "--format", "json"]))["policy"].clone();
    assert_eq!(policy["extends"][0]["name"], "national");
    assert_eq!(policy["extends"][1]["label"], "The European set");
    assert_eq!(policy["differs"]["changed"][0], serde_json::json!({"kind": "weights", "name": "experts"}));
    assert_eq!(policy["differs"]["dropped"][0], serde_json::json!({"kind": "summary", "name": "countries"}));
}

#[test]
fn a_policy_is_printed_alone_or_merged() {
    let alone = bareme(&["print", NATIONAL]);
    assert!(stdout(&alone).starts_with("policy national \"The national set\" extends \"parts/eu.bareme\" {\n"));
    let merged = bareme(&["print", NATIONAL, "--merged"]);
    let text = stdout(&merged);
    assert!(!text.contains("extends"), "{text}");
    let again = bareme::load_text("national.bareme", text).unwrap();
    let fingerprint = json(&bareme(&["run", NATIONAL, "--format", "json"]))["policy"]["fingerprint"].clone();
    assert_eq!(fingerprint, again.fingerprint.as_str());
}

#[test]
fn what_cannot_be_printed_is_said() {
    let none = bareme(&["print", "policies/no-such-policy"]);
    assert_eq!((none.status.code(), stdout(&none)), (Some(2), ""));
    let several = bareme(&["print", "policies"]);
    assert_eq!(several.status.code(), Some(2));
    assert!(stderr(&several).contains("one policy is printed"), "{}", stderr(&several));
    let broken = bareme(&["print", "tests/suite/variant/err/mistake_in_the_middle.bareme", "--merged"]);
    assert_eq!(broken.status.code(), Some(1));
    assert!(stderr(&broken).contains("there is no indicator `request` to drop"));
}
