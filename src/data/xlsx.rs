//! XLSX workbooks: one sheet is one table, its cells are read as text cells are.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, Xlsx, XlsxError};

use super::cells::Reader;
use super::csv::{Buffer, fingerprint};
use super::load::Asked;
use super::plan::{ColumnPlan, Kind, Plan};
use super::problems::{Problems, Site};
use super::raw::{Raw, Store, assemble};
use super::settings::Sheet;
use super::trim;
use crate::diagnostic::{Code, DataPlace, Diagnostic, did_you_mean, list};
use crate::eval::DataOrigin;

/// Rows handed to the readers at a time.
const BLOCK: usize = 512;

type Workbook = Xlsx<Cursor<Vec<u8>>>;

/// A row of a sheet: its number from 1 and its cells.
struct Row {
    number: u32,
    cells: Vec<String>,
}

/// Reads a sheet of an XLSX workbook.
///
/// # Errors
/// A file that is no workbook, a sheet that does not exist or has no header or too many columns, missing columns.
pub(super) fn read<'p>(asked: &Asked<'p>, bytes: Vec<u8>) -> Result<Raw<'p>, Vec<Diagnostic>> {
    let fingerprint = fingerprint(&bytes);
    let mut workbook = Workbook::new(Cursor::new(bytes)).map_err(|e| vec![unreadable(asked, &e)])?;
    let sheet = sheet_name(asked, &workbook)?;
    let name = format!("{}, sheet \"{sheet}\"", asked.name);
    let rows = rows(asked, &mut workbook, &sheet, &name)?;
    let skip =
        asked.settings.header_row.map_or(0, |wanted| rows.iter().take_while(|r| (r.number as usize) < wanted).count());
    let mut rows = rows.into_iter().skip(skip);
    let header = rows.next().filter(|r| asked.settings.header_row.is_none_or(|wanted| r.number as usize == wanted));
    let Some(header) = header else { return Err(vec![no_header(asked, &name)]) };
    let headers: Vec<&str> = header.cells.iter().map(|h| trim(h)).collect();
    let first = header.number as usize + 1;
    let site = Site::File { name: name.clone(), first, lines: None };
    let mark = asked.settings.decimal.unwrap_or_default();
    let mut plan = Plan::new(asked.program, asked.table, &headers, mark, asked.printed, &site)
        .map_err(|errors| with_sheets(asked, &workbook, &sheet, errors))?;
    let mut rows: Vec<Row> = rows.collect();
    if rows.len() > asked.limits.data_rows {
        return Err(vec![too_large(asked, &name, "rows", asked.limits.data_rows, "data_rows")]);
    }
    show_percents(&plan, &mut workbook, &sheet, &mut rows).map_err(|e| vec![unreadable(asked, &e)])?;
    let mut left = fill(&plan, &rows, asked);
    if asked.settings.decimal.is_none() && super::csv::learn(&mut plan, &left) {
        left = fill(&plan, &rows, asked);
    }
    let lines: Vec<u32> = rows.iter().map(|r| r.number).collect();
    let lines = lines.iter().zip(first..).any(|(line, plain)| *line as usize != plain).then_some(lines);
    let mut problems = Problems::new(asked.limits.bad_cells);
    let columns = plan.columns.iter().zip(left);
    let columns = columns
        .map(|(column, left)| (column.id, assemble(column, Store::Keys, &[rows.len()], left, &mut problems)))
        .collect();
    let origin = DataOrigin { file: asked.file.clone(), fingerprint, lines: lines.clone() };
    Ok(Raw { site: Site::File { name, first, lines }, rows: rows.len(), columns, origin: Some(origin), problems })
}

/// Hands the cells to the readers.
fn fill(plan: &Plan<'_>, rows: &[Row], asked: &Asked<'_>) -> Vec<Vec<super::raw::Left>> {
    let mut readers: Vec<Reader<'_>> =
        plan.columns.iter().map(|column| Reader::growing(column, asked.limits.bad_cells)).collect();
    let mut buffer = Buffer::default();
    for block in rows.chunks(BLOCK) {
        for row in block {
            buffer.add(plan.positions.iter().map(|position| row.cells.get(*position).map_or("", String::as_str)));
        }
        buffer.hand_over(plan.positions.len(), &mut readers);
    }
    readers.into_iter().map(|reader| vec![reader.finish()]).collect()
}

/// Writes with their percent sign the cells that the sheet shows as percents: the sheet shows 0.123 as 12.3 %, and a
/// column declared in percent has to find 12.3.
fn show_percents(plan: &Plan<'_>, workbook: &mut Workbook, sheet: &str, rows: &mut [Row]) -> Result<(), XlsxError> {
    let percent = |c: &&ColumnPlan<'_>| matches!(c.kind, Kind::Number { percent: true, .. });
    let positions: Vec<usize> = plan.columns.iter().filter(percent).map(|c| c.position).collect();
    if positions.is_empty() {
        return Ok(());
    }
    let styles = workbook.worksheet_style(sheet)?;
    for row in rows {
        for position in &positions {
            let column = u32::try_from(*position).unwrap_or(u32::MAX);
            let format = styles.get((row.number - 1, column)).and_then(|s| s.number_format.as_ref());
            if format.is_some_and(|f| f.format_code.contains('%'))
                && let Some(cell) = row.cells.get_mut(*position)
                && let Ok(share) = cell.parse::<f64>()
            {
                *cell = in_percent(share);
            }
        }
    }
    Ok(())
}

/// 0.07 as `7%`: the point is moved in the text, because 0.07 × 100 is not 7.
fn in_percent(share: f64) -> String {
    let moved = match format!("{share:e}").split_once('e') {
        Some((digits, power)) => {
            format!("{digits}e{}", power.parse::<i32>().map_or(0, |p| p + 2)).parse().unwrap_or(share)
        }
        None => share,
    };
    format!("{moved}%")
}

/// The rows of a sheet that are not empty.
fn rows(asked: &Asked<'_>, workbook: &mut Workbook, sheet: &str, name: &str) -> Result<Vec<Row>, Vec<Diagnostic>> {
    let wrong = |e: XlsxError| vec![unreadable(asked, &e)];
    let mut rows: Vec<Row> = Vec::new();
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(wrong)?;
    while let Some(cell) = cells.next_cell().map_err(wrong)? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value());
        if text.trim().is_empty() {
            continue;
        }
        let column = column as usize;
        if column >= asked.limits.data_columns {
            return Err(vec![too_large(asked, name, "columns", asked.limits.data_columns, "data_columns")]);
        }
        if rows.last().is_none_or(|last| last.number != row + 1) {
            if rows.len() > asked.limits.data_rows {
                return Err(vec![too_large(asked, name, "rows", asked.limits.data_rows, "data_rows")]);
            }
            rows.push(Row { number: row + 1, cells: Vec::new() });
        }
        if let Some(last) = rows.last_mut() {
            last.cells.resize(last.cells.len().max(column + 1), String::new());
            if let Some(place) = last.cells.get_mut(column) {
                *place = text;
            }
        }
    }
    Ok(rows)
}

/// A cell as text: a number in its shortest form (14, not 14.0), a day as ISO 8601 has it, an error as the sheet shows it.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => n.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => if *value { "true" } else { "false" }.to_owned(),
        DataRef::DateTime(day) if day.is_datetime() && day.as_f64().fract() == 0.0 => {
            let (year, month, date, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{date:02}")
        }
        DataRef::DateTime(time) => time.as_f64().to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

fn sheet_name(asked: &Asked<'_>, workbook: &Workbook) -> Result<String, Vec<Diagnostic>> {
    let names = workbook.sheet_names();
    let place = || DataPlace { file: asked.name.clone(), ..DataPlace::default() };
    let found = match &asked.settings.sheet {
        None => names.first(),
        Some(Sheet::Number(number)) => number.checked_sub(1).and_then(|at| names.get(at)),
        Some(Sheet::Name(wanted)) => names.iter().find(|n| *n == wanted),
    };
    found.cloned().ok_or_else(|| {
        let (message, wanted) = match &asked.settings.sheet {
            None => (format!("`{}` has no sheets", asked.name), ""),
            Some(Sheet::Number(number)) => (format!("`{}` has no sheet number {number}", asked.name), ""),
            Some(Sheet::Name(wanted)) => (format!("`{}` has no sheet `{wanted}`", asked.name), wanted.as_str()),
        };
        let hint = did_you_mean(wanted, names.iter().map(String::as_str));
        vec![Diagnostic::data(Code::DataConfig, place(), message).maybe_hint(hint)]
    })
}

/// Where the sheet lacks what the table needs and was not chosen, the others are named: one of them may be meant.
fn with_sheets(asked: &Asked<'_>, workbook: &Workbook, read: &str, mut errors: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let others = workbook.sheet_names();
    let others = list(others.iter().map(String::as_str).filter(|name| *name != read));
    if asked.settings.sheet.is_none()
        && workbook.sheet_names().len() > 1
        && let Some(error) = errors.iter_mut().find(|e| e.code == Code::DataMissingColumn)
    {
        let table = asked.program.table(asked.table).name.as_str();
        let before = error.hint.take().unwrap_or_default();
        error.hint = Some(format!(
            "{before}; if another sheet is meant ({others}), write `sheet = \"…\"` below `[tables.{table}]` in bareme.toml"
        ));
    }
    errors
}

fn unreadable(asked: &Asked<'_>, error: &XlsxError) -> Diagnostic {
    let place = DataPlace { file: asked.name.clone(), ..DataPlace::default() };
    let (message, hint) = match error {
        XlsxError::Password => (format!("`{}` is protected by a password", asked.name), "save it without the password"),
        XlsxError::Zip(_) => (
            format!("`{}` is called a workbook, but its content is not that of an XLSX file", asked.name),
            "save it again as XLSX, or as CSV under a name that ends in `.csv`",
        ),
        _ => (
            format!("`{}` is not a workbook that can be read: {error}", asked.name),
            "save it again as XLSX, or as CSV",
        ),
    };
    Diagnostic::data(Code::DataFile, place, message).hint(hint)
}

fn no_header(asked: &Asked<'_>, name: &str) -> Diagnostic {
    let place = DataPlace { file: name.to_owned(), ..DataPlace::default() };
    let message = match asked.settings.header_row {
        Some(row) => format!("row {row} of `{name}` holds no header"),
        None => format!("`{name}` holds no header"),
    };
    Diagnostic::data(Code::DataEmpty, place, message).hint("say which row has the headers: `header_row = N`")
}

fn too_large(asked: &Asked<'_>, name: &str, what: &str, limit: usize, setting: &str) -> Diagnostic {
    let place = DataPlace { file: name.to_owned(), ..DataPlace::default() };
    let message = format!("`{}` has more than {limit} {what}", asked.name);
    Diagnostic::data(Code::DataTooLarge, place, message)
        .hint(format!("raise `{setting}` under `[limits]` in bareme.toml"))
}
