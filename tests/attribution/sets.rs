//! Two sets of indicators with other parts and other ways to weigh them, change by change.

use std::collections::BTreeMap;

use super::{divided, program, steps};
use crate::cli::{bareme, json};

const STEPS: [&str; 8] = [
    "indicator `clusters.priorities` dropped",
    "indicator `clusters.active` dropped",
    "indicator `clusters.requests` dropped",
    "indicator `clusters.impact` dropped",
    "indicator `clusters.papers` added",
    "indicator `clusters.ties`:",
    "indicator `clusters.sales_abroad`:",
    "index `internationalisation`: `participants` from 1 to 0.8077",
];

#[test]
fn the_shipped_sets_are_divided_as_the_independent_computation_has_it() {
    let document = json(&bareme(&[
        "compare",
        "policies/eu-cluster-indicators",
        "policies/national-cluster-indicators",
        "--format",
        "json",
    ]));
    let attribution = &document["attributions"][0]["attribution"];
    let steps: Vec<&str> = attribution["steps"].as_array().unwrap().iter().map(|step| step.as_str().unwrap()).collect();
    assert_eq!(steps.len(), STEPS.len(), "{steps:#?}");
    let order = STEPS.map(|words| steps.iter().position(|step| step.starts_with(words)).unwrap());
    let ties = steps[order[5]];
    assert!(ties.contains("`: mark`") && ties.contains("becomes `: bln_rub`"), "{ties}");
    let shifts = &attribution["results"][0];
    assert_eq!((shifts["name"].as_str(), attribution["sampled"].is_null()), (Some("internationalisation"), true));
    let rows: BTreeMap<&str, &serde_json::Value> =
        shifts["rows"].as_array().unwrap().iter().map(|row| (row["key"].as_str().unwrap(), row)).collect();
    let expected: Vec<&str> = include_str!("sets.out").lines().skip(1).collect();
    assert_eq!((rows.len(), expected.len()), (25, 25));
    for line in expected {
        let words: Vec<&str> = line.split(' ').collect();
        let row = rows[words[0]];
        let ends = [&row["a"], &row["b"]];
        let parts = order.iter().map(|at| &row["parts"][*at]);
        for (ours, theirs) in ends.into_iter().chain(parts).zip(&words[1..]) {
            let theirs: f64 = theirs.parse().unwrap();
            assert!((ours.as_f64().unwrap() - theirs).abs() < 1e-11, "{line}\n{row}");
        }
    }
}

const BASE: &str = "policy small { edition 1 }\ntable t {\n  key k : text\n  \
                    indicator x : count { better higher; goalposts 0..10 }\n  \
                    indicator y : count { better higher; goalposts 0..50 }\n  \
                    indicator z : count { better higher; goalposts 0..5 }\n}\n";

fn index(parts: &str, rest: &str) -> String {
    format!("{BASE}index i of t {{ {parts}; normalise goalposts; {rest}; rank higher first }}\n")
}

/// However weights are written, that a part goes and what the others weigh are two steps.
#[test]
fn a_part_goes_without_the_weights_of_the_others() {
    let ways = [
        index("parts x, y, z", "aggregate arithmetic mean"),
        index("parts x 2, y 2, z 2", "aggregate arithmetic mean"),
        index("parts x, y, z", "weigh x 2, y 2, z 2; aggregate arithmetic mean"),
        index("parts x, y, z", "weigh equal; aggregate arithmetic mean"),
        index("parts x, y, z", "weigh all; aggregate arithmetic mean") + "weights all { x 7; y 7; z 7 }\n",
    ];
    let ends = [
        index("parts x 1, y 3", "aggregate arithmetic mean"),
        index("parts x, y", "weigh x 1, y 3; aggregate arithmetic mean"),
        index("parts x, y", "weigh two; aggregate arithmetic mean") + "weights two { x 10%; y 30% }\n",
    ];
    let [x, y, z] = [[0.8, 0.4, 0.95], [0.4, 0.9, 0.1], [0.6, 0.4, 0.8]];
    for a in &ways {
        for b in &ends {
            let found = divided(a, b, 1);
            let at = |words: &str| found.steps.iter().position(|step| step.contains(words));
            let (Some(part), Some(weights), 2) = (at("`z` dropped"), at("`x` from"), found.steps.len()) else {
                panic!("{:#?}\n{a}\n{b}", found.steps)
            };
            for (row, shift) in found.results[0].rows.iter().enumerate() {
                // z weighs 1, and the other two together 2, evenly or as 1 to 3.
                let [even, new] = [(x[row] + y[row]) / 2.0, (x[row] + 3.0 * y[row]) / 4.0];
                let [with, with_new] = [even, new].map(|two| (2.0 * two + z[row]) / 3.0);
                let parts = shift.parts.as_ref().unwrap();
                let expected = ((even - with) + (new - with_new)) / 2.0;
                assert!((parts[part] - expected).abs() < 1e-12, "{parts:?}\n{a}\n{b}");
                assert!((parts[part] + parts[weights] - (new - with)).abs() < 1e-12, "{parts:?}\n{a}\n{b}");
            }
        }
    }
}

/// Weights above `normalise` multiply values, those that follow from the data are no numbers, and where their sum counts
/// their scale does: nothing is written otherwise than it means.
#[test]
fn only_weights_that_enter_the_aggregation_stand_beside_parts() {
    let a = index("parts x, y, z", "aggregate arithmetic mean");
    let above = format!(
        "{BASE}index i of t {{ parts x, y; weigh x 1, y 3; normalise max; aggregate arithmetic mean; rank higher first }}\n"
    );
    let computed = index("parts x, y", "weigh standard deviation; aggregate arithmetic mean");
    for b in [above, computed] {
        let sentences = steps(&a, &b).sentences();
        assert!(sentences.iter().all(|step| !step.contains("`x` from")), "{sentences:#?}");
        let found = divided(&a, &b, 1);
        for row in found.results.iter().flat_map(|shifts| &shifts.rows) {
            let sum: f64 = row.parts.as_ref().unwrap().iter().sum();
            assert!((sum - (row.b.unwrap() - row.a.unwrap())).abs() < 1e-12, "{row:?}\n{b}");
        }
    }
    let (sum, other) = (index("parts x, y, z", "aggregate sum"), index("parts x, y", "weigh x 1, y 3; aggregate sum"));
    let found = divided(&sum, &other, 1);
    assert!(found.steps.iter().any(|step| step.ends_with("`y` from 1 to 3")), "{:#?}", found.steps);
    // A unit that nothing names any more is no step, and glues nothing together.
    let unit = |text: String, name: &str| format!("unit {name}\n{}", text.replacen(": count", &format!(": {name}"), 2));
    let (a, b) = (unit(a, "old"), unit(index("parts x 1, y 3", "aggregate arithmetic mean"), "new"));
    assert!(program(&a).fingerprint != program(&b).fingerprint);
    assert_eq!(steps(&a, &b).count(), 4, "{:#?}", steps(&a, &b).sentences());
}
