//! The wording of findings: numbers, counts, lists and the names of rows.

use crate::eval::Assessment;
use crate::methods::rounding::round_decimal;
use crate::program::{Quantity, TableId, Type, Value};

/// How many things a message lists before the rest are only counted.
const LISTED: usize = 12;

/// `1 row`, `5 rows`
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `a`, `a and b`, `a, b and c`; a long list is cut and counted.
pub(super) fn listed(things: impl ExactSizeIterator<Item = String>) -> String {
    let all = things.len();
    let mut shown: Vec<String> = things.take(if all > LISTED { LISTED } else { all }).collect();
    if all > LISTED {
        shown.push(format!("{} more", all - LISTED));
    }
    match shown.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// Clauses one after the other; a long row of them is cut and counted.
pub(super) fn clauses(things: impl ExactSizeIterator<Item = String>) -> String {
    let rest = things.len().saturating_sub(LISTED);
    let mut shown: Vec<String> = things.take(LISTED).collect();
    if rest > 0 {
        shown.push(format!("and {rest} more"));
    }
    shown.join("; ")
}

/// A number as people write it, with at most so many decimals.
pub(super) fn number(x: f64, decimals: u8) -> String {
    round_decimal(x, decimals, false).to_string()
}

/// A value of a quantity in its declared unit (percents as percents).
pub(super) fn declared(quantity: &Quantity, x: f64) -> f64 {
    match &quantity.ty {
        Type::Number(Some(unit)) => x * unit.border(),
        Type::Number(None) | Type::YesNo | Type::Text | Type::Date | Type::Member(_) | Type::Link(_) => x,
    }
}

/// How a reader finds a row: by its key, after the key's label where keys are bare numbers (`No. 8`).
pub(super) fn row(assessment: &Assessment, table: TableId, row: usize) -> String {
    let key = assessment.program.quantity(assessment.program.table(table).key);
    match assessment.key(table, row) {
        Value::Text(text) if text.parse::<f64>().is_ok() => numbered(key, &text),
        Value::Text(text) => text,
        Value::Number(number) => numbered(key, &number.to_string()),
        Value::YesNo(_) | Value::Member(_) | Value::Missing(_) => format!("row {}", row + 1),
    }
}

fn numbered(key: &Quantity, text: &str) -> String {
    format!("{} {text}", key.about.label.as_deref().unwrap_or(&key.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_like_a_sentence() {
        let list = |n: u16| listed((1..=n).map(|i| i.to_string()));
        assert_eq!(list(1), "1");
        assert_eq!(list(2), "1 and 2");
        assert_eq!(list(3), "1, 2 and 3");
        assert_eq!(list(15), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 3 more");
    }

    #[test]
    fn counts_agree_with_their_nouns() {
        assert_eq!(counted(1, "row", "rows"), "1 row");
        assert_eq!(counted(0, "row", "rows"), "0 rows");
    }
}
