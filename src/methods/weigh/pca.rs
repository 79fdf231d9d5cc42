//! Weights from principal components: a part weighs as much as it contributes to what most parts have in common.
//!
//! **Formula.**
//! The eigenvectors vₖ of the correlation matrix have length 1, so that the squares of their components are shares.
//! wⱼ = v₁ⱼ², of the first component; with `components K` wⱼ = Σₖ λₖ vₖⱼ² / Σₖ λₖ over the first K, each counted by the variance that it explains.
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 6, on weights from principal components, here without rotation (`weigh factor` rotates); Jolliffe, Principal Component Analysis (2002).
//!
//! **Basis.** The rows in which all parts are known, with their values after the steps above `weigh`.
//! Because correlations are used, neither a factor nor a shift of a part has an effect.
//! The eigenvectors are found by Jacobi's rotations; the sign of an eigenvector, which the squares do not see, is such that its largest component is positive.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** A part that does not vary weighs nothing. Where no part varies or there are fewer than two rows, all parts weigh the same; the run reports it.
//!
//! **Example.** Two parts always weigh 0.5 each, because the first component of two correlated parts is (√½, √½).

use super::{Basis, FromData, Measure, Raw, Wanted, Weigher, components};
use crate::{Moments, OptionKind, OptionSpec, Options};

/// `weigh pca`, `weigh pca components 2`
#[derive(Debug)]
pub struct Pca;

impl Weigher for Pca {
    fn name(&self) -> &'static str {
        "pca"
    }

    fn source(&self) -> &'static str {
        include_str!("pca.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[OptionSpec {
            words: "components",
            kind: OptionKind::Number,
            about: "how many components are used (default 1)",
        }]
    }

    fn basis(&self) -> Basis<'_> {
        Basis::Data(self)
    }
}

impl FromData for Pca {
    fn wanted(&self) -> Wanted {
        Wanted::Products
    }

    fn scale_invariant(&self) -> bool {
        true
    }

    fn weigh(&self, moments: &Moments, _importances: &[f64], options: &Options) -> Raw {
        let varying = moments.varying();
        let kept = components(options, varying.len()).unwrap_or(1);
        let found = moments.correlations(&varying).eigen();
        let mut weights = vec![0.0; moments.parts()];
        for (value, vector) in found.iter().take(kept) {
            for (part, component) in varying.iter().zip(vector) {
                weights.get_mut(*part).into_iter().for_each(|w| *w += value.max(0.0) * component * component);
            }
        }
        let explained: f64 = found.iter().take(kept).map(|(value, _)| value).sum();
        let measures = vec![
            Measure { name: "components", part: None, value: kept as f64 },
            Measure { name: "variance explained", part: None, value: explained / varying.len() as f64 },
        ];
        Raw { weights, measures, missed: None }
    }
}
