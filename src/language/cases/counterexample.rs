//! A case that was found: what of it matters, and whether it can really occur.

use super::concrete::{depends_on_one, example};
use super::constant::Known;
use super::problem::{Problem, State};
use super::search::{Goal, Verdict};
use super::subject::Subject;
use crate::program::Expr;

/// A case in which a goal is met, reduced to the subjects that matter.
#[derive(Clone, Debug)]
pub(super) struct Counterexample<'p> {
    pub states: Vec<State<'p>>,
    /// The subjects that matter, in the order met.
    pub relevant: Vec<usize>,
    /// Values of variables from which the subjects' values follow, where subjects are more than single values.
    pub values: Option<Vec<(&'p Expr, f64)>>,
    /// Why it may not occur; `None`: it can.
    pub doubt: Option<Doubt>,
}

/// Why a case may not occur.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Doubt {
    /// A parameter that has no value yet decides.
    Parameter(usize),
    /// The two subjects may depend on each other.
    Linked(usize, usize),
    /// The subject may not take on such a value.
    Values(usize),
}

impl<'p> Counterexample<'p> {
    pub fn new(known: Known<'_>, problem: &'p Problem, goal: Goal, states: &[State<'p>]) -> Self {
        let mut states = states.to_vec();
        // Later subjects were chosen to settle what earlier ones left open, so earlier ones are left out first.
        for at in 0..states.len() {
            let before = states.get(at).copied().unwrap_or(State::Open);
            set(&mut states, at, State::Open);
            if before != State::Open && goal.verdict(problem, &problem.truths(&states)) != Verdict::Met {
                set(&mut states, at, before);
            }
        }
        let relevant: Vec<usize> =
            states.iter().enumerate().filter(|(_, s)| **s != State::Open).map(|(at, _)| at).collect();
        let mut found = Self { states, relevant, values: None, doubt: None };
        found.doubt = found.first_doubt(problem);
        if found.doubt.is_some() || found.any_composite(problem) {
            found.values = example(known, problem, &found.states, &found.relevant);
        }
        if found.values.is_some() && !matches!(found.doubt, Some(Doubt::Parameter(_))) {
            found.doubt = None;
        }
        found
    }

    fn subjects<'s>(&'s self, problem: &'s Problem) -> impl Iterator<Item = (usize, &'s Subject)> {
        self.relevant.iter().filter_map(|at| problem.subjects.get(*at).map(|s| (*at, s)))
    }

    fn any_composite(&self, problem: &Problem) -> bool {
        self.subjects(problem).any(|(_, s)| super::concrete::difference(&s.expr).is_some())
    }

    fn first_doubt(&self, problem: &Problem) -> Option<Doubt> {
        for (at, subject) in self.subjects(problem) {
            if subject.symbolic {
                return Some(Doubt::Parameter(at));
            }
            let missing = self.states.get(at) == Some(&State::Missing);
            if !subject.exact() && !missing && subject.informative() {
                return Some(Doubt::Values(at));
            }
        }
        for (at, subject) in self.subjects(problem) {
            let tells = |at: usize, s: &Subject| s.informative() || self.states.get(at) == Some(&State::Missing);
            let other = self.subjects(problem).filter(|(o, s)| *o > at && tells(at, subject) && tells(*o, s));
            for (other_at, other) in other {
                if depends_on_one(subject, std::iter::once(other)) {
                    return Some(Doubt::Linked(at, other_at));
                }
            }
        }
        None
    }
}

fn set<'p>(states: &mut [State<'p>], at: usize, state: State<'p>) {
    if let Some(slot) = states.get_mut(at) {
        *slot = state;
    }
}
