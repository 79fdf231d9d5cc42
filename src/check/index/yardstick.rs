//! What a normalisation compares values with: rows of `among`, a named entity, the options that it cannot do without.

use super::{option_values, options};
use crate::check::draft::Draft;
use crate::check::expr::Scope;
use crate::diagnostic::{Code, Diagnostic};
use crate::methods::{Normaliser, OptionSpec, Options};
use crate::program::{Expr, TableId};
use crate::syntax::ast;

/// The condition of `among`, or that the row is the named one (`ratio to "Austria"`). The outer `None`: it is broken.
pub(super) fn among(draft: &mut Draft<'_>, table: TableId, method: &ast::Method) -> Option<Option<Expr>> {
    let named = method.terms.iter().find_map(|t| match t {
        ast::Term::Text(text) => Some(text),
        ast::Term::Word(_) | ast::Term::Number(_) | ast::Term::Range(_) | ast::Term::Comma(_) => None,
    });
    let condition = match (named, &method.among) {
        (None, None) => return Some(None),
        (None, Some(among)) => among.clone(),
        (Some(text), Some(among)) => {
            let message = format!("\"{}\" is compared with already, so that `among` has nothing to say", text.text);
            let hint = "leave out one of the two; `to mean among …` takes the mean of several rows";
            draft.report(Diagnostic::error(Code::MethodOption, among.span, message).hint(hint));
            return None;
        }
        (Some(text), None) => is_named(draft, table, text)?,
    };
    crate::check::expr::condition(draft, Scope::rows_of(table), &condition).map(Some)
}

/// `country is "Austria"`
fn is_named(draft: &Draft<'_>, table: TableId, text: &ast::Text) -> Option<ast::Expr> {
    let key = draft.table(table).and_then(|t| draft.quantity(t.key))?;
    let span = text.span;
    let name = ast::ExprKind::Name(ast::Name { text: key.name.clone(), span });
    let sides = [name, ast::ExprKind::Text(text.text.clone())].map(|kind| ast::Expr { kind, span });
    let kind = ast::ExprKind::Comparison(sides.to_vec(), vec![ast::Comparison::Is]);
    Some(ast::Expr { kind, span })
}

/// Reports that an option is missing without which the method says nothing.
pub(super) fn required(
    draft: &mut Draft<'_>,
    method: &ast::Method,
    normaliser: &dyn Normaliser,
    given: &Options,
) -> Option<()> {
    let Some(words) = normaliser.required().filter(|words| !given.has(words)) else { return Some(()) };
    let wanted: Vec<(&OptionSpec, &[ast::Term])> =
        normaliser.options().iter().filter(|s| s.words == words).map(|s| (s, &[][..])).collect();
    draft.report(option_values::needed(normaliser.name(), &wanted, options::words_span(method)));
    None
}

/// Reports options that do not fit each other, and `among` or `within` where nothing is compared.
pub(super) fn objection(
    draft: &mut Draft<'_>,
    method: &ast::Method,
    normaliser: &dyn Normaliser,
    given: &Options,
) -> Option<()> {
    if let Some(message) = normaliser.objection(given) {
        draft.report(Diagnostic::error(Code::MethodOption, method.span, message));
        return None;
    }
    if let Some(among) = method.among.as_ref().filter(|_| !normaliser.compares(given)) {
        let message = format!("`{}` compares nobody with anybody, so that `among` has no effect", normaliser.name());
        draft.report(Diagnostic::error(Code::MethodOption, among.span, message).hint("leave it out"));
        return None;
    }
    Some(())
}
