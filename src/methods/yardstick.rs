//! What values are compared with: statistics of a group, and the yardstick that a normalisation makes of them.

/// Statistics of one part in one group, over the rows that are included and not missing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupStatistics {
    /// How many values.
    pub count: u64,
    /// Smallest; `+inf` if there is none.
    pub min: f64,
    /// Largest; `-inf` if there is none.
    pub max: f64,
    /// Arithmetic mean; 0 if there is none.
    pub mean: f64,
    /// Sum of squared differences from the mean.
    pub squares: f64,
    /// Sum.
    pub sum: f64,
    /// Sum of squares.
    pub square_sum: f64,
}

impl GroupStatistics {
    /// Those of the values that are not missing (NaN), by the textbook: two passes, one value after the other.
    pub fn of(values: &[f64]) -> GroupStatistics {
        let there: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
        let count = there.len();
        let mean = if count == 0 { 0.0 } else { there.iter().sum::<f64>() / count as f64 };
        GroupStatistics {
            count: count as u64,
            min: there.iter().copied().fold(f64::INFINITY, f64::min),
            max: there.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            mean,
            squares: there.iter().map(|v| (v - mean) * (v - mean)).sum(),
            sum: there.iter().sum(),
            square_sum: there.iter().map(|v| v * v).sum(),
        }
    }
}

/// Which [`GroupStatistics`] a normalisation looks at; the others need not be gathered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistics {
    /// None: the yardstick comes from the policy.
    Nothing,
    /// `max` alone; `count` says only whether there is any value.
    Maximum,
    /// `count`, `min` and `max`.
    Extremes,
    /// `count`, `min`, `max`, `sum` and `mean`.
    Sums,
    /// `count` and `square_sum`.
    SquareSum,
    /// All of [`Statistics::Sums`], and `squares`.
    Moments,
    /// All values: medians and the like are taken by [`super::normalise::Pointwise::fit`].
    Values,
}

/// What a step knows of a part.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Setting {
    /// Lower and upper goalpost.
    pub goalposts: Option<(f64, f64)>,
    /// Whether the part is to be turned round: lower is better.
    pub reverse: bool,
}

/// What the values of one group are compared with: the meaning of the two numbers is the method's own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Yardstick {
    /// Usually the origin: a minimum, a mean, a lower goalpost.
    pub origin: f64,
    /// Usually the length: a maximum, a range, a standard deviation.
    pub length: f64,
    /// There is nothing to compare with (0/0, one member, no variance): the declared rule applies instead of the formula.
    pub degenerate: bool,
}
