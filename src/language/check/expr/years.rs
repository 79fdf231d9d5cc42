//! Values of other years, in tables whose rows are told apart by an entity and a year: `x at 2020`, `change(x)`.

use super::rows::root_table;
use super::{Scope, as_number, check};
use crate::check::draft::Draft;
use crate::check::keys::entity_and_year;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{
    Aggregate, AggregateFunction, ArithmeticOp, Expr, ExprKind, Function, InYear, Over, TableId, Type, Unit,
};
use crate::source::Span;
use crate::syntax::ast;

/// Functions of two years.
pub(super) const FUNCTIONS: [&str; 2] = ["change", "growth"];

/// Whose rows hold the value of another year.
struct Yearly {
    table: TableId,
    /// The rows link to the row that is asked for: `scores.x at 2020`, asked of a country.
    linking: bool,
}

/// The table in whose rows a value of another year is looked for.
pub(super) fn table_of(draft: &Draft<'_>, here: TableId, value: &ast::Expr) -> TableId {
    root_table(draft, here, value).unwrap_or(here)
}

/// `x at 2020`
pub(super) fn at(draft: &mut Draft<'_>, scope: Scope, value: &ast::Expr, year: &ast::Expr, span: Span) -> Option<Expr> {
    let yearly = yearly(draft, scope, value, "at", span)?;
    let value = check(draft, yearly.scope(), value, None);
    let year = self::year(draft, scope, year);
    in_year(draft, &yearly, value?, year?, span)
}

/// `change(x)`, `growth(x, 2015, 2020)`
pub(super) fn between(draft: &mut Draft<'_>, scope: Scope, call: &ast::Call, span: Span) -> Option<Expr> {
    let name = call.name.text.as_str();
    let rows = call.over.is_some() || !call.within.is_empty() || call.filter.is_some() || call.via.is_some();
    let (value, years) = match call.arguments.as_slice() {
        [value] if !rows && call.weighted_by.is_none() => (value, None),
        [value, from, to] if !rows && call.weighted_by.is_none() => (value, Some((from, to))),
        [..] => {
            let message = format!("`{name}` takes one value, and perhaps the two years between which it is asked for");
            let hint = format!("write `{name}(x)` for the year before, or `{name}(x, 2015, 2020)`");
            draft.report(Diagnostic::error(Code::WrongArguments, span, message).hint(hint));
            return None;
        }
    };
    let yearly = yearly(draft, scope, value, name, span)?;
    if yearly.linking && years.is_none() {
        let message = format!("it is not said between which years `{name}` is asked for");
        let hint = format!("name both: `{name}({}.x, 2015, 2020)`", draft.table_name(yearly.table));
        draft.report(Diagnostic::error(Code::WrongArguments, call.name.span, message).hint(hint));
        return None;
    }
    let value = check(draft, yearly.scope(), value, None)?;
    let (value, unit) = as_number(draft, value)?;
    let (before, now) = match years {
        Some((from, to)) => {
            let (from, to) = (year(draft, scope, from), year(draft, scope, to));
            let before = in_year(draft, &yearly, value.clone(), from?, span)?;
            (before, in_year(draft, &yearly, value, to?, span)?)
        }
        None => {
            let before = year_before(draft, yearly.table, span)?;
            (in_year(draft, &yearly, value.clone(), before, span)?, value)
        }
    };
    let (kind, ty) = match name {
        "growth" => {
            let ty = Type::Number(Some(Unit::default()));
            (ExprKind::Call(Function::Growth, vec![now, before]), ty)
        }
        _ => {
            let kind = ExprKind::Arithmetic(ArithmeticOp::Subtract, Box::new(now), Box::new(before));
            (kind, Type::Number(unit))
        }
    };
    Some(Expr { kind, ty, span })
}

impl Yearly {
    fn scope(&self) -> Scope {
        Scope { table: self.table, by_name: true }
    }
}

/// Whose rows are meant; reports where these have no years.
fn yearly(draft: &mut Draft<'_>, scope: Scope, value: &ast::Expr, word: &str, span: Span) -> Option<Yearly> {
    let table = table_of(draft, scope.table, value);
    let linking = table != scope.table;
    let keys = entity_and_year(draft, table);
    let entity = keys.and_then(|(entity, _)| draft.quantity(entity)).and_then(|q| q.ty.clone());
    if keys.is_some() && (!linking || entity == Some(Type::Link(scope.table))) {
        return Some(Yearly { table, linking });
    }
    if keys.is_none() && !linking {
        // What is wrong with the value itself says more.
        check(draft, scope, value, None)?;
    }
    let name = draft.table_name(table);
    let (message, hint) = if keys.is_some() {
        let here = draft.table_name(scope.table);
        let message = format!("the entities of `{name}` are not the rows of `{here}`");
        (message, format!("say how the values become one: `mean({name}.… where …)`"))
    } else {
        let message = format!("`{word}` asks for another year, and the rows of `{name}` are not told apart by years");
        (message, format!("give `{name}` an entity and a year as its keys: `key country : countries, year : year`"))
    };
    draft.report(Diagnostic::error(Code::YearsNeeded, span, message).hint(hint));
    None
}

/// A year: a number in calendar years, or a whole number.
fn year(draft: &mut Draft<'_>, scope: Scope, ast: &ast::Expr) -> Option<Expr> {
    let year = Type::Number(Some(draft.units.built_in("year")));
    let checked = check(draft, scope, ast, Some(&year))?;
    if let ExprKind::Number(x) = checked.kind
        && x.fract() != 0.0
    {
        let message = format!("{x} is no year");
        draft.report(Diagnostic::error(Code::InvalidNumber, checked.span, message).hint("write a year as `2020`"));
        return None;
    }
    if checked.ty == year || checked.ty == Type::Number(None) {
        return Some(checked);
    }
    let found = draft.describe(&checked.ty);
    let message = format!("a year is needed here, and this is {found}");
    let hint = match checked.ty {
        Type::Date => "take the year of the date: `year(…)`",
        Type::Number(_) | Type::YesNo | Type::Text | Type::Member(_) | Type::Link(_) => {
            "a year is a number such as `2020`, or has the unit `year`"
        }
    };
    let code = if matches!(checked.ty, Type::Number(_)) { Code::UnitMismatch } else { Code::TypeMismatch };
    draft.report(Diagnostic::error(code, checked.span, message).hint(hint));
    None
}

/// The year before that of the row.
fn year_before(draft: &Draft<'_>, table: TableId, span: Span) -> Option<Expr> {
    let (_, year) = entity_and_year(draft, table)?;
    let ty = draft.quantity(year)?.ty.clone()?;
    let one = Expr { kind: ExprKind::Number(1.0), ty: Type::Number(None), span };
    let year = Expr { kind: ExprKind::Quantity(year), ty: ty.clone(), span };
    let kind = ExprKind::Arithmetic(ArithmeticOp::Subtract, Box::new(year), Box::new(one));
    Some(Expr { kind, ty, span })
}

/// The value of the row of the same entity and another year.
fn in_year(draft: &Draft<'_>, yearly: &Yearly, value: Expr, year: Expr, span: Span) -> Option<Expr> {
    let (entity, year_of) = entity_and_year(draft, yearly.table)?;
    let ty = value.ty.clone();
    let over = InYear { table: yearly.table, entity, year_of, linking: yearly.linking, year };
    let aggregate = Aggregate {
        function: AggregateFunction::Latest,
        over: Over::InYear(Box::new(over)),
        value: Some(value),
        filter: None,
        weight: None,
        order: None,
        quantile: None,
    };
    Some(Expr { kind: ExprKind::Aggregate(Box::new(aggregate)), ty, span })
}
