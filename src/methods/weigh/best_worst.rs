//! The best–worst method: the best part is compared with all others, and all others with the worst.
//!
//! **Formula.**
//! With aᴮⱼ how many times as important the best part B is as part j, and aⱼᵂ how many times as important part j is as the worst part W, the weights make ξ smallest where |wᴮ − aᴮⱼ wⱼ| ≤ ξ and |wⱼ − aⱼᵂ wᵂ| ≤ ξ for all j, and Σ w = 1.
//! This is the linear model, whose solution is unique; it is found by the simplex method.
//! The consistency ratio is the largest of |aᴮⱼ aⱼᵂ − aᴮᵂ| / (aᴮᵂ² − aᴮᵂ).
//! Of several experts the weights are the means of theirs.
//!
//! **Source.** Rezaei (2015), Best-worst multi-criteria decision-making method, Omega 53; the linear model: Rezaei (2016), Omega 64; the ratio and its limits: Liang, Brunelli and Rezaei (2020), Consistency issues in the best worst method, Omega 96.
//!
//! **Basis.** A grid with a line for each part and two columns, headed `BEST over` and `over WORST`; or one for each expert (`expert anna { … }`).
//! Judgements go from 1 to 9.
//!
//! **Consistency.** A ratio above the limit for this number of parts (up to 9) and this aᴮᵂ is reported as `inconsistent-judgements`, with the part that is most out of line.
//!
//! **Degenerate cases.** Judgements outside 1 to 9, and a best or worst part that is not 1 with itself, are errors.
//!
//! **Example.** With price over quality 2, price over style 8 and quality over style 4 the weights are 8/13, 4/13 and 1/13, and ξ is 0.

use super::judgements::{At, Consistency, Grid, Judged, Problem, shares, shown};
use super::{Basis, FromPeople, Weigher};
use crate::Options;
use simplex::smallest_deviation;

#[path = "best_worst/simplex.rs"]
mod simplex;

/// `from best worst`
#[derive(Debug)]
pub struct BestWorst;

impl Weigher for BestWorst {
    fn name(&self) -> &'static str {
        "best worst"
    }

    fn source(&self) -> &'static str {
        include_str!("best_worst.rs")
    }

    fn basis(&self) -> Basis<'_> {
        Basis::People(self)
    }
}

impl FromPeople for BestWorst {
    fn weigh(&self, grids: &[Grid<'_>], _options: &Options) -> Result<Judged, Vec<Problem>> {
        let mut weights = vec![0.0; grids.first().map_or(0, |g| g.rows.len())];
        let mut consistency = Vec::new();
        let mut wrong = Vec::new();
        for (at, grid) in grids.iter().enumerate() {
            match judgements(at, grid) {
                Ok(judged) => {
                    let (own, deviation) =
                        smallest_deviation(&judged.best_over, &judged.over_worst, judged.best, judged.worst);
                    own.iter().zip(&mut weights).for_each(|(w, sum)| *sum += w);
                    let expert = grid.expert.filter(|_| grids.len() > 1);
                    consistency.push(judged.consistency(grid, expert, deviation));
                }
                Err(found) => wrong.extend(found),
            }
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(Judged { weights: shares(&weights), experts: grids.len(), agreement: None, consistency })
    }
}

/// What one expert says.
struct Judgements {
    best: usize,
    worst: usize,
    best_over: Vec<f64>,
    over_worst: Vec<f64>,
}

fn judgements(at: usize, grid: &Grid<'_>) -> Result<Judgements, Vec<Problem>> {
    let heading = "the columns are headed by the best part, `price over`, and by the worst, `over style`";
    let one = |place, message: String, hint: &str| Err(vec![Problem::new(at, place, message, hint)]);
    let (Some([best, "over"]), Some(["over", worst]), 2) =
        (grid.columns.first().map(Vec::as_slice), grid.columns.get(1).map(Vec::as_slice), grid.columns.len())
    else {
        return one(At::Whole, "this grid needs two columns, `BEST over` and `over WORST`".to_owned(), heading);
    };
    let row = |name: &str| grid.rows.iter().position(|r| *r == name);
    let Some(best) = row(best) else { return one(At::Column(0), format!("`{best}` has no line"), heading) };
    let Some(worst) = row(worst) else { return one(At::Column(1), format!("`{worst}` has no line"), heading) };
    if best == worst {
        let message = format!("`{}` cannot be both the best and the worst", grid.row(best));
        return one(At::Column(1), message, heading);
    }
    let mut wrong = Vec::new();
    for (row, name) in grid.rows.iter().enumerate() {
        for (column, own) in [(0, best), (1, worst)] {
            let place = At::Cell(row, column);
            let what = if column == 0 {
                format!("`{}` over `{name}`", grid.row(best))
            } else {
                format!("`{name}` over `{}`", grid.row(worst))
            };
            match grid.cell(row, column) {
                Some(x) if row == own && x != 1.0 => {
                    let message = format!("{what} is 1, not {}", shown(x));
                    wrong.push(Problem::new(at, place, message, "a part compared with itself is 1"));
                }
                Some(x) if !(1.0..=9.0).contains(&x) => {
                    let message = format!("a comparison lies between 1 and 9, and {what} is {}", shown(x));
                    wrong.push(Problem::new(
                        at,
                        place,
                        message,
                        "nothing is above the best, and nothing below the worst",
                    ));
                }
                None if row != own => {
                    wrong.push(Problem::new(at, place, format!("{what} is not judged"), "fill the cell"));
                }
                Some(_) | None => {}
            }
        }
    }
    let cell = |row: usize, column: usize| grid.cell(row, column).unwrap_or(1.0);
    let (from_best, to_worst) = (cell(worst, 0), cell(best, 1));
    if wrong.is_empty() && from_best != to_worst {
        let name = format!("`{}` over `{}`", grid.row(best), grid.row(worst));
        let message = format!("{name} is {} in one column and {} in the other", shown(from_best), shown(to_worst));
        wrong.push(Problem::new(at, At::Cell(best, 1), message, "it is one comparison: write the same number twice"));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let rows = 0..grid.rows.len();
    Ok(Judgements {
        best,
        worst,
        best_over: rows.clone().map(|r| cell(r, 0)).collect(),
        over_worst: rows.map(|r| cell(r, 1)).collect(),
    })
}

/// Limits of the ratio by aᴮᵂ (from 3 to 9) and the number of parts (from 3 to 9).
const LIMITS: [[f64; 7]; 7] = [
    [0.1667, 0.1667, 0.1667, 0.1667, 0.1667, 0.1667, 0.1667],
    [0.1121, 0.1529, 0.1898, 0.2206, 0.2527, 0.2577, 0.2683],
    [0.1354, 0.1994, 0.2306, 0.2546, 0.2716, 0.2844, 0.2960],
    [0.1330, 0.1990, 0.2643, 0.3044, 0.3144, 0.3221, 0.3262],
    [0.1294, 0.2457, 0.2819, 0.3029, 0.3144, 0.3251, 0.3403],
    [0.1309, 0.2521, 0.2958, 0.3154, 0.3408, 0.3620, 0.3657],
    [0.1359, 0.2681, 0.3062, 0.3337, 0.3517, 0.3620, 0.3662],
];

impl Judgements {
    fn consistency(&self, grid: &Grid<'_>, expert: Option<&str>, deviation: f64) -> Consistency {
        let whole = self.best_over.get(self.worst).copied().unwrap_or(1.0);
        let mut ratio = 0.0;
        let mut worst = None;
        for (row, (b, w)) in self.best_over.iter().zip(&self.over_worst).enumerate() {
            let middle = row != self.best && row != self.worst;
            let own = if whole > 1.0 {
                (b * w - whole).abs() / (whole * whole - whole)
            } else {
                f64::from(u8::from(b * w != whole))
            };
            if middle && own > ratio {
                ratio = own;
                let (best, last, name) = (grid.row(self.best), grid.row(self.worst), grid.row(row));
                worst = Some((format!("`{best}` over `{name}` times `{name}` over `{last}`"), b * w, whole));
            }
        }
        let scale = (whole.ceil() as usize).clamp(3, 9) - 3;
        let parts = grid.rows.len().clamp(3, 9) - 3;
        let limit = LIMITS.get(scale).and_then(|l| l.get(parts)).copied().unwrap_or(0.1667);
        Consistency {
            expert: expert.map(str::to_owned),
            measures: vec![("largest deviation", deviation)],
            ratio,
            limit,
            worst,
        }
    }
}
