//! `--what-if` and `--reach` with categories, days, yes and no, and what is missing.

use bareme::{Data, RunOptions, why};

use crate::cli::{Folder, bareme, json, stderr, stdout};

/// The smallest switch of a category, of yes and no, of a level and of a day, alone and beside another cell: all of them
/// are tried by hand, with the conditions written a second time.
#[test]
fn reach_switches_categories_and_moves_days() {
    let text = r#"
        table t {
          key id
          field kind   : one of { red, blue, green, black } optional
          field when   : date
          field agreed : yes_no
          field level  : steps
          indicator a  : number { better higher; range 0..10 }
          rows {
            | id | kind | when       | agreed | level | a
            | p  | red  | 2020-01-05 | yes    | low   | 1.5
            | q  |      | 2022-05-01 | no     | high  | 3
          }
        }
        scale steps { 3 high; 2 middle; 1 low }
        scenario s of t {
          first match
          best when kind in { green, black } and when >= date(2021, 6, 1)
          good when kind is blue and a > 5
          fair when kind in { blue, black }
          okay when not agreed and level is high
          otherwise poor
        }
    "#;
    let program = bareme::load_text("policy.bareme", text).unwrap_or_else(|l| panic!("{:#?}", l.diagnostics));
    let data = Data::builder(&program).build().unwrap();
    let run = bareme::run(&program, &data, &[], &RunOptions::default()).unwrap();
    let table = program.find_table("t").unwrap();
    let reach = |row: usize, outcome: &str| {
        let outcome = why::reach::outcome(&program, table, outcome).unwrap();
        serde_json::to_value(why::reach::reach(&run, &data, &RunOptions::default(), row, outcome)).unwrap()
    };
    let cells = |way: &serde_json::Value| {
        let cells = way["cells"].as_array().unwrap().iter();
        cells.map(|c| format!("{} {}", c["name"].as_str().unwrap(), c["to"])).collect::<Vec<_>>().join(", ")
    };
    // p is red, agreed and low: one switch makes it fair, to either of two.
    let fair = reach(0, "fair");
    let ways: Vec<String> = fair["one"].as_array().unwrap().iter().map(cells).collect();
    assert_eq!(ways, [r#"kind "blue""#, r#"kind "black""#]);
    // The others take two: green before black, the day not before it has to be, a by no more than it must.
    for (outcome, want) in [("best", r#"kind "green", when "2021-06-01""#), ("okay", r#"agreed false, level "high""#)] {
        let reach = reach(0, outcome);
        assert_eq!(reach["one"].as_array().unwrap().len(), 0, "{outcome}");
        assert_eq!(cells(&reach["two"]), want, "{outcome}");
    }
    let good = reach(0, "good");
    let a = good["two"]["cells"][1]["to"].as_f64().unwrap();
    assert!(good["two"]["cells"][0]["to"] == "blue" && a > 5.0 && a < 5.01, "{a}");
    // Of q the kind is missing: whatever is found for it is the first that does.
    let missing = &reach(1, "best")["missing"][0];
    assert_eq!((&missing["name"], &missing["with"]), (&"kind".into(), &"green".into()));
}

/// A change that turns conditions but not the outcome shows which.
#[test]
fn what_if_shows_the_conditions_that_change() {
    let folder = Folder::new();
    let policy = folder.write(
        "p.bareme",
        "table t {\n  key id\n  field kind : one of { red \"Red one\", blue } optional\n  field when : date optional\n  \
         field ok : yes_no optional\n  indicator a : number\n  rows { | id | kind | when | ok | a\n         \
         | p | red | 2020-01-05 | yes | 1 } }\nscenario s of t {\n  first match\n  \
         good when kind is blue and when >= date(2020, 2, 4) and ok and a > 5\n  otherwise poor\n}\n",
    );
    let ask = |what: &str| bareme(&["why", &policy, "t", "p", "--what-if", what, "--format", "json"]);
    for (what, condition, before, after) in [
        ("kind=blue", "kind is blue", "false", "true"),
        ("kind=missing", "kind is blue", "false", r#"{"missing":"unavailable"}"#),
        ("ok=no", "ok", "true", "false"),
        ("ok=n/a", "ok", "true", r#"{"missing":"unavailable"}"#),
        ("when=2020-03-01", "when >= date(2020, 2, 4)", "false", "true"),
    ] {
        let change = json(&ask(what));
        let moved = change["conditions"].as_array().unwrap_or_else(|| panic!("{what}: {change}"));
        let found = moved.iter().find(|c| c["condition"] == condition).unwrap_or_else(|| panic!("{what}: {change}"));
        assert_eq!(
            (found["before"].to_string().as_str(), found["after"].to_string().as_str()),
            (before, after),
            "{what}"
        );
    }
    // 2020-01-05 is 30 days before 2020-02-04, and 2020-03-01 26 days after it.
    let when = &json(&ask("when=2020-03-01"))["conditions"][0];
    assert_eq!((when["margin_before"].as_f64(), when["margin_after"].as_f64()), (Some(-30.0), Some(26.0)));
    let output = bareme(&["why", &policy, "t", "p", "--what-if", "ok=n/a"]);
    let text = stdout(&output);
    assert!(text.contains("ok = missing (unavailable) instead of yes"), "{text}");
    for (what, told) in [
        ("kind=bleu", "did you mean `blue`?"),
        ("when=2020-13-01", "write a day as `2015-06-30`"),
        ("ok=maybe", "is not yes or no"),
        ("kinds=blue", "did you mean `kind`?"),
        ("s=good", "is computed"),
    ] {
        let output = bareme(&["why", &policy, "t", "p", "--what-if", what]);
        let said = stderr(&output);
        assert!(said.contains(told), "{what}: {said}");
    }
}
