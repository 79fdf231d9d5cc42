//! Printed results, compared with what the policy gives on the data.

use crate::eval::{Assessment, Column, column};
use crate::methods::rounding::round_decimal;
use crate::program::{Missing, Published, PublishedCheck, Quantity, QuantityId, TableId, Type, Value};

/// How one set of printed results compares.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedResult {
    /// Position in [`crate::program::Program::published`].
    pub published: usize,
    /// Its label; its name where it has none.
    pub label: String,
    /// How many printed values were compared: those that are there, of rows that a gate excludes too.
    pub checked: usize,
    /// How many came out as printed.
    pub matched: usize,
    /// Those that did not, in the order of checks and rows.
    pub differences: Vec<PublishedDifference>,
}

/// A printed value that did not come out.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedDifference {
    /// The quantity that was printed.
    pub of: QuantityId,
    /// Its table; `None` for a value of the policy as a whole.
    pub table: Option<TableId>,
    /// The row; `None` for a count, and for a value of the policy as a whole.
    pub row: Option<usize>,
    /// The quantity's name; for a count `path: lonely`.
    pub name: String,
    /// What was printed, in the declared unit (percents as percents). Not a number where words were printed.
    pub printed: f64,
    /// What was computed, likewise; `None` where it is missing.
    pub computed: Option<f64>,
    /// What was printed and computed where these are no numbers: outcomes, levels, texts.
    pub words: Option<(String, Option<String>)>,
    /// Why there is nothing to compare with, where a gate is why: ``excluded by gate `assessed`: not assessed``.
    pub reason: Option<String>,
}

/// Compares all printed results. A printed value matches when the computed one, rounded half up to the printed number
/// of decimals, is the same decimal number. Cells where nothing is printed are not compared.
pub fn compare(assessment: &Assessment) -> Vec<PublishedResult> {
    let published = assessment.program.published.iter().enumerate();
    published.map(|(at, published)| result(assessment, at, published)).collect()
}

fn result(assessment: &Assessment, at: usize, published: &Published) -> PublishedResult {
    let label = published.about.label.clone().unwrap_or_else(|| published.name.clone());
    let mut result = PublishedResult { published: at, label, checked: 0, matched: 0, differences: Vec::new() };
    for check in &published.checks {
        match check {
            PublishedCheck::Column { quantity, printed, decimals, .. } => {
                column_of_values(assessment, *quantity, *printed, *decimals, &mut result);
            }
            PublishedCheck::Counts { scenario, counts, .. } => {
                counts_of_outcomes(assessment, *scenario, counts, &mut result);
            }
            PublishedCheck::Value { quantity, printed, decimals, .. } => {
                value(assessment, *quantity, *printed, *decimals, &mut result);
            }
        }
    }
    result
}

impl PublishedResult {
    fn take(&mut self, difference: Option<PublishedDifference>) {
        self.checked += 1;
        match difference {
            None => self.matched += 1,
            Some(difference) => self.differences.push(difference),
        }
    }
}

fn column_of_values(
    assessment: &Assessment,
    id: QuantityId,
    printed: QuantityId,
    decimals: Option<u8>,
    result: &mut PublishedResult,
) {
    let quantity = assessment.program.quantity(id);
    let (Some(column), Some(rows)) = (assessment.column(printed), assessment.table(quantity.table).map(|t| t.rows))
    else {
        return;
    };
    for row in 0..rows {
        if matches!(column.value(row), Value::Missing(_)) {
            continue;
        }
        let (printed, computed) = (assessment.value(printed, row), assessment.value(id, row));
        // An excluded row has no index, rank or outcome; what it does have, such as an indicator, is compared like any.
        let gone = computed == Value::Missing(Missing::Inapplicable) && !assessment.is_included(quantity.table, row);
        let numbers = (number(quantity, &printed), number(quantity, &computed));
        let same = match numbers {
            (Some(printed), Some(computed)) => same_decimal(printed, computed, decimals),
            (Some(_), None) | (None, _) => printed == computed,
        };
        result.take((!same).then(|| PublishedDifference {
            of: id,
            table: Some(quantity.table),
            row: Some(row),
            name: quantity.name.clone(),
            printed: numbers.0.unwrap_or(f64::NAN),
            computed: numbers.1,
            words: words(assessment, quantity, &printed).map(|p| (p, words(assessment, quantity, &computed))),
            reason: gone.then(|| excluded(assessment, quantity.table, row)),
        }));
    }
}

/// Which gates exclude a row, and why.
fn excluded(assessment: &Assessment, table: TableId, row: usize) -> String {
    let gates = assessment.exclusions(table, row).iter().map(|exclusion| {
        let undecided = exclusion.unmet.iter().any(|(_, undecided)| *undecided);
        let gate = &assessment.program.gate(exclusion.gate).name;
        let why = assessment.reasons(exclusion).join("; ");
        format!("excluded by gate `{gate}`: {why}{}", if undecided { " (cannot be decided)" } else { "" })
    });
    let gates: Vec<String> = gates.collect();
    // A host may have asked for no list of exclusions.
    if gates.is_empty() { "excluded by a gate".to_owned() } else { gates.join("; ") }
}

fn counts_of_outcomes(assessment: &Assessment, id: QuantityId, counts: &[(u8, f64)], result: &mut PublishedResult) {
    let quantity = assessment.program.quantity(id);
    let Some(Column::Member(codes)) = assessment.column(id) else { return };
    let mut computed = [0usize; column::member::FIRST_MISSING as usize];
    for (row, code) in codes.iter().enumerate() {
        if let Some(count) = computed.get_mut(usize::from(*code))
            && assessment.is_included(quantity.table, row)
        {
            *count += 1;
        }
    }
    for (member, printed) in counts {
        let computed = computed.get(usize::from(*member)).map_or(0.0, |n| *n as f64);
        let outcome = words(assessment, quantity, &Value::Member(*member)).unwrap_or_default();
        result.take((*printed != computed).then(|| PublishedDifference {
            of: id,
            table: Some(quantity.table),
            row: None,
            name: format!("{}: {outcome}", quantity.name),
            printed: *printed,
            computed: Some(computed),
            words: None,
            reason: None,
        }));
    }
}

/// A printed value of the policy as a whole.
fn value(assessment: &Assessment, id: QuantityId, printed: f64, decimals: Option<u8>, result: &mut PublishedResult) {
    let quantity = assessment.program.quantity(id);
    let printed = number(quantity, &Value::Number(printed)).unwrap_or(f64::NAN);
    let computed = number(quantity, &assessment.value(id, 0));
    let same = computed.is_some_and(|computed| same_decimal(printed, computed, decimals));
    result.take((!same).then(|| PublishedDifference {
        of: id,
        table: None,
        row: None,
        name: quantity.name.clone(),
        printed,
        computed,
        words: None,
        reason: None,
    }));
}

/// Whether two numbers are the same decimal once rounded; without decimals, whether they are equal.
fn same_decimal(printed: f64, computed: f64, decimals: Option<u8>) -> bool {
    match decimals {
        Some(decimals) => round_decimal(printed, decimals, false) == round_decimal(computed, decimals, false),
        None => printed == computed,
    }
}

/// A number in the declared unit: of percents 12.3, not 0.123.
fn number(quantity: &Quantity, value: &Value) -> Option<f64> {
    match (value, &quantity.ty) {
        // Multiplying by 100 may leave a last bit of noise, which no printed number has.
        (Value::Number(x), Type::Number(Some(unit))) if unit.percent => {
            Some(round_decimal(x * unit.border(), 12, false))
        }
        (Value::Number(x), Type::Number(_) | Type::Date) => Some(*x),
        (Value::Number(_) | Value::YesNo(_) | Value::Text(_) | Value::Member(_) | Value::Missing(_), _) => None,
    }
}

/// A value that is no number, in words.
fn words(assessment: &Assessment, quantity: &Quantity, value: &Value) -> Option<String> {
    match (value, &quantity.ty) {
        (Value::Member(member), Type::Member(scale)) => {
            assessment.program.scale(*scale).members.get(usize::from(*member)).map(|m| m.name.clone())
        }
        (Value::YesNo(yes), _) => Some(if *yes { "yes" } else { "no" }.to_owned()),
        (Value::Text(text), _) => Some(text.clone()),
        (Value::Number(_) | Value::Member(_) | Value::Missing(_), _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_numbers_are_decimals() {
        assert!(same_decimal(1.01, 1.005, Some(2)));
        assert!(same_decimal(1.3, 1.262, Some(1)));
        assert!(!same_decimal(1.5, 1.262, Some(1)));
        assert!(same_decimal(2.0, 1.95, Some(1)));
        assert!(!same_decimal(2.0, 1.949_999, Some(1)));
        assert!(same_decimal(0.5, 0.5, None));
        assert!(!same_decimal(0.5, 0.500_001, None));
    }
}
