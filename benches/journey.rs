//! How long it takes to see where the organisations of a journey are: the ten steps of `policies/journey`.

#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark that cannot run stops")]

mod support {
    pub mod clusters;
    pub mod policies;
    pub mod runs;
    pub mod seeded;
}

use std::sync::Arc;

use bareme::eval::Column;
use bareme::eval::column::{member, yes_no};
use bareme::program::{Missing, Type};
use bareme::{Data, Program};
use criterion::{Criterion, criterion_group, criterion_main};
use support::clusters::keys;
use support::runs;
use support::seeded::Seeded;

const JOURNEY: &str = include_str!("../policies/journey/journey.bareme");

/// One in so many answers is not as desired, and one in so many is not given: rows come to stand at every step.
const NOT: u32 = 40;

/// Organisations of both roles, with all their answers.
fn organisations(rows: usize, program: &Program) -> Data {
    let mut random = Seeded::new(0x10a7_57e9);
    let table = program.find_table("organisations").expect("the journey has organisations");
    let mut data = Data::builder(program);
    let columns: Vec<_> =
        program.columns(table).map(|(id, q, source)| (id, q.ty.clone(), source.header.clone())).collect();
    for (id, ty, header) in columns {
        let mut code = |gone: u8, desired: u8, other: u8| match random.below(NOT) {
            0 => gone,
            1 => other,
            _ => desired,
        };
        let values = match ty {
            _ if id == program.table(table).key => keys(rows),
            Type::YesNo => {
                let gone = yes_no::missing(Missing::Unavailable);
                let (yes, no) = (yes_no::from(true), yes_no::from(false));
                Column::YesNo(Arc::new((0..rows).map(|_| code(gone, yes, no)).collect()))
            }
            Type::Member(_) => {
                let gone = if header == "role" { 1 } else { member::missing(Missing::Unavailable) };
                Column::Member(Arc::new(
                    (0..rows).map(|row| code(gone, (row % 2) as u8 * u8::from(header == "role"), 1)).collect(),
                ))
            }
            Type::Number(_) | Type::Text | Type::Date | Type::Link(_) => panic!("the journey has no such column"),
        };
        data = data.column("organisations", &header, values);
    }
    data.build().expect("the columns fit the policy")
}

fn journey(criterion: &mut Criterion) {
    runs::measured(criterion, "journey of ten steps", JOURNEY, organisations);
}

criterion_group!(benches, journey);
criterion_main!(benches);
