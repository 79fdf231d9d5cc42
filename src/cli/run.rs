//! `bareme run`: runs a policy over its data and reports the results.

use std::io;
use std::path::{Path, PathBuf};

use super::deny::{self, Allow, Deny};
use super::output::{self, FileSet};
use super::pipeline::{self, Failure, Outcome, Request, Stages};
use super::progress::Progress;
use super::{Ending, screen};
use crate::audit::Finding;
use crate::calendar::Day;
use crate::diagnostic::{Code, Diagnostic};
use crate::limits::Limits;
use crate::report::diagnostics::Group;
use crate::report::style::{DEFAULT_WIDTH, Style};
use crate::report::{Report, csv, diagnostics, json, markdown, sarif, text};

/// Run a policy over its data: indices, ranks, scenarios, printed results reproduced, findings
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Folders with bareme.toml, or policies (.bareme files; a bareme.toml beside one is used)
    #[arg(value_name = "FOLDER|POLICY", required = true)]
    paths: Vec<PathBuf>,
    /// Read a table from another file
    #[arg(long, value_name = "TABLE=FILE", value_parser = binding)]
    data: Vec<String>,
    /// Set a parameter for this run: a number, 25%, yes or no, a day, the name of a level
    #[arg(long, value_name = "PARAMETER=VALUE", value_parser = assignment)]
    set: Vec<(String, String)>,
    /// Take what was in force on this day, where the policy has dates: 2024-06-30
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Day>,
    /// What to write
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write into this folder: NAME.txt, .json or .md, or with csv one file a table; of several
    /// assessments each into a folder of its own
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Also report each part of an index after each step (json and csv)
    #[arg(long)]
    stages: bool,
    /// Fail (exit code 1) if there is this finding, or any warning
    #[arg(long, value_name = "FINDING|warnings")]
    deny: Vec<Deny>,
    /// Allow this finding: it is shown, and does not count for `--deny`
    #[arg(long, value_name = "FINDING")]
    allow: Vec<Allow>,
    /// How many threads to use; the results are the same
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For a person
    Text,
    /// Everything, at full precision, for a program
    Json,
    /// One table of columns
    Csv,
    /// As text, for a document
    Markdown,
    /// The findings as SARIF 2.1.0, for code hosts and editors
    Sarif,
}

pub(super) fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        Some(_) | None => Err("write PARAMETER=VALUE, such as `active=1.2`".to_owned()),
    }
}

pub(super) fn binding(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((table, file)) if !table.trim().is_empty() && !file.trim().is_empty() => Ok(text.to_owned()),
        Some(_) | None => Err("write TABLE=FILE, such as `clusters=clusters.csv`".to_owned()),
    }
}

pub(super) fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "write a day as `2024-06-30`".to_owned())
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ending {
    if let [path] = arguments.paths.as_slice() {
        return one(arguments, path, arguments.out.as_deref(), &Progress::over(1));
    }
    if let Some(wrong) = not_of_several(arguments) {
        output::to_stderr(&format!("error: {wrong}\n"));
        return Ending::Usage;
    }
    let progress = Progress::over(arguments.paths.len());
    let around = match arguments.format {
        Format::Json if arguments.out.is_none() => Some(("[\n", "]\n")),
        Format::Sarif if arguments.out.is_none() => Some(sarif::AROUND),
        Format::Json | Format::Sarif | Format::Text | Format::Csv | Format::Markdown => None,
    };
    let mut worst = Ending::Done;
    for (at, path) in arguments.paths.iter().enumerate() {
        let between = match (at, around) {
            (0, Some((before, _))) => before,
            (_, Some(_)) => ",\n",
            (0, None) => "",
            (_, None) if arguments.out.is_some() => "",
            (_, None) => "\n\n",
        };
        let out = arguments.out.as_ref().map(|folder| folder.join(short_name(path)));
        let ending = match output::to_stdout(|out| out.write_all(between.as_bytes())) {
            Ending::Done => one(arguments, path, out.as_deref(), &progress),
            written => written,
        };
        worst = worse(worst, ending);
    }
    match around {
        Some((_, after)) => worse(worst, output::to_stdout(|out| out.write_all(after.as_bytes()))),
        None => worst,
    }
}

/// What cannot be asked of several assessments at once.
fn not_of_several(arguments: &Arguments) -> Option<String> {
    if !arguments.data.is_empty() {
        return Some("`--data` gives a table of one assessment: name one folder".to_owned());
    }
    if arguments.format == Format::Csv && arguments.out.is_none() {
        return Some("csv holds one table: add `--out DIR` to write one file a table".to_owned());
    }
    let names: Vec<String> = arguments.paths.iter().map(|path| short_name(path)).collect();
    let twice = names.iter().enumerate().find(|(at, name)| names.iter().skip(at + 1).any(|n| n == *name));
    let (_, name) = twice.filter(|_| arguments.out.is_some())?;
    Some(format!("two of the assessments are called `{name}`, and would be written into one folder: run them apart"))
}

/// An assessment as it is called among others: its folder's name, or its policy's.
fn short_name(path: &Path) -> String {
    let named = if path.extension().is_some_and(|e| e == "bareme") { path.file_stem() } else { path.file_name() };
    named.map_or_else(|| "assessment".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn worse(one: Ending, other: Ending) -> Ending {
    match (one, other) {
        (Ending::Done, other) => other,
        (Ending::Errors, _) | (_, Ending::Errors) => Ending::Errors,
        (Ending::Usage | Ending::Differences, _) => one,
    }
}

/// Runs one assessment.
fn one(arguments: &Arguments, path: &Path, out: Option<&Path>, progress: &Progress) -> Ending {
    progress.step(path.display());
    let allow: Vec<Code> = arguments.allow.iter().map(|a| a.0).collect();
    let request = Request {
        path,
        data: &arguments.data,
        parameters: &arguments.set,
        as_of: arguments.as_of,
        threads: arguments.threads.map(usize::from),
        stages: if arguments.stages { Stages::Report } else { Stages::Leave },
        allow: &allow,
    };
    let came = pipeline::assess(&request);
    progress.rest();
    match came {
        Ok(outcome) => {
            if let Some(day) = arguments.as_of {
                pipeline::note_idle_day(day, &[&outcome.assessment.program]);
            }
            report(arguments, out, &outcome)
        }
        Err(failure) => fail(arguments, &failure),
    }
}

fn report(arguments: &Arguments, out: Option<&Path>, outcome: &Outcome) -> Ending {
    if arguments.stages && matches!(arguments.format, Format::Text | Format::Markdown | Format::Sarif) {
        output::to_stderr("note: `--stages` adds columns to json and csv only\n");
    }
    let report = Report {
        assessment: &outcome.assessment,
        published: &outcome.published,
        findings: &outcome.findings,
        stages: &outcome.stages,
    };
    let written = match out {
        Some(folder) => match write_files(arguments.format, &report, folder) {
            Ok(files) => output::to_stdout(|out| files.iter().try_for_each(|f| writeln!(out, "{}", f.display()))),
            Err(error) => {
                output::to_stderr(&format!("error: {}\n", output::unwritable(folder, &error)));
                Ending::Errors
            }
        },
        None => print(arguments, &report),
    };
    match deny::denied(
        &arguments.deny,
        outcome.findings.iter().filter(|f| f.allowed.is_none()).map(|f| (f.code, f.severity)),
    ) {
        Some(denied) if written == Ending::Done => {
            output::to_stderr(&format!("{denied}\n"));
            Ending::Errors
        }
        Some(_) | None => written,
    }
}

/// The findings as diagnostics, which show their places.
fn found(report: &Report<'_>) -> Vec<Diagnostic> {
    report.findings.iter().cloned().map(Finding::into_diagnostic).collect()
}

fn group<'a>(report: &'a Report<'_>, found: &'a [Diagnostic]) -> Group<'a> {
    (&report.assessment.program.sources, found)
}

fn print(arguments: &Arguments, report: &Report<'_>) -> Ending {
    match arguments.format {
        Format::Text => output::to_stdout(|out| out.write_all(text::render(report, screen::stdout()).as_bytes())),
        Format::Markdown => output::to_stdout(|out| out.write_all(markdown::render(report).as_bytes())),
        Format::Json => output::to_stdout(|out| json::write(report, out)),
        Format::Sarif if arguments.paths.len() > 1 => {
            output::to_stdout(|out| sarif::write_run(&[group(report, &found(report))], out))
        }
        Format::Sarif => output::to_stdout(|out| sarif::write(&[group(report, &found(report))], out)),
        Format::Csv => match csv::tables_with_results(report).as_slice() {
            [table] => output::to_stdout(|out| csv::write(report, *table, out)),
            tables => {
                let names: Vec<&str> =
                    tables.iter().map(|t| report.assessment.program.table(*t).name.as_str()).collect();
                let found = if names.is_empty() { "no table".to_owned() } else { crate::diagnostic::list(names) };
                output::to_stderr(&format!(
                    "error: csv holds one table, and there are results in {found}\n  help: add `--out DIR` to write one file a table\n"
                ));
                Ending::Usage
            }
        },
    }
}

fn write_files(format: Format, report: &Report<'_>, folder: &std::path::Path) -> io::Result<Vec<PathBuf>> {
    let mut files = FileSet::new(folder)?;
    let program = &report.assessment.program;
    let named = |extension: &str| output::file_name(&program.name, extension);
    match format {
        Format::Text => {
            let text = text::render(report, Style::plain(DEFAULT_WIDTH));
            files.add(&named("txt"), |out| out.write_all(text.as_bytes()))?;
        }
        Format::Markdown => files.add(&named("md"), |out| out.write_all(markdown::render(report).as_bytes()))?,
        Format::Json => files.add(&named("json"), |out| json::write(report, out))?,
        Format::Sarif => files.add(&named("sarif"), |out| sarif::write(&[group(report, &found(report))], out))?,
        Format::Csv => {
            for (at, table) in program.tables.iter().enumerate() {
                let id = crate::program::TableId(at as u32);
                if table.summary.as_ref().is_some_and(|s| s.of.is_none()) {
                    continue;
                }
                files.add(&output::file_name(&table.name, "csv"), |out| csv::write(report, id, out))?;
            }
        }
    }
    files.finish()
}

fn fail(arguments: &Arguments, failure: &Failure) -> Ending {
    let ending = if failure.is_usage() { Ending::Usage } else { Ending::Errors };
    let Failure { sources, diagnostics } = failure;
    match arguments.format {
        Format::Json => {
            output::to_stdout(|out| diagnostics::write_json(&[(sources, diagnostics)], out));
        }
        Format::Sarif if arguments.paths.len() > 1 && arguments.out.is_none() => {
            output::to_stdout(|out| sarif::write_run(&[(sources, diagnostics)], out));
        }
        Format::Sarif => {
            output::to_stdout(|out| sarif::write(&[(sources, diagnostics)], out));
        }
        Format::Text | Format::Csv | Format::Markdown => tell(failure),
    }
    ending
}

/// Says on the standard error why nothing came of it.
pub(super) fn tell(failure: &Failure) {
    let Failure { sources, diagnostics } = failure;
    let mut text = diagnostics::render(sources, diagnostics, Limits::default().diagnostics, screen::stderr());
    for line in diagnostics::summary(diagnostics).into_iter().chain(diagnostics::explain(diagnostics)) {
        text.push_str(&line);
        text.push('\n');
    }
    output::to_stderr(&text);
}
