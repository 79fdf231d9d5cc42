//! What adding, replacing and dropping does to one clause, and to one list of entries.

use crate::source::Span;
use crate::syntax::ast::{Dated, Name};

/// What a hand does.
#[derive(Clone, Copy, PartialEq)]
pub enum Act<'a> {
    /// Gives a declaration what it does not say yet.
    Add,
    /// Puts something else in the place of what it says.
    Replace,
    /// Takes a clause or an entry of this name away.
    Drop(&'a Name),
    /// Says anew what the other says, whether or not it was said before.
    Override,
}

/// Goes from clause to clause of two declarations of one kind, and keeps account.
pub struct Hand<'a> {
    /// What it does.
    pub act: Act<'a>,
    /// How many clauses it has changed.
    pub hits: usize,
    /// How many entries that go by a name of the author's.
    pub entry_hits: usize,
    /// What has been replaced, each with its place where it has one.
    pub replaced: Vec<(String, Option<Span>)>,
    /// What cannot be done: what is there already (to add), what is not there (to replace).
    pub wrong: Vec<Wrong>,
    /// What there is, for suggestions; gathered only while dropping.
    pub known: Vec<String>,
}

/// A clause or an entry that cannot be added or replaced.
pub struct Wrong {
    /// `printed`, `exports`
    pub what: String,
    /// Whether it is an entry that goes by a name of the author's.
    pub entry: bool,
    /// Whether it is there already.
    pub there: bool,
    /// Its place, where it has one of its own.
    pub at: Option<Span>,
}

/// What stands in a list of a declaration, by what names it.
pub trait Entry {
    /// What names it.
    fn name(&self) -> String;
    /// Its place.
    fn place(&self) -> Option<Span>;
    /// The word that may stand before its name: `index` of a nested one.
    fn word(&self) -> &'static str {
        ""
    }
    /// Takes from what it replaces how that is called by people, unless it says so itself.
    fn take_over(&mut self, _replaced: &Self) {}
}

impl<'a> Hand<'a> {
    /// A hand that has done nothing yet.
    pub fn new(act: Act<'a>) -> Self {
        Hand { act, hits: 0, entry_hits: 0, replaced: Vec::new(), wrong: Vec::new(), known: Vec::new() }
    }

    /// Whether what goes by this name is to be dropped.
    pub fn drops(&mut self, what: &str) -> bool {
        let Act::Drop(wanted) = self.act else { return false };
        if !self.known.iter().any(|known| known == what) {
            self.known.push(what.to_owned());
        }
        wanted.text == what
    }

    /// Whether `what`, which the other says, may be said; `there` tells whether it is said already.
    pub fn may(&mut self, what: &str, there: bool, entry: bool, at: Option<Span>) -> bool {
        let may = match self.act {
            Act::Add => !there,
            Act::Replace => there,
            Act::Override => true,
            Act::Drop(_) => false,
        };
        match self.act {
            Act::Drop(_) => {}
            Act::Add if may => self.hits += 1,
            Act::Replace | Act::Override if may => {
                self.hits += 1;
                if !self.replaced.iter().any(|(known, _)| known == what) {
                    self.replaced.push((what.to_owned(), at));
                }
            }
            Act::Add | Act::Replace | Act::Override => {
                if !self.wrong.iter().any(|known| known.what == what) {
                    self.wrong.push(Wrong { what: what.to_owned(), entry, there, at });
                }
            }
        }
        may
    }

    /// A clause that is there or not.
    pub fn one<T: Clone>(&mut self, word: &str, base: &mut Option<T>, own: &Option<T>) {
        if base.is_some() && self.drops(word) {
            *base = None;
            self.hits += 1;
        }
        if own.is_some() && self.may(word, base.is_some(), false, None) {
            base.clone_from(own);
        }
    }

    /// A word that is there or not.
    pub fn flag(&mut self, word: &str, base: &mut bool, own: bool) {
        let mut said = base.then_some(());
        self.one(word, &mut said, &own.then_some(()));
        *base = said.is_some();
    }

    /// Clauses without names of their own: `replace` puts all of them anew.
    pub fn all<T: Clone>(&mut self, word: &str, base: &mut Vec<T>, own: &[T]) {
        if !base.is_empty() && self.drops(word) {
            base.clear();
            self.hits += 1;
        }
        match self.act {
            Act::Add => {
                self.hits += own.len();
                base.extend_from_slice(own);
            }
            Act::Replace | Act::Override if !own.is_empty() => {
                if self.may(word, !base.is_empty(), false, None) {
                    *base = own.to_vec();
                }
            }
            Act::Replace | Act::Override | Act::Drop(_) => {}
        }
    }

    /// What holds from a day each: clauses that go by these days.
    pub fn dated<T: Clone>(&mut self, base: &mut Vec<Dated<T>>, own: &[Dated<T>])
    where
        Dated<T>: Entry,
    {
        self.entries(base, own, |known, new| {
            known.iter().position(|d| d.since.day > new.since.day).unwrap_or(known.len())
        });
    }

    /// Entries with names; `place` says where a new one comes to stand.
    pub fn entries<T: Clone + Entry>(&mut self, base: &mut Vec<T>, own: &[T], place: impl Fn(&[T], &T) -> usize) {
        if let Act::Drop(wanted) = self.act {
            let before = base.len();
            for entry in base.iter() {
                self.known.push(entry.name());
            }
            base.retain(|entry| !is_called(entry, &wanted.text));
            self.entry_hits += before - base.len();
        }
        for entry in own {
            let name = entry.name();
            let at = base.iter().position(|known| known.name() == name);
            if !self.may(&name, at.is_some(), true, entry.place()) {
                continue;
            }
            match at.and_then(|at| base.get_mut(at)) {
                Some(known) => {
                    let mut entry = entry.clone();
                    entry.take_over(known);
                    *known = entry;
                }
                None => {
                    let at = place(base, entry).min(base.len());
                    base.insert(at, entry.clone());
                }
            }
        }
    }
}

/// Whether an entry is meant by `index health` or `health`.
fn is_called<T: Entry>(entry: &T, wanted: &str) -> bool {
    let name = entry.name();
    let word = entry.word();
    wanted == name
        || (!word.is_empty() && wanted.strip_prefix(word).is_some_and(|rest| rest.strip_prefix(' ') == Some(&name)))
}

/// A new entry comes last.
pub fn last<T>(entries: &[T], _: &T) -> usize {
    entries.len()
}
