//! Ranges and goalposts, as they are written.

use super::draft::Draft;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::Type;
use crate::syntax::ast;

/// A range as numbers in internal units; an inverted one is reported.
pub(super) fn bounds(
    draft: &mut Draft<'_>,
    range: Option<&ast::Range>,
    ty: Option<&Type>,
) -> (Option<f64>, Option<f64>) {
    let Some(range) = range else { return (None, None) };
    if let Some(ty) = ty
        && !matches!(ty, Type::Number(_))
    {
        let message = format!("a range is for numbers, and this is {}", draft.describe(ty));
        draft.report(Diagnostic::error(Code::TypeMismatch, range.span, message));
        return (None, None);
    }
    percent_signs(draft, range, ty);
    let low = range.low.as_ref().map(|n| n.value);
    let high = range.high.as_ref().map(|n| n.value);
    if let (Some(low), Some(high)) = (low, high)
        && low > high
    {
        let message = format!("the range runs from {low} down to {high}: no value is in it");
        draft
            .report(Diagnostic::error(Code::InvalidNumber, range.span, message).hint(format!("write `{high}..{low}`")));
        return (None, None);
    }
    (low, high)
}

/// What stands for goalposts that have been reported, so that they are not reported as missing as well.
const BROKEN_GOALPOSTS: Option<(f64, f64)> = Some((1.0, 2.0));

/// Goalposts as numbers in internal units; both ends, the lower one first.
pub(super) fn goalposts(draft: &mut Draft<'_>, range: Option<&ast::Range>, ty: Option<&Type>) -> Option<(f64, f64)> {
    let range = range?;
    percent_signs(draft, range, ty);
    let (Some(low), Some(high)) = (&range.low, &range.high) else {
        let message = "goalposts have two ends";
        let hint = "write both, `goalposts 20..85`";
        draft.report(Diagnostic::error(Code::GoalpostsMissing, range.span, message).hint(hint));
        return BROKEN_GOALPOSTS;
    };
    if low.value >= high.value {
        let message = format!("the lower goalpost {} is not below the upper one {}", low.value, high.value);
        let hint = "write the smaller value first; where lower is better, say so with `better lower`";
        draft.report(Diagnostic::error(Code::GoalpostsInverted, range.span, message).hint(hint));
        return BROKEN_GOALPOSTS;
    }
    Some((low.value, high.value))
}

/// Of a percentage, ends are written with `%`: 66 alone would mean 6600 %.
fn percent_signs(draft: &mut Draft<'_>, range: &ast::Range, ty: Option<&Type>) {
    let Some(Type::Number(Some(unit))) = ty else { return };
    if !unit.percent {
        return;
    }
    for end in [&range.low, &range.high].into_iter().flatten() {
        if !end.percent && end.value != 0.0 {
            let message = format!("the values are percentages, and {} has no `%`", end.value);
            draft.report(
                Diagnostic::error(Code::UnitMismatch, end.span, message).hint(format!("write `{}%`", end.value)),
            );
        }
    }
}
