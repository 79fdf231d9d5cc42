//! Imputations: what stands in for values that are missing.

mod carried_backward;
mod carried_forward;
mod fixed;
mod linear;
mod mean;
mod median;
mod nearest;

use super::{OptionKind, OptionSpec, Options};

/// All imputations.
pub const ALL: &[&dyn Imputation] = &[
    &mean::Mean,
    &median::Median,
    &fixed::Fixed,
    &nearest::Nearest,
    &carried_forward::CarriedForward,
    &carried_backward::CarriedBackward,
    &linear::Linear,
];

/// `also inapplicable`, which every imputation takes.
pub const ALSO_INAPPLICABLE: OptionSpec = OptionSpec {
    words: "also inapplicable",
    kind: OptionKind::Flag,
    about: "what is missing as inapplicable is imputed as well",
};

/// The names of all imputations, in the order registered.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|m| m.name())
}

/// The imputation whose name stands at the beginning of `words`, and how many words the name takes; the longest name wins.
pub fn find(words: &[&str]) -> Option<(&'static dyn Imputation, usize)> {
    let at = super::longest_name(names(), words)?;
    ALL.get(at.0).map(|m| (*m, at.1))
}

/// An imputation.
pub trait Imputation: std::fmt::Debug + Send + Sync {
    /// Its name in policies; may be several words.
    fn name(&self) -> &'static str;

    /// The text of its file, whose leading doc comment is its page.
    fn source(&self) -> &'static str;

    /// The options that it takes, beside those that all take.
    fn options(&self) -> &'static [OptionSpec] {
        &[]
    }

    /// Whether anything is taken from other rows, so that `among` has an effect.
    fn takes_from_rows(&self) -> bool {
        true
    }

    /// Whether what is imputed lies between the smallest and the largest value that is known.
    fn within_known(&self) -> bool {
        true
    }

    /// What is wrong with the options as a whole, and what to write instead.
    fn mistake(&self, _options: &Options) -> Option<(String, String)> {
        None
    }

    /// How it is computed.
    fn kernel(&self) -> ImputeKernel<'_>;
}

impl PartialEq for dyn Imputation {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

/// How an imputation is computed.
pub enum ImputeKernel<'a> {
    /// One value for all missing ones of a part in a group.
    Group(&'a dyn OfGroup),
    /// From other rows that are like the row.
    Rows(&'a dyn FromRows),
    /// From the same entity in other years.
    Years(&'a dyn OverYears),
}

/// One value for a group.
pub trait OfGroup: Sync {
    /// The value that stands in, from those that are known, in the order of rows; `None`: what is missing stays so.
    fn value(&self, known: &[f64], options: &Options) -> Option<f64>;
}

/// Values from other rows of the same group.
pub trait FromRows: Sync {
    /// The parts made comparable, by the rows from which values may be taken: `donors` has theirs alone. Missing ones are NaN.
    fn comparable(&self, parts: &[Vec<f64>], donors: &[Vec<f64>]) -> Vec<Vec<f64>>;

    /// What stands in for each of the open cells of a row; `None`: it stays missing. `scratch` is the method's own and
    /// keeps nothing.
    fn fill(&self, with: &Row<'_>, options: &Options, scratch: &mut Scratch) -> Vec<Option<f64>>;
}

/// A row with missing values and what surrounds it.
pub struct Row<'a> {
    /// All parts, made comparable.
    pub comparable: &'a [Vec<f64>],
    /// All parts, as they are in the rows from which values may be taken: NaN elsewhere, and where missing.
    pub values: &'a [Vec<f64>],
    /// The row.
    pub row: usize,
    /// The parts that it lacks and that are to be filled in.
    pub open: &'a [usize],
}

/// Room for distances.
#[derive(Default)]
pub struct Scratch {
    distances: Vec<f64>,
    near: Vec<(f64, usize)>,
}

/// Values from the same entity in other years.
pub trait OverYears: Sync {
    /// Fills in missing values (NaN) of one entity, whose years ascend; what cannot be filled in stays NaN.
    fn fill(&self, years: &[f64], values: &mut [f64], options: &Options);
}
