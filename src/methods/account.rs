//! What a method over all rows made of one of them: the numbers with which a reader computes its result again.

/// Numbers by name, such as `distance_to_ideal`. One that is not defined is a NaN.
pub type Figures = Vec<(&'static str, f64)>;

/// How a row came to its result among the rows with which it is compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Account {
    /// For each part what it is measured by and what comes of it; empty where it adds nothing.
    pub parts: Vec<Figures>,
    /// What the parts come to.
    pub figures: Figures,
    /// Of a method that compares pairs: the row and each of the others, in their order.
    pub pairs: Vec<Pair>,
    /// Rows that decide, by position, under what they are: `peers`, `kernel`.
    pub rows: Vec<(&'static str, Vec<usize>)>,
}

/// A row and another one.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The other row, by its position.
    pub other: usize,
    /// How it went, from the row's side: `ahead of`, `behind`, `level with`.
    pub verdict: &'static str,
    /// By what numbers.
    pub figures: Figures,
}

impl Account {
    /// Nothing yet, of so many parts.
    pub(super) fn of(parts: usize) -> Self {
        Account { parts: vec![Figures::new(); parts], ..Account::default() }
    }
}

/// Whether a number is above 0, below, or neither, in words; less than `nothing` is neither.
pub(super) fn verdict(margin: f64, nothing: f64) -> &'static str {
    if margin > nothing {
        "ahead of"
    } else if margin < -nothing {
        "behind"
    } else {
        "level with"
    }
}
