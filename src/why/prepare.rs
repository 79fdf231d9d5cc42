//! Steps that prepare a part before it is compared, in one row: treatments, imputations, screening.

use super::compared::NamedFigures;
use super::how::{GroupHow, StepHow};
use super::index::options;
use super::rows::Rows;
use super::spelled::spelled;
use super::tree::Plain;
use crate::eval::{FittedStep, RowStep};
use crate::methods::{Done, Options};
use crate::program::{QuantityId, Screened, Step};

impl Rows<'_> {
    /// What such a step did to a part of an index in a row.
    pub(super) fn prepared(
        &self,
        step: &Step,
        traced: &RowStep,
        (index, part, row): (QuantityId, usize, usize),
    ) -> StepHow {
        let fitted = self.assessment.yardsticks.get(&index).and_then(|s| s.iter().find(|f| f.step == traced.step));
        let (word, by, given) = match step {
            Step::Treat(step) => ("treat", step.method.name(), options(&step.options)),
            Step::Impute(step) => ("impute", step.method.name(), options(&step.options)),
            Step::Screen(step) => match step.what {
                Screened::Rows => ("screen", "rows", options(&Options::default())),
                Screened::Parts => ("screen", "parts", options(&Options::default())),
            },
            Step::Weigh(_) | Step::Normalise(_) => ("", "", Vec::new()),
        };
        // A row that is excluded takes no part, and stays what it is.
        let table = self.program().quantity(index).table;
        let fitted = fitted.filter(|_| self.assessment.is_included(table, row));
        let group = fitted.and_then(|fitted| group_of(fitted, row));
        let within = step.within().iter().map(|f| self.program().quantity(*f).name.clone());
        let compared = fitted.zip(group).map(|(fitted, group)| GroupHow {
            within: within.collect(),
            name: fitted.names.get(group).cloned().unwrap_or_default(),
            among: step.among().map(|among| spelled(self.program(), among)),
            count: 0,
            origin: None,
            length: None,
            degenerate: false,
            compares: true,
            highest: None,
            lowest: None,
        });
        StepHow {
            step: word,
            by: Some(by.to_owned()),
            options: given,
            from: Plain::number(traced.from),
            factor: None,
            group: compared.filter(|group| !group.within.is_empty() || group.among.is_some()),
            goalposts: None,
            reversed: false,
            done: fitted.zip(group).and_then(|(fitted, group)| done(fitted, traced, part, group, row)),
            figures: fitted.zip(group).map(|(fitted, group)| figures(fitted, part, group)).unwrap_or_default(),
            to: Plain::number(traced.to),
        }
    }
}

/// The group of a row in a step.
fn group_of(fitted: &FittedStep, row: usize) -> Option<usize> {
    match &fitted.groups {
        None => Some(0),
        Some(codes) => codes.get(row).map(|code| *code as usize).filter(|code| *code < fitted.names.len()),
    }
}

/// What was done, in words; nothing where nothing was.
fn done(fitted: &FittedStep, traced: &RowStep, part: usize, group: usize, row: usize) -> Option<String> {
    if let Some(out) = fitted.rows_out.iter().find(|out| out.row == row) {
        return Some(format!("the row is left out: {} of {} are known", out.known, out.of));
    }
    if let Some(out) = fitted.parts_out.iter().find(|out| out.part == part && out.group == group) {
        return Some(format!("the part is left out: {} of {} rows have it", out.known, out.of));
    }
    match treated(fitted, part, group) {
        Some(Done::Bounded { .. }) => Some("values are kept within bounds".to_owned()),
        Some(Done::Transformed { lambda: None, .. }) => Some("logarithm of the value and a shift".to_owned()),
        Some(Done::Transformed { lambda: Some(_), .. }) => Some("Box-Cox of the value and a shift".to_owned()),
        Some(Done::Nothing) => Some("there was no need".to_owned()),
        Some(Done::Impossible(why)) => Some(why.to_owned()),
        None if traced.from.is_nan() && !traced.to.is_nan() => Some("it was missing".to_owned()),
        None => None,
    }
}

/// What a treatment did to a part in a group.
fn treated(fitted: &FittedStep, part: usize, group: usize) -> Option<Done> {
    let by_group = fitted.treated.get(part).and_then(Option::as_ref)?;
    by_group.get(group).map(|treated| treated.done)
}

/// The numbers of a treatment.
fn figures(fitted: &FittedStep, part: usize, group: usize) -> NamedFigures {
    NamedFigures(match treated(fitted, part, group) {
        Some(Done::Bounded { low, high }) => vec![("low", low), ("high", high)],
        Some(Done::Transformed { lambda: None, shift }) => vec![("shift", shift)],
        Some(Done::Transformed { lambda: Some(lambda), shift }) => vec![("exponent", lambda), ("shift", shift)],
        Some(Done::Nothing | Done::Impossible(_)) | None => Vec::new(),
    })
}
