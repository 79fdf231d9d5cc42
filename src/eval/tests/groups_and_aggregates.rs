//! Links, values from many rows, ranks.

use super::build::*;
use crate::eval::column::{link, yes_no};
use crate::program::{AggregateFunction as F, ExprKind, Missing, Over, RankRule, Ties, Type};

#[test]
fn over_a_table_and_within_groups() {
    let mut b = Build::new();
    let t = b.table("t", 6);
    let g = b.texts(t, "g", &["a", "b", "a", "b", "a", "a"]);
    let x = b.numbers(t, "x", &[1.0, 10.0, 2.0, UNASKED, 4.0, 9.0]);
    let whole = |f| aggregated(over(f, Over::Table(t), Some(q(x))), number_type());
    let within = |f| aggregated(over(f, Over::Group(t, vec![g]), Some(q(x))), number_type());
    let sum = b.formula(t, "sum", whole(F::Sum));
    let median = b.formula(t, "median", whole(F::Median));
    let mean = b.formula(t, "mean", within(F::Mean));
    let count = b.formula(t, "count", within(F::Count));
    let max = b.formula(t, "max", within(F::Max));
    let deviation = b.formula(t, "deviation", within(F::Deviation));
    let rank = b.formula(t, "rank", within(F::Rank));
    let mut quarter = over(F::Quantile, Over::Group(t, vec![g]), Some(q(x)));
    quarter.quantile = Some(Box::new(n(0.5)));
    let quarter = b.formula(t, "quantile", aggregated(quarter, number_type()));
    let a = b.run();
    assert_numbers(&numbers(&a, sum), &[26.0; 6]);
    assert_numbers(&numbers(&a, median), &[4.0; 6]);
    assert_numbers(&numbers(&a, mean), &[4.0, 10.0, 4.0, 10.0, 4.0, 4.0]);
    assert_numbers(&numbers(&a, count), &[4.0, 1.0, 4.0, 1.0, 4.0, 4.0]);
    assert_numbers(&numbers(&a, max), &[9.0, 10.0, 9.0, 10.0, 9.0, 9.0]);
    // Differences from 4: -3, -2, 0, 5; their squares add up to 38.
    let d = (38f64 / 3.0).sqrt();
    assert_numbers(&numbers(&a, deviation), &[d, INAPPLICABLE, d, INAPPLICABLE, d, d]);
    assert_numbers(&numbers(&a, rank), &[4.0, 1.0, 3.0, UNASKED, 2.0, 1.0]);
    assert_numbers(&numbers(&a, quarter), &[3.0, 10.0, 3.0, 10.0, 3.0, 3.0]);
}

#[test]
fn excluded_rows_take_no_part_and_filters_count() {
    let mut b = Build::new();
    let t = b.table("t", 4);
    let x = b.numbers(t, "x", &[1.0, 2.0, 4.0, 100.0]);
    let total = |b: &mut Build| {
        let mut sum = over(F::Sum, Over::Table(t), Some(q(x)));
        sum.filter = Some(at_least(q(x), n(2.0)));
        b.formula(t, "sum", aggregated(sum, number_type()))
    };
    // In the gate's own requirement the row of 100 still counts: the mean is 26.75.
    let mean = aggregated(over(F::Mean, Over::Table(t), Some(q(x))), number_type());
    b.gate(t, "typical", vec![(below(q(x), mean), "far above the mean")]);
    let sum = total(&mut b);
    let a = b.run();
    assert_numbers(&numbers(&a, sum), &[6.0; 4]);
    assert!(!a.is_included(t, 3) && a.is_included(t, 2));
}

#[test]
fn over_no_rows() {
    let mut b = Build::new();
    let t = b.table("t", 1);
    let empty = b.table("empty", 0);
    let x = b.numbers(empty, "x", &[]);
    let ok = b.yes_no(empty, "ok", &[]);
    let number = |f| aggregated(over(f, Over::Table(empty), Some(q(x))), number_type());
    let truth = |f| aggregated(over(f, Over::Table(empty), Some(q_as(ok, Type::YesNo))), Type::YesNo);
    let ids = [F::Sum, F::Count, F::Mean, F::Min, F::Median].map(|f| b.formula(t, "f", number(f)));
    let any = b.formula(t, "any", truth(F::Any));
    let all = b.formula(t, "all", truth(F::All));
    let a = b.run();
    let found: Vec<f64> = ids.iter().map(|id| numbers(&a, *id)[0]).collect();
    assert_numbers(&found, &[0.0, 0.0, INAPPLICABLE, INAPPLICABLE, INAPPLICABLE]);
    assert_eq!((codes(&a, any)[0], codes(&a, all)[0]), (yes_no::NO, yes_no::YES));
}

#[test]
fn links_there_and_back() {
    let mut b = Build::new();
    let regions = b.table("regions", 3);
    let clusters = b.table("clusters", 4);
    let area = b.numbers(regions, "area", &[10.0, UNKNOWN, 30.0]);
    let region = b.links(clusters, "region", regions, &[2, 0, link::missing(Missing::Unasked), 2]);
    let size = b.numbers(clusters, "size", &[1.0, 2.0, 4.0, 8.0]);
    let link = || q_as(region, Type::Link(regions));
    let follow = |target| expr(ExprKind::Follow { link: Box::new(link()), target: Box::new(target) }, number_type());
    let there = b.formula(clusters, "there", follow(q(area)));
    let constant = b.formula(clusters, "constant", follow(n(1.0)));
    let linking = |f, value| aggregated(over(f, Over::Linking { table: clusters, link: region }, value), number_type());
    let total = b.formula(regions, "total", linking(F::Sum, Some(q(size))));
    let count = b.formula(regions, "count", linking(F::Count, None));
    let mean = b.formula(regions, "mean", linking(F::Mean, Some(q(size))));
    // Two links away, through a formula of the other table.
    let back = b.formula(clusters, "back", follow(q(total)));
    let a = b.run();
    assert_numbers(&numbers(&a, there), &[30.0, 10.0, UNASKED, 30.0]);
    assert_numbers(&numbers(&a, constant), &[1.0, 1.0, UNASKED, 1.0]);
    assert_numbers(&numbers(&a, total), &[2.0, 0.0, 9.0]);
    assert_numbers(&numbers(&a, count), &[1.0, 0.0, 2.0]);
    assert_numbers(&numbers(&a, mean), &[2.0, INAPPLICABLE, 4.5]);
    assert_numbers(&numbers(&a, back), &[9.0, 2.0, UNASKED, 9.0]);
}

#[test]
fn ranks_with_ties_in_groups_among_some() {
    let mut b = Build::new();
    let t = b.table("t", 6);
    let x = b.numbers(t, "x", &[3.0, 5.0, 5.0, UNASKED, 9.0, 1.0]);
    let rule =
        |ties, higher_first| RankRule { of: x, higher_first, then: Vec::new(), within: Vec::new(), among: None, ties };
    let min = b.rank(t, "min", rule(Ties::Min, true));
    let max = b.rank(t, "max", rule(Ties::Max, true));
    let mean = b.rank(t, "mean", rule(Ties::Mean, true));
    let dense = b.rank(t, "dense", rule(Ties::Dense, true));
    let lower = b.rank(t, "lower", rule(Ties::Min, false));
    let among = b.rank(t, "among", RankRule { among: Some(below(q(x), n(6.0))), ..rule(Ties::Min, true) });
    let g = b.yes_no(t, "g", &[Some(true), Some(false), Some(true), Some(true), Some(false), None]);
    let within = b.rank(t, "within", RankRule { within: vec![g], ..rule(Ties::Min, true) });
    let a = b.run();
    assert_numbers(&numbers(&a, min), &[4.0, 2.0, 2.0, UNASKED, 1.0, 5.0]);
    assert_numbers(&numbers(&a, max), &[4.0, 3.0, 3.0, UNASKED, 1.0, 5.0]);
    assert_numbers(&numbers(&a, mean), &[4.0, 2.5, 2.5, UNASKED, 1.0, 5.0]);
    assert_numbers(&numbers(&a, dense), &[3.0, 2.0, 2.0, UNASKED, 1.0, 4.0]);
    assert_numbers(&numbers(&a, lower), &[2.0, 3.0, 3.0, UNASKED, 5.0, 1.0]);
    // Whether the missing one is below 6 is not known, so that it is not among them.
    assert_numbers(&numbers(&a, among), &[3.0, 1.0, 1.0, INAPPLICABLE, INAPPLICABLE, 4.0]);
    assert_numbers(&numbers(&a, within), &[2.0, 2.0, 1.0, UNASKED, 1.0, UNKNOWN]);
}

#[test]
fn shared_work_stands_once_in_the_plan() {
    let mut b = Build::new();
    let t = b.table("t", 2);
    let g = b.texts(t, "g", &["a", "b"]);
    let x = b.numbers(t, "x", &[1.0, 2.0]);
    let largest = || aggregated(over(F::Max, Over::Group(t, vec![g]), Some(q(x))), number_type());
    b.formula(t, "one", largest());
    b.formula(t, "two", arithmetic(crate::program::ArithmeticOp::Divide, q(x), largest()));
    let plan = crate::plan::Plan::whole(&b.shared(), &[], &[]).unwrap();
    let whole = plan.dag.nodes().filter(|(_, n)| !n.op.is_leaf() && !matches!(n.op, crate::plan::Op::Row(..)));
    // One node of groups and one of maxima.
    assert_eq!(whole.count(), 2);
}
