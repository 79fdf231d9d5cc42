//! `token "n/a" as unavailable`, `token "No practice" as score 0`: cells that hold no value.

use std::cell::Cell;

use super::draft::Draft;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{TokenMeaning, Type};
use crate::source::Span;
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

/// Tokens that the columns of a group have in common.
#[derive(Default)]
pub(super) struct Shared {
    all: Vec<(String, TokenMeaning)>,
    /// The score among them, until a column that can have none was reported.
    score: Cell<Option<Span>>,
}

impl Shared {
    /// Of the clauses of a group.
    pub(super) fn new(draft: &mut Draft<'_>, ast: &[ast::Token]) -> Self {
        Self { all: tokens(draft, ast), score: Cell::new(score(ast)) }
    }

    /// With those of one column, which come before them.
    pub(super) fn and_own(
        &self,
        draft: &mut Draft<'_>,
        item: &ast::Declaration,
        ast: &[ast::Token],
        ty: Option<&Type>,
    ) -> Vec<(String, TokenMeaning)> {
        let mut all = own_tokens(draft, item, ast, ty);
        if let (Some(span), Some(ty)) = (self.score.get(), ty)
            && no_number(draft, item, span, ty)
        {
            self.score.set(None);
        }
        let further: Vec<_> = self.all.iter().filter(|(text, _)| all.iter().all(|(own, _)| own != text)).collect();
        all.extend(further.into_iter().cloned());
        all
    }
}

/// The place of a score.
fn score(ast: &[ast::Token]) -> Option<Span> {
    ast.iter().find_map(|t| match &t.meaning {
        ast::TokenMeaning::Score(score) => Some(score.span),
        ast::TokenMeaning::Missing(_) => None,
    })
}

/// Tokens of one column: only numbers are normalised, so that only they can have a score afterwards.
pub(super) fn own_tokens(
    draft: &mut Draft<'_>,
    item: &ast::Declaration,
    ast: &[ast::Token],
    ty: Option<&Type>,
) -> Vec<(String, TokenMeaning)> {
    if let (Some(span), Some(ty)) = (score(ast), ty)
        && no_number(draft, item, span, ty)
    {
        return Vec::new();
    }
    tokens(draft, ast)
}

/// Reports a score of a column that holds no numbers.
fn no_number(draft: &mut Draft<'_>, item: &ast::Declaration, score: Span, ty: &Type) -> bool {
    if matches!(ty, Type::Number(_)) {
        return false;
    }
    let message = format!("a score is a number, but `{}` is {}", item.name.text, draft.describe(ty));
    let hint = "write `as inapplicable` or another kind of missing";
    draft.report(Diagnostic::error(Code::TypeMismatch, score, message).hint(hint));
    true
}
