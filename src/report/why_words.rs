//! Single values of an explanation in words.

use super::document::counted;
use super::results::{self, MISSING};
use super::{cells, numbers};
use crate::eval::Assessment;
use crate::methods::rounding::round_decimal;
use crate::program::{QuantityId, Type, Value};
use crate::why::{Explained, PartHow, Plain, ReadHow, RowRef, Term};

/// Rows in which a value was read that are named.
const NAMED: usize = 5;

/// Says values of a run.
#[derive(Clone, Copy)]
pub(super) struct Words<'a>(pub &'a Assessment);

impl Words<'_> {
    /// A value as results print it.
    pub fn shown(&self, value: &Explained) -> String {
        match &value.value {
            Plain::Missing(_) => results::shown(self.0, value.id, value.row),
            _ => results::clean(&results::shown(self.0, value.id, value.row)),
        }
    }

    /// A value of a quantity: levels and outcomes by their labels, percents as percents.
    pub fn of_quantity(&self, id: QuantityId, value: &Plain) -> String {
        let quantity = self.0.program.quantity(id);
        match value {
            Plain::Number(x) => number_of(*x, cells::is_percent(&quantity.ty)),
            Plain::Text(name) => {
                let member = match &quantity.ty {
                    Type::Member(scale) => self.0.program.scale(*scale).members.iter().find(|m| m.name == *name),
                    Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Link(_) => None,
                };
                results::clean(member.map_or(name.as_str(), |m| results::label(&m.about, &m.name)))
            }
            _ => self.number(value),
        }
    }

    /// A value as it stands, numbers to six digits.
    pub fn number(&self, value: &Plain) -> String {
        match value {
            Plain::Number(x) => precise(*x),
            Plain::YesNo(b) => if *b { "yes" } else { "no" }.to_owned(),
            Plain::Text(text) => results::clean(text),
            Plain::Missing(_) => MISSING.to_owned(),
        }
    }

    /// What goes into a part: as the data has it.
    pub fn from(&self, part: &PartHow) -> String {
        match &part.from {
            Plain::Missing(how) => how.name().to_owned(),
            _ => self.of_quantity(part.quantity, &part.from),
        }
    }

    /// A part by its label, or its name.
    pub fn part(&self, part: &PartHow) -> String {
        let quantity = self.0.program.quantity(part.quantity);
        results::clean(quantity.about.label.as_deref().unwrap_or(&part.part))
    }

    /// A term's value.
    pub fn value(&self, term: &Term) -> String {
        match (&term.value, term.quantity) {
            (Plain::Missing(how), _) => format!("missing ({})", how.name()),
            (value, Some(id)) => self.of_quantity(id, value),
            (Plain::Number(x), None) => number_of(*x, term.percent),
            (value, None) => self.number(value),
        }
    }

    /// The two sides of a comparison; of anything else its value.
    pub fn sides(&self, term: &Term) -> String {
        match (term.op, term.operands.as_slice()) {
            ("<" | "<=" | ">" | ">=" | "is", [left, right]) => {
                format!("{} against {}", self.value(left), self.value(right))
            }
            (_, []) => String::new(),
            (_, _) => self.leaves(term).join(", "),
        }
    }

    /// `, read in France 2019 (data.csv, line 4, column x "3.5")`
    fn read(&self, term: &Term) -> String {
        let at = |read: &ReadHow| {
            let cell = read.column.as_ref().map(|column| format!("column {}", results::clean(column)));
            let name = read.name.as_ref().filter(|_| cell.is_none()).map(|name| format!("its {name}"));
            let text = read.text.as_ref().map(|text| format!("\"{}\"", results::clean(text)));
            let place = read.place.as_ref().map(super::why_cells::place_words);
            let parts: Vec<String> = place.into_iter().chain(cell).chain(name).chain(text).collect();
            if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
        };
        match (term.read.as_slice(), term.read_in) {
            ([], Some(0)) if term.value.is_missing() => ", there is no such row".to_owned(),
            ([], _) | (_, None) => String::new(),
            ([one], Some(1)) => format!(", read in {}{}", row_words(&one.row), at(one)),
            (all, Some(count)) => {
                let value = |read: &ReadHow| match read.id {
                    Some(id) => format!(" {}", self.of_quantity(id, &read.value)),
                    None => String::new(),
                };
                let weight = |read: &ReadHow| read.weight.map(|w| format!(" × {}", precise(w))).unwrap_or_default();
                let one = |read: &ReadHow| format!("{}{}{}", row_words(&read.row), value(read), weight(read));
                let first = all.iter().take(NAMED).map(one);
                let more = if count > NAMED { format!(" and {} more", count - NAMED) } else { String::new() };
                format!(": {}{more}", first.collect::<Vec<_>>().join("; "))
            }
        }
    }

    /// How far a comparison is from turning.
    pub fn margin(&self, term: &Term, margin: f64) -> String {
        let percent = term.operands.iter().any(|t| t.percent);
        let hair = if term.by_a_hair { " (by a hair)" } else { "" };
        let sign = if margin > 0.0 { "+" } else { "" };
        format!("{sign}{}{hair}", number_of(margin, percent))
    }

    /// `exports = 2.5`, for each value that a term names, once.
    pub fn leaves(&self, term: &Term) -> Vec<String> {
        let mut leaves: Vec<String> = Vec::new();
        let mut open = vec![term];
        while let Some(term) = open.pop() {
            let leaf = match (&term.name, term.op) {
                (Some(name), _) => Some(format!("{name} = {}", self.value(term))),
                (None, op) if op.ends_with("rows") || term.read_in.is_some() => {
                    let rows = match (term.rows, term.read_in) {
                        (Some(rows), Some(read)) if read > 1 && read < rows => format!(", of {read} of {rows} rows"),
                        (Some(rows), _) => format!(", of {}", counted(rows, "row")),
                        (None, _) => String::new(),
                    };
                    let text = results::clean(&term.text);
                    Some(format!("`{text}` = {}{rows}{}", self.value(term), self.read(term)))
                }
                (None, _) => None,
            };
            leaves.extend(leaf.filter(|leaf| !leaves.contains(leaf)));
            open.extend(term.operands.iter().rev());
        }
        leaves
    }
}

fn number_of(x: f64, percent: bool) -> String {
    let text = precise(numbers::declared(x, percent));
    if percent { format!("{text}%") } else { text }
}

/// A number to six significant digits, without zeros at the end.
pub(super) fn precise(x: f64) -> String {
    if x == 0.0 || !x.is_finite() {
        return numbers::exact(x);
    }
    let size = libm::floor(libm::log10(x.abs())) as i32;
    let decimals = (5 - size).clamp(0, 15);
    let rounded = round_decimal(x, u8::try_from(decimals).unwrap_or(0), false);
    if rounded == 0.0 { format!("{x:.5e}") } else { numbers::exact(rounded) }
}

/// A share as a percent with one decimal.
pub(super) fn percent(share: f64) -> String {
    format!("{}%", numbers::printed(share * 100.0, 1))
}

/// Characters of a row's name that are shown beside a number.
const SHORT: usize = 28;

/// A row by its key, and the beginning of its name.
pub(super) fn short_row(row: &RowRef) -> String {
    let whole = row_words(row);
    let most = row.key.chars().count() + SHORT;
    if whole.chars().count() <= most + 1 {
        return whole;
    }
    let beginning: String = whole.chars().take(most).collect();
    format!("{}…", beginning.trim_end())
}

/// A row by its key, and its name where it has one.
pub(super) fn row_words(row: &RowRef) -> String {
    results::clean(&match &row.name {
        Some(name) => format!("{} {name}", row.key),
        None => row.key.clone(),
    })
}

/// A value of a run's column in words, for comparisons of runs.
pub(super) fn cell_words(assessment: &Assessment, id: QuantityId, row: usize) -> String {
    match assessment.value(id, row) {
        Value::Missing(how) => format!("{MISSING} ({})", how.name()),
        Value::Number(_) | Value::YesNo(_) | Value::Text(_) | Value::Member(_) => {
            results::clean(&results::shown(assessment, id, row))
        }
    }
}
