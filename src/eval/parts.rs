//! The parts of an index on their way through its steps. A part without steps is read in place.

use std::ops::Range;
use std::sync::Arc;

use super::column::number;
use super::groups::Groups;
use crate::methods::normalise::{Apply, Pointwise};
use crate::methods::{Options, Setting, Yardstick};
use crate::parallel::STRETCH;
use crate::program::Missing;
use crate::wide::wide;

const INAPPLICABLE: f64 = number::missing(Missing::Inapplicable);
const LEFT_OUT: f64 = number::left_out(Missing::Unavailable);

/// A part: a column and what happens to each of its values.
#[derive(Clone)]
pub(super) struct PartColumn<'p> {
    /// The values before the steps.
    pub base: Arc<Vec<f64>>,
    /// What happens to them, in order.
    pub steps: Vec<PartStep<'p>>,
}

/// What happens to each value.
#[derive(Clone)]
pub(super) enum PartStep<'p> {
    /// It is multiplied by a weight.
    Weigh(f64),
    /// It is compared with the yardstick of its group.
    Normalise(Arc<Fitted<'p>>),
    /// Cells that hold no value get their score, by its position.
    Score(Arc<[f64]>),
    /// Rows that are marked are left out of the index.
    LeaveOut(Arc<Vec<u8>>),
}

/// A normalisation of one part that has seen the data.
pub(super) struct Fitted<'p> {
    pub method: &'p dyn Pointwise,
    pub options: &'p Options,
    pub setting: Setting,
    /// By group; the last is for rows that belong to none.
    pub yardsticks: Vec<Yardstick>,
    /// Their lengths, for [`Apply`].
    pub lengths: Vec<f64>,
    pub degenerate: f64,
    pub groups: Option<Arc<Groups>>,
}

impl<'p> PartColumn<'p> {
    /// A part without steps.
    pub fn new(base: Arc<Vec<f64>>) -> Self {
        Self { base, steps: Vec::new() }
    }

    /// The rows that its last step leaves out, where that is what the last step does that changes anything.
    pub fn last_left_out(&self) -> Option<Arc<Vec<u8>>> {
        match self.steps.iter().rfind(|step| !step.keeps())? {
            PartStep::LeaveOut(rows) => Some(Arc::clone(rows)),
            PartStep::Weigh(_) | PartStep::Normalise(_) | PartStep::Score(_) => None,
        }
    }

    /// The part before that step.
    pub fn before_left_out(&self) -> Self {
        let last = self.steps.iter().rposition(|step| !step.keeps()).unwrap_or(0);
        Self { base: Arc::clone(&self.base), steps: self.steps.iter().take(last).cloned().collect() }
    }

    /// Whether its values are read where they are.
    pub fn is_in_place(&self) -> bool {
        self.steps.iter().all(PartStep::keeps)
    }

    /// Buffers for its values in a stretch.
    pub fn buffers(&self) -> [Vec<f64>; 2] {
        let all = STRETCH.min(self.base.len());
        let needed = |steps: usize| vec![0.0; if self.steps.len() >= steps { all } else { 0 }];
        [needed(1), needed(2)]
    }

    /// The values of some rows after all steps: in place, or in the first buffer.
    pub fn values<'b>(&'b self, rows: Range<usize>, buffers: &'b mut [Vec<f64>; 2]) -> &'b [f64] {
        let n = rows.len();
        let base = self.base.get(rows.clone()).unwrap_or_default();
        let [first, second] = buffers;
        let steps = self.steps.iter().filter(|step| !step.keeps());
        let mut in_place = true;
        for step in steps {
            if std::mem::take(&mut in_place) {
                step.apply(base, &rows, first.get_mut(..n).unwrap_or_default());
            } else {
                step.apply(first.get(..n).unwrap_or_default(), &rows, second.get_mut(..n).unwrap_or_default());
                std::mem::swap(first, second);
            }
        }
        if in_place { base } else { first.get(..n).unwrap_or_default() }
    }
}

impl PartStep<'_> {
    /// Whether every value stays as it is.
    fn keeps(&self) -> bool {
        match self {
            PartStep::Normalise(fitted) => fitted.method.keeps() && fitted.groups.is_none(),
            PartStep::Weigh(_) | PartStep::Score(_) | PartStep::LeaveOut(_) => false,
        }
    }

    fn apply(&self, x: &[f64], rows: &Range<usize>, out: &mut [f64]) {
        match self {
            PartStep::Weigh(factor) => wide(
                #[inline(always)]
                || {
                    for (o, x) in out.iter_mut().zip(x) {
                        let z = x * factor;
                        let z = if z.is_finite() { z } else { INAPPLICABLE };
                        *o = if x.is_nan() { *x } else { z };
                    }
                },
            ),
            PartStep::Normalise(fitted) => fitted.apply(x, rows, out),
            PartStep::Score(scores) => {
                for (o, x) in out.iter_mut().zip(x) {
                    *o = number::score(*x).and_then(|at| scores.get(at).copied()).unwrap_or(*x);
                }
            }
            PartStep::LeaveOut(out_rows) => {
                let marks = out_rows.get(rows.clone()).unwrap_or_default();
                wide(
                    #[inline(always)]
                    || {
                        for ((o, x), mark) in out.iter_mut().zip(x).zip(marks) {
                            *o = if *mark == 0 { *x } else { LEFT_OUT };
                        }
                    },
                );
            }
        }
    }
}

impl Fitted<'_> {
    fn apply(&self, x: &[f64], rows: &Range<usize>, out: &mut [f64]) {
        let codes = self.groups.as_ref().map(|g| g.codes.get(rows.clone()).unwrap_or_default());
        let with = Apply {
            yardsticks: &self.yardsticks,
            lengths: &self.lengths,
            options: self.options,
            setting: &self.setting,
            degenerate: self.degenerate,
        };
        self.method.apply(x, codes, &with, out);
        if let Some(groups) = self.groups.as_ref().filter(|g| !g.complete) {
            for (((o, x), code), row) in out.iter_mut().zip(x).zip(codes.unwrap_or_default()).zip(rows.clone()) {
                if *code as usize >= groups.count && !x.is_nan() {
                    *o = number::missing(groups.outside(row));
                }
            }
        }
        if self.method.stays_finite() {
            return;
        }
        // Looks at every value, which is vector code, unlike stopping at the first.
        let infinite = wide(
            #[inline(always)]
            || out.iter().fold(false, |any, o| any | o.is_infinite()),
        );
        if infinite {
            for o in out.iter_mut().filter(|o| o.is_infinite()) {
                *o = INAPPLICABLE;
            }
        }
    }
}
