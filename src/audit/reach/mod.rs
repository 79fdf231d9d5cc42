//! Between which numbers the values of a policy may lie, whatever the data: from declared ranges, goalposts and what
//! methods say of themselves, through the steps of indices and through formulas.
//!
//! Every value that a run can give lies in what is said here; not every number in it need come out.

mod expr;
mod truth;

use super::steps::compares_with_nothing;
use crate::methods::{Interval, rounding};
use crate::program::{
    Expr, Index, MissingRule, Node, NormaliseStep, Origin, Part, Program, Quantity, QuantityId, Rounding, Step, Type,
    Value, Weighing,
};

pub(super) use truth::{Truth, below};

/// The reach of every quantity of a policy.
pub(super) struct Reach<'p> {
    program: &'p Program,
    quantities: Vec<Interval>,
}

/// Between which numbers each quantity of a policy may lie, by [`QuantityId`]: the lower and the upper end, infinite where
/// it is open. Every run keeps to it; not every number in it need come out.
pub fn reaches(program: &Program) -> Vec<(f64, f64)> {
    let reach = Reach::of(program);
    reach.quantities.iter().map(|of| (of.low, of.high)).collect()
}

impl<'p> Reach<'p> {
    /// Works it out, each after all that it needs.
    pub(super) fn of(program: &'p Program) -> Self {
        let declared = program.quantities.iter().map(|q| given(program, q)).collect();
        let mut reach = Reach { program, quantities: declared };
        for node in &program.order {
            match node {
                Node::Gate(_) => {}
                Node::Quantity(id) => {
                    let quantity = program.quantity(*id);
                    let found = reach.derived(quantity).meet(declared_range(quantity));
                    if let Some(slot) = reach.quantities.get_mut(id.at()) {
                        *slot = found;
                    }
                }
            }
        }
        reach
    }

    /// What is known without working anything out: declared ranges alone.
    pub(super) fn declared(program: &'p Program) -> Self {
        let declared = program.quantities.iter().map(|q| given(program, q).meet(declared_range(q))).collect();
        Reach { program, quantities: declared }
    }

    /// Of a quantity.
    pub(super) fn quantity(&self, id: QuantityId) -> Interval {
        self.quantities.get(id.at()).copied().unwrap_or(Interval::ALL)
    }

    /// Of a numeric expression.
    pub(super) fn expr(&self, expr: &Expr) -> Interval {
        expr::reach(self, expr)
    }

    /// Of a condition, where it is known at all.
    pub(super) fn truth(&self, condition: &Expr) -> Truth {
        truth::of(self, condition)
    }

    /// Of a part of an index, before its first steps or after some of them.
    pub(super) fn part(&self, index: &Index, at: usize, steps: usize) -> Interval {
        let Some(part) = index.parts.get(at) else { return Interval::ALL };
        let mut reach = self.quantity(part.quantity);
        for step in index.steps.iter().take(steps) {
            match step {
                Step::Weigh(weigh) => reach = reach.scaled(weigh.factors.get(at).copied().unwrap_or(1.0)),
                Step::Normalise(step) => {
                    if let Some(Some(setting)) = step.parts.get(at) {
                        reach = step.reach(reach, setting);
                        reach = degenerate(step).map_or(reach, |x| reach.join(Interval::point(x)));
                    }
                }
                Step::Treat(treat) if step.applies(at) && !treat.method.algebra(&treat.options).keeps_scale => {
                    reach = Interval::ALL;
                }
                // What stands in lies among what is known, or is a number of the policy's.
                Step::Impute(impute) if step.applies(at) && !impute.method.within_known() => {
                    let fixed = impute.options.number("").map_or(Interval::ALL, Interval::point);
                    reach = reach.join(fixed);
                }
                Step::Treat(_) | Step::Impute(_) | Step::Screen(_) => {}
            }
        }
        reach
    }

    fn derived(&self, quantity: &Quantity) -> Interval {
        match &quantity.origin {
            Origin::Column(_) => given(self.program, quantity),
            Origin::Formula(formula, rounding) => rounded(self.expr(formula), rounding.map(|r| r.inside(&quantity.ty))),
            Origin::Index(index) => rounded(self.index(index), index.rounding),
            Origin::Rank(_) => Interval::of((Some(1.0), None)),
            Origin::Scenario(_) => Interval::ALL,
        }
    }

    fn index(&self, index: &Index) -> Interval {
        let rules = || std::iter::once(&index.missing).chain(index.missing_as.iter().map(|(_, rule)| rule));
        let zero = rules().any(|rule| *rule == MissingRule::Zero);
        let screened = index.steps.iter().any(|step| matches!(step, Step::Screen(_)));
        let part = |(at, part): (usize, &Part)| {
            // What `token … as score …` says enters after all steps, and so does a missing part that counts as 0.
            let scores = part.scores.iter().copied().chain(zero.then_some(0.0));
            scores.map(Interval::point).fold(self.part(index, at, index.steps.len()), Interval::join)
        };
        let parts: Vec<Interval> = index.parts.iter().enumerate().map(part).collect();
        if let Weighing::Computed(_) = index.weighing {
            return self.whatever_the_weights(index, &parts);
        }
        // A part that too few rows have leaves the index, as a missing one does that is skipped.
        if screened || rules().any(|rule| matches!(rule, MissingRule::Skip { .. })) {
            return self.without_some(index, &parts);
        }
        index.aggregate.reach(&parts, &index.weights, &index.aggregate_options)
    }

    /// Weights from the data may be any that add up to 1: what lies between the parts stays there, of all else nothing is known.
    fn whatever_the_weights(&self, index: &Index, parts: &[Interval]) -> Interval {
        if !index.aggregate.algebra(&index.aggregate_options).internal {
            return Interval::ALL;
        }
        parts.iter().copied().reduce(Interval::join).unwrap_or(Interval::ALL)
    }

    /// Some parts left out: a mean then lies between its other parts; a sum or a norm has a term less, as if it were 0,
    /// and a product a factor less, as if it were 1.
    fn without_some(&self, index: &Index, parts: &[Interval]) -> Interval {
        if index.aggregate.algebra(&index.aggregate_options).internal {
            return parts.iter().copied().reduce(Interval::join).unwrap_or(Interval::ALL);
        }
        let without: Vec<Interval> = parts.iter().map(|p| p.join(Interval::new(0.0, 1.0))).collect();
        let of = |parts: &[Interval]| index.aggregate.reach(parts, &index.weights, &index.aggregate_options);
        of(parts).join(of(&without))
    }

    /// What a parameter may be: its range, or its default where none is declared.
    fn parameter(&self, id: crate::program::ParameterId) -> Interval {
        let parameter = self.program.parameter(id);
        match (&parameter.range, &parameter.default) {
            ((None, None), Some(Value::Number(x))) => Interval::point(*x),
            (range, _) => Interval::of(*range),
        }
    }
}

/// What a value becomes where there is nothing to compare with, if that can be.
fn degenerate(step: &NormaliseStep) -> Option<f64> {
    (!compares_with_nothing(step) && !step.degenerate.is_nan()).then_some(step.degenerate)
}

/// What the data may hold.
fn given(program: &Program, quantity: &Quantity) -> Interval {
    match &quantity.ty {
        Type::Number(_) | Type::Date => declared_range(quantity),
        Type::YesNo => Interval::new(0.0, 1.0),
        Type::Member(scale) => {
            let levels = program.scale(*scale).members.iter().map(|m| Interval::point(m.number));
            levels.reduce(Interval::join).unwrap_or(Interval::ALL)
        }
        Type::Text | Type::Link(_) => Interval::ALL,
    }
}

fn declared_range(quantity: &Quantity) -> Interval {
    match quantity.ty {
        Type::Number(_) => Interval::of(quantity.range),
        Type::Date | Type::YesNo | Type::Member(_) | Type::Text | Type::Link(_) => Interval::ALL,
    }
}

/// Rounding moves each end to the next of its numbers.
fn rounded(reach: Interval, rounding: Option<Rounding>) -> Interval {
    let Some(Rounding { decimals, half_even }) = rounding else { return reach };
    reach.rising(|x| if x.is_finite() { rounding::round_decimal(x, decimals, half_even) } else { x })
}
