//! Statistics of many values, eight side by side: one loop without branches.
//!
//! Where the processor has wide vectors they are written out, since a compiler leaves the eight in memory; the bits are the
//! same either way.

/// How many are gathered side by side.
const LANES: usize = 8;

/// Which numbers are kept is said by the flags; the squares are those of the differences from `centre`.
pub fn gathered<const EXTREMES: bool, const SUM: bool, const SQUARES: bool>(x: &[f64], centre: f64) -> Gathered {
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = crate::wide::avx2() {
        return fearless_simd::Simd::vectorize(
            avx2,
            #[inline(always)]
            || vectors::gathered::<_, EXTREMES, SUM, SQUARES>(avx2, x, centre),
        );
    }
    one_by_one::<EXTREMES, SUM, SQUARES>(x, centre)
}

/// The largest of the values and what was the largest before.
pub fn largest(x: &[f64], before: f64) -> f64 {
    let largest = gathered::<true, false, false>(x, 0.0).max;
    if largest > before { largest } else { before }
}

/// What each lane has gathered. The lanes are put together in one order, so that the bits are the same everywhere; a
/// missing value (NaN) is neither smaller nor larger than any, and adds nothing.
struct Lanes {
    count: [u64; LANES],
    min: [f64; LANES],
    max: [f64; LANES],
    sum: [f64; LANES],
    squares: [f64; LANES],
}

/// One lane, or all of them together.
#[derive(Clone, Copy, Debug)]
pub struct Gathered {
    /// How many values there are.
    pub count: u64,
    /// Smallest; `+inf` if there is none.
    pub min: f64,
    /// Largest; `-inf` if there is none.
    pub max: f64,
    /// Sum.
    pub sum: f64,
    /// Of the values, or of their differences from the mean.
    pub squares: f64,
}

/// Nothing gathered yet.
pub const EMPTY: Gathered = Gathered { count: 0, min: f64::INFINITY, max: f64::NEG_INFINITY, sum: 0.0, squares: 0.0 };

impl Gathered {
    /// Both together.
    pub fn with(self, other: Gathered) -> Gathered {
        Gathered {
            count: self.count + other.count,
            min: if other.min < self.min { other.min } else { self.min },
            max: if other.max > self.max { other.max } else { self.max },
            sum: self.sum + other.sum,
            squares: self.squares + other.squares,
        }
    }

    /// The mean; 0 where there are no values.
    pub fn mean(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum / self.count as f64 }
    }
}

fn one_by_one<const EXTREMES: bool, const SUM: bool, const SQUARES: bool>(x: &[f64], centre: f64) -> Gathered {
    let mut lanes = Lanes {
        count: [0; LANES],
        min: [EMPTY.min; LANES],
        max: [EMPTY.max; LANES],
        sum: [0.0; LANES],
        squares: [0.0; LANES],
    };
    let (eights, rest) = x.as_chunks();
    for eight in eights {
        lanes.add::<EXTREMES, SUM, SQUARES>(eight, centre);
    }
    if !rest.is_empty() {
        let mut last = [f64::NAN; LANES];
        last.iter_mut().zip(rest).for_each(|(last, x)| *last = *x);
        lanes.add::<EXTREMES, SUM, SQUARES>(&last, centre);
    }
    lanes.together()
}

impl Lanes {
    #[inline(always)]
    fn add<const EXTREMES: bool, const SUM: bool, const SQUARES: bool>(&mut self, x: &[f64; LANES], centre: f64) {
        for (count, x) in self.count.iter_mut().zip(x) {
            *count += u64::from(!x.is_nan());
        }
        if EXTREMES {
            for (min, x) in self.min.iter_mut().zip(x) {
                *min = if *x < *min { *x } else { *min };
            }
            for (max, x) in self.max.iter_mut().zip(x) {
                *max = if *x > *max { *x } else { *max };
            }
        }
        if SUM {
            for (sum, x) in self.sum.iter_mut().zip(x) {
                *sum += if x.is_nan() { 0.0 } else { *x };
            }
        }
        if SQUARES {
            for (squares, x) in self.squares.iter_mut().zip(x) {
                let x = if x.is_nan() { 0.0 } else { x - centre };
                *squares += x * x;
            }
        }
    }

    #[inline(always)]
    fn together(self) -> Gathered {
        let lanes = self.count.iter().zip(self.min).zip(self.max).zip(self.sum).zip(self.squares);
        lanes.fold(EMPTY, |all, ((((count, min), max), sum), squares)| {
            all.with(Gathered { count: *count, min, max, sum, squares })
        })
    }
}

#[cfg(target_arch = "x86_64")]
mod vectors {
    use fearless_simd::{Select, Simd, SimdBase, SimdFrom, f64x4};

    use super::{EMPTY, Gathered, LANES, Lanes};

    /// Four lanes. How many values there are is counted in numbers, which are exact far beyond any table.
    #[derive(Clone, Copy)]
    struct Four<S: Simd> {
        count: f64x4<S>,
        min: f64x4<S>,
        max: f64x4<S>,
        sum: f64x4<S>,
        squares: f64x4<S>,
    }

    #[inline(always)]
    pub fn gathered<S: Simd, const EXTREMES: bool, const SUM: bool, const SQUARES: bool>(
        simd: S,
        x: &[f64],
        centre: f64,
    ) -> Gathered {
        let (mut low, mut high) = (Four::new(simd), Four::new(simd));
        let (eights, rest) = x.as_chunks::<LANES>();
        let mut last = [f64::NAN; LANES];
        last.iter_mut().zip(rest).for_each(|(last, x)| *last = *x);
        for eight in eights.iter().chain((!rest.is_empty()).then_some(&last)) {
            let [a, b, c, d, e, f, g, h] = *eight;
            low = low.with::<EXTREMES, SUM, SQUARES>(simd, [a, b, c, d], centre);
            high = high.with::<EXTREMES, SUM, SQUARES>(simd, [e, f, g, h], centre);
        }
        let eight = |four: fn(&Four<S>) -> f64x4<S>| {
            let mut eight = [0.0; LANES];
            let both = low.values(four).into_iter().chain(high.values(four));
            eight.iter_mut().zip(both).for_each(|(lane, x)| *lane = x);
            eight
        };
        Lanes {
            count: eight(|f| f.count).map(|count| count as u64),
            min: eight(|f| f.min),
            max: eight(|f| f.max),
            sum: eight(|f| f.sum),
            squares: eight(|f| f.squares),
        }
        .together()
    }

    impl<S: Simd> Four<S> {
        #[inline(always)]
        fn new(simd: S) -> Self {
            let zero = f64x4::splat(simd, 0.0);
            let (min, max) = (f64x4::splat(simd, EMPTY.min), f64x4::splat(simd, EMPTY.max));
            Four { count: zero, min, max, sum: zero, squares: zero }
        }

        #[inline(always)]
        fn values(&self, four: fn(&Self) -> f64x4<S>) -> [f64; 4] {
            four(self).into()
        }

        #[inline(always)]
        fn with<const EXTREMES: bool, const SUM: bool, const SQUARES: bool>(
            mut self,
            simd: S,
            x: [f64; 4],
            centre: f64,
        ) -> Self {
            let (x, zero, one) = (f64x4::simd_from(simd, x), f64x4::splat(simd, 0.0), f64x4::splat(simd, 1.0));
            // A missing value is not even equal to itself.
            let there = x.simd_eq(x);
            self.count += there.select(one, zero);
            if EXTREMES {
                self.min = x.simd_lt(self.min).select(x, self.min);
                self.max = x.simd_gt(self.max).select(x, self.max);
            }
            if SUM {
                self.sum += there.select(x, zero);
            }
            if SQUARES {
                let apart = there.select(x - f64x4::splat(simd, centre), zero);
                self.squares += apart * apart;
            }
            self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_have_the_bits_of_one_by_one() {
        for length in [0, 1, 7, 8, 9, 64, 1021] {
            for gaps in [1_usize, 3, 1000] {
                let value = |i: usize| ((i * i * 37 + 11) % 1009) as f64 / 7.0 - 50.0;
                let x: Vec<f64> = (0..length).map(|i| if i % gaps == gaps - 1 { f64::NAN } else { value(i) }).collect();
                let (a, b) = (gathered::<true, true, true>(&x, 3.25), one_by_one::<true, true, true>(&x, 3.25));
                let bits = |g: Gathered| (g.count, [g.min, g.max, g.sum, g.squares].map(f64::to_bits));
                assert_eq!(bits(a), bits(b), "{length} values, a gap after {gaps}");
                let there = x.iter().filter(|x| !x.is_nan());
                assert_eq!(a.count, there.clone().count() as u64);
                assert_eq!(a.max, there.clone().copied().fold(f64::NEG_INFINITY, f64::max));
                assert_eq!(largest(&x, 1e9), 1e9);
                assert_eq!(largest(&x, f64::NEG_INFINITY), a.max);
                let sum: f64 = there.sum();
                assert!((a.sum - sum).abs() <= 1e-9 * (1.0 + sum.abs()), "{} {sum}", a.sum);
            }
        }
    }
}
