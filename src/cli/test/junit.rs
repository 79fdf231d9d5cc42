//! Test results in the form that continuous integration reads.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::json;
use super::suite::{Tested, Verdict};

/// Writes the results as JUnit XML: a suite for each assessment.
pub(super) fn write(tested: &[Tested], out: &mut dyn Write) -> io::Result<()> {
    let mut report = Report::new("bareme");
    for assessment in tested {
        let folder = assessment.folder.display().to_string();
        let mut suite = TestSuite::new(folder.clone());
        for test in &assessment.tests {
            let status = match &test.result {
                Verdict::Passed => TestCaseStatus::success(),
                Verdict::Differs(_) | Verdict::Unexpected(_) => failure(NonSuccessKind::Failure, &test.result),
                Verdict::Failed(_) => failure(NonSuccessKind::Error, &test.result),
            };
            let mut case = TestCase::new(test.name.clone(), status);
            case.set_classname(folder.clone()).set_time(test.took);
            suite.add_test_case(case);
        }
        report.add_test_suite(suite);
    }
    let text = report.to_string().map_err(io::Error::other)?;
    writeln!(out, "{}", text.trim_end())
}

fn failure(kind: NonSuccessKind, result: &Verdict) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    let text = json::message(result).unwrap_or_default();
    status.set_message(json::word(result)).set_description(text);
    status
}
