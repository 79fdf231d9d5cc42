//! Holds each aggregation over all rows to the algebra that it declares, on random rows.

use proptest::prelude::*;

use super::*;
use crate::limits::Limits;
use crate::parallel::Threads;
use crate::{Domain, Interval, OptionValue};

/// Some parts of the same number of rows, with weights and directions.
#[derive(Clone, Debug)]
struct Matrix {
    parts: Vec<Vec<f64>>,
    weights: Vec<f64>,
    higher: Vec<bool>,
}

/// Whole numbers, so that ties occur, and are ties still when multiplied by a power of 2.
fn matrix() -> impl Strategy<Value = Matrix> {
    (2usize..7, 1usize..5).prop_flat_map(|(rows, parts)| {
        let part = prop::collection::vec((-20i32..20).prop_map(f64::from), rows);
        let weights = prop::collection::vec((1i32..10).prop_map(f64::from), parts);
        (prop::collection::vec(part, parts), weights, prop::collection::vec(any::<bool>(), parts))
            .prop_map(|(parts, weights, higher)| Matrix { parts, weights, higher })
    })
}

impl Matrix {
    /// As a method takes it: in its domain, and turned the right way where it minds no directions.
    fn fitting(&self, algebra: &AggregateAlgebra) -> Matrix {
        let mut fitting = self.clone();
        for part in &mut fitting.parts {
            part.iter_mut().for_each(|x| match algebra.domain {
                Domain::All => {}
                Domain::NonNegative => *x = x.abs(),
                Domain::Positive => *x = x.abs() + 1.0,
            });
        }
        if !algebra.reads_directions {
            fitting.higher.iter_mut().for_each(|h| *h = true);
        }
        fitting
    }

    fn run(&self, method: &dyn Aggregator) -> Option<Vec<f64>> {
        let parts: Vec<&[f64]> = self.parts.iter().map(Vec::as_slice).collect();
        let options = options(method);
        let input = Whole {
            seen: &[],
            parts: &parts,
            weights: &self.weights,
            higher: &self.higher,
            options: &options,
            preferences: &[],
            limits: &Limits::default(),
            threads: Threads::One,
        };
        let mut out = vec![f64::INFINITY; input.rows()];
        method.whole()?.aggregate(&input, &mut out).ok()?;
        Some(out)
    }
}

/// Options for a method that cannot do without.
fn options(method: &dyn Aggregator) -> Options {
    let mut options = Options::default();
    if method.refuses(&options).is_some() {
        options.given.push(("concordance", OptionValue::Number(0.6)));
        options.given.push(("discordance", OptionValue::Number(0.5)));
    }
    assert_eq!(method.refuses(&options), None, "{}", method.name());
    options
}

/// The same numbers, but for rounding; what is missing in one is missing in the other.
fn same(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.is_nan() && b.is_nan() || (a - b).abs() <= 1e-7 * (1.0 + a.abs().max(b.abs())))
}

fn methods() -> impl Iterator<Item = &'static dyn Aggregator> {
    ALL.iter().copied().filter(|m| m.whole().is_some())
}

proptest! {
    #[test]
    fn every_one_keeps_to_its_algebra(
        matrix in matrix(), (at, row) in (0usize..5, 0usize..7), rise in 1i32..9, turn in 0usize..7,
    ) {
        for method in methods() {
            let (name, algebra) = (method.name(), method.algebra(&options(method)));
            let matrix = matrix.fitting(&algebra);
            let Some(y) = matrix.run(method) else { continue };
            prop_assert!(y.iter().all(|y| !y.is_infinite()), "{name} of {matrix:?}: {y:?}");
            let reach = method.reach(&[Interval::ALL], &matrix.weights, &options(method));
            let inside = |y: &f64| y.is_nan() || (y - y.clamp(reach.low, reach.high)).abs() < 1e-9;
            prop_assert!(y.iter().all(inside), "{name} of {matrix:?}: {y:?} is beyond {reach:?}");
            let (at, rows) = (at % matrix.parts.len(), y.len());
            let row = row % rows;

            let mut other = matrix.clone();
            other.parts.iter_mut().for_each(|p| p.rotate_left(turn % rows));
            let mut turned = other.run(method).unwrap();
            turned.rotate_right(turn % rows);
            prop_assert!(same(&turned, &y), "{name}: the order of rows, {matrix:?}: {y:?} or {turned:?}");

            if algebra.mixes_units {
                let mut other = matrix.clone();
                other.parts[at].iter_mut().for_each(|x| *x *= 4.0);
                prop_assert!(same(&other.run(method).unwrap(), &y), "{name}: the unit of part {at} of {matrix:?}");
            }
            if algebra.reads_directions && algebra.domain == Domain::All {
                let mut other = matrix.clone();
                other.parts[at].iter_mut().for_each(|x| *x = -*x);
                other.higher[at] = !other.higher[at];
                prop_assert!(same(&other.run(method).unwrap(), &y), "{name}: part {at} turned round in {matrix:?}");
            }
            let mut other = matrix.clone();
            other.weights.iter_mut().for_each(|w| *w *= 2.0);
            if algebra.renormalises_weights {
                prop_assert!(same(&other.run(method).unwrap(), &y), "{name}: twice the weights in {matrix:?}");
            }
            if !algebra.uses_weights {
                let mut other = matrix.clone();
                other.weights[at] += 3.0;
                prop_assert!(same(&other.run(method).unwrap(), &y), "{name}: another weight in {matrix:?}");
            }
            if algebra.internal {
                for (row, y) in y.iter().enumerate().filter(|(_, y)| !y.is_nan()) {
                    let cells = matrix.parts.iter().map(|p| p[row]);
                    let (low, high) = (cells.clone().fold(f64::INFINITY, f64::min), cells.fold(f64::NEG_INFINITY, f64::max));
                    prop_assert!(*y >= low - 1e-7 && *y <= high + 1e-7, "{name}: row {row} of {matrix:?} is {y}");
                }
            }
            if algebra.monotone {
                let mut other = matrix.clone();
                other.parts[at][row] += f64::from(if matrix.higher[at] { rise } else { -rise });
                let other = other.fitting(&algebra);
                let better = other.run(method).unwrap();
                let worse = better[row] < y[row] - 1e-7 * (1.0 + y[row].abs());
                let in_domain = algebra.domain == Domain::All || matrix.higher[at];
                prop_assert!(!worse || !in_domain, "{name}: part {at} of row {row} better by {rise} in {matrix:?}");
            }
        }
    }
}

#[test]
fn a_row_that_comes_may_change_the_others_where_results_are_not_independent() {
    let parts = [[1.0, 2.0, 4.0, 9.0], [7.0, 3.0, 5.0, 1.0]];
    let rows = |newcomer: Option<[f64; 2]>| {
        let part = |at: usize| parts[at].iter().copied().chain(newcomer.map(|n| n[at])).collect();
        Matrix { parts: vec![part(0), part(1)], weights: vec![2.0, 1.0], higher: vec![true; 2] }
    };
    for method in methods() {
        let few = rows(None).run(method).unwrap();
        let changes = |newcomer| !same(&few, &rows(Some(newcomer)).run(method).unwrap());
        let changed = [[30.0, 20.0], [3.0, 2.0], [0.0, 0.0], [5.0, 9.0]].into_iter().any(changes);
        assert_eq!(changed, !method.independent(), "{}", method.name());
    }
}

#[test]
fn weights_that_are_used_make_a_difference() {
    let parts = vec![vec![1.0, 2.0, 4.0, 9.0], vec![7.0, 3.0, 5.0, 1.0], vec![2.0, 8.0, 3.0, 6.0]];
    for method in methods() {
        let run = |weights: [f64; 3]| {
            Matrix { parts: parts.clone(), weights: weights.to_vec(), higher: vec![true; 3] }.run(method).unwrap()
        };
        let differs = !same(&run([1.0, 1.0, 1.0]), &run([1.0, 1.0, 9.0]));
        assert_eq!(differs, method.algebra(&Options::default()).uses_weights, "{}", method.name());
    }
}
