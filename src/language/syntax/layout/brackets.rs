//! Brackets: what is open, what was never closed, and how to go on nevertheless.

use super::{Before, CLOSE_ALL, CLOSE_ONE, Chain, Last, Pass, Recovery};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::Span;
use crate::syntax::words::DECLARATIONS;

/// An open bracket.
pub(super) struct Frame {
    /// Its place.
    at: usize,
    /// First byte of its line.
    line: usize,
    /// How far its line is indented.
    indent: usize,
    /// Whether clauses stand inside: newlines end them.
    pub(super) block: bool,
    /// The chain around it.
    chain: Chain,
}

impl Pass<'_> {
    pub(super) fn open(&mut self, byte: u8) {
        let before = self.before;
        self.begin(byte);
        let block = byte == b'{' && !matches!(before, Before::In | Before::OneOf);
        self.frames.push(Frame { at: self.pos, line: self.line, indent: self.indent(), block, chain: self.chain });
        self.chain = if block { Chain::default() } else { self.chain.inside() };
        self.check_depth();
        self.finish(1, Last::Nothing);
    }

    pub(super) fn close(&mut self, byte: u8) {
        // Inside a bracket nothing depends on the last token, and before the end of a block nothing goes on.
        self.newline = false;
        if byte == b'}' {
            self.drop_parentheses();
        }
        let fits =
            self.frames.last().is_some_and(|f| self.src.get(f.at) == Some(if byte == b'}' { &b'{' } else { &b'(' }));
        match self.frames.pop_if(|_| fits) {
            Some(frame) => {
                if frame.block {
                    self.end_clause();
                } else {
                    self.join();
                }
                self.chain = frame.chain;
            }
            None => {
                self.write(self.pos, b' ');
                if !self.goes_on_unmatched(byte) {
                    self.report_unmatched(byte);
                }
                if self.refused {
                    return;
                }
            }
        }
        self.finish(1, Last::Operand);
    }

    /// Brackets that close nothing, side by side, are one mistake: whether it is told of the one before this.
    fn goes_on_unmatched(&mut self, byte: u8) -> bool {
        if let Some(last) = self.diagnostics.last_mut()
            && last.code == Code::UnmatchedBracket
            && let Place::Text(span) = &mut last.place
            && span.end as usize == self.pos
            && self.src.get(span.start as usize) == Some(&byte)
        {
            if span.end - span.start == 1 {
                let (bracket, opening) = pair(byte);
                last.message = format!("these `{bracket}` close nothing");
                last.hint = Some(format!("remove them, or write the `{opening}` that they belong to"));
            }
            span.end += 1;
            return true;
        }
        false
    }

    fn report_unmatched(&mut self, byte: u8) {
        let (bracket, opening) = pair(byte);
        let span = Span::new(self.file, self.pos, self.pos + 1);
        self.diagnostics.push(
            Diagnostic::error(Code::UnmatchedBracket, span, format!("this `{bracket}` closes nothing"))
                .hint(format!("remove it, or write the `{opening}` that it belongs to")),
        );
        self.count_item();
    }

    /// Before a `}`: parentheses opened since the last `{` were never closed.
    fn drop_parentheses(&mut self) {
        let open = self.frames.iter().rev().take_while(|f| self.src.get(f.at) == Some(&b'(')).count();
        let has_brace = self.frames.len() > open;
        if open == 0 || !has_brace {
            return;
        }
        let span = Span::new(self.file, self.pos, self.pos + 1);
        let from = self.frames.len() - open;
        let frames: Vec<Frame> = self.frames.drain(from..).collect();
        self.forget(&frames);
        for frame in frames {
            self.report_unclosed(&frame, Some((span, "closed here, before the parenthesis is".to_string())));
            self.chain = frame.chain;
        }
    }

    /// Makes newlines inside these brackets end clauses again, and blanks the brackets.
    fn forget(&mut self, frames: &[Frame]) {
        let Some(outermost) = frames.iter().find(|f| !f.block) else { return };
        for at in outermost.at..self.pos {
            if self.src.get(at) == Some(&b'\n') {
                self.write(at, b'\n');
            }
        }
        for frame in frames.iter().filter(|f| !f.block) {
            self.write(frame.at, b' ');
        }
    }

    /// Recovery: a declaration that begins no further right than the line of an open bracket ends what is in it.
    pub(super) fn close_by_margin(&mut self, word: &[u8]) {
        if !DECLARATIONS.iter().any(|d| d.as_bytes() == word) {
            return;
        }
        let (indent, line) = (self.indent(), self.line);
        let open = self.frames.iter().rev().take_while(|f| f.indent >= indent && f.line < line).count();
        if open == 0 {
            return;
        }
        let span = Span::new(self.file, self.pos, self.pos + word.len());
        let from = self.frames.len() - open;
        let frames: Vec<Frame> = self.frames.drain(from..).collect();
        self.forget(&frames);
        let blocks = frames.iter().filter(|f| f.block).count();
        if blocks > 0 && self.frames.is_empty() {
            self.write(self.line.saturating_sub(1), CLOSE_ALL);
        } else {
            let end = self.pos.min(self.end + blocks);
            if let Some(gap) = self.out.get_mut(self.end..end) {
                gap.fill(CLOSE_ONE);
            }
        }
        let word = String::from_utf8_lossy(word).into_owned();
        // The innermost is the one that was forgotten; those around it were opened on the way to it.
        for frame in frames.iter().rev() {
            self.report_unclosed(frame, Some((span, format!("`{word}` begins here, before it is closed"))));
        }
        self.end_clause();
        self.chain = Chain::default();
        self.last = Last::Nothing;
    }

    /// At the end of the text: what is still open was never closed.
    pub(super) fn close_rest(&mut self) {
        let frames = std::mem::take(&mut self.frames);
        self.forget(&frames);
        for frame in &frames {
            self.report_unclosed(frame, None);
        }
        self.unclosed = self.recovery == Recovery::Off && !frames.is_empty();
    }

    fn report_unclosed(&mut self, frame: &Frame, where_noticed: Option<(Span, String)>) {
        let bracket = self.src.get(frame.at).map_or('{', |&b| char::from(b));
        let closing = if bracket == '{' { '}' } else { ')' };
        let span = Span::new(self.file, frame.at, frame.at + 1);
        let mut diagnostic =
            Diagnostic::error(Code::UnclosedBracket, span, format!("this `{bracket}` is never closed"))
                .label("opened here")
                .hint(format!("write the `{closing}` that belongs to it"));
        diagnostic.related.extend(where_noticed);
        self.diagnostics.push(diagnostic);
    }

    fn indent(&self) -> usize {
        let line = self.src.get(self.line..self.pos).unwrap_or_default();
        line.iter().take_while(|b| b.is_ascii_whitespace()).count()
    }
}

/// A closing bracket and its opening one.
fn pair(byte: u8) -> (char, char) {
    (char::from(byte), if byte == b'}' { '{' } else { '(' })
}
