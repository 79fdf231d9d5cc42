//! Sums of powers of many values, eight side by side: one loop without branches.
//!
//! As in [`crate::lanes`], vectors are written out where the processor has wide ones, with the same bits. Lanes are added
//! up in their order, then the values that fill no eight.

/// How many are summed side by side.
const LANES: usize = 8;

/// The sum of values, none missing.
pub fn sum(x: &[f64]) -> f64 {
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = crate::wide::avx2() {
        return fearless_simd::Simd::vectorize(
            avx2,
            #[inline(always)]
            || vectors::sum(avx2, x),
        );
    }
    let (eights, rest) = x.as_chunks::<LANES>();
    let mut lanes = [0.0; LANES];
    for eight in eights {
        lanes.iter_mut().zip(eight).for_each(|(lane, x)| *lane += x);
    }
    rest.iter().fold(lanes.iter().sum(), |sum, x| sum + x)
}

/// The sums of the first four powers of what values, none missing, differ from `centre` by; those that do not lie between
/// the two bounds add nothing.
pub fn between(x: &[f64], centre: f64, bounds: (f64, f64)) -> [f64; 4] {
    sums::<true>(x, centre, bounds)
}

/// The sums of the first four powers of what values, none missing, differ from `centre` by.
pub fn of_all(x: &[f64], centre: f64) -> [f64; 4] {
    sums::<false>(x, centre, (0.0, 0.0))
}

fn sums<const BETWEEN: bool>(x: &[f64], centre: f64, bounds: (f64, f64)) -> [f64; 4] {
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = crate::wide::avx2() {
        return fearless_simd::Simd::vectorize(
            avx2,
            #[inline(always)]
            || vectors::sums::<_, BETWEEN>(avx2, x, centre, bounds),
        );
    }
    let (eights, rest) = x.as_chunks::<LANES>();
    let mut lanes = [[0.0; LANES]; 4];
    for eight in eights {
        let powers = eight.map(|x| powers::<BETWEEN>(x, centre, bounds));
        for (at, lanes) in lanes.iter_mut().enumerate() {
            lanes.iter_mut().zip(&powers).for_each(|(lane, powers)| *lane += powers.get(at).copied().unwrap_or(0.0));
        }
    }
    with_rest::<BETWEEN>(lanes, rest, centre, bounds)
}

/// The first four powers of what one value adds.
#[inline(always)]
fn powers<const BETWEEN: bool>(x: f64, centre: f64, (from, to): (f64, f64)) -> [f64; 4] {
    let counts = !BETWEEN | ((x > from) & (x < to));
    let d = if counts { x - centre } else { 0.0 };
    let square = d * d;
    [d, square, square * d, square * square]
}

/// The lanes of each power together, and what the rest adds.
#[inline(always)]
fn with_rest<const BETWEEN: bool>(lanes: [[f64; LANES]; 4], rest: &[f64], centre: f64, bounds: (f64, f64)) -> [f64; 4] {
    let mut sums = lanes.map(|lanes| lanes.iter().sum::<f64>());
    for x in rest {
        let powers = powers::<BETWEEN>(*x, centre, bounds);
        sums.iter_mut().zip(powers).for_each(|(sum, power)| *sum += power);
    }
    sums
}

#[cfg(target_arch = "x86_64")]
mod vectors {
    use fearless_simd::{Select, Simd, SimdBase, SimdFrom, f64x4};

    use super::{LANES, with_rest};

    #[inline(always)]
    fn halves<S: Simd>(simd: S, [a, b, c, d, e, f, g, h]: [f64; LANES]) -> [f64x4<S>; 2] {
        [f64x4::simd_from(simd, [a, b, c, d]), f64x4::simd_from(simd, [e, f, g, h])]
    }

    #[inline(always)]
    fn lanes<S: Simd>([low, high]: [f64x4<S>; 2]) -> [f64; LANES] {
        let ([a, b, c, d], [e, f, g, h]): ([f64; 4], [f64; 4]) = (low.into(), high.into());
        [a, b, c, d, e, f, g, h]
    }

    #[inline(always)]
    pub fn sum<S: Simd>(simd: S, x: &[f64]) -> f64 {
        let zero = f64x4::splat(simd, 0.0);
        let mut sums = [zero; 2];
        let (eights, rest) = x.as_chunks::<LANES>();
        for eight in eights {
            let [low, high] = halves(simd, *eight);
            let [a, b] = sums;
            sums = [a + low, b + high];
        }
        rest.iter().fold(lanes(sums).iter().sum(), |sum, x| sum + x)
    }

    #[inline(always)]
    pub fn sums<S: Simd, const BETWEEN: bool>(simd: S, x: &[f64], centre: f64, (from, to): (f64, f64)) -> [f64; 4] {
        let splat = |x: f64| f64x4::splat(simd, x);
        let (zero, middle, low, high) = (splat(0.0), splat(centre), splat(from), splat(to));
        let mut first = [zero; 4];
        let mut second = [zero; 4];
        let (eights, rest) = x.as_chunks::<LANES>();
        for eight in eights {
            let [a, b] = halves(simd, *eight);
            for (x, sums) in [(a, &mut first), (b, &mut second)] {
                let d = x - middle;
                let d = if BETWEEN { (x.simd_gt(low) & x.simd_lt(high)).select(d, zero) } else { d };
                let square = d * d;
                let [s1, s2, s3, s4] = *sums;
                *sums = [s1 + d, s2 + square, s3 + square * d, s4 + square * square];
            }
        }
        let [a, b, c, d] = first;
        let [e, f, g, h] = second;
        let all = [lanes([a, e]), lanes([b, f]), lanes([c, g]), lanes([d, h])];
        with_rest::<BETWEEN>(all, rest, centre, (from, to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_bits_on_vectors_of_any_width() {
        for length in [0, 1, 7, 8, 9, 64, 1021] {
            let x: Vec<f64> = (0..length).map(|i| ((i * i * 37 + 11) % 1009) as f64 / 7.0 - 50.0).collect();
            let all = || (sum(&x), of_all(&x, 3.25), between(&x, 3.25, (-20.0, 30.0)));
            let bits = |(sum, all, between): (f64, [f64; 4], [f64; 4])| {
                (sum.to_bits(), all.map(f64::to_bits), between.map(f64::to_bits))
            };
            #[cfg(feature = "narrow")]
            assert_eq!(bits(all()), bits(crate::wide::narrow(all)));
            let (total, of_all, between) = all();
            let by_hand = |power: i32, counts: &dyn Fn(f64) -> bool| {
                x.iter().filter(|x| counts(**x)).map(|x| (x - 3.25).powi(power)).sum::<f64>()
            };
            let close = |a: f64, b: f64| assert!((a - b).abs() <= 1e-9 * (1.0 + b.abs()), "{a} {b}");
            close(total, x.iter().sum());
            for power in 1..=4 {
                close(of_all[power as usize - 1], by_hand(power, &|_| true));
                close(between[power as usize - 1], by_hand(power, &|x| x > -20.0 && x < 30.0));
            }
        }
    }
}
