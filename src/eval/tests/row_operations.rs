//! Formulas of one row.

use super::build::*;
use crate::eval::Column;
use crate::eval::column::yes_no;
use crate::program::{ArithmeticOp, CompareOp, ExprKind, Function, Type, Value};

#[test]
fn arithmetic_keeps_the_kind_of_the_first_missing_operand() {
    let mut b = Build::new();
    let t = b.table("t", 6);
    let x = b.numbers(t, "x", &[6.0, UNASKED, UNASKED, 1.0, 0.0, 1e308]);
    let y = b.numbers(t, "y", &[3.0, UNKNOWN, 2.0, UNKNOWN, 0.0, 1e-10]);
    let div = b.formula(t, "div", arithmetic(ArithmeticOp::Divide, q(x), q(y)));
    let back = b.formula(t, "back", arithmetic(ArithmeticOp::Subtract, q(y), q(x)));
    let pow = b.formula(t, "pow", arithmetic(ArithmeticOp::Power, q(x), n(2.0)));
    let negate = b.formula(t, "negate", expr(ExprKind::Negate(Box::new(q(x))), number_type()));
    let a = b.run();
    assert_numbers(&numbers(&a, div), &[2.0, UNASKED, UNASKED, UNKNOWN, INAPPLICABLE, INAPPLICABLE]);
    assert_numbers(&numbers(&a, back), &[-3.0, UNKNOWN, UNASKED, UNKNOWN, 0.0, -1e308]);
    assert_numbers(&numbers(&a, pow), &[36.0, UNASKED, UNASKED, 1.0, 0.0, INAPPLICABLE]);
    assert_numbers(&numbers(&a, negate), &[-6.0, UNASKED, UNASKED, -1.0, -0.0, -1e308]);
}

#[test]
fn functions_of_one_and_of_several_values() {
    let mut b = Build::new();
    let t = b.table("t", 3);
    let x = b.numbers(t, "x", &[4.0, -1.5, UNASKED]);
    let y = b.numbers(t, "y", &[1.0, UNKNOWN, UNKNOWN]);
    let one = |b: &mut Build, f| b.formula(t, "f", call(f, vec![q(x)]));
    let two = |b: &mut Build, f| b.formula(t, "f", call(f, vec![q(x), q(y)]));
    let sqrt = one(&mut b, Function::Sqrt);
    let ln = one(&mut b, Function::Ln);
    let round = one(&mut b, Function::Round);
    let sign = one(&mut b, Function::Sign);
    let [min, sum, mean, median, count] =
        [Function::Min, Function::Sum, Function::Mean, Function::Median, Function::Count].map(|f| two(&mut b, f));
    let clamp = b.formula(t, "clamp", call(Function::Clamp, vec![q(x), n(0.0), n(2.0)]));
    let a = b.run();
    assert_numbers(&numbers(&a, sqrt), &[2.0, INAPPLICABLE, UNASKED]);
    assert_numbers(&numbers(&a, ln), &[libm::log(4.0), INAPPLICABLE, UNASKED]);
    assert_numbers(&numbers(&a, round), &[4.0, -2.0, UNASKED]);
    assert_numbers(&numbers(&a, sign), &[1.0, -1.0, UNASKED]);
    assert_numbers(&numbers(&a, min), &[1.0, -1.5, UNASKED]);
    assert_numbers(&numbers(&a, sum), &[5.0, -1.5, UNASKED]);
    assert_numbers(&numbers(&a, mean), &[2.5, -1.5, UNASKED]);
    assert_numbers(&numbers(&a, median), &[2.5, -1.5, UNASKED]);
    assert_numbers(&numbers(&a, count), &[2.0, 1.0, 0.0]);
    assert_numbers(&numbers(&a, clamp), &[2.0, 0.0, UNASKED]);
}

#[test]
fn choice_replacement_and_membership() {
    let mut b = Build::new();
    let t = b.table("t", 4);
    let x = b.numbers(t, "x", &[1.0, 5.0, UNASKED, 7.0]);
    let c = at_least(q(x), n(5.0));
    let either = expr(ExprKind::If(Box::new(c), Box::new(n(1.0)), Box::new(q(x))), number_type());
    let either = b.formula(t, "if", either);
    let replaced = expr(ExprKind::IfMissing(Box::new(q(x)), Box::new(n(0.0))), number_type());
    let replaced = b.formula(t, "replaced", replaced);
    let missing = b.formula(t, "missing", yes(ExprKind::IsMissing(Box::new(q(x)), None)));
    let one_of = b.formula(t, "one_of", yes(ExprKind::OneOf(Box::new(q(x)), vec![n(1.0), n(7.0)])));
    let a = b.run();
    assert_numbers(&numbers(&a, either), &[1.0, 1.0, UNASKED, 1.0]);
    assert_numbers(&numbers(&a, replaced), &[1.0, 5.0, 0.0, 7.0]);
    let (y, n, m) = (yes_no::YES, yes_no::NO, yes_no::missing(crate::program::Missing::Unasked));
    assert_eq!(codes(&a, missing), [n, n, y, n]);
    assert_eq!(codes(&a, one_of), [y, n, m, y]);
}

#[test]
fn comparisons_of_both_directions_share_their_work_and_agree() {
    let mut b = Build::new();
    let t = b.table("t", 3);
    let x = b.numbers(t, "x", &[1.0, 2.0, UNASKED]);
    let ops = [CompareOp::Less, CompareOp::LessOrEqual, CompareOp::Greater, CompareOp::GreaterOrEqual, CompareOp::Is];
    let ids = ops.map(|op| b.formula(t, "c", compare(op, q(x), n(2.0))));
    let a = b.run();
    let (y, n, m) = (yes_no::YES, yes_no::NO, yes_no::missing(crate::program::Missing::Unasked));
    let expected = [[y, n, m], [y, y, m], [n, n, m], [n, y, m], [n, y, m]];
    for (id, expected) in ids.into_iter().zip(expected) {
        assert_eq!(codes(&a, id), expected);
    }
}

#[test]
fn texts() {
    let mut b = Build::new();
    let t = b.table("t", 3);
    let name = b.texts(t, "name", &[" Факел", "Torch ", "Torch "]);
    let name = || q_as(name, Type::Text);
    let text = |s: &str| expr(ExprKind::Text(s.into()), Type::Text);
    let f = |f, args| expr(ExprKind::Call(f, args), Type::Text);
    let joined = f(Function::Join, vec![f(Function::Lower, vec![f(Function::Trim, vec![name()])]), text("!")]);
    let joined = b.formula(t, "joined", joined);
    let length = b.formula(t, "length", call(Function::Length, vec![name()]));
    let contains = b.formula(t, "contains", yes(ExprKind::Call(Function::Contains, vec![name(), text("or")])));
    let is = b.formula(t, "is", compare(CompareOp::Is, name(), text("Torch ")));
    let key = b.program.tables[0].key;
    let same = b.formula(t, "same", compare(CompareOp::Is, name(), q_as(key, Type::Text)));
    let a = b.run();
    assert_eq!(a.value(joined, 0), Value::Text("факел!".into()));
    assert_eq!(a.value(joined, 2), Value::Text("torch!".into()));
    assert_numbers(&numbers(&a, length), &[6.0, 6.0, 6.0]);
    let (y, n) = (yes_no::YES, yes_no::NO);
    assert_eq!(codes(&a, contains), [n, y, y]);
    assert_eq!(codes(&a, is), [n, y, y]);
    assert_eq!(codes(&a, same), [n, n, n]);
}

#[test]
fn dates() {
    let mut b = Build::new();
    let t = b.table("t", 2);
    let day = b.numbers(t, "day", &[29.0, 30.0]);
    let date = expr(ExprKind::Call(Function::Date, vec![n(2016.0), n(2.0), q(day)]), Type::Date);
    let date = b.formula(t, "date", date);
    let year = b.formula(t, "year", call(Function::Year, vec![q_as(date, Type::Date)]));
    let a = b.run();
    // 2016-02-29 is 46 years (of which 11 leap) and 59 days after 1970-01-01.
    assert_numbers(&numbers(&a, date), &[46.0 * 365.0 + 11.0 + 59.0, INAPPLICABLE]);
    assert_numbers(&numbers(&a, year), &[2016.0, INAPPLICABLE]);
}

#[test]
fn constants_fill_their_columns_and_chains_go_through() {
    let mut b = Build::new();
    let t = b.table("t", 2);
    let one = b.formula(t, "one", arithmetic(ArithmeticOp::Subtract, n(3.0), n(2.0)));
    let two = b.formula(t, "two", arithmetic(ArithmeticOp::Add, q(one), q(one)));
    let a = b.run();
    assert_numbers(&numbers(&a, one), &[1.0, 1.0]);
    assert_numbers(&numbers(&a, two), &[2.0, 2.0]);
    assert!(matches!(a.column(two), Some(Column::Number(v)) if v.len() == 2));
}
