//! Changes of an index: its parts by name, wherever they are named, and its steps by their kind.

use super::hand::{Act, Hand, Wrong, last};
use crate::source::Span;
use crate::syntax::ast::{Declaration, Expr, ExprKind, Index, Kind, Name, Step, Weigh};

/// Does to `base` what the hand does with the clauses of `own`.
pub(super) fn clauses(hand: &mut Hand<'_>, base: &mut Index, own: &Index) {
    let Index { table, extends, weight, formula, parts, steps, prefer, printed, better, rank, children, .. } = own;
    let act = hand.act;
    // An index that extends another says only how it differs: what it takes over can be replaced as well.
    if base.extends.is_some() && act == Act::Replace {
        hand.act = Act::Override;
    }
    hand.one("of", &mut base.table, table);
    hand.one("weight", &mut base.weight, weight);
    hand.one("=", &mut base.formula, formula);
    dropped_part(hand, base);
    hand.entries(&mut base.parts, parts, last);
    all_steps(hand, &mut base.steps, steps);
    hand.all("prefer", &mut base.prefer, prefer);
    hand.one("printed", &mut base.printed, printed);
    hand.one("better", &mut base.better, better);
    hand.one("rank", &mut base.rank, rank);
    hand.entries(&mut base.children, children, last);
    within(hand, base, own);
    hand.one("extends", &mut base.extends, extends);
    hand.act = act;
}

/// What `replace a by b` and `drop a` of the index itself say. One that extends another leaves them to that.
fn within(hand: &mut Hand<'_>, base: &mut Index, own: &Index) {
    let Index { replace, drop, .. } = own;
    if base.extends.is_some() {
        base.replace.extend_from_slice(replace);
        base.drop.extend_from_slice(drop);
        hand.hits += replace.len() + drop.len();
        return;
    }
    for (old, new) in replace {
        match replace_part(base, &old.text, new) {
            0 => hand.wrong.push(not_there(old)),
            hits => hand.hits += hits,
        }
    }
    for name in drop {
        match drop_part(base, &name.text) {
            0 => hand.wrong.push(not_there(name)),
            hits => hand.hits += hits,
        }
    }
}

fn not_there(name: &Name) -> Wrong {
    Wrong { what: name.text.clone(), entry: true, there: false, at: Some(name.span) }
}

/// Drops a part or a nested index with all that is said of it there.
fn dropped_part(hand: &mut Hand<'_>, base: &mut Index) {
    let Act::Drop(wanted) = hand.act else { return };
    if !base.parts.is_empty() && hand.drops("parts") {
        hand.hits += base.parts.len();
        base.parts.clear();
    }
    hand.known.extend(part_names(base));
    let name = wanted.text.strip_prefix("index ").unwrap_or(&wanted.text);
    hand.entry_hits += drop_part(base, name);
    if base.extends.is_some() && hand.entry_hits == 0 && !STEPS.contains(&name) {
        base.drop.push(wanted.clone());
        hand.entry_hits += 1;
    }
}

/// The words of clauses, which name no part.
const STEPS: &[&str] = &[
    "of",
    "extends",
    "weight",
    "=",
    "parts",
    "prefer",
    "printed",
    "better",
    "rank",
    "weigh",
    "normalise",
    "treat",
    "impute",
    "screen",
    "screen rows",
    "screen parts",
    "aggregate",
    "missing",
    "rounded",
    "label",
    "source",
    "status",
];

fn all_steps(hand: &mut Hand<'_>, base: &mut Vec<Step>, own: &[Step]) {
    if let Act::Drop(wanted) = hand.act {
        for step in base.iter() {
            hand.known.push(step.called());
        }
        let before = base.len();
        base.retain(|step| step.called() != wanted.text && step.word() != wanted.text);
        hand.hits += before - base.len();
        return;
    }
    let mut steps: Vec<Step> = Vec::new();
    for step in own {
        let there = base.iter().any(|known| known.is_same_kind(step));
        if hand.may(&step.called(), there, false, Some(step.place())) {
            steps.push(step.clone());
        }
    }
    if hand.act == Act::Add {
        for step in steps {
            let at = base.iter().position(|known| known.stage() > step.stage()).unwrap_or(base.len());
            base.insert(at, step);
        }
    } else {
        put_steps(base, &steps);
    }
}

/// New steps stand where the first step that they replace stood, in the order in which they are written now.
pub fn put_steps(base: &mut Vec<Step>, own: &[Step]) {
    if own.is_empty() {
        return;
    }
    let said = |step: &Step| own.iter().any(|s| s.is_same_kind(step));
    let at = base.iter().position(said).unwrap_or(base.len());
    let before = base.iter().take(at).filter(|s| !said(s)).count();
    base.retain(|s| !said(s));
    base.splice(before..before, own.iter().cloned());
}

impl Step {
    /// The word that begins it.
    pub fn word(&self) -> &'static str {
        match self {
            Step::Weigh(..) => "weigh",
            Step::Normalise(_) => "normalise",
            Step::Treat(_) => "treat",
            Step::Impute(_) => "impute",
            Step::Screen(_) => "screen",
            Step::Aggregate(_) => "aggregate",
            Step::Missing(_) => "missing",
            Step::Rounded(..) => "rounded",
        }
    }

    /// What it is called where steps are told apart: rows and parts are screened by two steps.
    fn called(&self) -> String {
        match self {
            Step::Screen(method) => match method.words().first() {
                Some(first) => format!("screen {first}"),
                None => "screen".to_owned(),
            },
            Step::Weigh(..)
            | Step::Normalise(_)
            | Step::Treat(_)
            | Step::Impute(_)
            | Step::Aggregate(_)
            | Step::Missing(_)
            | Step::Rounded(..) => self.word().to_owned(),
        }
    }

    /// Its place.
    pub fn place(&self) -> Span {
        match self {
            Step::Weigh(_, span) | Step::Rounded(_, span) => *span,
            Step::Normalise(method)
            | Step::Treat(method)
            | Step::Impute(method)
            | Step::Screen(method)
            | Step::Aggregate(method)
            | Step::Missing(method) => method.span,
        }
    }

    /// Where a step comes that is added: after all of its own stage and of those before.
    fn stage(&self) -> u8 {
        match self {
            Step::Screen(_) => 0,
            Step::Treat(_) => 1,
            Step::Impute(_) => 2,
            Step::Weigh(..) | Step::Normalise(_) => 3,
            Step::Aggregate(_) => 4,
            Step::Missing(_) => 5,
            Step::Rounded(..) => 6,
        }
    }
}

/// The names of its parts, nested ones after it.
pub fn part_names(index: &Index) -> Vec<String> {
    let mut names: Vec<String> = index.parts.iter().map(|(n, _)| n.text.clone()).collect();
    for (name, child) in nested(index) {
        names.push(name.to_owned());
        names.extend(part_names(child));
    }
    names
}

/// The indices nested in it.
fn nested(index: &Index) -> impl Iterator<Item = (&str, &Index)> {
    index.children.iter().filter_map(|child| Some((child.name.text.as_str(), as_index(child)?)))
}

fn nested_mut(index: &mut Index) -> impl Iterator<Item = &mut Index> {
    index.children.iter_mut().filter_map(as_index_mut)
}

fn as_index(item: &Declaration) -> Option<&Index> {
    if let Kind::Index(index) = &item.kind { Some(index) } else { None }
}

fn as_index_mut(item: &mut Declaration) -> Option<&mut Index> {
    if let Kind::Index(index) = &mut item.kind { Some(index) } else { None }
}

/// Puts another part in the place of one, wherever the index names it. How many parts these were.
pub fn replace_part(index: &mut Index, old: &str, new: &Name) -> usize {
    let mut hits = 0;
    for (name, _) in index.parts.iter_mut().filter(|(n, _)| n.text == old) {
        *name = new.clone();
        hits += 1;
    }
    for step in &mut index.steps {
        match step {
            Step::Normalise(method) | Step::Treat(method) | Step::Impute(method) | Step::Screen(method) => {
                method.only.iter_mut().filter(|n| n.text == old).for_each(|n| n.text.clone_from(&new.text));
            }
            Step::Weigh(Weigh::Listed(listed), _) => {
                listed.iter_mut().filter(|(n, _)| n.text == old).for_each(|(n, _)| n.text.clone_from(&new.text));
            }
            Step::Aggregate(method) => method.formula.iter_mut().for_each(|formula| rename(formula, old, &new.text)),
            Step::Weigh(Weigh::Named(_) | Weigh::Method(_), _) | Step::Missing(_) | Step::Rounded(..) => {}
        }
    }
    for method in &mut index.prefer {
        method.only.iter_mut().filter(|n| n.text == old).for_each(|n| n.text.clone_from(&new.text));
    }
    let ranked_by = index.rank.iter_mut().flat_map(|rank| &mut rank.then);
    ranked_by.for_each(|(by, _)| rename(by, old, &new.text));
    hits + nested_mut(index).map(|child| replace_part(child, old, new)).sum::<usize>()
}

/// A part goes by its new name in a formula of parts as well.
fn rename(formula: &mut Expr, old: &str, new: &str) {
    if let ExprKind::Name(name) = &mut formula.kind
        && name.text == old
    {
        name.text = new.to_owned();
    }
    formula.parts(&mut |inner| rename(inner, old, new));
}

/// Leaves a part out, wherever the index names it. How many parts these were.
pub fn drop_part(index: &mut Index, name: &str) -> usize {
    let before = index.parts.len() + index.children.len();
    index.parts.retain(|(n, _)| n.text != name);
    index.children.retain(|c| c.name.text != name);
    // A step for this part alone goes with it: without names it would be for all parts.
    index.steps.retain_mut(|step| match step {
        Step::Normalise(method) | Step::Treat(method) | Step::Impute(method) | Step::Screen(method) => {
            let named = !method.only.is_empty();
            method.only.retain(|n| n.text != name);
            !(named && method.only.is_empty())
        }
        Step::Weigh(Weigh::Listed(listed), _) => {
            listed.retain(|(n, _)| n.text != name);
            true
        }
        Step::Weigh(Weigh::Named(_) | Weigh::Method(_), _)
        | Step::Aggregate(_)
        | Step::Missing(_)
        | Step::Rounded(..) => true,
    });
    for method in &mut index.prefer {
        method.only.retain(|n| n.text != name);
    }
    index.prefer.retain(|method| !method.only.is_empty());
    before - index.parts.len() - index.children.len()
        + nested_mut(index).map(|child| drop_part(child, name)).sum::<usize>()
}
