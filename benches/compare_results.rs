//! Two results on the same 10⁵ entities compared: scores, ranks, migrations, groups. The peer is
//! `benches/peers/compare_results.py`, which does the same with polars.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a benchmark that cannot run stops")]

mod support {
    pub mod seeded;
}

use std::hint::black_box;
use std::path::Path;

use bareme::compare::results::{self, Outcome};
use bareme::report::{Report, json};
use bareme::{Data, RunOptions, parameters};
use criterion::{Criterion, criterion_group, criterion_main};
use support::seeded::Seeded;

const ROWS: usize = 100_000;
const GROUPS: u32 = 30;

const POLICY: &str = "policy measured
table places { key id; field kind : text; indicator x : count }
index score of places { parts x; aggregate sum; rank higher first }
scenario standing of places by score { strong from 15; fair from 5; weak below 5 }
";

fn compared(criterion: &mut Criterion) {
    let program = bareme::load_text("measured.bareme", POLICY).expect("the policy has no errors");
    let mut random = Seeded::new(0xc0a1);
    let first: Vec<f64> = (0..ROWS).map(|_| (random.lognormal(2.0, 0.8) * 100.0).round() / 100.0).collect();
    let second: Vec<f64> = first.iter().map(|x| (x * random.lognormal(0.0, 0.1) * 100.0).round() / 100.0).collect();
    let keys: Vec<String> = (0..ROWS).map(|row| format!("place {row}")).collect();
    let kinds: Vec<String> = (0..ROWS).map(|_| format!("kind {}", random.below(GROUPS))).collect();
    // The second result has its rows in another order.
    let order: Vec<usize> = (0..ROWS).map(|at| (at * 7_919) % ROWS).collect();
    let picked = |of: &[String]| -> Vec<String> { order.iter().map(|at| of[*at].clone()).collect() };
    let values: Vec<f64> = order.iter().map(|at| second[*at]).collect();
    let run = |keys: &[String], kinds: &[String], values: Vec<f64>| {
        let data = Data::builder(&program).texts("places", "id", keys).texts("places", "kind", kinds);
        let data = data.numbers("places", "x", values).build().expect("the columns fit the policy");
        let parameters = parameters::resolve::<&str>(&program, &[]).expect("there are none");
        bareme::run(&program, &data, &parameters, &RunOptions::default()).expect("it runs")
    };
    let (a, b) = (run(&keys, &kinds, first.clone()), run(&picked(&keys), &picked(&kinds), values));
    write_for_peers(&keys, &kinds, &first, &second);
    let (of_a, of_b) = (Outcome::of(&a, Some("kind")), Outcome::of(&b, Some("kind")));
    let mut group = criterion.benchmark_group("compare results, 100000 rows");
    group.sample_size(20);
    group.bench_function("compare", |bencher| {
        bencher.iter(|| black_box(results::compare(&of_a, &of_b).expect("one ruler")));
    });
    group.bench_function("two runs taken up and compared", |bencher| {
        bencher.iter(|| {
            let (a, b) = (Outcome::of(&a, Some("kind")), Outcome::of(&b, Some("kind")));
            black_box(results::compare(&a, &b).expect("one ruler"))
        });
    });
    let report = Report { assessment: &a, published: &[], findings: &[], stages: &[] };
    let mut file = Vec::new();
    json::write(&report, &mut file).expect("memory can be written");
    group.bench_function("one file of results read", |bencher| {
        bencher.iter(|| black_box(results::read(&file, "a.json", Some("kind")).expect("it is one")));
    });
    group.finish();
}

fn write_for_peers(keys: &[String], kinds: &[String], first: &[f64], second: &[f64]) {
    let mut text = "id,kind,a,b\n".to_owned();
    for (((key, kind), a), b) in keys.iter().zip(kinds).zip(first).zip(second) {
        text.push_str(&format!("{key},{kind},{a},{b}\n"));
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compare_results.csv");
    std::fs::write(path, text).expect("the folder can be written");
}

criterion_group!(benches, compared);
criterion_main!(benches);
