//! Reads the data of policies that are compared, and has their shifts divided among the changes.

use std::path::PathBuf;

use crate::calendar::Day;
use crate::check::{self, Whole};
use crate::cli::pipeline::{self, Failure, Ready, Request, Stages};
use crate::compare::attribution::{Bound, Sampling, Steps, attribution};
use crate::eval::RunOptions;
use crate::report::compare::Attributed;
use crate::world::DiskWorld;

/// For every pair, in order.
pub(super) fn attributions(paths: &[PathBuf], data: &[String], as_of: Option<Day>) -> Result<Vec<Attributed>, Failure> {
    let mut all: Vec<(Ready, Whole)> = Vec::new();
    for path in paths {
        let request = Request { path, data, parameters: &[], as_of, threads: None, stages: Stages::Leave, allow: &[] };
        let ready = pipeline::ready(&request)?;
        let whole = check::read(&DiskWorld, &ready.settings.policy_path().to_string_lossy(), &ready.limits);
        // What is attributed are differences between what was in force.
        let whole = match ready.program.dated.as_of {
            Some(day) => whole.as_of(day).map_err(|error| ready.failed(vec![error]))?,
            None => whole,
        };
        all.push((ready, whole));
    }
    let mut attributions = Vec::new();
    for (at, a) in all.iter().enumerate() {
        for b in all.iter().skip(at + 1) {
            attributions.push(pair(a, b));
        }
    }
    Ok(attributions)
}

fn pair((a, whole_a): &(Ready, Whole), (b, whole_b): &(Ready, Whole)) -> Attributed {
    let divided = Steps::between(whole_a, whole_b, &a.limits).and_then(|steps| {
        let first = Bound { program: &a.program, data: &a.data };
        let second = Bound { program: &b.program, data: &b.data };
        attribution(steps, first, second, Sampling::default(), &RunOptions::default())
    });
    let (attribution, not_divided) = match divided {
        Ok(attribution) => (Some(attribution), None),
        Err(why) => (None, Some(why)),
    };
    Attributed { a: a.program.name.clone(), b: b.program.name.clone(), attribution, not_divided }
}
