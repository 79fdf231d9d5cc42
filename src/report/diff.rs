//! The differences between two texts, line by line.

use similar::{ChangeTag, TextDiff};

use super::results::clean;
use super::style::{Style, Tone};

/// Lines that are shown around a difference.
const CONTEXT: usize = 2;

/// Lines that are shown of all differences of two texts.
const MOST: usize = 400;

/// The lines that differ, those of the first text with `-`, those of the second with `+`, and some around them.
/// Each stretch begins with the number of its line; empty where the texts are the same.
pub fn render(before: &str, after: &str, style: Style) -> String {
    let diff = TextDiff::from_lines(before, after);
    let mut lines: Vec<String> = Vec::new();
    for group in diff.grouped_ops(CONTEXT) {
        let line = group.first().map_or(1, |op| op.new_range().start + 1);
        lines.push(style.paint(Tone::Faint, &format!("  line {line}")));
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let text = clean(change.value().trim_end_matches(['\n', '\r']));
            lines.push(match change.tag() {
                ChangeTag::Equal => format!("    {text}"),
                ChangeTag::Delete => style.paint(Tone::Removed, &format!("  - {text}")),
                ChangeTag::Insert => style.paint(Tone::Added, &format!("  + {text}")),
            });
        }
    }
    let more = lines.len().saturating_sub(MOST);
    lines.truncate(MOST);
    if more > 0 {
        lines.push(style.paint(Tone::Faint, &format!("  and {more} more lines")));
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::style::Ink;

    #[test]
    fn what_differs_is_shown_with_its_line() {
        let (before, after) = ("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nd\nE\nf\n");
        let plain = Style::plain(100);
        assert_eq!(render(before, after, plain), "  line 3\n    c\n    d\n  - e\n  + E\n    f\n");
        assert_eq!(render(before, before, plain), "");
        assert_eq!(render("", "x\n", plain), "  line 1\n  + x\n");
        let coloured = render("", "x\u{1b}[0m\n", Style::terminal(100, Ink::Coloured));
        assert_eq!(coloured, "\u{1b}[2m  line 1\u{1b}[0m\n\u{1b}[32m  + x [0m\u{1b}[0m\n");
    }

    #[test]
    fn long_differences_are_cut() {
        let long: String = (0..10_000).map(|i| format!("{i}\n")).collect();
        let shown = render("", &long, Style::plain(100));
        assert_eq!(shown.lines().count(), MOST + 1);
        assert!(shown.ends_with("and 9601 more lines\n"));
    }
}
