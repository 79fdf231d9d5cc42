//! Tables whose rows are told apart by several columns together: `key country : countries, year : year`.

use super::about::about;
use super::declare::blank;
use super::draft::{Definition, Draft};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{About, ColumnSource, Origin, QuantityId, TableId, Type};
use crate::source::Span;
use crate::syntax::ast;

/// The keys of a table before its columns are declared: as many as it has, if it has several.
pub(super) fn places(table: &ast::Table) -> Vec<QuantityId> {
    let keys = if table.further_keys.is_empty() { 0 } else { 1 + table.further_keys.len() };
    vec![QuantityId(0); keys]
}

/// Declares what several keys make together: a text for each row, which no data provide.
pub(super) fn together(draft: &mut Draft<'_>, table: TableId, item: &ast::Declaration, keys: &[QuantityId]) {
    let known = keys.iter().filter_map(|id| draft.quantity(*id));
    let names: Vec<String> = known.clone().map(|q| q.name.clone()).collect();
    let labels: Vec<String> = known.map(|q| q.about.label.clone().unwrap_or_else(|| q.name.clone())).collect();
    let mut whole = blank(item, table, names.join(", "), Definition::Done);
    whole.about = About { label: Some(labels.join(", ")), ..about(&ast::About::default()) };
    whole.ty = Some(Type::Text);
    whole.origin = Some(Origin::Column(ColumnSource {
        header: names.join(", "),
        header_given: false,
        optional: false,
        tokens: Vec::new(),
        published_only: false,
        option: None,
    }));
    let whole = draft.add(whole, false);
    if let (Some(whole), Some(table)) = (whole, draft.tables.get_mut(table.at())) {
        table.key = whole;
        table.keys = keys.to_vec();
    }
}

/// That a row of the table can be named by one value; reports why not.
pub(super) fn named_by_one(draft: &mut Draft<'_>, table: TableId, place: Span) -> bool {
    let Some(declared) = draft.table(table).filter(|t| t.has_several_keys()) else { return true };
    let name = &declared.name;
    let message = format!("a row of `{name}` is told apart by several keys together, and not named by one value");
    let linked = declared.keys.iter().filter_map(|id| match draft.quantity(*id)?.ty {
        Some(Type::Link(table)) => draft.table(table).map(|t| t.name.as_str()),
        Some(Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Member(_)) | None => None,
    });
    let hint = match linked.take(1).next() {
        Some(entity) => format!("name a row of `{entity}`, and ask there for `{name}.x at 2020` or `mean({name}.x)`"),
        None => format!("give `{name}` one key of its own, `key number`, and make the others fields"),
    };
    draft.report(Diagnostic::error(Code::WrongKind, place, message).hint(hint));
    false
}

/// The entity and the year of a table that has both as its keys.
pub(super) fn entity_and_year(draft: &Draft<'_>, table: TableId) -> Option<(QuantityId, QuantityId)> {
    let &[a, b] = draft.table(table)?.keys.as_slice() else { return None };
    let year = Type::Number(Some(draft.units.built_in("year")));
    let of_year = |id: QuantityId| draft.quantity(id).is_some_and(|q| q.ty.as_ref() == Some(&year));
    match (of_year(a), of_year(b)) {
        (false, true) => Some((a, b)),
        (true, false) => Some((b, a)),
        (true, true) | (false, false) => None,
    }
}
