//! How columns go together: the sums of products of their differences from their means, in one pass over memory.
//!
//! Differences are taken from the means of a chunk and put together as in [`crate::spread`]. Four products are summed at a
//! time, each in eight lanes, over so few rows that all columns lie in the first cache.

use crate::lanes::Gathered;
use crate::spread::between;
use crate::wide::wide;

const LANES: usize = 8;
/// Rows whose differences are laid out at a time.
const ROWS: usize = 32 * LANES;

/// Sums of products of differences from the means, for each column with itself and with those after it.
#[derive(Clone, Debug)]
pub struct Products {
    columns: usize,
    sums: Vec<f64>,
    /// Those of one chunk.
    of_chunk: Vec<f64>,
    /// The differences of a few rows, column by column.
    differences: Vec<[f64; LANES]>,
}

impl Products {
    /// Nothing gathered yet of so many columns.
    pub fn new(columns: usize) -> Self {
        let pairs = columns * (columns + 1) / 2;
        let differences = vec![[0.0; LANES]; columns * (ROWS / LANES)];
        Self { columns, sums: vec![0.0; pairs], of_chunk: vec![0.0; pairs], differences }
    }

    /// The sum for two columns, the second no earlier than the first.
    pub fn at(&self, first: usize, second: usize) -> f64 {
        let before = first * self.columns - first * first.saturating_sub(1) / 2;
        self.sums.get(before + second.saturating_sub(first)).copied().unwrap_or(f64::NAN)
    }

    /// Adds a chunk of values, all of them there or, as NaN, missing in the same rows; `before` and `here` are what was
    /// gathered before and in the chunk. A column without any value adds nothing.
    pub fn add(&mut self, chunk: &[&[f64]], before: &[Gathered], here: &[Gathered]) {
        let rows = chunk.first().map_or(0, |column| column.len());
        self.of_chunk.fill(0.0);
        for start in (0..rows).step_by(ROWS) {
            let tile = self.differences.chunks_exact_mut(ROWS / LANES);
            for ((column, spread), tile) in chunk.iter().zip(here).zip(tile) {
                differences(column.get(start..).unwrap_or_default(), spread.mean(), tile.as_flattened_mut());
            }
            add_products(&self.differences, &mut self.of_chunk);
        }
        add_between(&mut self.sums, &self.of_chunk, before, here);
    }

    /// Adds what was gathered elsewhere.
    pub fn join(&mut self, other: &Products, before: &[Gathered], here: &[Gathered]) {
        add_between(&mut self.sums, &other.sums, before, here);
    }
}

/// The sum of products of two stretches of the same length.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    rest + one_dot(a, b)
}

fn one_dot(a: &[[f64; LANES]], b: &[[f64; LANES]]) -> f64 {
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = crate::wide::avx2() {
        return fearless_simd::Simd::vectorize(
            avx2,
            #[inline(always)]
            || vectors::one_dot(avx2, a, b),
        );
    }
    let [sum] = one_by_one(a, [b]);
    sum
}

fn differences(column: &[f64], mean: f64, out: &mut [f64]) {
    let (there, rest) = out.split_at_mut(column.len().min(out.len()));
    rest.fill(0.0);
    wide(
        #[inline(always)]
        || {
            for (o, x) in there.iter_mut().zip(column) {
                *o = if x.is_nan() { 0.0 } else { x - mean };
            }
        },
    );
}

fn add_products(differences: &[[f64; LANES]], sums: &mut [f64]) {
    let columns = || differences.chunks_exact(ROWS / LANES);
    let mut slots = sums.iter_mut();
    for (at, first) in columns().enumerate() {
        let mut others = columns().skip(at);
        // Where fewer than four are left, the first stands in for the others.
        while let Some(second) = others.next() {
            let more = [others.next(), others.next(), others.next()];
            let [b, c, d] = more.map(|other| other.unwrap_or(first));
            let count = 1 + more.iter().flatten().count();
            let products = dots(first, [second, b, c, d]);
            slots.by_ref().zip(products).take(count).for_each(|(slot, sum)| *slot += sum);
        }
    }
}

/// Adds the products of others, and what the distances of the means add.
fn add_between(sums: &mut [f64], others: &[f64], before: &[Gathered], here: &[Gathered]) {
    let most = |all: &[Gathered]| all.iter().copied().max_by_key(|g| g.count);
    let (Some(a), Some(b)) = (most(before), most(here)) else { return };
    let apart: Vec<f64> = before.iter().zip(here).map(|(a, b)| b.mean() - a.mean()).collect();
    let pairs =
        apart.iter().enumerate().flat_map(|(at, first)| apart.iter().skip(at).map(move |second| (first, second)));
    for ((sum, other), (first, second)) in sums.iter_mut().zip(others).zip(pairs) {
        *sum += other + between(&a, &b, *first, *second);
    }
}

/// The products of one stretch with four others.
fn dots(a: &[[f64; LANES]], others: [&[[f64; LANES]]; 4]) -> [f64; 4] {
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = crate::wide::avx2() {
        return fearless_simd::Simd::vectorize(
            avx2,
            #[inline(always)]
            || vectors::dots(avx2, a, others),
        );
    }
    one_by_one(a, others)
}

fn one_by_one<const N: usize>(a: &[[f64; LANES]], others: [&[[f64; LANES]]; N]) -> [f64; N] {
    others.map(|b| {
        let mut lanes = [0.0; LANES];
        for (a, b) in a.iter().zip(b) {
            lanes.iter_mut().zip(a.iter().zip(b)).for_each(|(lane, (a, b))| *lane += a * b);
        }
        together(lanes)
    })
}

fn together(lanes: [f64; LANES]) -> f64 {
    lanes.into_iter().fold(0.0, |sum, lane| sum + lane)
}

#[cfg(target_arch = "x86_64")]
mod vectors {
    use fearless_simd::{Simd, SimdBase, SimdFrom, f64x4};

    use super::{LANES, together};

    /// The eight lanes of a sum of products.
    #[derive(Clone, Copy)]
    struct Sum<S: Simd>(f64x4<S>, f64x4<S>);

    impl<S: Simd> Sum<S> {
        #[inline(always)]
        fn with(self, a: Self, b: Self) -> Self {
            Sum(self.0 + a.0 * b.0, self.1 + a.1 * b.1)
        }

        #[inline(always)]
        fn together(self) -> f64 {
            let ([a, b, c, d], [e, f, g, h]): ([f64; 4], [f64; 4]) = (self.0.into(), self.1.into());
            together([a, b, c, d, e, f, g, h])
        }
    }

    #[inline(always)]
    fn eight<S: Simd>(simd: S, x: &[f64; LANES]) -> Sum<S> {
        let [a, b, c, d, e, f, g, h] = *x;
        Sum(f64x4::simd_from(simd, [a, b, c, d]), f64x4::simd_from(simd, [e, f, g, h]))
    }

    #[inline(always)]
    pub fn one_dot<S: Simd>(simd: S, a: &[[f64; LANES]], b: &[[f64; LANES]]) -> f64 {
        let zero = f64x4::splat(simd, 0.0);
        let mut sum = Sum(zero, zero);
        for (a, b) in a.iter().zip(b) {
            sum = sum.with(eight(simd, a), eight(simd, b));
        }
        sum.together()
    }

    #[inline(always)]
    pub fn dots<S: Simd>(simd: S, a: &[[f64; LANES]], others: [&[[f64; LANES]]; 4]) -> [f64; 4] {
        let zero = f64x4::splat(simd, 0.0);
        let [mut p, mut q, mut r, mut s] = [Sum(zero, zero); 4];
        let [b, c, d, e] = others;
        for ((((a, b), c), d), e) in a.iter().zip(b).zip(c).zip(d).zip(e) {
            let a = eight(simd, a);
            p = p.with(a, eight(simd, b));
            q = q.with(a, eight(simd, c));
            r = r.with(a, eight(simd, d));
            s = s.with(a, eight(simd, e));
        }
        [p.together(), q.together(), r.together(), s.together()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::EMPTY;
    use crate::parallel::CHUNK;
    use crate::spread;

    fn column(at: usize, rows: usize) -> Vec<f64> {
        let common = |i: usize| ((i * 7919) % 1009) as f64 / 9.0;
        (0..rows).map(|i| 1e6 + common(i) * at as f64 + ((i * (at + 3) * 31) % 101) as f64).collect()
    }

    /// By the definition, in the order of rows.
    fn expected(a: &[f64], b: &[f64]) -> f64 {
        let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
        let (mean_a, mean_b) = (mean(a), mean(b));
        a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum()
    }

    #[test]
    fn products_are_those_of_the_definition() {
        for (count, rows) in [(1, 5), (3, 1024), (5, 1500), (7, 9000), (10, 2048)] {
            let columns: Vec<Vec<f64>> = (0..count).map(|at| column(at, rows)).collect();
            let mut products = Products::new(count);
            let mut spreads = vec![EMPTY; count];
            for start in (0..rows).step_by(CHUNK) {
                let chunk: Vec<&[f64]> = columns.iter().map(|c| &c[start..rows.min(start + CHUNK)]).collect();
                let here: Vec<Gathered> = chunk.iter().map(|x| spread::of_chunk(x)).collect();
                products.add(&chunk, &spreads, &here);
                spreads = spreads.into_iter().zip(here).map(|(a, b)| spread::together(a, b)).collect();
            }
            for i in 0..count {
                for j in i..count {
                    let (x, y) = (products.at(i, j), expected(&columns[i], &columns[j]));
                    assert!((x - y).abs() <= 1e-9 * spreads[i].squares.max(spreads[j].squares), "{i} {j}: {x} {y}");
                }
            }
        }
    }

    #[test]
    fn vectors_have_the_bits_of_one_by_one() {
        let columns: Vec<Vec<f64>> = (0..5).map(|at| column(at, 808)).collect();
        let [a, b, c, d, e] = [0, 1, 2, 3, 4].map(|at: usize| columns[at].as_chunks().0);
        let bits = |sums: [f64; 4]| sums.map(f64::to_bits);
        assert_eq!(bits(dots(a, [b, c, d, e])), bits(one_by_one(a, [b, c, d, e])));
        assert_eq!(bits([b, c, d, e].map(|other| one_dot(a, other))), bits(one_by_one(a, [b, c, d, e])));
    }
}
