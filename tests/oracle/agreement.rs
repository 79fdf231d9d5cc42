//! Laws of the language on random policies and data.

use std::sync::Arc;

use bareme::diagnostic::Code;
use bareme::program::{Expr, ExprKind, Origin, Program, QuantityId};
use bareme::{Assessment, Data, RunOptions, Value, parameters};
use proptest::prelude::*;

use super::random::{Case, Taste, case};
use super::{NoValues, OracleValue, run as oracle};

const ANY: Taste = Taste { exact_sums: false };
const EXACT: Taste = Taste { exact_sums: true };

/// What a random policy may be refused for: methods put together at random do not always fit each other.
const REFUSED: &[Code] = &[
    Code::MethodOutsideDomain,
    Code::MethodNotApplicable,
    Code::DirectionIgnored,
    Code::GoalpostsMissing,
    Code::UnitsMixed,
    Code::UnitMismatch,
];

pub(super) struct Ready {
    pub program: Arc<Program>,
    pub data: Data,
    pub parameters: Vec<(Value, bool)>,
}

/// The checked policy with its data; `None` where it is refused for a good reason.
pub(super) fn ready(text: &str) -> Option<Ready> {
    let program = match bareme::load_text("random.bareme", text) {
        Ok(program) => program,
        Err(loaded) => {
            let errors: Vec<_> = loaded.diagnostics.iter().filter(|d| d.is_error()).collect();
            let unexpected = errors.iter().find(|d| !REFUSED.contains(&d.code));
            assert!(unexpected.is_none(), "{unexpected:?}\n{text}");
            return None;
        }
    };
    let data = Data::builder(&program).build().unwrap_or_else(|d| panic!("{d:#?}\n{text}"));
    let parameters = parameters::resolve::<&str>(&program, &[]).unwrap();
    Some(Ready { program, data, parameters })
}

/// The result; `None` where `missing fail` stopped the run.
pub(super) fn assess(ready: &Ready, threads: usize) -> Option<Assessment> {
    let options = RunOptions { threads: Some(threads), ..RunOptions::default() };
    match bareme::run(&ready.program, &ready.data, &ready.parameters, &options) {
        Ok(assessment) => Some(assessment),
        Err(found) => {
            assert!(found.iter().all(|d| d.code == Code::MissingFails), "{found:#?}");
            None
        }
    }
}

fn assess_text(text: &str) -> Option<Assessment> {
    assess(&ready(text)?, 1)
}

/// Whether the value of an expression comes from its own row alone.
fn of_one_row(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Aggregate(_) => false,
        ExprKind::Number(_)
        | ExprKind::YesNo(_)
        | ExprKind::Text(_)
        | ExprKind::Member(_)
        | ExprKind::Missing(_)
        | ExprKind::Parameter(_)
        | ExprKind::Quantity(_)
        | ExprKind::Follow { .. } => true,
        ExprKind::Negate(x) | ExprKind::Not(x) | ExprKind::IsMissing(x, _) | ExprKind::LevelNumber(x) => of_one_row(x),
        ExprKind::Arithmetic(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::IfMissing(a, b) => {
            of_one_row(a) && of_one_row(b)
        }
        ExprKind::And(list) | ExprKind::Or(list) | ExprKind::Call(_, list) => list.iter().all(of_one_row),
        ExprKind::If(a, b, c) => of_one_row(a) && of_one_row(b) && of_one_row(c),
        ExprKind::OneOf(x, list) => of_one_row(x) && list.iter().all(of_one_row),
    }
}

fn close(a: f64, b: f64, relative: f64) -> bool {
    a == b || (a - b).abs() <= relative * a.abs().max(b.abs()).max(1.0)
}

/// Whether the two say the same: numbers within `relative`, everything else exactly.
fn agree(found: &Value, expected: &OracleValue, relative: f64) -> bool {
    match (found, expected) {
        (Value::Number(a), OracleValue::Number(b)) => close(*a, *b, relative),
        (Value::Number(a), OracleValue::Row(b)) => *a == *b as f64,
        (Value::YesNo(a), OracleValue::YesNo(b)) => a == b,
        (Value::Text(a), OracleValue::Text(b)) => a == b,
        (Value::Member(a), OracleValue::Member(b)) => a == b,
        (Value::Missing(a), OracleValue::Missing(b)) => a == b,
        _ => false,
    }
}

pub(super) fn differences(assessment: &Assessment, expected: &[Vec<OracleValue>]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, quantity) in assessment.program.quantities.iter().enumerate() {
        let relative = match &quantity.origin {
            Origin::Formula(expr, _) if of_one_row(expr) => 0.0,
            Origin::Column(_) | Origin::Rank(_) | Origin::Scenario(_) => 0.0,
            Origin::Formula(..) | Origin::Index(_) => 1e-9,
        };
        let column = assessment.column(QuantityId(at as u32)).unwrap();
        for (row, expected) in expected[at].iter().enumerate() {
            let value = column.value(row);
            if !agree(&value, expected, relative) {
                found.push(format!("`{}` of row {row} is {value:?}, and the oracle says {expected:?}", quantity.name));
            }
        }
    }
    found
}

/// Values of a quantity by the key of the row.
fn by_key(assessment: &Assessment, name: &str, table: &str) -> Vec<(Value, Value)> {
    let program = &assessment.program;
    let table = program.find_table(table).unwrap();
    let id = program.find_quantity(table, name).unwrap();
    let rows = 0..assessment.table(table).unwrap().rows;
    let mut all: Vec<(Value, Value)> = rows.map(|r| (assessment.key(table, r), assessment.value(id, r))).collect();
    all.sort_by_key(|(key, _)| format!("{key:?}"));
    all
}

/// Everything that an assessment says of both tables, bit for bit.
fn everything(assessment: &Assessment) -> Vec<(String, Vec<(Value, Value)>)> {
    let program = &assessment.program;
    let mut all = Vec::new();
    for table in &program.tables {
        for id in &table.quantities {
            let name = program.quantity(*id).name.clone();
            let values = by_key(assessment, &name, &table.name);
            all.push((format!("{}.{name}", table.name), values));
        }
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

fn order(count: usize) -> impl Strategy<Value = Vec<usize>> {
    Just((0..count).collect::<Vec<_>>()).prop_shuffle()
}

fn shuffled(taste: Taste) -> impl Strategy<Value = (Case, Vec<usize>, Vec<usize>)> {
    case(taste).prop_flat_map(|c| {
        let (declarations, sites) = (c.count(), c.sites.len());
        (Just(c), order(declarations), order(sites))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, max_shrink_iters: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_agrees_with_the_oracle(case in case(ANY)) {
        let text = case.plain_text();
        if let Some(ready) = ready(&text) {
            let values: Vec<Value> = ready.parameters.iter().map(|(v, _)| v.clone()).collect();
            let expected = oracle(&ready.program, &ready.data, &values);
            match (assess(&ready, 1), expected) {
                (Some(assessment), Ok(expected)) => {
                    let differences = differences(&assessment, &expected);
                    prop_assert!(differences.is_empty(), "{}\n{text}", differences.join("\n"));
                }
                (None, Err(NoValues::MissingFails)) | (_, Err(NoValues::Undetermined)) => {}
                (found, expected) => prop_assert!(
                    false,
                    "the run {}, the oracle {}\n{text}",
                    if found.is_some() { "ends" } else { "fails" },
                    if expected.is_ok() { "ends" } else { "fails" }
                ),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 500, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_declarations_does_not_matter((case, declarations, _) in shuffled(ANY)) {
        let text = case.plain_text();
        let all: Vec<usize> = (0..case.sites.len()).collect();
        let other = case.text(&declarations, &all);
        let (first, second) = (assess_text(&text), assess_text(&other));
        prop_assert_eq!(first.is_some(), second.is_some());
        if let (Some(first), Some(second)) = (first, second) {
            prop_assert_eq!(everything(&first), everything(&second), "{}", other);
            prop_assert_eq!(&first.program.fingerprint, &second.program.fingerprint);
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter((case, _, sites) in shuffled(EXACT)) {
        // Of several rows with one date the last one is the latest: the only thing in which their order has a say.
        prop_assume!(!case.plain_text().contains("latest("));
        let all: Vec<usize> = (0..case.count()).collect();
        let (first, second) = (assess_text(&case.plain_text()), assess_text(&case.text(&all, &sites)));
        prop_assert_eq!(first.is_some(), second.is_some());
        if let (Some(first), Some(second)) = (first, second) {
            let (first, second) = (everything(&first), everything(&second));
            for ((name, before), (_, after)) in first.iter().zip(&second) {
                for ((key, a), (other, b)) in before.iter().zip(after) {
                    prop_assert_eq!(key, other);
                    let same = match (a, b) {
                        (Value::Number(a), Value::Number(b)) => close(*a, *b, 1e-12),
                        (a, b) => a == b,
                    };
                    prop_assert!(same, "{name} of {key:?}: {a:?} and {b:?}\n{}", case.plain_text());
                }
            }
        }
    }
}

/// Steps of an index whose result does not depend on the unit of measurement.
const INVARIANT: &[&str] = &["max", "minmax", "minmax to 1..7", "zscore", "rank", "rank ties mean", "max within kind"];

fn numbers(count: usize) -> impl Strategy<Value = Vec<Option<f64>>> {
    let value =
        prop_oneof![1 => Just(None), 4 => (-40i32..400).prop_map(|n| Some(f64::from(n) / 7.0)), 1 => Just(Some(0.0))];
    prop::collection::vec(value, count)
}

fn in_memory(steps: &str, x: &[Option<f64>], y: &[Option<f64>]) -> Ready {
    let text = format!(
        "table sites {{ key id : count; field kind : one of {{ a, b }}\n indicator x : number\n indicator y : number }}\n\
         index i of sites {{ parts x, y; {steps}; missing skip; rank higher first within kind }}\n\
         indicator total of sites = sum(x within kind)\n\
         indicator spread of sites = deviation(y over sites)\n\
         scenario s of sites by i {{ high from 0.4; low below 0.4 }}\n"
    );
    let program = bareme::load_text("memory.bareme", &text).unwrap_or_else(|l| panic!("{:#?}\n{text}", l.diagnostics));
    let keys = (0..x.len()).map(|i| i as f64).collect();
    let kinds: Vec<&str> = (0..x.len()).map(|i| if i % 3 == 0 { "a" } else { "b" }).collect();
    let data = Data::builder(&program)
        .numbers("sites", "id", keys)
        .texts("sites", "kind", &kinds)
        .optional_numbers("sites", "x", x.to_vec())
        .optional_numbers("sites", "y", y.to_vec())
        .build()
        .unwrap_or_else(|d| panic!("{d:#?}"));
    let parameters = parameters::resolve::<&str>(&program, &[]).unwrap();
    Ready { program, data, parameters }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// By a power of two, so that no digit is lost.
    #[test]
    fn an_index_of_invariant_steps_does_not_see_the_unit(
        step in prop::sample::select(INVARIANT),
        (x, y) in (1usize..12).prop_flat_map(|n| (numbers(n), numbers(n))),
        power in -8i32..8,
    ) {
        let scaled: Vec<Option<f64>> = x.iter().map(|v| v.map(|v| v * f64::from(power).exp2())).collect();
        let steps = format!("normalise {step}");
        let first = assess(&in_memory(&steps, &x, &y), 1).unwrap();
        let second = assess(&in_memory(&steps, &scaled, &y), 1).unwrap();
        for name in ["i", "i.rank", "s"] {
            prop_assert_eq!(by_key(&first, name, "sites"), by_key(&second, name, "sites"));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, max_shrink_iters: 4, ..ProptestConfig::default() })]

    /// More rows than one block, so that several threads have something to do.
    #[test]
    fn the_number_of_threads_does_not_matter(step in prop::sample::select(INVARIANT), seed in any::<u32>()) {
        let column = |salt: u64| -> Vec<Option<f64>> {
            let mut state = u64::from(seed) ^ salt;
            (0..70_000)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    let x = (state >> 33) as f64 / 977.0;
                    if (state >> 20).is_multiple_of(5) { None } else { Some(x) }
                })
                .collect()
        };
        let ready = in_memory(&format!("normalise {step}"), &column(1), &column(2));
        let (first, second) = (assess(&ready, 1).unwrap(), assess(&ready, 3).unwrap());
        for (id, quantity) in ready.program.quantities.iter().enumerate() {
            let id = QuantityId(id as u32);
            let (a, b) = (first.column(id).unwrap(), second.column(id).unwrap());
            let same = (0..a.len()).all(|row| bits(&a.value(row)) == bits(&b.value(row)));
            prop_assert!(same, "`{}` differs", quantity.name);
        }
    }
}

fn bits(value: &Value) -> String {
    match value {
        Value::Number(x) => format!("{:x}", x.to_bits()),
        other => format!("{other:?}"),
    }
}

/// Random policies are worth their time only if most are accepted, and if what is rare occurs at all.
#[test]
fn random_policies_meet_what_they_are_made_for() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, TestRunner};

    const DRAWN: usize = 60;
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let (mut accepted, mut excluded, mut missing, mut undecided, mut decided) = (0, 0, 0, 0, 0);
    for _ in 0..DRAWN {
        let case = case(ANY).new_tree(&mut runner).unwrap().current();
        let Some(ready) = ready(&case.plain_text()) else { continue };
        accepted += 1;
        let Some(assessment) = assess(&ready, 1) else { continue };
        excluded += assessment.tables.iter().filter(|t| !t.excluded.is_empty()).count();
        for (at, quantity) in assessment.program.quantities.iter().enumerate() {
            let column = assessment.column(QuantityId(at as u32)).unwrap();
            let gone = (0..column.len()).filter(|row| matches!(column.value(*row), Value::Missing(_))).count();
            match &quantity.origin {
                Origin::Scenario(_) => {
                    undecided += gone;
                    decided += column.len() - gone;
                }
                Origin::Index(_) | Origin::Formula(..) => missing += gone,
                Origin::Column(_) | Origin::Rank(_) => {}
            }
        }
    }
    let found = format!(
        "{accepted} accepted, {excluded} with exclusions, {missing} missing, {undecided} undecided, {decided} decided"
    );
    assert!(accepted > DRAWN / 2 && excluded > 3 && missing > 100 && undecided > 20 && decided > 200, "{found}");
}
