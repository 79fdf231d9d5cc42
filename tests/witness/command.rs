//! `bareme compare --witness`.

use super::{PLAIN, SCORED, reweighted};
use crate::cli::{Folder, bareme, json, stderr, stdout};

const ROWS: &str = "k,x,y,z\nnorth,1,5,1\nsouth,9,20,3\nwest,3,50,3\neast,8,22,2\n";

fn compared(a: &str, b: &str, more: &[&str]) -> std::process::Output {
    let folder = Folder::new();
    let (a, b) = (folder.write("a.bareme", a), folder.write("b.bareme", b));
    let data = format!("t={}", folder.write("t.csv", ROWS));
    let mut arguments = vec!["compare", &a, &b, "--witness"];
    if more.contains(&"--data") {
        arguments.extend(["--data", &data]);
    }
    arguments.extend(more.iter().filter(|argument| **argument != "--data"));
    bareme(&arguments)
}

fn section(text: &str) -> &str {
    let at = text.find("Classified differently").unwrap_or_else(|| panic!("{text}"));
    &text[at..]
}

#[test]
fn text_tells_the_case_and_both_paths() {
    let b = PLAIN.replace("first", "second").replace("40", "60");
    let output = compared(PLAIN, &b, &[]);
    insta::assert_snapshot!("witness_text", section(stdout(&output)));
}

#[test]
fn markdown_tells_of_data_too() {
    let output = compared(SCORED, &reweighted(), &["--data", "--format", "markdown"]);
    insta::assert_snapshot!("witness_markdown", section(stdout(&output)));
}

#[test]
fn html_keeps_the_lines_of_examples() {
    let b = PLAIN.replace("first", "second").replace("40", "60");
    let output = compared(PLAIN, &b, &["--format", "html"]);
    let page = stdout(&output);
    assert!(page.contains("<pre><code>example witness_s &quot;") || page.contains("<pre><code>example witness_s \""));
}

#[test]
fn json_has_the_examples_and_how_they_were_found() {
    let document = json(&compared(SCORED, &reweighted(), &["--data", "--format", "json"]));
    let witness = &document["witnesses"][0][0];
    assert_eq!((witness["scenario"].as_str(), witness["table"].as_str()), (Some("s"), Some("t")));
    let (made_up, real) = (&witness["constructed"], &witness["real"]);
    assert_eq!((made_up["how"].as_str(), made_up["inputs"].as_u64()), (Some("search"), Some(2)));
    assert_eq!(real["how"], "data");
    for case in [made_up, real] {
        for side in ["a", "b"] {
            assert!(case[side]["example"].as_str().unwrap().starts_with("example witness_s "));
            assert_eq!(case[side]["explanation"]["values"][0]["name"], "s");
        }
    }
    let none =
        json(&compared(SCORED, &SCORED.replace("first", "second").replace("0.6", "0.60"), &["--format", "json"]));
    assert!(none.get("witnesses").is_none());
}

#[test]
fn set_holds_in_every_policy_that_has_it_and_must_be_in_one() {
    let with = PLAIN.replace("x >= 40", "x >= cut").replace("x < 40", "x < cut") + "parameter cut = 40\n";
    let other = PLAIN.replace("first", "second");
    let output = compared(&with, &other, &["--set", "cut=70"]);
    let text = stdout(&output);
    assert!(section(text).contains("cut 70"), "{text}");
    let output = compared(&with, &other, &["--set", "cutt=70"]);
    let told = stderr(&output);
    assert!(told.contains("no policy that is compared has a parameter `cutt`"), "{told}");
    assert!(told.contains("did you mean `cut`?"), "{told}");
}

#[test]
fn where_there_is_nothing_to_look_for_it_says_so() {
    let without = |text: &str| text.lines().filter(|line| !line.starts_with("scenario")).collect::<Vec<_>>().join("\n");
    let output = compared(&without(SCORED), &without(&reweighted()), &[]);
    let told = "`--witness` has nothing to look for: `first` and `second` have no scenario in common";
    assert!(stdout(&output).contains(told), "{}", stdout(&output));
    let folder = Folder::new();
    let (a, data) = (folder.write("a.bareme", SCORED), format!("t={}", folder.write("t.csv", ROWS)));
    let run = bareme(&["run", &a, "--data", &data, "--format", "json"]);
    let file = folder.write("a.json", stdout(&run));
    let output = bareme(&["compare", &file, &file, "--witness"]);
    assert!(stdout(&output).contains("of results it is not known how they came about"), "{}", stdout(&output));
}
