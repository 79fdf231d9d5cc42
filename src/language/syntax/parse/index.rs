//! `index … { … }`: parts, steps in the order written, nested indices.

use pest::iterators::Pair;

use super::{Builder, Docs, Head, child, children};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Index, Method, Name, Number, Rank, Step, Term, Weigh};
use crate::syntax::grammar::{Rule, word_of};

impl<'a> Builder<'a> {
    pub(super) fn index(&mut self, head: &mut Head<'a>) -> Index {
        let mut index = Index::default();
        let allowed = [Rule::of_table, Rule::extends, Rule::weighing, Rule::formula, Rule::rounding, Rule::printing];
        for modifier in self.modifiers(head, &allowed) {
            match modifier.as_rule() {
                Rule::of_table => index.table = self.name_in(&modifier),
                Rule::extends => index.extends = self.dotted_in(&modifier).pop(),
                Rule::weighing => index.weight = self.ratio_in(&modifier),
                Rule::formula => index.formula = self.expr_in(&modifier),
                Rule::rounding => {
                    let step = self.rounding(&modifier).map(|r| Step::Rounded(r, self.span(&modifier)));
                    index.steps.extend(step);
                }
                _ => index.printed = self.number_in(&modifier),
            }
        }
        let mut docs = Docs::default();
        for clause in std::mem::take(&mut head.clauses) {
            match clause.as_rule() {
                Rule::doc => docs.push(&clause),
                Rule::index => index.children.extend(self.declaration(clause, docs.take())),
                _ => self.index_clause(&mut index, head, &clause),
            }
        }
        index
    }

    fn index_clause(&mut self, index: &mut Index, head: &mut Head<'a>, clause: &Pair<'a, Rule>) {
        let rule = clause.as_rule();
        let many = match rule {
            Rule::normalise | Rule::treat | Rule::impute | Rule::screen | Rule::missing | Rule::prefer => true,
            other => matches!(other, Rule::replace | Rule::drop),
        };
        if !many && !self.once(&mut head.once, clause, word_of(rule)) {
            return;
        }
        match rule {
            Rule::parts => index.parts = children(clause, Rule::part).filter_map(|p| self.part(&p)).collect(),
            Rule::weigh => index.steps.extend(self.weigh(clause)),
            Rule::normalise => index.steps.extend(self.method(clause).map(Step::Normalise)),
            Rule::treat => index.steps.extend(self.method(clause).map(Step::Treat)),
            Rule::impute => index.steps.extend(self.method(clause).map(Step::Impute)),
            Rule::screen => index.steps.extend(self.method(clause).map(Step::Screen)),
            Rule::aggregate => index.steps.extend(self.method(clause).map(Step::Aggregate)),
            Rule::prefer => index.prefer.extend(self.method(clause)),
            Rule::missing => index.steps.extend(self.method(clause).map(Step::Missing)),
            Rule::rounded => {
                let rounded = child(clause, Rule::rounding).and_then(|p| self.rounding(&p));
                index.steps.extend(rounded.map(|r| Step::Rounded(r, self.span(clause))));
            }
            Rule::printed => index.printed = child(clause, Rule::printing).and_then(|p| self.number_in(&p)),
            Rule::weight => index.weight = child(clause, Rule::weighing).and_then(|p| self.ratio_in(&p)),
            Rule::better => index.better = self.better(clause),
            Rule::rank => index.rank = Some(self.rank(clause)),
            Rule::replace => {
                for swap in children(clause, Rule::swap) {
                    let mut names = self.dotted_in(&swap).into_iter();
                    index.replace.extend(names.next().zip(names.next()));
                }
            }
            Rule::drop => index.drop.extend(self.dotted_in(clause)),
            _ => {}
        }
    }

    fn part(&mut self, pair: &Pair<'a, Rule>) -> Option<(Name, Option<Number>)> {
        Some((self.dotted_in(pair).pop()?, self.ratio_in(pair)))
    }

    /// `weigh experts` names weights or a method; `weigh members 2, exports 1` lists them; `weigh standard deviation` is a method.
    fn weigh(&mut self, clause: &Pair<'a, Rule>) -> Option<Step> {
        let mut parts: Vec<_> = children(clause, Rule::part).filter_map(|p| self.part(&p)).collect();
        let span = self.span(clause);
        if child(clause, Rule::method).is_some() {
            return self.method(clause).map(|method| Step::Weigh(Weigh::Method(method), span));
        }
        if let [(_, None)] = parts.as_slice() {
            return parts.pop().map(|(name, _)| Step::Weigh(Weigh::Named(name), span));
        }
        let mut listed = Vec::new();
        for (name, number) in parts {
            match number {
                Some(number) => listed.push((name, number)),
                None => {
                    let message = format!("`{}` needs its weight here, a number such as `2` or `0.25`", name.text);
                    let hint = "`weigh` takes either the name of one set of weights, or each part with its number";
                    self.report(Diagnostic::error(Code::UnexpectedText, name.span, message).hint(hint));
                    return None;
                }
            }
        }
        Some(Step::Weigh(Weigh::Listed(listed), span))
    }

    fn method(&mut self, clause: &Pair<'a, Rule>) -> Option<Method> {
        let span = self.span(clause);
        let mut method =
            Method { terms: Vec::new(), within: Vec::new(), among: None, only: Vec::new(), formula: None, span };
        if let Some(formula) = child(clause, Rule::formula) {
            method.formula = Some(Box::new(self.expr_in(&formula)?));
            return Some(method);
        }
        let mut once = super::Once::default();
        for part in child(clause, Rule::method)?.into_inner() {
            match part.as_rule() {
                Rule::term => method.terms.extend(part.into_inner().next().map(|p| self.term(&p))),
                Rule::comma => method.terms.push(Term::Comma(self.span(&part))),
                Rule::among if self.once(&mut once, &part, "among") => method.among = self.expr_in(&part),
                Rule::within if self.once(&mut once, &part, "within") => method.within = self.names_in(&part),
                Rule::only if self.once(&mut once, &part, "for") => method.only = self.dotted_in(&part),
                _ => {}
            }
        }
        while let Some(Term::Comma(span)) = method.terms.pop_if(|term| matches!(term, Term::Comma(_))) {
            let error = Diagnostic::error(Code::UnexpectedText, span, "nothing follows this comma");
            self.report(error.hint("leave it out, or write what comes after it"));
        }
        Some(method)
    }

    pub(super) fn term(&mut self, pair: &Pair<'a, Rule>) -> Term {
        match pair.as_rule() {
            Rule::bounds => Term::Range(self.bounds(pair)),
            Rule::number => Term::Number(self.number(pair)),
            Rule::text => Term::Text(self.text(pair)),
            _ => Term::Word(self.name(pair)),
        }
    }

    fn rank(&mut self, clause: &Pair<'a, Rule>) -> Rank {
        let mut rank = Rank { span: self.span(clause), ..Rank::default() };
        let mut once = super::Once::default();
        for piece in clause.clone().into_inner() {
            match piece.as_rule() {
                Rule::k_none => rank.none = true,
                Rule::rank_order if self.once(&mut once, &piece, "first") => {
                    rank.higher_first = Some(child(&piece, Rule::k_higher).is_some());
                }
                Rule::rank_then => {
                    let order = child(&piece, Rule::rank_order).map(|o| child(&o, Rule::k_higher).is_some());
                    rank.then.extend(self.expr_in(&piece).map(|by| (by, order)));
                }
                Rule::rank_within if self.once(&mut once, &piece, "within") => rank.within = self.names_in(&piece),
                Rule::among if self.once(&mut once, &piece, "among") => rank.among = self.expr_in(&piece),
                Rule::ties if self.once(&mut once, &piece, "ties") => rank.ties = self.name_in(&piece),
                _ => {}
            }
        }
        rank
    }
}
