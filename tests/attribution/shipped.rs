//! Who moves between scenarios in the corrected study, against `tests/data/compare/pilot_clusters_corrected.py`.

use std::collections::BTreeMap;

use crate::cli::{bareme, json};

#[test]
fn moves_of_the_corrected_study_are_those_of_the_independent_computation() {
    let document =
        json(&bareme(&["compare", "policies/pilot-clusters", "policies/pilot-clusters-corrected", "--format", "json"]));
    let attribution = &document["attributions"][0]["attribution"];
    let step = |words: &str| {
        let steps = attribution["steps"].as_array().unwrap();
        steps.iter().position(|step| step.as_str().unwrap().contains(words)).unwrap()
    };
    let (weights, deficit) = (step("weights `experts` dropped"), step("surplus"));
    let moves = &attribution["outcomes"][0];
    assert_eq!(moves["name"], "path");

    let mut expected: BTreeMap<String, (String, String, f64)> = BTreeMap::new();
    let text = include_str!("../data/compare/corrected_clusters.csv");
    let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    for line in text.lines().skip(1) {
        let cells: BTreeMap<&str, &str> = header.iter().copied().zip(line.split(',')).collect();
        let there = |column: &str| f64::from(u8::from(cells[column] == cells["path_after"]));
        // Of two steps each comes first in one of the two orders.
        let share = (there("path_with_weights_only") - there("path_before")) / 2.0
            + (there("path_after") - there("path_with_deficit_only")) / 2.0;
        if cells["path_before"] != cells["path_after"] {
            let said = (cells["path_before"].to_owned(), cells["path_after"].to_owned(), share);
            expected.insert(cells["number"].to_owned(), said);
        }
    }
    let rows = moves["rows"].as_array().unwrap();
    assert_eq!(rows.len(), expected.len());
    for row in rows {
        let (before, after, share) = &expected[row["key"].as_str().unwrap()];
        assert_eq!((row["a"].as_str(), row["b"].as_str()), (Some(before.as_str()), Some(after.as_str())));
        let part = |step: usize| row["parts"][step].as_f64().unwrap();
        assert!((part(weights) - share).abs() < 1e-12 && (part(deficit) - (1.0 - share)).abs() < 1e-12, "{row}");
    }
}
