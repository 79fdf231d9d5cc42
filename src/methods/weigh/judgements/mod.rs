//! What people judge, as a grid; the weights that follow; how far people agree and how far each agrees with themselves.

mod agreement;
mod combine;
pub(super) mod ranked;

pub use agreement::{Agreement, agreement};
pub use combine::{Combine, MEDIAN, TRIMMED};

/// One grid of judgements.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Grid<'a> {
    /// Whose it is, where each expert has a grid.
    pub expert: Option<&'a str>,
    /// What is judged, line by line.
    pub rows: Vec<&'a str>,
    /// The headings, each of one or several words.
    pub columns: Vec<Vec<&'a str>>,
    /// The cells, line by line; an empty one is `None`.
    pub cells: Vec<Vec<Option<f64>>>,
}

impl Grid<'_> {
    /// A cell.
    pub fn cell(&self, row: usize, column: usize) -> Option<f64> {
        self.cells.get(row).and_then(|r| r.get(column)).copied().flatten()
    }

    /// The name of a row.
    pub fn row(&self, at: usize) -> &str {
        self.rows.get(at).copied().unwrap_or_default()
    }

    /// A heading.
    pub fn column(&self, at: usize) -> String {
        self.columns.get(at).map(|words| words.join(" ")).unwrap_or_default()
    }
}

/// Weights that follow from judgements.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Judged {
    /// For each row its weight; they add up to 1.
    pub weights: Vec<f64>,
    /// How many experts judged.
    pub experts: usize,
    /// How far they agree, where each ranks or weighs everything.
    pub agreement: Option<Agreement>,
    /// How far each agrees with themselves, where a method can tell.
    pub consistency: Vec<Consistency>,
}

/// How far pairwise judgements fit together.
#[derive(Clone, Debug, PartialEq)]
pub struct Consistency {
    /// Whose judgements; `None`: those of all together, or of the only expert.
    pub expert: Option<String>,
    /// What was computed on the way: the largest eigenvalue, the largest deviation.
    pub measures: Vec<(&'static str, f64)>,
    /// The ratio by which it is told.
    pub ratio: f64,
    /// Up to here judgements count as consistent.
    pub limit: f64,
    /// The judgement that is most out of line: `price` over `quality`, with its value and the one that the weights say.
    pub worst: Option<(String, f64, f64)>,
}

/// What is wrong with judgements.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Which grid.
    pub grid: usize,
    /// Where in it.
    pub at: At,
    /// What is wrong, as a sentence.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// A place in a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// The method with its options.
    Method,
    /// The grid as a whole.
    Whole,
    /// A heading.
    Column(usize),
    /// A cell: row and column.
    Cell(usize, usize),
}

impl Problem {
    /// A problem of one grid.
    pub fn new(grid: usize, at: At, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { grid, at, message: message.into(), hint: hint.into() }
    }
}

/// A grid in which every column is an expert: there is one grid, at least one column, and nothing is negative.
pub(super) fn of_experts<'g, 'a>(grids: &'g [Grid<'a>], gaps: Gaps) -> Result<&'g Grid<'a>, Vec<Problem>> {
    let [grid] = grids else {
        let hint = "write one grid with a column for each expert";
        return Err(vec![Problem::new(1, At::Whole, "here each expert has a column, not a grid", hint)]);
    };
    if grid.columns.is_empty() {
        let message = "the grid has no column of judgements";
        return Err(vec![Problem::new(0, At::Whole, message, "write a column for each expert, `| anna | boris`")]);
    }
    let mut wrong = Vec::new();
    for (row, cells) in grid.cells.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            match cell {
                Some(x) if *x < 0.0 => wrong.push(Problem::new(
                    0,
                    At::Cell(row, column),
                    format!("a judgement cannot be negative, but `{}` has {x} here", grid.row(row)),
                    "a part that is not to count is given 0",
                )),
                Some(_) => {}
                None if gaps == Gaps::Allowed => {}
                None => wrong.push(Problem::new(
                    0,
                    At::Cell(row, column),
                    format!("`{}` says nothing of `{}`", grid.column(column), grid.row(row)),
                    "this method needs every judgement; leave out the column, or fill the cell",
                )),
            }
        }
    }
    if wrong.is_empty() { Ok(grid) } else { Err(wrong) }
}

/// Whether a cell may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gaps {
    /// It may.
    Allowed,
    /// It may not.
    Wrong,
}

/// The columns of a grid in which every cell is there.
pub(super) fn complete_columns(grid: &Grid<'_>) -> Vec<Vec<f64>> {
    let column = |at: usize| (0..grid.rows.len()).map(|row| grid.cell(row, at)).collect::<Option<Vec<f64>>>();
    (0..grid.columns.len()).filter_map(column).collect()
}

/// Values as shares of their sum.
pub(super) fn shares(values: &[f64]) -> Vec<f64> {
    let total: f64 = values.iter().sum();
    values.iter().map(|v| v / total).collect()
}

/// A number as a message shows it.
pub(super) fn shown(x: f64) -> String {
    crate::rounding::round_decimal(x, 4, false).to_string()
}
