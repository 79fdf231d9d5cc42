//! The mean–min function: the mean, lowered by how far it lies above the smallest part.
//!
//! **Formula.**
//! y = M − α (√((M − m)² + β²) − β), where M is the weighted mean and m the smallest of the parts.
//! `alpha` from 0 to 1 is how heavy the penalty is, `beta` of 0 or more how far parts make up for each other before it sets in.
//! Where nothing is said beta is 0, and y = (1 − α) M + α m.
//!
//! **Source.**
//! Casadio Tarabusi and Guarini (2013), An unbalance adjustment method for development indicators, Social Indicators Research 112(1), pp. 19–45.
//!
//! **Algebra.**
//! Only the proportions of the weights matter.
//! The result lies between the smallest part and the mean, in the unit of the parts.
//! With alpha 0 it is the arithmetic mean, with alpha 1 and beta 0 the minimum; in between parts make up for each other in part, and an improvement never lowers the result.
//! Beta has the unit of the parts: it is to be chosen for the scale to which they are normalised.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** Where the weights of the parts that are there add up to 0 the result is missing, as inapplicable. A part of weight 0 takes no part, in the minimum neither.
//!
//! **Missing.** Parts that are missing are left out, of the mean (whose other weights are re-normalised) and of the minimum. Where all are missing, so is the result, of the kind of the first.
//!
//! **Example.** With `mean-min alpha 0.5` the parts 2, 6 and 10 become 6 − 0.5 × (6 − 2) = 4; with `alpha 0.5 beta 3` 6 − 0.5 × (√(16 + 9) − 3) = 5.

use super::terms::{fold, sums_of_all};
use super::{Aggregator, Refusal, accumulate, mean_of_terms, settle};
use crate::wide::wide;
use crate::{AggregateAlgebra, Compensation, Domain, OptionKind, OptionSpec, Options};

/// `aggregate mean-min alpha 0.5 beta 3`
#[derive(Debug)]
pub struct MeanMin;

/// How heavy the penalty is, and how late it sets in.
fn coefficients(options: &Options) -> (f64, f64) {
    (options.number("alpha").unwrap_or(1.0), options.number("beta").unwrap_or(0.0))
}

impl Aggregator for MeanMin {
    fn name(&self) -> &'static str {
        "mean-min"
    }

    fn source(&self) -> &'static str {
        include_str!("mean_min.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[
            OptionSpec {
                words: "alpha",
                kind: OptionKind::Number,
                about: "how heavy the penalty is, from 0 (the mean) to 1; it has to be given",
            },
            OptionSpec {
                words: "beta",
                kind: OptionKind::Number,
                about: "how far parts make up for each other before the penalty sets in; 0 where not given",
            },
        ]
    }

    fn refuses(&self, options: &Options) -> Option<Refusal> {
        let (alpha, beta) = coefficients(options);
        let message = if options.number("alpha").is_none() {
            "`mean-min` needs its alpha, which says how heavy the penalty is".to_owned()
        } else if !(0.0..=1.0).contains(&alpha) {
            format!("alpha lies between 0 and 1, and this is {alpha}")
        } else if beta < 0.0 {
            format!("beta is 0 or more, and this is {beta}")
        } else {
            return None;
        };
        let hint = "write `mean-min alpha 0.5`, or `mean-min alpha 0.5 beta 3`".to_owned();
        Some(Refusal { message, hint })
    }

    fn algebra(&self, options: &Options) -> AggregateAlgebra {
        AggregateAlgebra {
            uses_weights: coefficients(options) != (1.0, 0.0),
            renormalises_weights: true,
            internal: true,
            ignores_sign: false,
            zero_absorbs: false,
            keeps_unit: true,
            mixes_units: false,
            reads_directions: false,
            monotone: true,
            domain: Domain::All,
            compensation: match coefficients(options) {
                (0.0, _) => Compensation::Full,
                (1.0, 0.0) => Compensation::None,
                _ => Compensation::Partial,
            },
        }
    }

    fn aggregate(&self, parts: &[&[f64]], weights: &[f64], options: &Options, scratch: &mut Vec<f64>, out: &mut [f64]) {
        mean_of_terms(parts, weights, scratch, out, |z| z);
        let least = scratch;
        accumulate(
            parts,
            weights,
            least,
            #[inline(always)]
            |so_far, z, weight| if so_far <= z || weight == 0.0 { so_far } else { z },
        );
        wide(
            #[inline(always)]
            || penalise(out, least, coefficients(options)),
        );
        settle(parts, out);
    }

    fn complete(
        &self,
        parts: &[&[f64]],
        weights: &[f64],
        options: &Options,
        scratch: &mut Vec<f64>,
        out: &mut [f64],
    ) -> bool {
        // A part without weight is no minimum.
        if weights.contains(&0.0) {
            return false;
        }
        let total = weights.iter().fold(0.0, |total, weight| total + weight);
        scratch.resize(TILE, 0.0);
        let mut of_tile: Vec<&[f64]> = Vec::with_capacity(parts.len());
        for (start, out) in (0..out.len()).step_by(TILE).zip(out.chunks_mut(TILE)) {
            of_tile.clear();
            of_tile.extend(parts.iter().map(|part| part.get(start..start + out.len()).unwrap_or_default()));
            let least = scratch.get_mut(..out.len()).unwrap_or_default();
            wide(
                #[inline(always)]
                || {
                    // What is missing makes the sum no number.
                    sums_of_all(
                        &of_tile,
                        weights,
                        out,
                        #[inline(always)]
                        |z, weight| weight * z,
                    );
                    fold(
                        &of_tile,
                        weights,
                        f64::INFINITY,
                        least,
                        #[inline(always)]
                        |so_far, z, _| if so_far <= z { so_far } else { z },
                    );
                    out.iter_mut().for_each(|sum| *sum /= total);
                    penalise(out, least, coefficients(options));
                },
            );
        }
        true
    }
}

/// Rows that are taken at a time, so that all their parts stay in the first cache.
const TILE: usize = 256;

/// Takes the penalty from each mean.
#[inline(always)]
fn penalise(means: &mut [f64], least: &[f64], (alpha, beta): (f64, f64)) {
    if beta == 0.0 {
        // Exactly the minimum where alpha is 1.
        means.iter_mut().zip(least).for_each(|(mean, least)| *mean = least + (1.0 - alpha) * (*mean - least));
        return;
    }
    for (mean, least) in means.iter_mut().zip(least) {
        let gap = *mean - least;
        *mean -= alpha * ((gap * gap + beta * beta).sqrt() - beta);
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::{MISSING, aggregated_with};
    use super::*;
    use crate::{OptionValue, UNDEFINED};

    fn options(alpha: f64, beta: f64) -> Options {
        Options { given: vec![("alpha", OptionValue::Number(alpha)), ("beta", OptionValue::Number(beta))] }
    }

    fn one(alpha: f64, beta: f64, row: [f64; 3], weights: [f64; 3]) -> f64 {
        aggregated_with(&MeanMin, &options(alpha, beta), &[row], &weights)[0]
    }

    #[test]
    fn the_examples_of_the_page() {
        assert_eq!(one(0.5, 0.0, [2.0, 6.0, 10.0], [1.0; 3]), 4.0);
        assert_eq!(one(0.5, 3.0, [2.0, 6.0, 10.0], [1.0; 3]), 5.0);
        assert_eq!(one(0.0, 3.0, [2.0, 6.0, 10.0], [1.0; 3]), 6.0);
        assert_eq!(one(1.0, 0.0, [2.0, 6.0, 10.0], [1.0; 3]), 2.0);
    }

    #[test]
    fn what_has_no_weight_or_is_missing_is_no_minimum() {
        assert_eq!(one(0.5, 0.0, [-9.0, 6.0, 10.0], [0.0, 1.0, 1.0]), 7.0);
        assert_eq!(one(0.5, 0.0, [MISSING, 6.0, 10.0], [5.0, 1.0, 1.0]), 7.0);
        assert_eq!(one(0.5, 0.0, [MISSING, 6.0, MISSING], [1.0, 0.0, 1.0]).to_bits(), UNDEFINED.to_bits());
    }
}
