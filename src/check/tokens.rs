//! `token "n/a" as unavailable`, `token "No practice" as score 0`: cells that hold no value.

use super::draft::Draft;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{TokenMeaning, Type};
use crate::syntax::ast;

/// Tokens with what they mean; an unknown kind of missing is reported.
pub(super) fn tokens(draft: &mut Draft<'_>, tokens: &[ast::Token]) -> Vec<(String, TokenMeaning)> {
    let mut all = Vec::new();
    for token in tokens {
        let meaning = match &token.meaning {
            ast::TokenMeaning::Score(score) => Some(TokenMeaning::Score(score.value)),
            ast::TokenMeaning::Missing(kind) if kind.text == "score" => {
                let message = "it is not said which score these cells get";
                let hint = "write `as score 0`: the value on the normalised scale";
                draft.report(Diagnostic::error(Code::UnexpectedText, kind.span, message).hint(hint));
                None
            }
            ast::TokenMeaning::Missing(kind) => super::expr::kind_of_missing(draft, kind).map(TokenMeaning::Missing),
        };
        if let Some(meaning) = meaning {
            all.extend(token.texts.iter().map(|t| (t.text.clone(), meaning)));
        }
    }
    all
}

/// Tokens of one column: only numbers are normalised, so that only they can have a score afterwards.
pub(super) fn own_tokens(
    draft: &mut Draft<'_>,
    item: &ast::Declaration,
    ast: &[ast::Token],
    ty: Option<&Type>,
) -> Vec<(String, TokenMeaning)> {
    let score = ast.iter().find_map(|t| match &t.meaning {
        ast::TokenMeaning::Score(score) => Some(score.span),
        ast::TokenMeaning::Missing(_) => None,
    });
    if let (Some(span), Some(ty)) = (score, ty.filter(|ty| !matches!(ty, Type::Number(_)))) {
        let message = format!("a score is a number, but `{}` is {}", item.name.text, draft.describe(ty));
        let hint = "write `as inapplicable` or another kind of missing";
        draft.report(Diagnostic::error(Code::TypeMismatch, span, message).hint(hint));
        return Vec::new();
    }
    tokens(draft, ast)
}
