//! Runs the policies between two: each as far as the results need it, several at a time.

use std::sync::Arc;

use super::Attributing;
use super::data::{self, Bound};
use super::find;
use super::targets::{Target, Targets};
use crate::diagnostic::Diagnostic;
use crate::eval::{self, Assessment, Exclusions, RunOptions};
use crate::parallel::with_threads;
use crate::parameters;
use crate::program::Program;
use crate::why::needs::{needs, pruned};

/// How they are run.
pub(super) struct Runs<'a> {
    a: Bound<'a>,
    b: Bound<'a>,
    set: &'a [(String, String)],
    options: RunOptions,
}

/// As many policies are run before their values are added up.
const AT_ONCE: usize = 16;
/// As many values are held at a time, if more than one policy's are.
const MOST_VALUES: usize = 1 << 23;

impl<'a> Runs<'a> {
    pub fn new(a: Bound<'a>, b: Bound<'a>, how: &Attributing<'a>) -> Self {
        let options = RunOptions { exclusions: Exclusions::Leave, ..how.options.clone() };
        Self { a, b, set: how.set, options }
    }

    /// How many policies are run before their values are added up.
    pub fn at_once(&self, targets: &Targets) -> usize {
        let values: usize = targets.all.iter().map(Target::values).sum();
        MOST_VALUES.checked_div(values).unwrap_or(AT_ONCE).clamp(1, AT_ONCE)
    }

    /// Both ends.
    pub fn both(&self, targets: &Targets) -> Result<[Assessment; 2], String> {
        let of_a = self.run(self.a.program, targets, &self.options)?;
        Ok([of_a, self.run(self.b.program, targets, &self.options)?])
    }

    /// The values of some policies, in their order.
    pub fn values(&self, policies: Vec<Arc<Program>>, targets: &Targets) -> Result<Vec<Vec<f64>>, String> {
        let options = RunOptions { threads: Some(1), ..self.options.clone() };
        let values = |policy: Arc<Program>| Ok(targets.values(&self.run(&policy, targets, &options)?));
        let found: Vec<Result<Vec<f64>, String>> =
            with_threads(self.options.threads, |threads| threads.map(policies, values));
        found.into_iter().collect()
    }

    fn run(&self, program: &Arc<Program>, targets: &Targets, options: &RunOptions) -> Result<Assessment, String> {
        let told = |errors: Vec<Diagnostic>| errors.into_iter().next().map(|e| e.message).unwrap_or_default();
        let has = |name: &str| program.parameters.iter().any(|parameter| parameter.name == name);
        let set: Vec<&(String, String)> = self.set.iter().filter(|(name, _)| has(name)).collect();
        let set: Vec<(&str, &str)> = set.into_iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let parameters = parameters::resolve(program, &set).map_err(told)?;
        let wanted = targets.all.iter().filter_map(|target| find(program, &target.table, &target.name));
        let program = Arc::new(pruned(program, &needs(program, wanted)));
        let data = data::between(&program, self.a, self.b)?;
        eval::run(&program, &data, &parameters, options)
            .map_err(|errors| format!("a policy between the two cannot be run: {}", told(errors)))
    }
}
