//! Carries out edits on the declarations of the policy that they change.
//!
//! ```text
//! declarations of the original + edits ──apply──▶ declarations of the variant
//! ```
//!
//! Spans stay in the files that they come from, so that whatever is wrong is shown in the author's own text. In which
//! order edits are written does not matter: what is dropped goes first, then follow replacements of whole declarations
//! and of clauses, then additions.

mod clauses;
mod entries;
mod hand;
mod index;
mod subject;
mod wrong;

pub use index::{drop_part, part_names, replace_part};
pub use wrong::declared_already;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use hand::{Act, Hand};
use subject::{Found, Items};

use super::ast::{Declaration, Edit, EditTarget, Index, Kind, Name, Subject, Verb};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// A declaration that an edit has changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Touched {
    /// `index`
    pub kind: &'static str,
    /// Its name; inside another after a dot.
    pub name: String,
    /// What was done: a clause of it changed counts as replaced, however the clause was changed.
    pub verb: Verb,
    /// Whether all of it is meant, not only clauses.
    pub whole: bool,
    /// The edit.
    pub span: Span,
}

/// Carries out the edits. Each must hit something, or what it adds must be new: where that is not so, it is reported,
/// and the rest is carried out. Of edits that contradict each other only that is reported: what else is wrong would depend
/// on which of them comes last.
pub fn apply(items: &mut Vec<Declaration>, edits: &[Edit], diagnostics: &mut Vec<Diagnostic>) -> Applied {
    let mut order: Vec<&Edit> = edits.iter().collect();
    order.sort_by_key(|edit| phase(edit));
    let mut all = Items::new(std::mem::take(items));
    let mut touched = Vec::new();
    let mut replaced = Replaced::default();
    let before = diagnostics.len();
    for edit in order {
        // Nobody reads further, and a suggestion for each of very many misspelt names takes its time.
        if diagnostics.len() + replaced.twice.len() > before + MOST_MISTAKES {
            break;
        }
        match one(&mut all, edit, &mut replaced, diagnostics) {
            Ok(done) => touched.push(done),
            Err(wrong) => diagnostics.extend(wrong),
        }
    }
    *items = all.finish();
    let contradicted = !replaced.twice.is_empty();
    if contradicted {
        diagnostics.truncate(before);
        diagnostics.append(&mut replaced.twice);
    }
    Applied { touched, contradicted }
}

/// What came of edits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Applied {
    /// What they have changed.
    pub touched: Vec<Touched>,
    /// Whether two of them contradict each other, so that the declarations mean nothing.
    pub contradicted: bool,
}

/// As many mistakes in edits as are looked for.
const MOST_MISTAKES: usize = 200;

/// What is done before what.
fn phase(edit: &Edit) -> u8 {
    match (&edit.target, edit.verb) {
        (EditTarget::Named(_), _) => 0,
        (EditTarget::Clause(..), _) => 1,
        (EditTarget::Whole(_), Verb::Replace | Verb::Drop) => 2,
        (EditTarget::Clauses(_), Verb::Replace | Verb::Drop) => 3,
        (EditTarget::Whole(_), Verb::Add) => 4,
        (EditTarget::Clauses(_), Verb::Add) => 5,
    }
}

/// What has been replaced.
#[derive(Default)]
struct Replaced {
    /// By which edit: the name of a declaration, and of a clause of it (empty: all of it).
    by: HashMap<(String, String), Span>,
    /// What has been replaced twice: it would depend on which comes last.
    twice: Vec<Diagnostic>,
}

impl Replaced {
    /// Notes that something is replaced.
    fn note(&mut self, touched: &Touched, what: &str, at: Span) {
        let called = format!("{} `{}`", touched.kind, touched.name);
        match self.by.entry((called, what.to_owned())) {
            Entry::Occupied(first) => {
                self.twice.push(wrong::replaced_twice(&first.key().0, what, at, *first.get()));
            }
            Entry::Vacant(place) => {
                place.insert(at);
            }
        }
    }
}

fn one(
    items: &mut Items,
    edit: &Edit,
    replaced: &mut Replaced,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Touched, Vec<Diagnostic>> {
    match &edit.target {
        EditTarget::Named(subject) => {
            let found = items.find(subject, edit)?;
            let touched = Touched { verb: Verb::Drop, whole: true, ..found.touched(edit) };
            items.remove(&found);
            Ok(touched)
        }
        EditTarget::Whole(item) if edit.verb == Verb::Add => {
            if let Some(known) = items.declared(item) {
                return Err(vec![wrong::declared_already(item, known)]);
            }
            items.push((**item).clone());
            let name = item.called().into_owned();
            Ok(Touched { kind: item.kind.word(), name, verb: Verb::Add, whole: true, span: edit.span })
        }
        EditTarget::Whole(item) => {
            let found = items.find(&subject_of(item), edit)?;
            let touched = Touched { whole: true, ..found.touched(edit) };
            replaced.note(&touched, "", item.name.span);
            items.put(&found, (**item).clone());
            Ok(touched)
        }
        EditTarget::Clauses(own) => {
            let found = items.find(&subject_of(own), edit)?;
            let touched = found.touched(edit);
            let act = if edit.verb == Verb::Add { Act::Add } else { Act::Replace };
            let mut hand = Hand::new(act);
            items.change(&found, Some(own), |base| clauses::declaration(&mut hand, base, own));
            for (what, at) in &hand.replaced {
                replaced.note(&touched, what, at.unwrap_or(edit.span));
            }
            let called = format!("{} `{}`", touched.kind, touched.name);
            let known = if hand.wrong.iter().any(|w| !w.there) { known(items, &found, edit) } else { Vec::new() };
            diagnostics.extend(hand.wrong.iter().map(|w| wrong::clause(w, &called, own, edit, &known)));
            if hand.hits == 0 && hand.wrong.is_empty() {
                diagnostics.push(wrong::says_nothing(own, edit));
            }
            Ok(touched)
        }
        EditTarget::Clause(clause, subject) => {
            let found = items.find(subject, edit)?;
            let touched = found.touched(edit);
            let mut hand = Hand::new(Act::Drop(clause));
            items.change(&found, None, |base| drop_clause(&mut hand, base));
            if hand.hits > 0 && hand.entry_hits > 0 {
                diagnostics.push(wrong::clause_and_entry(clause, &touched));
            }
            if hand.hits + hand.entry_hits == 0 {
                diagnostics.push(wrong::nothing_to_drop(clause, &touched, &hand.known));
            }
            Ok(touched)
        }
    }
}

/// What stands in a declaration: what could be dropped of it.
fn known(items: &mut Items, found: &Found, edit: &Edit) -> Vec<String> {
    let nothing = Name { text: String::new(), span: edit.span };
    let mut hand = Hand::new(Act::Drop(&nothing));
    items.change(found, None, |base| drop_clause(&mut hand, base));
    hand.known
}

fn drop_clause(hand: &mut Hand<'_>, base: &mut Declaration) {
    let nothing = Declaration {
        name: base.name.clone(),
        about: Default::default(),
        span: base.span,
        kind: clauses::blank(&base.kind),
    };
    clauses::declaration(hand, base, &nothing);
}

/// What a declaration that stands in an edit is to change.
fn subject_of(item: &Declaration) -> Subject {
    let kind = Name { text: item.kind.word().to_owned(), span: item.name.span };
    Subject { kind: Some(kind), name: Name { text: item.called().into_owned(), span: item.name.span } }
}

/// Says the clauses of `own` in the place of those of `base`, whether or not they are there. Nested indices, and what
/// `own` says of what it extends, are left to the caller.
pub fn override_clauses(base: &mut Index, own: &Index) {
    let own = Index { extends: None, replace: Vec::new(), drop: Vec::new(), children: Vec::new(), ..own.clone() };
    index::clauses(&mut Hand::new(Act::Override), base, &own);
}

/// Whether edits can name it.
fn has_name(item: &Declaration) -> bool {
    !item.name.text.is_empty() && !matches!(item.kind, Kind::Use(_) | Kind::Policy(_))
}

#[cfg(test)]
mod tests;
