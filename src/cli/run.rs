//! `bareme run`: runs a policy over its data and reports the results.

use std::io;
use std::path::PathBuf;

use super::deny::{self, Deny};
use super::output::{self, FileSet};
use super::pipeline::{self, Failure, Outcome, Request, Stages};
use super::{Ending, screen};
use crate::limits::Limits;
use crate::report::style::{DEFAULT_WIDTH, Style};
use crate::report::{Report, csv, diagnostics, json, markdown, text};

/// Run a policy over its data: indices, ranks, scenarios, printed results reproduced, findings
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A folder with bareme.toml, or a policy (a .bareme file; a bareme.toml beside it is used)
    #[arg(value_name = "FOLDER|POLICY")]
    path: PathBuf,
    /// Read a table from another file
    #[arg(long, value_name = "TABLE=FILE", value_parser = binding)]
    data: Vec<String>,
    /// Set a parameter for this run: a number, 25%, yes or no, a day, the name of a level
    #[arg(long, value_name = "PARAMETER=VALUE", value_parser = assignment)]
    set: Vec<(String, String)>,
    /// What to write
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write into this folder: NAME.txt, .json or .md, or with csv one file a table
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Also report each part of an index after each step (json and csv)
    #[arg(long)]
    stages: bool,
    /// Fail (exit code 1) if there is this finding, or any warning
    #[arg(long, value_name = "FINDING|warnings")]
    deny: Vec<Deny>,
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
}

fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        Some(_) | None => Err("write PARAMETER=VALUE, such as `active=1.2`".to_owned()),
    }
}

fn binding(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((table, file)) if !table.trim().is_empty() && !file.trim().is_empty() => Ok(text.to_owned()),
        Some(_) | None => Err("write TABLE=FILE, such as `clusters=clusters.csv`".to_owned()),
    }
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ending {
    let request = Request {
        path: &arguments.path,
        data: &arguments.data,
        parameters: &arguments.set,
        threads: arguments.threads.map(usize::from),
        stages: if arguments.stages { Stages::Report } else { Stages::Leave },
    };
    match pipeline::assess(&request) {
        Ok(outcome) => report(arguments, &outcome),
        Err(failure) => fail(arguments.format, &failure),
    }
}

fn report(arguments: &Arguments, outcome: &Outcome) -> Ending {
    if arguments.stages && matches!(arguments.format, Format::Text | Format::Markdown) {
        output::to_stderr("note: `--stages` adds columns to json and csv, not to text\n");
    }
    let report = Report {
        assessment: &outcome.assessment,
        published: &outcome.published,
        findings: &outcome.findings,
        stages: &outcome.stages,
    };
    let written = match &arguments.out {
        Some(folder) => match write_files(arguments.format, &report, folder) {
            Ok(files) => output::to_stdout(|out| files.iter().try_for_each(|f| writeln!(out, "{}", f.display()))),
            Err(error) => {
                output::to_stderr(&format!("error: {}\n", output::unwritable(folder, &error)));
                Ending::Errors
            }
        },
        None => print(arguments.format, &report),
    };
    match deny::denied(&arguments.deny, outcome.findings.iter().map(|f| (f.code, f.severity))) {
        Some(denied) if written == Ending::Done => {
            output::to_stderr(&format!("{denied}\n"));
            Ending::Errors
        }
        Some(_) | None => written,
    }
}

fn print(format: Format, report: &Report<'_>) -> Ending {
    match format {
        Format::Text => output::to_stdout(|out| out.write_all(text::render(report, screen::stdout()).as_bytes())),
        Format::Markdown => output::to_stdout(|out| out.write_all(markdown::render(report).as_bytes())),
        Format::Json => output::to_stdout(|out| json::write(report, out)),
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

fn fail(format: Format, failure: &Failure) -> Ending {
    let ending = if failure.is_usage() { Ending::Usage } else { Ending::Errors };
    let Failure { sources, diagnostics } = failure;
    match format {
        Format::Json => {
            output::to_stdout(|out| diagnostics::write_json(&[(sources, diagnostics)], out));
        }
        Format::Text | Format::Csv | Format::Markdown => {
            let mut text = diagnostics::render(sources, diagnostics, Limits::default().diagnostics, screen::stderr());
            for line in diagnostics::summary(diagnostics).into_iter().chain(diagnostics::explain(diagnostics)) {
                text.push_str(&line);
                text.push('\n');
            }
            output::to_stderr(&text);
        }
    }
    ending
}
