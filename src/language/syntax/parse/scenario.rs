//! `scenario` and `published`: blocks whose entries begin with names of the author's own.

use pest::iterators::Pair;

use super::{Block, Builder, Docs, Head, child, children};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{About, Check, Dated, Expr, Hit, Outcome, Published, Scenario, Tolerance, When};
use crate::syntax::grammar::Rule;

impl<'a> Builder<'a> {
    pub(super) fn scenario(&mut self, head: &mut Head<'a>) -> Scenario {
        let mut scenario = Scenario::default();
        for modifier in self.modifiers(head, &[Rule::of_table, Rule::ascribed, Rule::by]) {
            match modifier.as_rule() {
                Rule::of_table => scenario.table = self.name_in(&modifier),
                Rule::ascribed => scenario.ty = self.ascribed(&modifier),
                _ => scenario.by = self.expr_in(&modifier),
            }
        }
        let mut docs = Docs::default();
        let by_rules = head.clauses.iter().any(|c| c.as_rule() == Rule::rules);
        for clause in std::mem::take(&mut head.clauses) {
            match clause.as_rule() {
                Rule::doc => docs.push(&clause),
                Rule::first_match | Rule::hit => {
                    let span = self.span(&clause);
                    match scenario.hit {
                        None => scenario.hit = Some((hit(&clause), span)),
                        Some((_, first)) => self.report(
                            Diagnostic::error(
                                Code::RepeatedClause,
                                span,
                                "it is said twice what holds where several do",
                            )
                            .related(first, "first said here")
                            .hint("keep one of the two"),
                        ),
                    }
                }
                Rule::rules if self.once(&mut head.once, &clause, "rules") => {
                    scenario.rules = Some(self.decision_rules(&clause));
                }
                Rule::dated_cuts => scenario.dated.extend(self.dated_cuts(&clause)),
                Rule::tolerance => scenario.tolerances.extend(self.tolerance(&clause)),
                Rule::named_outcome if !by_rules => self.stray(&clause, Block::Scenario),
                Rule::outcome | Rule::otherwise | Rule::each | Rule::named_outcome => {
                    scenario.outcomes.extend(self.outcome(clause, docs.take()));
                }
                _ => {}
            }
        }
        scenario
    }

    fn tolerance(&mut self, clause: &Pair<'a, Rule>) -> Option<Tolerance> {
        let of = children(clause, Rule::expr).filter_map(|e| self.expr(e)).collect();
        Some(Tolerance { by: self.number_in(clause)?, of, span: self.span(clause) })
    }

    fn outcome(&mut self, clause: Pair<'a, Rule>, description: Option<String>) -> Option<Outcome> {
        let span = self.span(&clause);
        let when = match clause.as_rule() {
            Rule::otherwise => When::Otherwise,
            Rule::named_outcome => When::ByRules,
            Rule::each => When::Each(self.expr_in(&child(&clause, Rule::when)?)?),
            _ => self.when(&clause)?,
        };
        let head = self.head(clause, description);
        Some(Outcome { name: head.name?, about: head.about, when, span })
    }

    fn when(&mut self, clause: &Pair<'a, Rule>) -> Option<When> {
        if let Some(when) = child(clause, Rule::when) {
            return self.expr_in(&when).map(When::Condition);
        }
        let low = self.end(clause, Rule::cut_from, true).or_else(|| self.end(clause, Rule::cut_above, false));
        let high = self.end(clause, Rule::cut_up_to, true).or_else(|| self.end(clause, Rule::cut_below, false));
        Some(When::Cut { low, high })
    }

    /// `from 2024-01-01 { leading from 1.5 }`
    fn dated_cuts(&mut self, clause: &Pair<'a, Rule>) -> Option<Dated<Vec<Outcome>>> {
        let since = self.since_in(clause);
        let block = child(clause, Rule::dated_block)?;
        let mut outcomes = Vec::new();
        for part in block.into_inner() {
            match part.as_rule() {
                Rule::stray => self.stray(&part, Block::Dated),
                Rule::outcome => outcomes.extend(self.outcome(part, None).filter(|o| self.is_cut(o))),
                _ => {}
            }
        }
        let span = self.span(clause);
        since.map(|since| Dated { since, holds: outcomes, span })
    }

    /// Whether an outcome says where it begins or ends, and nothing else; what else it says is reported.
    fn is_cut(&mut self, outcome: &Outcome) -> bool {
        let other = match &outcome.when {
            When::Condition(condition) => Some((condition.span, "a condition")),
            When::Cut { .. } | When::Otherwise | When::ByRules | When::Each(_) => {
                let label = outcome.about.labels.first().map(|(_, label)| (label.span, "a label"));
                let source = outcome.about.sources.first().map(|source| (source.span, "a source"));
                let says = outcome.about != About { description: None, ..About::default() };
                label.or(source).or_else(|| says.then_some((outcome.span, "a block")))
            }
        };
        if let Some((span, what)) = other {
            let message = format!("only cut points hold from a day, and this is {what}");
            let hint = "write where the outcome begins or ends since then, as in `leading from 1.5`";
            self.report(Diagnostic::error(Code::UnexpectedText, span, message).hint(hint));
        }
        other.is_none()
    }

    /// One end of a cut, and whether it belongs to the outcome.
    fn end(&mut self, clause: &Pair<'a, Rule>, rule: Rule, belongs: bool) -> Option<(Expr, bool)> {
        let cut = child(clause, rule)?;
        self.expr_in(&cut).map(|e| (e, belongs))
    }

    pub(super) fn published(&mut self, head: &mut Head<'a>) -> Published {
        let table = self.only_table(head);
        let clauses = std::mem::take(&mut head.clauses);
        Published { table, checks: clauses.iter().filter_map(|c| self.check(c)).collect() }
    }

    fn check(&mut self, clause: &Pair<'a, Rule>) -> Option<Check> {
        let span = self.span(clause);
        if clause.as_rule() == Rule::check_value {
            let (value, printed) = (self.expr_in(clause)?, self.number_in(clause)?);
            return Some(Check::Value { value, printed, decimals: self.decimals_in(clause), span });
        }
        let name = self.dotted_in(clause).pop()?;
        if clause.as_rule() == Rule::check_column {
            let from = self.text_in(clause)?;
            return Some(Check::Column { name, from, decimals: self.decimals_in(clause), span });
        }
        let mut counts = Vec::new();
        for count in children(clause, Rule::count) {
            let number = self.number_in(&count);
            counts.extend(self.group_in(&count).zip(number));
        }
        Some(Check::Counts { name, counts, decimals: self.decimals_in(clause), span })
    }
}

/// What a clause says of cases in which several rules hold.
fn hit(clause: &Pair<'_, Rule>) -> Hit {
    if clause.as_rule() == Rule::first_match {
        return Hit::First;
    }
    match clause.clone().into_inner().next().map(|p| p.as_rule()) {
        Some(Rule::k_any) => Hit::Any,
        Some(Rule::k_collect) => Hit::Collect,
        Some(_) | None => Hit::Unique,
    }
}
