//! What is wrong in a table's cells: collected with limits, put in order, and told with places.

use crate::diagnostic::{Code, DataPlace, Diagnostic, Place, Severity};
use crate::program::InlineRows;
use crate::source::Span;

/// Where the rows of a table are found again by a person.
#[derive(Clone, Debug)]
pub(super) enum Site<'p> {
    /// In a file.
    File {
        /// The file, with its sheet if it has sheets.
        name: String,
        /// The line of the first row.
        first: usize,
        /// The line of each row, where rows do not simply follow one another.
        lines: Option<Vec<u32>>,
    },
    /// In the policy.
    Inline {
        /// The rows.
        rows: &'p InlineRows,
        /// The table's declaration.
        table: Span,
    },
    /// In columns that a host gave; rows are counted from 1.
    Host {
        /// The table.
        table: String,
    },
}

impl Site<'_> {
    /// What a person calls the row.
    pub fn row(&self, row: usize) -> usize {
        match self {
            Site::File { lines: Some(lines), .. } => lines.get(row).map_or(row + 1, |l| *l as usize),
            Site::File { first, lines: None, .. } => first + row,
            Site::Inline { .. } | Site::Host { .. } => row + 1,
        }
    }

    /// The place of a cell, or of a whole row.
    pub fn place(&self, row: Option<usize>, column: Option<(&str, usize)>, text: Option<String>) -> Place {
        let file = match self {
            Site::File { name, .. } => name.clone(),
            Site::Host { table } => format!("table `{table}`"),
            Site::Inline { rows, table } => {
                let cells = row.and_then(|r| rows.spans.get(r));
                let cell = cells.and_then(|c| match column {
                    Some((_, position)) => c.get(position).copied(),
                    None => c.first().map(|first| c.last().map_or(*first, |last| first.to(*last))),
                });
                return Place::Text(cell.unwrap_or(*table));
            }
        };
        Place::Data(DataPlace {
            file,
            row: row.map(|r| self.row(r)),
            column: column.map(|(header, _)| header.to_owned()),
            text,
        })
    }

    /// What the rows are in.
    pub fn name(&self) -> &str {
        match self {
            Site::File { name, .. } => name,
            Site::Inline { .. } => "the rows in the policy",
            Site::Host { .. } => "the data",
        }
    }
}

/// Rows that have something in common: the first few, and how many in all.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct RowList {
    first: Vec<usize>,
    count: usize,
}

impl RowList {
    const SHOWN: usize = 8;

    /// One row.
    pub fn one(row: usize) -> Self {
        Self { first: vec![row], count: 1 }
    }

    /// Adds a row.
    pub fn push(&mut self, row: usize) {
        self.count += 1;
        if self.first.len() < Self::SHOWN {
            self.first.push(row);
        }
    }

    /// The same rows of a part that begins at row `start`, added to these.
    pub fn extend(&mut self, part: &RowList, start: usize) {
        let room = Self::SHOWN.saturating_sub(self.first.len());
        self.first.extend(part.first.iter().take(room).map(|r| r + start));
        self.count += part.count;
    }

    /// The first of them.
    pub fn first(&self) -> usize {
        self.first.first().copied().unwrap_or(0)
    }

    /// How many in all.
    pub fn count(&self) -> usize {
        self.count
    }

    /// `row 4`, `rows 4, 7 and 9`, `rows 4, 7, 9 … (120 in all)`, as the site counts them.
    pub fn show(&self, site: &Site<'_>) -> String {
        let rows: Vec<String> = self.first.iter().map(|r| site.row(*r).to_string()).collect();
        match rows.split_last() {
            Some((last, [])) if self.count == 1 => format!("row {last}"),
            Some((last, before)) if self.count == rows.len() => format!("rows {} and {last}", before.join(", ")),
            Some(_) | None => format!("rows {} … ({} in all)", rows.join(", "), self.count),
        }
    }
}

/// One thing that is wrong with a cell, or with several for the same reason.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    /// The code.
    pub code: Code,
    /// Its rows; the first is the place.
    pub rows: RowList,
    /// The column: its header, its position in the file or the inline rows.
    pub column: Option<(String, usize)>,
    /// The cell's text.
    pub text: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

/// Everything that is wrong with the cells of one table.
#[derive(Clone, Debug, Default)]
pub(super) struct Problems {
    list: Vec<Problem>,
    uncounted: usize,
    limit: usize,
    ragged: Vec<usize>,
    many_ragged: bool,
}

impl Problems {
    /// None so far; `limit` are reported one by one.
    pub fn new(limit: usize) -> Self {
        Self { limit, ..Self::default() }
    }

    /// Adds one.
    pub fn push(&mut self, problem: Problem) {
        self.list.push(problem);
        // The list stays short however much is wrong; what comes first in the file is kept.
        if self.list.len() >= 8 * self.limit.max(32) {
            self.cut();
        }
    }

    /// Adds all of another list.
    pub fn join(&mut self, others: Problems) {
        self.uncounted += others.uncounted;
        others.list.into_iter().for_each(|problem| self.push(problem));
    }

    /// Counts some that are not told one by one.
    pub fn count(&mut self, more: usize) {
        self.uncounted += more;
    }

    /// Notes rows, in ascending order, whose number of cells is wrong, and whether there are more of them: that their
    /// cells are missing is no second mistake.
    pub fn ragged(&mut self, rows: impl Iterator<Item = usize>, more: bool) {
        self.ragged.extend(rows);
        self.many_ragged = more;
    }

    /// Whether a row's cells can be trusted to be missing.
    pub fn trusts(&self, row: usize) -> bool {
        !self.many_ragged && self.ragged.binary_search(&row).is_err()
    }

    /// Whether every row has as many cells as the header.
    pub fn all_trusted(&self) -> bool {
        !self.many_ragged && self.ragged.is_empty()
    }

    /// A row without its key is most often an empty one: what else it lacks is no second mistake.
    pub fn lack_keys(&mut self, key: &Option<(String, usize)>) {
        let required = |p: &Problem| p.code == Code::DataRequired;
        let Some(lacking) = self.list.iter().find(|p| required(p) && p.column == *key) else { return };
        let rows = lacking.rows.clone();
        self.list.retain(|p| !required(p) || p.column == *key || p.rows != rows);
    }

    /// How many are told one by one.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Whether all is well.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty() && self.uncounted == 0
    }

    fn cut(&mut self) {
        self.list.sort_by_key(|p| (p.rows.first(), p.column.as_ref().map(|c| c.1)));
        self.uncounted += self.list.len().saturating_sub(self.limit);
        self.list.truncate(self.limit);
    }

    /// All of them in the order of the rows, and a note with the number of the rest.
    pub fn tell(mut self, site: &Site<'_>) -> Vec<Diagnostic> {
        self.cut();
        let mut told: Vec<Diagnostic> = self.list.into_iter().map(|p| p.tell(site)).collect();
        if self.uncounted > 0 {
            let noun = if self.uncounted == 1 { "cell is" } else { "cells are" };
            let message = format!("{} more bad {noun} in {}", self.uncounted, quoted(site));
            let mut note = Diagnostic::nowhere(Code::DataBadCell, message)
                .hint("mend the ones shown, and run again to see the next");
            note.place = site.place(None, None, None);
            note.severity = Severity::Note;
            told.push(note);
        }
        told
    }
}

impl Problem {
    fn tell(self, site: &Site<'_>) -> Diagnostic {
        let column = self.column.as_ref().map(|(header, position)| (header.as_str(), *position));
        let mut told = Diagnostic::nowhere(self.code, self.message).maybe_hint(self.hint);
        told.place = site.place(Some(self.rows.first()), column, self.text);
        if self.rows.count() > 1 {
            told = told.label(format!("in {}", self.rows.show(site)));
        }
        told
    }
}

fn quoted(site: &Site<'_>) -> String {
    match site {
        Site::File { name, .. } => format!("`{name}`"),
        Site::Inline { .. } | Site::Host { .. } => site.name().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Site<'static> {
        Site::File { name: "a.csv".into(), first: 2, lines: None }
    }

    fn at(row: usize) -> Problem {
        let column = Some(("x".to_owned(), 0));
        Problem {
            code: Code::DataBadCell,
            rows: RowList::one(row),
            column,
            text: None,
            message: String::new(),
            hint: None,
        }
    }

    #[test]
    fn problems_are_told_in_the_order_of_the_rows_and_the_rest_is_counted() {
        let mut problems = Problems::new(3);
        for row in (0..1000).rev() {
            problems.push(at(row));
        }
        problems.count(5);
        let told = problems.tell(&file());
        assert_eq!(told.len(), 4);
        let rows: Vec<_> = told
            .iter()
            .map(|d| match &d.place {
                Place::Data(p) => p.row,
                Place::Text(_) | Place::Nowhere => None,
            })
            .collect();
        assert_eq!(rows, [Some(2), Some(3), Some(4), None]);
        assert_eq!(told[3].message, "1002 more bad cells are in `a.csv`");
        assert_eq!(told[3].severity, Severity::Note);
    }

    #[test]
    fn rows_are_listed_as_a_person_counts_them() {
        let mut rows = RowList::one(0);
        assert_eq!(rows.show(&file()), "row 2");
        rows.push(3);
        assert_eq!(rows.show(&file()), "rows 2 and 5");
        (10..30).for_each(|r| rows.push(r));
        assert_eq!(rows.show(&file()), "rows 2, 5, 12, 13, 14, 15, 16, 17 … (22 in all)");
        let lines = Site::File { name: "a.csv".into(), first: 2, lines: Some(vec![7, 9]) };
        assert_eq!(RowList::one(1).show(&lines), "row 9");
    }
}
