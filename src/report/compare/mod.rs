//! Policies side by side, for people and programs.

mod attribution;
mod html;
mod moves;
mod structure;

use serde::Serialize;

use super::document::{Block, Document, Table, TableColumn, counted};
use super::markdown;
use crate::compare::Structure;

pub use attribution::Attributed;
pub use structure::{sections, title, verdict};

/// What was compared: the first policy with each of the others.
#[derive(Clone, Debug, Serialize)]
pub struct Compared {
    /// Every pair, the first policy with the others before the second with the others.
    pub structures: Vec<Structure>,
    /// For each pair whose shifts are divided among the changes, in the same order; empty where this was not asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributions: Vec<Attributed>,
}

/// What a person is told of a comparison: of two policies everything; of several how many differences there are between
/// any two, and everything between the first and each of the others.
pub fn document(compared: &Compared) -> Document {
    let mut document = Document::default();
    if let [only] = compared.structures.as_slice() {
        title(only, &mut document);
        sections(only, &mut document);
        compared.attributions.iter().for_each(|of| attribution::sections(of, &mut document));
        return document;
    }
    let Some(first) = compared.structures.first() else { return document };
    let with_first = compared.structures.iter().take_while(|s| s.a == first.a);
    let with_first: Vec<&Structure> = with_first.collect();
    let names: Vec<&str> = std::iter::once(&first.a).chain(with_first.iter().map(|s| &s.b)).map(|r| &*r.name).collect();
    document.push(Block::Title(format!("{} policies compared", names.len())));
    document.paragraph("How many differences there are between any two:");
    document.push(Block::Table(matrix(&names, &compared.structures)));
    for (at, structure) in with_first.into_iter().enumerate() {
        title(structure, &mut document);
        sections(structure, &mut document);
        compared.attributions.iter().skip(at).take(1).for_each(|of| attribution::sections(of, &mut document));
    }
    document
}

/// The number of differences between any two; `structures` holds every pair in order.
fn matrix(names: &[&str], structures: &[Structure]) -> Table {
    let mut columns = vec![TableColumn::left("Policy")];
    columns.extend(names.iter().map(|name| TableColumn::right(*name)));
    let mut rows: Vec<Vec<String>> = Vec::new();
    let count = |a: usize, b: usize| {
        let before: usize = (0..a).map(|i| names.len() - 1 - i).sum();
        structures.get(before + (b - a - 1)).map(|s| s.differences.len().to_string()).unwrap_or_default()
    };
    for (a, name) in names.iter().enumerate() {
        let cells = (0..names.len()).map(|b| match a.cmp(&b) {
            std::cmp::Ordering::Less => count(a, b),
            std::cmp::Ordering::Greater => count(b, a),
            std::cmp::Ordering::Equal => String::new(),
        });
        rows.push(std::iter::once((*name).to_owned()).chain(cells).collect());
    }
    Table::plain(columns, rows)
}

/// `no difference`, `3 differences`
pub fn differences(count: usize) -> String {
    if count == 0 { "no difference".to_owned() } else { counted(count, "difference") }
}

/// As Markdown.
pub fn markdown(document: &Document) -> String {
    markdown::document(document)
}

/// As one page that needs nothing else.
pub fn html(document: &Document) -> String {
    html::page(document)
}

/// As text.
#[cfg(feature = "cli")]
pub fn text(document: &Document, style: super::style::Style) -> String {
    super::text::document(document, style)
}

/// Writes the comparison as JSON, and a newline.
///
/// # Errors
/// Of the writer.
pub fn json<T: Serialize>(compared: &T, writer: &mut dyn std::io::Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *writer, compared).map_err(std::io::Error::from)?;
    writer.write_all(b"\n")
}
