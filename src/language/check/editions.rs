//! Checks each edition of a policy in which something holds from a day.

use std::sync::Arc;

use super::dates::{self, Dates};
use super::{Whole, errors, fingerprint};
use crate::calendar::Day;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::limits::Limits;
use crate::program::{Dated, Edition, Lineage, Program, not_yet};
use crate::source::{Sources, Span};
use crate::syntax::ast::Declaration;

/// What all editions have in common.
pub(super) struct Asked<'a> {
    pub lineage: Lineage,
    pub sources: &'a Sources,
    pub limits: &'a Limits,
    pub fingerprint: String,
}

/// Checks a policy. Where something in it is dated, each of its editions must be in order; the program is the last one,
/// and knows them all.
pub(super) fn check(items: Vec<Declaration>, asked: &Asked<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Program> {
    let dates = Dates::of(&items, asked.limits, diagnostics);
    if dates.is_empty() {
        return super::check(items, asked, diagnostics);
    }
    let mut found: Vec<Found> = Vec::new();
    let mut editions = Vec::new();
    for (at, since) in dates.editions.iter().enumerate() {
        let mut all = diagnostics.clone();
        let program = super::check(dates::in_force(&items, *since), asked, &mut all);
        join(&mut found, all.split_off(diagnostics.len().min(all.len())), at);
        editions.extend(program.map(|program| Edition {
            since: *since,
            in_force: dates.in_force(*since),
            program: Arc::new(program),
        }));
    }
    other_types(&editions, diagnostics);
    let count = dates.editions.len();
    diagnostics.extend(found.into_iter().map(|found| found.told(&dates, count)));
    if errors(diagnostics) > 0 {
        return None;
    }
    let mut program = Program::clone(&editions.last()?.program);
    program.dated = Dated { editions: editions.into(), begins: dates.begins, ..Dated::default() };
    Some(program)
}

/// A parameter is of one type, whatever its value on which day.
fn other_types(editions: &[Edition], diagnostics: &mut Vec<Diagnostic>) {
    let Some(first) = editions.first() else { return };
    for (at, parameter) in first.program.parameters.iter().enumerate() {
        let then = |e: &Edition| e.program.parameters.get(at).is_some_and(|p| p.ty != parameter.ty);
        if let Some(since) = editions.iter().find(|e| then(e)).and_then(|e| e.since) {
            let message = format!("`{}` is a value of another type from {since}", parameter.name);
            let error = Diagnostic::error(Code::TypeMismatch, parameter.span, message);
            diagnostics.push(error.hint("give the other value a parameter of its own"));
        }
    }
}

/// Something that is wrong in some editions.
struct Found {
    diagnostic: Diagnostic,
    /// The first of them, and how many there are.
    since: usize,
    last: usize,
    times: usize,
}

/// Adds what is wrong in one edition: what was wrong in an earlier one is said once.
fn join(found: &mut Vec<Found>, of_edition: Vec<Diagnostic>, at: usize) {
    for diagnostic in of_edition {
        let of = |d: &Diagnostic| (d.code, place(d).map(|s| (s.file, s.start, s.end)));
        let same = |f: &&mut Found| of(&f.diagnostic) == of(&diagnostic) && f.last != at;
        match found.iter_mut().find(same) {
            Some(known) => {
                known.last = at;
                known.times += 1;
            }
            None => found.push(Found { diagnostic, since: at, last: at, times: 1 }),
        }
    }
}

impl Found {
    /// As it is said: with the edition, where it is wrong only in some.
    fn told(self, dates: &Dates, editions: usize) -> Diagnostic {
        let Found { mut diagnostic, since, times, .. } = self;
        if times < editions {
            let place = place(&diagnostic);
            dates.tell_edition(&mut diagnostic, place, dates.editions.get(since).copied().flatten());
        }
        diagnostic
    }
}

fn place(diagnostic: &Diagnostic) -> Option<Span> {
    match diagnostic.place {
        Place::Text(span) => Some(span),
        Place::Data(_) | Place::Nowhere => None,
    }
}

impl Whole {
    /// The declarations as they were in force on a day, nothing in them dated. They keep the fingerprint of all editions.
    ///
    /// # Errors
    /// `not-in-force`: something holds only from a later day.
    pub fn as_of(mut self, day: Day) -> Result<Whole, Diagnostic> {
        let dates = Dates::of(&self.items, &Limits::default(), &mut Vec::new());
        if dates.is_empty() {
            return Ok(self);
        }
        if let Some(begins) = dates.begins.as_ref().filter(|begins| day < begins.day) {
            return Err(not_yet(begins, day));
        }
        self.fingerprint.get_or_insert_with(|| fingerprint::of(&self.items));
        self.items = dates::in_force(&self.items, Some(day));
        Ok(self)
    }
}
