//! A part that is 0 by construction, in an aggregation where one 0 makes everything 0. Without data.

use super::steps::of_part;
use super::wording::listed;
use super::{Audit, Evidence, Finding, indices};
use crate::diagnostic::Code;
use crate::program::{Index, MissingRule, NormaliseStep, Program, Quantity};

/// Min-max gives 0 to the lowest value, whatever it is; in a geometric mean its row then has the index 0, however good
/// it is in all else. A 0 that stands in the data is another matter: it says something.
pub(super) struct GeometricReachesZero;

impl Audit for GeometricReachesZero {
    fn code(&self) -> Code {
        Code::GeometricReachesZero
    }

    fn evidence(&self) -> Evidence {
        Evidence::Policy
    }

    fn policy(&self, program: &Program) -> Vec<Finding> {
        let absorbing = |index: &Index| index.aggregate.algebra(&index.aggregate_options).zero_absorbs;
        indices(program)
            .filter(|(_, _, index)| index.parts.len() > 1 && absorbing(index))
            .flat_map(|(_, quantity, index)| {
                [self.normalised(quantity, index), self.missing(quantity, index)].into_iter().flatten()
            })
            .collect()
    }
}

impl GeometricReachesZero {
    fn normalised(&self, quantity: &Quantity, index: &Index) -> Option<Finding> {
        let zero: Vec<(&str, &NormaliseStep)> = index
            .parts
            .iter()
            .enumerate()
            .filter_map(|(at, part)| Some((part.name.as_str(), of_part(index, at).next_back()?.0)))
            .filter(|(_, step)| {
                let range = step.algebra().range;
                step.method.reaches_ends(&step.options) && (range.0 == Some(0.0) || range.1 == Some(0.0))
            })
            .collect();
        let (_, step) = zero.first()?;
        let parts = listed(zero.iter().map(|(name, _)| format!("`{name}`")));
        let (method, aggregate, name) = (step.method.name(), index.aggregate.name(), &quantity.name);
        let message = format!(
            "`normalise {method}` makes the worst value of {parts} 0, and in a {aggregate} one 0 makes `{name}` 0 whatever the other parts are"
        );
        let hint = format!(
            "normalise to a scale above 0, such as `normalise {method} to 1..100`, or aggregate with `arithmetic mean`"
        );
        Some(Finding::warning(self.code(), name, step.span, message, &hint))
    }

    fn missing(&self, quantity: &Quantity, index: &Index) -> Option<Finding> {
        let zero = |rule: &MissingRule| *rule == MissingRule::Zero;
        if !zero(&index.missing) && !index.missing_as.iter().any(|(_, rule)| zero(rule)) {
            return None;
        }
        let (aggregate, name) = (index.aggregate.name(), &quantity.name);
        let message = format!(
            "with `missing zero` a part that is missing counts as 0, and in a {aggregate} one 0 makes `{name}` 0 whatever the other parts are"
        );
        let hint = "write `missing skip` or `missing propagate`, or aggregate with `arithmetic mean`";
        Some(Finding::warning(self.code(), name, index.aggregate_span, message, hint))
    }
}
