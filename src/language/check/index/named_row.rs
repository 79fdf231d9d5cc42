//! `normalise ratio to "Austria"`: the row with which all others are compared, told by its key or keys.

use crate::check::draft::Draft;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{QuantityId, TableId, Type};
use crate::source::Span;
use crate::syntax::ast::{self, Number, Term, Text};

/// A key as it is given after `to`.
pub(super) enum Given<'a> {
    Text(&'a Text),
    Number(&'a Number),
}

impl Given<'_> {
    /// Its place.
    pub fn span(&self) -> Span {
        match self {
            Given::Text(text) => text.span,
            Given::Number(number) => number.span,
        }
    }

    /// As it is written.
    pub fn shown(&self) -> String {
        match self {
            Given::Text(text) => format!("\"{}\"", text.text),
            Given::Number(number) => number.value.to_string(),
        }
    }

    /// Whether a key of this type may be given so.
    fn fits(&self, ty: &Type) -> bool {
        match (self, ty) {
            (Given::Number(_), Type::Number(_)) | (Given::Text(_), Type::Text | Type::Link(_) | Type::Member(_)) => {
                true
            }
            (Given::Text(_), Type::Number(_) | Type::YesNo | Type::Date) => false,
            (Given::Number(_), Type::Text | Type::Link(_) | Type::Member(_) | Type::YesNo | Type::Date) => false,
        }
    }
}

/// The keys after `to`, with commas between them; a text is among them. Empty where no row is named.
pub(super) fn given(method: &ast::Method) -> Vec<Given<'_>> {
    let text = method.terms.iter().position(|term| matches!(term, Term::Text(_)));
    let first = text.map(|at| match at.checked_sub(2).and_then(|before| method.terms.get(before..at)) {
        Some([Term::Number(_), Term::Comma(_)]) => at - 2,
        Some(_) | None => at,
    });
    let mut rest = first.and_then(|at| method.terms.get(at..)).unwrap_or_default();
    let mut keys = Vec::new();
    loop {
        let comma = usize::from(!keys.is_empty());
        match (keys.is_empty() || matches!(rest.first(), Some(Term::Comma(_))), rest.get(comma)) {
            (true, Some(Term::Text(text))) => keys.push(Given::Text(text)),
            (true, Some(Term::Number(number))) => keys.push(Given::Number(number)),
            (_, Some(Term::Text(_) | Term::Number(_) | Term::Word(_) | Term::Range(_) | Term::Comma(_)) | None) => {
                return keys;
            }
        }
        rest = rest.get(comma + 1..).unwrap_or_default();
    }
}

/// `country is "Austria"`, also with `and year is 2020`. `None`: it names no row, which is reported.
pub(super) fn condition(
    draft: &mut Draft<'_>,
    table: TableId,
    method: &ast::Method,
    given: &[Given<'_>],
) -> Option<ast::Expr> {
    let keys = match draft.table(table)? {
        declared if declared.keys.is_empty() => vec![declared.key],
        declared => declared.keys.clone(),
    };
    let span = given.iter().map(Given::span).reduce(Span::to)?;
    let within = |draft: &Draft<'_>, key: &QuantityId| {
        method.within.iter().any(|name| draft.find(table, &name.text).as_ref() == Some(key))
    };
    let mut open: Vec<QuantityId> = keys.iter().copied().filter(|key| !within(draft, key)).collect();
    if given.len() != open.len() {
        let error = no_row(draft, table, &keys, &open, given, span);
        draft.report(error);
        return None;
    }
    let mut conditions = Vec::with_capacity(given.len());
    for value in given {
        let fitting = open
            .iter()
            .position(|key| draft.quantity(*key).and_then(|q| q.ty.as_ref()).is_some_and(|ty| value.fits(ty)));
        // One that fits no key is compared with the first, so that the checker says what is wrong with it.
        let key = if open.is_empty() { return None } else { open.remove(fitting.unwrap_or(0)) };
        conditions.push(is(draft, key, value)?);
    }
    match conditions.len() {
        1 => conditions.pop(),
        _ => Some(ast::Expr { kind: ast::ExprKind::And(conditions), span }),
    }
}

/// `country is countries("Austria")`, `code is "Austria"`, `year is 2020`
fn is(draft: &Draft<'_>, key: QuantityId, value: &Given<'_>) -> Option<ast::Expr> {
    let span = value.span();
    let key = draft.quantity(key)?;
    let at = |kind: ast::ExprKind| ast::Expr { kind, span };
    let name = |text: &str| ast::ExprKind::Name(ast::Name { text: text.to_owned(), span });
    let right = match (value, &key.ty) {
        (Given::Number(number), _) => ast::ExprKind::Number((*number).clone()),
        (Given::Text(text), Some(Type::Link(linked))) => {
            let called = ast::Name { text: draft.table_name(*linked), span };
            let key = at(ast::ExprKind::Text(text.text.clone()));
            ast::ExprKind::Call(Box::new(ast::Call { arguments: vec![key], ..ast::Call::of(called) }))
        }
        (Given::Text(text), Some(Type::Member(_))) => name(&text.text),
        (Given::Text(text), Some(Type::Number(_) | Type::YesNo | Type::Text | Type::Date) | None) => {
            ast::ExprKind::Text(text.text.clone())
        }
    };
    let sides = vec![at(name(&key.name)), at(right)];
    Some(at(ast::ExprKind::Comparison(sides, vec![ast::Comparison::Is])))
}

/// Says that what is given does not name one row, or one in each group.
fn no_row(
    draft: &Draft<'_>,
    table: TableId,
    keys: &[QuantityId],
    open: &[QuantityId],
    given: &[Given<'_>],
    span: Span,
) -> Diagnostic {
    let name = |key: &QuantityId| draft.quantity(*key).map_or("", |q| q.name.as_str());
    let table = draft.table_name(table);
    let shown: Vec<String> = given.iter().map(Given::shown).collect();
    let shown = shown.join(", ");
    let error = |message: String| Diagnostic::error(Code::MethodOption, span, message);
    if keys.len() < given.len() {
        let told = match keys {
            [key] => format!("by `{}` alone", name(key)),
            several => format!("by {}", joined(several.iter().map(name))),
        };
        let message = format!("{shown} are {} keys, and rows of `{table}` are told apart {told}", given.len());
        return error(message).hint("name the row as it is called there: `to \"KEY\"`");
    }
    if open.len() < given.len() {
        let said: Vec<&str> = keys.iter().filter(|key| !open.contains(key)).map(name).collect();
        let message = format!(
            "`within` compares rows of the same {} already, and `to` names one as well",
            joined(said.into_iter())
        );
        return error(message).hint("leave out one of the two");
    }
    let message =
        format!("{shown} names no single row: rows of `{table}` are told apart by {}", joined(keys.iter().map(name)));
    let other = keys.iter().find(|key| {
        let ty = draft.quantity(**key).and_then(|q| q.ty.as_ref());
        ty.is_some_and(|ty| !given.iter().any(|value| value.fits(ty)))
    });
    let other = other.or(keys.last()).map(name).unwrap_or_default();
    error(message).hint(format!(
        "compare rows that agree in the other: `to {shown} within {other}`; or name a row by both: `to {shown}, {}`",
        upper(other)
    ))
}

/// `country` and `year`
fn joined<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
}

/// A stand-in for a value: `YEAR`.
fn upper(name: &str) -> String {
    name.to_uppercase()
}
