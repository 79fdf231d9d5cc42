//! Published methods of many kinds, written as a newcomer would write them, against what the script beside each works
//! out without them (`tests/data/published_methods/*/expected.py`).

use std::path::{Path, PathBuf};

use bareme::limits::Limits;
use bareme::program::{QuantityId, Type};
use bareme::world::DiskWorld;
use bareme::{Assessment, RunOptions, Value, data, parameters};

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/published_methods");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

fn assessment(folder: &Path) -> Assessment {
    let file = folder.join("policy.bareme");
    let loaded = bareme::load(&DiskWorld, file.to_str().unwrap(), &Limits::default());
    let program = loaded.program.unwrap_or_else(|| panic!("{}: {:#?}", folder.display(), loaded.diagnostics));
    let parameters = parameters::resolve::<&str>(&program, &[]).unwrap();
    let settings = data::read_settings(folder).unwrap();
    let data = data::load(&program, &settings, &Limits::default()).unwrap_or_else(|d| panic!("{d:#?}"));
    bareme::run(&program, &data, &parameters, &RunOptions::default()).unwrap()
}

fn same(assessment: &Assessment, id: QuantityId, found: &Value, want: &str) -> bool {
    let program = &assessment.program;
    match found {
        Value::Missing(_) => want == "-",
        Value::Text(text) => text == want,
        Value::YesNo(yes) => want == if *yes { "yes" } else { "no" },
        Value::Number(x) => want.parse::<f64>().is_ok_and(|want| (x - want).abs() <= 1e-10 * want.abs().max(1.0)),
        Value::Member(at) => {
            let Type::Member(scale) = program.quantity(id).ty else { panic!("a member of what?") };
            program.scale(scale).members[usize::from(*at)].name == want
        }
    }
}

#[test]
fn results_are_those_of_the_independent_computation() {
    let folders = folders();
    assert!(folders.len() >= 12, "{}", folders.len());
    for folder in folders {
        let assessment = assessment(&folder);
        let program = &assessment.program;
        let expected = std::fs::read_to_string(folder.join("expected.csv")).unwrap();
        let mut checked = 0;
        let mut wrong = Vec::new();
        for line in expected.lines() {
            let [table, row, name, want] = line.split('|').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let table = program.find_table(table).unwrap();
            let rows = assessment.table(table).unwrap().rows;
            let at = (0..rows)
                .find(|at| assessment.key(table, *at) == Value::Text(row.to_owned()))
                .unwrap_or_else(|| panic!("{line}"));
            let id = program.find_quantity(table, name).unwrap_or_else(|| panic!("there is no `{name}`"));
            let found = assessment.value(id, at);
            if !same(&assessment, id, &found, want) {
                wrong.push(format!("{line}, and the run gives {found:?}"));
            }
            checked += 1;
        }
        assert!(wrong.is_empty(), "{}: {wrong:#?}", folder.display());
        assert!(checked >= 10, "{}: {checked}", folder.display());
    }
}

/// What they would be told is told: no method of these needs more than the findings that are about its data.
#[test]
fn none_of_them_is_warned_without_data() {
    for folder in folders() {
        let loaded = bareme::load(&DiskWorld, folder.join("policy.bareme").to_str().unwrap(), &Limits::default());
        assert!(loaded.diagnostics.is_empty(), "{}: {:#?}", folder.display(), loaded.diagnostics);
    }
}
