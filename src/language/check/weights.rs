//! Weights: positive numbers, and whether they are shares of a whole.

use std::collections::HashMap;

use super::draft::Draft;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast;

/// A weight: not negative; anything else is reported.
pub(super) fn positive(draft: &mut Draft<'_>, number: Option<&ast::Number>) -> Option<f64> {
    let number = number?;
    if number.value < 0.0 {
        let message = format!("a weight cannot be negative, but this is {}", number.value);
        let hint = "for an indicator where lower is better, write `better lower` and keep the weight positive";
        draft.report(Diagnostic::error(Code::InvalidNumber, number.span, message).hint(hint));
    }
    Some(number.value)
}

/// Checks declared weights by themselves: each named once, none negative, not all 0, and, if they are written as shares, that they add up to 1.
pub(super) fn entries(draft: &mut Draft<'_>, entries: &[(ast::Name, ast::Number)]) {
    let mut seen: HashMap<&str, Span> = HashMap::with_capacity(entries.len());
    let mut twice = false;
    for (name, number) in entries {
        if let Some(first) = seen.get(name.text.as_str()) {
            let message = format!("`{}` is given two weights", name.text);
            let error = Diagnostic::error(Code::DuplicateName, name.span, message);
            draft.report(error.related(*first, "first here").hint("keep one of the two"));
            twice = true;
        }
        seen.entry(&name.text).or_insert(name.span);
        positive(draft, Some(number));
    }
    if !twice {
        sum(draft, entries);
    }
}

/// Weights written as shares (all at most 1, some below, or with `%`) should add up to 1; 1 and 2 are no shares.
fn sum(draft: &mut Draft<'_>, entries: &[(ast::Name, ast::Number)]) {
    let (Some((first, _)), Some((_, last))) = (entries.first(), entries.last()) else { return };
    let values: Vec<f64> = entries.iter().map(|(_, n)| n.value).collect();
    if values.iter().any(|v| *v < 0.0) {
        return;
    }
    let sum: f64 = values.iter().sum();
    if sum == 0.0 {
        let message = "all weights are 0";
        let error = Diagnostic::error(Code::InvalidNumber, first.span.to(last.span), message);
        draft.report(error.hint("give at least one of them a weight above 0"));
        return;
    }
    let percents = entries.iter().any(|(_, n)| n.percent);
    let shares = percents || (values.iter().all(|v| *v <= 1.0) && values.iter().any(|v| *v < 1.0));
    if shares && !are_rounded_parts(&values) && (sum - 1.0).abs() > 1e-9 {
        warn(draft, first.span.to(last.span), sum, percents);
    }
}

/// Three weights of 0.33 are thirds, written with as many digits as there was room for.
fn are_rounded_parts(values: &[f64]) -> bool {
    let Some(first) = values.first() else { return false };
    let part = 1.0 / values.len() as f64;
    let digits = (1..=6).find(|digits| crate::methods::rounding::round_decimal(*first, *digits, false) == *first);
    let unit = digits.map_or(1e-6, |digits| 0.1_f64.powi(i32::from(digits)));
    values.iter().all(|value| value == first) && (first - part).abs() < unit
}

fn warn(draft: &mut Draft<'_>, span: Span, sum: f64, percents: bool) {
    let shown = if percents {
        format!("{}%", crate::methods::rounding::round_decimal(sum * 100.0, 4, false))
    } else {
        format!("{}", crate::methods::rounding::round_decimal(sum, 6, false))
    };
    let whole = if percents { "100%" } else { "1" };
    let message = format!("the weights are written as shares, but add up to {shown}, not {whole}");
    draft.report(
        Diagnostic::warning(Code::WeightsSum, span, message)
            .hint("correct them; or write them as whole numbers (1, 2, …) if only their proportions count"),
    );
}
