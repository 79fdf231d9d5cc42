//! The weighted power mean, whose exponent says how far parts make up for each other.
//!
//! **Formula.** y = (Σ w zᵖ / Σ w)^(1/p); with p = 0 its limit, the geometric mean.
//!
//! **Source.**
//! Hardy, Littlewood and Pólya, Inequalities (1934), chapter 2.
//! Decancq and Lugo (2013), Weights in multidimensional indices of wellbeing, Econometric Reviews 32(1), pp. 7–34: the exponent as the choice of how far dimensions are substitutes.
//!
//! **Algebra.**
//! Only the proportions of the weights matter.
//! The result lies between the smallest and the largest part, in their unit, and rises with p: −1 is the harmonic, 0 the geometric, 1 the arithmetic, 2 the quadratic mean.
//! With p below 1 uneven rows are worse than even ones of the same mean, with p above 1 better.
//! With p of 0 or below, a part that is 0 makes the result 0.
//!
//! **Domain.** 0 and above; with p = 1 all numbers. A negative part makes the result missing, as inapplicable.
//!
//! **Degenerate cases.** Where the weights of the parts that are there add up to 0 the result is missing, as inapplicable. A part of weight 0 takes no part.
//!
//! **Missing.** Parts that are missing are left out, and the other weights are re-normalised. Where all are missing, so is the result, of the kind of the first.
//!
//! **Example.** With `power mean 0.5` the parts 0.16 and 0.36 become ((0.4 + 0.6) / 2)² = 0.25.

use super::harmonic_mean::reciprocal;
use super::products::{geometric_means, geometric_means_of_all};
use super::{Aggregator, Refusal, mean_of_all_terms, mean_of_terms, settle};
use crate::transcendental::power;
use crate::wide::wide;
use crate::{AggregateAlgebra, Compensation, Domain, OptionKind, OptionSpec, Options};

/// `aggregate power mean 0.5`
#[derive(Debug)]
pub struct PowerMean;

/// The exponent; 1 where none is given, which the checker does not let through.
fn exponent(options: &Options) -> f64 {
    options.number("").unwrap_or(1.0)
}

impl Aggregator for PowerMean {
    fn name(&self) -> &'static str {
        "power mean"
    }

    fn source(&self) -> &'static str {
        include_str!("power_mean.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[OptionSpec { words: "", kind: OptionKind::Number, about: "the exponent p, which has to be given" }]
    }

    fn refuses(&self, options: &Options) -> Option<Refusal> {
        let message = match options.number("") {
            None => "`power mean` needs its exponent".to_owned(),
            Some(p) if p.abs() > 100.0 => format!("an exponent of {p} is more than numbers can hold"),
            Some(_) => return None,
        };
        let hint = "write `power mean 0.5`, an exponent from -100 to 100; the limits beyond are `min` and `max`";
        Some(Refusal { message, hint: hint.to_owned() })
    }

    fn algebra(&self, options: &Options) -> AggregateAlgebra {
        let p = exponent(options);
        AggregateAlgebra {
            uses_weights: true,
            renormalises_weights: true,
            internal: true,
            ignores_sign: false,
            zero_absorbs: p <= 0.0,
            keeps_unit: true,
            mixes_units: false,
            reads_directions: false,
            monotone: true,
            domain: if p == 1.0 { Domain::All } else { Domain::NonNegative },
            compensation: if p == 1.0 { Compensation::Full } else { Compensation::Partial },
        }
    }

    fn aggregate(&self, parts: &[&[f64]], weights: &[f64], options: &Options, scratch: &mut Vec<f64>, out: &mut [f64]) {
        // The usual exponents have loops of their own, which need no power.
        let p = exponent(options);
        if p == 1.0 {
            mean_of_terms(parts, weights, scratch, out, |z| z);
        } else if p == 0.0 {
            return geometric_means(parts, weights, out);
        } else if p == -1.0 {
            mean_of_terms(parts, weights, scratch, out, reciprocal);
            out.iter_mut().for_each(|y| *y = 1.0 / *y);
        } else if p == 2.0 {
            mean_of_terms(parts, weights, scratch, out, square);
            out.iter_mut().for_each(|y| *y = y.sqrt());
        } else if p == 0.5 {
            mean_of_terms(parts, weights, scratch, out, f64::sqrt);
            out.iter_mut().for_each(|y| *y *= *y);
        } else {
            let power = |z: f64| if z < 0.0 { f64::NAN } else { libm::pow(z + 0.0, p) };
            mean_of_terms(parts, weights, scratch, out, power);
            out.iter_mut().for_each(|y| *y = libm::pow(*y, 1.0 / p));
        }
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
        let p = exponent(options);
        if p == 1.0 {
            mean_of_all_terms(parts, weights, out, |z| z, |mean| mean);
        } else if p == 0.0 {
            return geometric_means_of_all(parts, weights, out);
        } else if p == -1.0 {
            mean_of_all_terms(parts, weights, out, reciprocal, |mean| 1.0 / mean);
        } else if p == 2.0 {
            mean_of_all_terms(parts, weights, out, square, f64::sqrt);
        } else if p == 0.5 {
            mean_of_all_terms(parts, weights, out, f64::sqrt, |mean| mean * mean);
        } else if (1.0 / p).abs() < 1e6 {
            of_powers(parts, weights, p, scratch, out);
        } else {
            return false;
        }
        true
    }
}

/// The mean of any powers of complete rows; not a number where a value is out of the ordinary.
fn of_powers(parts: &[&[f64]], weights: &[f64], p: f64, terms: &mut Vec<f64>, out: &mut [f64]) {
    out.fill(0.0);
    terms.clear();
    terms.resize(out.len(), 0.0);
    for (part, weight) in parts.iter().zip(weights.iter().copied()) {
        wide(
            #[inline(always)]
            || {
                terms.iter_mut().zip(*part).for_each(|(term, z)| *term = power(*z, p));
                out.iter_mut().zip(terms.iter()).for_each(|(y, term)| *y += weight * term);
            },
        );
    }
    let total = weights.iter().fold(0.0, |total, weight| total + weight);
    wide(
        #[inline(always)]
        || out.iter_mut().for_each(|y| *y = power(*y / total, 1.0 / p)),
    );
}

#[inline(always)]
fn square(z: f64) -> f64 {
    if z < 0.0 { f64::NAN } else { z * z }
}

#[cfg(test)]
mod tests {
    use super::super::laws::{MISSING, aggregated_with};
    use super::*;
    use crate::{OptionValue, UNDEFINED};

    fn power(p: f64, row: [f64; 2], weights: [f64; 2]) -> f64 {
        let options = Options { given: vec![("", OptionValue::Number(p))] };
        aggregated_with(&PowerMean, &options, &[row], &weights)[0]
    }

    #[test]
    fn special_exponents_are_those_means() {
        // Python: ((2 * 0.3 ** p + 0.6 ** p) / 3) ** (1 / p)
        let expected = [
            (-3.0, 0.336_544_136_328_110_14),
            (-1.0, 0.36),
            (0.5, 0.388_561_808_316_412_6),
            (1.0, 0.4),
            (2.0, 0.424_264_068_711_928_5),
            (2.5, 0.436_408_202_666_950_13),
        ];
        for (p, y) in expected {
            assert!((power(p, [0.3, 0.6], [2.0, 1.0]) - y).abs() < 1e-14, "{p}: {}", power(p, [0.3, 0.6], [2.0, 1.0]));
        }
        assert!((power(0.0, [0.4, 0.9], [1.0, 1.0]) - 0.6).abs() < 1e-15);
        assert!((power(0.5, [0.16, 0.36], [1.0, 1.0]) - 0.25).abs() < 1e-15);
    }

    #[test]
    fn zero_absorbs_where_the_exponent_is_not_above_0() {
        for (p, y) in [(-2.0, 0.0), (-1.0, 0.0), (0.0, 0.0), (0.5, 1.0), (2.0, 8f64.sqrt())] {
            assert!((power(p, [0.0, 4.0], [1.0, 1.0]) - y).abs() < 1e-15, "{p}");
        }
        for p in [-2.0, -1.0, 0.0, 0.5, 2.0, 3.0] {
            assert_eq!(power(p, [-1.0, 4.0], [1.0, 1.0]).to_bits(), UNDEFINED.to_bits(), "{p}");
            assert_eq!(power(p, [MISSING, 4.0], [1.0, 1.0]).round(), 4.0, "{p}");
        }
        assert_eq!(power(1.0, [-1.0, 4.0], [1.0, 1.0]), 1.5);
    }
}
