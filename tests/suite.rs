//! One program a file, one snapshot beside it.
//!
//! `suite/<feature>/err/*.bareme` are mistakes as authors make them, each with what they are told; `warn` are policies
//! that run, but not without a warning; `ok` are policies that run, with their text as the formatter writes it and, where
//! all rows stand in the policy, with their results. `suite/data/*/<case>/` are whole assessments with their data files.

mod show;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bareme::audit::{self, Evidence};
use bareme::calendar::Day;
use bareme::diagnostic::{Diagnostic, Severity};
use bareme::limits::Limits;
use bareme::source::Sources;
use bareme::world::{DiskWorld, World};

/// What a folder of cases holds.
#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    Errors,
    Warnings,
    Runs,
}

#[test]
fn mistakes_are_explained() {
    each(&cases("err"), |case| policy(case, Outcome::Errors));
}

#[test]
fn doubts_are_explained() {
    each(&cases("warn"), |case| policy(case, Outcome::Warnings));
}

#[test]
fn policies_without_mistakes_run() {
    each(&cases("ok"), |case| policy(case, Outcome::Runs));
}

#[test]
fn mistakes_in_data_are_explained() {
    each(&folders("err"), |case| assessment(case, Outcome::Errors));
}

#[test]
fn data_without_mistakes_load() {
    each(&folders("ok"), |case| assessment(case, Outcome::Runs));
}

#[test]
fn there_are_enough_cases() {
    assert!(cases("err").len() >= 90, "{} error cases", cases("err").len());
    assert!(cases("ok").len() >= 25, "{} cases without mistakes", cases("ok").len());
}

/// Runs all cases, and fails with the names of those that failed.
fn each(cases: &[PathBuf], run: impl Fn(&Path)) {
    let failed: Vec<String> = cases
        .iter()
        .filter(|case| catch_unwind(AssertUnwindSafe(|| run(case))).is_err())
        .map(|case| case.display().to_string())
        .collect();
    assert!(failed.is_empty(), "failed:\n  {}", failed.join("\n  "));
}

/// The policies in the folders of one kind, in the order of their names.
fn cases(kind: &str) -> Vec<PathBuf> {
    let features = listed(Path::new("tests/suite"));
    let files = features.iter().flat_map(|feature| listed(&feature.join(kind)));
    files.filter(|file| file.extension().is_some_and(|e| e == "bareme")).collect()
}

/// The assessments of one kind.
fn folders(kind: &str) -> Vec<PathBuf> {
    listed(&Path::new("tests/suite/data").join(kind)).into_iter().filter(|p| p.is_dir()).collect()
}

fn listed(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Files are named from a folder, so that what is shown is the same on every machine.
struct Folder<'a>(&'a Path);

impl World for Folder<'_> {
    fn read(&self, name: &str, from: Option<&str>) -> Result<(String, Vec<u8>), String> {
        let here = |path: &str| self.0.join(path).to_string_lossy().into_owned();
        let (full, bytes) = match from {
            Some(from) => DiskWorld.read(name, Some(&here(from)))?,
            None => DiskWorld.read(&here(name), None)?,
        };
        let short = Path::new(&full).strip_prefix(self.0).unwrap_or(Path::new(&full));
        Ok((short.to_string_lossy().replace('\\', "/"), bytes))
    }
}

fn policy(case: &Path, expected: Outcome) {
    let folder = case.parent().unwrap();
    let name = case.file_stem().unwrap().to_str().unwrap();
    let mut loaded = bareme::load(&Folder(folder), &format!("{name}.bareme"), &Limits::default());
    let data =
        loaded.program.as_ref().filter(|p| p.tables.iter().all(|t| t.inline.is_some() || t.summary.is_some())).map(
            |program| {
                let settings = bareme::data::Settings::of_policy(case);
                bareme::data::load(program, &settings, &Limits::default())
            },
        );
    let data = match data {
        Some(Err(found)) => {
            loaded.diagnostics.extend(found);
            None
        }
        Some(Ok(data)) => Some(data),
        None => None,
    };
    if let Some(program) = &loaded.program {
        let found = audited(program, &mut loaded.diagnostics);
        loaded.diagnostics.extend(found);
    }
    check(&loaded.diagnostics, expected, &loaded.sources);
    match (expected, loaded.program) {
        (Outcome::Errors | Outcome::Warnings, _) => {
            pin(folder, name, &show::diagnostics(&loaded.diagnostics, &loaded.sources));
        }
        (Outcome::Runs, program) => {
            let program = program.unwrap();
            let file = &loaded.sources.files()[0];
            let (tree, _) = bareme::syntax::parse(bareme::source::FileId(0), &file.text, &Limits::default());
            pin(folder, &format!("{name}.text"), &bareme::syntax::print(&tree));
            let whole = bareme::check::read(&Folder(folder), &format!("{name}.bareme"), &Limits::default());
            let again = bareme::load_text("merged.bareme", &whole.text()).unwrap();
            if file.text.contains("policy ") {
                assert_eq!(again.fingerprint, program.fingerprint, "{}", whole.text());
            }
            if program.lineage.is_variant() {
                pin(folder, &format!("{name}.merged"), &whole.text());
            }
            for example in bareme::examples::run(&program, &Limits::default()) {
                assert!(example.passes(), "{example:#?}");
            }
            if let Some(data) = data {
                pin(folder, &format!("{name}.results"), &results(&program, &data));
            }
        }
    }
}

/// The results; of a policy in which something holds from a day those of each edition.
fn results(program: &Arc<bareme::Program>, data: &bareme::Data) -> String {
    if !program.is_dated() {
        return show::results(program, data);
    }
    let before = Day::parse("0001-01-01");
    let each = program.dated.editions.iter().map(|edition| {
        let then = program.as_of(edition.since.or(before)).unwrap();
        let since = edition.since.map_or_else(|| "first edition".to_owned(), |day| format!("since {day}"));
        let in_force: String = then.dated.in_force.iter().map(|thing| format!("{}\n", thing.sentence())).collect();
        format!("# {since}\n{in_force}{}\n", show::results(&then, data))
    });
    each.collect()
}

fn assessment(case: &Path, expected: Outcome) {
    let folder = case.parent().unwrap();
    let name = case.file_name().unwrap().to_str().unwrap();
    let (found, sources) = read(case);
    check(&found, expected, &sources);
    let shown = show::diagnostics(&found, &sources);
    match expected {
        Outcome::Errors | Outcome::Warnings => pin(folder, name, &shown),
        Outcome::Runs => assert_eq!(shown, ""),
    }
}

/// Reads an assessment as the command line does; gives what is wrong with it.
fn read(case: &Path) -> (Vec<Diagnostic>, Sources) {
    let settings = match bareme::data::read_settings(case) {
        Ok(settings) => settings,
        Err(found) => return (found, Sources::default()),
    };
    let path = settings.policy_path();
    let loaded = bareme::load(&DiskWorld, &path.to_string_lossy(), &Limits::default());
    let Some(program) = loaded.program else { return (loaded.diagnostics, loaded.sources) };
    let data = bareme::data::load(&program, &settings, &settings.limits(&Limits::default()));
    (data.err().unwrap_or_default(), loaded.sources)
}

fn check(found: &[Diagnostic], expected: Outcome, sources: &Sources) {
    let worst = found.iter().map(|d| d.severity).max();
    let fits = match expected {
        Outcome::Errors => worst == Some(Severity::Error),
        Outcome::Warnings => matches!(worst, Some(Severity::Warning | Severity::Note)),
        Outcome::Runs => worst.is_none(),
    };
    assert!(fits, "the worst is {worst:?}\n{}", show::diagnostics(found, sources));
}

fn pin(folder: &Path, name: &str, text: &str) {
    let folder = std::env::current_dir().unwrap().join(folder);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// What the audits find without data, as diagnostics; what the policy allows is left out, of the warnings as well.
fn audited(program: &bareme::Program, warnings: &mut Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut findings = audit::policy(program);
    audit::settle(program, warnings, &mut findings, Evidence::Policy);
    warnings.retain(|w| w.allowed.is_none());
    let found = findings.into_iter().filter(|f| f.allowed.is_none());
    found.map(audit::Finding::into_diagnostic).collect()
}
