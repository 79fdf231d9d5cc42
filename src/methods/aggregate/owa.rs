//! The ordered weighted average: weights go with the place of a part in the order of size, not with the part.
//!
//! **Formula.**
//! y = Σ v z₍ₖ₎ / Σ v, where z₍₁₎ is the largest part, z₍₂₎ the next and so on, and v are the order weights, the first for the largest.
//! With `orness t` the order weights of n parts are (k/n)^a − ((k−1)/n)^a with a = (1 − t) / t.
//!
//! **Source.**
//! Yager (1988), On ordered weighted averaging aggregation operators in multicriteria decisionmaking, IEEE Transactions on Systems, Man, and Cybernetics 18(1), pp. 183–190.
//! Yager (1996), Quantifier guided aggregation using OWA operators, International Journal of Intelligent Systems 11(1), pp. 49–73: weights from one number.
//!
//! **Algebra.**
//! The weights of the parts have no effect; only the proportions of the order weights matter.
//! The result lies between the smallest and the largest part, in their unit.
//! How far parts make up for each other is what the order weights say: 1, 0, … is the maximum, …, 0, 1 the minimum, equal ones the mean, and 0, 1, …, 1, 0 the mean without the extremes.
//! `orness 1` is the maximum, `orness 0.5` the mean, `orness 0` the minimum.
//!
//! **Domain.** All numbers.
//!
//! **Degenerate cases.** None: the order weights are checked before the run.
//!
//! **Missing.**
//! Parts that are missing are left out. With m of n parts the order weights are those of the same shape for m places: the share of the first k of m places is that of the first n k / m of n, in between on a straight line (Yager's quantifier).
//! Where all are missing, so is the result, of the kind of the first.
//!
//! **Example.** With `owa 0.2, 0.3, 0.5` the parts 0.4, 0.9 and 0.1 become 0.2 × 0.9 + 0.3 × 0.4 + 0.5 × 0.1 = 0.35.

use super::ordered::{Ordered, TILE};
use super::{Aggregator, Refusal, settle};
use crate::wide::wide;
use crate::{AggregateAlgebra, Compensation, Domain, OptionKind, OptionSpec, Options};

const ORNESS: &str = "orness";

/// `aggregate owa 0.4, 0.3, 0.2, 0.1`, `aggregate owa orness 0.3`
#[derive(Debug)]
pub struct Owa;

impl Aggregator for Owa {
    fn name(&self) -> &'static str {
        "owa"
    }

    fn source(&self) -> &'static str {
        include_str!("owa.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[
            OptionSpec {
                words: "",
                kind: OptionKind::Numbers,
                about: "the order weights, that of the largest part first; one for each part",
            },
            OptionSpec {
                words: ORNESS,
                kind: OptionKind::Number,
                about: "order weights from one number between 0 (the minimum) and 1 (the maximum)",
            },
        ]
    }

    fn refuses(&self, options: &Options) -> Option<Refusal> {
        let (list, orness) = (options.numbers(""), options.number(ORNESS));
        let message = match (list, orness) {
            (None, None) => "`owa` needs its order weights".to_owned(),
            (Some(_), Some(_)) => "`owa` takes either a list of order weights or `orness`, not both".to_owned(),
            (None, Some(t)) if !(0.0..=1.0).contains(&t) => format!("an orness lies between 0 and 1, and this is {t}"),
            (Some(list), None) if list.iter().any(|v| *v < 0.0) => "an order weight is negative".to_owned(),
            (Some(list), None) if list.iter().all(|v| *v == 0.0) => "all order weights are 0".to_owned(),
            (Some(_), None) | (None, Some(_)) => return None,
        };
        let hint =
            "write a weight for each part, that of the largest first, `owa 0.4, 0.3, 0.2, 0.1`; or `owa orness 0.3`";
        Some(Refusal { message, hint: hint.to_owned() })
    }

    fn refuses_parts(&self, options: &Options, parts: usize) -> Option<Refusal> {
        let list = options.numbers("").filter(|list| list.len() != parts)?;
        let message = format!("there are {} order weights for {parts} parts", list.len());
        Some(Refusal { message, hint: format!("write {parts} numbers, that of the largest part first") })
    }

    fn algebra(&self, _options: &Options) -> AggregateAlgebra {
        AggregateAlgebra {
            uses_weights: false,
            renormalises_weights: true,
            internal: true,
            ignores_sign: false,
            zero_absorbs: false,
            keeps_unit: true,
            mixes_units: false,
            reads_directions: false,
            monotone: true,
            domain: Domain::All,
            compensation: Compensation::Partial,
        }
    }

    fn aggregate(
        &self,
        parts: &[&[f64]],
        _weights: &[f64],
        options: &Options,
        scratch: &mut Vec<f64>,
        out: &mut [f64],
    ) {
        let shapes: Vec<Vec<f64>> = (0..=parts.len()).map(|places| order_weights(options, places)).collect();
        let weights = |places: usize| shapes.get(places).map(Vec::as_slice).unwrap_or_default();
        let mut ordered = Ordered::new(parts, scratch);
        for (tile, out) in out.chunks_mut(TILE).enumerate() {
            if ordered.sort(tile * TILE, out.len()) {
                weighted(&ordered, weights(parts.len()), out);
            } else {
                for (at, y) in out.iter_mut().enumerate() {
                    let row = ordered.row(at);
                    let weights = weights(row.len());
                    *y = if weights.is_empty() { f64::NAN } else { 0.0 };
                    row.rev().zip(weights).for_each(|(z, v)| *y += v * z);
                }
            }
        }
        settle(parts, out);
    }
}

/// Σ v z of complete rows, the largest first.
fn weighted(ordered: &Ordered<'_>, weights: &[f64], out: &mut [f64]) {
    wide(
        #[inline(always)]
        || {
            out.fill(0.0);
            for (place, weight) in weights.iter().rev().enumerate().rev() {
                out.iter_mut().zip(ordered.place(place)).for_each(|(y, z)| *y += weight * z);
            }
        },
    );
}

/// The shares of so many places, the largest part's first; equal ones where nothing is given.
fn order_weights(options: &Options, places: usize) -> Vec<f64> {
    let upto = |k: usize| share(options, k as f64 / places as f64);
    (0..places).map(|k| upto(k + 1) - upto(k)).collect()
}

/// The share of the weight that lies on the first part `r` of the places.
fn share(options: &Options, r: f64) -> f64 {
    if let Some(list) = options.numbers("") {
        let total: f64 = list.iter().sum();
        let upto = r * list.len() as f64;
        let counted = list.iter().enumerate().map(|(at, v)| v * (upto - at as f64).clamp(0.0, 1.0));
        return counted.sum::<f64>() / total;
    }
    match options.number(ORNESS) {
        _ if r <= 0.0 => 0.0,
        Some(orness) => libm::pow(r, (1.0 - orness) / orness),
        None => r,
    }
}

#[cfg(test)]
mod tests {
    use super::super::laws::{MISSING, aggregated_with};
    use super::*;
    use crate::OptionValue;

    fn list(weights: &[f64]) -> Options {
        Options { given: vec![("", OptionValue::Numbers(weights.to_vec()))] }
    }

    fn orness(t: f64) -> Options {
        Options { given: vec![(ORNESS, OptionValue::Number(t))] }
    }

    fn owa(options: &Options, row: [f64; 3]) -> f64 {
        aggregated_with(&Owa, options, &[row], &[1.0, 1.0, 1.0])[0]
    }

    #[test]
    fn weights_go_with_the_place() {
        assert!((owa(&list(&[0.2, 0.3, 0.5]), [0.4, 0.9, 0.1]) - 0.35).abs() < 1e-15);
        assert!((owa(&list(&[2.0, 3.0, 5.0]), [0.1, 0.4, 0.9]) - 0.35).abs() < 1e-15);
        assert_eq!(owa(&list(&[1.0, 0.0, 0.0]), [4.0, 9.0, 1.0]), 9.0);
        assert_eq!(owa(&list(&[0.0, 0.0, 1.0]), [4.0, 9.0, 1.0]), 1.0);
    }

    #[test]
    fn orness_runs_from_the_minimum_to_the_maximum() {
        let y = [0.0, 0.25, 0.5, 1.0].map(|t| owa(&orness(t), [4.0, 9.0, 1.0]));
        assert_eq!([y[0], y[3]], [1.0, 9.0]);
        // Python: 9 * (1/27) + 4 * (8/27 - 1/27) + 1 * (1 - 8/27)
        assert!((y[1] - 2.074_074_074_074_074).abs() < 1e-14);
        assert!((y[2] - 14.0 / 3.0).abs() < 1e-14);
    }

    #[test]
    fn with_a_part_missing_the_shape_stays() {
        // The first of two places takes the first one and a half of three: 0.2 + 0.15.
        let y = owa(&list(&[0.2, 0.3, 0.5]), [0.4, MISSING, 0.1]);
        assert!((y - (0.35 * 0.4 + 0.65 * 0.1)).abs() < 1e-15);
        assert_eq!(owa(&list(&[0.2, 0.3, 0.5]), [MISSING, 0.4, MISSING]), 0.4);
    }
}
