//! `rules { … }` as text.

use super::expr;
use super::words::{Place, name};
use crate::syntax::ast::{Allowed, Cell, Comparison, Expr, Rule, Rules};

/// `rules { | likelihood | benefit | outcome … }`, its columns of one width.
pub(super) fn rules(rules: &Rules) -> String {
    let Rules { columns, rows, span: _ } = rules;
    if columns.is_empty() && rows.is_empty() {
        return "rules {\n}".to_string();
    }
    let mut lines: Vec<Vec<String>> = vec![columns.iter().map(heading).chain(["outcome".to_string()]).collect()];
    for Rule { cells, outcome, span: _ } in rows {
        let asked = cells.iter().map(|c| c.as_ref().map(cell).unwrap_or_default());
        lines.push(asked.chain([name(outcome, Place::Anywhere)]).collect());
    }
    let width = |at: usize| lines.iter().filter_map(|l| l.get(at)).map(|c| c.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..=columns.len()).map(width).collect();
    let line = |cells: &Vec<String>| {
        let cells = cells.iter().zip(&widths).map(|(c, w)| format!(" {c:<w$} |"));
        format!("  |{}\n", cells.collect::<String>())
    };
    format!("rules {{\n{}}}", lines.iter().map(line).collect::<String>())
}

/// A formula with braces stands in brackets, since a cell cannot begin or end a block.
fn heading(column: &Expr) -> String {
    let text = expr::whole(column);
    if text.contains('{') { format!("({text})") } else { text }
}

fn cell(cell: &Cell) -> String {
    let Cell { negated, allowed, span: _ } = cell;
    let allowed: Vec<String> = allowed.iter().map(one).collect();
    format!("{}{}", if *negated { "not " } else { "" }, allowed.join(", "))
}

fn one(allowed: &Allowed) -> String {
    match allowed {
        Allowed::Value(value) => expr::whole(value),
        Allowed::Bounds(bounds) => bounds.iter().map(bound).collect::<Vec<_>>().join(" and "),
        Allowed::Between(low, high) => format!("{}..{}", expr::whole(low), expr::whole(high)),
        Allowed::Missing(None) => "missing".to_string(),
        Allowed::Missing(Some(kind)) => format!("missing as {}", name(kind, Place::Anywhere)),
    }
}

fn bound((sign, value): &(Comparison, Expr)) -> String {
    let sign = match sign {
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
        Comparison::Is => "is",
        Comparison::IsNot => "is not",
    };
    format!("{sign} {}", expr::whole(value))
}
