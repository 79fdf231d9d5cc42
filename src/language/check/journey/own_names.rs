//! Inside a step, its questions go by their own names: `when unexpected` means `implement.unexpected`.

use indexmap::IndexMap;

use super::known::Known;
use crate::syntax::ast::{Call, Checklist, Expr, ExprKind, Name};

/// The questions of one step, or theme.
pub(super) struct OwnNames<'a> {
    place: &'a str,
    known: &'a Known<'a>,
    /// Each with the names that its answers may have.
    questions: IndexMap<&'a str, Vec<&'a str>>,
}

impl<'a> OwnNames<'a> {
    pub fn of(place: &'a str, asks: &'a [Checklist], known: &'a Known<'a>) -> Self {
        let answers = |ty| known.members(ty).unwrap_or_default();
        let questions = asks
            .iter()
            .flat_map(|a| &a.items)
            .map(|item| (item.name.text.as_str(), item.ty.as_ref().map(answers).unwrap_or_default()));
        Self { place, known, questions: questions.collect() }
    }

    /// The expression with the full names of the step's own questions.
    pub fn in_full(&self, expr: &Expr) -> Expr {
        let one = |e: &Expr| Box::new(self.in_full(e));
        let many = |list: &[Expr]| list.iter().map(|e| self.in_full(e)).collect::<Vec<_>>();
        let kind = match &expr.kind {
            ExprKind::Name(name) if self.questions.contains_key(name.text.as_str()) => {
                ExprKind::Name(Name { text: format!("{}.{}", self.place, name.text), span: name.span })
            }
            ExprKind::Negate(x) => ExprKind::Negate(one(x)),
            ExprKind::Not(x) => ExprKind::Not(one(x)),
            ExprKind::Arithmetic(op, a, b) => ExprKind::Arithmetic(*op, one(a), one(b)),
            ExprKind::Comparison(parts, operators) => ExprKind::Comparison(self.compared(parts), operators.clone()),
            ExprKind::And(parts) => ExprKind::And(many(parts)),
            ExprKind::Or(parts) => ExprKind::Or(many(parts)),
            ExprKind::If(a, b, c) => ExprKind::If(one(a), one(b), one(c)),
            ExprKind::IsMissing { value, negated, kind } => {
                ExprKind::IsMissing { value: one(value), negated: *negated, kind: kind.clone() }
            }
            ExprKind::IfMissing(a, b) => ExprKind::IfMissing(one(a), one(b)),
            ExprKind::At(a, b) => ExprKind::At(one(a), one(b)),
            ExprKind::In { value, members, negated } => {
                let mut parts = vec![(**value).clone()];
                parts.extend(members.iter().cloned());
                let mut parts = self.compared(&parts).into_iter();
                let Some(value) = parts.next() else { return expr.clone() };
                ExprKind::In { value: Box::new(value), members: parts.collect(), negated: *negated }
            }
            ExprKind::Call(call) if call.over.is_none() && call.within.is_empty() && call.filter.is_none() => {
                ExprKind::Call(Box::new(Call { arguments: many(&call.arguments), ..(**call).clone() }))
            }
            ExprKind::Number(_)
            | ExprKind::Text(_)
            | ExprKind::YesNo(_)
            | ExprKind::Date { .. }
            | ExprKind::Missing(_)
            | ExprKind::Name(_)
            | ExprKind::Member(..)
            | ExprKind::Call(_) => return expr.clone(),
        };
        Expr { kind, span: expr.span }
    }

    /// What is compared with a category or a level stays one, whatever a question is called.
    fn compared(&self, parts: &[Expr]) -> Vec<Expr> {
        let first = parts.first().map(|e| self.answers(e)).unwrap_or_default();
        let stays = |e: &Expr| matches!(&e.kind, ExprKind::Name(name) if first.contains(&name.text.as_str()));
        let part = |(at, e): (usize, &Expr)| if at > 0 && stays(e) { e.clone() } else { self.in_full(e) };
        parts.iter().enumerate().map(part).collect()
    }

    /// The names that a value may have, if it is a question of the step or a column of the table.
    fn answers(&self, value: &Expr) -> Vec<&'a str> {
        let ExprKind::Name(name) = &value.kind else { return Vec::new() };
        if let Some(answers) = self.questions.get(name.text.as_str()) {
            return answers.clone();
        }
        let column = self.known.columns.get(name.text.as_str());
        column.and_then(|c| self.known.categories(c)).unwrap_or_default()
    }
}
