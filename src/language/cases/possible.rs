//! Whether a condition can hold at all, and the simplest case found in which it does.

use super::constant::Known;
use super::counterexample::Counterexample;
use super::lower::Lowering;
use super::problem::{Problem, State};
use super::prove::{Hunt, hunt};
use super::search::Goal;
use crate::limits::Limits;
use crate::program::{Expr, Missing, Program, Value};

/// Whether a condition can hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Possible {
    /// Never, whatever the values are, within the ranges declared for them.
    Never,
    /// With these values, whatever all others are: each of a quantity of the row, or of a row that links lead to.
    Case(Vec<(Expr, Value)>),
    /// That is not known: values may depend on each other, or there are too many cases.
    Unknown,
}

/// Whether a condition of a policy can hold, with the parameters' values by [`crate::program::ParameterId`].
pub fn possible(program: &Program, condition: &Expr, parameters: &[Value], limits: &Limits) -> Possible {
    let known = Known { program, parameters };
    let mut lowering = Lowering::new(known);
    let lowered = lowering.condition(condition);
    let problem = Problem::of(lowering, lowered, condition.span);
    if problem.too_large {
        return Possible::Unknown;
    }
    let mut budget = limits.proof_cases;
    let goal = Goal::Reach { outcome: 0, first_match: false };
    match hunt(known, &problem, goal, &mut budget) {
        Hunt::Nothing => Possible::Never,
        Hunt::Sure(example) => values(&problem, &example).map_or(Possible::Unknown, Possible::Case),
        Hunt::Doubtful(_) | Hunt::Exhausted => Possible::Unknown,
    }
}

/// The values that make the case; `None` where a subject is more than a value and does not say of which it is made.
fn values(problem: &Problem, example: &Counterexample<'_>) -> Option<Vec<(Expr, Value)>> {
    let mut found: Vec<(Expr, Value)> = Vec::new();
    for (variable, number) in example.values.iter().flatten() {
        variable.path()?;
        found.push(((*variable).clone(), Value::Number(*number)));
    }
    for at in &example.relevant {
        let subject = problem.subjects.get(*at)?;
        let known = |expr: &Expr| found.iter().any(|(own, _)| own.path() == expr.path());
        match (subject.expr.path(), example.states.get(*at)?) {
            (Some(_), _) if known(&subject.expr) => {}
            (Some(_), State::Known(truths)) => {
                let region = subject.regions.iter().find(|region| region.truths == *truths)?;
                found.push((subject.expr.clone(), region.value.clone()));
            }
            (Some(_), State::Missing) => {
                found.push((subject.expr.clone(), Value::Missing(Missing::Unavailable)));
            }
            (Some(_), State::Open | State::Completed(_)) => {}
            (None, _) if example.values.is_some() => {}
            (None, _) => return None,
        }
    }
    Some(found)
}
