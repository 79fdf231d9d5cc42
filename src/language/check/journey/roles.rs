//! Whose checklist applies: the field that a journey is `by`, and the roles that its checklists name.

use indexmap::IndexMap;

use super::formulas;
use super::known::Known;
use crate::diagnostic::{Code, Diagnostic, did_you_mean, list};
use crate::source::Span;
use crate::syntax::ast::{Checklist, Expr, Journey, Name};

/// The roles of a journey.
pub(super) struct Roles<'a> {
    field: Option<&'a Name>,
    known: Vec<&'a str>,
}

impl<'a> Roles<'a> {
    /// Looks up the field, and what may stand in it. `None` if that is wrong, which has been reported.
    pub fn of(known: &Known<'a>, journey: &'a Journey, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let Some(field) = &journey.by else { return Some(Self { field: None, known: Vec::new() }) };
        let Some(declared) = known.columns.get(field.text.as_str()) else {
            let message = format!("the table `{}` has no field `{}`", known.table.name.text, field.text);
            let hint = did_you_mean(&field.text, known.columns.keys().copied())
                .unwrap_or_else(|| format!("declare it: `field {} : one of {{ … }}`", field.text));
            found.push(Diagnostic::error(Code::UnknownName, field.span, message).hint(hint));
            return None;
        };
        let Some(known) = known.categories(declared) else {
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
        let mut seen: IndexMap<&str, Span> = IndexMap::new();
        for role in &asks.roles {
            if !self.known.contains(&role.text.as_str()) {
                let message = format!("`{}` has no role `{}`", field.text, role.text);
                let known = || self.known.iter().copied();
                let hint = did_you_mean(&role.text, known()).unwrap_or_else(|| format!("it has {}", list(known())));
                found.push(Diagnostic::error(Code::UnknownName, role.span, message).hint(hint));
            }
            if let Some(earlier) = seen.insert(&role.text, role.span) {
                let message = format!("the role `{}` is named twice", role.text);
                let error = Diagnostic::error(Code::DuplicateName, role.span, message);
                found.push(error.related(earlier, "first named here").hint("leave one of the two out"));
            }
        }
        if found.len() > before {
            return None;
        }
        let everyone = self.known.iter().all(|known| seen.contains_key(known));
        let roles = || asks.roles.iter().map(|role| formulas::named(&role.text, role.span)).collect();
        (!everyone).then(|| formulas::among(formulas::named(&field.text, first.span), roles()))
    }
}
