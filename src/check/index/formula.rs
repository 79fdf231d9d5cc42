//! `aggregate = (a + 2 * b) / 3`: an index as a formula of its parts, whose names mean their values after the steps.
//!
//! The formula is checked as any expression is, with the types and units that the parts have by then.

use std::sync::Arc;

use super::parts::PartDraft;
use super::steps::AggregateStep;
use crate::check::draft::Draft;
use crate::check::expr::{Scope, number};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::methods::formula::{ByFormula, Formula, FormulaOp, Many, One, Two};
use crate::methods::{OptionValue, Options};
use crate::program::{
    ArithmeticOp, CompareOp, Expr, ExprKind, Function, ParameterId, QuantityId, Step, TableId, Unit, Value,
};
use crate::source::Span;
use crate::syntax::ast;

/// The aggregation that a formula is; what it computes is known once the steps before it are.
pub(super) fn step(span: Span) -> AggregateStep {
    AggregateStep { method: &ByFormula, options: Options::default(), span, within: Vec::new() }
}

/// Checks the formula of an index; gives it as the option of its aggregation, and the unit of the result.
pub(super) fn check(
    draft: &mut Draft<'_>,
    table: TableId,
    formula: &ast::Expr,
    parts: &[PartDraft],
    steps: &[Step],
) -> Option<(Options, Unit)> {
    only_parts(draft, table, formula, parts)?;
    let named = parts.iter().enumerate().map(|(at, part)| {
        let unit = if unit_free(steps, at) { Unit::default() } else { part.unit.clone() };
        (part.part.name.clone(), (part.part.quantity, Unit { percent: false, ..unit }))
    });
    draft.parts_here = named.collect();
    let checked = number(draft, Scope::rows_of(table), formula);
    draft.parts_here.clear();
    let (expr, unit) = checked?;
    let ids: Vec<QuantityId> = parts.iter().map(|p| p.part.quantity).collect();
    let mut operations = Vec::new();
    translate(draft, &expr, &ids, &mut operations)?;
    let formula = Arc::new(Formula::new(operations)?);
    Some((Options { given: vec![("", OptionValue::Formula(formula))] }, unit.unwrap_or_default()))
}

/// Whether some step made a pure number of the part.
fn unit_free(steps: &[Step], part: usize) -> bool {
    steps.iter().any(|step| match step {
        Step::Normalise(step) => step.parts.get(part).is_some_and(Option::is_some) && step.algebra().unit_free,
        Step::Weigh(_) | Step::Treat(_) | Step::Impute(_) | Step::Screen(_) => false,
    })
}

/// Every name in the formula is a part or a parameter.
fn only_parts(draft: &mut Draft<'_>, table: TableId, formula: &ast::Expr, parts: &[PartDraft]) -> Option<()> {
    let mut names: Vec<&ast::Name> = Vec::new();
    let mut rows: Option<Span> = None;
    visit(formula, &mut names, &mut rows);
    if let Some(span) = rows {
        let message = "a formula of parts takes those of one row, and this asks for many rows";
        let hint = "make it an indicator, `indicator … = …`, and a part of the index";
        draft.report(Diagnostic::error(Code::WrongKind, span, message).hint(hint));
        return None;
    }
    let known = |name: &ast::Name| {
        let parameter = draft.parameter_names.contains_key(&name.text) || draft.broken_parameters.contains(&name.text);
        parameter || parts.iter().any(|p| p.part.name == name.text)
    };
    let unknown: Vec<&ast::Name> = names.into_iter().filter(|name| !known(name)).collect();
    for name in &unknown {
        let message = format!("`{}` is no part of this index", name.text);
        let hint = match draft.find(table, &name.text) {
            Some(_) => Some(format!("a formula is of the parts: add `{}` to them", name.text)),
            None => did_you_mean(&name.text, parts.iter().map(|p| p.part.name.as_str())),
        };
        draft.report(Diagnostic::error(Code::UnknownName, name.span, message).maybe_hint(hint));
    }
    unknown.is_empty().then_some(())
}

/// The names in an expression, and where it asks for many rows.
fn visit<'e>(expr: &'e ast::Expr, names: &mut Vec<&'e ast::Name>, rows: &mut Option<Span>) {
    match &expr.kind {
        ast::ExprKind::Number(_)
        | ast::ExprKind::Text(_)
        | ast::ExprKind::YesNo(_)
        | ast::ExprKind::Date { .. }
        | ast::ExprKind::Missing(_) => {}
        ast::ExprKind::Name(name) => names.push(name),
        ast::ExprKind::Member(inner, _) | ast::ExprKind::Negate(inner) | ast::ExprKind::Not(inner) => {
            visit(inner, names, rows);
        }
        ast::ExprKind::IsMissing { value, .. } => visit(value, names, rows),
        ast::ExprKind::At(value, year) => {
            *rows = rows.or(Some(expr.span));
            visit(value, names, rows);
            visit(year, names, rows);
        }
        ast::ExprKind::Arithmetic(_, a, b) | ast::ExprKind::IfMissing(a, b) => {
            visit(a, names, rows);
            visit(b, names, rows);
        }
        ast::ExprKind::Comparison(all, _) | ast::ExprKind::And(all) | ast::ExprKind::Or(all) => {
            all.iter().for_each(|e| visit(e, names, rows));
        }
        ast::ExprKind::If(a, b, c) => [a, b, c].into_iter().for_each(|e| visit(e, names, rows)),
        ast::ExprKind::In { value, members, .. } => {
            visit(value, names, rows);
            members.iter().for_each(|e| visit(e, names, rows));
        }
        ast::ExprKind::Call(call) => {
            let many = call.over.is_some() || !call.within.is_empty() || call.filter.is_some();
            if many || call.weighted_by.is_some() || call.via.is_some() {
                *rows = rows.or(Some(expr.span));
            }
            call.arguments.iter().for_each(|e| visit(e, names, rows));
        }
    }
}

/// Appends an expression in postfix order.
fn translate(draft: &mut Draft<'_>, expr: &Expr, parts: &[QuantityId], out: &mut Vec<FormulaOp>) -> Option<()> {
    let operation = match &expr.kind {
        ExprKind::Number(x) => FormulaOp::Number(*x),
        ExprKind::YesNo(yes) => FormulaOp::Number(f64::from(u8::from(*yes))),
        ExprKind::Quantity(id) => FormulaOp::Part(parts.iter().position(|p| p == id)?),
        ExprKind::Parameter(id) => parameter(draft, *id, expr.span)?,
        ExprKind::Negate(x) => {
            translate(draft, x, parts, out)?;
            FormulaOp::One(One::Negate)
        }
        ExprKind::Not(x) => {
            translate(draft, x, parts, out)?;
            FormulaOp::One(One::Not)
        }
        ExprKind::IsMissing(x, None) => {
            translate(draft, x, parts, out)?;
            FormulaOp::One(One::IsMissing)
        }
        ExprKind::Arithmetic(op, a, b) => {
            both(draft, a, b, parts, out)?;
            FormulaOp::Two(arithmetic(*op))
        }
        ExprKind::Compare(op, a, b) => {
            both(draft, a, b, parts, out)?;
            let (two, negated) = comparison(*op);
            out.push(FormulaOp::Two(two));
            if !negated {
                return Some(());
            }
            FormulaOp::One(One::Not)
        }
        ExprKind::IfMissing(a, b) => {
            both(draft, a, b, parts, out)?;
            FormulaOp::Two(Two::IfMissing)
        }
        ExprKind::And(all) => several(draft, all, Many::And, parts, out)?,
        ExprKind::Or(all) => several(draft, all, Many::Or, parts, out)?,
        ExprKind::If(a, b, c) => {
            for inner in [a, b, c] {
                translate(draft, inner, parts, out)?;
            }
            FormulaOp::If
        }
        ExprKind::Call(function, arguments) => call(draft, expr, *function, arguments, parts, out)?,
        ExprKind::IsMissing(_, Some(_))
        | ExprKind::Text(_)
        | ExprKind::Member(_)
        | ExprKind::Missing(_)
        | ExprKind::Follow { .. }
        | ExprKind::OneOf(..)
        | ExprKind::LevelNumber(_)
        | ExprKind::Aggregate(_) => return not_of_parts(draft, expr.span),
    };
    out.push(operation);
    Some(())
}

fn both(draft: &mut Draft<'_>, a: &Expr, b: &Expr, parts: &[QuantityId], out: &mut Vec<FormulaOp>) -> Option<()> {
    translate(draft, a, parts, out)?;
    translate(draft, b, parts, out)
}

fn several(
    draft: &mut Draft<'_>,
    all: &[Expr],
    function: Many,
    parts: &[QuantityId],
    out: &mut Vec<FormulaOp>,
) -> Option<FormulaOp> {
    for inner in all {
        translate(draft, inner, parts, out)?;
    }
    Some(FormulaOp::Many(function, all.len()))
}

fn arithmetic(op: ArithmeticOp) -> Two {
    match op {
        ArithmeticOp::Add => Two::Add,
        ArithmeticOp::Subtract => Two::Subtract,
        ArithmeticOp::Multiply => Two::Multiply,
        ArithmeticOp::Divide => Two::Divide,
        ArithmeticOp::Power => Two::Power,
    }
}

/// A comparison, and whether its opposite is meant.
fn comparison(op: CompareOp) -> (Two, bool) {
    match op {
        CompareOp::Is => (Two::Same, false),
        CompareOp::GreaterOrEqual => (Two::AtLeast, false),
        CompareOp::LessOrEqual => (Two::AtMost, false),
        CompareOp::Less => (Two::AtLeast, true),
        CompareOp::Greater => (Two::AtMost, true),
    }
}

fn call(
    draft: &mut Draft<'_>,
    expr: &Expr,
    function: Function,
    arguments: &[Expr],
    parts: &[QuantityId],
    out: &mut Vec<FormulaOp>,
) -> Option<FormulaOp> {
    let many = |f| Some(FormulaOp::Many(f, arguments.len()));
    let operation = match function {
        Function::Min => many(Many::Min),
        Function::Max => many(Many::Max),
        Function::Sum => many(Many::Sum),
        Function::Mean => many(Many::Mean),
        Function::Median => many(Many::Median),
        Function::Count => many(Many::Count),
        Function::Abs => Some(FormulaOp::One(One::Abs)),
        Function::Sqrt => Some(FormulaOp::One(One::Sqrt)),
        Function::Ln => Some(FormulaOp::One(One::Ln)),
        Function::Log10 => Some(FormulaOp::One(One::Log10)),
        Function::Exp => Some(FormulaOp::One(One::Exp)),
        Function::Floor => Some(FormulaOp::One(One::Floor)),
        Function::Ceil => Some(FormulaOp::One(One::Ceil)),
        Function::Sign => Some(FormulaOp::One(One::Sign)),
        Function::Round => Some(FormulaOp::Two(Two::Round)),
        Function::Clamp => Some(FormulaOp::Clamp),
        Function::Date | Function::Year | Function::Month | Function::Day | Function::Growth => None,
        Function::Length | Function::Lower | Function::Upper | Function::Trim => None,
        Function::Contains | Function::StartsWith | Function::EndsWith | Function::Join | Function::Level => None,
    };
    let Some(operation) = operation else { return not_of_parts(draft, expr.span) };
    for argument in arguments {
        translate(draft, argument, parts, out)?;
    }
    if function == Function::Round && arguments.len() == 1 {
        out.push(FormulaOp::Number(0.0));
    }
    Some(operation)
}

/// A parameter that is a number; each run gives its value.
fn parameter(draft: &mut Draft<'_>, id: ParameterId, span: Span) -> Option<FormulaOp> {
    let default = match draft.parameters.get(id.at()).map(|p| &p.default) {
        Some(Some(Value::Number(x))) => *x,
        Some(None) => crate::methods::UNDEFINED,
        Some(Some(Value::YesNo(_) | Value::Text(_) | Value::Member(_) | Value::Missing(_))) | None => {
            return not_of_parts(draft, span);
        }
    };
    Some(FormulaOp::Parameter(id.0, default))
}

fn not_of_parts<T>(draft: &mut Draft<'_>, span: Span) -> Option<T> {
    let message = "a formula of parts is made of numbers: this cannot stand in it";
    let hint = "compute it in an indicator, `indicator … = …`, and make that a part of the index";
    draft.report(Diagnostic::error(Code::WrongKind, span, message).hint(hint));
    None
}
