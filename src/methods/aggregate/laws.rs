//! Runs aggregations as the engine does, and holds each to the algebra that it declares.

use proptest::prelude::*;

use super::*;
use crate::limits::Limits;
use crate::parallel::Threads;
use crate::{Domain, OptionValue};

/// Missing as "unasked", so that a kind that is lost is noticed.
pub(super) const MISSING: f64 = f64::from_bits(0x7ff8_0000_0000_0002);

/// Aggregates rows of parts.
pub(super) fn aggregated<const N: usize>(method: &dyn Aggregator, rows: &[[f64; N]], weights: &[f64; N]) -> Vec<f64> {
    let rows: Vec<Vec<f64>> = rows.iter().map(|r| r.to_vec()).collect();
    aggregate_rows(method, &Options::default(), &rows, weights)
}

/// The same with options.
pub(super) fn aggregated_with<const N: usize>(
    method: &dyn Aggregator,
    options: &Options,
    rows: &[[f64; N]],
    weights: &[f64; N],
) -> Vec<f64> {
    let rows: Vec<Vec<f64>> = rows.iter().map(|r| r.to_vec()).collect();
    aggregate_rows(method, options, &rows, weights)
}

fn aggregate_rows(method: &dyn Aggregator, options: &Options, rows: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
    let columns: Vec<Vec<f64>> = (0..weights.len()).map(|p| rows.iter().map(|r| r[p]).collect()).collect();
    let parts: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let mut out = vec![f64::INFINITY; rows.len()];
    // What an earlier stretch left in `scratch` must not matter.
    method.aggregate(&parts, weights, options, &mut vec![7.0; 3], &mut out);
    out
}

/// Runs a method over all rows; the parts are columns.
pub(super) fn whole(method: &dyn Aggregator, parts: &[&[f64]], weights: &[f64], higher: &[bool]) -> Vec<f64> {
    whole_with(method, &Options::default(), parts, weights, higher)
}

/// The same with options.
pub(super) fn whole_with(
    method: &dyn Aggregator,
    options: &Options,
    parts: &[&[f64]],
    weights: &[f64],
    higher: &[bool],
) -> Vec<f64> {
    let mut out = vec![f64::INFINITY; parts[0].len()];
    let input = Whole {
        parts,
        weights,
        higher,
        options,
        preferences: &[],
        seen: &[],
        limits: &Limits::default(),
        threads: Threads::One,
    };
    method.whole().unwrap().aggregate(&input, &mut out).unwrap();
    out
}

/// A method with options.
type Variant = (&'static dyn Aggregator, Options);

/// The methods that take each row by itself: as they are, and with options that change what they are.
fn row_wise() -> Vec<Variant> {
    let number = |words, x| Options { given: vec![(words, OptionValue::Number(x))] };
    let mut variants = Vec::new();
    for method in ALL.iter().copied().filter(|m| m.whole().is_none()) {
        variants.push((method, Options::default()));
        let others = match method.name() {
            "power mean" => [-3.0, -1.0, 0.0, 0.5, 2.0, 3.5].map(|p| number("", p)).to_vec(),
            "owa" => [0.0, 0.2, 0.9, 1.0].map(|t| number("orness", t)).to_vec(),
            "mean-min" => {
                let beta = [0.0, 7.0].map(|b| ("beta", OptionValue::Number(b)));
                beta.into_iter()
                    .map(|beta| Options { given: vec![number("alpha", 0.7).given.remove(0), beta] })
                    .collect()
            }
            "ampi" => vec![Options { given: vec![("plus", OptionValue::Flag)] }],
            _ => Vec::new(),
        };
        variants.extend(others.into_iter().map(|options| (method, options)));
    }
    variants
}

fn one((method, options): &Variant, row: &[f64], weights: &[f64]) -> f64 {
    aggregate_rows(*method, options, &[row.to_vec()], weights)[0]
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}

fn in_domain(z: f64, domain: Domain) -> f64 {
    match domain {
        Domain::All => z,
        Domain::NonNegative => z.abs(),
        Domain::Positive => z.abs() + 1e-3,
    }
}

proptest! {
    #[test]
    fn every_aggregation_keeps_to_its_algebra(
        parts in prop::collection::vec((-100.0f64..100.0, 0.01f64..10.0), 1..8), factor in 0.1f64..10.0,
        (at, rise) in (0usize..8, 0.0f64..50.0),
    ) {
        let weights: Vec<f64> = parts.iter().map(|(_, w)| *w).collect();
        for method in &row_wise() {
            let (name, algebra) = (format!("{:?}", method), method.0.algebra(&method.1));
            let z: Vec<f64> = parts.iter().map(|(z, _)| in_domain(*z, algebra.domain)).collect();
            let y = one(method, &z, &weights);
            prop_assert!(y.is_finite(), "{name} of {z:?}");
            let scaled: Vec<f64> = weights.iter().map(|w| w * factor).collect();
            if algebra.renormalises_weights {
                prop_assert!(close(one(method, &z, &scaled), y), "{name}: weights times {factor}");
            }
            if !algebra.uses_weights {
                let others: Vec<f64> = weights.iter().rev().copied().collect();
                prop_assert_eq!(one(method, &z, &others).to_bits(), y.to_bits());
            }
            if algebra.internal {
                let low = z.iter().copied().fold(f64::INFINITY, f64::min);
                let high = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                prop_assert!(y >= low - 1e-9 && y <= high + 1e-9, "{name} of {z:?} is {y}");
            }
            if algebra.ignores_sign {
                let turned: Vec<f64> = z.iter().map(|z| -z).collect();
                prop_assert_eq!(one(method, &turned, &weights).to_bits(), y.to_bits());
            }
            let around: Vec<Interval> = z.iter().map(|z| Interval::new(*z, *z + rise)).collect();
            let reach = method.0.reach(&around, &weights, &method.1);
            let near = 1e-9 * (1.0 + y.abs());
            prop_assert!(reach.low - near <= y && y <= reach.high + near, "{name}: {y} in {reach:?} of {around:?}");
            if algebra.monotone {
                let mut better = z.clone();
                better[at % z.len()] += rise;
                let raised = one(method, &better, &weights);
                prop_assert!(raised >= y - 1e-9 * (1.0 + y.abs()), "{name} of {z:?} is {y}, and of {better:?} {raised}");
            }
            if algebra.zero_absorbs {
                let mut with_zero = z.clone();
                with_zero[0] = 0.0;
                prop_assert_eq!(one(method, &with_zero, &weights), 0.0);
            }
            if algebra.domain == Domain::All {
                let low: Vec<f64> = z.iter().map(|z| z - 200.0).collect();
                prop_assert!(one(method, &low, &weights).is_finite(), "{}", name);
            }
        }
    }

    #[test]
    fn a_missing_part_is_as_one_that_is_not_there(
        parts in prop::collection::vec((0.0f64..100.0, 0.01f64..10.0, any::<bool>()), 1..8),
    ) {
        let row: Vec<f64> = parts.iter().map(|(z, _, there)| if *there { *z } else { MISSING }).collect();
        let weights: Vec<f64> = parts.iter().map(|(_, w, _)| *w).collect();
        let there: Vec<(f64, f64)> = parts.iter().filter(|p| p.2).map(|(z, w, _)| (*z, *w)).collect();
        for method in &row_wise() {
            let y = one(method, &row, &weights);
            if there.is_empty() {
                prop_assert_eq!(y.to_bits(), MISSING.to_bits());
            } else {
                let (z, w): (Vec<f64>, Vec<f64>) = there.iter().copied().unzip();
                prop_assert_eq!(y.to_bits(), one(method, &z, &w).to_bits(), "{:?}", method);
            }
        }
    }

    #[test]
    fn complete_rows_have_the_same_bits_and_others_no_number(
        rows in prop::collection::vec(prop::collection::vec(prop_oneof![
            20 => 0.001f64..100.0, 1 => -9.0f64..9.0, 1 => Just(0.0), 1 => Just(1.0), 1 => Just(1e-300), 1 => Just(MISSING)
        ], 6), 1..300),
        weights in prop::collection::vec(prop_oneof![2 => 0.01f64..10.0, 2 => Just(1.0), 1 => Just(0.0)], 6),
    ) {
        let columns: Vec<Vec<f64>> = (0..6).map(|part| rows.iter().map(|row| row[part]).collect()).collect();
        let parts: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        for (method, options) in &row_wise() {
            let mut out = vec![7.0; rows.len()];
            if !method.complete(&parts, &weights, options, &mut vec![7.0; 3], &mut out) {
                continue;
            }
            let mut narrow = vec![7.0; rows.len()];
            crate::wide::narrow(|| method.complete(&parts, &weights, options, &mut Vec::new(), &mut narrow));
            let expected = aggregate_rows(*method, options, &rows, &weights);
            for (((y, narrow), expected), row) in out.iter().zip(&narrow).zip(&expected).zip(&rows) {
                prop_assert!(y.to_bits() == narrow.to_bits() || y.is_nan() && narrow.is_nan());
                if y.is_finite() {
                    prop_assert!(row.iter().all(|z| !z.is_nan()), "{method:?} of {row:?}");
                    prop_assert_eq!(y.to_bits(), expected.to_bits(), "{:?} of {:?}", method, row);
                }
            }
        }
    }

    #[test]
    fn the_stretch_makes_no_difference(
        rows in prop::collection::vec(prop::collection::vec(prop_oneof![4 => 0.0f64..10.0, 1 => Just(MISSING)], 3), 1..40),
        cut in 0usize..40,
    ) {
        let weights = [0.2, 1.0, 3.0];
        let cut = cut.min(rows.len());
        for method in &row_wise() {
            let whole = aggregate_rows(method.0, &method.1, &rows, &weights);
            let mut pieces = aggregate_rows(method.0, &method.1, &rows[..cut], &weights);
            pieces.extend(aggregate_rows(method.0, &method.1, &rows[cut..], &weights));
            for (a, b) in whole.iter().zip(&pieces) {
                prop_assert_eq!(a.to_bits(), b.to_bits());
            }
        }
    }
}

#[test]
fn weights_that_are_used_make_a_difference() {
    for method in &row_wise() {
        let differs = one(method, &[1.0, 3.0], &[1.0, 1.0]) != one(method, &[1.0, 3.0], &[1.0, 5.0]);
        assert_eq!(differs, method.0.algebra(&method.1).uses_weights, "{:?}", method);
    }
}
