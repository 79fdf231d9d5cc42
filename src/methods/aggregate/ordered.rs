//! The parts of each row in the order of size, many rows at a time: a sorting network, whose comparisons are the same
//! for every row and run on vectors.

use crate::wide::wide;

/// Rows that are sorted together.
pub(super) const TILE: usize = 64;

/// Sorts the parts of rows.
pub(super) struct Ordered<'a> {
    parts: &'a [&'a [f64]],
    /// Which places are compared, in order.
    network: Vec<(usize, usize)>,
    /// For each place the values of all rows, the smallest first; what is missing comes last.
    places: &'a mut Vec<f64>,
    /// How many parts each row has.
    counts: [f64; TILE],
}

impl<'a> Ordered<'a> {
    pub(super) fn new(parts: &'a [&'a [f64]], places: &'a mut Vec<f64>) -> Self {
        places.clear();
        places.resize(parts.len() * TILE, f64::INFINITY);
        Self { parts, network: network(parts.len()), places, counts: [0.0; TILE] }
    }

    /// Sorts at most [`TILE`] rows. `true`: all are complete, and have parts at all.
    pub(super) fn sort(&mut self, start: usize, rows: usize) -> bool {
        wide(
            #[inline(always)]
            || {
                self.counts.fill(0.0);
                for (place, part) in self.places.chunks_exact_mut(TILE).zip(self.parts) {
                    let values = part.get(start..start + rows).unwrap_or_default();
                    for ((place, count), z) in place.iter_mut().zip(&mut self.counts).zip(values) {
                        // A 0 has no sign here, so that equal numbers are the same bits.
                        *place = if z.is_nan() { f64::INFINITY } else { *z + 0.0 };
                        *count += if z.is_nan() { 0.0 } else { 1.0 };
                    }
                }
                for (low, high) in &self.network {
                    let Some((before, after)) = self.places.split_at_mut_checked(high * TILE) else { continue };
                    let low = before.chunks_exact_mut(TILE).nth(*low).unwrap_or_default();
                    for (low, high) in low.iter_mut().zip(after) {
                        let (a, b) = (*low, *high);
                        *low = if b < a { b } else { a };
                        *high = if b < a { a } else { b };
                    }
                }
                let all = self.parts.len() as f64;
                self.counts.iter().take(rows).fold(all > 0.0, |complete, count| complete & (*count == all))
            },
        )
    }

    /// The values at a place of all rows of the tile: 0 is that of the smallest.
    pub(super) fn place(&self, at: usize) -> &[f64] {
        self.places.get(at * TILE..(at + 1) * TILE).unwrap_or_default()
    }

    /// The parts of one row of the tile that are there, the smallest first.
    pub(super) fn row(&self, at: usize) -> impl ExactSizeIterator<Item = f64> + DoubleEndedIterator {
        let count = self.counts.get(at).map_or(0, |count| *count as usize);
        (0..count).map(move |place| self.place(place).get(at).copied().unwrap_or(f64::NAN))
    }
}

/// Batcher's odd–even merge sort for any number of places; Knuth, The Art of Computer Programming 3, 5.2.2, algorithm M.
fn network(places: usize) -> Vec<(usize, usize)> {
    let mut comparisons = Vec::new();
    let largest = places.next_power_of_two() / 2;
    let mut p = largest;
    while p > 0 {
        let (mut q, mut r, mut d) = (largest, 0, p);
        loop {
            let merged = (0..places.saturating_sub(d)).filter(|at| at & p == r);
            comparisons.extend(merged.map(|at| (at, at + d)));
            if q == p {
                break;
            }
            (d, r, q) = (q - p, p, q / 2);
        }
        p /= 2;
    }
    comparisons
}

#[cfg(test)]
mod tests {
    use super::super::laws::MISSING;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_network_sorts_whatever_there_is() {
        // A network that sorts all rows of zeros and ones sorts everything.
        for places in 0..13 {
            let network = network(places);
            assert!(network.iter().all(|(low, high)| low < high && *high < places));
            for bits in 0..1u32 << places {
                let mut row: Vec<u32> = (0..places).map(|at| bits >> at & 1).collect();
                for (low, high) in &network {
                    if row[*low] > row[*high] {
                        row.swap(*low, *high);
                    }
                }
                assert!(row.is_sorted(), "{places}: {bits:b}");
            }
        }
        assert_eq!(network(10).len(), 31);
    }

    proptest! {
        #[test]
        fn rows_come_out_as_sorted_one_by_one(
            columns in prop::collection::vec(prop::collection::vec(prop_oneof![
                8 => -9i32..9, 1 => Just(99)
            ], 70), 1..20),
        ) {
            let value = |z: &i32| if *z == 99 { MISSING } else { f64::from(*z) / 4.0 };
            let columns: Vec<Vec<f64>> = columns.iter().map(|c| c.iter().map(value).collect()).collect();
            let parts: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let mut places = vec![7.0];
            let mut ordered = Ordered::new(&parts, &mut places);
            for (start, rows) in [(0, 64), (64, 6)] {
                let complete = ordered.sort(start, rows);
                let mut all = true;
                for at in 0..rows {
                    let mut row: Vec<f64> = parts.iter().map(|p| p[start + at]).filter(|z| !z.is_nan()).collect();
                    row.sort_by(f64::total_cmp);
                    all &= row.len() == parts.len();
                    prop_assert_eq!(ordered.row(at).collect::<Vec<_>>(), row);
                }
                prop_assert_eq!(complete, all);
            }
        }
    }
}
