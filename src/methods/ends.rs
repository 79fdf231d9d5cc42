//! The two ends of a distribution, from outside in, and the shape that it has when the most extreme values are replaced
//! by the next ones. A step inwards takes no look at the values between: the sums of their powers are known.

use super::order_statistics::smallest;
use super::shape::Shape;
use crate::powers::between;

/// As many values from each end are looked at first; then 16 times as many.
const REACH: usize = 1024;
/// Fewer values are looked at again for each shape.
const FEW: usize = 64;

type Powers = [f64; 4];

/// The ends of some values.
pub(super) struct Ends<'a> {
    values: &'a [f64],
    reach: usize,
    /// What differences are taken from, so that powers stay small: about the median.
    centre: f64,
    /// The sums of powers of the values that are in neither end.
    core: Powers,
    low: End,
    high: End,
}

/// One end.
struct End {
    /// The outermost first.
    values: Vec<f64>,
    /// For each place the sums of powers of the values from there inwards, up to the core.
    inwards: Vec<Powers>,
    /// How many are replaced by the value at this place.
    replaced: usize,
}

impl<'a> Ends<'a> {
    /// The ends of values of which none is replaced yet, and none is missing.
    pub fn of(values: &'a [f64]) -> Self {
        let step = (values.len() / 1001).max(1);
        let mut sample: Vec<f64> = values.iter().copied().step_by(step).collect();
        sample.sort_unstable_by(f64::total_cmp);
        let centre = sample.get(sample.len() / 2).copied().unwrap_or_default();
        let none = || End { values: Vec::new(), inwards: Vec::new(), replaced: 0 };
        let mut ends = Ends { values, reach: REACH, centre, core: [0.0; 4], low: none(), high: none() };
        ends.look();
        ends
    }

    /// Finds the values of the ends.
    fn look(&mut self) {
        let (mut low, mut high) = (smallest(self.values, self.reach), largest(self.values, self.reach));
        let inner = low.last().copied().zip(high.last().copied()).filter(|(low, high)| low < high);
        let (mut of_low, mut of_high) = (low.len(), high.len());
        if let Some((from, to)) = inner {
            self.core = core(self.values, self.centre, from, to);
        } else {
            // They meet: each end is everything, and half of it is between it and the other.
            (low, high) = (smallest(self.values, usize::MAX), largest(self.values, usize::MAX));
            of_low = low.len() / 2;
            of_high = high.len() - of_low;
            self.core = [0.0; 4];
        }
        for (end, values, inwards) in [(&mut self.low, low, of_low), (&mut self.high, high, of_high)] {
            end.inwards = sums_inwards(values.get(..inwards).unwrap_or_default(), self.centre);
            end.values = values;
        }
    }

    /// The least and the largest value as they are now.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        self.low.bound().zip(self.high.bound())
    }

    /// How many values are replaced.
    pub fn replaced(&self) -> usize {
        self.low.replaced + self.high.replaced
    }

    /// Replaces the values at one end by the next one; false where all are equal.
    pub fn narrow(&mut self, highest: bool) -> bool {
        if self.bounds().is_none_or(|(low, high)| low == high) {
            return false;
        }
        let end = if highest { &mut self.high } else { &mut self.low };
        let at = end.replaced;
        let rest = end.values.get(at..).unwrap_or_default();
        let next = at + rest.partition_point(|x| Some(x) == rest.first());
        end.replaced = next;
        if next >= end.values.len() {
            self.reach = self.reach.saturating_mul(16);
            self.look();
        }
        true
    }

    /// The shape as it is now, to about ten digits; `None` where it is not known so well.
    pub fn shape(&self) -> Option<Shape> {
        let n = self.values.len() as f64;
        let mut sums = self.core;
        for end in [&self.low, &self.high] {
            let inwards = end.inwards.get(end.replaced)?;
            let replaced = powers(end.bound()? - self.centre).map(|power| power * end.replaced as f64);
            sums.iter_mut().zip(inwards.iter().zip(replaced)).for_each(|(sum, (a, b))| *sum += a + b);
        }
        let [m, square, cube, fourth] = sums.map(|sum| sum / n);
        let m2 = square - m * m;
        // Far from the centre too many digits are lost.
        let near = m * m <= 16.0 * m2;
        if self.values.len() < FEW || !near {
            return None;
        }
        let m3 = cube - 3.0 * m * square + 2.0 * m * m * m;
        let m4 = fourth - 4.0 * m * cube + 6.0 * m * m * square - 3.0 * m * m * m * m;
        Some(Shape::from_moments(n, [m2 * n, m3 * n, m4 * n]))
    }
}

impl End {
    fn bound(&self) -> Option<f64> {
        // −0 and 0 are one.
        self.values.get(self.replaced).map(|x| x + 0.0)
    }
}

fn powers(difference: f64) -> Powers {
    let square = difference * difference;
    [difference, square, square * difference, square * square]
}

/// The sums of powers of the values between two.
fn core(values: &[f64], centre: f64, from: f64, to: f64) -> Powers {
    between(values, centre, (from, to))
}

fn sums_inwards(values: &[f64], centre: f64) -> Vec<Powers> {
    let mut sums = vec![[0.0; 4]; values.len()];
    let mut sum: Powers = [0.0; 4];
    for (slot, x) in sums.iter_mut().zip(values).rev() {
        sum.iter_mut().zip(powers(x - centre)).for_each(|(sum, power)| *sum += power);
        *slot = sum;
    }
    sums.push([0.0; 4]);
    sums
}

/// The so many largest values, the largest first.
fn largest(values: &[f64], wanted: usize) -> Vec<f64> {
    let negative: Vec<f64> = values.iter().map(|x| -x).collect();
    let mut found = smallest(&negative, wanted);
    found.iter_mut().for_each(|x| *x = -*x);
    found
}
