//! The proof that every case has exactly one outcome.

use super::constant::Known;
use super::counterexample::Counterexample;
use super::messages::Messages;
use super::problem::Problem;
use super::search::{End, Goal, search};
use crate::diagnostic::Diagnostic;
use crate::limits::Limits;
use crate::program::{Origin, Program, QuantityId, Scenario, ScenarioRule, Value};

/// Counterexamples that may not occur, looked at before one of them is reported as unproved.
const MOST_DOUBTFUL: usize = 16;

/// Proves that every case of a scenario has one outcome, or gives one case that has none and one that has two.
///
/// `parameters` are the values by [`crate::program::ParameterId`]; one that is missing is taken as unknown.
/// Reports `scenario-gap`, `scenario-overlap`, `scenario-unproved` (at most one of each) and a warning
/// `outcome-unreachable` for every outcome that no case has. Empty for what is no scenario.
pub fn prove(program: &Program, scenario: QuantityId, parameters: &[Value], limits: &Limits) -> Vec<Diagnostic> {
    let quantity = program.quantity(scenario);
    let Origin::Scenario(declared) = &quantity.origin else { return Vec::new() };
    let known = Known { program, parameters };
    let problem = Problem::new(program, declared, parameters);
    let messages = Messages { known, problem: &problem, quantity, scenario: declared, limits };
    if problem.too_large {
        return vec![messages.exhausted()];
    }
    let mut budget = limits.proof_cases;
    let mut found = Vec::new();
    let mut unproved = None;
    for goal in goals(&problem) {
        match hunt(known, &problem, goal, &mut budget) {
            Hunt::Nothing => {}
            Hunt::Sure(example) => found.push(messages.counterexample(goal, &example)),
            Hunt::Doubtful(example) => unproved = unproved.or_else(|| messages.doubtful(goal, &example)),
            Hunt::Exhausted => unproved = unproved.or_else(|| Some(messages.exhausted())),
        }
    }
    // Where something is wrong for certain, what is not certain can wait.
    if found.is_empty() {
        found.extend(unproved);
    }
    found.extend(unreachable(&messages, &problem, &mut budget));
    found
}

/// A warning for each outcome or rule of a scenario that collects, of which no case meets the condition.
/// Nothing else can be wrong with it: any number of them may hold.
pub fn can_hold(
    program: &Program,
    first: QuantityId,
    scenario: &Scenario,
    parameters: &[Value],
    limits: &Limits,
) -> Vec<Diagnostic> {
    let known = Known { program, parameters };
    let problem = Problem::new(program, scenario, parameters);
    let messages = Messages { known, problem: &problem, quantity: program.quantity(first), scenario, limits };
    let mut budget = limits.proof_cases;
    if problem.too_large { Vec::new() } else { unreachable(&messages, &problem, &mut budget) }
}

fn goals(problem: &Problem) -> Vec<Goal> {
    let gap = problem.otherwise.is_none().then_some(Goal::Gap);
    let overlap = match problem.rule {
        ScenarioRule::Exactly => Some(Goal::Overlap),
        ScenarioRule::Any => Some(Goal::Conflict),
        ScenarioRule::First => None,
    };
    gap.into_iter().chain(overlap).collect()
}

pub(super) enum Hunt<'p> {
    Nothing,
    Sure(Counterexample<'p>),
    Doubtful(Counterexample<'p>),
    Exhausted,
}

/// Looks for a case that can really occur.
pub(super) fn hunt<'p>(known: Known<'_>, problem: &'p Problem, goal: Goal, budget: &mut usize) -> Hunt<'p> {
    let mut sure = None;
    let mut doubtful = None;
    let mut looked_at = 0;
    let end = search(problem, goal, budget, &mut |states| {
        let example = Counterexample::new(known, problem, goal, states);
        looked_at += 1;
        if example.doubt.is_none() {
            sure = Some(example);
            return true;
        }
        doubtful.get_or_insert(example);
        looked_at >= MOST_DOUBTFUL
    });
    match (sure, doubtful, end) {
        (Some(example), _, _) => Hunt::Sure(example),
        (None, Some(example), _) => Hunt::Doubtful(example),
        (None, None, End::Exhausted) => Hunt::Exhausted,
        (None, None, End::Complete | End::Stopped) => Hunt::Nothing,
    }
}

/// A warning for each outcome that no case has; silent where the budget does not suffice to be sure.
fn unreachable(messages: &Messages<'_>, problem: &Problem, budget: &mut usize) -> Vec<Diagnostic> {
    let first_match = match problem.rule {
        ScenarioRule::First => true,
        ScenarioRule::Exactly | ScenarioRule::Any => false,
    };
    let mut never = |goal: Goal| search(problem, goal, budget, &mut |_| true) == End::Complete;
    let mut found = Vec::new();
    for (at, outcome) in problem.outcomes.iter().enumerate() {
        if never(Goal::Reach { outcome: at, first_match }) {
            // Whether it would be reached if it stood first tells what is wrong with it.
            let by_itself = first_match && !never(Goal::Reach { outcome: at, first_match: false });
            found.push(match outcome.rule {
                Some(rule) => messages.unreachable_rule(rule, outcome.span, by_itself),
                None => messages.unreachable(outcome.member, outcome.span, by_itself),
            });
        }
    }
    if let Some((member, span)) = problem.otherwise
        && never(Goal::Gap)
    {
        found.push(messages.unreachable(member, span, true));
    }
    if first_match && found.is_empty() {
        let rules = problem.outcomes.iter().enumerate().filter_map(|(at, o)| Some((at, o.rule?, o)));
        let redundant = rules.filter(|(at, ..)| never(Goal::Needed { outcome: *at }));
        found.extend(redundant.map(|(_, rule, outcome)| messages.redundant(rule, outcome.member, outcome.span)));
    }
    found
}
