//! How long one record takes through the embedded API. The same rule in other embedded languages: `benches/peers/rules`.

#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark that cannot run stops")]

mod support {
    pub mod policies;
    pub mod seeded;
}

use std::hint::black_box;

use bareme::Value;
use bareme::eval::RecordQuery;
use criterion::{Criterion, criterion_group, criterion_main};
use support::policies::{self, SCENARIO};
use support::seeded::Seeded;

/// Records of different outcomes, so that no branch is always taken: stance, then the two indices.
fn records() -> Vec<[f64; 3]> {
    let mut random = Seeded::new(7);
    (0..1024).map(|_| [f64::from(random.below(7)), random.share() * 2.0, random.share() * 2.0]).collect()
}

fn record(criterion: &mut Criterion) {
    let program = policies::checked(SCENARIO);
    let path = policies::quantity(&program, "path");
    let query =
        RecordQuery::prepare(&program, path, &[], &policies::defaults(&program)).expect("the scenario is of one row");
    let order: Vec<usize> = query.inputs().map(|id| place(&program.quantity(id).name)).collect();
    let records = records();
    let numbers: Vec<Vec<f64>> =
        records.iter().map(|r| order.iter().filter_map(|at| r.get(*at).copied()).collect()).collect();
    let values: Vec<Vec<Value>> = records
        .iter()
        .map(|r| order.iter().filter_map(|at| r.get(*at)).zip(&order).map(|(x, at)| value(*x, *at)).collect())
        .collect();

    let mut group = criterion.benchmark_group("one record");
    group.throughput(criterion::Throughput::Elements(1024));
    let mut evaluator = query.evaluator();
    group.bench_function("1,024 records of numbers", |bencher| {
        bencher.iter(|| numbers.iter().for_each(|r| drop(black_box(evaluator.eval_numbers(black_box(r))))));
    });
    group.bench_function("1,024 records of values", |bencher| {
        bencher.iter(|| values.iter().for_each(|r| drop(black_box(evaluator.eval(black_box(r))))));
    });
    group.bench_function("1,024 records of values, with their reasons", |bencher| {
        bencher.iter(|| {
            for record in &values {
                black_box(evaluator.eval(black_box(record)).is_ok());
                black_box(evaluator.unmet());
                evaluator.conditions().for_each(|holds| {
                    black_box(holds);
                });
            }
        });
    });
    group.bench_function("the query made anew and one record", |bencher| {
        let defaults = policies::defaults(&program);
        bencher.iter(|| {
            let query = RecordQuery::prepare(&program, path, &[], &defaults).expect("the scenario is of one row");
            query.evaluator().eval_numbers(black_box(&[3.0, 1.0, 1.0]))
        });
    });
    group.bench_function("1,024 records by a function in Rust", |bencher| {
        bencher.iter(|| {
            for [stance, own, regional] in &records {
                black_box(by_hand(black_box(*stance), black_box(*own), black_box(*regional)));
            }
        });
    });
}

/// Where a record of ours has an input of the policy.
fn place(name: &str) -> usize {
    match name {
        "stance" => 0,
        "internationalisation" => 1,
        "foreign_activity" => 2,
        other => panic!("the policy asks for {other}"),
    }
}

fn value(x: f64, place: usize) -> Value {
    if place == 0 { Value::Member(x as u8) } else { Value::Number(x) }
}

/// What the rule costs where it is no rule but a part of the program.
#[inline(never)]
fn by_hand(stance: f64, own: f64, regional: f64) -> u8 {
    match (stance > 0.0, own >= 1.0, regional >= 1.0) {
        (false, _, _) => 0,
        (true, true, true) => 1,
        (true, true, false) => 2,
        (true, false, true) => 3,
        (true, false, false) => 4,
    }
}

criterion_group!(benches, record);
criterion_main!(benches);
