//! A panel of experts, each of whom gives every part a weight or a score.
//!
//! **Formula.** aᵢ is the mean of what the experts give to part i, the mean without the ends (`trimmed 10%`), or the median; wᵢ = aᵢ / Σ a.
//! An expert who says nothing of a part is left out for that part.
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 6, participatory methods; Kendall's W: Kendall and Babington Smith (1939).
//!
//! **Basis.** A grid: a line for each part, a column for each expert.
//! Scores are taken as they are, so that an expert who gives higher ones counts more; where each is to count the same, `budget allocation` shares out a fixed sum.
//!
//! **Agreement.** Kendall's W of the experts who judged every part, from 0 to 1, corrected for ties, with the probability that as much agreement is chance. Below 0.3, or where that probability is above 5%, a note says so.
//!
//! **Degenerate cases.** A part that nobody judged, and scores that are all 0, are errors.
//!
//! **Example.** From 0.2, 0.3 and 0.25 for one part and 0.8, 0.7 and 0.75 for another come the weights 0.25 and 0.75.

use super::judgements::{
    At, Combine, Gaps, Grid, Judged, MEDIAN, Problem, TRIMMED, agreement, complete_columns, of_experts, shares,
};
use super::{Basis, FromPeople, Weigher};
use crate::{OptionSpec, Options};

/// `from panel`, `from panel trimmed 10%`, `from panel median`
#[derive(Debug)]
pub struct Panel;

impl Weigher for Panel {
    fn name(&self) -> &'static str {
        "panel"
    }

    fn source(&self) -> &'static str {
        include_str!("panel.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[TRIMMED, MEDIAN]
    }

    fn basis(&self) -> Basis<'_> {
        Basis::People(self)
    }
}

impl FromPeople for Panel {
    fn weigh(&self, grids: &[Grid<'_>], options: &Options) -> Result<Judged, Vec<Problem>> {
        let grid = of_experts(grids, Gaps::Allowed)?;
        let combine = Combine::of(options, grid.columns.len())?;
        let mut means = Vec::new();
        for (row, cells) in grid.cells.iter().enumerate() {
            let given: Vec<f64> = cells.iter().copied().flatten().collect();
            let Some(mean) = combine.one(&given) else {
                let message = format!("nobody judges `{}`", grid.row(row));
                let hint = "give it at least one judgement, or take its line out";
                return Err(vec![Problem::new(0, At::Cell(row, 0), message, hint)]);
            };
            means.push(mean);
        }
        if means.iter().sum::<f64>() <= 0.0 {
            let message = "all judgements come to 0, so that no weights follow";
            return Err(vec![Problem::new(0, At::Whole, message, "give at least one part a judgement above 0")]);
        }
        Ok(Judged {
            weights: shares(&means),
            experts: grid.columns.len(),
            agreement: agreement(&complete_columns(grid)),
            consistency: Vec::new(),
        })
    }
}
