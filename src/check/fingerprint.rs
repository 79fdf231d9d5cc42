//! The identity of a policy's meaning.

use crate::syntax::{ast, print_item};

/// The fingerprint (BLAKE3, hexadecimal) of what the declarations say: of their canonical text, sorted, so that
/// layout, comments, the order of declarations and how they are divided into files do not change it. Examples say
/// nothing that the policy does not say without them: writing one leaves the ruler what it is.
pub(super) fn of(items: &[ast::Declaration]) -> String {
    let mut texts: Vec<String> =
        items.iter().filter(|i| !matches!(i.kind, ast::Kind::Use(_) | ast::Kind::Example(_))).map(print_item).collect();
    texts.sort_unstable();
    let mut hasher = blake3::Hasher::new();
    for text in texts {
        hasher.update(text.as_bytes());
        hasher.update(&[0]);
    }
    hasher.finalize().to_hex().to_string()
}
