//! Aggregations against numbers computed by another program from the published formulas
//! (`tests/data/aggregations/oracle.py`), on one thread and on several.

use bareme::eval::Column;
use bareme::{Data, RunOptions};

const POLICY: &str = include_str!("data/aggregations/policy.bareme");
const ORACLE: &str = include_str!("data/aggregations/oracle.txt");

fn run(threads: usize, overridden: &[(&str, &str)]) -> bareme::Assessment {
    let program = bareme::load_text("policy.bareme", POLICY).unwrap_or_else(|l| panic!("{:#?}", l.diagnostics));
    let data = Data::builder(&program).build().unwrap_or_else(|d| panic!("{d:#?}"));
    let parameters = bareme::parameters::resolve(&program, overridden).unwrap();
    bareme::run(&program, &data, &parameters, &RunOptions { threads: Some(threads), ..RunOptions::default() }).unwrap()
}

fn column<'a>(assessment: &'a bareme::Assessment, index: &str) -> &'a [f64] {
    let at = assessment.program.quantities.iter().position(|q| q.name == index).unwrap();
    match assessment.column(bareme::program::QuantityId(at as u32)) {
        Some(Column::Number(values)) => values,
        other => panic!("{index}: {other:?}"),
    }
}

#[test]
fn results_are_those_of_the_formulas() {
    let assessment = run(1, &[]);
    let mut wrong = Vec::new();
    for line in ORACLE.lines() {
        let [index, name, expected] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let row = "ABCDEFGHIJK".find(name).unwrap();
        let y = column(&assessment, index)[row];
        let fits = match expected.parse::<f64>() {
            Ok(expected) => (y - expected).abs() <= 1e-11 * (1.0 + expected.abs()),
            Err(_) => y.is_nan(),
        };
        if !fits {
            wrong.push(format!("{index} of {name} is {y}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(ORACLE.lines().count() > 200);
}

#[test]
fn threads_change_no_bit() {
    let (one, many) = (run(1, &[]), run(3, &[]));
    for line in ORACLE.lines() {
        let index = line.split(' ').next().unwrap();
        let bits = |a: &bareme::Assessment| column(a, index).iter().map(|y| y.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&one), bits(&many), "{index}");
    }
}

#[test]
fn a_formula_of_parts_takes_the_value_of_its_parameter_in_this_run() {
    // Row A has waiting 0.7, jobs 0.64375 and schools 0.275 between their goalposts.
    let assessment = run(1, &[("heavy", "5")]);
    let y = column(&assessment, "by_formula")[0];
    assert!((y - (0.643_75 + 5.0 * 0.275) / 3.0).abs() < 1e-12, "{y}");
}
