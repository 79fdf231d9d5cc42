//! Summaries: their groupings become columns of a table, their measures its formulas.

use super::about::about;
use super::declare::{blank, table_of};
use super::draft::{Definition, Draft, QuantityDraft};
use super::expr::{Reference, path_of};
use super::expr::{Scope, check as check_expr, condition, references, rewritten};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{
    About, ColumnSource, GroupedBy, Grouping, Member, Origin, QuantityId, Scale, Summary, Table, TableId, Type,
};
use crate::source::Span;
use crate::syntax::ast::{self, Kind};

/// A table or summary of which no more is known than its declaration's head.
pub(super) fn empty(item: &ast::Declaration) -> Table {
    let mut table = super::tables::empty(item);
    if let Kind::Summary(_) = item.kind {
        table.summary = Some(Box::default());
    }
    if let Kind::Table(declared) = &item.kind {
        table.keys = super::keys::places(declared);
    }
    table
}

/// The only table that is no summary, if there is only one.
pub(super) fn only_table(draft: &Draft<'_>) -> Option<TableId> {
    let mut tables = draft.tables.iter().enumerate().filter(|(_, t)| t.summary.is_none());
    match (tables.next(), tables.next()) {
        (Some((at, _)), None) => Some(TableId(at as u32)),
        (Some(_) | None, Some(_)) | (None, None) => None,
    }
}

/// That a type names a table of data: the rows of a summary are known only once the data are.
pub(super) fn links_to_data(draft: &mut Draft<'_>, table: TableId, name: &ast::Name) -> bool {
    if draft.table(table).is_none_or(|t| t.summary.is_none()) {
        return true;
    }
    let message = format!("`{}` is a summary, and a link needs a table of data", name.text);
    let hint = format!("ask the summary where its value is needed: `{}(\"…\").MEASURE`", name.text);
    draft.report(Diagnostic::error(Code::WrongKind, name.span, message).hint(hint));
    false
}

/// Declares the columns and measures of all summaries.
pub(super) fn declare<'a>(draft: &mut Draft<'a>, items: &'a [ast::Declaration]) {
    for item in items {
        let Kind::Summary(ast) = &item.kind else { continue };
        // Only the first of a name was declared; another one has been reported.
        let Some(id) = draft.table_names.get(&item.name.text).copied() else { continue };
        let declared = draft.table(id).map(|t| t.span).unwrap_or_default();
        if (declared.file, declared.start) != (item.span.file, item.span.start) {
            continue;
        }
        let Some(of) = table_of(draft, ast.table.as_ref(), item) else { continue };
        if of == id {
            let message = format!("`{}` cannot be a summary of itself", item.name.text);
            let place = ast.table.as_ref().map_or(item.name.span, |t| t.span);
            draft.report(Diagnostic::error(Code::Cycle, place, message));
            continue;
        }
        if ast.measures.is_empty() {
            let message = format!("the summary `{}` says nothing of its groups", item.name.text);
            let hint = "write a measure, such as `rows = count` or `typical = median(exports)`";
            draft.report(Diagnostic::error(Code::PartsMissing, item.name.span, message).hint(hint));
        }
        columns(draft, item, ast, id, of);
    }
}

fn columns<'a>(draft: &mut Draft<'a>, item: &'a ast::Declaration, ast: &'a ast::Summary, table: TableId, of: TableId) {
    let mut whole = blank(item, table, item.name.text.clone(), Definition::Grouping(ast));
    whole.about = About::default();
    (whole.ty, whole.origin) = (Some(Type::Text), Some(column(&item.name.text)));
    let Some(checked_by) = draft.add(whole, false) else { return };
    // Groupings and measures stand before what else is said of the groups: indices and scenarios of the summary.
    let others = draft.tables.get_mut(table.at()).map(|t| std::mem::take(&mut t.quantities)).unwrap_or_default();
    let mut keys = Vec::new();
    for name in &ast.by {
        let label = early(draft, of, &name.text);
        let ty = label.and_then(|id| draft.quantity(id)).and_then(|q| q.ty.clone());
        let about =
            label.and_then(|id| draft.quantity(id)).map(|q| About { label: q.about.label.clone(), ..About::default() });
        let mut key = place(table, name, item.span, Definition::Key);
        (key.ty, key.origin, key.about) = (ty, Some(column(&name.text)), about.unwrap_or_default());
        keys.extend(draft.add(key, true));
    }
    for measure in &ast.measures {
        let mut quantity = place(table, &measure.name, measure.span, Definition::Measure(ast, measure));
        quantity.about = about(&measure.about);
        quantity.printed = super::tables::decimals(draft, measure.printed.as_ref());
        draft.add(quantity, true);
    }
    if let Some(table) = draft.tables.get_mut(table.at()) {
        table.quantities.extend(others);
        table.key = match keys.as_slice() {
            [only] => *only,
            [] | [..] => checked_by,
        };
        table.summary = Some(Box::new(Summary { of: Some(of), checked_by, ..Summary::default() }));
    }
}

/// The quantity at the end of a path, where the types of its links are known already.
fn early(draft: &Draft<'_>, table: TableId, path: &str) -> Option<QuantityId> {
    if let Some(id) = draft.find(table, path) {
        return Some(id);
    }
    let (link, rest) = path.split_once('.')?;
    match draft.quantity(draft.find(table, link)?)?.ty {
        Some(Type::Link(to)) => early(draft, to, rest),
        Some(Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Member(_)) | None => None,
    }
}

/// What a run makes itself is a column like any other, except that no data provide it.
pub(super) fn column(header: &str) -> Origin {
    Origin::Column(ColumnSource {
        header: header.to_owned(),
        header_given: false,
        optional: true,
        tokens: Vec::new(),
        published_only: false,
        option: None,
    })
}

/// A quantity of which no more is known than its name.
pub(super) fn place<'a>(table: TableId, name: &ast::Name, span: Span, definition: Definition<'a>) -> QuantityDraft<'a> {
    let item = ast::Declaration {
        name: name.clone(),
        about: ast::About::default(),
        span,
        kind: Kind::Indicator(Box::default()),
    };
    blank(&item, table, name.text.clone(), definition)
}

/// What the groups of a summary depend on.
pub(super) fn needs_of_groups(draft: &Draft<'_>, table: TableId, ast: &ast::Summary, found: &mut Vec<Reference>) {
    let Some(of) = draft.table(table).and_then(|t| t.summary.as_ref()).and_then(|s| s.of) else { return };
    found.push(Reference::Included(of));
    ast.by.iter().for_each(|name| references(draft, of, &path_of(name), found));
    let options = ast.by.iter().filter_map(|name| draft.group(of, &name.text)).flatten();
    found.extend(options.copied().map(Reference::Quantity));
    ast.filter.iter().for_each(|filter| references(draft, of, filter, found));
}

/// What a column of a summary depends on: the groups.
pub(super) fn needs_of_key(draft: &Draft<'_>, table: TableId, found: &mut Vec<Reference>) {
    let groups = draft.table(table).and_then(|t| t.summary.as_ref()).filter(|s| s.of.is_some());
    found.extend(groups.map(|s| Reference::Quantity(s.checked_by)));
}

/// What a measure of a summary depends on.
pub(super) fn needs_of_measure(draft: &Draft<'_>, table: TableId, measure: &ast::Measure, found: &mut Vec<Reference>) {
    needs_of_key(draft, table, found);
    references(draft, table, &rewritten(draft, table, measure), found);
}

/// Checks what makes the groups of a summary.
pub(super) fn groupings(draft: &mut Draft<'_>, id: QuantityId, ast: &ast::Summary) {
    let Some(table) = draft.quantity(id).map(|q| q.table) else { return };
    let Some(of) = draft.table(table).and_then(|t| t.summary.as_ref()).and_then(|s| s.of) else { return };
    let filter = ast.filter.as_ref().map(|filter| condition(draft, Scope::rows_of(of), filter));
    let mut by = Vec::new();
    for name in &ast.by {
        let grouped = match options(draft, of, name) {
            Some(options) => chosen(draft, options, name).map(|(o, ty)| (GroupedBy::Options(o), ty)),
            None => check_expr(draft, Scope::rows_of(of), &path_of(name), None).map(|value| {
                let ty = value.ty.clone();
                (GroupedBy::Value(value), ty)
            }),
        };
        let key = draft.find(table, &name.text);
        if let Some(quantity) = key.and_then(|key| draft.quantities.get_mut(key.at())) {
            quantity.ty = grouped.as_ref().map(|(_, ty)| ty.clone());
        }
        by.push(grouped.zip(key).map(|((by, _), key)| Grouping { by, key }));
    }
    if let Some(second) = by.iter().flatten().filter(|g| matches!(g.by, GroupedBy::Options(_))).nth(1) {
        let span = draft.quantity(second.key).map(|q| q.name_span).unwrap_or_default();
        let message = "only one grouping of a summary can be a group of yes and no";
        let hint = "write two summaries, or filter one of them with `where`";
        draft.report(Diagnostic::error(Code::WrongArguments, span, message).hint(hint));
        by.push(None);
    }
    let by: Option<Vec<Grouping>> = by.into_iter().collect();
    match (by, filter) {
        (Some(by), filter @ (None | Some(Some(_)))) => {
            if let Some(summary) = draft.tables.get_mut(table.at()).and_then(|t| t.summary.as_mut()) {
                (summary.by, summary.filter) = (by, filter.flatten());
            }
        }
        (None, _) | (_, Some(None)) => {
            if let Some(quantity) = draft.quantities.get_mut(id.at()) {
                quantity.ty = None;
            }
        }
    }
}

/// The members of a named group, if a grouping is one.
fn options(draft: &Draft<'_>, of: TableId, name: &ast::Name) -> Option<Vec<QuantityId>> {
    if draft.find(of, &name.text).is_some() {
        return None;
    }
    draft.group(of, &name.text).map(<[QuantityId]>::to_vec)
}

/// The options of a multiple choice, and the type that names them.
fn chosen(draft: &mut Draft<'_>, options: Vec<QuantityId>, name: &ast::Name) -> Option<(Vec<QuantityId>, Type)> {
    let mut members: Vec<Member> = Vec::new();
    for id in &options {
        let quantity = draft.quantity(*id)?;
        // One whose own definition is broken has been reported.
        let ty = quantity.ty.as_ref()?;
        let short = quantity.name.rsplit('.').next().unwrap_or(&quantity.name).to_owned();
        if *ty != Type::YesNo {
            let found = draft.describe(ty);
            let message =
                format!("a summary goes by a group only where its members are yes or no, and `{short}` is {found}");
            draft.report(Diagnostic::error(Code::TypeMismatch, name.span, message));
            return None;
        }
        members.push(Member { name: short, about: quantity.about.clone(), number: members.len() as f64 });
    }
    if members.is_empty() || members.len() > super::scales::MOST_MEMBERS {
        let message = format!("a summary goes by a group of 1 to {} members", super::scales::MOST_MEMBERS);
        draft.report(Diagnostic::error(Code::TooMany, name.span, message));
        return None;
    }
    let about = About::default();
    let scale = Scale { name: name.text.clone(), about, ordered: false, counts_as_numbers: false, members };
    Some((options, Type::Member(super::scales::add(draft, scale))))
}

/// Checks a measure.
pub(super) fn measure(draft: &mut Draft<'_>, id: QuantityId, ast: &ast::Summary, measure: &ast::Measure) {
    let Some(table) = draft.quantity(id).map(|q| q.table) else { return };
    let sound = draft.table(table).and_then(|t| t.summary.as_ref()).is_some_and(|s| s.by.len() == ast.by.len());
    if !sound {
        return;
    }
    let name = measure.name.text.as_str();
    let declared = match &measure.ty {
        Some(ty) => {
            let item = ast::Declaration {
                name: measure.name.clone(),
                about: ast::About::default(),
                span: measure.span,
                kind: Kind::Indicator(Box::default()),
            };
            let Some(ty) = super::tables::resolve_type(draft, &item, ty) else { return };
            Some(ty)
        }
        None => None,
    };
    let formula = rewritten(draft, table, measure);
    let Some(checked) = check_expr(draft, Scope::rows_of(table), &formula, declared.as_ref()) else { return };
    let Some(ty) = super::formula::agree(draft, name, declared, &checked) else { return };
    let rounding = measure.rounded.as_ref().and_then(|written| super::index::rounded(draft, written));
    if let (Some(_), false) = (rounding, matches!(ty, Type::Number(_))) {
        let found = draft.describe(&ty);
        let message = format!("only numbers are rounded, and `{name}` is {found}");
        draft.report(Diagnostic::error(Code::TypeMismatch, checked.span, message));
        return;
    }
    if let Some(quantity) = draft.quantities.get_mut(id.at()) {
        quantity.ty = Some(ty);
        quantity.origin = Some(Origin::Formula(checked, rounding));
    }
}
