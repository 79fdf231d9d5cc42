//! What is known of a method without running it. Audits are derived from this, not written by hand for a policy.

/// Values for which a method is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// All numbers.
    All,
    /// 0 and above.
    NonNegative,
    /// Above 0.
    Positive,
}

/// The properties of a normalisation `z = f(x)`, given its options.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NormaliseAlgebra {
    /// `f(c x) = f(x)` for every `c > 0`: the unit of measurement, or a weight applied before, has no effect.
    pub scale_invariant: bool,
    /// `f(x + c) = f(x)` for every `c`.
    pub translation_invariant: bool,
    /// Whether it can turn round a part for which lower is better.
    pub reverses: bool,
    /// Whether the result is a pure number, whatever the unit of the part.
    pub unit_free: bool,
    /// Whether a negative value stays negative (and 0 stays 0), so that its sign reaches the aggregation.
    pub keeps_sign: bool,
    /// Bounds of the result, where they are known.
    pub range: (Option<f64>, Option<f64>),
    /// Values for which it is defined.
    pub domain: Domain,
    /// Whether each part must have goalposts.
    pub needs_goalposts: bool,
}

/// How far a high value of one part makes up for a low value of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compensation {
    /// Fully: the arithmetic mean.
    Full,
    /// In part: the geometric mean.
    Partial,
    /// Not at all: the minimum.
    None,
}

/// The properties of an aggregation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AggregateAlgebra {
    /// Whether weights have an effect.
    pub uses_weights: bool,
    /// Whether the result is the same when all weights are multiplied by one number, so that 1 and 2 mean shares of 1/3 and 2/3.
    pub renormalises_weights: bool,
    /// Whether the result lies between the smallest and the largest part.
    pub internal: bool,
    /// Whether only the magnitude of a part counts (squares, absolute values): a negative part raises the result.
    pub ignores_sign: bool,
    /// Whether a part that is 0 makes the result 0.
    pub zero_absorbs: bool,
    /// Whether the result has the unit of the parts.
    pub keeps_unit: bool,
    /// Whether parts may be of different units, because each is compared only with itself in other rows.
    /// Where not, they must be of one unit (all are, once normalised).
    pub mixes_units: bool,
    /// Whether it takes parts for which lower is better as they are, and minds that.
    pub reads_directions: bool,
    /// Whether a part that becomes better, all else being the same, never makes the result of its row worse.
    pub monotone: bool,
    /// Values of parts for which it is defined.
    pub domain: Domain,
    /// How far parts make up for each other.
    pub compensation: Compensation,
}
