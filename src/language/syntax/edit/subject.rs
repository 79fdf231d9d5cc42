//! Where what an edit names stands.

use std::collections::HashMap;

use super::{Touched, has_name, wrong};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Declaration, Edit, EditTarget, Kind, Subject, Verb};

/// The declarations while edits are carried out; what is dropped leaves its place empty.
pub(super) struct Items {
    slots: Vec<Option<Declaration>>,
    /// Under each name, in which of the declarations something of this name has stood.
    by_name: HashMap<String, Vec<usize>>,
}

/// A declaration that was found.
pub(super) struct Found {
    /// Its positions, from the outermost declaration inwards.
    path: Vec<usize>,
    /// `index`
    pub kind: &'static str,
    /// Its name, with those of the declarations around it: `hdi.health`.
    pub name: String,
}

impl Found {
    /// A change of clauses of it.
    pub(super) fn touched(&self, edit: &Edit) -> Touched {
        Touched { kind: self.kind, name: self.name.clone(), verb: Verb::Replace, whole: false, span: edit.span }
    }
}

impl Items {
    pub(super) fn new(items: Vec<Declaration>) -> Self {
        let mut all = Items { slots: Vec::with_capacity(items.len()), by_name: HashMap::new() };
        items.into_iter().for_each(|item| all.push(item));
        all
    }

    pub(super) fn finish(self) -> Vec<Declaration> {
        self.slots.into_iter().flatten().collect()
    }

    pub(super) fn push(&mut self, item: Declaration) {
        let at = self.slots.len();
        self.note(&item, at);
        self.slots.push(Some(item));
    }

    /// Notes the names in a declaration.
    fn note(&mut self, item: &Declaration, at: usize) {
        if has_name(item) {
            let known = self.by_name.entry(item.called().into_owned()).or_default();
            if known.last() != Some(&at) {
                known.push(at);
            }
        }
        for child in item.children() {
            self.note(child, at);
        }
    }

    /// What goes by the name of a declaration that is to be added, at the top and of its kind.
    pub(super) fn declared(&self, item: &Declaration) -> Option<&Declaration> {
        // A scale may be read on several others.
        if !has_name(item) || matches!(item.kind, Kind::Mapping(_)) {
            return None;
        }
        let called = item.called();
        let places = self.by_name.get(&*called)?;
        let known = places.iter().filter_map(|at| self.slots.get(*at)?.as_ref());
        known.into_iter().find(|known| known.called() == called && known.kind.word() == item.kind.word())
    }

    /// The one declaration that is meant.
    pub(super) fn find(&self, subject: &Subject, edit: &Edit) -> Result<Found, Vec<Diagnostic>> {
        let named = self.named(&subject.name.text);
        // A mapping goes by the name of what it maps, which is what the name alone means.
        let fits = |found: &&Found| match &subject.kind {
            Some(kind) => kind.text == found.kind,
            None => found.kind != "mapping",
        };
        let mut fitting: Vec<&Found> = named.iter().filter(fits).collect();
        // A name without dots means first what stands in nothing else.
        if let Some(exact) = fitting.iter().position(|found| found.name == subject.name.text)
            && fitting.iter().filter(|found| found.name == subject.name.text).count() == 1
        {
            fitting = vec![fitting.swap_remove(exact)];
        }
        match fitting.as_slice() {
            [only] => Ok(Found { path: only.path.clone(), kind: only.kind, name: only.name.clone() }),
            [] => Err(vec![wrong::not_found(subject, edit.verb, &doing(edit), &named, &self.names(subject))]),
            several => Err(vec![wrong::ambiguous(subject, &doing(edit), several)]),
        }
    }

    /// All that goes by a name, whatever its kind.
    fn named(&self, name: &str) -> Vec<Found> {
        let leaf = name.rsplit('.').next().unwrap_or(name);
        let mut places: Vec<usize> =
            [leaf, name].iter().filter_map(|n| self.by_name.get(*n)).flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        let mut found = Vec::new();
        for at in places {
            if let Some(item) = self.slots.get(at).and_then(Option::as_ref) {
                search(item, name, &mut vec![at], "", &mut found);
            }
        }
        found
    }

    /// The names that there are, of the kind that is asked for.
    fn names(&self, subject: &Subject) -> Vec<String> {
        let mut names = Vec::new();
        for item in self.slots.iter().flatten() {
            gather(item, subject.kind.as_ref().map(|kind| kind.text.as_str()), &mut names);
        }
        names
    }

    pub(super) fn remove(&mut self, found: &Found) {
        match found.path.as_slice() {
            [at] => {
                if let Some(slot) = self.slots.get_mut(*at) {
                    *slot = None;
                }
            }
            [around @ .., last] => {
                if let Some(children) = self.at(around).and_then(Declaration::children_mut)
                    && *last < children.len()
                {
                    children.remove(*last);
                }
            }
            [] => {}
        }
    }

    pub(super) fn put(&mut self, found: &Found, item: Declaration) {
        let around = found.path.first().copied();
        around.into_iter().for_each(|at| self.note(&item, at));
        if let Some(known) = self.at(&found.path) {
            // What stands inside another declaration is named by its own name only.
            let name = known.name.text.clone();
            *known = item;
            known.name.text = name;
        }
    }

    /// Changes a declaration by what `own` says, if anything; what that names can be found from now on.
    pub(super) fn change(&mut self, found: &Found, own: Option<&Declaration>, change: impl FnOnce(&mut Declaration)) {
        if let Some((own, at)) = own.zip(found.path.first().copied()) {
            own.children().iter().for_each(|child| self.note(child, at));
        }
        if let Some(item) = self.at(&found.path) {
            change(item);
        }
    }

    fn at(&mut self, path: &[usize]) -> Option<&mut Declaration> {
        let (first, rest) = path.split_first()?;
        let mut item = self.slots.get_mut(*first)?.as_mut()?;
        for at in rest {
            item = item.children_mut()?.get_mut(*at)?;
        }
        Some(item)
    }
}

/// What an edit writes before the kind and the name: `replace in`, `drop rank in`.
fn doing(edit: &Edit) -> String {
    let verb = edit.verb.word();
    match &edit.target {
        EditTarget::Whole(_) | EditTarget::Named(_) => verb.to_owned(),
        EditTarget::Clauses(_) => format!("{verb} in"),
        EditTarget::Clause(clause, _) => format!("{verb} {} in", clause.text),
    }
}

fn search(item: &Declaration, name: &str, path: &mut Vec<usize>, around: &str, found: &mut Vec<Found>) {
    let own = item.called();
    if item.children().is_empty() && !name.ends_with(&*own) {
        return;
    }
    let full = if around.is_empty() || own.is_empty() { format!("{around}{own}") } else { format!("{around}.{own}") };
    if has_name(item) && (full == name || ends_with(&full, name)) {
        found.push(Found { path: path.clone(), kind: item.kind.word(), name: full.clone() });
    }
    for (at, child) in item.children().iter().enumerate() {
        path.push(at);
        search(child, name, path, &full, found);
        path.pop();
    }
}

/// Whether `hdi.health` ends with `health`, as a whole name.
fn ends_with(full: &str, name: &str) -> bool {
    full.strip_suffix(name).is_some_and(|before| before.ends_with('.'))
}

fn gather(item: &Declaration, kind: Option<&str>, names: &mut Vec<String>) {
    if has_name(item) && kind.is_none_or(|kind| kind == item.kind.word()) {
        names.push(item.called().into_owned());
    }
    item.children().iter().for_each(|child| gather(child, kind, names));
}
