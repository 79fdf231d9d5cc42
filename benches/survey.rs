//! How long it takes to evaluate a survey: what was asked, what counts, and what the answers of all who speak for a
//! cluster become (`benches/policies/survey.bareme`), with ten responses a cluster.

#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark that cannot run stops")]

mod support {
    pub mod clusters;
    pub mod policies;
    pub mod runs;
    pub mod seeded;
}

use std::sync::Arc;

use bareme::eval::Column;
use bareme::eval::column::{member, number, yes_no};
use bareme::program::{Missing, Type};
use bareme::{Data, Program};
use criterion::{Criterion, criterion_group, criterion_main};
use support::clusters::keys;
use support::runs;
use support::seeded::Seeded;

const SURVEY: &str = include_str!("policies/survey.bareme");

/// Responses for each cluster, on average.
const FOR_EACH: usize = 10;

/// One in so many answers is not given.
const GONE: u32 = 12;

fn responses(rows: usize, program: &Program) -> Data {
    let mut random = Seeded::new(0x5eed_0f16);
    let groups = rows / FOR_EACH;
    let mut data = Data::builder(program).column("clusters", "name", keys(groups));
    let table = program.find_table("answers").expect("the policy has answers");
    let columns: Vec<_> = program.columns(table).map(|(id, q, source)| (id, q.ty.clone(), source.clone())).collect();
    for (id, ty, source) in columns {
        let gone = |random: &mut Seeded| source.optional && random.below(GONE) == 0;
        let values = match ty {
            _ if id == program.table(table).key => keys(rows),
            Type::YesNo => {
                let code = |random: &mut Seeded| match gone(random) {
                    true => yes_no::missing(Missing::Unavailable),
                    false => yes_no::from(random.below(3) > 0),
                };
                Column::YesNo(Arc::new((0..rows).map(|_| code(&mut random)).collect()))
            }
            Type::Member(scale) => {
                let members = program.scale(scale).members.len() as u32;
                let code = |random: &mut Seeded| match gone(random) {
                    true => member::missing(Missing::Unavailable),
                    false => random.below(members) as u8,
                };
                Column::Member(Arc::new((0..rows).map(|_| code(&mut random)).collect()))
            }
            Type::Number(_) | Type::Date => {
                let value = |random: &mut Seeded| match gone(random) {
                    true => number::missing(Missing::Unavailable),
                    false => f64::from(random.below(1_000)),
                };
                Column::Number(Arc::new((0..rows).map(|_| value(&mut random)).collect()))
            }
            Type::Link(_) => Column::Link(Arc::new((0..rows).map(|_| random.below(groups as u32)).collect())),
            Type::Text => panic!("the survey has no such column"),
        };
        data = data.column("answers", &source.header, values);
    }
    data.build().expect("the columns fit the policy")
}

fn survey(criterion: &mut Criterion) {
    runs::measured(criterion, "survey of sixteen answers", SURVEY, responses);
}

criterion_group!(benches, survey);
criterion_main!(benches);
