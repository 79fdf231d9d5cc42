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
    ArithmeticOp, CompareOp, Expr, ExprKind, Function, ParameterId, QuantityId, Step, TableId, Type, Unit, Value,
};
use crate::source::Span;
use crate::syntax::ast;

/// The aggregation that a formula is; what it computes is known once the steps before it are.
pub(super) fn step(span: Span) -> AggregateStep {
    AggregateStep { method: &ByFormula, options: Options::default(), span, within: Vec::new() }
}

/// A checked formula: the option of the aggregation, what it reads beside the parts, and the unit of the result.
pub(super) struct Checked {
    pub options: Options,
    pub formula: Expr,
    pub inputs: Vec<Expr>,
    pub unit: Unit,
}

/// Checks the formula of an index.
pub(super) fn check(
    draft: &mut Draft<'_>,
    table: TableId,
    formula: &ast::Expr,
    parts: &[PartDraft],
    steps: &[Step],
) -> Option<Checked> {
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
    let mut out = Translation { parts: &ids, inputs: Vec::new(), operations: Vec::new() };
    translate(draft, &expr, &mut out)?;
    let formula = Arc::new(Formula::new(out.operations)?);
    let options = Options { given: vec![("", OptionValue::Formula(formula))] };
    Some(Checked { options, formula: expr, inputs: out.inputs, unit: unit.unwrap_or_default() })
}

/// A formula on its way into postfix order.
struct Translation<'d> {
    parts: &'d [QuantityId],
    inputs: Vec<Expr>,
    operations: Vec<FormulaOp>,
}

impl Translation<'_> {
    /// Whether an expression reads a part; a part of another row is read as it stands in the data.
    fn reads_parts(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Quantity(id) => self.parts.contains(id),
            ExprKind::Follow { link, target: _ } => self.reads_parts(link),
            ExprKind::Number(_)
            | ExprKind::YesNo(_)
            | ExprKind::Text(_)
            | ExprKind::Member(_)
            | ExprKind::Missing(_)
            | ExprKind::Parameter(_) => false,
            ExprKind::Negate(_)
            | ExprKind::Not(_)
            | ExprKind::Arithmetic(..)
            | ExprKind::If(..)
            | ExprKind::Compare(..)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::IsMissing(..)
            | ExprKind::IfMissing(..)
            | ExprKind::OneOf(..)
            | ExprKind::LevelNumber(_)
            | ExprKind::Call(..)
            | ExprKind::Aggregate(_) => expr.parts().into_iter().any(|inner| self.reads_parts(inner)),
        }
    }

    /// Whether an expression is to be read of the row as it is: it has no part in it, and more than numbers.
    fn is_input(&self, expr: &Expr) -> bool {
        let read = matches!(expr.ty, Type::Number(_) | Type::YesNo | Type::Date);
        let mut of_row = false;
        expr.each(&mut |inner| of_row |= !of_numbers(inner));
        read && of_row && !self.reads_parts(expr)
    }
}

/// Whether an expression is made of numbers and parameters that are numbers, as far as it is told by itself.
fn of_numbers(expr: &Expr) -> bool {
    let number = matches!(expr.ty, Type::Number(_) | Type::YesNo);
    match &expr.kind {
        ExprKind::Number(_)
        | ExprKind::YesNo(_)
        | ExprKind::Parameter(_)
        | ExprKind::Negate(_)
        | ExprKind::Not(_)
        | ExprKind::Arithmetic(..)
        | ExprKind::If(..)
        | ExprKind::Compare(..)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::Call(..) => number,
        ExprKind::IfMissing(..)
        | ExprKind::IsMissing(..)
        | ExprKind::Text(_)
        | ExprKind::Member(_)
        | ExprKind::Missing(_)
        | ExprKind::Quantity(_)
        | ExprKind::Follow { .. }
        | ExprKind::OneOf(..)
        | ExprKind::LevelNumber(_)
        | ExprKind::Aggregate(_) => false,
    }
}

/// Whether some step made a pure number of the part.
fn unit_free(steps: &[Step], part: usize) -> bool {
    steps.iter().any(|step| match step {
        Step::Normalise(step) => step.parts.get(part).is_some_and(Option::is_some) && step.algebra().unit_free,
        Step::Weigh(_) | Step::Treat(_) | Step::Impute(_) | Step::Screen(_) => false,
    })
}

/// Every name in the formula is a part, a parameter, or something of the row that is no number: a category, a level, yes
/// or no, a date, a text, a link. A number that is no part would be read as it stands in the data, past all steps.
fn only_parts(draft: &mut Draft<'_>, table: TableId, formula: &ast::Expr, parts: &[PartDraft]) -> Option<()> {
    let mut read = Read::default();
    visit(formula, &mut read);
    if let Some(span) = read.rows {
        let message = "a formula of parts takes those of one row, and this asks for many rows";
        let hint = "make it an indicator, `indicator … = …`, and a part of the index";
        draft.report(Diagnostic::error(Code::WrongKind, span, message).hint(hint));
        return None;
    }
    let known = |name: &ast::Name| {
        let parameter = draft.parameter_names.contains_key(&name.text) || draft.broken_parameters.contains(&name.text);
        let no_number = match draft.find(table, &name.text).and_then(|id| draft.quantity(id)) {
            Some(quantity) => !matches!(quantity.ty, Some(Type::Number(_))),
            // A level or category, as far as can be said before it is checked.
            None => read.compared.contains(&name),
        };
        parameter || no_number || parts.iter().any(|p| p.part.name == name.text)
    };
    let names = read.names.iter().chain(&read.compared).copied();
    let unknown: Vec<&ast::Name> = names.filter(|name| !known(name)).collect();
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

/// What a formula reads, by name.
#[derive(Default)]
struct Read<'e> {
    names: Vec<&'e ast::Name>,
    /// Those that are compared by themselves, and may be levels or categories.
    compared: Vec<&'e ast::Name>,
    /// Where it asks for many rows.
    rows: Option<Span>,
}

impl<'e> Read<'e> {
    fn compare(&mut self, operand: &'e ast::Expr) {
        match &operand.kind {
            ast::ExprKind::Name(name) => self.compared.push(name),
            _ => visit(operand, self),
        }
    }
}

fn visit<'e>(expr: &'e ast::Expr, read: &mut Read<'e>) {
    match &expr.kind {
        ast::ExprKind::Number(_)
        | ast::ExprKind::Text(_)
        | ast::ExprKind::YesNo(_)
        | ast::ExprKind::Date { .. }
        | ast::ExprKind::Missing(_) => {}
        ast::ExprKind::Name(name) => read.names.push(name),
        ast::ExprKind::Member(inner, _) | ast::ExprKind::Negate(inner) | ast::ExprKind::Not(inner) => {
            visit(inner, read);
        }
        ast::ExprKind::IsMissing { value, .. } => visit(value, read),
        ast::ExprKind::At(value, year) => {
            read.rows = read.rows.or(Some(expr.span));
            visit(value, read);
            visit(year, read);
        }
        ast::ExprKind::Arithmetic(_, a, b) | ast::ExprKind::IfMissing(a, b) => {
            visit(a, read);
            visit(b, read);
        }
        ast::ExprKind::Comparison(all, _) => all.iter().for_each(|e| read.compare(e)),
        ast::ExprKind::And(all) | ast::ExprKind::Or(all) => {
            all.iter().for_each(|e| visit(e, read));
        }
        ast::ExprKind::If(a, b, c) => [a, b, c].into_iter().for_each(|e| visit(e, read)),
        ast::ExprKind::In { value, members, .. } => {
            visit(value, read);
            members.iter().for_each(|e| read.compare(e));
        }
        ast::ExprKind::Call(call) => {
            let many = call.over.is_some() || !call.within.is_empty() || call.filter.is_some();
            if many || call.weighted_by.is_some() || call.via.is_some() {
                read.rows = read.rows.or(Some(expr.span));
            }
            call.arguments.iter().for_each(|e| visit(e, read));
        }
    }
}

/// Appends an expression in postfix order.
fn translate(draft: &mut Draft<'_>, expr: &Expr, out: &mut Translation<'_>) -> Option<()> {
    if out.is_input(expr) {
        out.operations.push(FormulaOp::Input(out.parts.len() + out.inputs.len()));
        out.inputs.push(expr.clone());
        return Some(());
    }
    let operation = match &expr.kind {
        ExprKind::Number(x) => FormulaOp::Number(*x),
        ExprKind::YesNo(yes) => FormulaOp::Number(f64::from(u8::from(*yes))),
        ExprKind::Quantity(id) => FormulaOp::Part(out.parts.iter().position(|p| p == id)?),
        ExprKind::Parameter(id) => parameter(draft, *id, expr.span)?,
        ExprKind::Negate(x) => {
            translate(draft, x, out)?;
            FormulaOp::One(One::Negate)
        }
        ExprKind::Not(x) => {
            translate(draft, x, out)?;
            FormulaOp::One(One::Not)
        }
        ExprKind::IsMissing(x, None) => {
            translate(draft, x, out)?;
            FormulaOp::One(One::IsMissing)
        }
        ExprKind::Arithmetic(op, a, b) => {
            both(draft, a, b, out)?;
            FormulaOp::Two(arithmetic(*op))
        }
        ExprKind::Compare(op, a, b) => {
            both(draft, a, b, out)?;
            let (two, negated) = comparison(*op);
            out.operations.push(FormulaOp::Two(two));
            if !negated {
                return Some(());
            }
            FormulaOp::One(One::Not)
        }
        ExprKind::IfMissing(a, b) => {
            both(draft, a, b, out)?;
            FormulaOp::Two(Two::IfMissing)
        }
        ExprKind::And(all) => several(draft, all, Many::And, out)?,
        ExprKind::Or(all) => several(draft, all, Many::Or, out)?,
        ExprKind::If(a, b, c) => {
            for inner in [a, b, c] {
                translate(draft, inner, out)?;
            }
            FormulaOp::If
        }
        ExprKind::Call(function, arguments) => call(draft, expr, *function, arguments, out)?,
        ExprKind::IsMissing(_, Some(_))
        | ExprKind::Text(_)
        | ExprKind::Member(_)
        | ExprKind::Missing(_)
        | ExprKind::Follow { .. }
        | ExprKind::OneOf(..)
        | ExprKind::LevelNumber(_)
        | ExprKind::Aggregate(_) => return not_of_parts(draft, expr.span),
    };
    out.operations.push(operation);
    Some(())
}

fn both(draft: &mut Draft<'_>, a: &Expr, b: &Expr, out: &mut Translation<'_>) -> Option<()> {
    translate(draft, a, out)?;
    translate(draft, b, out)
}

fn several(draft: &mut Draft<'_>, all: &[Expr], function: Many, out: &mut Translation<'_>) -> Option<FormulaOp> {
    for inner in all {
        translate(draft, inner, out)?;
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
    out: &mut Translation<'_>,
) -> Option<FormulaOp> {
    if let Some(open) = function.bounded(arguments) {
        let open = Expr { kind: ExprKind::Call(function, open.into_iter().cloned().collect()), ..expr.clone() };
        translate(draft, &open, out)?;
        out.operations.push(FormulaOp::One(One::IsMissing));
        translate(draft, &open, out)?;
        for argument in arguments {
            translate(draft, argument, out)?;
        }
        let many = if function == Function::Min { Many::Min } else { Many::Max };
        out.operations.push(FormulaOp::Many(many, arguments.len()));
        return Some(FormulaOp::If);
    }
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
        translate(draft, argument, out)?;
    }
    if function == Function::Round && arguments.len() == 1 {
        out.operations.push(FormulaOp::Number(0.0));
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
