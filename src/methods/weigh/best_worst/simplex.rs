//! The linear model of the best–worst method as a linear programme, solved by the simplex method with Bland's rule.

/// Weights that make the largest deviation smallest, and that deviation.
///
/// With w = x / Σ x the conditions are linear in x and in the deviation times Σ x. Every weight is fixed relative to the
/// worst by fixing the sum of weights at 1, which is one equation; it begins the simplex, together with slacks.
pub(super) fn smallest_deviation(best_over: &[f64], over_worst: &[f64], best: usize, worst: usize) -> (Vec<f64>, f64) {
    let n = best_over.len();
    // Variables: n weights, the deviation, one slack for each condition. Rows hold conditions `row · x ≤ 0`.
    let mut conditions: Vec<Vec<f64>> = Vec::new();
    let mut both = |weights: Vec<f64>| {
        for sign in [1.0, -1.0] {
            let mut row: Vec<f64> = weights.iter().map(|w| sign * w).collect();
            row.push(-1.0);
            conditions.push(row);
        }
    };
    let pair = |plus: usize, minus: usize, times: f64| -> Vec<f64> {
        let coefficient = |at: usize| f64::from(u8::from(at == plus)) - if at == minus { times } else { 0.0 };
        (0..n).map(coefficient).collect()
    };
    for (at, times) in best_over.iter().enumerate().filter(|(at, _)| *at != best) {
        both(pair(best, at, *times));
    }
    // Best over worst is the same condition in both columns.
    for (at, times) in over_worst.iter().enumerate().filter(|(at, _)| *at != worst && *at != best) {
        both(pair(at, worst, *times));
    }
    let slacks = conditions.len();
    let width = n + 1 + slacks;
    let mut tableau: Vec<Vec<f64>> = conditions
        .into_iter()
        .enumerate()
        .map(|(at, row)| {
            let slack = (0..slacks).map(|s| f64::from(u8::from(s == at)));
            row.into_iter().chain(slack).chain([0.0]).collect()
        })
        .collect();
    // The sum of the weights is 1; the last column is the right side.
    tableau.push((0..=width).map(|at| f64::from(u8::from(at < n || at == width))).collect());
    let mut basis: Vec<usize> = (n + 1..width).collect();
    // A basis that meets all conditions: the worst weight alone is 1, and the deviation as large as that needs.
    basis.push(worst);
    let last = tableau.len() - 1;
    pivot(&mut tableau, last, worst);
    let needed = |row: &Vec<f64>| row.last().copied().unwrap_or(0.0);
    let lowest = (0..last).reduce(|a, b| {
        let value = |at: usize| tableau.get(at).map_or(0.0, needed);
        if value(b) < value(a) { b } else { a }
    });
    if let Some(row) = lowest {
        pivot(&mut tableau, row, n);
        basis.get_mut(row).into_iter().for_each(|b| *b = n);
    }
    improve(&mut tableau, &mut basis, n);
    let value = |variable: usize| {
        let row = basis.iter().position(|b| *b == variable);
        row.and_then(|r| tableau.get(r)).map_or(0.0, |row| needed(row).max(0.0))
    };
    ((0..n).map(value).collect(), value(n))
}

/// Lowers the variable `objective` until no column does so any more. By Bland's rule the first column that helps comes
/// in, and of the rows that limit it the one whose variable comes first goes out, so that there is no going round.
fn improve(tableau: &mut [Vec<f64>], basis: &mut [usize], objective: usize) {
    const NOTHING: f64 = 1e-12;
    const MOST_STEPS: usize = 100_000;
    for _ in 0..MOST_STEPS {
        let Some(row) = basis.iter().position(|b| *b == objective) else { return };
        // The objective is right side − row · x: a positive coefficient lowers it.
        let entering = tableau.get(row).and_then(|row| {
            let columns = row.len().saturating_sub(1);
            row.iter().take(columns).enumerate().position(|(at, x)| *x > NOTHING && at != objective)
        });
        let Some(entering) = entering else { return };
        let mut leaving: Option<(f64, usize, usize)> = None;
        for (at, (row, variable)) in tableau.iter().zip(basis.iter()).enumerate() {
            let (Some(step), Some(right)) = (row.get(entering), row.last()) else { continue };
            if *step > NOTHING {
                let ratio = right / step;
                let better = leaving.is_none_or(|(least, first, _)| {
                    ratio < least - NOTHING || (ratio <= least + NOTHING && *variable < first)
                });
                if better {
                    leaving = Some((ratio, *variable, at));
                }
            }
        }
        let Some((_, _, row)) = leaving else { return };
        pivot(tableau, row, entering);
        basis.get_mut(row).into_iter().for_each(|b| *b = entering);
    }
}

/// Makes a column 1 in a row and 0 in all others.
fn pivot(tableau: &mut [Vec<f64>], row: usize, column: usize) {
    let Some(divisor) = tableau.get(row).and_then(|r| r.get(column)).copied() else { return };
    if let Some(r) = tableau.get_mut(row) {
        r.iter_mut().for_each(|x| *x /= divisor);
    }
    let Some(taken) = tableau.get(row).cloned() else { return };
    for (at, other) in tableau.iter_mut().enumerate() {
        let factor = other.get(column).copied().unwrap_or(0.0);
        if at != row && factor != 0.0 {
            other.iter_mut().zip(&taken).for_each(|(x, t)| *x -= factor * t);
        }
    }
}
