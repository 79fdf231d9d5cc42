//! What audits know without data, held against runs; and policies made to take their time.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bareme::audit;
use bareme::diagnostic::Code;
use bareme::eval::Column;
use bareme::limits::Limits;
use bareme::program::Origin;
use bareme::world::DiskWorld;
use bareme::{Assessment, RunOptions, data, parameters};

/// The shipped assessments, and the policies of the suite whose rows stand in them.
fn assessments() -> Vec<PathBuf> {
    let inside = |folder: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).into_iter().flatten();
        entries.map(|e| e.unwrap().path()).collect()
    };
    let suite = inside(Path::new("tests/suite")).into_iter().flat_map(|feature| inside(&feature.join("ok")));
    let policies = suite.filter(|p| p.extension().is_some_and(|e| e == "bareme"));
    let mut all: Vec<PathBuf> =
        inside(Path::new("policies")).into_iter().filter(|p| p.is_dir()).chain(policies).collect();
    all.sort();
    all
}

fn run(path: &Path) -> Option<Assessment> {
    let settings = if path.is_dir() { data::read_settings(path).unwrap() } else { data::Settings::of_policy(path) };
    let loaded = bareme::load(&DiskWorld, settings.policy_path().to_str().unwrap(), &Limits::default());
    let program = loaded.program?;
    let data = data::load(&program, &settings, &Limits::default()).ok()?;
    let parameters = parameters::resolve::<&str>(&program, &[]).ok()?;
    bareme::run(&program, &data, &parameters, &RunOptions::default()).ok()
}

#[test]
fn every_value_of_every_run_lies_in_its_reach() {
    let (mut runs, mut bounded) = (0, 0);
    for path in assessments() {
        let Some(assessment) = run(&path) else { continue };
        runs += 1;
        let program = &assessment.program;
        for ((quantity, reach), id) in program.quantities.iter().zip(audit::reach(program)).zip(0u32..) {
            let Some(Column::Number(values)) = assessment.column(bareme::program::QuantityId(id)) else { continue };
            let computed = !matches!(quantity.origin, Origin::Column(_));
            bounded += usize::from(computed && reach.low.is_finite() && reach.high.is_finite());
            let near = |x: f64| 1e-9 * (1.0 + x.abs());
            for x in values.iter().filter(|x| !x.is_nan()) {
                let inside = reach.low - near(*x) <= *x && *x <= reach.high + near(*x);
                assert!(inside, "{}: `{}` is {x}, not in {reach:?}", path.display(), quantity.name);
            }
        }
    }
    assert!(runs >= 50, "{runs} assessments were run");
    assert!(bounded >= 50, "{bounded} computed values are bounded on both sides");
}

#[test]
fn long_chains_of_formulas_and_diamonds_take_little_time() {
    let table = "table t { key k; indicator a : number { range 0..1; better higher } }\n";
    let chain: String = (1..20_000).map(|i| format!("indicator a{i} of t = a{} + 1\n", i - 1)).collect();
    let chain =
        format!("{}indicator a0 of t = a\n{chain}index i of t {{ parts a, a19999; normalise minmax }}\n", table);
    let diamond: String = (1..200).map(|i| format!("indicator a{i} of t = a{0} + a{0}\n", i - 1)).collect();
    let diamond =
        format!("{table}indicator a0 of t = a\n{diamond}index i of t {{ parts a, a199; normalise minmax }}\n");
    for text in [chain, diamond] {
        let program = bareme::load_text("p.bareme", &text).unwrap_or_else(|l| panic!("{:?}", l.diagnostics.first()));
        let started = Instant::now();
        let codes: Vec<Code> = audit::policy(&program).into_iter().map(|f| f.code).collect();
        assert_eq!(codes, [Code::DoubleCounting]);
        assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    }
}

#[test]
fn very_many_clauses_that_allow_are_read_in_little_time() {
    let allows: String = (0..5_000).map(|i| format!("allow outlier of a{i} because \"…\"\n")).collect();
    let columns: String = (0..5_000).map(|i| format!("indicator a{i} : number\n")).collect();
    let text = format!(
        "policy p {{\n{allows}}}\ntable t {{ key k\n{columns}}}\nindex i of t {{ parts a0; normalise minmax }}\n"
    );
    let started = Instant::now();
    let program = bareme::load_text("p.bareme", &text).unwrap_or_else(|l| panic!("{:?}", l.diagnostics.first()));
    let mut findings = audit::policy(&program);
    audit::settle(&program, &mut [], &mut findings, audit::Evidence::Run);
    assert_eq!(findings.len(), 5_000);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}
