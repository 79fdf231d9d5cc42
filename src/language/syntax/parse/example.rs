//! `example`: what is given, and what is expected.

use pest::iterators::Pair;

use super::{Builder, Head, child, children};
use crate::syntax::ast::{Example, Expectation, Expr, ExprKind, Given, GivenValue, Name};
use crate::syntax::grammar::Rule;

impl<'a> Builder<'a> {
    pub(super) fn example(&mut self, head: &mut Head<'a>) -> Example {
        let mut example = Example { table: self.only_table(head), ..Example::default() };
        for clause in std::mem::take(&mut head.clauses) {
            match clause.as_rule() {
                Rule::given => {
                    for input in children(&clause, Rule::input) {
                        example.givens.extend(self.given(&input));
                    }
                }
                Rule::as_of if self.once(&mut head.once, &clause, "as of") => example.as_of = self.since_in(&clause),
                Rule::expect => example.expectations.extend(self.expectation(&clause)),
                _ => {}
            }
        }
        example
    }

    fn given(&mut self, input: &Pair<'a, Rule>) -> Option<Given> {
        let name = self.dotted_in(input).pop()?;
        let value = match child(input, Rule::absent) {
            Some(absent) => GivenValue::Missing(self.name_in(&absent)),
            None => GivenValue::Known(self.expr_in(input)?),
        };
        Some(Given { name, value })
    }

    fn expectation(&mut self, clause: &Pair<'a, Rule>) -> Option<Expectation> {
        let span = self.span(clause);
        if let Some(excluded) = child(clause, Rule::excluded) {
            return Some(Expectation::Excluded { because: self.text_in(&excluded), span });
        }
        if child(clause, Rule::included).is_some() {
            return Some(Expectation::Included { span });
        }
        if let Some(missing) = child(clause, Rule::expected_missing) {
            let value = self.named_value(&child(&missing, Rule::dotted)?)?;
            let condition =
                Expr { kind: ExprKind::IsMissing { value: Box::new(value), negated: false, kind: None }, span };
            return Some(Expectation::Holds { condition, decimals: None, span });
        }
        let decimals = child(clause, Rule::decimals).and_then(|d| self.number_in(&d));
        Some(Expectation::Holds { condition: self.expr_in(clause)?, decimals, span })
    }

    /// `hdi.health` as an expression.
    fn named_value(&self, dotted: &Pair<'a, Rule>) -> Option<Expr> {
        let span = self.span(dotted);
        let mut names = children(dotted, Rule::name).map(|p| self.name(&p));
        let first: Name = names.next()?;
        let first = Expr { span: first.span, kind: ExprKind::Name(first) };
        Some(names.fold(first, |base, name| Expr { kind: ExprKind::Member(Box::new(base), name), span }))
    }
}
