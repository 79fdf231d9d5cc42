//! How many parts each index rests on.

use super::wording::{counted, listed};
use super::{Audit, Finding, entering, indices};
use crate::diagnostic::{Code, Severity};
use crate::eval::{Assessment, Column, column};
use crate::program::{Index, MissingRule, Quantity, QuantityId, Step};

/// Some rows have all parts and others have fewer, and the index is computed all the same.
pub(super) struct MissingSkipped;

impl Audit for MissingSkipped {
    fn code(&self) -> Code {
        Code::MissingSkipped
    }

    fn run(&self, assessment: &Assessment) -> Vec<Finding> {
        indices(&assessment.program)
            .filter_map(|(id, quantity, index)| self.index(assessment, id, quantity, index))
            .collect()
    }
}

impl MissingSkipped {
    fn index(&self, assessment: &Assessment, id: QuantityId, quantity: &Quantity, index: &Index) -> Option<Finding> {
        let what_becomes = match index.missing {
            MissingRule::Skip { at_least: 0 | 1 } => "missing parts are left out".to_owned(),
            MissingRule::Skip { at_least } => {
                format!("missing parts are left out, and with fewer than {at_least} there is no result")
            }
            MissingRule::Zero => "missing parts count as 0".to_owned(),
            MissingRule::Propagate | MissingRule::Fail => return None,
        };
        let rows = assessment.table(quantity.table)?.rows;
        let mut there = vec![0u32; rows];
        // What is imputed, or has a score, is there; what was screened out is not asked for.
        let prepared = |step: &Step| matches!(step, Step::Impute(_) | Step::Screen(_));
        let filled = index.steps.iter().any(prepared) || index.parts.iter().any(|p| !p.scores.is_empty());
        for (at, part) in index.parts.iter().enumerate() {
            if filled {
                count(&mut there, &entering::entering(assessment, id, index, at)?, |x| {
                    !x.is_nan() || column::number::is_left_out(*x)
                });
                continue;
            }
            match assessment.column(part.quantity)? {
                Column::Number(values) => count(&mut there, values, |x| !x.is_nan()),
                Column::Member(codes) => count(&mut there, codes, |code| *code < column::member::FIRST_MISSING),
                Column::YesNo(_) | Column::Link(_) | Column::Text(_) => return None,
            }
        }
        let all = index.parts.len();
        let mut by_count = vec![0usize; all + 1];
        let mut short = Vec::new();
        for (row, count) in there
            .iter()
            .map(|n| *n as usize)
            .enumerate()
            .filter(|(row, _)| assessment.is_included(quantity.table, *row))
        {
            if let Some(number) = by_count.get_mut(count) {
                *number += 1;
            }
            if count < all {
                short.push(row);
            }
        }
        if short.is_empty() {
            return None;
        }
        let total: usize = by_count.iter().sum();
        Some(Finding {
            code: self.code(),
            severity: Severity::Note,
            subject: quantity.name.clone(),
            message: format!(
                "`{}` rests on different numbers of parts: of {} {}; {what_becomes}",
                quantity.name,
                counted(total, "row", "rows"),
                distribution(&by_count, all),
            ),
            hint: None,
            rows: Some((quantity.table, short)),
            span: Some(quantity.name_span),
            allowed: None,
        })
    }
}

/// Adds 1 where the part is there.
fn count<T>(there: &mut [u32], values: &[T], is_there: impl Fn(&T) -> bool) {
    for (count, value) in there.iter_mut().zip(values) {
        *count += u32::from(is_there(value));
    }
}

/// `9 have all 4 parts, 13 have 3, 3 have 2 and 1 has none`
fn distribution(by_count: &[usize], all: usize) -> String {
    let lines: Vec<String> = by_count
        .iter()
        .enumerate()
        .rev()
        .filter(|(parts, rows)| **rows > 0 || *parts == all)
        .map(|(parts, rows)| {
            let verb = if *rows == 1 { "has" } else { "have" };
            let rows = if *rows == 0 { "none".to_owned() } else { rows.to_string() };
            match parts {
                0 => format!("{rows} {verb} none"),
                1 if all == 1 => format!("{rows} {verb} its part"),
                _ if parts == all => format!("{rows} {verb} all {}", counted(all, "part", "parts")),
                _ => format!("{rows} {verb} {parts}"),
            }
        })
        .collect();
    listed(lines.into_iter())
}

#[cfg(test)]
mod tests {
    use super::super::sample::{MISSING, Sample};
    use super::*;

    fn found(rule: MissingRule, columns: &[&[f64]]) -> Vec<(String, Vec<usize>)> {
        let sample = Sample::new(&["a", "b"]).normalise("max", &[]).missing(rule);
        let findings = MissingSkipped.run(&sample.run(columns));
        findings.into_iter().map(|f| (f.message, f.rows.map(|r| r.1).unwrap_or_default())).collect()
    }

    const COLUMNS: [&[f64]; 2] = [&[1.0, MISSING, 2.0, MISSING], &[1.0, 2.0, 3.0, MISSING]];

    #[test]
    fn says_how_many_rest_on_how_many() {
        assert_eq!(
            found(MissingRule::Skip { at_least: 1 }, &COLUMNS),
            [(
                "`score` rests on different numbers of parts: of 4 rows 2 have all 2 parts, 1 has 1 and 1 has none; \
                 missing parts are left out"
                    .to_owned(),
                vec![1, 3]
            )]
        );
    }

    #[test]
    fn only_where_something_is_skipped() {
        assert_eq!(found(MissingRule::Propagate, &COLUMNS), []);
        assert_eq!(found(MissingRule::Zero, &[&[1.0, 2.0], &[3.0, 4.0]]), []);
        assert!(found(MissingRule::Zero, &COLUMNS)[0].0.ends_with("missing parts count as 0"));
    }
}
