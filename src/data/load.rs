//! Loads the data of all tables: from files, and from the rows that the policy holds.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use indexmap::IndexMap;

use super::plan::Printed;
use super::problems::{Problems, Site};
use super::raw::Raw;
use super::settings::{BoundBy, Settings, TableSettings};
use super::{check, csv, inline, xlsx};
use crate::diagnostic::{Code, DataPlace, Diagnostic, did_you_mean};
use crate::eval::Data;
use crate::limits::Limits;
use crate::program::{Program, TableId};

/// One table's file, and how to read it.
pub(super) struct Asked<'p> {
    /// The program.
    pub program: &'p Program,
    /// The table.
    pub table: TableId,
    /// How the file is to be read.
    pub settings: TableSettings,
    /// The file as a person finds it.
    pub name: String,
    /// The file as the user named it.
    pub file: String,
    /// Limits.
    pub limits: &'p Limits,
    /// Whether columns that only `published` checks read must be there.
    pub printed: Printed,
}

/// Loads the data of all tables of a program.
///
/// # Errors
/// Everything that is wrong with the settings, the files and their cells, table by table.
pub fn load(program: &Program, settings: &Settings, limits: &Limits) -> Result<Data, Vec<Diagnostic>> {
    let limits = &settings.limits(limits);
    let mut errors = unknown_tables(program, settings);
    let mut raws = Vec::with_capacity(program.tables.len());
    for (at, declared) in program.tables.iter().enumerate() {
        let table = TableId(u32::try_from(at).unwrap_or(u32::MAX));
        if declared.summary.is_some() {
            raws.push(nothing());
            continue;
        }
        let raw = match (settings.tables.get(&declared.name), &declared.inline) {
            (Some(bound), _) => read_file(program, table, settings, bound, limits),
            (None, Some(rows)) => inline::read(program, table, rows, limits.bad_cells),
            // Where a misspelt name is bound in its place, that is the mistake.
            (None, None) if misspelt(program, settings, &declared.name) => Ok(nothing()),
            (None, None) => Err(vec![unbound(program, table, settings)]),
        };
        raws.push(raw.unwrap_or_else(|wrong| {
            errors.extend(wrong);
            nothing()
        }));
    }
    if errors.is_empty() {
        return check::finish(program, raws);
    }
    // One table that cannot be read does not hide what is wrong in the cells of the others.
    for raw in raws {
        errors.extend(raw.problems.tell(&raw.site));
    }
    Err(errors)
}

fn nothing<'p>() -> Raw<'p> {
    let site = Site::Host { table: String::new() };
    Raw { site, rows: 0, columns: IndexMap::new(), origin: None, problems: Problems::new(0) }
}

/// Whether the settings bind a table that does not exist, and whose name is nearly this one.
fn misspelt(program: &Program, settings: &Settings, name: &str) -> bool {
    let strangers = settings.tables.keys().filter(|bound| program.find_table(bound).is_none());
    crate::diagnostic::nearest(name, strangers.map(String::as_str)).is_some()
}

fn unknown_tables(program: &Program, settings: &Settings) -> Vec<Diagnostic> {
    let with_data = |t: &&crate::program::Table| t.summary.is_none();
    let tables = || program.tables.iter().filter(with_data).map(|t| t.name.as_str());
    let unknown = settings.tables.iter().filter(|(name, _)| !tables().any(|t| t == name.as_str()));
    let tell = |(name, bound): (&String, &TableSettings)| {
        let message = format!("the policy has no table `{name}`");
        match &bound.bound_by {
            BoundBy::Settings { file, line } => {
                let place = DataPlace { file: file.clone(), row: Some(*line), ..DataPlace::default() };
                Diagnostic::data(Code::DataConfig, place, message)
            }
            BoundBy::CommandLine => Diagnostic::nowhere(Code::DataConfig, message)
                .label(format!("from `--data {name}={}`", bound.file.display())),
        }
        .maybe_hint(did_you_mean(name, tables()))
    };
    unknown.map(tell).collect()
}

fn unbound(program: &Program, table: TableId, settings: &Settings) -> Diagnostic {
    let table = program.table(table);
    let name = &table.name;
    let hint = match &settings.file {
        Some(file) => {
            format!("write `[tables.{name}]` with `file = \"…\"` in `{}`, or say `--data {name}=FILE`", file.display())
        }
        None => format!("say `--data {name}=FILE`, or write `[tables.{name}]` with `file = \"…\"` in a bareme.toml"),
    };
    Diagnostic::error(Code::DataUnbound, table.span, format!("table `{name}` has no data")).hint(hint)
}

fn read_file<'p>(
    program: &'p Program,
    table: TableId,
    settings: &'p Settings,
    bound: &'p TableSettings,
    limits: &'p Limits,
) -> Result<Raw<'p>, Vec<Diagnostic>> {
    let path = match &bound.bound_by {
        BoundBy::Settings { .. } => settings.folder.join(&bound.file),
        BoundBy::CommandLine => bound.file.clone(),
    };
    let printed = match &bound.bound_by {
        BoundBy::Settings { .. } => Printed::Needed,
        BoundBy::CommandLine => Printed::Welcome,
    };
    let (name, file) = (path.display().to_string(), bound.file.display().to_string());
    let asked = Asked { program, table, settings: bound.clone(), name, file, limits, printed };
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
    let wrong = |message: String, hint: &str| wrong(&asked, Code::DataFile, message, Some(hint.to_owned()));
    match extension.as_str() {
        "xls" | "xlsb" | "ods" | "numbers" => {
            Err(wrong(format!("`{}` is a workbook of another kind than XLSX", asked.name), "save it as XLSX or CSV"))
        }
        "parquet" | "arrow" | "feather" | "sav" | "dta" | "json" | "pdf" => {
            Err(wrong(format!("`{}` is neither CSV nor XLSX", asked.name), "save the table as CSV or XLSX"))
        }
        "xlsx" | "xlsm" => xlsx::read(&asked, read_bytes(&path, &asked)?),
        _ => {
            if bound.sheet.is_some() && matches!(bound.bound_by, BoundBy::Settings { .. }) {
                let message = format!("`{}` is a CSV file, and has no sheets", asked.name);
                return Err(wrong(message, "take out `sheet`, or name a file that ends in `.xlsx`"));
            }
            let (file, size) = open(&path, &asked)?;
            match csv::read_in_blocks(&asked, file, size) {
                Some(read) => read,
                None => csv::read(&asked, &read_bytes(&path, &asked)?),
            }
        }
    }
}

/// The bytes of a file.
fn read_bytes(path: &Path, asked: &Asked<'_>) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let (file, size) = open(path, asked)?;
    let mut bytes = Vec::new();
    // One byte more than expected, so that the end is seen without growing.
    bytes.try_reserve_exact(size + 1).map_err(|_| too_large(asked, size as u64))?;
    let most = u64::try_from(asked.limits.data_bytes).unwrap_or(u64::MAX).saturating_add(1);
    file.take(most).read_to_end(&mut bytes).map_err(|e| unreadable(asked, &e))?;
    if bytes.len() > asked.limits.data_bytes { Err(too_large(asked, size as u64)) } else { Ok(bytes) }
}

/// A file and its size, which is within the limit.
fn open(path: &Path, asked: &Asked<'_>) -> Result<(File, usize), Vec<Diagnostic>> {
    let failed = |e: std::io::Error| match e.kind() {
        std::io::ErrorKind::NotFound => {
            let message =
                format!("there is no file `{}` for table `{}`", asked.name, asked.program.table(asked.table).name);
            wrong(asked, Code::DataFile, message, neighbours(path).or_else(|| Some(named_in(&asked.settings))))
        }
        _ => unreadable(asked, &e),
    };
    let about = std::fs::metadata(path).map_err(failed)?;
    if about.is_dir() {
        let hint = Some("name a CSV or XLSX file in it".to_owned());
        return Err(wrong(asked, Code::DataFile, format!("`{}` is a folder, not a file", asked.name), hint));
    }
    let size = usize::try_from(about.len()).ok().filter(|size| *size <= asked.limits.data_bytes);
    let size = size.ok_or_else(|| too_large(asked, about.len()))?;
    Ok((File::open(path).map_err(failed)?, size))
}

fn unreadable(asked: &Asked<'_>, error: &std::io::Error) -> Vec<Diagnostic> {
    wrong(asked, Code::DataFile, format!("`{}` cannot be read: {error}", asked.name), None)
}

fn too_large(asked: &Asked<'_>, size: u64) -> Vec<Diagnostic> {
    let message = format!("`{}` has {size} bytes, and the limit is {}", asked.name, asked.limits.data_bytes);
    wrong(asked, Code::DataTooLarge, message, Some("raise `data_bytes` under `[limits]` in bareme.toml".to_owned()))
}

fn wrong(asked: &Asked<'_>, code: Code, message: String, hint: Option<String>) -> Vec<Diagnostic> {
    let place = DataPlace { file: asked.name.clone(), ..DataPlace::default() };
    vec![Diagnostic::data(code, place, message).maybe_hint(hint)]
}

/// Where to correct the name of a file.
fn named_in(settings: &TableSettings) -> String {
    match &settings.bound_by {
        BoundBy::Settings { file, line } => {
            format!("correct `file` below line {line} of `{file}`, or say `--data TABLE=FILE`")
        }
        BoundBy::CommandLine => "correct the name in `--data`; it is looked up from the current folder".to_owned(),
    }
}

/// "did you mean" among the files of the same folder.
fn neighbours(path: &Path) -> Option<String> {
    let wrong = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .ok()?
        .take(1000)
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort_unstable();
    let near = crate::diagnostic::nearest(wrong, names.iter().map(String::as_str))?;
    Some(format!("did you mean `{}`?", path.with_file_name(near).display()))
}
