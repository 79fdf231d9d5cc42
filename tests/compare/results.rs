//! Results in `bareme compare`: of policies with data, and of files of results.

use serde_json::Value;

use crate::cli::{Folder, bareme, json, stderr, stdout};

const POLICY: &str = "policy small { edition 1 }
table t { key k; field kind : one of { north, south }; indicator x : count { better higher; goalposts 0..9 }; indicator y : count { better higher; goalposts 0..5 } }
index i \"The index\" of t { parts x 1, y 1; normalise goalposts; aggregate arithmetic mean; rank higher first }
scenario s of t by i { good \"Good\" from 0.5; bad \"Bad\" below 0.5 }
";

const ROWS: &str = "k,kind,x,y\nпервый,north,8,1\nвторой,south,2,5\nтретий,south,5,3\n";

/// Policies, data and results, ready to be compared.
struct Study {
    folder: Folder,
    a: String,
    b: String,
    c: String,
    data: String,
}

fn study() -> Study {
    let folder = Folder::new();
    let other = POLICY.replace("policy small { edition 1 }", "policy other").replace("x 1, y 1", "x 3, y 1");
    let third = POLICY.replace("policy small", "policy third").replace("goalposts 0..5", "goalposts 0..6");
    let (a, b, c) = (
        folder.write("a.bareme", POLICY),
        folder.write("b.bareme", &other.replace("0.5", "0.6")),
        folder.write("c.bareme", &third),
    );
    let data = format!("t={}", folder.write("t.csv", ROWS));
    Study { folder, a, b, c, data }
}

impl Study {
    /// The results of a run, in a file of this name.
    fn results(&self, policy: &str, rows: &str, name: &str) -> String {
        let data = format!("t={}", self.folder.write("rows.csv", rows));
        let run = bareme(&["run", policy, "--data", &data, "--format", "json"]);
        assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
        self.folder.write(name, stdout(&run))
    }
}

/// By hand: the scores are means of x/9 and y/5, weighed 1 to 1 in A, 3 to 1 in B.
#[test]
fn scores_ranks_and_moves_are_those_worked_out_by_hand() {
    let Study { a, b, data, folder: _folder, .. } = study();
    let found = json(&bareme(&["compare", &a, &b, "--data", &data, "--by", "kind", "--format", "json"]));
    let table = &found["results"]["tables"]["t"];
    assert_eq!(table["both"], 3);
    let score = &table["scores"]["i"];
    let by_hand = [
        ("первый", (8.0 / 9.0 + 1.0 / 5.0) / 2.0, (3.0 * 8.0 / 9.0 + 1.0 / 5.0) / 4.0, 3, 1),
        ("второй", (2.0 / 9.0 + 5.0 / 5.0) / 2.0, (3.0 * 2.0 / 9.0 + 5.0 / 5.0) / 4.0, 1, 3),
        ("третий", (5.0 / 9.0 + 3.0 / 5.0) / 2.0, (3.0 * 5.0 / 9.0 + 3.0 / 5.0) / 4.0, 2, 2),
    ];
    for (row, (key, of_a, of_b, rank_a, rank_b)) in score["rows"].as_array().unwrap().iter().zip(by_hand) {
        let number = |name: &str| row[name].as_f64().unwrap();
        assert_eq!((row["key"].as_str(), &row["rank_a"], &row["rank_b"]), (Some(key), &rank_a.into(), &rank_b.into()));
        assert!((number("a") - of_a).abs() < 1e-12 && (number("b") - of_b).abs() < 1e-12, "{row}");
        assert_eq!(number("shift"), f64::from(rank_a - rank_b));
    }
    // Every pair of rows changes its order.
    assert_eq!((score["kendall"].as_f64(), score["spearman"].as_f64()), (Some(-1.0), Some(-1.0)));
    let moves: Vec<(&str, &str, &str)> = table["scenarios"]["s"]["moves"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| (m["key"].as_str().unwrap(), m["from"].as_str().unwrap(), m["to"].as_str().unwrap()))
        .collect();
    assert_eq!(moves, [("второй", "good", "bad"), ("третий", "good", "bad")]);
    let groups: Vec<(&str, u64, u64)> = table["scenarios"]["s"]["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| (g["group"].as_str().unwrap(), g["moves"].as_u64().unwrap(), g["of"].as_u64().unwrap()))
        .collect();
    assert_eq!(groups, [("north", 0, 1), ("south", 2, 2)]);
    let text = bareme(&["compare", &a, &b, "--data", &data]);
    for line in ["  второй  0.611  0.417      -0.194       1       3      -2", "  Good → Bad: второй, третий"]
    {
        assert!(stdout(&text).lines().any(|l| l == line), "{line}\n{}", stdout(&text));
    }
}

#[test]
fn runs_are_compared_without_running_again() {
    let study = study();
    let first = study.results(&study.a, ROWS, "2023.json");
    let second = study.results(&study.a, &ROWS.replace("8,1", "1,1"), "2024.json");
    let found = json(&bareme(&["compare", &first, &second, "--format", "json"]));
    assert_eq!((&found["compared"][0], &found["compared"][1]), (&"2023".into(), &"2024".into()));
    assert_eq!(found["structures"], Value::Array(Vec::new()));
    assert_eq!(found["results"]["rulers"], "same");
    assert_eq!(found["results"]["tables"]["t"]["scores"]["i"]["movers"], serde_json::json!(["первый"]));
    // A policy with its data beside the file that it wrote.
    let mixed = bareme(&["compare", &first, &study.a, "--data", &study.data, "--expect", "equal"]);
    assert_eq!((mixed.status.code(), stderr(&mixed)), (Some(0), ""));
    assert!(stdout(&mixed).contains("No score and no rank differs: The index."), "{}", stdout(&mixed));
    let unequal = bareme(&["compare", &first, &second, "--expect", "equal"]);
    assert_eq!(unequal.status.code(), Some(3));
    assert_eq!(stderr(&unequal), "error: expected to be equal: other results between `2023` and `2024`\n");
    // The same policy over other data means the same, and has other results.
    let data = format!("t={}", study.folder.write("later.csv", &ROWS.replace("8,1", "1,1")));
    let later = bareme(&["compare", &first, &study.a, "--data", &data, "--expect", "equal"]);
    assert_eq!(later.status.code(), Some(3));
}

#[test]
fn several_give_matrices_and_name_the_files_to_read_further() {
    let study = study();
    let Study { a, b, c, data, folder } = &study;
    let all = bareme(&["compare", a, b, c, "--data", data]);
    let text = stdout(&all);
    // By hand: with y out of 6 all three rows have (8/9 + 1/6)/2, (2/9 + 5/6)/2, (5/9 + 1/2)/2, which are equal.
    for line in ["  small       1  -1.000      –", "  other  2 of 3       0  2 of 3", "  third  0 of 3  2 of 3       0"]
    {
        assert!(text.lines().any(|l| l == line), "{line}\n{text}");
    }
    let out = folder.text("out");
    let written = bareme(&["compare", a, b, c, "--data", data, "--out", &out]);
    assert_eq!(written.status.code(), Some(0), "{}", stderr(&written));
    assert_eq!(folder.inside("out"), ["all.txt", "other-third.txt", "small-other.txt", "small-third.txt"]);
    let all = std::fs::read_to_string(format!("{out}/all.txt")).unwrap();
    assert!(all.contains("small and other: `small-other.txt`") && all.contains("other and third: `other-third.txt`"));
    let pair = std::fs::read_to_string(format!("{out}/other-third.txt")).unwrap();
    assert!(pair.contains("Results on the same entities") && pair.contains("They do not mean the same"), "{pair}");
    let found = json(&bareme(&["compare", a, b, c, "--data", data, "--format", "json"]));
    assert_eq!(
        found["results"]["scenarios"][0]["moves"],
        serde_json::json!([[null, 2, 0], [2, null, 2], [0, 2, null]])
    );
    assert_eq!(found["results"]["pairs"].as_array().unwrap().len(), 3);
    // Where one file cannot be written, none is.
    let taken = folder.text("taken");
    std::fs::create_dir_all(format!("{taken}/all.txt")).unwrap();
    let refused = bareme(&["compare", a, b, c, "--data", data, "--out", &taken]);
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(folder.inside("taken"), ["all.txt"]);
}

#[test]
fn one_side_without_data_is_told() {
    let Study { a, data, folder, .. } = study();
    let other = POLICY
        .replace("policy small", "policy sited")
        .replace("table t {", "table sites { key id; indicator z : count }\ntable t {");
    let sited = folder.write("sited.bareme", &other);
    let some = bareme(&["compare", &a, &sited, "--data", &data]);
    assert_eq!(some.status.code(), Some(1));
    assert!(stderr(&some).contains("table `sites` has no data"), "{}", stderr(&some));
    let none = bareme(&["compare", &a, &sited]);
    assert_eq!(none.status.code(), Some(0));
    assert!(stdout(&none).contains("Results are not compared: there are no data."), "{}", stdout(&none));
    let elsewhere = folder.write(
        "lone.bareme",
        "policy lone\ntable u { key k; indicator x : count }\nindex i of u { parts x; aggregate sum }\n",
    );
    let rows = format!("u={}", folder.write("u.csv", "k,x\n1,2\n"));
    let one = bareme(&["compare", &elsewhere, &a, "--data", &rows, "--expect", "equal"]);
    assert!(stdout(&one).contains("Results of `small` are not compared: it has no data."), "{}", stdout(&one));
}

#[test]
fn each_mistake_has_one_message() {
    let study = study();
    let Study { a, b, data, folder, .. } = &study;
    let first = study.results(a, ROWS, "first.json");
    let other = study.results(b, ROWS, "second.json");
    let met = study.results(a, "k,kind,x,y\nodin,north,8,1\n", "elsewhere.json");
    let (empty, kind, list) =
        (folder.write("empty.json", ""), folder.write("kind.json", "{\"a\": 1}"), folder.write("list.json", "[]"));
    let broken = folder.write("broken.bareme", &POLICY.replace("parts x 1", "parts z 1"));
    let nothing = folder.write("empty.bareme", "");
    let lost = format!("t={}", folder.text("t.cvs"));
    let (typo, lost_file) = (folder.text("aa.bareme"), folder.text("frist.json"));
    let cases: &[(&[&str], i32, &str)] = &[
        (&[a, &typo], 2, "did you mean"),
        (&[&first, &lost_file], 2, "did you mean"),
        (&[a, b, "--data", &lost], 1, "there is no file"),
        (&[a, b, "--data", "s=t.csv"], 1, "no policy that is compared has a table `s`"),
        (&[a, b, "--data", "t"], 2, "write TABLE=FILE"),
        (&[&first, &met, "--data", data], 1, "there is no policy that could read table `t`"),
        (&[a, b, "--by", "kind"], 2, "`--by kind` groups results, and `small` has no data"),
        (&[a, b, "--data", data, "--by", "kid"], 1, "did you mean `kind`?"),
        (&[&first, &met, "--by", "sort"], 1, "no table with results has a column `sort`"),
        (&[&first, &other], 1, "these were not measured with the same ruler"),
        (&[&first, b, "--data", data], 1, "these were not measured with the same ruler"),
        (&[&first, b], 2, "`other` has no data, and so no results to compare with those of"),
        (&[&first, &met], 1, "no row of `t` has the same key in both results: `первый` against `odin`"),
        (&[&first, &empty], 1, "is empty"),
        (&[&first, &kind], 1, "there is no `policy` in it"),
        (&[&first, &list], 1, "it is a list"),
        (&[a, &nothing], 1, "the policy declares nothing"),
        (&[a, b, &broken, "--data", data], 1, "unknown-name"),
        (&[&first, &met, &empty], 1, "is empty"),
    ];
    for (arguments, code, words) in cases {
        let arguments: Vec<&str> = std::iter::once("compare").chain(arguments.iter().copied()).collect();
        let output = bareme(&arguments);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(*code), "{arguments:?}: {said}");
        let flat = said.split_whitespace().filter(|word| *word != "|").collect::<Vec<_>>().join(" ");
        assert!(flat.contains(words), "{arguments:?}: {said}");
        assert!(said.matches("\n  x ").count() + said.matches("\n  × ").count() <= 1, "{arguments:?}: {said}");
        assert_eq!(stdout(&output), "", "{arguments:?}");
    }
}

/// Comparisons of shipped policies, whole.
#[test]
fn shipped_comparisons() {
    let pairs = [
        ("indicators", ["policies/eu-cluster-indicators", "policies/national-cluster-indicators"]),
        ("corrected", ["policies/pilot-clusters", "policies/pilot-clusters-corrected"]),
        ("desi", ["policies/desi-national/tiers.bareme", "policies/desi-national"]),
    ];
    for (name, [a, b]) in pairs {
        for (format, extension) in [("text", "txt"), ("markdown", "md"), ("html", "html"), ("json", "json")] {
            // The whole page and all figures once are enough.
            if matches!(format, "html" | "json") && name != "indicators" {
                continue;
            }
            let output = bareme(&["compare", a, b, "--format", format]);
            assert_eq!((output.status.code(), stderr(&output)), (Some(0), ""), "{name}");
            let mut settings = insta::Settings::clone_current();
            settings.set_omit_expression(true);
            settings.bind(|| insta::assert_snapshot!(format!("{name}.{extension}"), stdout(&output)));
        }
    }
}
