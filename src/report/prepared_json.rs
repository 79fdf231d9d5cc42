//! Treated and imputed cells, and what was left out, as JSON.

use serde::ser::{Serialize, SerializeSeq, Serializer};

use super::cells::Cell;
use super::prepared::Prepared;
use crate::methods::{Done, Shape};
use crate::program::Step;

/// Every cell that was treated or imputed.
pub(super) struct Changes<'a>(pub &'a [Prepared<'a>]);

#[derive(serde::Serialize)]
struct ChangeEntry<'a> {
    index: &'a str,
    step: &'a str,
    method: &'a str,
    table: &'a str,
    key: Cell<'a>,
    part: &'a str,
    from: Cell<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<&'a str>,
    to: Cell<'a>,
}

impl Serialize for Changes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entries = serializer.serialize_seq(None)?;
        for step in self.0 {
            let keys = step.keys();
            for change in step.fitted.changes.iter() {
                let change = step.change(&keys, change);
                entries.serialize_element(&ChangeEntry {
                    index: &step.quantity.name,
                    step: step.clause(),
                    method: step.method(),
                    table: step.table(),
                    key: change.key,
                    part: change.part,
                    from: change.from.map_or_else(Cell::Missing, Cell::Number),
                    missing: change.from.err().map(|kind| kind.name()),
                    to: Cell::Number(change.to),
                })?;
            }
        }
        entries.end()
    }
}

/// What each treatment did to each part, by group.
pub(super) struct Treatments<'a>(pub &'a [Prepared<'a>]);

#[derive(serde::Serialize)]
struct TreatedEntry<'a> {
    index: &'a str,
    method: &'a str,
    part: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    group: &'a str,
    done: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lambda: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shift: Option<f64>,
    before: ShapeEntry,
    after: ShapeEntry,
    criterion_met: bool,
}

#[derive(serde::Serialize)]
struct ShapeEntry {
    skewness: Option<f64>,
    kurtosis: Option<f64>,
}

fn shape(shape: Shape) -> ShapeEntry {
    let defined = |x: f64| Some(x).filter(|x| !x.is_nan());
    ShapeEntry { skewness: defined(shape.skewness), kurtosis: defined(shape.kurtosis) }
}

impl Serialize for Treatments<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entries = serializer.serialize_seq(None)?;
        for step in self.0 {
            for (part, group, treated) in step.treated() {
                let (done, because, lambda, shift) = match treated.done {
                    Done::Nothing => ("nothing", None, None, None),
                    Done::Bounded { .. } => ("replaced", None, None, None),
                    Done::Transformed { lambda, shift } => ("transformed", None, lambda, Some(shift)),
                    Done::Impossible(why) => ("impossible", Some(why), None, None),
                };
                entries.serialize_element(&TreatedEntry {
                    index: &step.quantity.name,
                    method: step.method(),
                    part: step.part(part),
                    group: step.group(group),
                    done,
                    because,
                    lambda,
                    shift,
                    before: shape(treated.before),
                    after: shape(treated.after),
                    criterion_met: !treated.fails,
                })?;
            }
        }
        entries.end()
    }
}

/// How much of each index was imputed.
pub(super) struct Imputed<'a>(pub &'a [Prepared<'a>]);

#[derive(serde::Serialize)]
struct ImputedEntry<'a> {
    index: &'a str,
    cells: usize,
    of: usize,
    share: f64,
}

impl Serialize for Imputed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut steps: Vec<&Prepared<'_>> = self.0.iter().filter(|step| step.clause() == "impute").collect();
        steps.dedup_by_key(|step| step.id);
        serializer.collect_seq(steps.into_iter().filter_map(|step| {
            let (cells, of) = crate::eval::imputed(step.assessment, step.id)?;
            let share = if of == 0 { 0.0 } else { cells as f64 / of as f64 };
            Some(ImputedEntry { index: &step.quantity.name, cells, of, share })
        }))
    }
}

/// Rows and parts that were left out.
pub(super) struct ScreenedOut<'a>(pub &'a [Prepared<'a>]);

#[derive(serde::Serialize)]
struct OutEntry<'a> {
    index: &'a str,
    table: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<Cell<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    group: &'a str,
    known: usize,
    of: usize,
    at_least: f64,
}

impl Serialize for ScreenedOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entries = serializer.serialize_seq(None)?;
        for step in self.0 {
            let at_least = match step.step {
                Step::Screen(screen) => screen.at_least,
                Step::Weigh(_) | Step::Normalise(_) | Step::Treat(_) | Step::Impute(_) => continue,
            };
            let (index, table) = (step.quantity.name.as_str(), step.table());
            for out in &step.fitted.parts_out {
                let (part, group) = (Some(step.part(out.part)), step.group(out.group));
                let (known, of) = (out.known, out.of);
                entries.serialize_element(&OutEntry { index, table, key: None, part, group, known, of, at_least })?;
            }
            let keys = step.keys();
            for out in &step.fitted.rows_out {
                let key = Some(keys.cell(out.row));
                let (known, of) = (out.known, out.of);
                entries.serialize_element(&OutEntry {
                    index,
                    table,
                    key,
                    part: None,
                    group: "",
                    known,
                    of,
                    at_least,
                })?;
            }
        }
        entries.end()
    }
}
