//! What leads from one policy to another, as small as edits can be: a part dropped, a step replaced, a weight changed.

use std::collections::BTreeSet;

use super::differ::Differ;
use crate::syntax::ast::{Declaration, Edit};
use crate::syntax::print_item;

/// One change that cannot be made smaller.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// The change.
    pub edit: Edit,
    /// What a person is told of it.
    pub sentence: String,
    /// The names that stand there before.
    pub before: BTreeSet<String>,
    /// The names that stand there afterwards.
    pub after: BTreeSet<String>,
    /// What is declared by it, or no longer declared.
    pub declares: Option<String>,
    /// The entry of an index or of weights that comes or goes.
    pub entry: Option<String>,
}

impl Unit {
    /// Whether one of the two cannot be without the other: what one declares the other begins to name, or ceases to.
    pub(super) fn needs(&self, other: &Unit) -> bool {
        let named = |name: &String, unit: &Unit| unit.before.contains(name) != unit.after.contains(name);
        self.declares.as_ref().is_some_and(|name| named(name, other))
            || (self.entry.is_some() && self.entry == other.entry)
    }
}

/// The changes that lead from the declarations of one policy to those of another; `None` where two declarations of one
/// kind have one name, so that no edit can tell them apart.
pub(super) fn units(a: &[Declaration], b: &[Declaration]) -> Option<Vec<Unit>> {
    let mut differ = Differ::default();
    differ.all(a, b)?;
    Some(differ.units)
}

/// The names in the canonical text of a declaration; not what stands in quotes.
pub(super) fn names(item: &Declaration) -> BTreeSet<String> {
    let text = print_item(item);
    let plain: String = text.split('"').step_by(2).collect::<Vec<_>>().join(" ");
    let words = plain.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
