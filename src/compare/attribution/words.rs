//! What a person is told of a change.

use crate::methods::rounding::round_decimal;
use crate::syntax::ast::{Declaration, Number};
use crate::syntax::print_item;

/// A weight that is not written shorter is told with so many decimals.
const DECIMALS: u8 = 4;

/// A weight of more characters came out of a division.
const LONGEST: usize = 12;

/// As many lines, entries or changes as are told of one step.
const MOST_TOLD: usize = 4;

/// "indicator `exports`"
pub(super) fn called(item: &Declaration, name: &str) -> String {
    if name.is_empty() { item.kind.word().to_owned() } else { format!("{} `{name}`", item.kind.word()) }
}

/// "parameter `active`: `= 1` becomes `= 1.2`"
pub(super) fn replaced(a: &Declaration, b: &Declaration, name: &str) -> String {
    let (a_text, b_text) = (print_item(a), print_item(b));
    let only = |text: &str, other: &str| -> Vec<String> {
        let known: Vec<&str> = other.lines().map(|line| without_frame(line, a)).collect();
        let lines = text.lines().map(|line| without_frame(line, a));
        lines.filter(|line| !line.is_empty() && !known.contains(line)).map(|line| format!("`{line}`")).collect()
    };
    let (old, new) = (only(&a_text, &b_text), only(&b_text, &a_text));
    let change = match (old.is_empty(), new.is_empty()) {
        (true, true) => "other order".to_owned(),
        (true, false) => format!("{} added", listed(&new)),
        (false, true) => format!("{} dropped", listed(&old)),
        (false, false) => format!("{} becomes {}", listed(&old), listed(&new)),
    };
    format!("{}: {change}", called(a, name))
}

/// A line without what only opens or closes the declaration, and without its name: `: usd / person = max(balance, 0)`
fn without_frame<'a>(line: &'a str, item: &Declaration) -> &'a str {
    let line = line.trim();
    if line == "}" {
        return "";
    }
    let Some(own) = line.strip_prefix(item.kind.word()).and_then(|rest| rest.strip_prefix(' ')) else { return line };
    let quoted = format!("`{}`", item.name.text);
    let own = own.strip_prefix(&quoted).or_else(|| own.strip_prefix(&item.name.text)).unwrap_or(own);
    own.trim_end_matches(['{', '}', ' ']).trim()
}

/// The first of them, and how many more there are.
pub(super) fn listed(all: &[String]) -> String {
    let told: Vec<&str> = all.iter().take(MOST_TOLD).map(String::as_str).collect();
    match all.len().saturating_sub(MOST_TOLD) {
        0 => told.join(", "),
        more => format!("{} and {more} more", told.join(", ")),
    }
}

/// The sentences of changes that go together.
pub(super) fn together(all: &[String]) -> String {
    let told: Vec<&str> = all.iter().take(MOST_TOLD).map(String::as_str).collect();
    match all.len().saturating_sub(MOST_TOLD) {
        0 => told.join("; "),
        more => format!("{}; and {more} more", told.join("; ")),
    }
}

/// A weight of a part.
pub(super) fn part(weight: &Option<Number>) -> String {
    weight.as_ref().map_or_else(|| "none".to_owned(), self::weight)
}

/// A weight.
pub(super) fn weight(number: &Number) -> String {
    match (number.percent, number.fraction) {
        (_, Some((over, under))) => format!("{over}/{under}"),
        (true, None) => format!("{}%", number.value * 100.0),
        (false, None) => told(number.value),
    }
}

/// As it was written; what came out of a division is rounded.
fn told(value: f64) -> String {
    let rounded = round_decimal(value, DECIMALS, false);
    let near = (rounded - value).abs() < value.abs() * 1e-3;
    if value.to_string().len() > LONGEST && near { rounded.to_string() } else { value.to_string() }
}

/// " with 0.2"
pub(super) fn with(weight: String) -> String {
    if weight == "none" { String::new() } else { format!(" with {weight}") }
}
