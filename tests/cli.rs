//! The command line as its users meet it: exit codes, what goes where, and the contract of each output.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const STUDY: &str = "policies/pilot-clusters";

pub fn bareme(arguments: &[&str]) -> Output {
    bareme_with(arguments, &[])
}

/// Runs the binary from the package's folder, so that paths in its output are the same on every machine.
fn bareme_with(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bareme"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("COLUMNS")
        .env_remove("NO_COLOR")
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

pub fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

pub fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

pub fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A folder of a test's own, removed with it.
pub struct Folder(pub tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).unwrap();
        self.text(name)
    }

    /// The names inside, in order.
    pub fn inside(&self, name: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.path(name)).unwrap();
        let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// The study in a folder of its own, with one text in one of its files replaced by another.
pub fn study_with(file: &str, old: &str, new: &str) -> Folder {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("data")).unwrap();
    for name in ["bareme.toml", "pilot-clusters.bareme", "data/table5_clusters.csv", "data/table6_regions.csv"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(STUDY).join(name);
        let mut text = std::fs::read_to_string(from).unwrap();
        if name == file {
            assert!(text.contains(old), "{name} holds no {old}");
            text = text.replacen(old, new, 1);
        }
        folder.write(name, &text);
    }
    folder
}

fn run(folder: &Folder) -> Output {
    bareme(&["run", folder.0.path().to_str().unwrap()])
}

const REGIONS: &str = "data/table6_regions.csv";
const CLUSTERS: &str = "data/table5_clusters.csv";
const POLICY: &str = "pilot-clusters.bareme";

// Exit codes --------------------------------------------------------------------------------------

#[test]
fn exit_codes_tell_done_from_errors_from_wrong_usage() {
    let cases: &[(i32, &[&str])] = &[
        (0, &["run", STUDY]),
        (0, &["run", "policies/pilot-clusters/pilot-clusters.bareme"]),
        (0, &["run", "policies/pilot-clusters/bareme.toml"]),
        (0, &["run", STUDY, "--set", "active=120%", "--deny", "scenario-undecided"]),
        (0, &["check", STUDY]),
        (0, &["explain"]),
        (0, &["explain", "geometric", "mean"]),
        (0, &["--help"]),
        (1, &["run", STUDY, "--set", "activ=1"]),
        (1, &["run", STUDY, "--set", "active=3"]),
        (1, &["run", STUDY, "--set", "active=1,2"]),
        (1, &["run", STUDY, "--set", "active=1", "--set", "active=1"]),
        (1, &["run", STUDY, "--data", "cluster=x.csv"]),
        (1, &["run", STUDY, "--data", "clusters=x.csv"]),
        (1, &["run", STUDY, "--deny", "sign-lost"]),
        (1, &["run", STUDY, "--deny", "warnings"]),
        (1, &["check", STUDY, "--deny", "warnings"]),
        (1, &["run", "tests"]),
        (2, &[]),
        (2, &["frobnicate"]),
        (2, &["run"]),
        (2, &["run", "nowhere"]),
        (2, &["run", "policies/pilot-clusters/data/table5_clusters.csv"]),
        (2, &["run", STUDY, "--format", "yaml"]),
        (2, &["run", STUDY, "--format", "csv"]),
        (2, &["run", STUDY, "--set", "active"]),
        (2, &["run", STUDY, "--deny", "sign-lots"]),
        (2, &["run", STUDY, "--deny", "unknown-name"]),
        (2, &["check", STUDY, "--deny", "unknown-name"]),
        (2, &["run", STUDY, "--threads", "0"]),
        (2, &["check"]),
        (2, &["check", "nowhere"]),
        (2, &["explain", "wieghts-cancel"]),
    ];
    for (code, arguments) in cases {
        let output = bareme(arguments);
        assert_eq!(output.status.code(), Some(*code), "{arguments:?}: {}", stderr(&output));
        let silent = output.stderr.is_empty();
        assert_eq!(silent, *code == 0, "{arguments:?} says what is wrong on the standard error: {}", stderr(&output));
        let denied = arguments.contains(&"--deny") && *code == 1;
        assert_eq!(output.stdout.is_empty(), *code != 0 && !denied, "{arguments:?}: {}", stdout(&output));
    }
}

#[test]
fn what_is_denied_is_named_after_the_results() {
    let output = bareme(&["run", STUDY, "--deny", "warnings"]);
    assert_eq!(
        stderr(&output),
        "denied: missing-penalises (1), one-value-sets-the-scale (5), published-differs (1), sign-lost (1), weights-cancel (1)\n"
    );
    assert!(stdout(&output).contains("Table 6: 19 of 19 reproduced"));
}

// Where it goes -----------------------------------------------------------------------------------

#[test]
fn without_a_terminal_there_are_no_escape_codes() {
    for variables in [&[][..], &[("NO_COLOR", "1")], &[("TERM", "xterm-256color"), ("COLUMNS", "60")]] {
        for arguments in [&["run", STUDY][..], &["check", STUDY], &["run", "nowhere"]] {
            let output = bareme_with(arguments, variables);
            assert!(!output.stdout.contains(&0x1b) && !output.stderr.contains(&0x1b), "{arguments:?} {variables:?}");
        }
    }
}

#[test]
fn lines_keep_to_the_width_that_is_asked_for() {
    for width in [60, 80, 120] {
        let output = bareme_with(&["run", STUDY], &[("COLUMNS", &width.to_string())]);
        let long = stdout(&output).lines().find(|line| line.chars().count() > width);
        assert_eq!(long, None, "{width}");
    }
}

#[test]
fn every_format_is_written_into_a_folder_as_it_is_printed() {
    for (format, name) in
        [("text", "pilot_clusters.txt"), ("json", "pilot_clusters.json"), ("markdown", "pilot_clusters.md")]
    {
        let folder = Folder::new();
        let out = folder.text("new/results");
        let written = bareme(&["run", STUDY, "--format", format, "--out", &out]);
        assert_eq!(stdout(&written), format!("{}\n", folder.text(&format!("new/results/{name}"))));
        assert_eq!(folder.inside("new/results"), [name]);
        let printed = bareme(&["run", STUDY, "--format", format]);
        assert_eq!(std::fs::read(folder.path("new/results").join(name)).unwrap(), printed.stdout, "{format}");
    }
}

#[test]
fn a_run_that_fails_leaves_the_folder_as_it_was() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("out")).unwrap();
    folder.write("out/clusters.csv", "mine");
    let out = folder.text("out");
    let output = bareme(&["run", STUDY, "--set", "active=3", "--format", "csv", "--out", &out]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(folder.inside("out"), ["clusters.csv"]);
    assert_eq!(std::fs::read_to_string(folder.path("out/clusters.csv")).unwrap(), "mine");

    let output = bareme(&["run", STUDY, "--out", &folder.text("out/clusters.csv")]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        stderr(&output),
        format!("error: `{}` is a file, and `--out` needs a folder\n", folder.text("out/clusters.csv"))
    );

    // A folder in the way of one of the files: none of them is written.
    std::fs::create_dir(folder.path("out/regions.csv")).unwrap();
    let output = bareme(&["run", STUDY, "--format", "csv", "--out", &out]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert_eq!(folder.inside("out"), ["clusters.csv", "regions.csv"]);
    assert_eq!(std::fs::read_to_string(folder.path("out/clusters.csv")).unwrap(), "mine");
}

// What is wrong, told once ------------------------------------------------------------------------

/// What a run of the changed study says on the standard error, paths shortened.
fn complaint(file: &str, old: &str, new: &str) -> String {
    let folder = study_with(file, old, new);
    let output = run(&folder);
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    assert!(output.stdout.is_empty());
    stderr(&output).replace(folder.0.path().to_str().unwrap(), "STUDY").replace("\n  | ", " ")
}

/// The line that sums up: `1 error`.
fn sum(complaint: &str) -> &str {
    complaint.lines().rev().nth(1).unwrap_or_default()
}

#[test]
fn rows_with_one_mistake_are_told_together() {
    let twice = complaint(REGIONS, "Ulyanovsk region", "Tomsk region");
    assert!(
        twice.contains("the key `Tomsk region` occurs 2 times") && twice.contains("(in rows 19 and 20)"),
        "{twice}"
    );
    let lost = complaint(REGIONS, "Moscow region", "Moskow region");
    assert!(lost.contains("(in rows 2, 12 and 17)") && lost.contains("did you mean `Moskow region`?"), "{lost}");
    assert_eq!(sum(&lost), "1 error");
}

#[test]
fn a_mistake_has_no_echo() {
    let cases = [
        // A row without all its cells has lost its key; that the links to it dangle is no second mistake.
        (REGIONS, "Bashkortostan republic,", "", "the row has 5 cells, and the header has 6"),
        (POLICY, "members 0.21", "members 0,21", "`0,21` is not a number"),
        (POLICY, "activity index\" of regions", "activity index\" of region", "there is no table `region`"),
        (POLICY, "unit bln_rub \"billion roubles\"", "use \"units.bareme\"", "`units.bareme` cannot be read"),
        (POLICY, "aggregate  euclidean norm", "agregate  euclidean norm", "no clause `agregate`"),
        (CLUSTERS, "no,name", "number,name", "there is no column `no`"),
        ("bareme.toml", "pilot-clusters.bareme", "pilot-cluster.bareme", "did you mean `pilot-clusters.bareme`?"),
        ("bareme.toml", "table6_regions.csv", "table6_region.csv", "there is no file"),
        ("bareme.toml", "tables.regions", "tables.region", "did you mean `regions`?"),
    ];
    for (file, old, new, told) in cases {
        let complaint = complaint(file, old, new);
        assert!(complaint.contains(told), "{complaint}");
        assert_eq!(sum(&complaint), "1 error", "{complaint}");
    }
}

#[test]
fn an_empty_table_has_no_keys_to_suggest() {
    let folder = study_with(REGIONS, "Altay region", "Altay region");
    let headers = std::fs::read_to_string(folder.path(REGIONS)).unwrap().lines().next().unwrap().to_owned();
    folder.write(REGIONS, &headers);
    assert!(stderr(&run(&folder)).contains("help: table `regions` has no rows"));
}

// What is in it -----------------------------------------------------------------------------------

#[test]
fn a_parameter_that_is_set_is_shown_as_overridden() {
    let set = ["run", STUDY, "--set", "active=1.2"];
    let text = bareme(&set);
    assert!(stdout(&text).contains("With active = 1.2 (overridden, default 1)"), "{}", stdout(&text));
    let contract = json(&bareme(&[&set[..], &["--format", "json"]].concat()));
    assert_eq!(contract["parameters"], serde_json::json!({"active": {"value": 1.2, "overridden": true}}));
    // In the printed Table 6 only Kaluga region (1.36) and Moscow (2.00) reach 1.2, and their three clusters do so in
    // Table 5 (1.4, 1.3 and 1.5).
    let counts = contract["scenarios"]["path"].as_object().unwrap();
    assert_eq!(counts.values().map(|n| n.as_u64().unwrap()).sum::<u64>(), 25);
    assert_eq!(counts["supported"], 3);
    let default = json(&bareme(&["run", STUDY, "--format", "json"]));
    assert_eq!(default["parameters"], serde_json::json!({"active": {"value": 1, "overridden": false}}));
    assert_ne!(default["scenarios"], contract["scenarios"]);
    assert_eq!(default["policy"]["fingerprint"], contract["policy"]["fingerprint"]);
}

#[test]
fn the_fingerprint_is_of_the_meaning() {
    let fingerprint = |old: &str, new: &str| {
        let folder = study_with(POLICY, old, new);
        let path = folder.0.path().to_str().unwrap().to_owned();
        json(&bareme(&["run", &path, "--format", "json"]))["policy"]["fingerprint"].as_str().unwrap().to_owned()
    };
    let study = fingerprint("", "");
    assert_eq!(study.len(), 64);
    let person = "unit person  \"inhabitant\"\n";
    let table = "table clusters \"Pilot";
    let same = [
        ("-- Indices ---", "-- What is put together ---"),
        ("  missing    skip\n  printed    1", "\n  missing skip;     printed 1"),
        ("= 1.0 {", "= 1 {"),
        // A declaration in another place: behind the first table.
        (&format!("{person}\n"), ""),
    ];
    for (old, new) in &same[..3] {
        assert_eq!(fingerprint(old, new), study, "{old}");
    }
    let moved = {
        let folder = study_with(POLICY, same[3].0, same[3].1);
        let text = std::fs::read_to_string(folder.path(POLICY)).unwrap();
        folder.write(POLICY, &text.replacen(table, &format!("{person}{table}"), 1));
        let path = folder.0.path().to_str().unwrap().to_owned();
        json(&bareme(&["run", &path, "--format", "json"]))
    };
    assert_eq!(moved["policy"]["fingerprint"], study.as_str());
    let other = [
        ("members 0.21; exports 0.31", "members 0.22; exports 0.30"),
        ("= 1.0 {", "= 1.1 {"),
        ("\"Export volume\"", "\"Exports\""),
        ("to 1 decimal", "to 2 decimals"),
    ];
    for (old, new) in other {
        assert_ne!(fingerprint(old, new), study, "{old}");
    }
}

#[test]
fn threads_change_nothing() {
    let one = bareme(&["run", STUDY, "--format", "json", "--stages", "--threads", "1"]);
    let two = bareme(&["run", STUDY, "--format", "json", "--stages", "--threads", "2"]);
    assert_eq!(stdout(&one), stdout(&two));
}

#[test]
fn the_contract_of_the_study() {
    let output = bareme(&["run", STUDY, "--format", "json"]);
    insta::assert_snapshot!(stdout(&output));
}

#[test]
fn the_study_as_markdown() {
    insta::assert_snapshot!(stdout(&bareme(&["run", STUDY, "--format", "markdown"])));
}

#[test]
fn the_study_as_csv() {
    let folder = Folder::new();
    bareme(&["run", STUDY, "--format", "csv", "--out", &folder.text("out")]);
    assert_eq!(folder.inside("out"), ["assessments.csv", "clusters.csv", "regions.csv"]);
    let read = |name| std::fs::read_to_string(folder.path("out").join(name)).unwrap();
    insta::assert_snapshot!(format!("{}\n{}", read("clusters.csv"), read("regions.csv")));
}
