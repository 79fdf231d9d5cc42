//! `summary`: groupings and measures; and `count over clusters`, which needs no brackets.

use pest::iterators::Pair;

use super::{Builder, Docs, Head, child};
use crate::syntax::ast::{Call, Expr, ExprKind, Measure, Name, Number, Summary};
use crate::syntax::grammar::Rule;

impl<'a> Builder<'a> {
    pub(super) fn summary(&mut self, head: &mut Head<'a>) -> Summary {
        let mut summary = Summary::default();
        for modifier in self.modifiers(head, &[Rule::of_table, Rule::groupings, Rule::filter]) {
            match modifier.as_rule() {
                Rule::of_table => summary.table = self.name_in(&modifier),
                Rule::groupings => summary.by = self.dotted_in(&modifier),
                _ => summary.filter = self.expr_in(&modifier),
            }
        }
        let mut docs = Docs::default();
        for clause in std::mem::take(&mut head.clauses) {
            match clause.as_rule() {
                Rule::doc => docs.push(&clause),
                Rule::measure => summary.measures.extend(self.measure(clause, docs.take())),
                _ => {}
            }
        }
        summary
    }

    fn measure(&mut self, clause: Pair<'a, Rule>, description: Option<String>) -> Option<Measure> {
        let span = self.span(&clause);
        let mut head = self.head(clause, description);
        let allowed = [Rule::ascribed, Rule::formula, Rule::filter, Rule::rounding, Rule::printing];
        let (mut ty, mut formula, mut filter, mut rounded, mut printed) = (None, None, None, None, None);
        for modifier in self.modifiers(&mut head, &allowed) {
            match modifier.as_rule() {
                Rule::ascribed => ty = self.ascribed(&modifier),
                Rule::formula => formula = self.expr_in(&modifier),
                Rule::filter => filter = self.expr_in(&modifier),
                Rule::rounding => rounded = self.rounding(&modifier),
                _ => printed = self.number_in(&modifier),
            }
        }
        let (name, formula) = (head.name?, formula?);
        Some(Measure { name, about: head.about, ty, formula, filter, rounded, printed, span })
    }

    /// `to 2 decimals` at the end of a printed result.
    pub(super) fn decimals_in(&mut self, clause: &Pair<'a, Rule>) -> Option<Number> {
        child(clause, Rule::decimals).and_then(|decimals| self.number_in(&decimals))
    }

    /// The outcome or group of a printed count: a name, a text, or a number as it is written.
    pub(super) fn group_in(&mut self, count: &Pair<'a, Rule>) -> Option<Name> {
        if let Some(text) = self.text_in(count) {
            return Some(Name { text: text.text, span: text.span });
        }
        let number =
            child(count, Rule::unsigned).map(|p| Name { text: p.as_str().trim().to_owned(), span: self.span(&p) });
        number.or_else(|| self.name_in(count))
    }

    /// `count over clusters`
    pub(super) fn counted(&mut self, pair: &Pair<'a, Rule>) -> Option<Call> {
        let word = child(pair, Rule::k_count)?;
        let mut call = Call::of(Name { text: "count".to_owned(), span: self.span(&word) });
        call.over = child(pair, Rule::over).and_then(|over| self.name_in(&over));
        Some(call)
    }

    /// What stands in the brackets of a call. Of `max(count over presence)` the rows are those of the call itself, and
    /// `count` is what it is taken of.
    pub(super) fn modified(&mut self, arguments: Pair<'a, Rule>, call: &mut Call) -> Vec<Pair<'a, Rule>> {
        let parts: Vec<Pair<'a, Rule>> = arguments.into_inner().collect();
        let mut values = parts.iter().filter(|p| p.as_rule() == Rule::expr);
        let (Some(only), None) = (values.next(), values.next()) else { return parts };
        let mut inside = only.clone().into_inner();
        let (Some(counted), None) = (inside.next(), inside.next()) else { return parts };
        if counted.as_rule() != Rule::counted {
            return parts;
        }
        let Some(Call { name, over, .. }) = self.counted(&counted) else { return parts };
        let span = name.span;
        call.arguments.push(Expr { kind: ExprKind::Name(name), span });
        call.over = over;
        parts.into_iter().filter(|p| p.as_rule() != Rule::expr).collect()
    }
}
