//! Published methods on their published inputs, beside their published results.
//!
//! The data are not ours to pass on, so that they are no part of the project: each case reads them from the folder of its
//! name in `BAREME_CASES`, or in `../shared/cases` beside the project. Where they are absent the tests say so and pass.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bareme::data::Settings;
use bareme::eval::Column;
use bareme::limits::Limits;
use bareme::program::QuantityId;
use bareme::world::DiskWorld;
use bareme::{Assessment, RunOptions, Value, audit, data, eval, parameters, published};

/// The project's folder.
fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The data of a case; `None`, and a word about it, where they are absent.
pub fn case(name: &str) -> Option<PathBuf> {
    let cases = std::env::var_os("BAREME_CASES").map_or_else(|| project().join("../shared/cases"), PathBuf::from);
    let folder = cases.join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    // Not by `eprintln`, which the test harness keeps to itself.
    let told =
        format!("conformance of {name} is NOT tested: there is no folder {}; set BAREME_CASES\n", folder.display());
    std::io::stderr().write_all(told.as_bytes()).unwrap();
    None
}

/// Runs `conformance/NAME.bareme` over the files of a case, each bound to its table.
fn run(name: &str, bound: &[(&str, PathBuf)]) -> Assessment {
    let policy = project().join("tests/conformance").join(format!("{name}.bareme"));
    let limits = Limits::default();
    let loaded = bareme::load(&DiskWorld, policy.to_str().unwrap(), &limits);
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    let program = loaded.program.unwrap();
    let mut settings = Settings::of_policy(policy);
    for (table, file) in bound {
        settings.bind(&format!("{table}={}", file.display())).unwrap();
    }
    let data = data::load(&program, &settings, &limits).unwrap();
    let parameters = parameters::resolve::<&str>(&program, &[]).unwrap();
    bareme::run(&program, &data, &parameters, &RunOptions::default()).unwrap()
}

/// Every printed result, with how many values came out of how many.
fn reproduced(assessment: &Assessment) -> Vec<(String, usize, usize)> {
    let results = published::compare(assessment);
    for difference in results.iter().flat_map(|r| &r.differences).take(10) {
        eprintln!("differs: {difference:?}");
    }
    results.into_iter().map(|r| (r.label, r.matched, r.checked)).collect()
}

/// The header of a CSV file without quotes, and its lines.
pub fn csv(file: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let text = std::fs::read_to_string(file).unwrap();
    let mut lines = text.lines().map(|l| l.split(',').map(str::to_owned).collect::<Vec<_>>());
    (lines.next().unwrap(), lines.collect())
}

fn all(label: &str, count: usize) -> (String, usize, usize) {
    (label.to_owned(), count, count)
}

#[test]
fn hdi_2022() {
    let Some(folder) = case("hdi_2022") else { return };
    let assessment =
        run("hdi_2022", &[("countries", folder.join("input.csv")), ("expected", folder.join("expected.csv"))]);
    assert_eq!(reproduced(&assessment), [all("hdi", 204), all("tier", 192), all("rank", 193)]);
    assert_eq!(audit::run(&assessment), []);
}

/// The Handbook's Table 15: eleven transformations of one indicator, 23 countries, as printed.
#[test]
fn oecd_tai_normalisation() {
    let Some(folder) = case("oecd_tai_normalisation") else { return };
    let files = [("countries", folder.join("input.csv")), ("expected", folder.join("expected.csv"))];
    let assessment = run("oecd_tai_normalisation", &files);
    assert_eq!(reproduced(&assessment), [all("Table 15", 11 * 23)]);
}

fn desi() -> Option<(PathBuf, Assessment)> {
    let folder = case("desi_2022")?;
    let bound = [("countries", "input.csv"), ("estimates", "imputed.csv"), ("expected", "expected.csv")];
    let bound: Vec<(&str, PathBuf)> = bound.iter().map(|(table, file)| (*table, folder.join(file))).collect();
    let assessment = run("desi_2022", &bound);
    Some((folder, assessment))
}

#[test]
fn desi_2022() {
    let Some((_, assessment)) = desi() else { return };
    let expected = [all("sub_dimensions", 280), all("dimensions", 112), all("totals", 28), all("ranks", 27)];
    assert_eq!(reproduced(&assessment), expected);
    // What is found of the index is known, and allowed by the policy with its reasons.
    let findings = audit::run(&assessment);
    assert!(findings.iter().all(|f| f.allowed.is_some()), "{findings:?}");
}

#[test]
fn desi_2022_normalised() {
    let Some((folder, assessment)) = desi() else { return };
    let program = Arc::clone(&assessment.program);
    let table = program.find_table("countries").unwrap();
    let (header, lines) = csv(&folder.join("expected_normalised.csv"));
    let indices = (0..program.quantities.len() as u32).map(QuantityId);
    let mut found = 0;
    for part in indices.flat_map(|id| eval::stages(&assessment, id)) {
        let Some(at) = header.iter().position(|h| *h == part.part) else { continue };
        let (_, Column::Number(normalised)) = part.stages.last().unwrap() else { panic!("no numbers: {}", part.part) };
        for line in &lines {
            let is_it = |row: &usize| assessment.key(table, *row) == Value::Text(line[0].clone());
            let row = (0..lines.len()).find(is_it).unwrap();
            // The policy's goalposts lead to 0..100, those of the workbook to 0..1.
            let want: f64 = line[at].parse().unwrap();
            assert!((normalised[row] / 100.0 - want).abs() < 1e-9, "{} of {}", part.part, line[0]);
            found += 1;
        }
    }
    assert_eq!(found, 924);
}

#[test]
fn desi_2022_all_years() {
    let Some(folder) = case("desi_2022") else { return };
    let bound = [("countries", "input.csv"), ("estimates", "imputed.csv"), ("scores", "input_all_years.csv")]
        .map(|(t, f)| (t, folder.join(f)));
    let assessment = run("desi_2022_all_years", &bound);
    let program = &assessment.program;
    let table = program.find_table("scores").unwrap();
    let total = program.find_quantity(table, "desi_of_year").unwrap();
    let (header, lines) = csv(&folder.join("expected_all_years.csv"));
    let at = header.iter().position(|h| h == "DESI").unwrap();
    let mut found = 0;
    for line in &lines {
        let key = Value::Text(format!("{} {}", line[1], line[0]));
        let row = (0..lines.len()).find(|row| assessment.key(table, *row) == key).unwrap();
        let Value::Number(computed) = assessment.value(total, row) else { panic!("missing: {key:?}") };
        assert!((computed - line[at].parse::<f64>().unwrap()).abs() < 1e-7, "{key:?}");
        found += 1;
    }
    assert_eq!(found, 168);
}
