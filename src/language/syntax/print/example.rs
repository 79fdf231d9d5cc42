//! Examples as text.

use super::words::{Place, dotted, name, number, text};
use super::{expr, of};
use crate::syntax::ast::{Example, Expectation, Expr, ExprKind, Given, GivenValue};

/// The head and the clauses of an example.
pub(super) fn parts(example: &Example) -> (String, Vec<String>) {
    let Example { table, as_of, givens, expectations } = example;
    let mut clauses: Vec<String> = as_of.iter().map(|as_of| format!("as of {}", as_of.day)).collect();
    if !givens.is_empty() {
        clauses.push(format!("given {}", givens.iter().map(given).collect::<Vec<_>>().join(", ")));
    }
    clauses.extend(expectations.iter().map(expectation));
    (of(table.as_ref()), clauses)
}

fn given(given: &Given) -> String {
    let Given { name: given, value } = given;
    let value = match value {
        GivenValue::Known(value) => expr::whole(value),
        GivenValue::Missing(None) => "missing".to_owned(),
        GivenValue::Missing(Some(kind)) => format!("missing as {}", name(kind, Place::Anywhere)),
    };
    format!("{} {value}", dotted(given, Place::Anywhere))
}

fn expectation(expectation: &Expectation) -> String {
    match expectation {
        Expectation::Holds { condition, decimals: None, span: _ } => format!("expect {}", held(condition)),
        Expectation::Holds { condition, decimals: Some(decimals), span: _ } => {
            let unit = if decimals.value == 1.0 { "decimal" } else { "decimals" };
            format!("expect {} to {} {unit}", expr::whole(condition), number(decimals))
        }
        Expectation::Excluded { because: None, span: _ } => "expect excluded".to_owned(),
        Expectation::Excluded { because: Some(reason), span: _ } => {
            format!("expect excluded because {}", text(reason))
        }
        Expectation::Included { span: _ } => "expect included".to_owned(),
    }
}

/// A condition; a bare name that would be read as a word of `expect` stands in backquotes.
fn held(condition: &Expr) -> String {
    match &condition.kind {
        ExprKind::Name(name) if matches!(&*name.text, "excluded" | "included") => format!("`{}`", name.text),
        _ => expr::whole(condition),
    }
}
