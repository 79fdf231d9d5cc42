//! `concept`, `set`, and mappings of one ruler to another.

use pest::iterators::Pair;

use super::{Builder, Head, child, children};
use crate::syntax::ast::{Mapping, Name, Ruler, RulerKind, RulerOf, Set};
use crate::syntax::grammar::Rule;

impl<'a> Builder<'a> {
    pub(super) fn set(&mut self, head: &mut Head<'a>) -> Set {
        let mut set = Set { table: self.only_table(head), ..Set::default() };
        for clause in std::mem::take(&mut head.clauses) {
            match clause.as_rule() {
                Rule::owner if self.once(&mut head.once, &clause, "owner") => set.owner = self.text_in(&clause),
                Rule::scope if self.once(&mut head.once, &clause, "scope") => set.scope = self.text_in(&clause),
                Rule::set_indicators if self.once(&mut head.once, &clause, "indicators") => {
                    set.indicators = self.dotted_in(&clause);
                }
                _ => {}
            }
        }
        set
    }

    /// `None` where one of the two rulers cannot be read. The declaration goes by the names of both.
    pub(super) fn mapping(&mut self, head: &mut Head<'a>) -> Option<Mapping> {
        let rulers = std::mem::take(&mut head.modifiers);
        let mut rulers = rulers.iter().filter(|p| p.as_rule() == Rule::ruler);
        let (from, to) = (self.ruler(rulers.next()?)?, self.ruler(rulers.next()?)?);
        head.name = Some(Name { text: called(&from, &to), span: from.name.span });
        let mut levels = Vec::new();
        for clause in std::mem::take(&mut head.clauses) {
            let names: Vec<Name> = children(&clause, Rule::name).map(|p| self.name(&p)).collect();
            let to = child(&clause, Rule::maps_to).and_then(|p| self.name_in(&p));
            levels.extend(to.map(|to| (names, to)));
        }
        Some(Mapping { from, to, levels })
    }

    fn ruler(&mut self, pair: &Pair<'a, Rule>) -> Option<Ruler> {
        let kind = if child(pair, Rule::k_scale).is_some() { RulerKind::Scale } else { RulerKind::Scenario };
        let name = self.name_in(pair)?;
        let policy = child(pair, Rule::of_policy).and_then(|p| self.name_in(&p)).map(RulerOf::Policy);
        let table = child(pair, Rule::of_table).and_then(|p| self.name_in(&p)).map(RulerOf::Table);
        Some(Ruler { kind, name, of: policy.or(table) })
    }
}

/// What a mapping goes by, for changes of a policy: `activity to standing`, `path to standing of national`.
fn called(from: &Ruler, to: &Ruler) -> String {
    let name = |ruler: &Ruler| match &ruler.of {
        Some(RulerOf::Table(of) | RulerOf::Policy(of)) => format!("{} of {}", ruler.name.text, of.text),
        None => ruler.name.text.clone(),
    };
    format!("{} to {}", name(from), name(to))
}
