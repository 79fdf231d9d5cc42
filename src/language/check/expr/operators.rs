//! Operators: arithmetic with units, comparisons, choices.

use super::{Scope, as_number, check, condition, number};
use crate::check::draft::Draft;
use crate::check::units;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{ArithmeticOp, CompareOp, Expr, ExprKind, Type, Unit};
use crate::source::Span;
use crate::syntax::ast;

pub(super) fn negate(draft: &mut Draft<'_>, scope: Scope, inner: &ast::Expr, span: Span) -> Option<Expr> {
    let (inner, unit) = number(draft, scope, inner)?;
    let kind = match inner.kind {
        ExprKind::Number(value) => ExprKind::Number(-value),
        kind => ExprKind::Negate(Box::new(Expr { kind, ..inner })),
    };
    Some(Expr { kind, ty: Type::Number(unit), span })
}

/// `a + b` and the like. Units are added only to the same unit, and multiplied and divided freely.
pub(super) fn arithmetic(
    draft: &mut Draft<'_>,
    scope: Scope,
    op: ast::Arithmetic,
    a: &ast::Expr,
    b: &ast::Expr,
    span: Span,
) -> Option<Expr> {
    let left = check(draft, scope, a, None);
    let right = check(draft, scope, b, None);
    let (left, right) = (left?, right?);
    let op = match op {
        ast::Arithmetic::Add => ArithmeticOp::Add,
        ast::Arithmetic::Subtract => ArithmeticOp::Subtract,
        ast::Arithmetic::Multiply => ArithmeticOp::Multiply,
        ast::Arithmetic::Divide => ArithmeticOp::Divide,
        ast::Arithmetic::Power => ArithmeticOp::Power,
    };
    if let Some(ty) = dates(draft, op, &left.ty, &right.ty) {
        return Some(Expr { kind: ExprKind::Arithmetic(op, Box::new(left), Box::new(right)), ty, span });
    }
    let left = as_number(draft, left);
    let right = as_number(draft, right);
    let ((left, left_unit), (right, right_unit)) = (left?, right?);
    let unit = match op {
        ArithmeticOp::Add | ArithmeticOp::Subtract => sum(draft, op, (&left, &left_unit), (&right, &right_unit))?,
        ArithmeticOp::Multiply => product(draft, &left_unit, &right_unit, 1, span)?,
        ArithmeticOp::Divide => product(draft, &left_unit, &right_unit, -1, span)?,
        ArithmeticOp::Power => power(draft, &left_unit, &right, &right_unit)?,
    };
    Some(Expr { kind: ExprKind::Arithmetic(op, Box::new(left), Box::new(right)), ty: Type::Number(unit), span })
}

/// The difference of dates is in days; days are added to dates.
fn dates(draft: &Draft<'_>, op: ArithmeticOp, a: &Type, b: &Type) -> Option<Type> {
    let days = draft.units.built_in("days");
    let is_days = |ty: &Type| match ty {
        Type::Number(unit) => unit.as_ref().is_none_or(|u| u.agrees(&days)),
        Type::YesNo | Type::Text | Type::Date | Type::Member(_) | Type::Link(_) => false,
    };
    match (op, a, b) {
        (ArithmeticOp::Subtract, Type::Date, Type::Date) => Some(Type::Number(Some(days))),
        (ArithmeticOp::Add | ArithmeticOp::Subtract, Type::Date, other) if is_days(other) => Some(Type::Date),
        (ArithmeticOp::Add, other, Type::Date) if is_days(other) => Some(Type::Date),
        _ => None,
    }
}

type Operand<'e> = (&'e Expr, &'e Option<Unit>);

fn sum(draft: &mut Draft<'_>, op: ArithmeticOp, a: Operand<'_>, b: Operand<'_>) -> Option<Option<Unit>> {
    let (year, years) = (draft.units.built_in("year"), draft.units.built_in("years"));
    let (Some(left), Some(right)) = (a.1, b.1) else {
        // `2015 - year(founded)`: a number less a calendar year can only be a year itself.
        let age = op == ArithmeticOp::Subtract && b.1.as_ref().is_some_and(|u| u.agrees(&year));
        return Some(if age { Some(years) } else { a.1.clone().or_else(|| b.1.clone()) });
    };
    if left.agrees(&year) && right.agrees(&year) && op == ArithmeticOp::Subtract {
        return Some(Some(years));
    }
    if left.agrees(&year) && right.agrees(&years) {
        return Some(Some(year));
    }
    if left.agrees(right) {
        return Some(Some(Unit { percent: left.percent && right.percent, ..left.clone() }));
    }
    let word = if op == ArithmeticOp::Add { "added" } else { "subtracted" };
    mismatch(draft, a, b, &format!("values of different units cannot be {word}"));
    None
}

/// Reports that two operands have different units, each labelled with its own.
fn mismatch(draft: &mut Draft<'_>, a: Operand<'_>, b: Operand<'_>, message: &str) {
    let name = |draft: &Draft<'_>, unit: &Option<Unit>| {
        unit.as_ref().map_or_else(|| "a plain number".to_owned(), |u| format!("in `{}`", draft.units.describe(u)))
    };
    let (left, right) = (name(draft, a.1), name(draft, b.1));
    draft.report(
        Diagnostic::error(Code::UnitMismatch, b.0.span, message)
            .label(format!("this is {right}"))
            .related(a.0.span, format!("this is {left}"))
            .hint("bring them to one unit first, or normalise them and use an index"),
    );
}

fn product(draft: &mut Draft<'_>, a: &Option<Unit>, b: &Option<Unit>, power: i32, span: Span) -> Option<Option<Unit>> {
    let plain = Unit::default();
    let (a, b) = match (a, b) {
        (None, None) => return Some(None),
        (_, _) => (a.as_ref().unwrap_or(&plain), b.as_ref().unwrap_or(&plain)),
    };
    let product = draft.units.multiply(a, b, power);
    if product.is_none() {
        let error = draft.units.too_many(span);
        draft.report(error);
    }
    product.map(Some)
}

fn power(draft: &mut Draft<'_>, base: &Option<Unit>, exponent: &Expr, unit: &Option<Unit>) -> Option<Option<Unit>> {
    if unit.as_ref().is_some_and(|u| !u.is_plain()) {
        let found = draft.describe(&exponent.ty);
        let message = format!("an exponent is a plain number, and this is {found}");
        draft.report(Diagnostic::error(Code::UnitMismatch, exponent.span, message));
        return None;
    }
    let Some(base) = base.as_ref().filter(|u| !u.is_plain()) else { return Some(base.clone()) };
    let constant = if let ExprKind::Number(value) = exponent.kind { Some(value) } else { None };
    let result = constant.and_then(|value| units::power(base, value));
    if result.is_none() {
        let message = format!("a value in `{}` can only be raised to a whole power", draft.units.describe(base));
        draft.report(Diagnostic::error(Code::UnitMismatch, exponent.span, message));
        return None;
    }
    Some(result)
}

/// Comparisons, also chained: `0 <= x < 4` means `0 <= x and x < 4`.
pub(super) fn comparison(
    draft: &mut Draft<'_>,
    scope: Scope,
    operands: &[ast::Expr],
    operators: &[ast::Comparison],
    span: Span,
) -> Option<Expr> {
    let operands = same_type(draft, scope, operands)?;
    let mut parts = Vec::new();
    for (pair, op) in operands.windows(2).zip(operators) {
        if let [a, b] = pair {
            parts.push(compare(draft, *op, a.clone(), b.clone()));
        }
    }
    let mut parts: Vec<Expr> = parts.into_iter().collect::<Option<_>>()?;
    if parts.len() == 1 {
        return parts.pop().map(|p| Expr { span, ..p });
    }
    Some(Expr { kind: ExprKind::And(parts), ty: Type::YesNo, span })
}

/// Checks values that are to be compared: those whose type is plain first, then names of levels and bare numbers by them.
fn same_type(draft: &mut Draft<'_>, scope: Scope, operands: &[ast::Expr]) -> Option<Vec<Expr>> {
    let mut leader: Option<Type> = None;
    let mut checked: Vec<Option<Option<Expr>>> = vec![None; operands.len()];
    for (slot, ast) in checked.iter_mut().zip(operands) {
        if !leads(draft, scope, ast) {
            continue;
        }
        let expr = check(draft, scope, ast, leader.as_ref());
        if let Some(expr) = &expr {
            leader.get_or_insert_with(|| expr.ty.clone());
        }
        *slot = Some(expr);
    }
    if leader.is_none() && checked.iter().any(Option::is_some) {
        return None;
    }
    if leader.is_none() && operands.iter().any(|ast| is_level(draft, ast)) {
        // Of a level compared with something unknown only the unknown is wrong.
        let before = draft.diagnostics.len();
        for ast in operands {
            if !is_level(draft, ast) {
                check(draft, scope, ast, None);
            }
        }
        if draft.diagnostics.len() > before {
            return None;
        }
    }
    for (slot, ast) in checked.iter_mut().zip(operands) {
        if slot.is_none() {
            *slot = Some(check(draft, scope, ast, leader.as_ref()));
        }
    }
    checked.into_iter().map(Option::flatten).collect()
}

/// Whether an operand is the name of a level, category or outcome, whatever scale it is of.
fn is_level(draft: &Draft<'_>, ast: &ast::Expr) -> bool {
    let ast::ExprKind::Name(name) = &ast.kind else { return false };
    draft.scales.iter().any(|scale| scale.members.iter().any(|m| m.name == name.text))
}

/// Whether an operand has a type of its own, rather than from what it is compared with.
fn leads(draft: &Draft<'_>, scope: Scope, ast: &ast::Expr) -> bool {
    match &ast.kind {
        ast::ExprKind::Number(_) | ast::ExprKind::Text(_) | ast::ExprKind::Missing(_) => false,
        ast::ExprKind::Name(name) => {
            draft.find(scope.table, &name.text).is_some() || draft.parameter_names.contains_key(&name.text)
        }
        ast::ExprKind::If(_, a, b) | ast::ExprKind::IfMissing(a, b) => leads(draft, scope, a) || leads(draft, scope, b),
        ast::ExprKind::YesNo(_)
        | ast::ExprKind::Date { .. }
        | ast::ExprKind::Member(..)
        | ast::ExprKind::At(..)
        | ast::ExprKind::Negate(_)
        | ast::ExprKind::Not(_)
        | ast::ExprKind::Arithmetic(..)
        | ast::ExprKind::Comparison(..)
        | ast::ExprKind::And(_)
        | ast::ExprKind::Or(_)
        | ast::ExprKind::IsMissing { .. }
        | ast::ExprKind::In { .. }
        | ast::ExprKind::Call(_) => true,
    }
}

fn compare(draft: &mut Draft<'_>, op: ast::Comparison, a: Expr, b: Expr) -> Option<Expr> {
    let (a, b) = (key_of_link(draft, a, &b), b);
    let (b, a) = (key_of_link(draft, b, &a), a);
    let span = a.span.to(b.span);
    let ordered = !matches!(op, ast::Comparison::Is | ast::Comparison::IsNot);
    comparable(draft, &a, &b, ordered)?;
    let made = |op| Expr { kind: ExprKind::Compare(op, Box::new(a), Box::new(b)), ty: Type::YesNo, span };
    Some(match op {
        ast::Comparison::Less => made(CompareOp::Less),
        ast::Comparison::LessOrEqual => made(CompareOp::LessOrEqual),
        ast::Comparison::Greater => made(CompareOp::Greater),
        ast::Comparison::GreaterOrEqual => made(CompareOp::GreaterOrEqual),
        ast::Comparison::Is => made(CompareOp::Is),
        ast::Comparison::IsNot => super::not(made(CompareOp::Is)),
    })
}

/// A link compared with a text is compared by the key of its row.
fn key_of_link(draft: &Draft<'_>, expr: Expr, other: &Expr) -> Expr {
    let Type::Link(table) = expr.ty else { return expr };
    let key = draft.table(table).map(|t| t.key);
    let text_key = key.filter(|k| draft.quantity(*k).is_some_and(|q| q.ty.as_ref() == Some(&other.ty)));
    match text_key {
        Some(key) => {
            let (ty, span) = (other.ty.clone(), expr.span);
            let target = Box::new(Expr { kind: ExprKind::Quantity(key), ty: ty.clone(), span });
            Expr { kind: ExprKind::Follow { link: Box::new(expr), target }, ty, span }
        }
        None => expr,
    }
}

/// Whether two values may be compared; reports why not.
fn comparable(draft: &mut Draft<'_>, a: &Expr, b: &Expr, ordered: bool) -> Option<()> {
    if let Some((gone, kind)) = [b, a].into_iter().find_map(super::absent::literal) {
        let message = "what is compared with a missing value is missing itself";
        let hint = format!("ask whether it is missing: `… is missing as {}`", kind.name());
        draft.report(Diagnostic::error(Code::TypeMismatch, gone.span, message).hint(hint));
        return None;
    }
    if let (Type::Number(left), Type::Number(right)) = (&a.ty, &b.ty) {
        if let (Some(x), Some(y)) = (left, right)
            && !x.agrees(y)
        {
            mismatch(draft, (a, left), (b, right), "values of different units cannot be compared");
            return None;
        }
        return Some(());
    }
    if a.ty != b.ty {
        let (left, right) = (draft.describe(&a.ty), draft.describe(&b.ty));
        let error = Diagnostic::error(Code::TypeMismatch, b.span, format!("{left} cannot be compared with {right}"));
        let error = error.label(format!("this is {right}")).related(a.span, format!("this is {left}"));
        let hint = how_to_compare(draft, &a.ty, &b.ty).or_else(|| how_to_compare(draft, &b.ty, &a.ty));
        draft.report(error.maybe_hint(hint));
        return None;
    }
    let has_order = match &a.ty {
        Type::Number(_) | Type::Date => true,
        Type::Member(scale) => draft.scale(*scale).is_some_and(|s| s.ordered),
        Type::YesNo | Type::Text | Type::Link(_) => false,
    };
    if ordered && !has_order {
        let found = draft.describe(&a.ty);
        let message = format!("{found} has no order, so only `is` and `is not` compare it");
        let hint = matches!(a.ty, Type::Member(_))
            .then(|| "if they are in an order, declare a `scale` with a number for each level".to_owned());
        draft.report(Diagnostic::error(Code::TypeMismatch, a.span.to(b.span), message).maybe_hint(hint));
        return None;
    }
    Some(())
}

/// What to write where a value of the first type is compared with one of the other.
fn how_to_compare(draft: &Draft<'_>, ty: &Type, other: &Type) -> Option<String> {
    match (ty, other) {
        (Type::Date, Type::Number(_)) => {
            Some("write a day, `2015-06-30`, or compare the year, `year(…) < 2015`".to_owned())
        }
        (Type::Date, Type::Text) => Some("write a day without quotes, `2015-06-30`".to_owned()),
        (Type::YesNo, Type::Number(_) | Type::Text) => {
            Some("compare it with `yes` or `no`, or write it alone as the condition".to_owned())
        }
        (Type::Member(scale), Type::Text) => {
            let scale = draft.scale(*scale)?;
            let names = crate::diagnostic::list(scale.members.iter().map(|m| m.name.as_str()));
            let what = if scale.ordered { "levels" } else { "categories" };
            Some(format!("its {what} are {names}"))
        }
        (Type::Link(table), _) => Some(format!(
            "compare it with a key of `{0}`, or follow it to a column of `{0}` with a point",
            draft.table_name(*table)
        )),
        (Type::Date | Type::YesNo | Type::Member(_) | Type::Number(_) | Type::Text, _) => None,
    }
}

/// `if a then b else c`
pub(super) fn choice(
    draft: &mut Draft<'_>,
    scope: Scope,
    [cond, then, otherwise]: [&ast::Expr; 3],
    expected: Option<&Type>,
    span: Span,
) -> Option<Expr> {
    let cond = condition(draft, scope, cond);
    let (then, otherwise, ty) = alike(draft, scope, then, otherwise, expected, "what follows `then` and `else`")?;
    let kind = ExprKind::If(Box::new(cond?), Box::new(then), Box::new(otherwise));
    Some(Expr { kind, ty, span })
}

/// `x if missing 0`
pub(super) fn if_missing(
    draft: &mut Draft<'_>,
    scope: Scope,
    value: &ast::Expr,
    default: &ast::Expr,
    expected: Option<&Type>,
    span: Span,
) -> Option<Expr> {
    let (value, default, ty) = alike(draft, scope, value, default, expected, "a value and what replaces it")?;
    Some(Expr { kind: ExprKind::IfMissing(Box::new(value), Box::new(default)), ty, span })
}

/// Two values of one type, and that type; `what` they are is for messages.
fn alike(
    draft: &mut Draft<'_>,
    scope: Scope,
    a: &ast::Expr,
    b: &ast::Expr,
    expected: Option<&Type>,
    what: &str,
) -> Option<(Expr, Expr, Type)> {
    let (a, b) = match expected {
        Some(ty) => (check(draft, scope, a, Some(ty)), check(draft, scope, b, Some(ty))),
        None => {
            let mut both = same_type(draft, scope, &[a.clone(), b.clone()])?;
            let second = both.pop();
            (both.pop(), second)
        }
    };
    let (mut a, mut b) = (a?, b?);
    super::absent::take_type(&mut a, &mut b);
    let ty = match (&a.ty, &b.ty) {
        (Type::Number(left), Type::Number(right)) => {
            if let (Some(x), Some(y)) = (left, right)
                && !x.agrees(y)
            {
                mismatch(draft, (&a, left), (&b, right), &format!("{what} must have one unit"));
                return None;
            }
            Type::Number(left.clone().or_else(|| right.clone()))
        }
        (left, right) if left == right => left.clone(),
        (left, right) => {
            let (left, right) = (draft.describe(left), draft.describe(right));
            let error = Diagnostic::error(Code::TypeMismatch, b.span, format!("{what} must be of one type"));
            draft.report(error.label(format!("this is {right}")).related(a.span, format!("this is {left}")));
            return None;
        }
    };
    Some((a, b, ty))
}

/// `x in { a, b }`
pub(super) fn one_of(
    draft: &mut Draft<'_>,
    scope: Scope,
    value: &ast::Expr,
    members: &[ast::Expr],
    span: Span,
) -> Option<Expr> {
    let mut value = check(draft, scope, value, None)?;
    if let Type::Link(table) = value.ty
        && let Some(key) = draft.table(table).map(|t| t.key)
        && let Some(ty) = draft.quantity(key).and_then(|q| q.ty.clone())
    {
        let pretend = Expr { kind: ExprKind::YesNo(true), ty, span };
        value = key_of_link(draft, value, &pretend);
    }
    let mut list = Vec::new();
    for member in members {
        let checked = check(draft, scope, member, Some(&value.ty))?;
        comparable(draft, &value, &checked, false)?;
        let constant = matches!(
            checked.kind,
            ExprKind::Number(_) | ExprKind::YesNo(_) | ExprKind::Text(_) | ExprKind::Member(_) | ExprKind::Parameter(_)
        );
        if !constant {
            let message = "only fixed values can stand in braces";
            let hint = "compare with other values by `is`, joined with `or`";
            draft.report(Diagnostic::error(Code::NotConstant, checked.span, message).hint(hint));
            return None;
        }
        list.push(checked);
    }
    Some(Expr { kind: ExprKind::OneOf(Box::new(value), list), ty: Type::YesNo, span })
}
