//! `policy … extends "…" { … }`: the clauses of a policy, and how it differs from the one that it extends.

use pest::iterators::Pair;

use super::{Builder, Docs, Head, child, children};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Declaration, Edit, EditTarget, Name, Policy, Subject, Text, Verb};
use crate::syntax::grammar::Rule;

impl<'a> Builder<'a> {
    pub(super) fn policy(&mut self, head: &mut Head<'a>) -> Policy {
        let mut policy = Policy::default();
        let by_name = head.modifiers.iter().position(|m| m.as_rule() == Rule::extends);
        let by_name = by_name.map(|at| head.modifiers.remove(at));
        for modifier in self.modifiers(head, &[Rule::base]) {
            policy.extends = self.text_in(&modifier);
        }
        let mut docs = Docs::default();
        for clause in std::mem::take(&mut head.clauses) {
            match clause.as_rule() {
                Rule::doc => docs.push(&clause),
                Rule::edition if self.once(&mut head.once, &clause, "edition") => {
                    let bare = child(&clause, Rule::edition_word);
                    let bare = bare.map(|p| Text { text: p.as_str().to_string(), span: self.span(&p) });
                    policy.edition = self.text_in(&clause).or(bare);
                }
                Rule::edition => {}
                _ => self.edits(&mut policy.edits, clause, docs.take()),
            }
        }
        if let Some(named) = by_name {
            let message = "the policy that is extended is named by its file, in quotes";
            let error = Diagnostic::error(Code::UnexpectedText, self.span(&named), message);
            self.report(error.hint("write the path from this file, as in `extends \"eu.bareme\"`"));
            policy.edits.clear();
        }
        policy
    }

    /// One clause that changes the original; `drop a, b` is two changes.
    fn edits(&mut self, edits: &mut Vec<Edit>, clause: Pair<'a, Rule>, description: Option<String>) {
        let span = self.span(&clause);
        let (verb, target): (Verb, fn(Box<Declaration>) -> EditTarget) = match clause.as_rule() {
            Rule::drop_named => {
                let kind = child(&clause, Rule::kind_word).map(|word| self.name(&word));
                let named: Vec<Name> = children(&clause, Rule::dropped).filter_map(|d| self.dropped(&d)).collect();
                edits.extend(named.into_iter().map(|name| {
                    let target = EditTarget::Named(Subject { kind: kind.clone(), name });
                    Edit { verb: Verb::Drop, target, span }
                }));
                return;
            }
            Rule::drop_clauses => return self.dropped_clauses(edits, &clause),
            Rule::replace_whole => (Verb::Replace, EditTarget::Whole),
            Rule::replace_inside => (Verb::Replace, EditTarget::Clauses),
            Rule::add_whole => (Verb::Add, EditTarget::Whole),
            Rule::add_inside => (Verb::Add, EditTarget::Clauses),
            _ => {
                let item = self.declaration(clause, description).map(Box::new);
                edits.extend(item.map(|item| Edit { verb: Verb::Add, target: EditTarget::Whole(item), span }));
                return;
            }
        };
        let inner =
            clause.into_inner().find(|part| !matches!(part.as_rule(), Rule::k_add | Rule::k_replace | Rule::k_in));
        let item = inner.and_then(|inner| self.declaration(inner, description)).map(Box::new);
        edits.extend(item.map(|item| Edit { verb, target: target(item), span }));
    }

    /// `exports`, `experts from 2024-01-01`
    fn dropped(&mut self, pair: &Pair<'a, Rule>) -> Option<Name> {
        let name = self.dotted_in(pair).pop()?;
        if child(pair, Rule::since).is_none() {
            return Some(name);
        }
        let since = self.since_in(pair)?;
        Some(Name { text: format!("{} from {}", name.text, since.day), span: self.span(pair) })
    }

    /// `drop rank, printed in index performance`
    fn dropped_clauses(&mut self, edits: &mut Vec<Edit>, clause: &Pair<'a, Rule>) {
        let Some(name) = child(clause, Rule::dropped).and_then(|of| self.dropped(&of)) else { return };
        let kind = child(clause, Rule::kind_word).map(|word| self.name(&word));
        for named in children(clause, Rule::clause_name) {
            let words = named.clone().into_inner().map(|word| self.name(&word).text).collect::<Vec<_>>();
            let dropped = Name { text: words.join(" "), span: self.span(&named) };
            let subject = Subject { kind: kind.clone(), name: name.clone() };
            edits.push(Edit {
                verb: Verb::Drop,
                target: EditTarget::Clause(dropped, subject),
                span: self.span(clause),
            });
        }
    }
}
