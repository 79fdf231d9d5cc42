//! From what the user named to results: the one place where the command line puts the library's phases together.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::output;
use crate::audit::{self, Evidence, Finding};
use crate::calendar::Day;
use crate::check::{self, Whole};
use crate::data::{self, Settings};
use crate::diagnostic::{Code, DataPlace, Diagnostic, Severity, did_you_mean, nearest};
use crate::eval::{self, Assessment, Data, RunOptions};
use crate::limits::Limits;
use crate::parameters;
use crate::program::{Program, Value};
use crate::published::{self, PublishedResult};
use crate::report::{self, StageColumn};
use crate::source::Sources;
use crate::world::DiskWorld;

/// What is to be run.
pub(super) struct Request<'a> {
    pub path: &'a Path,
    pub data: &'a [String],
    pub parameters: &'a [(String, String)],
    /// The day as of which the policy is meant; without it that of the settings.
    pub as_of: Option<Day>,
    pub threads: Option<usize>,
    pub stages: Stages,
    pub allow: &'a [Code],
}

/// The reason of what is allowed there.
const ON_COMMAND_LINE: &str = "`--allow` on the command line";

/// Whether the parts of indices are reported after each step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stages {
    Leave,
    Report,
}

/// What came of it.
pub(super) struct Outcome {
    pub assessment: Assessment,
    pub published: Vec<PublishedResult>,
    pub findings: Vec<Finding>,
    pub stages: Vec<StageColumn>,
}

/// Why nothing came of it.
pub(super) struct Failure {
    pub sources: Sources,
    pub diagnostics: Vec<Diagnostic>,
}

impl Failure {
    pub(super) fn nowhere(diagnostics: Vec<Diagnostic>) -> Self {
        Self { sources: Sources::default(), diagnostics }
    }

    /// Whether it was the command that was wrong, and not the policy or the data.
    pub(super) fn is_usage(&self) -> bool {
        self.diagnostics.iter().all(|d| d.code == Code::Usage)
    }
}

/// Loads, checks, runs and audits.
pub(super) fn assess(request: &Request<'_>) -> Result<Outcome, Failure> {
    assess_settings(&settings_of(request)?, request)
}

/// The settings that a request means.
fn settings_of(request: &Request<'_>) -> Result<Settings, Failure> {
    let mut settings = settings(request.path).map_err(Failure::nowhere)?;
    policy_exists(&settings).map_err(Failure::nowhere)?;
    for binding in request.data {
        settings.bind(binding).map_err(Failure::nowhere)?;
    }
    Ok(settings)
}

/// Everything that a run needs.
pub(super) struct Ready {
    pub settings: Settings,
    pub program: Arc<Program>,
    pub sources: Sources,
    pub warnings: Vec<Diagnostic>,
    pub data: Data,
    pub parameters: Vec<(Value, bool)>,
    pub limits: Limits,
}

/// Loads and checks, and leaves the run to the caller.
pub(super) fn ready(request: &Request<'_>) -> Result<Ready, Failure> {
    ready_with(settings_of(request)?, request)
}

/// The same, where the settings are known already.
pub(super) fn assess_settings(settings: &Settings, request: &Request<'_>) -> Result<Outcome, Failure> {
    let ready = ready_with(settings.clone(), request)?;
    let Ready { program, data, parameters, warnings, .. } = &ready;
    let options = RunOptions { threads: request.threads, ..RunOptions::default() };
    let assessment = eval::run(program, data, parameters, &options).map_err(|errors| ready.failed(errors))?;
    let mut findings: Vec<Finding> = warnings.iter().map(|d| Finding::of_warning(program, d)).collect();
    findings.extend(audit::run(&assessment));
    audit::settle(program, &mut [], &mut findings, Evidence::Run);
    audit::allow(request.allow, ON_COMMAND_LINE, &mut [], &mut findings);
    let stages = match request.stages {
        Stages::Report => report::stage_columns(&assessment),
        Stages::Leave => Vec::new(),
    };
    Ok(Outcome { published: published::compare(&assessment), findings, stages, assessment })
}

impl Ready {
    /// Why nothing came of it: warnings of the checker are shown beside errors.
    pub(super) fn failed(&self, mut errors: Vec<Diagnostic>) -> Failure {
        let mut diagnostics = self.warnings.clone();
        diagnostics.append(&mut errors);
        Failure { sources: self.sources.clone(), diagnostics }
    }
}

fn ready_with(settings: Settings, request: &Request<'_>) -> Result<Ready, Failure> {
    checked(settings, request.as_of)?.ready(request.parameters)
}

/// A checked policy, and where its data are.
pub(super) struct Policy {
    pub settings: Settings,
    pub program: Arc<Program>,
    sources: Sources,
    warnings: Vec<Diagnostic>,
    limits: Limits,
}

/// The policy that a path means, as of a day, and where its data are. What the settings beside a policy's file say of tables that it
/// does not have is meant for another policy.
pub(super) fn policy(path: &Path, day: Option<Day>) -> Result<Policy, Failure> {
    let settings = settings(path).map_err(Failure::nowhere)?;
    policy_exists(&settings).map_err(Failure::nowhere)?;
    let mut policy = checked(settings, day)?;
    if path.extension().is_some_and(|e| e == "bareme") {
        let program = Arc::clone(&policy.program);
        policy.settings.tables.retain(|name, _| program.find_table(name).is_some());
    }
    Ok(policy)
}

fn checked(settings: Settings, day: Option<Day>) -> Result<Policy, Failure> {
    let limits = settings.limits(&Limits::default());
    let loaded = check::load(&DiskWorld, &settings.policy_path().to_string_lossy(), &limits);
    let check::Loaded { program, sources, diagnostics } = loaded;
    let Some(program) = program else { return Err(Failure { sources, diagnostics }) };
    match program.as_of(day.or(settings.as_of)) {
        Ok(program) => Ok(Policy { settings, program, sources, warnings: diagnostics, limits }),
        Err(error) => Err(Failure { sources, diagnostics: vec![error] }),
    }
}

impl Policy {
    /// With its data and parameters.
    pub(super) fn ready(self, parameters: &[(String, String)]) -> Result<Ready, Failure> {
        let Policy { settings, program, sources, warnings, limits } = self;
        let parameters = parameters::resolve(&program, parameters);
        let data = data::load(&program, &settings, &limits);
        match (parameters, data) {
            (Ok(parameters), Ok(data)) => Ok(Ready { settings, program, sources, warnings, data, parameters, limits }),
            (parameters, data) => {
                // From here on warnings of the checker are findings; after an error they are shown beside it.
                let errors = parameters.err().into_iter().chain(data.err()).flatten();
                Err(Failure { sources, diagnostics: warnings.into_iter().chain(errors).collect() })
            }
        }
    }
}

/// Says that a day was given which makes no difference, if so.
pub(super) fn note_idle_day(day: Day, programs: &[&Program]) {
    if programs.iter().any(|program| program.is_dated()) {
        return;
    }
    let why = match programs {
        [] => "results are compared as they are".to_owned(),
        [one] => format!("nothing in `{}` holds from a day", one.name),
        _ => "nothing in these policies holds from a day".to_owned(),
    };
    output::to_stderr(&format!("note: `--as-of {day}` makes no difference: {why}\n"));
}

/// The declarations of a checked policy, as of the same day.
pub(super) fn whole(path: &Path, program: &Program, limits: &Limits) -> Whole {
    let whole = check::read(&DiskWorld, &path.to_string_lossy(), limits);
    match program.dated.as_of {
        Some(day) => whole.clone().as_of(day).unwrap_or(whole),
        None => whole,
    }
}

/// That nothing is there; what is nearly called so is offered.
pub(super) fn no_such_path(path: &Path) -> Diagnostic {
    let message = format!("there is no file or folder `{}`", path.display());
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    let near = path.file_name().and_then(|wrong| {
        const MOST: usize = 1000;
        let inside = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?.take(MOST);
        let mut names: Vec<String> = inside.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
        names.sort_unstable();
        nearest(&wrong.to_string_lossy(), names.iter().map(String::as_str)).map(str::to_owned)
    });
    let hint = near.map(|near| format!("did you mean `{}`?", path.with_file_name(near).display()));
    Diagnostic::nowhere(Code::Usage, message).maybe_hint(hint)
}

/// The settings of a folder, or of the folder in which a policy stands.
fn settings(path: &Path) -> Result<Settings, Vec<Diagnostic>> {
    if path.is_dir() {
        return data::read_settings(path);
    }
    if !path.exists() {
        return Err(vec![no_such_path(path)]);
    }
    let folder = match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => Path::new("."),
    };
    if path.file_name().is_some_and(|name| name == "bareme.toml") {
        return data::read_settings(folder);
    }
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    if matches!(extension.as_str(), "csv" | "tsv" | "xlsx" | "xlsm" | "xls" | "toml") {
        let message = format!("`{}` is no policy", path.display());
        let hint = "name a `.bareme` file, or a folder with bareme.toml; data files are named by `--data TABLE=FILE`";
        return Err(vec![Diagnostic::nowhere(Code::Usage, message).hint(hint)]);
    }
    if !folder.join("bareme.toml").is_file() {
        return Ok(Settings::of_policy(path));
    }
    let mut settings = data::read_settings(folder)?;
    settings.policy = path.file_name().map(PathBuf::from).unwrap_or_default();
    Ok(settings)
}

/// That the settings name a policy which is there.
pub(super) fn policy_exists(settings: &Settings) -> Result<(), Vec<Diagnostic>> {
    let (path, Some(file)) = (settings.policy_path(), &settings.file) else { return Ok(()) };
    if path.exists() {
        return Ok(());
    }
    let mut inside: Vec<String> = std::fs::read_dir(&settings.folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".bareme"))
        .collect();
    inside.sort();
    let message = format!("there is no policy `{}`, which `{}` names", path.display(), file.display());
    let place = DataPlace { file: file.display().to_string(), ..DataPlace::default() };
    let hint = did_you_mean(&settings.policy.to_string_lossy(), inside.iter().map(String::as_str));
    Err(vec![Diagnostic::data(Code::DataConfig, place, message).maybe_hint(hint)])
}

/// One policy checked without data: diagnostics of the checker and of the audits.
pub(super) struct Checked {
    pub name: String,
    pub sources: Sources,
    pub diagnostics: Vec<Diagnostic>,
}

/// The policy of a file checked; with a day only what was in force on it is audited.
pub(super) fn check_file(path: &Path, day: Option<Day>, allow: &[Code]) -> Checked {
    let name = path.to_string_lossy().into_owned();
    let check::Loaded { program, sources, mut diagnostics } = check::load(&DiskWorld, &name, &Limits::default());
    let of_day = |program: Arc<Program>| match day {
        None => Ok(program),
        Some(day) => program.as_of(Some(day)).inspect(|program| note_idle_day(day, &[program])),
    };
    let program = program.map(of_day).transpose().unwrap_or_else(|error| {
        diagnostics.push(error);
        None
    });
    if let Some(program) = program {
        let mut findings = audit::policy(&program);
        audit::settle(&program, &mut diagnostics, &mut findings, Evidence::Policy);
        audit::allow(allow, ON_COMMAND_LINE, &mut diagnostics, &mut findings);
        diagnostics.extend(findings.into_iter().map(Finding::into_diagnostic));
    }
    Checked { name, sources, diagnostics }
}

/// The policies that a path of `check` means: a file; the policy of a folder's settings; otherwise all below the folder.
pub(super) fn policies(path: &Path) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let usage = |message: String| vec![Diagnostic::nowhere(Code::Usage, message)];
    if !path.exists() {
        return Err(usage(format!("there is no file or folder `{}`", path.display())));
    }
    let mut found = Vec::new();
    collect(path, 0, &mut found)?;
    if found.is_empty() {
        return Err(usage(format!("the folder `{}` holds no policies", path.display())));
    }
    Ok(found)
}

/// The folders with settings that a path means: itself, or all below it.
pub(super) fn assessments(path: &Path) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let usage = |message: String| Diagnostic::nowhere(Code::Usage, message);
    if path.file_name().is_some_and(|name| name == "bareme.toml") && path.is_file() {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        return Ok(vec![folder.to_owned()]);
    }
    if !path.is_dir() {
        let message = match path.exists() {
            true => format!("`{}` is a file, and a folder with bareme.toml is tested", path.display()),
            false => format!("there is no folder `{}`", path.display()),
        };
        return Err(vec![usage(message)]);
    }
    let mut found = Vec::new();
    below(path, 0, &mut found)?;
    if found.is_empty() {
        let message = format!("the folder `{}` holds no assessment", path.display());
        return Err(vec![
            usage(message).hint("an assessment is a folder with a `bareme.toml`; `bareme new NAME` makes one"),
        ]);
    }
    Ok(found)
}

fn below(path: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), Vec<Diagnostic>> {
    if path.join("bareme.toml").is_file() {
        found.push(path.to_owned());
        return Ok(());
    }
    for path in entries(path)? {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !path.is_symlink() && depth < DEEPEST_FOLDER && !hidden {
            below(&path, depth + 1, found)?;
        }
    }
    Ok(())
}

/// What a folder holds, in order.
fn entries(path: &Path) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let unreadable = |error: std::io::Error| {
        let message = format!("the folder `{}` cannot be read: {error}", path.display());
        vec![Diagnostic { severity: Severity::Error, ..Diagnostic::nowhere(Code::Usage, message) }]
    };
    let mut inside: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        inside.push(entry.map_err(unreadable)?.path());
    }
    inside.sort();
    Ok(inside)
}

/// Folders nested deeper than this are not searched.
const DEEPEST_FOLDER: usize = 8;

fn collect(path: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), Vec<Diagnostic>> {
    if !path.is_dir() {
        found.push(path.to_owned());
        return Ok(());
    }
    if path.join("bareme.toml").is_file() {
        found.push(data::read_settings(path)?.policy_path());
        return Ok(());
    }
    for path in entries(path)? {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let is_policy = path.extension().is_some_and(|e| e == "bareme") && path.is_file();
        // A link to a folder could lead back to where it stands.
        let is_folder = path.is_dir() && !path.is_symlink() && depth < DEEPEST_FOLDER;
        if is_policy || (is_folder && !hidden) {
            collect(&path, depth + 1, found)?;
        }
    }
    Ok(())
}
