//! Findings that the policy allows: `allow FINDING of SUBJECT because "…"`.

use std::collections::HashMap;

use super::draft::Draft;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::program::{Allowance, AllowedOf, Lineage};
use crate::source::Span;
use crate::syntax::ast::{self, Declaration, Kind};

/// A clause as written, with the name and the place of the declaration in which it stands (none: the `policy`).
pub(super) struct Written {
    allow: ast::Allow,
    within: Option<(String, Span)>,
}

/// All such clauses, before `extends` copies anything.
pub(super) fn written(items: &[Declaration]) -> Vec<Written> {
    let mut found = Vec::new();
    items.iter().for_each(|item| collect(item, "", &mut found));
    found
}

fn collect(item: &Declaration, parent: &str, found: &mut Vec<Written>) {
    let name = if parent.is_empty() { item.name.text.clone() } else { format!("{parent}.{}", item.name.text) };
    let within = (!matches!(item.kind, Kind::Policy(_))).then(|| (name.clone(), item.span));
    found.extend(item.about.allows.iter().map(|allow| Written { allow: allow.clone(), within: within.clone() }));
    // Names in an index begin with its own; a column's does not begin with that of its table.
    let around = if matches!(item.kind, Kind::Index(_)) { name.as_str() } else { "" };
    item.key().into_iter().chain(item.children()).for_each(|child| collect(child, around, found));
}

/// Checks that each names a finding, and something that is declared.
pub(super) fn check(
    draft: &mut Draft<'_>,
    items: &[Declaration],
    written: Vec<Written>,
    lineage: &Lineage,
) -> Vec<Allowance> {
    let mut wrong = Vec::new();
    let known = if written.iter().any(|w| w.allow.of.is_some()) { names(draft, items) } else { HashMap::new() };
    let mut allowances = Vec::new();
    for Written { allow, within } in written {
        let code = finding(&allow.finding).map_err(|error| wrong.push(error));
        let of = match (within, allow.of) {
            (Some((name, span)), _) => AllowedOf::Declared(name, Some(span)),
            (None, None) => AllowedOf::Anything,
            (None, Some(of)) => {
                let Some(place) = known.get(of.text.as_str()) else {
                    // What the original allows may be of something that the variant drops.
                    if lineage.inherits(of.span.file) {
                        continue;
                    }
                    wrong.push(undeclared(&of, &known));
                    continue;
                };
                AllowedOf::Declared(of.text, *place)
            }
        };
        allowances.extend(code.ok().map(|code| Allowance { code, of, reason: allow.reason.text, span: allow.span }));
    }
    wrong.into_iter().for_each(|error| draft.report(error));
    allowances
}

fn finding(name: &ast::Name) -> Result<Code, Diagnostic> {
    match Code::find(&name.text) {
        Some(code) if Code::FINDINGS.contains(&code) => Ok(code),
        Some(_) => {
            let message = format!("`{}` is an error, and an error cannot be allowed", name.text);
            Err(Diagnostic::error(Code::WrongKind, name.span, message).hint("correct what it is about"))
        }
        None => {
            let message = format!("there is no finding `{}`", name.text);
            let hint = did_you_mean(&name.text, Code::FINDINGS.iter().map(|c| c.as_str()));
            Err(Diagnostic::error(Code::UnknownName, name.span, message).maybe_hint(hint))
        }
    }
}

/// Everything that is declared, with its place where it has one.
fn names<'n>(draft: &'n Draft<'_>, items: &'n [Declaration]) -> HashMap<&'n str, Option<Span>> {
    let groups = draft.groups.iter().flat_map(|g| g.keys().map(|name| (name.as_str(), None)));
    let quantities = draft.quantities.iter().map(|q| (q.name.as_str(), Some(q.span)));
    groups.chain(quantities).chain(items.iter().map(|i| (i.name.text.as_str(), Some(i.span)))).collect()
}

fn undeclared(name: &ast::Name, known: &HashMap<&str, Option<Span>>) -> Diagnostic {
    let mut near: Vec<&str> = known.keys().copied().filter(|n| !n.is_empty()).collect();
    near.sort_unstable();
    let hint = did_you_mean(&name.text, near);
    Diagnostic::error(Code::UnknownName, name.span, format!("nothing is called `{}`", name.text)).maybe_hint(hint)
}
