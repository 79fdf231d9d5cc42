//! Diagnostics as text, with the policy's lines, and as JSON. This is the only place that turns them into words.

use std::fmt;
use std::io::{self, Write};
use std::ops::Range;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents,
};
use serde::Serialize;

use super::document::{counted, severity_word};
use super::excerpt::{Excerpt, excerpt};
use super::json;
use super::results::clean;
use super::style::{Ink, Lines, Style};
use crate::diagnostic::{DataPlace, Diagnostic, Place, Severity};
use crate::source::{FileId, Sources, Span};

/// Codes that the last line names.
const CODES_NAMED: usize = 3;

/// The diagnostics in the order of their places; beyond `limit` only their number. Ends with a newline unless empty.
pub fn render(sources: &Sources, diagnostics: &[Diagnostic], limit: usize, style: Style) -> String {
    let handler = GraphicalReportHandler::new_themed(theme(style))
        .with_width(style.width)
        .with_links(false)
        .with_context_lines(1)
        .with_wrap_lines(true);
    let mut text = String::new();
    for diagnostic in in_order(diagnostics).into_iter().take(limit) {
        let shown = Shown::of(sources, diagnostic);
        for part in std::iter::once(&shown).chain(&shown.elsewhere) {
            // A failure to write into a string cannot happen; the message is kept in any case.
            if handler.render_report(&mut text, part).is_err() {
                text.push_str(&part.message);
            }
        }
        while text.ends_with("\n\n") {
            text.pop();
        }
        text.push('\n');
    }
    if let Some(more) = diagnostics.len().checked_sub(limit).filter(|n| *n > 0) {
        text.push_str(&format!("and {more} more\n\n"));
    }
    text
}

/// `3 errors, 1 warning, 1 allowed`; `None` where there is nothing to count.
pub fn summary(diagnostics: &[Diagnostic]) -> Option<String> {
    let count = |severity| diagnostics.iter().filter(|d| d.severity == severity && d.allowed.is_none()).count();
    let allowed = diagnostics.iter().filter(|d| d.allowed.is_some()).count();
    let parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .map(|severity| (count(severity), severity_word(severity)))
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| counted(n, word))
        .chain((allowed > 0).then(|| format!("{allowed} allowed")))
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `More about it: bareme explain cycle`
pub fn explain(diagnostics: &[Diagnostic]) -> Option<String> {
    let mut codes: Vec<&str> = Vec::new();
    for diagnostic in in_order(diagnostics).into_iter().filter(|d| d.allowed.is_none()) {
        if !codes.contains(&diagnostic.code.as_str()) {
            codes.push(diagnostic.code.as_str());
        }
    }
    let named = codes.iter().take(CODES_NAMED).map(|code| format!("`bareme explain {code}`")).collect::<Vec<_>>();
    match named.as_slice() {
        [] => None,
        named => Some(format!("More about it: {}", named.join(", "))),
    }
}

/// Files in order, places in order within a file; then data and the rest as they came.
fn in_order(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut ordered: Vec<&Diagnostic> = diagnostics.iter().collect();
    ordered.sort_by_key(|d| match &d.place {
        Place::Text(span) => (0, span.file, span.start),
        Place::Data(_) | Place::Nowhere => (1, FileId::default(), 0),
    });
    ordered
}

fn theme(style: Style) -> GraphicalTheme {
    match (style.lines, style.ink) {
        (Lines::Ascii, _) => GraphicalTheme::none(),
        (Lines::Drawn, Ink::Plain) => GraphicalTheme::unicode_nocolor(),
        (Lines::Drawn, Ink::Coloured) => GraphicalTheme::unicode(),
    }
}

/// A place in a data file in words: ``data/table5.csv, row 7, column `Exports`: `12..3` ``.
fn data_place(place: &DataPlace) -> String {
    let mut text = clean(&place.file);
    if let Some(row) = place.row {
        text.push_str(&format!(", row {row}"));
    }
    if let Some(column) = &place.column {
        text.push_str(&format!(", column `{}`", clean(column)));
    }
    if let Some(cell) = &place.text {
        text.push_str(&format!(": `{}`", cut(&clean(cell))));
    }
    text
}

/// A cell's text, cut where it is very long.
fn cut(text: &str) -> String {
    const SHOWN: usize = 80;
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    text.chars().take(SHOWN).chain("…".chars()).collect()
}

/// A diagnostic as the renderer wants it.
#[derive(Debug)]
struct Shown {
    severity: Severity,
    /// `warning`, or `allowed`.
    word: &'static str,
    code: &'static str,
    message: String,
    hint: Option<String>,
    source: Option<Lent>,
    labels: Vec<LabeledSpan>,
    /// Places in other files, each shown below by itself.
    elsewhere: Vec<Shown>,
}

impl Shown {
    fn of(sources: &Sources, diagnostic: &Diagnostic) -> Self {
        let mut message = clean(&diagnostic.message);
        let mut marks: Vec<(Span, &str)> = match &diagnostic.place {
            Place::Text(span) => vec![(*span, diagnostic.label.as_str())],
            Place::Data(place) => {
                message.push_str(&format!("\n{}", data_place(place)));
                // The renderer has no line to mark in a data file, so the label follows the place.
                if !diagnostic.label.is_empty() {
                    message.push_str(&format!(" ({})", clean(&diagnostic.label)));
                }
                Vec::new()
            }
            Place::Nowhere => {
                if !diagnostic.label.is_empty() {
                    message.push_str(&format!("\n{}", clean(&diagnostic.label)));
                }
                Vec::new()
            }
        };
        marks.extend(diagnostic.related.iter().map(|(span, label)| (*span, label.as_str())));
        let allowed = diagnostic.allowed.as_deref().map(|reason| format!("allowed because {}", clean(reason)));
        let mut shown = Self {
            severity: if allowed.is_some() { Severity::Note } else { diagnostic.severity },
            word: if allowed.is_some() { "allowed" } else { severity_word(diagnostic.severity) },
            code: diagnostic.code.as_str(),
            message,
            hint: allowed.or(diagnostic.hint.as_deref().map(clean)),
            source: None,
            labels: Vec::new(),
            elsewhere: Vec::new(),
        };
        shown.mark(sources, &marks);
        shown
    }

    /// Shows the places of the first one's file here, and each of the others by itself.
    fn mark(&mut self, sources: &Sources, marks: &[(Span, &str)]) {
        let Some(((first, _), file)) = marks.first().and_then(|m| Some((m, sources.file(m.0.file)?))) else { return };
        let (here, elsewhere): (Vec<_>, Vec<_>) = marks.iter().partition(|(span, _)| span.file == first.file);
        let places: Vec<Range<usize>> =
            here.iter().map(|(span, _): &&(Span, &str)| span.start as usize..span.end as usize).collect();
        let Excerpt { text, places, lines_before } = excerpt(&file.text, &places);
        for ((_, label), place) in here.iter().zip(places) {
            let Some(place) = place else { continue };
            let label = (!label.is_empty()).then(|| clean(label));
            let primary = self.labels.is_empty();
            let span = SourceSpan::from(place);
            self.labels.push(if primary {
                LabeledSpan::new_primary_with_span(label, span)
            } else {
                LabeledSpan::new_with_span(label, span)
            });
        }
        let start = sources.line_column(*first);
        self.source = Some(Lent { name: file.name.to_string(), text, lines_before, start });
        for mark in elsewhere {
            let mut other = Self {
                severity: Severity::Note,
                word: "",
                code: "",
                message: clean(mark.1),
                hint: None,
                source: None,
                labels: Vec::new(),
                elsewhere: Vec::new(),
            };
            other.mark(sources, &[(mark.0, "")]);
            self.elsewhere.push(other);
        }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl miette::Diagnostic for Shown {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let code = || Box::new(format!("{}[{}]", self.word, self.code)) as Box<dyn fmt::Display>;
        (!self.code.is_empty()).then(code)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.hint.as_ref().map(|hint| Box::new(hint) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty()).then(|| Box::new(self.labels.iter().cloned()) as Box<dyn Iterator<Item = _>>)
    }
}

/// A stretch of a file that knows where in the file it stands.
#[derive(Debug)]
struct Lent {
    name: String,
    text: String,
    lines_before: usize,
    /// Line and column of the place that counts, both from 1; a line that was cut no longer tells the column.
    start: (usize, usize),
}

impl SourceCode for Lent {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let read = self.text.as_str().read_span(span, before, after)?;
        // Without context it is asked where the place that counts begins; otherwise which lines are to be drawn.
        let (line, column) = match (before, after) {
            (0, 0) => (self.start.0.saturating_sub(1), self.start.1.saturating_sub(1)),
            _ => (read.line() + self.lines_before, read.column()),
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            read.data(),
            *read.span(),
            line,
            column,
            read.line_count(),
        )))
    }
}

/// A set of diagnostics with the text that they are about.
pub type Group<'a> = (&'a Sources, &'a [Diagnostic]);

/// Writes diagnostics as JSON, all of them, in the order of their places: `{"diagnostics": […]}`.
///
/// # Errors
/// Of the writer.
pub fn write_json(groups: &[Group<'_>], writer: &mut dyn Write) -> io::Result<()> {
    let entries = groups.iter().flat_map(|(sources, all)| in_order(all).into_iter().map(|d| entry(sources, d)));
    json::write_value(&Entries { diagnostics: entries.collect() }, writer)
}

#[derive(Serialize)]
struct Entries<'a> {
    diagnostics: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'static str,
    severity: Severity,
    message: &'a str,
    place: Option<JsonPlace<'a>>,
    label: &'a str,
    related: Vec<Related<'a>>,
    hint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed: Option<&'a str>,
}

#[derive(Serialize)]
struct Related<'a> {
    place: Option<JsonPlace<'a>>,
    label: &'a str,
}

/// Columns are counted in characters, from 1; the end is one past the last.
#[derive(Serialize)]
#[serde(untagged)]
enum JsonPlace<'a> {
    Text { file: &'a str, line: usize, column: usize, end_line: usize, end_column: usize },
    Data(&'a DataPlace),
}

fn entry<'a>(sources: &'a Sources, diagnostic: &'a Diagnostic) -> Entry<'a> {
    Entry {
        code: diagnostic.code.as_str(),
        severity: diagnostic.severity,
        message: &diagnostic.message,
        place: match &diagnostic.place {
            Place::Text(span) => text_place(sources, *span),
            Place::Data(place) => Some(JsonPlace::Data(place)),
            Place::Nowhere => None,
        },
        label: &diagnostic.label,
        related: diagnostic
            .related
            .iter()
            .map(|(span, label)| Related { place: text_place(sources, *span), label })
            .collect(),
        hint: diagnostic.hint.as_deref(),
        allowed: diagnostic.allowed.as_deref(),
    }
}

fn text_place(sources: &Sources, span: Span) -> Option<JsonPlace<'_>> {
    let file = sources.file(span.file)?;
    let (line, column) = sources.line_column(span);
    let (end_line, end_column) = sources.line_column(Span { start: span.end, ..span });
    Some(JsonPlace::Text { file: &file.name, line, column, end_line, end_column })
}
