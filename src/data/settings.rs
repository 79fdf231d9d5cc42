//! An assessment's settings: `bareme.toml`, which says where the policy and the tables' data are.

mod snapshots;

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub use snapshots::{SnapshotOutput, SnapshotSettings};

use super::csv;
use super::number::Mark;
use crate::calendar::Day;
use crate::diagnostic::{Code, DataPlace, Diagnostic, Place, did_you_mean};
use crate::limits::Limits;

/// The name of the settings' file.
const FILE: &str = "bareme.toml";

/// What `bareme.toml` and `--data` say.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The folder that the settings' paths start from.
    pub folder: PathBuf,
    /// The settings' file, if there is one.
    pub file: Option<PathBuf>,
    /// The policy's file, from the folder.
    pub policy: PathBuf,
    /// `as-of = "2024-06-30"`: the day as of which the policy is meant.
    pub as_of: Option<Day>,
    /// The tables' files.
    pub tables: IndexMap<String, TableSettings>,
    /// The results that are kept and compared by `bareme test`, by name.
    pub snapshots: IndexMap<String, SnapshotSettings>,
    /// Limits other than the default, by name.
    limits: Vec<(Limit, usize)>,
}

/// The file of one table, and how to read it.
#[derive(Clone, Debug)]
pub struct TableSettings {
    /// The file, as written: from the settings' folder, or on the command line from the current one.
    pub file: PathBuf,
    /// The sheet of a workbook; otherwise the first.
    pub sheet: Option<Sheet>,
    /// `header_row = 3`: the line or row of the headers, from 1; otherwise the first that is not empty.
    pub header_row: Option<usize>,
    /// `delimiter = ";"`; otherwise it is detected.
    pub delimiter: Option<u8>,
    /// `decimal = ","`; otherwise it is detected column by column.
    pub decimal: Option<Mark>,
    /// Who says so.
    pub bound_by: BoundBy,
}

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// `sheet = "2012"`
    Name(String),
    /// `sheet = 2`, counted from 1.
    Number(usize),
}

/// Who says where a table's data are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BoundBy {
    /// The settings.
    Settings {
        /// Their file.
        file: String,
        /// The line.
        line: usize,
    },
    /// `--data TABLE=FILE`
    CommandLine,
}

/// The limits that settings may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Limit {
    Source,
    Declarations,
    Bytes,
    Columns,
    Rows,
    BadCells,
    ProofCases,
    GroupMembers,
    UnitFactors,
}

impl Limit {
    const ALL: [(&'static str, Limit); 9] = [
        ("source_bytes", Limit::Source),
        ("declarations", Limit::Declarations),
        ("data_bytes", Limit::Bytes),
        ("data_columns", Limit::Columns),
        ("data_rows", Limit::Rows),
        ("bad_cells", Limit::BadCells),
        ("proof_cases", Limit::ProofCases),
        ("group_members", Limit::GroupMembers),
        ("unit_factors", Limit::UnitFactors),
    ];
}

impl Settings {
    /// Settings without a file: a policy, and no data yet.
    pub fn of_policy(policy: impl Into<PathBuf>) -> Self {
        Self { policy: policy.into(), ..Self::default() }
    }

    /// Binds a table to a file as `--data TABLE=FILE` says; how the table is read otherwise stays as it was.
    ///
    /// # Errors
    /// A text that is not `TABLE=FILE`.
    pub fn bind(&mut self, binding: &str) -> Result<(), Vec<Diagnostic>> {
        match binding.split_once('=') {
            Some((table, file)) if !table.trim().is_empty() && !file.trim().is_empty() => {
                let before = self.tables.get(table.trim()).cloned();
                if let Some(first) = before.as_ref().filter(|b| b.bound_by == BoundBy::CommandLine) {
                    let (table, first) = (table.trim(), first.file.display());
                    let message = format!("`--data` gives `{table}` two files: `{first}` and `{file}`");
                    return Err(vec![Diagnostic::nowhere(Code::Usage, message).hint("keep one of the two")]);
                }
                let bound = TableSettings { file: file.into(), ..before.unwrap_or_else(|| TableSettings::of(file)) };
                let bound = TableSettings { bound_by: BoundBy::CommandLine, ..bound };
                self.tables.insert(table.trim().to_owned(), bound);
                Ok(())
            }
            Some(_) | None => {
                let message = format!("`--data {binding}` does not say which file a table has");
                Err(vec![Diagnostic::nowhere(Code::Usage, message).hint("write `--data TABLE=FILE`")])
            }
        }
    }

    /// The limits with what the settings change.
    pub fn limits(&self, base: &Limits) -> Limits {
        let mut limits = base.clone();
        for (limit, value) in &self.limits {
            match limit {
                Limit::Source => limits.source_bytes = *value,
                Limit::Declarations => limits.declarations = *value,
                Limit::Bytes => limits.data_bytes = *value,
                Limit::Columns => limits.data_columns = *value,
                Limit::Rows => limits.data_rows = *value,
                Limit::BadCells => limits.bad_cells = *value,
                Limit::ProofCases => limits.proof_cases = *value,
                Limit::GroupMembers => limits.group_members = *value,
                Limit::UnitFactors => limits.unit_factors = *value,
            }
        }
        limits
    }

    /// The policy's path.
    pub fn policy_path(&self) -> PathBuf {
        self.folder.join(&self.policy)
    }
}

impl TableSettings {
    /// A file that is read as it is found.
    pub fn of(file: impl Into<PathBuf>) -> Self {
        Self {
            file: file.into(),
            sheet: None,
            header_row: None,
            delimiter: None,
            decimal: None,
            bound_by: BoundBy::CommandLine,
        }
    }
}

/// Reads the settings of an assessment's folder.
///
/// # Errors
/// No `bareme.toml`, or everything in it that is not understood, each with its line.
pub fn read_settings(folder: &Path) -> Result<Settings, Vec<Diagnostic>> {
    let path = folder.join(FILE);
    let name = path.display().to_string();
    let place = || DataPlace { file: name.clone(), ..DataPlace::default() };
    let text = std::fs::read_to_string(&path).map_err(|e| {
        let (message, hint) = match e.kind() {
            std::io::ErrorKind::NotFound if folder.is_dir() => (
                format!("the folder `{}` holds no `{FILE}`", folder.display()),
                "write one with `policy = \"….bareme\"`, or name a policy file".to_owned(),
            ),
            std::io::ErrorKind::NotFound => (format!("there is no folder `{}`", folder.display()), String::new()),
            _ => (format!("`{name}` cannot be read: {e}"), String::new()),
        };
        let error = Diagnostic::data(Code::DataConfig, place(), message);
        vec![if hint.is_empty() { error } else { error.hint(hint) }]
    })?;
    parse(folder, &name, &text)
}

/// Reads the settings from their text; `name` is the file as a person knows it.
fn parse(folder: &Path, name: &str, text: &str) -> Result<Settings, Vec<Diagnostic>> {
    let mut reader = Reader { name, text, errors: Vec::new() };
    let document = match DeTable::parse(text) {
        Ok(document) => document,
        Err(wrong) => {
            let hint = "a setting is written `name = \"text\"` or `name = 1`, on one line".to_owned();
            reader.error(
                wrong.span().map_or(0, |s| s.start),
                format!("this is not TOML: {}", wrong.message()),
                Some(hint),
            );
            return Err(reader.errors);
        }
    };
    let mut settings = Settings { folder: folder.to_owned(), file: Some(name.into()), ..Settings::default() };
    settings.snapshots = snapshots::defaults();
    for (key, value) in document.get_ref() {
        match key.get_ref().as_ref() {
            "policy" => settings.policy = reader.text(key, value).unwrap_or_default().into(),
            "as-of" => settings.as_of = reader.day(key, value),
            "tables" => reader.tables(key, value, &mut settings),
            "limits" => settings.limits = reader.limits(key, value),
            "snapshots" => reader.snapshots(key, value, &mut settings.snapshots),
            _ => reader.unknown(key, &["policy", "as-of", "tables", "limits", "snapshots"]),
        }
    }
    // In the order of the lines, whatever the order in which the tables were met.
    reader.errors.sort_by_key(|e| match &e.place {
        Place::Data(place) => place.row,
        Place::Text(_) | Place::Nowhere => None,
    });
    // A misspelt `policy` has been reported by its own line.
    let near = |k: &str| crate::diagnostic::nearest(k, ["policy"]).is_some();
    if !document.get_ref().keys().any(|k| k.get_ref() == "policy" || near(k.get_ref())) {
        let place = DataPlace { file: name.to_owned(), ..DataPlace::default() };
        let error = Diagnostic::data(Code::DataConfig, place, format!("`{name}` does not say which policy to run"));
        reader.errors.push(error.hint("write `policy = \"….bareme\"`"));
    }
    if reader.errors.is_empty() { Ok(settings) } else { Err(reader.errors) }
}

type Key<'t> = Spanned<std::borrow::Cow<'t, str>>;
type Item<'t> = Spanned<DeValue<'t>>;

/// Reads settings and notes what it does not understand.
struct Reader<'t> {
    name: &'t str,
    text: &'t str,
    errors: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn line(&self, at: usize) -> usize {
        self.text.bytes().take(at).filter(|b| *b == b'\n').count() + 1
    }

    fn error(&mut self, at: usize, message: String, hint: Option<String>) {
        let place = DataPlace { file: self.name.to_owned(), row: Some(self.line(at)), ..DataPlace::default() };
        self.errors.push(Diagnostic::data(Code::DataConfig, place, message).maybe_hint(hint));
    }

    fn unknown(&mut self, key: &Key<'_>, known: &[&str]) {
        let hint = did_you_mean(key.get_ref(), known.iter().copied());
        self.error(key.span().start, format!("`{}` is not a setting here", key.get_ref()), hint);
    }

    fn wanted(&mut self, key: &Key<'_>, value: &Item<'_>, wanted: &str) {
        self.error(value.span().start, format!("`{}` must be {wanted}", key.get_ref()), None);
    }

    fn text(&mut self, key: &Key<'_>, value: &Item<'_>) -> Option<String> {
        let text = value.get_ref().as_str().filter(|t| !t.is_empty()).map(str::to_owned);
        if text.is_none() {
            self.wanted(key, value, "a text in quotes");
        }
        text
    }

    fn day(&mut self, key: &Key<'_>, value: &Item<'_>) -> Option<Day> {
        let text = match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Datetime(day) => Some(day.to_string()),
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Array(_) | DeValue::Table(_) => {
                None
            }
        };
        let day = text.as_deref().and_then(Day::parse);
        if day.is_none() {
            self.wanted(key, value, "a day in quotes, such as \"2024-06-30\"");
        }
        day
    }

    fn count(&mut self, key: &Key<'_>, value: &Item<'_>) -> Option<usize> {
        let whole = value.get_ref().as_integer();
        let count = whole.and_then(|n| usize::from_str_radix(n.as_str(), n.radix()).ok()).filter(|n| *n > 0);
        if count.is_none() {
            self.wanted(key, value, "a whole number of at least 1");
        }
        count
    }

    fn limits(&mut self, key: &Key<'_>, value: &Item<'_>) -> Vec<(Limit, usize)> {
        let Some(table) = value.get_ref().as_table() else {
            self.wanted(key, value, "a table, `[limits]`");
            return Vec::new();
        };
        let mut limits = Vec::new();
        for (key, value) in table {
            match Limit::ALL.iter().find(|(name, _)| name == key.get_ref()) {
                Some((_, limit)) => limits.extend(self.count(key, value).map(|count| (*limit, count))),
                None => self.unknown(key, &Limit::ALL.map(|(name, _)| name)),
            }
        }
        limits
    }

    fn tables(&mut self, key: &Key<'_>, value: &Item<'_>, settings: &mut Settings) {
        let Some(tables) = value.get_ref().as_table() else {
            return self.wanted(key, value, "tables, `[tables.NAME]`");
        };
        for (name, value) in tables {
            match value.get_ref().as_table() {
                Some(table) => {
                    if let Some(bound) = self.table(name, table) {
                        settings.tables.insert(name.get_ref().to_string(), bound);
                    }
                }
                None => self.wanted(name, value, "a table, with `file = \"…\"`"),
            }
        }
    }

    fn table(&mut self, name: &Key<'_>, table: &DeTable<'_>) -> Option<TableSettings> {
        let line = self.line(name.span().start);
        let mut bound = TableSettings::of("");
        bound.bound_by = BoundBy::Settings { file: self.name.to_owned(), line };
        let mut file = None;
        let before = self.errors.len();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "file" => file = self.text(key, value),
                "sheet" if value.get_ref().is_integer() => {
                    bound.sheet = self.count(key, value).map(Sheet::Number);
                }
                "sheet" => bound.sheet = self.text(key, value).map(Sheet::Name),
                "header_row" => bound.header_row = self.count(key, value),
                "delimiter" => bound.delimiter = self.delimiter(key, value),
                "decimal" => {
                    bound.decimal = value.get_ref().as_str().and_then(csv::mark);
                    if bound.decimal.is_none() {
                        self.wanted(key, value, "\".\" or \",\"");
                    }
                }
                _ => self.unknown(key, &["file", "sheet", "header_row", "delimiter", "decimal"]),
            }
        }
        if file.is_none() && self.errors.len() == before {
            let message = format!("table `{}` has no `file`", name.get_ref());
            self.error(name.span().start, message, Some("write `file = \"data/….csv\"`".to_owned()));
        }
        bound.file = file?.into();
        Some(bound)
    }

    fn delimiter(&mut self, key: &Key<'_>, value: &Item<'_>) -> Option<u8> {
        let delimiter = match value.get_ref().as_str() {
            Some("tab") => Some(b'\t'),
            Some(text) => match text.as_bytes() {
                [byte] if matches!(byte, b'\t' | b';' | b',' | b'|') => Some(*byte),
                _ => None,
            },
            None => None,
        };
        if delimiter.is_none() {
            self.wanted(key, value, "\",\" \";\" \"|\" or \"tab\"");
        }
        delimiter
    }
}
