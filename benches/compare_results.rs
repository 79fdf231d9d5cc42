//! Two results on the same 10⁵ entities compared: scores, ranks, migrations, groups. The peer is
//! `benches/peers/compare_results.py`, which does the same with polars; `benches/results.py` runs both in turn. For that
//! `--figures` prints the figures and the best time of some rounds as JSON, and where the entities are for the peer.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a benchmark that cannot run stops")]

mod support {
    pub mod seeded;
}

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use bareme::compare::results::{self, Outcome, Results};
use bareme::report::{Report, json};
use bareme::{Assessment, Data, RunOptions, parameters};
use criterion::{Criterion, criterion_group};
use serde_json::json;
use support::seeded::Seeded;

const ROWS: usize = 100_000;
const GROUPS: u32 = 30;

const POLICY: &str = "policy measured
table places { key id; field kind : text; indicator x : count }
index score of places { parts x; aggregate sum; rank higher first }
scenario standing of places by score { strong from 15; fair from 5; weak below 5 }
";

/// The two runs, and where their entities are written.
fn runs() -> (Assessment, Assessment, PathBuf) {
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
    let file = write_for_peers(&keys, &kinds, &first, &second);
    (a, b, file)
}

fn taken_up(a: &Assessment, b: &Assessment) -> Results {
    let (a, b) = (Outcome::of(a, Some("kind")), Outcome::of(b, Some("kind")));
    results::compare(&a, &b).expect("one ruler")
}

fn compared(criterion: &mut Criterion) {
    let (a, b, _) = runs();
    let (of_a, of_b) = (Outcome::of(&a, Some("kind")), Outcome::of(&b, Some("kind")));
    let mut group = criterion.benchmark_group("compare results, 100000 rows");
    group.sample_size(20);
    group.bench_function("compare", |bencher| {
        bencher.iter(|| black_box(results::compare(&of_a, &of_b).expect("one ruler")));
    });
    group.bench_function("two runs taken up and compared", |bencher| {
        bencher.iter(|| black_box(taken_up(&a, &b)));
    });
    let report = Report { assessment: &a, published: &[], findings: &[], stages: &[] };
    let mut file = Vec::new();
    json::write(&report, &mut file).expect("memory can be written");
    group.bench_function("one file of results read", |bencher| {
        bencher.iter(|| black_box(results::read(&file, "a.json", Some("kind")).expect("it is one")));
    });
    group.finish();
}

/// The figures that the peer has as well, and the best of some rounds.
fn figures() {
    const ROUNDS: usize = 10;
    let (a, b, file) = runs();
    let round = |_| {
        let start = Instant::now();
        black_box(taken_up(&a, &b));
        start.elapsed().as_secs_f64() * 1e3
    };
    let best = (0..ROUNDS).map(round).fold(f64::INFINITY, f64::min);
    let found = taken_up(&a, &b);
    let table = &found.tables[0];
    let (score, scenario) = (&table.scores[0], &table.scenarios[0]);
    let groups = score.groups.iter().map(|group| {
        let of = &group.correlation;
        let told = json!([of.kendall, of.spearman, group.up, group.down, group.mean_shift, group.mean_difference]);
        (group.group.clone(), told)
    });
    let told = json!({
        "file": file, "ms": best, "tau": score.correlation.kendall, "spearman": score.correlation.spearman,
        "movers": score.movers.len(), "moves": scenario.moves.len(),
        "first": score.movers.iter().take(10).map(|at| &table.entities[*at as usize]).collect::<Vec<_>>(),
        "groups": groups.collect::<serde_json::Map<_, _>>(),
    });
    println!("{told}");
}

fn write_for_peers(keys: &[String], kinds: &[String], first: &[f64], second: &[f64]) -> PathBuf {
    let mut text = "id,kind,a,b\n".to_owned();
    for (((key, kind), a), b) in keys.iter().zip(kinds).zip(first).zip(second) {
        text.push_str(&format!("{key},{kind},{a},{b}\n"));
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compare_results.csv");
    std::fs::write(&path, text).expect("the folder can be written");
    path
}

criterion_group!(benches, compared);

fn main() {
    if std::env::args().any(|argument| argument == "--figures") {
        figures();
        return;
    }
    benches();
    Criterion::default().configure_from_args().final_summary();
}
