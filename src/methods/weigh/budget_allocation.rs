//! Each expert shares out a budget, usually of 100 points, among the parts.
//!
//! **Formula.** With bᵢₑ the points of expert e for part i and B the budget, aᵢ is the mean over experts of bᵢₑ / B, the mean without the ends (`trimmed 10%`), or the median; wᵢ = aᵢ / Σ a.
//!
//! **Source.** OECD/JRC Handbook on Constructing Composite Indicators (2008), Step 6, budget allocation; it advises not to go beyond about ten parts.
//!
//! **Basis.** A grid: a line for each part, a column for each expert.
//! Every column adds up to the same budget: that after `of`, otherwise 100, otherwise the sum that most columns have.
//!
//! **Agreement.** Kendall's W as with a panel.
//!
//! **Degenerate cases.** An expert whose points do not add up to the budget, and a cell that is empty, are errors.
//!
//! **Example.** From (60, 40) and (50, 50) come the weights 0.55 and 0.45.

use super::judgements::{
    At, Combine, Gaps, Grid, Judged, MEDIAN, Problem, TRIMMED, agreement, complete_columns, of_experts, shares, shown,
};
use super::{Basis, FromPeople, Weigher};
use crate::{OptionKind, OptionSpec, Options};

/// `from budget allocation`, `from budget allocation of 10`
#[derive(Debug)]
pub struct BudgetAllocation;

/// The budget, and the options of a panel.
const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        words: "of",
        kind: OptionKind::Number,
        about: "what each expert shares out (without it 100, or the sum that most have)",
    },
    TRIMMED,
    MEDIAN,
];

impl Weigher for BudgetAllocation {
    fn name(&self) -> &'static str {
        "budget allocation"
    }

    fn source(&self) -> &'static str {
        include_str!("budget_allocation.rs")
    }

    fn options(&self) -> &'static [OptionSpec] {
        OPTIONS
    }

    fn basis(&self) -> Basis<'_> {
        Basis::People(self)
    }
}

impl FromPeople for BudgetAllocation {
    fn weigh(&self, grids: &[Grid<'_>], options: &Options) -> Result<Judged, Vec<Problem>> {
        let grid = of_experts(grids, Gaps::Wrong)?;
        let combine = Combine::of(options, grid.columns.len())?;
        let columns = complete_columns(grid);
        let sums: Vec<f64> = columns.iter().map(|c| c.iter().sum()).collect();
        let budget = budget(&sums, options)?;
        let wrong: Vec<Problem> = sums
            .iter()
            .enumerate()
            .filter(|(_, sum)| !same(**sum, budget))
            .map(|(at, sum)| {
                let message = format!("`{}` shares out {}, not {}", grid.column(at), shown(*sum), shown(budget));
                let hint = "correct the column, so that every expert shares out the same";
                Problem::new(0, At::Column(at), message, hint)
            })
            .collect();
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let part = |row: usize| {
            let of_all: Vec<f64> = columns.iter().filter_map(|c| Some(c.get(row)? / budget)).collect();
            combine.one(&of_all).unwrap_or(0.0)
        };
        let means: Vec<f64> = (0..grid.rows.len()).map(part).collect();
        if means.iter().sum::<f64>() <= 0.0 {
            let message = "all judgements come to 0, so that no weights follow";
            return Err(vec![Problem::new(0, At::Whole, message, "leave `median` or `trimmed` out")]);
        }
        Ok(Judged {
            weights: shares(&means),
            experts: columns.len(),
            agreement: agreement(&columns),
            consistency: Vec::new(),
        })
    }
}

/// What each expert has to share out.
fn budget(sums: &[f64], options: &Options) -> Result<f64, Vec<Problem>> {
    if let Some(given) = options.number("of") {
        let hint = "write for example `of 100`";
        let wrong = Problem::new(0, At::Method, format!("a budget is above 0, and this is {}", shown(given)), hint);
        return if given > 0.0 { Ok(given) } else { Err(vec![wrong]) };
    }
    if sums.iter().any(|s| same(*s, 100.0)) {
        return Ok(100.0);
    }
    let votes = |sum: f64| sums.iter().filter(|s| same(**s, sum)).count();
    let most = sums.iter().copied().reduce(|a, b| if votes(b) > votes(a) { b } else { a }).unwrap_or(100.0);
    if most > 0.0 {
        return Ok(most);
    }
    Err(vec![Problem::new(
        0,
        At::Whole,
        "nothing is shared out",
        "give each expert's column points that add up to 100",
    )])
}

/// Sums of decimals are a little off.
fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1.0)
}
