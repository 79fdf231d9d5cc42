//! How long the engine takes over columns in memory, and from a CSV file.

#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark that cannot run stops")]

mod support {
    pub mod clusters;
    pub mod policies;
    pub mod seeded;
}

use std::path::Path;
use std::sync::Arc;

use bareme::data::Settings;
use bareme::eval::Exclusions;
use bareme::limits::Limits;
use bareme::{Data, Program, RunOptions};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use support::clusters::{Clusters, assessed};
use support::policies::{self, SCENARIO, SUMMARY};

const TEN_MILLION: usize = 10_000_000;

/// One and two threads; from two on the gain is the machine's.
const THREADS: [usize; 2] = [1, 2];

fn run(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, program: &Arc<Program>, data: &Data) {
    let defaults = policies::defaults(program);
    for threads in THREADS {
        let options = RunOptions { threads: Some(threads), exclusions: Exclusions::Leave, ..RunOptions::default() };
        let plural = if threads == 1 { "1 thread".to_owned() } else { format!("{threads} threads") };
        group.bench_function(BenchmarkId::new(name, plural), |bencher| {
            bencher.iter_with_large_drop(|| bareme::run(program, data, &defaults, &options).expect("the run succeeds"));
        });
    }
}

fn rows(group: &mut BenchmarkGroup<'_, WallTime>, rows: usize) {
    group.throughput(Throughput::Elements(rows as u64));
    if rows >= 1_000_000 {
        group.sample_size(10).sampling_mode(SamplingMode::Flat);
    }
}

fn index(criterion: &mut Criterion) {
    for count in [6, 1000] {
        let program = policies::index(count);
        let mut group = criterion.benchmark_group(format!("index within {count} groups"));
        for size in [10_000, 1_000_000, TEN_MILLION] {
            rows(&mut group, size);
            run(&mut group, &format!("{size} rows"), &program, &Clusters::new(size, count).bind(&program));
        }
    }
}

fn scenario(criterion: &mut Criterion) {
    let program = policies::checked(SCENARIO);
    let mut group = criterion.benchmark_group("scenario with gate");
    for size in [10_000, TEN_MILLION] {
        rows(&mut group, size);
        run(&mut group, &format!("{size} rows"), &program, &assessed(size, &program));
    }
}

fn summary(criterion: &mut Criterion) {
    let program = policies::checked(SUMMARY);
    let mut group = criterion.benchmark_group("summaries by region and size");
    for size in [10_000, 1_000_000] {
        rows(&mut group, size);
        run(&mut group, &format!("{size} rows"), &program, &Clusters::new(size, 6).bind(&program));
    }
}

fn from_csv(criterion: &mut Criterion) {
    let program = policies::index(6);
    let defaults = policies::defaults(&program);
    let mut group = criterion.benchmark_group("index from CSV");
    for size in [10_000, TEN_MILLION] {
        rows(&mut group, size);
        let file = Clusters::file(Path::new(env!("CARGO_TARGET_TMPDIR")), size, 6);
        let mut settings = Settings::of_policy("bench.bareme");
        settings.bind(&format!("clusters={}", file.display())).expect("this binds a file");
        group.bench_function(format!("{size} rows"), |bencher| {
            bencher.iter_with_large_drop(|| {
                let data = bareme::data::load(&program, &settings, &Limits::default()).expect("the file is good");
                bareme::run(&program, &data, &defaults, &RunOptions::default()).expect("the run succeeds")
            });
        });
    }
}

criterion_group!(benches, index, scenario, summary, from_csv);
criterion_main!(benches);
