//! One thread and several, any order of rows, and the sizes at which chunks and blocks end.

use super::build::*;
use crate::eval::Assessment;
use crate::program::{AggregateFunction as F, MissingRule, Over, QuantityId, RankRule, ScenarioRule, Ties};

/// Whole numbers below 1,000 with every fifth missing, from a fixed generator.
fn values(rows: usize, seed: u64) -> Vec<f64> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    (0..rows).map(|_| if next() % 5 == 0 { UNAVAILABLE } else { (next() % 1_000) as f64 / 7.0 }).collect()
}

fn policy(x: &[f64], y: &[f64], groups: &[f64]) -> (Build, Vec<QuantityId>) {
    let mut b = Build::new();
    let t = b.table("t", x.len());
    let g = b.numbers(t, "g", groups);
    let x = b.numbers(t, "x", x);
    let y = b.numbers(t, "y", y);
    b.gate(t, "gate", vec![(below(q(y), n(130.0)), "too large")]);
    let max = normalised(index(&[x, y], "euclidean norm", MissingRule::Skip { at_least: 1 }), "max", &[g]);
    let max = b.index(t, "max", max);
    let z = normalised(index(&[x, y], "arithmetic mean", MissingRule::Propagate), "zscore", &[]);
    let z = b.index(t, "z", z);
    let sum = b.formula(t, "sum", aggregated(over(F::Sum, Over::Group(t, vec![g]), Some(q(x))), number_type()));
    let ratio = b.formula(t, "ratio", arithmetic(crate::program::ArithmeticOp::Divide, q(x), q(sum)));
    let outcomes = vec![("high", Some(at_least(q(max), n(1.0)))), ("low", Some(below(q(max), n(1.0))))];
    let scenario = b.scenario(t, "scenario", ScenarioRule::Exactly, outcomes);
    let rule =
        RankRule { of: max, higher_first: true, then: Vec::new(), within: vec![g], among: None, ties: Ties::Mean };
    let rank = b.rank(t, "rank", rule);
    (b, vec![max, z, sum, ratio, rank, scenario])
}

fn all_bits(a: &Assessment, ids: &[QuantityId]) -> Vec<Vec<u64>> {
    let (scenario, rest) = ids.split_last().unwrap();
    let mut all: Vec<Vec<u64>> = rest.iter().map(|id| bits(&numbers(a, *id))).collect();
    all.push(codes(a, *scenario).into_iter().map(u64::from).collect());
    all
}

#[test]
fn one_thread_and_three_give_the_same_bits() {
    let rows = 200_000;
    let groups: Vec<f64> = values(rows, 3).iter().map(|x| (x / 20.0).floor()).collect();
    let (b, ids) = policy(&values(rows, 1), &values(rows, 2), &groups);
    let one = b.run_with(Some(1));
    let three = b.run_with(Some(3));
    assert_eq!(all_bits(&one, &ids), all_bits(&three, &ids));
    assert_eq!(one.tables[0].excluded, three.tables[0].excluded);
    assert_eq!(one.yardsticks, three.yardsticks);
}

#[test]
fn vectors_of_any_width_give_the_same_bits() {
    for rows in [3, 1_025, 70_001] {
        let groups: Vec<f64> = values(rows, 3).iter().map(|x| (x / 20.0).floor()).collect();
        let (b, ids) = policy(&values(rows, 1), &values(rows, 2), &groups);
        let wide = b.run_with(Some(1));
        let narrow = crate::wide::narrow(|| b.run_with(Some(1)));
        assert_eq!(all_bits(&wide, &ids), all_bits(&narrow, &ids));
        assert_eq!(wide.tables[0].included, narrow.tables[0].included);
        assert_eq!(wide.yardsticks, narrow.yardsticks);
    }
}

#[test]
fn a_row_has_its_result_wherever_it_stands() {
    let rows = 3_000;
    let (x, y) = (values(rows, 1), values(rows, 2));
    let groups: Vec<f64> = (0..rows).map(|i| (i % 7) as f64).collect();
    let (b, ids) = policy(&x, &y, &groups);
    let backwards = |v: &[f64]| v.iter().rev().copied().collect::<Vec<f64>>();
    let (c, _) = policy(&backwards(&x), &backwards(&y), &backwards(&groups));
    let (there, back) = (b.run(), c.run());
    // The maximum does not depend on the order; sums of sevenths may differ in their last bits, so they are left out.
    for id in [ids[0], ids[4]] {
        assert_eq!(bits(&numbers(&there, id)), bits(&backwards(&numbers(&back, id))));
    }
}

#[test]
fn sizes_at_which_chunks_end() {
    for rows in [0, 1, 1_023, 1_024, 1_025, 2_049] {
        let (x, y) = (values(rows, 1), values(rows, 2));
        let groups: Vec<f64> = (0..rows).map(|i| (i % 3) as f64).collect();
        let (b, ids) = policy(&x, &y, &groups);
        let a = b.run();
        let largest = |v: &[f64], g: usize| {
            let there = v.iter().zip(&y).enumerate().filter(|(i, (v, y))| i % 3 == g && !v.is_nan() && **y < 130.0);
            there.fold(f64::NEG_INFINITY, |m, (_, (v, _))| m.max(*v))
        };
        let maxima: Vec<[f64; 2]> = (0..3).map(|g| [largest(&x, g), largest(&y, g)]).collect();
        let found = numbers(&a, ids[0]);
        assert_eq!(found.len(), rows);
        for row in 0..rows {
            let square = |v: f64, m: f64| if v.is_nan() { 0.0 } else { (v / m) * (v / m) };
            let expected = if y[row] < 130.0 {
                (square(x[row], maxima[row % 3][0]) + square(y[row], maxima[row % 3][1])).sqrt()
            } else {
                INAPPLICABLE
            };
            assert_eq!(found[row].to_bits(), expected.to_bits(), "row {row} of {rows}");
        }
    }
}

#[test]
fn all_missing() {
    let rows = 1_025;
    let nothing = vec![UNASKED; rows];
    let mut b = Build::new();
    let t = b.table("t", rows);
    let x = b.numbers(t, "x", &nothing);
    let max = normalised(index(&[x], "sum", MissingRule::Skip { at_least: 1 }), "max", &[]);
    let max = b.index(t, "max", max);
    let a = b.run();
    assert_numbers(&numbers(&a, max), &nothing);
    assert!(a.yardsticks[&max][0].yardsticks[0].as_ref().unwrap()[0].degenerate);
}

/// Looked up by cell where there are many rows, computed row by row where there are few: the outcomes are the same.
#[test]
fn a_scenario_has_the_same_outcomes_in_a_large_table_and_in_small_ones() {
    use crate::eval::column::{member, yes_no};
    use crate::eval::decide::LOOKED_UP;
    use crate::program::{CompareOp, ExprKind, Type};
    let edges = [1.0, 1.0f64.next_down(), 1.0f64.next_up(), 0.0, -0.0, -3.0, 250.0, f64::INFINITY, UNASKED, UNKNOWN];
    let edges: Vec<f64> = edges.into_iter().chain([INAPPLICABLE, UNAVAILABLE, f64::NEG_INFINITY]).collect();
    let small = 61;
    let pick = |row: usize, step: usize| edges[(row * step + row / 13) % edges.len()];
    let run = |rows: std::ops::Range<usize>| {
        let mut b = Build::new();
        let t = b.table("t", rows.len());
        let x = b.numbers(t, "x", &rows.clone().map(|r| pick(r, 1)).collect::<Vec<_>>());
        let y = b.numbers(t, "y", &rows.clone().map(|r| pick(r, 5)).collect::<Vec<_>>());
        let scale = b.scale("s", &[("low", 1.0), ("middle", 2.0), ("high", 3.0)]);
        let levels: Vec<Option<u8>> = rows.clone().map(|r| [Some(0), Some(1), None, Some(2)][r / 7 % 4]).collect();
        let level = b.levels(t, "level", scale, &levels);
        let ok: Vec<Option<bool>> = rows.clone().map(|r| [Some(true), None, Some(false)][r / 5 % 3]).collect();
        let ok = b.yes_no(t, "ok", &ok);
        let middle = crate::program::Expr { kind: ExprKind::Member(1), ..q_as(level, Type::Member(scale)) };
        b.gate(t, "gate", vec![(at_least(q_as(level, Type::Member(scale)), middle), "low")]);
        let is = compare(CompareOp::Is, q(y), n(0.0));
        let sum = || arithmetic(crate::program::ArithmeticOp::Add, q(x), q(y));
        let absent = yes(ExprKind::IsMissing(Box::new(q(x)), None));
        let either = yes(ExprKind::Or(vec![
            and(at_least(q(x), n(5.0)), at_least(q(y), n(1.0))),
            and(below(q(x), n(5.0)), at_least(q(y), n(1.0))),
        ]));
        let first = vec![
            ("absent", Some(absent)),
            ("sum", Some(and(compare(CompareOp::Greater, sum(), n(1.0)), is))),
            ("either", Some(either)),
            ("rest", None),
        ];
        let order = compare(CompareOp::LessOrEqual, q(x), q(y));
        let third = vec![("order", Some(order)), ("ok", Some(q_as(ok, Type::YesNo))), ("rest", None)];
        let third = b.scenario(t, "third", ScenarioRule::First, third);
        let first = b.scenario(t, "first", ScenarioRule::First, first);
        let p = || at_least(q(x), n(1.0));
        let r = || at_least(q(y), n(1.0));
        let not = |e: crate::program::Expr| yes(ExprKind::Not(Box::new(e)));
        let quadrants = vec![
            ("both", Some(and(p(), r()))),
            ("x", Some(and(p(), not(r())))),
            ("y", Some(and(not(p()), r()))),
            ("none", Some(and(not(p()), not(r())))),
        ];
        let quadrants = b.scenario(t, "quadrants", ScenarioRule::Exactly, quadrants);
        let before = LOOKED_UP.get();
        let a = b.run();
        let looked_up = LOOKED_UP.get() - before;
        let included: Vec<u8> = a.tables[0].included.as_ref().unwrap().to_vec();
        ([codes(&a, first), codes(&a, third)].concat(), codes(&a, quadrants), included, looked_up)
    };
    let rows = 70_000;
    let (whole, quadrants, included, looked_up) = run(0..rows);
    // The gate and the scenarios are; otherwise one way of computing would be compared with itself.
    assert!(looked_up >= 3, "{looked_up}");
    let (first, third) = whole.split_at(rows);
    for start in (0..rows).step_by(small * 50) {
        let end = (start + small).min(rows);
        let part = run(start..end);
        assert_eq!(part.3, 0);
        assert_eq!(part.0, [&first[start..end], &third[start..end]].concat());
        assert_eq!(part.1, quadrants[start..end]);
        assert_eq!(part.2, included[start..end]);
    }
    for outcomes in [first, third, &quadrants] {
        let distinct: std::collections::BTreeSet<u8> = outcomes.iter().copied().collect();
        assert!(distinct.len() > 4 && distinct.iter().any(|c| *c >= member::FIRST_MISSING), "{distinct:?}");
    }
    assert!(included.contains(&yes_no::NO) && included.contains(&yes_no::YES));
}

#[test]
fn weights_from_the_data_have_the_same_bits_on_one_thread_and_three() {
    let rows = 200_000;
    let mut b = Build::new();
    let t = b.table("t", rows);
    let parts: Vec<QuantityId> = ["p", "q", "r"]
        .iter()
        .zip(1..)
        .map(|(name, seed)| {
            let whole: Vec<f64> = values(rows, seed).iter().map(|x| if seed == 3 { x * x } else { *x }).collect();
            b.numbers(t, name, &whole)
        })
        .collect();
    b.gate(t, "gate", vec![(below(q(parts[1]), n(140.0)), "too large")]);
    let methods = ["entropy", "critic", "standard deviation", "pca", "factor", "optimised"];
    let ids: Vec<QuantityId> = methods
        .iter()
        .map(|name| {
            let mut of_parts = normalised(index(&parts, "arithmetic mean", MissingRule::Propagate), "max", &[]);
            of_parts.weighing = by_data(name, 1, parts.len());
            b.index(t, name, of_parts)
        })
        .collect();
    let (one, three) = (b.run_with(Some(1)), b.run_with(Some(3)));
    assert_eq!(one.weighed.len(), methods.len());
    assert_eq!(one.weighed, three.weighed);
    let narrow = crate::wide::narrow(|| b.run_with(Some(1)));
    assert_eq!(one.weighed, narrow.weighed);
    for id in ids {
        assert_eq!(bits(&numbers(&one, id)), bits(&numbers(&three, id)));
        assert!((one.weights(id).iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
}

/// Every row-wise aggregation under a rule, of parts of which none, few or many values are missing.
fn aggregations(rows: usize, rule: MissingRule, share: u64) -> (Build, Vec<QuantityId>) {
    let mut b = Build::new();
    let t = b.table("t", rows);
    let thinned = |seed: u64| -> Vec<f64> {
        let there = |(row, x): (usize, f64)| match (row as u64 * 7 + seed * 3).checked_rem(share) {
            Some(0) => UNASKED,
            Some(_) | None if x.is_nan() => 3.5 + row as f64 % 11.0,
            Some(_) | None => x + 1.0,
        };
        values(rows, seed).into_iter().enumerate().map(there).collect()
    };
    let parts: Vec<QuantityId> =
        (1..=5).map(|seed| b.numbers(t, ["p", "q", "r", "s", "u"][seed - 1], &thinned(seed as u64))).collect();
    let methods = crate::methods::aggregate::ALL.iter().filter(|m| m.whole().is_none());
    let ids = methods.map(|method| {
        let mut of_parts = index(&parts, method.name(), rule);
        of_parts.weights = vec![1.0, 2.0, 0.5, 1.0, 3.0];
        b.index(t, method.name(), of_parts)
    });
    let ids = ids.collect();
    (b, ids)
}

#[test]
fn aggregations_have_the_same_bits_however_many_values_are_missing() {
    let bits_of =
        |a: &Assessment, ids: &[QuantityId]| -> Vec<Vec<u64>> { ids.iter().map(|id| bits(&numbers(a, *id))).collect() };
    const ROWS: usize = 33_000;
    for rule in [MissingRule::Propagate, MissingRule::Skip { at_least: 4 }] {
        // Alone a row stands at the end of a vector.
        let (single, ids) = aggregations(1, rule, 0);
        let alone = bits_of(&single.run(), &ids);
        for share in [0, 2_003, 5] {
            let (b, ids) = aggregations(ROWS, rule, share);
            let first = bits_of(&b.run_with(Some(1)), &ids);
            if share == 2_003 {
                assert_eq!(first, bits_of(&b.run_with(Some(3)), &ids));
            }
            assert_eq!(first, bits_of(&crate::wide::narrow(|| b.run_with(Some(1))), &ids));
            if share == 0 {
                assert!(first.iter().zip(&alone).all(|(many, one)| many[0] == one[0]));
                assert!(first.iter().flatten().all(|bits| f64::from_bits(*bits).is_finite()));
            } else if rule == MissingRule::Propagate {
                let missing = |row: u64| (1..=5).any(|seed| (row * 7 + seed * 3).is_multiple_of(share));
                let gone: Vec<bool> = (0..ROWS as u64).map(missing).collect();
                for values in &first {
                    assert!(values.iter().map(|bits| *bits == UNASKED.to_bits()).eq(gone.iter().copied()));
                }
            }
        }
    }
}
