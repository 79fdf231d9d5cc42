//! What is said of an index, as far as it concerns the parts that both policies have: that one of them has another part
//! as well is one difference, and not a change of every weight and step.

use std::collections::BTreeSet;

use super::StepKind;
use super::facets::Facets;
use super::formula;
use super::spell::{View, options};
use crate::methods::{Options, Setting};
use crate::program::{Index, MissingRule, Screened, Step, Weighing};

/// An index with the names of its parts.
pub(super) struct Seen<'a> {
    pub view: View<'a>,
    pub index: &'a Index,
}

/// How two indices are compared.
pub(super) struct Common<'s> {
    /// The parts that both have.
    pub shared: BTreeSet<&'s str>,
    /// Whether these are all parts of both.
    pub all: bool,
    /// Whether only the ratios of weights count in one of them; then they are compared as shares.
    pub ratios: bool,
    /// Whether both multiply as often by weights, so that factors are compared part by part.
    pub factors: bool,
}

/// A step of an index, in words.
struct Line {
    facet: &'static str,
    kind: StepKind,
    text: String,
}

/// The facet of values multiplied by weights.
const WEIGH: &str = "weigh";

/// What values become in a degenerate group, and what they would if nothing were said of it.
fn degenerate(step: &Step) -> Option<(f64, f64)> {
    match step {
        Step::Normalise(step) => Some((step.degenerate, step.method.degenerate_with(&step.options))),
        Step::Weigh(_) | Step::Treat(_) | Step::Impute(_) | Step::Screen(_) => None,
    }
}

impl<'a> Seen<'a> {
    /// The name of a part: that of the quantity, as the first policy has it.
    pub(super) fn part(&self, at: usize) -> &'a str {
        self.index.parts.get(at).map_or("", |part| self.view.name(part.quantity))
    }

    /// The names of its parts.
    pub(super) fn parts(&self) -> BTreeSet<&'a str> {
        (0..self.index.parts.len()).map(|at| self.part(at)).collect()
    }

    /// Whether only the ratios of its weights count.
    pub(super) fn ratios(&self) -> bool {
        self.index.aggregate.algebra(&self.index.aggregate_options).renormalises_weights
    }

    /// All that is said, as far as it can be compared.
    pub(super) fn facets(&self, common: &Common<'_>) -> Facets {
        let shared = &common.shared;
        let mut facets = Facets::default();
        for part in self.parts() {
            facets.say("part", StepKind::Parts, part);
        }
        self.weights(common, &mut facets);
        for line in self.steps(shared) {
            if line.facet != WEIGH {
                facets.say(line.facet, line.kind, line.text);
            }
        }
        self.factors(common, &mut facets);
        self.settings(shared, &mut facets);
        self.aggregation(shared, &mut facets);
        facets.say("missing", StepKind::Missing, self.missing());
        facets
    }

    /// The steps in the order in which they are taken.
    pub(super) fn order(&self, shared: &BTreeSet<&str>) -> Vec<String> {
        self.steps(shared).into_iter().map(|line| line.text).collect()
    }

    /// How often values are multiplied by weights.
    pub(super) fn multiplied(&self) -> usize {
        self.index.steps.iter().filter(|step| matches!(step, Step::Weigh(_))).count()
    }

    /// The factors of `weigh` above a `normalise`.
    fn factors(&self, common: &Common<'_>, facets: &mut Facets) {
        for step in &self.index.steps {
            let Step::Weigh(weigh) = step else { continue };
            if !common.factors {
                facets.say(WEIGH, StepKind::Weight, self.multiplication(&weigh.factors, &common.shared));
                continue;
            }
            for (at, factor) in
                weigh.factors.iter().enumerate().filter(|(at, _)| common.shared.contains(self.part(*at)))
            {
                facets.say(format!("factor of {}", self.part(at)), StepKind::Weight, factor.to_string());
            }
        }
    }

    fn multiplication(&self, factors: &[f64], shared: &BTreeSet<&str>) -> String {
        let of = factors.iter().enumerate().filter(|(at, _)| shared.contains(self.part(*at)));
        let mut factors: Vec<String> = of.map(|(at, x)| format!("{} {x}", self.part(at))).collect();
        factors.sort_unstable();
        format!("by {}", factors.join(", "))
    }

    fn weights(&self, common: &Common<'_>, facets: &mut Facets) {
        match &self.index.weighing {
            Weighing::Given => {}
            Weighing::Computed(computed) => {
                let text =
                    format!("{}{}, after {} steps", computed.method.name(), options(&computed.options), computed.after);
                facets.say("weights", StepKind::Weight, text);
                self.each_weight("importance", &computed.importances, true, common, facets);
                return;
            }
        }
        let algebra = self.index.aggregate.algebra(&self.index.aggregate_options);
        if algebra.uses_weights {
            self.each_weight("weight", &self.index.weights, common.ratios, common, facets);
        }
    }

    /// Weights of the parts that are shared; as shares among them, where only the ratios count.
    fn each_weight(&self, word: &str, weights: &[f64], ratios: bool, common: &Common<'_>, facets: &mut Facets) {
        let of = |at: usize, weight: &f64| common.shared.contains(self.part(at)).then_some(*weight);
        let sum: f64 = weights.iter().enumerate().filter_map(|(at, w)| of(at, w)).sum();
        for (at, weight) in weights.iter().enumerate().filter(|(at, w)| of(*at, w).is_some()) {
            let facet = format!("{word} of {}", self.part(at));
            if ratios && sum > 0.0 {
                let facet = if common.all { facet } else { format!("{facet} among the parts of both") };
                // Twelve digits tell weights apart that anybody meant to be different.
                facets.say_as(&facet, StepKind::Weight, format!("{:.12}", weight / sum), share(weight / sum));
            } else {
                facets.say(facet, StepKind::Weight, weight.to_string());
            }
        }
    }

    fn steps(&self, shared: &BTreeSet<&str>) -> Vec<Line> {
        let steps = self.index.steps.iter();
        steps.filter_map(|step| self.step(step, shared)).collect()
    }

    /// A step in words; `None` if it changes no part that is shared.
    fn step(&self, step: &Step, shared: &BTreeSet<&str>) -> Option<Line> {
        let scope = self.scope(step, shared)?;
        let (facet, kind, text) = match step {
            Step::Weigh(weigh) => (WEIGH, StepKind::Weight, self.multiplication(&weigh.factors, shared)),
            Step::Normalise(step) => {
                ("normalise", StepKind::Normaliser, format!("{}{}", step.method.name(), options(&step.options)))
            }
            Step::Treat(step) => {
                ("treat", StepKind::Treatment, format!("{}{}", step.method.name(), options(&step.options)))
            }
            Step::Impute(step) => {
                let also = if step.also_inapplicable { ", also inapplicable" } else { "" };
                ("impute", StepKind::Imputation, format!("{}{}{also}", step.method.name(), options(&step.options)))
            }
            Step::Screen(step) => {
                let what = match step.what {
                    Screened::Rows => "rows",
                    Screened::Parts => "parts",
                };
                // Which these are follows from the parts of the indices around and inside it.
                let others = if step.others.is_empty() { "" } else { " with those of other indices" };
                ("screen", StepKind::Screening, format!("{what} at least {}{others}", step.at_least))
            }
        };
        let text = format!("{text}{}{scope}", self.compared(step));
        // What a method does where nothing is said of it, its name says.
        let text = match degenerate(step) {
            Some((written, otherwise)) if written.to_bits() != otherwise.to_bits() => {
                format!("{text} degenerate as {written}")
            }
            Some(_) | None => text,
        };
        Some(Line { facet, kind, text })
    }

    /// ` within industry among kind is country`
    fn compared(&self, step: &Step) -> String {
        let mut within: Vec<&str> = step.within().iter().map(|id| self.view.name(*id)).collect();
        within.sort_unstable();
        let within = if within.is_empty() { String::new() } else { format!(" within {}", within.join(", ")) };
        step.among().map_or_else(|| within.clone(), |among| format!("{within} among {}", self.view.expr(among)))
    }

    /// To which of the shared parts a step applies: nothing where to all, `None` where to none of them.
    fn scope(&self, step: &Step, shared: &BTreeSet<&str>) -> Option<String> {
        let parts: Vec<usize> = (0..self.index.parts.len()).filter(|at| shared.contains(self.part(*at))).collect();
        let mut applies: Vec<&str> = Vec::new();
        applies.extend(parts.iter().filter(|at| step.applies(**at)).map(|at| self.part(*at)));
        applies.sort_unstable();
        // A nested index is not normalised again unless it is named.
        let leaves = |at: &&usize| self.index.parts.get(**at).is_some_and(|part| !part.nested);
        match applies.as_slice() {
            [] => None,
            all if all.len() == parts.len()
                || parts.iter().filter(leaves).all(|at| all.contains(&self.part(*at)))
                    && all.len() == parts.iter().filter(leaves).count() =>
            {
                Some(String::new())
            }
            some => Some(format!(" for {}", some.join(", "))),
        }
    }

    /// Goalposts and directions with which a part is normalised that are not its own.
    fn settings(&self, shared: &BTreeSet<&str>, facets: &mut Facets) {
        for step in &self.index.steps {
            let Step::Normalise(step) = step else { continue };
            for (at, setting) in step.parts.iter().enumerate().filter(|(at, _)| shared.contains(self.part(*at))) {
                let (Some(setting), Some(part)) = (setting, self.index.parts.get(at)) else { continue };
                let own = self.view.program.quantity(part.quantity);
                let Setting { goalposts, reverse } = setting;
                let as_declared = *reverse == (own.higher_is_better == Some(false));
                let mut said: Vec<String> = Vec::new();
                if let Some((low, high)) = goalposts.filter(|_| *goalposts != own.goalposts) {
                    said.push(format!("goalposts {low}..{high}"));
                }
                if !as_declared {
                    said.push(if *reverse { "turned round" } else { "not turned round" }.to_owned());
                }
                if !said.is_empty() {
                    let facet = format!("normalise {}", self.part(at));
                    facets.say(facet, StepKind::Normaliser, said.join(", "));
                }
            }
        }
    }

    fn aggregation(&self, shared: &BTreeSet<&str>, facets: &mut Facets) {
        facets.say("aggregate", StepKind::Aggregation, self.aggregate());
        for (at, preference) in self.index.preferences.iter().enumerate() {
            if let (Some(given), true) = (preference, shared.contains(self.part(at))) {
                facets.say(format!("prefer for {}", self.part(at)), StepKind::Aggregation, options(given).trim_start());
            }
        }
    }

    /// The aggregation in words.
    pub(super) fn aggregate(&self) -> String {
        let Index { aggregate, aggregate_options, aggregate_within, .. } = self.index;
        let mut within: Vec<&str> = aggregate_within.iter().map(|id| self.view.name(*id)).collect();
        within.sort_unstable();
        let within = if within.is_empty() { String::new() } else { format!(" within {}", within.join(", ")) };
        match self.formula(aggregate_options) {
            Some(formula) => format!("= {formula}{within}"),
            None => format!("{}{}{within}", aggregate.name(), options(aggregate_options)),
        }
    }

    fn formula(&self, options: &Options) -> Option<String> {
        let parts = self.index.parts.len();
        let read = |at: usize| match at.checked_sub(parts).and_then(|at| self.index.inputs.get(at)) {
            Some(input) => self.view.expr(input),
            None => self.part(at).to_owned(),
        };
        let parameter = |id: u32| self.view.program.parameter(crate::program::ParameterId(id)).name.clone();
        options.formula().map(|of| formula::spelled(of, &read, &parameter))
    }

    /// What missing parts mean, in words.
    pub(super) fn missing(&self) -> String {
        let mut texts = vec![rule(self.index.missing)];
        let others = self.index.missing_as.iter().filter(|(_, other)| *other != self.index.missing);
        texts.extend(others.map(|(kind, other)| format!("{} if {}", rule(*other), kind.name())));
        texts.join(", ")
    }

    /// The steps in words, for a tree.
    pub(super) fn words(&self) -> Vec<String> {
        let all = self.parts();
        self.steps(&all).into_iter().map(|line| format!("{} {}", line.facet, line.text)).collect()
    }
}

fn rule(rule: MissingRule) -> String {
    match rule {
        MissingRule::Propagate => "propagate".to_owned(),
        MissingRule::Skip { at_least: 1 } => "skip".to_owned(),
        MissingRule::Skip { at_least } => format!("at least {at_least}"),
        MissingRule::Zero => "zero".to_owned(),
        MissingRule::Fail => "fail".to_owned(),
    }
}

/// A share as a percentage with as many decimals as it needs, at most two.
pub(super) fn share(share: f64) -> String {
    format!("{}%", crate::methods::rounding::round_decimal(share * 100.0, 2, false))
}
