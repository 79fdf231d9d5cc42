//! Blocks whose opening bracket was forgotten: `index i of t`, then lines that are indented, then a `}` that closes
//! nothing. What came between is only known at the `}`, so the text is read once more, with the bracket in its place.

use super::brackets::Frame;
use super::{Last, Pass};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::words::DECLARATIONS;

/// A declaration that has opened no block so far.
#[derive(Clone, Copy)]
pub(super) struct Header {
    /// First byte of its line.
    line: usize,
    /// Its first word.
    at: usize,
    /// How far its line is indented.
    indent: usize,
    /// Where it ends, and the newline before a line that is indented further, if there is one.
    inside: Option<(usize, usize)>,
}

/// Where a `{` was meant to be.
#[derive(Clone, Copy)]
pub(super) struct Forgotten {
    header: Header,
    /// One past the last token of the header.
    end: usize,
    /// The newline after it, which becomes the bracket.
    gap: usize,
    /// The `}` that closes nothing without it.
    close: usize,
}

impl Pass<'_> {
    /// Keeps in mind which declaration the clause that begins a line here may belong to.
    pub(super) fn note_header(&mut self) {
        if !self.frames.is_empty() {
            return;
        }
        let indent = self.indent();
        let further = self.header.is_some_and(|header| indent > header.indent);
        if further {
            let newline = self.out.get(self.end..self.pos).and_then(|gap| gap.iter().position(|b| *b == b'\n'));
            let inside = newline.map(|n| (self.end, self.end + n));
            self.header = self.header.map(|header| Header { inside: header.inside.or(inside), ..header });
            return;
        }
        let word = self.word_here();
        let declares = DECLARATIONS.iter().any(|d| d.as_bytes() == word);
        self.header = declares.then_some(Header { line: self.line, at: self.pos, indent, inside: None });
    }

    /// A bracket is opened: a declaration that has nothing after its first line has its block, or needs none.
    pub(super) fn opens_block(&mut self) {
        if self.frames.is_empty() {
            self.header = self.header.filter(|header| header.inside.is_some());
        }
    }

    /// At a `}` that closes nothing: whether it is the end of a block whose `{` was forgotten.
    pub(super) fn ends_forgotten(&mut self) -> bool {
        let Some(header) = self.header.take().filter(|_| self.frames.is_empty() && !self.again) else { return false };
        let Some((end, gap)) = header.inside else { return false };
        self.forgotten.push_back(Forgotten { header, end, gap, close: self.pos });
        true
    }

    /// Opens the block whose bracket is known to have been forgotten before this token.
    pub(super) fn open_forgotten(&mut self) {
        let Some(Forgotten { header, end, gap, close }) = self.missing.front().copied() else { return };
        if gap >= self.pos {
            return;
        }
        self.missing.pop_front();
        let text = self.src.get(header.at..end).unwrap_or_default();
        let text = String::from_utf8_lossy(text).into_owned();
        let span = Span::new(self.file, header.at, end);
        self.diagnostics.push(
            Diagnostic::error(Code::UnmatchedBracket, span, "the block that begins here is not opened")
                .related(Span::new(self.file, close, close + 1), "closed here")
                .hint(format!("write `{text} {{`")),
        );
        self.write(gap, b'{');
        let chain = std::mem::take(&mut self.chain);
        self.frames.push(Frame {
            at: gap,
            opening: b'{',
            line: header.line,
            indent: header.indent,
            block: true,
            chain,
        });
        self.last = Last::Nothing;
    }
}
