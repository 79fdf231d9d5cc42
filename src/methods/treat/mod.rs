//! Treatments: what takes the weight off outliers before values are compared.

mod box_cox;
mod clip_iqr;
mod clip_standard_deviation;
mod log;
mod winsorise;

use super::shape::Shape;
use super::{OptionSpec, Options};
use crate::parallel::in_chunks;
use crate::wide::wide;

/// All treatments.
pub const ALL: &[&dyn Treatment] = &[
    &winsorise::Winsorise,
    &clip_iqr::ClipIqr,
    &clip_standard_deviation::ClipStandardDeviation,
    &log::Logarithm,
    &box_cox::BoxCox,
];

/// The names of all treatments, in the order registered.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|m| m.name())
}

/// The treatment whose name stands at the beginning of `words`, and how many words the name takes; the longest name wins.
pub fn find(words: &[&str]) -> Option<(&'static dyn Treatment, usize)> {
    let at = super::longest_name(names(), words)?;
    ALL.get(at.0).map(|m| (*m, at.1))
}

/// A treatment of outliers.
pub trait Treatment: std::fmt::Debug + Send + Sync {
    /// Its name in policies; may be several words.
    fn name(&self) -> &'static str;

    /// The text of its file, whose leading doc comment is its page.
    fn source(&self) -> &'static str;

    /// The options that it takes.
    fn options(&self) -> &'static [OptionSpec];

    /// Its properties, given its options.
    fn algebra(&self, options: &Options) -> TreatAlgebra;

    /// What is wrong with the options as a whole, and what to write instead.
    fn mistake(&self, options: &Options) -> Option<(String, String)>;

    /// Within which bounds it brings all values, where they follow from the values alone and not from a criterion.
    fn bounds(&self, _values: &[f64], _options: &Options) -> Option<(f64, f64)> {
        None
    }

    /// Treats the values of one group: none of them missing, in the order of rows. Gives the treated values; `None`: all
    /// stay as they are.
    fn treat(&self, values: &[f64], options: &Options) -> (Treated, Option<Vec<f64>>);
}

/// Treats values by what a treatment does to a yardstick, which are those of some rows (`among`); neither is empty.
/// Gives the treated values; `None`: all stay as they are.
pub fn treat_by(
    method: &dyn Treatment,
    yardstick: &[f64],
    values: &[f64],
    options: &Options,
) -> (Treated, Option<Vec<f64>>) {
    let (treated, _) = method.treat(yardstick, options);
    let done = method.bounds(yardstick, options).map_or(treated.done, |(low, high)| Done::Bounded { low, high });
    match done {
        Done::Nothing | Done::Impossible(_) => (Treated { done, ..treated }, None),
        Done::Bounded { mut low, mut high } => {
            // Where the yardstick has nothing to replace by a criterion, an end is open for the others.
            let open = method.bounds(yardstick, options).is_none();
            if open && !yardstick.iter().any(|x| *x < low) && values.iter().any(|x| *x < low) {
                low = f64::NEG_INFINITY;
            }
            if open && !yardstick.iter().any(|x| *x > high) && values.iter().any(|x| *x > high) {
                high = f64::INFINITY;
            }
            let out = bound(values, low, high);
            if values == out {
                return (Treated { done: Done::Nothing, ..treated }, None);
            }
            (Treated { done: Done::Bounded { low, high }, ..treated }, Some(out))
        }
        Done::Transformed { lambda, shift } => {
            let impossible = |why| (Treated { done: Done::Impossible(why), after: treated.before, ..treated }, None);
            if values.iter().any(|x| x + shift <= 0.0) {
                return impossible(match shift == 0.0 {
                    true => "some values are 0 or less",
                    false => "some values are too far below those of the rows that make the yardstick",
                });
            }
            let to = |x: f64| lambda.map_or_else(|| libm::log(x), |lambda| box_cox::power(x, lambda));
            let out: Vec<f64> = values.iter().map(|x| to(x + shift)).collect();
            match out.iter().all(|x| x.is_finite()) {
                true => (Treated { done, ..treated }, Some(out)),
                false => impossible("the powers are larger than numbers can be"),
            }
        }
    }
}

impl PartialEq for dyn Treatment {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

/// The properties of a treatment. All treatments keep the order of values; ties may arise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreatAlgebra {
    /// Whether values stay what they measure, within the bounds of the data: the unit and the range are kept.
    /// Otherwise they are put on another scale, as by a logarithm.
    pub keeps_scale: bool,
    /// Whether a factor or shift before it comes out after it: the results do not depend on the unit of measurement.
    pub equivariant: bool,
}

/// What a treatment did to one group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Treated {
    /// What was done.
    pub done: Done,
    /// The shape of the distribution before; with `among`, of those rows.
    pub before: Shape,
    /// The same afterwards.
    pub after: Shape,
    /// Whether the criterion is still not met; false where there is none.
    pub fails: bool,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Done {
    /// Nothing: there was no need.
    Nothing,
    /// The lowest and highest values were replaced by these bounds.
    Bounded {
        /// What lower values became; infinite where all may stay.
        low: f64,
        /// What higher values became; infinite where all may stay.
        high: f64,
    },
    /// All values were put on another scale.
    Transformed {
        /// The exponent of Box-Cox; `None` for a logarithm.
        lambda: Option<f64>,
        /// What was added to all values first.
        shift: f64,
    },
    /// It is not defined for these values, which stay as they are: why.
    Impossible(&'static str),
}

/// Values of which what lies beyond two bounds is replaced by the bounds.
fn bound(values: &[f64], low: f64, high: f64) -> Vec<f64> {
    in_chunks(values, |values, out| {
        wide(
            #[inline(always)]
            || {
                for (o, x) in out.iter_mut().zip(values) {
                    let x = if *x < low { low } else { *x };
                    *o = if x > high { high } else { x };
                }
            },
        );
    })
}

/// Values bounded by two quantities.
fn bounded(values: &[f64], low: f64, high: f64) -> (Treated, Option<Vec<f64>>) {
    let before = Shape::of(values);
    if values.iter().all(|x| (low..=high).contains(x)) {
        return (Treated { done: Done::Nothing, before, after: before, fails: false }, None);
    }
    let out = bound(values, low, high);
    (Treated { done: Done::Bounded { low, high }, before, after: Shape::of(&out), fails: false }, Some(out))
}
