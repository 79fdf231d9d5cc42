//! What is read as a whole: comments, texts, names in backquotes.

use super::{Last, Pass};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

impl Pass<'_> {
    /// `-- …` is blanked; `--- …` at the beginning of a line is kept where something may be described.
    pub(super) fn comment(&mut self) {
        let rest = self.src.get(self.pos..).unwrap_or_default();
        let length = rest.iter().position(|&b| b == b'\n' || b == b'\r').unwrap_or(rest.len());
        let line_begins = self.src.get(self.line..self.pos).is_some_and(|b| b.trim_ascii().is_empty());
        let describes = rest.starts_with(b"---") && rest.get(3) != Some(&b'-') && line_begins;
        if rest.iter().take(length).any(|&b| b == 0) {
            self.refuse(Code::NulCharacter, "the policy holds a NUL character", "is this a text file?");
        } else if describes && !self.inside_expression() && self.last != Last::Operator {
            self.begin(b'-');
            self.finish(length, Last::Nothing);
        } else {
            self.blank(self.pos, self.pos + length);
            self.pos += length;
        }
    }

    /// A text or a backquoted name, to the end of the line at most.
    pub(super) fn quoted(&mut self, quote: u8) {
        self.begin(quote);
        let rest = self.src.get(self.pos + 1..).unwrap_or_default();
        let mut length = 0;
        let mut escaped = false;
        for &byte in rest {
            match byte {
                b'\n' | b'\r' => return self.unclosed_text(quote, length + 1),
                0 => {
                    return self.refuse(Code::NulCharacter, "the policy holds a NUL character", "is this a text file?");
                }
                _ if escaped => escaped = false,
                b'\\' if quote == b'"' => escaped = true,
                _ if byte == quote => {
                    if quote == b'`' && length > self.limits.name_bytes {
                        let message = format!("a name is longer than {} bytes", self.limits.name_bytes);
                        let span = Span::new(self.file, self.pos, self.pos + length + 2);
                        self.diagnostics.push(Diagnostic::error(Code::NameTooLong, span, message));
                    }
                    return self.finish(length + 2, Last::Operand);
                }
                _ => {}
            }
            length += 1;
        }
        self.unclosed_text(quote, length + 1);
    }

    fn unclosed_text(&mut self, quote: u8, length: usize) {
        let (what, hint) = match quote {
            b'`' => ("backquoted name", "a name in backquotes ends with a backquote on the same line"),
            _ => ("text", "a text ends with `\"` on the same line; write `\\n` for a line break in it"),
        };
        let span = Span::new(self.file, self.pos, self.pos + length);
        let message = format!("this {what} is never closed");
        self.diagnostics.push(Diagnostic::error(Code::UnclosedText, span, message).label("begins here").hint(hint));
        // A block that opens at the end of the line was hardly meant to be part of the text.
        let line = self.src.get(self.pos..self.pos + length).unwrap_or_default();
        let kept = line.trim_ascii_end().ends_with(b"{");
        let length = if kept { line.trim_ascii_end().len() - 1 } else { length };
        self.blank(self.pos, self.pos + length);
        self.finish(length, Last::Operand);
    }
}
