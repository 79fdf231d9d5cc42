//! What a normalisation compares values with: rows of `among`, a named entity, the options that it cannot do without.

use super::{named_row, option_values, options};
use crate::check::draft::Draft;
use crate::check::expr::Scope;
use crate::diagnostic::{Code, Diagnostic};
use crate::methods::{Normaliser, OptionSpec, Options};
use crate::program::{Expr, TableId};
use crate::syntax::ast;

/// The condition of `among`, or that the row is the named one (`ratio to "Austria"`). The outer `None`: it is broken.
pub(super) fn among(draft: &mut Draft<'_>, table: TableId, method: &ast::Method) -> Option<Option<Expr>> {
    let keys = named_row::given(method);
    let condition = match (keys.first(), &method.among) {
        (None, None) => return Some(None),
        (None, Some(among)) => among.clone(),
        (Some(key), Some(among)) => {
            let message = format!("{} is compared with already, so that `among` has nothing to say", key.shown());
            let hint = "leave out one of the two; `to mean among …` takes the mean of several rows";
            draft.report(Diagnostic::error(Code::MethodOption, among.span, message).hint(hint));
            return None;
        }
        (Some(_), None) => named_row::condition(draft, table, method, &keys)?,
    };
    crate::check::expr::condition(draft, Scope::rows_of(table), &condition).map(Some)
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
