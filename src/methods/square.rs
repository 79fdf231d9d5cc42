//! Small square matrices: products, eigenvectors, linear equations. One order of operations, so that the bits are always the same.

/// A square matrix, row by row.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Matrix {
    size: usize,
    values: Vec<f64>,
}

/// Sweeps over all pairs of coordinates after which the rotations of Jacobi have long converged.
const MOST_SWEEPS: usize = 100;

impl Matrix {
    /// A matrix of zeros.
    pub fn zeros(size: usize) -> Self {
        Self { size, values: vec![0.0; size * size] }
    }

    /// A matrix of a function of row and column.
    pub fn of(size: usize, value: impl Fn(usize, usize) -> f64) -> Self {
        let values = (0..size * size).map(|at| value(at / size, at % size)).collect();
        Self { size, values }
    }

    /// How many rows and columns.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The value in a row and column; NaN outside.
    pub fn at(&self, row: usize, column: usize) -> f64 {
        if column >= self.size {
            f64::NAN
        } else {
            self.values.get(row * self.size + column).copied().unwrap_or(f64::NAN)
        }
    }

    /// Sets the value in a row and column.
    pub fn set(&mut self, row: usize, column: usize, value: f64) {
        if let Some(slot) = self.values.get_mut(row * self.size + column) {
            *slot = value;
        }
    }

    /// Adds to the value in a row and column.
    pub fn add(&mut self, row: usize, column: usize, value: f64) {
        self.set(row, column, self.at(row, column) + value);
    }

    /// The product with a vector.
    pub fn times(&self, vector: &[f64]) -> Vec<f64> {
        self.values.chunks(self.size.max(1)).map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum()).collect()
    }

    /// The eigenvalues of a symmetric matrix, largest first, each with its eigenvector of length 1. The component of
    /// largest size (the first of several) is positive. By rotations of pairs of coordinates (Jacobi 1846).
    pub fn eigen(&self) -> Vec<(f64, Vec<f64>)> {
        let n = self.size;
        let mut a = self.clone();
        let mut vectors = Matrix::of(n, |i, j| f64::from(u8::from(i == j)));
        let whole: f64 = self.values.iter().map(|x| x * x).sum();
        for _ in 0..MOST_SWEEPS {
            let outside: f64 = pairs(n).map(|(p, q)| a.at(p, q) * a.at(p, q)).sum();
            if outside <= whole * 1e-34 {
                break;
            }
            pairs(n).for_each(|(p, q)| rotate(&mut a, &mut vectors, p, q));
        }
        let mut found: Vec<(f64, Vec<f64>)> =
            (0..n).map(|k| (a.at(k, k), turned((0..n).map(|i| vectors.at(i, k)).collect()))).collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found
    }

    /// Solves `self x = right` by elimination with the largest pivot; `None` where there is no single solution.
    pub fn solve(&self, right: &[f64]) -> Option<Vec<f64>> {
        let n = self.size;
        let largest = self.values.iter().fold(0.0, |m: f64, x| m.max(x.abs()));
        let mut rows: Vec<Vec<f64>> = self.values.chunks(n.max(1)).map(<[f64]>::to_vec).collect();
        rows.iter_mut().zip(right).for_each(|(row, b)| row.push(*b));
        for column in 0..n {
            let size = |at: usize| rows.get(at).and_then(|row| row.get(column)).map_or(0.0, |x| x.abs());
            let pivot = (column..n).reduce(|a, b| if size(b) > size(a) { b } else { a })?;
            if size(pivot) <= largest * 1e-12 {
                return None;
            }
            rows.swap(column, pivot);
            let row = rows.get(column)?.clone();
            for other in rows.iter_mut().skip(column + 1) {
                let factor = other.get(column)? / row.get(column)?;
                other.iter_mut().zip(&row).for_each(|(x, p)| *x -= factor * p);
            }
        }
        let mut x = vec![0.0; n];
        for at in (0..n).rev() {
            let row = rows.get(at)?;
            let known: f64 = row.iter().zip(&x).skip(at + 1).map(|(a, x)| a * x).sum();
            *x.get_mut(at)? = (row.get(n)? - known) / row.get(at)?;
        }
        Some(x)
    }
}

fn pairs(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).flat_map(move |p| (p + 1..n).map(move |q| (p, q)))
}

/// Turns two coordinates so that the value that joins them becomes 0.
fn rotate(a: &mut Matrix, vectors: &mut Matrix, p: usize, q: usize) {
    let between = a.at(p, q);
    if between == 0.0 {
        return;
    }
    let angle = (a.at(q, q) - a.at(p, p)) / (2.0 * between);
    let tangent = (if angle < 0.0 { -1.0 } else { 1.0 }) / (angle.abs() + (angle * angle + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    for k in 0..a.size {
        let (x, y) = (a.at(k, p), a.at(k, q));
        a.set(k, p, cosine * x - sine * y);
        a.set(k, q, sine * x + cosine * y);
    }
    for k in 0..a.size {
        let (x, y) = (a.at(p, k), a.at(q, k));
        a.set(p, k, cosine * x - sine * y);
        a.set(q, k, sine * x + cosine * y);
        let (x, y) = (vectors.at(k, p), vectors.at(k, q));
        vectors.set(k, p, cosine * x - sine * y);
        vectors.set(k, q, sine * x + cosine * y);
    }
    a.set(p, q, 0.0);
    a.set(q, p, 0.0);
}

/// The vector or its opposite, so that the component of largest size is positive.
fn turned(vector: Vec<f64>) -> Vec<f64> {
    let largest = vector.iter().copied().reduce(|a, b| if b.abs() > a.abs() { b } else { a });
    if largest.is_some_and(|x| x < 0.0) { vector.into_iter().map(|x| -x).collect() } else { vector }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eigenvectors_of_two_coordinates() {
        // [[2, 1], [1, 2]] has 3 with (1, 1) and 1 with (1, -1).
        let found = Matrix::of(2, |i, j| if i == j { 2.0 } else { 1.0 }).eigen();
        let half = 0.5f64.sqrt();
        assert!((found[0].0 - 3.0).abs() < 1e-14 && (found[1].0 - 1.0).abs() < 1e-14);
        assert!((found[0].1[0] - half).abs() < 1e-14 && (found[0].1[1] - half).abs() < 1e-14);
        assert!((found[1].1[0] - half).abs() < 1e-14 && (found[1].1[1] + half).abs() < 1e-14);
    }

    #[test]
    fn eigenvectors_put_the_matrix_together_again() {
        let n = 7;
        let matrix = Matrix::of(n, |i, j| 1.0 / (1.0 + (i + j) as f64));
        let found = matrix.eigen();
        for (i, j) in pairs(n) {
            let again: f64 = found.iter().map(|(value, v)| value * v[i] * v[j]).sum();
            assert!((again - matrix.at(i, j)).abs() < 1e-14, "{i} {j}");
        }
        assert!(found.windows(2).all(|w| w[0].0 >= w[1].0));
    }

    #[test]
    fn equations_are_solved_and_singular_ones_are_not() {
        let rows = [[0.0, 2.0, 1.0], [1.0, 1.0, 1.0], [4.0, 0.0, -1.0]];
        let matrix = Matrix::of(3, |i, j| rows[i][j]);
        let x = matrix.solve(&[7.0, 6.0, 1.0]).unwrap();
        for (found, expected) in x.iter().zip([1.0, 2.0, 3.0]) {
            assert!((found - expected).abs() < 1e-12, "{x:?}");
        }
        assert_eq!(Matrix::of(2, |_, j| j as f64).solve(&[1.0, 1.0]), None);
    }
}
