//! The thorough way through a CSV file: row after row, with quotes, line breaks in cells, and empty lines.

use super::{Body, Parsed, Ragged, too_many};
use crate::data::cells::{Block, Reader};
use crate::data::load::Asked;
use crate::data::plan::Plan;
use crate::data::raw::Store;
use crate::diagnostic::{Code, DataPlace, Diagnostic};

/// Rows of a block.
const BLOCK: usize = 512;

/// Reads the columns.
///
/// # Errors
/// A quote that is never closed; more rows than the limit.
pub(super) fn parse(plan: &Plan<'_>, body: &Body<'_>, asked: &Asked<'_>) -> Result<Parsed, Vec<Diagnostic>> {
    let limit = asked.limits.bad_cells;
    let mut source = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(body.delimiter)
        .from_reader(body.text.as_bytes());
    let mut readers: Vec<Reader<'_>> = plan.columns.iter().map(|column| Reader::growing(column, limit)).collect();
    let mut record = ::csv::StringRecord::new();
    let mut place = Place { text: body.text, at: 0, line: body.line };
    let mut lines: Vec<u32> = Vec::new();
    let mut ragged = Ragged::default();
    let mut block = Buffer::default();
    let mut last_ragged = false;
    loop {
        let start = usize::try_from(source.position().byte()).unwrap_or(usize::MAX);
        // The text is UTF-8 and in memory, so that reading it cannot fail.
        if !source.read_record(&mut record).unwrap_or(false) {
            break;
        }
        place.go_to(start);
        last_ragged = record.len() < body.width;
        if last_ragged || record.len() > body.width {
            ragged.push(lines.len(), record.len(), limit);
            if ragged.count > limit {
                continue;
            }
            record.clear();
        }
        if lines.len() >= asked.limits.data_rows {
            return Err(vec![too_many(asked, lines.len())]);
        }
        lines.push(u32::try_from(place.line).unwrap_or(u32::MAX));
        block.add(plan.positions.iter().map(|position| record.get(*position).unwrap_or("")));
        if lines.len().is_multiple_of(BLOCK) {
            block.hand_over(plan.positions.len(), &mut readers);
        }
    }
    place.check_quotes(asked, last_ragged)?;
    block.hand_over(plan.positions.len(), &mut readers);
    let rows = vec![lines.len()];
    let plain = lines.iter().zip(body.line..).all(|(line, plain)| *line as usize == plain);
    let stores = plan.columns.iter().map(|_| Store::Keys).collect();
    let left = readers.into_iter().map(|reader| vec![reader.finish()]).collect();
    Ok(Parsed { rows, stores, left, ragged, lines: (!plain).then_some(lines) })
}

/// The cells of some rows, put together.
#[derive(Default)]
pub(in crate::data) struct Buffer {
    text: String,
    cells: Vec<(u32, u32)>,
}

impl Buffer {
    /// Adds a row.
    pub fn add<T: AsRef<str>>(&mut self, row: impl Iterator<Item = T>) {
        for cell in row {
            let start = self.text.len() as u32;
            self.text.push_str(cell.as_ref());
            self.cells.push((start, self.text.len() as u32));
        }
    }

    /// Hands all rows to the readers and forgets them.
    pub fn hand_over(&mut self, width: usize, readers: &mut [Reader<'_>]) {
        let block = Block { text: &self.text, cells: &self.cells, width };
        readers.iter_mut().for_each(|reader| reader.read(&block));
        self.text.clear();
        self.cells.clear();
    }
}

/// The record that was read last: where it begins.
struct Place<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl Place<'_> {
    /// Goes to the record that begins at `start`, or after the empty lines that stand there.
    fn go_to(&mut self, start: usize) {
        let bytes = self.text.as_bytes();
        let empty = bytes.get(start..).unwrap_or_default().iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let between = bytes.get(self.at..start + empty).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', between).count();
        self.at = start + empty;
    }

    /// Whether the last record of the file goes on over several lines.
    fn spans_lines(&self) -> bool {
        self.text.get(self.at..).is_some_and(|rest| rest.trim_end_matches(['\r', '\n']).contains('\n'))
    }

    /// An error where a quote opened in this record, the last one, takes in the rest of the file: several lines of it,
    /// or cells that the record then lacks.
    fn check_quotes(&self, asked: &Asked<'_>, ragged: bool) -> Result<(), Vec<Diagnostic>> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if !(ragged || self.spans_lines()) || !reaches_end(rest) {
            return Ok(());
        }
        let place = DataPlace { file: asked.name.clone(), row: Some(self.line), ..DataPlace::default() };
        let message = format!("a quote that opens in line {} is never closed", self.line);
        let hint = "close the quote; a quote within a quoted cell is written twice";
        Err(vec![Diagnostic::data(Code::DataBadRow, place, message).hint(hint)])
    }
}

/// Whether a quote is open when the text ends.
fn reaches_end(text: &[u8]) -> bool {
    memchr::memchr_iter(b'"', text).count() % 2 == 1
}
