//! A part weighs the more, the more unevenly it is spread over the rows.
//!
//! **Formula.**
//! With pᵢⱼ = xᵢⱼ / Σᵢ xᵢⱼ over m rows, eⱼ = −Σᵢ pᵢⱼ ln pᵢⱼ / ln m and dⱼ = 1 − eⱼ; then wⱼ = dⱼ / Σ d.
//! A value of 0 adds nothing to the sum.
//!
//! **Source.** Shannon (1948); as weights of criteria Zeleny (1982) and Hwang and Yoon, Multiple Attribute Decision Making (1981), section 3.4.
//!
//! **Basis.** The rows in which all parts are known, with their values after the steps above `weigh`.
//! A factor by which a part is multiplied has no effect; a shift has, so that values should have a true zero.
//!
//! **Domain.** 0 and above.
//!
//! **Degenerate cases.** A part that does not vary weighs nothing. Where no part varies, where there are fewer than two rows, or where a value is negative, all parts weigh the same; the run reports it.
//!
//! **Example.** Over the rows (1, 1), (2, 1) and (3, 4) the entropies are 0.9206 and 0.7897, so that the weights are 0.274 and 0.726.

use super::{Basis, FromData, Measure, Raw, Wanted, Weigher};
use crate::{Domain, Moments, Options};

/// `weigh entropy`
#[derive(Debug)]
pub struct Entropy;

impl Weigher for Entropy {
    fn name(&self) -> &'static str {
        "entropy"
    }

    fn source(&self) -> &'static str {
        include_str!("entropy.rs")
    }

    fn basis(&self) -> Basis<'_> {
        Basis::Data(self)
    }
}

impl FromData for Entropy {
    fn wanted(&self) -> Wanted {
        Wanted::Entropies
    }

    fn domain(&self) -> Domain {
        Domain::NonNegative
    }

    fn scale_invariant(&self) -> bool {
        true
    }

    fn weigh(&self, moments: &Moments, _importances: &[f64], _options: &Options) -> Raw {
        // With u = x / mean, 1 − e is the mean of u ln u divided by ln m; no difference of large sums is taken.
        let rows = moments.rows as f64;
        let spread = |(part, sum): (usize, &f64)| {
            if moments.varies(part) { (sum / rows / libm::log(rows)).max(0.0) } else { 0.0 }
        };
        let weights: Vec<f64> = moments.entropies.iter().enumerate().map(spread).collect();
        let measures = weights.iter().enumerate();
        let measures =
            measures.map(|(part, d)| Measure { name: "entropy", part: Some(part), value: 1.0 - d }).collect();
        Raw { weights, measures, missed: None }
    }
}
