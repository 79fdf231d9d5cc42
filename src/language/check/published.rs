//! Printed results to be reproduced.

use super::about::about;
use super::declare::{blank, find_table};
use super::draft::{Definition, Draft};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::program::{ColumnSource, Origin, Published, PublishedCheck, QuantityId, TableId, Type};
use crate::syntax::ast::{self, Check, Kind};

/// Checks all `published` declarations; adds the columns that hold what was printed.
pub(super) fn check<'a>(draft: &mut Draft<'a>, items: &'a [ast::Declaration]) -> Vec<Published> {
    let mut all: Vec<Published> = Vec::new();
    for item in items {
        let Kind::Published(ast) = &item.kind else { continue };
        let about = about(&item.about);
        let name = match (&*item.name.text, &about.label) {
            ("", Some(label)) => label.clone(),
            (name, _) => name.to_owned(),
        };
        if !item.name.text.is_empty() && all.iter().any(|p| p.name == name) {
            let message = format!("the published results `{name}` are declared twice");
            let error = Diagnostic::error(Code::DuplicateName, item.name.span, message);
            draft.report(error.hint("give one of the two another name"));
            continue;
        }
        let table = match &ast.table {
            Some(table) => match find_table(draft, table) {
                Some(table) => Some(table),
                None => continue,
            },
            None => None,
        };
        let mut checks = Vec::new();
        for check in &ast.checks {
            match super::printed_values::of_groups(draft, check) {
                Some(found) => checks.extend(found),
                None => checks.extend(one(draft, item, table, &name, check)),
            }
        }
        if ast.checks.is_empty() {
            let message = "nothing published is given";
            let hint = "write `INDEX from \"column\" to 1 decimal`, `SCENARIO: outcome 3, outcome 14`, \
                        or a sum such as `89 + 21 + 9 = 118`";
            draft.report(Diagnostic::error(Code::PartsMissing, item.name.span, message).hint(hint));
        }
        all.push(Published { name, about, checks, span: item.span });
    }
    all
}

fn one<'a>(
    draft: &mut Draft<'a>,
    item: &'a ast::Declaration,
    table: Option<TableId>,
    published: &str,
    check: &'a Check,
) -> Option<PublishedCheck> {
    match check {
        Check::Column { name, from, decimals, span } => {
            let id = find(draft, table, name)?;
            let (of, ty) = draft.quantity(id).map(|q| (q.table, q.ty.clone()))?;
            let ty = ty?;
            let mut column = blank(item, of, format!("{published}.{}", name.text), Definition::Done);
            column.ty = Some(ty);
            column.name_span = from.span;
            column.origin = Some(Origin::Column(ColumnSource {
                header: from.text.clone(),
                header_given: true,
                optional: true,
                tokens: Vec::new(),
                published_only: true,
                option: None,
            }));
            let printed = draft.add(column, false)?;
            let decimals = super::tables::decimals(draft, decimals.as_ref());
            Some(PublishedCheck::Column { quantity: id, printed, decimals, span: *span })
        }
        Check::Value { .. } => super::printed_values::value(draft, check),
        Check::Counts { name, decimals: Some(decimals), .. } if !super::printed_values::is_measure(draft, name) => {
            let message = "counts of outcomes have no decimals";
            draft.report(Diagnostic::error(Code::WrongArguments, decimals.span, message));
            None
        }
        Check::Counts { name, counts, span, decimals: _ } => {
            let id = find(draft, table, name)?;
            let ty = draft.quantity(id)?.ty.clone()?;
            let Type::Member(scale) = ty else {
                let found = draft.describe(&ty);
                let message = format!("only scenarios and categories are counted, and `{}` is {found}", name.text);
                let hint = format!("for printed values write `{} from \"column\" to 1 decimal`", name.text);
                draft.report(Diagnostic::error(Code::WrongKind, name.span, message).hint(hint));
                return None;
            };
            let scale = draft.scale(scale)?.clone();
            let mut members = Vec::new();
            for (outcome, count) in counts {
                match super::scales::member(&scale, &outcome.text) {
                    Some(member) => members.push((member, count.value)),
                    None => {
                        let message = format!("`{}` has no outcome `{}`", name.text, outcome.text);
                        let hint = did_you_mean(&outcome.text, scale.members.iter().map(|m| m.name.as_str()));
                        draft.report(Diagnostic::error(Code::UnknownName, outcome.span, message).maybe_hint(hint));
                    }
                }
            }
            Some(PublishedCheck::Counts { scenario: id, counts: members, span: *span })
        }
    }
}

/// The quantity that was published: of the table named, or of the only table that has one of this name.
fn find(draft: &mut Draft<'_>, table: Option<TableId>, name: &ast::Name) -> Option<QuantityId> {
    let tables: Vec<TableId> = match table {
        Some(table) => vec![table],
        None => (0..draft.tables.len()).map(|i| TableId(i as u32)).collect(),
    };
    let hits: Vec<QuantityId> = tables.iter().filter_map(|t| draft.find(*t, &name.text)).collect();
    match hits.as_slice() {
        [only] => Some(*only),
        [] => {
            let message = format!("there is no index, indicator or scenario `{}`", name.text);
            let known =
                tables.iter().filter_map(|t| draft.names.get(t.at())).flat_map(|n| n.keys().map(String::as_str));
            let hint = did_you_mean(&name.text, known.collect::<Vec<_>>());
            draft.report(Diagnostic::error(Code::UnknownName, name.span, message).maybe_hint(hint));
            None
        }
        [..] => {
            let message = format!("several tables have `{}`", name.text);
            let hint = "say which table is meant: `published … of TABLE`";
            draft.report(Diagnostic::error(Code::AmbiguousName, name.span, message).hint(hint));
            None
        }
    }
}
