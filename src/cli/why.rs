//! `bareme why`: how the results of one row come about.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;

use super::pipeline::{self, Failure, Ready, Request, Stages};
use super::run::{assignment, binding, day, tell};
use super::{Ending, output, screen};
use crate::calendar::Day;
use crate::data::{RowCells, row_cells};
use crate::diagnostic::{Code, Diagnostic};
use crate::eval::{self, Assessment, RunOptions};
use crate::program::{QuantityId, TableId, Value};
use crate::report;
use crate::report::document::Document;
use crate::why::change::{self, Change};
use crate::why::given::Given;
use crate::why::reach::{self, Reach};
use crate::why::{self, Cells, Explanation, RowPlace, Watched, ask, given};

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
    /// Put another value into a cell of the row (or of a linked row, region.fdi=3) and show what changes
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment, conflicts_with = "reach")]
    what_if: Vec<(String, String)>,
    /// Look for the smallest change that brings the row to this outcome
    #[arg(long, value_name = "OUTCOME")]
    reach: Option<String>,
    /// Take what was in force on this day, where the policy has dates: 2024-06-30
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Day>,
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

/// What is written: the same as JSON and for a person.
struct Answer {
    json: Json,
    document: Document,
}

enum Json {
    Explanation(Box<Explanation>),
    Change(Box<Change>),
    Reach(Box<Reach>),
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Ending {
    match answer(arguments) {
        Ok(answer) => write(arguments.format, &answer),
        Err(failure) => {
            match arguments.format {
                Format::Json => {
                    let told: &[_] = &[(&failure.sources, failure.diagnostics.as_slice())];
                    output::to_stdout(|out| report::diagnostics::write_json(told, out));
                }
                Format::Text | Format::Markdown => tell(&failure),
            }
            if failure.is_usage() { Ending::Usage } else { Ending::Errors }
        }
    }
}

/// What is asked, with everything that it is asked of.
struct Asked<'a> {
    ready: &'a Ready,
    watched: Watched,
    options: RunOptions,
    assessment: Assessment,
    table: TableId,
    row: usize,
}

fn answer(arguments: &Arguments) -> Result<Answer, Failure> {
    let threads = arguments.threads.map(usize::from);
    let request = Request {
        path: &arguments.path,
        data: &arguments.data,
        parameters: &arguments.set,
        as_of: arguments.as_of,
        threads,
        stages: Stages::Leave,
        allow: &[],
    };
    let ready = pipeline::ready(&request)?;
    if let Some(day) = arguments.as_of {
        pipeline::note_idle_day(day, &[&ready.program]);
    }
    let wrong = |error: Diagnostic| Failure { sources: ready.sources.clone(), diagnostics: vec![error] };
    let table = ask::table(&ready.program, &arguments.table).map_err(wrong)?;
    let results = ask::results(&ready.program, table, arguments.name.as_deref()).map_err(wrong)?;
    let outcome = arguments.reach.as_ref().map(|text| reach::outcome(&ready.program, table, text));
    let outcome = outcome.transpose().map_err(wrong)?;
    let watched = Watched::new(&ready.program, table, &results);
    let options = RunOptions { threads, limits: ready.limits.clone(), ..RunOptions::default() };
    let assessment = eval::run(&watched.program, &ready.data, &ready.parameters, &options);
    let assessment = assessment.map_err(|errors| ready.failed(errors))?;
    let row = ask::row(&assessment, table, &arguments.key).map_err(wrong)?;
    has_values(&assessment, &results, arguments.name.as_deref()).map_err(wrong)?;
    let asked = Asked { ready: &ready, watched, options, assessment, table, row };
    match outcome {
        Some(outcome) => asked.reach(outcome),
        None if arguments.what_if.is_empty() => Ok(asked.explain()),
        None => asked.change(&arguments.what_if),
    }
}

/// That a column which was asked for by name is in the data.
fn has_values(assessment: &Assessment, results: &[QuantityId], name: Option<&str>) -> Result<(), Diagnostic> {
    match (results, name) {
        ([id], Some(name)) if assessment.column(*id).is_none() => {
            let message = format!("the data give no values for `{name}`");
            Err(Diagnostic::nowhere(Code::DataMissingColumn, message))
        }
        _ => Ok(()),
    }
}

/// The cells of the rows that are looked at, read again from their files once each.
struct Found<'a> {
    ready: &'a Ready,
    before: Option<&'a Assessment>,
    given: &'a [Given],
    rows: RefCell<HashMap<(TableId, usize), Option<RowCells>>>,
}

impl<'a> Found<'a> {
    fn new(ready: &'a Ready) -> Self {
        Self { ready, before: None, given: &[], rows: RefCell::new(HashMap::new()) }
    }

    fn with<T>(&self, table: TableId, row: usize, take: impl Fn(&RowCells) -> Option<T>) -> Option<T> {
        let Ready { settings, program, limits, data, .. } = self.ready;
        let mut rows = self.rows.borrow_mut();
        let read = || row_cells(program, settings, limits, data, table, row);
        rows.entry((table, row)).or_insert_with(read).as_ref().and_then(take)
    }
}

impl Cells for Found<'_> {
    fn place(&self, table: TableId, row: usize) -> Option<RowPlace> {
        self.with(table, row, |cells| Some(RowPlace { file: cells.file.clone(), line: cells.line }))
    }

    fn text(&self, column: QuantityId, row: usize) -> Option<String> {
        let table = self.ready.program.quantity(column).table;
        self.with(table, row, |cells| cells.texts.get(&column).cloned())
    }

    fn instead_of(&self, column: QuantityId, row: usize) -> Option<Value> {
        let given = self.given.iter().any(|g| g.quantity == column && g.row == row);
        self.before.filter(|_| given).map(|before| before.value(column, row))
    }
}

impl Asked<'_> {
    fn explain(&self) -> Answer {
        let explanation = why::explain(&self.assessment, &self.watched, self.row, &Found::new(self.ready));
        let document = report::why::document(&self.assessment, &explanation);
        Answer { json: Json::Explanation(Box::new(explanation)), document }
    }

    fn change(&self, what_if: &[(String, String)]) -> Result<Answer, Failure> {
        let (table, row) = (self.table, self.row);
        let wrong = |error: Diagnostic| Failure { sources: self.ready.sources.clone(), diagnostics: vec![error] };
        let given = what_if.iter().map(|(name, text)| given::given(&self.assessment, table, row, name, text));
        let given = given.collect::<Result<Vec<_>, _>>().map_err(wrong)?;
        let data = given::apply(&self.watched.program, &self.ready.data, &given);
        let after = eval::run(&self.watched.program, &data, &self.ready.parameters, &self.options);
        let after = after.map_err(|errors| self.ready.failed(errors))?;
        let found = Found::new(self.ready);
        let first = why::explain(&self.assessment, &self.watched, row, &found);
        let found = Found { before: Some(&self.assessment), given: &given, ..found };
        let explained = (first, why::explain(&after, &self.watched, row, &found));
        let change = change::change((&self.assessment, &after), &self.watched, &given, explained);
        let document = report::why::change_document((&self.assessment, &after), &change);
        Ok(Answer { json: Json::Change(Box::new(change)), document })
    }

    fn reach(&self, outcome: (QuantityId, u8)) -> Result<Answer, Failure> {
        let reach = reach::reach(&self.assessment, &self.ready.data, &self.options, self.row, outcome);
        let row = why::row(&self.assessment, &self.watched, self.row);
        let document = report::why::reach_document(&self.assessment, &row, &reach);
        Ok(Answer { json: Json::Reach(Box::new(reach)), document })
    }
}

fn write(format: Format, answer: &Answer) -> Ending {
    let text = match format {
        Format::Json => {
            return output::to_stdout(|out| match &answer.json {
                Json::Explanation(explanation) => report::why::json(explanation, out),
                Json::Change(change) => report::why::json(change, out),
                Json::Reach(reach) => report::why::json(reach, out),
            });
        }
        Format::Text => report::why::text(&answer.document, screen::stdout()),
        Format::Markdown => report::why::markdown(&answer.document),
    };
    output::to_stdout(|out| out.write_all(text.as_bytes()))
}
