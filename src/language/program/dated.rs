//! What holds from a day, and what was in force on one.

use std::sync::Arc;

use super::Program;
use crate::calendar::Day;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// The editions of a policy. Empty where nothing in it holds from a day.
#[derive(Clone, Debug, Default)]
pub struct Dated {
    /// The day that was asked for; `None`: it is not decided which edition is meant, and nothing can be run.
    pub as_of: Option<Day>,
    /// Since when this edition is the one in force; `None`: it is the first, and was so before any day.
    pub since: Option<Day>,
    /// What was in force on that day, of all that holds from a day, in the order declared.
    pub in_force: Vec<InForce>,
    /// All editions, the first one first; each is a checked policy in which nothing is dated.
    pub editions: Arc<[Edition]>,
    /// What keeps the policy from being in force before the first of them.
    pub begins: Option<Begins>,
}

/// What holds between two days.
#[derive(Clone, Debug)]
pub struct Edition {
    /// Its first day; `None` where it has always held.
    pub since: Option<Day>,
    /// What is in force in it, with the days between which that holds.
    pub in_force: Vec<InForce>,
    /// The policy as it is then.
    pub program: Arc<Program>,
}

/// One of the things that hold from a day.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct InForce {
    /// `weights`, `parameter`, `goalposts`, `cut points`
    pub kind: &'static str,
    /// Of what: `experts`, `active`, an indicator, a scenario.
    pub name: String,
    /// Its first day; `None` where it has always held.
    pub since: Option<Day>,
    /// The day from which something else holds.
    pub until: Option<Day>,
    /// Where it is said that it holds from a day.
    #[serde(skip)]
    pub span: Span,
}

/// What holds only from a day, and has nothing before.
#[derive(Clone, Debug, PartialEq)]
pub struct Begins {
    /// `the weights `experts``
    pub what: String,
    /// The first day.
    pub day: Day,
    /// Where that is said.
    pub span: Span,
}

impl Program {
    /// The policy as it was in force on a day. Where nothing is dated, it is the same on every day.
    ///
    /// # Errors
    /// `not-in-force`: something that it needs holds only from a later day. `as-of-required`: there are dates, and no
    /// day is given.
    pub fn as_of(self: &Arc<Self>, day: Option<Day>) -> Result<Arc<Program>, Diagnostic> {
        let Some(day) = day else {
            return self.undecided().map_or_else(|| Ok(Arc::clone(self)), Err);
        };
        if self.dated.editions.is_empty() || self.dated.as_of == Some(day) {
            return Ok(Arc::clone(self));
        }
        let edition = self.dated.editions.iter().rev().find(|e| e.since.is_none_or(|since| since <= day));
        let Some(edition) = edition else { return Err(self.not_yet(day)) };
        let mut program = Program::clone(&edition.program);
        program.dated = Dated {
            as_of: Some(day),
            since: edition.since,
            in_force: edition.in_force.clone(),
            editions: Arc::clone(&self.dated.editions),
            begins: self.dated.begins.clone(),
        };
        Ok(Arc::new(program))
    }

    /// Whether anything in it holds from a day.
    pub fn is_dated(&self) -> bool {
        !self.dated.editions.is_empty()
    }

    /// Why it cannot be run as it is: something holds from a day, and no day is given.
    pub fn undecided(&self) -> Option<Diagnostic> {
        if !self.is_dated() || self.dated.as_of.is_some() {
            return None;
        }
        let last = self.dated.editions.last()?;
        let (first, day) = (last.in_force.first()?, last.since?);
        let others = match last.in_force.len() - 1 {
            0 => String::new(),
            1 => " and something else".to_owned(),
            count => format!(" and {count} other things"),
        };
        let called = called(first.kind, &first.name);
        let message =
            format!("{called}{others} changed with time, and it is not said as of which day the policy is meant");
        let hint = format!("say which, as in `--as-of {day}`, or in bareme.toml `as-of = \"{day}\"`");
        Some(Diagnostic::error(Code::AsOfRequired, first.span, message).label("holds from a day").hint(hint))
    }

    fn not_yet(&self, day: Day) -> Diagnostic {
        let Some(begins) = &self.dated.begins else {
            return Diagnostic::nowhere(Code::NotInForce, format!("nothing is in force on {day}"));
        };
        not_yet(begins, day)
    }
}

/// That something is not in force yet.
pub(crate) fn not_yet(begins: &Begins, day: Day) -> Diagnostic {
    let Begins { what, day: first, span } = begins;
    let message = format!("nothing is said of {what} before {first}, so that nothing is in force on {day}");
    let hint = format!("take a day from {first} on, or declare what held before without a day");
    Diagnostic::error(Code::NotInForce, *span, message).label("the first day").hint(hint)
}

impl InForce {
    /// `weights experts since 2024-01-01`
    pub fn sentence(&self) -> String {
        let until = |day: Day| format!(" until {day}");
        let until = self.until.map(until).unwrap_or_default();
        let of = if matches!(self.kind, "goalposts" | "cut points") { " of" } else { "" };
        match self.since {
            Some(since) => format!("{}{of} {} since {since}{until}", self.kind, self.name),
            None => format!("{}{of} {} from the beginning{until}", self.kind, self.name),
        }
    }
}

/// `the weights `experts``, `the goalposts of `exports``
pub(crate) fn called(kind: &str, name: &str) -> String {
    let of = if matches!(kind, "goalposts" | "cut points") { " of" } else { "" };
    format!("the {kind}{of} `{name}`")
}
