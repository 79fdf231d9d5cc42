//! Expressions and values in the author's words.

use crate::program::{
    Aggregate, AggregateFunction, ArithmeticOp, CompareOp, Expr, ExprKind, Function, Over, Program, Type, Value,
};

/// An expression as its author wrote it, on one line; where the text is not at hand, as it might have been written.
pub fn describe(program: &Program, expr: &Expr) -> String {
    let written = program.sources.text(expr.span);
    let one_line = written.lines().map(|l| l.split("--").next().unwrap_or(l)).collect::<Vec<_>>().join(" ");
    let text = one_line.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() { print(program, expr) } else { text }
}

/// An expression in the language's notation.
pub(super) fn print(program: &Program, expr: &Expr) -> String {
    let p = |e: &Expr| print(program, e);
    let all = |list: &[Expr], by: &str| list.iter().map(p).collect::<Vec<_>>().join(by);
    match &expr.kind {
        ExprKind::Number(x) => value(program, &expr.ty, &Value::Number(*x)),
        ExprKind::YesNo(x) => value(program, &expr.ty, &Value::YesNo(*x)),
        ExprKind::Text(x) => format!("{x:?}"),
        ExprKind::Member(x) => member(program, &expr.ty, *x),
        ExprKind::Parameter(id) => program.parameter(*id).name.clone(),
        ExprKind::Quantity(id) => program.quantity(*id).name.clone(),
        ExprKind::Follow { link, target } => format!("{}.{}", p(link), p(target)),
        ExprKind::Negate(x) => format!("-{}", p(x)),
        ExprKind::Not(x) => format!("not {}", p(x)),
        ExprKind::Arithmetic(op, a, b) => format!("{} {} {}", grouped(program, a), sign(*op), grouped(program, b)),
        ExprKind::Compare(op, a, b) => format!("{} {} {}", p(a), comparison(*op), p(b)),
        ExprKind::And(parts) => all(parts, " and "),
        ExprKind::Or(parts) => format!("({})", all(parts, " or ")),
        ExprKind::If(a, b, c) => format!("if {} then {} else {}", p(a), p(b), p(c)),
        ExprKind::Missing(kind) => format!("missing as {}", kind.name()),
        ExprKind::IsMissing(x, None) => format!("{} is missing", p(x)),
        ExprKind::IsMissing(x, Some(kind)) => format!("{} is missing as {}", p(x), kind.name()),
        ExprKind::IfMissing(a, b) => format!("{} if missing {}", p(a), p(b)),
        ExprKind::OneOf(x, list) => format!("{} in {{ {} }}", p(x), all(list, ", ")),
        ExprKind::LevelNumber(x) => p(x),
        ExprKind::Call(function, list) => format!("{}({})", function_name(*function), all(list, ", ")),
        ExprKind::Aggregate(a) => aggregate(program, a),
    }
}

fn grouped(program: &Program, expr: &Expr) -> String {
    let text = print(program, expr);
    if matches!(expr.kind, ExprKind::Arithmetic(..)) { format!("({text})") } else { text }
}

fn sign(op: ArithmeticOp) -> &'static str {
    match op {
        ArithmeticOp::Add => "+",
        ArithmeticOp::Subtract => "-",
        ArithmeticOp::Multiply => "*",
        ArithmeticOp::Divide => "/",
        ArithmeticOp::Power => "^",
    }
}

/// `<`, `<=` …
pub(super) fn comparison(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Less => "<",
        CompareOp::LessOrEqual => "<=",
        CompareOp::Greater => ">",
        CompareOp::GreaterOrEqual => ">=",
        CompareOp::Is => "is",
    }
}

fn aggregate(program: &Program, a: &Aggregate) -> String {
    let mut text = match a.function {
        AggregateFunction::Sum => "sum",
        AggregateFunction::Mean => "mean",
        AggregateFunction::Median | AggregateFunction::LowerMedian => "median",
        AggregateFunction::Majority => "majority",
        AggregateFunction::Latest => "latest",
        AggregateFunction::Min => "min",
        AggregateFunction::Max => "max",
        AggregateFunction::Count => "count",
        AggregateFunction::Share => "share",
        AggregateFunction::Any => "any",
        AggregateFunction::All => "all",
        AggregateFunction::Deviation => "deviation",
        AggregateFunction::Quantile => "quantile",
        AggregateFunction::Rank => "rank",
    }
    .to_owned();
    text.push('(');
    let mut words: Vec<String> = a.value.iter().map(|v| print(program, v)).collect();
    match &a.over {
        Over::Table(table) => words.push(format!("over {}", program.table(*table).name)),
        Over::Group(_, by) => {
            let names: Vec<&str> = by.iter().map(|q| program.quantity(*q).name.as_str()).collect();
            words.push(format!("within {}", names.join(", ")));
        }
        Over::InYear(row) => return format!("{} at {}", words.join(""), print(program, &row.year)),
        Over::Linking { table, .. } | Over::Summarised { table, .. } => {
            words.push(format!("over {}", program.table(*table).name))
        }
    }
    words.extend(a.filter.iter().map(|f| format!("where {}", print(program, f))));
    text.push_str(&words.join(" "));
    text.push(')');
    text
}

fn function_name(function: Function) -> String {
    // The variants are called as the functions are.
    let name = format!("{function:?}");
    let mut text = String::new();
    for (i, c) in name.chars().enumerate() {
        if c.is_uppercase() && i > 0 {
            text.push('_');
        }
        text.extend(c.to_lowercase());
    }
    text
}

fn member(program: &Program, ty: &Type, at: u8) -> String {
    match ty {
        Type::Member(scale) => {
            program.scale(*scale).members.get(usize::from(at)).map_or_else(|| at.to_string(), |m| m.name.clone())
        }
        Type::Number(_) | Type::YesNo | Type::Text | Type::Date | Type::Link(_) => at.to_string(),
    }
}

/// A value of a type as it would be written: `12.5%`, `2015-06-30`, `acting`, `"Kaluga"`.
pub(super) fn value(program: &Program, ty: &Type, value: &Value) -> String {
    match (value, ty) {
        (Value::Number(x), Type::Date) => crate::calendar::written(*x).unwrap_or_else(|| decimal(*x)),
        (Value::Number(x), Type::Number(Some(unit))) if unit.percent => format!("{}%", decimal(x * 100.0)),
        (Value::Number(x), _) => decimal(*x),
        (Value::YesNo(true), _) => "yes".to_owned(),
        (Value::YesNo(false), _) => "no".to_owned(),
        (Value::Text(text), _) => format!("{text:?}"),
        (Value::Member(m), ty) => format!("`{}`", member(program, ty, *m)),
        (Value::Missing(_), _) => "missing".to_owned(),
    }
}

/// A number with at most 12 significant digits, so that a percentage of 0.3 is not 30.000000000000004.
fn decimal(x: f64) -> String {
    let short: f64 = format!("{x:.11e}").parse().unwrap_or(x);
    format!("{short}")
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn decimals_read_as_people_write_them() {
        assert_eq!(decimal(0.3 * 100.0), "30");
        assert_eq!(decimal(0.55), "0.55");
        assert_eq!(decimal(-2.0), "-2");
    }
}
