//! Products of any length: a fraction from √½ to √2 times a power of 2. Multiplying fractions rounds as multiplying the
//! numbers does, and bringing them back into range rounds nothing.

use std::ops::Range;

use crate::transcendental::split;
use crate::wide::wide;

/// Rows that are taken at a time.
pub(super) const TILE: usize = 256;

/// A product for each row: a fraction times a power of 2.
pub(super) struct Product {
    pub fraction: [f64; TILE],
    pub power: [f64; TILE],
}

impl Default for Product {
    fn default() -> Self {
        Self { fraction: [1.0; TILE], power: [0.0; TILE] }
    }
}

impl Product {
    /// A product of nothing, which is 1.
    pub fn begin(&mut self) {
        self.fraction.fill(1.0);
        self.power.fill(0.0);
    }

    /// Multiplies parts that are there and lie between 2⁻¹²⁸ and 2¹²⁸, four at a time; `false`: some do not.
    pub fn of_all(&mut self, parts: &[(f64, &[f64])], start: usize, rows: usize) -> bool {
        self.begin();
        wide(
            #[inline(always)]
            || self.multiply_all(parts, start..start + rows),
        )
    }

    #[inline(always)]
    fn multiply_all(&mut self, parts: &[(f64, &[f64])], rows: Range<usize>) -> bool {
        let mut far = 0;
        let Self { fraction, power } = self;
        for parts in parts.chunks(4) {
            if let &[(_, a), (_, b), (_, c), (_, d)] = parts {
                let [a, b, c, d] = [a, b, c, d].map(|part| part.get(rows.clone()).unwrap_or_default());
                for (((((f, k), a), b), c), d) in fraction.iter_mut().zip(power.iter_mut()).zip(a).zip(b).zip(c).zip(d)
                {
                    far |= distance(*a) | distance(*b) | distance(*c) | distance(*d);
                    let (more, scaled) = split(*f * a * b * c * d);
                    *k += more;
                    *f = scaled;
                }
                continue;
            }
            for (_, part) in parts {
                for ((f, k), z) in
                    fraction.iter_mut().zip(power.iter_mut()).zip(part.get(rows.clone()).unwrap_or_default())
                {
                    far |= distance(*z);
                    let (more, scaled) = split(*f * z);
                    *k += more;
                    *f = scaled;
                }
            }
        }
        far >> 60 == 0
    }

    /// Multiplies the parts that are there, whatever they are; what has no logarithm is told in `special`.
    pub fn of_those_there(&mut self, parts: &[(f64, &[f64])], start: usize, rows: usize, special: &mut [f64; TILE]) {
        self.begin();
        wide(
            #[inline(always)]
            || {
                for (_, part) in parts {
                    let values = part.get(start..start + rows).unwrap_or_default();
                    let products = self.fraction.iter_mut().zip(self.power.iter_mut()).zip(special.iter_mut());
                    for (((f, k), special), z) in products.zip(values) {
                        let (power, fraction, factor) = one_factor(*z);
                        let (more, fraction) = split(*f * fraction);
                        *k += power + more;
                        *f = fraction;
                        *special *= factor;
                    }
                }
            },
        );
    }
}

/// Multiplies parts as they are, in their order; `false`: some value is missing, or so far from 1 that a product on the
/// way may be too large or too small for a number, and `out` means nothing.
pub(super) fn factors(parts: &[(f64, &[f64])], start: usize, out: &mut [f64]) -> bool {
    // So far may each of them be away from 1, as a power of 2: 2^(2^steps).
    let steps = (1000 / parts.len().max(1)).checked_ilog2();
    let Some(steps) = steps else { return false };
    let rows = start..start + out.len();
    let lowest = (1023 - (1_u64 << steps)) << 52;
    wide(
        #[inline(always)]
        || {
            let mut far = 0;
            let away = |z: &f64| z.to_bits().wrapping_sub(lowest);
            out.fill(1.0);
            for parts in parts.chunks(5) {
                if let &[(_, a), (_, b), (_, c), (_, d), (_, e)] = parts {
                    let [a, b, c, d, e] = [a, b, c, d, e].map(|part| part.get(rows.clone()).unwrap_or_default());
                    for (((((o, a), b), c), d), e) in out.iter_mut().zip(a).zip(b).zip(c).zip(d).zip(e) {
                        far |= away(a) | away(b) | away(c) | away(d) | away(e);
                        *o = *o * a * b * c * d * e;
                    }
                    continue;
                }
                for (_, part) in parts {
                    for (o, z) in out.iter_mut().zip(part.get(rows.clone()).unwrap_or_default()) {
                        far |= away(z);
                        *o *= z;
                    }
                }
            }
            far >> (53 + steps) == 0
        },
    )
}

/// Below 2⁶⁰ for numbers from 2⁻¹²⁸ up to 2¹²⁸, and for no other.
#[inline(always)]
fn distance(z: f64) -> u64 {
    const LOWEST: u64 = (1023 - 128) << 52;
    z.to_bits().wrapping_sub(LOWEST)
}

/// A value as a power of 2 and a fraction, and what it does to the result if it has no logarithm.
#[inline(always)]
fn one_factor(z: f64) -> (f64, f64, f64) {
    const RAISED: f64 = 18_014_398_509_481_984.0;
    let subnormal = (z > 0.0) & (z < f64::MIN_POSITIVE);
    let raised = if subnormal { z * RAISED } else { z };
    #[allow(clippy::manual_range_contains, reason = "both sides are asked, which is vector code")]
    let fits = (raised >= f64::MIN_POSITIVE) & (raised < f64::INFINITY);
    let (power, fraction) = split(if fits { raised } else { 1.0 });
    let special = if z == 0.0 { 0.0 } else { f64::NAN };
    let special = if fits | z.is_nan() { 1.0 } else { special };
    (if subnormal { power - 54.0 } else { power }, fraction, special)
}
