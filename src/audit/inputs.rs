//! What a value of a row is computed from, and which of it is missing.

use crate::eval::{Assessment, Column, column};
use crate::program::{Expr, ExprKind, Missing, QuantityId, TableId, Value};

/// The name of each missing input of an expression in a row, as an author writes it (`region.foreign_activity`).
/// `None` if the expression has inputs that cannot be seen from the row: values from many rows.
pub(super) fn missing(assessment: &Assessment, expr: &Expr, row: usize) -> Option<Vec<String>> {
    let mut names = Vec::new();
    collect(assessment, expr, Some(row), "", &mut names).then_some(names)
}

/// Whether an input of the table is missing in a row; a row past the table counts as missing.
fn is_missing(assessment: &Assessment, id: QuantityId, row: Option<usize>) -> bool {
    row.is_none_or(|row| assessment.column(id).is_none_or(|c| matches!(c.value(row), Value::Missing(_))))
}

/// Adds the names of missing inputs; false where the expression looks at many rows.
fn collect(assessment: &Assessment, expr: &Expr, row: Option<usize>, path: &str, names: &mut Vec<String>) -> bool {
    let mut all = |parts: &[&Expr]| parts.iter().all(|e| collect(assessment, e, row, path, names));
    match &expr.kind {
        ExprKind::Quantity(id) => {
            let name = format!("{path}{}", assessment.program.quantity(*id).name);
            if is_missing(assessment, *id, row) && !names.contains(&name) {
                names.push(name);
            }
            true
        }
        ExprKind::Follow { link, target } => {
            let before = names.len();
            let seen = collect(assessment, link, row, path, names);
            // A missing link explains by itself why nothing can be found behind it.
            if !seen || names.len() > before {
                return seen;
            }
            let ExprKind::Quantity(id) = &link.kind else { return false };
            let path = format!("{path}{}.", assessment.program.quantity(*id).name);
            collect(assessment, target, linked(assessment, *id, row), &path, names)
        }
        ExprKind::Number(_) | ExprKind::YesNo(_) | ExprKind::Text(_) | ExprKind::Member(_) | ExprKind::Parameter(_) => {
            true
        }
        ExprKind::Negate(a) | ExprKind::Not(a) | ExprKind::LevelNumber(a) => all(&[a]),
        ExprKind::Arithmetic(_, a, b) | ExprKind::Compare(_, a, b) => all(&[a, b]),
        ExprKind::If(a, b, c) => all(&[a, b, c]),
        ExprKind::And(list) | ExprKind::Or(list) | ExprKind::Call(_, list) => all(&list.iter().collect::<Vec<_>>()),
        ExprKind::OneOf(a, list) => all(&std::iter::once(&**a).chain(list).collect::<Vec<_>>()),
        // Where the author says that nothing is there, nothing needs to be explained.
        ExprKind::Missing(_) => false,
        // These are never the cause: they have an answer for missing values.
        ExprKind::IsMissing(..) => true,
        ExprKind::IfMissing(_, b) => all(&[b]),
        ExprKind::Aggregate(_) => false,
    }
}

/// The row that a link names.
pub(super) fn linked(assessment: &Assessment, link: QuantityId, row: Option<usize>) -> Option<usize> {
    match assessment.column(link)? {
        Column::Link(rows) => {
            let code = *rows.get(row?)?;
            column::link::kind(code).is_none().then_some(code as usize)
        }
        Column::Number(_) | Column::YesNo(_) | Column::Member(_) | Column::Text(_) => None,
    }
}

/// The rows of a table that take part and whose value of a quantity is missing, with the kind.
pub(super) fn missing_rows(
    assessment: &Assessment,
    table: TableId,
    id: QuantityId,
) -> impl Iterator<Item = (usize, Missing)> + '_ {
    let column = assessment.column(id);
    let rows = assessment.table(table).map_or(0, |t| t.rows);
    (0..rows).filter(move |row| assessment.is_included(table, *row)).filter_map(move |row| match column?.value(row) {
        Value::Missing(kind) => Some((row, kind)),
        Value::Number(_) | Value::YesNo(_) | Value::Text(_) | Value::Member(_) => None,
    })
}
