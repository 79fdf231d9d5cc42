//! Weights from ranks.

use super::{At, Gaps, Grid, Judged, Problem, agreement, complete_columns, of_experts, shares, shown};

/// The weights that `weight(rank, n)` gives to ranks 1 to n, for each expert; then their means.
pub fn weigh(grids: &[Grid<'_>], weight: impl Fn(usize, usize) -> f64) -> Result<Judged, Vec<Problem>> {
    let grid = of_experts(grids, Gaps::Wrong)?;
    let columns = complete_columns(grid);
    let n = grid.rows.len();
    let by_rank = shares(&(1..=n).map(|rank| weight(rank, n)).collect::<Vec<_>>());
    let mut sums = vec![0.0; n];
    let mut wrong = Vec::new();
    for (column, ranks) in columns.iter().enumerate() {
        for (row, rank) in ranks.iter().enumerate() {
            let before = ranks.iter().filter(|r| *r < rank).count();
            let equal = ranks.iter().filter(|r| *r == rank).count();
            let first = (before + 1) as f64;
            let mean = before as f64 + (equal as f64 + 1.0) / 2.0;
            if *rank != first && *rank != mean {
                let message =
                    format!("`{}` has the rank {}, but {} before it", grid.row(row), shown(*rank), stand(before));
                let hint = format!(
                    "here it has the rank {first}; ranks go from 1 to {n}, and equal parts have the same: 1, 2, 2, 4"
                );
                wrong.push(Problem::new(0, At::Cell(row, column), message, hint));
                break;
            }
            let shared: f64 = by_rank.iter().skip(before).take(equal).sum::<f64>() / equal as f64;
            sums.get_mut(row).into_iter().for_each(|s| *s += shared);
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(Judged {
        weights: shares(&sums),
        experts: columns.len(),
        agreement: agreement(&columns),
        consistency: Vec::new(),
    })
}

fn stand(count: usize) -> String {
    match count {
        0 => "none stands".to_owned(),
        1 => "1 stands".to_owned(),
        n => format!("{n} stand"),
    }
}
