//! Why the results of one row are what they are: the whole path from the cell to the outcome.
//!
//! ```text
//! Program ──Watched::new──▶ Program with formulas that watch it ──run──▶ Assessment ──explain──▶ Explanation ──report──▶ person
//! ```
//!
//! 1. `ask` finds the table, the row and the results that are meant.
//! 2. [`Watched::new`] adds formulas that watch the parts of expressions, so that the engine alone says what they are worth.
//! 3. [`explain`] replays the steps of one row from the assessment, in time that does not depend on what other rows need.
//! 4. [`given`] puts other values into cells, [`change`] compares both runs; [`reach`] looks for the smallest change that
//!    leads to an outcome.

pub mod ask;
pub mod change;
mod compared;
pub mod given;
mod how;
mod index;
pub mod needs;
mod prepare;
mod rank;
pub mod reach;
mod reading;
mod rows;
mod scenario;
mod search;
mod shape;
mod share;
mod spelled;
mod term;
mod tree;
mod watch;
mod weighing;

pub use compared::{ComparisonHow, DecidingHow, NamedFigures, PairHow, PartComparedHow};
pub use how::{
    Contributions, Decided, ExtremeHow, FurtherHow, GateHow, GivenOption, GroupHow, IndexHow, NeighbourHow, OutcomeHow,
    PartHow, RankHow, ScenarioHow, StepHow, UnmetHow,
};
pub use reading::ReadHow;
pub use rows::{Cells, Unplaced};
pub use tree::{CellHow, Explained, Explanation, FormulaHow, How, Plain, RoundedTo, RowPlace, RowRef, Term};
pub use watch::Watched;
pub use weighing::{MeasureHow, WeighingHow};

use std::collections::HashMap;

use crate::eval::Assessment;
use crate::program::{Missing, Origin, QuantityId};
use rows::Rows;
use watch::{Wanted, is_percent};

/// A row as it is referred to.
pub fn row(assessment: &Assessment, watched: &Watched, row: usize) -> RowRef {
    Rows { assessment, watched, cells: &Unplaced }.row(watched.table, row)
}

/// Explains one row of a run of a watched policy.
pub fn explain(assessment: &Assessment, watched: &Watched, row: usize, cells: &dyn Cells) -> Explanation {
    let rows = Rows { assessment, watched, cells };
    let program = rows.program();
    let mut values: Vec<Explained> = watched.wanted.iter().filter_map(|w| rows.explained(*w, row)).collect();
    shares_of_whole(&mut values);
    Explanation {
        row: rows.row(watched.table, row),
        as_of: program.dated.as_of,
        in_force: program.dated.in_force.clone(),
        place: cells.place(watched.table, row),
        excluded: rows.gates(row),
        results: watched.results.iter().map(|id| program.quantity(*id).name.clone()).collect(),
        values,
        more: watched.more,
    }
}

impl Rows<'_> {
    /// A value with how it came about; `None` where the row that a link names is missing.
    fn explained(&self, wanted: Wanted, row: usize) -> Option<Explained> {
        let program = self.program();
        let quantity = program.quantity(wanted.id);
        let (name, row, of) = match wanted.via {
            None => (quantity.name.clone(), row, None),
            Some(link) => {
                let there = self.linked(link, row).ok()?;
                (term::linked_name(program, link, wanted.id), there, Some(self.row(quantity.table, there)))
            }
        };
        let mut value = self.plain(wanted.id, row);
        let how = match &quantity.origin {
            Origin::Column(source) => How::Cell(CellHow {
                place: self.cells.place(quantity.table, row),
                column: source.option.as_ref().map_or(&source.header, |o| &o.list).clone(),
                text: self.cells.text(wanted.id, row),
                instead_of: self.cells.instead_of(wanted.id, row).map(|v| self.value(&quantity.ty, &v)),
            }),
            Origin::Formula(_, rounding) => How::Formula(FormulaHow {
                formula: self.term(self.watched.formulas.get(&wanted.id)?, row),
                rounded: rounding.map(|r| index::rounded(r.inside(&quantity.ty))),
            }),
            Origin::Index(index) => How::Index(self.index(wanted.id, index, row)),
            Origin::Rank(rule) => How::Rank(self.rank(wanted.id, rule, row)),
            Origin::Scenario(scenario) => How::Scenario(self.scenario(wanted.id, scenario, row)),
        };
        if self.assessment.column(wanted.id).is_none() {
            value = Plain::Missing(Missing::Unavailable);
        }
        let percent = is_percent(&quantity.ty);
        Some(Explained { name, label: quantity.about.label.clone(), of, percent, value, how, id: wanted.id, row })
    }
}

/// A nested part's share of the outermost index: the product of the shares on the way.
fn shares_of_whole(values: &mut [Explained]) {
    let mut whole: HashMap<(QuantityId, usize), f64> = HashMap::new();
    // A nested index comes after the one that it is nested in.
    for value in values {
        let (own, row) = (whole.get(&(value.id, value.row)).copied(), value.row);
        let How::Index(index) = &mut value.how else { continue };
        for part in &mut index.parts {
            part.share_of_whole = part.share.map(|share| share * own.unwrap_or(1.0));
        }
        let nested = index.parts.iter().filter(|p| p.nested);
        for (part, share) in nested.filter_map(|p| Some((p, p.share_of_whole?))) {
            whole.insert((part.quantity, row), share);
        }
    }
}
