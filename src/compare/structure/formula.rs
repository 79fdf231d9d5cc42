//! `aggregate = EXPR` in words: the steps of a formula of parts as one line.

use crate::methods::formula::{Formula, FormulaOp, Many, One, Two};

/// The formula, with names for the parts and what else is read of a row, and for parameters by their number.
pub(super) fn spelled(formula: &Formula, part: &dyn Fn(usize) -> String, parameter: &dyn Fn(u32) -> String) -> String {
    let mut stack: Vec<String> = Vec::new();
    for step in formula.steps() {
        let text = match step {
            FormulaOp::Number(x) => x.to_string(),
            FormulaOp::Part(at) | FormulaOp::Input(at) => part(*at),
            FormulaOp::Parameter(id, _) => parameter(*id),
            FormulaOp::One(one) => applied(one_name(*one), 1, &mut stack),
            FormulaOp::Two(two) => applied(two_name(*two), 2, &mut stack),
            FormulaOp::Many(many, count) => applied(many_name(*many), *count, &mut stack),
            FormulaOp::If => applied("if", 3, &mut stack),
            FormulaOp::Clamp => applied("clamp", 3, &mut stack),
        };
        stack.push(text);
    }
    stack.pop().unwrap_or_default()
}

/// A function of what lies on top of the stack; a sign of two values stands between them.
fn applied(name: &str, operands: usize, stack: &mut Vec<String>) -> String {
    let operands = stack.split_off(stack.len().saturating_sub(operands));
    match operands.as_slice() {
        [a, b] if !name.chars().all(char::is_alphabetic) => format!("({a} {name} {b})"),
        all => format!("{name}({})", all.join(", ")),
    }
}

fn one_name(one: One) -> &'static str {
    match one {
        One::Negate => "-",
        One::Abs => "abs",
        One::Sqrt => "sqrt",
        One::Ln => "ln",
        One::Log10 => "log10",
        One::Exp => "exp",
        One::Floor => "floor",
        One::Ceil => "ceil",
        One::Sign => "sign",
        One::Not => "not",
        One::IsMissing => "is missing",
    }
}

fn two_name(two: Two) -> &'static str {
    match two {
        Two::Add => "+",
        Two::Subtract => "-",
        Two::Multiply => "*",
        Two::Divide => "/",
        Two::Power => "^",
        Two::Round => "round",
        Two::AtLeast => ">=",
        Two::AtMost => "<=",
        Two::Same => "is equal to",
        Two::IfMissing => "if missing",
    }
}

fn many_name(many: Many) -> &'static str {
    match many {
        Many::Min => "min",
        Many::Max => "max",
        Many::Sum => "sum",
        Many::Mean => "mean",
        Many::Median => "median",
        Many::Count => "count",
        Many::And => "all of",
        Many::Or => "any of",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_reads_as_it_is_computed() {
        let steps = vec![
            FormulaOp::Part(0),
            FormulaOp::Number(2.0),
            FormulaOp::Two(Two::Multiply),
            FormulaOp::Parameter(1, 0.5),
            FormulaOp::Many(Many::Max, 2),
            FormulaOp::One(One::Sqrt),
        ];
        let formula = Formula::new(steps).unwrap();
        let text = spelled(&formula, &|at| ["x"][at].to_owned(), &|id| format!("p{id}"));
        assert_eq!(text, "sqrt(max((x * 2), p1))");
    }
}
