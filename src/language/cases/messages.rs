//! What was found, in the author's words.

use super::concrete::difference;
use super::condition::Truth;
use super::constant::Known;
use super::counterexample::{Counterexample, Doubt};
use super::key;
use super::problem::{Case, Choice, Problem, State};
use super::search::Goal;
use super::subject::{Region, Subject, Test, flip};
use super::words::{comparison, describe, value};
use crate::diagnostic::{Code, Diagnostic};
use crate::limits::Limits;
use crate::program::{CompareOp, Expr, ExprKind, Missing, Quantity, Scenario, Type, Value};
use crate::source::Span;

const OTHERWISE: &str = "write `otherwise NAME` for the cases that are left";
const FIRST_MATCH: &str = "write `first match`, so that the first outcome that holds is taken";

/// Makes the diagnostics of one scenario.
pub(super) struct Messages<'a> {
    pub known: Known<'a>,
    pub problem: &'a Problem,
    pub quantity: &'a Quantity,
    pub scenario: &'a Scenario,
    pub limits: &'a Limits,
}

impl Messages<'_> {
    /// A case without outcome, or with two.
    pub fn counterexample(&self, goal: Goal, example: &Counterexample<'_>) -> Diagnostic {
        match goal {
            Goal::Gap | Goal::Reach { .. } | Goal::Needed { .. } => self.gap(example),
            Goal::Overlap | Goal::Conflict => self.overlap(example),
        }
    }

    fn gap(&self, example: &Counterexample<'_>) -> Diagnostic {
        let by_rules = self.problem.outcomes.iter().any(|o| o.rule.is_some());
        let what = if by_rules { "rule" } else { "outcome" };
        let message = match self.case(example) {
            None => format!("no {what} ever holds"),
            Some(case) => format!("no {what} holds when {case}"),
        };
        let widen = match by_rules {
            true => "add a rule for it, or widen one",
            false => "widen the condition of an outcome",
        };
        match self.repair(example, &self.problem.outcomes.iter().collect::<Vec<_>>(), Truth::YES) {
            Some((outcome, instead)) => Diagnostic::error(Code::ScenarioGap, outcome.span, message)
                .label("leaves this case out")
                .hint(format!("{instead}, or {OTHERWISE}")),
            None => Diagnostic::error(Code::ScenarioGap, self.quantity.name_span, message)
                .label("leaves this case out")
                .hint(format!("{widen}, or {OTHERWISE}")),
        }
    }

    fn overlap(&self, example: &Counterexample<'_>) -> Diagnostic {
        let truths = self.problem.truths(&example.states);
        let holding: Vec<&Choice> =
            self.problem.outcomes.iter().zip(truths).filter(|(_, t)| *t == Truth::YES).map(|(o, _)| o).collect();
        let holding = self.two_that_clash(&holding);
        let [first, second] = holding.as_slice() else { return self.exhausted() };
        let names = self.both(first, second);
        let message = match self.case(example) {
            None => format!("{names} always hold together"),
            Some(case) => format!("{names} both hold when {case}"),
        };
        let or = if first.rule.is_some() { self.other_policy(first, second) } else { FIRST_MATCH };
        let hint = match self.repair(example, &holding, Truth::NO) {
            Some((_, instead)) => format!("{instead}, or {or}"),
            None if first.rule.is_some() => format!("narrow one of them, or {or}"),
            None => format!("narrow the condition of one of them, or {or}"),
        };
        Diagnostic::error(Code::ScenarioOverlap, second.span, message)
            .label("this holds as well")
            .related(first.span, "this holds")
            .hint(hint)
    }

    /// A case of which it is not clear whether it can occur.
    pub fn doubtful(&self, goal: Goal, example: &Counterexample<'_>) -> Option<Diagnostic> {
        let subject = |at: usize| self.problem.subjects.get(at).map(|s| self.name(&s.expr));
        let (why, first) = match example.doubt.as_ref()? {
            Doubt::Parameter(at) => {
                let parameter = self.unknown_parameter(&self.problem.subjects.get(*at)?.expr)?;
                let first = format!("give `{parameter}` a default, or ");
                (format!("`{parameter}` has no default"), first)
            }
            Doubt::Linked(a, b) => {
                (format!("`{}` and `{}` may depend on each other", subject(*a)?, subject(*b)?), String::new())
            }
            Doubt::Values(at) => (format!("it is not known which values `{}` can have", subject(*at)?), String::new()),
        };
        let (what, hint) = match goal {
            Goal::Gap | Goal::Reach { .. } | Goal::Needed { .. } => ("every case has an outcome", OTHERWISE),
            Goal::Overlap | Goal::Conflict => ("no case has two outcomes", FIRST_MATCH),
        };
        let unsure = self.case(example).map_or_else(String::new, |case| format!(": perhaps not when {case}"));
        let message = format!("it cannot be proved that {what}, because {why}");
        let name = format!("of `{}`{unsure}", self.quantity.name);
        Some(
            Diagnostic::error(Code::ScenarioUnproved, self.quantity.name_span, message)
                .label(name)
                .hint(format!("{first}{hint}")),
        )
    }

    /// There are too many cases.
    pub fn exhausted(&self) -> Diagnostic {
        let message = format!(
            "it cannot be proved that every case of `{}` has one outcome: there are more than {} cases to look at",
            self.quantity.name, self.limits.proof_cases
        );
        Diagnostic::error(Code::ScenarioUnproved, self.quantity.name_span, message)
            .hint("split the scenario in two, or write `first match` and `otherwise NAME`")
    }

    /// An outcome that no case has.
    pub fn unreachable(&self, member: u8, span: Span, taken_by_others: bool) -> Diagnostic {
        let name = self.outcome(member);
        let message = format!("no case has the outcome `{name}`");
        let (label, hint) = if taken_by_others {
            ("the outcomes before it take every case", format!("move `{name}` up, or remove it"))
        } else {
            ("this never holds", "check the comparisons and the declared ranges, or remove the outcome".to_owned())
        };
        Diagnostic::warning(Code::OutcomeUnreachable, span, message).label(label).hint(hint)
    }

    pub fn outcome(&self, member: u8) -> &str {
        let scale = self.known.program.scale(self.scenario.scale);
        scale.members.get(usize::from(member)).map_or("", |m| m.name.as_str())
    }

    fn unknown_parameter(&self, expr: &Expr) -> Option<&str> {
        let mut found = None;
        key::variables(expr, &mut |part| {
            if let ExprKind::Parameter(id) = part.kind
                && self.known.parameter(id).is_none()
            {
                found.get_or_insert(id);
            }
        });
        found.map(|id| self.known.program.parameter(id).name.as_str())
    }

    /// The name of a subject; of a comparison of two values their difference.
    fn name(&self, expr: &Expr) -> String {
        match difference(expr) {
            Some((a, b)) => format!("{} - {}", describe(self.known.program, a), describe(self.known.program, b)),
            None => describe(self.known.program, expr),
        }
    }

    /// The case in words: "`x` is 0.5 and `y` is missing"; `None` where nothing matters.
    pub fn case(&self, example: &Counterexample<'_>) -> Option<String> {
        let mut words = Vec::new();
        for (variable, x) in example.values.iter().flatten() {
            words.push(self.is(variable, &Value::Number(*x)));
        }
        for at in &example.relevant {
            let Some(subject) = self.problem.subjects.get(*at) else { continue };
            if let Some(value) = &subject.kind_of {
                words.extend(self.kind(subject, value, example.states.get(*at)));
                continue;
            }
            if self.kind_told(&subject.expr, example) {
                continue;
            }
            let told = example.values.is_some() && matches!(subject.expr.ty, Type::Number(_) | Type::Date);
            match example.states.get(*at) {
                Some(State::Missing) => words.push(format!("`{}` is missing", self.name(&subject.expr))),
                Some(State::Known(answers)) if !told => {
                    let region = subject.regions.iter().find(|r| r.truths == *answers);
                    words.extend(region.map(|r| self.region(subject, r)));
                }
                Some(State::Known(_) | State::Open | State::Completed(_)) | None => {}
            }
        }
        let last = words.pop()?;
        Some(if words.is_empty() { last } else { format!("{} and {last}", words.join(", ")) })
    }

    /// In which way a value is missing: "`x` is missing as unasked".
    fn kind(&self, subject: &Subject, of: &Expr, state: Option<&State<'_>>) -> Option<String> {
        let Some(State::Known(answers)) = state else { return None };
        let region = subject.regions.iter().find(|r| r.truths == *answers)?;
        let Value::Number(number) = region.value else { return None };
        let kind = Missing::ALL.into_iter().find(|k| f64::from(*k as u8) == number)?;
        Some(format!("`{}` is missing as {}", self.name(of), kind.name()))
    }

    /// Whether a case says in which way a value is missing, and so that it is.
    fn kind_told(&self, expr: &Expr, example: &Counterexample<'_>) -> bool {
        let subjects = example.relevant.iter().filter_map(|at| self.problem.subjects.get(*at));
        subjects.filter_map(|s| s.kind_of.as_ref()).any(|of| key::key(of) == key::key(expr))
    }

    fn is(&self, expr: &Expr, x: &Value) -> String {
        let program = self.known.program;
        format!("`{}` is {}", describe(program, expr), value(program, &expr.ty, x))
    }

    fn region(&self, subject: &Subject, region: &Region) -> String {
        let name = self.name(&subject.expr);
        let program = self.known.program;
        match (&region.value, difference(&subject.expr)) {
            (_, _) if region.other => format!("`{name}` is another text"),
            (Value::Number(x), Some((a, b))) if subject.cut_points() == [0.0] => {
                let than = match (*x > 0.0, *x < 0.0) {
                    (true, _) => "is greater than",
                    (false, true) => "is less than",
                    (false, false) => "equals",
                };
                format!("`{}` {than} `{}`", describe(program, a), describe(program, b))
            }
            (Value::YesNo(holds), _) if !is_name(&subject.expr) => {
                format!("`{name}` {}", if *holds { "holds" } else { "does not hold" })
            }
            (found, _) => format!("`{name}` is {}", value(program, &subject.expr.ty, found)),
        }
    }

    /// A comparison whose border, taken in or left out, would give one of the outcomes the truth wanted: the outcome,
    /// and what to write. Best is a change after which the comparison and another one are each other's negation.
    fn repair<'o>(
        &self,
        example: &Counterexample<'_>,
        outcomes: &[&'o Choice],
        wanted: Truth,
    ) -> Option<(&'o Choice, String)> {
        let mut found = None;
        for at in &example.relevant {
            let Some(subject) = self.problem.subjects.get(*at) else { continue };
            if !self.only_the_border(example, *at, wanted) {
                continue;
            }
            for (test, op, c) in border_tests(subject, example.states.get(*at)) {
                if !self.only_at_the_border(example, outcomes, wanted, (*at, c)) {
                    continue;
                }
                let Some(outcome) = self.repaired(example, outcomes, wanted, (*at, test)) else { continue };
                let Some(other) = sibling(op) else { continue };
                // `x > 1` is the negation of `x <= 1`, which has the border that `x >= 1` has, seen from the other side.
                let negated = subject.tests.contains(&Test::Number(flip(op), c));
                let (instead, of) = (self.written(subject, test, other), self.written(subject, test, op));
                let who = self.who(outcome);
                let told = (outcome, format!("write `{instead}` instead of `{of}` {who}"));
                if negated {
                    return Some(told);
                }
                found.get_or_insert(told);
            }
        }
        found
    }

    /// Whether the case is the border alone, and the cases on both sides of it have what it lacks: then moving the
    /// border is enough.
    fn only_the_border(&self, example: &Counterexample<'_>, at: usize, wanted: Truth) -> bool {
        let (Some(subject), Some(State::Known(answers))) = (self.problem.subjects.get(at), example.states.get(at))
        else {
            return false;
        };
        let region = subject.regions.iter().find(|r| r.truths == *answers);
        let Some(Value::Number(border)) = region.map(|r| &r.value) else { return false };
        [false, true].into_iter().all(|above| {
            let beside: Vec<bool> =
                subject.tests.iter().zip(answers.iter()).map(|(test, at)| beside(test, *at, *border, above)).collect();
            let mut states = example.states.clone();
            if let Some(slot) = states.get_mut(at) {
                *slot = State::Known(&beside);
            }
            let holding = self.problem.truths(&states).into_iter().filter(|t| *t == Truth::YES).count();
            let has = if wanted == Truth::YES { holding > 0 } else { holding < 2 };
            has && beside != **answers
        })
    }

    /// The outcome that uses the test (of a subject) and would have the truth wanted, were the answer another.
    fn repaired<'o>(
        &self,
        example: &Counterexample<'_>,
        outcomes: &[&'o Choice],
        wanted: Truth,
        (at, test): (usize, usize),
    ) -> Option<&'o Choice> {
        let Some(State::Known(answers)) = example.states.get(at) else { return None };
        let mut changed = answers.to_vec();
        if let Some(slot) = changed.get_mut(test) {
            *slot = !*slot;
        }
        let mut states = example.states.clone();
        if let Some(slot) = states.get_mut(at) {
            *slot = State::Known(&changed);
        }
        let case = Case { subjects: &self.problem.subjects, states: &states };
        outcomes.iter().copied().find(|outcome| {
            let mut uses = false;
            outcome.condition.subjects(&mut |s, t| uses |= s == at && t == Some(test));
            uses && outcome.condition.truth(&case) == wanted
        })
    }

    /// Whether what is wrong is so only at the border itself: below and above it one of the outcomes has the truth wanted.
    fn only_at_the_border(
        &self,
        example: &Counterexample<'_>,
        outcomes: &[&Choice],
        wanted: Truth,
        (at, border): (usize, f64),
    ) -> bool {
        let Some(subject) = self.problem.subjects.get(at) else { return false };
        subject.neighbours(border).all(|region| {
            let mut states = example.states.clone();
            if let Some(slot) = states.get_mut(at) {
                *slot = State::Known(&region.truths);
            }
            let case = Case { subjects: &self.problem.subjects, states: &states };
            outcomes.iter().any(|o| o.condition.truth(&case).may_be(wanted))
        })
    }

    /// A test as the author would write it with this comparison, in a scenario by cut points as a cut point.
    fn written(&self, subject: &Subject, test: usize, op: CompareOp) -> String {
        let program = self.known.program;
        let c = if let Some(Test::Number(_, c)) = subject.tests.get(test) { *c } else { 0.0 };
        let number = match subject.constants.get(test).and_then(Option::as_ref) {
            Some(constant) => describe(program, constant),
            None => value(program, &subject.expr.ty, &Value::Number(c)),
        };
        if self.scenario.by.is_some() {
            let word = match op {
                CompareOp::Less => "below",
                CompareOp::LessOrEqual => "up to",
                CompareOp::Greater => "above",
                CompareOp::GreaterOrEqual => "from",
                CompareOp::Is => "at",
            };
            return format!("{word} {number}");
        }
        match difference(&subject.expr) {
            Some((a, b)) if c == 0.0 => {
                format!("{} {} {}", describe(program, a), comparison(op), describe(program, b))
            }
            Some(_) | None => format!("{} {} {number}", self.name(&subject.expr), comparison(op)),
        }
    }
}

/// The answer of a test just above or just below a number, where `at` is its answer there.
fn beside(test: &Test, at: bool, border: f64, above: bool) -> bool {
    match test {
        Test::Number(op, c) if *c == border => match op {
            CompareOp::Less | CompareOp::LessOrEqual => !above,
            CompareOp::Greater | CompareOp::GreaterOrEqual => above,
            CompareOp::Is => false,
        },
        Test::Number(..) | Test::Members(_) | Test::Text(_) | Test::Yes => at,
    }
}

/// The comparisons with the one number that the subject can be in a case.
fn border_tests(subject: &Subject, state: Option<&State<'_>>) -> Vec<(usize, CompareOp, f64)> {
    let Some(State::Known(answers)) = state else { return Vec::new() };
    let region = subject.regions.iter().find(|r| r.truths == *answers && r.single);
    let Some(Value::Number(x)) = region.map(|r| &r.value) else { return Vec::new() };
    let tests = subject.tests.iter().enumerate();
    tests
        .filter_map(|(at, test)| match test {
            Test::Number(op, c) if c == x => Some((at, *op, *c)),
            Test::Number(..) | Test::Members(_) | Test::Text(_) | Test::Yes => None,
        })
        .collect()
}

/// The same comparison with its border taken in or left out.
fn sibling(op: CompareOp) -> Option<CompareOp> {
    match op {
        CompareOp::Less => Some(CompareOp::LessOrEqual),
        CompareOp::LessOrEqual => Some(CompareOp::Less),
        CompareOp::Greater => Some(CompareOp::GreaterOrEqual),
        CompareOp::GreaterOrEqual => Some(CompareOp::Greater),
        CompareOp::Is => None,
    }
}

fn is_name(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Quantity(_) | ExprKind::Follow { .. } | ExprKind::Parameter(_))
}
