//! Where clauses end: one pass over the bytes, before the grammar.
//!
//! The result has the same length as the text, so that places stay true. Comments become blanks; a newline that
//! does not end a clause becomes a blank; what would make the grammar go astray (an unclosed bracket or text,
//! nesting without end) is reported here, once, and mended or refused.

mod brackets;
mod chain;

use crate::diagnostic::{Code, Diagnostic};
use crate::limits::Limits;
use crate::source::{FileId, Span};
use brackets::Frame;
use chain::Chain;

/// Ends everything that is open: written where a declaration begins at the margin before all brackets were closed.
const CLOSE_ALL: u8 = 1;
/// Ends one block: written where its closing bracket was forgotten.
const CLOSE_ONE: u8 = 2;

/// A text whose clause ends are settled.
pub(super) struct Layout {
    /// As long as the original, byte for byte.
    pub text: String,
    /// What is wrong with brackets, texts and size.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the text must not be parsed at all.
    pub refused: bool,
}

/// Settles where the clauses of `text` end.
pub(super) fn lay_out(file: FileId, text: &str, limits: &Limits) -> Layout {
    if text.len() > limits.source_bytes.min(u32::MAX as usize) {
        let message = format!("the policy has {} bytes, and {} are allowed", text.len(), limits.source_bytes);
        let diagnostic = Diagnostic::error(Code::TooLarge, Span::new(file, 0, 0), message)
            .hint("split it into several files, and let one `use` the others");
        return Layout { text: String::new(), diagnostics: vec![diagnostic], refused: true };
    }
    let mut pass = Pass::new(file, text, limits, Recovery::Off);
    pass.run();
    if pass.unclosed && !pass.refused {
        // Only now is it worth while to guess from the margins where the closing bracket was meant to be.
        pass = Pass::new(file, text, limits, Recovery::ByMargin);
        pass.run();
    }
    Layout {
        text: String::from_utf8(pass.out).unwrap_or_default(),
        diagnostics: pass.diagnostics,
        refused: pass.refused,
    }
}

/// What to do with a bracket that is never closed.
#[derive(Clone, Copy, PartialEq)]
enum Recovery {
    /// Read on: the end of the text will tell.
    Off,
    /// Close it before a declaration that begins no further right than the line with the bracket.
    ByMargin,
}

/// What the last token was, as far as the end of a clause depends on it.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    /// Nothing yet in this clause.
    Nothing,
    /// An operator, a comma or a word after which something must come.
    Operator,
    /// Anything else.
    Operand,
}

/// The words before a bracket, by which `in {`, `one of {` and `several of {` are known.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    In,
    One,
    OneOf,
    Other,
}

struct Pass<'a> {
    file: FileId,
    limits: &'a Limits,
    recovery: Recovery,
    src: &'a [u8],
    out: Vec<u8>,
    /// The next byte to read.
    pos: usize,
    /// First byte of the line.
    line: usize,
    /// One past the last token.
    end: usize,
    /// Whether a newline was met since the last token.
    newline: bool,
    last: Last,
    before: Before,
    frames: Vec<Frame>,
    chain: Chain,
    /// Clauses, items and grid lines so far.
    items: usize,
    tokens: usize,
    diagnostics: Vec<Diagnostic>,
    unclosed: bool,
    refused: bool,
}

impl<'a> Pass<'a> {
    fn new(file: FileId, text: &'a str, limits: &'a Limits, recovery: Recovery) -> Self {
        Pass {
            file,
            limits,
            recovery,
            src: text.as_bytes(),
            out: text.as_bytes().to_vec(),
            pos: 0,
            line: 0,
            end: 0,
            newline: false,
            last: Last::Nothing,
            before: Before::Other,
            frames: Vec::new(),
            chain: Chain::default(),
            items: 0,
            tokens: 0,
            diagnostics: Vec::new(),
            unclosed: false,
            refused: false,
        }
    }

    fn run(&mut self) {
        if self.src.starts_with(b"\xEF\xBB\xBF") {
            self.blank(0, 3);
            (self.pos, self.end, self.line) = (3, 3, 3);
        }
        while let Some(byte) = self.peek(0) {
            self.token(byte);
            if self.refused {
                return;
            }
        }
        self.close_rest();
    }

    fn token(&mut self, byte: u8) {
        match byte {
            b'\n' => self.end_line(),
            b'\r' => {
                // A carriage return alone ends a line as well, as old files have it.
                let alone = self.peek(1) != Some(b'\n');
                self.write(self.pos, if alone { b'\n' } else { b' ' });
                if alone { self.end_line() } else { self.pos += 1 }
            }
            b' ' | b'\t' => self.pos += 1,
            0 => self.refuse(Code::NulCharacter, "the policy holds a NUL character", "is this a text file?"),
            b'-' if self.peek(1) == Some(b'-') => self.comment(),
            b'"' => self.quoted(b'"'),
            b'`' => self.quoted(b'`'),
            b'(' | b'{' => self.open(byte),
            b')' | b'}' => self.close(byte),
            b';' => {
                self.begin(byte);
                self.end_clause();
                self.finish(1, Last::Nothing);
            }
            b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | 0x80.. => self.word(),
            _ => self.symbol(byte),
        }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.src.get(self.pos + ahead).copied()
    }

    fn write(&mut self, at: usize, byte: u8) {
        if let Some(b) = self.out.get_mut(at) {
            *b = byte;
        }
    }

    fn blank(&mut self, from: usize, to: usize) {
        if let Some(bytes) = self.out.get_mut(from..to) {
            bytes.fill(b' ');
        }
    }

    fn end_line(&mut self) {
        self.pos += 1;
        self.line = self.pos;
        self.newline = true;
    }

    /// Whether newlines mean nothing here.
    fn inside_expression(&self) -> bool {
        self.frames.last().is_some_and(|f| !f.block)
    }

    /// Begins a token: settles whether a newline before it ends a clause. Returns whether the token begins a line.
    fn begin(&mut self, first: u8) -> bool {
        let begins_line = self.newline;
        if self.newline {
            let goes_on = self.inside_expression()
                || (self.last == Last::Operator && first != b'|')
                || (self.last == Last::Operand && (first == b'{' || self.leading_word()));
            self.newline = false;
            if goes_on {
                self.join();
            } else {
                self.end_clause();
                self.last = Last::Nothing;
            }
        }
        if self.last == Last::Nothing {
            self.count_item();
        }
        self.tokens += 1;
        if self.tokens > self.limits.declarations.saturating_mul(8) {
            self.refuse_many();
        }
        begins_line
    }

    fn finish(&mut self, length: usize, last: Last) {
        self.pos += length;
        self.end = self.pos;
        self.last = last;
        self.before = Before::Other;
    }

    /// Makes the newlines before this token blanks.
    fn join(&mut self) {
        if let Some(gap) = self.out.get_mut(self.end..self.pos) {
            gap.iter_mut().filter(|b| **b == b'\n').for_each(|b| *b = b' ');
        }
    }

    fn end_clause(&mut self) {
        self.before = Before::Other;
        self.chain.clear();
    }

    fn count_item(&mut self) {
        self.items += 1;
        if self.items > self.limits.declarations {
            self.refuse_many();
        }
    }

    fn refuse_many(&mut self) {
        let message = format!("the policy has more than {} declarations and clauses", self.limits.declarations);
        self.refuse(
            Code::TooMany,
            message,
            "keep long lists in a data file, or raise `declarations` under `[limits]` in bareme.toml",
        );
    }

    fn refuse(&mut self, code: Code, message: impl Into<String>, hint: &str) {
        let span = Span::new(self.file, self.pos, (self.pos + 1).min(self.src.len()));
        self.diagnostics = vec![Diagnostic::error(code, span, message).hint(hint)];
        self.refused = true;
    }

    /// Whether the word here goes on with the clause of the line before.
    fn leading_word(&self) -> bool {
        match self.word_here() {
            b"and" | b"or" | b"else" | b"because" => true,
            // Without an `if` that waits for it, `then` begins a clause of its own: `then identify_partners`.
            b"then" => self.chain.awaits_then(),
            _ => false,
        }
    }

    fn word_here(&self) -> &'a [u8] {
        let rest = self.src.get(self.pos..).unwrap_or_default();
        let length = rest.iter().position(|&b| !is_word(b)).unwrap_or(rest.len());
        rest.get(..length).unwrap_or_default()
    }

    fn word(&mut self) {
        let word = self.word_here();
        let before = self.before;
        if self.begin(word.first().copied().unwrap_or(b'_')) && self.recovery == Recovery::ByMargin {
            self.close_by_margin(word);
        }
        if word.len() > self.limits.name_bytes && !word.iter().all(u8::is_ascii_digit) {
            let shown: String = String::from_utf8_lossy(word.get(..24).unwrap_or_default()).into_owned();
            let message = format!("the name `{shown}…` is longer than {} bytes", self.limits.name_bytes);
            let span = Span::new(self.file, self.pos, self.pos + word.len());
            let shorter = "choose a shorter name, and say the rest in its label";
            self.diagnostics.push(Diagnostic::error(Code::NameTooLong, span, message).hint(shorter));
        }
        let last = match word {
            b"and" | b"or" | b"not" | b"then" | b"else" | b"is" | b"in" => Last::Operator,
            _ => Last::Operand,
        };
        let missing_follows = word == b"if" && self.followed_by_missing();
        self.chain.word(word, missing_follows);
        self.check_depth();
        self.finish(word.len(), last);
        self.before = match word {
            b"in" => Before::In,
            b"one" | b"several" => Before::One,
            b"of" if before == Before::One => Before::OneOf,
            _ => Before::Other,
        };
    }

    /// Whether `missing` comes after the `if` here.
    fn followed_by_missing(&self) -> bool {
        let rest = self.src.get(self.pos + 2..).unwrap_or_default();
        rest.trim_ascii_start().starts_with(b"missing")
    }

    fn symbol(&mut self, byte: u8) {
        self.begin(byte);
        if matches!(byte, b',' | b'|') {
            self.count_item();
        }
        self.chain.symbol(byte, self.last == Last::Operand);
        self.check_depth();
        let operator = matches!(byte, b'+' | b'-' | b'*' | b'/' | b'^' | b'=' | b'<' | b'>' | b',' | b':');
        self.finish(1, if operator { Last::Operator } else { Last::Operand });
    }

    /// `-- …` is blanked; `--- …` at the beginning of a line is kept where something may be described.
    fn comment(&mut self) {
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
    fn quoted(&mut self, quote: u8) {
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

    fn check_depth(&mut self) {
        if self.frames.len() + self.chain.nested() > self.limits.nesting {
            let message = format!("this is nested more than {} deep", self.limits.nesting);
            self.refuse(Code::TooDeep, message, "give a part of it a name of its own, and use the name here");
        } else if self.chain.long() > self.limits.nesting.saturating_mul(8) {
            let message =
                format!("this formula has more than {} terms in a row", self.limits.nesting.saturating_mul(8));
            self.refuse(Code::TooDeep, message, "use `sum(…)` or `mean(…)`, or name a part of it");
        }
    }
}

/// Whether a byte belongs to a word: ASCII letters, digits, `_`, and every character outside ASCII.
fn is_word(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric() || byte >= 0x80
}

#[cfg(test)]
mod tests;
