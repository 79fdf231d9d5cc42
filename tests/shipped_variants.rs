//! Shipped policies that vary others, against independent computations (`tests/data/compare/*.py`).

use std::path::{Path, PathBuf};

use bareme::compare::results::{self, Outcome, Results};
use bareme::data::Settings;
use bareme::diagnostic::Code;
use bareme::limits::Limits;
use bareme::program::Type;
use bareme::world::DiskWorld;
use bareme::{Assessment, RunOptions, Value, audit, data, parameters};

use super::conformance::{case, csv};

fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("policies")
}

/// Runs a policy as `bareme run` does, over the data of its folder unless other files are bound.
fn run(policy: &str, bound: &[(&str, PathBuf)]) -> Assessment {
    let limits = Limits::default();
    let path = policies().join(policy);
    let mut settings = if bound.is_empty() { data::read_settings(&path).unwrap() } else { Settings::of_policy(path) };
    for (table, file) in bound {
        settings.bind(&format!("{table}={}", file.display())).unwrap();
    }
    let loaded = bareme::load(&DiskWorld, settings.policy_path().to_str().unwrap(), &limits);
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    let program = loaded.program.unwrap();
    let data = data::load(&program, &settings, &limits).unwrap();
    let parameters = parameters::resolve::<&str>(&program, &[]).unwrap();
    bareme::run(&program, &data, &parameters, &RunOptions::default()).unwrap()
}

/// A number of the row with this key; nothing where it is missing.
fn number(assessment: &Assessment, table: &str, name: &str, key: &str) -> Option<f64> {
    match value(assessment, table, name, key) {
        Value::Number(x) => Some(x),
        Value::Missing(_) => None,
        other => panic!("{name} of {key}: {other:?}"),
    }
}

/// The name of the outcome of the row with this key.
fn outcome(assessment: &Assessment, table: &str, name: &str, key: &str) -> String {
    let Value::Member(member) = value(assessment, table, name, key) else { panic!("{name} of {key} is undecided") };
    let program = &assessment.program;
    let quantity = program.find_quantity(program.find_table(table).unwrap(), name).unwrap();
    let Type::Member(scale) = program.quantity(quantity).ty else { panic!("{name} is no scenario") };
    program.scales[scale.at()].members[usize::from(member)].name.clone()
}

fn value(assessment: &Assessment, table: &str, name: &str, key: &str) -> Value {
    let id = assessment.program.find_table(table).unwrap();
    let quantity = assessment.program.find_quantity(id, name).unwrap();
    let row =
        (0..assessment.table(id).unwrap().rows).find(|row| assessment.key(id, *row) == Value::Text(key.to_owned()));
    assessment.value(quantity, row.unwrap_or_else(|| panic!("no row {key}")))
}

/// What a script wrote: each line as a look-up by header.
fn expected(name: &str) -> Vec<impl Fn(&str) -> String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/compare").join(name);
    let (header, lines) = csv(&file);
    let look_up = move |line: Vec<String>| {
        let header = header.clone();
        move |column: &str| line[header.iter().position(|h| h == column).unwrap()].clone()
    };
    lines.into_iter().map(look_up).collect()
}

fn close(found: Option<f64>, wanted: &str, what: &str) {
    match (found, wanted.parse::<f64>()) {
        (Some(x), Ok(y)) => assert!((x - y).abs() < 1e-9, "{what}: {x} instead of {y}"),
        (None, Err(_)) => {}
        other => panic!("{what}: {other:?}"),
    }
}

#[test]
fn correcting_the_pilot_study_does_what_the_independent_computation_says() {
    for (policy, when) in [("pilot-clusters", "before"), ("pilot-clusters-corrected", "after")] {
        let assessment = run(policy, &[]);
        let clusters = expected("corrected_clusters.csv");
        assert_eq!(clusters.len(), 25);
        for line in clusters {
            let key = line("number");
            let of = |name: &str| number(&assessment, "clusters", name, &key);
            close(of("internationalisation"), &line(&format!("index_{when}")), &key);
            close(of("internationalisation.rank"), &line(&format!("rank_{when}")), &key);
            assert_eq!(outcome(&assessment, "clusters", "path", &key), line(&format!("path_{when}")), "{key}");
        }
        let regions = expected("corrected_regions.csv");
        assert_eq!(regions.len(), 19);
        for line in regions {
            let key = line("region");
            let of = |name: &str| number(&assessment, "regions", name, &key);
            close(of("foreign_activity"), &line(&format!("index_{when}")), &key);
            close(of("foreign_activity.rank"), &line(&format!("rank_{when}")), &key);
        }
    }
}

#[test]
fn the_corrected_study_no_longer_has_the_defects() {
    let found = |policy: &str| -> Vec<Code> { audit::run(&run(policy, &[])).iter().map(|f| f.code).collect() };
    let (before, after) = (found("pilot-clusters"), found("pilot-clusters-corrected"));
    for code in [Code::WeightsCancel, Code::SignLost] {
        assert!(before.contains(&code) && !after.contains(&code), "{code:?}");
    }
}

#[test]
fn the_two_sets_give_what_the_independent_computation_says() {
    for set in ["eu", "national"] {
        let assessment = run(&format!("{set}-cluster-indicators"), &[]);
        let clusters = expected("sets_clusters.csv");
        assert_eq!(clusters.len(), 25);
        for line in clusters {
            let key = line("number");
            let of = |name: &str| number(&assessment, "clusters", name, &key);
            close(of("internationalisation"), &line(&format!("index_{set}")), &key);
            close(of("internationalisation.rank"), &line(&format!("rank_{set}")), &key);
            assert_eq!(outcome(&assessment, "clusters", "standing", &key), line(&format!("standing_{set}")), "{key}");
        }
    }
}

/// The published indicators of 2022, which are no part of the project.
#[test]
fn desi_national_2022() {
    let Some(folder) = case("desi_2022") else { return };
    let bound = [("countries", "input.csv"), ("estimates", "imputed.csv")].map(|(t, f)| (t, folder.join(f)));
    for (policy, when) in [("desi-national/tiers.bareme", "before"), ("desi-national/desi-national.bareme", "after")] {
        let assessment = run(policy, &bound);
        let countries = expected("national_countries.csv");
        assert_eq!(countries.len(), 28);
        for line in countries {
            let key = line("country");
            let of = |name: &str| number(&assessment, "countries", name, &key);
            close(of("desi"), &line(&format!("score_{when}")), &key);
            close(of("desi.rank"), &line(&format!("rank_{when}")), &key);
            assert_eq!(outcome(&assessment, "countries", "tier", &key), line(&format!("tier_{when}")), "{key}");
        }
    }
}

/// What the edits make of the original is what a careful hand makes of it.
#[test]
fn variants_mean_what_their_texts_merged_by_hand_mean() {
    let merged = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/compare/merged");
    for variant in ["pilot-clusters-corrected", "desi-national"] {
        let fingerprint = |path: PathBuf| {
            let loaded = bareme::load(&DiskWorld, path.to_str().unwrap(), &Limits::default());
            assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
            loaded.program.unwrap().fingerprint.clone()
        };
        let shipped = policies().join(variant).join(format!("{variant}.bareme"));
        assert_eq!(fingerprint(shipped), fingerprint(merged.join(format!("{variant}.bareme"))), "{variant}");
    }
}

/// What two policies give on the same entities.
fn side_by_side(a: &str, b: &str, bound: &[(&str, PathBuf)]) -> Results {
    let [a, b] = [a, b].map(|policy| Outcome::of(&run(policy, bound), None));
    results::compare(&a, &b).unwrap()
}

/// Holds a score, its ranks, a scenario and the correlations of one table against what a script wrote.
fn hold(found: &Results, table: &str, [score, scenario]: [&str; 2], prefix: &str, file: [&str; 2], [a, b]: [&str; 2]) {
    let table = found.tables.iter().find(|t| t.name == table).unwrap();
    let compared = table.scores.iter().find(|s| s.name == score).unwrap();
    let known = |x: f64| (!x.is_nan()).then_some(x);
    for (at, line) in expected(file[0]).iter().enumerate() {
        let key = &table.entities[at];
        close(known(compared.a[at]), &line(&format!("{prefix}_{a}")), key);
        close(known(compared.b[at]), &line(&format!("{prefix}_{b}")), key);
        close(known(compared.rank_a[at]), &line(&format!("rank_{a}")), key);
        close(known(compared.rank_b[at]), &line(&format!("rank_{b}")), key);
    }
    let summary = expected(file[1]);
    let told = |what: &str| summary.iter().find(|l| l("what") == what).map(|l| l("value"));
    let of = if told("tau_b").is_some() { String::new() } else { format!("{} ", table.name) };
    close(compared.correlation.kendall, &told(&format!("{of}tau_b")).unwrap(), "tau");
    close(compared.correlation.spearman, &told(&format!("{of}spearman")).unwrap(), "spearman");
    let Some(migration) = table.scenarios.iter().find(|m| m.name == scenario) else {
        assert_eq!(scenario, "", "{scenario} is not compared");
        return;
    };
    for (from, row) in migration.from.iter().zip(&migration.counts) {
        for (to, count) in migration.to.iter().zip(row) {
            let pair = format!("{} -> {}", from.name(), to.name());
            assert_eq!(count.to_string(), told(&pair).unwrap_or_else(|| "0".to_owned()), "{pair}");
        }
    }
}

#[test]
fn shipped_policies_compare_as_the_independent_computations_say() {
    let found = side_by_side("pilot-clusters", "pilot-clusters-corrected", &[]);
    let of = ["before", "after"];
    let clusters = ["corrected_clusters.csv", "corrected_summary.csv"];
    hold(&found, "clusters", ["internationalisation", "path"], "index", clusters, of);
    let regions = ["corrected_regions.csv", "corrected_summary.csv"];
    hold(&found, "regions", ["foreign_activity", ""], "index", regions, of);
    let found = side_by_side("eu-cluster-indicators", "national-cluster-indicators", &[]);
    let sets = ["sets_clusters.csv", "sets_summary.csv"];
    hold(&found, "clusters", ["internationalisation", "standing"], "index", sets, ["eu", "national"]);
}

/// The published indicators of 2022, which are no part of the project.
#[test]
fn desi_national_2022_compared() {
    let Some(folder) = case("desi_2022") else { return };
    let bound = [("countries", "input.csv"), ("estimates", "imputed.csv")].map(|(t, f)| (t, folder.join(f)));
    let found = side_by_side("desi-national/tiers.bareme", "desi-national/desi-national.bareme", &bound);
    let files = ["national_countries.csv", "national_summary.csv"];
    hold(&found, "countries", ["desi", "tier"], "score", files, ["before", "after"]);
}
