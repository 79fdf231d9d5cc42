//! Policies and results side by side, for people and programs.

mod attribution;
mod html;
mod json;
mod moves;
mod structure;
mod witness;

use super::document::{Block, Document, Table, TableColumn, counted};
use super::{compare_results, markdown};
use crate::calendar::Day;
use crate::compare::Structure;
use crate::compare::results::{Outcome, Results, Several};
use crate::compare::structure::Ruler;
use crate::compare::witness::Witness;
use compare_results::Sides;

pub use attribution::Attributed;
pub use structure::{sections, title, verdict};

/// What was compared.
#[derive(Clone, Debug)]
pub struct Compared {
    /// How each policy or file of results is called: all differently.
    pub names: Vec<String>,
    /// Every pair, the first with the others before the second with the others.
    pub pairs: Vec<Pair>,
    /// What came of those that have data.
    pub results: Option<ComparedResults>,
    /// Why something is not compared, in sentences.
    pub notes: Vec<String>,
    /// The file that each pair is told in, where they are written into files.
    pub files: Vec<String>,
}

/// Two of what was compared.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The place of the first among the names.
    pub a: usize,
    /// The place of the second.
    pub b: usize,
    /// Where they differ in what they mean; none where one is a file of results.
    pub structure: Option<Structure>,
    /// Which change moved whom, where that is asked for.
    pub attribution: Option<Attributed>,
    /// Cases that the two classify differently, where that is asked for.
    pub witnesses: Vec<Witness>,
}

/// Results side by side.
#[derive(Clone, Debug)]
pub struct ComparedResults {
    /// The results, each with its place among the names.
    pub outcomes: Vec<(usize, Outcome)>,
    /// What differs.
    pub several: Several,
}

impl ComparedResults {
    /// The results of two, and what differs; none where one of them has none, or they have nothing in common.
    pub fn of(&self, a: usize, b: usize) -> Option<(&Outcome, &Outcome, &Results)> {
        self.all()
            .find(|(at, (first, second, results))| *at == (a, b) && results.in_common(first, second).is_ok())
            .map(|(_, found)| found)
    }

    /// Each two results, with their places among the names.
    pub fn all(&self) -> impl Iterator<Item = ((usize, usize), (&Outcome, &Outcome, &Results))> {
        self.several.pairs.iter().filter_map(|(i, j, results)| {
            let ((a, first), (b, second)) = (self.outcomes.get(*i)?, self.outcomes.get(*j)?);
            Some(((*a, *b), (first, second, results)))
        })
    }

    /// Whether nothing differs between two, as far as they have results.
    pub fn is_equal(&self, a: usize, b: usize) -> bool {
        self.all().all(|(at, (_, _, results))| at != (a, b) || results.is_empty())
    }
}

impl Compared {
    /// One pair alone.
    pub fn pair(&self, pair: &Pair) -> Compared {
        let results = self.results.as_ref().and_then(|all| {
            let (a, b, results) = all.of(pair.a, pair.b)?;
            let names = vec![a.called.clone(), b.called.clone()];
            let pairs = vec![(0, 1, results.clone())];
            let several = Several { names, scores: Vec::new(), scenarios: Vec::new(), pairs };
            Some(ComparedResults { outcomes: vec![(0, a.clone()), (1, b.clone())], several })
        });
        let name = |at: usize| self.names.get(at).cloned().unwrap_or_default();
        let alone = Pair { a: 0, b: 1, ..pair.clone() };
        let (names, notes) = (vec![name(pair.a), name(pair.b)], self.notes.clone());
        Compared { names, pairs: vec![alone], results, notes, files: Vec::new() }
    }
}

/// What a person is told of a comparison: of two everything; of several how far any two are apart, and everything between
/// the first and each of the others, or in which files that is.
pub fn document(compared: &Compared) -> Document {
    let mut document = Document::default();
    if let [only] = compared.pairs.as_slice() {
        page(compared, only, &mut document);
        compared.notes.iter().for_each(|note| document.paragraph(note));
        return document;
    }
    let what = if compared.pairs.iter().all(|pair| pair.structure.is_some()) { "policies" } else { "results" };
    document.push(Block::Title(format!("{} {what} compared", compared.names.len())));
    if compared.pairs.iter().any(|pair| pair.structure.is_some()) {
        document.heading("How many differences there are between any two");
        document.push(Block::Table(matrix(&compared.names, &compared.pairs)));
    }
    if let Some(results) = &compared.results {
        compare_results::several_sections(&results.several, &mut document);
    }
    compared.notes.iter().for_each(|note| document.paragraph(note));
    further(compared, &mut document);
    if compared.files.is_empty() {
        compared.pairs.iter().filter(|pair| pair.a == 0).for_each(|pair| page(compared, pair, &mut document));
    }
    document
}

/// Where everything about each two is to be read.
fn further(compared: &Compared, document: &mut Document) {
    if compared.files.is_empty() {
        document.paragraph(
            "What follows is between the first and each of the others; `--out DIR` writes a file for each two.",
        );
        return;
    }
    document.heading("To read further");
    let name = |at: usize| compared.names.get(at).map_or("", String::as_str);
    let files = compared.pairs.iter().zip(&compared.files);
    let lines = files.map(|(pair, file)| format!("{} and {}: `{file}`", name(pair.a), name(pair.b)));
    document.push(Block::List(lines.collect()));
}

/// Everything about two.
fn page(compared: &Compared, pair: &Pair, document: &mut Document) {
    let results = compared.results.as_ref().and_then(|results| results.of(pair.a, pair.b));
    match (&pair.structure, results) {
        (Some(structure), _) => {
            title(&structure.a, &structure.b, document);
            structure::judged(structure, document);
            sections(structure, document);
        }
        (None, Some((a, b, _))) => title(&ruler(a), &ruler(b), document),
        (None, None) => {}
    }
    if let Some((a, b, results)) = results {
        compare_results::sections(Sides { a: "A", b: "B" }, (a, b), results, document);
    }
    if let Some(attribution) = &pair.attribution {
        attribution::sections(attribution, document);
    }
    witness::sections(&pair.witnesses, document);
}

/// What results say of the policy that they are of.
fn ruler(outcome: &Outcome) -> Ruler {
    let of = &outcome.ruler;
    Ruler {
        name: of.policy.clone(),
        label: of.label.clone(),
        edition: of.edition.clone(),
        as_of: of.as_of.as_deref().and_then(Day::parse),
        file: outcome.file.clone(),
        fingerprint: of.fingerprint.clone(),
    }
}

/// The number of differences between any two.
fn matrix(names: &[String], pairs: &[Pair]) -> Table {
    let mut columns = vec![TableColumn::left("Policy")];
    columns.extend(names.iter().map(TableColumn::right));
    let count = |a: usize, b: usize| {
        let of = |pair: &&Pair| (pair.a, pair.b) == (a.min(b), a.max(b));
        let structure = pairs.iter().find(of).and_then(|pair| pair.structure.as_ref());
        structure.map_or_else(String::new, |structure| structure.differences.len().to_string())
    };
    let row = |(at, name): (usize, &String)| {
        let cells = (0..names.len()).map(|other| count(at, other));
        std::iter::once(name.clone()).chain(cells).collect()
    };
    Table::plain(columns, names.iter().enumerate().map(row).collect())
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
pub fn json(compared: &Compared, writer: &mut dyn std::io::Write) -> std::io::Result<()> {
    json::write(compared, writer)
}
