//! Functions and aggregations of values for which they are not defined. Without data.

use super::reach::Reach;
use super::steps::of_part;
use super::wording::{declared, number};
use super::{Audit, Evidence, Finding, indices};
use crate::diagnostic::Code;
use crate::methods::Domain;
use crate::program::{ExprKind, Function, Index, Origin, Part, Program, Quantity};

/// The checker refuses what is sure to fail; this tells where the declared ranges allow it: a root or a logarithm of an
/// indicator whose range goes below 0, goalposts below which values may fall before a geometric mean.
pub(super) struct MethodOutsideDomain;

impl Audit for MethodOutsideDomain {
    fn code(&self) -> Code {
        Code::MethodOutsideDomain
    }

    fn evidence(&self) -> Evidence {
        Evidence::Policy
    }

    fn policy(&self, program: &Program) -> Vec<Finding> {
        let reach = Reach::of(program);
        let mut findings = self.functions(program, &reach);
        for (_, quantity, index) in indices(program) {
            let bounded = index.aggregate.algebra(&index.aggregate_options).domain != Domain::All;
            let parts = index.parts.iter().enumerate().filter(|_| bounded);
            findings.extend(parts.filter_map(|(at, part)| self.part(program, &reach, quantity, index, at, part)));
        }
        findings
    }
}

impl MethodOutsideDomain {
    fn functions(&self, program: &Program, reach: &Reach<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for quantity in &program.quantities {
            let Origin::Formula(formula, _) = &quantity.origin else { continue };
            formula.each(&mut |expr| {
                let ExprKind::Call(function, arguments) = &expr.kind else { return };
                let needs = [
                    (Function::Sqrt, "sqrt", "0 or above"),
                    (Function::Ln, "ln", "above 0"),
                    (Function::Log10, "log10", "above 0"),
                ];
                let Some((_, name, needs)) = needs.into_iter().find(|(f, ..)| f == function) else { return };
                let Some(argument) = arguments.first() else { return };
                let values = reach.expr(argument);
                let of = if let ExprKind::Quantity(id) = argument.kind { Some(program.quantity(id)) } else { None };
                let never = values.high < 0.0;
                let message = match of {
                    Some(of) if values.low < 0.0 && values.low.is_finite() => format!(
                        "`{name}` needs values {needs}, and the range of `{}` begins at {}",
                        of.name,
                        number(declared(of, values.low), 6)
                    ),
                    Some(_) | None if never => format!("`{name}` needs values {needs}, and this is never so"),
                    Some(_) | None => return,
                };
                let hint = "give its range as it is, or say what holds there: `if x > 0 then ln(x) else 0`";
                findings.push(Finding::warning(self.code(), &quantity.name, expr.span, message, hint));
            });
        }
        findings
    }

    /// A part that goalposts may make negative.
    fn part(
        &self,
        program: &Program,
        reach: &Reach<'_>,
        quantity: &Quantity,
        index: &Index,
        at: usize,
        part: &Part,
    ) -> Option<Finding> {
        let (step, setting) = of_part(index, at).next_back()?;
        let (lower, upper) = setting.goalposts.filter(|_| step.algebra().needs_goalposts)?;
        let entering = reach.part(index, at, index.steps.len());
        let raw = program.quantity(part.quantity);
        if entering.low >= 0.0 || !entering.low.is_finite() {
            return None;
        }
        let show = |x: f64| number(declared(raw, x), 6);
        let (post, goes) = match setting.reverse {
            false => (show(lower), format!("from {}", raw.range.0.map_or_else(|| "…".to_owned(), show))),
            true => (show(upper), format!("to {}", raw.range.1.map_or_else(|| "…".to_owned(), show))),
        };
        let aggregate = index.aggregate.name();
        let message = format!(
            "values of `{}` may lie beyond the goalpost {post}, for its range goes {goes}; they become negative then, where a {aggregate} is not defined",
            part.name
        );
        let hint = "write `normalise goalposts capped below`, or correct the range or the goalposts";
        Some(Finding::warning(self.code(), &quantity.name, part.span, message, hint))
    }
}
