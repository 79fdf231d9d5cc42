//! The report as text for a terminal, a pipe or a file.

use super::document::{Block, Document, FindingText};
use super::style::{Style, Tone};
use super::text_table;
use super::{Report, sections};
use crate::diagnostic::Severity;

/// Lines of prose are no longer than this, however wide the terminal.
const PROSE: usize = 100;

/// The report as text.
pub fn render(report: &Report<'_>, style: Style) -> String {
    document(&sections::document(report), style)
}

pub(super) fn document(document: &Document, style: Style) -> String {
    let mut text = String::new();
    let mut before: Option<&Block> = None;
    for block in &document.blocks {
        if before.is_some_and(|before| is_apart(before, block)) {
            text.push('\n');
        }
        match block {
            Block::Title(title) => push(&mut text, &style.paint(Tone::Strong, &wrapped(title, style, "", ""))),
            Block::Heading(heading) => {
                let heading = wrapped(heading, style, "", "");
                let length = heading.lines().map(textwrap::core::display_width).max().unwrap_or(0);
                push(&mut text, &style.paint(Tone::Strong, &heading));
                push(&mut text, &style.paint(Tone::Faint, &style.rule(length)));
            }
            Block::Paragraph(words) => push(&mut text, &wrapped(words, style, "", "")),
            Block::Strong(words) => push(&mut text, &style.paint(Tone::Warning, &wrapped(words, style, "", ""))),
            Block::Table(table) => text.push_str(&text_table::render(table, style)),
            Block::List(items) => items.iter().for_each(|item| push(&mut text, &wrapped(item, style, "  ", "    "))),
            Block::Code(lines) => lines.lines().for_each(|line| push(&mut text, &format!("  {line}"))),
            Block::Finding(finding) => push(&mut text, &finding_text(finding, style)),
        }
        before = Some(block);
    }
    text
}

fn push(text: &mut String, lines: &str) {
    text.push_str(lines);
    text.push('\n');
}

/// Whether an empty line stands between two blocks.
fn is_apart(before: &Block, block: &Block) -> bool {
    match (before, block) {
        (_, Block::Heading(_) | Block::Title(_) | Block::Code(_)) => true,
        (Block::Finding(_) | Block::Table(_) | Block::Code(_), _) => true,
        (Block::List(_), Block::Table(_)) => true,
        (
            Block::Title(_) | Block::Heading(_) | Block::Paragraph(_) | Block::Strong(_) | Block::List(_),
            Block::Paragraph(_) | Block::Strong(_) | Block::Table(_) | Block::List(_) | Block::Finding(_),
        ) => false,
    }
}

fn wrapped(text: &str, style: Style, first: &str, rest: &str) -> String {
    let options = textwrap::Options::new(style.width.min(PROSE)).initial_indent(first).subsequent_indent(rest);
    textwrap::fill(text, options)
}

fn finding_text(finding: &FindingText, style: Style) -> String {
    let FindingText { severity, code, subject, message, rows, hint, allowed } = finding;
    let word = format!("{}[{code}]", finding.word());
    let weight = if allowed.is_some() { Severity::Note } else { *severity };
    let head = wrapped(format!("{word} {subject}").trim_end(), style, "", "  ");
    let mut lines = vec![match head.strip_prefix(&word) {
        Some(rest) => format!("{}{rest}", style.paint(weight.into(), &word)),
        None => head,
    }];
    lines.push(wrapped(message, style, "  ", "  "));
    lines.extend(rows.iter().map(|rows| wrapped(rows, style, "  rows: ", "        ")));
    lines.extend(hint.iter().map(|hint| wrapped(hint, style, "  help: ", "        ")));
    lines.extend(allowed.iter().map(|reason| wrapped(reason, style, "  because: ", "           ")));
    lines.join("\n")
}
