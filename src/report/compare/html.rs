//! A document as one page of HTML: its style is in it, and nothing is loaded from anywhere.

use std::fmt::Write as _;

use crate::report::document::{Align, Block, Document, FindingText, Table};

const STYLE: &str = "\
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { border-bottom: 1px solid #8886; padding: 0.3rem 0.8rem 0.3rem 0; text-align: left; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
th.group { padding-top: 1rem; font-style: italic; }
code { font-family: ui-monospace, monospace; }";

/// The page.
pub(super) fn page(document: &Document) -> String {
    let title = document.blocks.iter().find_map(|block| match block {
        Block::Title(title) => Some(title.as_str()),
        Block::Heading(_) | Block::Paragraph(_) | Block::Strong(_) => None,
        Block::Table(_) | Block::List(_) | Block::Code(_) | Block::Finding(_) => None,
    });
    let title = escape(title.unwrap_or("Comparison"));
    let mut text = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>\n{STYLE}\n</style>\n</head>\n<body>\n"
    );
    for block in &document.blocks {
        let _ = match block {
            Block::Title(title) => writeln!(text, "<h1>{}</h1>", words(title)),
            Block::Heading(heading) => writeln!(text, "<h2>{}</h2>", words(heading)),
            Block::Paragraph(paragraph) => writeln!(text, "<p>{}</p>", words(paragraph)),
            Block::Strong(paragraph) => writeln!(text, "<p><strong>{}</strong></p>", words(paragraph)),
            Block::Table(table) => {
                text.push_str(&table_text(table));
                Ok(())
            }
            Block::List(items) => {
                let items: String = items.iter().map(|item| format!("<li>{}</li>\n", words(item))).collect();
                writeln!(text, "<ul>\n{items}</ul>")
            }
            Block::Code(lines) => writeln!(text, "<pre><code>{}</code></pre>", escape(lines)),
            Block::Finding(finding) => {
                text.push_str(&finding_text(finding));
                Ok(())
            }
        };
    }
    text.push_str("</body>\n</html>\n");
    text
}

fn table_text(table: &Table) -> String {
    let class = |align: Align| match align {
        Align::Left => "",
        Align::Right => " class=\"number\"",
    };
    let mut text = "<table>\n<thead><tr>".to_owned();
    for column in &table.columns {
        let _ = write!(text, "<th{}>{}</th>", class(column.align), words(&column.header));
    }
    text.push_str("</tr></thead>\n<tbody>\n");
    for group in &table.groups {
        if let Some(heading) = &group.heading {
            let span = table.columns.len();
            let _ = writeln!(text, "<tr><th class=\"group\" colspan=\"{span}\">{}</th></tr>", words(heading));
        }
        for row in &group.rows {
            text.push_str("<tr>");
            for (cell, column) in row.iter().zip(&table.columns) {
                let _ = write!(text, "<td{}>{}</td>", class(column.align), words(cell));
            }
            text.push_str("</tr>\n");
        }
    }
    text.push_str("</tbody>\n</table>\n");
    text
}

fn finding_text(finding: &FindingText) -> String {
    let FindingText { severity: _, code, subject, message, rows, hint, allowed } = finding;
    let mut text = format!("<p><strong>{}</strong> <code>{}</code> ", escape(finding.word()), escape(code));
    let _ = write!(text, "{}: {}", words(subject), words(message));
    for (word, part) in [("rows", rows), ("help", hint), ("because", allowed)] {
        if let Some(part) = part {
            let _ = write!(text, "<br>{word}: {}", words(part));
        }
    }
    text.push_str("</p>\n");
    text
}

/// A text in which names in backquotes are code.
fn words(text: &str) -> String {
    if !text.matches('`').count().is_multiple_of(2) {
        return escape(text);
    }
    let pieces = text.split('`').enumerate();
    pieces
        .map(|(at, piece)| if at % 2 == 0 { escape(piece) } else { format!("<code>{}</code>", escape(piece)) })
        .collect()
}

/// A text in which nothing is taken for HTML.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::TableColumn;

    #[test]
    fn nothing_written_in_a_policy_becomes_markup() {
        let mut document = Document::default();
        let evil = "<script>alert(\"x\" & 'y')</script>";
        document.push(Block::Title(evil.to_owned()));
        document.heading(evil);
        document.paragraph(format!("`{evil}` and {evil}"));
        document.push(Block::List(vec![evil.to_owned()]));
        document.push(Block::Table(Table::plain(vec![TableColumn::left(evil)], vec![vec![evil.to_owned()]])));
        let page = page(&document);
        assert!(!page.contains("<script"), "{page}");
        assert_eq!(page.matches("&lt;script&gt;alert(&quot;x&quot; &amp; &#39;y&#39;)&lt;/script&gt;").count(), 8);
        assert!(!page.contains("http"), "nothing is loaded from anywhere");
    }
}
