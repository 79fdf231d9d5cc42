//! Gates with reasons, scenarios with undecided rows.

use super::build::*;
use crate::eval::Exclusion;
use crate::eval::column::{member, yes_no};
use crate::program::{Expr, ExprKind, Missing, QuantityId, ScenarioRule};

/// Four outcomes of two thresholds, as in figure 13 of the pilot-cluster study.
fn quadrants(b: &mut Build, x: QuantityId, y: QuantityId) -> QuantityId {
    let active = b.parameter("active", 1.0);
    let p = || expr(ExprKind::Parameter(active), number_type());
    let table = b.program.quantities[x.at()].table;
    b.scenario(
        table,
        "path",
        ScenarioRule::Exactly,
        vec![
            ("supported", Some(and(at_least(q(x), p()), at_least(q(y), p())))),
            ("lonely", Some(and(at_least(q(x), p()), below(q(y), p())))),
            ("late", Some(and(below(q(x), p()), at_least(q(y), p())))),
            ("potential", Some(and(below(q(x), p()), below(q(y), p())))),
        ],
    )
}

#[test]
fn four_quadrants_and_who_cannot_be_placed() {
    let mut b = Build::new();
    let t = b.table("t", 7);
    let x = b.numbers(t, "x", &[1.0, 2.0, 0.5, 0.0, UNASKED, 1.0, UNKNOWN]);
    let y = b.numbers(t, "y", &[1.0, 0.99, 3.0, 0.0, 0.0, UNKNOWN, UNASKED]);
    let path = quadrants(&mut b, x, y);
    let a = b.run();
    let m = member::missing;
    let (unasked, unknown) = (m(Missing::Unasked), m(Missing::Unknown));
    assert_eq!(codes(&a, path), [0, 1, 2, 3, unasked, unknown, unknown]);
}

#[test]
fn first_match_waits_for_what_stands_before() {
    let mut b = Build::new();
    let t = b.table("t", 4);
    let x = b.numbers(t, "x", &[5.0, UNASKED, 0.0, 0.0]);
    let y = b.numbers(t, "y", &[5.0, 5.0, 5.0, 0.0]);
    let outcomes =
        vec![("first", Some(at_least(q(x), n(1.0)))), ("second", Some(at_least(q(y), n(1.0)))), ("rest", None)];
    let s = b.scenario(t, "s", ScenarioRule::First, outcomes);
    let a = b.run();
    assert_eq!(codes(&a, s), [0, member::missing(Missing::Unasked), 1, 2]);
}

#[test]
fn otherwise_needs_every_condition_to_be_no() {
    let mut b = Build::new();
    let t = b.table("t", 3);
    let x = b.numbers(t, "x", &[0.0, UNKNOWN, UNKNOWN]);
    let y = b.numbers(t, "y", &[0.0, 0.0, 1.0]);
    let outcomes = vec![("x", Some(at_least(q(x), n(1.0)))), ("y", Some(at_least(q(y), n(1.0)))), ("neither", None)];
    let s = b.scenario(t, "s", ScenarioRule::Exactly, outcomes);
    let a = b.run();
    // In the last row y's condition is yes; exactly one holds, so that what is missing does not matter.
    assert_eq!(codes(&a, s), [2, member::missing(Missing::Unknown), 1]);
}

#[test]
fn gates_name_each_unmet_requirement_and_whether_it_could_be_decided() {
    let mut b = Build::new();
    let t = b.table("t", 4);
    let x = b.numbers(t, "x", &[5.0, 0.0, UNASKED, 5.0]);
    let ok = b.yes_no(t, "ok", &[Some(true), Some(false), Some(true), None]);
    let is_ok = || q_as(ok, crate::program::Type::YesNo);
    let first = b.gate(t, "first", vec![(at_least(q(x), n(1.0)), "small"), (is_ok(), "not ok")]);
    let second = b.gate(t, "second", vec![(is_ok(), "not ok")]);
    let path = quadrants(&mut b, x, x);
    let a = b.run();
    let included = a.tables[0].included.as_ref().unwrap();
    assert_eq!(included.as_slice(), [yes_no::YES, yes_no::NO, yes_no::NO, yes_no::NO]);
    let exclusion = |row, gate, unmet: &[(usize, bool)]| Exclusion { row, gate, unmet: unmet.to_vec() };
    assert_eq!(
        a.tables[0].excluded,
        [
            exclusion(1, first, &[(0, false), (1, false)]),
            exclusion(1, second, &[(0, false)]),
            exclusion(2, first, &[(0, true)]),
            exclusion(3, first, &[(1, true)]),
            exclusion(3, second, &[(0, true)]),
        ]
    );
    let gone = member::missing(Missing::Inapplicable);
    assert_eq!(codes(&a, path), [0, gone, gone, gone]);
}

#[test]
fn kleene_values() {
    let mut b = Build::new();
    let all = [Some(true), Some(false), None];
    let (left, right): (Vec<_>, Vec<_>) = all.iter().flat_map(|a| all.iter().map(move |b| (*a, *b))).unzip();
    let t = b.table("t", 9);
    let x = b.yes_no(t, "x", &left);
    let y = b.yes_no(t, "y", &right);
    let (x, y) = (q_as(x, crate::program::Type::YesNo), q_as(y, crate::program::Type::YesNo));
    let both = b.formula(t, "and", yes(ExprKind::And(vec![x.clone(), y.clone()])));
    let either = b.formula(t, "or", yes(ExprKind::Or(vec![x.clone(), y])));
    let not = b.formula(t, "not", yes(ExprKind::Not(Box::new(x))));
    let a = b.run();
    let (y, n, m) = (yes_no::YES, yes_no::NO, yes_no::missing(Missing::Unknown));
    assert_eq!(codes(&a, both), [y, n, m, n, n, n, m, n, m]);
    assert_eq!(codes(&a, either), [y, y, y, y, n, m, y, m, m]);
    assert_eq!(codes(&a, not), [n, n, n, y, y, y, m, m, m]);
}

#[test]
fn an_outcome_that_is_the_same_whatever_is_missing_is_decided_and_what_depends_on_it_follows() {
    let mut b = Build::new();
    let t = b.table("t", 3);
    let x = b.numbers(t, "x", &[1.0, UNASKED, UNKNOWN]);
    let y = b.numbers(t, "y", &[1.0, 1.0, UNASKED]);
    // Written so that three-valued logic alone does not see that x makes no difference.
    let either = |c: Expr| and(c, at_least(q(y), n(1.0)));
    let all = yes(ExprKind::Or(vec![either(below(q(x), n(5.0))), either(at_least(q(x), n(5.0)))]));
    let outcomes = vec![("all", Some(all)), ("none", Some(below(q(y), n(1.0))))];
    let s = b.scenario(t, "s", ScenarioRule::Exactly, outcomes);
    let ty = b.program.quantities[s.at()].ty.clone();
    let member = expr(ExprKind::Member(0), ty.clone());
    let is = b.formula(t, "is", compare(crate::program::CompareOp::Is, q_as(s, ty), member));
    let a = b.run();
    assert_eq!(codes(&a, s), [0, 0, member::missing(Missing::Unknown)]);
    assert_eq!(codes(&a, is), [yes_no::YES, yes_no::YES, yes_no::missing(Missing::Unknown)]);
}
