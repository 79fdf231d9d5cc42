//! What is wrong with the editions of a policy in which something holds from a day.

use super::{Finding, of_one};
use crate::program::{Edition, Program};

/// A finding, in how many editions it is, and the first and the last of them.
struct Found<'a> {
    finding: Finding,
    times: usize,
    first: &'a Edition,
    last: usize,
}

/// What is wrong with any edition, each once. Of what is wrong only in some it is said since when.
pub(super) fn policy(program: &Program) -> Vec<Finding> {
    let mut found: Vec<Found<'_>> = Vec::new();
    for (at, edition) in program.dated.editions.iter().enumerate() {
        for finding in of_one(&edition.program) {
            match found.iter_mut().find(|f| f.last != at && same(&f.finding, &finding)) {
                Some(known) => {
                    known.times += 1;
                    known.last = at;
                }
                None => found.push(Found { finding, times: 1, first: edition, last: at }),
            }
        }
    }
    let all = program.dated.editions.len();
    let told = found.into_iter().map(|Found { mut finding, times, first, .. }| {
        if times < all {
            let edition = match first.since {
                Some(day) => format!("in the edition in force since {day}"),
                None => "in the first edition".to_owned(),
            };
            finding.message = format!("{edition}, {}", finding.message);
        }
        finding
    });
    told.collect()
}

fn same(a: &Finding, b: &Finding) -> bool {
    let place = |f: &Finding| f.span.map(|s| (s.file, s.start, s.end));
    a.code == b.code && a.subject == b.subject && place(a) == place(b)
}
