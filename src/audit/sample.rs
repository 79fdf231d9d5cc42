//! A small policy and its run for the tests of audits: one table, one index `score`, computed by the methods themselves.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::eval::{Assessment, Column, FittedStep, TableResult, TextColumn, TextPool};
use crate::methods::{GroupStatistics, Kernel, OptionValue, Options, Setting, Yardstick, aggregate, normalise};
use crate::program::*;
use crate::source::Span;

/// Missing as unavailable.
pub(super) const MISSING: f64 = crate::eval::column::number::missing(Missing::Unavailable);

/// A policy under construction.
pub(super) struct Sample {
    parts: Vec<Quantity>,
    groups: Option<Vec<&'static str>>,
    index: Index,
}

fn quantity(name: &str, origin: Origin) -> Quantity {
    Quantity {
        name: name.to_owned(),
        about: About::default(),
        table: TableId(0),
        ty: Type::Number(Some(Unit::default())),
        higher_is_better: Some(true),
        range: (None, None),
        goalposts: None,
        printed: None,
        measures: None,
        origin,
        span: Span::default(),
        name_span: Span::default(),
    }
}

fn column(name: &str) -> Quantity {
    let header = name.to_owned();
    let source = ColumnSource {
        header,
        header_given: false,
        optional: true,
        tokens: Vec::new(),
        published_only: false,
        option: None,
    };
    quantity(name, Origin::Column(source))
}

impl Sample {
    pub(super) fn new(parts: &[&str]) -> Self {
        let part = |(name, at): (&&str, u32)| Part {
            quantity: QuantityId(at),
            name: (*name).to_owned(),
            nested: false,
            scores: Vec::new(),
            span: Span::new(crate::source::FileId(0), at as usize, at as usize + 1),
        };
        Self {
            parts: parts.iter().map(|name| column(name)).collect(),
            groups: None,
            index: Index {
                parts: parts.iter().zip(1..).map(part).collect(),
                steps: Vec::new(),
                aggregate: aggregate::find(&["arithmetic", "mean"]).unwrap().0,
                aggregate_options: Options::default(),
                inputs: Vec::new(),
                aggregate_span: Span::default(),
                aggregate_within: Vec::new(),
                preferences: Vec::new(),
                higher: vec![true; parts.len()],
                weights: vec![1.0; parts.len()],
                weights_span: None,
                weights_name: None,
                weighing: crate::program::Weighing::Given,
                missing: MissingRule::Skip { at_least: 1 },
                missing_as: Vec::new(),
                rounding: None,
            },
        }
    }

    /// Each row's group, for the normalisations that follow.
    pub(super) fn within(mut self, groups: &[&'static str]) -> Self {
        self.groups = Some(groups.to_vec());
        self
    }

    pub(super) fn weigh(mut self, name: &str, factors: &[f64]) -> Self {
        let step = WeighStep { factors: factors.to_vec(), name: Some(name.to_owned()), span: Span::default() };
        self.index.steps.push(Step::Weigh(step));
        self
    }

    /// A method with flags after its name; for these parts, or all where none are named.
    pub(super) fn normalise(mut self, words: &str, only: &[&str]) -> Self {
        let words: Vec<&str> = words.split(' ').collect();
        let (method, used) = normalise::find(&words).unwrap();
        let flags = words[used..].join(" ");
        let given = method.options().iter().find(|o| o.words == flags).map(|o| (o.words, OptionValue::Flag));
        let options = Options { given: given.into_iter().filter(|(words, _)| !words.is_empty()).collect() };
        let setting = |part: &Quantity| {
            let applies = only.is_empty() || only.contains(&part.name.as_str());
            applies.then_some(Setting { goalposts: part.goalposts, reverse: false })
        };
        self.index.steps.push(Step::Normalise(NormaliseStep {
            method,
            degenerate: method.degenerate_with(&options),
            options,
            within: Vec::new(),
            among: None,
            parts: self.parts.iter().map(setting).collect(),
            span: Span::default(),
        }));
        self
    }

    pub(super) fn goalposts(mut self, lower: f64, upper: f64) -> Self {
        self.parts.iter_mut().for_each(|p| p.goalposts = Some((lower, upper)));
        self
    }

    pub(super) fn aggregate(mut self, words: &str) -> Self {
        self.index.aggregate = aggregate::find(&words.split(' ').collect::<Vec<_>>()).unwrap().0;
        self
    }

    pub(super) fn weights(mut self, weights: &[f64]) -> Self {
        self.index.weights = weights.to_vec();
        self.index.weights_span = Some(Span::default());
        self
    }

    pub(super) fn missing(mut self, rule: MissingRule) -> Self {
        self.index.missing = rule;
        self
    }

    pub(super) fn range(mut self, part: &str, low: f64) -> Self {
        self.parts.iter_mut().filter(|p| p.name == part).for_each(|p| p.range.0 = Some(low));
        self
    }

    pub(super) fn program(&self) -> Program {
        let key = Quantity { ty: Type::Text, ..column("key") };
        let score = quantity("score", Origin::Index(Box::new(self.index.clone())));
        let quantities: Vec<Quantity> = [key].into_iter().chain(self.parts.iter().cloned()).chain([score]).collect();
        let table = Table {
            name: "places".to_owned(),
            about: About::default(),
            key: QuantityId(0),
            keys: Vec::new(),
            quantities: (0..quantities.len() as u32).map(QuantityId).collect(),
            gates: Vec::new(),
            tokens: Vec::new(),
            inline: None,
            summary: None,
            span: Span::default(),
        };
        Program { name: "sample".to_owned(), tables: vec![table], quantities, ..Program::default() }
    }

    /// Runs the policy on the parts' columns; rows are called `r0`, `r1` …
    pub(super) fn run(&self, columns: &[&[f64]]) -> Assessment {
        let rows = columns[0].len();
        let mut names: Vec<&str> = Vec::new();
        let groups: Vec<u32> = (0..rows)
            .map(|row| {
                let name = self.groups.as_ref().map_or("", |g| g[row]);
                let at = names.iter().position(|n| *n == name).unwrap_or_else(|| {
                    names.push(name);
                    names.len() - 1
                });
                at as u32
            })
            .collect();
        let mut values: Vec<Vec<f64>> = columns.iter().map(|c| c.to_vec()).collect();
        let mut fitted = Vec::new();
        for (at, step) in self.index.steps.iter().enumerate() {
            match step {
                Step::Weigh(weigh) => {
                    for (column, factor) in values.iter_mut().zip(&weigh.factors) {
                        column.iter_mut().for_each(|x| *x *= factor);
                    }
                }
                Step::Normalise(step) => {
                    let yardsticks: Vec<_> = values
                        .iter_mut()
                        .zip(&step.parts)
                        .map(|(x, s)| fit(x, step, s.as_ref()?, &groups, names.len()))
                        .collect();
                    let groups = self.groups.is_some().then(|| Arc::new(groups.clone()));
                    let names = names.iter().map(|n| (*n).to_owned()).collect();
                    fitted.push(FittedStep { step: at, groups, names, yardsticks, ..FittedStep::default() });
                }
                Step::Treat(_) | Step::Impute(_) | Step::Screen(_) => panic!("the sample has no such steps"),
            }
        }
        let parts: Vec<&[f64]> = values.iter().map(Vec::as_slice).collect();
        let mut score = vec![0.0; rows];
        self.index.aggregate.aggregate(&parts, &self.index.weights, &Options::default(), &mut Vec::new(), &mut score);

        let mut texts = TextPool::default();
        for row in 0..rows {
            texts.push(&format!("r{row}"));
        }
        let keys = Column::Text(TextColumn { codes: None, texts: Arc::new(texts) });
        let numbers = columns.iter().map(|c| c.to_vec()).chain([score]).map(|c| Some(Column::Number(Arc::new(c))));
        Assessment {
            program: Arc::new(self.program()),
            parameters: Vec::new(),
            tables: vec![TableResult { rows, ..TableResult::default() }],
            columns: [Some(keys)].into_iter().chain(numbers).collect(),
            weighed: IndexMap::new(),
            inputs: IndexMap::new(),
            yardsticks: IndexMap::from([(QuantityId(self.parts.len() as u32 + 1), fitted)]),
        }
    }
}

/// Fits a pointwise normalisation and applies it.
fn fit(
    x: &mut Vec<f64>,
    step: &NormaliseStep,
    setting: &Setting,
    groups: &[u32],
    count: usize,
) -> Option<Vec<Yardstick>> {
    let Kernel::Pointwise(kernel) = step.method.kernel() else { panic!("the sample has no ranks") };
    let yardsticks: Vec<Yardstick> = (0..count as u32)
        .map(|group| {
            let members: Vec<f64> = x.iter().zip(groups).filter(|(_, g)| **g == group).map(|(x, _)| *x).collect();
            kernel.yardstick(&GroupStatistics::of(&members), &step.options, setting)
        })
        .collect();
    let mut out = x.clone();
    let with = normalise::Apply {
        yardsticks: &yardsticks,
        lengths: &normalise::lengths(&yardsticks),
        options: &step.options,
        setting,
        degenerate: step.degenerate,
    };
    kernel.apply(x, Some(groups), &with, &mut out);
    *x = out;
    Some(yardsticks)
}
