//! Treatments: what takes the weight off outliers before values are compared.

mod box_cox;
mod clip_iqr;
mod log;
mod winsorise;

use super::shape::Shape;
use super::{OptionSpec, Options};

/// All treatments.
pub const ALL: &[&dyn Treatment] = &[&winsorise::Winsorise, &clip_iqr::ClipIqr, &log::Logarithm, &box_cox::BoxCox];

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

    /// Treats the values of one group: none of them missing, in the order of rows. `out` has the same values and
    /// gets the treated ones.
    fn treat(&self, values: &[f64], options: &Options, out: &mut [f64]) -> Treated;
}

/// Treats values by what a treatment does to a yardstick, which are those of some rows (`among`); neither is empty.
/// `out` has the values and gets the treated ones.
pub fn treat_by(
    method: &dyn Treatment,
    yardstick: &[f64],
    values: &[f64],
    options: &Options,
    out: &mut [f64],
) -> Treated {
    let mut model = yardstick.to_vec();
    let treated = method.treat(yardstick, options, &mut model);
    let mut done = method.bounds(yardstick, options).map_or(treated.done, |(low, high)| Done::Bounded { low, high });
    match &mut done {
        Done::Nothing | Done::Impossible(_) => {}
        Done::Bounded { low, high } => {
            // Where the yardstick has nothing to replace by a criterion, an end is open for the others.
            let open = method.bounds(yardstick, options).is_none();
            if open && !yardstick.iter().any(|x| x < low) && values.iter().any(|x| x < low) {
                *low = f64::NEG_INFINITY;
            }
            if open && !yardstick.iter().any(|x| x > high) && values.iter().any(|x| x > high) {
                *high = f64::INFINITY;
            }
            bound(values, *low, *high, out);
            if values.iter().zip(&*out).all(|(x, o)| x == o) {
                done = Done::Nothing;
            }
        }
        Done::Transformed { lambda, shift } => {
            if values.iter().any(|x| x + *shift <= 0.0) {
                let why = match *shift == 0.0 {
                    true => "some values are 0 or less",
                    false => "some values are too far below those of the rows that make the yardstick",
                };
                return Treated { done: Done::Impossible(why), after: treated.before, ..treated };
            }
            for (o, x) in out.iter_mut().zip(values) {
                *o = lambda.map_or_else(|| libm::log(x + *shift), |lambda| box_cox::power(x + *shift, lambda));
            }
            if out.iter().any(|x| !x.is_finite()) {
                out.copy_from_slice(values);
                let done = Done::Impossible("the powers are larger than numbers can be");
                return Treated { done, after: treated.before, ..treated };
            }
        }
    }
    Treated { done, ..treated }
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

/// Replaces what lies beyond two bounds by the bounds.
fn bound(values: &[f64], low: f64, high: f64, out: &mut [f64]) {
    for (o, x) in out.iter_mut().zip(values) {
        let x = if *x < low { low } else { *x };
        *o = if x > high { high } else { x };
    }
}

/// What bounding values by two quantities did. `out` may hold the values in any order.
fn bounded(values: &[f64], low: f64, high: f64, out: &mut [f64]) -> Treated {
    let before = Shape::of(values);
    if values.iter().all(|x| (low..=high).contains(x)) {
        out.copy_from_slice(values);
        return Treated { done: Done::Nothing, before, after: before, fails: false };
    }
    bound(values, low, high, out);
    Treated { done: Done::Bounded { low, high }, before, after: Shape::of(out), fails: false }
}
