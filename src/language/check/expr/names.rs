//! Names in expressions: columns, indices, parameters, levels and categories, links.

use super::Scope;
use crate::check::draft::Draft;
use crate::diagnostic::{Code, Diagnostic, did_you_mean, list};
use crate::program::{Expr, ExprKind, QuantityId, TableId, Type};
use crate::source::Span;
use crate::syntax::ast;

/// What a name stands for.
pub(super) fn name(draft: &mut Draft<'_>, scope: Scope, name: &ast::Name, expected: Option<&Type>) -> Option<Expr> {
    if let Some(part) = draft.part_here(&name.text) {
        return Some(Expr { kind: ExprKind::Quantity(part.0), ty: Type::Number(Some(part.1)), span: name.span });
    }
    let quantity = draft.find(scope.table, &name.text);
    if let Some(Type::Member(id)) = expected {
        let same_scale = quantity.and_then(|q| draft.quantity(q)).and_then(|q| q.ty.as_ref()) == expected;
        let member = draft.scale(*id).and_then(|s| crate::check::scales::member(s, &name.text));
        if let (Some(member), false) = (member, same_scale) {
            return Some(Expr { kind: ExprKind::Member(member), ty: Type::Member(*id), span: name.span });
        }
    }
    if let Some(id) = quantity {
        return value_of(draft, id, name.span);
    }
    if let Some(id) = draft.parameter_names.get(&name.text) {
        let ty = draft.parameters.get(id.at())?.ty.clone();
        return Some(Expr { kind: ExprKind::Parameter(*id), ty, span: name.span });
    }
    if !draft.broken_parameters.contains(&name.text) {
        unknown(draft, scope, name, expected);
    }
    None
}

/// The value of a quantity in the current row; silent if its own definition is broken.
pub(super) fn value_of(draft: &Draft<'_>, id: QuantityId, span: Span) -> Option<Expr> {
    let ty = draft.quantity(id)?.ty.clone()?;
    Some(Expr { kind: ExprKind::Quantity(id), ty, span })
}

/// Says that nothing has this name, as helpfully as possible.
fn unknown(draft: &mut Draft<'_>, scope: Scope, name: &ast::Name, expected: Option<&Type>) {
    let text = name.text.as_str();
    let table = draft.table_name(scope.table);
    if let Some(Type::Member(id)) = expected
        && let Some(scale) = draft.scale(*id)
    {
        let what = if scale.ordered { "level" } else { "category" };
        let message = format!("`{}` has no {what} `{text}`", scale.name);
        let members = || scale.members.iter().map(|m| m.name.as_str());
        let hint = did_you_mean(text, members()).unwrap_or_else(|| format!("it has {}", list(members())));
        draft.report(Diagnostic::error(Code::UnknownName, name.span, message).hint(hint));
        return;
    }
    if let Some(first) = draft.group(scope.table, text).and_then(|g| draft.quantity(*g.first()?))
        && first.ty == Some(Type::YesNo)
    {
        let message = format!("`{text}` is a group of values, each yes or no, and not one value");
        let hint = format!("ask for one of them, `{}`, or how many hold, `count({text})`", first.name);
        draft.report(Diagnostic::error(Code::WrongKind, name.span, message).hint(hint));
        return;
    }
    if draft.group(scope.table, text).is_some() {
        let message = format!("`{text}` is a group of indicators, not one value");
        let hint = format!("put its values together, `mean({text})` or `sum({text})`");
        draft.report(Diagnostic::error(Code::WrongKind, name.span, message).hint(hint));
        return;
    }
    if draft.table_names.contains_key(text) {
        let message = format!("`{text}` is a table, not a value");
        let hint = format!("say what of its rows is meant: `count({text})`, `mean({text}.…)`, `max(… over {text})`");
        draft.report(Diagnostic::error(Code::WrongKind, name.span, message).hint(hint));
        return;
    }
    let elsewhere = draft.names.iter().enumerate().filter(|(_, names)| names.contains_key(text));
    let mut elsewhere =
        elsewhere.map(|(i, _)| TableId(i as u32)).filter(|t| !super::summaries::is_key(draft, *t, text));
    if let Some(other) = elsewhere.next() {
        drop(elsewhere);
        if super::summaries::many_rows(draft, scope.table, other, name) {
            return;
        }
        let other_name = draft.table_name(other);
        let link = link_to(draft, scope.table, other);
        let message = format!("`{text}` belongs to table `{other_name}`, and this is about the rows of `{table}`");
        let hint = match link {
            Some(field) => format!("follow the link: `{field}.{text}`"),
            None => {
                format!("link the tables with `field … : {other_name}`, or aggregate: `mean({text} over {other_name})`")
            }
        };
        draft.report(Diagnostic::error(Code::UnknownName, name.span, message).hint(hint));
        return;
    }
    let member_of = draft.scales.iter().find(|s| s.members.iter().any(|m| m.name == text));
    if let Some(scale) = member_of {
        let message = format!("`{text}` belongs to `{}`, which nothing here is compared with", scale.name);
        let hint = format!("compare it with a value of `{}`, as in `x is {text}`", scale.name);
        draft.report(Diagnostic::error(Code::UnknownName, name.span, message).hint(hint));
        return;
    }
    let message = format!("nothing here is called `{text}`");
    let hint = if !draft.suggests() {
        None
    } else {
        let listed = draft.table(scope.table).map(|t| t.quantities.as_slice()).unwrap_or_default();
        let known = listed.iter().filter_map(|id| draft.quantity(*id)).map(|q| q.name.as_str());
        // A question of another step of a journey goes by its full name.
        if let Some(full) = known.clone().find(|name| name.strip_suffix(text).is_some_and(|rest| rest.ends_with('.'))) {
            let hint = format!("did you mean `{full}`?");
            draft.report(Diagnostic::error(Code::UnknownName, name.span, message).hint(hint));
            return;
        }
        let parameters = draft.parameter_names.keys().map(String::as_str);
        let groups = draft.groups.get(scope.table.at()).into_iter().flat_map(|g| g.keys().map(String::as_str));
        did_you_mean(text, known.chain(parameters).chain(groups))
    };
    draft.report(
        Diagnostic::error(Code::UnknownName, name.span, message)
            .label(format!("not in table `{table}`"))
            .maybe_hint(hint),
    );
}

/// The field of `from` that links to `to`, if there is exactly one.
pub(in crate::check) fn link_to(draft: &Draft<'_>, from: TableId, to: TableId) -> Option<String> {
    let mut links = links(draft, from, to);
    match (links.next(), links.next()) {
        (Some(id), None) => draft.quantity(id).map(|q| q.name.clone()),
        (Some(_) | None, Some(_)) | (None, None) => None,
    }
}

/// The fields of `from` that link to `to`.
pub(super) fn links<'d>(draft: &'d Draft<'_>, from: TableId, to: TableId) -> impl Iterator<Item = QuantityId> + 'd {
    let ids = draft.table(from).map(|t| t.quantities.as_slice()).unwrap_or_default();
    ids.iter().copied().filter(move |id| draft.quantity(*id).is_some_and(|q| q.ty == Some(Type::Link(to))))
}

/// `region.foreign_activity`, `hdi.health`, and inside an aggregate `members.turnover`.
pub(super) fn member(
    draft: &mut Draft<'_>,
    scope: Scope,
    base: &ast::Expr,
    name: &ast::Name,
    span: Span,
) -> Option<Expr> {
    if let Some(path) = dotted(base) {
        let full = format!("{path}.{}", name.text);
        if let Some(id) = draft.find(scope.table, &full) {
            return value_of(draft, id, span);
        }
        let of_itself = |path: &str| {
            let table = draft.table_name(scope.table);
            scope.by_name && draft.find(scope.table, path).is_none() && path.split('.').next() == Some(&table)
        };
        if path == draft.table_name(scope.table) && of_itself(&path) {
            return self::name(draft, scope, name, None);
        }
        // `answers.goals.markets` inside an aggregate over `answers`.
        if of_itself(&path)
            && let Some(id) = full.split_once('.').and_then(|(_, rest)| draft.find(scope.table, rest))
        {
            return value_of(draft, id, span);
        }
        if let Some(found) = behind_link(draft, scope, base, &path, name, span) {
            return Some(found);
        }
    }
    if let Some(found) = super::summaries::member(draft, scope, base, name, span) {
        return found;
    }
    if let ast::ExprKind::Name(root) = &base.kind
        && draft.find(scope.table, &root.text).is_none()
        && draft.table_names.contains_key(&root.text)
    {
        let message = format!("`{}` is a table of many rows", root.text);
        let years = draft.table_names.get(&root.text).and_then(|t| crate::check::keys::entity_and_year(draft, *t));
        let hint = match years {
            Some(_) => format!("say which year is meant: `{0}.{1} at 2020`, `latest({0}.{1})`", root.text, name.text),
            None => format!("say how its values become one: `sum({0}.{1})`, `mean({0}.{1})`", root.text, name.text),
        };
        draft.report(Diagnostic::error(Code::WrongKind, root.span, message).hint(hint));
        return None;
    }
    let base = super::check(draft, scope, base, None)?;
    let Type::Link(table) = base.ty else { return no_link(draft, &base, name) };
    if rows_behind(draft, table, name) {
        return None;
    }
    let target = self::name(draft, Scope::rows_of(table), name, None)?;
    let ty = target.ty.clone();
    Some(Expr { kind: ExprKind::Follow { link: Box::new(base), target: Box::new(target) }, ty, span })
}

/// Says of `region.firms`, and of `regions("Alba").firms`, that these are many rows, whose values become one elsewhere.
fn rows_behind(draft: &mut Draft<'_>, table: TableId, name: &ast::Name) -> bool {
    let Some(many) = draft.table_names.get(&name.text).copied() else { return false };
    if draft.find(table, &name.text).is_some() || links(draft, many, table).next().is_none() {
        return false;
    }
    let (here, many_name) = (draft.table_name(table), &name.text);
    let value = match crate::check::keys::entity_and_year(draft, many) {
        Some(_) => format!("{many_name}.… at 2020"),
        None => format!("mean({many_name}.…)"),
    };
    let message = format!("many rows of `{many_name}` belong to one of `{here}`");
    let hint = format!("declare the value of one there, `indicator NAME of {here} = {value}`, and write `.NAME` here");
    draft.report(Diagnostic::error(Code::WrongKind, name.span, message).hint(hint));
    true
}

/// `link.goals.markets`: what has a name with a point in the linked row.
fn behind_link(
    draft: &Draft<'_>,
    scope: Scope,
    base: &ast::Expr,
    path: &str,
    name: &ast::Name,
    span: Span,
) -> Option<Expr> {
    let (root, rest) = path.split_once('.')?;
    let link = value_of(draft, draft.find(scope.table, root)?, base.span)?;
    let Type::Link(table) = link.ty else { return None };
    draft.find(table, rest).is_none().then_some(())?;
    let target = value_of(draft, draft.find(table, &format!("{rest}.{}", name.text))?, span)?;
    let ty = target.ty.clone();
    Some(Expr { kind: ExprKind::Follow { link: Box::new(link), target: Box::new(target) }, ty, span })
}

/// Something after a point, of something that is no link: perhaps a nested index of a linked row, otherwise a mistake.
fn no_link(draft: &mut Draft<'_>, base: &Expr, name: &ast::Name) -> Option<Expr> {
    let (link, quantity) = followed(base);
    let known = quantity.and_then(|id| draft.quantity(id)).map(|q| (q.table, q.name.clone()));
    if let Some((table, of)) = &known
        && let Some(id) = draft.find(*table, &format!("{of}.{}", name.text))
        && let Some(link) = link
    {
        let target = Box::new(value_of(draft, id, name.span)?);
        let ty = target.ty.clone();
        let link = Box::new(link.clone());
        return Some(Expr { kind: ExprKind::Follow { link, target }, ty, span: base.span.to(name.span) });
    }
    let found = draft.describe(&base.ty);
    let nested: Vec<String> = known
        .map(|(table, of)| {
            let prefix = format!("{of}.");
            let names = draft.names.get(table.at()).into_iter().flat_map(|n| n.keys());
            names.filter_map(|n| n.strip_prefix(&prefix).map(str::to_owned)).collect()
        })
        .unwrap_or_default();
    let error = if nested.is_empty() {
        let message = format!("`.{}` needs a link before the point, and this is {found}", name.text);
        Diagnostic::error(Code::WrongKind, base.span, message)
            .hint("a link is a field whose type is a table: `field region : regions`")
    } else {
        let message = format!("this index has no part `{}` of its own", name.text);
        Diagnostic::error(Code::UnknownName, name.span, message)
            .maybe_hint(did_you_mean(&name.text, nested.iter().map(String::as_str)))
    };
    draft.report(error);
    None
}

/// The link that an expression follows, if it does, and the quantity that it reads.
fn followed(base: &Expr) -> (Option<&Expr>, Option<QuantityId>) {
    if let ExprKind::Quantity(id) = &base.kind {
        return (None, Some(*id));
    }
    if let ExprKind::Follow { link, target } = &base.kind
        && let ExprKind::Quantity(id) = &target.kind
    {
        return (Some(link), Some(*id));
    }
    (None, None)
}

/// `a.b.c` as one text, if the expression is nothing but names.
pub(super) fn dotted(expr: &ast::Expr) -> Option<String> {
    if let ast::ExprKind::Member(base, name) = &expr.kind {
        return dotted(base).map(|b| format!("{b}.{}", name.text));
    }
    if let ast::ExprKind::Name(name) = &expr.kind { Some(name.text.clone()) } else { None }
}
