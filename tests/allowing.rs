//! What a policy or a command allows: shown with its reason in every output, and not denied.

use crate::cli::{Folder, bareme, json, stderr, stdout};

const POLICY: &str = r#"policy p { allow weights-cancel of score because "printed so in the study" }
table t {
  key k
  indicator a : count
  indicator b : count
  rows { | k | a | b
         | x | 1 | 2
         | y | 3 | 4 }
}
weights shares { a 0.5; b 0.4 }
index score of t { parts a, b; weigh a 2, b 1; normalise max }
index other of t { parts a, b; normalise max; weigh shares }
"#;

fn policy(folder: &Folder, text: &str) -> String {
    folder.write("p.bareme", text)
}

#[test]
fn what_the_policy_allows_is_shown_with_its_reason() {
    let folder = Folder::new();
    let path = policy(&folder, POLICY);
    let text = bareme(&["run", &path]);
    assert!(stdout(&text).contains("allowed[weights-cancel] score"), "{}", stdout(&text));
    assert!(stdout(&text).contains("because: printed so in the study"));
    let markdown = bareme(&["run", &path, "--format", "markdown"]);
    assert!(stdout(&markdown).contains("- **allowed** `weights-cancel` score"));
    assert!(stdout(&markdown).contains("  - because: printed so in the study"));
    let found = json(&bareme(&["run", &path, "--format", "json"]));
    let reasons: Vec<(&str, Option<&str>)> = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["code"].as_str().unwrap(), f["allowed"].as_str()))
        .collect();
    assert_eq!(reasons, [("weights-sum", None), ("weights-cancel", Some("printed so in the study"))]);
    let checked = bareme(&["check", &path]);
    assert!(stdout(&checked).contains("allowed[weights-cancel]"), "{}", stdout(&checked));
    assert!(stdout(&checked).contains("no errors, 1 warning, 1 allowed"), "{}", stdout(&checked));
}

#[test]
fn what_is_allowed_is_not_denied() {
    let folder = Folder::new();
    let path = policy(&folder, POLICY);
    for command in ["run", "check"] {
        let denied = bareme(&[command, &path, "--deny", "warnings"]);
        assert_eq!(denied.status.code(), Some(1));
        assert!(stderr(&denied).contains("denied: weights-sum (1)"), "{}", stderr(&denied));
        assert_eq!(bareme(&[command, &path, "--deny", "weights-cancel"]).status.code(), Some(0));
        let both = bareme(&[command, &path, "--deny", "warnings", "--allow", "weights-sum"]);
        assert_eq!(both.status.code(), Some(0), "{}", stderr(&both));
        assert!(stdout(&both).contains("allowed[weights-sum]"));
        let typo = bareme(&[command, &path, "--allow", "weights-smu"]);
        assert_eq!(typo.status.code(), Some(2));
        assert!(stderr(&typo).contains("did you mean `weights-sum`?"));
    }
}

#[test]
fn an_allowance_without_effect_is_a_warning() {
    let folder = Folder::new();
    let path = policy(&folder, &POLICY.replace("weights-cancel", "sign-lost"));
    // Whether a sign is lost only a run can tell.
    let checked = bareme(&["check", &path, "--deny", "allow-unused"]);
    assert_eq!(checked.status.code(), Some(0), "{}", stdout(&checked));
    let run = bareme(&["run", &path, "--deny", "allow-unused"]);
    assert_eq!(run.status.code(), Some(1));
    assert!(stdout(&run).contains("`sign-lost` of `score` is allowed, but there is no such finding"));
}

#[test]
fn an_allowance_of_what_other_data_may_show_is_quiet() {
    let folder = Folder::new();
    let scenario = "scenario standing of t by score { tolerance 0.01; high from 0.9; low below 0.9 }\n";
    let policy = |of: &str| {
        let text = POLICY.replace("weights-cancel of score", &format!("near-threshold of {of}"));
        policy(&folder, &format!("{text}{scenario}"))
    };
    // The scores are 0.388… and 1: no row is near 0.9, but one may be.
    let run = bareme(&["run", &policy("standing"), "--deny", "allow-unused"]);
    assert_eq!(run.status.code(), Some(0), "{}", stdout(&run));
    // An index has no thresholds.
    let run = bareme(&["run", &policy("score"), "--deny", "allow-unused"]);
    assert_eq!(run.status.code(), Some(1));
    assert!(stdout(&run).contains("`near-threshold` of `score` is allowed, but there is no such finding"));
}

#[test]
fn sarif_of_a_check_of_a_run_and_of_several() {
    let folder = Folder::new();
    let path = policy(&folder, POLICY);
    for command in ["check", "run"] {
        let log = json(&bareme(&[command, &path, "--format", "sarif"]));
        assert_eq!(log["version"], "2.1.0");
        let results = log["runs"][0]["results"].as_array().unwrap();
        let mut found: Vec<(&str, bool)> =
            results.iter().map(|r| (r["ruleId"].as_str().unwrap(), r["suppressions"].is_array())).collect();
        found.sort_unstable();
        assert_eq!(found, [("weights-cancel", true), ("weights-sum", false)], "{command}");
        for result in results {
            let place = &result["locations"][0]["physicalLocation"];
            assert!(place["artifactLocation"]["uri"].as_str().unwrap().ends_with("p.bareme"));
            assert!(place["region"]["startLine"].as_u64().unwrap() > 1);
        }
    }
    let broken = folder.write("broken.bareme", "table t { key k }\nindex i of t { parts x }\n");
    let log = json(&bareme(&["run", &path, &broken, "--format", "sarif"]));
    let runs = log["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 2);
    assert_eq!(runs[1]["results"][0]["level"], "error");
}
