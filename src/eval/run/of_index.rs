//! One index of a run: what it works on, and what is kept of what it found.

use std::sync::Arc;

use super::Run;
use crate::eval::assessment::FittedStep;
use crate::eval::index::{self, IndexInput};
use crate::eval::{Column, column, failure};
use crate::plan::{IndexNodes, NodeId};
use crate::program::{Missing, Origin};

impl Run<'_> {
    /// The values of an index; none where the data do not allow it, which is reported.
    pub(super) fn index(&mut self, nodes: &IndexNodes, rows: usize) -> Vec<f64> {
        let plan = self.plan;
        let Origin::Index(index) = &plan.program.quantity(nodes.quantity).origin else { return Vec::new() };
        let part = |id: &NodeId| match self.column(*id) {
            Some(Column::Number(values)) => values,
            Some(_) | None => Arc::new(vec![column::number::missing(Missing::Unavailable); rows]),
        };
        let index = &*index.bound(self.parameters);
        let input = IndexInput {
            index,
            parts: nodes.parts.iter().map(part).collect(),
            groups: nodes.groups.iter().map(|g| g.and_then(|g| self.groups(g))).collect(),
            among: nodes.among.iter().map(|a| a.and_then(|a| self.bytes(a))).collect(),
            others: nodes.others.iter().map(|others| others.iter().map(part).collect()).collect(),
            aggregate_groups: nodes.aggregate_groups.and_then(|g| self.groups(g)),
            inputs: nodes.inputs.iter().map(part).collect(),
            included: nodes.included.and_then(|i| self.bytes(i)),
            rows,
            threads: self.threads,
            limits: &self.options.limits,
        };
        let result = index::run(&input);
        if let Some(error) = failure::of_index(&plan.program, self.data, nodes.quantity, &input, &result) {
            self.errors.push(error);
            return vec![column::number::missing(Missing::Unavailable); rows];
        }
        if !input.inputs.is_empty() {
            self.inputs.insert(nodes.quantity, input.inputs);
        }
        if let Some(weighed) = result.weighed {
            self.weighed.insert(nodes.quantity, weighed);
        }
        let named = result.steps.into_iter().map(|(mut step, groups)| {
            if let Some(groups) = groups {
                step.names = failure::group_names(&plan.program, self.data, index, step.step, &groups);
            }
            step
        });
        let named: Vec<FittedStep> = named.collect();
        if !named.is_empty() {
            self.yardsticks.insert(nodes.quantity, named);
        }
        result.values
    }
}
