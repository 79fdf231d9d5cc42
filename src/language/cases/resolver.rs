//! Scenarios of rows whose inputs are missing: decided where the outcome is the same whatever the missing values are.

use std::collections::HashMap;
use std::sync::RwLock;

use super::concrete::evaluate;
use super::condition::Truth;
use super::constant::Known;
use super::problem::{Problem, State};
use super::subject::Test;
use crate::limits::Limits;
use crate::program::{Expr, ExprKind, Missing, Origin, Program, QuantityId, ScenarioRule, Value};

/// Most combinations of missing values that are looked at for one row.
const MOST_COMPLETIONS: usize = 1 << 16;
/// Most results that are remembered.
const MOST_REMEMBERED: usize = 1 << 16;

/// What became of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolution {
    /// The outcome, a member of the scenario's scale: the same whatever the missing values are.
    Decided(u8),
    /// There is no one outcome.
    Undecided {
        /// The missing subjects on which it depends, by position in [`Resolver::subjects`].
        missing: Vec<usize>,
    },
}

/// Decides rows of one scenario, for given parameters. Made once, used for many rows, from several threads.
///
/// What a condition asks with `is missing` keeps its answer; all comparisons of a missing value are answered together,
/// as some value would. In a scenario of which exactly one outcome holds, one that holds wins over undecided ones.
pub struct Resolver {
    problem: Problem,
    expressions: Vec<Expr>,
    most_completions: usize,
    remembered: RwLock<HashMap<Vec<u16>, Resolution>>,
}

impl Resolver {
    /// Prepares a scenario. For what is no scenario every row is undecided.
    pub fn new(program: &Program, scenario: QuantityId, parameters: &[Value], limits: &Limits) -> Self {
        let problem = match &program.quantity(scenario).origin {
            Origin::Scenario(declared) => Problem::new(program, declared, parameters),
            Origin::Column(_) | Origin::Formula(..) | Origin::Index(_) | Origin::Rank(_) => Problem {
                subjects: Vec::new(),
                outcomes: Vec::new(),
                otherwise: None,
                rule: ScenarioRule::First,
                too_large: true,
            },
        };
        let expressions = problem.subjects.iter().map(|s| s.expr.clone()).collect();
        let most_completions = limits.proof_cases.min(MOST_COMPLETIONS);
        Self { problem, expressions, most_completions, remembered: RwLock::new(HashMap::new()) }
    }

    /// The expressions, of the scenario's table, whose values decide.
    pub fn subjects(&self) -> &[Expr] {
        &self.expressions
    }

    /// Where the comparisons of a subject cut its numbers: from a constant on, or (`true`) above it. Numbers that no cut
    /// separates, and missing values of any kind, are resolved alike.
    pub fn splits(&self, subject: usize) -> impl Iterator<Item = (f64, bool)> + '_ {
        self.problem.subjects.get(subject).into_iter().flat_map(|s| s.tests.iter().flat_map(Test::splits))
    }

    /// Decides a row from the values of the subjects, in the order of [`Resolver::subjects`].
    /// A link is given by its key, as [`Value::Text`].
    pub fn resolve(&self, values: &[Value]) -> Resolution {
        let everything = || Resolution::Undecided { missing: (0..self.problem.subjects.len()).collect() };
        if self.problem.too_large {
            return everything();
        }
        let mut answers: Vec<Option<Vec<bool>>> = Vec::new();
        for (at, subject) in self.problem.subjects.iter().enumerate() {
            match values.get(at) {
                Some(Value::Missing(_)) | None => answers.push(None),
                Some(value) => match subject.answers(value) {
                    Some(found) => answers.push(Some(found)),
                    None => return everything(),
                },
            }
        }
        let key = self.key(&answers);
        if let (Some(key), Ok(remembered)) = (&key, self.remembered.read())
            && let Some(known) = remembered.get(key)
        {
            return known.clone();
        }
        let result = self.decide(&answers);
        if let (Some(key), Ok(mut remembered)) = (key, self.remembered.write())
            && remembered.len() < MOST_REMEMBERED
        {
            remembered.insert(key, result.clone());
        }
        result
    }

    /// Decides a row where only the values of quantities are at hand: `value` gives one of the scenario's table, or of
    /// another after following links, which stand first. Subjects that need more than that count as missing, unless
    /// a condition asks whether they are: then the row stays undecided.
    pub fn resolve_row(
        &self,
        program: &Program,
        parameters: &[Value],
        value: &dyn Fn(&[QuantityId]) -> Value,
    ) -> Resolution {
        let known = Known { program, parameters };
        let outside = |expr: &Expr| path(expr).map(|p| value(&p));
        let mut values = Vec::new();
        for (at, subject) in self.problem.subjects.iter().enumerate() {
            match evaluate(known, &subject.expr, &outside) {
                Some(value) => values.push(value),
                None if subject.asked => return Resolution::Undecided { missing: vec![at] },
                None => values.push(Value::Missing(Missing::Unavailable)),
            }
        }
        self.resolve(&values)
    }

    /// The region of each subject; `None` where a value is in none.
    fn key(&self, answers: &[Option<Vec<bool>>]) -> Option<Vec<u16>> {
        let region = |(subject, answers): (&super::subject::Subject, &Option<Vec<bool>>)| match answers {
            None => Some(u16::MAX),
            Some(answers) => {
                let at = subject.regions.iter().position(|r| r.truths == *answers)?;
                u16::try_from(at).ok().filter(|n| *n != u16::MAX)
            }
        };
        self.problem.subjects.iter().zip(answers).map(region).collect()
    }

    fn decide(&self, answers: &[Option<Vec<bool>>]) -> Resolution {
        let mut states: Vec<State<'_>> =
            answers.iter().map(|a| a.as_deref().map_or(State::Missing, State::Known)).collect();
        if let Settled::Outcome(Some(member)) = self.settle(&states) {
            return Resolution::Decided(member);
        }
        let missing: Vec<usize> =
            states.iter().enumerate().filter(|(_, s)| **s == State::Missing).map(|(at, _)| at).collect();
        let sizes: Vec<usize> =
            missing.iter().map(|at| self.problem.subjects.get(*at).map_or(1, |s| s.regions.len().max(1))).collect();
        let total = sizes.iter().try_fold(1usize, |n, size| n.checked_mul(*size));
        let Some(total) = total.filter(|n| *n <= self.most_completions) else {
            return Resolution::Undecided { missing };
        };
        let mut outcomes = Vec::with_capacity(total);
        for completion in 0..total {
            let mut rest = completion;
            for (at, size) in missing.iter().zip(&sizes) {
                let region = self.problem.subjects.get(*at).and_then(|s| s.regions.get(rest % size));
                if let (Some(slot), Some(region)) = (states.get_mut(*at), region) {
                    *slot = State::Completed(&region.truths);
                }
                rest /= size;
            }
            outcomes.push(self.settle(&states));
        }
        match outcomes.first() {
            Some(Settled::Outcome(Some(member))) if outcomes.iter().all(|o| *o == Settled::Outcome(Some(*member))) => {
                Resolution::Decided(*member)
            }
            Some(_) | None => Resolution::Undecided { missing: that_matter(&missing, &sizes, &outcomes) },
        }
    }

    /// The outcome, if nothing is open.
    fn settle(&self, states: &[State<'_>]) -> Settled {
        let truths = self.problem.truths(states);
        let with: Vec<(Truth, u8)> =
            truths.into_iter().zip(&self.problem.outcomes).map(|(t, o)| (t, o.member)).collect();
        let mut holding = with.iter().filter(|(t, _)| *t == Truth::YES).map(|(_, m)| *m);
        match self.problem.rule {
            ScenarioRule::Exactly => match (holding.next(), holding.next()) {
                (Some(member), None) => return Settled::Outcome(Some(member)),
                (Some(_), Some(_)) => return Settled::Outcome(None),
                (None, _) => {}
            },
            ScenarioRule::Any => match holding.next() {
                Some(member) if holding.all(|m| m == member) => return Settled::Outcome(Some(member)),
                Some(_) => return Settled::Outcome(None),
                None => {}
            },
            ScenarioRule::First => {
                if let Some((truth, member)) = with.iter().find(|(t, _)| *t != Truth::NO) {
                    return if *truth == Truth::YES { Settled::Outcome(Some(*member)) } else { Settled::Open };
                }
            }
        }
        if with.iter().all(|(t, _)| *t == Truth::NO) {
            return Settled::Outcome(self.problem.otherwise.map(|(member, _)| member));
        }
        Settled::Open
    }
}

/// What the conditions say for one completion.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Settled {
    /// An outcome, or none (or two) of them.
    Outcome(Option<u8>),
    /// A condition is missing.
    Open,
}

/// The missing subjects of which a change alone can change the outcome; all, where no single one does.
fn that_matter(missing: &[usize], sizes: &[usize], outcomes: &[Settled]) -> Vec<usize> {
    let mut matter = Vec::new();
    let mut stride = 1;
    for (at, size) in missing.iter().zip(sizes) {
        let differs = outcomes.iter().enumerate().any(|(i, outcome)| {
            // Compared with the completion in which only this subject is in its first region.
            let first = i - (i / stride % size) * stride;
            outcomes.get(first).is_some_and(|o| o != outcome)
        });
        if differs {
            matter.push(*at);
        }
        stride *= size;
    }
    if matter.is_empty() { missing.to_vec() } else { matter }
}

/// The quantities that lead to a value: links first.
fn path(expr: &Expr) -> Option<Vec<QuantityId>> {
    match &expr.kind {
        ExprKind::Quantity(id) => Some(vec![*id]),
        ExprKind::Follow { link, target } => {
            let mut found = path(link)?;
            found.extend(path(target)?);
            Some(found)
        }
        ExprKind::Number(_)
        | ExprKind::YesNo(_)
        | ExprKind::Text(_)
        | ExprKind::Member(_)
        | ExprKind::Parameter(_)
        | ExprKind::Negate(_)
        | ExprKind::Not(_)
        | ExprKind::Arithmetic(..)
        | ExprKind::Compare(..)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::If(..)
        | ExprKind::Missing(_)
        | ExprKind::IsMissing(..)
        | ExprKind::IfMissing(..)
        | ExprKind::OneOf(..)
        | ExprKind::LevelNumber(_)
        | ExprKind::Call(..)
        | ExprKind::Aggregate(_) => None,
    }
}
