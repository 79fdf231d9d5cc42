//! `bareme compare`: where methodologies differ.

mod attribution;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::output::{self, FileSet};
use super::pipeline::{self, Failure};
use super::run::{day, tell};
use super::{Ending, screen};
use crate::calendar::Day;
use crate::compare::{self, Structure};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::Program;
use crate::report;
use crate::report::compare::Compared;
use crate::report::style::{DEFAULT_WIDTH, Style};
use crate::source::Sources;

/// Compare what policies mean: what they measure, indicator by indicator, index trees, scales, scenarios
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Folders with bareme.toml, or policies (.bareme files): two or more
    #[arg(value_name = "FOLDER|POLICY", required = true, num_args = 2..)]
    paths: Vec<PathBuf>,
    /// Divide the shifts of results among the changes: the data of each policy, as in `bareme run`
    #[arg(long, value_name = "TABLE=FILE")]
    data: Vec<String>,
    /// Divide the shifts of results among the changes, with the data that bareme.toml names
    #[arg(long)]
    attribute: bool,
    /// Take what was in force on this day, where the policy has dates: 2024-06-30
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Day>,
    /// What to write
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write files into this folder instead, one for each pair
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Exit with 3 unless all mean the same
    #[arg(long, value_enum, value_name = "equal")]
    expect: Option<Expect>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Expect {
    /// All policies mean the same
    Equal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For a person
    Text,
    /// Everything, for a program
    Json,
    /// As text, for a document
    Markdown,
    /// As one page for a browser
    Html,
}

impl Format {
    fn extension(self) -> &'static str {
        match self {
            Format::Text => "txt",
            Format::Json => "json",
            Format::Markdown => "md",
            Format::Html => "html",
        }
    }
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ending {
    match compared(arguments) {
        Ok(compared) => {
            let written = match &arguments.out {
                Some(folder) => write_files(arguments.format, &compared, folder),
                None => print(arguments.format, &compared),
            };
            let equal = compared.structures.iter().all(Structure::is_equal);
            match arguments.expect {
                Some(Expect::Equal) if written == Ending::Done && !equal => {
                    output::to_stderr(&format!("error: expected to be equal: {}\n", unequal(&compared)));
                    Ending::Differences
                }
                Some(Expect::Equal) | None => written,
            }
        }
        Err(failure) => {
            match arguments.format {
                Format::Json => {
                    let told: &[_] = &[(&failure.sources, failure.diagnostics.as_slice())];
                    output::to_stdout(|out| report::diagnostics::write_json(told, out));
                }
                Format::Text | Format::Markdown | Format::Html => tell(&failure),
            }
            if failure.is_usage() { Ending::Usage } else { Ending::Errors }
        }
    }
}

/// `a and b have 3 differences`
fn unequal(compared: &Compared) -> String {
    let unequal = compared.structures.iter().filter(|s| !s.is_equal());
    let pairs = unequal.map(|s| {
        let count = report::compare::differences(s.differences.len());
        format!("{} between `{}` and `{}`", count, s.a.name, s.b.name)
    });
    pairs.collect::<Vec<_>>().join("; ")
}

/// Every pair compared.
fn compared(arguments: &Arguments) -> Result<Compared, Failure> {
    let mut programs: Vec<Arc<Program>> = Vec::new();
    for path in &arguments.paths {
        programs.push(pipeline::program(path, arguments.as_of)?);
    }
    pipeline::note_idle_day(arguments.as_of, &programs.iter().map(|p| &**p).collect::<Vec<_>>());
    let mut structures = Vec::new();
    for (at, a) in programs.iter().enumerate() {
        for b in programs.iter().skip(at + 1) {
            let structure = compare::structure(a, b);
            if structure.nothing_in_common() && arguments.expect.is_none() {
                return Err(nothing_in_common(&structure));
            }
            structures.push(structure);
        }
    }
    let attributions = if arguments.attribute || !arguments.data.is_empty() {
        attribution::attributions(&arguments.paths, &arguments.data, arguments.as_of)?
    } else {
        Vec::new()
    };
    Ok(Compared { structures, attributions })
}

fn nothing_in_common(structure: &Structure) -> Failure {
    let Structure { a, b, .. } = structure;
    let message = format!("`{}` and `{}` have no indicator and no result in common", a.name, b.name);
    let hint =
        "compare policies of one subject, or say with `concept` and `measures` which indicators measure the same";
    let error = Diagnostic::nowhere(Code::NothingInCommon, message).hint(hint);
    Failure { sources: Sources::default(), diagnostics: vec![error] }
}

fn text(format: Format, compared: &Compared, style: Style) -> io::Result<Vec<u8>> {
    let document = report::compare::document(compared);
    Ok(match format {
        Format::Text => report::compare::text(&document, style).into_bytes(),
        Format::Markdown => report::compare::markdown(&document).into_bytes(),
        Format::Html => report::compare::html(&document).into_bytes(),
        Format::Json => {
            let mut bytes = Vec::new();
            report::compare::json(compared, &mut bytes)?;
            bytes
        }
    })
}

fn print(format: Format, compared: &Compared) -> Ending {
    output::to_stdout(|out| out.write_all(&text(format, compared, screen::stdout())?))
}

/// One file for each pair, and where there are several one for all.
fn write_files(format: Format, compared: &Compared, folder: &Path) -> Ending {
    match files(format, compared, folder) {
        Ok(files) => output::to_stdout(|out| files.iter().try_for_each(|f| writeln!(out, "{}", f.display()))),
        Err(error) => {
            output::to_stderr(&format!("error: {}\n", output::unwritable(folder, &error)));
            Ending::Errors
        }
    }
}

fn files(format: Format, compared: &Compared, folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = FileSet::new(folder)?;
    let mut names: Vec<String> = Vec::new();
    for (at, structure) in compared.structures.iter().enumerate() {
        let base = format!("{}-{}", structure.a.name, structure.b.name);
        let name = (1..)
            .map(|n| if n == 1 { base.clone() } else { format!("{base}-{n}") })
            .find(|name| !names.contains(name))
            .unwrap_or(base);
        let attributions = compared.attributions.iter().skip(at).take(1).cloned().collect();
        let pair = Compared { structures: vec![structure.clone()], attributions };
        let bytes = text(format, &pair, Style::plain(DEFAULT_WIDTH))?;
        files.add(&output::file_name(&name, format.extension()), |out| out.write_all(&bytes))?;
        names.push(name);
    }
    if compared.structures.len() > 1 {
        let bytes = text(format, compared, Style::plain(DEFAULT_WIDTH))?;
        files.add(&output::file_name("all", format.extension()), |out| out.write_all(&bytes))?;
    }
    files.finish()
}
