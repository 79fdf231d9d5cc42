//! How text is drawn: width, colour, box drawing. The caller knows the terminal; this module only draws.

/// How text is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether colours and weights may be used.
    pub ink: Ink,
    /// Whether lines and marks beyond ASCII may be drawn.
    pub lines: Lines,
}

/// Colours and weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// None.
    Plain,
    /// As terminals have them.
    Coloured,
}

/// What rules and frames are drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// `-`
    Ascii,
    /// `─`
    Drawn,
}

/// The width where nothing says how wide the output is.
pub const DEFAULT_WIDTH: usize = 100;

/// The narrowest layout that is tried.
const NARROWEST: usize = 40;

impl Style {
    /// Without colours and box drawing: for files and pipes.
    pub fn plain(width: usize) -> Self {
        Self { width: width.max(NARROWEST), ink: Ink::Plain, lines: Lines::Ascii }
    }

    /// With box drawing, and colours unless they are not wanted.
    pub fn terminal(width: usize, ink: Ink) -> Self {
        Self { width: width.max(NARROWEST), ink, lines: Lines::Drawn }
    }

    /// A rule.
    pub(super) fn rule(self, length: usize) -> String {
        match self.lines {
            Lines::Ascii => "-",
            Lines::Drawn => "─",
        }
        .repeat(length)
    }

    /// The text in the given ink.
    pub(crate) fn paint(self, tone: Tone, text: &str) -> String {
        match (self.ink, tone) {
            (Ink::Plain, _) => text.to_owned(),
            (Ink::Coloured, Tone::Strong) => format!("\u{1b}[1m{text}\u{1b}[0m"),
            (Ink::Coloured, Tone::Faint) => format!("\u{1b}[2m{text}\u{1b}[0m"),
            (Ink::Coloured, Tone::Error) => format!("\u{1b}[1;31m{text}\u{1b}[0m"),
            (Ink::Coloured, Tone::Warning) => format!("\u{1b}[1;33m{text}\u{1b}[0m"),
            (Ink::Coloured, Tone::Note) => format!("\u{1b}[1;36m{text}\u{1b}[0m"),
            (Ink::Coloured, Tone::Removed) => format!("\u{1b}[31m{text}\u{1b}[0m"),
            (Ink::Coloured, Tone::Added) => format!("\u{1b}[32m{text}\u{1b}[0m"),
        }
    }
}

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Strong,
    Faint,
    Error,
    Warning,
    Note,
    Removed,
    Added,
}

impl From<crate::diagnostic::Severity> for Tone {
    fn from(severity: crate::diagnostic::Severity) -> Self {
        match severity {
            crate::diagnostic::Severity::Error => Tone::Error,
            crate::diagnostic::Severity::Warning => Tone::Warning,
            crate::diagnostic::Severity::Note => Tone::Note,
        }
    }
}
