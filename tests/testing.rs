//! `bareme test`, `new`, `list` and `run` of several, as methodologists meet them.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::cli::{Folder, bareme, json, stderr, stdout};

const POLICY: &str = r#"policy firms "Firms" { edition 1 }
scale stance { 3 active; 2 trying; 1 inactive }
table firms "Firms" {
  key    name
  field  stance : stance optional
  indicator exports : count { better higher }
}
gate assessed of firms {
  require stance is missing or stance > inactive  because "nothing intended"
  require exports is not missing                  because "no exports known"
}
parameter enough = 10
indicator bonus of firms = if stance is active then (if exports > 100 then 2 else 1) else 0
scenario size of firms by exports { huge from 1000; large from enough below 1000; small below enough }
published table_1 "Table 1" of firms { size from "printed" }
example large_one of firms { given exports 12; expect size is large }
"#;

const DATA: &str =
    "name,stance,exports,printed\nAlba,active,50,large\nBrio,,5,small\nCedar,inactive,7,\nDelta,trying,20,small\n";

const SETTINGS: &str = "policy = \"firms.bareme\"\n[tables.firms]\nfile = \"data.csv\"\n";

/// An assessment with one misprint (Delta is large), not yet accepted; of Cedar nothing is printed.
fn assessment() -> Folder {
    let folder = Folder::new();
    folder.write("firms.bareme", POLICY);
    folder.write("data.csv", DATA);
    folder.write("bareme.toml", SETTINGS);
    folder
}

fn accepted() -> Folder {
    let folder = assessment();
    assert_eq!(test(&folder, &["--accept"]).status.code(), Some(0));
    folder
}

fn root(folder: &Folder) -> &str {
    folder.0.path().to_str().unwrap()
}

fn test(folder: &Folder, arguments: &[&str]) -> Output {
    bareme(&[&["test", root(folder)], arguments].concat())
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

/// Changes one file of an assessment.
fn edit(folder: &Folder, file: &str, old: &str, new: &str) {
    let text = std::fs::read_to_string(folder.path(file)).unwrap();
    assert!(text.contains(old), "{file} holds no {old}");
    folder.write(file, &text.replacen(old, new, 1));
}

/// The tests with how they ended.
fn results(folder: &Folder) -> Vec<(String, String)> {
    let output = test(folder, &["--format", "json"]);
    let tests = json(&output)["assessments"][0]["tests"].as_array().unwrap().clone();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    tests.iter().map(|t| (text(&t["name"]), text(&t["result"]))).collect()
}

fn result_of(folder: &Folder, name: &str) -> String {
    results(folder).into_iter().find(|(n, _)| n == name).unwrap_or_else(|| panic!("no test {name}")).1
}

// What is compared --------------------------------------------------------------------------------

#[test]
fn nothing_is_accepted_until_somebody_does() {
    let folder = assessment();
    let output = test(&folder, &[]);
    assert_eq!(code(&output), 3, "{}", stdout(&output));
    let expected =
        [("report", "differs"), ("results", "differs"), ("published", "differs"), ("example large_one", "passed")];
    assert_eq!(results(&folder), expected.map(|(n, r)| (n.to_owned(), r.to_owned())));
    assert!(!folder.path("snapshots").exists());

    let output = test(&folder, &["--accept", "report", "published"]);
    assert_eq!(code(&output), 3);
    assert_eq!(folder.inside("snapshots"), ["published.snap", "report.snap"]);
    let output = test(&folder, &["--accept"]);
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    assert_eq!(folder.inside("snapshots"), ["published.snap", "report.snap", "results.snap"]);
    assert_eq!(code(&test(&folder, &[])), 0);
}

#[test]
fn a_name_that_no_test_has_is_wrong_usage() {
    let folder = accepted();
    let output = test(&folder, &["--accept", "reprot"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("did you mean `report`?"), "{}", stderr(&output));
    let name = folder.0.path().file_name().unwrap().to_str().unwrap().to_owned();
    assert_eq!(code(&test(&folder, &["--accept", &format!("{name}/report")])), 0);
}

#[test]
fn a_changed_cell_shows_as_a_difference_of_its_line() {
    let folder = accepted();
    edit(&folder, "data.csv", "Brio,,5", "Brio,,15");
    let output = test(&folder, &[]);
    assert_eq!(code(&output), 3);
    let text = stdout(&output);
    assert!(text.contains("  differs  report\n"), "{text}");
    assert!(text.contains("  - | Brio | – | small |") && text.contains("  + | Brio | – | large |"), "{text}");
    assert_eq!(code(&test(&folder, &["--accept"])), 0);
}

#[test]
fn a_misprint_that_is_accepted_passes_and_a_new_one_does_not() {
    let folder = accepted();
    let kept = std::fs::read_to_string(folder.path("snapshots/published.snap")).unwrap();
    assert_eq!(
        kept,
        "---\noutput: published\n---\nTable 1: 2 of 3 reproduced\n  Delta: size printed small, computed large\n"
    );
    edit(&folder, "data.csv", "Alba,active,50,large", "Alba,active,50,small");
    assert_eq!(result_of(&folder, "published"), "differs");
    edit(&folder, "data.csv", "Alba,active,50,small", "Alba,active,50,large");
    assert_eq!(result_of(&folder, "published"), "passed");
    // Once it is mended, nothing is to be kept.
    edit(&folder, "data.csv", "Delta,trying,20,small", "Delta,trying,20,large");
    assert_eq!(result_of(&folder, "published"), "differs");
    assert_eq!(code(&test(&folder, &["--accept"])), 0);
    assert_eq!(folder.inside("snapshots"), ["report.snap", "results.snap"]);
    assert_eq!(result_of(&folder, "published"), "passed");
}

#[test]
fn an_example_is_never_accepted() {
    let folder = accepted();
    edit(&folder, "firms.bareme", "expect size is large", "expect size is small");
    let output = test(&folder, &["--accept"]);
    assert_eq!(code(&output), 3);
    assert!(stdout(&output).contains("line 16: expected size is small, but it is large"), "{}", stdout(&output));
}

#[test]
fn an_orphan_an_unknown_key_and_an_empty_test_fail() {
    let folder = accepted();
    folder.write("snapshots/old.snap", "---\noutput: json\n---\n{}\n");
    let output = test(&folder, &[]);
    assert_eq!((code(&output), result_of(&folder, "old")), (3, "differs".to_owned()));
    assert!(stdout(&output).contains("snapshots/old.snap is kept, and no test gives it"), "{}", stdout(&output));
    assert_eq!(code(&test(&folder, &["--accept", "old"])), 0);
    assert!(!folder.path("snapshots/old.snap").exists());

    edit(&folder, "snapshots/report.snap", "output: markdown", "output: markdown\nsource: tests/policies.rs");
    let output = test(&folder, &[]);
    assert_eq!(code(&output), 1);
    assert!(stdout(&output).contains("unknown key `source`"), "{}", stdout(&output));
    edit(&folder, "snapshots/report.snap", "\nsource: tests/policies.rs", "");

    let settings = format!("{SETTINGS}[snapshots.strict]\nsets = {{ enough = 60 }}\n");
    folder.write("bareme.toml", &settings);
    let output = test(&folder, &[]);
    assert_eq!(code(&output), 1);
    assert!(stdout(&output).contains("did you mean `set`?"), "{}", stdout(&output));

    folder.write(
        "bareme.toml",
        &format!("[snapshots]\nreport = false\nresults = false\n\n{SETTINGS}")
            .replacen("[snapshots]", "policy = \"firms.bareme\"\n[snapshots]", 1)
            .replacen("\npolicy = \"firms.bareme\"\n[tables", "\n[tables", 1),
    );
    edit(&folder, "firms.bareme", "published table_1 \"Table 1\" of firms { size from \"printed\" }\n", "");
    edit(&folder, "firms.bareme", "example large_one of firms { given exports 12; expect size is large }\n", "");
    for name in folder.inside("snapshots") {
        std::fs::remove_file(folder.path(&format!("snapshots/{name}"))).unwrap();
    }
    let output = test(&folder, &[]);
    assert_eq!(code(&output), 1);
    assert!(stdout(&output).contains("nothing is tested"), "{}", stdout(&output));
}

#[test]
fn a_run_without_rows_tests_nothing() {
    let folder = assessment();
    folder.write("data.csv", "name,stance,exports,printed\n");
    let output = test(&folder, &["--accept"]);
    assert_eq!(code(&output), 1);
    assert!(stdout(&output).contains("no table has a row, so that nothing is tested"), "{}", stdout(&output));
}

#[test]
fn further_snapshots_are_of_other_parameters_outputs_and_policies() {
    let folder = assessment();
    let more = "[snapshots.strict]\noutput = \"text\"\nset = { enough = 60 }\n\
                [snapshots.steps]\noutput = \"stages\"\n[snapshots.wording]\noutput = \"policy\"\n\
                [snapshots.misspelt]\npolicy = \"variants/misspelt.bareme\"\nfails = true\n";
    folder.write("bareme.toml", &format!("{SETTINGS}{more}"));
    std::fs::create_dir(folder.path("variants")).unwrap();
    folder.write("variants/misspelt.bareme", &POLICY.replace("by exports {", "by exprots {"));
    let output = test(&folder, &["--accept"]);
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    let kept = |name: &str| std::fs::read_to_string(folder.path(&format!("snapshots/{name}.snap"))).unwrap();
    let strict = kept("strict");
    assert!(strict.starts_with("---\noutput: text\nset: enough=60\n---\nFirms\n"), "{strict}");
    assert!(strict.lines().any(|l| l.split_whitespace().collect::<Vec<_>>() == ["Alba", "1", "small"]), "{strict}");
    assert!(kept("wording").contains("\nparameter enough = 10\n"));
    let misspelt = kept("misspelt");
    let header = "---\noutput: markdown\npolicy: variants/misspelt.bareme\nfails: yes\n---\n";
    assert!(misspelt.starts_with(header), "{misspelt}");
    assert!(
        misspelt.contains("[variants/misspelt.bareme:") && misspelt.contains("did you mean `exports`?"),
        "{misspelt}"
    );
    // A run that was to fail and does not is no difference that could be accepted.
    folder.write("variants/misspelt.bareme", POLICY);
    assert_eq!((code(&test(&folder, &["--accept"])), result_of(&folder, "misspelt")), (3, "unexpected".to_owned()));
}

#[test]
fn errors_of_the_policy_are_told_once() {
    let folder = accepted();
    edit(&folder, "firms.bareme", "by exports {", "by exprots {");
    let output = test(&folder, &["--accept"]);
    assert_eq!(code(&output), 1);
    let text = stdout(&output);
    assert_eq!(text.matches("did you mean `exports`?").count(), 1, "{text}");
    assert!(text.contains("the same as `report`"), "{text}");
}

#[test]
fn paths_that_hold_no_assessment_are_wrong_usage() {
    let folder = Folder::new();
    for path in [root(&folder), "nowhere", "Cargo.toml"] {
        assert_eq!(code(&bareme(&["test", path])), 2, "{path}");
    }
    assert_eq!(code(&bareme(&["test", "policies/pilot-clusters/bareme.toml"])), 0);
}

/// The settings that docs/testing.md shows are read as they stand, and its screen is what the study's tests print.
#[test]
fn the_page_on_testing_says_what_is_so() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/testing.md")).unwrap();
    let block =
        |kind: &str| page.split(&format!("```{kind}\n")).nth(1).unwrap().split("```").next().unwrap().to_owned();
    let folder = Folder::new();
    folder.write("bareme.toml", &block("toml"));
    let settings = bareme::data::read_settings(folder.0.path()).unwrap();
    assert_eq!(settings.snapshots.keys().collect::<Vec<_>>(), ["report", "strict", "unknown_region"]);
    let screen = block("console");
    let (command, printed) = screen.split_once('\n').unwrap();
    let arguments: Vec<&str> = command.trim_start_matches("$ bareme ").split(' ').collect();
    assert_eq!(stdout(&bareme(&arguments)), printed);
}

// Review, formats, coverage, watching ---------------------------------------------------------------

fn review(folder: &Folder, answers: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bareme"))
        .args(["test", root(folder), "--review"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn differences_are_reviewed_one_by_one() {
    let folder = assessment();
    let output = review(&folder, "a\nwhat\nreject\ns\n");
    assert_eq!(code(&output), 3, "{}", stdout(&output));
    let text = stdout(&output);
    assert!(text.contains("1 of 3: ") && text.contains("1 accepted, 1 rejected, 1 skipped"), "{text}");
    assert_eq!(folder.inside("snapshots"), ["report.snap"]);
    let output = review(&folder, "a\n");
    assert!(stdout(&output).contains("1 accepted, 0 rejected, 1 skipped"), "{}", stdout(&output));
    assert_eq!(code(&review(&folder, "a\n")), 0);
    assert_eq!(code(&test(&folder, &[])), 0);
}

#[test]
fn results_for_continuous_integration() {
    let folder = accepted();
    edit(&folder, "data.csv", "Brio,,5", "Brio,,15");
    let output = test(&folder, &["--format", "junit"]);
    assert_eq!(code(&output), 3);
    let text = stdout(&output);
    assert!(
        text.starts_with("<?xml")
            && text.contains("<testsuites name=\"bareme\" tests=\"4\" failures=\"3\" errors=\"0\""),
        "{text}"
    );
    assert!(text.contains("<testcase name=\"example large_one\""), "{text}");
    assert!(text.contains("+ | Brio | – | large |"), "{text}");
    let entry = &json(&test(&folder, &["--format", "json"]))["assessments"][0]["tests"][0];
    assert_eq!((entry["name"].as_str(), entry["result"].as_str()), (Some("report"), Some("differs")));
    assert!(entry["message"].as_str().unwrap().contains("+ | Brio | – | large |"));
}

/// Counted by hand. Outcomes: large and small of huge, large, small. Levels: all three. Requirements: each met and not
/// met but exports, which nobody lacks. Branches: Alba is active with 50, the others are not: the inner `then` is missing.
#[test]
fn coverage_tells_what_nothing_reaches() {
    let folder = accepted();
    let output = test(&folder, &["--coverage"]);
    assert_eq!(code(&output), 0);
    let text = stdout(&output);
    assert!(text.contains(": 11 of 14 reached (78.5%)"), "{text}");
    let unreached: Vec<&str> = text.lines().skip_while(|l| !l.contains("reached (")).skip(1).collect();
    assert_eq!(
        unreached,
        [
            "  outcome `huge` of size (line 14)",
            "  requirement not met \"no exports known\" of assessed (line 10)",
            "  then of `if exports > 100` of bonus (line 13)",
        ]
    );
    assert_eq!(code(&test(&folder, &["--coverage", "--fail-under", "78"])), 0);
    assert_eq!(code(&test(&folder, &["--coverage", "--fail-under", "79"])), 3);
    assert_eq!(code(&test(&folder, &["--fail-under", "79"])), 2);
    // An example reaches as data do.
    let example = "example unknown of firms { given stance active; expect excluded because \"no exports known\" }\n\
                   example huge of firms { given stance active, exports 2000; expect size is huge; expect bonus is 2 }\n";
    folder.write("firms.bareme", &format!("{POLICY}{example}"));
    let output = test(&folder, &["--coverage", "--fail-under", "100"]);
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    assert!(stdout(&output).contains(": 14 of 14 reached (100.0%)"));
    let coverage = &json(&test(&folder, &["--coverage", "--format", "json"]))["assessments"][0]["coverage"];
    assert_eq!(coverage, &serde_json::json!({"items": 14, "reached": 14, "unreached": []}));
}

#[test]
fn tests_run_again_when_a_file_changes() {
    let folder = accepted();
    let mut child = Command::new(env!("CARGO_BIN_EXE_bareme"))
        .args(["test", root(&folder), "--watch"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (sender, lines) = std::sync::mpsc::channel();
    let out = BufReader::new(child.stdout.take().unwrap());
    std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    let patience = std::time::Duration::from_secs(30);
    let until = |end: &str| {
        let next = || lines.recv_timeout(patience).ok();
        std::iter::from_fn(next).take_while(|l| !l.contains(end)).collect::<Vec<String>>()
    };
    assert!(until("waiting for changes").contains(&"  ok       report".to_owned()));
    edit(&folder, "data.csv", "Brio,,5", "Brio,,15");
    assert!(until("waiting for changes").contains(&"  differs  report".to_owned()));
    child.kill().unwrap();
    child.wait().unwrap();
}

// new, list, run of several ---------------------------------------------------------------------------

#[test]
fn a_new_assessment_passes_its_tests_and_reaches_all_of_its_policy() {
    let folder = Folder::new();
    for name in ["my-index", "оценка_2"] {
        let path = folder.text(name);
        let output = bareme(&["new", &path]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        assert_eq!(code(&bareme(&["check", &path, "--deny", "warnings"])), 0);
        let output = bareme(&["test", &path, "--coverage", "--fail-under", "100"]);
        assert_eq!(code(&output), 0, "{}", stdout(&output));
        assert_eq!(code(&bareme(&["new", &path])), 2, "it is there already");
    }
    assert_eq!(folder.inside("my-index"), ["README.md", "bareme.toml", "data", "my-index.bareme", "snapshots"]);
    let readme = std::fs::read_to_string(folder.path("my-index/README.md")).unwrap();
    assert!(readme.starts_with("# My index\n"));
    for name in ["1st", "a b", "..", "\"x\""] {
        assert_eq!(code(&bareme(&["new", &folder.text(name)])), 2, "{name}");
    }
}

#[test]
fn the_shipped_assessments_are_listed() {
    let output = bareme(&["list"]);
    assert_eq!(code(&output), 0);
    let text = stdout(&output);
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    for folder in std::fs::read_dir(policies).unwrap().map(|e| e.unwrap()).filter(|e| e.path().is_dir()) {
        let name = folder.file_name().into_string().unwrap();
        assert!(text.lines().any(|l| l == format!("policies/{name}")), "{name} is not listed");
    }
    assert!(text.contains("  Internationalisation of the pilot innovative clusters\n"));
    assert_eq!(code(&bareme(&["list", "nowhere"])), 2);
}

#[test]
fn several_assessments_run_one_after_the_other() {
    let (one, two) = (assessment(), Folder::new());
    let second = two.text("second");
    assert_eq!(code(&bareme(&["new", &second])), 0);
    let run = |more: &[&str]| bareme(&[&["run", root(&one), &second], more].concat());

    let output = run(&[]);
    assert_eq!(code(&output), 0);
    let text = stdout(&output);
    assert!(text.find("Firms\n").unwrap() < text.find("Second\n").unwrap(), "{text}");
    assert_eq!(stderr(&output), "", "progress is for terminals");

    let all = json(&run(&["--format", "json"]));
    let names: Vec<&str> = all.as_array().unwrap().iter().map(|a| a["policy"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["firms", "second"]);

    assert_eq!(code(&run(&["--format", "csv"])), 2);
    assert_eq!(code(&run(&["--data", "firms=x.csv"])), 2);
    let out = two.text("out");
    let output = run(&["--format", "csv", "--out", &out]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let first = one.0.path().file_name().unwrap().to_str().unwrap();
    let mut folders = [first, "second"];
    folders.sort_unstable();
    assert_eq!(two.inside("out"), folders);
    assert_eq!(two.inside("out/second"), ["regions.csv"]);
    assert_eq!(code(&bareme(&["run", &second, &second, "--out", &out])), 2);

    // One that has errors does not keep the others from being shown.
    edit(&one, "firms.bareme", "by exports {", "by exprots {");
    let output = run(&[]);
    assert_eq!(code(&output), 1);
    assert!(stdout(&output).contains("Second\n") && stderr(&output).contains("did you mean `exports`?"));
}
