//! Calls of functions of one row's values.

use super::functions::{self, FUNCTIONS, Signature};
use super::rows::{AGGREGATES, Rows, aggregate, rows};
use super::{Scope, as_number, check, levels, names};
use crate::check::draft::{Draft, TooManyMembers};
use crate::check::units;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::program::{Expr, ExprKind, Function, QuantityId, Type, Unit};
use crate::source::Span;
use crate::syntax::ast;

/// A call: of a function of values, or of an aggregate of rows.
pub(super) fn call(
    draft: &mut Draft<'_>,
    scope: Scope,
    call: &ast::Call,
    span: Span,
    expected: Option<&Type>,
) -> Option<Expr> {
    let name = call.name.text.as_str();
    let function = functions::find(name);
    let aggregate = aggregate(name);
    if super::years::FUNCTIONS.contains(&name) {
        return super::years::between(draft, scope, call, span);
    }
    if function.is_none() && aggregate.is_none() {
        if let Some(table) = super::lookup::table(draft, call) {
            return super::lookup::row(draft, scope, call, table, span);
        }
        let known = FUNCTIONS.iter().map(|(n, _, _)| *n).chain(AGGREGATES.iter().map(|(n, _)| *n));
        let known = known.chain(super::years::FUNCTIONS);
        let hint = functions::called_elsewhere(name).or_else(|| did_you_mean(name, known));
        let message = format!("there is no function `{name}`");
        draft.report(Diagnostic::error(Code::UnknownName, call.name.span, message).maybe_hint(hint));
        return None;
    }
    let about = rows(draft, scope.table, call);
    match (aggregate, about) {
        (Some(aggregate), Rows::Table(_) | Rows::Group | Rows::Linking(_) | Rows::Summarised(_)) => {
            super::aggregates::aggregate(draft, scope, call, aggregate, about, span)
        }
        (Some(_), Rows::Itself) if function.is_none() => {
            which_rows(draft, scope, call);
            None
        }
        (None, Rows::Table(_) | Rows::Group | Rows::Linking(_) | Rows::Summarised(_)) => {
            let message =
                format!("`{name}` is about the values of one row, so `over` and `within` have no meaning here");
            draft.report(Diagnostic::error(Code::WrongArguments, call.name.span, message));
            None
        }
        (Some(_) | None, Rows::Itself) => {
            let (function, signature) = function?;
            row_clauses(draft, scope, call)?;
            values(draft, scope, call, function, signature, span, expected)
        }
    }
}

/// `where`, `weighted by` and `via` are about rows.
fn row_clauses(draft: &mut Draft<'_>, scope: Scope, call: &ast::Call) -> Option<()> {
    if call.filter.is_some() || call.weighted_by.is_some() || call.via.is_some() {
        which_rows(draft, scope, call);
        return None;
    }
    Some(())
}

/// Says that an aggregate needs to be told over which rows it goes.
fn which_rows(draft: &mut Draft<'_>, scope: Scope, call: &ast::Call) {
    let table = draft.table_name(scope.table);
    let name = &call.name.text;
    let message = format!("it is not said over which rows `{name}` goes");
    let value = match call.arguments.first().map(|a| &a.kind) {
        Some(ast::ExprKind::Name(value)) => value.text.as_str(),
        Some(_) | None => "…",
    };
    // `count(firms where …)` within `firms` means its rows, and they come after `over`.
    let value = if value == table { String::new() } else { format!("{value} ") };
    let all = format!("`{name}({value}over {table})` for all rows");
    let hint = format!("write {all}, or `{name}({value}within FIELD)` for those that agree in a field");
    draft.report(Diagnostic::error(Code::WrongArguments, call.name.span, message).hint(hint));
}

fn values(
    draft: &mut Draft<'_>,
    scope: Scope,
    call: &ast::Call,
    function: Function,
    signature: Signature,
    span: Span,
    expected: Option<&Type>,
) -> Option<Expr> {
    let name = call.name.text.as_str();
    let mut arguments = Vec::new();
    let several = matches!(signature, Signature::Several | Signature::Count);
    let mut grouped = false;
    let leader = if several { levels::leader(draft, scope, &call.arguments) } else { None };
    let expected = expected.or(leader.as_ref());
    for argument in &call.arguments {
        let group = if several { group_of(draft, scope, argument).ok()? } else { None };
        if let Some(group) = group {
            grouped = true;
            arguments.extend(group.iter().map(|id| names::value_of(draft, *id, argument.span)));
        } else {
            let hint = expected.filter(|_| several);
            arguments.push(check(draft, scope, argument, hint));
        }
    }
    let arguments: Vec<Expr> = arguments.into_iter().collect::<Option<_>>()?;
    let (least, most) = signature.arity();
    if arguments.len() < least || arguments.len() > most {
        let message = format!("`{name}` takes {}, not {}", plural(least, most), arguments.len());
        let hint = format!("write `{}`", signature.example(name));
        draft.report(Diagnostic::error(Code::WrongArguments, span, message).hint(hint));
        return None;
    }
    if several && arguments.len() == 1 && !grouped {
        which_rows(draft, scope, call);
        return None;
    }
    if let Some(level) = levels::extreme(draft, name, &arguments, span) {
        return Some(level);
    }
    let (arguments, ty) = typed(draft, name, signature, arguments)?;
    Some(Expr { kind: ExprKind::Call(function, arguments), ty, span })
}

fn plural(least: usize, most: usize) -> String {
    match (least, most) {
        (1, 1) => "one value".to_owned(),
        (a, b) if a == b => format!("{a} values"),
        (a, 255) => format!("at least {a}"),
        (a, b) => format!("{a} to {b} values"),
    }
}

/// The indicators of a named group, if the argument is the name of one.
fn group_of(draft: &Draft<'_>, scope: Scope, argument: &ast::Expr) -> Result<Option<Vec<QuantityId>>, TooManyMembers> {
    let Some(name) = names::dotted(argument) else { return Ok(None) };
    Ok(draft.members(scope.table, &name, argument.span)?.map(<[QuantityId]>::to_vec))
}

/// Checks the arguments' types; gives them with the type of the result.
fn typed(draft: &mut Draft<'_>, name: &str, signature: Signature, arguments: Vec<Expr>) -> Option<(Vec<Expr>, Type)> {
    let plain = || Type::Number(Some(Unit::default()));
    let all_yes_no = arguments.iter().all(|a| a.ty == Type::YesNo);
    match signature {
        Signature::Count if all_yes_no => Some((arguments, Type::Number(Some(draft.units.built_in("count"))))),
        Signature::Count => Some((arguments, Type::Number(Some(draft.units.built_in("count"))))),
        Signature::Several | Signature::Clamp | Signature::SameUnit => {
            let (numbers, unit) = one_unit(draft, arguments)?;
            Some((numbers, Type::Number(unit)))
        }
        Signature::Plain => {
            let (numbers, unit) = one_unit(draft, arguments)?;
            if name == "exp" && unit.as_ref().is_some_and(|u| !u.is_plain()) {
                return wrong(draft, name, numbers.first()?, "a plain number");
            }
            Some((numbers, plain()))
        }
        Signature::Round => {
            let mut arguments = arguments.into_iter();
            let (value, unit) = as_number(draft, arguments.next()?)?;
            let decimals = arguments.next();
            if let Some(decimals) = &decimals
                && !matches!(decimals.kind, ExprKind::Number(d) if d.fract() == 0.0 && (0.0..=15.0).contains(&d))
            {
                return wrong(draft, name, decimals, "a whole number of decimals from 0 to 15");
            }
            Some(([value].into_iter().chain(decimals).collect(), Type::Number(unit)))
        }
        Signature::Root => {
            let (numbers, unit) = one_unit(draft, arguments)?;
            match unit.as_ref().map(|u| units::power(u, 0.5).or_else(|| units::power(&u.uncounted(), 0.5))) {
                None => Some((numbers, Type::Number(None))),
                Some(Some(unit)) => Some((numbers, Type::Number(Some(unit)))),
                Some(None) => wrong(draft, name, numbers.first()?, "a plain number or a square"),
            }
        }
        Signature::MakeDate => {
            let mut numbers = Vec::new();
            for argument in arguments {
                numbers.push(as_number(draft, argument)?.0);
            }
            Some((numbers, Type::Date))
        }
        Signature::OfDate => {
            if arguments.iter().any(|a| a.ty != Type::Date) {
                return wrong(draft, name, arguments.first()?, "a date");
            }
            let unit = if name == "year" { draft.units.built_in("year") } else { Unit::default() };
            Some((arguments, Type::Number(Some(unit))))
        }
        Signature::TextToText => texts(draft, name, arguments, Type::Text),
        Signature::Join => texts(draft, name, arguments, Type::Text),
        Signature::TextTest => texts(draft, name, arguments, Type::YesNo),
        Signature::Length => {
            let count = Type::Number(Some(draft.units.built_in("count")));
            texts(draft, name, arguments, count)
        }
        Signature::Level => {
            let argument = arguments.into_iter().next()?;
            match argument.ty {
                Type::Member(scale) if draft.scale(scale).is_some_and(|s| s.ordered) => Some((vec![argument], plain())),
                Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Member(_) | Type::Link(_) => {
                    wrong(draft, name, &argument, "a level of a scale")
                }
            }
        }
    }
}

fn texts(draft: &mut Draft<'_>, name: &str, arguments: Vec<Expr>, result: Type) -> Option<(Vec<Expr>, Type)> {
    match arguments.iter().find(|a| a.ty != Type::Text) {
        Some(argument) => wrong(draft, name, argument, "a text"),
        None => Some((arguments, result)),
    }
}

fn wrong<T>(draft: &mut Draft<'_>, name: &str, argument: &Expr, needed: &str) -> Option<T> {
    let found = draft.describe(&argument.ty);
    let message = format!("`{name}` needs {needed}, and this is {found}");
    draft.report(Diagnostic::error(Code::TypeMismatch, argument.span, message));
    None
}

/// Numbers of one unit, and that unit.
fn one_unit(draft: &mut Draft<'_>, arguments: Vec<Expr>) -> Option<(Vec<Expr>, Option<Unit>)> {
    let mut numbers: Vec<Expr> = Vec::new();
    let mut unit: Option<Unit> = None;
    for argument in arguments {
        let (number, own) = as_number(draft, argument)?;
        match (&unit, &own) {
            (Some(known), Some(own)) if !known.agrees(own) => {
                let (found, known) = (draft.units.describe(own), draft.units.describe(known));
                let first = numbers.first().map(|n| n.span).unwrap_or_default();
                let message = "values of different units cannot be put together";
                draft.report(
                    Diagnostic::error(Code::UnitMismatch, number.span, message)
                        .label(format!("this is in `{found}`"))
                        .related(first, format!("this is in `{known}`")),
                );
                return None;
            }
            (Some(_), _) | (None, None) => {}
            (None, Some(_)) => unit = own,
        }
        numbers.push(number);
    }
    Some((numbers, unit))
}
