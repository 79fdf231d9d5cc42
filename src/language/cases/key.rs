//! What an expression is, without its place: two expressions with one key have the same value in every row.

use crate::program::{Aggregate, AggregateFunction, ArithmeticOp, Expr, ExprKind, Over, QuantityId};

/// The key of an expression. Operands that may change places are put in order.
pub(super) fn key(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Number(x) => format!("{x:?}"),
        ExprKind::YesNo(x) => format!("{x}"),
        ExprKind::Text(x) => format!("{x:?}"),
        ExprKind::Member(m) => format!("member {m} of {:?}", expr.ty),
        ExprKind::Parameter(id) => format!("p{}", id.0),
        ExprKind::Quantity(id) => quantity(*id),
        ExprKind::Follow { link, target } => {
            // `a.(b.c)` and `(a.b).c` are one path.
            if let ExprKind::Follow { link: second, target } = &target.kind {
                format!("{}.{}.{}", key(link), key(second), key(target))
            } else {
                format!("{}.{}", key(link), key(target))
            }
        }
        ExprKind::Negate(x) => format!("-({})", key(x)),
        ExprKind::Not(x) => format!("not({})", key(x)),
        ExprKind::Arithmetic(op, a, b) => {
            let (mut a, mut b) = (key(a), key(b));
            if matches!(op, ArithmeticOp::Add | ArithmeticOp::Multiply) && b < a {
                std::mem::swap(&mut a, &mut b);
            }
            format!("({a} {op:?} {b})")
        }
        ExprKind::Compare(op, a, b) => format!("({} {op:?} {})", key(a), key(b)),
        ExprKind::And(parts) => format!("and({})", keys(parts)),
        ExprKind::Or(parts) => format!("or({})", keys(parts)),
        ExprKind::If(a, b, c) => format!("if({}, {}, {})", key(a), key(b), key(c)),
        ExprKind::Missing(kind) => format!("missing as {}", kind.name()),
        ExprKind::IsMissing(x, None) => format!("missing({})", key(x)),
        ExprKind::IsMissing(x, Some(kind)) => format!("missing({} as {})", key(x), kind.name()),
        ExprKind::IfMissing(a, b) => format!("({} if missing {})", key(a), key(b)),
        ExprKind::OneOf(x, list) => format!("({} in {})", key(x), keys(list)),
        ExprKind::LevelNumber(x) => format!("level({})", key(x)),
        ExprKind::Call(function, list) => format!("{function:?}({})", keys(list)),
        ExprKind::Aggregate(aggregate) => of_aggregate(aggregate),
    }
}

fn quantity(id: QuantityId) -> String {
    format!("q{}", id.0)
}

fn keys(list: &[Expr]) -> String {
    list.iter().map(key).collect::<Vec<_>>().join(", ")
}

/// The key of the rows that an aggregate covers.
fn rows(over: &Over) -> String {
    match over {
        Over::Table(table) => format!("t{}", table.0),
        Over::Group(table, by) => format!("t{} within {:?}", table.0, by.iter().map(|q| q.0).collect::<Vec<_>>()),
        Over::Linking { table, link } => format!("t{} by q{}", table.0, link.0),
        Over::InYear(row) => format!("t{} at {} {}", row.table.0, key(&row.year), row.linking),
        Over::Summarised { table, summary } => format!("t{} in t{}", table.0, summary.0),
    }
}

fn of_aggregate(a: &Aggregate) -> String {
    let over = rows(&a.over);
    let optional = |e: Option<&Expr>| e.map(key).unwrap_or_default();
    format!(
        "{:?}[{over}]({}; {}; {}; {}; {})",
        a.function,
        optional(a.value.as_ref()),
        optional(a.filter.as_ref()),
        optional(a.weight.as_ref()),
        optional(a.quantile.as_deref()),
        optional(a.order.as_ref())
    )
}

/// Calls `visit` with every part whose value comes from outside: quantities, values of linked rows, parameters, aggregates.
pub(super) fn variables<'e>(expr: &'e Expr, visit: &mut dyn FnMut(&'e Expr)) {
    match &expr.kind {
        ExprKind::Number(_) | ExprKind::YesNo(_) | ExprKind::Text(_) | ExprKind::Member(_) | ExprKind::Missing(_) => {}
        ExprKind::Parameter(_) | ExprKind::Quantity(_) | ExprKind::Follow { .. } => visit(expr),
        ExprKind::Aggregate(aggregate) => {
            visit(expr);
            if bound_to_a_row(aggregate.function) {
                aggregate.value.iter().for_each(|e| variables(e, visit));
            }
        }
        ExprKind::Negate(x) | ExprKind::Not(x) | ExprKind::IsMissing(x, _) | ExprKind::LevelNumber(x) => {
            variables(x, visit);
        }
        ExprKind::Arithmetic(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::IfMissing(a, b) => {
            variables(a, visit);
            variables(b, visit);
        }
        ExprKind::And(list) | ExprKind::Or(list) | ExprKind::Call(_, list) => {
            list.iter().for_each(|e| variables(e, visit));
        }
        ExprKind::If(a, b, c) => [a, b, c].into_iter().for_each(|e| variables(e, visit)),
        ExprKind::OneOf(x, list) => {
            variables(x, visit);
            list.iter().for_each(|e| variables(e, visit));
        }
    }
}

/// What the value of an expression may depend on, as keys; aggregates of the same rows depend on one thing.
pub(super) fn dependencies(expr: &Expr) -> Vec<String> {
    let mut found = Vec::new();
    variables(expr, &mut |part| {
        found.push(if let ExprKind::Aggregate(aggregate) = &part.kind { rows(&aggregate.over) } else { key(part) });
    });
    found.sort();
    found.dedup();
    found
}

/// Whether the aggregate of a column says something about the single row: a maximum is never below it. Among
/// many rows a mean or a sum may be anything whatever the row's own value.
fn bound_to_a_row(function: AggregateFunction) -> bool {
    match function {
        AggregateFunction::Min
        | AggregateFunction::Max
        | AggregateFunction::Any
        | AggregateFunction::All
        | AggregateFunction::Quantile
        | AggregateFunction::Rank => true,
        AggregateFunction::Sum
        | AggregateFunction::Mean
        | AggregateFunction::Median
        | AggregateFunction::LowerMedian
        | AggregateFunction::Majority
        | AggregateFunction::Latest
        | AggregateFunction::Count
        | AggregateFunction::Share
        | AggregateFunction::Deviation => false,
    }
}
