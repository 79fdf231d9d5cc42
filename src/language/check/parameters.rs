//! Parameters: their types, defaults and ranges.

use super::about::about;
use super::draft::Draft;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Parameter, ParameterId, Type, Unit, Value};
use crate::syntax::ast::{self, Kind};

/// Declares the parameters.
pub(super) fn declare<'a>(draft: &mut Draft<'a>, items: &'a [ast::Declaration]) {
    for item in items {
        let Kind::Parameter(ast) = &item.kind else { continue };
        let name = &item.name;
        if let Some(first) = draft.parameter_names.get(&name.text).and_then(|id| draft.parameters.get(id.at())) {
            let message = format!("the parameter `{}` is declared twice", name.text);
            let error = Diagnostic::error(Code::DuplicateName, name.span, message);
            let error = error.related(first.span, "first declared here").hint("give one of the two another name");
            draft.report(error);
            continue;
        }
        let Some(parameter) = parameter(draft, item, ast) else {
            draft.broken_parameters.push(name.text.clone());
            continue;
        };
        let id = ParameterId(u32::try_from(draft.parameters.len()).unwrap_or(u32::MAX));
        draft.parameters.push(parameter);
        draft.parameter_names.insert(name.text.clone(), id);
    }
}

/// A parameter may not have the name of a quantity, since either could be meant in a formula.
pub(super) fn clashes(draft: &mut Draft<'_>) {
    let mut found = Vec::new();
    for (table, names) in draft.names.iter().enumerate() {
        for (name, id) in names {
            if let Some(parameter) = draft.parameter_names.get(name).and_then(|p| draft.parameters.get(p.at())) {
                let place = draft.quantity(*id).map(|q| q.name_span).unwrap_or_default();
                let table = draft.tables.get(table).map(|t| t.name.clone()).unwrap_or_default();
                let message = format!("`{name}` is a parameter and also something of table `{table}`");
                found.push(
                    Diagnostic::error(Code::AmbiguousName, place, message)
                        .related(parameter.span, "the parameter")
                        .hint("give one of the two another name"),
                );
            }
        }
    }
    draft.diagnostics.extend(found);
}

fn parameter(draft: &mut Draft<'_>, item: &ast::Declaration, ast: &ast::Parameter) -> Option<Parameter> {
    let declared = match &ast.ty {
        Some(ty) => Some(super::tables::resolve_type(draft, item, ty)?),
        None => None,
    };
    let (default, found) = match &ast.default {
        Some(expr) => {
            let (value, ty) = match declared {
                Some(Type::Link(table)) => super::expr::key_of_row(draft, expr, table)?,
                Some(Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Member(_)) | None => {
                    super::expr::constant(draft, expr, declared.as_ref())?
                }
            };
            (Some((value, expr.span)), Some(ty))
        }
        None => (None, None),
    };
    let ty = match (declared, found) {
        (None, None) => {
            let message = format!("it is not said what kind of value `{}` is", item.name.text);
            let hint = "give it a type, `: count`, or a default, `= 30`";
            draft.report(Diagnostic::error(Code::ParameterInvalid, item.name.span, message).hint(hint));
            return None;
        }
        // A bare number takes on the unit of what it is compared with.
        (None, Some(ty)) => ty,
        (Some(declared), None) => declared,
        (Some(declared), Some(found)) => {
            let fits = matches!((&declared, &found), (Type::Number(_), Type::Number(None))) || declared == found;
            if !fits {
                let (want, got) = (draft.describe(&declared), draft.describe(&found));
                let span = default.as_ref().map(|(_, s)| *s).unwrap_or_default();
                let message = format!("`{}` is declared as {want}, but its default is {got}", item.name.text);
                draft.report(Diagnostic::error(Code::TypeMismatch, span, message));
                return None;
            }
            declared
        }
    };
    let range = super::ranges::bounds(draft, ast.range.as_ref(), Some(&ty));
    if let Some((Value::Number(value), span)) = &default
        && (range.0.is_some_and(|low| *value < low) || range.1.is_some_and(|high| *value > high))
    {
        let message = format!("the default {value} is outside the parameter's own range");
        let error = Diagnostic::error(Code::ParameterInvalid, *span, message);
        draft.report(match &ast.range {
            Some(range) => error.related(range.span, "its range"),
            None => error,
        });
    }
    let default = default.map(|(value, _)| value);
    let ty = if ty == Type::Number(None) && ast.ty.is_some() { Type::Number(Some(Unit::default())) } else { ty };
    Some(Parameter {
        name: item.name.text.clone(),
        about: about(&item.about),
        ty,
        default,
        range,
        span: item.name.span,
    })
}
