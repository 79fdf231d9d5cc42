//! Summaries: one row for each group, with measures of the group's rows.

use super::{About, Expr, Name, Number, Rounded, TypeExpr};
use crate::source::Span;

/// The clauses of `summary`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Summary {
    /// `of clusters`
    pub table: Option<Name>,
    /// `by status, region.country`
    pub by: Vec<Name>,
    /// `where founded is not missing`
    pub filter: Option<Expr>,
    /// The measures, in order.
    pub measures: Vec<Measure>,
}

/// `share "Share" : percent = with_mne / clusters where foreign printed 3`
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Its name.
    pub name: Name,
    /// Its labels and source.
    pub about: About,
    /// `: percent`
    pub ty: Option<TypeExpr>,
    /// `= EXPR`
    pub formula: Expr,
    /// `where foreign`
    pub filter: Option<Expr>,
    /// `rounded 3`
    pub rounded: Option<Rounded>,
    /// `printed 1`
    pub printed: Option<Number>,
    /// Its place.
    pub span: Span,
}
