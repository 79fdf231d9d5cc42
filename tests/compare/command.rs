//! The command line of `bareme compare`.

use crate::cli::{Folder, bareme, json, stderr, stdout};

const SMALL: &str = "policy small { edition 1 }\ntable t { key k; indicator x : count { better higher; goalposts 0..9 }; indicator y : count { better higher; goalposts 0..5 } }\nindex i \"The index\" of t { parts x 1, y 1; normalise goalposts; aggregate arithmetic mean }\nscenario s of t by i { good from 0.5; bad below 0.5 }\n";

fn two() -> (Folder, String, String) {
    let folder = Folder::new();
    let a = folder.write("a.bareme", SMALL);
    let b = folder.write(
        "b.bareme",
        &SMALL
            .replace("policy small { edition 1 }", "policy other")
            .replace("good from 0.5; bad below 0.5", "good from 0.6; bad below 0.6")
            .replace("x 1, y 1", "x 3, y 1"),
    );
    (folder, a, b)
}

#[test]
fn differences_are_told_in_every_format() {
    let (_folder, a, b) = two();
    let text = bareme(&["compare", &a, &b]);
    assert_eq!(text.status.code(), Some(0));
    let hide = |text: &str| {
        let text = text.replace(&a, "a.bareme").replace(&b, "b.bareme");
        let words = text.split("fingerprint ").enumerate().map(|(at, part)| match at {
            0 => part.to_owned(),
            _ => format!("fingerprint …{}", &part[12..]),
        });
        words.collect::<String>()
    };
    let markdown = bareme(&["compare", &a, &b, "--format", "markdown"]);
    insta::assert_snapshot!("markdown", hide(stdout(&markdown)));
    let html = bareme(&["compare", &a, &b, "--format", "html"]);
    let html = stdout(&html);
    assert!(
        html.starts_with("<!DOCTYPE html>") && html.contains("<td>weight of x</td><td>50%</td><td>75%</td>"),
        "{html}"
    );
    assert!(!html.contains("src=") && !html.contains("href="), "the page needs nothing else");
    let json = json(&bareme(&["compare", &a, &b, "--format", "json"]));
    let structure = &json["structures"][0];
    assert_eq!(structure["a"]["name"], "small");
    assert_eq!(structure["b"]["name"], "other");
    let steps: Vec<&str> =
        structure["differences"].as_array().unwrap().iter().map(|d| d["step"].as_str().unwrap()).collect();
    assert_eq!(steps, ["weight", "weight", "threshold", "threshold"]);
    for (facet, a, b) in [("weight of x", "50%", "75%"), ("good", "i >= 0.5", "i >= 0.6")] {
        let all = structure["differences"].as_array().unwrap();
        let found = all.iter().find(|d| d["facet"] == facet).unwrap();
        assert_eq!((found["a"].as_str(), found["b"].as_str()), (Some(a), Some(b)));
    }
}

#[test]
fn expected_to_be_equal_ends_with_0_or_3_and_says_why() {
    let (folder, a, b) = two();
    let same = folder
        .write("same.bareme", &SMALL.replace("{ edition 1 }", "\"Another label\" { edition 2 }").replace("; ", "\n"));
    let equal = bareme(&["compare", &a, &same, "--expect", "equal"]);
    assert_eq!((equal.status.code(), stderr(&equal)), (Some(0), ""));
    assert!(stdout(&equal).contains("They mean the same: of"), "{}", stdout(&equal));
    let unequal = bareme(&["compare", &a, &b, "--expect", "equal"]);
    assert_eq!(unequal.status.code(), Some(3));
    assert_eq!(stderr(&unequal), "error: expected to be equal: 4 differences between `small` and `other`\n");
    assert!(
        stdout(&unequal).contains("They do not mean the same: 4 differences in 2 declarations."),
        "{}",
        stdout(&unequal)
    );
    let itself = bareme(&["compare", &a, &a, "--expect", "equal"]);
    assert_eq!(itself.status.code(), Some(0));
    assert!(stdout(&itself).contains("their texts are one in canonical layout"), "{}", stdout(&itself));
}

#[test]
fn several_policies_give_a_matrix_and_a_file_for_each_pair() {
    let (folder, a, b) = two();
    let c = folder.write("c.bareme", &SMALL.replace("small", "third").replace("goalposts 0..5", "goalposts 0..6"));
    let all = bareme(&["compare", &a, &b, &c]);
    let text = stdout(&all);
    for line in ["small              4      1", "other       4             5", "third       1      5"] {
        assert!(text.lines().any(|l| l.trim_end().ends_with(line)), "{line}\n{text}");
    }
    let out = folder.text("out");
    let written = bareme(&["compare", &a, &b, &c, "--out", &out, "--format", "html"]);
    assert_eq!(written.status.code(), Some(0), "{}", stderr(&written));
    assert_eq!(folder.inside("out"), ["all.html", "other-third.html", "small-other.html", "small-third.html"]);
}

#[test]
fn what_cannot_be_compared_says_so() {
    let (folder, a, b) = two();
    let wrong = folder.write("wrong.bareme", &SMALL.replace("parts x 1", "parts z 1"));
    let table = folder.write("data.csv", "k,x\n1,2\n");
    let missing = folder.text("no.bareme");
    let file = folder.write("file", "");
    let cases: &[(&[&str], i32, &str)] = &[
        (&[&a], 2, "2 values required"),
        (&[], 2, "required arguments"),
        (&[&a, &missing], 2, "there is no file or folder"),
        (&[&missing, &a], 2, "there is no file or folder"),
        (&[&a, &wrong], 1, "unknown-name"),
        (&[&a, &table], 2, "is no policy"),
        (&[&a, &b, "--expect", "different"], 2, "invalid value 'different'"),
        (&[&a, &b, "--format", "csv"], 2, "invalid value 'csv'"),
        (&[&a, &b, "--out", &file], 1, "is a file, and `--out` needs a folder"),
        (&["policies/hdi", "policies/journey"], 1, "have no indicator and no result in common"),
    ];
    for (arguments, code, words) in cases {
        let arguments: Vec<&str> = std::iter::once("compare").chain(arguments.iter().copied()).collect();
        let output = bareme(&arguments);
        assert_eq!(output.status.code(), Some(*code), "{arguments:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(words), "{arguments:?}: {}", stderr(&output));
        assert_eq!(stdout(&output), "", "{arguments:?}");
    }
    let nothing = bareme(&["compare", "policies/hdi", "policies/journey", "--expect", "equal"]);
    assert_eq!(nothing.status.code(), Some(3));
    let diagnosed = json(&bareme(&["compare", &a, &wrong, "--format", "json"]));
    assert!(diagnosed.to_string().contains("unknown-name"), "{diagnosed}");
}

#[test]
fn the_page_says_what_happens() {
    let page = std::fs::read_to_string("docs/compare.md").unwrap();
    let all = |kind: &str| -> Vec<String> {
        let opening = format!("```{kind}\n");
        let opened = page.split(&opening).skip(1);
        opened.map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
    };
    let folder = Folder::new();
    let (a, b) = (folder.write("eu.bareme", &all("bareme a")[0]), folder.write("national.bareme", &all("bareme b")[0]));
    let data = format!("clusters={}", folder.write("clusters.csv", &all("csv")[0]));
    let ours = bareme(&["compare", &a, &b, "--data", &data, "--format", "markdown"]);
    let shipped = bareme(&["compare", "policies/desi-national/tiers.bareme", "policies/desi-national"]);
    let witness = bareme(&["compare", &a, &b, "--witness"]);
    for (kind, count, output) in [("result", 2, ours), ("text", 1, shipped), ("witness", 1, witness)] {
        let blocks = all(kind);
        assert_eq!(blocks.len(), count);
        for line in blocks.iter().flat_map(|block| block.lines()) {
            assert!(stdout(&output).lines().any(|l| l == line), "{line}\n{}{}", stdout(&output), stderr(&output));
        }
    }
}

/// Parts in another order and weights on another scale mean the same, and give the same but for rounding.
#[test]
fn what_differs_by_rounding_is_equal() {
    let policy = |name: &str, parts: &str, from: &str| {
        format!(
            "policy {name}\ntable t {{ key k; indicator a : count {{ better higher; goalposts 0..3 }}; indicator b : count {{ \
             better higher; goalposts 0..7 }}; indicator c : count {{ better higher; goalposts 0..11 }} }}\nindex i of t {{ \
             parts {parts}; normalise goalposts; aggregate arithmetic mean; missing skip; rank higher first }}\nscenario s of \
             t by i {{ high from {from}; low below {from} }}\n"
        )
    };
    let folder = Folder::new();
    let mut rows = "k,a,b,c\n".to_owned();
    for row in 0..200 {
        rows.push_str(&format!("r{row},{},{},{}\n", row % 4, row * 5 % 8, row * 7 % 12));
    }
    let data = format!("t={}", folder.write("t.csv", &rows));
    let a = folder.write("a.bareme", &policy("a", "a 1, b 2, c 3", "0.5"));
    let turned = folder.write("turned.bareme", &policy("turned", "c 3, a 1, b 2", "0.5"));
    let tenth = folder.write("tenth.bareme", &policy("tenth", "a 0.1, b 0.2, c 0.3", "0.5"));
    for other in [&turned, &tenth] {
        let equal = bareme(&["compare", &a, other, "--data", &data, "--expect", "equal"]);
        assert_eq!((equal.status.code(), stderr(&equal)), (Some(0), ""), "{}", stdout(&equal));
        assert!(stdout(&equal).contains("No score and no rank differs: i."), "{}", stdout(&equal));
    }
    // The scores are not the same bits: otherwise this test would hold of anything.
    let scores = |path: &str| {
        let result = json(&bareme(&["run", path, "--data", &data, "--format", "json"]));
        let rows = result["tables"]["t"]["rows"].as_array().unwrap().clone();
        rows.into_iter().map(|row| row["i"].as_f64().unwrap()).collect::<Vec<f64>>()
    };
    assert_ne!(scores(&a), scores(&turned));
    let little = folder.write("little.bareme", &policy("little", "a 1, b 2, c 3.0000001", "0.5"));
    let unequal = bareme(&["compare", &a, &little, "--data", &data, "--expect", "equal"]);
    assert_eq!(unequal.status.code(), Some(3));
    assert!(stdout(&unequal).contains("have another score"), "{}", stdout(&unequal));
}

/// What looks the same and differs is told with as many decimals as show it.
#[test]
fn differences_are_to_be_seen() {
    let policy = |weight: &str| {
        format!(
            "policy p{}\ntable t {{ key k; indicator a : count {{ better higher; goalposts 0..10 }}; indicator b : count {{ \
             better higher; goalposts 0..10 }}; rows {{ | k | a | b\n | r1 | 3 | 4\n | r2 | 1 | 9\n }} }}\nindex i of t {{ \
             parts a {weight}, b 1; normalise goalposts; aggregate arithmetic mean; printed 1 }}\n",
            weight.replace('.', "_")
        )
    };
    let folder = Folder::new();
    let (a, b) = (folder.write("a.bareme", &policy("1")), folder.write("b.bareme", &policy("1.5")));
    let told = bareme(&["compare", &a, &b]);
    // 0.35 and 0.34 are both 0.3 or 0.4 in print; 0.5 and 0.42
    let line =
        |key: &str| stdout(&told).lines().find(|line| line.trim().starts_with(key)).unwrap_or_default().to_owned();
    let words = |line: &str| line.split_whitespace().take(4).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&line("r1")), ["r1", "0.35", "0.34", "-0.01"], "{}", stdout(&told));
    assert_eq!(words(&line("r2")), ["r2", "0.50", "0.42", "-0.08"], "{}", stdout(&told));
}

/// What is given beside the policies, and files of results, one mistake each.
#[test]
fn mistakes_around_results_are_told_by_name() {
    let (folder, a, b) = two();
    let rows = format!("t={}", folder.write("t.csv", "k,x,y\nn1,3,4\nn2,5,1\n"));
    let none = format!("t={}", folder.write("none.csv", "k,x,y\n"));
    let run = |data: &str, into: &str| {
        let out = folder.text(into);
        let done = bareme(&["run", &a, "--data", data, "--format", "json", "--out", &out]);
        assert!(done.status.success(), "{}", stderr(&done));
        format!("{out}/small.json")
    };
    let (full, empty) = (run(&rows, "full"), run(&none, "empty"));
    let text = std::fs::read_to_string(&full).unwrap();
    let cut = folder.write("cut.json", &text[..text.len() / 2]);
    let list = folder.write("list.json", "[1, 2]");
    let other = folder.write("other.json", "{ \"name\": \"package\" }");
    let no_json = folder.write("no.json", "k,x,y\n");
    let nothing = folder.write("nothing.json", "");
    let missing = folder.text("gone.json");
    let cases: &[(&[&str], i32, &str)] = &[
        (&[&a, &b, "--data", &rows, "--by", "kind"], 1, "no table with results has a column `kind`"),
        (&[&a, &b, "--by", "k"], 2, "`--by k` groups results, and `small` has no data"),
        (&[&a, &b, "--data", "tt=t.csv"], 1, "no policy that is compared has a table `tt`"),
        (&[&a, &b, "--data", "t=gone.csv"], 1, "there is no file `gone.csv`"),
        (&[&a, &b, "--data", "t"], 2, "write TABLE=FILE"),
        (&[&a, &b, "--set", "border=3"], 1, "no policy that is compared has a parameter `border`"),
        (&[&a, &b, "--as-of", "2024-13-01"], 2, "write a day as `2024-06-30`"),
        (&[&a, &full, "--as-of", "2024-01-01", "--as-of", "2024-01-02"], 2, "2 days to take, and 1 policy"),
        (&[&a, &full], 2, "`small` has no data, and so no results to compare"),
        (&[&full, &full, "--data", &rows], 1, "there is no policy that could read table `t`"),
        (&[&full, &empty], 1, "hold no row of `t`"),
        (&[&full, &cut], 1, "ends before the results do"),
        (&[&full, &list], 1, "it is a list"),
        (&[&full, &other], 1, "there is no `policy` in it"),
        (&[&full, &no_json], 1, "is not JSON"),
        (&[&full, &nothing], 1, "is empty"),
        (&[&full, &missing], 2, "there is no file or folder"),
    ];
    for (arguments, code, words) in cases {
        let arguments: Vec<&str> = std::iter::once("compare").chain(arguments.iter().copied()).collect();
        let output = bareme(&arguments);
        assert_eq!(output.status.code(), Some(*code), "{arguments:?}: {}", stderr(&output));
        let told = stderr(&output).split_whitespace().filter(|word| *word != "|").collect::<Vec<_>>().join(" ");
        assert!(told.contains(words), "{arguments:?}: {told}");
        assert_eq!(stdout(&output), "", "{arguments:?}");
    }
    let both = bareme(&["compare", &a, &b, "--data", &none]);
    let told = stdout(&both).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        told.contains("Results of `small` and `other` are not compared: the results of `small` hold no row of `t`"),
        "{told}"
    );
    let idle = bareme(&["compare", &full, &full, "--as-of", "2024-01-01"]);
    assert_eq!(stderr(&idle), "note: `--as-of 2024-01-01` makes no difference: results are compared as they are\n");
}
