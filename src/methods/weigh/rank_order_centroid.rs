//! Weights from the order of the parts alone: the centre of all weights that have this order.
//!
//! **Formula.** The part of rank r among n weighs wᵣ = (1 / n) Σₖ₌ᵣⁿ 1 / k. Parts that share ranks share the mean of their weights.
//! Of several experts the weights are the means of theirs.
//!
//! **Source.** Barron and Barrett (1996), Decision quality using ranked attribute weights, Management Science 42; Edwards and Barron (1994), SMARTER.
//!
//! **Basis.** A grid with a line for each part and a column of ranks for each expert; 1 is the most important.
//! Parts that are equally important have the same rank, and the next one is as if they had not: 1, 2, 2, 4 (or 1, 2.5, 2.5, 4).
//!
//! **Agreement.** Kendall's W as with a panel, where there are several experts.
//!
//! **Degenerate cases.** Numbers that are no such ranks are errors.
//!
//! **Example.** Three parts in order weigh 11/18, 5/18 and 2/18.

use super::judgements::ranked;
use super::judgements::{Grid, Judged, Problem};
use super::{Basis, FromPeople, Weigher};
use crate::Options;

/// `from rank order centroid`
#[derive(Debug)]
pub struct RankOrderCentroid;

impl Weigher for RankOrderCentroid {
    fn name(&self) -> &'static str {
        "rank order centroid"
    }

    fn source(&self) -> &'static str {
        include_str!("rank_order_centroid.rs")
    }

    fn basis(&self) -> Basis<'_> {
        Basis::People(self)
    }
}

impl FromPeople for RankOrderCentroid {
    fn weigh(&self, grids: &[Grid<'_>], _options: &Options) -> Result<Judged, Vec<Problem>> {
        ranked::weigh(grids, |rank, n| (rank..=n).rev().map(|k| 1.0 / k as f64).sum::<f64>() / n as f64)
    }
}
