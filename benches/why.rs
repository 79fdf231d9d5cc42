//! How long the whole process takes to explain one row of a million, its loading included.

#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark that cannot run stops")]

mod support {
    pub mod clusters;
    pub mod policies;
    pub mod seeded;
}

use std::path::Path;
use std::process::{Command, Stdio};

use criterion::{Criterion, criterion_group, criterion_main};
use support::clusters::Clusters;
use support::policies;

const PROGRAM: &str = env!("CARGO_BIN_EXE_bareme");

fn process(arguments: &[&str]) {
    let status = Command::new(PROGRAM).args(arguments).stdout(Stdio::null()).status().expect("the program starts");
    assert!(status.success(), "bareme {arguments:?} fails");
}

fn why(criterion: &mut Criterion) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let mut group = criterion.benchmark_group("whole process of why");
    group.sample_size(20);
    for (name, policy, groups) in
        [("6 groups", policies::INDEX_6_GROUPS, 6), ("1000 groups", policies::INDEX_1000_GROUPS, 1000)]
    {
        for rows in [1_000, 1_000_000] {
            let path = folder.join(format!("why_{groups}.bareme"));
            std::fs::write(&path, policy).expect("the folder can be written");
            let path = path.to_string_lossy();
            let data = format!("clusters={}", Clusters::file(folder, rows, groups).display());
            let key = (rows / 2).to_string();
            let asked = ["why", path.as_ref(), "clusters", key.as_str(), "--data", data.as_str()];
            group.bench_function(format!("{rows} rows, {name}"), |bencher| bencher.iter(|| process(&asked)));
            let run = ["run", path.as_ref(), "--data", data.as_str()];
            group.bench_function(format!("run of the same: {rows} rows, {name}"), |bencher| {
                bencher.iter(|| process(&run));
            });
        }
    }
}

criterion_group!(benches, why);
criterion_main!(benches);
