//! A scenario as conditions over subjects, and what is known of the subjects in one case.

use super::condition::{Condition, Truth, View};
use super::constant::Known;
use super::lower::Lowering;
use super::subject::Subject;
use crate::program::{Program, Scenario, ScenarioRule, Value};
use crate::source::Span;

/// A scenario, ready to be analysed.
pub(super) struct Problem {
    pub subjects: Vec<Subject>,
    /// The outcomes that have a condition, in the order written.
    pub outcomes: Vec<Choice>,
    /// The outcome that holds when no other does.
    pub otherwise: Option<(u8, Span)>,
    pub rule: ScenarioRule,
    /// The conditions are too large.
    pub too_large: bool,
}

/// One outcome with its condition.
pub(super) struct Choice {
    pub member: u8,
    pub condition: Condition,
    /// Which rule of a grid it is, counted from 1.
    pub rule: Option<u32>,
    pub span: Span,
    /// The subjects of the condition, in the order met.
    pub subjects: Vec<usize>,
}

impl Problem {
    pub fn new(program: &Program, scenario: &Scenario, parameters: &[Value]) -> Self {
        let mut lowering = Lowering::new(Known { program, parameters });
        let mut outcomes = Vec::new();
        let mut otherwise = None;
        for outcome in &scenario.outcomes {
            match &outcome.condition {
                None => otherwise = Some((outcome.member, outcome.span)),
                Some(expr) => {
                    let condition = lowering.condition(expr);
                    let mut subjects = indexmap::IndexSet::new();
                    condition.subjects(&mut |s, _| {
                        subjects.insert(s);
                    });
                    let subjects = subjects.into_iter().collect();
                    let (member, rule, span) = (outcome.member, outcome.rule, outcome.span);
                    outcomes.push(Choice { member, condition, rule, span, subjects });
                }
            }
        }
        let too_large = lowering.too_large();
        let subjects = lowering.finish();
        for outcome in &mut outcomes {
            outcome.add_parts(&subjects);
        }
        Self { subjects, outcomes, otherwise, rule: scenario.rule, too_large }
    }

    /// One condition, of which it is asked whether it can hold.
    pub fn of(lowering: Lowering<'_>, condition: Condition, span: Span) -> Self {
        let mut met = indexmap::IndexSet::new();
        condition.subjects(&mut |s, _| {
            met.insert(s);
        });
        let too_large = lowering.too_large();
        let subjects = lowering.finish();
        let mut choice = Choice { member: 0, condition, rule: None, span, subjects: met.into_iter().collect() };
        choice.add_parts(&subjects);
        Self { subjects, outcomes: vec![choice], otherwise: None, rule: ScenarioRule::First, too_large }
    }

    /// What each outcome's condition may be.
    pub fn truths(&self, states: &[State<'_>]) -> Vec<Truth> {
        let case = Case { subjects: &self.subjects, states };
        self.outcomes.iter().map(|o| o.condition.truth(&case)).collect()
    }
}

impl Choice {
    /// A condition also depends on what makes its subjects missing.
    fn add_parts(&mut self, subjects: &[Subject]) {
        let mut at = 0;
        while let Some(subject) = self.subjects.get(at).copied() {
            let parts = subjects.get(subject).map(|s| s.parts.as_slice()).unwrap_or_default();
            for part in parts {
                if !self.subjects.contains(part) {
                    self.subjects.push(*part);
                }
            }
            at += 1;
        }
    }
}

/// What is known of one subject.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum State<'a> {
    /// Nothing.
    Open,
    /// The answers of its tests.
    Known(&'a [bool]),
    /// It is missing.
    Missing,
    /// It is missing; were it there, these would be the answers.
    Completed(&'a [bool]),
}

/// What is known of all subjects.
pub(super) struct Case<'a> {
    pub subjects: &'a [Subject],
    pub states: &'a [State<'a>],
}

impl Case<'_> {
    fn state(&self, subject: usize) -> State<'_> {
        self.states.get(subject).copied().unwrap_or(State::Open)
    }

    fn answer(answers: &[bool], test: usize) -> Truth {
        answers.get(test).map_or(Truth::MISSING, |a| Truth::from(*a))
    }

    /// Whether a part that makes the subject missing is, or may be.
    fn parts_missing(&self, subject: &Subject) -> Truth {
        let mut truth = Truth::NO;
        for part in &subject.parts {
            match (self.state(*part), self.subjects.get(*part)) {
                (State::Missing, _) => return Truth::YES,
                (State::Open, Some(found)) if found.missing_is_a_case() => truth = truth.or_else(Truth::YES),
                (State::Open | State::Known(_) | State::Completed(_), _) => {}
            }
        }
        truth
    }
}

impl View for Case<'_> {
    fn test(&self, at: usize, test: usize) -> Truth {
        let Some(subject) = self.subjects.get(at) else { return Truth::MISSING };
        let truth = match self.state(at) {
            State::Known(answers) | State::Completed(answers) => Self::answer(answers, test),
            State::Missing => return Truth::MISSING,
            State::Open if subject.missing_is_a_case() => subject.open(test).or_else(Truth::MISSING),
            State::Open => subject.open(test),
        };
        if subject.parts.is_empty() {
            return truth;
        }
        match self.parts_missing(subject) {
            Truth::YES => Truth::MISSING,
            Truth::NO => truth,
            _ => truth.or_else(Truth::MISSING),
        }
    }

    fn missing(&self, at: usize) -> Truth {
        let Some(subject) = self.subjects.get(at) else { return Truth::NO };
        match self.state(at) {
            State::Known(_) => Truth::NO,
            State::Missing | State::Completed(_) => Truth::YES,
            State::Open if subject.missing_is_a_case() => Truth::YES.or_else(Truth::NO),
            State::Open => Truth::NO,
        }
    }

    fn as_it_is(&self, at: usize, test: usize) -> Truth {
        match self.state(at) {
            State::Completed(_) => Truth::MISSING,
            State::Open | State::Known(_) | State::Missing => self.test(at, test),
        }
    }
}
