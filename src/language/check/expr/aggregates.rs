//! Aggregates over rows: `sum(exports within industry where foreign)`.

use super::rows::Rows;
use super::{Scope, as_number, check, condition, names, number};
use crate::check::draft::Draft;
use crate::check::keys::entity_and_year;
use crate::diagnostic::{Code, Diagnostic, list};
use crate::program::{Aggregate, AggregateFunction, Expr, ExprKind, Over, QuantityId, TableId, Type, Unit, Value};
use crate::source::Span;
use crate::syntax::ast;

pub(super) fn aggregate(
    draft: &mut Draft<'_>,
    scope: Scope,
    call: &ast::Call,
    function: AggregateFunction,
    about: Rows,
    span: Span,
) -> Option<Expr> {
    let (over, table) = rows(draft, scope, call, about)?;
    let inner = Scope { table, by_name: true };
    let filter = match &call.filter {
        Some(filter) => Some(condition(draft, inner, filter)?),
        None => None,
    };
    let weight = match &call.weighted_by {
        Some(weight) => Some(number(draft, inner, weight)?.0),
        None => None,
    };
    if let (AggregateFunction::Share, [], Over::Summarised { .. }) = (function, call.arguments.as_slice(), &over) {
        return super::summaries::share_of_rows(draft, scope.table, filter, span);
    }
    let value = value(draft, inner, call, function, &over)?;
    let quantile = quantile(draft, call, function)?;
    let order = order(draft, inner, call, function)?;
    let (value, ty) = typed(draft, call, function, value)?;
    weights_make_sense(draft, call, function, !matches!(ty, Type::Number(_)))?;
    let function = of_levels(function, &ty);
    if function == AggregateFunction::Rank {
        ranked_lower(draft, value.as_ref());
    }
    if function == AggregateFunction::Rank && table != scope.table {
        let message = "a rank is among the rows of the same table";
        let groups = draft.table(scope.table).is_some_and(|t| t.summary.is_some());
        let hint = groups
            .then(|| format!("groups are ranked by a measure: `rank(MEASURE over {})`", draft.table_name(scope.table)));
        draft.report(Diagnostic::error(Code::WrongArguments, call.name.span, message).maybe_hint(hint));
        return None;
    }
    let aggregate = Aggregate { function, over, value, filter, weight, order, quantile: quantile.map(Box::new) };
    Some(Expr { kind: ExprKind::Aggregate(Box::new(aggregate)), ty, span })
}

/// `rank` in a formula knows no better and worse, as `normalise rank` does: the highest value is the first.
fn ranked_lower(draft: &mut Draft<'_>, value: Option<&Expr>) {
    let Some(value) = value else { return };
    let ExprKind::Quantity(id) = value.kind else { return };
    let Some(quantity) = draft.quantity(id).filter(|q| q.higher_is_better == Some(false)) else { return };
    let name = quantity.name.clone();
    let message = format!("`rank` gives 1 to the highest value, and lower is better for `{name}`");
    let hint =
        format!("write `rank(-{name} …)` to give 1 to the best; if the worst is meant to be first, allow the finding");
    draft.report(Diagnostic::warning(Code::RankDirection, value.span, message).hint(hint));
}

/// The rows, and their table.
fn rows(draft: &mut Draft<'_>, scope: Scope, call: &ast::Call, about: Rows) -> Option<(Over, TableId)> {
    match about {
        Rows::Table(_) => {
            let table = match &call.over {
                Some(name) => crate::check::declare::find_table(draft, name)?,
                None => scope.table,
            };
            if call.within.is_empty() {
                return Some((Over::Table(table), table));
            }
            if table == scope.table {
                return Some((Over::Group(table, within(draft, scope, &call.within)?), table));
            }
            let span = call.within.first().map(|n| n.span).unwrap_or_default();
            let message = "`within` is for rows of the same table; another table's rows are chosen with `where`";
            draft.report(Diagnostic::error(Code::WrongArguments, span, message));
            None
        }
        Rows::Group if call.within.is_empty() => {
            let (entity, _) = entity_and_year(draft, scope.table)?;
            Some((Over::Group(scope.table, vec![entity]), scope.table))
        }
        Rows::Group => Some((Over::Group(scope.table, within(draft, scope, &call.within)?), scope.table)),
        Rows::Linking(table) => {
            let link = link(draft, call, table, scope.table)?;
            if let Some(name) = call.within.first() {
                let message = "`within` has no meaning for rows that link here";
                let error = Diagnostic::error(Code::WrongArguments, name.span, message);
                draft.report(error.hint("choose among them with `where`"));
                return None;
            }
            Some((Over::Linking { table, link }, table))
        }
        Rows::Summarised(table) => Some((Over::Summarised { table, summary: scope.table }, table)),
        Rows::Itself => None,
    }
}

/// Fields by which rows are grouped.
pub(crate) fn within(draft: &mut Draft<'_>, scope: Scope, names: &[ast::Name]) -> Option<Vec<QuantityId>> {
    let mut ids = Vec::new();
    for name in names {
        let expr = names::name(draft, scope, name, None)?;
        let ExprKind::Quantity(id) = expr.kind else {
            let message = format!("`{}` is not a field of table `{}`", name.text, draft.table_name(scope.table));
            draft.report(Diagnostic::error(Code::WrongKind, name.span, message));
            return None;
        };
        ids.push(id);
    }
    Some(ids)
}

/// The field by which the rows of `table` link to `here`.
fn link(draft: &mut Draft<'_>, call: &ast::Call, table: TableId, here: TableId) -> Option<QuantityId> {
    let links: Vec<QuantityId> = names::links(draft, table, here).collect();
    let field_names: Vec<String> = links.iter().filter_map(|l| draft.quantity(*l)).map(|q| q.name.clone()).collect();
    if let Some(via) = &call.via {
        let found = links.iter().zip(&field_names).find(|(_, name)| **name == via.text).map(|(id, _)| *id);
        if found.is_none() {
            let message =
                format!("`{}` has no link `{}` to `{}`", draft.table_name(table), via.text, draft.table_name(here));
            let hint = format!("its links are {}", list(field_names.iter().map(String::as_str)));
            draft.report(Diagnostic::error(Code::UnknownName, via.span, message).hint(hint));
        }
        return found;
    }
    match links.as_slice() {
        [only] => Some(*only),
        [] | [..] => {
            let (from, to) = (draft.table_name(table), draft.table_name(here));
            let message = format!("`{from}` links to `{to}` in several ways");
            let ways: Vec<String> = field_names.iter().map(|f| format!("via {f}")).collect();
            let hint = format!("say which, before the closing bracket: {}", list(ways.iter().map(String::as_str)));
            let place = call.arguments.first().map_or(call.name.span, |a| a.span);
            draft.report(Diagnostic::error(Code::AmbiguousName, place, message).hint(hint));
            None
        }
    }
}

/// What of the rows is aggregated. `count(members)` has no value.
fn value(
    draft: &mut Draft<'_>,
    inner: Scope,
    call: &ast::Call,
    function: AggregateFunction,
    over: &Over,
) -> Option<Option<Expr>> {
    let most = if matches!(function, AggregateFunction::Quantile | AggregateFunction::Latest) { 2 } else { 1 };
    if call.arguments.len() > most {
        let message = format!("`{}` of many rows takes one value", call.name.text);
        draft.report(Diagnostic::error(Code::WrongArguments, call.name.span, message));
        return None;
    }
    let Some(argument) = call.arguments.first() else {
        if function == AggregateFunction::Count {
            return Some(None);
        }
        let message = format!("it is not said of what `{}` is taken", call.name.text);
        let hint = format!("write `{}(VALUE …)`", call.name.text);
        draft.report(Diagnostic::error(Code::WrongArguments, call.name.span, message).hint(hint));
        return None;
    };
    let names_the_table = matches!(&argument.kind, ast::ExprKind::Name(name)
        if name.text == draft.table_name(inner.table) && draft.find(inner.table, &name.text).is_none());
    if names_the_table && matches!(over, Over::Linking { .. } | Over::Table(_) | Over::Summarised { .. }) {
        if function == AggregateFunction::Count {
            return Some(None);
        }
        let table = draft.table_name(inner.table);
        let message = format!("it is not said of what of `{table}` the `{}` is taken", call.name.text);
        let hint = format!("write `{}({table}.…)`", call.name.text);
        draft.report(Diagnostic::error(Code::WrongArguments, argument.span, message).hint(hint));
        return None;
    }
    check(draft, inner, argument, None).map(Some)
}

/// The quantile: a number from 0 to 1, as the second argument of `quantile`.
fn quantile(draft: &mut Draft<'_>, call: &ast::Call, function: AggregateFunction) -> Option<Option<Expr>> {
    if function != AggregateFunction::Quantile {
        return Some(None);
    }
    let Some(second) = call.arguments.get(1) else {
        let message = "`quantile` needs to be told which";
        let hint = "write the share of rows that lie below it after a comma: `quantile(x, 0.9 over TABLE)`";
        draft.report(Diagnostic::error(Code::WrongArguments, call.name.span, message).hint(hint));
        return None;
    };
    let plain = Type::Number(Some(Unit::default()));
    let (value, _) = super::constant(draft, second, Some(&plain))?;
    match value {
        Value::Number(q) if (0.0..=1.0).contains(&q) => {
            Some(Some(Expr { kind: ExprKind::Number(q), ty: plain, span: second.span }))
        }
        Value::Number(_) | Value::YesNo(_) | Value::Text(_) | Value::Member(_) | Value::Missing(_) => {
            let message = "a quantile is a number from 0 to 1";
            draft.report(Diagnostic::error(Code::InvalidNumber, second.span, message).hint("write `0.9` or `90%`"));
            None
        }
    }
}

/// By what the rows of `latest` come one after the other: its second argument.
fn order(draft: &mut Draft<'_>, inner: Scope, call: &ast::Call, function: AggregateFunction) -> Option<Option<Expr>> {
    if function != AggregateFunction::Latest {
        return Some(None);
    }
    let Some(second) = call.arguments.get(1) else {
        if let Some((_, year)) = entity_and_year(draft, inner.table) {
            return names::value_of(draft, year, call.name.span).map(Some);
        }
        let message = "`latest` needs to be told by what rows come one after the other";
        let hint = "write a date or a number after a comma: `latest(x, date over TABLE)`";
        draft.report(Diagnostic::error(Code::WrongArguments, call.name.span, message).hint(hint));
        return None;
    };
    let order = check(draft, inner, second, None)?;
    match &order.ty {
        Type::Date | Type::Number(_) => Some(Some(order)),
        Type::YesNo | Type::Text | Type::Member(_) | Type::Link(_) => {
            let found = draft.describe(&order.ty);
            let message = format!("rows come one after the other by a date or a number, and this is {found}");
            draft.report(Diagnostic::error(Code::TypeMismatch, second.span, message));
            None
        }
    }
}

/// The median of levels is a level: the lower of the two middle ones.
fn of_levels(function: AggregateFunction, ty: &Type) -> AggregateFunction {
    match (function, ty) {
        (AggregateFunction::Median, Type::Member(_)) => AggregateFunction::LowerMedian,
        (function, _) => function,
    }
}

/// Whether it is a level of a scale whose levels are no numbers.
fn is_level(draft: &Draft<'_>, ty: &Type) -> bool {
    let Type::Member(scale) = ty else { return false };
    draft.scale(*scale).is_some_and(|s| s.ordered && !s.counts_as_numbers)
}

fn weights_make_sense(
    draft: &mut Draft<'_>,
    call: &ast::Call,
    function: AggregateFunction,
    of_levels: bool,
) -> Option<()> {
    let Some(weight) = &call.weighted_by else { return Some(()) };
    match function {
        AggregateFunction::Sum | AggregateFunction::Mean | AggregateFunction::Share => Some(()),
        AggregateFunction::Median if !of_levels => Some(()),
        AggregateFunction::Median
        | AggregateFunction::LowerMedian
        | AggregateFunction::Majority
        | AggregateFunction::Latest
        | AggregateFunction::Min
        | AggregateFunction::Max
        | AggregateFunction::Count
        | AggregateFunction::Any
        | AggregateFunction::All
        | AggregateFunction::Deviation
        | AggregateFunction::Quantile
        | AggregateFunction::Rank => {
            let message = format!("`{}` has no weights", call.name.text);
            let error = Diagnostic::error(Code::WrongArguments, weight.span, message);
            draft.report(error.hint("`mean`, `sum`, `share` and the `median` of numbers have"));
            None
        }
    }
}

/// Checks the value's type against the function; gives the type of the result.
fn typed(
    draft: &mut Draft<'_>,
    call: &ast::Call,
    function: AggregateFunction,
    value: Option<Expr>,
) -> Option<(Option<Expr>, Type)> {
    let count = Type::Number(Some(draft.units.built_in("count")));
    let plain = Type::Number(Some(Unit::default()));
    let value = match (function, value) {
        (AggregateFunction::Count, value) => return Some((value, count)),
        (_, None) => return None,
        (_, Some(value)) => value,
    };
    match function {
        AggregateFunction::Any | AggregateFunction::All | AggregateFunction::Share => {
            if value.ty != Type::YesNo {
                let found = draft.describe(&value.ty);
                let message = format!("`{}` needs a condition, and this is {found}", call.name.text);
                let error = Diagnostic::error(Code::TypeMismatch, value.span, message);
                let hint = (function == AggregateFunction::Share)
                    .then(|| "a share of a total is `x / sum(x over TABLE)`".to_owned());
                draft.report(error.maybe_hint(hint));
                return None;
            }
            let ty = if function == AggregateFunction::Share { plain } else { Type::YesNo };
            Some((Some(value), ty))
        }
        AggregateFunction::Min | AggregateFunction::Max | AggregateFunction::Median if value.ty == Type::Date => {
            Some((Some(value), Type::Date))
        }
        AggregateFunction::Min
        | AggregateFunction::Max
        | AggregateFunction::Median
        | AggregateFunction::LowerMedian
            if is_level(draft, &value.ty) =>
        {
            let ty = value.ty.clone();
            Some((Some(value), ty))
        }
        AggregateFunction::Latest => {
            let ty = value.ty.clone();
            Some((Some(value), ty))
        }
        AggregateFunction::Majority => match value.ty {
            Type::YesNo | Type::Member(_) => {
                let ty = value.ty.clone();
                Some((Some(value), ty))
            }
            Type::Number(_) | Type::Text | Type::Date | Type::Link(_) => {
                let found = draft.describe(&value.ty);
                let message = format!("a majority is of answers such as yes and no or levels, and this is {found}");
                let hint = "numbers are put together by `mean` or `median`".to_owned();
                draft.report(Diagnostic::error(Code::TypeMismatch, value.span, message).hint(hint));
                None
            }
        },
        AggregateFunction::Rank => Some((Some(as_number(draft, value)?.0), plain)),
        AggregateFunction::Sum
        | AggregateFunction::Mean
        | AggregateFunction::Median
        | AggregateFunction::LowerMedian
        | AggregateFunction::Min
        | AggregateFunction::Max
        | AggregateFunction::Deviation
        | AggregateFunction::Quantile => {
            let (value, unit) = as_number(draft, value)?;
            Some((Some(value), Type::Number(unit)))
        }
        AggregateFunction::Count => Some((Some(value), count)),
    }
}
