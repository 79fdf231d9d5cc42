//! Changes grouped so that every choice of groups is a policy that checks.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::data::Bound;
use super::differ::matters;
use super::units::{Unit, units};
use super::{MOST_EXACT, beside, renamed, words};
use crate::check::{self, Whole};
use crate::diagnostic::Diagnostic;
use crate::limits::Limits;
use crate::program::Program;
use crate::syntax::ast::{Edit, EditTarget, Kind, Verb};
use crate::syntax::edit;

/// The steps from one policy to another, with what is needed to make the policies between them.
#[derive(Debug)]
pub struct Steps {
    base: Whole,
    all: Vec<Step>,
    made: HashMap<Vec<bool>, Option<Arc<Program>>>,
    /// The second policy under the names of the first, where they differ.
    renamed: Option<Arc<Program>>,
    limits: Limits,
}

/// One step: changes that only make sense together.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub sentence: String,
    units: Vec<Unit>,
}

/// As many changes as are looked into: every choice of them is a policy to be checked and run.
const MOST_UNITS: usize = 64;

impl Steps {
    /// The steps from `a` to `b`.
    ///
    /// # Errors
    /// Why there are none, in a sentence.
    pub fn between(a: &Whole, b: &Whole, limits: &Limits) -> Result<Self, String> {
        let (renamed, b) = match renamed::renamed(a, b, limits) {
            Some((whole, program)) => (Some(program), Cow::Owned(whole)),
            None => (None, Cow::Borrowed(b)),
        };
        let (a, b) = match beside::beside(a, &b, limits) {
            Some((a, b)) => (Cow::Owned(a), Cow::Owned(b)),
            None => (Cow::Borrowed(a), b),
        };
        let Some(mut units) = units(&a.items, &b.items) else {
            return Err(
                "two declarations of one kind have the same name, so that changes cannot be told apart".to_owned()
            );
        };
        let mut base = a.into_owned();
        idle_units(&mut units, &mut base);
        base.items.retain(|item| matters(item) || matches!(item.kind, Kind::Policy(_) | Kind::Concept));
        let mut steps = Self { base, all: grouped(units), made: HashMap::new(), renamed, limits: limits.clone() };
        if steps.all.len() > MOST_UNITS {
            return Err(format!(
                "{} changes are too many to try one without the others; at most {MOST_UNITS}",
                steps.all.len()
            ));
        }
        while let Some((some, with)) = steps.failing() {
            steps.unite(&some, with);
        }
        Ok(steps)
    }

    /// What each step is, in a sentence.
    pub fn sentences(&self) -> Vec<String> {
        self.all.iter().map(|step| step.sentence.clone()).collect()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// The second policy as it is between the two: under the names of the first for what measures the same.
    pub(super) fn end<'a>(&'a self, b: &'a Arc<Program>) -> &'a Arc<Program> {
        self.renamed.as_ref().unwrap_or(b)
    }

    /// The policy with some of the steps made, the two themselves included.
    pub(super) fn policy(&mut self, members: &[bool], a: Bound<'_>, b: Bound<'_>) -> Result<Arc<Program>, String> {
        match members.iter().filter(|is_member| **is_member).count() {
            0 => Ok(Arc::clone(a.program)),
            made if made == self.count() => Ok(Arc::clone(b.program)),
            _ => {
                self.program(members).ok_or_else(|| "some of the changes make no policy without the others".to_owned())
            }
        }
    }

    /// The policy with some of the steps made; `None` if it does not check.
    pub fn program(&mut self, members: &[bool]) -> Option<Arc<Program>> {
        if let Some(known) = self.made.get(members) {
            return known.clone();
        }
        let chosen = self.all.iter().zip(members).filter(|(_, is_member)| **is_member);
        let edits: Vec<Edit> = chosen.flat_map(|(step, _)| step.units.iter().map(|unit| unit.edit.clone())).collect();
        let mut whole = self.base.clone();
        let mut wrong: Vec<Diagnostic> = Vec::new();
        edit::apply(&mut whole.items, &edits, &mut wrong);
        let program =
            if wrong.iter().any(Diagnostic::is_error) { None } else { check::load_whole(whole, &self.limits).program };
        self.made.insert(members.to_vec(), program.clone());
        program
    }

    /// Steps that make no policy by themselves, and the one that they lack, if one is enough.
    fn failing(&mut self) -> Option<(Vec<bool>, Option<usize>)> {
        let count = self.count();
        for members in choices(count) {
            let whole = members.iter().all(|is_member| *is_member);
            if whole || self.program(&members).is_some() {
                continue;
            }
            let outside: Vec<usize> = (0..count).filter(|at| members.get(*at) == Some(&false)).collect();
            let enough = outside.into_iter().find(|at| {
                let mut more = members.clone();
                more.iter_mut().skip(*at).take(1).for_each(|is_member| *is_member = true);
                more.iter().all(|is_member| *is_member) || self.program(&more).is_some()
            });
            return Some((members, enough));
        }
        None
    }

    /// Makes one step of these and the one that they lack; of all, where none is enough.
    fn unite(&mut self, some: &[bool], with: Option<usize>) {
        let mut one = Vec::new();
        let mut rest = Vec::new();
        for (at, step) in std::mem::take(&mut self.all).into_iter().enumerate() {
            let belongs = with.is_none() || with == Some(at) || some.get(at) == Some(&true);
            if belongs { one.extend(step.units) } else { rest.push(step) }
        }
        self.all = rest;
        self.all.push(step(one));
        self.made.clear();
    }
}

/// Units of measure that come or go change nothing by themselves, and what names them need not change together: all
/// policies between the two have those of both.
fn idle_units(units: &mut Vec<Unit>, base: &mut Whole) {
    units.retain(|unit| match (&unit.edit.verb, &unit.edit.target) {
        (Verb::Add, EditTarget::Whole(item)) if matches!(item.kind, Kind::Unit(_)) => {
            base.items.push((**item).clone());
            false
        }
        (Verb::Drop, EditTarget::Named(subject)) => subject.kind.as_ref().is_none_or(|kind| kind.text != "unit"),
        _ => true,
    });
}

/// The choices of steps that are tried before any is run: all where there are few; else each alone, and all but each.
/// Fewer steps come first.
fn choices(count: usize) -> Vec<Vec<bool>> {
    let mut all: Vec<Vec<bool>> = if count <= MOST_EXACT {
        (1..1_usize << count).map(|mask| (0..count).map(|at| mask >> at & 1 == 1).collect()).collect()
    } else {
        let alone = (0..count).map(|one| (0..count).map(|at| at == one).collect());
        alone.chain((0..count).map(|one| (0..count).map(|at| at != one).collect())).collect()
    };
    all.sort_by_key(|members: &Vec<bool>| members.iter().filter(|is_member| **is_member).count());
    all
}

/// Changes that need each other, directly or through others, are one step.
fn grouped(units: Vec<Unit>) -> Vec<Step> {
    let mut group: Vec<usize> = (0..units.len()).collect();
    for (at, unit) in units.iter().enumerate() {
        for (other_at, other) in units.iter().enumerate() {
            let (mine, theirs) = (group.get(at).copied(), group.get(other_at).copied());
            if at != other_at && mine != theirs && unit.needs(other) {
                let (low, high) = (mine.min(theirs), mine.max(theirs));
                for of in &mut group {
                    if Some(*of) == high {
                        *of = low.unwrap_or(*of);
                    }
                }
            }
        }
    }
    let mut steps: Vec<(usize, Vec<Unit>)> = Vec::new();
    for (of, unit) in group.into_iter().zip(units) {
        match steps.iter_mut().find(|(known, _)| *known == of) {
            Some((_, units)) => units.push(unit),
            None => steps.push((of, vec![unit])),
        }
    }
    steps.into_iter().map(|(_, units)| step(units)).collect()
}

/// What is dropped or added as a whole is told first: the rest of the step follows from it.
fn step(mut units: Vec<Unit>) -> Step {
    units.sort_by_key(|unit| (unit.declares.is_none(), unit.edit.verb == Verb::Replace));
    let sentences: Vec<String> = units.iter().map(|unit| unit.sentence.clone()).collect();
    Step { sentence: words::together(&sentences), units }
}
