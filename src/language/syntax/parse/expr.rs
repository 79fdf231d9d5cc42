//! Expressions: the grammar gives operands and operators in a row, and here they are put in order of strength.
//!
//! From weak to strong: `or`, `and`, `not`, comparisons, `+ -`, `* /`, unary minus, `^`, `if missing`, `.`.
//! Layout has bounded the chains that recurse here.

use std::iter::Peekable;

use pest::iterators::{Pair, Pairs};

use super::{Builder, child, children};
use crate::source::Span;
use crate::syntax::ast::{Arithmetic, Call, Comparison, Expr, ExprKind};
use crate::syntax::grammar::Rule;

type Row<'a> = Peekable<std::vec::IntoIter<Pair<'a, Rule>>>;

/// Operands and operators in a row.
fn row<'a>(pairs: Pairs<'a, Rule>) -> Row<'a> {
    let flat = |p: Pair<'a, Rule>| if p.as_rule() == Rule::infix { p.into_inner().next() } else { Some(p) };
    pairs.filter_map(flat).collect::<Vec<_>>().into_iter().peekable()
}

impl<'a> Builder<'a> {
    /// The expression inside a pair.
    pub(super) fn expr_in(&mut self, pair: &Pair<'a, Rule>) -> Option<Expr> {
        let pair = child(pair, Rule::expr)?;
        self.expr(pair)
    }

    /// A whole expression.
    pub(super) fn expr(&mut self, pair: Pair<'a, Rule>) -> Option<Expr> {
        let mut row = row(pair.into_inner());
        self.either(&mut row)
    }

    fn either(&mut self, row: &mut Row<'a>) -> Option<Expr> {
        let first = self.all(row)?;
        self.joined(row, first, Rule::or, Self::all, ExprKind::Or)
    }

    fn all(&mut self, row: &mut Row<'a>) -> Option<Expr> {
        let first = self.comparison(row)?;
        self.joined(row, first, Rule::and, Self::comparison, ExprKind::And)
    }

    fn joined(
        &mut self,
        row: &mut Row<'a>,
        first: Expr,
        operator: Rule,
        next: fn(&mut Self, &mut Row<'a>) -> Option<Expr>,
        kind: fn(Vec<Expr>) -> ExprKind,
    ) -> Option<Expr> {
        let mut operands = vec![first];
        while row.next_if(|p| p.as_rule() == operator).is_some() {
            operands.push(next(self, row)?);
        }
        if operands.len() == 1 { operands.pop() } else { Some(around(operands, kind)) }
    }

    /// Comparisons, chained; also `is missing` and `in`, which stand as strong.
    fn comparison(&mut self, row: &mut Row<'a>) -> Option<Expr> {
        if let Some(not) = row.next_if(|p| p.as_rule() == Rule::not) {
            let value = self.comparison(row)?;
            let span = self.span(&not).to(value.span);
            return Some(Expr { kind: ExprKind::Not(Box::new(value)), span });
        }
        let mut operands = vec![self.sum(row)?];
        let mut operators = Vec::new();
        while let Some(next) = row.peek().map(Pair::as_rule) {
            if let Some(operator) = compares(next) {
                row.next();
                operators.push(operator);
                operands.push(self.sum(row)?);
            } else if matches!(next, Rule::is_missing | Rule::in_set) {
                let value = compared(std::mem::take(&mut operands), std::mem::take(&mut operators))?;
                let asked = row.next()?;
                operands.push(self.asked(value, asked)?);
            } else {
                break;
            }
        }
        compared(operands, operators)
    }

    /// `x is missing`, `x in { … }`.
    fn asked(&mut self, value: Expr, pair: Pair<'a, Rule>) -> Option<Expr> {
        let span = value.span.to(self.span(&pair));
        let negated = child(&pair, Rule::k_not).is_some();
        let value = Box::new(value);
        let kind = if pair.as_rule() == Rule::is_missing {
            ExprKind::IsMissing { value, negated, kind: self.name_in(&pair) }
        } else {
            let members = children(&pair, Rule::expr).map(|p| self.expr(p)).collect::<Option<Vec<_>>>()?;
            ExprKind::In { value, members, negated }
        };
        Some(Expr { kind, span })
    }

    fn sum(&mut self, row: &mut Row<'a>) -> Option<Expr> {
        let mut left = self.product(row)?;
        while let Some(next) = row.next_if(|p| matches!(p.as_rule(), Rule::add | Rule::subtract)) {
            let operator = if next.as_rule() == Rule::add { Arithmetic::Add } else { Arithmetic::Subtract };
            left = calculated(operator, left, self.product(row)?);
        }
        Some(left)
    }

    fn product(&mut self, row: &mut Row<'a>) -> Option<Expr> {
        let mut left = self.signed(row)?;
        while let Some(next) = row.next_if(|p| matches!(p.as_rule(), Rule::multiply | Rule::divide)) {
            let operator = if next.as_rule() == Rule::multiply { Arithmetic::Multiply } else { Arithmetic::Divide };
            left = calculated(operator, left, self.signed(row)?);
        }
        Some(left)
    }

    /// `-x`, and `x ^ y`, which is stronger to its left and takes a sign to its right.
    fn signed(&mut self, row: &mut Row<'a>) -> Option<Expr> {
        if let Some(sign) = row.next_if(|p| matches!(p.as_rule(), Rule::negate | Rule::not)) {
            let value = self.signed(row)?;
            let span = self.span(&sign).to(value.span);
            let kind = if sign.as_rule() == Rule::negate { ExprKind::Negate } else { ExprKind::Not };
            return Some(Expr { kind: kind(Box::new(value)), span });
        }
        let base = self.followed(row)?;
        if row.next_if(|p| p.as_rule() == Rule::power).is_none() {
            return Some(base);
        }
        Some(calculated(Arithmetic::Power, base, self.signed(row)?))
    }

    /// A value with `.name` and `if missing 0` after it.
    fn followed(&mut self, items: &mut Row<'a>) -> Option<Expr> {
        let first = items.next()?;
        let mut value = self.primary(first)?;
        while let Some(next) = items.next_if(|p| matches!(p.as_rule(), Rule::member | Rule::if_missing | Rule::in_year))
        {
            let span = value.span.to(self.span(&next));
            let kind = if next.as_rule() == Rule::member {
                ExprKind::Member(Box::new(value), self.name_in(&next)?)
            } else if next.as_rule() == Rule::in_year {
                ExprKind::At(Box::new(value), Box::new(self.year(next)?))
            } else {
                let mut inner = row(next.into_inner());
                while inner.next_if(|p| matches!(p.as_rule(), Rule::k_if | Rule::k_missing)).is_some() {}
                ExprKind::IfMissing(Box::new(value), Box::new(self.signed(&mut inner)?))
            };
            value = Expr { kind, span };
        }
        Some(value)
    }

    /// The year after `at`: a value, or some years before or after one.
    fn year(&mut self, pair: Pair<'a, Rule>) -> Option<Expr> {
        let Some(apart) = child(&pair, Rule::year_apart) else {
            let mut inner = row(pair.into_inner());
            while inner.next_if(|p| p.as_rule() == Rule::k_at).is_some() {}
            return self.followed(&mut inner);
        };
        let names: Vec<_> = children(&child(&apart, Rule::dotted)?, Rule::name).map(|p| self.name(&p)).collect();
        let mut names = names.into_iter();
        let first = names.next()?;
        let start = Expr { span: first.span, kind: ExprKind::Name(first) };
        let base = names.fold(start, |base, name| {
            let span = base.span.to(name.span);
            Expr { kind: ExprKind::Member(Box::new(base), name), span }
        });
        let sign = if child(&apart, Rule::add).is_some() { Arithmetic::Add } else { Arithmetic::Subtract };
        let years = child(&apart, Rule::unsigned)?;
        let years = Expr { kind: ExprKind::Number(self.number(&years)), span: self.span(&years) };
        Some(calculated(sign, base, years))
    }

    pub(super) fn primary(&mut self, pair: Pair<'a, Rule>) -> Option<Expr> {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::unsigned => ExprKind::Number(self.number(&pair)),
            Rule::text => ExprKind::Text(self.text(&pair).text),
            Rule::yes => ExprKind::YesNo(true),
            Rule::no => ExprKind::YesNo(false),
            Rule::gone => ExprKind::Missing(self.name_in(&pair)?),
            Rule::date => date(pair.as_str())?,
            Rule::parenthesised => return self.expr_in(&pair),
            Rule::conditional => self.conditional(&pair)?,
            Rule::counted => ExprKind::Call(Box::new(self.counted(&pair)?)),
            Rule::call => match child(&pair, Rule::arguments) {
                Some(arguments) => ExprKind::Call(Box::new(self.call(&pair, arguments)?)),
                None => ExprKind::Name(self.name_in(&pair)?),
            },
            _ => return None,
        };
        Some(Expr { kind, span })
    }

    fn conditional(&mut self, pair: &Pair<'a, Rule>) -> Option<ExprKind> {
        let mut parts = children(pair, Rule::expr);
        let condition = Box::new(self.expr(parts.next()?)?);
        let then = Box::new(self.expr(parts.next()?)?);
        let otherwise = Box::new(self.expr(parts.next()?)?);
        Some(ExprKind::If(condition, then, otherwise))
    }

    fn call(&mut self, pair: &Pair<'a, Rule>, arguments: Pair<'a, Rule>) -> Option<Call> {
        let mut call = Call::of(self.name_in(pair)?);
        let arguments = self.modified(arguments, &mut call);
        let mut once = super::Once::default();
        for part in arguments {
            match part.as_rule() {
                Rule::expr => call.arguments.push(self.expr(part)?),
                Rule::over if self.once(&mut once, &part, "over") => call.over = self.name_in(&part),
                Rule::within if self.once(&mut once, &part, "within") => call.within = self.names_in(&part),
                Rule::filter if self.once(&mut once, &part, "where") => call.filter = self.expr_in(&part),
                Rule::weighted_by if self.once(&mut once, &part, "weighted by") => {
                    call.weighted_by = self.expr_in(&part);
                }
                Rule::via if self.once(&mut once, &part, "via") => call.via = self.name_in(&part),
                _ => {}
            }
        }
        Some(call)
    }
}

fn compares(rule: Rule) -> Option<Comparison> {
    match rule {
        Rule::less => Some(Comparison::Less),
        Rule::less_or_equal => Some(Comparison::LessOrEqual),
        Rule::greater => Some(Comparison::Greater),
        Rule::greater_or_equal => Some(Comparison::GreaterOrEqual),
        Rule::is => Some(Comparison::Is),
        Rule::is_not => Some(Comparison::IsNot),
        _ => None,
    }
}

/// A comparison, or its only operand.
fn compared(mut operands: Vec<Expr>, operators: Vec<Comparison>) -> Option<Expr> {
    if operators.is_empty() {
        return operands.pop();
    }
    Some(around(operands, |operands| ExprKind::Comparison(operands, operators)))
}

fn calculated(operator: Arithmetic, left: Expr, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    Expr { kind: ExprKind::Arithmetic(operator, Box::new(left), Box::new(right)), span }
}

/// An expression of operands, placed from the first to the last.
fn around(operands: Vec<Expr>, kind: impl FnOnce(Vec<Expr>) -> ExprKind) -> Expr {
    let first = operands.first().map_or(Span::default(), |e| e.span);
    let span = operands.last().map_or(first, |e| first.to(e.span));
    Expr { kind: kind(operands), span }
}

fn date(raw: &str) -> Option<ExprKind> {
    let mut parts = raw.split('-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    Some(ExprKind::Date { year, month, day })
}
