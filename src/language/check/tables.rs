//! Tables: keys, fields, indicators that are columns or formulas, groups, tokens, inline rows.

use super::about::about;
use super::declare::blank;
use std::cell::Cell;

use super::draft::{Definition, Draft, QuantityDraft};
use super::ranges::{bounds, goalposts};
use super::tokens::{self, own_tokens};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{ColumnSource, InlineRows, Origin, QuantityId, Table, TableId, TokenMeaning, Type, Unit};
use crate::source::Span;
use crate::syntax::ast::{self, Kind};

/// Types that are neither units nor declared.
const BASIC_TYPES: &[(&str, Type)] = &[("text", Type::Text), ("yes_no", Type::YesNo), ("date", Type::Date)];

/// Whether the name is that of a built-in type.
pub(super) fn is_basic_type(name: &str) -> bool {
    BASIC_TYPES.iter().any(|(n, _)| *n == name)
}

/// A table of which no more is known than its declaration's head.
pub(super) fn empty(item: &ast::Declaration) -> Table {
    Table {
        name: item.name.text.clone(),
        about: about(&item.about),
        key: QuantityId(0),
        keys: Vec::new(),
        quantities: Vec::new(),
        gates: Vec::new(),
        tokens: Vec::new(),
        inline: None,
        summary: None,
        span: item.span,
    }
}

/// The type that is written after `:`; a report if there is none of that name.
pub(super) fn resolve_type(draft: &mut Draft<'_>, item: &ast::Declaration, ty: &ast::TypeExpr) -> Option<Type> {
    let expr = match ty {
        ast::TypeExpr::OneOf(members, span) => {
            return Some(Type::Member(super::scales::categories(draft, item, members, *span)));
        }
        ast::TypeExpr::SeveralOf(_, span) => {
            super::several::misplaced(draft, item, *span);
            return None;
        }
        ast::TypeExpr::Named(expr) => expr,
    };
    if let [(name, 1)] = expr.factors.as_slice()
        && !draft.units.has(&name.text)
    {
        return named_type(draft, name);
    }
    match draft.units.resolve(expr) {
        Ok(unit) => Some(Type::Number(Some(unit))),
        Err(error) => {
            draft.report(error);
            None
        }
    }
}

/// What a type of a programming language or a spreadsheet is called here.
fn foreign_type(name: &str) -> Option<String> {
    let here = match name.to_lowercase().as_str() {
        "string" | "str" | "char" | "varchar" => "`text`",
        "bool" | "boolean" | "logical" => "`yes_no`",
        "int" | "integer" | "float" | "double" | "real" | "decimal" | "numeric" => {
            "`number`, or a unit such as `count`"
        }
        "datetime" | "timestamp" | "day" => "`date`",
        "percentage" | "pct" => "`percent`",
        "enum" | "category" | "categorical" | "factor" => "`one of { a, b }`",
        _ => return None,
    };
    Some(format!("here this type is called {here}"))
}

fn named_type(draft: &mut Draft<'_>, name: &ast::Name) -> Option<Type> {
    if let Some((_, ty)) = BASIC_TYPES.iter().find(|(n, _)| *n == name.text) {
        return Some(ty.clone());
    }
    if let Some(table) = draft.table_names.get(&name.text).copied() {
        let links =
            super::summary::links_to_data(draft, table, name) && super::keys::named_by_one(draft, table, name.span);
        return links.then_some(Type::Link(table));
    }
    if let Some(scale) = draft.scale_names.get(&name.text) {
        return Some(Type::Member(*scale));
    }
    let candidates: Vec<&str> = BASIC_TYPES
        .iter()
        .map(|(n, _)| *n)
        .chain(draft.table_names.keys().map(String::as_str))
        .chain(draft.scale_names.keys().map(String::as_str))
        .chain(draft.units.names())
        .collect();
    let hint = foreign_type(&name.text)
        .or_else(|| crate::diagnostic::nearest(&name.text, candidates).map(|near| format!("did you mean `{near}`?")));
    let hint = hint.unwrap_or_else(|| {
        format!("declare it: `unit {0} \"…\"`, `scale {0} {{ … }}` or `table {0} {{ … }}`", name.text)
    });
    let message = format!("there is no type, unit, scale or table `{}`", name.text);
    draft.report(Diagnostic::error(Code::UnknownName, name.span, message).hint(hint));
    None
}

/// Declares the columns of a table: key, fields, indicators and groups, in the order written.
pub(super) fn columns<'a>(draft: &mut Draft<'a>, item: &'a ast::Declaration, table: &'a ast::Table) {
    // Only the first table of a name was declared; a second one has been reported.
    let Some(id) = draft.table_names.get(&item.name.text).copied() else { return };
    if draft.table(id).is_none_or(|t| !same_place(t.span, item.span)) {
        return;
    }
    let table_tokens = tokens::tokens(draft, &table.tokens);
    match &table.key {
        None => {
            let message = format!("the table `{}` has no key", item.name.text);
            let hint = "write `key NAME`: the column that tells its rows apart";
            draft.report(Diagnostic::error(Code::TableNeeded, item.name.span, message).hint(hint));
        }
        Some(key) => {
            let all = std::iter::once(&**key).chain(&table.further_keys);
            let several = !table.further_keys.is_empty();
            let kind = if several { FieldKind::OneOfSeveralKeys } else { FieldKind::Key };
            let keys: Option<Vec<QuantityId>> = all
                .map(|key| if let Kind::Field(ast) = &key.kind { field(draft, id, key, ast, kind) } else { None })
                .collect();
            match keys.as_deref() {
                Some([only]) => draft.tables.get_mut(id.at()).into_iter().for_each(|table| table.key = *only),
                Some(keys) => super::keys::together(draft, id, key, keys),
                None => {}
            }
        }
    }
    for column in &table.columns {
        if let Kind::Field(ast) = &column.kind {
            field(draft, id, column, ast, FieldKind::Plain);
        } else if let Kind::Indicator(ast) = &column.kind {
            indicator(draft, id, column, ast);
        } else if let Kind::Indicators(ast) = &column.kind {
            group(draft, id, column, ast);
        }
    }
    let inline = table.rows.as_ref().map(inline_rows);
    if let Some(table) = draft.tables.get_mut(id.at()) {
        table.tokens = table_tokens;
        table.inline = inline;
    }
}

/// Whether two spans are one place; spans themselves compare equal always.
fn same_place(a: Span, b: Span) -> bool {
    (a.file, a.start, a.end) == (b.file, b.start, b.end)
}

fn inline_rows(grid: &ast::Grid) -> InlineRows {
    let text = |cell: &Option<ast::Text>| cell.as_ref().map(|t| t.text.clone());
    let place = |cell: &Option<ast::Text>| cell.as_ref().map_or(grid.span, |t| t.span);
    InlineRows {
        header: grid.header.iter().map(|n| n.text.clone()).collect(),
        rows: grid.rows.iter().map(|row| row.iter().map(text).collect()).collect(),
        spans: grid.rows.iter().map(|row| row.iter().map(place).collect()).collect(),
    }
}

/// What a field is to its table.
#[derive(Clone, Copy, PartialEq)]
enum FieldKind {
    /// What tells its rows apart.
    Key,
    /// What tells its rows apart together with others.
    OneOfSeveralKeys,
    /// Anything else.
    Plain,
}

fn field<'a>(
    draft: &mut Draft<'a>,
    table: TableId,
    item: &'a ast::Declaration,
    ast: &'a ast::Field,
    kind: FieldKind,
) -> Option<QuantityId> {
    let is_key = kind != FieldKind::Plain;
    if let (Some(ast::TypeExpr::SeveralOf(options, _)), false) = (&ast.ty, is_key) {
        let tokens = own_tokens(draft, item, &ast.tokens, Some(&Type::YesNo));
        let (from, optional) = (ast.from.as_ref(), ast.optional);
        let column = super::several::Column { from, optional, tokens, hidden: false, measures: None };
        super::several::declare(draft, table, item, options, &column);
        return None;
    }
    let mut quantity = blank(item, table, item.name.text.clone(), Definition::Done);
    quantity.ty = match &ast.ty {
        Some(ty) => resolve_type(draft, item, ty),
        None => Some(Type::Text),
    };
    let linked = matches!(quantity.ty, Some(Type::Link(_) | Type::Member(_)));
    if kind == FieldKind::Key && linked || is_key && quantity.ty == Some(Type::YesNo) {
        let found = quantity.ty.as_ref().map(|t| draft.describe(t)).unwrap_or_default();
        let kinds = if kind == FieldKind::Key { "a number or a date" } else { "a number, a date, a level or a link" };
        let message = format!("a key is a text, {kinds}, but `{}` is {found}", item.name.text);
        draft.report(Diagnostic::error(Code::TypeMismatch, item.name.span, message));
        quantity.ty = Some(Type::Text);
    }
    quantity.range = bounds(draft, ast.range.as_ref(), quantity.ty.as_ref());
    let own = own_tokens(draft, item, &ast.tokens, quantity.ty.as_ref());
    quantity.origin = Some(source(item, ast.from.as_ref(), ast.optional && !is_key, own));
    draft.add(quantity, true)
}

pub(super) fn source(
    item: &ast::Declaration,
    from: Option<&ast::Text>,
    optional: bool,
    tokens: Vec<(String, TokenMeaning)>,
) -> Origin {
    let header = from.map_or_else(|| item.name.text.clone(), |t| t.text.clone());
    Origin::Column(ColumnSource {
        header,
        header_given: from.is_some(),
        optional,
        tokens,
        published_only: false,
        option: None,
    })
}

/// Declares an indicator: a column, or a formula.
pub(super) fn indicator<'a>(
    draft: &mut Draft<'a>,
    table: TableId,
    item: &'a ast::Declaration,
    ast: &'a ast::Indicator,
) -> Option<QuantityId> {
    indicator_with(draft, table, item, ast, &Common::default())
}

/// What the indicators of a group have in common.
#[derive(Default)]
struct Common<'a> {
    ty: Option<&'a ast::TypeExpr>,
    better: Option<bool>,
    /// Of columns; none once it has been reported.
    range: Cell<Option<&'a ast::Range>>,
    tokens: tokens::Shared,
}

fn indicator_with<'a>(
    draft: &mut Draft<'a>,
    table: TableId,
    item: &'a ast::Declaration,
    ast: &'a ast::Indicator,
    common: &Common<'a>,
) -> Option<QuantityId> {
    let measures = super::concepts::measured(draft, ast.measures.as_ref());
    let written = ast.ty.as_ref().or(common.ty);
    if let (Some(ast::TypeExpr::SeveralOf(options, _)), None) = (written, &ast.formula) {
        let tokens = common.tokens.and_own(draft, item, &ast.tokens, Some(&Type::YesNo));
        let (from, hidden) = (ast.from.as_ref(), ast.hidden);
        let column = super::several::Column { from, optional: true, tokens, hidden, measures };
        super::several::declare(draft, table, item, options, &column);
        return None;
    }
    let mut quantity = blank(item, table, item.name.text.clone(), Definition::Done);
    quantity.higher_is_better = ast.better.map(|(higher, _)| higher).or(common.better);
    match (&ast.formula, written) {
        (Some(_), _) => {
            quantity.definition = Definition::Formula(ast);
            quantity.ty = None;
            let plain = ast.ty.as_ref().filter(|ty| !matches!(ty, ast::TypeExpr::SeveralOf(..)));
            let declared = plain.and_then(|ty| resolve_type(draft, item, ty));
            quantity.range = bounds(draft, ast.range.as_ref(), declared.as_ref());
            quantity.goalposts = goalposts(draft, ast.goalposts.as_ref(), declared.as_ref());
            column_clauses_of_formula(draft, item, ast);
        }
        (None, Some(ty)) => {
            quantity.ty = resolve_type(draft, item, ty);
            quantity.range = column_range(draft, ast, common, quantity.ty.as_ref());
            quantity.goalposts = goalposts(draft, ast.goalposts.as_ref(), quantity.ty.as_ref());
            let own = common.tokens.and_own(draft, item, &ast.tokens, quantity.ty.as_ref());
            quantity.origin = Some(source(item, ast.from.as_ref(), true, own));
        }
        (None, None) => {
            quantity.ty = Some(Type::Number(Some(Unit::default())));
            quantity.range = column_range(draft, ast, common, quantity.ty.as_ref());
            quantity.goalposts = goalposts(draft, ast.goalposts.as_ref(), quantity.ty.as_ref());
            let own = common.tokens.and_own(draft, item, &ast.tokens, quantity.ty.as_ref());
            quantity.origin = Some(source(item, ast.from.as_ref(), true, own));
        }
    }
    quantity.weight = super::weights::positive(draft, ast.weight.as_ref());
    quantity.printed = decimals(draft, ast.printed.as_ref());
    quantity.measures = measures;
    rounded_column(draft, &quantity, ast);
    let id = if ast.hidden { draft.add_hidden(quantity)? } else { draft.add(quantity, true)? };
    if let Some(target) = &ast.target {
        super::targets::declare(draft, table, item, target, id);
    }
    Some(id)
}

/// `from` and `token` are about columns; a formula reads none.
fn column_clauses_of_formula(draft: &mut Draft<'_>, item: &ast::Declaration, ast: &ast::Indicator) {
    let place = ast.from.as_ref().map(|f| f.span).or(ast.tokens.first().and_then(|t| t.texts.first()).map(|t| t.span));
    if let Some(span) = place {
        let message = format!("`{}` is a formula, so it is not read from a column", item.name.text);
        draft.report(
            Diagnostic::error(Code::WrongKind, span, message).hint("leave this clause out, or the formula after `=`"),
        );
    }
}

/// The range of a column: its own, or that of its group.
fn column_range(
    draft: &mut Draft<'_>,
    ast: &ast::Indicator,
    common: &Common<'_>,
    ty: Option<&Type>,
) -> (Option<f64>, Option<f64>) {
    let told = draft.diagnostics.len();
    let range = bounds(draft, ast.range.as_ref().or(common.range.get()), ty);
    if ast.range.is_none() && draft.diagnostics.len() > told {
        common.range.set(None);
    }
    range
}

/// `rounded` is for computed values: data is shown with `printed` and never changed.
fn rounded_column(draft: &mut Draft<'_>, quantity: &QuantityDraft<'_>, ast: &ast::Indicator) {
    if let (Some(rounded), None) = (&ast.rounded, &ast.formula) {
        let message = format!("`{}` is read from the data, which is not rounded", quantity.name);
        draft.report(
            Diagnostic::error(Code::WrongKind, rounded.decimals.span, message)
                .hint("write `printed N` to show fewer decimals, or an indicator with `= round(…)`"),
        );
    }
}

/// Declares the indicators of a group, and the group's name.
pub(super) fn group<'a>(
    draft: &mut Draft<'a>,
    table: TableId,
    item: &'a ast::Declaration,
    group: &'a ast::IndicatorGroup,
) {
    let mut members = Vec::new();
    let better = group.better.map(|(higher, _)| higher);
    let range = Cell::new(group.range.as_ref());
    let common = Common { ty: group.ty.as_ref(), better, range, tokens: tokens::Shared::new(draft, &group.tokens) };
    for inner in &group.items {
        if let Kind::Indicator(ast) = &inner.kind {
            members.extend(indicator_with(draft, table, inner, ast, &common));
        }
    }
    name_group(draft, table, &item.name, members);
}

/// Gives a group its name, if it has one.
pub(super) fn name_group(draft: &mut Draft<'_>, table: TableId, name: &ast::Name, members: Vec<QuantityId>) {
    if name.text.is_empty() {
        return;
    }
    if draft.group(table, &name.text).is_some() || draft.find(table, &name.text).is_some() {
        let message = format!("`{}` is declared twice in table `{}`", name.text, draft.table_name(table));
        draft.report(Diagnostic::error(Code::DuplicateName, name.span, message));
        return;
    }
    if let Some(groups) = draft.groups.get_mut(table.at()) {
        groups.insert(name.text.clone(), members);
    }
}

/// A number of decimals, 0 to 15.
pub(super) fn decimals(draft: &mut Draft<'_>, number: Option<&ast::Number>) -> Option<u8> {
    let number = number?;
    if number.value.fract() != 0.0 || !(0.0..=15.0).contains(&number.value) || number.percent {
        let message = format!("a number of decimals is a whole number from 0 to 15, not {}", number.value);
        draft.report(Diagnostic::error(Code::InvalidNumber, number.span, message));
        return None;
    }
    Some(number.value as u8)
}
