//! Looks for a case in which something holds, subject by subject, leaving out what cannot lead to one.

use super::condition::Truth;
use super::problem::{Problem, State};

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Goal {
    /// No condition holds, and none is undecided.
    Gap,
    /// Two conditions hold.
    Overlap,
    /// Two conditions of different outcomes hold.
    Conflict,
    /// The condition (by position) holds, those before it do not, and without it another outcome, or none, would follow.
    Needed { outcome: usize },
    /// The condition (by position) holds; with `first match` those before it do not.
    Reach { outcome: usize, first_match: bool },
}

/// Whether a goal is met in all cases that agree with what is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict {
    Met,
    Impossible,
    Open,
}

impl Goal {
    pub fn verdict(self, problem: &Problem, truths: &[Truth]) -> Verdict {
        let all = |mut settled: Box<dyn Iterator<Item = (Truth, Truth)> + '_>| {
            let mut verdict = Verdict::Met;
            let impossible = settled.any(|(truth, wanted)| {
                if truth != wanted {
                    verdict = Verdict::Open;
                }
                !truth.may_be(wanted)
            });
            if impossible { Verdict::Impossible } else { verdict }
        };
        match self {
            Goal::Gap => all(Box::new(truths.iter().map(|t| (*t, Truth::NO)))),
            Goal::Reach { outcome, first_match } => {
                let before = truths.iter().take(if first_match { outcome } else { 0 }).map(|t| (*t, Truth::NO));
                all(Box::new(before.chain(truths.get(outcome).map(|t| (*t, Truth::YES)))))
            }
            Goal::Overlap if truths.iter().filter(|t| **t == Truth::YES).count() >= 2 => Verdict::Met,
            Goal::Overlap if truths.iter().filter(|t| t.may_be(Truth::YES)).count() < 2 => Verdict::Impossible,
            Goal::Overlap => Verdict::Open,
            Goal::Conflict => conflict(problem, truths),
            Goal::Needed { outcome } => needed(problem, truths, outcome),
        }
    }

    /// Whether an outcome's condition matters for the goal.
    fn concerns(self, outcome: usize, truth: Truth) -> bool {
        match self {
            Goal::Gap => true,
            Goal::Overlap | Goal::Conflict => truth.may_be(Truth::YES),
            Goal::Needed { .. } => true,
            Goal::Reach { outcome: wanted, first_match } => outcome == wanted || (first_match && outcome < wanted),
        }
    }
}

/// Whether two conditions of different outcomes hold.
fn conflict(problem: &Problem, truths: &[Truth]) -> Verdict {
    let several = |holds: fn(Truth) -> bool| {
        let mut members = problem.outcomes.iter().zip(truths).filter(|(_, t)| holds(**t)).map(|(o, _)| o.member);
        members.next().is_some_and(|first| members.any(|m| m != first))
    };
    if several(|t| t == Truth::YES) {
        Verdict::Met
    } else if several(|t| t.may_be(Truth::YES)) {
        Verdict::Open
    } else {
        Verdict::Impossible
    }
}

/// Whether a rule is the first that holds, and what would follow without it is not the same.
fn needed(problem: &Problem, truths: &[Truth], wanted: usize) -> Verdict {
    let reached = Goal::Reach { outcome: wanted, first_match: true }.verdict(problem, truths);
    if reached == Verdict::Impossible {
        return Verdict::Impossible;
    }
    let member = problem.outcomes.get(wanted).map(|o| o.member);
    let (mut certain, mut open) = (reached == Verdict::Met, false);
    for (outcome, truth) in problem.outcomes.iter().zip(truths).skip(wanted + 1) {
        // A rule that cannot be decided leaves the case undecided, which is not the same either.
        let other = Some(outcome.member) != member && truth.may_be(Truth::YES);
        if other || truth.may_be(Truth::MISSING) {
            if certain && truth.is_settled() {
                return Verdict::Met;
            }
            open = true;
        }
        certain &= *truth == Truth::NO;
        if !truth.may_be(Truth::NO) {
            return if open { Verdict::Open } else { Verdict::Impossible };
        }
    }
    match (problem.otherwise.map(|(m, _)| m) == member, certain) {
        (false, true) => Verdict::Met,
        (false, false) => Verdict::Open,
        (true, _) if open => Verdict::Open,
        (true, _) => Verdict::Impossible,
    }
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum End {
    /// Stopped by the visitor.
    Stopped,
    /// Everything was looked at.
    Complete,
    /// The budget was used up.
    Exhausted,
}

struct Frame {
    subject: usize,
    next: usize,
    truths: Vec<Truth>,
}

/// Visits the cases in which the goal is met until the visitor returns true. `budget` is what may be spent, one for each
/// case looked at, more for large conditions.
pub(super) fn search<'p>(
    problem: &'p Problem,
    goal: Goal,
    budget: &mut usize,
    visit: &mut dyn FnMut(&[State<'p>]) -> bool,
) -> End {
    let size: usize = problem.outcomes.iter().map(|o| o.condition.size()).sum();
    let price = 1 + size / 64;
    let mut states = vec![State::Open; problem.subjects.len()];
    let mut stack: Vec<Frame> = Vec::new();
    loop {
        let Some(left) = budget.checked_sub(price) else { return End::Exhausted };
        *budget = left;
        let truths = truths(problem, &states, stack.last().map(|f| f.truths.as_slice()));
        match goal.verdict(problem, &truths) {
            Verdict::Met => {
                if visit(&states) {
                    return End::Stopped;
                }
            }
            Verdict::Impossible => {}
            Verdict::Open => {
                if let Some(subject) = next_subject(problem, goal, &truths, &states) {
                    stack.push(Frame { subject, next: 0, truths });
                }
            }
        }
        if !advance(problem, &mut stack, &mut states) {
            return End::Complete;
        }
    }
}

/// What the conditions may be; those that were settled before stay so.
fn truths(problem: &Problem, states: &[State<'_>], before: Option<&[Truth]>) -> Vec<Truth> {
    match before {
        None => problem.truths(states),
        Some(before) => {
            let case = super::problem::Case { subjects: &problem.subjects, states };
            let outcomes = problem.outcomes.iter().zip(before);
            outcomes.map(|(o, old)| if old.is_settled() { *old } else { o.condition.truth(&case) }).collect()
        }
    }
}

/// The first unknown subject of the first condition that matters and is not settled.
fn next_subject(problem: &Problem, goal: Goal, truths: &[Truth], states: &[State<'_>]) -> Option<usize> {
    let open = |s: &usize| states.get(*s) == Some(&State::Open);
    problem
        .outcomes
        .iter()
        .zip(truths)
        .enumerate()
        .filter(|(at, (_, truth))| !truth.is_settled() && goal.concerns(*at, **truth))
        .find_map(|(_, (outcome, _))| outcome.subjects.iter().copied().find(open))
}

/// Goes on to the next value of the last subject; back where there is none left. False at the end of all.
fn advance<'p>(problem: &'p Problem, stack: &mut Vec<Frame>, states: &mut [State<'p>]) -> bool {
    while let Some(frame) = stack.last_mut() {
        let subject = problem.subjects.get(frame.subject);
        let region = subject.and_then(|s| s.regions.get(frame.next)).map(|r| State::Known(&r.truths));
        let missing =
            subject.filter(|s| s.missing_is_a_case() && frame.next == s.regions.len()).map(|_| State::Missing);
        let next = region.or(missing);
        frame.next += 1;
        if let Some(slot) = states.get_mut(frame.subject) {
            *slot = next.unwrap_or(State::Open);
        }
        if next.is_some() {
            return true;
        }
        stack.pop();
    }
    false
}
