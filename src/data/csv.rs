//! CSV as the world writes it: comma, semicolon or tab; quoted or not; with the line ends of any system.

mod blocks;
mod dialect;
mod fingerprint;
mod quick;
mod thorough;

pub(super) use thorough::Buffer;

use std::borrow::Cow;

use super::load::Asked;
use super::number::{Evidence, Mark};
use super::parallel;
use super::plan::{Kind, Plan};
use super::problems::{Problem, Problems, RowList, Site};
use super::raw::{Left, Raw, Store, assemble};
use crate::diagnostic::{Code, DataPlace, Diagnostic};
use crate::eval::DataOrigin;

/// Bytes that are enough to see a column's decimal mark in most files.
const SURVEY: usize = 1 << 16;

/// Bytes from which on a file is read in blocks.
const IN_BLOCKS: usize = 1 << 24;

/// The rows of a CSV file that are to be read.
pub(super) struct Body<'t> {
    /// Everything after the header.
    pub text: &'t str,
    /// The line of its first byte.
    pub line: usize,
    /// What separates cells.
    pub delimiter: u8,
    /// Columns of the header.
    pub width: usize,
}

/// What was read of a body.
pub(super) struct Parsed {
    /// How many rows in each part.
    pub rows: Vec<usize>,
    /// For each column its values.
    pub stores: Vec<Store>,
    /// For each column what its readers left, part by part.
    pub left: Vec<Vec<Left>>,
    /// Rows with more or fewer cells than the header: row or line, and how many cells.
    pub ragged: Ragged,
    /// The line of each row, where rows do not simply follow one another.
    pub lines: Option<Vec<u32>>,
}

/// Rows that do not fit the header: the first ones with their cells, and how many in all.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Ragged {
    /// Row and number of cells.
    pub first: Vec<(usize, usize)>,
    /// How many in all.
    pub count: usize,
}

impl Ragged {
    /// Adds a row.
    pub fn push(&mut self, row: usize, cells: usize, limit: usize) {
        self.count += 1;
        if self.first.len() < limit {
            self.first.push((row, cells));
        }
    }

    /// Adds those of a later part, which begins at row `start`.
    fn take(&mut self, part: &Ragged, start: usize, limit: usize) {
        for (row, cells) in &part.first {
            self.push(start + row, *cells, limit);
        }
        self.count += part.count - part.first.len();
    }
}

/// Reads a large CSV file of `size` bytes without ever holding more than a few blocks of it. `None`: whatever it is that
/// is unusual about the file, reading it as a whole ([`read`]) will tell.
pub(super) fn read_in_blocks<'p>(
    asked: &Asked<'p>,
    file: impl std::io::Read + Send,
    size: usize,
) -> Option<Result<Raw<'p>, Vec<Diagnostic>>> {
    (size >= IN_BLOCKS).then(|| blocks::read(asked, file, size, blocks::BLOCK))?
}

/// Reads a CSV file that is held as a whole.
///
/// # Errors
/// A file that is no UTF-8 text, has no header, lacks columns or is too large.
pub(super) fn read<'p>(asked: &Asked<'p>, bytes: &[u8]) -> Result<Raw<'p>, Vec<Diagnostic>> {
    let (raw, fingerprint) = parallel::both(|| read_rows(asked, bytes), || fingerprint(bytes));
    let mut raw = raw?;
    if let Some(origin) = &mut raw.origin {
        origin.fingerprint = fingerprint;
    }
    Ok(raw)
}

/// What the beginning of a file tells of its rows.
pub(super) struct Beginning {
    /// The headers.
    pub headers: Vec<String>,
    /// The line of the first row.
    pub first: usize,
    /// What separates cells.
    pub delimiter: u8,
}

impl Beginning {
    /// Looks at the beginning of a file; `None` where there is no header in it.
    pub fn of(asked: &Asked<'_>, beginning: &str) -> Option<Beginning> {
        let text = dialect::text(asked, beginning.as_bytes()).ok()?;
        let head = dialect::head(asked, text).ok()?;
        let headers = head.headers.iter().map(|h| h.to_string()).collect();
        Some(Beginning { headers, first: head.body.line, delimiter: head.body.delimiter })
    }
}

/// Reads a CSV file; its fingerprint is taken at the same time.
fn read_rows<'p>(asked: &Asked<'p>, bytes: &[u8]) -> Result<Raw<'p>, Vec<Diagnostic>> {
    let text = dialect::text(asked, bytes)?;
    let head = dialect::head(asked, text)?;
    let body = head.body.without_empty_end();
    let mut plan = plan(asked, &head.headers, &body)?;
    let mut parsed = parse(&plan, &body, asked)?;
    if asked.settings.decimal.is_none() && learn(&mut plan, &parsed.left) {
        parsed = parse(&plan, &body, asked)?;
    }
    Ok(put_together(asked, &plan, &body, parsed))
}

/// Which columns are read, and how, as far as the header and the first rows tell.
fn plan<'p>(asked: &Asked<'p>, headers: &[Cow<'_, str>], body: &Body<'_>) -> Result<Plan<'p>, Vec<Diagnostic>> {
    let headers: Vec<&str> = headers.iter().map(Cow::as_ref).collect();
    let site = Site::File { name: asked.name.clone(), first: body.line, lines: None };
    let mark = asked.settings.decimal.unwrap_or_default();
    let mut plan = Plan::new(asked.program, asked.table, &headers, mark, asked.printed, &site)?;
    if asked.settings.decimal.is_none() {
        survey(&mut plan, body, asked);
    }
    Ok(plan)
}

/// The table as read; its fingerprint is still to come.
fn put_together<'p>(asked: &Asked<'p>, plan: &Plan<'_>, body: &Body<'_>, parsed: Parsed) -> Raw<'p> {
    let site = Site::File { name: asked.name.clone(), first: body.line, lines: parsed.lines.clone() };
    let origin = DataOrigin { file: asked.file.clone(), fingerprint: String::new(), lines: parsed.lines };
    let mut problems = Problems::new(asked.limits.bad_cells);
    note_ragged(&parsed.ragged, body, &mut problems);
    let columns = plan.columns.iter().zip(parsed.stores).zip(parsed.left);
    let columns = columns
        .map(|((column, store), left)| (column.id, assemble(column, store, &parsed.rows, left, &mut problems)))
        .collect();
    Raw { site, rows: parsed.rows.iter().sum(), columns, origin: Some(origin), problems }
}

/// The fingerprint of a file: BLAKE3 of its bytes.
pub(super) fn fingerprint(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Reads all columns, quickly where the file allows it.
fn parse(plan: &Plan<'_>, body: &Body<'_>, asked: &Asked<'_>) -> Result<Parsed, Vec<Diagnostic>> {
    match quick::parse(plan, body, asked.limits) {
        Some(parsed) => parsed.map_err(|rows| vec![too_many(asked, rows)]),
        None => thorough::parse(plan, body, asked),
    }
}

/// An error for a file with too many rows.
fn too_many(asked: &Asked<'_>, rows: usize) -> Diagnostic {
    let message = format!("`{}` has {rows} rows or more, and the limit is {}", asked.name, asked.limits.data_rows);
    let place = DataPlace { file: asked.name.clone(), ..DataPlace::default() };
    Diagnostic::data(Code::DataTooLarge, place, message).hint("raise `data_rows` under `[limits]` in bareme.toml")
}

/// Looks at the first rows to see which columns have decimal commas.
fn survey(plan: &mut Plan<'_>, body: &Body<'_>, asked: &Asked<'_>) {
    let whole = body.text.as_bytes();
    let end = match whole.get(..SURVEY) {
        Some(start) => memchr::memrchr(b'\n', start).map_or(0, |at| at + 1),
        None => whole.len(),
    };
    let first = Body { text: body.text.get(..end).unwrap_or(""), ..*body };
    if let Ok(parsed) = thorough::parse(plan, &first, asked) {
        learn(plan, &parsed.left);
    }
}

/// Sets the decimal mark of each column as its cells have it; says whether that changes anything.
pub(super) fn learn(plan: &mut Plan<'_>, left: &[Vec<Left>]) -> bool {
    let mut changed = false;
    for (column, parts) in plan.columns.iter_mut().zip(left) {
        let evidence = parts.iter().fold(Evidence::default(), |sum, part| sum.and(part.evidence));
        if let Kind::Number { mark, .. } = &mut column.kind {
            changed |= *mark != evidence.mark();
            *mark = evidence.mark();
        }
    }
    changed
}

fn note_ragged(ragged: &Ragged, body: &Body<'_>, problems: &mut Problems) {
    let width = body.width;
    for (row, cells) in &ragged.first {
        let noun = if *cells == 1 { "cell" } else { "cells" };
        let hint = match (body.delimiter, *cells > width) {
            (b',', true) => "a cell that holds a comma, such as a decimal comma or a name, must stand in quotes",
            (_, true) => "a cell that holds the separator must stand in quotes",
            (_, false) => "an empty cell needs its separator too",
        };
        problems.push(Problem {
            code: Code::DataBadRow,
            rows: RowList::one(*row),
            column: None,
            text: None,
            message: format!("the row has {cells} {noun}, and the header has {width}"),
            hint: Some(hint.to_owned()),
        });
    }
    problems.count(ragged.count - ragged.first.len());
    problems.ragged(ragged.first.iter().map(|(row, _)| *row), ragged.count > ragged.first.len());
}

/// The decimal mark that a word of the settings means.
pub(super) fn mark(word: &str) -> Option<Mark> {
    match word {
        "." | "point" => Some(Mark::Point),
        "," | "comma" => Some(Mark::Comma),
        _ => None,
    }
}

/// Reads a text in blocks of `block` bytes.
#[cfg(test)]
pub(super) fn in_blocks<'p>(asked: &Asked<'p>, bytes: &[u8], block: usize) -> Option<Result<Raw<'p>, Vec<Diagnostic>>> {
    blocks::read(asked, bytes, bytes.len(), block)
}

/// The columns as both ways of reading give them, as text; the quick way in parts of about `size` bytes.
#[cfg(test)]
pub(super) fn both_ways(program: &crate::program::Program, body: &Body<'_>, size: usize) -> [String; 2] {
    use crate::program::TableId;
    let limits = crate::limits::Limits::default();
    let settings = super::TableSettings::of("t.csv");
    let (name, file) = ("t.csv".to_owned(), "t.csv".to_owned());
    let printed = super::plan::Printed::Needed;
    let asked = Asked { program, table: TableId(0), settings, name, file, limits: &limits, printed };
    let headers: Vec<&str> = program.columns(TableId(0)).map(|(_, q, _)| q.name.as_str()).collect();
    let site = Site::File { name: "t.csv".into(), first: 2, lines: None };
    let plan = Plan::new(program, TableId(0), &headers, Mark::Point, printed, &site).unwrap();
    let quick = quick::parse_in_parts(&plan, body, &limits, size).unwrap().unwrap();
    let thorough = thorough::parse(&plan, body, &asked).unwrap();
    [quick, thorough].map(|parsed| {
        let columns = plan.columns.iter().zip(parsed.stores).zip(parsed.left);
        let mut problems = Problems::new(100);
        let values =
            columns.map(|((column, store), left)| assemble(column, store, &parsed.rows, left, &mut problems).values);
        let values: Vec<crate::eval::Column> = values.collect();
        assert!(problems.is_empty());
        format!("{values:?} {:?} {:?}", parsed.ragged, parsed.lines)
    })
}
