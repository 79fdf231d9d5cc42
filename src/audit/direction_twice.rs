//! An indicator that a formula has turned round, and that is turned round once more. Without data.

use super::reach::Reach;
use super::steps::turned;
use super::{Audit, Evidence, Finding, indices};
use crate::diagnostic::Code;
use crate::methods::Interval;
use crate::program::{ArithmeticOp, Expr, ExprKind, Function, Origin, Program, QuantityId};

/// `indicator survival = 1000 - deaths { better lower }`, where lower is better for `deaths` already: the formula turns
/// it round, and so does the normalisation, so that most deaths come out best.
pub(super) struct DirectionTwice;

impl Audit for DirectionTwice {
    fn code(&self) -> Code {
        Code::DirectionTwice
    }

    fn evidence(&self) -> Evidence {
        Evidence::Policy
    }

    fn policy(&self, program: &Program) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        let reach = Reach::of(program);
        for (_, _, index) in indices(program) {
            for (at, part) in index.parts.iter().enumerate() {
                let Some(method) = turned(index, at) else { continue };
                let quantity = program.quantity(part.quantity);
                let Origin::Formula(formula, _) = &quantity.origin else { continue };
                let Some(source) = turned_in(program, &reach, formula) else { continue };
                let name = &quantity.name;
                if findings.iter().any(|f| f.subject == *name) {
                    continue;
                }
                let source = &program.quantity(source).name;
                let message = format!(
                    "lower is better for `{source}`, so its formula has turned `{name}` round already; `better lower` makes `normalise {method}` turn it round again"
                );
                let hint = format!("write `better higher` for `{name}`");
                findings.push(Finding::warning(self.code(), name, quantity.name_span, message, &hint));
            }
        }
        findings
    }
}

/// The indicator for which lower is better in which a formula falls; none where it rises in another such one.
fn turned_in(program: &Program, reach: &Reach<'_>, formula: &Expr) -> Option<QuantityId> {
    let mut found = Vec::new();
    directions(reach, formula, true, &mut found)?;
    let lower = |id: QuantityId| program.quantity(id).higher_is_better == Some(false);
    let rises = found.iter().any(|(id, rising)| *rising && lower(*id));
    found.into_iter().find(|(id, rising)| !rises && !rising && lower(*id)).map(|(id, _)| id)
}

/// In which values a formula rises and in which it falls; `None` where that cannot be said.
fn directions(reach: &Reach<'_>, expr: &Expr, rising: bool, found: &mut Vec<(QuantityId, bool)>) -> Option<()> {
    let never_negative = |e: &Expr| reach.expr(e).low >= 0.0;
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::Parameter(_) => {}
        ExprKind::Quantity(id) => found.push((*id, rising)),
        ExprKind::Negate(x) => directions(reach, x, !rising, found)?,
        ExprKind::Arithmetic(ArithmeticOp::Add, a, b) => {
            directions(reach, a, rising, found)?;
            directions(reach, b, rising, found)?;
        }
        ExprKind::Arithmetic(ArithmeticOp::Subtract, a, b) => {
            directions(reach, a, rising, found)?;
            directions(reach, b, !rising, found)?;
        }
        ExprKind::Arithmetic(ArithmeticOp::Multiply, a, b) if never_negative(a) && never_negative(b) => {
            directions(reach, a, rising, found)?;
            directions(reach, b, rising, found)?;
        }
        ExprKind::Arithmetic(ArithmeticOp::Multiply, a, b) => match (constant(reach, a), constant(reach, b)) {
            (Some(factor), _) => directions(reach, b, rising == (factor > 0.0), found)?,
            (_, Some(factor)) => directions(reach, a, rising == (factor > 0.0), found)?,
            (None, None) => return None,
        },
        ExprKind::Arithmetic(ArithmeticOp::Divide, a, b) if never_negative(a) && never_negative(b) => {
            directions(reach, a, rising, found)?;
            directions(reach, b, !rising, found)?;
        }
        ExprKind::Arithmetic(ArithmeticOp::Divide, a, b) => {
            directions(reach, a, rising == (constant(reach, b)? > 0.0), found)?;
        }
        ExprKind::Call(function, arguments) if rises(*function) => {
            for argument in arguments {
                directions(reach, argument, rising, found)?;
            }
        }
        ExprKind::IfMissing(a, b) => {
            directions(reach, a, rising, found)?;
            directions(reach, b, rising, found)?;
        }
        ExprKind::Arithmetic(ArithmeticOp::Power, ..)
        | ExprKind::Call(..)
        | ExprKind::YesNo(_)
        | ExprKind::Text(_)
        | ExprKind::Member(_)
        | ExprKind::Missing(_)
        | ExprKind::Follow { .. }
        | ExprKind::Not(_)
        | ExprKind::Compare(..)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::If(..)
        | ExprKind::IsMissing(..)
        | ExprKind::OneOf(..)
        | ExprKind::LevelNumber(_)
        | ExprKind::Aggregate(_) => return None,
    }
    Some(())
}

/// The number that an expression always is, if it is one and not 0.
fn constant(reach: &Reach<'_>, expr: &Expr) -> Option<f64> {
    let Interval { low, high } = reach.expr(expr);
    (low == high && low != 0.0 && low.is_finite()).then_some(low)
}

/// Functions that never fall when a value rises.
fn rises(function: Function) -> bool {
    match function {
        Function::Min | Function::Max | Function::Sum | Function::Mean | Function::Median => true,
        Function::Sqrt | Function::Ln | Function::Log10 | Function::Exp => true,
        Function::Round | Function::Floor | Function::Ceil => true,
        Function::Abs | Function::Sign | Function::Clamp | Function::Count | Function::Level | Function::Growth => {
            false
        }
        Function::Date | Function::Year | Function::Month | Function::Day => false,
        Function::Length | Function::Lower | Function::Upper | Function::Trim | Function::Join => false,
        Function::Contains | Function::StartsWith | Function::EndsWith => false,
    }
}
