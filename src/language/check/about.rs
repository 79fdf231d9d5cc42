//! What a declaration says about itself.

use indexmap::IndexMap;

use crate::program::About;
use crate::syntax::ast;

/// Labels, sources, status and description.
pub(super) fn about(ast: &ast::About) -> About {
    let labels: IndexMap<String, String> = ast
        .labels
        .iter()
        .filter_map(|(language, text)| language.as_ref().map(|l| (l.text.clone(), text.text.clone())))
        .collect();
    let plain = ast.labels.iter().find(|(language, _)| language.is_none());
    About {
        label: plain.or(ast.labels.first()).map(|(_, text)| text.text.clone()),
        labels,
        sources: ast.sources.iter().map(|s| s.text.clone()).collect(),
        status: ast.status.as_ref().map(|(words, _)| words.clone()),
        description: ast.description.clone(),
    }
}
