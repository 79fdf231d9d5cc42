//! Which rows a call is about: values of one row, or many rows.

use super::names;
use super::summaries::{of_group, summarised};
use crate::check::draft::Draft;
use crate::check::keys::entity_and_year;
use crate::program::{AggregateFunction, TableId};
use crate::syntax::ast;

/// Which rows a call is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Rows {
    /// `max(a, b)`: values of the row itself.
    Itself,
    /// `max(exports over clusters)`, or a function that is about all rows of its table anyhow.
    Table(TableId),
    /// `max(exports within industry)`
    Group,
    /// `count(members where foreign)`: rows of another table that link here.
    Linking(TableId),
    /// `median(size)` in a measure: the rows of the summarised table that make the group.
    Summarised(TableId),
}

/// Names of aggregates over rows.
pub(super) const AGGREGATES: &[(&str, AggregateFunction)] = &[
    ("sum", AggregateFunction::Sum),
    ("mean", AggregateFunction::Mean),
    ("median", AggregateFunction::Median),
    ("majority", AggregateFunction::Majority),
    ("latest", AggregateFunction::Latest),
    ("min", AggregateFunction::Min),
    ("max", AggregateFunction::Max),
    ("count", AggregateFunction::Count),
    ("share", AggregateFunction::Share),
    ("any", AggregateFunction::Any),
    ("all", AggregateFunction::All),
    ("deviation", AggregateFunction::Deviation),
    ("quantile", AggregateFunction::Quantile),
    ("rank", AggregateFunction::Rank),
];

/// The aggregate of this name.
pub(super) fn aggregate(name: &str) -> Option<AggregateFunction> {
    AGGREGATES.iter().find(|(n, _)| *n == name).map(|(_, f)| *f)
}

/// Which rows a call is about, told from how it is written.
pub(super) fn rows(draft: &Draft<'_>, table: TableId, call: &ast::Call) -> Rows {
    if let Some(over) = &call.over {
        return Rows::Table(draft.table_names.get(&over.text).copied().unwrap_or(table));
    }
    if let Some(of) = summarised(draft, table).filter(|_| of_group(call)) {
        return Rows::Summarised(of);
    }
    if let Some(linking) = call.arguments.first().and_then(|a| root_table(draft, table, a)) {
        return Rows::Linking(linking);
    }
    if !call.within.is_empty() {
        return Rows::Group;
    }
    // The latest year of the row's entity.
    if aggregate(&call.name.text) == Some(AggregateFunction::Latest)
        && call.arguments.len() < 2
        && entity_and_year(draft, table).is_some()
    {
        return Rows::Group;
    }
    let about_all = match aggregate(&call.name.text) {
        Some(AggregateFunction::Rank | AggregateFunction::Quantile | AggregateFunction::Deviation) => true,
        Some(
            AggregateFunction::Sum
            | AggregateFunction::Mean
            | AggregateFunction::Median
            | AggregateFunction::LowerMedian
            | AggregateFunction::Majority
            | AggregateFunction::Latest
            | AggregateFunction::Min
            | AggregateFunction::Max
            | AggregateFunction::Count
            | AggregateFunction::Share
            | AggregateFunction::Any
            | AggregateFunction::All,
        )
        | None => false,
    };
    if about_all { Rows::Table(table) } else { Rows::Itself }
}

/// The table that an argument such as `members` or `members.turnover` begins with, if it is one that links here.
pub(super) fn root_table(draft: &Draft<'_>, here: TableId, expr: &ast::Expr) -> Option<TableId> {
    if names::dotted(expr).is_some_and(|name| draft.group(here, &name).is_some()) {
        return None;
    }
    let root = root(expr)?;
    if draft.find(here, &root.text).is_some() || draft.group(here, &root.text).is_some() {
        return None;
    }
    let table = draft.table_names.get(&root.text).copied()?;
    names::links(draft, table, here).next().map(|_| table)
}

/// Whether a call is surely of values of one row: `ln(x)`, `max(x, 0)`; `max(x)` may be of many rows.
fn of_values(call: &ast::Call) -> bool {
    let ast::Call { name, arguments, over, within, filter, weighted_by, via } = call;
    let rows = over.is_some() || !within.is_empty() || filter.is_some() || weighted_by.is_some() || via.is_some();
    let several = arguments.len() > 1 || aggregate(&name.text).is_none();
    !rows && several && super::functions::find(&name.text).is_some()
}

/// The first name of an expression, looked for from left to right.
fn root(expr: &ast::Expr) -> Option<&ast::Name> {
    match &expr.kind {
        ast::ExprKind::Name(name) => Some(name),
        ast::ExprKind::Member(base, _)
        | ast::ExprKind::Negate(base)
        | ast::ExprKind::Not(base)
        | ast::ExprKind::At(base, _)
        | ast::ExprKind::IfMissing(base, _) => root(base),
        ast::ExprKind::Arithmetic(_, a, b) => root(a).or_else(|| root(b)),
        ast::ExprKind::If(condition, a, b) => root(condition).or_else(|| root(a)).or_else(|| root(b)),
        ast::ExprKind::IsMissing { value, .. } | ast::ExprKind::In { value, .. } => root(value),
        ast::ExprKind::Comparison(parts, _) | ast::ExprKind::And(parts) | ast::ExprKind::Or(parts) => {
            parts.iter().find_map(root)
        }
        ast::ExprKind::Number(_)
        | ast::ExprKind::Text(_)
        | ast::ExprKind::YesNo(_)
        | ast::ExprKind::Date { .. }
        | ast::ExprKind::Missing(_) => None,
        ast::ExprKind::Call(call) if of_values(call) => call.arguments.iter().find_map(root),
        ast::ExprKind::Call(_) => None,
    }
}
