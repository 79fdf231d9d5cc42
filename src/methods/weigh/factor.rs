//! Weights from factors that are rotated so that each part belongs to one of them, as the Handbook has it.
//!
//! **Formula.**
//! Factors are the principal components of the correlation matrix, with loadings vₖⱼ √λₖ, rotated by varimax (of loadings divided by the root of each part's communality, as Kaiser proposed).
//! Each part belongs to the factor on which it loads most.
//! With lⱼ that loading and Vₖ the sum of all squared loadings on factor k, wⱼ is (lⱼ² / Vₖ) · (Vₖ / Σ V), rescaled so that the weights add up to 1.
//! Factors with an eigenvalue above 1 that explain more than 10% of the variance are kept, and further ones until more than 60% is explained; or as many as `components` says.
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 6, principal component and factor analysis; Nicoletti, Scarpetta and Boylaud (2000), OECD Economics Department Working Papers 226; varimax: Kaiser (1958), Psychometrika 23.
//!
//! **Basis.** The rows in which all parts are known, with their values after the steps above `weigh`.
//! Because correlations are used, neither a factor nor a shift of a part has an effect.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** A part that does not vary weighs nothing. Where no part varies or there are fewer than two rows, all parts weigh the same; the run reports it.
//!
//! **Example.** In the Handbook the first factor of the Technology Achievement Index has V = 2.64, and Internet loads 0.79 on it: its share of that factor is 0.79² / 2.64 = 0.24.

use super::{Basis, FromData, Measure, Raw, Wanted, Weigher, components};
use crate::{Moments, OptionKind, OptionSpec, Options};

/// `weigh factor`, `weigh factor components 4`
#[derive(Debug)]
pub struct Factor;

impl Weigher for Factor {
    fn name(&self) -> &'static str {
        "factor"
    }

    fn source(&self) -> &'static str {
        include_str!("factor.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[OptionSpec { words: "components", kind: OptionKind::Number, about: "how many factors are kept" }]
    }

    fn basis(&self) -> Basis<'_> {
        Basis::Data(self)
    }
}

impl FromData for Factor {
    fn wanted(&self) -> Wanted {
        Wanted::Products
    }

    fn scale_invariant(&self) -> bool {
        true
    }

    fn weigh(&self, moments: &Moments, _importances: &[f64], options: &Options) -> Raw {
        let varying = moments.varying();
        let found = moments.correlations(&varying).eigen();
        let values: Vec<f64> = found.iter().map(|(value, _)| *value).collect();
        let kept = components(options, varying.len()).unwrap_or_else(|| kept(&values));
        let loadings = |(value, vector): &(f64, Vec<f64>)| -> Vec<f64> {
            let root = value.max(0.0).sqrt();
            vector.iter().map(|v| v * root).collect()
        };
        let rotated = varimax(found.iter().take(kept).map(loadings).collect());
        let mut weights = vec![0.0; moments.parts()];
        for (at, part) in varying.iter().enumerate() {
            // The share of the part in its factor times the share of the factor: the sum of the factor falls out.
            let largest = rotated.iter().filter_map(|f| f.get(at)).map(|l| l * l).fold(0.0, f64::max);
            weights.get_mut(*part).into_iter().for_each(|w| *w = largest);
        }
        let explained: f64 = values.iter().take(kept).sum();
        let measures = vec![
            Measure { name: "components", part: None, value: kept as f64 },
            Measure { name: "variance explained", part: None, value: explained / varying.len() as f64 },
        ];
        Raw { weights, measures, missed: None }
    }
}

/// How many factors the Handbook's rules keep.
fn kept(values: &[f64]) -> usize {
    let total = values.len() as f64;
    let strong = values.iter().take_while(|v| **v > 1.0 && **v / total > 0.1).count();
    let mut explained = 0.0;
    let needed = values.iter().take_while(|v| {
        let enough = explained > 0.6 * total;
        explained += **v;
        !enough
    });
    strong.max(needed.count()).max(1)
}

/// Rotates loadings (by factor, then by part) so that the variance of their squares is largest.
fn varimax(mut factors: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    const MOST_ROUNDS: usize = 1000;
    let parts = factors.first().map_or(0, Vec::len);
    let communality = |at: usize| factors.iter().filter_map(|f| f.get(at)).map(|l| l * l).sum::<f64>().sqrt();
    let roots: Vec<f64> = (0..parts).map(communality).map(|h| if h > 0.0 { h } else { 1.0 }).collect();
    factors.iter_mut().for_each(|f| f.iter_mut().zip(&roots).for_each(|(l, h)| *l /= h));
    for _ in 0..MOST_ROUNDS {
        let mut turned = false;
        for b in 1..factors.len() {
            let (before, from) = factors.split_at_mut(b);
            let Some(second) = from.first_mut() else { continue };
            for first in before {
                turned |= turn(first, second);
            }
        }
        if !turned {
            break;
        }
    }
    factors.iter_mut().for_each(|f| f.iter_mut().zip(&roots).for_each(|(l, h)| *l *= h));
    factors
}

/// Turns two factors to the angle at which the variance of their squared loadings is largest; whether that was any turn.
fn turn(first: &mut [f64], second: &mut [f64]) -> bool {
    let parts = first.len() as f64;
    let (mut a, mut b, mut c, mut d) = (0.0, 0.0, 0.0, 0.0);
    for (x, y) in first.iter().zip(second.iter()) {
        let (u, v) = (x * x - y * y, 2.0 * x * y);
        a += u;
        b += v;
        c += u * u - v * v;
        d += 2.0 * u * v;
    }
    let angle = libm::atan2(d - 2.0 * a * b / parts, c - (a * a - b * b) / parts) / 4.0;
    if angle.abs() < 1e-12 {
        return false;
    }
    let (cosine, sine) = (libm::cos(angle), libm::sin(angle));
    for (x, y) in first.iter_mut().zip(second.iter_mut()) {
        (*x, *y) = (*x * cosine + *y * sine, *y * cosine - *x * sine);
    }
    true
}
