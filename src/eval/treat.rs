//! Treatments: each part, group by group.

use super::assessment::FittedStep;
use super::changes::{Changed, ChangedPart, Changes};
use super::column::number;
use super::index::IndexInput;
use super::parts::PartColumn;
use super::prepare::{Members, any_missing, column, makes, of_rows, parted, put};
use crate::methods::treat::treat_by;
use crate::methods::{Done, Shape, Treated};
use crate::program::{Missing, TreatStep};
use crate::wide::wide;

const INAPPLICABLE: f64 = number::missing(Missing::Inapplicable);

/// Treats the parts to which the step applies.
pub(super) fn treat(
    input: &IndexInput<'_>,
    step: &TreatStep,
    members: &Members,
    parts: &[PartColumn<'_>],
    fitted: &mut FittedStep,
) {
    let work: Vec<_> = parts.iter().zip(&step.parts).enumerate().collect();
    let among = fitted.among.clone();
    let among = among.as_deref().map(Vec::as_slice);
    let done = input.threads.map(work, |(at, (part, applies))| {
        let before = column(part);
        let (treated, after) = if *applies { of_part((step, among), members, &before) } else { (Vec::new(), None) };
        (applies.then_some(treated), ChangedPart::new(at, before, after))
    });
    let (treated, changed): (_, Vec<_>) = done.into_iter().unzip();
    (fitted.treated, fitted.changes) = (treated, Changes::new(changed.into_iter()));
}

/// What was done to a part, group by group, and what it has become; `None`: what it was.
fn of_part(step: (&TreatStep, Option<&[u8]>), members: &Members, before: &[f64]) -> (Vec<Treated>, Option<Changed>) {
    let mut after: Option<Vec<f64>> = None;
    let mut whole = None;
    let treated = members.groups().map(|rows| {
        let values = of_rows(before, rows);
        if !any_missing(&values) {
            let (treated, out) = of_values(step, rows, &values);
            match out {
                Some(out) if rows.len() == before.len() => whole = Some(out),
                Some(Changed { after: out, .. }) => put(after.get_or_insert_with(|| before.to_vec()), rows, &out),
                None => {}
            }
            return treated;
        }
        let there = |row: &usize| before.get(*row).is_some_and(|x| !x.is_nan());
        let rows: Vec<usize> = rows.iter().copied().filter(there).collect();
        let (treated, out) = of_values(step, &rows, &parted(&values));
        if let Some(Changed { after: out, .. }) = out {
            put(after.get_or_insert_with(|| before.to_vec()), &rows, &out);
        }
        treated
    });
    let treated = treated.collect();
    (treated, whole.or_else(|| Some(Changed::since(before, after?))))
}

/// Treats the values of some rows, none missing.
fn of_values((step, among): (&TreatStep, Option<&[u8]>), rows: &[usize], values: &[f64]) -> (Treated, Option<Changed>) {
    let (treated, out) = match among {
        None => step.method.treat(values, &step.options),
        Some(_) => {
            let yardstick = rows.iter().zip(values).filter(|(row, _)| makes(among, **row));
            let yardstick: Vec<f64> = yardstick.map(|(_, x)| *x).collect();
            by_some(step, &yardstick, values)
        }
    };
    (treated, out.map(|out| settled(values, out)))
}

/// What is equal to what it was stays it, and what is no number is missing.
fn settled(values: &[f64], mut out: Vec<f64>) -> Changed {
    let cells = wide(
        #[inline(always)]
        || {
            let mut cells = 0;
            for (o, x) in out.iter_mut().zip(values) {
                let to = if o.is_finite() { *o } else { INAPPLICABLE };
                let same = *o == *x;
                *o = if same { *x } else { to };
                cells += usize::from(!same);
            }
            cells
        },
    );
    Changed { after: out, cells }
}

/// Treats values as those of some rows say.
fn by_some(step: &TreatStep, yardstick: &[f64], values: &[f64]) -> (Treated, Option<Vec<f64>>) {
    if yardstick.is_empty() && !values.is_empty() {
        let shape = Shape::of(yardstick);
        let done = Done::Impossible("none of the rows that make the yardstick has a value");
        return (Treated { done, before: shape, after: shape, fails: false }, None);
    }
    treat_by(step.method, yardstick, values, &step.options)
}
