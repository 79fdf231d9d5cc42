//! Effective weights beside nominal ones.

use bareme::compare::structure;
use bareme::compare::structure::Effective;
use bareme::{Data, RunOptions, parameters};

use super::program;

const A: &str = "policy a
table t {
  key k : text
  indicator x : count { goalposts 0..10 }
  indicator y : count { goalposts 0..50 }
  indicator z : count { goalposts 0..5 }
}
index i of t {
  normalise goalposts
  aggregate arithmetic mean
  index p weight 1 { parts x 1, y 1 }
  parts z 1
}
";

fn of(text: &str, rows: usize) -> Effective {
    let program = program(text);
    let numbers = |value: fn(f64) -> f64| (1..=rows).map(|n| value(n as f64)).collect::<Vec<f64>>();
    let keys: Vec<String> = (0..rows).map(|row| row.to_string()).collect();
    let data = Data::builder(&program).texts("t", "k", &keys);
    let data = data.numbers("t", "x", numbers(|n| 3.0 * n % 11.0)).numbers("t", "y", numbers(|n| 7.0 * n % 13.0 * 4.0));
    let data = data.numbers("t", "z", numbers(|n| 5.0 * n % 17.0 / 4.0)).build().unwrap();
    let parameters = parameters::resolve::<&str>(&program, &[]).unwrap();
    Effective::of(&bareme::run(&program, &data, &parameters, &RunOptions::default()).unwrap())
}

#[test]
fn they_are_those_of_the_independent_computation() {
    let b = A.replace("policy a", "policy b").replace("weight 1", "weight 4").replace("x 1, y 1", "x 9, y 1");
    let mut found = structure(&program(A), &program(&b));
    found.weigh(Some(&of(A, 12)), Some(&of(&b, 12)));
    let mut lines = 0;
    for line in include_str!("effective.out").lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let node = found.trees[0].lines.iter().find(|node| node.name == words[1]).unwrap();
        let side = if words[0] == "a" { &node.a } else { &node.b };
        let effective = side.as_ref().unwrap().effective.unwrap();
        assert!((effective - words[2].parse::<f64>().unwrap()).abs() < 1e-11, "{line}: {effective}");
        lines += 1;
    }
    assert_eq!(lines, 8);
    assert_eq!(found.trees[0].lines[0].a.as_ref().unwrap().effective, None, "the whole index is part of nothing");
}

#[test]
fn without_enough_rows_there_are_none() {
    let mut found = structure(&program(A), &program(A));
    found.weigh(Some(&of(A, 9)), None);
    assert!(found.trees[0].lines.iter().flat_map(|line| [&line.a, &line.b]).flatten().all(|n| n.effective.is_none()));
    assert!(found.is_equal());
}
