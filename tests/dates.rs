//! What holds from a day: the right edition is taken, and says so.

use bareme::calendar::Day;
use bareme::check::{self, load_whole};
use bareme::diagnostic::{Code, Diagnostic};
use bareme::limits::Limits;
use bareme::world::MemoryWorld;
use bareme::{Data, Program, RunOptions, Value, examples, load_text, parameters};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use std::sync::Arc;

use super::cli::{Folder, bareme, json, stderr, stdout};

const EDITIONS: &str = include_str!("suite/dates/ok/editions.bareme");

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// The policy of the suite in a folder of its own, with the rest of its `bareme.toml`.
fn folder(settings: &str) -> Folder {
    let folder = Folder::new();
    folder.write("policy.bareme", EDITIONS);
    folder.write("bareme.toml", &format!("policy = \"policy.bareme\"\n{settings}"));
    folder
}

#[test]
fn each_day_gives_what_was_in_force() {
    let expected: Json = serde_json::from_str(include_str!("data/dates/expected.json")).unwrap();
    let folder = folder("");
    for (day, rows) in expected.as_object().unwrap() {
        let out = bareme(&["run", &folder.text("policy.bareme"), "--format", "json", "--as-of", day]);
        assert!(out.status.success(), "{}", stderr(&out));
        let result = json(&out);
        assert_eq!(result["policy"]["as_of"], **day);
        let found = &result["tables"]["regions"]["rows"];
        let at = |name: &str, row: usize| found[row][name].clone();
        for (row, (region, wanted)) in rows.as_object().unwrap().iter().enumerate() {
            assert_eq!(at("name", row), **region);
            let score = at("openness", row).as_f64().unwrap();
            assert!((score - wanted["openness"].as_f64().unwrap()).abs() < 1e-9, "{day} {region}: {score}");
            assert_eq!(at("standing", row), wanted["standing"], "{day} {region}");
            assert_eq!(at("band", row), wanted["band"], "{day} {region}");
        }
    }
}

#[test]
fn results_say_which_edition_was_in_force() {
    let folder = folder("as-of = \"2024-06-30\"\n");
    let policy = folder.text("");
    let result = json(&bareme(&["run", &policy, "--format", "json"]));
    assert_eq!(result["policy"]["as_of"], "2024-06-30");
    assert_eq!(result["policy"]["since"], "2024-01-01");
    let goalposts = json!({ "kind": "goalposts", "name": "exports", "since": "2024-01-01", "until": null });
    let least = json!({ "kind": "parameter", "name": "least", "since": null, "until": "2025-07-01" });
    assert_eq!(result["policy"]["in_force"][0], goalposts);
    assert_eq!(result["policy"]["in_force"][1], least);
    for format in ["text", "markdown"] {
        let out = bareme(&["run", &policy, "--format", format]);
        assert!(stdout(&out).contains("As of 2024-06-30: the edition in force since 2024-01-01"), "{}", stdout(&out));
        let flat = stdout(&out).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains("goalposts of exports since 2024-01-01"), "{flat}");
    }
    let csv = bareme(&["run", &policy, "--format", "csv", "--as-of", "2025-12-31"]);
    let mut lines = stdout(&csv).lines();
    assert!(lines.next().unwrap().ends_with(",policy.as_of,policy.since"), "{}", stdout(&csv));
    assert!(lines.all(|line| line.ends_with(",2025-12-31,2025-07-01")), "{}", stdout(&csv));
    let why = json(&bareme(&["why", &policy, "regions", "West", "--format", "json"]));
    assert_eq!(why["as_of"], "2024-06-30");
    assert_eq!(why["in_force"][0], goalposts);
    let why = bareme(&["why", &policy, "regions", "West", "--as-of", "2023-01-01"]);
    assert!(stdout(&why).contains("As of 2023-01-01: the first edition"), "{}", stdout(&why));
}

#[test]
fn without_a_day_nothing_is_run() {
    let folder = folder("");
    let policy = folder.text("policy.bareme");
    for command in [&["run", &policy][..], &["why", &policy, "regions", "West"], &["compare", &policy, &policy]] {
        let out = bareme(command);
        assert_eq!(out.status.code(), Some(1), "{command:?}");
        let flat = stderr(&out).split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
        assert!(flat.contains("the goalposts of `exports` and 3 other things changed with time"), "{flat}");
        assert!(flat.contains("say which, as in `--as-of 2025-07-01`"), "{flat}");
    }
    let checked = bareme(&["check", &policy]);
    assert!(checked.status.success(), "{}", stdout(&checked));
    let wrong = bareme(&["run", &policy, "--as-of", "30.06.2024"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(stderr(&wrong).contains("write a day as `2024-06-30`"), "{}", stderr(&wrong));
}

#[test]
fn a_day_that_makes_no_difference_is_noted() {
    let study = "policies/pilot-clusters";
    let plain = bareme(&["run", study, "--format", "json"]);
    let dated = bareme(&["run", study, "--format", "json", "--as-of", "2024-06-30"]);
    assert!(dated.status.success());
    assert_eq!(stdout(&plain), stdout(&dated));
    assert!(stderr(&dated).contains("note: `--as-of 2024-06-30` makes no difference"), "{}", stderr(&dated));
}

#[test]
fn before_the_first_day_nothing_is_in_force() {
    let folder = Folder::new();
    let policy = folder.write("p.bareme", include_str!("suite/dates/ok/no_first.bareme"));
    let out = bareme(&["run", &policy, "--as-of", "2023-12-31", "--format", "json"]);
    assert_eq!(out.status.code(), Some(1));
    assert_eq!(json(&out)["diagnostics"][0]["code"], "not-in-force", "{}", stdout(&out));
    assert!(bareme(&["run", &policy, "--as-of", "2024-01-01"]).status.success());
}

#[test]
fn settings_say_the_day_in_one_way() {
    let wrong = folder("as-of = \"June\"\n");
    let out = bareme(&["run", &wrong.text("")]);
    assert_eq!(out.status.code(), Some(1));
    assert!(stderr(&out).contains("`as-of` must be a day in quotes"), "{}", stderr(&out));
    for settings in ["as-of = 2024-06-30\n", "as-of = \"2024-06-30\"\n"] {
        assert!(bareme(&["run", &folder(settings).text("")]).status.success(), "{settings}");
    }
}

#[test]
fn snapshots_are_of_days_and_examples_name_theirs() {
    let folder = folder("[snapshots.first]\noutput = \"json\"\nas-of = \"2023-06-30\"\n[snapshots]\nreport = false\n");
    let tested = bareme(&["test", &folder.text(""), "--accept"]);
    // `results` has no day, which is an error; the others are accepted or pass.
    assert!(stdout(&tested).contains("example at_first"), "{}", stdout(&tested));
    let all = bareme(&["test", &folder.text(""), "--as-of", "2024-06-30", "--accept"]);
    assert!(all.status.success(), "{}{}", stdout(&all), stderr(&all));
    let first = std::fs::read_to_string(folder.path("snapshots/first.snap")).unwrap();
    assert!(first.starts_with("---\noutput: json\nas-of: 2023-06-30\n---\n"), "{first}");
    assert!(first.contains("\"as_of\": \"2023-06-30\""), "{first}");
    let results = std::fs::read_to_string(folder.path("snapshots/results.snap")).unwrap();
    assert!(results.contains("\"as_of\": \"2024-06-30\""), "{results}");
    let again = bareme(&["test", &folder.text(""), "--as-of", "2024-06-30", "--coverage"]);
    assert!(again.status.success(), "{}", stdout(&again));
}

#[test]
fn an_example_without_a_day_asks_for_one() {
    let text = EDITIONS.replace("as of 2025-07-01; ", "");
    let program = load_text("p.bareme", &text).unwrap();
    let results = examples::run(&program, &Limits::default());
    let errors: Vec<(&str, Vec<Code>)> =
        results.iter().map(|r| (r.name.as_str(), r.errors.iter().map(|e| e.code).collect())).collect();
    assert_eq!(errors, [("at_first", vec![]), ("later", vec![]), ("at_last", vec![Code::AsOfRequired])]);
    let last = program.as_of(Some(day("2026-01-01"))).unwrap();
    assert!(examples::run(&last, &Limits::default()).iter().all(|r| r.passes()));
}

#[test]
fn runs_as_of_two_days_can_be_compared() {
    let folder = folder("");
    for (name, day) in [("early", "2023-06-30"), ("late", "2024-06-30")] {
        let policy = folder.text("policy.bareme");
        let out = bareme(&["run", &policy, "--as-of", day, "--format", "json", "--out", &folder.text(name)]);
        assert!(out.status.success(), "{}", stderr(&out));
    }
    let read = |name: &str| {
        let path = folder.path(name).join("openness.json");
        let text = std::fs::read(path).unwrap();
        bareme::compare::results::read(&text, name, None).unwrap()
    };
    let (a, b) = (read("early"), read("late"));
    assert_eq!(a.ruler.fingerprint, b.ruler.fingerprint);
    assert_eq!(a.ruler.as_of.as_deref(), Some("2023-06-30"));
    assert_eq!(b.ruler.as_of.as_deref(), Some("2024-06-30"));
}

/// A policy and a variant of it, both dated, with their data.
fn pair() -> Folder {
    let folder = Folder::new();
    let rows = EDITIONS.find("  rows {").unwrap();
    let end = rows + EDITIONS[rows..].find("  }\n").unwrap() + 4;
    folder.write("policy.bareme", &format!("{}{}", &EDITIONS[..rows], &EDITIONS[end..]));
    let edit = "replace weights experts from 2024-01-01 { exports 0.2; patents 0.8 }\n  \
                replace in scenario band { from 2024-01-01 { leading from 0.7 } }";
    folder.write("variant.bareme", &format!("policy variant extends \"policy.bareme\" {{\n  {edit}\n}}\n"));
    folder.write("regions.csv", "name,exports,patents\nNorth,30,4\nSouth,45,2\nWest,10,9\n");
    folder
}

#[test]
fn policies_are_compared_as_of_a_day() {
    let folder = pair();
    let (a, b) = (folder.text("policy.bareme"), folder.text("variant.bareme"));
    let compare = |day: &str, more: &[&str]| {
        let out = bareme(&[&["compare", &a, &b, "--as-of", day, "--format", "json"][..], more].concat());
        (out.status.code(), json(&out))
    };
    let (code, before) = compare("2023-06-30", &["--expect", "equal"]);
    assert_eq!(code, Some(0), "{before:#}");
    let (code, after) = compare("2024-06-30", &["--expect", "equal"]);
    assert_eq!(code, Some(3), "{after:#}");
    let text = bareme(&["compare", &a, &b, "--as-of", "2024-06-30"]);
    assert!(stdout(&text).contains(", as of 2024-06-30"), "{}", stdout(&text));
    let data = format!("regions={}", folder.text("regions.csv"));
    let text = bareme(&["compare", &a, &b, "--as-of", "2024-06-30", "--data", &data]);
    assert!(text.status.success(), "{}{}", stdout(&text), stderr(&text));
    let flat = stdout(&text).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("`exports` from 0.5 to 0.2"), "{flat}");
    let text = bareme(&["compare", &a, &b, "--as-of", "2024-06-30", "--data", &data, "--witness"]);
    assert!(text.status.success(), "{}{}", stdout(&text), stderr(&text));
    assert!(stdout(&text).lines().any(|line| line.trim() == "as of 2024-06-30"), "{}", stdout(&text));
}

#[test]
fn a_policy_changes_on_so_many_days_only() {
    let days =
        |count: u32| -> String { (0..count).map(|n| format!("from {:04}-01-01 = {}; ", 1900 + n, n + 1)).collect() };
    let text = |count| {
        format!(
            "policy p\ntable t {{ key k; indicator a : count }}\nparameter least : count {{ {} }}\n\
             scenario s of t by a {{ large from least; small below least }}\n",
            days(count)
        )
    };
    assert_eq!(load_text("p.bareme", &text(64)).unwrap().dated.editions.len(), 64);
    let codes: Vec<Code> = load_text("p.bareme", &text(65)).unwrap_err().diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, [Code::TooMany]);
}

fn world(text: &str) -> MemoryWorld {
    MemoryWorld::single("p.bareme", text)
}

#[test]
fn declarations_in_force_are_a_policy_by_themselves() {
    let whole = check::read(&world(EDITIONS), "p.bareme", &Limits::default());
    let then = whole.clone().as_of(day("2024-06-30")).unwrap();
    assert!(!then.text().contains("from 20"), "{}", then.text());
    let now = load_whole(whole, &Limits::default()).program.unwrap();
    let then = load_whole(then, &Limits::default()).program.unwrap();
    assert_eq!(now.fingerprint, then.fingerprint, "the ruler is that of all editions");
    let by_program = now.as_of(Some(day("2024-06-30"))).unwrap();
    assert_eq!(by_program.quantities, then.quantities);
    assert_eq!(by_program.parameters, then.parameters);
    assert!(now.as_of(None).is_err() && by_program.as_of(None).is_ok());
    let other = by_program.as_of(Some(day("2023-06-30"))).unwrap();
    assert_eq!(other.dated.as_of, Some(day("2023-06-30")));
}

#[test]
fn the_fingerprint_is_of_all_editions() {
    let fingerprint = |text: &str| load_text("p.bareme", text).unwrap().fingerprint.clone();
    let original = fingerprint(EDITIONS);
    for (old, new) in [
        ("from 2025-07-01 = 0.5", "from 2025-07-01 = 0.55"),
        ("from 2025-07-01 = 0.5", "from 2025-07-02 = 0.5"),
        ("0%..50% from 2024-01-01", "0%..50% from 2024-01-02"),
        ("leading from 0.52", "leading from 0.53"),
        ("from 2024-01-01 { exports 0.5; patents 0.5 }", "from 2024-01-01 { exports 0.6; patents 0.4 }"),
    ] {
        let changed = EDITIONS.replace(old, new);
        assert_ne!(changed, EDITIONS, "{old}");
        assert_ne!(fingerprint(&changed.replace("example at_last", "example last")), original, "{new}");
    }
    let (first, second) = ("goalposts 0%..40%; ", "goalposts 0%..50% from 2024-01-01 ");
    let swapped = EDITIONS.replace(&format!("{first}{second}"), &format!("{second}; {}", first.trim_end_matches("; ")));
    assert_ne!(swapped, EDITIONS);
    assert_eq!(fingerprint(&swapped), original);
}

/// A policy with a parameter, weights, goalposts and a cut point, each as it is from some days; `None`: from the beginning.
#[derive(Clone, Debug)]
struct History {
    least: Vec<(Option<u32>, u32)>,
    weights: Vec<(Option<u32>, u32)>,
    goalposts: Vec<(Option<u32>, u32)>,
    cut: Vec<(Option<u32>, u32)>,
}

/// Values from days of which no two are the same.
fn values() -> impl Strategy<Value = Vec<(Option<u32>, u32)>> {
    (proptest::collection::btree_map(1u32..20, 1u32..9, 0..4), 1u32..9).prop_map(|(later, first)| {
        let later = later.into_iter().map(|(day, value)| (Some(day), value));
        std::iter::once((None, first)).chain(later).collect()
    })
}

fn history() -> impl Strategy<Value = History> {
    (values(), values(), values(), values()).prop_map(|(least, weights, goalposts, cut)| History {
        least,
        weights,
        goalposts,
        cut,
    })
}

fn written(day: u32) -> String {
    format!("2024-01-{day:02}")
}

impl History {
    /// All of it as one policy.
    fn text(&self) -> String {
        let later = |all: &[(Option<u32>, u32)], show: &dyn Fn(String, u32) -> String| -> String {
            all.iter().rev().filter_map(|(day, value)| day.map(|day| show(written(day), *value))).collect()
        };
        let (least, weights, posts, cut) = (self.least[0].1, self.weights[0].1, self.goalposts[0].1, self.cut[0].1);
        format!(
            "policy p\ntable t {{ key k; indicator a : count {{ goalposts 0..{posts}{} }}; indicator b : count {{ goalposts 0..9 }} }}\n\
             {}weights w {{ a {weights}; b 2 }}\nparameter least = {least} {{ {} }}\n\
             index i of t {{ parts a, b; normalise goalposts; weigh w; aggregate arithmetic mean }}\n\
             scenario s of t {{ yes_it_is when i * 10 >= least; otherwise no_it_is }}\n\
             scenario c of t by i {{ high from 0.{cut}; low below 0.{cut}{} }}\n",
            later(&self.goalposts, &|day, value| format!("; goalposts 0..{value} from {day}")),
            later(&self.weights, &|day, value| format!("weights w from {day} {{ a {value}; b 2 }}\n")),
            later(&self.least, &|day, value| format!("from {day} = {value}; ")),
            later(&self.cut, &|day, value| format!("; from {day} {{ high from 0.{value}; low below 0.{value} }}")),
        )
    }

    /// The same with what was in force on a day, and nothing dated.
    fn on(&self, day: u32) -> History {
        let last = |all: &[(Option<u32>, u32)]| {
            let begun = all.iter().filter(|(since, _)| since.is_none_or(|since| since <= day));
            vec![(None, begun.max_by_key(|(since, _)| *since).unwrap().1)]
        };
        History {
            least: last(&self.least),
            weights: last(&self.weights),
            goalposts: last(&self.goalposts),
            cut: last(&self.cut),
        }
    }
}

/// The bits of all results.
fn results(program: &Arc<Program>) -> Result<Vec<String>, Vec<Diagnostic>> {
    let data = Data::builder(program)
        .texts("t", "k", &["p", "q", "r"])
        .numbers("t", "a", vec![0.0, 3.0, 7.0])
        .numbers("t", "b", vec![5.0, f64::NAN, 2.0])
        .build()?;
    let assessment = bareme::run(program, &data, &parameters::resolve::<&str>(program, &[])?, &RunOptions::default())?;
    let table = program.find_table("t").unwrap();
    let all = program.table(table).quantities.iter().flat_map(|id| (0..3).map(move |row| (*id, row)));
    Ok(all
        .map(|(id, row)| match assessment.value(id, row) {
            Value::Number(x) => format!("{:x}", x.to_bits()),
            other => format!("{other:?}"),
        })
        .collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// A policy as of a day gives the same bits as one that says only what was in force then.
    #[test]
    fn a_day_takes_what_was_in_force(history in history(), on in 0u32..21) {
        let text = history.text();
        let program = load_text("p.bareme", &text).map_err(|l| TestCaseError::fail(format!("{:?}\n{text}", l.diagnostics)))?;
        let then = if program.is_dated() {
            let date = if on == 0 { day("2023-12-31") } else { day(&written(on)) };
            program.as_of(Some(date)).unwrap()
        } else {
            Arc::clone(&program)
        };
        let plain = load_text("p.bareme", &history.on(on).text()).unwrap();
        prop_assert_eq!(results(&then).unwrap(), results(&plain).unwrap(), "{}", text);
        if program.is_dated() {
            prop_assert_eq!(results(&program).unwrap_err()[0].code, Code::AsOfRequired);
        }
        let (tree, _) = bareme::syntax::parse(bareme::source::FileId(0), &text, &Limits::default());
        let printed = bareme::syntax::print(&tree);
        let again = load_text("p.bareme", &printed).unwrap();
        prop_assert_eq!(&again.fingerprint, &program.fingerprint);
    }
}

/// One policy as of two days: the steps are the values that changed in between.
#[test]
fn one_policy_is_compared_as_of_two_days() {
    let folder = folder("");
    let policy = folder.text("policy.bareme");
    let compare = |more: &[&str]| {
        let arguments: Vec<&str> = ["compare", policy.as_str(), policy.as_str()].iter().chain(more).copied().collect();
        bareme(&arguments)
    };
    let (first, last) = ("2023-12-31", "2025-07-01");
    let two = json(&compare(&["--as-of", first, "--as-of", last, "--format", "json"]));
    let expected: Json = serde_json::from_str(include_str!("data/dates/expected.json")).unwrap();
    let side = |side: &str| two["structures"][0][side]["as_of"].clone();
    assert_eq!([side("a"), side("b")], [json!(first), json!(last)]);
    let facets: Vec<&str> =
        two["structures"][0]["differences"].as_array().unwrap().iter().map(|d| d["facet"].as_str().unwrap()).collect();
    assert!(facets.contains(&"goalposts") && facets.contains(&"weight of exports"), "{facets:?}");
    let shifts = &two["attributions"][0]["attribution"]["results"][0];
    for row in shifts["rows"].as_array().unwrap() {
        let number = |value: &Json| value.as_f64().unwrap();
        let at = |day: &str| number(&expected[day][row["key"].as_str().unwrap()]["openness"]);
        assert!((number(&row["a"]) - at(first)).abs() < 1e-9 && (number(&row["b"]) - at(last)).abs() < 1e-9, "{row}");
        let parts: f64 = row["parts"].as_array().unwrap().iter().map(number).sum();
        assert!((parts - (at(last) - at(first))).abs() < 1e-9, "{row}");
    }
    let same = compare(&["--as-of", "2024-01-01", "--as-of", "2024-06-30", "--expect", "equal"]);
    assert_eq!(same.status.code(), Some(0), "{}", stdout(&same));
    assert!(stdout(&same).contains("none differs between the two days"), "{}", stdout(&same));
    let days = ["--as-of", first, "--as-of", last, "--as-of", last];
    let wrong = compare(&days);
    assert_eq!((wrong.status.code(), stdout(&wrong)), (Some(2), ""));
    assert!(stderr(&wrong).contains("there are 3 days to take, and 2 policies to take them"), "{}", stderr(&wrong));
    let out = folder.text("out");
    let written = compare(&["--as-of", first, "--as-of", last, "--out", &out]);
    assert_eq!(written.status.code(), Some(0), "{}", stderr(&written));
    let name = json(&bareme(&["run", &policy, "--format", "json", "--as-of", last]))["policy"]["name"].clone();
    let name = name.as_str().unwrap();
    assert_eq!(folder.inside("out"), [format!("{name} as of {first}-{name} as of {last}.txt")]);
}

#[test]
fn a_check_takes_a_day_too() {
    let folder = Folder::new();
    let text = "policy p\ntable t { key k; indicator x : count { goalposts 0..9 }; indicator y : count { goalposts 0..9 } }\n\
                weights w \"From the second day on\" from 2024-01-01 { x 1; y 0 }\n\
                index i of t { parts x, y; normalise goalposts; weigh w; aggregate arithmetic mean }\n";
    let policy = folder.write("policy.bareme", text);
    let early = bareme(&["check", &policy, "--as-of", "2023-12-31"]);
    assert_eq!(early.status.code(), Some(1));
    assert!(stdout(&early).contains("not-in-force"), "{}", stdout(&early));
    let late = bareme(&["check", &policy, "--as-of", "2024-01-01"]);
    assert_eq!(late.status.code(), Some(0), "{}", stdout(&late));
    let plain = folder.write("plain.bareme", "policy p\ntable t { key k; indicator x : count }\n");
    let idle = bareme(&["check", &plain, "--as-of", "2024-01-01"]);
    assert_eq!(stderr(&idle), "note: `--as-of 2024-01-01` makes no difference: nothing in `p` holds from a day\n");
}
