//! Logarithms and exponentials of whole columns: the operations of `libm`, the same bits, without its branches, so that
//! the compiler turns them into vector code.

use std::ops::Range;

use super::UNDEFINED;
use crate::parallel::CHUNK;
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

/// Powers of e between which neither the result nor its scaling is subnormal.
const USUAL_POWERS: Range<f64> = -700.0..700.0;

/// e to the power of each value, in its place; missing stays as it is.
pub(super) fn exponentials(values: &mut [f64]) {
    in_place(values, USUAL_POWERS, exp, libm::exp);
}

/// 1 / (1 + e to the power of each value), in its place; missing stays as it is.
pub(super) fn logistic(values: &mut [f64]) {
    in_place(
        values,
        USUAL_POWERS,
        #[inline(always)]
        |x| 1.0 / (1.0 + exp(x)),
        |x| 1.0 / (1.0 + libm::exp(x)),
    );
}

/// As [`in_tiles`], in the place of the values.
#[inline(always)]
fn in_place(values: &mut [f64], usual: Range<f64>, fast: impl Fn(f64) -> f64, slow: impl Fn(f64) -> f64) {
    let mut results = [0.0; CHUNK];
    for values in values.chunks_mut(CHUNK) {
        let results = results.get_mut(..values.len()).unwrap_or_default();
        in_tiles(values, results, usual.clone(), &fast, &slow);
        values.copy_from_slice(results);
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
                let mut all = true;
                for (o, x) in out.iter_mut().zip(x) {
                    all &= (*x >= start) & (*x < end);
                    *o = fast(*x);
                }
                if all {
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
/// 1.5 · 2⁵²: a number below 2⁵¹ added to it is rounded to a whole one, which stands in the last bits.
pub(super) const ROUND: f64 = 6_755_399_441_055_744.0;
/// The coefficients of e^x around 0.
const P1: f64 = 1.666_666_666_666_660_2e-1;
const P2: f64 = -2.777_777_777_701_559_3e-3;
const P3: f64 = 6.613_756_321_437_934e-5;
const P4: f64 = -1.653_390_220_546_525_2e-6;
const P5: f64 = 4.138_136_797_057_238_5e-8;
/// √2 − 1 and a little: above it `libm::log1p` takes 1 + x apart.
const SMALLEST_RAISED: f64 = f64::from_bits(0x3fda_827a_0000_0000);

/// A normal positive number as 2^k times a fraction from √½ to √2.
#[inline(always)]
pub(super) fn split(x: f64) -> (f64, f64) {
    let bits = x.to_bits().wrapping_add(SHIFT);
    let k = f64::from_bits(MAGIC | (bits >> 52)) - (4_503_599_627_370_496.0 + 1023.0);
    // The shift has no bits in the lower half.
    (k, f64::from_bits((bits & 0x000f_ffff_ffff_ffff).wrapping_add(0x3fe6_a09e << 32)))
}

/// The natural logarithm of a normal positive number, as FreeBSD's `e_log.c` and `libm` compute it.
#[inline(always)]
fn log(x: f64) -> f64 {
    let (k, fraction) = split(x);
    // A correction of 0 changes nothing, since k is never −0.
    with_low(k, fraction - 1.0, k * LN2_LO)
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
pub(super) fn of_fraction(k: f64, f: f64, c: f64) -> f64 {
    with_low(k, f, k * LN2_LO + c)
}

/// k ln 2 + ln(1 + f), from the fine part of k ln 2, corrected.
#[inline(always)]
fn with_low(k: f64, f: f64, low: f64) -> f64 {
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
    s * (half_square + r) + low - half_square + f + k * LN2_HI
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

/// x to the power of y, as FreeBSD's `e_pow.c` and `libm` compute it, where x is a normal positive number and the result
/// is a normal number; otherwise not a number. Not for exponents of 0, ½, 1, −1 and 2, which have ways of their own
/// there, nor for those beyond 10⁶.
#[inline(always)]
pub(super) fn power(x: f64, y: f64) -> f64 {
    #[allow(clippy::manual_range_contains, reason = "both sides are asked, which is vector code")]
    let normal = (x >= f64::MIN_POSITIVE) & (x < f64::INFINITY);
    let (high, low) = log2(if normal { x } else { 1.0 });
    let coarse = cut(y);
    let p_low = (y - coarse) * high + y * low;
    let p_high = coarse * high;
    let fits = normal & ((p_low + p_high).abs() < 1020.0);
    if fits { exp2(p_high, p_low) } else { f64::NAN }
}

/// A number without the lower half of its bits, so that products of two such are exact.
#[inline(always)]
fn cut(x: f64) -> f64 {
    f64::from_bits(x.to_bits() & 0xffff_ffff_0000_0000)
}

/// The logarithm to base 2 of a normal positive number, as a sum of a coarse and a fine part.
#[inline(always)]
fn log2(x: f64) -> (f64, f64) {
    /// √(3/2) and √3, roughly.
    const BOUNDS: [f64; 2] = [f64::from_bits(0x3ff3_988f << 32), f64::from_bits(0x3ffb_b67a << 32)];
    /// log₂ 1.5
    const LOG_HI: f64 = 5.849_624_872_207_642e-1;
    const LOG_LO: f64 = 1.350_039_202_129_749e-8;
    /// 2 / (3 ln 2)
    const CP: f64 = 9.617_966_939_259_756e-1;
    const CP_HI: f64 = 9.617_967_009_544_373e-1;
    const CP_LO: f64 = -7.028_461_650_952_758e-9;
    const L1: f64 = 5.999_999_999_999_946e-1;
    const L2: f64 = 4.285_714_285_785_502e-1;
    const L3: f64 = 3.333_333_298_183_774_3e-1;
    const L4: f64 = 2.727_281_238_085_34e-1;
    const L5: f64 = 2.306_607_457_755_617_5e-1;
    const L6: f64 = 2.069_750_178_003_384_2e-1;

    let bits = x.to_bits();
    let k = f64::from_bits(MAGIC | (bits >> 52)) - (4_503_599_627_370_496.0 + 1023.0);
    let fraction = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
    let [first, second] = BOUNDS;
    let (middle, upper) = ((fraction >= first) & (fraction < second), fraction >= second);
    let k = if upper { k + 1.0 } else { k };
    let x = if upper { fraction * 0.5 } else { fraction };
    let base = if middle { 1.5 } else { 1.0 };
    let (base_hi, base_lo) = if middle { (LOG_HI, LOG_LO) } else { (0.0, 0.0) };
    let raised: u64 = if middle { 0x000c_0000 } else { 0x0008_0000 };

    let u = x - base;
    let v = 1.0 / (x + base);
    let s = u * v;
    let s_hi = cut(s);
    let t_hi = f64::from_bits((((x.to_bits() >> 33) | 0x2000_0000) + raised) << 32);
    let t_lo = x - (t_hi - base);
    let s_lo = v * ((u - s_hi * t_hi) - s_hi * t_lo);
    let ss = s * s;
    let r = ss * ss * (L1 + ss * (L2 + ss * (L3 + ss * (L4 + ss * (L5 + ss * L6))))) + s_lo * (s_hi + s);
    let ss = s_hi * s_hi;
    let t_hi = cut(3.0 + ss + r);
    let t_lo = r - ((t_hi - 3.0) - ss);
    let u = s_hi * t_hi;
    let v = s_lo * t_hi + t_lo * s;
    let p_hi = cut(u + v);
    let p_lo = v - (p_hi - u);
    let z_hi = CP_HI * p_hi;
    let z_lo = CP_LO * p_hi + p_lo * CP + base_lo;
    let high = cut(((z_hi + z_lo) + base_hi) + k);
    (high, z_lo - (((high - k) - base_hi) - z_hi))
}

/// 2 to the power of a sum of a coarse and a fine part, between −1020 and 1020.
#[inline(always)]
fn exp2(high: f64, low: f64) -> f64 {
    const LN2: f64 = std::f64::consts::LN_2;
    const LN2_COARSE: f64 = 6.931_471_824_645_996e-1;
    const LN2_FINE: f64 = -1.904_654_299_957_768e-9;

    let z = cut(low + high);
    let nearest = (z + if z < 0.0 { -0.5 } else { 0.5 }).trunc();
    let n = if z.abs() > 0.5 { nearest } else { 0.0 };
    let high = high - n;
    let t = cut(low + high);
    let u = t * LN2_COARSE;
    let v = (low - (t - high)) * LN2 + t * LN2_FINE;
    let z = u + v;
    let w = v - (z - u);
    let t = z * z;
    let t = z - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
    let r = (z * t) / (t - 2.0) - (w + z * w);
    let z = 1.0 - (r - z);
    f64::from_bits(z.to_bits().wrapping_add((n + ROUND).to_bits() << 52))
}

#[cfg(test)]
mod tests {
    use super::{exponentials, logarithms, logarithms_of_one_more, power};
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

    /// Whether a power is left to `libm`; it has the same bits otherwise.
    fn check_power(x: f64, y: f64) -> bool {
        let z = power(x, y);
        let expected = libm::pow(x, y);
        assert!(z.is_nan() || z.to_bits() == expected.to_bits(), "{x} to {y}: {z} {expected}");
        z.is_nan()
    }

    #[test]
    fn powers_at_turning_points() {
        let roots = [1.0, 0.5, 1.5, 2.0, 3f64.sqrt(), 1.5f64.sqrt(), 0.75f64.sqrt()];
        let bounds = [0x3ff3_988e, 0x3ff3_988f, 0x3ff3_9890, 0x3ffb_b679, 0x3ffb_b67a, 0x3ffb_b67b];
        for x in roots.into_iter().chain(bounds.map(|b: u64| f64::from_bits(b << 32))) {
            for y in [2.5, -3.0, 1.0 / 3.0, 3.0, 100.0, -100.0, 1e-3, 0.25, 1e5] {
                assert!(!check_power(x, y) || y == 1e5);
                check_power(f64::from_bits(x.to_bits() + 1), y);
                check_power(f64::from_bits(x.to_bits() - 1), y);
            }
        }
        assert!([0.0, -1.0, f64::NAN, f64::INFINITY, 1e-320].into_iter().all(|x| power(x, 3.0).is_nan()));
    }

    proptest! {
        #[test]
        fn the_same_powers_as_libm(x in 0.0..1e3f64, wide in any::<f64>(), y in -100.0..100.0f64, whole in -50i32..50) {
            let whole = f64::from(if (-1..=2).contains(&whole) { 3 } else { whole });
            for y in [y, y / 50.0, whole, 1.0 / whole] {
                assert!(!check_power(x + 1e-3, y));
                check_power(wide.abs(), y);
            }
        }

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
