//! One row of a table as it stands in its file: where, and the texts of its cells.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use super::csv::Beginning;
use super::load::Asked;
use super::plan::Printed;
use super::settings::{BoundBy, Settings, TableSettings};
use super::trim;
use crate::eval::Data;
use crate::limits::Limits;
use crate::program::{Program, QuantityId, TableId};

/// A row as it stands in its file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowCells {
    /// The file as the user named it; the policy's, for rows that it holds.
    pub file: String,
    /// Its line (or row of the sheet), from 1.
    pub line: usize,
    /// The texts of its cells, as far as they were read again; of a workbook none.
    pub texts: IndexMap<QuantityId, String>,
}

/// Bytes of a file that are enough to see its header.
const HEAD: usize = 1 << 16;

/// Bytes of one row that are read.
const ROW: u64 = 1 << 20;

/// Finds a row again in its file. `None` where the table has no file, or the file cannot be read any more.
pub fn row_cells(
    program: &Program,
    settings: &Settings,
    limits: &Limits,
    data: &Data,
    table: TableId,
    row: usize,
) -> Option<RowCells> {
    let declared = program.table(table);
    let bound = settings.tables.get(&declared.name);
    match (bound, &declared.inline) {
        (Some(bound), _) => in_file(program, settings, bound, limits, data, table, row),
        (None, Some(_)) => in_policy(program, table, row),
        (None, None) => None,
    }
}

/// A row that the policy holds.
fn in_policy(program: &Program, table: TableId, row: usize) -> Option<RowCells> {
    let rows = program.table(table).inline.as_ref()?;
    let (cells, spans) = (rows.rows.get(row)?, rows.spans.get(row)?);
    let span = *spans.first()?;
    let file = program.sources.file(span.file)?.name.to_string();
    let headers: Vec<&str> = rows.header.iter().map(|h| trim(h)).collect();
    let cell = |at: usize| cells.get(at).and_then(Option::as_deref).unwrap_or("");
    Some(RowCells {
        file,
        line: program.sources.line_column(span).0,
        texts: texts(program, table, &headers, |at| Some(cell(at).to_owned())),
    })
}

/// The texts of the columns of a table.
fn texts(
    program: &Program,
    table: TableId,
    headers: &[&str],
    cell: impl Fn(usize) -> Option<String>,
) -> IndexMap<QuantityId, String> {
    let at = |header: &str| headers.iter().position(|h| *h == header.trim());
    let columns = program.columns(table).filter_map(|(id, _, source)| {
        let listed = source.option.as_ref().map(|option| option.list.as_str());
        let at = at(&source.header).or_else(|| listed.and_then(at))?;
        Some((id, cell(at)?))
    });
    columns.collect()
}

fn in_file(
    program: &Program,
    settings: &Settings,
    bound: &TableSettings,
    limits: &Limits,
    data: &Data,
    table: TableId,
    row: usize,
) -> Option<RowCells> {
    let path: PathBuf = match &bound.bound_by {
        BoundBy::Settings { .. } => settings.folder.join(&bound.file),
        BoundBy::CommandLine => bound.file.clone(),
    };
    let lines = data.table(table)?.origin.as_ref()?.lines.as_ref();
    let line = |first: usize| lines.map_or(Some(first + row), |lines| lines.get(row).map(|l| *l as usize));
    let file = bound.file.display().to_string();
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
    if matches!(extension.as_str(), "xlsx" | "xlsm") {
        let header = bound.header_row.unwrap_or(1);
        return Some(RowCells { file, line: line(header + 1)?, texts: IndexMap::new() });
    }
    let name = path.display().to_string();
    let (settings, printed) = (bound.clone(), Printed::Welcome);
    let asked = Asked { program, table, settings, name, file: file.clone(), limits, printed };
    let head = Beginning::of(&asked, &beginning(&path)?)?;
    let line = line(head.first)?;
    let record = record(&path, line, head.delimiter)?;
    let headers: Vec<&str> = head.headers.iter().map(String::as_str).collect();
    let texts = texts(program, table, &headers, |at| record.get(at).map(|cell| trim(cell).to_owned()));
    Some(RowCells { file, line, texts })
}

/// The beginning of a file, up to a character's end.
fn beginning(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(HEAD as u64).read_to_end(&mut bytes).ok()?;
    let end = match std::str::from_utf8(&bytes) {
        Ok(_) => bytes.len(),
        Err(wrong) if wrong.error_len().is_none() => wrong.valid_up_to(),
        Err(_) => return None,
    };
    bytes.truncate(end);
    String::from_utf8(bytes).ok()
}

/// The record that begins on a line.
fn record(path: &Path, line: usize, delimiter: u8) -> Option<csv::StringRecord> {
    let mut file = BufReader::with_capacity(1 << 18, File::open(path).ok()?);
    let mut left = line.checked_sub(1)?;
    while left > 0 {
        let buffer = file.fill_buf().ok()?;
        if buffer.is_empty() {
            return None;
        }
        let mut used = buffer.len();
        for at in memchr::memchr_iter(b'\n', buffer) {
            left -= 1;
            if left == 0 {
                used = at + 1;
                break;
            }
        }
        file.consume(used);
    }
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(file.take(ROW));
    let mut record = csv::StringRecord::new();
    reader.read_record(&mut record).ok().filter(|read| *read).map(|_| record)
}
