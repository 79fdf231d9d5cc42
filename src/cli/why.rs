//! `bareme why`: how the results of one row come about.

use std::path::PathBuf;

use super::pipeline::{self, Failure, Ready, Request, Stages};
use super::run::{assignment, binding, tell};
use super::{Ending, output, screen};
use crate::diagnostic::Diagnostic;
use crate::eval::{self, Assessment, RunOptions};
use crate::report;
use crate::why::{self, Explanation, Unplaced, Watched};

/// Explain one row: from the cells, by each step and each node of an index, to ranks, conditions and outcomes
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Folder with bareme.toml, or a policy (.bareme file; a bareme.toml beside it is used)
    #[arg(value_name = "FOLDER|POLICY")]
    path: PathBuf,
    /// The table
    table: String,
    /// The key of the row, or what the row is called
    key: String,
    /// The result to explain, such as hdi.health; otherwise all
    name: Option<String>,
    /// Read a table from another file
    #[arg(long, value_name = "TABLE=FILE", value_parser = binding)]
    data: Vec<String>,
    /// Set a parameter for this run: a number, 25%, yes or no, a day, the name of a level
    #[arg(long, value_name = "PARAMETER=VALUE", value_parser = assignment)]
    set: Vec<(String, String)>,
    /// What to write
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
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
    /// As text, for a document
    Markdown,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ending {
    match answer(arguments) {
        Ok((assessment, explanation)) => write(arguments.format, &assessment, &explanation),
        Err(failure) => tell(arguments.format == Format::Json, &failure),
    }
}

fn answer(arguments: &Arguments) -> Result<(Assessment, Explanation), Failure> {
    let request = Request {
        path: &arguments.path,
        data: &arguments.data,
        parameters: &arguments.set,
        threads: arguments.threads.map(usize::from),
        stages: Stages::Leave,
    };
    let ready = pipeline::ready(&request)?;
    let wrong = |error: Diagnostic| Failure { sources: ready.sources.clone(), diagnostics: vec![error] };
    let table = why::ask::table(&ready.program, &arguments.table).map_err(wrong)?;
    let results = why::ask::results(&ready.program, table, arguments.name.as_deref()).map_err(wrong)?;
    let watched = Watched::new(&ready.program, table, &results);
    let assessment = run_watched(&ready, &watched, request.threads)?;
    let row = why::ask::row(&assessment, table, &arguments.key).map_err(wrong)?;
    let explanation = why::explain(&assessment, &watched, row, &Unplaced);
    Ok((assessment, explanation))
}

fn run_watched(ready: &Ready, watched: &Watched, threads: Option<usize>) -> Result<Assessment, Failure> {
    let options = RunOptions { threads, limits: ready.limits.clone(), ..RunOptions::default() };
    eval::run(&watched.program, &ready.data, &ready.parameters, &options).map_err(|errors| ready.failed(errors))
}

fn write(format: Format, assessment: &Assessment, explanation: &Explanation) -> Ending {
    let text = match format {
        Format::Json => return output::to_stdout(|out| report::why::json(explanation, out)),
        Format::Text => report::why::text(assessment, explanation, screen::stdout()),
        Format::Markdown => report::why::markdown(assessment, explanation),
    };
    output::to_stdout(|out| out.write_all(text.as_bytes()))
}
