//! A policy run over few and many rows, with one thread and with two.

use bareme::{Data, Program, RunOptions};
use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};

use super::policies;

/// Measures the runs of a policy over data of 10,000 and of 1,000,000 rows, which stand in memory.
pub fn measured(criterion: &mut Criterion, title: &str, text: &str, data: impl Fn(usize, &Program) -> Data) {
    let program = policies::checked(text);
    let defaults = policies::defaults(&program);
    let mut group = criterion.benchmark_group(title);
    for rows in [10_000, 1_000_000] {
        let data = data(rows, &program);
        group.throughput(Throughput::Elements(rows as u64));
        if rows >= 1_000_000 {
            group.sample_size(10).sampling_mode(SamplingMode::Flat);
        }
        for threads in [1, 2] {
            let options = RunOptions { threads: Some(threads), ..RunOptions::default() };
            let plural = if threads == 1 { "1 thread".to_owned() } else { format!("{threads} threads") };
            group.bench_function(BenchmarkId::new(format!("{rows} rows"), plural), |bencher| {
                bencher.iter_with_large_drop(|| bareme::run(&program, &data, &defaults, &options).expect("it runs"));
            });
        }
    }
}
