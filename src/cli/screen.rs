//! What the standard streams can show.

use std::io::IsTerminal;

use crate::report::style::{DEFAULT_WIDTH, Ink, Style};

/// How text is drawn on the standard output.
pub(super) fn stdout() -> Style {
    style(std::io::stdout().is_terminal(), terminal_size::terminal_size_of(std::io::stdout()))
}

/// How text is drawn on the standard error.
pub(super) fn stderr() -> Style {
    style(std::io::stderr().is_terminal(), terminal_size::terminal_size_of(std::io::stderr()))
}

/// The width is that of `COLUMNS` where it is set, otherwise the terminal's, otherwise 100.
fn style(terminal: bool, size: Option<(terminal_size::Width, terminal_size::Height)>) -> Style {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let columns = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok()).filter(|n| (1..=1000).contains(n));
    let width = columns.or(size.map(|(width, _)| usize::from(width.0))).unwrap_or(DEFAULT_WIDTH);
    if terminal && !dumb {
        Style::terminal(width, if set("NO_COLOR") { Ink::Plain } else { Ink::Coloured })
    } else {
        Style::plain(width)
    }
}
