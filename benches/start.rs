//! How long the whole process of the main job takes, from its start to its exit.

#![allow(clippy::expect_used, reason = "a benchmark that cannot run stops")]

use std::process::{Command, Stdio};

use criterion::{Criterion, criterion_group, criterion_main};

const PROGRAM: &str = env!("CARGO_BIN_EXE_bareme");

fn process(arguments: &[&str]) {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).stdout(Stdio::null());
    let status = command.status().expect("the program starts");
    assert!(status.success(), "bareme {arguments:?} fails");
}

fn start(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("whole process");
    group.sample_size(100);
    group.bench_function("bareme --version", |bencher| bencher.iter(|| process(&["--version"])));
    let main_job = ["run", "policies/pilot-clusters"];
    group.bench_function("bareme run policies/pilot-clusters", |bencher| bencher.iter(|| process(&main_job)));
    let as_json = ["run", "policies/pilot-clusters", "--format", "json"];
    group.bench_function("the same as JSON", |bencher| bencher.iter(|| process(&as_json)));
}

criterion_group!(benches, start);
criterion_main!(benches);
