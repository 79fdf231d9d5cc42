//! `several of { markets, knowledge }`: a named group of yes or no, one for each option.

use super::declare::blank;
use super::draft::{Definition, Draft};
use super::tables::{name_group, source};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{About, ConceptId, ListedOption, Origin, TableId, TokenMeaning, Type};
use crate::source::Span;
use crate::syntax::ast;

/// What the declaration says of its column.
pub(super) struct Column<'a> {
    /// `from "header"`
    pub from: Option<&'a ast::Text>,
    /// Whether a cell may be missing.
    pub optional: bool,
    /// Cells that mean a kind of missing.
    pub tokens: Vec<(String, TokenMeaning)>,
    /// Whether results do not list it.
    pub hidden: bool,
    /// What it is meant to measure.
    pub measures: Option<ConceptId>,
}

/// Declares the options as columns, and the group under the declaration's name.
pub(super) fn declare<'a>(
    draft: &mut Draft<'a>,
    table: TableId,
    item: &'a ast::Declaration,
    options: &'a [(ast::Name, Option<ast::Text>)],
    column: &Column<'_>,
) {
    let label = |label: &Option<ast::Text>| label.as_ref().map(|t| t.text.clone());
    let all: std::sync::Arc<[_]> = options.iter().map(|(name, text)| (name.text.clone(), label(text))).collect();
    let list = column.from.map_or_else(|| item.name.text.clone(), |t| t.text.clone());
    let mut members = Vec::new();
    for (at, (name, text)) in options.iter().enumerate() {
        let full = format!("{}.{}", item.name.text, name.text);
        let mut quantity = blank(item, table, full, Definition::Done);
        let sources = std::mem::take(&mut quantity.about.sources);
        quantity.about = About { label: label(text), sources, ..About::default() };
        quantity.name_span = name.span;
        quantity.ty = Some(Type::YesNo);
        quantity.measures = column.measures;
        let mut origin = source(item, column.from, column.optional, column.tokens.clone());
        if let Origin::Column(found) = &mut origin {
            found.header = format!("{list}.{}", name.text);
            found.option = Some(ListedOption { list: list.clone(), at, options: all.clone() });
        }
        quantity.origin = Some(origin);
        members.extend(if column.hidden { draft.add_hidden(quantity) } else { draft.add(quantity, true) });
    }
    name_group(draft, table, &item.name, members);
}

/// Only columns and questions have several values.
pub(super) fn misplaced(draft: &mut Draft<'_>, item: &ast::Declaration, span: Span) {
    let message = format!("`{}` has one value, and `several of` is for columns and questions", item.name.text);
    let hint = "write `one of { … }`, or a field or an indicator without formula";
    draft.report(Diagnostic::error(Code::WrongKind, span, message).hint(hint));
}
