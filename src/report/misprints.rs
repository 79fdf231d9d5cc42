//! Printed results that do not come out, one a line: what is accepted as misprints.

use super::{results, sections};
use crate::eval::Assessment;
use crate::published::PublishedResult;

/// All printed results that differ; empty where all are reproduced.
pub fn render(assessment: &Assessment, published: &[PublishedResult]) -> String {
    let mut text = String::new();
    for result in published.iter().filter(|r| !r.differences.is_empty()) {
        text.push_str(&format!("{}: {} of {} reproduced\n", result.label, result.matched, result.checked));
        for difference in &result.differences {
            let [row, name, printed, computed] = sections::difference(assessment, difference);
            let why = difference.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
            text.push_str(&results::clean(&format!("  {row}: {name} printed {printed}, computed {computed}{why}")));
            text.push('\n');
        }
    }
    text
}
