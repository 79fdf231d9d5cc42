//! `journey`: phases, steps with their checklists, themes, stations and routes.

use pest::iterators::Pair;

use super::{Builder, Docs, Head, child, children};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{
    Addition, BackTo, CallAt, Checklist, ChecklistItem, Expr, ExprKind, Journey, JourneyPart, JourneyStep, Name,
    PartKind, ThenTo, Wanted,
};
use crate::syntax::grammar::Rule;

impl<'a> Builder<'a> {
    pub(super) fn journey(&mut self, head: &mut Head<'a>) -> Journey {
        let mut journey = Journey::default();
        for modifier in self.modifiers(head, &[Rule::of_table, Rule::by]) {
            match modifier.as_rule() {
                Rule::of_table => journey.table = self.name_in(&modifier),
                _ => journey.by = self.field_in(&modifier),
            }
        }
        let clauses = std::mem::take(&mut head.clauses);
        Journey { parts: self.journey_parts(clauses), ..journey }
    }

    /// The field after `by`; an expression that is none is reported.
    fn field_in(&mut self, modifier: &Pair<'a, Rule>) -> Option<Name> {
        let Expr { kind, span } = self.expr_in(modifier)?;
        if let ExprKind::Name(name) = kind {
            return Some(name);
        }
        let message = "a journey is `by` a field, which says whose checklist applies to a row";
        let hint = "write the field's name, as in `journey going_abroad of organisations by role`";
        self.report(Diagnostic::error(Code::UnexpectedText, span, message).hint(hint));
        None
    }

    /// Phases, steps, themes, stations and routes, with the doc comments before them.
    fn journey_parts(&mut self, clauses: Vec<Pair<'a, Rule>>) -> Vec<JourneyPart> {
        let mut docs = Docs::default();
        let mut parts = Vec::new();
        for clause in clauses {
            match clause.as_rule() {
                Rule::doc => docs.push(&clause),
                _ => parts.extend(self.journey_part(clause, docs.take())),
            }
        }
        parts
    }

    fn journey_part(&mut self, clause: Pair<'a, Rule>, description: Option<String>) -> Option<JourneyPart> {
        let span = self.span(&clause);
        let rule = clause.as_rule();
        let mut head = self.head(clause, description);
        if let Some(of) = head.modifiers.iter().find(|p| p.as_rule() == Rule::of_table) {
            let message = format!("inside its journey a {} says no `of`", head.word);
            let error = Diagnostic::error(Code::UnexpectedText, self.span(of), message);
            self.report(error.hint("leave it out"));
        }
        let kind = self.part_kind(rule, &mut head)?;
        Some(JourneyPart { name: head.name?, about: head.about, span, kind })
    }

    /// A station or a route that stands outside of its journey.
    pub(super) fn addition(&mut self, rule: Rule, head: &mut Head<'a>) -> Option<Addition> {
        let of = head.modifiers.iter().find(|p| p.as_rule() == Rule::of_table).cloned();
        Some(Addition { journey: of.and_then(|p| self.name_in(&p)), kind: self.part_kind(rule, head)? })
    }

    fn part_kind(&mut self, rule: Rule, head: &mut Head<'a>) -> Option<PartKind> {
        let said = |rule: Rule| head.modifiers.iter().find(|p| p.as_rule() == rule).map(|p| self.span(p));
        let (dead_end, closed) = (said(Rule::dead_end), said(Rule::closed));
        let clauses = std::mem::take(&mut head.clauses);
        Some(match rule {
            Rule::phase => PartKind::Phase(self.journey_parts(clauses)),
            Rule::journey_step => PartKind::Step(Box::new(self.journey_step(head, clauses))),
            Rule::theme => PartKind::Theme(clauses.iter().filter_map(|c| self.checklist(c)).collect()),
            Rule::station => PartKind::Station { dead_end, closed },
            Rule::route => PartKind::Route { closed, calls: clauses.iter().flat_map(|c| self.calls(c)).collect() },
            _ => return None,
        })
    }

    fn calls(&self, clause: &Pair<'a, Rule>) -> Vec<CallAt> {
        let call = |pair: Pair<'a, Rule>| {
            let back = child(&pair, Rule::k_back).is_some();
            self.name_in(&pair).map(|name| CallAt { name, back })
        };
        children(clause, Rule::call_at).filter_map(call).collect()
    }

    fn journey_step(&mut self, head: &mut Head<'a>, clauses: Vec<Pair<'a, Rule>>) -> JourneyStep {
        let mut step = JourneyStep::default();
        for clause in clauses {
            match clause.as_rule() {
                Rule::checklist => step.asks.extend(self.checklist(&clause)),
                Rule::back_to => step.back.extend(self.back_to(&clause)),
                Rule::done_when if self.once(&mut head.once, &clause, "done") => step.done = self.expr_in(&clause),
                Rule::stop_at if self.once(&mut head.once, &clause, "otherwise") => {
                    step.otherwise = self.name_in(&clause);
                }
                Rule::then_to if self.once(&mut head.once, &clause, "then") => {
                    let again = child(&clause, Rule::k_again).is_some();
                    let span = self.span(&clause);
                    step.then = self.name_in(&clause).map(|to| ThenTo { to, again, span });
                }
                _ => {}
            }
        }
        step
    }

    fn back_to(&mut self, clause: &Pair<'a, Rule>) -> Option<BackTo> {
        let (to, when) = (self.name_in(clause)?, self.expr_in(clause)?);
        Some(BackTo { to, when, because: self.text_in(clause), span: self.span(clause) })
    }

    fn checklist(&mut self, clause: &Pair<'a, Rule>) -> Option<Checklist> {
        if clause.as_rule() != Rule::checklist {
            return None;
        }
        let mut checklist = Checklist { roles: self.names_in(clause), items: Vec::new(), span: self.span(clause) };
        // Opening the block reports what does not belong in it.
        let head = self.head(clause.clone(), None);
        let mut docs = Docs::default();
        for item in head.clauses {
            match item.as_rule() {
                Rule::doc => docs.push(&item),
                _ => checklist.items.extend(self.checklist_item(item, docs.take())),
            }
        }
        Some(checklist)
    }

    fn checklist_item(&mut self, clause: Pair<'a, Rule>, description: Option<String>) -> Option<ChecklistItem> {
        let span = self.span(&clause);
        let when = child(&clause, Rule::when).and_then(|w| self.expr_in(&w));
        let mut head = self.head(clause, description);
        let modifiers = self.modifiers(&mut head, &[Rule::ascribed]);
        let ty = modifiers.first().and_then(|m| self.ascribed(m));
        let (mut desired, mut from, mut tokens) = (None, None, Vec::new());
        for clause in std::mem::take(&mut head.clauses) {
            match clause.as_rule() {
                Rule::desired if self.once(&mut head.once, &clause, "desired") => {
                    desired = self.desired_answer(&clause).map(Wanted::Answer);
                }
                Rule::desired_any if self.once(&mut head.once, &clause, "desired") => {
                    desired = Some(Wanted::Any(self.span(&clause)));
                }
                Rule::from if self.once(&mut head.once, &clause, "from") => from = self.text_in(&clause),
                Rule::token => tokens.extend(self.token(&clause)),
                _ => {}
            }
        }
        Some(ChecklistItem { name: head.name?, about: head.about, ty, when, desired, from, tokens, span })
    }
}
