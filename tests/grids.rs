//! Shipped policies of decision grids, look-ups and targets, against what `data/grids/expected.py` works out from their data.

use std::path::Path;

use bareme::limits::Limits;
use bareme::program::{TableId, Type};
use bareme::world::DiskWorld;
use bareme::{Assessment, RunOptions, Value, data, parameters};

const EXPECTED: &str = include_str!("data/grids/expected.tsv");

fn assessment(policy: &str) -> Assessment {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies").join(policy);
    let settings = data::read_settings(&folder).unwrap();
    let loaded = bareme::load(&DiskWorld, settings.policy_path().to_str().unwrap(), &Limits::default());
    let program = loaded.program.unwrap();
    let given = if policy == "programmes" { vec![("small", "50")] } else { Vec::new() };
    let parameters = parameters::resolve(&program, &given).unwrap();
    let data = data::load(&program, &settings, &Limits::default()).unwrap();
    bareme::run(&program, &data, &parameters, &RunOptions::default()).unwrap()
}

/// A value as the script writes it.
fn shown(assessment: &Assessment, table: TableId, key: &str, quantity: &str) -> String {
    let program = &assessment.program;
    let rows = assessment.table(table).unwrap().rows;
    let row = (0..rows).find(|row| assessment.key(table, *row) == Value::Text(key.to_owned())).unwrap();
    let id = program.find_quantity(table, quantity).unwrap_or_else(|| panic!("there is no `{quantity}`"));
    match (assessment.value(id, row), &program.quantity(id).ty) {
        (Value::Number(x), _) => {
            let text = format!("{x:.9}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        (Value::YesNo(yes), _) => if yes { "yes" } else { "no" }.to_owned(),
        (Value::Member(m), Type::Member(scale)) => program.scale(*scale).members[usize::from(m)].name.clone(),
        (Value::Missing(_), _) => "-".to_owned(),
        (other, _) => format!("{other:?}"),
    }
}

#[test]
fn policies_give_what_their_data_say() {
    let mut wrong = Vec::new();
    let mut checked = 0;
    for policy in ["opportunities", "action-plan", "programmes"] {
        let assessment = assessment(policy);
        for line in EXPECTED.lines() {
            let [of, table, row, quantity, value] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
            if of != policy {
                continue;
            }
            checked += 1;
            let table = assessment.program.find_table(table).unwrap();
            let found = shown(&assessment, table, row, quantity);
            if found != value {
                wrong.push(format!("{row}: {quantity} is {found}, not {value}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(checked, EXPECTED.lines().count());
}

/// An unknown service is an error that lists all fourteen.
#[test]
fn a_service_that_does_not_exist_is_answered_with_those_that_do() {
    let text = std::fs::read_to_string("policies/partner-services/partner-services.bareme").unwrap();
    let program = bareme::load_text("partner-services.bareme", &text).unwrap();
    let errors = parameters::resolve(&program, &[("service", "Venture academi")]).unwrap_err();
    let hint = errors[0].hint.clone().unwrap();
    assert!(hint.starts_with("did you mean `Venture academy`?"), "{hint}");
    assert_eq!(hint.matches('`').count(), 2 * 15, "{hint}");
}
