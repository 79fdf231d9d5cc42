//! Test results for a program.

use std::io::{self, Write};

use serde::Serialize;

use super::coverage;
use super::suite::{Tested, Verdict};
use crate::report::diff;
use crate::report::style::{DEFAULT_WIDTH, Style};

#[derive(Serialize)]
struct Results<'a> {
    assessments: Vec<Assessment<'a>>,
}

#[derive(Serialize)]
struct Assessment<'a> {
    folder: String,
    tests: Vec<Test<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<coverage::Entry<'a>>,
}

#[derive(Serialize)]
struct Test<'a> {
    name: &'a str,
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

/// Writes the results as JSON.
pub(super) fn write(tested: &[Tested], out: &mut dyn Write) -> io::Result<()> {
    let assessments = tested.iter().map(|assessment| Assessment {
        folder: assessment.folder.display().to_string(),
        tests: assessment
            .tests
            .iter()
            .map(|test| Test { name: &test.name, result: word(&test.result), message: message(&test.result) })
            .collect(),
        coverage: assessment.reached.as_ref().map(coverage::entry),
    });
    serde_json::to_writer_pretty(&mut *out, &Results { assessments: assessments.collect() })?;
    writeln!(out)
}

/// The word for how a test ended.
pub(super) fn word(result: &Verdict) -> &'static str {
    match result {
        Verdict::Passed => "passed",
        Verdict::Differs(_) => "differs",
        Verdict::Unexpected(_) => "unexpected",
        Verdict::Failed(_) => "error",
    }
}

/// What differs or is wrong.
pub(super) fn message(result: &Verdict) -> Option<String> {
    match result {
        Verdict::Passed => None,
        Verdict::Differs(change) => {
            let text = |side: &Option<String>| side.clone().unwrap_or_default();
            Some(diff::render(&text(&change.accepted), &text(&change.new), Style::plain(DEFAULT_WIDTH)))
        }
        Verdict::Unexpected(what) | Verdict::Failed(what) => Some(what.clone()),
    }
}
