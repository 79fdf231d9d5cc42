//! An index in one row: each part on its way through the steps, and what it contributes.

use std::borrow::Cow;

use super::compared::NamedFigures;
use super::how::{Contributions, ExtremeHow, GivenOption, GroupHow, IndexHow, PartHow, StepHow};
use super::rows::Rows;
use super::share::{self, Parts};
use super::spelled::spelled;
use super::tree::{Plain, RoundedTo};
use crate::column::number::{is_left_out, kind};
use crate::eval::{Extreme, IndexTrace, RowGroup, RowStep, RowTrace, trace};
use crate::methods::{Kernel, OptionValue, Options, Statistics};
use crate::program::{Index, MissingRule, NormaliseStep, Part, QuantityId, Rounding, Step, TableId};

impl Rows<'_> {
    /// An index in a row of its table.
    pub(super) fn index(&self, id: QuantityId, index: &Index, row: usize) -> IndexHow {
        let IndexTrace { parts: traces, compared } = trace(self.assessment, id, row);
        let there = |x: f64| !aggregated(index, x).is_nan();
        let values: Vec<f64> = traces.iter().map(|t| aggregated(index, t.value())).collect();
        let result = self.plain(id, row);
        let mut bound = index.bound(&self.assessment.parameters);
        if let Some(inputs) = self.assessment.inputs.get(&id) {
            let of_row: Vec<f64> = inputs.iter().filter_map(|column| column.get(row).copied()).collect();
            bound = Cow::Owned(bound.of_row(&of_row));
        }
        if let Some(weighed) = self.assessment.weighed.get(&id) {
            bound.to_mut().weights.clone_from(&weighed.weights);
        }
        let parts = Parts { index: &bound, values: &values };
        let unrounded = share::result(&parts);
        let known = result.as_number().and(unrounded);
        let (contributions, by) = match known {
            Some(unrounded) => share::contributions(&parts, unrounded),
            None => (Vec::new(), Contributions::None),
        };
        let table = self.program().quantity(id).table;
        let part = |(at, (part, trace)): (usize, (&Part, &RowTrace))| {
            let contribution = contributions.get(at).copied().filter(|c| c.is_finite());
            let share = contribution.zip(known).filter(|(_, y)| *y != 0.0).map(|(c, y)| c / y);
            let steps = trace.steps.iter().filter_map(|s| match index.steps.get(s.step) {
                Some(step) => Some(self.step(step, s, (id, at, row), table)),
                // After all steps a cell without value gets its score, if it has one.
                None => s.from.is_nan().then(|| scored(s)).filter(|how| how.from != how.to),
            });
            PartHow {
                part: part.name.clone(),
                name: self.program().quantity(part.quantity).name.clone(),
                quantity: part.quantity,
                nested: part.nested,
                from: Plain::number(trace.from),
                steps: steps.collect(),
                value: Plain::number(trace.value()),
                weight: Plain::number(bound.weights.get(at).copied().unwrap_or(1.0)),
                counted: there(trace.value()),
                compared: compared.as_ref().and_then(|c| self.part_compared(index, c, at, table)),
                contribution,
                share,
                share_of_whole: None,
                without: known.and_then(|_| share::without(&parts, at)).map(Plain::number),
            }
        };
        let parts: Vec<PartHow> = index.parts.iter().zip(&traces).enumerate().map(part).collect();
        IndexHow {
            aggregate: match &index.formula {
                Some(formula) => format!("= {}", spelled(self.program(), formula)),
                None => index.aggregate.name().to_owned(),
            },
            options: options(&index.aggregate_options),
            compared_within: index
                .aggregate
                .whole()
                .map(|_| index.aggregate_within.iter().map(|f| self.program().quantity(*f).name.clone()).collect()),
            comparison: compared.as_ref().map(|c| self.comparison(index, c, table, row)),
            weighing: self.weighing(id, index),
            missing: rules(index),
            counted: parts.iter().filter(|p| p.counted).count(),
            parts,
            unrounded: match (&result, unrounded) {
                (Plain::Missing(how), _) => Some(Plain::Missing(*how)),
                (_, unrounded) => unrounded.map(Plain::number),
            },
            rounded: index.rounding.map(rounded),
            contributions: by,
        }
    }

    fn step(
        &self,
        step: &Step,
        traced: &RowStep,
        (index, part, row): (QuantityId, usize, usize),
        table: TableId,
    ) -> StepHow {
        let plain = plain(traced);
        match step {
            Step::Weigh(weigh) => {
                let judged = weigh.name.as_ref().and_then(|name| self.judged(name));
                let done = judged.map(|judged| format!("from {}", judged.method.name()));
                let factor = weigh.factors.get(part).copied();
                StepHow { step: "weigh", by: weigh.name.clone(), factor, done, ..plain }
            }
            Step::Normalise(step) => {
                let setting = step.parts.get(part).copied().flatten().unwrap_or_default();
                StepHow {
                    step: "normalise",
                    by: Some(step.method.name().to_owned()),
                    options: options(&step.options),
                    group: traced.group.as_ref().and_then(|g| self.group(step, g, table)),
                    goalposts: setting.goalposts,
                    reversed: setting.reverse,
                    ..plain
                }
            }
            Step::Treat(_) | Step::Impute(_) | Step::Screen(_) => {
                let prepared = self.prepared(step, traced, (index, part, row));
                StepHow { from: plain.from, to: plain.to, ..prepared }
            }
        }
    }

    /// With whom the row was compared; `None` where the row belongs to no group.
    fn group(&self, step: &NormaliseStep, group: &RowGroup, table: TableId) -> Option<GroupHow> {
        let yardstick = group.yardstick?;
        let (low, high) = looks_at(step);
        let extreme = |extreme: &Extreme| ExtremeHow {
            value: extreme.value,
            rows: extreme.rows.iter().map(|row| self.row(table, *row)).collect(),
            count: extreme.count,
        };
        let finite = |x: f64| x.is_finite().then_some(x);
        Some(GroupHow {
            within: step.within.iter().map(|f| self.program().quantity(*f).name.clone()).collect(),
            name: group.name.clone(),
            among: step.among.as_ref().map(|among| spelled(self.program(), among)),
            count: group.count,
            origin: finite(yardstick.origin),
            length: finite(yardstick.length),
            degenerate: yardstick.degenerate,
            compares: step.method.compares(&step.options),
            highest: group.highest.as_ref().filter(|_| high).map(extreme),
            lowest: group.lowest.as_ref().filter(|_| low).map(extreme),
        })
    }
}

/// Whether a method looks at the smallest and at the largest value.
fn looks_at(step: &NormaliseStep) -> (bool, bool) {
    match step.method.kernel() {
        Kernel::Pointwise(method) => match method.statistics(&step.options) {
            Statistics::Nothing => (false, false),
            Statistics::Maximum => (false, true),
            Statistics::Extremes => (true, true),
            Statistics::Sums | Statistics::SquareSum | Statistics::Moments | Statistics::Values => (false, false),
        },
        Kernel::Column(_) => (true, true),
    }
}

/// A step of which nothing is told but the values.
fn plain(traced: &RowStep) -> StepHow {
    StepHow {
        step: "",
        by: None,
        options: Vec::new(),
        from: Plain::number(traced.from),
        factor: None,
        group: None,
        goalposts: None,
        reversed: false,
        done: None,
        figures: NamedFigures::default(),
        to: Plain::number(traced.to),
    }
}

/// `token "No practice" as score 0`
fn scored(traced: &RowStep) -> StepHow {
    StepHow { step: "score", by: Some("score".to_owned()), ..plain(traced) }
}

/// The value of a part as it is aggregated.
fn aggregated(index: &Index, x: f64) -> f64 {
    let zero = kind(x).is_some_and(|kind| index.rule_of(kind) == MissingRule::Zero);
    if zero && !is_left_out(x) { 0.0 } else { x }
}

/// The missing rules as policies write them: `skip; fail unavailable`.
fn rules(index: &Index) -> String {
    let parts = index.parts.len();
    let by_kind = index.missing_as.iter().map(|(kind, of)| format!("; {} {}", rule(*of, parts), kind.name()));
    format!("{}{}", rule(index.missing, parts), by_kind.collect::<String>())
}

/// A missing rule as policies write it.
fn rule(rule: MissingRule, parts: usize) -> String {
    match rule {
        MissingRule::Propagate => "propagate".to_owned(),
        MissingRule::Skip { at_least } if at_least <= 1 => "skip".to_owned(),
        MissingRule::Skip { at_least } => format!("at least {at_least} of {parts}"),
        MissingRule::Zero => "zero".to_owned(),
        MissingRule::Fail => "fail".to_owned(),
    }
}

/// A declared rounding.
pub(super) fn rounded(rounding: Rounding) -> RoundedTo {
    RoundedTo { decimals: rounding.decimals, half_even: rounding.half_even }
}

/// The options of a method.
pub(super) fn options(options: &Options) -> Vec<GivenOption> {
    let given = options.given.iter().map(|(words, value)| GivenOption {
        option: (*words).to_owned(),
        numbers: numbers(value),
        word: word(value),
    });
    given.collect()
}

fn numbers(value: &OptionValue) -> Vec<f64> {
    match value {
        OptionValue::Number(x) => vec![*x],
        OptionValue::Range(low, high) => vec![*low, *high],
        OptionValue::Numbers(all) => all.clone(),
        OptionValue::Flag | OptionValue::Word(_) | OptionValue::Entity(_) => Vec::new(),
        OptionValue::Points(_) | OptionValue::Levels(_) | OptionValue::Bands(_) | OptionValue::Formula(_) => Vec::new(),
    }
}

fn word(value: &OptionValue) -> Option<String> {
    let end = |x: &Option<f64>| x.map(|x| x.to_string()).unwrap_or_default();
    match value {
        OptionValue::Flag | OptionValue::Number(_) | OptionValue::Range(..) | OptionValue::Numbers(_) => None,
        OptionValue::Formula(_) => None,
        OptionValue::Word(word) => Some((*word).to_owned()),
        OptionValue::Entity(key) => Some(key.clone()),
        OptionValue::Points(all) => Some(listed(all.iter().map(|(x, y)| format!("{x} as {y}")))),
        OptionValue::Levels(all) => Some(listed(all.iter().map(|(x, y)| format!("{x} as {y}")))),
        OptionValue::Bands(all) => {
            Some(listed(all.iter().map(|b| format!("{}..{} as {}", end(&b.low), end(&b.high), b.value))))
        }
    }
}

fn listed(all: impl Iterator<Item = String>) -> String {
    all.collect::<Vec<_>>().join(", ")
}
