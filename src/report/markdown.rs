//! The report as Markdown, with tables as GitHub has them.

use std::fmt::Write as _;

use super::document::{Align, Block, Document, FindingText, Table};
use super::{Report, sections};

/// The report as Markdown.
pub fn render(report: &Report<'_>) -> String {
    document(&sections::document(report))
}

pub(super) fn document(document: &Document) -> String {
    let mut text = String::new();
    for block in &document.blocks {
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = match block {
            Block::Title(title) => writeln!(text, "# {}", escape(title)),
            Block::Heading(heading) => writeln!(text, "## {}", escape(heading)),
            Block::Paragraph(words) => writeln!(text, "{}", escape(words)),
            Block::Strong(words) => writeln!(text, "**{}**", escape(words)),
            Block::Table(table) => {
                text.push_str(&table_text(table));
                Ok(())
            }
            Block::List(items) => items.iter().try_for_each(|item| writeln!(text, "- {}", escape(item))),
            Block::Code(lines) => {
                // Longer than any that stands in the lines.
                let fence = (3..).map(|n| "`".repeat(n)).find(|fence| !lines.contains(fence.as_str()));
                let fence = fence.unwrap_or_default();
                writeln!(text, "{fence}bareme\n{lines}\n{fence}")
            }
            Block::Finding(finding) => {
                text.push_str(&finding_text(finding));
                Ok(())
            }
        };
    }
    text
}

fn table_text(table: &Table) -> String {
    let mut text = line(table.columns.iter().map(|c| escape(&c.header)));
    text.push_str(&line(table.columns.iter().map(|c| match c.align {
        Align::Left => ":--".to_owned(),
        Align::Right => "--:".to_owned(),
    })));
    for group in &table.groups {
        if let Some(heading) = &group.heading {
            let empty = table.columns.iter().skip(1).map(|_| String::new());
            text.push_str(&line(std::iter::once(format!("**{}**", escape(heading))).chain(empty)));
        }
        for row in &group.rows {
            text.push_str(&line(row.iter().map(|cell| escape(cell))));
        }
    }
    text
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let mut text = "|".to_owned();
    for cell in cells {
        let _ = write!(text, " {cell} |");
    }
    text.push('\n');
    text
}

fn finding_text(finding: &FindingText) -> String {
    let FindingText { severity: _, code, subject, message, rows, hint, allowed } = finding;
    let mut text = format!("- **{}** `{code}`", finding.word());
    if !subject.is_empty() {
        let _ = write!(text, " {}", escape(subject));
    }
    let _ = writeln!(text, ": {}", escape(message));
    if let Some(rows) = rows {
        let _ = writeln!(text, "  - rows: {}", escape(rows));
    }
    if let Some(hint) = hint {
        let _ = writeln!(text, "  - help: {}", escape(hint));
    }
    if let Some(reason) = allowed {
        let _ = writeln!(text, "  - because: {}", escape(reason));
    }
    text
}

/// Text in which nothing is taken for Markdown, except that names in backquotes stay code.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let balanced = text.matches('`').count().is_multiple_of(2);
    let mut code = false;
    for c in text.chars() {
        match c {
            '`' if balanced => code = !code,
            '|' | '`' => escaped.push('\\'),
            '\\' | '*' | '_' | '<' | '>' | '[' | ']' | '#' if !code => escaped.push('\\'),
            _ => {}
        }
        escaped.push(c);
    }
    escaped
}
