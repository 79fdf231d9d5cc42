//! Single records give what columns give.

use super::build::*;
use crate::eval::{Holds, RecordQuery};
use crate::program::{ExprKind, Missing, MissingRule, QuantityId, ScenarioRule, Type, Value};

/// A gate, and four outcomes of the index and of a value behind a link.
fn policy() -> (Build, [QuantityId; 4]) {
    let mut b = Build::new();
    let regions = b.table("regions", 1);
    let t = b.table("clusters", 1);
    let activity = b.numbers(regions, "activity", &[1.0]);
    let region = b.links(t, "region", regions, &[0]);
    let x = b.numbers(t, "x", &[1.0]);
    let size = b.numbers(t, "size", &[1.0]);
    let index = b.index(t, "index", index(&[x], "sum", MissingRule::Propagate));
    b.gate(t, "large", vec![(at_least(q(size), n(10.0)), "too small")]);
    let link = || Box::new(q_as(region, Type::Link(regions)));
    let there = || expr(ExprKind::Follow { link: link(), target: Box::new(q(activity)) }, number_type());
    let outcomes = vec![
        ("supported", Some(and(at_least(q(index), n(1.0)), at_least(there(), n(1.0))))),
        ("lonely", Some(and(at_least(q(index), n(1.0)), below(there(), n(1.0))))),
        ("late", Some(and(below(q(index), n(1.0)), at_least(there(), n(1.0))))),
        ("potential", None),
    ];
    let path = b.scenario(t, "path", ScenarioRule::Exactly, outcomes);
    (b, [index, activity, size, path])
}

#[test]
fn an_outcome_with_its_reasons() {
    let (b, [index, activity, size, path]) = policy();
    let query = RecordQuery::prepare(&b.shared(), path, &[index], &[]).unwrap();
    assert_eq!(query.inputs().collect::<Vec<_>>(), [index, size, activity]);
    let mut e = query.evaluator();
    let mut outcome = |i: f64, s: f64, a: f64| e.eval_numbers(&[i, s, a]);
    assert_eq!(outcome(1.0, 20.0, 1.0), Value::Member(0));
    assert_eq!(outcome(1.0, 20.0, 0.0), Value::Member(1));
    assert_eq!(outcome(0.0, 20.0, 1.0), Value::Member(2));
    assert_eq!(outcome(0.0, 20.0, 0.0), Value::Member(3));
    assert_eq!(outcome(0.0, 5.0, 0.0), Value::Missing(Missing::Inapplicable));
    let unmet = e.unmet();
    assert_eq!(unmet[0].requirements, [(0, false)]);
    assert_eq!(e.eval_numbers(&[UNASKED, 20.0, 1.0]), Value::Missing(Missing::Unasked));
    assert!(e.unmet().is_empty());
    assert_eq!(e.missing().collect::<Vec<_>>(), [index]);
    assert_eq!(e.conditions().collect::<Vec<_>>(), [Holds::Undecided, Holds::No, Holds::Undecided, Holds::Otherwise]);
    let typed = [Value::Number(1.0), Value::Number(20.0), Value::Number(2.0)];
    assert_eq!(e.eval(&typed), Ok(Value::Member(0)));
    assert!(e.eval(&typed[..2]).is_err());
    assert!(e.eval(&[Value::YesNo(true), Value::Number(1.0), Value::Number(1.0)]).is_err());
}

#[test]
fn what_needs_other_rows_is_refused_with_what_to_do() {
    let (b, [_, _, _, path]) = policy();
    let error = RecordQuery::prepare(&b.shared(), path, &[], &[]).unwrap_err();
    assert!(error.message.contains("`index`"), "{}", error.message);
    assert!(error.hint.unwrap().contains("inputs"));
}
