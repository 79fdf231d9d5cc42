//! The analytic hierarchy process: every part is compared with every other.
//!
//! **Formula.**
//! aᵢⱼ says how many times as important part i is as part j, on Saaty's scale from 1/9 to 9; aⱼᵢ = 1 / aᵢⱼ.
//! The weights are the eigenvector of the largest eigenvalue λ of this matrix, scaled to a sum of 1; with `geometric mean` they are the geometric means of its rows, scaled likewise.
//! With n parts the consistency index is (λ − n) / (n − 1), and the consistency ratio that index divided by Saaty's random index: 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59 for 3 to 15 parts.
//! The matrices of several experts are put together by the geometric means of their cells.
//!
//! **Source.** Saaty (1980), The Analytic Hierarchy Process; geometric mean of rows: Crawford and Williams (1985); several experts: Aczél and Saaty (1983).
//!
//! **Basis.** A grid with a line and a column for each part, or one for each expert (`expert anna { … }`).
//! Only one half has to be filled: an empty cell is the reciprocal of the one across the diagonal.
//!
//! **Consistency.** A ratio above 0.1 is reported as `inconsistent-judgements`, with the comparison that is most out of line.
//!
//! **Degenerate cases.** Two parts are always consistent. Cells that contradict each other across the diagonal, and values outside 1/9 to 9, are errors; so are more than 15 parts, for which there is no random index.
//!
//! **Example.** With a : b = 2, a : c = 6 and b : c = 3 the weights are 0.6, 0.3 and 0.1, and the ratio is 0.

use super::judgements::{At, Consistency, Grid, Judged, Problem, shares, shown};
use super::{Basis, FromPeople, Weigher};

use crate::square::Matrix;
use crate::{OptionKind, OptionSpec, Options};

/// `from ahp`, `from ahp geometric mean`
#[derive(Debug)]
pub struct Ahp;

/// Saaty's random indices, from one part on.
const RANDOM: [f64; 15] = [0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59];
/// Ratios up to here count as consistent.
const LIMIT: f64 = 0.1;

impl Weigher for Ahp {
    fn name(&self) -> &'static str {
        "ahp"
    }

    fn source(&self) -> &'static str {
        include_str!("ahp.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        &[OptionSpec {
            words: "geometric mean",
            kind: OptionKind::Flag,
            about: "the geometric means of the rows instead of the eigenvector",
        }]
    }

    fn basis(&self) -> Basis<'_> {
        Basis::People(self)
    }
}

impl FromPeople for Ahp {
    fn weigh(&self, grids: &[Grid<'_>], options: &Options) -> Result<Judged, Vec<Problem>> {
        let mut matrices = Vec::new();
        let mut wrong = Vec::new();
        for (at, grid) in grids.iter().enumerate() {
            match matrix(at, grid) {
                Ok(matrix) => matrices.push(matrix),
                Err(found) => wrong.extend(found),
            }
        }
        let Some(first) = matrices.first().filter(|_| wrong.is_empty()) else { return Err(wrong) };
        let rows = grids.first().map_or(&[][..], |g| &g.rows);
        let together = match matrices.as_slice() {
            [only] => only.clone(),
            several => Matrix::of(first.size(), |i, j| geometric_mean(several.iter().map(|m| m.at(i, j)))),
        };
        let mut consistency = vec![consistency(&together, rows, None)];
        if grids.len() > 1 {
            let each = matrices.iter().zip(grids);
            consistency.extend(each.map(|(m, g)| self::consistency(m, rows, g.expert)));
        }
        let weights = if options.has("geometric mean") { row_means(&together) } else { principal(&together).1 };
        Ok(Judged { weights, experts: grids.len(), agreement: None, consistency })
    }
}

/// The matrix of a grid, its empty cells filled.
fn matrix(at: usize, grid: &Grid<'_>) -> Result<Matrix, Vec<Problem>> {
    let n = grid.rows.len();
    let problem = |place, message: String, hint: &str| Problem::new(at, place, message, hint);
    let one = |place, message: String, hint: &str| Err(vec![Problem::new(at, place, message, hint)]);
    if n > RANDOM.len() {
        let message = format!("pairwise comparison goes up to {} parts, and these are {n}", RANDOM.len());
        return one(At::Whole, message, "weigh groups of parts first, and then the parts within each");
    }
    if n < 2 {
        return one(At::Whole, "there is nothing to compare".to_owned(), "write a line for each of at least two parts");
    }
    // Columns may stand in another order than rows.
    let mut column_of = Vec::new();
    for row in &grid.rows {
        match grid.columns.iter().position(|c| c.as_slice() == [*row]) {
            Some(column) => column_of.push(column),
            None => {
                let message = format!("`{row}` has a line, but no column");
                return one(At::Whole, message, "lines and columns of a comparison are the same parts");
            }
        }
    }
    if let Some(extra) = (0..grid.columns.len()).find(|c| !column_of.contains(c)) {
        let message = format!("`{}` has a column, but no line", grid.column(extra));
        return one(At::Column(extra), message, "lines and columns of a comparison are the same parts");
    }
    let column = |part: usize| column_of.get(part).copied().unwrap_or(usize::MAX);
    let given = |i: usize, j: usize| grid.cell(i, column(j));
    let mut wrong = Vec::new();
    for i in 0..n {
        for j in 0..n {
            let place = At::Cell(i, column(j));
            let (a, b) = (grid.row(i), grid.row(j));
            match (given(i, j), given(j, i)) {
                (Some(x), _) if i == j && x != 1.0 => {
                    let message = format!("`{a}` compared with itself is 1, not {}", shown(x));
                    wrong.push(problem(place, message, "write `1`, or leave the cell empty"));
                }
                (Some(x), _) if !on_scale(x) => {
                    let message = format!("a comparison lies between 1/9 and 9, and `{a}` over `{b}` is {}", shown(x));
                    wrong.push(problem(place, message, "9 is the strongest preference on Saaty's scale"));
                }
                (Some(x), Some(y)) if i < j && on_scale(y) && (x * y - 1.0).abs() > 1e-6 => {
                    let message = format!("`{a}` over `{b}` is {}, but `{b}` over `{a}` is {}", shown(x), shown(y));
                    let hint = "each is 1 divided by the other: write `1/3` for the reciprocal of 3, or leave one of them empty";
                    wrong.push(problem(At::Cell(j, column(i)), message, hint));
                }
                (None, None) if i < j => {
                    let message = format!("`{a}` is not compared with `{b}`");
                    wrong.push(problem(place, message, "fill this cell or the one across the diagonal"));
                }
                (Some(_) | None, _) => {}
            }
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let value = |i: usize, j: usize| given(i, j).or_else(|| given(j, i).map(|x| 1.0 / x)).unwrap_or(1.0);
    Ok(Matrix::of(n, |i, j| if i == j { 1.0 } else { value(i, j) }))
}

fn on_scale(x: f64) -> bool {
    (1.0 / 9.0 - 1e-9..=9.0 + 1e-9).contains(&x)
}

fn geometric_mean(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let count = values.clone().count() as f64;
    libm::exp(values.map(libm::log).sum::<f64>() / count)
}

/// The largest eigenvalue and its eigenvector, scaled to a sum of 1, by repeated multiplication.
fn principal(matrix: &Matrix) -> (f64, Vec<f64>) {
    const MOST_STEPS: usize = 10_000;
    let n = matrix.size();
    let mut weights = vec![1.0 / n as f64; n];
    for _ in 0..MOST_STEPS {
        let next = shares(&matrix.times(&weights));
        let moved = next.iter().zip(&weights).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        weights = next;
        if moved < 1e-16 {
            break;
        }
    }
    // The weights add up to 1, so that the sum of their product with the matrix is the eigenvalue.
    (matrix.times(&weights).iter().sum(), weights)
}

fn row_means(matrix: &Matrix) -> Vec<f64> {
    let n = matrix.size();
    shares(&(0..n).map(|i| geometric_mean((0..n).map(|j| matrix.at(i, j)))).collect::<Vec<_>>())
}

fn consistency(matrix: &Matrix, rows: &[&str], expert: Option<&str>) -> Consistency {
    let n = matrix.size();
    let (largest, weights) = principal(matrix);
    let index = ((largest - n as f64) / (n as f64 - 1.0)).max(0.0);
    let random = RANDOM.get(n.saturating_sub(1)).copied().unwrap_or(0.0);
    // Rounding in the eigenvalue of a consistent matrix is no inconsistency.
    let index = if index < 1e-14 { 0.0 } else { index };
    let ratio = if random > 0.0 { index / random } else { 0.0 };
    let weight = |i: usize| weights.get(i).copied().unwrap_or(f64::NAN);
    let name = |i: usize| rows.get(i).copied().unwrap_or_default();
    let mut worst: Option<(f64, String, f64, f64)> = None;
    for i in 0..n {
        for j in i + 1..n {
            // Told from the side of the part that is judged the more important.
            let (i, j) = if matrix.at(i, j) >= 1.0 { (i, j) } else { (j, i) };
            let (said, follows) = (matrix.at(i, j), weight(i) / weight(j));
            let off = (said / follows).max(follows / said);
            if worst.as_ref().is_none_or(|w| off > w.0 + 1e-9) {
                worst = Some((off, format!("`{}` over `{}`", name(i), name(j)), said, follows));
            }
        }
    }
    Consistency {
        expert: expert.map(str::to_owned),
        measures: vec![("largest eigenvalue", largest), ("consistency index", index)],
        ratio,
        limit: LIMIT,
        worst: worst.map(|(_, pair, said, follows)| (pair, said, follows)),
    }
}
