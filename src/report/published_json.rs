//! Printed results compared with computed ones, as JSON.

use serde::ser::{Serialize, Serializer};

use super::Report;
use super::cells::{self, Cell};
use crate::eval::Assessment;
use crate::published::{PublishedDifference, PublishedResult};

pub(super) struct Published<'a>(pub &'a Report<'a>);

#[derive(serde::Serialize)]
struct PublishedEntry<'a> {
    label: &'a str,
    checked: usize,
    matched: usize,
    differences: Vec<DifferenceEntry<'a>>,
}

#[derive(serde::Serialize)]
struct DifferenceEntry<'a> {
    table: Option<&'a str>,
    key: Cell<'a>,
    name: &'a str,
    printed: Cell<'a>,
    computed: Cell<'a>,
    /// Only where a gate is why nothing is computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

impl Serialize for Published<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.published.iter().map(|result| published(self.0.assessment, result)))
    }
}

fn published<'a>(assessment: &'a Assessment, result: &'a PublishedResult) -> PublishedEntry<'a> {
    PublishedEntry {
        label: &result.label,
        checked: result.checked,
        matched: result.matched,
        differences: result.differences.iter().map(|d| difference(assessment, d)).collect(),
    }
}

fn difference<'a>(assessment: &'a Assessment, difference: &'a PublishedDifference) -> DifferenceEntry<'a> {
    let missing = || Cell::Missing(crate::program::Missing::Unavailable);
    let text = |text: &'a str| Cell::Text(std::borrow::Cow::Borrowed(text));
    let (printed, computed) = match &difference.words {
        Some((printed, computed)) => (text(printed), computed.as_deref().map_or_else(missing, text)),
        None => (Cell::Number(difference.printed), difference.computed.map_or_else(missing, Cell::Number)),
    };
    DifferenceEntry {
        table: difference.table.map(|table| assessment.program.table(table).name.as_str()),
        key: match (difference.table, difference.row) {
            (Some(table), Some(row)) => cells::keys(assessment, table).cell(row),
            (None, _) | (_, None) => missing(),
        },
        name: &difference.name,
        printed,
        computed,
        reason: difference.reason.as_deref(),
    }
}
