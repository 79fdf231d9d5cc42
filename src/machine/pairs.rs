//! Rows compared with all rows, eight at a time: what each pair is worth stays in a register over all columns.

const LANES: usize = 8;

/// Columns laid out for comparisons: eight rows after eight, and for each eight its values column by column. The last
/// eight is filled up with missing values, which are neither smaller nor larger than any.
#[derive(Debug)]
pub struct Eights {
    columns: usize,
    values: Vec<[f64; LANES]>,
}

/// A value of a row and how much it weighs.
pub type Weighed = (f64, f64);

impl Eights {
    /// Lays out columns of the same length.
    pub fn of(columns: &[Vec<f64>]) -> Self {
        let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
        let mut values = vec![[f64::NAN; LANES]; rows.div_ceil(LANES) * columns.len()];
        for (at, column) in columns.iter().enumerate() {
            let eights = values.iter_mut().skip(at).step_by(columns.len());
            for (eight, x) in eights.zip(column.chunks(LANES)) {
                eight.iter_mut().zip(x).for_each(|(slot, x)| *slot = *x);
            }
        }
        Self { columns: columns.len(), values }
    }

    /// Over how many rows `own` has a majority of more than `nothing`, and how many have one over it. Each column votes
    /// for the larger value with its weight, and abstains where both are equal or one is missing.
    pub fn majorities(&self, own: &[Weighed], nothing: f64) -> (usize, usize) {
        if self.columns == 0 || own.len() != self.columns {
            return (0, 0);
        }
        #[cfg(target_arch = "x86_64")]
        if let Some(avx2) = crate::wide::avx2() {
            return fearless_simd::Simd::vectorize(
                avx2,
                #[inline(always)]
                || vectors::majorities(avx2, own, &self.values, nothing),
            );
        }
        majorities_one_by_one(own, &self.values, nothing)
    }
}

fn majorities_one_by_one(own: &[Weighed], values: &[[f64; LANES]], nothing: f64) -> (usize, usize) {
    let (mut wins, mut losses) = (0, 0);
    for eight in values.chunks_exact(own.len()) {
        let mut margins = [0.0; LANES];
        for ((x, weight), theirs) in own.iter().zip(eight) {
            for (margin, y) in margins.iter_mut().zip(theirs) {
                *margin += (if x > y { *weight } else { 0.0 }) - (if x < y { *weight } else { 0.0 });
            }
        }
        wins += margins.iter().filter(|m| **m > nothing).count();
        losses += margins.iter().filter(|m| **m < -nothing).count();
    }
    (wins, losses)
}

#[cfg(target_arch = "x86_64")]
mod vectors {
    use fearless_simd::{Select, Simd, SimdBase, SimdFrom, f64x4};

    use super::{LANES, Weighed};

    /// How many are counted stands in numbers, which are exact far beyond any table.
    #[inline(always)]
    pub fn majorities<S: Simd>(simd: S, own: &[Weighed], values: &[[f64; LANES]], nothing: f64) -> (usize, usize) {
        let (zero, one) = (f64x4::splat(simd, 0.0), f64x4::splat(simd, 1.0));
        let (above, below) = (f64x4::splat(simd, nothing), f64x4::splat(simd, -nothing));
        let (mut wins, mut losses) = (zero, zero);
        for eight in values.chunks_exact(own.len()) {
            let (mut low, mut high) = (zero, zero);
            for ((x, weight), theirs) in own.iter().zip(eight) {
                let (x, weight) = (f64x4::splat(simd, *x), f64x4::splat(simd, *weight));
                let [a, b, c, d, e, f, g, h] = *theirs;
                let (a, b) = (f64x4::simd_from(simd, [a, b, c, d]), f64x4::simd_from(simd, [e, f, g, h]));
                low += x.simd_gt(a).select(weight, zero) - x.simd_lt(a).select(weight, zero);
                high += x.simd_gt(b).select(weight, zero) - x.simd_lt(b).select(weight, zero);
            }
            for margin in [low, high] {
                wins += margin.simd_gt(above).select(one, zero);
                losses += margin.simd_lt(below).select(one, zero);
            }
        }
        let count = |lanes: f64x4<S>| <[f64; 4]>::from(lanes).iter().sum::<f64>() as usize;
        (count(wins), count(losses))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_count_as_one_by_one() {
        for rows in [1_usize, 7, 8, 9, 100] {
            let value = |row: usize, part: usize| match (row * 7 + part * 3) % 11 {
                0 => f64::NAN,
                x => x as f64,
            };
            let columns: Vec<Vec<f64>> = (0..3).map(|part| (0..rows).map(|row| value(row, part)).collect()).collect();
            let eights = Eights::of(&columns);
            for row in 0..rows {
                let own = [(columns[0][row], 0.5), (columns[1][row], 0.3), (columns[2][row], 0.2)];
                let tally = eights.majorities(&own, 1e-12);
                assert_eq!(tally, majorities_one_by_one(&own, &eights.values, 1e-12));
                // By the definition, pair by pair.
                let margin = |other: usize| -> f64 {
                    let vote = |(part, (x, weight)): (usize, &Weighed)| {
                        let y = columns[part][other];
                        if *x > y {
                            *weight
                        } else if *x < y {
                            -weight
                        } else {
                            0.0
                        }
                    };
                    own.iter().enumerate().map(vote).sum()
                };
                assert_eq!(tally.0, (0..rows).filter(|other| margin(*other) > 1e-12).count());
                assert_eq!(tally.1, (0..rows).filter(|other| margin(*other) < -1e-12).count());
            }
        }
        assert_eq!(Eights::of(&[]).majorities(&[], 0.0), (0, 0));
    }
}
