//! The tests of an assessment: its accepted results, its printed results, its examples.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::coverage::Reached;
use super::snapshot;
use crate::calendar::Day;
use crate::check;
use crate::cli::pipeline::{self, Failure, Outcome, Request, Stages};
use crate::data::{self, Settings, SnapshotOutput, SnapshotSettings};
use crate::diagnostic::Diagnostic;
use crate::examples::{self, ExampleResult};
use crate::limits::Limits;
use crate::program::Program;
use crate::report::style::{DEFAULT_WIDTH, Style};
use crate::report::{Report, diagnostics, json, markdown, misprints, text};
use crate::source::{FileId, Sources};
use crate::syntax;
use crate::world::DiskWorld;

/// An assessment that was tested.
pub(super) struct Tested {
    pub folder: PathBuf,
    pub tests: Vec<Test>,
    /// What data and examples reach, where it was asked for.
    pub reached: Option<Reached>,
}

/// One test and how it ended.
pub(super) struct Test {
    pub name: String,
    pub result: Verdict,
    pub took: Duration,
}

/// How a test ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// As accepted, or as expected.
    Passed,
    /// A kept result is another than what comes out.
    Differs(Change),
    /// Something expected did not come out; there is nothing to accept.
    Unexpected(String),
    /// It could not be carried out.
    Failed(String),
}

/// What is kept and what comes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub path: PathBuf,
    /// What is accepted; `None` where nothing is.
    pub accepted: Option<String>,
    /// What comes out; `None` where there is nothing to keep any more.
    pub new: Option<String>,
}

/// Tests the assessment of a folder, as of a day or of that of its settings.
pub(super) fn test(folder: &Path, as_of: Option<Day>) -> Tested {
    let mut tests = Tests { folder, all: Vec::new(), started: Instant::now() };
    let settings = data::read_settings(folder).and_then(|s| pipeline::policy_exists(&s).map(|()| s));
    let settings = match settings {
        Ok(mut settings) => {
            settings.as_of = as_of.or(settings.as_of);
            settings
        }
        Err(errors) => {
            tests.push("bareme.toml", Verdict::Failed(told(folder, &Sources::default(), &errors)));
            return Tested { folder: folder.to_owned(), tests: tests.all, reached: None };
        }
    };
    let mut runs = Runs { settings: &settings, all: Vec::new() };
    for (name, asked) in &settings.snapshots {
        let verdict = tests.snapshot(name, asked, &mut runs);
        tests.push(name, verdict);
    }
    let limits = settings.limits(&Limits::default());
    let loaded = check::load(&DiskWorld, &settings.policy_path().to_string_lossy(), &limits);
    if let Some(program) = &loaded.program {
        tests.published(program, &mut runs);
        // Where no day is given, examples may still name theirs.
        let program = program.as_of(settings.as_of).unwrap_or_else(|_| Arc::clone(program));
        for result in examples::run(&program, &limits) {
            let verdict = example(folder, &program, &result);
            tests.push(&format!("example {}", result.name), verdict);
        }
    } else if settings.snapshots.values().all(|s| s.policy.is_some() || !snapshot::needs_run(s)) {
        // A policy that no run shows to be wrong is wrong all the same.
        tests.push("check", Verdict::Failed(told(folder, &loaded.sources, &loaded.diagnostics)));
    }
    tests.orphans(&settings);
    if tests.all.is_empty() {
        let message = "nothing is tested: the assessment keeps no snapshot, and its policy has neither examples nor printed results";
        tests.push("tests", Verdict::Failed(format!("{message}\n")));
    }
    Tested { folder: folder.to_owned(), tests: tests.all, reached: None }
}

struct Tests<'a> {
    folder: &'a Path,
    all: Vec<Test>,
    started: Instant,
}

impl Tests<'_> {
    fn push(&mut self, name: &str, mut result: Verdict) {
        // The same errors are told once.
        let same = self.all.iter().find(|test| test.result == result);
        if let (Verdict::Failed(_), Some(same)) = (&result, same) {
            result = Verdict::Failed(format!("the same as `{}`\n", same.name));
        }
        let now = Instant::now();
        let took = now.duration_since(self.started);
        self.started = now;
        self.all.push(Test { name: name.to_owned(), result, took });
    }

    fn snapshot(&self, name: &str, asked: &SnapshotSettings, runs: &mut Runs<'_>) -> Verdict {
        match body(self.folder, asked, runs) {
            Ok(body) if body.trim().is_empty() => {
                Verdict::Failed("nothing comes out, so that nothing is tested\n".to_owned())
            }
            Ok(body) => compared(snapshot::path(self.folder, name), Some(snapshot::text(asked, &body))),
            Err(verdict) => verdict,
        }
    }

    /// Printed results that do not come out are compared with those that are accepted as misprints.
    fn published(&mut self, program: &Program, runs: &mut Runs<'_>) {
        if program.published.is_empty() {
            return;
        }
        let Some(outcome) = runs.first_good() else {
            let message = "no run without errors, with which printed results could be compared\n";
            return self.push("published", Verdict::Failed(message.to_owned()));
        };
        let differing = misprints::render(&outcome.assessment, &outcome.published);
        let new = (!differing.is_empty()).then(|| snapshot::published(&differing));
        self.push("published", compared(snapshot::path(self.folder, "published"), new));
    }

    fn orphans(&mut self, settings: &Settings) {
        let mut names: Vec<&str> = settings.snapshots.keys().map(String::as_str).collect();
        if self.all.iter().any(|t| t.name == "published") {
            names.push("published");
        }
        for (name, path) in snapshot::orphans(self.folder, &names) {
            let accepted = std::fs::read_to_string(&path).unwrap_or_default();
            self.push(&name, Verdict::Differs(Change { path, accepted: Some(accepted), new: None }));
        }
    }
}

/// Compares what comes out with what is kept in a file.
fn compared(path: PathBuf, new: Option<String>) -> Verdict {
    match (snapshot::read(&path), new) {
        // What is kept cannot be understood; it is replaced where the new result is accepted.
        (Err(wrong), _) => Verdict::Failed(format!("{wrong}\n")),
        (Ok(accepted), new) if accepted == new => Verdict::Passed,
        (Ok(accepted), new) => Verdict::Differs(Change { path, accepted, new }),
    }
}

/// The result that a snapshot keeps.
fn body(folder: &Path, asked: &SnapshotSettings, runs: &mut Runs<'_>) -> Result<String, Verdict> {
    if !snapshot::needs_run(asked) {
        return policy_text(folder, asked, runs.settings);
    }
    let run = runs.of(asked);
    match (&run.came, asked.fails) {
        (Err(failure), true) => Ok(told(folder, &failure.sources, &failure.diagnostics)),
        (Ok(_), true) => Err(Verdict::Unexpected("the run is to end in errors, and has none\n".to_owned())),
        (Err(failure), false) => Err(Verdict::Failed(told(folder, &failure.sources, &failure.diagnostics))),
        (Ok(outcome), false) => {
            let tables = &outcome.assessment.tables;
            if !tables.is_empty() && tables.iter().all(|t| t.rows == 0) {
                return Err(Verdict::Failed("no table has a row, so that nothing is tested\n".to_owned()));
            }
            written(outcome, asked.output)
        }
    }
}

fn written(outcome: &Outcome, output: SnapshotOutput) -> Result<String, Verdict> {
    let stages = match output {
        SnapshotOutput::Stages => crate::report::stage_columns(&outcome.assessment),
        SnapshotOutput::Markdown | SnapshotOutput::Text | SnapshotOutput::Json | SnapshotOutput::Policy => Vec::new(),
    };
    let report = Report {
        assessment: &outcome.assessment,
        published: &outcome.published,
        findings: &outcome.findings,
        stages: &stages,
    };
    let failed = |what: &dyn std::fmt::Display| Verdict::Failed(format!("the result cannot be written: {what}\n"));
    let as_json = || {
        let mut bytes = Vec::new();
        json::write(&report, &mut bytes).map_err(|e| failed(&e))?;
        String::from_utf8(bytes).map_err(|e| failed(&e))
    };
    match output {
        SnapshotOutput::Markdown => Ok(markdown::render(&report)),
        SnapshotOutput::Text | SnapshotOutput::Policy => Ok(text::render(&report, Style::plain(DEFAULT_WIDTH))),
        SnapshotOutput::Json => as_json(),
        SnapshotOutput::Stages => {
            let whole: serde_json::Value = serde_json::from_str(&as_json()?).map_err(|e| failed(&e))?;
            let tables = whole.get("tables").unwrap_or(&serde_json::Value::Null);
            serde_json::to_string_pretty(tables).map_err(|e| failed(&e))
        }
    }
}

fn policy_text(folder: &Path, asked: &SnapshotSettings, settings: &Settings) -> Result<String, Verdict> {
    let path = folder.join(asked.policy.as_ref().unwrap_or(&settings.policy));
    let text = std::fs::read_to_string(&path)
        .map_err(|e| Verdict::Failed(format!("`{}` cannot be read: {e}\n", path.display())))?;
    let limits = settings.limits(&Limits::default());
    Ok(syntax::print(&syntax::parse(FileId(0), &text, &limits).0))
}

/// Diagnostics as a file keeps them: paths begin at the assessment's folder.
pub(super) fn told(folder: &Path, sources: &Sources, all: &[Diagnostic]) -> String {
    let text = diagnostics::render(sources, all, Limits::default().diagnostics, Style::plain(DEFAULT_WIDTH));
    let here = format!("{}{}", folder.display(), std::path::MAIN_SEPARATOR);
    text.replace(&here, "").lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// How an example ended.
fn example(folder: &Path, program: &Program, result: &ExampleResult) -> Verdict {
    if !result.errors.is_empty() {
        return Verdict::Failed(told(folder, &program.sources, &result.errors));
    }
    if result.failures.is_empty() {
        return Verdict::Passed;
    }
    let each = result.failures.iter().map(|failure| {
        let line = program.sources.line_column(failure.span).0;
        format!("line {line}: expected {}, but {}\n", failure.expected, failure.found)
    });
    Verdict::Unexpected(each.collect())
}

/// The runs of an assessment: each policy with each set of parameters once.
pub(super) struct Runs<'s> {
    settings: &'s Settings,
    all: Vec<Run>,
}

pub(super) struct Run {
    policy: Option<PathBuf>,
    set: Vec<(String, String)>,
    as_of: Option<Day>,
    came: Result<Outcome, Failure>,
}

impl Runs<'_> {
    /// The run that a snapshot is of.
    fn of(&mut self, asked: &SnapshotSettings) -> &Run {
        let known =
            self.all.iter().position(|r| r.policy == asked.policy && r.set == asked.set && r.as_of == asked.as_of);
        let at = known.unwrap_or_else(|| {
            let came = run(self.settings, asked);
            let (policy, set) = (asked.policy.clone(), asked.set.clone());
            self.all.push(Run { policy, set, as_of: asked.as_of, came });
            self.all.len() - 1
        });
        // The position is one of this list.
        #[allow(clippy::indexing_slicing, reason = "found in this list, or just added to it")]
        &self.all[at]
    }

    /// The first run of the assessment's own policy that came to results.
    fn first_good(&mut self) -> Option<&Outcome> {
        if self.all.iter().all(|run| run.policy.is_some()) {
            self.of(&SnapshotSettings::default());
        }
        self.all.iter().filter(|run| run.policy.is_none()).find_map(|run| run.came.as_ref().ok())
    }
}

fn run(settings: &Settings, asked: &SnapshotSettings) -> Result<Outcome, Failure> {
    let mut settings = settings.clone();
    if let Some(policy) = &asked.policy {
        settings.policy.clone_from(policy);
    }
    let request = Request {
        path: &settings.folder,
        data: &[],
        parameters: &asked.set,
        as_of: asked.as_of,
        threads: None,
        stages: Stages::Leave,
        allow: &[],
    };
    pipeline::assess_settings(&settings, &request)
}
