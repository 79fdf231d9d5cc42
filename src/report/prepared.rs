//! What was changed before anything was compared: treated and imputed cells, rows and parts left out.

use std::borrow::Cow;

use super::cells::{self, Cell, Field};
use super::document::{Block, Document, Table, TableColumn, counted, grouped};
use super::{numbers, results};
use crate::eval::{Assessment, CellChange, FittedStep, column, imputed as imputed_in};
use crate::methods::{Done, Shape, Treated};
use crate::program::{Index, Missing, Origin, Quantity, QuantityId, Step};

/// One step of an index that prepares its parts, with what it found.
#[derive(Clone, Copy)]
pub(super) struct Prepared<'a> {
    pub assessment: &'a Assessment,
    pub id: QuantityId,
    pub quantity: &'a Quantity,
    pub index: &'a Index,
    pub step: &'a Step,
    pub fitted: &'a FittedStep,
}

/// A treated or imputed cell, in the declared unit of its part.
pub(super) struct Change<'a> {
    pub key: Cell<'a>,
    pub part: &'a str,
    pub from: Result<f64, Missing>,
    pub to: f64,
}

/// All such steps, index by index.
pub(super) fn steps(assessment: &Assessment) -> Vec<Prepared<'_>> {
    let mut found = Vec::new();
    for (id, fitted) in &assessment.yardsticks {
        let quantity = assessment.program.quantity(*id);
        let Origin::Index(index) = &quantity.origin else { continue };
        for fitted in fitted {
            match index.steps.get(fitted.step) {
                Some(step @ (Step::Treat(_) | Step::Impute(_) | Step::Screen(_))) => {
                    found.push(Prepared { assessment, id: *id, quantity, index, step, fitted });
                }
                Some(Step::Weigh(_) | Step::Normalise(_)) | None => {}
            }
        }
    }
    found
}

impl<'a> Prepared<'a> {
    /// `treat`, `impute`, `screen`
    pub fn clause(&self) -> &'static str {
        match self.step {
            Step::Treat(_) => "treat",
            Step::Impute(_) => "impute",
            Step::Screen(_) => "screen",
            Step::Weigh(_) | Step::Normalise(_) => "",
        }
    }

    /// `winsorise`
    pub fn method(&self) -> &'static str {
        match self.step {
            Step::Treat(step) => step.method.name(),
            Step::Impute(step) => step.method.name(),
            Step::Screen(_) | Step::Weigh(_) | Step::Normalise(_) => "",
        }
    }

    pub fn table(&self) -> &'a str {
        &self.assessment.program.table(self.quantity.table).name
    }

    pub fn keys(&self) -> Field<'a> {
        cells::keys(self.assessment, self.quantity.table)
    }

    pub fn part(&self, at: usize) -> &'a str {
        self.index.parts.get(at).map_or("", |p| p.name.as_str())
    }

    /// The name of a group; empty where there is one.
    pub fn group(&self, at: usize) -> &'a str {
        self.fitted.names.get(at).map_or("", String::as_str)
    }

    pub fn change(&self, keys: &Field<'a>, change: CellChange) -> Change<'a> {
        let part = self.index.parts.get(change.part);
        let percent = part.is_some_and(|p| cells::is_percent(&self.assessment.program.quantity(p.quantity).ty));
        let rescaled = match self.step {
            Step::Treat(step) => !step.method.algebra(&step.options).keeps_scale,
            Step::Impute(_) | Step::Screen(_) | Step::Weigh(_) | Step::Normalise(_) => false,
        };
        Change {
            key: keys.cell(change.row),
            part: self.part(change.part),
            from: column::number::kind(change.from).map_or(Ok(numbers::declared(change.from, percent)), Err),
            to: numbers::declared(change.to, percent && !rescaled),
        }
    }

    /// What a treatment did, part by part and group by group.
    pub fn treated(&self) -> impl Iterator<Item = (usize, usize, &'a Treated)> {
        let parts = self.fitted.treated.iter().enumerate();
        parts.flat_map(|(part, groups)| groups.iter().flatten().enumerate().map(move |(g, t)| (part, g, t)))
    }
}

/// The sections of a report.
pub(super) fn sections(assessment: &Assessment, document: &mut Document) {
    let steps = steps(assessment);
    screened(&steps, document);
    treated(&steps, document);
    imputed(assessment, &steps, document);
}

/// Lines of a list before the rest are only counted.
const LISTED: usize = 30;

fn screened(steps: &[Prepared<'_>], document: &mut Document) {
    let mut lines = Vec::new();
    for step in steps {
        let least = match step.step {
            Step::Screen(screen) => numbers::exact(numbers::declared(screen.at_least, true)),
            Step::Weigh(_) | Step::Normalise(_) | Step::Treat(_) | Step::Impute(_) => continue,
        };
        let index = &step.quantity.name;
        lines.extend(step.fitted.parts_out.iter().map(|out| {
            let group = step.group(out.group);
            let group = if group.is_empty() { String::new() } else { format!(" within {group}") };
            let (part, known, of) = (step.part(out.part), grouped(out.known), grouped(out.of));
            format!("{part}{group}: {known} of {of} rows have a value, {least}% are needed; no part of {index} there")
        }));
        // A nested index that takes the screening over leaves out the rows of the index that says it.
        let taken_over = match step.step {
            Step::Screen(screen) => index.contains('.') && !screen.others.is_empty(),
            Step::Weigh(_) | Step::Normalise(_) | Step::Treat(_) | Step::Impute(_) => false,
        };
        lines.extend(step.fitted.rows_out.iter().filter(|_| !taken_over).map(|out| {
            let row = results::row_name(step.assessment, step.quantity.table, out.row);
            format!("{row}: {} of {} values are known, {least}% are needed; no {index}", out.known, out.of)
        }));
    }
    if lines.is_empty() {
        return;
    }
    document.heading("What was screened out");
    list(lines, document);
}

fn list(lines: Vec<String>, document: &mut Document) {
    let more = lines.len().saturating_sub(LISTED);
    let mut shown: Vec<String> = lines.into_iter().take(LISTED).map(|line| results::clean(&line)).collect();
    if more > 0 {
        shown.push(format!("and {} more: `--format json` lists them all", grouped(more)));
    }
    document.push(Block::List(shown));
}

fn treated(steps: &[Prepared<'_>], document: &mut Document) {
    let steps: Vec<&Prepared<'_>> = steps.iter().filter(|s| matches!(s.step, Step::Treat(_))).collect();
    if steps.is_empty() {
        return;
    }
    document.heading("What was treated");
    let lines: Vec<String> = steps.iter().flat_map(|step| step.treated().filter_map(|t| outcome(step, t))).collect();
    if lines.is_empty() {
        document.paragraph("Nothing: no part asked for it.");
        return;
    }
    list(lines, document);
    // A part that is put on another scale changes in all rows, which the line says.
    let bounded = |step: &&&Prepared<'_>| match step.step {
        Step::Treat(treat) => treat.method.algebra(&treat.options).keeps_scale,
        Step::Weigh(_) | Step::Normalise(_) | Step::Impute(_) | Step::Screen(_) => false,
    };
    cells_of(steps.iter().filter(bounded).copied(), document);
}

/// `exports: 2 values replaced (winsorise, score): skewness 3.01 to 2.05, kurtosis 9.46 to 3.18`
fn outcome(step: &Prepared<'_>, (part, group, treated): (usize, usize, &Treated)) -> Option<String> {
    let name = match step.group(group) {
        "" => step.part(part).to_owned(),
        group => format!("{} within {group}", step.part(part)),
    };
    let codes = step.fitted.groups.as_ref();
    let here = |c: &CellChange| codes.is_none_or(|codes| codes.get(c.row).is_some_and(|g| *g as usize == group));
    let count = step.fitted.changes.of_part(part).filter(here).count();
    let what = match treated.done {
        Done::Nothing if treated.fails => "nothing replaced, because the criterion would not be met".to_owned(),
        Done::Nothing => return None,
        Done::Bounded { .. } => format!("{} replaced", counted(count, "value")),
        Done::Transformed { lambda, shift } => {
            let lambda = lambda.map(|l| format!(" with lambda {}", numbers::plain(l))).unwrap_or_default();
            let shift = if shift == 0.0 { String::new() } else { format!(", moved by {}", numbers::plain(shift)) };
            format!("{} put on another scale{lambda}{shift}", counted(count, "value"))
        }
        Done::Impossible(why) => return Some(format!("{name}: left as it is, because {why} ({})", told(step))),
    };
    let fails = if treated.fails { "; the criterion is not met" } else { "" };
    Some(format!("{name}: {what} ({}){}{fails}", told(step), shapes(treated.before, treated.after)))
}

fn told(step: &Prepared<'_>) -> String {
    format!("{}, {}", step.method(), step.quantity.name)
}

fn shapes(before: Shape, after: Shape) -> String {
    if before.skewness.is_nan() || after.skewness.is_nan() {
        return String::new();
    }
    let two = |x: f64| numbers::printed(x, 2);
    let skewness = format!(": skewness {} to {}", two(before.skewness), two(after.skewness));
    match before.kurtosis.is_nan() || after.kurtosis.is_nan() {
        true => skewness,
        false => format!("{skewness}, kurtosis {} to {}", two(before.kurtosis), two(after.kurtosis)),
    }
}

fn imputed(assessment: &Assessment, steps: &[Prepared<'_>], document: &mut Document) {
    let steps: Vec<&Prepared<'_>> = steps.iter().filter(|s| matches!(s.step, Step::Impute(_))).collect();
    if steps.is_empty() {
        return;
    }
    document.heading("What was imputed");
    if steps.iter().all(|step| step.fitted.changes.is_empty()) {
        document.paragraph("Nothing.");
        return;
    }
    let mut indices: Vec<QuantityId> = steps.iter().map(|step| step.id).collect();
    indices.dedup();
    let line = |id: &QuantityId| {
        let (cells, of) = imputed_in(assessment, *id).filter(|(cells, _)| *cells > 0)?;
        let share = numbers::printed(100.0 * cells as f64 / of as f64, 1);
        let name = &assessment.program.quantity(*id).name;
        Some(format!("{name}: {} of {} values ({share}%)", grouped(cells), grouped(of)))
    };
    let lines = indices.iter().filter_map(line).collect();
    list(lines, document);
    cells_of(steps.into_iter(), document);
}

fn cells_of<'a>(steps: impl Iterator<Item = &'a Prepared<'a>>, document: &mut Document) {
    let mut rows = Vec::new();
    let mut total = 0;
    for step in steps {
        let keys = step.keys();
        total += step.fitted.changes.len();
        for change in step.fitted.changes.iter().take(super::sections::SHOWN_ROWS.saturating_sub(rows.len())) {
            let Change { part, from, to, .. } = step.change(&keys, change);
            let row = results::row_name(step.assessment, step.quantity.table, change.row);
            let from = from.map_or_else(|kind| kind.name().to_owned(), numbers::plain);
            let cells: [Cow<'_, str>; 4] = [row.into(), part.into(), from.into(), numbers::plain(to).into()];
            rows.push(cells.iter().map(|text| results::clean(text)).collect());
        }
    }
    if rows.is_empty() {
        return;
    }
    let shown = rows.len();
    let columns =
        vec![TableColumn::left("Row"), TableColumn::left("Part"), TableColumn::right("From"), TableColumn::right("To")];
    document.push(Block::Table(Table::plain(columns, rows)));
    if shown < total {
        document.paragraph(format!("… and {} more: `--format json` lists them all", grouped(total - shown)));
    }
}
