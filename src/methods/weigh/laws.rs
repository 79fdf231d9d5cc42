//! Laws of the ways to weigh by the data.

use proptest::prelude::*;

use super::{ALL, Basis, FromData, Trouble, Weighed, weigh};
use crate::{Domain, Moments, Options};

fn by_data() -> impl Iterator<Item = (&'static str, &'static dyn FromData)> {
    ALL.iter().filter_map(|m| match m.basis() {
        Basis::Data(method) => Some((m.name(), method)),
        Basis::Arrangement | Basis::People(_) => None,
    })
}

fn weights(method: &dyn FromData, columns: &[Vec<f64>]) -> Weighed {
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    weigh(method, &Moments::of(&columns), &vec![1.0; columns.len()], &Options::default())
}

fn columns() -> impl Strategy<Value = Vec<Vec<f64>>> {
    (2..6usize, 2..12usize).prop_flat_map(|(parts, rows)| {
        prop::collection::vec(prop::collection::vec((0..200u32).prop_map(|x| f64::from(x) / 4.0), rows), parts)
    })
}

fn close(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-7)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn weights_are_shares(columns in columns()) {
        for (name, method) in by_data() {
            let found = weights(method, &columns).weights;
            prop_assert_eq!(found.len(), columns.len());
            prop_assert!(found.iter().all(|w| (0.0..=1.0 + 1e-12).contains(w)), "{} {:?}", name, found);
            prop_assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{} {:?}", name, found);
        }
    }

    #[test]
    fn the_unit_of_a_part_has_an_effect_only_where_that_is_declared(columns in columns()) {
        // Otherwise weights of `optimised` are those of the values, so that theirs times the unit stays the same.
        for (name, method) in by_data().filter(|(name, m)| m.scale_invariant() && *name != "optimised") {
            let mut scaled = columns.clone();
            scaled[0].iter_mut().for_each(|x| *x *= 1000.0);
            let (before, after) = (weights(method, &columns), weights(method, &scaled));
            prop_assert!(close(&before.weights, &after.weights), "{} {:?} {:?}", name, before, after);
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(columns in columns()) {
        // The order of rows makes no difference but in the last bits.
        for (name, method) in by_data().filter(|(name, _)| *name != "optimised" && *name != "factor" && *name != "pca") {
            let turned: Vec<Vec<f64>> = columns.iter().map(|c| c.iter().rev().copied().collect()).collect();
            let (before, after) = (weights(method, &columns), weights(method, &turned));
            prop_assert!(close(&before.weights, &after.weights), "{} {:?} {:?}", name, before, after);
        }
    }
}

#[test]
fn where_there_is_nothing_to_weigh_by_all_weigh_the_same() {
    for (name, method) in by_data() {
        let one_row = weights(method, &[vec![1.0], vec![2.0]]);
        assert_eq!((one_row.weights, one_row.trouble), (vec![0.5, 0.5], Some(Trouble::FewRows)), "{name}");
        let flat = weights(method, &[vec![3.0, 3.0], vec![2.0, 2.0]]);
        assert_eq!((flat.weights, flat.trouble), (vec![0.5, 0.5], Some(Trouble::NothingVaries)), "{name}");
        let none = weights(method, &[vec![f64::NAN, 1.0], vec![2.0, f64::NAN]]);
        assert_eq!((none.weights, none.trouble), (vec![0.5, 0.5], Some(Trouble::FewRows)), "{name}");
        let one_flat = weights(method, &[vec![3.0, 3.0, 3.0], vec![2.0, 4.0, 7.0]]);
        assert_eq!(one_flat.weights, [0.0, 1.0], "{name}");
        assert_eq!(one_flat.trouble, Some(Trouble::Constant(vec![0])), "{name}");
        if method.domain() == Domain::NonNegative {
            let negative = weights(method, &[vec![-3.0, 3.0], vec![2.0, 4.0]]);
            assert_eq!(
                (negative.weights, negative.trouble),
                (vec![0.5, 0.5], Some(Trouble::Negative(vec![0]))),
                "{name}"
            );
        }
    }
}

#[test]
fn the_examples_of_the_pages() {
    let found = |name: &str, columns: &[Vec<f64>]| {
        let (_, method) = by_data().find(|(n, _)| *n == name).unwrap();
        weights(method, columns).weights.iter().map(|w| (w * 1e4).round() / 1e4).collect::<Vec<_>>()
    };
    assert_eq!(found("entropy", &[vec![1.0, 2.0, 3.0], vec![1.0, 1.0, 4.0]]), [0.274, 0.726]);
    assert_eq!(found("critic", &[vec![0.0, 0.5, 1.0], vec![1.0, 0.0, 0.5]]), [0.5, 0.5]);
    assert_eq!(found("standard deviation", &[vec![0.0, 1.0], vec![0.0, 3.0]]), [0.25, 0.75]);
    assert_eq!(found("pca", &[vec![0.0, 1.0, 5.0], vec![0.0, 3.0, 4.0]]), [0.5, 0.5]);
    // Not correlated, with deviations as 1 to 2.
    assert_eq!(found("optimised", &[vec![0.0, 0.0, 1.0, 1.0], vec![0.0, 2.0, 0.0, 2.0]]), [0.6667, 0.3333]);
}
