//! Cut points on one value: `high from 0.8; middle from 0.55; low below 0.55`.

use super::draft::Draft;
use super::expr::{Scope, check as check_expr};
use super::scenario::bound;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{CompareOp, Expr, ExprKind, ParameterId, Type, Value};
use crate::source::Span;
use crate::syntax::ast::{self, When};

/// One end of an outcome: the checked expression, and whether the end belongs to the outcome.
#[derive(Clone)]
struct End {
    expr: Expr,
    at: Option<f64>,
    included: bool,
}

/// The outcome's ends as written.
struct Band {
    low: Option<End>,
    high: Option<End>,
    span: Span,
}

/// The condition of each outcome. An end that is not written is where the neighbour begins:
/// `middle from 0.55` ends where `high from 0.8` starts.
pub(super) fn conditions(
    draft: &mut Draft<'_>,
    scope: Scope,
    by: &Expr,
    ast: &ast::Scenario,
    name_span: Span,
) -> Option<Vec<Option<Expr>>> {
    let mut bands: Vec<Option<Band>> = Vec::new();
    let mut fits = true;
    for outcome in &ast.outcomes {
        match &outcome.when {
            When::Otherwise => bands.push(None),
            When::ByRules | When::Each(_) => fits = false,
            When::Condition(expr) => {
                let message = "this scenario is by cut points, so an outcome has no condition of its own";
                let hint = "write where it begins, `from 0.55`; or leave out `by` and give every outcome a condition";
                draft.report(Diagnostic::error(Code::ScenarioCutPoints, expr.span, message).hint(hint));
                fits = false;
            }
            When::Cut { low, high } => {
                let low = end(draft, scope, by, low.as_ref());
                let high = end(draft, scope, by, high.as_ref());
                match (low, high) {
                    (Ok(low), Ok(high)) => bands.push(Some(Band { low, high, span: outcome.span })),
                    (Err(()), _) | (_, Err(())) => fits = false,
                }
            }
        }
    }
    if !fits || !in_order(draft, &bands, name_span) {
        return None;
    }
    let conditions = bands.iter().map(|band| band.as_ref().map(|b| condition(by, b, &bands)));
    Some(conditions.collect())
}

fn end(draft: &mut Draft<'_>, scope: Scope, by: &Expr, written: Option<&(ast::Expr, bool)>) -> Result<Option<End>, ()> {
    let Some((ast, included)) = written else { return Ok(None) };
    let checked = check_expr(draft, scope, ast, Some(&by.ty)).ok_or(())?;
    let numbers = match (&by.ty, &checked.ty) {
        (Type::Number(a), Type::Number(b)) => match (a, b) {
            (Some(a), Some(b)) => a.agrees(b),
            (Some(_), None) | (None, _) => true,
        },
        (a, b) => a == b,
    };
    if !numbers {
        let (want, found) = (draft.describe(&by.ty), draft.describe(&checked.ty));
        let message = format!("the value is {want}, and its cut point is {found}");
        let both = matches!((&by.ty, &checked.ty), (Type::Number(_), Type::Number(_)));
        let code = if both { Code::UnitMismatch } else { Code::TypeMismatch };
        let error = Diagnostic::error(code, checked.span, message).label(format!("this is {found}"));
        draft.report(error.related(by.span, format!("this is {want}")));
        return Err(());
    }
    let at = fixed(draft, &checked);
    // A parameter without a default stands for a number that is not known yet.
    if at.is_none() && checked.constant(&|_| Some(Value::Number(1.0))).is_none() {
        let message = "a cut point is a number, a parameter, or computed from these";
        let hint = "for a border that differs from row to row write a condition after `when`";
        draft.report(Diagnostic::error(Code::NotConstant, checked.span, message).hint(hint));
        return Err(());
    }
    Ok(Some(End { expr: checked, at, included: *included }))
}

/// The value of a cut point, where it is known: a parameter's is its default.
fn fixed(draft: &Draft<'_>, expr: &Expr) -> Option<f64> {
    let default = |id: ParameterId| draft.parameters.get(id.at())?.default.clone();
    match expr.constant(&default)? {
        Value::Number(x) => Some(x),
        Value::Member(m) => Some(f64::from(m)),
        Value::YesNo(_) | Value::Text(_) | Value::Missing(_) => None,
    }
}

/// Two outcomes that begin (or end) at one place contradict each other; so does one that ends before it begins.
fn in_order(draft: &mut Draft<'_>, bands: &[Option<Band>], name_span: Span) -> bool {
    let bands: Vec<&Band> = bands.iter().flatten().collect();
    for (i, band) in bands.iter().enumerate() {
        if let (Some(low), Some(high)) = (band.low.as_ref().and_then(|e| e.at), band.high.as_ref().and_then(|e| e.at))
            && low > high
        {
            let message = format!("this outcome begins at {low} and ends at {high}: no value is in it");
            draft.report(Diagnostic::error(Code::ScenarioCutPoints, band.span, message));
            return false;
        }
        for other in bands.iter().take(i) {
            let twice = |a: &Option<End>, b: &Option<End>| match (a, b) {
                (Some(a), Some(b)) => a.at.is_some() && a.at == b.at && a.included == b.included,
                (Some(_) | None, None) | (None, Some(_)) => false,
            };
            let open = |b: &Band| b.low.is_none() || b.high.is_none();
            if (open(band) && open(other)) && (twice(&band.low, &other.low) || twice(&band.high, &other.high)) {
                let message = "two outcomes have the same cut point";
                let error = Diagnostic::error(Code::ScenarioCutPoints, band.span, message);
                let hint = "give each outcome a cut point of its own";
                draft.report(error.related(other.span, "the first one").hint(hint));
                return false;
            }
        }
    }
    let _ = name_span;
    true
}

/// The condition of one outcome.
fn condition(by: &Expr, band: &Band, bands: &[Option<Band>]) -> Expr {
    let lower = |end: &End| {
        let op = if end.included { CompareOp::GreaterOrEqual } else { CompareOp::Greater };
        bound(op, by, end.expr.clone(), band.span)
    };
    let upper = |end: &End| {
        let op = if end.included { CompareOp::LessOrEqual } else { CompareOp::Less };
        bound(op, by, end.expr.clone(), band.span)
    };
    let neighbours = || bands.iter().flatten().filter(|b| !std::ptr::eq(*b, band));
    let mut parts = Vec::new();
    match (&band.low, &band.high) {
        (Some(low), Some(high)) => parts.extend([lower(low), upper(high)]),
        (Some(low), None) => {
            parts.push(lower(low));
            // Ends where the next higher outcome begins, which has what this one has not.
            let next = neighbours().filter_map(|b| b.low.as_ref()).filter(|e| above(e, low)).min_by(|a, b| order(a, b));
            parts.extend(next.map(|e| upper(&End { included: !e.included, ..e.clone() })));
        }
        (None, Some(high)) => {
            let next =
                neighbours().filter_map(|b| b.high.as_ref()).filter(|e| above(high, e)).max_by(|a, b| order(a, b));
            parts.extend(next.map(|e| lower(&End { included: !e.included, ..e.clone() })));
            parts.push(upper(high));
        }
        (None, None) => {}
    }
    match parts.len() {
        1 => parts.remove(0),
        _ => Expr { kind: ExprKind::And(parts), ty: Type::YesNo, span: band.span },
    }
}

/// Whether `a` is the higher border: at a higher value, or at the same one and begins later (`above 1` after `from 1`).
fn above(a: &End, b: &End) -> bool {
    match (a.at, b.at) {
        (Some(x), Some(y)) if x == y => b.included && !a.included,
        (Some(x), Some(y)) => x > y,
        (None, _) | (_, None) => false,
    }
}

fn order(a: &End, b: &End) -> std::cmp::Ordering {
    let key = |e: &End| e.at.unwrap_or(f64::INFINITY);
    key(a).total_cmp(&key(b)).then(b.included.cmp(&a.included))
}
