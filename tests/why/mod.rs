//! `bareme why`: what it says adds up by itself, for every row of every shipped policy, and says it to a person.

mod recompute;

use std::path::Path;

use bareme::limits::Limits;
use bareme::program::TableId;
use bareme::why::{self, Unplaced, Watched, ask};
use bareme::world::DiskWorld;
use bareme::{Data, Program, RunOptions, Value, data, parameters};

use crate::cli::{Folder, bareme, json, stderr, stdout};

const STUDY: &str = "policies/pilot-clusters";

/// A policy with its data and parameters; one that needs a parameter gets 1.
fn loaded(folder: &Path) -> (std::sync::Arc<Program>, Data, Vec<(Value, bool)>) {
    let limits = Limits::default();
    let settings = data::read_settings(folder).unwrap();
    let program = bareme::load(&DiskWorld, settings.policy_path().to_str().unwrap(), &limits).program.unwrap();
    let data = data::load(&program, &settings, &limits).unwrap();
    let given: Vec<(String, String)> = program
        .parameters
        .iter()
        .filter(|p| p.default.is_none())
        .map(|p| (p.name.clone(), "1".to_owned()))
        .collect();
    let parameters = parameters::resolve(&program, &given).unwrap();
    (program, data, parameters)
}

fn tables(program: &Program) -> impl Iterator<Item = TableId> + '_ {
    let asked_for = |id: &TableId| program.table(*id).summary.as_ref().is_none_or(|s| s.of.is_some());
    (0..program.tables.len() as u32).map(TableId).filter(asked_for)
}

fn folders() -> Vec<std::path::PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let mut folders: Vec<_> = std::fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).collect();
    folders.retain(|f| f.join("bareme.toml").is_file());
    folders.sort();
    folders
}

/// Every row of every table of every shipped policy is explained, and what is said recomputes from the JSON alone.
#[test]
fn every_row_of_every_policy_adds_up() {
    let mut rows = 0;
    for folder in folders() {
        let (program, data, parameters) = loaded(&folder);
        for table in tables(&program) {
            let results = ask::results(&program, table, None).unwrap();
            let watched = Watched::new(&program, table, &results);
            let run = bareme::run(&watched.program, &data, &parameters, &RunOptions::default()).unwrap();
            for row in 0..run.table(table).unwrap().rows {
                let explanation = why::explain(&run, &watched, row, &Unplaced);
                let text = bareme::report::why::markdown(&bareme::report::why::document(&run, &explanation));
                assert!(text.starts_with("# "));
                let wrong = recompute::wrong(&serde_json::to_value(&explanation).unwrap());
                let place = format!("{}, {} {row}", folder.display(), program.table(table).name);
                assert!(wrong.is_empty(), "{place}:\n{}", wrong.join("\n"));
                rows += 1;
            }
        }
    }
    assert!(rows > 200, "{rows} rows");
}
