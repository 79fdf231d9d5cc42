//! Whose checklist applies: the field that a journey is `by`, and the roles that its checklists name.

use crate::diagnostic::{Code, Diagnostic, did_you_mean, list};
use crate::syntax::ast::{Checklist, Declaration, Expr, Journey, Kind, Name, Table, TypeExpr};

use super::formulas;

/// The roles of a journey.
pub(super) struct Roles<'a> {
    field: Option<&'a Name>,
    known: Vec<&'a str>,
}

impl<'a> Roles<'a> {
    /// Looks up the field, and what may stand in it. `None` if that is wrong, which has been reported.
    pub fn of(
        items: &'a [Declaration],
        table: &'a Declaration,
        journey: &'a Journey,
        found: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let Some(field) = &journey.by else { return Some(Self { field: None, known: Vec::new() }) };
        let Kind::Table(columns) = &table.kind else { return None };
        let Some(declared) = column(columns, &field.text) else {
            let message = format!("the table `{}` has no field `{}`", table.name.text, field.text);
            let names = columns.columns.iter().map(|c| c.name.text.as_str());
            let hint = did_you_mean(&field.text, names)
                .unwrap_or_else(|| format!("declare it: `field {} : one of {{ … }}`", field.text));
            found.push(Diagnostic::error(Code::UnknownName, field.span, message).hint(hint));
            return None;
        };
        let Some(known) = categories(items, declared) else {
            let message = format!("`{}` has no roles: it is not one of several categories", field.text);
            let error = Diagnostic::error(Code::TypeMismatch, field.span, message);
            let hint = "a journey is `by` a field with categories, `field role : one of { … }`";
            found.push(error.related(declared.name.span, "declared here").hint(hint));
            return None;
        };
        Some(Self { field: Some(field), known })
    }

    /// The condition under which a checklist applies to a row; `None`: always. Reports roles that do not exist.
    pub fn condition(&self, asks: &Checklist, found: &mut Vec<Diagnostic>) -> Option<Expr> {
        let first = asks.roles.first()?;
        let Some(field) = self.field else {
            let message = format!("it is not said which field tells who is a `{}`", first.text);
            let hint = "write `by FIELD` after the journey's table, as in `journey … of organisations by role`";
            found.push(Diagnostic::error(Code::WrongKind, first.span, message).hint(hint));
            return None;
        };
        let before = found.len();
        for (at, role) in asks.roles.iter().enumerate() {
            if !self.known.contains(&role.text.as_str()) {
                let message = format!("`{}` has no role `{}`", field.text, role.text);
                let known = || self.known.iter().copied();
                let hint = did_you_mean(&role.text, known()).unwrap_or_else(|| format!("it has {}", list(known())));
                found.push(Diagnostic::error(Code::UnknownName, role.span, message).hint(hint));
            }
            if let Some(earlier) = asks.roles.iter().take(at).find(|r| r.text == role.text) {
                let message = format!("the role `{}` is named twice", role.text);
                let error = Diagnostic::error(Code::DuplicateName, role.span, message);
                found.push(error.related(earlier.span, "first named here").hint("leave one of the two out"));
            }
        }
        if found.len() > before {
            return None;
        }
        let everyone = self.known.iter().all(|known| asks.roles.iter().any(|r| r.text == *known));
        let roles = || asks.roles.iter().map(|role| formulas::named(&role.text, role.span)).collect();
        (!everyone).then(|| formulas::among(formulas::named(&field.text, first.span), roles()))
    }
}

/// A field, indicator or key of a table by its name.
pub(super) fn column<'a>(table: &'a Table, name: &str) -> Option<&'a Declaration> {
    table.columns.iter().chain(table.key.as_deref()).find(|c| c.name.text == name)
}

/// The names that may stand in a column, if its type says so: categories, or levels of a scale.
pub(super) fn categories<'a>(items: &'a [Declaration], column: &'a Declaration) -> Option<Vec<&'a str>> {
    if let Kind::Field(field) = &column.kind {
        return members(items, field.ty.as_ref()?);
    }
    let Kind::Indicator(indicator) = &column.kind else { return None };
    members(items, indicator.ty.as_ref()?)
}

/// The names of a type's categories or levels.
pub(super) fn members<'a>(items: &'a [Declaration], ty: &'a TypeExpr) -> Option<Vec<&'a str>> {
    match ty {
        TypeExpr::SeveralOf(..) => None,
        TypeExpr::OneOf(options, _) => Some(options.iter().map(|(name, _)| name.text.as_str()).collect()),
        TypeExpr::Named(unit) => {
            let [(name, 1)] = unit.factors.as_slice() else { return None };
            items.iter().filter(|i| i.name.text == name.text).find_map(|item| {
                let Kind::Scale(scale) = &item.kind else { return None };
                Some(scale.levels.iter().map(|l| l.name.text.as_str()).collect())
            })
        }
    }
}
