//! Who moves to which outcome, and by which step; indicators that are only called otherwise; parameters set for the run.

use bareme::compare::attribution::{Attributing, Attribution, Bound, attribution};
use bareme::eval::RunOptions;

use super::{A, at_step, b, divided, program, rows, steps};

fn near(ours: &[f64], theirs: &[f64], line: &str) {
    assert_eq!(ours.len(), theirs.len());
    assert!(ours.iter().zip(theirs).all(|(x, y)| (x - y).abs() < 1e-11), "{line}: {ours:?}");
}

#[test]
fn parts_of_outcomes_are_those_of_the_independent_computation() {
    let found = divided(A, &b(), 1);
    let order = ["goalposts", "weights", "aggregate"].map(|words| at_step(&found, words));
    let [moves] = found.outcomes.as_slice() else { panic!("{:?}", found.outcomes) };
    assert_eq!((moves.name.as_str(), moves.table.as_str(), moves.rows.len()), ("s", "t", 2));
    let sorted = |parts: &Option<Vec<f64>>| order.map(|at| parts.as_ref().unwrap()[at]);
    let mut lines = 0;
    for line in include_str!("independent.out").lines().filter(|line| line.starts_with('s')) {
        let words: Vec<&str> = line.split(' ').collect();
        let numbers: Vec<f64> = words[2..].iter().map(|word| word.parse().unwrap()).collect();
        lines += 1;
        if words[0] == "s.count" {
            let count = moves.counts.iter().find(|count| count.outcome == words[1]).unwrap();
            near(&[count.a as f64, count.b as f64], &numbers[..2], line);
            near(&sorted(&count.parts), &numbers[2..], line);
            continue;
        }
        match moves.rows.iter().find(|row| row.key == words[1]) {
            Some(row) => near(&sorted(&row.parts), &numbers[2..], line),
            // It does not move: it has the outcome of B already.
            None => assert_eq!(numbers[0], 1.0, "{line}"),
        }
    }
    assert_eq!(lines, 6);
    let told: Vec<(&str, &str, usize)> = moves.moves.iter().map(|m| (&*m.from, &*m.to, m.rows)).collect();
    assert_eq!(told, [("high", "middle", 1), ("high", "low", 1)]);
    near(&sorted(&moves.moves[0].parts), &[0.5, 0.5, 0.0], "high to middle");
}

#[test]
fn excluded_and_undecided_rows_are_outcomes_too() {
    let gated = format!("{A}gate g of t {{ require y >= 10 because \"too few\" }}\n");
    let found = divided(A, &gated, 1);
    let moves = &found.outcomes[0];
    let [row] = moves.rows.as_slice() else { panic!("{:?}", moves.rows) };
    assert_eq!((row.key.as_str(), row.a.as_str(), row.b.as_str()), ("west", "high", "excluded"));
    assert_eq!(row.parts.as_deref(), Some([1.0].as_slice()));
    // What has no value in B has no parts, and its move has.
    assert!(found.results[0].rows.iter().any(|row| row.b.is_none() && row.parts.is_none()));
}

#[test]
fn a_threshold_is_a_step_that_moves_no_score() {
    let stricter = b().replace("high from 0.6; middle from 0.4; low below 0.4", "high from 0.5; low below 0.5");
    let found = divided(&b(), &stricter, 1);
    assert_eq!(found.steps.len(), 1, "{:?}", found.steps);
    assert!(found.results.iter().flat_map(|shifts| &shifts.rows).all(|row| row.a == row.b));
    let moved: Vec<(&str, &str, &str)> =
        found.outcomes[0].rows.iter().map(|row| (&*row.key, &*row.a, &*row.b)).collect();
    assert_eq!(moved, [("north", "middle", "low"), ("south", "middle", "high")]);
}

#[test]
fn a_mapping_says_which_outcomes_are_one() {
    let mapping = "scenario s of policy small maps to scenario s { top to high; rest to low }\n";
    let [first, second] = [("top", "rest"), ("high", "low")].map(|(x, y)| {
        A.replace("high from 0.6; middle from 0.4; low below 0.4", &format!("{x} from 0.6; {y} below 0.6"))
    });
    let second = second.replace("policy small", "policy other") + mapping;
    let found = divided(&first, &second, 1);
    assert!(found.outcomes[0].rows.is_empty(), "{:?}", found.outcomes);
    let counts: Vec<(&str, usize, usize)> =
        found.outcomes[0].counts.iter().map(|count| (&*count.outcome, count.a, count.b)).collect();
    assert_eq!(counts, [("high", 2, 2), ("low", 1, 1)]);
}

/// `y` under another name; what the first policy calls `z` stands in the way of nothing.
fn with_concept(text: &str, name: &str) -> String {
    text.replace("table t", "concept output \"Output of \\\"y\\\"\"\ntable t")
        .replace("indicator y : count { ", &format!("indicator {name} : count {{ measures output; "))
        .replace("y 0.", &format!("{name} 0."))
        .replace("x, y, z", &format!("x, {name}, z"))
}

#[test]
fn what_measures_the_same_under_another_name_is_no_step() {
    let first = with_concept(A, "y");
    let second = with_concept(&b(), "volume").replace("key k : text", "key k : text\n  field y : text optional");
    let renamed = with_concept(&b(), "volume");
    assert_eq!(steps(&first, &with_concept(A, "volume")).count(), 0);
    assert_eq!(steps(&first, &renamed).sentences(), steps(A, &b()).sentences());
    // `y` is now something else there, and that is a step.
    assert_eq!(steps(&first, &second).count(), 4, "{:?}", steps(&first, &second).sentences());

    let (of_a, of_b) = (program(&first), program(&renamed));
    let data_a = rows(&of_a);
    let data_b = bareme::Data::builder(&of_b).texts("t", "k", &["north", "south", "west"]);
    let data_b = data_b.numbers("t", "x", vec![8.0, 4.0, 9.5]).numbers("t", "volume", vec![20.0, 45.0, 5.0]);
    let data_b = data_b.numbers("t", "z", vec![3.0, 2.0, 4.0]).build().unwrap();
    let (x, y) = (Bound { program: &of_a, data: &data_a }, Bound { program: &of_b, data: &data_b });
    let found = attribution(steps(&first, &renamed), x, y, &Attributing::default()).unwrap();
    assert_eq!(found, divided(A, &b(), 1));
}

#[test]
fn parameters_set_for_the_run_hold_in_every_policy_that_has_them() {
    let first = A.replace("high from 0.6", "high from top") + "parameter top = 0.6\n";
    let second = A.replace("high from 0.6", "high from top") + "parameter top = 0.5\n";
    let run = |set: &[(&str, &str)]| -> Attribution {
        let set: Vec<(String, String)> = set.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let (of_a, of_b) = (program(&first), program(&second));
        let (data_a, data_b) = (rows(&of_a), rows(&of_b));
        let (x, y) = (Bound { program: &of_a, data: &data_a }, Bound { program: &of_b, data: &data_b });
        let how = Attributing { set: &set, options: RunOptions::default(), ..Attributing::default() };
        attribution(steps(&first, &second), x, y, &how).unwrap()
    };
    assert_eq!(run(&[]).outcomes[0].rows.len(), 1);
    // Set, it is the same in both, and nobody moves.
    assert_eq!(run(&[("top", "0.58")]).outcomes[0].rows.len(), 0);
    assert_eq!(run(&[("top", "0.58")]).outcomes[0].counts[0].a, 2);
}
