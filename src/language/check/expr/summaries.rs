//! Summaries in expressions: measures, whose aggregates run over the rows of a group, and groups that are asked for by
//! name, `presence("pilot").share`.

use super::rows::aggregate;
use super::{Reference, Scope, names};
use crate::check::draft::Draft;
use crate::diagnostic::{Code, Diagnostic, list};
use crate::program::{
    Aggregate, AggregateFunction, Asked, CompareOp, Expr, ExprKind, Over, QuantityId, TableId, Type, Unit, Value,
};
use crate::source::Span;
use crate::syntax::ast;

/// `region.country` as an expression.
pub(crate) fn path_of(name: &ast::Name) -> ast::Expr {
    let mut parts = name.text.split('.');
    let named = |part: &str| ast::Name { text: part.to_owned(), span: name.span };
    let first = named(parts.next().unwrap_or_default());
    let first = ast::Expr { kind: ast::ExprKind::Name(first), span: name.span };
    parts.fold(first, |base, part| {
        let kind = ast::ExprKind::Member(Box::new(base), named(part));
        ast::Expr { kind, span: name.span }
    })
}

/// The table whose rows make the groups of a summary.
pub(super) fn summarised(draft: &Draft<'_>, table: TableId) -> Option<TableId> {
    draft.table(table)?.summary.as_ref()?.of
}

/// Whether a call of a measure is about the rows of the group: an aggregate of one value that names no other rows.
pub(super) fn of_group(call: &ast::Call) -> bool {
    let values = match aggregate(&call.name.text) {
        Some(AggregateFunction::Quantile | AggregateFunction::Latest) => 2,
        Some(
            AggregateFunction::Sum
            | AggregateFunction::Mean
            | AggregateFunction::Median
            | AggregateFunction::LowerMedian
            | AggregateFunction::Majority
            | AggregateFunction::Min
            | AggregateFunction::Max
            | AggregateFunction::Count
            | AggregateFunction::Share
            | AggregateFunction::Any
            | AggregateFunction::All
            | AggregateFunction::Deviation
            | AggregateFunction::Rank,
        ) => 1,
        None => return false,
    };
    call.over.is_none() && call.within.is_empty() && call.arguments.len() <= values
}

/// The formula of a measure with `count` and `share` as the aggregates that they are, and with its `where` in each
/// aggregate of the rows that are summarised.
pub(crate) fn rewritten(draft: &Draft<'_>, table: TableId, measure: &ast::Measure) -> ast::Expr {
    let of = summarised(draft, table).map(|of| draft.table_name(of)).unwrap_or_default();
    // `share = share` is no circle: within its own formula the word is the aggregate.
    let aggregates = ["count", "share"].into_iter();
    let words = aggregates.filter(|word| measure.name.text == *word || draft.find(table, word).is_none()).collect();
    Rewriting { words, of, filter: measure.filter.as_ref() }.expr(&measure.formula)
}

struct Rewriting<'a> {
    /// The names that mean aggregates here.
    words: Vec<&'static str>,
    /// The name of the table that is summarised.
    of: String,
    filter: Option<&'a ast::Expr>,
}

impl Rewriting<'_> {
    fn expr(&self, expr: &ast::Expr) -> ast::Expr {
        use ast::ExprKind as K;
        let one = |e: &ast::Expr| Box::new(self.expr(e));
        let all = |list: &[ast::Expr]| list.iter().map(|e| self.expr(e)).collect::<Vec<_>>();
        let kind = match &expr.kind {
            K::Name(name) if self.words.contains(&name.text.as_str()) => {
                K::Call(Box::new(self.filtered(&ast::Call::of(name.clone()))))
            }
            K::Call(call) if of_group(call) || call.over.as_ref().is_some_and(|t| t.text == self.of) => {
                K::Call(Box::new(self.filtered(call)))
            }
            K::Call(call) if call.over.is_none() => {
                K::Call(Box::new(ast::Call { arguments: all(&call.arguments), ..(**call).clone() }))
            }
            K::Name(_) | K::Number(_) | K::Text(_) | K::YesNo(_) | K::Date { .. } | K::Missing(_) | K::Call(_) => {
                expr.kind.clone()
            }
            K::Member(base, _) if matches!(base.kind, K::Name(_) | K::Call(_)) => expr.kind.clone(),
            K::Member(base, name) => K::Member(one(base), name.clone()),
            K::Negate(x) => K::Negate(one(x)),
            K::Not(x) => K::Not(one(x)),
            K::Arithmetic(op, a, b) => K::Arithmetic(*op, one(a), one(b)),
            K::Comparison(parts, ops) => K::Comparison(all(parts), ops.clone()),
            K::And(parts) => K::And(all(parts)),
            K::Or(parts) => K::Or(all(parts)),
            K::If(a, b, c) => K::If(one(a), one(b), one(c)),
            K::IsMissing { value, negated, kind } => {
                K::IsMissing { value: one(value), negated: *negated, kind: kind.clone() }
            }
            K::IfMissing(a, b) => K::IfMissing(one(a), one(b)),
            K::At(a, b) => K::At(one(a), one(b)),
            K::In { value, members, negated } => K::In { value: one(value), members: all(members), negated: *negated },
        };
        ast::Expr { kind, span: expr.span }
    }

    fn filtered(&self, call: &ast::Call) -> ast::Call {
        let filter = match (&call.filter, self.filter) {
            (Some(own), Some(filter)) => {
                let span = own.span.to(filter.span);
                Some(ast::Expr { kind: ast::ExprKind::And(vec![own.clone(), filter.clone()]), span })
            }
            (own, filter) => own.as_ref().or(filter).cloned(),
        };
        ast::Call { filter, ..call.clone() }
    }
}

/// Whether a name is that of a grouping of a summary, which is a name of the table that it summarises already.
pub(super) fn is_key(draft: &Draft<'_>, table: TableId, name: &str) -> bool {
    let summary = draft.table(table).is_some_and(|t| t.summary.is_some());
    let key = draft.find(table, name).and_then(|id| draft.quantity(id));
    summary && key.is_some_and(|q| matches!(q.definition, crate::check::draft::Definition::Key))
}

/// Says that a column of many rows stands where one value is needed: in a measure, or in a printed result of the policy
/// as a whole. False where the name stands elsewhere.
pub(super) fn many_rows(draft: &mut Draft<'_>, here: TableId, other: TableId, name: &ast::Name) -> bool {
    let Some(summary) = draft.table(here).and_then(|t| t.summary.as_ref()) else { return false };
    let (text, table) = (name.text.as_str(), draft.table_name(other));
    let (message, hint) = match summary.of {
        Some(of) if of == other => (
            format!("`{text}` has a value for each row of `{table}`, and a measure one for each group"),
            format!(
                "say how the values of a group become one: `sum({text})`, `median({text})`, `count where {text} …`"
            ),
        ),
        Some(_) => return false,
        None => (
            format!("`{text}` has a value for each row of `{table}`, and here one is needed"),
            format!(
                "put the values together, `sum({text} over {table})`, or ask a summary: `summary total of {table} {{ … }}`"
            ),
        ),
    };
    draft.report(Diagnostic::error(Code::UnknownName, name.span, message).hint(hint));
    true
}

/// `share` alone in a measure: of the rows that belong to some group the share of those in this one; of a multiple
/// choice, where a row may belong to several, of the rows whose answer is known.
pub(super) fn share_of_rows(draft: &mut Draft<'_>, table: TableId, filter: Option<Expr>, span: Span) -> Option<Expr> {
    let of = summarised(draft, table)?;
    if draft.table(table).and_then(|t| t.summary.as_ref()).is_some_and(|s| s.options().is_some()) {
        let (function, over) = (AggregateFunction::Share, Over::Summarised { table: of, summary: table });
        let aggregate = Aggregate { function, over, value: None, filter, weight: None, quantile: None, order: None };
        let ty = Type::Number(Some(Unit::default()));
        return Some(Expr { kind: ExprKind::Aggregate(Box::new(aggregate)), ty, span });
    }
    let count = Type::Number(Some(draft.units.built_in("count")));
    let plain = Type::Number(Some(Unit::default()));
    let aggregated = |function, over, value, filter| {
        let aggregate = Aggregate { function, over, value, filter, weight: None, quantile: None, order: None };
        Expr { kind: ExprKind::Aggregate(Box::new(aggregate)), ty: count.clone(), span }
    };
    let group = Over::Summarised { table: of, summary: table };
    let here = aggregated(AggregateFunction::Count, group, None, filter);
    let all = aggregated(AggregateFunction::Sum, Over::Table(table), Some(here.clone()), None);
    let kind = ExprKind::Arithmetic(crate::program::ArithmeticOp::Divide, Box::new(here), Box::new(all));
    Some(Expr { kind, ty: plain, span })
}

/// What may be the name of a summary, and the keys that are given with it.
fn asks<'e>(draft: &Draft<'_>, here: TableId, base: &'e ast::Expr) -> Option<(&'e ast::Name, &'e [ast::Expr])> {
    match &base.kind {
        ast::ExprKind::Name(root) if draft.find(here, &root.text).is_none() => Some((root, &[])),
        ast::ExprKind::Call(call) => Some((&call.name, &call.arguments)),
        ast::ExprKind::Name(_)
        | ast::ExprKind::Number(_)
        | ast::ExprKind::Text(_)
        | ast::ExprKind::YesNo(_)
        | ast::ExprKind::Date { .. }
        | ast::ExprKind::Missing(_)
        | ast::ExprKind::Member(..)
        | ast::ExprKind::Negate(_)
        | ast::ExprKind::Not(_)
        | ast::ExprKind::Arithmetic(..)
        | ast::ExprKind::Comparison(..)
        | ast::ExprKind::And(_)
        | ast::ExprKind::Or(_)
        | ast::ExprKind::If(..)
        | ast::ExprKind::IfMissing(..)
        | ast::ExprKind::At(..)
        | ast::ExprKind::IsMissing { .. }
        | ast::ExprKind::In { .. } => None,
    }
}

/// `total.rows` and `presence("pilot").share`. `None`: it is nothing of the kind.
pub(super) fn member(
    draft: &mut Draft<'_>,
    scope: Scope,
    base: &ast::Expr,
    name: &ast::Name,
    span: Span,
) -> Option<Option<Expr>> {
    let (root, keys) = asks(draft, scope.table, base)?;
    let table = draft.table_names.get(&root.text).copied().filter(|t| *t != scope.table || !keys.is_empty())?;
    draft.table(table)?.summary.as_ref()?;
    Some(asked(draft, table, root, keys, base.span, name, span))
}

/// What `presence("pilot").share` depends on, if the expression is of that kind.
pub(super) fn needs(draft: &Draft<'_>, here: TableId, expr: &ast::Expr, found: &mut Vec<Reference>) -> bool {
    let ast::ExprKind::Member(base, name) = &expr.kind else { return false };
    let Some((root, _)) = asks(draft, here, base) else { return false };
    let table = draft.table_names.get(&root.text).copied();
    let Some(table) = table.filter(|t| summarised(draft, *t).is_some()) else { return false };
    found.push(Reference::Included(table));
    crate::check::summary::needs_of_key(draft, table, found);
    found.extend(draft.find(table, &name.text).map(Reference::Quantity));
    true
}

/// The measure of the group that these keys name.
fn asked(
    draft: &mut Draft<'_>,
    table: TableId,
    root: &ast::Name,
    keys: &[ast::Expr],
    place: Span,
    name: &ast::Name,
    span: Span,
) -> Option<Expr> {
    let by: Vec<(QuantityId, String)> = {
        let summary = draft.table(table)?.summary.as_ref()?;
        // A summary that is broken has been reported.
        summary.of?;
        summary.by.iter().filter_map(|g| Some((g.key, draft.quantity(g.key)?.name.clone()))).collect()
    };
    if by.len() != keys.len() {
        let groups = list(by.iter().map(|(_, name)| name.as_str()));
        let (message, hint) = match (by.is_empty(), keys.is_empty()) {
            (true, _) => (
                format!("`{}` has one row, which needs no key", root.text),
                format!("write `{}.{}`", root.text, name.text),
            ),
            (false, true) => {
                let keys: Vec<String> = by.iter().map(|(name, _)| name).map(|_| "\"…\"".to_owned()).collect();
                let message = format!("`{}` has a row for each {groups}", root.text);
                (message, format!("say which is meant: `{}({}).{}`", root.text, keys.join(", "), name.text))
            }
            (false, false) => (
                format!("`{}` has a row for each {groups}, so {} of them must be given", root.text, by.len()),
                "give them in this order, with commas between them".to_owned(),
            ),
        };
        draft.report(Diagnostic::error(Code::WrongArguments, place, message).hint(hint));
        return None;
    }
    let mut conditions = Vec::new();
    for (at, ((key, _), given)) in by.iter().zip(keys).enumerate() {
        conditions.push(is_group(draft, table, at, *key, given));
    }
    let target = names::name(draft, Scope::rows_of(table), name, None);
    let conditions: Vec<Expr> = conditions.into_iter().collect::<Option<_>>()?;
    let target = target?;
    let filter = match conditions.len() {
        0 => None,
        _ => Some(Expr { kind: ExprKind::And(conditions), ty: Type::YesNo, span: place }),
    };
    Some(only(target, table, filter, span))
}

/// The value of the one row for which the condition holds. The largest of one value is that value.
fn only(target: Expr, table: TableId, filter: Option<Expr>, span: Span) -> Expr {
    let ty = target.ty.clone();
    let largest = |value: Expr| {
        let ty = value.ty.clone();
        let (function, over) = (AggregateFunction::Max, Over::Table(table));
        let aggregate =
            Aggregate { function, over, value: Some(value), filter, weight: None, quantile: None, order: None };
        Expr { kind: ExprKind::Aggregate(Box::new(aggregate)), ty, span }
    };
    if ty != Type::YesNo {
        return largest(target);
    }
    let number = |x| Box::new(Expr { kind: ExprKind::Number(x), ty: Type::Number(Some(Unit::default())), span });
    let kind = ExprKind::If(Box::new(target), number(1.0), number(0.0));
    let value = largest(Expr { kind, ty: Type::Number(Some(Unit::default())), span });
    Expr { kind: ExprKind::Compare(CompareOp::Is, Box::new(value), number(1.0)), ty, span }
}

/// That a row of a summary is of this group.
fn is_group(draft: &mut Draft<'_>, table: TableId, at: usize, key: QuantityId, given: &ast::Expr) -> Option<Expr> {
    let ty = draft.quantity(key)?.ty.clone()?;
    let is = |key: Expr, group: Expr| {
        let span = group.span;
        Expr { kind: ExprKind::Compare(CompareOp::Is, Box::new(key), Box::new(group)), ty: Type::YesNo, span }
    };
    let own = Expr { kind: ExprKind::Quantity(key), ty: ty.clone(), span: given.span };
    let (own, wanted) = match &ty {
        Type::Link(to) => {
            let key = draft.table(*to)?.key;
            let target = Box::new(names::value_of(draft, key, given.span)?);
            let wanted = target.ty.clone();
            let kind = ExprKind::Follow { link: Box::new(own), target };
            (Expr { kind, ty: wanted.clone(), span: given.span }, wanted)
        }
        Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Member(_) => (own, ty.clone()),
    };
    let given = as_key(given, &wanted);
    // A number names a level of a scale with an order, and nothing else.
    let unordered = matches!(&wanted, Type::Member(scale) if draft.scale(*scale).is_some_and(|s| !s.ordered));
    let expected = Some(&wanted).filter(|_| !(unordered && matches!(given.kind, ast::ExprKind::Number(_))));
    let (value, found) = super::constant(draft, &given, expected)?;
    let fits = match (&wanted, &found) {
        (Type::Number(_), Type::Number(_)) => true,
        (wanted, found) => wanted == found,
    };
    if !fits {
        let known = match &wanted {
            Type::Member(scale) => {
                let members = draft.scale(*scale).map(|s| list(s.members.iter().map(|m| m.name.as_str())));
                members.map(|m| format!("known are {m}"))
            }
            Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Link(_) => None,
        };
        let name = draft.table_name(table);
        let (wanted, message) = (draft.describe(&wanted), |what: String| format!("`{name}` has no group {what}"));
        let (code, message) = match &value {
            Value::Text(text) => (Code::UnknownName, message(format!("`{text}`"))),
            Value::Number(_) | Value::YesNo(_) | Value::Member(_) | Value::Missing(_) => (
                Code::TypeMismatch,
                format!("the groups of `{name}` are told by {wanted}, and this is {}", draft.describe(&found)),
            ),
        };
        draft.report(Diagnostic::error(code, given.span, message).maybe_hint(known));
        return None;
    }
    let span = given.span;
    let kind = match &value {
        Value::Number(x) => ExprKind::Number(*x),
        Value::YesNo(x) => ExprKind::YesNo(*x),
        Value::Text(x) => ExprKind::Text(x.clone()),
        Value::Member(x) => ExprKind::Member(*x),
        Value::Missing(_) => return None,
    };
    // Members are known now; whether there is such a row, text or number only the data can say.
    if !matches!(ty, Type::Member(_) | Type::YesNo)
        && let Some(summary) = draft.tables.get_mut(table.at()).and_then(|t| t.summary.as_mut())
    {
        summary.asked.push(Asked { grouping: at, value, span });
    }
    Some(is(own, Expr { kind, ty: wanted, span }))
}

/// A bare name stands for the text: `presence(pilot)` is `presence("pilot")`.
fn as_key(given: &ast::Expr, wanted: &Type) -> ast::Expr {
    if let (ast::ExprKind::Name(name), Type::Text) = (&given.kind, wanted) {
        return ast::Expr { kind: ast::ExprKind::Text(name.text.clone()), span: given.span };
    }
    given.clone()
}

/// The group of a summary with one grouping that a printed result names, as it would stand in brackets.
pub(crate) fn group(draft: &Draft<'_>, table: TableId, name: &ast::Name) -> Option<ast::Expr> {
    let [only] = draft.table(table)?.summary.as_ref()?.by.as_slice() else { return None };
    let key = |ty: &Type| match ty {
        Type::Link(to) => draft.table(*to).and_then(|t| draft.quantity(t.key)).and_then(|q| q.ty.clone()),
        Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Member(_) => Some(ty.clone()),
    };
    let text = name.text.as_str();
    let kind = match key(draft.quantity(only.key)?.ty.as_ref()?)? {
        Type::Number(_) => {
            let value = text.trim_end_matches('%').parse::<f64>().ok();
            let percent = text.ends_with('%');
            let number = |v: f64| ast::Number {
                value: if percent { v / 100.0 } else { v },
                percent,
                fraction: None,
                span: name.span,
            };
            value.map_or(ast::ExprKind::Text(text.to_owned()), |v| ast::ExprKind::Number(number(v)))
        }
        Type::YesNo if text == "yes" || text == "no" => ast::ExprKind::YesNo(text == "yes"),
        Type::Date | Type::YesNo | Type::Text | Type::Member(_) | Type::Link(_) => ast::ExprKind::Text(text.to_owned()),
    };
    Some(ast::Expr { kind, span: name.span })
}
