//! Results side by side, in a report: sections for text and Markdown, and JSON.

mod json;
mod matrices;
mod migrations;
mod sections;

pub use json::{SeveralJson, TwoJson};
pub use matrices::several_sections;
pub use sections::{Sides, sections};

use super::numbers;
use crate::compare::results::described::DescribedScore;

/// A score as it is printed.
fn score(described: &DescribedScore, value: f64) -> String {
    score_to(described, value, 0)
}

/// The same with some decimals more.
fn score_to(described: &DescribedScore, value: f64, more: u8) -> String {
    if value.is_nan() {
        return super::results::MISSING.to_owned();
    }
    let text = match described.decimals.or(described.percent.then_some(1)) {
        Some(decimals) => numbers::printed(value, decimals.saturating_add(more)),
        None => numbers::plain_to(value, numbers::PLAIN + more),
    };
    if described.percent { format!("{text}%") } else { text }
}

/// A difference with its sign: `+3`, `-0.2`; `0` where there is none to be seen.
fn signed(text: String) -> String {
    let nothing = text.bytes().all(|b| !b.is_ascii_digit() || b == b'0');
    if nothing || text.starts_with('-') || text == super::results::MISSING { text } else { format!("+{text}") }
}

/// A coefficient between -1 and 1, with three decimals.
fn coefficient(value: Option<f64>) -> String {
    value.map_or_else(|| super::results::MISSING.to_owned(), |value| numbers::printed(value, 3))
}

/// The label, or the name where there is none.
fn label<'a>(label: Option<&'a String>, name: &'a str) -> &'a str {
    label.map_or(name, String::as_str)
}
