//! What is said of scenarios by rules: rules are known by their number.

use super::messages::Messages;
use super::problem::Choice;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::ScenarioRule;
use crate::source::Span;

impl Messages<'_> {
    /// Two of the outcomes that hold, which may not hold together.
    pub fn two_that_clash<'c>(&self, holding: &[&'c Choice]) -> Vec<&'c Choice> {
        let Some(first) = holding.first().copied() else { return Vec::new() };
        let clashes = |c: &&&Choice| match self.problem.rule {
            ScenarioRule::Any => c.member != first.member,
            ScenarioRule::Exactly | ScenarioRule::First => true,
        };
        let second = holding.iter().skip(1).find(clashes).copied();
        [first].into_iter().chain(second).collect()
    }

    /// The names of two outcomes; of rules their numbers.
    pub fn both(&self, first: &Choice, second: &Choice) -> String {
        let (a, b) = (self.outcome(first.member), self.outcome(second.member));
        match (first.rule, second.rule) {
            (Some(one), Some(two)) if a == b => format!("rules {one} and {two}, both `{a}`,"),
            (Some(one), Some(two)) => format!("rules {one} (`{a}`) and {two} (`{b}`)"),
            (Some(_) | None, _) => format!("`{a}` and `{b}`"),
        }
    }

    /// Where a change is to be made.
    pub fn who(&self, choice: &Choice) -> String {
        match choice.rule {
            Some(rule) => format!("in rule {rule}"),
            None => format!("for `{}`", self.outcome(choice.member)),
        }
    }

    /// Which other hit policy allows two rules to hold.
    pub fn other_policy(&self, first: &Choice, second: &Choice) -> &'static str {
        if first.member == second.member {
            "write `any`, which lets several rules of one outcome hold"
        } else {
            "write `first match`, so that the first rule that holds is taken"
        }
    }

    /// A rule that no case meets, or that those before it leave nothing.
    pub fn unreachable_rule(&self, rule: u32, span: Span, taken_by_others: bool) -> Diagnostic {
        let (message, label, hint) = if taken_by_others {
            let hint = format!("move rule {rule} up, or remove it");
            (format!("rule {rule} is never reached"), "the rules before it take every case", hint)
        } else {
            let hint = "check its cells and the declared ranges, or remove the rule".to_owned();
            (format!("rule {rule} never holds"), "no case meets all of its cells", hint)
        };
        Diagnostic::warning(Code::RuleUnreachable, span, message).label(label).hint(hint)
    }

    /// A rule without which every case would have the same outcome.
    pub fn redundant(&self, rule: u32, member: u8, span: Span) -> Diagnostic {
        let message =
            format!("rule {rule} changes nothing: without it, its cases are `{}` as well", self.outcome(member));
        Diagnostic::warning(Code::RuleRedundant, span, message)
            .label("the rules after it give its cases the same outcome")
            .hint("remove it")
    }
}
