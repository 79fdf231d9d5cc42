//! The analysis against brute force: random conditions, all values of a grid that is dense enough to meet every case.

use proptest::prelude::*;

use super::builder::*;
use super::{Resolution, Resolver, prove};
use crate::diagnostic::Code;
use crate::limits::Limits;
use crate::program::*;

/// The variables: two numbers (the second from 0 to 3), a level of three, yes/no, a text.
const X: usize = 0;
const Y: usize = 1;
const LEVEL: usize = 2;
const FLAG: usize = 3;
const TEXT: usize = 4;

/// A random condition.
#[derive(Clone, Debug)]
pub(super) enum C {
    Number(usize, CompareOp, i8),
    Level(CompareOp, u8),
    Flag,
    Text(u8),
    Missing(usize),
    /// `x op y`
    Both(CompareOp),
    Not(Box<C>),
    And(Vec<C>),
    Or(Vec<C>),
    If(Box<[C; 3]>),
}

fn op() -> impl Strategy<Value = CompareOp> {
    prop_oneof![
        Just(CompareOp::Less),
        Just(CompareOp::LessOrEqual),
        Just(CompareOp::Greater),
        Just(CompareOp::GreaterOrEqual),
        Just(CompareOp::Is)
    ]
}

fn condition(both: bool) -> BoxedStrategy<C> {
    let leaf = prop_oneof![
        8 => (0usize..2, op(), 0i8..4).prop_map(|(v, o, c)| C::Number(v, o, c)),
        3 => (op(), 0u8..3).prop_map(|(o, m)| C::Level(o, m)),
        1 => Just(C::Flag),
        1 => (0u8..2).prop_map(C::Text),
        1 => (0usize..5).prop_map(C::Missing),
        (if both { 4 } else { 0 }) => op().prop_map(C::Both),
    ];
    leaf.prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|c| C::Not(Box::new(c))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(C::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(C::Or),
            [inner.clone(), inner.clone(), inner].prop_map(|parts| C::If(Box::new(parts))),
        ]
    })
    .boxed()
}

/// Conditions that are likely to be complete: those of a few random ones and what is left.
pub(super) fn scenario(both: bool) -> impl Strategy<Value = Vec<C>> {
    (prop::collection::vec(condition(both), 1..4), 0u8..3).prop_map(|(mut list, shape)| {
        let left = |list: &[C]| C::Not(Box::new(C::Or(list.to_vec())));
        match shape {
            0 => {}
            1 => list.push(left(&list)),
            _ => {
                // Each without those before it, and what is left: a partition.
                let apart: Vec<C> = list
                    .iter()
                    .enumerate()
                    .map(|(i, c)| {
                        let before = list[..i].iter().map(|b| C::Not(Box::new(b.clone())));
                        C::And(before.chain([c.clone()]).collect())
                    })
                    .collect();
                let rest = left(&list);
                list = apart;
                list.push(rest);
            }
        }
        list
    })
}

/// A row: what each variable is, and whether it is missing (it then is what it might have been).
#[derive(Clone, Debug)]
pub(super) struct Row {
    values: [f64; 5],
    missing: [bool; 5],
    /// Whether missing values are answered as what they might have been.
    completed: bool,
}

fn number(op: CompareOp, a: f64, b: f64) -> bool {
    match op {
        CompareOp::Less => a < b,
        CompareOp::LessOrEqual => a <= b,
        CompareOp::Greater => a > b,
        CompareOp::GreaterOrEqual => a >= b,
        CompareOp::Is => a == b,
    }
}

pub(super) fn holds(c: &C, row: &Row) -> Option<bool> {
    let value = |v: usize| (!row.missing[v] || row.completed).then_some(row.values[v]);
    match c {
        C::Number(v, op, c) => Some(number(*op, value(*v)?, f64::from(*c))),
        C::Level(op, m) => Some(number(*op, value(LEVEL)?, f64::from(*m))),
        C::Flag => Some(value(FLAG)? == 1.0),
        C::Text(t) => Some(value(TEXT)? == f64::from(*t)),
        C::Missing(v) => Some(row.missing[*v]),
        C::Both(op) => Some(number(*op, value(X)?, value(Y)?)),
        C::Not(c) => holds(c, row).map(|b| !b),
        C::And(list) => {
            let parts: Vec<_> = list.iter().map(|c| holds(c, row)).collect();
            if parts.contains(&Some(false)) {
                Some(false)
            } else {
                parts.into_iter().collect::<Option<Vec<_>>>().map(|_| true)
            }
        }
        C::Or(list) => {
            let parts: Vec<_> = list.iter().map(|c| holds(c, row)).collect();
            if parts.contains(&Some(true)) {
                Some(true)
            } else {
                parts.into_iter().collect::<Option<Vec<_>>>().map(|_| false)
            }
        }
        C::If(parts) => {
            let [c, a, b] = parts.as_ref();
            if holds(c, row)? { holds(a, row) } else { holds(b, row) }
        }
    }
}

fn asked(c: &C, v: usize) -> bool {
    match c {
        C::Missing(m) => *m == v,
        C::Number(..) | C::Level(..) | C::Flag | C::Text(_) | C::Both(_) => false,
        C::Not(c) => asked(c, v),
        C::And(list) | C::Or(list) => list.iter().any(|c| asked(c, v)),
        C::If(parts) => parts.iter().any(|c| asked(c, v)),
    }
}

fn used(c: &C, v: usize) -> bool {
    match c {
        C::Missing(m) | C::Number(m, ..) => *m == v,
        C::Level(..) => v == LEVEL,
        C::Flag => v == FLAG,
        C::Text(_) => v == TEXT,
        C::Both(_) => v == X || v == Y,
        C::Not(c) => used(c, v),
        C::And(list) | C::Or(list) => list.iter().any(|c| used(c, v)),
        C::If(parts) => parts.iter().any(|c| used(c, v)),
    }
}

fn grid(v: usize) -> Vec<f64> {
    match v {
        X => vec![-1.0, -0.5, 0.0, 0.3, 0.6, 1.0, 1.3, 1.6, 2.0, 2.3, 2.6, 3.0, 4.0],
        Y => vec![0.0, 0.3, 0.6, 1.0, 1.3, 1.6, 2.0, 2.3, 2.6, 3.0],
        FLAG => vec![0.0, 1.0],
        _ => vec![0.0, 1.0, 2.0],
    }
}

/// All rows over the variables in use; a variable is missing in some if a condition asks.
pub(super) fn rows(list: &[C]) -> Vec<Row> {
    let mut rows = vec![Row { values: [0.0; 5], missing: [false; 5], completed: false }];
    for v in 0..5 {
        if !list.iter().any(|c| used(c, v)) {
            continue;
        }
        let can_be_missing = list.iter().any(|c| asked(c, v));
        rows = rows
            .into_iter()
            .flat_map(|row| {
                let mut more: Vec<Row> = Vec::new();
                for x in grid(v) {
                    let mut next = row.clone();
                    next.values[v] = x;
                    more.push(next);
                }
                if can_be_missing {
                    let mut next = row;
                    next.missing[v] = true;
                    more.push(next);
                }
                more
            })
            .collect();
    }
    rows
}

/// The same conditions as a program.
pub(super) fn program(list: &[C], rule: ScenarioRule, otherwise: bool) -> (Builder, QuantityId, Vec<Expr>) {
    let mut b = Builder::new();
    let scale = b.scale("level", &["low", "middle", "high"]);
    let variables = vec![
        b.number("x"),
        b.column("y", PLAIN, (Some(0.0), Some(3.0))),
        b.column("level", Type::Member(scale), (None, None)),
        b.column("flag", Type::YesNo, (None, None)),
        b.column("text", Type::Text, (None, None)),
    ];
    let names = ["a", "b", "c", "d", "e"];
    let mut outcomes: Vec<(&str, Option<Expr>)> =
        list.iter().zip(names).map(|(c, name)| (name, Some(typed(c, &variables, scale)))).collect();
    if otherwise {
        outcomes.push(("rest", None));
    }
    let id = b.scenario(rule, &outcomes);
    (b, id, variables)
}

fn typed(c: &C, v: &[Expr], scale: ScaleId) -> Expr {
    let t = |c: &C| typed(c, v, scale);
    let list = |l: &[C]| l.iter().map(t).collect::<Vec<_>>();
    match c {
        C::Number(at, op, c) if *op == CompareOp::Is => {
            expr(ExprKind::OneOf(Box::new(v[*at].clone()), vec![num(f64::from(*c))]), Type::YesNo)
        }
        C::Number(at, op, c) => is(*op, &v[*at], &num(f64::from(*c))),
        C::Level(op, m) => is(*op, &v[LEVEL], &member(scale, *m)),
        C::Flag => v[FLAG].clone(),
        C::Text(x) => eq(&v[TEXT], &text(&x.to_string())),
        C::Missing(at) => missing(&v[*at]),
        C::Both(op) => is(*op, &v[X], &v[Y]),
        C::Not(c) => not(&t(c)),
        C::And(l) => and(&list(l)),
        C::Or(l) => or(&list(l)),
        C::If(p) => expr(ExprKind::If(Box::new(t(&p[0])), Box::new(t(&p[1])), Box::new(t(&p[2]))), Type::YesNo),
    }
}

pub(super) fn small(list: &[C]) -> bool {
    rows(list).len() <= 6_000
}

pub(super) fn has(found: &[crate::diagnostic::Diagnostic], code: Code) -> bool {
    found.iter().any(|d| d.code == code)
}

/// What brute force says: a gap, an overlap, and for each condition whether a case reaches it.
fn brute(list: &[C], first: bool) -> (bool, bool, Vec<bool>) {
    let (mut gap, mut overlap) = (false, false);
    let mut reached = vec![false; list.len()];
    for row in rows(list) {
        let truths: Vec<_> = list.iter().map(|c| holds(c, &row)).collect();
        gap |= truths.iter().all(|t| *t == Some(false));
        overlap |= truths.iter().filter(|t| **t == Some(true)).count() > 1;
        for (i, t) in truths.iter().enumerate() {
            reached[i] |= *t == Some(true) && (!first || truths[..i].iter().all(|b| *b == Some(false)));
        }
    }
    (gap, overlap, reached)
}

/// The outcome of a row as the language defines it; `None` where there is none.
fn outcome(list: &[C], row: &Row, first: bool, otherwise: bool) -> Option<usize> {
    let truths: Vec<_> = list.iter().map(|c| holds(c, row)).collect();
    let holding: Vec<usize> = (0..truths.len()).filter(|i| truths[*i] == Some(true)).collect();
    if first {
        let at = truths.iter().position(|t| *t != Some(false));
        return match at {
            Some(i) if truths[i] == Some(true) => Some(i),
            Some(_) => None,
            None => otherwise.then_some(list.len()),
        };
    }
    match holding.as_slice() {
        [one] => Some(*one),
        [] if truths.iter().all(|t| *t == Some(false)) && otherwise => Some(list.len()),
        _ => None,
    }
}

fn decide(list: &[C], row: &Row, first: bool, otherwise: bool) -> Option<usize> {
    if let Some(found) = outcome(list, row, first, otherwise) {
        return Some(found);
    }
    let mut completions = vec![Row { completed: true, ..row.clone() }];
    for v in (0..5).filter(|v| row.missing[*v]) {
        completions = completions
            .into_iter()
            .flat_map(|r| {
                grid(v).into_iter().map(move |x| {
                    let mut next = r.clone();
                    next.values[v] = x;
                    next
                })
            })
            .collect();
    }
    let outcomes: Vec<_> = completions.iter().map(|r| outcome(list, r, first, otherwise)).collect();
    let agreed = outcomes.first().copied().flatten()?;
    outcomes.iter().all(|o| *o == Some(agreed)).then_some(agreed)
}

/// The value of a subject (a variable, or the difference of the two numbers) in a row.
fn subject_value(e: &Expr, variables: &[Expr], row: &Row) -> Value {
    let gone = Value::Missing(Missing::Unavailable);
    if let Some(v) = variables.iter().position(|x| x == e) {
        if row.missing[v] {
            return gone;
        }
        let x = row.values[v];
        return match v {
            X | Y => Value::Number(x),
            LEVEL => Value::Member(x as u8),
            FLAG => Value::YesNo(x == 1.0),
            _ => Value::Text(x.to_string()),
        };
    }
    if row.missing[X] || row.missing[Y] {
        return gone;
    }
    match &e.kind {
        ExprKind::Arithmetic(_, a, _) if **a == variables[X] => Value::Number(row.values[X] - row.values[Y]),
        _ => Value::Number(row.values[Y] - row.values[X]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn proofs_and_counterexamples_agree_with_brute_force(list in scenario(false).prop_filter("small", |l| small(l))) {
        let (b, id, _) = program(&list, ScenarioRule::Exactly, false);
        let found = prove(&b.program, id, &b.defaults(), &Limits::default());
        let (gap, overlap, reached) = brute(&list, false);
        prop_assert_eq!(has(&found, Code::ScenarioGap), gap, "{:?}", &found);
        prop_assert_eq!(has(&found, Code::ScenarioOverlap), overlap, "{:?}", &found);
        prop_assert!(!has(&found, Code::ScenarioUnproved));
        let unreachable = found.iter().filter(|d| d.code == Code::OutcomeUnreachable).count();
        prop_assert_eq!(unreachable, reached.iter().filter(|r| !**r).count());
    }

    #[test]
    fn of_first_match_only_gaps_and_unreachable_outcomes_are_reported(list in scenario(false).prop_filter("small", |l| small(l))) {
        let (b, id, _) = program(&list, ScenarioRule::First, false);
        let found = prove(&b.program, id, &b.defaults(), &Limits::default());
        let (gap, _, reached) = brute(&list, true);
        prop_assert_eq!(has(&found, Code::ScenarioGap), gap);
        prop_assert!(!has(&found, Code::ScenarioOverlap) && !has(&found, Code::ScenarioUnproved));
        let unreachable = found.iter().filter(|d| d.code == Code::OutcomeUnreachable).count();
        prop_assert_eq!(unreachable, reached.iter().filter(|r| !**r).count());
    }

    #[test]
    fn subjects_that_depend_on_each_other_give_no_false_alarm(list in scenario(true).prop_filter("small", |l| small(l))) {
        let (b, id, _) = program(&list, ScenarioRule::Exactly, false);
        let found = prove(&b.program, id, &b.defaults(), &Limits::default());
        let (gap, overlap, _) = brute(&list, false);
        if !found.iter().any(|d| d.is_error()) {
            prop_assert!(!gap && !overlap);
        }
        prop_assert!(gap || !has(&found, Code::ScenarioGap), "{:?}", &found);
        prop_assert!(overlap || !has(&found, Code::ScenarioOverlap), "{:?}", &found);
    }

    #[test]
    fn rows_are_decided_where_all_completions_agree(
        list in scenario(false).prop_filter("small", |l| small(l)),
        picks in prop::collection::vec(any::<(prop::sample::Index, [bool; 5])>(), 12),
        first in any::<bool>(),
        otherwise in any::<bool>(),
    ) {
        let rule = if first { ScenarioRule::First } else { ScenarioRule::Exactly };
        let (b, id, variables) = program(&list, rule, otherwise);
        let resolver = Resolver::new(&b.program, id, &b.defaults(), &Limits::default());
        let all = rows(&list);
        for (pick, missing) in picks {
            let mut row = pick.get(&all).clone();
            row.missing = missing;
            let values: Vec<Value> = resolver.subjects().iter().map(|e| subject_value(e, &variables, &row)).collect();
            let expected = decide(&list, &row, first, otherwise);
            match resolver.resolve(&values) {
                Resolution::Decided(member) => prop_assert_eq!(Some(usize::from(member)), expected),
                Resolution::Undecided { missing } => {
                    prop_assert_eq!(None, expected);
                    prop_assert!(missing.iter().all(|at| matches!(values[*at], Value::Missing(_))));
                }
            }
        }
    }

    #[test]
    fn rows_with_subjects_that_depend_on_each_other_are_decided_only_where_all_agree(
        list in scenario(true).prop_filter("small", |l| small(l)),
        picks in prop::collection::vec(any::<(prop::sample::Index, [bool; 5])>(), 8),
    ) {
        let (b, id, variables) = program(&list, ScenarioRule::Exactly, true);
        let resolver = Resolver::new(&b.program, id, &b.defaults(), &Limits::default());
        let all = rows(&list);
        for (pick, missing) in picks {
            let mut row = pick.get(&all).clone();
            row.missing = missing;
            let values: Vec<Value> = resolver.subjects().iter().map(|e| subject_value(e, &variables, &row)).collect();
            if let Resolution::Decided(member) = resolver.resolve(&values) {
                prop_assert_eq!(Some(usize::from(member)), decide(&list, &row, false, true));
            }
        }
    }
}
