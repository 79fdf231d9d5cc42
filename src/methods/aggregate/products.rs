//! Products of powers: Π zʷ, with one logarithm for all parts of the same weight.
//!
//! Weights are taken from small to large, so that what a part adds does not depend on which others are there.

use super::scaled::{Product, TILE, factors};
use super::settle;
use crate::parallel::stretches;
use crate::transcendental::{ROUND, exponentials, of_fraction};
use crate::wide::wide;

/// Weighted geometric means, e^(Σ w ln z / Σ w), of the parts that are there.
pub(super) fn geometric_means(parts: &[&[f64]], weights: &[f64], out: &mut [f64]) {
    let powers = Powers::new(parts, weights, false);
    let mut tile = Tile::default();
    for (rows, out) in stretches(0..out.len(), TILE).zip(out.chunks_mut(TILE)) {
        tile.fill(&powers, rows.start, out.len());
        tile.totals(parts, weights, rows.start);
        tile.means(out);
        out.iter_mut().zip(&tile.special).for_each(|(y, special)| *y *= special);
    }
    settle(parts, out);
}

/// As [`geometric_means`], for complete rows; not a number where a part is missing. `false`: not to be done this way.
pub(super) fn geometric_means_of_all(parts: &[&[f64]], weights: &[f64], out: &mut [f64]) -> bool {
    let powers = Powers::new(parts, weights, false);
    let total = weights.iter().fold(0.0, |total, weight| total + weight);
    powers.of_all(parts.len(), out, |tile, out| {
        tile.total.fill(total);
        tile.means(out);
    })
}

/// Weighted products, Π zʷ, of the parts that are there.
pub(super) fn weighted_products(parts: &[&[f64]], weights: &[f64], out: &mut [f64]) {
    let powers = Powers::new(parts, weights, true);
    let mut tile = Tile::default();
    for (rows, out) in stretches(0..out.len(), TILE).zip(out.chunks_mut(TILE)) {
        tile.fill(&powers, rows.start, out.len());
        tile.counts(parts, rows.start);
        tile.products(powers.has_exponents(), out);
        for ((y, special), count) in out.iter_mut().zip(&tile.special).zip(&tile.total) {
            *y = if *count == 0.0 { f64::NAN } else { *y * special };
        }
    }
    settle(parts, out);
}

/// As [`weighted_products`], for complete rows; not a number where a part is missing. `false`: not to be done this way.
pub(super) fn weighted_products_of_all(parts: &[&[f64]], weights: &[f64], out: &mut [f64]) -> bool {
    let powers = Powers::new(parts, weights, true);
    powers.of_all(parts.len(), out, |tile, out| tile.products(powers.has_exponents(), out))
}

/// Parts with their weights, the smallest first; without those of weight 0.
struct Powers<'a> {
    parts: Vec<(f64, &'a [f64])>,
    /// Whether factors of weight 1 stay factors, without a logarithm.
    plain: bool,
}

impl<'a> Powers<'a> {
    fn new(parts: &[&'a [f64]], weights: &[f64], plain: bool) -> Self {
        let weighted = weights.iter().copied().zip(parts.iter().copied());
        let mut parts: Vec<(f64, &[f64])> = weighted.filter(|(weight, _)| *weight != 0.0).collect();
        parts.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self { parts, plain }
    }

    /// The parts of each weight.
    fn by_weight(&self) -> impl Iterator<Item = (f64, &[(f64, &'a [f64])])> {
        let groups = self.parts.chunk_by(|a, b| a.0 == b.0);
        groups.filter_map(|group| group.first().map(|(weight, _)| (*weight, group)))
    }

    fn is_plain(&self, weight: f64) -> bool {
        self.plain && weight == 1.0
    }

    fn has_exponents(&self) -> bool {
        self.parts.iter().any(|(weight, _)| !self.is_plain(*weight))
    }

    /// Complete rows, tile by tile. Parts of weight 0 would have to be looked at, so then nothing is done.
    fn of_all(&self, parts: usize, out: &mut [f64], finish: impl Fn(&mut Tile, &mut [f64])) -> bool {
        let mut tile = Tile::default();
        let plain = !self.has_exponents();
        if plain && factors(&self.parts, 0, out) {
            return self.parts.len() == parts;
        }
        for (rows, out) in stretches(0..out.len(), TILE).zip(out.chunks_mut(TILE)) {
            if plain && factors(&self.parts, rows.start, out) {
                continue;
            }
            if tile.fill_all(self, rows.start, out.len()) {
                finish(&mut tile, out);
            } else {
                out.fill(f64::NAN);
            }
        }
        self.parts.len() == parts
    }
}

/// What is known of some rows.
struct Tile {
    /// Of the parts of one weight.
    product: Product,
    /// Of the factors that have no logarithm taken.
    plain: Product,
    /// Σ w ln z of the others.
    exponent: [f64; TILE],
    /// 1; 0 where a part is 0, and not a number where a part is not in the domain.
    special: [f64; TILE],
    /// Weights, or parts, that are there.
    total: [f64; TILE],
}

impl Default for Tile {
    fn default() -> Self {
        let (product, plain) = (Product::default(), Product::default());
        Self { product, plain, exponent: [0.0; TILE], special: [1.0; TILE], total: [0.0; TILE] }
    }
}

impl Tile {
    /// The products of complete rows; `false` where some value is missing or too far from 1 to be multiplied as it is.
    fn fill_all(&mut self, powers: &Powers<'_>, start: usize, rows: usize) -> bool {
        self.begin();
        let mut usual = true;
        for (weight, parts) in powers.by_weight() {
            usual &= self.product.of_all(parts, start, rows);
            self.add(weight, powers.is_plain(weight));
        }
        usual
    }

    /// The products of the parts that are there.
    fn fill(&mut self, powers: &Powers<'_>, start: usize, rows: usize) {
        self.begin();
        for (weight, parts) in powers.by_weight() {
            self.product.of_those_there(parts, start, rows, &mut self.special);
            self.add(weight, powers.is_plain(weight));
        }
    }

    fn begin(&mut self) {
        self.plain.begin();
        self.exponent.fill(0.0);
        self.special.fill(1.0);
    }

    fn add(&mut self, weight: f64, plain: bool) {
        if plain {
            return std::mem::swap(&mut self.plain, &mut self.product);
        }
        let Product { fraction, power } = &self.product;
        wide(
            #[inline(always)]
            || {
                for ((exponent, f), k) in self.exponent.iter_mut().zip(fraction).zip(power) {
                    *exponent += weight * of_fraction(*k, f - 1.0, 0.0);
                }
            },
        );
    }

    /// The weights of the parts that are there, and nothing where that is nothing.
    fn totals(&mut self, parts: &[&[f64]], weights: &[f64], start: usize) {
        let Self { total, special, .. } = self;
        wide(
            #[inline(always)]
            || {
                total.fill(0.0);
                for (part, weight) in parts.iter().zip(weights.iter().copied()) {
                    for (total, z) in total.iter_mut().zip(part.get(start..).unwrap_or_default()) {
                        *total += if z.is_nan() { 0.0 } else { weight };
                    }
                }
                for (total, special) in total.iter_mut().zip(special) {
                    let (weights, before) = (*total, *special);
                    *special = if weights == 0.0 { f64::NAN } else { before };
                    *total = if weights == 0.0 { 1.0 } else { weights };
                }
            },
        );
    }

    /// How many parts are there.
    fn counts(&mut self, parts: &[&[f64]], start: usize) {
        let total = &mut self.total;
        wide(
            #[inline(always)]
            || {
                total.fill(0.0);
                for part in parts {
                    for (total, z) in total.iter_mut().zip(part.get(start..).unwrap_or_default()) {
                        *total += if z.is_nan() { 0.0 } else { 1.0 };
                    }
                }
            },
        );
    }

    fn means(&self, out: &mut [f64]) {
        wide(
            #[inline(always)]
            || out.iter_mut().zip(&self.exponent).zip(&self.total).for_each(|((y, e), total)| *y = e / total),
        );
        exponentials(out);
    }

    fn products(&self, exponents: bool, out: &mut [f64]) {
        if exponents {
            out.copy_from_slice(self.exponent.get(..out.len()).unwrap_or_default());
            exponentials(out);
        } else {
            out.fill(1.0);
        }
        let rows = || self.exponent.iter().zip(&self.plain.fraction).zip(&self.plain.power);
        let usual = wide(
            #[inline(always)]
            || {
                let mut usual = true;
                for (y, ((e, f), k)) in out.iter_mut().zip(rows()) {
                    usual &= (e.abs() < LARGEST) & (k.abs() < LARGEST);
                    *y = (*y * f) * power_of_2(*k);
                }
                usual
            },
        );
        if !usual {
            out.iter_mut().zip(rows()).for_each(|(y, ((e, f), k))| *y = one_product(*e, *f, *k));
        }
    }
}

/// Exponents below are neither too small nor too large by themselves.
const LARGEST: f64 = 700.0;

/// e^exponent times fraction times 2^power.
fn one_product(exponent: f64, fraction: f64, power: f64) -> f64 {
    if exponent.abs() < LARGEST {
        libm::scalbn(libm::exp(exponent) * fraction, power as i32)
    } else {
        libm::exp(exponent + of_fraction(power, fraction - 1.0, 0.0))
    }
}

/// 2^k for whole k between −1022 and 1023.
#[inline(always)]
fn power_of_2(k: f64) -> f64 {
    f64::from_bits((k + ROUND).to_bits().wrapping_add(1023) << 52)
}

#[cfg(test)]
mod tests {
    use super::super::laws::MISSING;
    use super::*;
    use proptest::prelude::*;

    type Careful = fn(&[&[f64]], &[f64], &mut [f64]);
    type OfAll = fn(&[&[f64]], &[f64], &mut [f64]) -> bool;

    /// One row, repeated so that vectors are full, by both ways: the first as it is, the second where it is finite.
    fn both(careful: Careful, of_all: OfAll, row: &[f64], weights: &[f64]) -> (f64, Option<f64>) {
        let columns: Vec<[f64; 5]> = row.iter().map(|z| [*z; 5]).collect();
        let parts: Vec<&[f64]> = columns.iter().map(|c| c.as_slice()).collect();
        let (mut y, mut again) = ([0.0; 5], [0.0; 5]);
        careful(&parts, weights, &mut y);
        let done = of_all(&parts, weights, &mut again);
        let narrow = crate::wide::narrow(|| {
            let mut narrow = [0.0; 5];
            careful(&parts, weights, &mut narrow);
            narrow
        });
        assert_eq!(y.map(f64::to_bits), narrow.map(f64::to_bits));
        assert!(y.iter().all(|other| other.to_bits() == y[0].to_bits()));
        (y[0], (done && again[0].is_finite()).then_some(again[0]))
    }

    fn product(row: &[f64], weights: &[f64]) -> f64 {
        both(weighted_products, weighted_products_of_all, row, weights).0
    }

    fn mean(row: &[f64], weights: &[f64]) -> f64 {
        both(geometric_means, geometric_means_of_all, row, weights).0
    }

    #[test]
    fn factors_may_be_as_small_and_large_as_numbers_are() {
        let y = product(&[1e300, 1e300, 1e-300, 1e-300], &[1.0; 4]);
        assert!((y - 1.0).abs() < 1e-15, "{y}");
        assert_eq!(product(&[5e-324, 2f64.powi(1000), 2f64.powi(70)], &[1.0; 3]), 2f64.powi(-4));
        assert!(product(&[1e300, 1e300], &[1.0; 2]).is_nan());
        assert_eq!(product(&[1e-300, 1e-300], &[1.0; 2]), 0.0);
        assert_eq!(mean(&[5e-324; 3], &[1.0; 3]), 5e-324);
        assert!((mean(&[1e300; 7], &[2.0; 7]) / 1e300 - 1.0).abs() < 1e-13);
        // 10^(−2 · 200) · 10^400
        let y = product(&[1e-200, 1e200, 1e200], &[2.0, 1.0, 1.0]);
        assert!((y - 1.0).abs() < 1e-12, "{y}");
    }

    #[test]
    fn plain_factors_are_multiplied() {
        assert_eq!(product(&[3.0, 7.0, 0.1], &[1.0; 3]), 3.0 * 7.0 * 0.1);
        assert_eq!(product(&[3.0, 7.0, MISSING], &[1.0; 3]), 21.0);
    }

    proptest! {
        #[test]
        fn both_ways_have_the_same_bits_near_the_sum_of_logarithms(
            row in prop::collection::vec((1e-3f64..1e3, 1u8..5, 0u8..8), 1..12),
        ) {
            let z: Vec<f64> = row.iter().map(|(z, _, odd)| match odd { 0 => z * 1e-60, 1 => z * 1e60, _ => *z }).collect();
            let weights: Vec<f64> = row.iter().map(|(_, w, _)| f64::from(*w) / 2.0).collect();
            let exponent: f64 = z.iter().zip(&weights).map(|(z, w)| w * z.ln()).sum();
            let size: f64 = z.iter().zip(&weights).map(|(z, w)| (w * z.ln()).abs()).sum();
            let total: f64 = weights.iter().sum();
            for (careful, of_all, exponent, size) in [
                (weighted_products as Careful, weighted_products_of_all as OfAll, exponent, size),
                (geometric_means, geometric_means_of_all, exponent / total, size / total),
            ] {
                let (y, again) = both(careful, of_all, &z, &weights);
                if exponent.abs() < 690.0 {
                    let expected = exponent.exp();
                    prop_assert!((y / expected - 1.0).abs() < 4e-16 * (4.0 + 2.0 * size), "{y} {expected}");
                }
                if let Some(again) = again {
                    prop_assert_eq!(y.to_bits(), again.to_bits());
                }
            }
        }

        #[test]
        fn what_is_missing_is_as_if_it_were_not_there(
            row in prop::collection::vec((1e-3f64..1e3, 1u8..5, any::<bool>()), 1..12),
        ) {
            let weights: Vec<f64> = row.iter().map(|(_, w, _)| f64::from(*w) / 2.0).collect();
            let z: Vec<f64> = row.iter().map(|(z, _, there)| if *there { *z } else { MISSING }).collect();
            let there = || z.iter().zip(&weights).filter(|(z, _)| !z.is_nan());
            let (some, theirs): (Vec<f64>, Vec<f64>) = there().map(|(z, w)| (*z, *w)).unzip();
            if !some.is_empty() {
                prop_assert_eq!(mean(&z, &weights).to_bits(), mean(&some, &theirs).to_bits());
                prop_assert_eq!(product(&z, &weights).to_bits(), product(&some, &theirs).to_bits());
            }
        }
    }
}
