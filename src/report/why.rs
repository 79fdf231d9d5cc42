//! An explanation for a person: a section for each result, from its parts to its outcome, and the cells at the end.

use std::collections::BTreeSet;

use super::document::{Block, Document, Table, TableColumn, grouped};
use super::results::{self, MISSING};
use super::why_conditions::condition_columns;
use super::why_words::{Words, percent, precise, row_words};
use super::{dated, journeys, lineage, markdown, why_cells, why_change, why_compared, why_names, why_reach, why_steps};
use crate::eval::Assessment;
use crate::why::change::Change;
use crate::why::reach::Reach;
use crate::why::{
    Contributions, Explained, Explanation, FormulaHow, GateHow, How, IndexHow, PartHow, Plain, RankHow, RowRef,
};

/// Values behind the results that have a section of their own; the others can be asked for.
const FURTHER_SECTIONS: usize = 12;

/// Values that are named before the rest are only counted.
const NAMED: usize = 12;

/// As Markdown.
pub fn markdown(document: &Document) -> String {
    markdown::document(document)
}

/// As text.
#[cfg(feature = "cli")]
pub fn text(document: &Document, style: super::style::Style) -> String {
    super::text::document(document, style)
}

/// What a person is told of a row with other cells.
pub fn change_document(runs: (&Assessment, &Assessment), change: &Change) -> Document {
    why_change::document(runs, change)
}

/// What a person is told of how a row reaches an outcome.
pub fn reach_document(assessment: &Assessment, row: &RowRef, reach: &Reach) -> Document {
    why_reach::document(assessment, row, reach)
}

/// Writes the explanation as JSON, and a newline.
///
/// # Errors
/// Of the writer.
pub fn json<T: serde::Serialize>(explanation: &T, writer: &mut dyn std::io::Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *writer, explanation).map_err(std::io::Error::from)?;
    writer.write_all(b"\n")
}

/// What a person is told of one row.
pub fn document(assessment: &Assessment, explanation: &Explanation) -> Document {
    let mut document = Document::default();
    let sections = Sections::new(assessment, explanation);
    sections.title(&mut document);
    sections.gates(&mut document);
    sections.values(&mut document);
    sections.cells(&mut document);
    if explanation.more > 0 {
        let more = grouped(explanation.more);
        document.paragraph(format!("… and {more} values more that these are made of: ask for one of them by its name"));
    }
    document
}

/// How one row comes to its results, without what it is and which cells were read.
pub fn path(assessment: &Assessment, explanation: &Explanation) -> Document {
    let mut document = Document::default();
    let sections = Sections::new(assessment, explanation);
    sections.gates(&mut document);
    sections.values(&mut document);
    document
}

pub(super) struct Sections<'a> {
    pub words: Words<'a>,
    pub explanation: &'a Explanation,
    /// The names of what the results rest on: a condition that was not looked at rests on nothing.
    pub looked_at: BTreeSet<&'a str>,
}

impl<'a> Sections<'a> {
    pub(super) fn new(assessment: &'a Assessment, explanation: &'a Explanation) -> Self {
        Self { words: Words(assessment), explanation, looked_at: why_names::looked_at(explanation) }
    }
}

impl Sections<'_> {
    pub(super) fn title(&self, document: &mut Document) {
        let program = &self.words.0.program;
        let row = &self.explanation.row;
        let table = program.find_table(&row.table).map(|id| results::label(&program.table(id).about, &row.table));
        document.push(Block::Title(format!("{}: {}", table.unwrap_or(&row.table), row_words(row))));
        let mut lines = vec![results::label(&program.about, &program.name).to_owned()];
        lines.extend(program.edition.as_ref().map(|edition| format!("edition {edition}")));
        lines.extend(dated::line(program));
        lines.extend(self.explanation.place.as_ref().map(why_cells::place_words));
        document.paragraph(lines.join(" · "));
        lineage::sentence(program, self.explanation).into_iter().for_each(|text| document.paragraph(text));
        let set = program.parameters.iter().zip(&self.words.0.parameters).filter(|(_, (_, set))| *set);
        let set: Vec<String> = set
            .map(|(p, (value, _))| format!("{} = {}", p.name, results::parameter_value(self.words.0, &p.ty, value)))
            .collect();
        if !set.is_empty() {
            document.push(Block::Strong(format!("Set for this run: {}", set.join(", "))));
        }
    }

    pub(super) fn gates(&self, document: &mut Document) {
        for GateHow { gate, label, unmet } in &self.explanation.excluded {
            let named = label.as_deref().unwrap_or(gate);
            document.push(Block::Strong(format!("Excluded by `{gate}`{}", besides(named, gate))));
            let items = unmet.iter().map(|u| {
                let how = if u.undecided { "cannot be decided" } else { "does not hold" };
                let values = self.words.leaves(&u.require);
                let values = if values.is_empty() { String::new() } else { format!(" ({})", values.join(", ")) };
                format!("{}: `{}` {how}{values}", u.reason, u.require.text)
            });
            document.push(Block::List(items.collect()));
        }
        if !self.explanation.excluded.is_empty() {
            document.paragraph("An excluded row has no index, rank or outcome, and takes no part in those of others.");
        }
    }

    /// The results, where a row stands in its journeys, and then what the results are made of.
    fn values(&self, document: &mut Document) {
        let (results, rest): (Vec<&Explained>, Vec<&Explained>) =
            self.explanation.values.iter().partition(|v| v.of.is_none() && self.explanation.results.contains(&v.name));
        self.journeys(document);
        results.iter().for_each(|value| self.value(value, document));
        let rest = rest.into_iter().filter(|v| self.looked_at.contains(v.name.as_str()) && !self.says_nothing(v));
        let rest: Vec<&Explained> = rest.collect();
        let (told, left) = rest.split_at(rest.len().min(FURTHER_SECTIONS));
        told.iter().for_each(|value| self.value(value, document));
        if !left.is_empty() {
            let names: Vec<String> = left.iter().take(NAMED).map(|v| format!("`{}`", v.name)).collect();
            let more = if left.len() > NAMED { format!(" and {} more", left.len() - NAMED) } else { String::new() };
            document.paragraph(format!("To be asked for by name: {}{more}", names.join(", ")));
        }
    }

    /// A cell has a section of its own at the end; nobody asked what no rows would say.
    fn says_nothing(&self, value: &Explained) -> bool {
        match &value.how {
            How::Cell(_) => true,
            How::Formula(formula) => value.value.is_missing() && formula.formula.rows == Some(0),
            How::Index(_) => self.is_nested(value),
            How::Rank(_) | How::Scenario(_) => false,
        }
    }

    /// Where the row stands in the journeys that were asked for, and what holds it there.
    fn journeys(&self, document: &mut Document) {
        let program = &self.words.0.program;
        let Some(table) = program.find_table(&self.explanation.row.table) else { return };
        for walk in journeys::walks(self.words.0, table) {
            let asked = self.explanation.results.contains(&program.quantity(walk.journey.step).name);
            let Some(standing) = walk.standing(self.explanation.row.row).filter(|_| asked) else { continue };
            document.heading(results::label(&walk.journey.about, &walk.journey.name));
            let place = standing.place.map_or("finished", |place| walk.label(place));
            document.paragraph(format!("{place}: {}", results::clean(&standing.because)));
            let blocked = standing.blocked.iter().map(|b| {
                let how = if b.answered { "not as desired" } else { "not answered" };
                format!("`{}`: {how}", walk.question(b.item))
            });
            let blocked: Vec<String> = blocked.collect();
            if !blocked.is_empty() {
                document.push(Block::List(blocked));
            }
        }
    }

    fn value(&self, value: &Explained, document: &mut Document) {
        let nested = self.is_nested(value);
        match &value.how {
            How::Cell(_) => {}
            How::Index(_) if nested => {}
            How::Index(index) => {
                document.heading(self.heading(value));
                self.index(value, index, document);
            }
            How::Rank(rank) => {
                document.heading(self.heading(value));
                self.rank(value, rank, document);
            }
            How::Formula(formula) => {
                document.heading(self.heading(value));
                self.formula(value, formula, document);
            }
            How::Scenario(scenario) => {
                document.heading(self.heading(value));
                self.scenario(value, scenario, document);
            }
        }
    }

    /// Whether it is an index that is told inside the one in which it is nested.
    fn is_nested(&self, value: &Explained) -> bool {
        let same = |other: &&Explained| other.row == value.row && other.id != value.id;
        let others = self.explanation.values.iter().filter(same);
        others.filter(|_| !self.explanation.results.contains(&value.name)).any(|other| match &other.how {
            How::Index(index) => index.parts.iter().any(|p| p.nested && p.quantity == value.id),
            How::Cell(_) | How::Formula(_) | How::Rank(_) | How::Scenario(_) => false,
        })
    }

    /// `Internationalisation index: 1.0`
    fn heading(&self, value: &Explained) -> String {
        let shown = self.words.shown(value);
        let label = match &value.how {
            How::Rank(rank) => {
                let of = self.explanation.values.iter().find(|v| v.name == rank.ranks && v.row == value.row);
                let of = of.and_then(|v| v.label.clone()).unwrap_or_else(|| rank.ranks.clone());
                format!("Rank by {of}")
            }
            _ => value.label.clone().unwrap_or_else(|| value.name.clone()),
        };
        let of = value.of.as_ref().map(|row| format!(" of {}", row_words(row))).unwrap_or_default();
        format!("{label}{of}: {shown}")
    }

    fn index(&self, value: &Explained, index: &IndexHow, document: &mut Document) {
        let mut rows: Vec<Vec<String>> = Vec::new();
        self.part_rows(value, index, 0, &mut rows);
        let weighted = self.any_weight(value, index);
        let mut columns = vec![TableColumn::left("Part"), TableColumn::right("Value"), TableColumn::left("Steps")];
        columns.extend(["Result", "Weight", "Share"].map(TableColumn::right));
        columns.push(TableColumn::right("Without it").detail());
        // What no row has is no column: weights where there are none, shares of a method that has none.
        let told = |at: usize| rows.iter().any(|row| row.get(at).is_some_and(|cell| cell != MISSING));
        let kept = [true, true, true, true, weighted, told(5), told(6)];
        let columns = columns.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(column, _)| column).collect();
        let only =
            |row: Vec<String>| row.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(cell, _)| cell).collect();
        let rows = rows.into_iter().map(only).collect();
        document.push(Block::Table(Table::plain(columns, rows)));
        document.paragraph(self.sum(value, index));
        self.whence(None, (value, index), 0, document);
        let groups = why_steps::groups(&index.parts);
        if !groups.is_empty() {
            document.paragraph(format!("Compared within {}", groups.join("; within ")));
        }
    }

    /// With whom rows were compared and where weights come from, of an index and of those nested in it.
    fn whence(
        &self,
        name: Option<&str>,
        (value, index): (&Explained, &IndexHow),
        depth: usize,
        document: &mut Document,
    ) {
        why_compared::whence(&self.words, name, index, document);
        for part in index.parts.iter().filter(|p| p.nested && depth < 16) {
            if let Some(inside) = self.inside(value, part) {
                self.whence(Some(&part.part), inside, depth + 1, document);
            }
        }
    }

    fn any_weight(&self, value: &Explained, index: &IndexHow) -> bool {
        let own = index.parts.iter().any(|p| p.weight != Plain::Number(1.0));
        own || index.parts.iter().filter(|p| p.nested).any(|p| match self.inside(value, p) {
            Some((value, inside)) => self.any_weight(value, inside),
            None => false,
        })
    }

    /// The index that is nested as a part.
    fn inside(&self, value: &Explained, part: &PartHow) -> Option<(&Explained, &IndexHow)> {
        let found = self.explanation.values.iter().find(|v| v.id == part.quantity && v.row == value.row)?;
        match &found.how {
            How::Index(index) => Some((found, index)),
            How::Cell(_) | How::Formula(_) | How::Rank(_) | How::Scenario(_) => None,
        }
    }

    fn part_rows(&self, value: &Explained, index: &IndexHow, depth: usize, rows: &mut Vec<Vec<String>>) {
        for part in &index.parts {
            let share = if index.contributions == Contributions::None { None } else { part.share_of_whole };
            rows.push(vec![
                format!("{}{}", "· ".repeat(depth), self.words.part(part)),
                self.words.from(part),
                why_steps::steps(&self.words, part),
                self.words.number(&part.value),
                self.words.number(&part.weight),
                share.map_or_else(|| MISSING.to_owned(), percent),
                part.without.as_ref().map_or_else(|| MISSING.to_owned(), |w| self.words.number(w)),
            ]);
            if let Some((inside_value, inside)) = self.inside(value, part).filter(|_| part.nested && depth < 16) {
                self.part_rows(inside_value, inside, depth + 1, rows);
            }
        }
    }

    /// `euclidean norm of 3 of 4 parts: 1.00712 (missing: skip)`
    fn sum(&self, value: &Explained, index: &IndexHow) -> String {
        let from = if index.aggregate.starts_with("= ") { ", from" } else { " of" };
        let mut text = format!("{}{from} ", results::clean(&index.aggregate));
        match (index.counted, index.parts.len()) {
            (1, 1) => text.push_str("1 part"),
            (counted, all) if counted == all => text.push_str(&format!("{all} parts")),
            (counted, all) => text.push_str(&format!("{counted} of {all} parts (missing: {})", index.missing)),
        }
        match index.compared_within.as_deref() {
            Some([]) => text.push_str(", compared with all rows"),
            Some(fields) => text.push_str(&format!(", compared with the rows of the same {}", fields.join(", "))),
            None => {}
        }
        let result = index.unrounded.as_ref().unwrap_or(&value.value);
        text.push_str(&format!(": {}", self.words.number(result)));
        if let Plain::Missing(how) = &value.value {
            text.push_str(&format!(" ({})", how.name()));
        } else if let Some(rounded) = &index.rounded {
            let even = if rounded.half_even { ", half to even" } else { "" };
            let to = format!("; rounded to {} decimals{even}: {}", rounded.decimals, self.words.number(&value.value));
            text.push_str(&to);
        }
        if index.contributions == Contributions::Numeric {
            text.push_str(". Shares are taken from the slope of the method in each part");
        }
        text
    }

    fn rank(&self, value: &Explained, rank: &RankHow, document: &mut Document) {
        let within = match rank.within.as_slice() {
            [] => String::new(),
            fields => format!(" within {}", fields.join(", ")),
        };
        if value.value.is_missing() {
            document.paragraph(format!(
                "It is not ranked{within}: `{}` is {}",
                rank.ranks,
                self.words.number(&rank.value)
            ));
            return;
        }
        let first = if rank.higher_first { "highest" } else { "lowest" };
        let further = rank.then.iter().map(|further| {
            let first = if further.higher_first { "highest" } else { "lowest" };
            format!(", then the {first} `{}`", further.name)
        });
        let further: String = further.collect();
        let mut text = format!("Of {} ranked{within}, the {first} first{further}; {} ahead", rank.ranked, rank.ahead);
        if rank.equal > 1 {
            let same = if rank.then.is_empty() { "the same value" } else { "the same in all" };
            text.push_str(&format!("; {} have {same} (ties: {})", rank.equal, rank.ties));
        }
        document.paragraph(text);
        let neighbour = |place: &str, n: &crate::why::NeighbourHow| {
            let sign = if n.distance > 0.0 { "+" } else { "" };
            let then = self.further(rank, n.then.iter());
            format!("{place}: {} with {} ({sign}{}){then}", row_words(&n.row), precise(n.value), precise(n.distance))
        };
        let above = rank.above.as_ref().map(|n| neighbour("next ahead", n));
        let below = rank.below.as_ref().map(|n| neighbour("next behind", n));
        let then = self.further(rank, rank.then.iter().map(|further| &further.value));
        let own = format!("this row: {}{then}", self.words.number(&rank.value));
        document.push(Block::List(above.into_iter().chain([own]).chain(below).collect()));
    }

    /// What a row has in what ranks those that are equal so far: `, silver 3, bronze missing`.
    fn further<'a>(&self, rank: &RankHow, values: impl Iterator<Item = &'a Plain>) -> String {
        rank.then.iter().zip(values).map(|(by, value)| format!(", {} {}", by.name, self.words.number(value))).collect()
    }

    fn formula(&self, value: &Explained, formula: &FormulaHow, document: &mut Document) {
        let term = &formula.formula;
        let mut text = format!("= {}", results::clean(&term.text));
        if let Some(rounded) = &formula.rounded {
            // Of a percentage they are counted in percent.
            let decimals = rounded.decimals.saturating_sub(if value.percent { 2 } else { 0 });
            text.push_str(&format!(", {} rounded to {decimals} decimals", self.words.value(term)));
        }
        document.paragraph(text);
        if term.value.as_yes_no().is_some() && !term.operands.is_empty() {
            let mut rows = Vec::new();
            self.condition_rows(term, 0, &mut rows);
            document.push(Block::Table(Table::plain(condition_columns(), rows)));
            self.read(std::iter::once(term), document);
            return;
        }
        let leaves = self.words.leaves(term);
        if !leaves.is_empty() {
            document.push(Block::List(leaves));
        }
        if value.value.is_missing() && term.rows == Some(0) {
            document.paragraph("There are no rows to compute it from.");
        }
    }
}

fn besides(named: &str, gate: &str) -> String {
    if named == gate { String::new() } else { format!(" ({named})") }
}
