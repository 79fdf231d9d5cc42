//! From text cells to typed columns: one reader a column, one block of rows at a time.
//!
//! CSV, XLSX and inline rows all come here; whatever cuts them into cells hands over [`Block`]s.

use indexmap::IndexMap;

use super::distinct::Distinct;
use super::number::{self, Evidence};
use super::plan::{ColumnPlan, Kind};
use super::problems::RowList;
use super::raw::{Left, Store};
use super::{date, trim};
use crate::eval::TextPool;
use crate::eval::column::{link, member, number as missing_number, yes_no};

/// Stands in a column for a cell that could not be read. Such a column never leaves this module's parent.
pub(super) mod bad {
    /// In numbers: a NaN that is no kind of missing.
    pub const NUMBER: f64 = f64::from_bits(0x7ff8_0000_0000_0100);
    /// In members and yes/no.
    pub const BYTE: u8 = 0xf0;
    /// In links and texts.
    pub const CODE: u32 = super::link::FIRST_MISSING - 1;
}

/// Some rows cut into cells: only the needed columns, row by row.
pub(super) struct Block<'b> {
    /// The text that holds the cells.
    pub text: &'b str,
    /// First and past-the-end byte of each cell.
    pub cells: &'b [(u32, u32)],
    /// Cells of a row.
    pub width: usize,
}

impl<'b> Block<'b> {
    fn column(&self, slot: usize) -> impl Iterator<Item = &'b str> + use<'b> {
        let text = self.text;
        self.places(slot).map(move |(start, end)| trim(text.get(start..end).unwrap_or("")))
    }

    /// First and past-the-end byte of each cell of a column.
    fn places(&self, slot: usize) -> impl Iterator<Item = (usize, usize)> + use<'b> {
        let cells = self.cells.iter().skip(slot).step_by(self.width.max(1));
        cells.map(|(start, end)| (*start as usize, *end as usize))
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.cells.len() / self.width.max(1)
    }
}

/// Where a reader writes: a part of the final column, or a column that grows.
pub(super) enum Out<'a, T> {
    /// The rows of a column that are still to be written.
    Part(&'a mut [T]),
    /// All that has been written.
    Grown(Vec<T>),
}

impl<T: Copy + Default> Out<'_, T> {
    fn grown(self) -> Option<Vec<T>> {
        match self {
            Out::Part(_) => None,
            Out::Grown(all) => Some(all),
        }
    }

    /// The next rows.
    fn next(&mut self, rows: usize) -> &mut [T] {
        match self {
            Out::Part(rest) => {
                let (next, after) = std::mem::take(rest).split_at_mut_checked(rows).unwrap_or_default();
                *rest = after;
                next
            }
            Out::Grown(all) => {
                let before = all.len();
                all.resize(before + rows, T::default());
                all.get_mut(before..).unwrap_or_default()
            }
        }
    }
}

/// A cell that could not be read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BadCell {
    /// Row of the part read.
    pub row: usize,
    /// Its text.
    pub text: String,
}

/// The bad cells of a column: the first ones, and how many in all.
#[derive(Clone, Debug, Default)]
pub(super) struct BadCells {
    /// The first ones, in order.
    pub first: Vec<BadCell>,
    /// How many in all.
    pub count: usize,
    /// Unknown members: each text with its rows.
    pub unknown: IndexMap<String, RowList>,
    limit: usize,
}

impl BadCells {
    /// Adds those of a later part, which begins at row `start`.
    pub fn take(&mut self, part: BadCells, start: usize) {
        self.limit = self.limit.max(part.limit);
        self.count += part.count;
        let room = self.limit.saturating_sub(self.first.len());
        self.first.extend(part.first.into_iter().take(room).map(|c| BadCell { row: c.row + start, ..c }));
        for (text, rows) in part.unknown {
            if self.unknown.len() < self.limit || self.unknown.contains_key(&text) {
                self.unknown.entry(text).or_default().extend(&rows, start);
            } else {
                self.count += rows.count();
            }
        }
    }

    #[cold]
    fn push(&mut self, row: usize, text: &str) {
        self.count += 1;
        if self.first.len() < self.limit {
            self.first.push(BadCell { row, text: shorten(text) });
        }
    }

    #[cold]
    fn push_unknown(&mut self, row: usize, text: &str) {
        if self.unknown.len() < self.limit || self.unknown.contains_key(text) {
            self.unknown.entry(text.to_owned()).or_default().push(row);
        } else {
            self.count += 1;
        }
    }
}

/// A cell's text, cut where it is too long to be shown.
fn shorten(text: &str) -> String {
    const SHOWN: usize = 80;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text)),
        None => text.to_owned(),
    }
}

/// Reads one column, or the part of it that lies in some consecutive rows.
pub(super) struct Reader<'a> {
    plan: &'a ColumnPlan<'a>,
    row: usize,
    /// What could not be read.
    pub bad: BadCells,
    /// What has been read.
    pub state: State<'a>,
}

/// What a reader has read, by the kind of its column.
pub(super) enum State<'a> {
    /// Numbers, in internal units.
    Number(Out<'a, f64>, Evidence),
    /// Days.
    Day(Out<'a, f64>, Box<Distinct<f64>>),
    /// yes/no.
    YesNo(Out<'a, u8>, Box<Distinct<u8>>),
    /// Members of a scale.
    Member(Out<'a, u8>, Box<Distinct<u8>>),
    /// Texts, and the keys of linked rows: numbers of distinct texts.
    Text(Out<'a, u32>, Box<Distinct<u32>>, TextPool),
    /// A key: every row its own text, empty where it is missing.
    Key(TextPool),
}

impl<'a> Reader<'a> {
    /// A reader that has read nothing.
    pub fn new(plan: &'a ColumnPlan<'a>, state: State<'a>, limit: usize) -> Self {
        Self { plan, row: 0, bad: BadCells { limit, ..BadCells::default() }, state }
    }

    /// A reader whose columns grow, for files read from front to back.
    pub fn growing(plan: &'a ColumnPlan<'a>, limit: usize) -> Self {
        let state = match plan.kind {
            Kind::Number { .. } => State::Number(Out::Grown(Vec::new()), Evidence::default()),
            Kind::Day => State::Day(Out::Grown(Vec::new()), Box::new(Distinct::new())),
            Kind::YesNo | Kind::Option(_) => State::YesNo(Out::Grown(Vec::new()), Box::new(Distinct::new())),
            Kind::Member(_) => State::Member(Out::Grown(Vec::new()), Box::new(Distinct::new())),
            Kind::Text => State::Text(Out::Grown(Vec::new()), Box::new(Distinct::new()), TextPool::default()),
            Kind::Key => State::Key(TextPool::default()),
        };
        Self::new(plan, state, limit)
    }

    /// What is left when all has been read: everything but the parts of columns, which stand where they belong.
    pub fn finish(self) -> Left {
        let mut left = Left { bad: self.bad, ..Left::default() };
        match self.state {
            State::Number(out, evidence) => {
                left.evidence = evidence;
                left.grown = out.grown().map(Store::Numbers);
            }
            State::Day(out, _) => left.grown = out.grown().map(Store::Numbers),
            State::YesNo(out, _) | State::Member(out, _) => left.grown = out.grown().map(Store::Bytes),
            State::Text(out, _, texts) => {
                left.texts = texts;
                left.grown = out.grown().map(Store::Codes);
            }
            State::Key(texts) => left.texts = texts,
        }
        left
    }

    /// Reads the column's cells of a block.
    pub fn read(&mut self, block: &Block<'_>) {
        let rows = block.rows();
        let cells = block.column(self.plan.slot).zip(self.row..);
        let (plan, bad) = (self.plan, &mut self.bad);
        match &mut self.state {
            State::Number(out, evidence) => {
                let Kind::Number { mark, percent } = plan.kind else { return };
                let places = block.places(plan.slot).zip(self.row..);
                for ((place, row), value) in places.zip(out.next(rows)) {
                    let bytes = block.text.as_bytes().get(place.0..place.1).unwrap_or_default();
                    // Most cells are plain numbers, or empty, and need not be looked at as text.
                    *value = if bytes.is_empty() {
                        plan.tokens.empty
                    } else if !plan.tokens.numeric
                        && let Some(value) = number::plain(bytes, mark, evidence)
                    {
                        if percent { value / 100.0 } else { value }
                    } else {
                        let text = trim(block.text.get(place.0..place.1).unwrap_or(""));
                        number_cell(plan, bad, evidence, text, row)
                    };
                }
            }
            State::Day(out, distinct) => {
                for ((text, row), value) in cells.zip(out.next(rows)) {
                    *value = distinct.meaning(text, |t| day_meaning(plan, t));
                    if value.to_bits() == bad::NUMBER.to_bits() {
                        bad.push(row, text);
                    }
                }
            }
            State::YesNo(out, distinct) => {
                for ((text, row), value) in cells.zip(out.next(rows)) {
                    *value = distinct.meaning(text, |t| yes_no_meaning(plan, t));
                    if *value == bad::BYTE {
                        bad_yes_no(plan, bad, text, row);
                    }
                }
            }
            State::Member(out, distinct) => {
                for ((text, row), value) in cells.zip(out.next(rows)) {
                    *value = distinct.meaning(text, |t| member_meaning(plan, t));
                    if *value == bad::BYTE {
                        bad.push_unknown(row, text);
                    }
                }
            }
            State::Text(out, distinct, texts) => {
                for ((text, _), value) in cells.zip(out.next(rows)) {
                    *value = distinct.meaning(text, |t| match plan.tokens.kind(t) {
                        Some(kind) => link::missing(kind),
                        None => texts.push(t),
                    });
                }
            }
            State::Key(texts) => {
                for (text, _) in cells {
                    texts.push(if plan.tokens.kind(text).is_some() { "" } else { text });
                }
            }
        }
        self.row += rows;
    }
}

#[inline(never)]
fn number_cell(plan: &ColumnPlan<'_>, bad: &mut BadCells, evidence: &mut Evidence, text: &str, row: usize) -> f64 {
    let Kind::Number { mark, percent } = plan.kind else { return bad::NUMBER };
    if !plan.tokens.numeric
        && let Some(value) = number::plain(text.as_bytes(), mark, evidence)
    {
        return if percent { value / 100.0 } else { value };
    }
    if let Some(missing) = plan.tokens.number(text) {
        return missing;
    }
    match number::read(text, mark, evidence) {
        Some(read) if percent => read.value / 100.0,
        Some(read) if !read.percent => read.value,
        Some(_) | None => {
            bad.push(row, text);
            bad::NUMBER
        }
    }
}

/// Notes a cell that is neither yes nor no, or the name in it that is no option.
#[cold]
fn bad_yes_no(plan: &ColumnPlan<'_>, bad: &mut BadCells, text: &str, row: usize) {
    match &plan.kind {
        Kind::Option(options) => bad.push_unknown(row, options.chosen(text).err().unwrap_or(text)),
        Kind::Number { .. } | Kind::Day | Kind::YesNo | Kind::Member(_) | Kind::Text | Kind::Key => bad.push(row, text),
    }
}

fn day_meaning(plan: &ColumnPlan<'_>, text: &str) -> f64 {
    match plan.tokens.kind(text) {
        Some(kind) => missing_number::missing(kind),
        None => date::read(text).unwrap_or(bad::NUMBER),
    }
}

fn yes_no_meaning(plan: &ColumnPlan<'_>, text: &str) -> u8 {
    if let Some(kind) = plan.tokens.kind(text) {
        return yes_no::missing(kind);
    }
    if let Kind::Option(options) = &plan.kind {
        return options.chosen(text).map_or(bad::BYTE, yes_no::from);
    }
    let is = |words: &[&str]| words.iter().any(|w| w.eq_ignore_ascii_case(text));
    if is(&["yes", "true", "1"]) {
        yes_no::YES
    } else if is(&["no", "false", "0"]) {
        yes_no::NO
    } else {
        bad::BYTE
    }
}

fn member_meaning(plan: &ColumnPlan<'_>, text: &str) -> u8 {
    let Kind::Member(lexicon) = &plan.kind else { return bad::BYTE };
    match plan.tokens.kind(text) {
        Some(kind) => member::missing(kind),
        None => lexicon.find(text).unwrap_or(bad::BYTE),
    }
}
