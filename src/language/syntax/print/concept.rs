//! Sets and mappings as text.

use super::of;
use super::words::{Place, dotted, name, text};
use crate::syntax::ast::{Mapping, Name, Ruler, RulerOf, Set};

/// The head and the clauses of a set.
pub(super) fn set(set: &Set) -> (String, Vec<String>) {
    let Set { table, owner, scope, indicators } = set;
    let mut clauses: Vec<String> = owner.iter().map(|o| format!("owner {}", text(o))).collect();
    clauses.extend(scope.iter().map(|s| format!("scope {}", text(s))));
    if !indicators.is_empty() {
        let names: Vec<String> = indicators.iter().map(|n| dotted(n, Place::Anywhere)).collect();
        clauses.push(format!("indicators {}", names.join(", ")));
    }
    (of(table.as_ref()), clauses)
}

/// `scale activity maps to scale standing`
pub(super) fn mapping_head(mapping: &Mapping) -> String {
    let Mapping { from, to, levels: _ } = mapping;
    format!("{} maps to {}", ruler(from), ruler(to))
}

/// `sporadic, first_steps to emerging`
pub(super) fn mapped((levels, to): &(Vec<Name>, Name)) -> String {
    let mut names = levels.iter();
    let first = names.next().map(|n| name(n, Place::First)).unwrap_or_default();
    let rest = names.map(|n| format!(", {}", name(n, Place::Anywhere))).collect::<String>();
    format!("{first}{rest} to {}", name(to, Place::Anywhere))
}

fn ruler(ruler: &Ruler) -> String {
    let Ruler { kind, name: named, of: within } = ruler;
    let within = match within {
        None => String::new(),
        Some(RulerOf::Table(table)) => of(Some(table)),
        Some(RulerOf::Policy(policy)) if policy.text == "maps" => " of policy `maps`".to_owned(),
        Some(RulerOf::Policy(policy)) => format!(" of policy {}", name(policy, Place::Anywhere)),
    };
    format!("{} {}{within}", kind.word(), name(named, Place::Anywhere))
}
