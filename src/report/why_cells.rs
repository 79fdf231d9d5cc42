//! The cells that an explanation rests on, as they stand in the data.

use super::document::{Block, Document, Table, TableColumn};
use super::results;
use super::why::Sections;
use crate::why::{CellHow, Explained, How, Plain, RowPlace};

impl Sections<'_> {
    pub(super) fn cells(&self, document: &mut Document) {
        let cell = |value: &Explained| match &value.how {
            How::Cell(cell) if self.looked_at.contains(value.name.as_str()) => Some(self.cell_row(value, cell)),
            How::Cell(_) => None,
            How::Index(_) | How::Formula(_) | How::Rank(_) | How::Scenario(_) => None,
        };
        let rows: Vec<Vec<String>> = self.explanation.values.iter().filter_map(cell).collect();
        if rows.is_empty() {
            return;
        }
        document.heading("Read from the data");
        let columns = ["Name", "Value", "Cell", "Where"].map(TableColumn::left).to_vec();
        document.push(Block::Table(Table::plain(columns, rows)));
    }

    fn cell_row(&self, value: &Explained, cell: &CellHow) -> Vec<String> {
        let shown = match &value.value {
            Plain::Missing(how) => format!("missing, {}", how.name()),
            _ => self.words.shown(value),
        };
        let shown = match &cell.instead_of {
            Some(before) => format!("{shown} instead of {}", self.words.of_quantity(value.id, before)),
            None => shown,
        };
        // The row's own place stands above.
        let elsewhere = cell.place.as_ref().filter(|place| Some(*place) != self.explanation.place.as_ref());
        let place = elsewhere.map(place_words).map(|place| format!("{place}, "));
        let text = cell.text.as_ref().map(|text| format!("\"{}\"", results::clean(text)));
        let place = format!("{}column {}", place.unwrap_or_default(), results::clean(&cell.column));
        vec![value.name.clone(), shown, text.unwrap_or_default(), place]
    }
}

pub(super) fn place_words(place: &RowPlace) -> String {
    format!("{}, line {}", place.file, place.line)
}
