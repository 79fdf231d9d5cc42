//! Has the smallest case looked for that two policies classify differently.

use super::sides::{PolicySide, Side, of_policy};
use crate::check::Whole;
use crate::cli::pipeline::{self, Failure};
use crate::compare::witness::{Methodology, Witness, witnesses};
use crate::eval::Data;
use crate::limits::Limits;
use crate::parameters;
use crate::program::Value;

/// What is needed of one policy.
struct Read<'a> {
    side: &'a PolicySide,
    whole: Whole,
    parameters: Vec<(Value, bool)>,
    limits: Limits,
}

impl<'a> Read<'a> {
    fn of(side: &'a PolicySide, set: &[(String, String)]) -> Result<Self, Failure> {
        let limits = side.run.as_ref().map(|run| run.ready.limits.clone()).unwrap_or_default();
        let whole = pipeline::whole(&side.path, &side.program, &limits);
        let parameters =
            parameters::resolve(&side.program, &of_policy(&side.program, set)).map_err(Failure::nowhere)?;
        Ok(Self { side, whole, parameters, limits })
    }

    fn methodology(&self) -> Methodology<'_> {
        let data: Option<&Data> = self.side.run.as_ref().ok().map(|run| &run.ready.data);
        Methodology { whole: &self.whole, program: &self.side.program, parameters: &self.parameters, data }
    }
}

/// One for each scenario that both have and that may differ; none where one side is a file of results.
pub(super) fn of_pair(a: &Side, b: &Side, set: &[(String, String)]) -> Result<Vec<Witness>, Failure> {
    let (Some(a), Some(b)) = (a.policy(), b.policy()) else { return Ok(Vec::new()) };
    let (a, b) = (Read::of(a, set)?, Read::of(b, set)?);
    Ok(witnesses(&a.methodology(), &b.methodology(), &a.limits))
}

/// What is said where there is nothing to look for.
pub(super) fn nothing(a: &Side, b: &Side) -> String {
    if a.policy().is_none() || b.policy().is_none() {
        return "`--witness` has nothing to look for: of results it is not known how they came about.".to_owned();
    }
    let (a, b) = (a.name(), b.name());
    format!("`--witness` has nothing to look for: `{a}` and `{b}` have no scenario in common that could differ.")
}
