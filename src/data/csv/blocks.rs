//! A large CSV file in blocks: what is held of it at any time is a few blocks, however large it is.
//!
//! Blocks are read in their order and cut at line breaks; several are hashed and parsed at the same time, the quick way;
//! their values are added to the columns in order. So neither threads nor the size of blocks have an effect on a result.

use std::io::{ErrorKind, Read};
use std::sync::{Mutex, PoisonError};

use blake3::hazmat::ChainingValue;

use super::{Body, Parsed, Ragged, dialect, fingerprint, learn, plan, put_together, quick};
use crate::data::load::Asked;
use crate::data::parallel;
use crate::data::plan::Plan;
use crate::data::raw::{Left, Raw, Store};
use crate::diagnostic::Diagnostic;

/// Bytes of a block: a power of two, as the fingerprint's tree needs it.
pub(super) const BLOCK: usize = 1 << 21;

/// Blocks that a single line may span.
const LONGEST_LINE: usize = 8;

/// Reads a file of about `size` bytes in blocks of `block` bytes. `None`: it has to be read as a whole.
pub(super) fn read<'p>(
    asked: &Asked<'p>,
    file: impl Read + Send,
    size: usize,
    block: usize,
) -> Option<Result<Raw<'p>, Vec<Diagnostic>>> {
    let most = asked.limits.data_bytes;
    let mut source = Source { file, block, most, carried: Vec::new(), read: 0, ended: false };
    let mut first = Block::default();
    source.next(&mut first)?;
    let text = dialect::text(asked, first.lines()).ok()?;
    let head = dialect::head(asked, text).ok()?;
    // A header that goes on to the end of the block may go on after it.
    let rows = head.body.text.len();
    let mut plan = match (rows > 0).then(|| plan(asked, &head.headers, &head.body))? {
        Ok(plan) => plan,
        Err(wrong) => return Some(Err(wrong)),
    };
    let body = Body { text: "", ..head.body };
    first.start = first.end - rows;
    let mut first = Some(first);
    let mut gathered = Gathered::new(&plan, asked.limits, size);
    // Stores go round, since fresh memory is dear.
    let used: Mutex<Vec<Vec<Store>>> = Mutex::default();
    let used = || used.lock().unwrap_or_else(PoisonError::into_inner);
    parallel::in_order(
        |block: &mut Block| match first.take() {
            Some(first) => {
                *block = first;
                Some(true)
            }
            None => source.next(block),
        },
        |block| {
            let store = used().pop();
            block.parse(&plan, &body, asked.limits.bad_cells, store)
        },
        |read| {
            let store = gathered.take(read)?;
            used().push(store);
            Some(())
        },
    )?;
    let (parsed, hashes) = gathered.done();
    if asked.settings.decimal.is_none() && learn(&mut plan, &parsed.left) {
        return None;
    }
    let mut raw = put_together(asked, &plan, &body, parsed);
    raw.origin.as_mut()?.fingerprint = fingerprint::whole(&hashes)?;
    Some(Ok(raw))
}

/// A file that is read from front to back.
struct Source<F> {
    file: F,
    block: usize,
    most: usize,
    /// What was read and not handed out: the last line, whole or not, and the one before it.
    carried: Vec<u8>,
    read: u64,
    ended: bool,
}

/// Some lines of a file, and the bytes that were read to get them.
#[derive(Default)]
struct Block {
    bytes: Vec<u8>,
    /// Where its rows begin and end among the bytes.
    start: usize,
    end: usize,
    /// The bytes that are new, and where in the file they begin.
    fresh: std::ops::Range<usize>,
    offset: u64,
    last: bool,
}

impl<F: Read> Source<F> {
    /// Reads the next block; `Some(false)` when there are no more.
    fn next(&mut self, block: &mut Block) -> Option<bool> {
        if self.ended {
            return Some(false);
        }
        let held = self.carried.len();
        if held > LONGEST_LINE * self.block {
            return None;
        }
        if block.bytes.len() < held + self.block {
            block.bytes.resize(held + self.block, 0);
        }
        block.bytes.get_mut(..held)?.copy_from_slice(&self.carried);
        let new = fill(&mut self.file, block.bytes.get_mut(held..held + self.block)?)?;
        block.fresh = held..held + new;
        block.offset = self.read;
        self.read += new as u64;
        self.ended = new < self.block;
        if self.read > self.most as u64 {
            return None;
        }
        let all = block.bytes.get(..held + new)?;
        // The last block has a line at least, if the file has one, so that empty lines at the end are seen.
        let before = |end: usize| memchr::memrchr(b'\n', all.get(..end).unwrap_or_default());
        let end = if self.ended { all.len() } else { before(all.len()).and_then(before).map_or(0, |at| at + 1) };
        self.carried.clear();
        self.carried.extend_from_slice(all.get(end..)?);
        (block.start, block.end, block.last) = (0, end, self.ended);
        Some(true)
    }
}

/// Fills a buffer as far as the file goes; `None` where it cannot be read.
fn fill(file: &mut impl Read, mut buffer: &mut [u8]) -> Option<usize> {
    let room = buffer.len();
    while !buffer.is_empty() {
        match file.read(buffer) {
            Ok(0) => break,
            Ok(read) => buffer = buffer.get_mut(read..)?,
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
    Some(room - buffer.len())
}

/// What was read of a block.
struct BlockRead {
    hash: Option<ChainingValue>,
    bytes: usize,
    parsed: Parsed,
}

impl Block {
    fn lines(&self) -> &[u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }

    fn parse(&self, plan: &Plan<'_>, body: &Body<'_>, limit: usize, used: Option<Vec<Store>>) -> Option<BlockRead> {
        let hash = fingerprint::part(self.offset, self.bytes.get(self.fresh.clone())?);
        let text = std::str::from_utf8(self.lines()).ok()?;
        let mut rows = Body { text, ..*body };
        if self.last {
            rows = rows.without_empty_end();
            // Where nothing is left there may be more empty lines in the block before.
            if rows.text.is_empty() && !text.is_empty() {
                return None;
            }
        }
        Some(BlockRead { hash, bytes: text.len(), parsed: quick::parse_piece(plan, &rows, limit, used)? })
    }
}

/// What has been read of a file.
struct Gathered<'l> {
    limits: &'l crate::limits::Limits,
    size: usize,
    expected: usize,
    rows: usize,
    parsed: Parsed,
    hashes: Vec<ChainingValue>,
}

impl<'l> Gathered<'l> {
    fn new(plan: &Plan<'_>, limits: &'l crate::limits::Limits, size: usize) -> Self {
        let stores = plan.columns.iter().map(|column| Store::new(&column.kind, 0)).collect();
        let left = plan.columns.iter().map(|_| Vec::new()).collect();
        let parsed = Parsed { rows: Vec::new(), stores, left, ragged: Ragged::default(), lines: None };
        Self { limits, size, expected: 0, rows: 0, parsed, hashes: Vec::new() }
    }

    /// Adds the next block, and hands back its stores.
    fn take(&mut self, block: BlockRead) -> Option<Vec<Store>> {
        let rows: usize = block.parsed.rows.iter().sum();
        if self.expected == 0 {
            self.expected = expected(rows, block.bytes, self.size).min(self.limits.data_rows);
        }
        for (all, next) in self.parsed.left.iter_mut().zip(block.parsed.left) {
            all.extend(next);
        }
        let columns = self.parsed.stores.iter_mut().zip(&block.parsed.stores).zip(&mut self.parsed.left);
        for ((all, next), left) in columns {
            if let Store::Keys = next {
                join_keys(left, self.expected);
            }
            all.append(next, self.expected);
        }
        self.parsed.ragged.take(&block.parsed.ragged, self.rows, self.limits.bad_cells);
        self.parsed.rows.push(rows);
        self.hashes.extend(block.hash);
        self.rows += rows;
        (self.rows <= self.limits.data_rows).then_some(block.parsed.stores)
    }

    fn done(mut self) -> (Parsed, Vec<ChainingValue>) {
        self.parsed.stores.iter_mut().for_each(Store::shrink);
        (self.parsed, self.hashes)
    }
}

/// How many rows a file seems to have, from the first of them: a little more than that, so that columns hardly ever move.
fn expected(rows: usize, bytes: usize, size: usize) -> usize {
    let about = rows as f64 * (size as f64 / bytes.max(1) as f64) * 1.02;
    about as usize + 1
}

/// Adds the keys of the last part to those of the first, so that they are held once. With the first part there is room
/// made for those of `rows` rows: if later ones are a digit longer it still suffices.
fn join_keys(left: &mut [Left], rows: usize) {
    if let [Left { texts, .. }] = left {
        let each = texts.bytes().div_ceil(texts.len().max(1)) + 1;
        texts.reserve(rows.saturating_sub(texts.len()), (rows * each).saturating_sub(texts.bytes()));
    }
    let Some((first, [.., last])) = left.split_first_mut() else { return };
    let keys = std::mem::take(&mut last.texts);
    first.texts.append(&keys);
}
