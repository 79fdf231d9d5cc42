//! All parts weigh the same, or all groups of parts.
//!
//! **Formula.**
//! wᵢ = 1 / n for n parts.
//! With `per group` each of G groups weighs the same, and in it each of its parts: wᵢ = 1 / (G · g) for a part in a group of g parts.
//! Groups are the named groups of `indicators` to which the parts belong; a part that belongs to none is a group by itself.
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 6, equal weighting; it points out that equal weights of indicators favour the dimension that has most of them.
//!
//! **Basis.** The way in which the parts are arranged.
//!
//! **Degenerate cases.** None. `per group` is an error where no part belongs to a group.
//!
//! **Example.** Four parts weigh 0.25 each; where three of them are one group and the fourth is another, `per group` gives 1/6, 1/6, 1/6 and 1/2.

use super::{Basis, Weigher};
use crate::{OptionKind, OptionSpec};

/// `weigh equal`, `weigh equal per group`
#[derive(Debug)]
pub struct Equal;

impl Weigher for Equal {
    fn name(&self) -> &'static str {
        "equal"
    }

    fn source(&self) -> &'static str {
        include_str!("equal.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[OptionSpec {
            words: "per group",
            kind: OptionKind::Flag,
            about: "named groups of indicators weigh the same, and in each its parts",
        }]
    }

    fn basis(&self) -> Basis<'_> {
        Basis::Arrangement
    }
}
