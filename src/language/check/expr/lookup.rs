//! `services("Factoring")`: a row of a table, known by its key.

use super::{Scope, check};
use crate::check::draft::Draft;
use crate::diagnostic::{Code, Diagnostic, known_keys};
use crate::program::{CompareOp, Expr, ExprKind, Origin, TableId, Type, Value};
use crate::source::Span;
use crate::syntax::ast;

/// The table whose row a call looks up, if it does.
pub(super) fn table(draft: &Draft<'_>, call: &ast::Call) -> Option<TableId> {
    draft.table_names.get(&call.name.text).copied()
}

/// The row with a key: a link.
pub(super) fn row(draft: &mut Draft<'_>, scope: Scope, call: &ast::Call, table: TableId, span: Span) -> Option<Expr> {
    if !crate::check::keys::named_by_one(draft, table, call.name.span) {
        return None;
    }
    let name = &call.name.text;
    let rows_named = call.over.is_some() || !call.within.is_empty() || call.filter.is_some();
    let [argument] = call.arguments.as_slice() else {
        let message = format!("a row of `{name}` is looked up by its key, which is one value");
        draft.report(Diagnostic::error(Code::WrongArguments, span, message).hint(example(draft, table)));
        return None;
    };
    if rows_named || call.weighted_by.is_some() || call.via.is_some() {
        let message =
            format!("`{name}(…)` looks up one row, so that `over`, `within` and `where` have no meaning here");
        draft.report(Diagnostic::error(Code::WrongArguments, span, message).hint(example(draft, table)));
        return None;
    }
    if let ast::ExprKind::Name(given) = &argument.kind {
        if let Some(row) = by_member(draft, scope, given, table, span) {
            return row;
        }
        let parameter = draft.parameter_names.get(&given.text).and_then(|id| draft.parameters.get(id.at()));
        let hint = match parameter {
            Some(p) if p.ty == Type::Link(table) => format!("`{0}` is a row already: write `{0}.…`", given.text),
            Some(_) => {
                format!("declare it as a row of the table, `parameter {0} : {name}`, and write `{0}.…`", given.text)
            }
            None => match draft.find(scope.table, &given.text).and_then(|id| draft.quantity(id)) {
                Some(q) if q.ty == Some(Type::Link(table)) => {
                    format!("`{0}` is a row already: write `{0}.…`", given.text)
                }
                Some(q) if q.ty == Some(Type::Text) && matches!(q.origin, Some(Origin::Column(_))) => {
                    format!("declare the column as a link, `field {0} : {name}`, and write `{0}.…`", given.text)
                }
                Some(_) => "let a scenario say which row it is: its outcomes are then the keys".to_owned(),
                None => format!("write the key in quotes: `{name}(\"{}\")`", given.text),
            },
        };
        let message = format!(
            "a row of `{name}` is looked up by a fixed key, a category, a level or an outcome, and `{}` is none",
            given.text
        );
        draft.report(Diagnostic::error(Code::NotConstant, argument.span, message).hint(hint));
        return None;
    }
    let ty = key_type(draft, table)?;
    let key = check(draft, scope, argument, Some(&ty))?;
    let fits = key.ty == ty || matches!((&key.ty, &ty), (Type::Number(_), Type::Number(_)));
    if !fits {
        let (want, got) = (draft.describe(&ty), draft.describe(&key.ty));
        let message = format!("the keys of `{name}` are each {want}, and this is {got}");
        draft.report(Diagnostic::error(Code::TypeMismatch, argument.span, message).hint(example(draft, table)));
        return None;
    }
    let value = if let ExprKind::Number(x) = &key.kind {
        Value::Number(*x)
    } else if let ExprKind::Text(text) = &key.kind {
        Value::Text(text.clone())
    } else {
        let message = format!("a row of `{name}` is looked up by a fixed key");
        draft.report(Diagnostic::error(Code::NotConstant, argument.span, message).hint(example(draft, table)));
        return None;
    };
    if let Some(error) = unknown(draft, table, &value, argument.span) {
        draft.report(error);
        return None;
    }
    Some(Expr { kind: key.kind, ty: Type::Link(table), span })
}

/// `stages(stage)`: the row whose key is the level, category or outcome that the value has. `None` if it is no such value.
fn by_member(
    draft: &mut Draft<'_>,
    scope: Scope,
    given: &ast::Name,
    table: TableId,
    span: Span,
) -> Option<Option<Expr>> {
    let found = draft.quantity(draft.find(scope.table, &given.text)?)?;
    let Some(Type::Member(scale)) = found.ty else { return found.ty.is_none().then_some(None) };
    if key_type(draft, table) != Some(Type::Text) {
        return None;
    }
    let members: Vec<String> = draft.scale(scale)?.members.iter().map(|m| m.name.clone()).collect();
    let Some(value) = super::names::name(draft, scope, given, None) else { return Some(None) };
    let mut row: Option<Expr> = None;
    for (at, member) in members.into_iter().enumerate().rev() {
        let key = Value::Text(member.clone());
        if let Some(error) = unknown(draft, table, &key, given.span) {
            draft.report(error.label(format!("`{}` may be `{member}`", given.text)));
            return Some(None);
        }
        let this = Expr { kind: ExprKind::Text(member), ty: Type::Link(table), span };
        row = Some(match row {
            None => this,
            Some(other) => {
                let member = Expr { kind: ExprKind::Member(u8::try_from(at).ok()?), ty: value.ty.clone(), span };
                let is = ExprKind::Compare(CompareOp::Is, Box::new(value.clone()), Box::new(member));
                let is = Expr { kind: is, ty: Type::YesNo, span };
                let kind = ExprKind::If(Box::new(is), Box::new(this), Box::new(other));
                Expr { kind, ty: Type::Link(table), span }
            }
        });
    }
    Some(row)
}

/// The type of a table's keys.
fn key_type(draft: &Draft<'_>, table: TableId) -> Option<Type> {
    draft.quantity(draft.table(table)?.key)?.ty.clone()
}

/// What to say of a key that the rows written in the policy do not have. Of rows in data files nothing is known yet.
fn unknown(draft: &Draft<'_>, table: TableId, key: &Value, span: Span) -> Option<Diagnostic> {
    let declared = draft.table(table)?;
    let header = match &draft.quantity(declared.key)?.origin {
        Some(Origin::Column(source)) => source.header.clone(),
        Some(_) | None => return None,
    };
    let known = declared.inline.as_ref()?.keys(&header)?;
    let (shown, found) = match key {
        Value::Text(text) => (text.clone(), known.iter().any(|k| k.trim() == text)),
        Value::Number(x) if key_type(draft, table) != Some(Type::Date) => {
            (x.to_string(), known.iter().any(|k| k.trim().parse() == Ok(*x)))
        }
        Value::Number(_) | Value::YesNo(_) | Value::Member(_) | Value::Missing(_) => return None,
    };
    if found {
        return None;
    }
    let message = format!("table `{}` has no row `{shown}`", declared.name);
    let hint = known_keys(&shown, known.iter().copied(), known.len());
    Some(Diagnostic::error(Code::KeyUnknown, span, message).hint(hint).related(declared.span, "the table"))
}

fn example(draft: &Draft<'_>, table: TableId) -> String {
    let name = draft.table_name(table);
    match key_type(draft, table) {
        Some(Type::Text) | None => format!("write `{name}(\"key\").field`"),
        Some(Type::Date) => format!("write `{name}(2015-06-30).field`"),
        Some(Type::Number(_) | Type::YesNo | Type::Member(_) | Type::Link(_)) => format!("write `{name}(1).field`"),
    }
}

/// The key that a parameter's default names, as a row of the table.
pub(crate) fn of_row(draft: &mut Draft<'_>, ast: &ast::Expr, table: TableId) -> Option<(Value, Type)> {
    let ty = key_type(draft, table)?;
    let (value, found) = super::constant(draft, ast, Some(&ty))?;
    let fits = found == ty || matches!((&found, &ty), (Type::Number(_), Type::Number(_)));
    if !fits {
        let (want, got, name) = (draft.describe(&ty), draft.describe(&found), draft.table_name(table));
        let message = format!("the keys of `{name}` are each {want}, and this is {got}");
        draft.report(Diagnostic::error(Code::TypeMismatch, ast.span, message));
        return None;
    }
    if let Some(error) = unknown(draft, table, &value, ast.span) {
        draft.report(error);
        return None;
    }
    Some((value, Type::Link(table)))
}
