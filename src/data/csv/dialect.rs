//! What a CSV file looks like: its text, its separator, its header.

use std::borrow::Cow;

use super::Body;
use crate::data::load::Asked;
use crate::data::trim;
use crate::diagnostic::{Code, DataPlace, Diagnostic};

/// Separators that are looked for, in the order in which they win when all else is equal.
const DELIMITERS: [u8; 3] = [b'\t', b';', b','];

/// The header of a file, and what follows it.
pub(in crate::data) struct Head<'t> {
    /// The headers, trimmed.
    pub headers: Vec<Cow<'t, str>>,
    /// The rows.
    pub body: Body<'t>,
}

/// The text of a file, without its byte-order mark.
///
/// # Errors
/// A file that is not text, or not UTF-8: with the line of the first wrong byte.
pub(in crate::data) fn text<'t>(asked: &Asked<'_>, bytes: &'t [u8]) -> Result<&'t str, Vec<Diagnostic>> {
    let start = bytes.get(..bytes.len().min(8192)).unwrap_or(bytes);
    let name = &asked.name;
    let whole = || DataPlace { file: name.clone(), ..DataPlace::default() };
    let file = |message: String, hint: &str| Err(vec![Diagnostic::data(Code::DataFile, whole(), message).hint(hint)]);
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let error = Diagnostic::data(Code::NotUtf8, whole(), format!("`{name}` is UTF-16 text, not UTF-8"));
        return Err(vec![error.hint("save it as \"CSV UTF-8\"")]);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return file(
            format!("`{name}` is a workbook or another ZIP file, not a CSV file"),
            "name it `….xlsx` if it is a workbook, or save it as CSV",
        );
    }
    if start.contains(&0) {
        return file(format!("`{name}` is a binary file, not a CSV file"), "save the table as CSV or XLSX");
    }
    if memchr::memchr(b'\n', bytes).is_none() && start.trim_ascii_end().contains(&b'\r') {
        return file(
            format!("the lines of `{name}` end in a carriage return alone, as old Macs wrote them"),
            "save it as \"CSV UTF-8\"",
        );
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|wrong| {
        let before = bytes.get(..wrong.valid_up_to()).unwrap_or(bytes);
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        let byte = bytes.get(wrong.valid_up_to()).copied().unwrap_or(0);
        let place = DataPlace { file: name.clone(), row: Some(line), ..DataPlace::default() };
        let message = format!("`{name}` is not UTF-8 text: line {line} holds the byte 0x{byte:02X}");
        vec![Diagnostic::data(Code::NotUtf8, place, message).hint("save it as \"CSV UTF-8\"")]
    })
}

/// Finds the header and what separates cells.
///
/// # Errors
/// No header, or too many columns.
pub(in crate::data) fn head<'t>(asked: &Asked<'_>, text: &'t str) -> Result<Head<'t>, Vec<Diagnostic>> {
    let Some((header, rest, line)) = header_line(text, asked.settings.header_row) else {
        let message = match asked.settings.header_row {
            Some(row) => format!("`{}` has no line {row} that could be its header", asked.name),
            None => format!("`{}` holds no header", asked.name),
        };
        let place = DataPlace { file: asked.name.clone(), ..DataPlace::default() };
        let hint = "the first line that is not empty must hold the headers of the columns";
        return Err(vec![Diagnostic::data(Code::DataEmpty, place, message).hint(hint)]);
    };
    let limit = asked.limits.data_columns;
    let needed = || asked.program.columns(asked.table).map(|(_, _, s)| s.header.as_str()).collect::<Vec<&str>>();
    let delimiter = asked.settings.delimiter.unwrap_or_else(|| detect(header, &needed(), limit));
    let headers = split(header, delimiter, limit);
    if headers.len() > limit {
        let message = format!("`{}` has more than {limit} columns", asked.name);
        let place = DataPlace { file: asked.name.clone(), row: Some(line), ..DataPlace::default() };
        let hint = "raise `data_columns` under `[limits]` in bareme.toml";
        return Err(vec![Diagnostic::data(Code::DataTooLarge, place, message).hint(hint)]);
    }
    let width = headers.len();
    let after = line + memchr::memchr_iter(b'\n', header.as_bytes()).count() + 1;
    let body = Body { text: rest, line: after, delimiter, width };
    Ok(Head { headers, body })
}

/// The header's line (the first that is not empty, or the one asked for), what follows it, and its number.
fn header_line(text: &str, row: Option<usize>) -> Option<(&str, &str, usize)> {
    let mut rest = text;
    let mut line = 1;
    // Above the header lines are lines, whatever quotes they hold.
    loop {
        let end = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
        let (first, after) = rest.split_at_checked(end)?;
        // Spreadsheets may say in a first line, `sep=;`, what separates cells; that is found anyhow.
        let is_note = line == 1 && row.is_none() && matches!(first.trim_end().as_bytes(), [b's', b'e', b'p', b'=', _]);
        if row.is_none_or(|row| line >= row) && !first.trim().is_empty() && !is_note {
            let (record, after) = rest.split_at_checked(record_end(rest))?;
            return Some((record.trim_end_matches(['\n', '\r']), after, line));
        }
        if after.is_empty() || row.is_some_and(|row| line >= row) {
            return None;
        }
        rest = after;
        line += 1;
    }
}

/// One past the line break that ends the first record; a line break in quotes ends nothing.
fn record_end(text: &str) -> usize {
    let mut quoted = false;
    for at in memchr::memchr2_iter(b'"', b'\n', text.as_bytes()) {
        match text.as_bytes().get(at) {
            Some(b'"') => quoted = !quoted,
            Some(_) | None if !quoted => return at + 1,
            Some(_) | None => {}
        }
    }
    text.len()
}

/// The separator with which most needed headers are found; the one that occurs most often if that does not decide.
fn detect(header: &str, needed: &[&str], limit: usize) -> u8 {
    let score = |delimiter: &u8| {
        let headers = split(header, *delimiter, limit);
        let found = needed.iter().filter(|n| headers.iter().any(|h| h == n.trim())).count();
        (found, headers.len())
    };
    // The last of equals wins with `max_by_key`, so that the order is turned round.
    DELIMITERS.iter().rev().copied().max_by_key(score).unwrap_or(b',')
}

/// The cells of a header line; at most one more than the limit.
fn split(header: &str, delimiter: u8, limit: usize) -> Vec<Cow<'_, str>> {
    let mut cells = Vec::new();
    let mut rest = header;
    while cells.len() <= limit {
        let (cell, after) = match rest.trim_start_matches(' ').strip_prefix('"') {
            Some(quoted) => {
                let (cell, after) = quoted_cell(quoted);
                (Cow::Owned(trim(&cell).to_owned()), after.trim_start_matches(|c| c != char::from(delimiter)))
            }
            None => {
                let end = memchr::memchr(delimiter, rest.as_bytes()).unwrap_or(rest.len());
                (Cow::Borrowed(trim(rest.get(..end).unwrap_or(rest))), rest.get(end..).unwrap_or(""))
            }
        };
        cells.push(cell);
        match after.strip_prefix(char::from(delimiter)) {
            Some(next) => rest = next,
            None => break,
        }
    }
    cells
}

/// The text up to the closing quote, doubled quotes made single, and what follows the quote.
fn quoted_cell(text: &str) -> (String, &str) {
    let mut cell = String::new();
    let mut rest = text;
    loop {
        match rest.split_once('"') {
            None => return (cell + rest, ""),
            Some((before, after)) => {
                cell.push_str(before);
                match after.strip_prefix('"') {
                    Some(next) => {
                        cell.push('"');
                        rest = next;
                    }
                    None => return (cell, after),
                }
            }
        }
    }
}

impl<'t> Body<'t> {
    /// The rows without the lines at the end that hold nothing but separators and spaces.
    pub fn without_empty_end(self) -> Body<'t> {
        let empty = |c: char| matches!(c, ' ' | '\r' | '\t') || c == char::from(self.delimiter);
        let mut text = self.text;
        loop {
            let line = text.strip_suffix('\n').unwrap_or(text);
            let start = line.rfind('\n').map_or(0, |at| at + 1);
            match line.get(start..) {
                Some(last) if !text.is_empty() && last.chars().all(empty) => text = text.get(..start).unwrap_or(""),
                Some(_) | None => return Body { text, ..self },
            }
        }
    }
}
