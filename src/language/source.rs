//! The text of policies: files, places in them, and the line and column of a place.

use std::sync::Arc;

/// One file of a set of [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct FileId(pub u16);

/// A place in a policy's text: bytes `start..end` of one file.
///
/// Spans take no part in the comparison of what they stand beside.
#[derive(Clone, Copy, Debug, Default)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl PartialEq for Span {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Span {}

impl std::hash::Hash for Span {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}

impl Span {
    /// A place from its file and byte offsets.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clip = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { file, start: clip(start), end: clip(end) }
    }

    /// The smallest place that covers both; `other` must be in the same file, otherwise `self` is kept.
    pub fn to(self, other: Span) -> Span {
        if self.file == other.file {
            Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
        } else {
            self
        }
    }
}

/// One policy file: its name as the author knows it, and its text.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The name shown in diagnostics: a path as the user gave it, or a name from the host.
    pub name: Arc<str>,
    /// The text.
    pub text: Arc<str>,
}

/// All the files of one policy: the policy itself first, then whatever it uses, in the order met.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a file and says how it is called from now on; `None` when there are more than 65,535.
    pub fn add(&mut self, name: &str, text: &str) -> Option<FileId> {
        let id = u16::try_from(self.files.len()).ok()?;
        self.files.push(SourceFile { name: name.into(), text: text.into() });
        Some(FileId(id))
    }

    /// The file.
    pub fn file(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(usize::from(id.0))
    }

    /// All files, in the order added.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The text at a place; empty where the place is not in these files.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).and_then(|f| f.text.get(span.start as usize..span.end as usize)).unwrap_or("")
    }

    /// Line and column (both from 1, columns counted in characters) of a place's first byte.
    pub fn line_column(&self, span: Span) -> (usize, usize) {
        let before = self.file(span.file).and_then(|f| f.text.get(..span.start as usize)).unwrap_or("");
        let line = before.bytes().filter(|&b| b == b'\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
        (line, column)
    }
}
