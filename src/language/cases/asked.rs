//! The proof that every answer that a rule reads is asked for before it is used, or that the rule says what holds
//! otherwise.
//!
//! A question that is not asked of all is missing exactly where its condition is not yes. A rule is safe if in no such
//! case it has no result although everything else is there: `C and answer` is, where `C` implies that it was asked,
//! and so is `answer if missing no`.

use std::collections::HashMap;

use super::condition::{Condition, Truth};
use super::constant::Known;
use super::counterexample::Counterexample;
use super::key;
use super::lower::Lowering;
use super::messages::Messages;
use super::problem::{Problem, State};
use super::prove::{Hunt, hunt};
use super::search::Goal;
use super::words::{describe, print};
use crate::diagnostic::{Code, Diagnostic};
use crate::limits::Limits;
use crate::program::{
    Expr, ExprKind, Function, MissingRule, Origin, Program, Quantity, QuantityId, ScaleId, Scenario, ScenarioRule,
    Value,
};
use crate::source::Span;

/// Reports every rule that reads an answer that may not have been asked for, with a case.
///
/// `parameters` are the values by [`crate::program::ParameterId`]; `without_rule` are indices that do not say what a
/// missing part means.
pub fn unasked(
    program: &Program,
    parameters: &[Value],
    without_rule: &[QuantityId],
    limits: &Limits,
) -> Vec<Diagnostic> {
    let conditional = conditional(program);
    if conditional.is_empty() {
        return Vec::new();
    }
    let asked = Asked { known: Known { program, parameters }, conditional, limits };
    let mut found = Vec::new();
    let own = own(program);
    for (id, quantity) in program.quantities.iter().enumerate().map(|(i, q)| (QuantityId(i as u32), q)) {
        if own.contains(&id) {
            continue;
        }
        let name = &quantity.name;
        match &quantity.origin {
            Origin::Formula(expr, _) => {
                found.extend(asked.rule(quantity, &[expr], &format!("`{name}` has no value"), |s| s.absent(expr)));
            }
            Origin::Scenario(scenario) => {
                let conditions: Vec<&Expr> = scenario.outcomes.iter().filter_map(|o| o.condition.as_ref()).collect();
                let outcome = format!("`{name}` cannot be decided");
                found.extend(asked.rule(quantity, &conditions, &outcome, |s| s.undecided(&conditions, scenario.rule)));
            }
            Origin::Index(index) if index.missing == MissingRule::Propagate && without_rule.contains(&id) => {
                let parts = index.parts.iter().filter(|p| asked.conditional.contains_key(&p.quantity));
                found.extend(parts.map(|part| asked.part(name, part.quantity, part.span)));
            }
            Origin::Index(_) | Origin::Column(_) | Origin::Rank(_) => {}
        }
    }
    for gate in &program.gates {
        let quantity = program.quantity(program.table(gate.table).key);
        for requirement in &gate.requirements {
            let expr = &requirement.condition;
            let outcome = format!("the gate `{}` excludes the row", gate.name);
            found.extend(asked.rule(quantity, &[expr], &outcome, |s| s.absent(expr)));
        }
    }
    found
}

/// The answers that are not asked of all, each with its condition.
fn conditional(program: &Program) -> HashMap<QuantityId, &Expr> {
    let mut found = HashMap::new();
    for question in program.surveys.iter().flat_map(|s| s.questions()) {
        let Some(asked) = question.asked else { continue };
        let Origin::Formula(expr, _) = &program.quantity(asked).origin else { continue };
        // Where the condition cannot be decided, the question is not asked either.
        let condition = match &expr.kind {
            ExprKind::IfMissing(condition, _) => condition,
            _ => expr,
        };
        found.extend(question.answers.iter().chain(&question.desired).map(|id| (*id, condition)));
    }
    found
}

/// What surveys are made of, which minds by itself what is unasked.
fn own(program: &Program) -> Vec<QuantityId> {
    let of = |q: &crate::program::Question| {
        let parts = q.answers.iter().chain(&q.given).chain(&q.asked).chain(&q.desired).chain(&q.combined);
        parts.copied().collect::<Vec<_>>()
    };
    program.surveys.iter().flat_map(|s| s.questions()).flat_map(of).collect()
}

struct Asked<'p> {
    known: Known<'p>,
    conditional: HashMap<QuantityId, &'p Expr>,
    limits: &'p Limits,
}

impl<'p> Asked<'p> {
    /// Looks for a case in which a rule has no result because an answer was not asked for.
    fn rule(
        &self,
        quantity: &Quantity,
        exprs: &[&'p Expr],
        outcome: &str,
        fails: impl FnOnce(&mut Search<'_, 'p>) -> Condition,
    ) -> Option<Diagnostic> {
        let mut reads = Vec::new();
        exprs.iter().for_each(|e| self.reads(e, &mut reads));
        if reads.is_empty() {
            return None;
        }
        let mut search = Search { asked: self, lowering: Lowering::new(self.known) };
        let fails = fails(&mut search);
        let answers = search.constraints(&reads);
        let span = exprs.first().map_or(quantity.name_span, |e| e.span);
        let condition = Condition::All(std::iter::once(fails).chain(answers).collect());
        let problem = Problem::of(search.lowering, condition, span);
        let (scale, rule) = (ScaleId(0), ScenarioRule::Exactly);
        let scenario = Scenario { scale, by: None, outcomes: Vec::new(), rule, tolerances: Vec::new() };
        let (known, limits) = (self.known, self.limits);
        let messages = Messages { known, problem: &problem, quantity, scenario: &scenario, limits };
        let mut budget = limits.proof_cases;
        let goal = Goal::Reach { outcome: 0, first_match: false };
        let hunted = if problem.too_large { Hunt::Exhausted } else { hunt(self.known, &problem, goal, &mut budget) };
        let (mut example, sure) = match hunted {
            Hunt::Nothing => return None,
            Hunt::Exhausted => return reads.first().map(|read| self.report(read, None, outcome, true)),
            Hunt::Sure(example) => (example, true),
            Hunt::Doubtful(example) => (example, false),
        };
        let missing = self.take_missing(&problem, &mut example);
        let read = reads.iter().find(|r| missing.contains(&key::key(r))).or(reads.first())?;
        Some(self.report(read, messages.case(&example), outcome, sure))
    }

    /// The answers that were not asked for in a case, by key; what remains of the case says when that is.
    fn take_missing(&self, problem: &Problem, example: &mut Counterexample<'_>) -> Vec<String> {
        let mut missing = Vec::new();
        example.relevant.retain(|at| {
            let Some(subject) = problem.subjects.get(*at) else { return false };
            let unasked = example.states.get(*at) == Some(&State::Missing);
            let known = self.answer(&subject.expr).is_some();
            if unasked && known {
                missing.push(subject.key.clone());
            }
            !(unasked && known)
        });
        missing
    }

    fn report(&self, read: &Expr, case: Option<String>, outcome: &str, sure: bool) -> Diagnostic {
        let program = self.known.program;
        let name = describe(program, read);
        let when = case.map(|case| format!(" when {case}")).unwrap_or_default();
        let verb = if sure { "is not asked" } else { "may not be asked" };
        let message = format!("`{name}` {verb}{when}, and then {outcome}");
        let condition = self.answer(read).and_then(|id| self.conditional.get(&id));
        let guard = condition.map(|c| print(program, c)).unwrap_or_default();
        let inverse = if read.ty == crate::program::Type::YesNo {
            format!("`{name} if missing no`")
        } else {
            format!("`{name} if missing …`")
        };
        let hint = match &read.kind {
            ExprKind::Follow { .. } => format!("say what holds where it was not asked: {inverse}"),
            _ => format!("read it only where it was asked, `{guard} and …`, or say what holds otherwise: {inverse}"),
        };
        Diagnostic::error(Code::MayBeUnasked, read.span, message)
            .label("read here whether it was asked or not")
            .hint(hint)
    }

    /// A part of an index that does not say what a missing part means.
    fn part(&self, index: &str, part: QuantityId, span: Span) -> Diagnostic {
        let name = &self.known.program.quantity(part).name;
        let message = format!("`{name}` is not asked of all, and `{index}` does not say what a missing part means");
        let hint = "write `missing skip`, `missing at least K of N` or another rule";
        Diagnostic::error(Code::MayBeUnasked, span, message).hint(hint)
    }

    /// The answer that an expression reads, if it is one that is not asked of all.
    fn answer(&self, expr: &Expr) -> Option<QuantityId> {
        let id = match &expr.kind {
            ExprKind::Quantity(id) => *id,
            ExprKind::Follow { target, .. } => return self.answer(target),
            _ => return None,
        };
        self.conditional.contains_key(&id).then_some(id)
    }

    /// The answers that an expression reads in its own row, or that of a linked one.
    fn reads<'e>(&self, expr: &'e Expr, found: &mut Vec<&'e Expr>) {
        if self.answer(expr).is_some() {
            found.push(expr);
            return;
        }
        match &expr.kind {
            // Aggregates leave out what is missing.
            ExprKind::Aggregate(_) => {}
            ExprKind::Number(_)
            | ExprKind::YesNo(_)
            | ExprKind::Text(_)
            | ExprKind::Member(_)
            | ExprKind::Missing(_)
            | ExprKind::Parameter(_)
            | ExprKind::Quantity(_)
            | ExprKind::Follow { .. } => {}
            ExprKind::Negate(x) | ExprKind::Not(x) | ExprKind::IsMissing(x, _) | ExprKind::LevelNumber(x) => {
                self.reads(x, found);
            }
            ExprKind::Arithmetic(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::IfMissing(a, b) => {
                self.reads(a, found);
                self.reads(b, found);
            }
            ExprKind::And(list) | ExprKind::Or(list) | ExprKind::Call(_, list) => {
                list.iter().for_each(|e| self.reads(e, found));
            }
            ExprKind::If(a, b, c) => [a, b, c].into_iter().for_each(|e| self.reads(e, found)),
            ExprKind::OneOf(x, list) => std::iter::once(&**x).chain(list).for_each(|e| self.reads(e, found)),
        }
    }
}

struct Search<'s, 'p> {
    asked: &'s Asked<'p>,
    lowering: Lowering<'p>,
}

const NO: Condition = Condition::Constant(Truth::NO);

impl Search<'_, '_> {
    /// That each answer is missing exactly where it is not asked for; also of those on which that depends.
    fn constraints(&mut self, reads: &[&Expr]) -> Vec<Condition> {
        let mut waiting: Vec<Expr> = reads.iter().map(|e| (*e).clone()).collect();
        let mut done: Vec<String> = Vec::new();
        let mut all = Vec::new();
        while let Some(read) = waiting.pop() {
            let key = key::key(&read);
            let ExprKind::Quantity(id) = read.kind else { continue };
            let Some(condition) = self.asked.conditional.get(&id).filter(|_| !done.contains(&key)) else { continue };
            done.push(key);
            let missing = self.lowering.missing(&read);
            let holds = self.lowering.condition(condition);
            let decided = Condition::IsMissing(Box::new(holds.clone())).not();
            let asked = Condition::All(vec![decided, holds]);
            let unasked = Condition::All(vec![missing.clone(), asked.clone().not()]);
            all.push(Condition::Any(vec![unasked, Condition::All(vec![missing.not(), asked])]));
            let mut earlier = Vec::new();
            self.asked.reads(condition, &mut earlier);
            waiting.extend(earlier.into_iter().cloned());
        }
        all
    }

    /// Whether an expression is missing while everything but unasked answers is there.
    fn absent(&mut self, expr: &Expr) -> Condition {
        match &expr.kind {
            ExprKind::Quantity(_) | ExprKind::Follow { .. } if self.asked.answer(expr).is_some() => {
                self.lowering.missing(expr)
            }
            // What the author says is missing is said, and aggregates leave out what is missing.
            ExprKind::Missing(_) | ExprKind::IsMissing(..) | ExprKind::Aggregate(_) => NO,
            ExprKind::Number(_)
            | ExprKind::YesNo(_)
            | ExprKind::Text(_)
            | ExprKind::Member(_)
            | ExprKind::Parameter(_)
            | ExprKind::Quantity(_)
            | ExprKind::Follow { .. } => NO,
            ExprKind::Negate(x) | ExprKind::Not(x) | ExprKind::LevelNumber(x) => self.absent(x),
            ExprKind::Arithmetic(_, a, b) | ExprKind::Compare(_, a, b) => self.any_absent([&**a, &**b]),
            ExprKind::OneOf(x, _) => self.absent(x),
            ExprKind::And(_) | ExprKind::Or(_) => Condition::IsMissing(Box::new(self.lowering.condition(expr))),
            ExprKind::IfMissing(a, b) => Condition::All(vec![self.absent(a), self.absent(b)]),
            ExprKind::If(c, a, b) => {
                let undecided = self.absent(c);
                let branch = Condition::choose(self.lowering.condition(c), self.absent(a), self.absent(b));
                Condition::choose(undecided, Condition::Constant(Truth::YES), branch)
            }
            ExprKind::Call(function, list) => match function {
                Function::Count => NO,
                Function::Min | Function::Max | Function::Sum | Function::Mean | Function::Median => {
                    let open = function.bounded(list).unwrap_or_else(|| list.iter().collect());
                    Condition::All(open.into_iter().map(|e| self.absent(e)).collect())
                }
                Function::Abs
                | Function::Sqrt
                | Function::Ln
                | Function::Log10
                | Function::Exp
                | Function::Round
                | Function::Floor
                | Function::Ceil
                | Function::Sign
                | Function::Clamp
                | Function::Date
                | Function::Year
                | Function::Month
                | Function::Day
                | Function::Length
                | Function::Lower
                | Function::Upper
                | Function::Trim
                | Function::Contains
                | Function::StartsWith
                | Function::EndsWith
                | Function::Join
                | Function::Level
                | Function::Growth => self.any_absent(list),
            },
        }
    }

    fn any_absent<'e>(&mut self, list: impl IntoIterator<Item = &'e Expr>) -> Condition {
        Condition::Any(list.into_iter().map(|e| self.absent(e)).collect())
    }

    /// Whether no outcome can be told: one is undecided, and none that counts before it holds.
    fn undecided(&mut self, conditions: &[&Expr], rule: ScenarioRule) -> Condition {
        let lowered: Vec<Condition> = conditions.iter().map(|c| self.lowering.condition(c)).collect();
        let missing = |c: &Condition| Condition::IsMissing(Box::new(c.clone()));
        match rule {
            ScenarioRule::Exactly | ScenarioRule::Any => {
                let none = lowered.iter().map(|c| Condition::Any(vec![missing(c), c.clone().not()]));
                let open = Condition::Any(lowered.iter().map(missing).collect());
                Condition::All(none.chain([open]).collect())
            }
            ScenarioRule::First => Condition::Any(
                lowered
                    .iter()
                    .enumerate()
                    .map(|(at, c)| {
                        let before = lowered.iter().take(at).map(|b| b.clone().not());
                        Condition::All(before.chain([missing(c)]).collect())
                    })
                    .collect(),
            ),
        }
    }
}
