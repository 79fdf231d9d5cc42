//! The steps of an index, as audits of its algebra look at them.

use crate::methods::Setting;
use crate::program::{Index, NormaliseStep, Step};

/// The normalisations of an index, in order.
pub(super) fn normalisations(index: &Index) -> impl DoubleEndedIterator<Item = &NormaliseStep> {
    index.steps.iter().filter_map(|step| match step {
        Step::Normalise(step) => Some(step),
        Step::Weigh(_) | Step::Treat(_) | Step::Impute(_) | Step::Screen(_) => None,
    })
}

/// Those that apply to a part (by its position), with what they know of it.
pub(super) fn of_part(index: &Index, at: usize) -> impl DoubleEndedIterator<Item = (&NormaliseStep, &Setting)> {
    normalisations(index).filter_map(move |step| Some((step, step.parts.get(at)?.as_ref()?)))
}

/// The method that turns a part round, because lower is better for it.
pub(super) fn turned(index: &Index, at: usize) -> Option<&'static str> {
    of_part(index, at).find(|(_, setting)| setting.reverse).map(|(step, _)| step.method.name())
}

/// Whether a normalisation needs nothing of the data but the value itself, so that it is never degenerate.
pub(super) fn compares_with_nothing(step: &NormaliseStep) -> bool {
    !step.method.compares(&step.options)
}
