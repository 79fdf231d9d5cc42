//! Logarithms of whole columns: the operations of `libm::log`, the same bits, in an order that the compiler turns into
//! vector code.

use super::UNDEFINED;
use crate::wide::wide;

/// The natural logarithm of each value: missing stays as it is, and what has no logarithm is inapplicable.
pub(super) fn logarithms(x: &[f64], out: &mut [f64]) {
    wide(
        #[inline(always)]
        || {
            for (o, x) in out.iter_mut().zip(x) {
                let normal = *x >= f64::MIN_POSITIVE && *x < f64::INFINITY;
                let z = log(if normal { *x } else { 1.0 });
                *o = if normal { z } else { f64::INFINITY };
            }
        },
    );
    for (o, x) in out.iter_mut().zip(x) {
        if *o == f64::INFINITY {
            *o = match *x {
                x if x.is_nan() => x,
                x if x > 0.0 => libm::log(x),
                _ => UNDEFINED,
            };
        }
    }
}

/// The natural logarithm of a normal positive number, as FreeBSD's `e_log.c` and `libm` compute it.
#[inline(always)]
fn log(x: f64) -> f64 {
    const LN2_HI: f64 = 6.931_471_803_691_238_164_90e-01;
    const LN2_LO: f64 = 1.908_214_929_270_587_700_02e-10;
    const LG1: f64 = 6.666_666_666_666_735_130e-01;
    const LG2: f64 = 3.999_999_999_940_941_908e-01;
    const LG3: f64 = 2.857_142_874_366_239_149e-01;
    const LG4: f64 = 2.222_219_843_214_978_396e-01;
    const LG5: f64 = 1.818_357_216_161_805_012e-01;
    const LG6: f64 = 1.531_383_769_920_937_332e-01;
    const LG7: f64 = 1.479_819_860_511_658_591e-01;
    /// What shifts the fraction of a number from 1..2 to √½..√2.
    const SHIFT: u64 = (0x3ff0_0000 - 0x3fe6_a09e) << 32;
    /// 2⁵² with the exponent in its last bits, from which it is read as a number.
    const MAGIC: u64 = 0x4330_0000_0000_0000;

    let bits = x.to_bits().wrapping_add(SHIFT);
    let exponent = bits >> 52;
    let k = f64::from_bits(MAGIC | exponent) - (4_503_599_627_370_496.0 + 1023.0);
    // The upper half is moved and the lower stays as it is: the shift has no bits there.
    let fraction = f64::from_bits((bits & 0x000f_ffff_ffff_ffff).wrapping_add(0x3fe6_a09e << 32));
    let f = fraction - 1.0;
    let half_square = 0.5 * f * f;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let t1 = w * (LG2 + w * (LG4 + w * LG6));
    let t2 = z * (LG1 + w * (LG3 + w * (LG5 + w * LG7)));
    let r = t2 + t1;
    s * (half_square + r) + k * LN2_LO - half_square + f + k * LN2_HI
}

#[cfg(test)]
mod tests {
    use super::logarithms;
    use proptest::prelude::*;

    fn check(x: f64) {
        let mut out = [0.0];
        logarithms(&[x], &mut out);
        let expected = libm::log(x);
        assert!(out[0].to_bits() == expected.to_bits() || (x <= 0.0 && out[0].is_nan()), "ln {x}: {} {expected}", out[0]);
    }

    #[test]
    fn ends_and_turning_points() {
        for x in [1.0, 2.0, 0.5, std::f64::consts::SQRT_2, 0.707_106_781_186_547_5, 1.0 + f64::EPSILON, f64::MAX] {
            check(x);
            check(f64::from_bits(x.to_bits() + 1).min(f64::MAX));
            check(f64::from_bits(x.to_bits() - 1));
        }
        [f64::MIN_POSITIVE, 5e-324, 0.0, -1.0].into_iter().for_each(check);
    }

    proptest! {
        #[test]
        fn the_same_bits_as_libm(x in any::<f64>(), y in 0.0..1e6f64) {
            if x.is_finite() {
                check(x.abs());
            }
            check(y);
        }
    }
}
