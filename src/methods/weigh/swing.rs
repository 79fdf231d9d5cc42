//! Swing weights: how much it is worth to raise a part from its worst to its best value.
//!
//! **Formula.** The swing that is worth most is given 100 points, every other its points relative to that; wᵢ = pᵢ / Σ p for each expert, then the mean over experts, the mean without the ends (`trimmed 10%`), or the median, scaled to a sum of 1.
//!
//! **Source.** Von Winterfeldt and Edwards (1986), Decision Analysis and Behavioral Research, section 8.3.
//!
//! **Basis.** A grid with a line for each part and a column of points from 0 to 100 for each expert.
//!
//! **Agreement.** Kendall's W as with a panel, where there are several experts.
//!
//! **Degenerate cases.** An expert whose highest swing is not 100, and a cell that is empty, are errors.
//!
//! **Example.** From 100, 60 and 40 points come the weights 0.5, 0.3 and 0.2.

use super::judgements::{
    At, Combine, Gaps, Grid, Judged, MEDIAN, Problem, TRIMMED, agreement, complete_columns, of_experts, shares, shown,
};
use super::{Basis, FromPeople, Weigher};
use crate::{OptionSpec, Options};

/// `from swing`
#[derive(Debug)]
pub struct Swing;

impl Weigher for Swing {
    fn name(&self) -> &'static str {
        "swing"
    }

    fn source(&self) -> &'static str {
        include_str!("swing.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[TRIMMED, MEDIAN]
    }

    fn basis(&self) -> Basis<'_> {
        Basis::People(self)
    }
}

impl FromPeople for Swing {
    fn weigh(&self, grids: &[Grid<'_>], options: &Options) -> Result<Judged, Vec<Problem>> {
        let grid = of_experts(grids, Gaps::Wrong)?;
        let combine = Combine::of(options, grid.columns.len())?;
        let columns = complete_columns(grid);
        let mut wrong = Vec::new();
        for (at, column) in columns.iter().enumerate() {
            let highest = column.iter().copied().fold(0.0, f64::max);
            if highest != 100.0 {
                let message = format!("the highest swing of `{}` is {}, not 100", grid.column(at), shown(highest));
                let hint = "give 100 to the swing that is worth most, and the others their points relative to it";
                wrong.push(Problem::new(0, At::Column(at), message, hint));
            }
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let own: Vec<Vec<f64>> = columns.iter().map(|c| shares(c)).collect();
        let part = |row: usize| {
            let of_all: Vec<f64> = own.iter().filter_map(|c| c.get(row).copied()).collect();
            combine.one(&of_all).unwrap_or(0.0)
        };
        let means: Vec<f64> = (0..grid.rows.len()).map(part).collect();
        Ok(Judged {
            weights: shares(&means),
            experts: columns.len(),
            agreement: agreement(&columns),
            consistency: Vec::new(),
        })
    }
}
