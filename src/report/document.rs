//! What a report says to a person, before it is laid out as text or as Markdown.

use crate::diagnostic::Severity;

/// A report, block by block.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Document {
    /// The blocks, in reading order.
    pub blocks: Vec<Block>,
}

/// A part of a report.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// The report's title.
    Title(String),
    /// The heading of a section.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// A paragraph that must not be overlooked.
    Strong(String),
    /// A table.
    Table(Table),
    /// A list.
    List(Vec<String>),
    /// Lines of a policy, to be copied as they are.
    Code(String),
    /// A finding.
    Finding(FindingText),
}

/// A table.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<TableColumn>,
    /// Its rows, group by group; every row has a cell for each column.
    pub groups: Vec<Group>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableColumn {
    /// Its header.
    pub header: String,
    /// Numbers stand on the right, and are never broken over lines.
    pub align: Align,
    /// Whether it may be left out where there is no room.
    pub weight: ColumnWeight,
}

/// On which side the cells of a column stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Texts.
    Left,
    /// Numbers.
    Right,
}

/// How much a column matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnWeight {
    /// Always shown.
    Main,
    /// Left out where there is no room, last ones first.
    Detail,
}

/// Rows that belong together.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Group {
    /// What they have in common.
    pub heading: Option<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// A finding.
#[derive(Clone, Debug, PartialEq)]
pub struct FindingText {
    /// How much it weighs.
    pub severity: Severity,
    /// Its code.
    pub code: &'static str,
    /// What it is about, and the place in the policy.
    pub subject: String,
    /// What was found.
    pub message: String,
    /// The rows concerned.
    pub rows: Option<String>,
    /// What to do.
    pub hint: Option<String>,
    /// Why it is allowed, if it is.
    pub allowed: Option<String>,
}

impl FindingText {
    /// How much it weighs, in a word: what is allowed no longer does.
    pub(super) fn word(&self) -> &'static str {
        if self.allowed.is_some() { "allowed" } else { severity_word(self.severity) }
    }
}

impl Document {
    pub(super) fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    pub(super) fn heading(&mut self, text: impl Into<String>) {
        self.push(Block::Heading(text.into()));
    }

    pub(super) fn paragraph(&mut self, text: impl Into<String>) {
        self.push(Block::Paragraph(text.into()));
    }
}

impl TableColumn {
    /// A column of texts.
    pub fn left(header: impl Into<String>) -> Self {
        Self { header: header.into(), align: Align::Left, weight: ColumnWeight::Main }
    }

    /// A column of numbers.
    pub fn right(header: impl Into<String>) -> Self {
        Self { header: header.into(), align: Align::Right, weight: ColumnWeight::Main }
    }

    /// A column that may be left out.
    #[must_use]
    pub fn detail(self) -> Self {
        Self { weight: ColumnWeight::Detail, ..self }
    }
}

impl Table {
    /// A table without groups.
    pub fn plain(columns: Vec<TableColumn>, rows: Vec<Vec<String>>) -> Self {
        Self { columns, groups: vec![Group { heading: None, rows }] }
    }
}

/// The word for a severity.
pub fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// `1 warning`, `3 warnings`
pub fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{} {one}s", grouped(count)) }
}

/// A count with its digits in threes: `1 000 000`.
pub fn grouped(count: usize) -> String {
    let digits = count.to_string();
    if digits.len() <= 4 {
        return digits;
    }
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}
