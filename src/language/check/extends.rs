//! `index b extends a`: takes all of `a` and changes what is said. Works on the syntax tree, so that what follows
//! sees complete indices only.

use indexmap::IndexMap;

use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::limits::Limits;
use crate::syntax::ast::{Declaration, Index, Kind, Name};
use crate::syntax::edit::{drop_part, override_clauses, part_names, replace_part};

/// Replaces every index that extends another by the complete one.
pub(super) fn expand(items: &mut [Declaration], limits: &Limits, diagnostics: &mut Vec<Diagnostic>) {
    let mut taken = 0;
    let names: IndexMap<String, usize> = items
        .iter()
        .enumerate()
        .filter(|(_, d)| matches!(d.kind, Kind::Index(_)))
        .map(|(i, d)| (d.name.text.clone(), i))
        .collect();
    for start in 0..items.len() {
        let Some(chain) = chain(items, &names, start, diagnostics) else { continue };
        // The chain runs from `start` to the index that extends nothing: complete it from that end.
        for pair in chain.windows(2).rev() {
            let [child, base] = pair else { continue };
            let Some(base) = items.get(*base).cloned() else { continue };
            taken += size(&base);
            if taken > limits.declarations {
                let message = format!("what indices take over has more than {} parts", limits.declarations);
                let place = items.get(*child).map(|i| i.name.span).unwrap_or_default();
                diagnostics.push(
                    Diagnostic::error(Code::TooMany, place, message)
                        .hint("a few indices extend another; write the rest as indices of their own"),
                );
                return;
            }
            if let Some(item) = items.get_mut(*child) {
                complete(item, &base, diagnostics);
            }
        }
    }
}

/// The indices that `start` extends, one after the other; `None` if there is nothing to do.
fn chain(
    items: &[Declaration],
    names: &IndexMap<String, usize>,
    start: usize,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Vec<usize>> {
    let mut chain = vec![start];
    while let Some(base) = items.get(*chain.last()?).and_then(extended) {
        let Some(next) = names.get(&base.text) else {
            // Reported once: where the index that names it is itself the start.
            if chain.len() == 1 {
                let message = format!("there is no index `{}` to extend", base.text);
                let own = items.get(start).map(|item| item.name.text.as_str());
                let hint = did_you_mean(&base.text, names.keys().map(String::as_str).filter(|name| Some(*name) != own));
                diagnostics.push(Diagnostic::error(Code::UnknownName, base.span, message).maybe_hint(hint));
            }
            return None;
        };
        if chain.contains(next) {
            if start == chain.iter().copied().min().unwrap_or(start) && chain.first() == Some(next) {
                let path: Vec<String> = chain
                    .iter()
                    .chain([next])
                    .filter_map(|i| items.get(*i))
                    .map(|d| format!("`{}`", d.name.text))
                    .collect();
                let message = format!("an index cannot extend itself: {}", path.join(" extends "));
                let hint = match chain.len() {
                    1 => "leave out `extends`, or name the index that this one changes",
                    _ => "write one of them in full, without `extends`",
                };
                diagnostics.push(Diagnostic::error(Code::Cycle, base.span, message).hint(hint));
            }
            return None;
        }
        chain.push(*next);
    }
    (chain.len() > 1).then_some(chain)
}

/// Its parts and steps, and those of the indices nested in it.
fn size(item: &Declaration) -> usize {
    let Kind::Index(index) = &item.kind else { return 0 };
    1 + index.parts.len() + index.steps.len() + index.children.iter().map(size).sum::<usize>()
}

pub(super) fn extended(item: &Declaration) -> Option<&Name> {
    let Kind::Index(index) = &item.kind else { return None };
    index.extends.as_ref()
}

/// Gives `item` all of `base` that it does not say itself.
fn complete(item: &mut Declaration, base: &Declaration, diagnostics: &mut Vec<Diagnostic>) {
    let (Kind::Index(own), Kind::Index(base_index)) = (&mut item.kind, &base.kind) else { return };
    let mut merged = (**base_index).clone();
    // The base declares it as well, so what it says of ranks and weights in a parent is taken over too.
    change(&mut merged, own, diagnostics);
    put_over(&mut merged, own, diagnostics);
    **own = merged;
    if item.about.labels.is_empty() {
        item.about.labels = base.about.labels.clone();
    }
    if item.about.sources.is_empty() {
        item.about.sources = base.about.sources.clone();
    }
}

/// What a nested index counts in its parent stays as it was until it is said anew.
fn keep_weight(own: &mut Declaration, base: &Declaration) {
    if let (Kind::Index(own), Kind::Index(base)) = (&mut own.kind, &base.kind)
        && own.weight.is_none()
    {
        own.weight.clone_from(&base.weight);
    }
}

/// Carries out `replace` and `drop`; each must hit something.
fn change(merged: &mut Index, own: &Index, diagnostics: &mut Vec<Diagnostic>) {
    let known = part_names(merged);
    for (old, new) in &own.replace {
        if replace_part(merged, &old.text, new) == 0 {
            let message = format!("there is no part `{}` to replace", old.text);
            let hint = did_you_mean(&old.text, known.iter().map(String::as_str));
            diagnostics.push(Diagnostic::error(Code::ExtendsNothing, old.span, message).maybe_hint(hint));
        }
    }
    for name in &own.drop {
        if drop_part(merged, &name.text) == 0 {
            let message = format!("there is no part `{}` to drop", name.text);
            let hint = did_you_mean(&name.text, known.iter().map(String::as_str));
            diagnostics.push(Diagnostic::error(Code::ExtendsNothing, name.span, message).maybe_hint(hint));
        }
    }
}

/// A clause that the extending index writes takes the place of the base's clauses of that kind; its parts and nested
/// indices are added, and one of the same name changes that of the base in the same way.
fn put_over(merged: &mut Index, own: &Index, diagnostics: &mut Vec<Diagnostic>) {
    merged.extends = None;
    merged.replace.clear();
    merged.drop.clear();
    merged.weight.clone_from(&own.weight);
    override_clauses(merged, own);
    for child in &own.children {
        match merged.children.iter_mut().find(|c| c.name.text == child.name.text) {
            Some(known) => {
                let mut own = child.clone();
                if extended(child).is_none() {
                    complete(&mut own, known, diagnostics);
                    keep_weight(&mut own, known);
                }
                *known = own;
            }
            None => merged.children.push(child.clone()),
        }
    }
}
