//! Indices: steps, groups, missing rules, rounding.

use super::build::*;
use crate::eval::{Exclusions, RunOptions, Stage, run, stages};
use crate::program::{Missing, MissingRule, Rounding, Value};

const SKIP: MissingRule = MissingRule::Skip { at_least: 1 };

#[test]
fn max_within_groups_and_the_norm_of_what_is_there() {
    let mut b = Build::new();
    let t = b.table("clusters", 5);
    let group = b.texts(t, "industry", &["a", "b", "a", "b", "a"]);
    let x = b.numbers(t, "x", &[3.0, 5.0, 6.0, UNAVAILABLE, 0.0]);
    let y = b.numbers(t, "y", &[0.0, 8.0, 0.0, 4.0, 0.0]);
    let index = normalised(index(&[x, y], "euclidean norm", SKIP), "max", &[group]);
    let index = b.index(t, "index", index);
    let a = b.run();
    // Group a: x/6, and y is 0 throughout, so that it is degenerate and counts 0. Group b: x/5, y/8.
    assert_numbers(&numbers(&a, index), &[0.5, 2f64.sqrt(), 1.0, 0.5, 0.0]);
    let fitted = &a.yardsticks[&index][0];
    assert_eq!(fitted.names, ["a", "b"]);
    assert_eq!(fitted.groups.as_ref().unwrap().as_slice(), [0, 1, 0, 1, 0]);
    let yardsticks = fitted.yardsticks[1].as_ref().unwrap();
    assert!(yardsticks[0].degenerate && !yardsticks[1].degenerate);
    assert_eq!(yardsticks[1].length, 8.0);
}

#[test]
fn weights_before_a_scale_invariant_normalisation_cancel() {
    let mut b = Build::new();
    let t = b.table("t", 4);
    let x = b.numbers(t, "x", &[1.0, 2.0, 4.0, 8.0]);
    let weighed = normalised(weighed(index(&[x], "sum", SKIP), &[0.25]), "max", &[]);
    let weighed = b.index(t, "weighed", weighed);
    let plain = normalised(index(&[x], "sum", SKIP), "max", &[]);
    let plain = b.index(t, "plain", plain);
    let a = b.run();
    assert_numbers(&numbers(&a, weighed), &[0.125, 0.25, 0.5, 1.0]);
    assert_numbers(&numbers(&a, plain), &[0.125, 0.25, 0.5, 1.0]);
    let stages = stages(&a, weighed);
    assert_eq!(stages[0].stages.iter().map(|s| s.0).collect::<Vec<_>>(), [Stage::Weighted, Stage::Normalised]);
    assert_eq!(stages[0].stages[0].1.value(3), Value::Number(2.0));
    assert_eq!(stages[0].stages[1].1.value(3), Value::Number(1.0));
}

#[test]
fn what_missing_means() {
    let mut b = Build::new();
    let t = b.table("t", 4);
    let x = b.numbers(t, "x", &[1.0, UNASKED, 3.0, UNKNOWN]);
    let y = b.numbers(t, "y", &[3.0, 5.0, UNKNOWN, UNASKED]);
    let z = b.numbers(t, "z", &[5.0, 7.0, UNAVAILABLE, INAPPLICABLE]);
    let rules = [MissingRule::Propagate, SKIP, MissingRule::Skip { at_least: 2 }, MissingRule::Zero];
    let ids = rules.map(|rule| b.index(t, "index", index(&[x, y, z], "arithmetic mean", rule)));
    let a = b.run();
    assert_numbers(&numbers(&a, ids[0]), &[3.0, UNASKED, UNKNOWN, UNKNOWN]);
    assert_numbers(&numbers(&a, ids[1]), &[3.0, 6.0, 3.0, UNKNOWN]);
    assert_numbers(&numbers(&a, ids[2]), &[3.0, 6.0, UNKNOWN, UNKNOWN]);
    assert_numbers(&numbers(&a, ids[3]), &[3.0, 4.0, 1.0, 0.0]);
}

#[test]
fn missing_fail_names_the_cells() {
    let mut b = Build::new();
    let t = b.table("country", 3);
    let x = b.numbers(t, "x", &[1.0, UNASKED, 3.0]);
    b.index(t, "index", index(&[x], "sum", MissingRule::Fail));
    let errors = run(&b.shared(), &b.data, &[], &RunOptions::default()).unwrap_err();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].code, crate::diagnostic::Code::MissingFails);
    assert!(errors[0].message.contains("country1"), "{}", errors[0].message);
}

#[test]
fn excluded_rows_set_no_yardstick_and_have_no_index() {
    let mut b = Build::new();
    let t = b.table("t", 4);
    let x = b.numbers(t, "x", &[2.0, 100.0, 4.0, 1.0]);
    b.gate(t, "small", vec![(below(q(x), n(50.0)), "too large")]);
    let ungrouped = normalised(index(&[x], "sum", SKIP), "max", &[]);
    let ungrouped = b.index(t, "ungrouped", ungrouped);
    let key = b.program.tables[0].key;
    let grouped = normalised(index(&[x], "sum", SKIP), "max", &[key]);
    let grouped = b.index(t, "grouped", grouped);
    let a = b.run();
    assert_numbers(&numbers(&a, ungrouped), &[0.5, INAPPLICABLE, 1.0, 0.25]);
    assert_numbers(&numbers(&a, grouped), &[1.0, INAPPLICABLE, 1.0, 1.0]);
    assert_eq!(a.yardsticks[&grouped][0].names, ["t0", "t2", "t3"]);
    assert_eq!(a.yardsticks[&grouped][0].groups.as_ref().unwrap().as_slice(), [0, 3, 1, 2]);
    assert_eq!(a.tables[0].excluded.len(), 1);
    let options = RunOptions { exclusions: Exclusions::Leave, ..RunOptions::default() };
    let a = run(&b.shared(), &b.data, &[], &options).unwrap();
    assert!(a.tables[0].excluded.is_empty() && !a.is_included(t, 1));
}

#[test]
fn a_missing_group_makes_the_part_missing_of_its_kind() {
    let mut b = Build::new();
    let t = b.table("t", 3);
    let group = b.numbers(t, "group", &[1.0, UNASKED, 1.0]);
    let x = b.numbers(t, "x", &[2.0, 100.0, 4.0]);
    let index = normalised(index(&[x], "sum", SKIP), "max", &[group]);
    let index = b.index(t, "index", index);
    let a = b.run();
    assert_numbers(&numbers(&a, index), &[0.5, UNASKED, 1.0]);
}

#[test]
fn zscores_ranks_and_rounding() {
    let mut b = Build::new();
    let t = b.table("t", 4);
    let x = b.numbers(t, "x", &[2.0, 4.0, UNAVAILABLE, 6.0]);
    let z = normalised(index(&[x], "sum", SKIP), "zscore", &[]);
    let z = b.index(t, "z", z);
    let ranks = normalised(index(&[x], "sum", SKIP), "rank", &[]);
    let ranks = b.index(t, "ranks", ranks);
    let mut third = index(&[x], "arithmetic mean", SKIP);
    third.weights = vec![1.0];
    third.rounding = Some(Rounding { decimals: 0, half_even: false });
    let half = b.formula(t, "half", arithmetic(crate::program::ArithmeticOp::Divide, q(x), n(4.0)));
    third.parts[0].quantity = half;
    let third = b.index(t, "third", third);
    let a = b.run();
    // The mean is 4, and the standard deviation (of the sample or of all) is the same for both ends.
    let found = numbers(&a, z);
    assert_eq!((found[1], -found[0]), (0.0, found[3]));
    assert_eq!(found[2].to_bits(), UNAVAILABLE.to_bits());
    let found = numbers(&a, ranks);
    assert_eq!(found[1], 2.0);
    assert_eq!(found[0] + found[3], 4.0);
    assert_numbers(&numbers(&a, third), &[1.0, 1.0, UNAVAILABLE, 2.0]);
}

#[test]
fn an_index_of_indices() {
    let mut b = Build::new();
    let t = b.table("t", 2);
    let x = b.numbers(t, "x", &[1.0, 2.0]);
    let y = b.numbers(t, "y", &[10.0, 5.0]);
    let one = normalised(index(&[x], "sum", SKIP), "max", &[]);
    let one = b.index(t, "all.one", one);
    let two = normalised(index(&[y], "sum", SKIP), "max", &[]);
    let two = b.index(t, "all.two", two);
    let mut all = index(&[one, two], "arithmetic mean", SKIP);
    all.weights = vec![1.0, 3.0];
    let all = b.index(t, "all", all);
    let a = b.run();
    assert_numbers(&numbers(&a, all), &[(0.5 + 3.0) / 4.0, (1.0 + 1.5) / 4.0]);
}

#[test]
fn levels_that_count_as_numbers() {
    let mut b = Build::new();
    let t = b.table("t", 3);
    let scale = b.scale("stance", &[("low", 1.0), ("high", 7.0)]);
    let stance = b.levels(t, "stance", scale, &[Some(1), None, Some(0)]);
    let index = b.index(t, "index", index(&[stance], "sum", SKIP));
    let a = b.run();
    assert_numbers(&numbers(&a, index), &[7.0, UNASKED, 1.0]);
    assert_eq!(a.value(index, 1), Value::Missing(Missing::Unasked));
}
