//! Weights from the order of the parts alone, falling evenly.
//!
//! **Formula.** The part of rank r among n weighs wᵣ = 2 (n + 1 − r) / (n (n + 1)). Parts that share ranks share the mean of their weights.
//! Of several experts the weights are the means of theirs.
//!
//! **Source.** Stillwell, Seaver and Edwards (1981), A comparison of weight approximation techniques in multiattribute utility decision making, Organizational Behavior and Human Performance 28.
//!
//! **Basis.** A grid with a line for each part and a column of ranks for each expert; 1 is the most important. Equal ranks as with `rank order centroid`.
//!
//! **Agreement.** Kendall's W as with a panel, where there are several experts.
//!
//! **Degenerate cases.** Numbers that are no ranks are errors.
//!
//! **Example.** Three parts in order weigh 3/6, 2/6 and 1/6.

use super::judgements::ranked;
use super::judgements::{Grid, Judged, Problem};
use super::{Basis, FromPeople, Weigher};
use crate::Options;

/// `from rank sum`
#[derive(Debug)]
pub struct RankSum;

impl Weigher for RankSum {
    fn name(&self) -> &'static str {
        "rank sum"
    }

    fn source(&self) -> &'static str {
        include_str!("rank_sum.rs")
    }

    fn basis(&self) -> Basis<'_> {
        Basis::People(self)
    }
}

impl FromPeople for RankSum {
    fn weigh(&self, grids: &[Grid<'_>], _options: &Options) -> Result<Judged, Vec<Problem>> {
        ranked::weigh(grids, |rank, n| (n + 1 - rank) as f64)
    }
}
