//! A part weighs the more, the more it varies.
//!
//! **Formula.** wⱼ = σⱼ / Σ σ with the sample standard deviation σ.
//!
//! **Source.** Diakoulaki, Mavrotas and Papayannakis (1995), Computers & Operations Research 22(7), where it stands beside CRITIC; Jahan and others (2012).
//!
//! **Basis.** The rows in which all parts are known, with their values after the steps above `weigh`.
//! A factor by which a part is multiplied counts, so that parts of different units must be normalised before; z-scores all vary alike.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** A part that does not vary weighs nothing. Where no part varies or there are fewer than two rows, all parts weigh the same; the run reports it.
//!
//! **Example.** Over the rows (0, 0), (1, 3) the deviations are as 1 to 3, and the weights 0.25 and 0.75.

use super::{Basis, FromData, Raw, Wanted, Weigher};
use crate::{Moments, Options};

/// `weigh standard deviation`
#[derive(Debug)]
pub struct StandardDeviation;

impl Weigher for StandardDeviation {
    fn name(&self) -> &'static str {
        "standard deviation"
    }

    fn source(&self) -> &'static str {
        include_str!("standard_deviation.rs")
    }

    fn basis(&self) -> Basis<'_> {
        Basis::Data(self)
    }
}

impl FromData for StandardDeviation {
    fn wanted(&self) -> Wanted {
        Wanted::Deviations
    }

    fn scale_invariant(&self) -> bool {
        false
    }

    fn weigh(&self, moments: &Moments, _importances: &[f64], _options: &Options) -> Raw {
        let weights = (0..moments.parts()).map(|part| moments.deviation(part)).collect();
        Raw { weights, ..Raw::default() }
    }
}
