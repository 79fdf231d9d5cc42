//! Logarithms and exponentials of whole columns: the operations of `libm`, the same bits, without its branches, so that
//! the compiler turns them into vector code.

use std::ops::Range;

use super::UNDEFINED;
use crate::wide::widest;

/// The natural logarithm of each value: missing stays as it is, and what has no logarithm is inapplicable.
pub(super) fn logarithms(x: &[f64], out: &mut [f64]) {
    const LARGEST: f64 = 1e308;
    in_tiles(x, out, f64::MIN_POSITIVE..LARGEST, log, |x| if x > 0.0 { libm::log(x) } else { UNDEFINED });
}

/// The natural logarithm of 1 + x for each value: missing stays as it is, and a value below 0 is inapplicable.
pub(super) fn logarithms_of_one_more(x: &[f64], out: &mut [f64]) {
    // Where 1 + x loses nothing of x that matters the correction is exact, and there are no other cases to tell apart.
    const LARGEST: f64 = 1e15;
    in_tiles(x, out, SMALLEST_RAISED..LARGEST, log_of_one_more, |x| if x >= 0.0 { libm::log1p(x) } else { UNDEFINED });
}

/// e to the power of each value, in its place; missing stays as it is.
pub(super) fn exponentials(values: &mut [f64]) {
    // Between these, neither the result nor its scaling is subnormal.
    const USUAL: Range<f64> = -700.0..700.0;
    let mut powers = [0.0; TILE];
    for tile in values.chunks_mut(TILE) {
        let powers = powers.get_mut(..tile.len()).unwrap_or_default();
        in_tiles(tile, powers, USUAL, exp, libm::exp);
        tile.copy_from_slice(powers);
    }
}

/// What `fast` makes of each value that is usual, and `slow` of the others that are there, which are looked for only in
/// tiles that have any.
#[inline(always)]
fn in_tiles(x: &[f64], out: &mut [f64], usual: Range<f64>, fast: impl Fn(f64) -> f64, slow: impl Fn(f64) -> f64) {
    let Range { start, end } = usual;
    widest(
        #[inline(always)]
        || {
            for (out, x) in out.chunks_mut(TILE).zip(x.chunks(TILE)) {
                if x.iter().fold(true, |all, x| all & (*x >= start) & (*x < end)) {
                    out.iter_mut().zip(x).for_each(|(o, x)| *o = fast(*x));
                    continue;
                }
                // The same loop: what is unusual stands aside.
                for (o, x) in out.iter_mut().zip(x) {
                    let is_usual = (*x >= start) & (*x < end);
                    let z = fast(if is_usual { *x } else { 1.0 });
                    *o = if is_usual { z } else { *x };
                }
                for o in out.iter_mut().zip(x).filter(|(_, x)| !(**x >= start && **x < end)).map(|(o, _)| o) {
                    *o = if o.is_nan() { *o } else { slow(*o) };
                }
            }
        },
    );
}

/// How many are looked at together.
const TILE: usize = 128;

const LN2_HI: f64 = 6.931_471_803_691_238e-1;
const LN2_LO: f64 = 1.908_214_929_270_587_7e-10;
/// What shifts the fraction of a number from 1..2 to √½..√2.
const SHIFT: u64 = (0x3ff0_0000 - 0x3fe6_a09e) << 32;
/// 2⁵², in whose last bits a whole number is read as it is.
const MAGIC: u64 = 0x4330_0000_0000_0000;
/// √2 − 1 and a little: above it `libm::log1p` takes 1 + x apart.
const SMALLEST_RAISED: f64 = f64::from_bits(0x3fda_827a_0000_0000);

/// A normal positive number as 2^k times a fraction from √½ to √2.
#[inline(always)]
fn split(x: f64) -> (f64, f64) {
    let bits = x.to_bits().wrapping_add(SHIFT);
    let k = f64::from_bits(MAGIC | (bits >> 52)) - (4_503_599_627_370_496.0 + 1023.0);
    // The shift has no bits in the lower half.
    (k, f64::from_bits((bits & 0x000f_ffff_ffff_ffff).wrapping_add(0x3fe6_a09e << 32)))
}

/// The natural logarithm of a normal positive number, as FreeBSD's `e_log.c` and `libm` compute it.
#[inline(always)]
fn log(x: f64) -> f64 {
    let (k, fraction) = split(x);
    of_fraction(k, fraction - 1.0, 0.0)
}

/// The natural logarithm of 1 + x, as FreeBSD's `s_log1p.c` and `libm` compute it where x is above √2 − 1.
#[inline(always)]
fn log_of_one_more(x: f64) -> f64 {
    let raised = 1.0 + x;
    let (k, fraction) = split(raised);
    let lost = if k >= 2.0 { 1.0 - (raised - x) } else { x - (raised - 1.0) };
    of_fraction(k, fraction - 1.0, lost / raised)
}

/// k ln 2 + ln(1 + f), corrected by c.
#[inline(always)]
fn of_fraction(k: f64, f: f64, c: f64) -> f64 {
    const LG1: f64 = 6.666_666_666_666_735e-1;
    const LG2: f64 = 3.999_999_999_940_942e-1;
    const LG3: f64 = 2.857_142_874_366_239e-1;
    const LG4: f64 = 2.222_219_843_214_978_4e-1;
    const LG5: f64 = 1.818_357_216_161_805e-1;
    const LG6: f64 = 1.531_383_769_920_937_3e-1;
    const LG7: f64 = 1.479_819_860_511_658_6e-1;

    let half_square = 0.5 * f * f;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let t1 = w * (LG2 + w * (LG4 + w * LG6));
    let t2 = z * (LG1 + w * (LG3 + w * (LG5 + w * LG7)));
    let r = t2 + t1;
    s * (half_square + r) + (k * LN2_LO + c) - half_square + f + k * LN2_HI
}

/// e to the power of x for |x| < 700, as FreeBSD's `e_exp.c` and `libm` compute it.
#[inline(always)]
fn exp(x: f64) -> f64 {
    const INV_LN2: f64 = std::f64::consts::LOG2_E;
    /// Above the first, x is reduced; up to the second by one ln 2.
    const HALF_LN2: f64 = f64::from_bits(0x3fd6_2e43_0000_0000);
    const THREE_HALVES_LN2: f64 = f64::from_bits(0x3ff0_a2b2_0000_0000);
    /// Below it, 1 + x is the result.
    const SMALL: f64 = f64::from_bits(0x3e30_0001_0000_0000);
    const P1: f64 = 1.666_666_666_666_660_2e-1;
    const P2: f64 = -2.777_777_777_701_559_3e-3;
    const P3: f64 = 6.613_756_321_437_934e-5;
    const P4: f64 = -1.653_390_220_546_525_2e-6;
    const P5: f64 = 4.138_136_797_057_238_5e-8;
    /// 1.5 · 2⁵²: a number below 2⁵¹ added to it is rounded to a whole one, which stands in the last bits.
    const ROUND: f64 = 6_755_399_441_055_744.0;

    let size = x.abs();
    let far = (INV_LN2 * x + 0.5_f64.copysign(x)).trunc();
    let k = if size >= THREE_HALVES_LN2 { far } else { 1.0_f64.copysign(x) };
    let k = if size >= HALF_LN2 { k } else { 0.0 };
    let hi = x - k * LN2_HI;
    let lo = k * LN2_LO;
    let x = hi - lo;
    let xx = x * x;
    let c = x - xx * (P1 + xx * (P2 + xx * (P3 + xx * (P4 + xx * P5))));
    let curved = if size >= SMALL { x * c / (2.0 - c) } else { 0.0 };
    let y = 1.0 + (curved - lo + hi);
    let power = (k + ROUND).to_bits().wrapping_add(1023) << 52;
    y * f64::from_bits(power)
}

#[cfg(test)]
mod tests {
    use super::{exponentials, logarithms, logarithms_of_one_more};
    use proptest::prelude::*;

    fn same(name: &str, x: f64, found: f64, expected: f64) {
        let bits = found.to_bits() == expected.to_bits();
        assert!(bits || (found.is_nan() && !expected.is_finite()), "{name} {x}: {found} {expected}");
    }

    fn check(x: f64) {
        let mut out = [0.0];
        logarithms(&[x], &mut out);
        same("ln", x, out[0], libm::log(x));
        logarithms_of_one_more(&[x], &mut out);
        same("ln 1 +", x, out[0], if x >= 0.0 { libm::log1p(x) } else { f64::NAN });
        for x in [x, -x] {
            let mut out = [x];
            exponentials(&mut out);
            same("exp", x, out[0], libm::exp(x));
        }
    }

    #[test]
    fn ends_and_turning_points() {
        let half_ln2 = f64::from_bits(0x3fd6_2e42_0000_0000);
        let ln2s = f64::from_bits(0x3ff0_a2b2_0000_0000);
        let raised = super::SMALLEST_RAISED;
        for x in [
            1.0,
            2.0,
            0.5,
            3.0,
            std::f64::consts::SQRT_2,
            0.707_106_781_186_547_5,
            1e15,
            half_ln2,
            ln2s,
            raised,
            700.0,
            1e308,
            1e-8,
            f64::from_bits(0x3e30_0001_0000_0000),
        ] {
            check(x);
            check(f64::from_bits(x.to_bits() + 1));
            check(f64::from_bits(x.to_bits() - 1));
        }
        [f64::MIN_POSITIVE, 5e-324, f64::MAX, 0.0, -1.0].into_iter().for_each(check);
    }

    proptest! {
        #[test]
        fn the_same_bits_as_libm(
            x in any::<f64>(), y in 0.0..1e6f64, z in 0.0..800.0f64, near in 0.0..2.0f64, small in 1e-9..1e-7f64,
        ) {
            if x.is_finite() {
                check(x.abs());
            }
            check(y);
            check(z);
            check(near);
            check(small);
        }

        #[test]
        fn whatever_stands_beside_it(values in prop::collection::vec((any::<f64>(), 0.0..100.0f64, 0u8..9), 0..300)) {
            let x: Vec<f64> = values.iter().map(|(any, usual, which)| if *which == 0 { *any } else { *usual }).collect();
            let mut out = vec![0.0; x.len()];
            logarithms(&x, &mut out);
            for (x, found) in x.iter().zip(&out) {
                let mut alone = [0.0];
                logarithms(&[*x], &mut alone);
                prop_assert_eq!(found.to_bits(), alone[0].to_bits());
            }
        }
    }
}
