//! What an expression depends on, before types are known: so that definitions can be checked in an order in which
//! everything needed is known already.

use super::names;
use super::rows::{Rows, aggregate, rows};
use crate::check::draft::Draft;
use crate::program::{QuantityId, TableId, Type};
use crate::syntax::ast;

/// What something depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reference {
    /// A quantity.
    Quantity(QuantityId),
    /// Which rows of a table are included.
    Included(TableId),
}

/// What an expression of a table's rows depends on. Unknown names are passed over: checking reports them.
pub(crate) fn references(draft: &Draft<'_>, table: TableId, expr: &ast::Expr, found: &mut Vec<Reference>) {
    match &expr.kind {
        ast::ExprKind::Number(_)
        | ast::ExprKind::Text(_)
        | ast::ExprKind::YesNo(_)
        | ast::ExprKind::Date { .. }
        | ast::ExprKind::Missing(_) => {}
        ast::ExprKind::Name(name) => found.extend(draft.find(table, &name.text).map(Reference::Quantity)),
        ast::ExprKind::Member(..) => {
            path(draft, table, expr, found);
        }
        ast::ExprKind::Negate(inner) | ast::ExprKind::Not(inner) | ast::ExprKind::IsMissing { value: inner, .. } => {
            references(draft, table, inner, found);
        }
        ast::ExprKind::Arithmetic(_, a, b) | ast::ExprKind::IfMissing(a, b) => {
            references(draft, table, a, found);
            references(draft, table, b, found);
        }
        ast::ExprKind::At(value, year) => {
            references(draft, super::years::table_of(draft, table, value), value, found);
            references(draft, table, year, found);
        }
        ast::ExprKind::Comparison(parts, _) | ast::ExprKind::And(parts) | ast::ExprKind::Or(parts) => {
            parts.iter().for_each(|p| references(draft, table, p, found));
        }
        ast::ExprKind::If(a, b, c) => [a, b, c].into_iter().for_each(|p| references(draft, table, p, found)),
        ast::ExprKind::In { value, members, .. } => {
            references(draft, table, value, found);
            members.iter().for_each(|m| references(draft, table, m, found));
        }
        ast::ExprKind::Call(call) => of_call(draft, table, call, found),
    }
}

fn of_call(draft: &Draft<'_>, table: TableId, call: &ast::Call, found: &mut Vec<Reference>) {
    if super::years::FUNCTIONS.contains(&call.name.text.as_str()) {
        let values = call.arguments.iter().enumerate();
        let of = |at: usize, value| if at == 0 { super::years::table_of(draft, table, value) } else { table };
        values.for_each(|(at, value)| references(draft, of(at, value), value, found));
        return;
    }
    let about = if aggregate(&call.name.text).is_some() { rows(draft, table, call) } else { Rows::Itself };
    let inner = match about {
        Rows::Itself => table,
        Rows::Group => table,
        Rows::Table(other) | Rows::Linking(other) | Rows::Summarised(other) => other,
    };
    if let Rows::Summarised(_) = about {
        crate::check::summary::needs_of_key(draft, table, found);
    }
    if about != Rows::Itself {
        found.push(Reference::Included(inner));
    }
    if let Rows::Linking(other) = about {
        found.extend(names::links(draft, other, table).map(Reference::Quantity));
    }
    for argument in &call.arguments {
        if let Some(name) = names::dotted(argument)
            && let Ok(Some(group)) = draft.members(table, &name, argument.span)
        {
            found.extend(group.iter().copied().map(Reference::Quantity));
        }
        references(draft, inner, argument, found);
    }
    call.within.iter().for_each(|n| found.extend(draft.find(table, &n.text).map(Reference::Quantity)));
    call.filter.iter().chain(&call.weighted_by).for_each(|e| references(draft, inner, e, found));
}

/// A path of names: notes what it passes; gives the table that it leads to, if it ends in a link.
fn path(draft: &Draft<'_>, table: TableId, expr: &ast::Expr, found: &mut Vec<Reference>) -> Option<TableId> {
    if super::summaries::needs(draft, table, expr, found) {
        return None;
    }
    let here = |id: QuantityId| match draft.quantity(id).and_then(|q| q.ty.as_ref()) {
        Some(Type::Link(to)) => Some(*to),
        Some(Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Member(_)) | None => None,
    };
    if let Some(dotted) = names::dotted(expr)
        && let Some(id) = draft.find(table, &dotted)
    {
        found.push(Reference::Quantity(id));
        return here(id);
    }
    let ast::ExprKind::Member(base, name) = &expr.kind else {
        references(draft, table, expr, found);
        return by_key(draft, expr);
    };
    // `answers.goals.markets` inside an aggregate over `answers`: the first name is the table itself.
    if let Some(dotted) = names::dotted(expr)
        && let Some((root, rest)) = dotted.split_once('.')
        && root == draft.table_name(table)
        && draft.find(table, root).is_none()
        && let Some(id) = draft.find(table, rest)
    {
        found.push(Reference::Quantity(id));
        return here(id);
    }
    // `members.turnover` inside an aggregate over `members`: the first name is the table itself.
    if let ast::ExprKind::Name(root) = &base.kind
        && draft.find(table, &root.text).is_none()
        && root.text == draft.table_name(table)
    {
        let id = draft.find(table, &name.text)?;
        found.push(Reference::Quantity(id));
        return here(id);
    }
    if let Some(to) = path(draft, table, base, found) {
        let id = draft.find(to, &name.text)?;
        found.push(Reference::Quantity(id));
        return here(id);
    }
    // `region.hdi.health`: a nested index of a linked row has a name with a point.
    if let ast::ExprKind::Member(link, index) = &base.kind
        && let Some(to) = path(draft, table, link, &mut Vec::new())
        && let Some(id) = draft.find(to, &format!("{}.{}", index.text, name.text))
    {
        found.push(Reference::Quantity(id));
    }
    None
}

/// The table that `services("Factoring")` or a parameter that is a link leads to.
fn by_key(draft: &Draft<'_>, expr: &ast::Expr) -> Option<TableId> {
    if let ast::ExprKind::Call(call) = &expr.kind
        && aggregate(&call.name.text).is_none()
    {
        return super::lookup::table(draft, call);
    }
    let ast::ExprKind::Name(name) = &expr.kind else { return None };
    let parameter = draft.parameters.get(draft.parameter_names.get(&name.text)?.at())?;
    if let Type::Link(to) = parameter.ty { Some(to) } else { None }
}
