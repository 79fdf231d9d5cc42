//! A part weighs the more, the more it varies and the less it repeats what the others say.
//!
//! **Formula.** Cⱼ = σⱼ Σₖ (1 − rⱼₖ) with the standard deviation σ and Pearson's correlation r; wⱼ = Cⱼ / Σ C.
//!
//! **Source.** Diakoulaki, Mavrotas and Papayannakis (1995), Determining objective weights in multiple criteria problems: the CRITIC method, Computers & Operations Research 22(7).
//! The paper takes values after `normalise minmax`, with every part turned so that higher is better.
//!
//! **Basis.** The rows in which all parts are known, with their values after the steps above `weigh`.
//! A factor by which a part is multiplied counts, so that parts of different units must be normalised before.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** A part that does not vary weighs nothing. Where no part varies, where all say the same, or where there are fewer than two rows, all parts weigh the same; the run reports it. A correlation that differs from 1 by less than 10⁻¹² is 1.
//!
//! **Example.** Over the rows (0, 1), (0.5, 0) and (1, 0.5) the deviations are 0.5 each and the correlation is −0.5, so that both weigh 0.5.

use super::{Basis, FromData, Raw, Wanted, Weigher};
use crate::{Moments, Options};

/// `weigh critic`
#[derive(Debug)]
pub struct Critic;

impl Weigher for Critic {
    fn name(&self) -> &'static str {
        "critic"
    }

    fn source(&self) -> &'static str {
        include_str!("critic.rs")
    }

    fn basis(&self) -> Basis<'_> {
        Basis::Data(self)
    }
}

impl FromData for Critic {
    fn wanted(&self) -> Wanted {
        Wanted::Products
    }

    fn scale_invariant(&self) -> bool {
        false
    }

    fn weigh(&self, moments: &Moments, _importances: &[f64], _options: &Options) -> Raw {
        let varying = moments.varying();
        let [only] = varying.as_slice() else {
            let conflict = |j: usize| varying.iter().map(|k| 1.0 - moments.correlation(j, *k)).sum::<f64>();
            let weights = (0..moments.parts()).map(|j| moments.deviation(j) * conflict(j)).collect();
            return Raw { weights, ..Raw::default() };
        };
        // One part that varies has nothing to be in conflict with.
        let weights = (0..moments.parts()).map(|j| f64::from(u8::from(j == *only))).collect();
        Raw { weights, ..Raw::default() }
    }
}
