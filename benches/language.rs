//! How long it takes to parse a policy, and to check it.

#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark that cannot run stops")]

mod support {
    pub mod long_policy;
    pub mod policies;
}

use bareme::limits::Limits;
use bareme::source::FileId;
use bareme::syntax;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use support::long_policy::long_policy;
use support::policies::checked;

/// As the `bareme` program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn language(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("language");
    for lines in [1_000, 20_000] {
        let text = long_policy(lines);
        assert_eq!(text.lines().count(), lines, "the policy is as long as it says");
        group.throughput(Throughput::Bytes(text.len() as u64));
        if lines > 1_000 {
            group.sample_size(20);
        }
        group.bench_with_input(BenchmarkId::new("parse", lines), &text, |bencher, text| {
            bencher.iter_with_large_drop(|| syntax::parse(FileId::default(), text, &Limits::default()));
        });
        group.bench_with_input(BenchmarkId::new("parse and check", lines), &text, |bencher, text| {
            bencher.iter_with_large_drop(|| checked(text));
        });
    }
}

criterion_group!(benches, language);
criterion_main!(benches);
