//! Weights from the order of the parts alone, falling as 1, 1/2, 1/3.
//!
//! **Formula.** The part of rank r among n weighs wᵣ = (1 / r) / Σₖ₌₁ⁿ (1 / k). Parts that share ranks share the mean of their weights.
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
//! **Example.** Three parts in order weigh 6/11, 3/11 and 2/11.

use super::judgements::ranked;
use super::judgements::{Grid, Judged, Problem};
use super::{Basis, FromPeople, Weigher};
use crate::Options;

/// `from rank reciprocal`
#[derive(Debug)]
pub struct RankReciprocal;

impl Weigher for RankReciprocal {
    fn name(&self) -> &'static str {
        "rank reciprocal"
    }

    fn source(&self) -> &'static str {
        include_str!("rank_reciprocal.rs")
    }

    fn basis(&self) -> Basis<'_> {
        Basis::People(self)
    }
}

impl FromPeople for RankReciprocal {
    fn weigh(&self, grids: &[Grid<'_>], _options: &Options) -> Result<Judged, Vec<Problem>> {
        ranked::weigh(grids, |rank, _| 1.0 / rank as f64)
    }
}
