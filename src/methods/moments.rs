//! What is known of the parts of an index from one look at all rows: means, deviations, how they go together.

use super::square::Matrix;

/// Moments of the parts over the rows in which all parts are there.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Moments {
    /// How many rows.
    pub rows: usize,
    /// For each part its mean.
    pub means: Vec<f64>,
    /// For each part its least value.
    pub least: Vec<f64>,
    /// For each part its largest value.
    pub largest: Vec<f64>,
    /// Sums of products of differences from the means: (rows − 1) times the covariances.
    pub products: Matrix,
    /// For each part the sum of u ln u, where u is the value divided by the mean.
    pub entropies: Vec<f64>,
}

/// Correlations that are as near to 1 as this are 1.
const ROUNDING: f64 = 1e-12;

impl Moments {
    /// How many parts.
    pub fn parts(&self) -> usize {
        self.means.len()
    }

    /// Whether a part differs between rows.
    pub fn varies(&self, part: usize) -> bool {
        self.least.get(part) < self.largest.get(part)
    }

    /// The parts that differ between rows.
    pub fn varying(&self) -> Vec<usize> {
        (0..self.parts()).filter(|p| self.varies(*p)).collect()
    }

    /// The sample standard deviation of a part.
    pub fn deviation(&self, part: usize) -> f64 {
        if !self.varies(part) {
            return 0.0;
        }
        (self.products.at(part, part) / (self.rows as f64 - 1.0)).sqrt()
    }

    /// Pearson's correlation of two parts; 0 where one of them does not vary. Where it differs from 1 or −1 by rounding
    /// only it is that: what two parts that say the same have to tell apart would be noise.
    pub fn correlation(&self, a: usize, b: usize) -> f64 {
        if !self.varies(a) || !self.varies(b) {
            return 0.0;
        }
        if a == b {
            return 1.0;
        }
        let scale = (self.products.at(a, a) * self.products.at(b, b)).sqrt();
        let r = self.products.at(a, b) / scale;
        if 1.0 - r.abs() < ROUNDING { r.signum() } else { r }
    }

    /// The correlations among some parts.
    pub fn correlations(&self, parts: &[usize]) -> Matrix {
        let part = |at: usize| parts.get(at).copied().unwrap_or(usize::MAX);
        Matrix::of(parts.len(), |i, j| self.correlation(part(i), part(j)))
    }

    /// The moments of columns that are given in full, for tests and for small data.
    pub fn of(columns: &[&[f64]]) -> Moments {
        let rows = columns.iter().map(|c| c.len()).min().unwrap_or(0);
        let complete: Vec<usize> =
            (0..rows).filter(|r| columns.iter().all(|c| c.get(*r).is_some_and(|x| !x.is_nan()))).collect();
        let known: Vec<Vec<f64>> =
            columns.iter().map(|c| complete.iter().filter_map(|r| c.get(*r).copied()).collect()).collect();
        let n = complete.len() as f64;
        let means: Vec<f64> = known.iter().map(|c: &Vec<f64>| c.iter().sum::<f64>() / n).collect();
        let centred: Vec<Vec<f64>> =
            known.iter().zip(&means).map(|(c, mean)| c.iter().map(|x| x - mean).collect()).collect();
        let product = |i: usize, j: usize| match (centred.get(i), centred.get(j)) {
            (Some(a), Some(b)) => a.iter().zip(b).map(|(a, b)| a * b).sum(),
            _ => f64::NAN,
        };
        let entropy = |(c, mean): (&Vec<f64>, &f64)| c.iter().map(|x| entropy_term(x / mean)).sum();
        Moments {
            rows: complete.len(),
            least: known.iter().map(|c| c.iter().copied().fold(f64::INFINITY, f64::min)).collect(),
            largest: known.iter().map(|c| c.iter().copied().fold(f64::NEG_INFINITY, f64::max)).collect(),
            products: Matrix::of(columns.len(), product),
            entropies: known.iter().zip(&means).map(entropy).collect(),
            means,
        }
    }
}

/// The natural logarithms of positive numbers, for sums of u ln u.
pub fn logarithms(u: &[f64], out: &mut [f64]) {
    super::transcendental::logarithms(u, out);
}

/// u ln u, which is 0 at 0.
fn entropy_term(u: f64) -> f64 {
    if u > 0.0 { u * libm::log(u) } else { 0.0 }
}
