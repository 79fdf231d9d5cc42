//! Normalisations: what makes indicators of different units comparable.

use super::{GroupStatistics, NormaliseAlgebra, OptionSpec, Options, Setting, Yardstick};

/// All normalisations.
pub const ALL: &[&dyn Normaliser] = &[];

/// A normalisation.
pub trait Normaliser: std::fmt::Debug + Send + Sync {
    /// Its name in policies; may be several words.
    fn name(&self) -> &'static str;

    /// The text of its file, whose leading doc comment is its page.
    fn source(&self) -> &'static str;

    /// The options that it takes.
    fn options(&self) -> &'static [OptionSpec] {
        &[]
    }

    /// Its properties, given its options.
    fn algebra(&self, options: &Options) -> NormaliseAlgebra;

    /// What a value becomes where there is nothing to compare with, unless the policy says `degenerate as N`.
    fn degenerate(&self) -> f64 {
        0.0
    }

    /// How it is computed.
    fn kernel(&self) -> Kernel<'_>;
}

impl PartialEq for dyn Normaliser {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

/// How a normalisation is computed.
pub enum Kernel<'a> {
    /// Each value by itself, once the yardstick of its group is known.
    Pointwise(&'a dyn Pointwise),
    /// A whole column at once (ranks).
    Column(&'a dyn ColumnKernel),
}

/// A normalisation of each value by the yardstick of its group.
pub trait Pointwise: Sync {
    /// The yardstick of one group. `count` is 0 for a group without values.
    fn yardstick(&self, statistics: &GroupStatistics, options: &Options, setting: &Setting) -> Yardstick;

    /// Normalises a stretch of rows. `groups[i]` is the yardstick of row `i` (always in range); `None`: all rows have the first.
    /// Missing (NaN) stays as it is, bit for bit. Where the yardstick is degenerate the result is `degenerate`
    /// (which may be NaN for missing). `out` is as long as `x`.
    fn apply(&self, x: &[f64], groups: Option<&[u32]>, with: &Apply<'_>, out: &mut [f64]);
}

/// What [`Pointwise::apply`] works with.
pub struct Apply<'a> {
    /// The yardsticks by group.
    pub yardsticks: &'a [Yardstick],
    /// The options given.
    pub options: &'a Options,
    /// What the step knows of the part.
    pub setting: &'a Setting,
    /// What a value becomes in a degenerate group.
    pub degenerate: f64,
}

/// A normalisation of a whole column.
pub trait ColumnKernel: Sync {
    /// Normalises one group: `values` holds its values, none missing, in the order of rows; `out` is as long.
    /// Returns false if the group is degenerate, in which case `out` is not used.
    fn apply(&self, values: &[f64], options: &Options, setting: &Setting, out: &mut [f64]) -> bool;
}
