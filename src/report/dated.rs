//! Of a policy in which something holds from a day: which day was asked for, and what was in force.

use super::results;
use crate::program::{InForce, Program};

/// As many things in force as a person is told one by one.
const LISTED: usize = 12;

/// `As of 2024-06-30: the edition in force since 2024-01-01`
pub(super) fn line(program: &Program) -> Option<String> {
    let day = program.dated.as_of?;
    Some(match program.dated.since {
        Some(since) => format!("As of {day}: the edition in force since {since}"),
        None => format!("As of {day}: the first edition"),
    })
}

/// What was in force, and since when.
pub(super) fn sentence(program: &Program) -> Option<String> {
    let day = program.dated.as_of?;
    let all = &program.dated.in_force;
    let mut told: Vec<String> =
        all.iter().take(LISTED).map(|thing| results::clean(&InForce::sentence(thing))).collect();
    if all.len() > LISTED {
        told.push(format!("and {} more", all.len() - LISTED));
    }
    Some(format!("In force on {day}: {}", told.join("; ")))
}

/// The columns that say so in a table of results.
#[cfg(feature = "data")]
pub(super) fn columns(program: &Program) -> Vec<(&'static str, String)> {
    let Some(day) = program.dated.as_of else { return Vec::new() };
    let since = program.dated.since.map(|since| since.to_string()).unwrap_or_default();
    vec![("policy.as_of", day.to_string()), ("policy.since", since)]
}
