//! The quick way through a CSV file without quotes and empty lines: every line break ends a row, so that the file is
//! cut into parts at line breaks, the parts are read at the same time, and each row's values go where they belong at once.

use super::{Body, Parsed, Ragged};
use crate::data::cells::{Block, Reader, State};
use crate::data::parallel;
use crate::data::plan::Plan;
use crate::data::raw::{Left, Store};
use crate::data::word::{spread, zero_bytes};
use crate::limits::Limits;

/// Bytes of a part.
const PART: usize = 1 << 22;
/// Rows of a block: its cells stay in the cache between cutting and reading.
const BLOCK: usize = 512;

/// Reads the columns. `None`: the file needs the thorough way. `Err`: it has more rows than the limit.
pub(super) fn parse(plan: &Plan<'_>, body: &Body<'_>, limits: &Limits) -> Option<Result<Parsed, usize>> {
    parse_in_parts(plan, body, limits, PART)
}

/// As [`parse`], with parts of about `size` bytes.
pub(super) fn parse_in_parts(
    plan: &Plan<'_>,
    body: &Body<'_>,
    limits: &Limits,
    size: usize,
) -> Option<Result<Parsed, usize>> {
    let parts = cut(body.text, size);
    let counts = parallel::map(parts.clone(), count);
    let rows: Vec<usize> = counts.into_iter().collect::<Option<_>>()?;
    let total: usize = rows.iter().sum();
    if total > limits.data_rows {
        return Some(Err(total));
    }
    // A row has at least one byte for each column: where there are fewer, lines are empty or too short.
    if total.saturating_mul(plan.width) > body.text.len() + 1 {
        return None;
    }
    let mut stores: Vec<Store> = plan.columns.iter().map(|c| Store::new(&c.kind, total)).collect();
    let mut work: Vec<(&str, Vec<State<'_>>)> = parts.iter().map(|part| (*part, Vec::new())).collect();
    for (column, store) in plan.columns.iter().zip(&mut stores) {
        for ((_, states), state) in work.iter_mut().zip(store.parts(&column.kind, &rows)) {
            states.push(state);
        }
    }
    let read = parallel::map(work, |(part, states)| read_part(plan, body, part, states, limits.bad_cells));
    let mut left: Vec<Vec<Left>> = plan.columns.iter().map(|_| Vec::with_capacity(rows.len())).collect();
    let mut ragged = Ragged::default();
    let mut start = 0;
    for (part, rows) in read.into_iter().zip(&rows) {
        let part = part?;
        for (column, of_part) in left.iter_mut().zip(part.left) {
            column.push(of_part);
        }
        ragged.take(&part.ragged, start, limits.bad_cells);
        start += rows;
    }
    Some(Ok(Parsed { rows, stores, left, ragged, lines: None }))
}

/// Reads a text at once, on one thread, into stores that were used before if there are any. `None`: it needs the thorough
/// way.
pub(super) fn parse_piece(plan: &Plan<'_>, body: &Body<'_>, limit: usize, used: Option<Vec<Store>>) -> Option<Parsed> {
    let rows = count(body.text)?;
    if rows.saturating_mul(plan.width) > body.text.len() + 1 {
        return None;
    }
    let mut stores: Vec<Store> = match used {
        Some(used) => used.into_iter().map(|store| store.again(rows)).collect(),
        None => plan.columns.iter().map(|c| Store::new(&c.kind, rows)).collect(),
    };
    let parts = plan.columns.iter().zip(&mut stores).flat_map(|(c, store)| store.parts(&c.kind, &[rows]));
    let read = read_part(plan, body, body.text, parts.collect(), limit)?;
    let left = read.left.into_iter().map(|left| vec![left]).collect();
    Some(Parsed { rows: vec![rows], stores, left, ragged: read.ragged, lines: None })
}

/// How many rows a text has; `None` where quotes may hide line breaks.
fn count(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr(b'"', bytes)
        .is_none()
        .then(|| memchr::memchr_iter(b'\n', bytes).count() + usize::from(!text.is_empty() && !text.ends_with('\n')))
}

/// Cuts a text after line breaks into parts of about `size` bytes.
fn cut(text: &str, size: usize) -> Vec<&str> {
    let mut parts = Vec::with_capacity(text.len() / size.max(1) + 1);
    let mut rest = text;
    while !rest.is_empty() {
        let from = rest.len().min(size);
        let after = rest.as_bytes().get(from..).unwrap_or_default();
        let end = memchr::memchr(b'\n', after).map_or(rest.len(), |at| from + at + 1);
        let (part, next) = rest.split_at_checked(end).unwrap_or((rest, ""));
        parts.push(part);
        rest = next;
    }
    parts
}

struct PartRead {
    left: Vec<Left>,
    ragged: Ragged,
}

/// Reads one part; `None` where it holds an empty line.
fn read_part(plan: &Plan<'_>, body: &Body<'_>, part: &str, states: Vec<State<'_>>, limit: usize) -> Option<PartRead> {
    let readers = plan.columns.iter().zip(states).map(|(column, state)| Reader::new(column, state, limit)).collect();
    let mut cutter = Cutter {
        part,
        positions: &plan.positions,
        width: body.width,
        limit,
        readers,
        ragged: Ragged::default(),
        rows: 0,
        cells: Vec::with_capacity(BLOCK * plan.positions.len()),
        start: 0,
        row_start: 0,
        column: 0,
        slot: 0,
        next: plan.positions.first().copied().unwrap_or(usize::MAX),
    };
    cutter.run(body.delimiter)?;
    Some(PartRead { left: cutter.readers.into_iter().map(Reader::finish).collect(), ragged: cutter.ragged })
}

/// Cuts a part into cells and hands them to the readers, a block at a time.
struct Cutter<'c> {
    part: &'c str,
    positions: &'c [usize],
    width: usize,
    limit: usize,
    readers: Vec<Reader<'c>>,
    ragged: Ragged,
    /// Rows handed over.
    rows: usize,
    /// Cells of the block: only those of needed columns.
    cells: Vec<(u32, u32)>,
    /// Where the current cell begins.
    start: usize,
    /// Where the current row begins.
    row_start: usize,
    /// The current column of the file.
    column: usize,
    /// How many needed cells of the row have been found.
    slot: usize,
    /// The column of the next needed cell.
    next: usize,
}

impl Cutter<'_> {
    fn run(&mut self, delimiter: u8) -> Option<()> {
        const BYTES: usize = 8;
        let (delimiters, breaks) = (spread(delimiter), spread(b'\n'));
        let bytes = self.part.as_bytes();
        let words = bytes.chunks_exact(BYTES);
        let rest = words.remainder();
        let tail = bytes.len() - rest.len();
        for (at, word) in (0..).step_by(BYTES).zip(words) {
            let word = word.first_chunk().map_or(0, |w| u64::from_le_bytes(*w));
            let mut found = zero_bytes(word ^ delimiters) | zero_bytes(word ^ breaks);
            while found != 0 {
                let bit = found.trailing_zeros();
                found &= found - 1;
                let byte = (word >> (bit & !7)) as u8;
                self.end_cell(at + (bit / 8) as usize, byte == b'\n')?;
            }
        }
        for (at, byte) in (tail..).zip(rest) {
            if *byte == delimiter || *byte == b'\n' {
                self.end_cell(at, *byte == b'\n')?;
            }
        }
        if self.row_start < bytes.len() {
            self.end_cell(bytes.len(), true)?;
        }
        self.hand_over();
        Some(())
    }

    /// Ends a cell at a separator or line break; `None` if the line is empty.
    #[inline]
    fn end_cell(&mut self, at: usize, row_ends: bool) -> Option<()> {
        if self.column == self.next {
            let end = if row_ends { self.without_return(at) } else { at };
            self.cells.push((self.start as u32, end as u32));
            self.slot += 1;
            self.next = self.positions.get(self.slot).copied().unwrap_or(usize::MAX);
        }
        self.start = at + 1;
        self.column += 1;
        if row_ends { self.end_row(at) } else { Some(()) }
    }

    /// The end of a line without the carriage return before it.
    fn without_return(&self, at: usize) -> usize {
        match at.checked_sub(1).filter(|before| *before >= self.start) {
            Some(before) if self.part.as_bytes().get(before) == Some(&b'\r') => before,
            Some(_) | None => at,
        }
    }

    #[inline]
    fn end_row(&mut self, at: usize) -> Option<()> {
        if self.column != self.width {
            self.end_ragged_row(at)?;
        } else if self.width == 1 && self.row_start == at {
            return None;
        }
        self.row_start = at + 1;
        self.column = 0;
        self.slot = 0;
        self.next = self.positions.first().copied().unwrap_or(usize::MAX);
        if self.cells.len() >= BLOCK * self.positions.len() {
            self.hand_over();
        }
        Some(())
    }

    /// A row with too many or too few cells is noted, and its cells count as empty.
    #[cold]
    fn end_ragged_row(&mut self, at: usize) -> Option<()> {
        if matches!(self.part.as_bytes().get(self.row_start..at), Some([] | [b'\r'])) {
            return None;
        }
        let width = self.positions.len().max(1);
        let before = self.cells.len() - self.slot;
        self.ragged.push(self.rows + before / width, self.column, self.limit);
        self.cells.truncate(before);
        self.cells.resize(before + self.positions.len(), (0, 0));
        Some(())
    }

    fn hand_over(&mut self) {
        let block = Block { text: self.part, cells: &self.cells, width: self.positions.len() };
        for reader in &mut self.readers {
            reader.read(&block);
        }
        self.rows += block.rows();
        self.cells.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_end_at_line_breaks_and_lose_nothing() {
        let text = "a,b\nccc,d\n\ne,ffffffffff\ng,h";
        for size in 1..40 {
            let parts = cut(text, size);
            assert_eq!(parts.concat(), text);
            assert!(parts.iter().rev().skip(1).all(|p| p.ends_with('\n')));
        }
    }
}
