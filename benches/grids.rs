//! How long decision grids, look-ups and targets take over the rows of one table.

#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark that cannot run stops")]

mod support {
    pub mod clusters;
    pub mod policies;
    pub mod runs;
    pub mod seeded;
}

use std::sync::Arc;

use bareme::eval::Column;
use bareme::eval::column::{number, yes_no};
use bareme::program::Missing;
use bareme::{Data, Program};
use criterion::{Criterion, criterion_group, criterion_main};
use support::clusters::keys;
use support::runs;
use support::seeded::Seeded;

const GRIDS: &str = include_str!("policies/grids.bareme");

/// Firms with three numbers, of which the last is missing in one row of twenty.
fn firms(rows: usize, program: &Program) -> Data {
    let mut random = Seeded::new(0x9e1d_5eed);
    let mut numbers = || -> Vec<f64> { (0..rows).map(|_| random.share() * 100.0).collect() };
    let (exports, before, mut patents) = (numbers(), numbers(), numbers());
    patents.iter_mut().step_by(20).for_each(|x| *x = number::missing(Missing::Unavailable));
    let level = (0..rows).map(|_| random.below(3) as u8).collect();
    let listed = (0..rows).map(|_| yes_no::from(random.below(2) == 0)).collect();
    Data::builder(program)
        .column("firms", "id", keys(rows))
        .column("firms", "level", Column::Member(Arc::new(level)))
        .column("firms", "listed", Column::YesNo(Arc::new(listed)))
        .numbers("firms", "exports", exports)
        .numbers("firms", "exports_before", before)
        .numbers("firms", "patents", patents)
        .build()
        .expect("the columns fit the policy")
}

fn grids(criterion: &mut Criterion) {
    runs::measured(criterion, "grids, look-ups and targets", GRIDS, firms);
}

criterion_group!(benches, grids);
criterion_main!(benches);
