//! The best orders of a few rows, all of them, by dynamic programming over sets of rows (Held and Karp 1962).

/// More rows than this would take too long and too much memory.
pub(super) const MOST: usize = 20;

/// The sums of margins may differ by this share of one vote without being different.
const SLACK: f64 = 1e3;

/// The mean place, from 0, of each row over all orders with the largest sum of `margin(earlier, later)` over all pairs.
/// Sums that differ by no more than rounding (`nothing` is what rounding makes of one margin) are equal.
pub(super) fn mean_places(rows: usize, nothing: f64, margin: impl Fn(usize, usize) -> f64) -> Vec<f64> {
    if !(2..=MOST).contains(&rows) {
        return vec![0.0; rows];
    }
    let half = rows / 2;
    let own = |a: usize, others: std::ops::Range<usize>| {
        let margins: Vec<f64> = others.map(|b| if a == b { 0.0 } else { margin(a, b) }).collect();
        sums_of_sets(&margins)
    };
    let gains = (0..rows).map(|a| (own(a, 0..half), own(a, half..rows))).collect();
    let search = Search { rows, slack: nothing * SLACK, half, gains };
    let (best, ways) = search.rest();
    search.places(&best, &ways)
}

struct Search {
    rows: usize,
    slack: f64,
    /// How many rows the first of two halves has.
    half: usize,
    /// For each row the sums of its margins over every set of the first half, and over every set of the second.
    gains: Vec<(Vec<f64>, Vec<f64>)>,
}

/// The sums over all sets of some numbers, by the bits of the set; the numbers of a set are added in their order.
fn sums_of_sets(numbers: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0];
    for number in numbers {
        let without = sums.len();
        sums.extend_from_within(..);
        sums.iter_mut().skip(without).for_each(|sum| *sum += number);
    }
    sums
}

impl Search {
    /// What `row` gains by coming next, after the rows of `before`: its margins over all that are still to come.
    fn gain(&self, row: usize, before: usize) -> f64 {
        let later = !before & ((1 << self.rows) - 1);
        let Some((first, second)) = self.gains.get(row) else { return 0.0 };
        value(first, later & ((1 << self.half) - 1)) + value(second, later >> self.half)
    }

    /// For each set of rows that come first: the largest sum that the others can add, and in how many orders they do.
    fn rest(&self) -> (Vec<f64>, Vec<f64>) {
        let all = 1_usize << self.rows;
        let (mut best, mut ways) = (vec![0.0; all], vec![1.0; all]);
        let mut sums: Vec<(f64, f64)> = Vec::with_capacity(self.rows);
        for before in (0..all - 1).rev() {
            sums.clear();
            for row in self.later(before) {
                let after = before | 1 << row;
                let (rest, orders) = (value(&best, after), value(&ways, after));
                sums.push((self.gain(row, before) + rest, orders));
            }
            let largest = sums.iter().fold(f64::NEG_INFINITY, |largest, (sum, _)| largest.max(*sum));
            let orders = sums.iter().filter(|(sum, _)| *sum >= largest - self.slack).map(|(_, orders)| orders);
            let orders = orders.fold(0.0, |all, orders| all + orders);
            best.get_mut(before).into_iter().for_each(|b| *b = largest);
            ways.get_mut(before).into_iter().for_each(|w| *w = orders);
        }
        (best, ways)
    }

    fn later(&self, before: usize) -> impl Iterator<Item = usize> {
        (0..self.rows).filter(move |row| before >> row & 1 == 0)
    }

    /// Goes through the best orders from their beginning, all at once.
    fn places(&self, best: &[f64], ways: &[f64]) -> Vec<f64> {
        let mut places = vec![0.0; self.rows];
        let mut reached = vec![0.0; best.len()];
        reached.first_mut().into_iter().for_each(|r| *r = 1.0);
        for before in 0..best.len() {
            let orders = value(&reached, before);
            if orders == 0.0 {
                continue;
            }
            for row in self.later(before) {
                let after = before | 1 << row;
                if self.gain(row, before) + value(best, after) < value(best, before) - self.slack {
                    continue;
                }
                reached.get_mut(after).into_iter().for_each(|r| *r += orders);
                let through = orders * value(ways, after);
                places.get_mut(row).into_iter().for_each(|p| *p += f64::from(before.count_ones()) * through);
            }
        }
        let all = value(ways, 0);
        places.iter_mut().for_each(|p| *p /= all);
        places
    }
}

fn value(values: &[f64], at: usize) -> f64 {
    values.get(at).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_of_equal_margins_has_three_best_orders() {
        let margin = |a: usize, b: usize| if (a + 1) % 3 == b { 1.0 } else { -1.0 };
        assert_eq!(mean_places(3, 0.0, margin), [1.0, 1.0, 1.0]);
    }

    #[test]
    fn one_best_order() {
        let margins = [[0.0, 6.0, -10.0], [-6.0, 0.0, 24.0], [10.0, -24.0, 0.0]];
        assert_eq!(mean_places(3, 0.0, |a, b| margins[a][b]), [2.0, 0.0, 1.0]);
    }

    #[test]
    fn rows_that_nothing_tells_apart_share_their_places() {
        assert_eq!(mean_places(12, 1e-12, |_, _| 0.0), [5.5; 12]);
        assert_eq!(mean_places(1, 0.0, |_, _| 0.0), [0.0]);
    }
}
