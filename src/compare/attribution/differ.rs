//! Two syntax trees side by side.

use std::collections::BTreeSet;

use super::units::{Unit, names};
use super::words;
use crate::syntax::ast::{
    About, Declaration, Edit, EditTarget, Index, Kind, Name, Number, Step, Subject, Verb, Weights,
};

/// Collects what differs.
#[derive(Default)]
pub(super) struct Differ {
    pub units: Vec<Unit>,
}

/// Whether it can have to do with results.
pub(super) fn matters(item: &Declaration) -> bool {
    let told = matches!(item.kind, Kind::Concept | Kind::Set(_) | Kind::Mapping(_));
    !told && !matches!(item.kind, Kind::Policy(_) | Kind::Use(_) | Kind::Published(_) | Kind::Example(_))
}

/// Without what is only told of it; parts and weights, of which the order says nothing, in the order of their names.
pub(super) fn bare(item: &Declaration) -> Declaration {
    let mut item = Declaration { about: About::default(), ..item.clone() };
    if let Kind::Index(index) = &mut item.kind {
        index.printed = None;
        index.parts.sort_by(|(a, _), (b, _)| a.text.cmp(&b.text));
    }
    if let Kind::Weights(weights) = &mut item.kind {
        weights.given.sort_by(|(a, _), (b, _)| a.text.cmp(&b.text));
    }
    if let Kind::Indicator(indicator) = &mut item.kind {
        indicator.printed = None;
        indicator.measures = None;
    }
    if let Some(inner) = inner(&mut item) {
        *inner = inner.iter().map(bare).collect();
    }
    item
}

/// The declarations inside it.
fn inner(item: &mut Declaration) -> Option<&mut Vec<Declaration>> {
    if matches!(item.kind, Kind::Table(_)) {
        let Kind::Table(table) = &mut item.kind else { return None };
        return Some(&mut table.columns);
    }
    if matches!(item.kind, Kind::Indicators(_)) {
        let Kind::Indicators(group) = &mut item.kind else { return None };
        return Some(&mut group.items);
    }
    let Kind::Index(index) = &mut item.kind else { return None };
    Some(&mut index.children)
}

/// Without what stands inside it.
fn shell(item: &Declaration) -> Declaration {
    let mut item = item.clone();
    if let Some(inner) = inner(&mut item) {
        inner.clear();
    }
    item
}

fn name_of(around: &str, item: &Declaration) -> String {
    let own = &item.name.text;
    if around.is_empty() || own.is_empty() { format!("{around}{own}") } else { format!("{around}.{own}") }
}

impl Differ {
    /// The declarations of two policies.
    pub(super) fn all(&mut self, a: &[Declaration], b: &[Declaration]) -> Option<()> {
        let a: Vec<Declaration> = a.iter().filter(|item| matters(item)).map(bare).collect();
        let b: Vec<Declaration> = b.iter().filter(|item| matters(item)).map(bare).collect();
        self.level(&a, &b, "", None)
    }

    /// The declarations inside `around`, or at the top.
    fn level(&mut self, a: &[Declaration], b: &[Declaration], around: &str, shell: Option<&Declaration>) -> Option<()> {
        let key = |item: &Declaration| (item.kind.word(), item.name.text.clone());
        let same: Vec<bool> = a.iter().map(|item| b.contains(item)).collect();
        for (item, same) in a.iter().zip(same) {
            let mut others = b.iter().filter(|other| key(other) == key(item));
            match (others.next(), others.next(), a.iter().filter(|other| key(other) == key(item)).count()) {
                _ if same => {}
                (None, _, 1) if !item.name.text.is_empty() => self.dropped(item, around),
                (Some(other), None, 1) => self.changed(item, other, around)?,
                _ => return None,
            }
        }
        for item in b.iter().filter(|item| !a.iter().any(|other| key(other) == key(item))) {
            self.added(item, around, shell);
        }
        Some(())
    }

    fn dropped(&mut self, item: &Declaration, around: &str) {
        let name = name_of(around, item);
        let sentence = format!("{} dropped", words::called(item, &name));
        let edit = edit(Verb::Drop, EditTarget::Named(subject(item, &name)));
        let (before, after) = (names(item), BTreeSet::new());
        self.units.push(Unit { edit, sentence, before, after, declares: Some(item.name.text.clone()), entry: None });
    }

    fn added(&mut self, item: &Declaration, around: &str, shell: Option<&Declaration>) {
        let name = name_of(around, item);
        let sentence = format!("{} added", words::called(item, &name));
        let target = match shell {
            Some(shell) => EditTarget::Clauses(Box::new(with_child(shell, around, item))),
            None => EditTarget::Whole(Box::new(item.clone())),
        };
        let (before, after) = (BTreeSet::new(), names(item));
        let declares = Some(item.name.text.clone());
        self.units.push(Unit { edit: edit(Verb::Add, target), sentence, before, after, declares, entry: None });
    }

    fn changed(&mut self, a: &Declaration, b: &Declaration, around: &str) -> Option<()> {
        let name = name_of(around, a);
        let before = self.units.len();
        let (shell_a, shell_b) = (shell(a), shell(b));
        let can_enter = matches!(a.kind, Kind::Table(_) | Kind::Indicators(_) | Kind::Index(_));
        if shell_a != shell_b {
            match (&shell_a.kind, &shell_b.kind) {
                (Kind::Index(x), Kind::Index(y)) if clause_by_clause(x, y) => self.index(&shell_a, x, y, &name),
                (Kind::Weights(x), Kind::Weights(y)) if x.judged.is_none() && y.judged.is_none() => {
                    self.weights(&shell_a, x, y, &name);
                }
                _ => {
                    self.replaced(a, b, &name);
                    return Some(());
                }
            }
            if self.units.len() == before {
                self.replaced(a, b, &name);
                return Some(());
            }
        }
        if can_enter {
            return self.level(a.children(), b.children(), &name, Some(&shell_a));
        }
        Some(())
    }

    fn replaced(&mut self, a: &Declaration, b: &Declaration, name: &str) {
        let sentence = words::replaced(a, b, name);
        let edit = edit(Verb::Replace, EditTarget::Whole(Box::new(renamed(b, name))));
        self.units.push(Unit { edit, sentence, before: names(a), after: names(b), declares: None, entry: None });
    }

    fn index(&mut self, of: &Declaration, a: &Index, b: &Index, name: &str) {
        let make = |index: Index| Declaration { kind: Kind::Index(Box::new(index)), ..renamed(of, name) };
        let listed = |parts| make(Index { parts, ..Index::default() });
        self.entries(of, name, &a.parts, &b.parts, words::part, listed);
        let mut words: Vec<&'static str> = Vec::new();
        for step in a.steps.iter().chain(&b.steps) {
            if !words.contains(&step.word()) {
                words.push(step.word());
            }
        }
        for word in words {
            let of_word = |index: &Index| -> Vec<Step> {
                index.steps.iter().filter(|step| step.word() == word).cloned().collect()
            };
            let clause = |index: &Index| make(Index { steps: of_word(index), ..Index::default() });
            self.clause(of, name, word, (!of_word(a).is_empty(), clause(a)), (!of_word(b).is_empty(), clause(b)));
        }
        let clause = |index: &Index| make(Index { prefer: index.prefer.clone(), ..Index::default() });
        self.clause(of, name, "prefer", (!a.prefer.is_empty(), clause(a)), (!b.prefer.is_empty(), clause(b)));
        let clause = |index: &Index| make(Index { rank: index.rank.clone(), ..Index::default() });
        self.clause(of, name, "rank", (a.rank.is_some(), clause(a)), (b.rank.is_some(), clause(b)));
        let clause = |index: &Index| make(Index { better: index.better, ..Index::default() });
        self.clause(of, name, "better", (a.better.is_some(), clause(a)), (b.better.is_some(), clause(b)));
        let clause = |index: &Index| make(Index { weight: index.weight.clone(), ..Index::default() });
        self.clause(of, name, "weight", (a.weight.is_some(), clause(a)), (b.weight.is_some(), clause(b)));
    }

    fn weights(&mut self, of: &Declaration, a: &Weights, b: &Weights, name: &str) {
        let given = |given: Vec<(Name, Number)>| Declaration {
            kind: Kind::Weights(Weights { given, ..Weights::default() }),
            ..renamed(of, name)
        };
        self.entries(of, name, &a.given, &b.given, words::weight, given);
    }

    /// Entries with a name and perhaps a number: those that come or go one by one, changed numbers together.
    fn entries<T: Clone + PartialEq>(
        &mut self,
        of: &Declaration,
        name: &str,
        a: &[(Name, T)],
        b: &[(Name, T)],
        told: impl Fn(&T) -> String,
        make: impl Fn(Vec<(Name, T)>) -> Declaration,
    ) {
        let called = words::called(of, name);
        for (entry, _) in a.iter().filter(|(entry, _)| !b.iter().any(|(other, _)| other == entry)) {
            let target = EditTarget::Clause(entry.clone(), subject(of, name));
            let sentence = format!("`{}` dropped from {called}", entry.text);
            self.entry(edit(Verb::Drop, target), sentence, entry, true);
        }
        for (entry, value) in b.iter().filter(|(entry, _)| !a.iter().any(|(other, _)| other == entry)) {
            let target = EditTarget::Clauses(Box::new(make(vec![(entry.clone(), value.clone())])));
            let sentence = format!("`{}` added to {called}{}", entry.text, words::with(told(value)));
            self.entry(edit(Verb::Add, target), sentence, entry, false);
        }
        let mut moved = Vec::new();
        let mut changes = Vec::new();
        for (entry, value) in b {
            if let Some((_, old)) = a.iter().find(|(other, old)| other == entry && old != value) {
                changes.push(format!("`{}` from {} to {}", entry.text, told(old), told(value)));
                moved.push((entry.clone(), value.clone()));
            }
        }
        if !moved.is_empty() {
            let sentence = format!("{called}: {}", words::listed(&changes));
            let edit = edit(Verb::Replace, EditTarget::Clauses(Box::new(make(moved))));
            let (before, after) = (BTreeSet::new(), BTreeSet::new());
            self.units.push(Unit { edit, sentence, before, after, declares: None, entry: None });
        }
    }

    fn entry(&mut self, edit: Edit, sentence: String, entry: &Name, there: bool) {
        let own = BTreeSet::from([entry.text.clone()]);
        let (before, after) = if there { (own, BTreeSet::new()) } else { (BTreeSet::new(), own) };
        self.units.push(Unit { edit, sentence, before, after, declares: None, entry: Some(entry.text.clone()) });
    }

    /// A clause that each may have or not: whether it does, and the declaration that says that clause only.
    fn clause(&mut self, of: &Declaration, name: &str, word: &str, a: (bool, Declaration), b: (bool, Declaration)) {
        let verb = match (a.0, b.0) {
            (false, false) => return,
            (true, true) if a.1 == b.1 => return,
            (true, true) => Verb::Replace,
            (true, false) => Verb::Drop,
            (false, true) => Verb::Add,
        };
        let sentence = words::replaced(&a.1, &b.1, name);
        let (before, after) = (names(&a.1), names(&b.1));
        let target = match verb {
            Verb::Drop => EditTarget::Clause(Name { text: word.to_owned(), span: of.name.span }, subject(of, name)),
            Verb::Add | Verb::Replace => EditTarget::Clauses(Box::new(b.1)),
        };
        self.units.push(Unit { edit: edit(verb, target), sentence, before, after, declares: None, entry: None });
    }
}

/// Whether two indices differ in clauses that can change one by one, and say their steps in one order.
fn clause_by_clause(a: &Index, b: &Index) -> bool {
    let order = |index: &Index, other: &Index| -> Vec<&'static str> {
        let both = index.steps.iter().map(Step::word).filter(|word| other.steps.iter().any(|s| s.word() == *word));
        both.collect()
    };
    a.table == b.table
        && a.extends == b.extends
        && a.formula == b.formula
        && a.replace == b.replace
        && a.drop == b.drop
        && order(a, b) == order(b, a)
}

fn edit(verb: Verb, target: EditTarget) -> Edit {
    Edit { verb, target, span: Default::default() }
}

fn subject(item: &Declaration, name: &str) -> Subject {
    let span = item.name.span;
    let kind = Name { text: item.kind.word().to_owned(), span };
    Subject { kind: Some(kind), name: Name { text: name.to_owned(), span } }
}

/// The declaration under its full name, by which edits find it.
fn renamed(item: &Declaration, name: &str) -> Declaration {
    let name = Name { text: name.to_owned(), span: item.name.span };
    Declaration { name, ..item.clone() }
}

/// A declaration of the kind of `shell` that says nothing but that this stands in it.
fn with_child(shell: &Declaration, name: &str, child: &Declaration) -> Declaration {
    let mut item = renamed(shell, name);
    item.about = About::default();
    if let Kind::Table(table) = &mut item.kind {
        *table = Default::default();
    }
    if let Kind::Indicators(group) = &mut item.kind {
        *group = Default::default();
    }
    if let Kind::Index(index) = &mut item.kind {
        **index = Index::default();
    }
    if let Some(inner) = inner(&mut item) {
        inner.push(child.clone());
    }
    item
}
