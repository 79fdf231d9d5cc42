//! Years, weights of rows and instances of one index, against what `data/years/expected.py` works out.

use std::path::Path;

use bareme::data::Settings;
use bareme::limits::Limits;
use bareme::world::DiskWorld;
use bareme::{Assessment, RunOptions, Value, data, parameters};

const EXPECTED: &str = include_str!("data/years/expected.tsv");

fn assessment(policy: &str) -> Assessment {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite").join(format!("{policy}.bareme"));
    let loaded = bareme::load(&DiskWorld, file.to_str().unwrap(), &Limits::default());
    let program = loaded.program.unwrap();
    let parameters = parameters::resolve::<&str>(&program, &[]).unwrap();
    let data = data::load(&program, &Settings::of_policy(file), &Limits::default()).unwrap();
    bareme::run(&program, &data, &parameters, &RunOptions::default()).unwrap()
}

#[test]
fn values_are_those_of_the_independent_computation() {
    let mut known: Option<(&str, Assessment)> = None;
    let mut checked = 0;
    for line in EXPECTED.lines() {
        let [policy, table, key, name, want] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        if known.as_ref().is_none_or(|(last, _)| *last != policy) {
            known = Some((policy, assessment(policy)));
        }
        let (_, assessment) = known.as_ref().unwrap();
        let table = assessment.program.find_table(table).unwrap();
        let rows = assessment.table(table).unwrap().rows;
        let row = (0..rows).find(|row| assessment.key(table, *row) == Value::Text(key.to_owned())).unwrap();
        let id = assessment.program.find_quantity(table, name).unwrap_or_else(|| panic!("there is no `{name}`"));
        let found = assessment.value(id, row);
        let same = match (&found, want) {
            (Value::Missing(_), want) => want == "-",
            (Value::Text(found), want) => found == want,
            (Value::Number(found), want) => {
                want.parse::<f64>().is_ok_and(|want| (found - want).abs() <= 1e-10 * want.abs().max(1.0))
            }
            (Value::YesNo(_) | Value::Member(_), _) => false,
        };
        assert!(same, "{line}, and the run gives {found:?}");
        checked += 1;
    }
    assert!(checked > 150, "{checked}");
}
