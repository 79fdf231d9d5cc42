//! Printed results of the policy as a whole: sums of parts, measures of summaries.

use super::draft::{Definition, Draft};
use super::expr::{Scope, check as check_expr, group};
use super::summary::{column, place};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Origin, PublishedCheck, Summary, Table, TableId, Type};
use crate::source::Span;
use crate::syntax::ast::{self, Check};

/// What the table of one row is called, of which printed values of the policy as a whole are.
const WHOLE: &str = "printed results";

/// `89 + 21 + 9 = 118`
pub(super) fn value(draft: &mut Draft<'_>, check: &Check) -> Option<PublishedCheck> {
    let Check::Value { value, printed, decimals, span } = check else { return None };
    let name = crate::syntax::print_expr(value);
    one(draft, name, value, printed, decimals.as_ref(), *span)
}

/// The summary and the measure that a dotted name stands for.
fn measure<'n>(draft: &Draft<'_>, name: &'n ast::Name) -> Option<(TableId, &'n str)> {
    let (table, measure) = name.text.split_once('.')?;
    let id = draft.table_names.get(table).copied()?;
    draft.table(id)?.summary.as_ref()?;
    Some((id, measure))
}

/// Whether a dotted name is that of a measure of a summary.
pub(super) fn is_measure(draft: &Draft<'_>, name: &ast::Name) -> bool {
    measure(draft, name).is_some()
}

/// `levels.share: acting 6.25%, inactive 0% to 2 decimals`; `None` for a check of another kind.
pub(super) fn of_groups(draft: &mut Draft<'_>, check: &Check) -> Option<Vec<PublishedCheck>> {
    let Check::Counts { name, counts, decimals, span } = check else { return None };
    let (table, measured) = measure(draft, name)?;
    let checked_by = draft.table(table)?.summary.as_ref().map(|s| s.checked_by);
    if checked_by.and_then(|id| draft.quantity(id)).is_some_and(|whole| whole.ty.is_none()) {
        // What makes its groups is broken, which has been reported.
        return Some(Vec::new());
    }
    let groupings = draft.table(table)?.summary.as_ref().map_or(0, |s| s.by.len());
    if groupings != 1 {
        let of = draft.table_name(table);
        let many = if groupings == 0 { "no groupings".to_owned() } else { format!("{groupings} groupings") };
        let message = format!("`{of}` has {many}, so that one word does not name a group");
        let keys = vec!["\"…\""; groupings].join(", ");
        let asked = if groupings == 0 { String::new() } else { format!("({keys})") };
        let hint = format!("write `{of}{asked}.{measured} = NUMBER`");
        draft.report(Diagnostic::error(Code::WrongArguments, name.span, message).hint(hint));
        return Some(Vec::new());
    }
    let mut checks = Vec::new();
    for (of, printed) in counts {
        let Some(key) = group(draft, table, of) else { continue };
        let root = ast::Name { text: draft.table_name(table), span: name.span };
        let call = ast::Call { arguments: vec![key], ..ast::Call::of(root) };
        let call = ast::Expr { kind: ast::ExprKind::Call(Box::new(call)), span: name.span };
        let measured = ast::Name { text: measured.to_owned(), span: name.span };
        let value = ast::Expr { kind: ast::ExprKind::Member(Box::new(call), measured), span: name.span };
        let label = format!("{}: {}", name.text, of.text);
        checks.push(one(draft, label, &value, printed, decimals.as_ref(), *span));
    }
    Some(checks.into_iter().flatten().collect())
}

/// One printed value: a formula of a table that has one row.
fn one(
    draft: &mut Draft<'_>,
    name: String,
    value: &ast::Expr,
    printed: &ast::Number,
    decimals: Option<&ast::Number>,
    span: Span,
) -> Option<PublishedCheck> {
    let table = whole(draft)?;
    let checked = check_expr(draft, Scope::rows_of(table), value, None)?;
    let (checked, unit) = super::expr::as_number(draft, checked)?;
    let mut unit = unit.unwrap_or_default();
    if unit.percent && !printed.percent && printed.value != 0.0 {
        let message = format!("this is compared with a percentage, and {} has no `%`", printed.value);
        let hint = format!("write `{}%`", printed.value);
        draft.report(Diagnostic::error(Code::UnitMismatch, printed.span, message).hint(hint));
        return None;
    }
    if printed.percent && !unit.is_plain() {
        let found = draft.units.describe(&unit);
        let message = format!("a percentage is printed, and this is a number in `{found}`");
        let hint = "divide it by the whole of which it is a part, or write the number without `%`";
        draft.report(Diagnostic::error(Code::UnitMismatch, printed.span, message).hint(hint));
        return None;
    }
    unit.percent |= printed.percent;
    let decimals = super::tables::decimals(draft, decimals);
    let name = ast::Name { text: name, span };
    let mut quantity = place(table, &name, span, Definition::Done);
    (quantity.ty, quantity.origin) = (Some(Type::Number(Some(unit))), Some(Origin::Formula(checked, None)));
    let quantity = draft.add(quantity, false)?;
    Some(PublishedCheck::Value { quantity, printed: printed.value, decimals, span })
}

fn is_whole(table: &Table) -> bool {
    table.summary.as_ref().is_some_and(|s| s.of.is_none())
}

/// The table of one row.
fn whole(draft: &mut Draft<'_>) -> Option<TableId> {
    if let Some(at) = draft.tables.iter().position(|t| t.name == WHOLE && is_whole(t)) {
        return Some(TableId(u32::try_from(at).ok()?));
    }
    let table = TableId(u32::try_from(draft.tables.len()).ok()?);
    let name = ast::Name { text: WHOLE.to_owned(), span: Span::default() };
    let mut key = place(table, &name, Span::default(), Definition::Done);
    (key.ty, key.origin) = (Some(Type::Text), Some(column(WHOLE)));
    let key = draft.add(key, false)?;
    draft.names.push(indexmap::IndexMap::new());
    draft.groups.push(indexmap::IndexMap::new());
    draft.tables.push(Table {
        name: WHOLE.to_owned(),
        about: crate::program::About::default(),
        key,
        keys: Vec::new(),
        quantities: Vec::new(),
        gates: Vec::new(),
        tokens: Vec::new(),
        inline: None,
        summary: Some(Box::new(Summary { checked_by: key, ..Summary::default() })),
        span: Span::default(),
    });
    Some(table)
}
