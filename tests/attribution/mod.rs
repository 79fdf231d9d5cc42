//! Which change moved whom: shares against an independent computation, and what holds for all of them.

mod command;
mod outcomes;
mod sets;
mod shares;
mod shipped;

use std::sync::Arc;

use bareme::check::{self, Whole};
use bareme::compare::attribution::{Attributing, Attribution, Bound, Steps, attribution};
use bareme::eval::RunOptions;
use bareme::limits::Limits;
use bareme::world::MemoryWorld;
use bareme::{Data, Program};

/// The policy of `independent.py` before its three steps.
pub const A: &str = r#"policy small { edition 1 }
table t {
  key k : text
  indicator x : count { better higher; goalposts 0..10 }
  indicator y : count { better higher; goalposts 0..50 }
  indicator z : count { better higher; goalposts 0..5 }
}
weights experts { x 0.5; y 0.3; z 0.2 }
index i of t { parts x, y, z; normalise goalposts; weigh experts; aggregate arithmetic mean; rank higher first }
scenario s of t by i { high from 0.6; middle from 0.4; low below 0.4 }
"#;

/// And after them.
pub fn b() -> String {
    A.replace("goalposts 0..10", "goalposts 0..20")
        .replace("x 0.5; y 0.3", "x 0.2; y 0.6")
        .replace("arithmetic", "geometric")
}

pub fn whole(text: &str) -> Whole {
    check::read(&MemoryWorld::single("policy.bareme", text), "policy.bareme", &Limits::default())
}

pub fn program(text: &str) -> Arc<Program> {
    bareme::load_text("policy.bareme", text).unwrap_or_else(|l| panic!("{:#?}\n{text}", l.diagnostics))
}

pub fn steps(a: &str, b: &str) -> Steps {
    Steps::between(&whole(a), &whole(b), &Limits::default()).unwrap()
}

pub fn rows(program: &Program) -> Data {
    let mut data = Data::builder(program).texts("t", "k", &["north", "south", "west"]);
    for (name, values) in [("x", vec![8.0, 4.0, 9.5]), ("y", vec![20.0, 45.0, 5.0]), ("z", vec![3.0, 2.0, 4.0])] {
        let table = program.find_table("t").unwrap();
        if program.find_quantity(table, name).is_some() {
            data = data.numbers("t", name, values);
        }
    }
    data.build().unwrap()
}

pub fn divided(a: &str, b: &str, threads: usize) -> Attribution {
    let (first, second) = (program(a), program(b));
    let (data_a, data_b) = (rows(&first), rows(&second));
    let options = RunOptions { threads: Some(threads), ..RunOptions::default() };
    let (first, second) = (Bound { program: &first, data: &data_a }, Bound { program: &second, data: &data_b });
    attribution(steps(a, b), first, second, &Attributing { options, ..Attributing::default() }).unwrap()
}

fn at_step(attribution: &Attribution, words: &str) -> usize {
    attribution.steps.iter().position(|step| step.contains(words)).unwrap_or_else(|| panic!("{:#?}", attribution.steps))
}

#[test]
fn parts_are_those_of_the_independent_computation() {
    let found = divided(A, &b(), 1);
    assert_eq!(found.steps.len(), 3, "{:#?}", found.steps);
    let order = ["goalposts", "weights", "aggregate"].map(|words| at_step(&found, words));
    let mut lines = 0;
    for line in include_str!("independent.out").lines().filter(|line| line.starts_with('i')) {
        let words: Vec<&str> = line.split(' ').collect();
        let numbers: Vec<f64> = words[2..].iter().map(|word| word.parse().unwrap()).collect();
        let shifts = found.results.iter().find(|shifts| shifts.name == words[0]).unwrap();
        let row = shifts.rows.iter().find(|row| row.key == words[1]).unwrap();
        let parts = row.parts.as_ref().unwrap();
        let ours = [row.a.unwrap(), row.b.unwrap(), parts[order[0]], parts[order[1]], parts[order[2]]];
        for (ours, theirs) in ours.iter().zip(&numbers) {
            assert!((ours - theirs).abs() < 1e-11, "{line}: {ours}");
        }
        lines += 1;
    }
    assert_eq!(lines, 6);
}

#[test]
fn parts_add_up_and_threads_do_not_show() {
    let found = divided(A, &b(), 1);
    assert_eq!(found, divided(A, &b(), 4));
    for row in found.results.iter().flat_map(|shifts| &shifts.rows) {
        let (a, b) = (row.a.unwrap(), row.b.unwrap());
        let sum: f64 = row.parts.as_ref().unwrap().iter().sum();
        assert!((sum - (b - a)).abs() <= 2.0 * f64::EPSILON, "{row:?}");
    }
}

#[test]
fn the_way_back_has_the_same_parts_with_the_other_sign() {
    let (there, back) = (divided(A, &b(), 1), divided(&b(), A, 1));
    for (there_shifts, back_shifts) in there.results.iter().zip(&back.results) {
        for (x, y) in there_shifts.rows.iter().zip(&back_shifts.rows) {
            let (x, y) = (x.parts.as_ref().unwrap(), y.parts.as_ref().unwrap());
            for words in ["goalposts", "weights", "aggregate"] {
                assert!((x[at_step(&there, words)] + y[at_step(&back, words)]).abs() < 1e-12);
            }
        }
    }
}

#[test]
fn a_policy_and_itself_are_no_step_apart() {
    let reordered = A.replace("policy small { edition 1 }", "policy other \"Another label\"");
    assert_eq!(steps(A, &reordered).count(), 0);
    let found = divided(A, &reordered, 1);
    assert!(found.results.iter().flat_map(|s| &s.rows).all(|row| row.a == row.b && row.parts == Some(vec![])));
}

#[test]
fn what_drops_an_indicator_is_one_step() {
    let b = A
        .replace("  indicator z : count { better higher; goalposts 0..5 }\n", "")
        .replace("; z 0.2", "")
        .replace("x, y, z", "x, y")
        .replace("goalposts 0..10", "goalposts 0..20");
    let mut steps = steps(A, &b);
    let sentences = steps.sentences();
    assert_eq!(sentences.len(), 2, "{sentences:#?}");
    let dropped = sentences.iter().find(|s| s.starts_with("indicator `t.z` dropped")).unwrap();
    assert!(dropped.contains("`z` dropped from weights `experts`"), "{dropped}");
    assert!(
        sentences.contains(&"indicator `t.x`: `goalposts 0..10` becomes `goalposts 0..20`".to_owned()),
        "{sentences:#?}"
    );
    for members in [[true, false], [false, true], [true, true], [false, false]] {
        assert!(steps.program(&members).is_some(), "{members:?}");
    }
    let found = divided(A, &b, 1);
    assert!(found.results[0].rows.iter().all(|row| row.parts.is_some()));
}

#[test]
fn what_adds_an_indicator_is_one_step() {
    let a = A
        .replace("  indicator z : count { better higher; goalposts 0..5 }\n", "")
        .replace("; z 0.2", "")
        .replace("x, y, z", "x, y");
    let mut steps = steps(&a, A);
    assert_eq!(steps.count(), 1, "{:#?}", steps.sentences());
    let all = steps.program(&[true]).unwrap();
    assert!(all.find_quantity(all.find_table("t").unwrap(), "z").is_some());
    assert_eq!(divided(&a, A, 1).results[0].rows.len(), 3);
}

#[test]
fn rows_that_are_not_the_same_are_not_divided() {
    let (first, second) = (program(A), program(&b()));
    let data = rows(&first);
    let fewer = Data::builder(&second).texts("t", "k", &["north"]);
    let fewer = fewer.numbers("t", "x", vec![1.0]).numbers("t", "y", vec![1.0]).numbers("t", "z", vec![1.0]);
    let fewer = fewer.build().unwrap();
    let (first, second) = (Bound { program: &first, data: &data }, Bound { program: &second, data: &fewer });
    let why = attribution(steps(A, &b()), first, second, &Attributing::default()).unwrap_err();
    assert_eq!(why, "the rows of `t` are not the same under both, or stand in another order");
}
