//! How long it takes to compare two policies of 2,000 lines: read, checked and compared; and compared alone.

#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark that cannot run stops")]

mod support {
    pub mod long_policy;
    pub mod policies;
}

use bareme::compare;
use criterion::{Criterion, criterion_group, criterion_main};
use support::long_policy::long_policy;
use support::policies::checked;

fn compare_text(criterion: &mut Criterion) {
    let a = long_policy(2_000);
    let b = a.replace("0.21", "0.25").replace("from 0.7", "from 0.75").replace("euclidean norm", "arithmetic mean");
    let (first, second) = (checked(&a), checked(&b));
    assert!(!compare::structure(&first, &second).is_equal(), "there is something to find");
    let mut group = criterion.benchmark_group("two policies of 2,000 lines");
    group.bench_function("compare", |bencher| bencher.iter(|| compare::structure(&first, &second)));
    group.bench_function("read, check and compare", |bencher| {
        bencher.iter_with_large_drop(|| compare::structure(&checked(&a), &checked(&b)));
    });
}

criterion_group!(benches, compare_text);
criterion_main!(benches);
