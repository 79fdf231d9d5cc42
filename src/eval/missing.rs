//! What missing parts mean for an index, by their kinds.

use super::column::number;
use crate::program::{Index, Missing, MissingRule};

/// The rules of an index, ready to be asked of a value: by the number of the kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    rules: [MissingRule; 4],
    /// How many parts must be there.
    at_least: usize,
    /// Whether the aggregation may give a number although no part is there: a formula with `if missing`.
    may_answer: bool,
}

impl Rules {
    /// The rules of an index.
    pub fn of(index: &Index) -> Rules {
        let at_least = match index.missing {
            MissingRule::Skip { at_least } => at_least.max(1),
            MissingRule::Propagate | MissingRule::Zero | MissingRule::Fail => 1,
        };
        let may_answer = index.aggregate_options.formula().is_some();
        Rules { rules: Missing::ALL.map(|kind| index.rule_of(kind)), at_least, may_answer }
    }

    fn rule(&self, value: f64) -> Option<MissingRule> {
        let kind = number::kind(value).filter(|_| !number::is_left_out(value))?;
        self.rules.get(kind as usize).copied()
    }

    /// Whether any missing part counts as 0.
    pub fn any_zero(&self) -> bool {
        self.rules.contains(&MissingRule::Zero)
    }

    /// The value, or 0 where it is missing and counts as that.
    pub fn filled(&self, value: f64) -> f64 {
        if value.is_nan() && self.rule(value) == Some(MissingRule::Zero) { 0.0 } else { value }
    }

    /// Whether any missing part stops the run.
    pub fn any_fail(&self) -> bool {
        self.rules.contains(&MissingRule::Fail)
    }

    /// Whether the run stops at this value.
    pub fn fails(&self, value: f64) -> bool {
        self.rule(value) == Some(MissingRule::Fail)
    }

    /// Whether a row may be without a result although its other parts have one.
    pub fn looks(&self, parts: usize) -> bool {
        self.may_answer || self.at_least > 1 || parts > 1 && self.rules.contains(&MissingRule::Propagate)
    }

    /// Why a row has no result, if it has none; what its parts are after [`Rules::filled`].
    pub fn gone(&self, all: usize, parts: impl Iterator<Item = f64> + Clone) -> Option<Missing> {
        let there = parts.clone().filter(|x| !x.is_nan()).count();
        if there == all {
            return None;
        }
        let gone = || parts.clone().filter(|x| x.is_nan());
        if let Some(first) = gone().find(|x| self.rule(*x) == Some(MissingRule::Propagate)) {
            return number::kind(first);
        }
        // What a step has left out is no part, and is asked for its kind only where there is nothing else.
        let out = gone().filter(|x| number::is_left_out(*x)).count();
        if there >= self.at_least.min(all - out).max(1) {
            return None;
        }
        let first = gone().find(|x| !number::is_left_out(*x)).or(gone().next());
        first.and_then(number::kind)
    }
}
