//! The section of `bareme compare`.

use super::{A, b};
use crate::cli::{Folder, bareme, json, stdout};

const ROWS: &str = "k,x,y,z\nnorth,8,20,3\nsouth,4,45,2\nwest,9.5,5,4\n";

fn compared(more: &[&str]) -> std::process::Output {
    let folder = Folder::new();
    let (a, b) = (folder.write("a.bareme", A), folder.write("b.bareme", &b()));
    let data = format!("t={}", folder.write("t.csv", ROWS));
    let mut arguments = vec!["compare", &a, &b, "--data", &data];
    arguments.extend(more);
    bareme(&arguments)
}

#[test]
fn movers_are_told_with_their_parts() {
    let output = compared(&[]);
    let text = stdout(&output);
    let (_, section) = text.split_once("Which change moved whom").unwrap_or_else(|| panic!("{text}"));
    insta::assert_snapshot!("movers", section);
}

#[test]
fn json_has_every_row() {
    let document = json(&compared(&["--format", "json"]));
    let attribution = &document["attributions"][0]["attribution"];
    assert_eq!(attribution["steps"].as_array().unwrap().len(), 3);
    let shifts = &attribution["results"][0];
    assert_eq!((shifts["name"].as_str(), shifts["table"].as_str()), (Some("i"), Some("t")));
    for row in shifts["rows"].as_array().unwrap() {
        let parts: f64 = row["parts"].as_array().unwrap().iter().map(|part| part.as_f64().unwrap()).sum();
        let shift = row["b"].as_f64().unwrap() - row["a"].as_f64().unwrap();
        assert!((parts - shift).abs() < 1e-15, "{row}");
    }
}
