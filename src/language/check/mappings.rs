//! Mappings of the levels or outcomes of one ruler to those of another.

use super::about::about;
use super::declare::find_table;
use super::draft::{Definition, Draft};
use crate::diagnostic::{Code, Diagnostic, did_you_mean, list};
use crate::program::{Mapping, QuantityId, Ruler, RulerKind, Scale, ScaleId, TableId};
use crate::source::Span;
use crate::syntax::ast::{self, Declaration, Kind, Name, RulerOf};

/// Checks all mappings.
pub(super) fn check(draft: &mut Draft<'_>, items: &[Declaration]) -> Vec<Mapping> {
    let mut all: Vec<(Mapping, Span)> = Vec::new();
    for item in items {
        let Kind::Mapping(ast) = &item.kind else { continue };
        let (from, to) = (ruler(draft, &ast.from), ruler(draft, &ast.to));
        let (Some(from), Some(to)) = (from, to) else { continue };
        if !two_rulers(draft, ast, &from, &to) {
            continue;
        }
        if let Some((_, first)) = all.iter().find(|(m, _)| m.from == from && m.to == to) {
            let message = format!("it is said twice how `{}` maps to `{}`", from.name, to.name);
            let error = Diagnostic::error(Code::DuplicateName, ast.to.name.span, message);
            draft.report(error.related(*first, "first said here").hint("keep one of the two"));
            continue;
        }
        let levels = levels(draft, item, ast, &from, &to);
        let mapping = Mapping { about: about(&item.about), from, to, levels, span: item.span };
        turned(draft, ast, &mapping);
        all.push((mapping, ast.to.name.span));
    }
    all.into_iter().map(|(mapping, _)| mapping).collect()
}

/// The scale or scenario; `None` with a report where this policy should declare it and does not.
fn ruler(draft: &mut Draft<'_>, ast: &ast::Ruler) -> Option<Ruler> {
    let (kind, name) = (kind(ast.kind), ast.name.text.clone());
    if let Some(RulerOf::Policy(policy)) = &ast.of {
        return Some(Ruler { kind, name, policy: Some(policy.text.clone()), scale: None, scenario: None });
    }
    match kind {
        RulerKind::Scale => {
            if let Some(RulerOf::Table(table)) = &ast.of {
                let message = format!("a scale belongs to no table, so `of {}` has no meaning", table.text);
                let hint = format!("leave it out; for a scale of another policy write `of policy {}`", table.text);
                draft.report(Diagnostic::error(Code::WrongKind, table.span, message).hint(hint));
                return None;
            }
            match draft.scale_names.get(&name).copied() {
                Some(scale) => Some(Ruler { kind, name, policy: None, scale: Some(scale), scenario: None }),
                None => {
                    let known: Vec<String> = draft.scale_names.keys().cloned().collect();
                    unknown(draft, ast, &known);
                    None
                }
            }
        }
        RulerKind::Scenario => {
            let (scenario, scale) = scenario(draft, ast)?;
            Some(Ruler { kind, name, policy: None, scale: Some(scale), scenario: Some(scenario) })
        }
    }
}

fn kind(kind: ast::RulerKind) -> RulerKind {
    match kind {
        ast::RulerKind::Scale => RulerKind::Scale,
        ast::RulerKind::Scenario => RulerKind::Scenario,
    }
}

fn unknown(draft: &mut Draft<'_>, ast: &ast::Ruler, known: &[String]) {
    let (word, name) = (ast.kind.word(), &ast.name);
    let other = match kind(ast.kind) {
        RulerKind::Scale => scenarios(draft, &name.text, None).first().map(|_| RulerKind::Scenario),
        RulerKind::Scenario => draft.scale_names.get(&name.text).map(|_| RulerKind::Scale),
    };
    let near = || did_you_mean(&name.text, known.iter().map(String::as_str));
    let hint = match other {
        Some(other) => format!("`{}` is a {1}: write `{1} {0}`", name.text, other.word()),
        None => near().unwrap_or_else(|| {
            format!("if another policy declares it, say which: `{word} {} of policy NAME`", name.text)
        }),
    };
    let message = format!("there is no {word} `{}`", name.text);
    draft.report(Diagnostic::error(Code::UnknownName, name.span, message).hint(hint));
}

/// The scenarios of this name: of one table, or of any.
fn scenarios(draft: &Draft<'_>, name: &str, table: Option<TableId>) -> Vec<(QuantityId, ScaleId)> {
    let tables = (0..draft.tables.len()).map(|at| TableId(at as u32)).filter(|t| table.is_none_or(|only| only == *t));
    let found = tables.filter_map(|table| {
        let id = draft.find(table, name)?;
        let Definition::Scenario(_, scale) = draft.quantity(id)?.definition else { return None };
        Some((id, scale))
    });
    found.collect()
}

fn scenario(draft: &mut Draft<'_>, ast: &ast::Ruler) -> Option<(QuantityId, ScaleId)> {
    let table = match &ast.of {
        Some(RulerOf::Table(table)) => Some(find_table(draft, table)?),
        Some(RulerOf::Policy(_)) | None => None,
    };
    let name = &ast.name;
    let found = scenarios(draft, &name.text, table);
    match found.as_slice() {
        [only] => return Some(*only),
        [] if draft.collections.iter().any(|c| c.name == name.text) => {
            let message =
                format!("`{}` collects all outcomes that hold, and only one outcome can be mapped", name.text);
            let hint = "map a scenario that gives each row one outcome";
            draft.report(Diagnostic::error(Code::WrongKind, name.span, message).hint(hint));
        }
        [] => {
            let all = draft.quantities.iter().filter(|q| matches!(q.definition, Definition::Scenario(..)));
            let known: Vec<String> = all.map(|q| q.name.clone()).collect();
            unknown(draft, ast, &known);
        }
        [..] => {
            let message = format!("several tables have a scenario `{}`", name.text);
            let hint = format!("say which table is meant: `scenario {} of TABLE`", name.text);
            draft.report(Diagnostic::error(Code::AmbiguousName, name.span, message).hint(hint));
        }
    }
    None
}

/// Whether they are two, and one of them at least is of this policy.
fn two_rulers(draft: &mut Draft<'_>, ast: &ast::Mapping, from: &Ruler, to: &Ruler) -> bool {
    let (message, hint) = if from.policy.is_some() && to.policy.is_some() {
        let message = "neither of the two is of this policy".to_owned();
        (message, "write the mapping in the policy that declares one of them, without `of policy` for that one")
    } else if from == to {
        let hint = "name the one that it is to be compared with";
        (format!("the {} `{}` maps to itself", from.kind.word(), from.name), hint)
    } else {
        return true;
    };
    draft.report(Diagnostic::error(Code::WrongKind, ast.to.name.span, message).hint(hint));
    false
}

fn scale_of(draft: &Draft<'_>, ruler: &Ruler) -> Option<Scale> {
    draft.scale(ruler.scale?).cloned()
}

/// The levels, each with what it is on the other ruler.
fn levels(
    draft: &mut Draft<'_>,
    item: &Declaration,
    ast: &ast::Mapping,
    from: &Ruler,
    to: &Ruler,
) -> Vec<(String, String)> {
    let (here, there) = (scale_of(draft, from), scale_of(draft, to));
    let before = draft.diagnostics.len();
    let mut found: indexmap::IndexMap<String, (String, Span)> = indexmap::IndexMap::new();
    for (names, target) in &ast.levels {
        on(draft, there.as_ref(), to, target);
        for name in names {
            if !on(draft, here.as_ref(), from, name) {
                continue;
            }
            if let Some((_, first)) = found.get(&name.text) {
                let message = format!("`{}` is mapped twice", name.text);
                let error = Diagnostic::error(Code::DuplicateName, name.span, message);
                draft.report(error.related(*first, "first here").hint("keep one of the two"));
                continue;
            }
            found.insert(name.text.clone(), (target.text.clone(), name.span));
        }
    }
    let Some(here) = here else { return found.into_iter().map(|(level, (target, _))| (level, target)).collect() };
    // A level that is misspelt is the one that is missing.
    if draft.diagnostics.len() == before {
        complete(draft, item, &here, from, to, |level| found.contains_key(level));
    }
    let target = |name: &str| found.get(name).map(|(target, _)| (name.to_owned(), target.clone()));
    here.members.iter().filter_map(|m| target(&m.name)).collect()
}

/// Whether a level is on a ruler, as far as this policy declares it; a report if not.
fn on(draft: &mut Draft<'_>, scale: Option<&Scale>, ruler: &Ruler, level: &Name) -> bool {
    let Some(scale) = scale else { return true };
    if scale.members.iter().any(|m| m.name == level.text) {
        return true;
    }
    let word = match ruler.kind {
        RulerKind::Scale => "level",
        RulerKind::Scenario => "outcome",
    };
    let message = format!("`{}` has no {word} `{}`", ruler.name, level.text);
    let known: Vec<&str> = scale.members.iter().map(|m| m.name.as_str()).collect();
    let hint = did_you_mean(&level.text, known.iter().copied()).unwrap_or_else(|| format!("it has {}", list(known)));
    draft.report(Diagnostic::error(Code::UnknownName, level.span, message).hint(hint));
    false
}

fn complete(
    draft: &mut Draft<'_>,
    item: &Declaration,
    here: &Scale,
    from: &Ruler,
    to: &Ruler,
    mapped: impl Fn(&str) -> bool,
) {
    let left_out: Vec<&str> = here.members.iter().map(|m| m.name.as_str()).filter(|name| !mapped(name)).collect();
    let Some(first) = left_out.first() else { return };
    let message = format!("the mapping of `{}` to `{}` leaves out {}", from.name, to.name, list(left_out.clone()));
    let hint = format!("say what each is on the other side, as in `{first} to …`");
    draft.report(Diagnostic::error(Code::MappingIncomplete, item.name.span, message).hint(hint));
}

/// Warns where a level stands above another, and what it is on the other ruler below.
fn turned(draft: &mut Draft<'_>, ast: &ast::Mapping, mapping: &Mapping) {
    let (Some(here), Some(there)) = (scale_of(draft, &mapping.from), scale_of(draft, &mapping.to)) else { return };
    if !here.ordered || !there.ordered {
        return;
    }
    let height = |name: &str| there.members.iter().position(|m| m.name == name);
    let mut highest: Option<(usize, &str)> = None;
    for (level, target) in &mapping.levels {
        let Some(at) = height(target) else { continue };
        match highest {
            Some((top, lower)) if at < top => {
                let high = mapping.level(lower).unwrap_or_default();
                let message = format!(
                    "`{level}` is above `{lower}` on `{}`, but `{target}` is below `{high}` on `{}`",
                    mapping.from.name, mapping.to.name
                );
                let names = ast.levels.iter().flat_map(|(names, _)| names);
                let place = names.into_iter().find(|n| n.text == *level).map_or(ast.from.name.span, |n| n.span);
                let hint =
                    "correct the mapping; if the two scales run in opposite directions, allow it with the reason";
                draft.report(Diagnostic::warning(Code::MappingOrder, place, message).hint(hint));
                return;
            }
            Some(_) | None => highest = Some((at, level)),
        }
    }
}
