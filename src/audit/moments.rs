//! Statistics of whole columns for audits. Missing values (NaN) are left out; pairs where either is missing as well.

use crate::eval::{Assessment, Column, stages};
use crate::program::QuantityId;

use super::entering;

/// The fewest values from which a correlation or a shape is read.
pub(super) const ENOUGH: usize = 10;

/// How a column is distributed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shape {
    /// How many values.
    pub count: usize,
    /// Arithmetic mean.
    pub mean: f64,
    /// Sample standard deviation.
    pub deviation: f64,
    /// Sample skewness G1 = √(n(n−1))/(n−2) · m3/m2^1.5, as spreadsheets have it.
    pub skewness: f64,
    /// Sample excess kurtosis G2 = (n−1)/((n−2)(n−3)) · ((n+1) g2 + 6), as spreadsheets have it.
    pub kurtosis: f64,
}

/// The distribution of the values that are there; `None` with fewer than [`ENOUGH`], or where all are equal.
pub(super) fn shape(x: &[f64]) -> Option<Shape> {
    let values = || x.iter().copied().filter(|x| !x.is_nan());
    let count = values().count();
    if count < ENOUGH {
        return None;
    }
    let n = count as f64;
    let mean = values().sum::<f64>() / n;
    let (mut m2, mut m3, mut m4) = (0.0, 0.0, 0.0);
    for x in values() {
        let d = x - mean;
        let square = d * d;
        m2 += square;
        m3 += square * d;
        m4 += square * square;
    }
    let (m2, m3, m4) = (m2 / n, m3 / n, m4 / n);
    let deviation = (m2 * n / (n - 1.0)).sqrt();
    if deviation <= 1e-12 * mean.abs() {
        return None;
    }
    let skewness = (n * (n - 1.0)).sqrt() / (n - 2.0) * m3 / (m2 * m2.sqrt());
    let kurtosis = (n - 1.0) / ((n - 2.0) * (n - 3.0)) * ((n + 1.0) * (m4 / (m2 * m2) - 3.0) + 6.0);
    Some(Shape { count, mean, deviation, skewness, kurtosis })
}

/// Pearson's correlation and the number of pairs; `None` with fewer than [`ENOUGH`] pairs, or where one side does not vary.
pub(super) fn correlation(x: &[f64], y: &[f64]) -> Option<(f64, usize)> {
    let pairs = || x.iter().zip(y).filter(|(x, y)| !x.is_nan() && !y.is_nan());
    let count = pairs().count();
    if count < ENOUGH {
        return None;
    }
    let n = count as f64;
    let (sx, sy) = pairs().fold((0.0, 0.0), |(sx, sy), (x, y)| (sx + x, sy + y));
    let (mx, my) = (sx / n, sy / n);
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in pairs() {
        let (dx, dy) = (x - mx, y - my);
        xx += dx * dx;
        yy += dy * dy;
        xy += dx * dy;
    }
    let varies = |squares: f64, mean: f64| (squares / n).sqrt() > 1e-12 * mean.abs();
    (varies(xx, mx) && varies(yy, my)).then(|| ((xy / (xx * yy).sqrt()).clamp(-1.0, 1.0), count))
}

/// The parts of an index as they enter its aggregation, in the order of its parts. Excluded rows are missing.
pub(super) fn parts(assessment: &Assessment, id: QuantityId) -> Vec<Vec<f64>> {
    let super::Origin::Index(index) = &assessment.program.quantity(id).origin else { return Vec::new() };
    let rows = assessment.table(assessment.program.quantity(id).table).map_or(0, |t| t.rows);
    let last = stages(assessment, id).into_iter().map(|part| match part.stages.into_iter().last() {
        Some((_, Column::Number(values))) => Some(values.to_vec()),
        Some((_, Column::Member(_) | Column::YesNo(_) | Column::Link(_) | Column::Text(_))) | None => None,
    });
    let raw = |part: &crate::program::Part| entering::part(assessment, part.quantity);
    let column = |(part, last): (&crate::program::Part, Option<Vec<f64>>)| {
        last.or_else(|| raw(part)).unwrap_or_else(|| vec![f64::NAN; rows])
    };
    index.parts.iter().zip(last).map(column).collect()
}

/// The results of an index; `None` if it has no numbers.
pub(super) fn results(assessment: &Assessment, id: QuantityId) -> Option<&[f64]> {
    match assessment.column(id)? {
        Column::Number(values) => Some(values),
        Column::Member(_) | Column::YesNo(_) | Column::Link(_) | Column::Text(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked out from the textbook formulas (SKEW and KURT of spreadsheets) with exact fractions.
    #[test]
    fn as_spreadsheets_and_statistics_packages_have_it() {
        let x = [1.0, 2.0, 2.0, 3.0, 4.0, 4.0, 5.0, 7.0, 11.0, 40.0];
        let y = [2.0, 1.0, 4.0, 3.0, 6.0, 5.0, 8.0, 7.0, 10.0, 9.0];
        let shape = shape(&x).unwrap();
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
        near(shape.mean, 7.9);
        near(shape.deviation, 11.647126493498538);
        near(shape.skewness, 2.822198709977364);
        near(shape.kurtosis, 8.322966068489421);
        near(correlation(&x, &y).unwrap().0, 0.5970932933769965);
        assert_eq!(correlation(&x[..9], &y[..9]), None);
        assert_eq!(super::shape(&[3.0; 12]), None);
    }
}
