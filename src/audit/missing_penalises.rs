//! Missing parts that lower (or raise) an index by construction, so that rows are compared on unequal footing.

use super::wording::{counted, number};
use super::{Audit, Finding, indices};
use crate::diagnostic::{Code, Severity};
use crate::eval::Assessment;
use crate::program::{Index, MissingRule, Quantity, QuantityId};

use super::moments;

/// Leaving a part out, or counting it as 0, moves the index in one direction whatever the other parts are.
pub(super) struct MissingPenalises;

/// Where an index goes when a part is missing.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Drift {
    Lowers,
    Raises,
}

impl Audit for MissingPenalises {
    fn code(&self) -> Code {
        Code::MissingPenalises
    }

    fn run(&self, assessment: &Assessment) -> Vec<Finding> {
        indices(&assessment.program)
            .filter_map(|(id, quantity, index)| self.index(assessment, id, quantity, index))
            .collect()
    }
}

impl MissingPenalises {
    fn index(&self, assessment: &Assessment, id: QuantityId, quantity: &Quantity, index: &Index) -> Option<Finding> {
        let zero = match index.missing {
            MissingRule::Zero => true,
            MissingRule::Skip { .. } => false,
            MissingRule::Propagate | MissingRule::Fail => return None,
        };
        let drift = drift(index, zero)?;
        let results = moments::results(assessment, id)?;
        let parts = moments::parts(assessment, id);
        let short = |row: usize| parts.iter().any(|p| p.get(row).is_none_or(|x| x.is_nan()));
        let rows: Vec<usize> =
            results.iter().enumerate().filter(|(row, x)| !x.is_nan() && short(*row)).map(|(row, _)| row).collect();
        if rows.is_empty() || rows.len() == results.iter().filter(|x| !x.is_nan()).count() {
            return None;
        }
        let (verb, end) = match drift {
            Drift::Lowers => ("lowers", "low"),
            Drift::Raises => ("raises", "high"),
        };
        let how = if zero { "counts as 0" } else { "is left out" };
        let mean = |wanted: bool| {
            let of =
                results.iter().enumerate().filter(|(row, x)| !x.is_nan() && short(*row) == wanted).map(|(_, x)| *x);
            let (count, sum) = of.fold((0, 0.0), |(n, sum), x| (n + 1, sum + x));
            number(sum / f64::from(count.max(1)), 3)
        };
        Some(Finding {
            code: self.code(),
            severity: Severity::Warning,
            subject: quantity.name.clone(),
            message: format!(
                "a part that is missing {how}, which {verb} `{}` by construction (`aggregate {}`): {} of it rest on fewer parts than others, with a mean of {} against {} where all parts are there",
                quantity.name,
                index.aggregate.name(),
                counted(rows.len(), "value", "values"),
                mean(true),
                mean(false),
            ),
            hint: Some(format!(
                "a {end} value may mean missing data only: use a mean, which re-normalises weights (`aggregate arithmetic mean`, `missing skip`), or ask for enough parts: `missing at least {} of {}`",
                index.parts.len().max(2) - 1,
                index.parts.len(),
            )),
            rows: Some((quantity.table, rows)),
            span: Some(quantity.name_span),
            allowed: None,
        })
    }
}

/// Where the index goes when a part is missing, tried on rows of unlike values: only what holds in every case is told.
fn drift(index: &Index, zero: bool) -> Option<Drift> {
    let count = index.parts.len();
    if count < 2 || index.aggregate.whole().is_some() {
        return None;
    }
    // Weights from the data are not negative either; which they are makes no difference to the direction.
    let weights: Vec<f64> = index.weights.iter().map(|w| w.abs()).collect();
    let of = |row: &[f64]| {
        let columns: Vec<[f64; 1]> = row.iter().map(|x| [*x]).collect();
        let parts: Vec<&[f64]> = columns.iter().map(<[f64; 1]>::as_slice).collect();
        let mut out = [f64::NAN];
        index.aggregate.aggregate(&parts, &weights, &index.aggregate_options, &mut Vec::new(), &mut out);
        let [result] = out;
        result
    };
    let (mut lower, mut higher) = (false, false);
    for turn in 0..count {
        // 0.2 … 0.8, each part once the lowest and once the highest.
        let row: Vec<f64> = (0..count).map(|p| 0.2 + 0.6 * ((p + turn) % count) as f64 / (count - 1) as f64).collect();
        let whole = of(&row);
        for missing in 0..count {
            let mut without = row.clone();
            let place = without.get_mut(missing)?;
            *place = if zero { 0.0 } else { f64::NAN };
            let change = of(&without) - whole;
            lower |= change < -1e-9;
            higher |= change > 1e-9;
        }
    }
    match (lower, higher) {
        (true, false) => Some(Drift::Lowers),
        (false, true) => Some(Drift::Raises),
        (true, true) | (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{MISSING, Sample};
    use super::*;

    const COLUMNS: [&[f64]; 2] = [&[1.0, MISSING, 2.0], &[1.0, 2.0, 3.0]];

    fn messages(aggregate: &str, rule: MissingRule) -> Vec<String> {
        let sample = Sample::new(&["a", "b"]).normalise("max", &[]).aggregate(aggregate).missing(rule);
        MissingPenalises.run(&sample.run(&COLUMNS)).into_iter().map(|f| f.message).collect()
    }

    #[test]
    fn fewer_terms_make_a_norm_or_a_sum_smaller() {
        let skip = MissingRule::Skip { at_least: 1 };
        assert_eq!(
            messages("sum", skip),
            ["a part that is missing is left out, which lowers `score` by construction (`aggregate sum`): \
              1 value of it rest on fewer parts than others, with a mean of 0.667 against 1.417 where all parts are there"]
        );
        assert_eq!(messages("euclidean norm", skip).len(), 1);
        assert!(messages("min", skip)[0].contains("raises"));
        assert!(messages("max", skip)[0].contains("lowers"));
    }

    #[test]
    fn means_go_either_way_unless_missing_counts_as_0() {
        let skip = MissingRule::Skip { at_least: 1 };
        assert_eq!(messages("arithmetic mean", skip), [""; 0]);
        assert_eq!(messages("geometric mean", skip), [""; 0]);
        assert!(messages("arithmetic mean", MissingRule::Zero)[0].contains("counts as 0, which lowers"));
        assert_eq!(messages("sum", MissingRule::Propagate), [""; 0]);
    }
}
