//! `bareme test`: compares what comes out with what is accepted, printed and expected.

mod accept;
mod coverage;
mod json;
mod junit;
mod review;
mod snapshot;
mod suite;
mod text;
mod watch;

use std::path::{Path, PathBuf};

use super::progress::Progress;
use super::run::day;
use super::{Ending, output, pipeline, screen};
use crate::calendar::Day;
use crate::diagnostic::Diagnostic;
use crate::report::diagnostics;
use crate::source::Sources;
use suite::{Tested, Verdict};

/// Test assessments: compare results with the accepted ones, with printed results and with examples
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Arguments {
    /// Folders with bareme.toml, or folders with such folders [default: `policies`, if there is one; otherwise this one]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Accept what comes out: of all tests, or of those named (`report`, or `FOLDER/report`)
    #[arg(long, value_name = "NAME", num_args = 0.., conflicts_with_all = ["review", "watch"])]
    accept: Option<Vec<String>>,
    /// Look at the differences one by one, and accept, reject or skip each
    #[arg(long, conflicts_with_all = ["watch", "format"])]
    review: bool,
    /// Test again whenever a file changes, until interrupted
    #[arg(long, conflicts_with = "format")]
    watch: bool,
    /// Also tell what no data and no example reaches: outcomes, rules, levels, requirements, branches of `if`
    #[arg(long, conflicts_with_all = ["review", "watch"])]
    coverage: bool,
    /// Fail (exit code 3) if less than so many percent of it are reached
    #[arg(long, value_name = "N", requires = "coverage", value_parser = clap::value_parser!(u8).range(0..=100))]
    fail_under: Option<u8>,
    /// Take what was in force on this day, where the policy has dates: 2024-06-30
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Day>,
    /// What to write
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

const AFTER_HELP: &str = "\
An assessment's tests are its snapshots (snapshots/*.snap), the results that its policy says are printed, and the
examples of its policy. Without more in bareme.toml there are two snapshots, `report` and `results`; `[snapshots.NAME]`
adds one, with `output`, `set`, `as-of`, `policy` and `fails`.

Exit codes: 0 all pass; 3 something differs, or a snapshot is of no test; 1 errors, an unknown key, or nothing is tested.";

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For a person, with the differences
    Text,
    /// For a program
    Json,
    /// For continuous integration
    Junit,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ending {
    let paths = given_or_usual(&arguments.paths);
    let folders = match folders(&paths) {
        Ok(folders) => folders,
        Err(errors) => return wrong_usage(&errors),
    };
    if arguments.watch {
        return watch::run(&paths, &folders, arguments.as_of);
    }
    let mut tested = tested(&folders, arguments.as_of);
    if let Some(names) = &arguments.accept {
        let accepted = match accept::all(&mut tested, names) {
            Ok(accepted) => accepted,
            Err(ending) => return ending,
        };
        if arguments.format == Format::Text {
            let written = output::to_stdout(|out| out.write_all(text::accepted(&accepted).as_bytes()));
            if written != Ending::Done {
                return written;
            }
        }
    }
    if arguments.review {
        return review::run(&mut tested);
    }
    if arguments.coverage {
        tested.iter_mut().for_each(|assessment| assessment.reached = coverage::of(&assessment.folder, arguments.as_of));
    }
    let ending = shown(&tested, arguments.format);
    match arguments.fail_under {
        Some(least) if ending == Ending::Done && coverage::percent(&tested) < f64::from(least) => {
            output::to_stderr(&format!("less than {least}% is reached\n"));
            Ending::Differences
        }
        Some(_) | None => ending,
    }
}

/// Tests the assessments, one after the other.
fn tested(folders: &[PathBuf], as_of: Option<Day>) -> Vec<Tested> {
    let progress = Progress::over(folders.len());
    let test = |folder: &PathBuf| {
        progress.step(folder.display());
        suite::test(folder, as_of)
    };
    folders.iter().map(test).collect()
}

/// Accepts the results of a new assessment; its tests are to pass.
pub(super) fn first_accepted(folder: &Path) -> Result<(), Ending> {
    let mut tested = vec![suite::test(folder, None)];
    accept::all(&mut tested, &[])?;
    match ending(&tested) {
        Ending::Done => Ok(()),
        ending => {
            shown(&tested, Format::Text);
            Err(ending)
        }
    }
}

/// Writes how the tests ended.
fn shown(tested: &[Tested], format: Format) -> Ending {
    let written = match format {
        Format::Text => output::to_stdout(|out| out.write_all(text::render(tested, screen::stdout()).as_bytes())),
        Format::Json => output::to_stdout(|out| json::write(tested, out)),
        Format::Junit => output::to_stdout(|out| junit::write(tested, out)),
    };
    if written == Ending::Done { ending(tested) } else { written }
}

/// Errors before differences before all well.
fn ending(tested: &[Tested]) -> Ending {
    let all = || tested.iter().flat_map(|t| &t.tests);
    let failed = all().any(|t| matches!(t.result, Verdict::Failed(_)));
    let differs = all().any(|t| matches!(t.result, Verdict::Differs(_) | Verdict::Unexpected(_)));
    match (failed, differs) {
        (true, _) => Ending::Errors,
        (false, true) => Ending::Differences,
        (false, false) => Ending::Done,
    }
}

fn wrong_usage(errors: &[Diagnostic]) -> Ending {
    output::to_stderr(&diagnostics::render(&Sources::default(), errors, usize::MAX, screen::stderr()));
    Ending::Usage
}

/// Without a path the assessments of the folder `policies`, where one keeps them, or else of the current folder.
fn given_or_usual(paths: &[PathBuf]) -> Vec<PathBuf> {
    match (paths, Path::new("policies")) {
        ([], usual) if usual.is_dir() => vec![usual.to_owned()],
        ([], _) => vec![PathBuf::from(".")],
        (given, _) => given.to_vec(),
    }
}

/// The assessments that the paths mean, each once, in the order of their names within a path.
fn folders(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let mut found: Vec<PathBuf> = Vec::new();
    for path in paths {
        for folder in pipeline::assessments(path)? {
            if !found.contains(&folder) {
                found.push(folder);
            }
        }
    }
    Ok(found)
}

/// A test as it is named on the command line: the assessment's folder and the test's own name.
fn full_name(folder: &Path, name: &str) -> String {
    let folder = folder.file_name().map(|f| f.to_string_lossy().into_owned());
    format!("{}/{name}", folder.unwrap_or_else(|| ".".to_owned()))
}
