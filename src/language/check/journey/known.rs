//! Names around a journey that are known before anything is declared: columns of its table, and members of types.

use indexmap::IndexMap;

use crate::syntax::ast::{Declaration, Kind, TypeExpr};

/// More members than any type may have.
const MOST: usize = 256;

/// The columns of a journey's table, and the policy's scales.
pub(super) struct Known<'a> {
    pub table: &'a Declaration,
    /// Key, fields and indicators.
    pub columns: IndexMap<&'a str, &'a Declaration>,
    scales: &'a Scales<'a>,
}

/// The levels of each scale by the scale's name.
pub(super) struct Scales<'a>(IndexMap<&'a str, Vec<&'a str>>);

impl<'a> Scales<'a> {
    pub fn of(items: &'a [Declaration]) -> Self {
        let scales = items.iter().filter_map(|item| {
            let Kind::Scale(scale) = &item.kind else { return None };
            Some((item.name.text.as_str(), scale.levels.iter().map(|l| l.name.text.as_str()).take(MOST).collect()))
        });
        Self(scales.collect())
    }
}

impl<'a> Known<'a> {
    /// `None` for what is no table.
    pub fn of(table: &'a Declaration, scales: &'a Scales<'a>) -> Option<Self> {
        let Kind::Table(declared) = &table.kind else { return None };
        let columns = declared.key.as_deref().into_iter().chain(&declared.further_keys).chain(&declared.columns);
        Some(Self { table, columns: columns.map(|c| (c.name.text.as_str(), c)).collect(), scales })
    }

    /// The names that may stand in a column, if its type says so: categories, or levels of a scale.
    pub fn categories(&self, column: &'a Declaration) -> Option<Vec<&'a str>> {
        if let Kind::Field(field) = &column.kind {
            return self.members(field.ty.as_ref()?);
        }
        let Kind::Indicator(indicator) = &column.kind else { return None };
        self.members(indicator.ty.as_ref()?)
    }

    /// The names of a type's categories or levels.
    pub fn members(&self, ty: &'a TypeExpr) -> Option<Vec<&'a str>> {
        match ty {
            TypeExpr::SeveralOf(..) => None,
            TypeExpr::OneOf(options, _) => {
                Some(options.iter().map(|(name, _)| name.text.as_str()).take(MOST).collect())
            }
            TypeExpr::Named(unit) => {
                let [(name, 1)] = unit.factors.as_slice() else { return None };
                self.scales.0.get(name.text.as_str()).cloned()
            }
        }
    }
}
