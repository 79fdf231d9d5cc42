//! Small linear programs: the largest c·x for x ≥ 0 under A x ≤ b, where no b is negative.
//!
//! The tableau is condensed: a row for each constraint, a column for each variable that is 0 at present.

/// Differences below this are rounding, for coefficients of about 1.
const NOTHING: f64 = 1e-11;

/// A linear program of this form, before and while it is solved.
#[derive(Clone, Debug)]
pub(super) struct Simplex {
    /// By row, the coefficients and then the limit.
    rows: Vec<Vec<f64>>,
    /// What raising a variable adds, and then what has been reached, with the opposite sign.
    gains: Vec<f64>,
    /// The number of the variable that each row stands for; slacks come after the variables.
    basic: Vec<usize>,
    /// The number of the variable that each column stands for.
    free: Vec<usize>,
}

impl Simplex {
    /// A program with these gains and no constraint yet.
    pub fn new(gains: &[f64]) -> Self {
        let mut reached = gains.to_vec();
        reached.push(0.0);
        Self { rows: Vec::new(), gains: reached, basic: Vec::new(), free: (0..gains.len()).collect() }
    }

    /// Adds `coefficients` · x ≤ `limit`, with a limit of 0 or more.
    pub fn at_most(&mut self, coefficients: &[f64], limit: f64) {
        let mut row = coefficients.to_vec();
        row.push(limit);
        self.basic.push(self.free.len() + self.rows.len());
        self.rows.push(row);
    }

    /// The largest value; `None` where there is no bound, or none was found in reasonable time.
    pub fn largest(mut self) -> Option<f64> {
        self.solve()
    }

    /// The variables with which it has its largest value; `None` where [`Simplex::largest`] is.
    pub fn solution(mut self) -> Option<Vec<f64>> {
        self.solve()?;
        let mut values = vec![0.0; self.free.len()];
        for (row, variable) in self.rows.iter().zip(&self.basic) {
            if let (Some(value), Some(limit)) = (values.get_mut(*variable), row.last()) {
                *value = *limit;
            }
        }
        Some(values)
    }

    fn solve(&mut self) -> Option<f64> {
        // The steepest column is quick; where it goes round in circles, the first one does not (Bland 1977).
        let patience = 10 * (self.rows.len() + self.free.len());
        for step in 0..20 * patience {
            let Some(column) = self.entering(step >= patience) else {
                return self.gains.last().map(|reached| -reached);
            };
            let row = self.leaving(column)?;
            self.exchange(row, column);
        }
        None
    }

    /// A column that gains: the steepest, or the one of the first variable.
    fn entering(&self, first: bool) -> Option<usize> {
        let columns = self.gains.iter().zip(&self.free).enumerate().filter(|(_, (gain, _))| **gain > NOTHING);
        let found = if first {
            columns.min_by_key(|(_, (_, variable))| **variable)
        } else {
            columns.max_by(|(_, (a, v)), (_, (b, w))| a.total_cmp(b).then(w.cmp(v)))
        };
        found.map(|(column, _)| column)
    }

    /// The row that stops the column first; of several the one of the first variable.
    fn leaving(&self, column: usize) -> Option<usize> {
        let mut best: Option<(f64, usize, usize)> = None;
        for (at, (row, variable)) in self.rows.iter().zip(&self.basic).enumerate() {
            let (Some(slope), Some(limit)) = (row.get(column), row.last()) else { continue };
            if *slope <= NOTHING {
                continue;
            }
            let upto = limit / slope;
            let sooner = best
                .is_none_or(|(least, with, _)| upto < least - NOTHING || upto < least + NOTHING && *variable < with);
            if sooner {
                best = Some((upto, *variable, at));
            }
        }
        best.map(|(_, _, at)| at)
    }

    /// The row's variable and the column's change places.
    fn exchange(&mut self, at: usize, column: usize) {
        let Some(mut pivot) = self.rows.get_mut(at).map(std::mem::take) else { return };
        let slope = pivot.get(column).copied().unwrap_or(1.0);
        pivot.iter_mut().for_each(|x| *x /= slope);
        pivot.get_mut(column).into_iter().for_each(|x| *x = 1.0 / slope);
        let reduce = |row: &mut Vec<f64>| {
            let Some(factor) = row.get(column).copied().filter(|f| *f != 0.0) else { return };
            row.get_mut(column).into_iter().for_each(|x| *x = 0.0);
            for (x, p) in row.iter_mut().zip(&pivot) {
                *x -= factor * p;
            }
        };
        self.rows.iter_mut().filter(|row| !row.is_empty()).for_each(reduce);
        reduce(&mut self.gains);
        if let (Some(basic), Some(free)) = (self.basic.get_mut(at), self.free.get_mut(column)) {
            std::mem::swap(basic, free);
        }
        self.rows.get_mut(at).into_iter().for_each(|row| *row = std::mem::take(&mut pivot));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn largest(gains: &[f64], constraints: &[(&[f64], f64)]) -> Option<f64> {
        let mut program = Simplex::new(gains);
        constraints.iter().for_each(|(coefficients, limit)| program.at_most(coefficients, *limit));
        program.largest()
    }

    #[test]
    fn textbook_programs() {
        // Dantzig's example of three constraints: 36 at (2, 6).
        let y = largest(&[3.0, 5.0], &[(&[1.0, 0.0], 4.0), (&[0.0, 2.0], 12.0), (&[3.0, 2.0], 18.0)]);
        assert!((y.unwrap() - 36.0).abs() < 1e-12);
        // Beale's, which goes round in circles by the steepest column: 1/20.
        let y = largest(
            &[0.75, -150.0, 0.02, -6.0],
            &[(&[0.25, -60.0, -0.04, 9.0], 0.0), (&[0.5, -90.0, -0.02, 3.0], 0.0), (&[0.0, 0.0, 1.0, 0.0], 1.0)],
        );
        assert!((y.unwrap() - 0.05).abs() < 1e-12);
    }

    #[test]
    fn nothing_to_gain_and_no_bound() {
        assert_eq!(largest(&[-1.0, 0.0], &[(&[1.0, 1.0], 1.0)]), Some(0.0));
        assert_eq!(largest(&[1.0, 1.0], &[(&[1.0, -1.0], 1.0)]), None);
    }
}
