//! Expressions as text, with the fewest parentheses that read the same.

use super::words::{Place, name, number, quoted};
use crate::syntax::ast::{Arithmetic, Call, Comparison, Expr, ExprKind};

/// How strongly an expression holds together; from weak to strong, as the parser has them.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Strength {
    If,
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Sign,
    Power,
    IfMissing,
    Primary,
}

/// A whole expression.
pub(super) fn whole(expr: &Expr) -> String {
    at_least(expr, Strength::If)
}

/// An expression where something of this strength is needed.
fn at_least(expr: &Expr, needed: Strength) -> String {
    let (text, strength) = shown(expr);
    if strength < needed { format!("({text})") } else { text }
}

fn shown(expr: &Expr) -> (String, Strength) {
    let Expr { kind, span: _ } = expr;
    match kind {
        ExprKind::Number(value) => (number(value), Strength::Primary),
        ExprKind::Text(text) => (quoted(text), Strength::Primary),
        ExprKind::YesNo(yes) => ((if *yes { "yes" } else { "no" }).to_string(), Strength::Primary),
        ExprKind::Date { year, month, day } => (format!("{year:04}-{month:02}-{day:02}"), Strength::Primary),
        ExprKind::Missing(kind) => (format!("missing as {}", name(kind, Place::Anywhere)), Strength::Primary),
        ExprKind::Name(named) => (name(named, Place::Argument), Strength::Primary),
        ExprKind::Member(of, member) => {
            (format!("{}.{}", at_least(of, Strength::Primary), name(member, Place::Anywhere)), Strength::Primary)
        }
        ExprKind::Negate(value) => (format!("-{}", at_least(value, Strength::Power)), Strength::Sign),
        ExprKind::Not(value) => (format!("not {}", at_least(value, Strength::Not)), Strength::Not),
        ExprKind::Arithmetic(operator, left, right) => arithmetic(*operator, left, right),
        ExprKind::Comparison(operands, operators) => (comparison(operands, operators), Strength::Comparison),
        ExprKind::And(operands) => (joined(operands, " and ", Strength::Not), Strength::And),
        ExprKind::Or(operands) => (joined(operands, " or ", Strength::And), Strength::Or),
        ExprKind::If(condition, then, otherwise) => {
            let [condition, then] = [condition, then].map(|e| at_least(e, Strength::Or));
            (format!("if {condition} then {then} else {}", whole(otherwise)), Strength::If)
        }
        ExprKind::IsMissing { value, negated, kind } => {
            let not = if *negated { "not " } else { "" };
            let kind = kind.iter().map(|k| format!(" as {}", name(k, Place::Anywhere))).collect::<String>();
            (format!("{} is {not}missing{kind}", at_least(value, Strength::Sum)), Strength::Comparison)
        }
        ExprKind::IfMissing(value, default) => {
            let default = match &default.kind {
                ExprKind::Negate(inner) => format!("-{}", at_least(inner, Strength::Primary)),
                _ => at_least(default, Strength::Primary),
            };
            (format!("{} if missing {default}", at_least(value, Strength::IfMissing)), Strength::IfMissing)
        }
        ExprKind::At(value, year) => {
            let (year, strength) = other_year(year);
            (format!("{} at {year}", at_least(value, Strength::IfMissing)), strength)
        }
        ExprKind::In { value, members, negated } => {
            let not = if *negated { "not " } else { "" };
            let members = joined(members, ", ", Strength::If);
            (format!("{} {not}in {{ {members} }}", at_least(value, Strength::Sum)), Strength::Comparison)
        }
        ExprKind::Call(call) => (called(call), Strength::Primary),
    }
}

/// The year after `at`: `2020`, `year - 1`; anything else in brackets.
fn other_year(year: &Expr) -> (String, Strength) {
    if let ExprKind::Arithmetic(sign @ (Arithmetic::Add | Arithmetic::Subtract), base, years) = &year.kind
        && let ExprKind::Number(years) = &years.kind
        && years.value >= 0.0
        && is_path(base)
    {
        let sign = if *sign == Arithmetic::Add { "+" } else { "-" };
        return (format!("{} {sign} {}", at_least(base, Strength::Primary), number(years)), Strength::Sum);
    }
    (at_least(year, Strength::Primary), Strength::IfMissing)
}

/// Whether it is names with points between them.
fn is_path(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Name(_) => true,
        ExprKind::Member(of, _) => is_path(of),
        _ => false,
    }
}

fn joined(operands: &[Expr], between: &str, needed: Strength) -> String {
    operands.iter().map(|e| at_least(e, needed)).collect::<Vec<_>>().join(between)
}

fn arithmetic(operator: Arithmetic, left: &Expr, right: &Expr) -> (String, Strength) {
    let (sign, own, needed_left, needed_right) = match operator {
        Arithmetic::Add => (" + ", Strength::Sum, Strength::Sum, Strength::Product),
        Arithmetic::Subtract => (" - ", Strength::Sum, Strength::Sum, Strength::Product),
        Arithmetic::Multiply => (" * ", Strength::Product, Strength::Product, Strength::Sign),
        Arithmetic::Divide => (" / ", Strength::Product, Strength::Product, Strength::Sign),
        Arithmetic::Power => ("^", Strength::Power, Strength::IfMissing, Strength::Sign),
    };
    (format!("{}{sign}{}", at_least(left, needed_left), at_least(right, needed_right)), own)
}

fn comparison(operands: &[Expr], operators: &[Comparison]) -> String {
    let mut operands = operands.iter();
    let mut out = operands.next().map(|e| at_least(e, Strength::Sum)).unwrap_or_default();
    for (operand, operator) in operands.zip(operators) {
        out.push_str(match operator {
            Comparison::Less => " < ",
            Comparison::LessOrEqual => " <= ",
            Comparison::Greater => " > ",
            Comparison::GreaterOrEqual => " >= ",
            Comparison::Is => " is ",
            Comparison::IsNot => " is not ",
        });
        let text = at_least(operand, Strength::Sum);
        // `x is (missing as unasked)` is no `x is missing`.
        let asks = matches!(operator, Comparison::Is | Comparison::IsNot) && text.starts_with("missing ");
        out.push_str(&if asks { format!("({text})") } else { text });
    }
    out
}

fn called(call: &Call) -> String {
    let Call { name: function, arguments, over, within, filter, weighted_by, via } = call;
    let mut parts: Vec<String> = Vec::new();
    if !arguments.is_empty() {
        parts.push(joined(arguments, ", ", Strength::If));
    }
    parts.extend(via.iter().map(|v| format!("via {}", name(v, Place::Anywhere))));
    parts.extend(over.iter().map(|t| format!("over {}", name(t, Place::Anywhere))));
    if !within.is_empty() {
        let groups: Vec<String> = within.iter().map(|n| name(n, Place::Anywhere)).collect();
        parts.push(format!("within {}", groups.join(", ")));
    }
    parts.extend(filter.iter().map(|e| format!("where {}", whole(e))));
    parts.extend(weighted_by.iter().map(|e| format!("weighted by {}", whole(e))));
    format!("{}({})", name(function, Place::Anywhere), parts.join(" "))
}
