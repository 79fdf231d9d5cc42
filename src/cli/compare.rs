//! `bareme compare`: where methodologies differ, and who comes out otherwise.

mod attribution;
mod sides;
mod witness;

use std::io;
use std::path::{Path, PathBuf};

use super::output::{self, FileSet};
use super::pipeline::{self, Failure};
use super::run::{assignment, binding, day, tell};
use super::{Ending, screen};
use crate::calendar::Day;
use crate::compare::results::{self, Outcome};
use crate::compare::{self, Structure};
use crate::diagnostic::{Code, Diagnostic};
use crate::report;
use crate::report::compare::{Compared, ComparedResults, Pair};
use crate::report::style::{DEFAULT_WIDTH, Style};
use attribution::Which;
use sides::Side;

/// Compare policies: what they mean, and who comes out otherwise on the same data; or results of runs
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Folders with bareme.toml, policies (.bareme files), or results of `bareme run --format json` (.json files): two or more
    #[arg(value_name = "FOLDER|POLICY|RESULT.json", required = true, num_args = 2..)]
    paths: Vec<PathBuf>,
    /// Read a table from another file, in every policy that has it
    #[arg(long, value_name = "TABLE=FILE", value_parser = binding)]
    data: Vec<String>,
    /// Count shifts of rank and moves by the groups that this column makes as well
    #[arg(long, value_name = "GROUP")]
    by: Option<String>,
    /// Divide the shifts of results among the changes also between each two of several policies, and where orders of
    /// the changes must be sampled
    #[arg(long)]
    attribute: bool,
    /// Take what was in force on this day, where a policy has dates: 2024-06-30. Given once it is for all policies;
    /// otherwise once for each, in their order
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Vec<Day>,
    /// Look for the smallest case that the policies classify differently, as an `example` of each
    #[arg(long)]
    witness: bool,
    /// Set a parameter, in every policy that has it
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = assignment)]
    parameters: Vec<(String, String)>,
    /// What to write
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write files into this folder instead, one for each pair
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Exit with 3 unless all mean the same, and have the same results
    #[arg(long, value_enum, value_name = "equal")]
    expect: Option<Expect>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Expect {
    /// All mean the same, and have the same results
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
            let unequal = unequal(&compared);
            match arguments.expect {
                Some(Expect::Equal) if written == Ending::Done && !unequal.is_empty() => {
                    output::to_stderr(&format!("error: expected to be equal: {}\n", unequal.join("; ")));
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

/// `3 differences between `a` and `b``
fn unequal(compared: &Compared) -> Vec<String> {
    let name = |at: usize| compared.names.get(at).map_or("", String::as_str);
    let told = |pair: &Pair| {
        let differences = pair.structure.as_ref().map_or(0, |structure| structure.differences.len());
        let results = compared.results.as_ref().is_some_and(|results| !results.is_equal(pair.a, pair.b));
        let what = match (differences, results) {
            (0, false) => return None,
            (0, true) => "other results".to_owned(),
            (count, false) => report::compare::differences(count),
            (count, true) => format!("{} and other results", report::compare::differences(count)),
        };
        Some(format!("{what} between `{}` and `{}`", name(pair.a), name(pair.b)))
    };
    compared.pairs.iter().filter_map(told).collect()
}

/// Every pair compared.
fn compared(arguments: &Arguments) -> Result<Compared, Failure> {
    let by = arguments.by.as_deref();
    let given = sides::Given { data: &arguments.data, set: &arguments.parameters, by, as_of: &arguments.as_of };
    let sides = sides::all(&arguments.paths, &given)?;
    let policies: Vec<_> = sides.iter().filter_map(Side::program).map(|program| &**program).collect();
    match arguments.as_of.as_slice() {
        [] => {}
        [day] => pipeline::note_idle_day(*day, &policies),
        days => days.iter().zip(&policies).for_each(|(day, policy)| pipeline::note_idle_day(*day, &[policy])),
    }
    let names = sides::names(&sides, &arguments.paths);
    let mut pairs = Vec::new();
    for (at, a) in sides.iter().enumerate() {
        for (other, b) in sides.iter().enumerate().skip(at + 1) {
            let structure = structure(a, b, arguments)?;
            pairs.push(Pair { a: at, b: other, structure, attribution: None, witnesses: Vec::new() });
        }
    }
    let results = results(&sides, &names, arguments)?;
    let mut notes = sides::lacking(&sides);
    let which = if arguments.attribute { Which::All } else { Which::Exact };
    let divides = arguments.attribute || pairs.len() == 1;
    for pair in &mut pairs {
        let (Some(a), Some(b)) = (sides.get(pair.a), sides.get(pair.b)) else { continue };
        let differ = pair.structure.as_ref().is_some_and(|structure| !structure.is_equal());
        let comparable = results.as_ref().is_some_and(|results| results.of(pair.a, pair.b).is_some());
        if divides && differ && comparable {
            pair.attribution = attribution::of_pair(a, b, which, &arguments.parameters);
        }
        if arguments.witness && differ {
            pair.witnesses = witness::of_pair(a, b, &arguments.parameters)?;
        }
        if arguments.witness && pair.witnesses.is_empty() {
            notes.push(witness::nothing(a, b));
        }
    }
    notes.extend(results.iter().flat_map(not_compared));
    Ok(Compared { names, pairs, results, notes, files: Vec::new() })
}

/// Where two policies differ in what they mean.
fn structure(a: &Side, b: &Side, arguments: &Arguments) -> Result<Option<Structure>, Failure> {
    let (Some(of_a), Some(of_b)) = (a.program(), b.program()) else { return Ok(None) };
    let mut structure = compare::structure(of_a, of_b);
    if structure.nothing_in_common() && arguments.expect.is_none() {
        return Err(nothing_in_common(&structure));
    }
    structure.weigh(a.effective(), b.effective());
    Ok(Some(structure))
}

/// The results of all that have some.
fn results(sides: &[Side], names: &[String], arguments: &Arguments) -> Result<Option<ComparedResults>, Failure> {
    let wrong = |error: Diagnostic| Failure::nowhere(vec![error]);
    let called = |(at, side): (usize, &Side)| {
        let outcome = side.outcome()?;
        let name = names.get(at).cloned().unwrap_or_default();
        Some((at, Outcome { called: name, ..outcome.clone() }))
    };
    let (places, outcomes): (Vec<usize>, Vec<Outcome>) = sides.iter().enumerate().filter_map(called).unzip();
    if let Some(by) = &arguments.by {
        sides::groups(sides, &outcomes, by)?;
    }
    sides::results_meet_results(sides)?;
    if outcomes.len() < 2 {
        return Ok(None);
    }
    let several = results::several(&outcomes).map_err(wrong)?;
    for (i, j, found) in &several.pairs {
        let (Some(a), Some(b)) = (outcomes.get(*i), outcomes.get(*j)) else { continue };
        if a.file.is_some() || b.file.is_some() {
            found.in_common(a, b).map_err(wrong)?;
        }
    }
    let outcomes = places.into_iter().zip(outcomes).collect();
    Ok(Some(ComparedResults { outcomes, several }))
}

/// Why results of policies that have some are not compared.
fn not_compared(results: &ComparedResults) -> Vec<String> {
    let told = results.all().filter_map(|(_, (a, b, found))| {
        let why = found.in_common(a, b).err()?;
        Some(format!("Results of `{}` and `{}` are not compared: {}.", a.called, b.called, why.message))
    });
    told.collect()
}

fn nothing_in_common(structure: &Structure) -> Failure {
    let Structure { a, b, .. } = structure;
    let message = format!("`{}` and `{}` have no indicator and no result in common", a.name, b.name);
    let hint =
        "compare policies of one subject, or say with `concept` and `measures` which indicators measure the same";
    Failure::nowhere(vec![Diagnostic::nowhere(Code::NothingInCommon, message).hint(hint)])
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
    let plain = Style::plain(DEFAULT_WIDTH);
    let named = names(format, compared);
    for (pair, name) in compared.pairs.iter().zip(&named) {
        let bytes = text(format, &compared.pair(pair), plain)?;
        files.add(name, |out| out.write_all(&bytes))?;
    }
    if compared.pairs.len() > 1 {
        let bytes = text(format, &Compared { files: named, ..compared.clone() }, plain)?;
        files.add(&output::file_name("all", format.extension()), |out| out.write_all(&bytes))?;
    }
    files.finish()
}

/// The name of the file for each pair.
fn names(format: Format, compared: &Compared) -> Vec<String> {
    let name = |at: usize| compared.names.get(at).map_or("", String::as_str);
    let mut taken: Vec<String> = Vec::new();
    for pair in &compared.pairs {
        let base = format!("{}-{}", name(pair.a), name(pair.b));
        let numbered = (1..).map(|n| if n == 1 { base.clone() } else { format!("{base}-{n}") });
        let mut named = numbered.map(|name| output::file_name(&name, format.extension()));
        let file = named.find(|file| !taken.contains(file)).unwrap_or_default();
        taken.push(file);
    }
    taken
}
