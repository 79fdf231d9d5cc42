//! The power of a Box–Cox transformation by maximum likelihood.

use super::transcendental::logarithms;

/// As far as is searched.
const BOUND: f64 = 5.0;

/// The λ for which the transformed values are most likely to come from a normal distribution, between −5 and 5.
/// Only values above 0 count; `None` where no two of them differ. The values are replaced by numbers of no use.
///
/// With u = ln x less its mean, the likelihood is highest where the variance of (e^(λu) − 1) / λ is lowest (Box and Cox
/// 1964, section 3: dividing by the geometric mean takes the Jacobian away). Its derivative has one zero, which is found
/// by regula falsi in the manner of Illinois.
pub(super) fn power(values: &mut [f64]) -> Option<f64> {
    let there: Vec<f64> = values.iter().copied().filter(|x| *x > 0.0 && *x < f64::INFINITY).collect();
    let count = there.len();
    logarithms(&there, values.get_mut(..count)?);
    let logs = values.get_mut(..count)?;
    let first = logs.first().copied()?;
    if logs.iter().all(|u| *u == first) {
        return None;
    }
    let mean = logs.iter().sum::<f64>() / count as f64;
    logs.iter_mut().for_each(|u| *u -= mean);
    Some(zero(|lambda| slope(logs, lambda)))
}

/// Half the derivative of the variance by λ, times the number of values.
fn slope(u: &[f64], lambda: f64) -> f64 {
    let (mut sum_y, mut sum_d, mut product) = (0.0, 0.0, 0.0);
    for u in u {
        let (y, d) = value_and_derivative(*u, lambda);
        sum_y += y;
        sum_d += d;
        product += y * d;
    }
    product - sum_y * sum_d / u.len() as f64
}

/// (e^(λu) − 1) / λ, and its derivative by λ.
fn value_and_derivative(u: f64, lambda: f64) -> (f64, f64) {
    let t = lambda * u;
    if t.abs() < 0.02 {
        // Both formulas lose their digits here; the series do not.
        let y = 1.0 + t * (1.0 / 2.0 + t * (1.0 / 6.0 + t * (1.0 / 24.0 + t * (1.0 / 120.0 + t * (1.0 / 720.0)))));
        let d =
            1.0 / 2.0 + t * (1.0 / 3.0 + t * (1.0 / 8.0 + t * (1.0 / 30.0 + t * (1.0 / 144.0 + t * (1.0 / 840.0)))));
        return (u * y, u * u * d);
    }
    let grown = libm::expm1(t);
    let y = grown / lambda;
    (y, (u * (grown + 1.0) - y) / lambda)
}

/// Where a rising function is 0, or the bound on whose other side it is.
fn zero(f: impl Fn(f64) -> f64) -> f64 {
    // Most powers lie near 0, so that the search begins with a narrow stretch.
    let mut reach = 1.0;
    let (mut low, mut high) = (-reach, reach);
    let (mut at_low, mut at_high) = (f(low), f(high));
    while at_low > 0.0 && reach < BOUND {
        (high, at_high) = (low, at_low);
        reach = (reach * 2.0).min(BOUND);
        low = -reach;
        at_low = f(low);
    }
    while at_high < 0.0 && reach < BOUND {
        (low, at_low) = (high, at_high);
        reach = (reach * 2.0).min(BOUND);
        high = reach;
        at_high = f(high);
    }
    if at_low >= 0.0 {
        return low;
    }
    if at_high <= 0.0 {
        return high;
    }
    let mut last_side = 0;
    for _ in 0..100 {
        let middle = (low * at_high - high * at_low) / (at_high - at_low);
        let at_middle = f(middle);
        if at_middle == 0.0 || high - low < 1e-13 || !(low..=high).contains(&middle) {
            return middle;
        }
        // The end that stays is counted half, so that the stretch shrinks from both sides.
        if at_middle > 0.0 {
            let moved = (high - middle).abs();
            (high, at_high) = (middle, at_middle);
            at_low *= if last_side == 1 { 0.5 } else { 1.0 };
            last_side = 1;
            if moved < 1e-14 {
                return middle;
            }
        } else {
            let moved = (middle - low).abs();
            (low, at_low) = (middle, at_middle);
            at_high *= if last_side == -1 { 0.5 } else { 1.0 };
            last_side = -1;
            if moved < 1e-14 {
                return middle;
            }
        }
    }
    low + (high - low) / 2.0
}

#[cfg(test)]
mod tests {
    use super::power;
    use proptest::prelude::*;

    /// The powers are those of scipy and mpmath: tests/data/box_cox.py.
    #[test]
    fn the_powers_of_an_independent_computation() {
        let cases: [(&[f64], f64); 4] = [
            (&[1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 34.0, 55.0, 89.0], 0.020_789_848_127_818_507),
            (&[10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0], 0.728_758_465_418_042_9),
            (&[1.0, 50.0, 80.0, 90.0, 95.0, 98.0, 99.0, 100.0], 1.253_607_765_320_292_9),
            (&[0.2, 0.5, 0.7, 1.1, 9.0], -0.321_149_109_063_982_46),
        ];
        for (x, expected) in cases {
            let found = power(&mut x.to_vec()).unwrap();
            assert!((found - expected).abs() < 1e-11, "{found} {expected}");
        }
    }

    #[test]
    fn what_has_no_logarithm_does_not_count() {
        let with = power(&mut [1.0, -4.0, 2.0, 0.0, 9.0]).unwrap();
        assert_eq!(with, power(&mut [1.0, 2.0, 9.0]).unwrap());
        assert_eq!(power(&mut [3.0, 3.0, -1.0]), None);
        assert_eq!(power(&mut []), None);
    }

    #[test]
    fn the_power_stays_within_its_bounds() {
        assert_eq!(power(&mut [100.0, 100.1, 100.2, 100.3, 101.0]).unwrap(), -5.0);
    }

    proptest! {
        #[test]
        fn the_power_is_the_same_in_every_unit(values in prop::collection::vec(1u32..1000, 4..20), factor in 1u32..1000) {
            let x: Vec<f64> = values.iter().map(|v| f64::from(*v)).collect();
            let scaled: Vec<f64> = x.iter().map(|x| x * f64::from(factor) / 7.0).collect();
            match (power(&mut x.clone()), power(&mut scaled.clone())) {
                (Some(a), Some(b)) => prop_assert!((a - b).abs() < 1e-6, "{a} {b}"),
                (a, b) => prop_assert_eq!(a, b),
            }
        }
    }
}
